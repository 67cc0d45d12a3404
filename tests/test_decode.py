"""From bytes to checked text."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hn_archive.decode import decode, excerpts, place
from hn_archive.limits import cpu_seconds
from hn_archive.problem import Location, has_errors

# https://www.w3.org/TR/xml/#charsets, without U+000D, which decoding takes away, and U+007F to U+009F, which XML advises against.
XML_CHARACTERS = re.compile("[\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
TEXT_BYTES = st.text().map(str.encode)
NO_TEXT_BYTES = st.binary(max_size=40)
CONFLICT = "đầu\n<<<<<<< HEAD\ncủa ta\n=======\ncủa họ\n>>>>>>> nhánh\ncuối\n"


def codes(content: bytes) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.location)) for problem in decode(content, "a.md")[1]]


@given(st.one_of(TEXT_BYTES, NO_TEXT_BYTES, st.builds(bytes.__add__, TEXT_BYTES, NO_TEXT_BYTES)))
@example(b"\xef\xbb\xbf\r\n\r")
@example(b"\xed\xa0\x80")
def test_whatever_the_bytes_text_without_errors_is_composed_and_fit_for_xml(content: bytes) -> None:
    text, problems = decode(content, "a.md")
    assert unicodedata.is_normalized("NFC", text)
    assert has_errors(problems) or XML_CHARACTERS.fullmatch(text)


@given(st.text("aàạđ \t.-\u00a0ế\n"))
def test_text_in_utf_8_is_kept_whatever_its_line_ends_mark_and_normal_form(text: str) -> None:
    for ends in ("\n", "\r\n", "\r"):
        for form in ("NFC", "NFD"):
            for mark in (b"", b"\xef\xbb\xbf"):
                written = unicodedata.normalize("NFD" if form == "NFD" else "NFC", text).replace("\n", ends)
                assert decode(mark + written.encode(), "a.md") == (text, ())


@pytest.mark.parametrize("marks", [1, 2, 3])
def test_byte_order_marks_are_taken_off(marks: int) -> None:
    assert decode(b"\xef\xbb\xbf" * marks + b"---\n", "a.md") == ("---\n", ())


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"\xff", "a.md:1:1"),
        (b"ab\ncd\xffe", "a.md:2:3"),
        ("Hà Nội\nThủ đô ".encode() + b"\xe1\xbb", "a.md:2:8"),
        (unicodedata.normalize("NFD", "Thủ đô ").encode() + b"\xff", "a.md:1:8"),
        (b"\xef\xbb\xbfa\xff", "a.md:1:2"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa\xff", "a.md:1:2"),
        (b"a\r\nb\r\nc\xff", "a.md:3:2"),
        (b"a\rb\rc\xff", "a.md:3:2"),
        ("Hµ Néi".encode("latin-1"), "a.md:1:2"),
    ],
)
def test_bytes_that_are_not_utf_8_are_placed_by_line_and_column(content: bytes, where: str) -> None:
    assert codes(content) == [("encoding", where)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(encoding: str) -> None:
    mark = {"utf-16": "", "utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}[encoding]
    assert codes((mark + "Hà Nội").encode(encoding)) == [("encoding-utf16", "a.md:1:1")]


@pytest.mark.parametrize(
    "char", ["\x00", "\x01", "\x02", "\x03", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9f", "\ufffe", "\uffff"]
)
def test_a_control_character_is_named_and_placed(char: str) -> None:
    (problem,) = decode(f"Hà Nội\nThủ{char} đô".encode(), "a.md")[1]
    assert (problem.code, str(problem.location)) == ("control-character", "a.md:2:4")
    assert dict(problem.values) == {"name": f"U+{ord(char):04X}"}


def test_a_file_full_of_control_characters_names_a_few() -> None:
    assert len(codes(b"\x01" * 5_000)) == 10


@pytest.mark.parametrize("char", ["\t", "\n", "\u00a0", "\u200b", "\u200d", "\U0001f600"])
def test_blanks_joiners_and_emoji_are_no_control_characters(char: str) -> None:
    assert decode(f"a{char}b".encode(), "a.md") == (f"a{char}b", ())


def test_a_conflict_marker_is_an_error_with_both_places() -> None:
    (problem,) = decode(CONFLICT.encode(), "a.md")[1]
    assert problem.code == "conflict-marker"
    assert (str(problem.location), str(problem.related)) == ("a.md:2:1", "a.md:6:1")


@pytest.mark.parametrize(
    "content",
    [CONFLICT.replace("\n", "\r\n"), CONFLICT.removesuffix("\ncuối\n"), CONFLICT.replace("=======", "||||||| gốc\ncũ\n=======")],
)
def test_conflicts_are_found_with_other_line_ends_at_the_end_and_with_three_sides(content: str) -> None:
    assert [code for code, _ in codes(content.encode())] == ["conflict-marker"]


def test_each_conflict_of_a_file_is_reported() -> None:
    assert [where for _, where in codes((CONFLICT * 2).encode())] == ["a.md:2:1", "a.md:9:1"]


@pytest.mark.parametrize("text", ["Tiêu đề\n=======\n", "<<<<<<< đây\n", "  " + CONFLICT.replace("\n", "\n  "), "a >>>>>>> b\n"])
def test_headings_quotations_and_code_are_no_conflicts(text: str) -> None:
    assert codes(text.encode()) == []


def test_thousands_of_markers_take_no_time() -> None:
    with cpu_seconds(1):
        decode(b"<<<<<<< a\n=======\n" * 1_500, "a.md")


def test_marks_without_end_are_refused_before_they_cost_anything() -> None:
    with cpu_seconds(1):
        assert codes(("một\nha" + "\u0301\u0323" * 200_000).encode()) == [("stacked-marks", "a.md:2:3")]


def test_a_place_counts_lines_and_columns_from_one() -> None:
    text = "một\nhai\n\nba"
    assert place(text, 0, "a.md") == Location("a.md", 1, 1)
    assert place(text, text.index("ai"), "a.md") == Location("a.md", 2, 2)
    assert place(text, text.index("ba"), "a.md", first_line=10) == Location("a.md", 13, 1)


@given(st.text("aế\n", min_size=1), st.data())
def test_a_place_points_at_its_character(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text) - 1))
    found = place(text, offset, "a.md")
    assert [*text.split("\n")[found.line - 1], "\n"][found.column - 1] == text[offset]


def test_an_excerpt_is_the_line_as_problems_count_it(tmp_path: Path) -> None:
    content = "\ufeffmột\r\n" + unicodedata.normalize("NFD", "Hà Nội") + "\rba"
    (tmp_path / "a.md").write_bytes(content.encode() + b"\xff")
    lines = [excerpts(tmp_path)(Location("a.md", number)) for number in (1, 2, 3, 4)]
    assert lines == ["một", "Hà Nội", "ba\ufffd", ""]


def test_excerpts_read_a_file_once(tmp_path: Path) -> None:
    excerpt = excerpts(tmp_path)
    (tmp_path / "a.md").write_text("một\nhai", encoding="utf-8")
    assert excerpt(Location("a.md", 1)) == "một"
    (tmp_path / "a.md").unlink()
    assert excerpt(Location("a.md", 2)) == "hai"


def test_an_excerpt_of_what_cannot_be_read_is_empty(tmp_path: Path) -> None:
    assert excerpts(tmp_path)(Location("a.md", 1)) == ""
    assert excerpts(tmp_path)(Location("a\x00.md", 1)) == ""
    assert excerpts(tmp_path)(Location("", 1)) == ""
