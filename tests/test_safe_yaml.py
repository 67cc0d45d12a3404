"""YAML as text with places."""

import unicodedata
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hn_archive.limits import cpu_seconds
from hn_archive.problem import Problem, has_errors
from hn_archive.safe_yaml import DEPTH_LIMIT, SIZE_LIMIT, Mapping, Node, Scalar, Sequence, _parsed, parse
from hn_archive.text import nfc

# What decoding lets through, but for the two separators that YAML 1.1 takes for line breaks.
CHARACTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff\ufeff")
ONE_LINE = st.text(CHARACTERS).map(nfc)
YAML_LIKE = st.text("ab1ế:#-[]{}\"'&*!|>%@`,?~=< \n\t")


def value(node: Node) -> Any:
    """A node as plain values."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [value(entry) for entry in node.entries]
    return {key.text: value(entry) for key, entry in node.entries}


def found(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.location).removeprefix("a.md:")) for problem in problems]


def read(text: str) -> Any:
    """The values of a text without problems."""
    mapping, problems = parse(text, "a.md")
    assert found(problems) == []
    assert mapping is not None
    return value(mapping)


def refused(text: str) -> list[tuple[str, str]]:
    """The code and place of each problem of a text that cannot be read."""
    mapping, problems = parse(text, "a.md")
    assert mapping is None
    return found(problems)


@pytest.mark.parametrize(
    "written",
    [
        "14:30",
        "08:30",
        "no",
        "yes",
        "on",
        "null",
        "~",
        "0123",
        "0x1F",
        "1_000",
        "1.234",
        "1e3",
        ".inf",
        "2023-01-12",
        "2023-13-45",
        "2014-10-10 14:30",
        "2023-5-6",
        "25:00:00",
        "+99:00",
        "12/01/2023 | 08:25",
        "<<",
        "=",
        "50% hoàn thành",
        "https://hanoi.gov.vn/a:b",
        "\u00a0x\u00a0",
    ],
)
def test_every_scalar_stays_the_text_it_is(written: str) -> None:
    assert read(f"a: {written}") == {"a": written}
    assert read(f"x:\n- a: 1\n  b: {written}\n") == {"x": [{"a": "1", "b": written}]}


@given(ONE_LINE)
def test_a_quoted_text_is_read_as_it_stands(text: str) -> None:
    assert read("a: '" + text.replace("'", "''") + "'") == {"a": text}


@given(st.one_of(YAML_LIKE, ONE_LINE))
@example("a: b\n c: d")
def test_any_text_is_a_mapping_or_has_an_error_with_a_place_in_it(text: str) -> None:
    mapping, problems = parse(text, "a.md")
    assert mapping is not None or has_errors(problems)
    for problem in problems:
        assert problem.location is not None
        assert 1 <= problem.location.line <= text.count("\n") + 2


def test_block_and_flow_values_nest() -> None:
    text = """
tiêu đề: Hà Nội
"quoted": 'it''s'
list:
  - một
  - {hai: [ba, "bốn"]}
group:
  key: {}
  empty:
long: |
  dòng một
  dòng: hai
folded: >-
  một
  hai
"""
    assert read(text) == {
        "tiêu đề": "Hà Nội",
        "quoted": "it's",
        "list": ["một", {"hai": ["ba", "bốn"]}],
        "group": {"key": {}, "empty": ""},
        "long": "dòng một\ndòng: hai\n",
        "folded": "một hai",
    }


@pytest.mark.parametrize("text", ["", "\n\n", "# chỉ có chú thích", "---\n", "---\n..."])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    assert read(text) == {}


def test_every_key_and_value_has_its_place() -> None:
    mapping, _ = parse("tiêu đề: Hà Nội\nb:\n  - x\n  - {c: 'y'}\n", "a.md", first_line=2)
    assert mapping is not None
    (title, text), (key, entries) = mapping.entries
    assert isinstance(entries, Sequence)
    (_, group) = entries.entries
    assert isinstance(group, Mapping)
    places = [str(node.location) for node in (title, text, key, *entries.entries, *group.entries[0])]
    assert places == ["a.md:2:1", "a.md:2:10", "a.md:3:1", "a.md:4:5", "a.md:5:5", "a.md:5:6", "a.md:5:9"]


def test_a_plain_value_is_told_from_a_quoted_one() -> None:
    mapping, _ = parse("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne:\nf: ''", "a.md")
    assert mapping is not None
    assert [entry.plain for _, entry in mapping.entries if isinstance(entry, Scalar)] == [True, False, False, False, True, False]


@pytest.mark.parametrize(
    ("text", "where", "first"),
    [
        ("a: 1\nb: 2\na: 3", "3:1", "1:1"),
        ("a: 1\n'a': 2", "2:1", "1:1"),
        ("x: {a: 1, a: 2}", "1:11", "1:5"),
        ("x:\n  - a: 1\n    a: 2", "3:5", "2:5"),
    ],
)
def test_a_key_that_stands_twice_is_an_error_with_both_places(text: str, where: str, first: str) -> None:
    _, (problem,) = parse(text, "a.md")
    assert (problem.code, problem.severity) == ("key-twice", "error")
    assert (str(problem.location), str(problem.related)) == (f"a.md:{where}", f"a.md:{first}")


@pytest.mark.parametrize("text", ["[" * 60_000, "a: " + "[" * 60_000, "{a: " * 15_000, "- " * 30_000 + "x", "? " * 30_000])
def test_tens_of_thousands_of_levels_are_refused_without_a_crash(text: str) -> None:
    assert refused(text)[0][0] == "yaml-depth"


def test_the_depth_that_is_allowed_is_read_and_one_more_is_refused() -> None:
    lists = DEPTH_LIMIT - 1
    assert isinstance(read("a: " + "[" * lists + "]" * lists)["a"], list)
    assert refused("a: " + "[" * (lists + 1) + "]" * (lists + 1)) == [("yaml-depth", f"1:{4 + lists}")]


def test_the_size_is_limited_in_bytes() -> None:
    assert len(read("a: " + "x" * (SIZE_LIMIT - 3))["a"]) == SIZE_LIMIT - 3
    assert refused("a: " + "ế" * (SIZE_LIMIT // 3)) == [("yaml-size", "1")]


@pytest.mark.parametrize(
    ("text", "where"),
    [("a: &x 1", "1:4"), ("a: *x", "1:4"), ("&x a: 1", "1:1"), ("b: 1\na: &x [1]\nc: *x", "2:4"), ("a: [*x]", "1:5")],
)
def test_anchors_and_aliases_are_refused(text: str, where: str) -> None:
    assert refused(text) == [("yaml-alias", where)]


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(ord(key) + 1)}: &{chr(ord(key) + 1)} [*{key}, *{key}]\n" for key in "abcdefghij")
    assert refused(bomb) == [("yaml-alias", "1:4")]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: !!str 1", "1:4"),
        ("a: !!bool abc", "1:4"),
        ("a: !!python/object:os.system x", "1:4"),
        ("!x a: 1", "1:1"),
        ("a:\n - !y z", "2:4"),
    ],
)
def test_tags_are_refused(text: str, where: str) -> None:
    assert refused(text) == [("yaml-tag", where)]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('a: "mở\nb: 1\nc: 2', "1:4"),
        ("a: 1\ntitle: 'mở\nb: 1", "2:8"),
        ('a: 1\nb: ["x", "mở]\nc: 2', "2:10"),
        ('a: "mở\n---\nb: 1', "1:4"),
    ],
)
def test_an_open_quotation_mark_is_shown_where_it_opens(text: str, where: str) -> None:
    assert refused(text) == [("yaml-quote", where)]


def test_a_wrong_escape_is_not_called_an_open_quotation_mark() -> None:
    ((code, where),) = refused('a: 1\nb: "C:\\dữ liệu"')
    assert code == "yaml-syntax"
    assert where.startswith("2:")


@pytest.mark.parametrize("text", ["a: 1\nb: [một, hai", "a: 1\nb: [", "a: 1\nb: {một: hai\n", "a: 1\nb: [#Hanoi, x]"])
def test_an_open_bracket_is_shown_where_it_opens(text: str) -> None:
    assert refused(text)[0] == ("yaml-syntax", "2:4")


@pytest.mark.parametrize("text", ["\ta: 1", "a: 1\n\tb: 2"])
def test_a_tab_for_indentation_is_named(text: str) -> None:
    line = text.count("\n") + 1
    assert refused(text) == [("yaml-tab", f"{line}:1")]


def test_a_tab_after_a_colon_is_a_blank() -> None:
    assert read("a:\t1") == {"a": "1"}


@pytest.mark.parametrize(
    ("text", "where"),
    [("title: a\ndate 12/01/2023\ntags: b\n", "2:1"), ("title: a\ndate", "2:1"), ("title:\n  a: b\n  c d\n  e: f", "3:3")],
)
def test_a_key_without_a_colon_is_shown_where_it_stands(text: str, where: str) -> None:
    assert refused(text) == [("yaml-syntax", where)]


def test_what_is_missing_at_the_end_is_shown_at_the_end_of_the_last_line() -> None:
    assert refused("%YAML 1.1\n\n") == refused("%YAML 1.1") == [("yaml-syntax", "1:10")]


def test_a_tab_that_is_not_at_fault_is_not_blamed() -> None:
    assert refused("a:\t@x") == [("yaml-syntax", "1:4")]


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2", "a: 1\n...\n---\nb: 2"])
def test_a_second_document_is_refused(text: str) -> None:
    assert refused(text) == [("yaml-shape", f"{text[: text.index('---')].count(chr(10)) + 1}:1")]


@pytest.mark.parametrize("text", ["chữ", "- a", "'x'", "[a]", "null", "a:b", "? [a]\n: b", "{a: b}: c"])
def test_what_is_no_mapping_of_texts_is_refused(text: str) -> None:
    assert [code for code, _ in refused(text)] == ["yaml-shape"]


@pytest.mark.parametrize(
    ("text", "key", "read_as", "where"),
    [
        ("title: Hà Nội: Khởi công cầu", "title", "Hà Nội: Khởi công cầu", "1:8"),
        ("source: Nguồn: HNMO", "source", "Nguồn: HNMO", "1:9"),
        ("title: Hà Nội:", "title", "Hà Nội:", "1:8"),
        ("title: Một: hai: ba", "title", "Một: hai: ba", "1:8"),
        ("title: L'Espace: it's", "title", "L'Espace: it's", "1:8"),
        ("title: “Hà Nội”: (1): x", "title", "“Hà Nội”: (1): x", "1:8"),
        ("title:   Thời gian: 14:30  ", "title", "Thời gian: 14:30", "1:10"),
    ],
)
def test_an_unquoted_colon_is_read_with_a_warning(text: str, key: str, read_as: str, where: str) -> None:
    mapping, (problem,) = parse(text, "a.md")
    assert mapping is not None
    assert value(mapping) == {key: read_as}
    assert (problem.code, problem.severity) == ("colon-unquoted", "warning")
    assert (str(problem.location), dict(problem.values)) == (f"a.md:{where}", {"key": key, "value": read_as})


def test_an_unquoted_colon_deeper_down_is_read_too() -> None:
    mapping, problems = parse("source:\n  name: Nguồn: HNMO\nlist:\n  - label: A: B\n    to: /\n", "a.md", first_line=2)
    assert mapping is not None
    assert value(mapping) == {"source": {"name": "Nguồn: HNMO"}, "list": [{"label": "A: B", "to": "/"}]}
    assert found(problems) == [("colon-unquoted", "3:9"), ("colon-unquoted", "5:12")]


@given(ONE_LINE, ONE_LINE)
def test_whatever_surrounds_an_unquoted_colon_no_word_is_lost_in_silence(before: str, after: str) -> None:
    text = nfc(f"x{before}: {after}x")
    assume(not set("#\t") & set(text))
    mapping, problems = parse(f"a: {text}", "a.md")
    assert has_errors(problems) or (mapping is not None and value(mapping) == {"a": text})


@pytest.mark.parametrize("count", [1, 10, 31, 32, 33, 200])
def test_any_number_of_unquoted_colons_is_read_or_refused_with_an_error(count: int) -> None:
    mapping, problems = parse("".join(f"k{n}: a: b\n" for n in range(count)), "a.md")
    assert has_errors(problems) or (mapping is not None and len(mapping.entries) == count)


def test_a_colon_in_a_line_that_goes_on_gets_no_false_warning() -> None:
    assert refused("a: một\n  hai: ba") == [("yaml-syntax", "2:6")]


def test_colons_and_blanks_take_no_time() -> None:
    with cpu_seconds(1):
        parse("a: x" + " " * 30_000 + "y: z", "a.md")


@pytest.mark.parametrize(
    ("text", "comment", "where"),
    [
        ("title: Chương trình #HanoiXanh", "#HanoiXanh", "1:21"),
        ("a: 1\ntitle: #HanoiXanh", "#HanoiXanh", "2:8"),
        ("tags:\n  - một #hai ba", "#hai ba", "2:9"),
        ("a: một\n  hai #ba", "#ba", "2:7"),
    ],
)
def test_a_word_lost_as_a_comment_is_a_warning(text: str, comment: str, where: str) -> None:
    mapping, (problem,) = parse(text, "a.md")
    assert mapping is not None
    assert (problem.code, problem.severity, str(problem.location)) == ("comment-lost", "warning", f"a.md:{where}")
    assert dict(problem.values) == {"comment": comment}


@pytest.mark.parametrize("text", ["a: 1 # chú thích", "# dòng\na: 1", "a: 1 ##", "a: '#Hanoi'", "a: C#", "a: |\n  #Hanoi\n"])
def test_a_comment_with_a_space_and_a_quoted_sign_are_no_warnings(text: str) -> None:
    assert list(read(text)) == ["a"]


def test_letters_written_as_escapes_are_composed_too() -> None:
    mapping, _ = parse('a: "\\u0061\\u0301"', "a.md")
    assert mapping is None or unicodedata.is_normalized("NFC", value(mapping)["a"])


@pytest.mark.parametrize("escape", ["\\0", "\\x01", "\\x02", "\\e", "\\u0085", "\\b", "\\uffff"])
def test_a_control_character_written_as_an_escape_is_refused_as_a_written_one_is(escape: str) -> None:
    _, problems = parse(f'a: 1\nb: "x{escape}y"', "a.md")
    assert [(problem.code, problem.location and problem.location.line) for problem in problems] == [("control-character", 2)]


def test_a_lone_surrogate_written_as_an_escape_is_refused() -> None:
    assert refused('a: "\\ud800"')


def test_places_hold_after_a_line_separator_of_unicode() -> None:
    _, problems = parse('a: "x\u2028y"\nb: 1\nb: 2', "a.md")
    assert ("key-twice", "3:1") in found(problems)


def test_a_line_separator_of_unicode_makes_no_key() -> None:
    mapping, problems = parse("a: x\u2028date: y", "a.md")
    assert has_errors(problems) or (mapping is not None and list(value(mapping)) == ["a"])


def test_repaired_lines_leave_other_problems_their_places() -> None:
    _, problems = parse("a: b: c\nd: x #y\na: 1", "a.md")
    assert found(problems) == [("colon-unquoted", "1:4"), ("comment-lost", "2:6"), ("key-twice", "3:1")]


def test_a_comment_behind_an_unquoted_colon_stays_a_comment() -> None:
    mapping, problems = parse("a: b: c  # ghi chú", "a.md")
    assert mapping is not None
    assert value(mapping) == {"a": "b: c"}
    assert found(problems) == [("colon-unquoted", "1:4")]


KEYS = st.sampled_from(["title", "date", "tags", "a_b", "# c", "", "-", "a-b", '"a"'])
PARTS = st.sampled_from(
    [
        *(
            "Hà Nội",
            "12/01/2023 08:25",
            "https://hanoi.gov.vn/a?b=1",
            "5%",
            "1_000",
            "~",
            "a@b",
            "a'b",
            "một, hai",
            "a & b",
            "=",
            "",
        ),
        *(
            '"Bài: một"',
            "'Hai'",
            '""',
            "'a''b'",
            '"a\\"b"',
            '"a" b',
            "'a' # c",
            '"a"# c',
            "x #y",
            "x#y",
            "a:b",
            "a: b",
            "a:",
            "{a: b}",
        ),
        *(
            "[một, hai ba, 3]",
            "[]",
            "[ a ]",
            "[a,]",
            "[a: b]",
            '["a"]',
            "[a?b]",
            "[?a]",
            "[a-b, -c]",
            "[a] b",
            "a] b",
            "[a] # c",
            "[a",
        ),
        *(
            "- a",
            "? a",
            ": a",
            "|",
            "> a",
            "*a",
            "&a",
            "!a b",
            "%a",
            "@a",
            "`a",
            "...",
            "---",
            "\u00a0a",
            "a\u00a0",
            "a\tb",
            "đ\u0301",
        ),
    ]
)
LINES = st.tuples(
    KEYS, st.sampled_from([": ", ": ", ": ", ":", ":  ", " : ", ":\u00a0"]), PARTS, st.sampled_from(["", "", " ", "\n"])
)


@given(st.lists(LINES.map("".join), max_size=5).map("\n".join))
@example('title: "Một"\ndate: 12/01/2023 08:25\n# lời nhắn\n\ntags: [một, hai ba]\nsource: HNMO')
@example("title: a\ntitle: b")
def test_simple_lines_are_read_as_the_parser_reads_them(text: str) -> None:
    assert parse(nfc(text), "a.md", 3) == _parsed(nfc(text), "a.md", 3)
