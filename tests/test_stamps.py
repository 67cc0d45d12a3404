"""Stamps: a file that changed is never taken for the one that was seen before."""

import os
import time
from pathlib import Path

import pytest

from hn_archive import stamps

SECOND = 1_000_000_000


def stamp_of(path: Path) -> str:
    return stamps.of(os.lstat(path))


def test_a_file_that_nobody_touched_keeps_its_stamp(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("một")
    before = stamp_of(path)
    assert path.read_text() == "một"
    assert stamp_of(path) == before


def test_an_edit_that_sets_size_and_date_back_changes_the_stamp(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("mot")
    os.utime(path, (1_000_000, 1_000_000))
    before = stamp_of(path)
    time.sleep(0.02)  # more than a tick of the file system's clock
    path.write_text("hai")
    os.utime(path, (1_000_000, 1_000_000))
    assert stamp_of(path).split(".")[:3] == before.split(".")[:3]
    assert stamp_of(path) != before


def test_another_file_of_the_same_size_and_date_has_another_stamp(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("một")
        os.utime(tmp_path / name, (1_000_000, 1_000_000))
    before = stamp_of(tmp_path / "a.md")
    assert stamp_of(tmp_path / "b.md") != before
    (tmp_path / "b.md").rename(tmp_path / "a.md")
    assert stamp_of(tmp_path / "a.md") != before


def test_a_stamp_says_the_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 300)
    assert stamp_of(tmp_path / "a").split(".")[1] == f"{300:x}"


@pytest.mark.parametrize(
    ("age", "is_settled"), [(0, False), (SECOND, False), (2 * SECOND, False), (2 * SECOND + 1, True), (-SECOND, False)]
)
def test_only_what_changed_more_than_two_seconds_before_can_be_trusted(age: int, is_settled: bool) -> None:
    changed = 1_700_000_000 * SECOND
    assert stamps.is_settled(f"a.b.0.{changed:x}", changed + age) is is_settled


def test_an_old_date_does_not_make_a_new_change_trusted(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("một")
    os.utime(path, (1_000_000, 1_000_000))
    assert not stamps.is_settled(stamp_of(path), time.time_ns())


def test_every_file_and_link_in_any_folder_is_seen_and_no_link_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("x")
    folder = tmp_path / "site"
    (folder / "sâu" / "hơn").mkdir(parents=True)
    (folder / "trống").mkdir()
    (folder / "a.md").write_text("a")
    (folder / "sâu" / ".ẩn").write_text("b")
    (folder / "sâu" / "hơn" / "c.md").write_text("c")
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "links").symlink_to(outside)
    (folder / "dead").symlink_to("nowhere")
    found = dict(stamps.below(folder))
    folders = {"sâu/", "sâu/hơn/", "trống/"}
    assert set(found) == {"a.md", "sâu/.ẩn", "sâu/hơn/c.md", "link.md", "links", "dead"} | folders
    assert all(stamp == ("" if path in folders else stamp_of(folder / path)) for path, stamp in found.items())


def test_with_follow_a_link_is_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (tmp_path / "outside" / "deep" / "a.html").write_text("x")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "link.html").symlink_to(tmp_path / "outside" / "deep" / "a.html")
    (folder / "links").symlink_to(tmp_path / "outside")
    (folder / "dead").symlink_to("nowhere")
    found = dict(stamps.below(folder, follow=True))
    target = stamp_of(tmp_path / "outside" / "deep" / "a.html")
    assert set(found) == {"link.html", "links/", "links/deep/", "links/deep/a.html", "dead"}
    assert found["link.html"] == found["links/deep/a.html"] == target
    assert found["dead"] == stamp_of(folder / "dead")


def test_links_that_lead_round_in_a_ring_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "b.html").write_text("x")
    assert {path for path, _ in stamps.below(tmp_path, follow=True)} == {"a/", "a/b.html", "a/up/", "a/up/a/"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with names")
def test_a_special_file_is_seen_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [path for path, _ in stamps.below(tmp_path)] == ["pipe"]


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
def test_a_name_that_is_no_text_is_seen(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_text("x")
    assert [os.fsencode(path) for path, _ in stamps.below(tmp_path)] == [b"\xff.md"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert list(stamps.below(tmp_path / "missing")) == []


def test_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(NotADirectoryError):
        list(stamps.below(tmp_path / "a"))
