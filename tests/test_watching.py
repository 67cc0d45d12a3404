"""Watching a site's files."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from hn_archive import watching
from hn_archive.watching import Watching

SOON = 20.0  # seconds, for machines that do much at once


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "content" / "2023").mkdir(parents=True)
    (tmp_path / "public").mkdir()
    (tmp_path / "site.yml").write_text("title: A\n")
    (tmp_path / "content" / "2023" / "a.md").write_text("a")
    return tmp_path


@pytest.fixture
def watched(site: Path) -> Iterator[Watching]:
    with Watching(site) as found:
        # Nobody says when a system has begun to watch: change something until it is seen.
        for number in range(100):
            (site / "content" / "begin.md").write_text(str(number))
            (site / "site.yml").write_text(f"title: {number}\n")
            seen = {path.name for path in found.changes(0.2)}
            if {"begin.md", "site.yml"} <= seen:
                break
        while found.changes(0.3):
            pass
        yield found


def test_a_save_is_told(site: Path, watched: Watching) -> None:
    (site / "content" / "2023" / "a.md").write_text("b")
    assert watched.changes(SOON) == {Path("content/2023/a.md")}


def test_a_save_by_renaming_is_told_under_the_name_that_stays(site: Path, watched: Watching) -> None:
    new = site / "content" / "2023" / "a.md~"
    new.write_text("b")
    os.replace(new, site / "content" / "2023" / "a.md")
    assert watched.changes(SOON) == {Path("content/2023/a.md")}


def test_settings_that_are_saved_by_renaming_are_told_again_and_again(site: Path, watched: Watching) -> None:
    for number in range(2):
        (site / "new").write_text(f"title: B{number}\n")
        os.replace(site / "new", site / "site.yml")
        assert watched.changes(SOON) == {Path("site.yml")}


def test_a_burst_of_saves_is_told_once(site: Path, watched: Watching) -> None:
    names = {f"{number}.md" for number in range(30)}
    seen: set[str] = set()
    for name in names:
        (site / "content" / name).write_text("a")
    while seen < names:  # a machine with much to do may take its time between two of them
        found = watched.changes(SOON)
        assert found
        seen |= {path.name for path in found}
    for number in range(30):
        watched._changes.put(frozenset([Path(f"content/{number}.md")]))
    assert watched.has_changes()
    assert len(watched.changes(SOON)) == 30
    assert not watched.has_changes()


def test_what_is_built_and_what_editing_programs_leave_is_passed_over(site: Path, watched: Watching) -> None:
    for name in ("public/a.html", "content/.a.md.swp", "content/a.md~", "README.md"):
        (site / name).write_text("a")
    assert not watched.changes(0.5)


def test_a_folder_that_comes_later_is_watched_too(site: Path, watched: Watching) -> None:
    (site / "templates").mkdir()
    while Path("content") not in watched.changes(SOON):
        pass  # all folders are watched anew
    for number in range(100):
        (site / "templates" / "home.html").write_text(str(number))
        if Path("templates/home.html") in watched.changes(0.3):
            break
    else:
        pytest.fail("nobody watches it")


def test_where_the_system_watches_no_more_files_they_are_looked_at_again_and_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool | None] = []

    def watch(*roots: Path, force_polling: bool | None, **others: Any) -> Iterator[Any]:
        asked.append(force_polling)
        if not force_polling:
            raise OSError(errno.ENOSPC, "No space left on device")
        return watchfiles.watch(*roots, force_polling=True, poll_delay_ms=20, **others)

    monkeypatch.setattr(watching, "watch", watch)
    with Watching(site) as found:
        for number in range(100):
            (site / "content" / "2023" / "a.md").write_text(f"{number}" * number)
            if Path("content/2023/a.md") in found.changes(0.2):
                break
        else:
            pytest.fail("nobody looks")
    assert set(asked) == {None, True}


def test_a_system_that_lets_nobody_watch_is_an_error(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(*roots: Path, **_: Any) -> Iterator[Any]:
        raise PermissionError(errno.EACCES, "Permission denied", str(roots[0]))

    monkeypatch.setattr(watching, "watch", watch)
    with Watching(site) as found, pytest.raises(PermissionError):
        found.changes(SOON)
