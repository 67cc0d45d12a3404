"""The database: what stands in it, and that words are found however they are typed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import kept_site
from conftest import NOW, TrialSite
from hn_archive.exporters import database
from hn_archive.exporters.destination import Exported
from hn_archive.problem import Stop
from hn_archive.request import Request


def silent(stage: str, done: int, total: int) -> None:
    pass


def exported(site: TrialSite, path: Path) -> Exported:
    return database.export(
        Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive"), path, silent
    )


@pytest.fixture(scope="module")
def made(kept: TrialSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "kho.db"
    assert exported(kept, path) == Exported(language="vi", articles=2)
    return path


@pytest.fixture
def opened(made: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{made.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def test_the_file_is_whole(opened: sqlite3.Connection) -> None:
    assert opened.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert opened.execute("pragma foreign_key_check").fetchall() == []


def test_an_article_stands_in_it_with_all_that_is_known(opened: sqlite3.Connection) -> None:
    opened.row_factory = sqlite3.Row
    first, second = map(dict, opened.execute("select * from articles order by number"))
    assert first["title"] == "Cầu Rồng phun lửa"
    assert first["text"] == f"Cầu Rồng ở Đà Nẵng {kept_site.SHOWN}.\n\nCầu\n\nHồ sơ"
    assert "cau rong o da nang" in first["folded"]
    assert (first["date"], first["category"], first["source"]) == ("2023-01-12T08:25+07:00", "Đô thị", "HNMO")
    assert (first["views"], first["updated"], second["title"]) == (None, "", "Hồ Tây")
    tags = "select name from tags join article_tags on tag = id where article = 1 order by id"
    assert [row[0] for row in opened.execute(tags)] == ["du lịch", "cầu"]
    assert [tuple(row) for row in opened.execute("select name from authors")] == [("Nguyễn Văn An",)]
    assert dict(opened.execute("select name, value from archive").fetchall())["title"] == "Kho lưu trữ Đà Nẵng"


FOUND = "select title from articles_fts where articles_fts match ? order by rank"


@pytest.mark.parametrize(
    "question",
    [
        "da nang",
        "Đà Nẵng",
        "đà nẵng",
        "DA NANG",
        '"da nang"',
        '"Đà Nẵng"',
        "da nẵng",
        "đa nang",
        "rong phun",
        "cay cau",
        kept_site.SHOWN,
    ],
)
def test_words_are_found_with_accents_without_and_with_some(question: str, opened: sqlite3.Connection) -> None:
    assert opened.execute(FOUND, (question,)).fetchall() == [("Cầu Rồng phun lửa",)]


def test_what_does_not_stand_there_is_not_found(opened: sqlite3.Connection) -> None:
    for question in ("da lat", '"nang da"', *kept_site.HIDDEN):
        assert opened.execute(FOUND, (question,)).fetchall() == []


def test_programs_that_look_for_a_tables_full_text_find_it(opened: sqlite3.Connection) -> None:
    """As Datasette does: a virtual table whose content is the table."""
    [(sql,)] = opened.execute("select sql from sqlite_master where name = 'articles_fts'").fetchall()
    assert 'content="articles"' in sql


def test_the_same_site_gives_the_same_bytes_and_what_is_hidden_changes_none(made: Path, twin: TrialSite, tmp_path: Path) -> None:
    exported(twin, tmp_path / "kho.db")
    assert (tmp_path / "kho.db").read_bytes() == made.read_bytes()
    exported(twin, tmp_path / "kho.db")
    assert (tmp_path / "kho.db").read_bytes() == made.read_bytes()


def test_an_earlier_export_is_replaced_and_somebody_elses_database_is_not(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as theirs:
        theirs.execute("create table a (b)")
    before = (tmp_path / "theirs.db").read_bytes()
    with pytest.raises(Stop) as stopped:
        exported(site, tmp_path / "theirs.db")
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-exists", 2)
    assert (tmp_path / "theirs.db").read_bytes() == before


def test_errors_in_the_site_are_reported_and_nothing_is_written(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md", date="31/02/2023")
    assert exported(site, tmp_path / "kho.db").exit_code == 1
    assert not (tmp_path / "kho.db").exists()


def test_a_python_without_full_text_search_says_so(site: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    class Lacking(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if "fts5" in sql:
                raise sqlite3.OperationalError("no such module: fts5")
            return super().execute(sql, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", lambda *values, **named: connect(*values, **named, factory=Lacking))
    site.article("a.md")
    with pytest.raises(Stop) as stopped:
        exported(site, tmp_path / "kho.db")
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-fts5", 3)
