"""The files of a source are found and read, whatever is in them."""

import contextlib
import time
from pathlib import Path

import pytest

from hn_archive.importers import docx, intake
from hn_archive.importers.incoming import Incoming
from hn_archive.importers.intake import Batch, Kind, Source, read, read_batch, sources
from hn_archive.problem import Stop
from hn_archive.workers import Workers

POST = "---\ntitle: Bài {number}\ndate: 2023-01-12\n---\n\nĐoạn {number}.\n"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")


def found(folder: Path, kind: Kind, *named: Path) -> list[str]:
    return [source.path.relative_to(folder).as_posix() for source in sources(kind, named)]


def test_folders_are_looked_through_in_order_for_files_of_the_kind(tmp_path: Path) -> None:
    put(tmp_path, "b.htm", "a/c.HTML", "a/d.txt", "a/e.docx", "f.md", "a/.hidden.html", ".git/g.html")
    assert found(tmp_path, "page", tmp_path) == ["a/c.HTML", "a/d.txt", "b.htm"]
    assert found(tmp_path, "docx", tmp_path) == ["a/e.docx"]
    assert found(tmp_path, "markdown", tmp_path) == ["f.md"]


def test_what_a_browser_saved_beside_a_page_is_no_page(tmp_path: Path) -> None:
    put(tmp_path, "a.html", "a_files/frame.html", "b_files/c.html")
    assert found(tmp_path, "page", tmp_path) == ["a.html", "b_files/c.html"]


def test_files_are_read_as_they_are_named_and_once(tmp_path: Path) -> None:
    put(tmp_path, "b.html", "a.html", "odd.php")
    assert found(tmp_path, "page", tmp_path / "odd.php", tmp_path / "b.html", tmp_path / "odd.php") == ["odd.php", "b.html"]


def test_links_in_folders_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "in/a.html", "out/b.html")
    (tmp_path / "in/b.html").symlink_to(tmp_path / "out/b.html")
    (tmp_path / "in/out").symlink_to(tmp_path / "out")
    assert found(tmp_path, "page", tmp_path / "in") == ["in/a.html"]


def test_a_name_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop):
        sources("page", [tmp_path / "nowhere"])


def test_articles_come_in_the_order_of_their_files_from_however_many_processes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(45):
        (tmp_path / f"in/{number:02}.md").write_text(POST.format(number=number), encoding="utf-8")
    titles = []
    for jobs in (1, 2):
        (tmp_path / f"work{jobs}").mkdir()
        with Workers(jobs, tmp_path / f"work{jobs}", lambda stage, done, total: None) as workers:
            titles.append([article.title for article in read("markdown", sources("markdown", [tmp_path / "in"]), workers)])
    assert titles[0] == titles[1] == [f"Bài {number}" for number in range(45)]


def test_each_kind_of_page_finds_its_reader(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Cầu mới\n12/01/2023\n\n" + "Sáng nay cầu mới thông xe. " * 5, encoding="utf-8")
    (tmp_path / "b.html").write_text(
        "<title>Cầu cũ</title><h1>Cầu cũ</h1><p>12/01/2023 | 08:25</p><article><p>"
        + "Cầu cũ được sửa lại. " * 9
        + "</p></article>",
        encoding="utf-8",
    )
    batch = Batch("page", tuple(Source(tmp_path / name, tmp_path) for name in ("a.txt", "b.html")), tmp_path)
    assert [article.title for article in read_batch(batch)] == ["Cầu mới", "Cầu cũ"]


def test_one_file_that_cannot_be_read_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.docx")
    gone = Source(tmp_path / "gone.docx", tmp_path)
    broken = Source(tmp_path / "a.docx", tmp_path)
    monkeypatch.setattr(docx, "read", lambda *_: (_ for _ in ()).throw(FileNotFoundError(2, "No such file or directory")))
    (first,) = read_batch(Batch("docx", (gone,), tmp_path))
    monkeypatch.setattr(docx, "read", lambda *_: 1 / 0)
    (second,) = read_batch(Batch("docx", (broken,), tmp_path))
    reasons = [dict(article.problems[0].values)["reason"] for article in (first, second)]
    assert reasons == ["No such file or directory", "ZeroDivisionError: division by zero"]
    assert [article.problems[0].code for article in (first, second)] == ["import-unreadable"] * 2


def test_a_file_that_computes_too_long_is_given_up_and_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a library catches whatever is raised in it."""
    put(tmp_path, "a.docx", "b.docx", "c.docx")
    good = Incoming(source="c.docx", title="Tốt")

    def work() -> None:
        end = time.process_time() + 20
        while time.process_time() < end:
            pass

    def swallowing() -> None:
        with contextlib.suppress(Exception):
            work()

    def read(path: Path, *_: object) -> Incoming:
        {"a.docx": work, "b.docx": swallowing}.get(path.name, lambda: None)()
        return good

    monkeypatch.setattr(docx, "read", read)
    monkeypatch.setattr(intake, "CPU_LIMIT", 0.05)
    found = read_batch(Batch("docx", tuple(Source(tmp_path / f"{name}.docx", tmp_path) for name in "abc"), tmp_path))
    assert [[problem.code for problem in article.problems] for article in found] == [
        ["import-unreadable"],
        ["import-unreadable"],
        [],
    ]
    assert found[2] is good
