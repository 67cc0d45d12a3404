"""Rows of tables, whatever their size and encoding."""

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hn_archive.importers.rows import Row, rows_of
from hn_archive.importers.source import Refused


def rows(folder: Path, content: str | bytes, name: str = "tin.csv") -> list[Row]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return list(rows_of(folder / name).each)


def values(folder: Path, content: str | bytes, name: str = "tin.csv") -> list[object]:
    return [dict(row.values) for row in rows(folder, content, name)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_are_parted_by_what_parts_their_names(sign: str, end: str, tmp_path: Path) -> None:
    text = end.join([f'tên{sign}"nội, dung; x"', f'"Một ""hai"""{sign}ba', "", f"bốn{sign}"])
    expected = [{"tên": 'Một "hai"', "nội, dung; x": "ba"}, {"tên": "bốn", "nội, dung; x": ""}]
    assert values(tmp_path, text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_from_the_whole_file(encoding: str, tmp_path: Path) -> None:
    text = "ten;noi dung\n" + "a;b\n" * 1000 + "café;voilà\n"
    assert values(tmp_path, text.encode(encoding))[-1] == {"ten": "café", "noi dung": "voilà"}


def test_each_row_has_the_line_it_begins_on(tmp_path: Path) -> None:
    assert [row.line for row in rows(tmp_path, 'a,b\n1,"x\ny\nz"\n2,y\n\n3,z\n')] == [2, 5, 7]


def test_what_stands_beyond_the_last_name_is_kept(tmp_path: Path) -> None:
    assert values(tmp_path, "a,\n1,2,3\n") == [{"a": "1", "#2": "2", "#3": "3"}]


def test_a_quote_that_is_not_closed_is_told_with_its_row_and_swallows_no_other(tmp_path: Path) -> None:
    found = rows(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n')
    assert found[0].values == {"a": "1", "b": "2"}
    assert found[1].problem is not None
    assert found[1].problem.code == "import-unreadable"
    assert found[1].line == 3
    assert len(found) == 2


def test_a_line_of_json_that_is_broken_is_told_and_the_next_one_read(tmp_path: Path) -> None:
    found = rows(
        tmp_path, '{"a": 1}\n{"a": \n[1]\n' + "[" * 100_000 + '\n{"a": {"b": [1, "x"], "c": 1.50}, "d": null}\n', "tin.jsonl"
    )
    assert [row.problem.code if row.problem else "" for row in found] == ["", *["import-unreadable"] * 3, ""]
    assert found[-1].values == {"a.b": ["1", "x"], "a.c": "1.50", "d": ""}
    assert found[-1].line == 5


def test_a_picture_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        rows(tmp_path, b"\x89PNG\r\n\x1a\n\x00\x00\x00\xff" * 100)


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    found = rows(tmp_path, "a,b\n1,2\n" + "x" * 5_000_000)
    assert [row.problem.code if row.problem else "" for row in found] == ["", "import-unreadable"]


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    (tmp_path / "tin.csv").write_text("a,b\n" + ("chữ," + "nội dung dài " * 100 + "\n") * 20_000, encoding="utf-8")
    tracemalloc.start()
    try:
        assert sum(1 for _ in rows_of(tmp_path / "tin.csv").each) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


CELLS = st.lists(st.lists(st.text("aăđ,;\t\"'\n |é", max_size=10), min_size=2, max_size=2), min_size=1, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CELLS, st.sampled_from([",", ";", "\t"]))
def test_what_another_program_wrote_is_read_as_it_was(tmp_path: Path, cells: list[list[str]], sign: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=sign).writerows([["a", "b"], *cells])
    expected = [{"a": first, "b": second} for first, second in cells if first.strip() or second.strip()]
    assert values(tmp_path, written.getvalue()) == expected
    lines = "".join(json.dumps({"a": first, "b": second}) + "\n" for first, second in cells)
    assert values(tmp_path, lines, "tin.jsonl") == [{"a": first, "b": second} for first, second in cells]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["tin.csv", "tin.jsonl"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, name: str) -> None:
    try:
        rows(tmp_path, content, name)
    except Refused:
        return
