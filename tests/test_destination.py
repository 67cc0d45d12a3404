"""Where an export goes: whole or not at all, and over nothing that it could not make again."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from conftest import NOW, TrialSite, names_in
from hn_archive.exporters.destination import refuse_over_file, refuse_over_folder, refuse_place, whole
from hn_archive.problem import Stop
from hn_archive.request import Request


def request(site: TrialSite) -> Request:
    return Request(source=site.folder, output=site.output, now=NOW)


@pytest.mark.parametrize(
    "place", ["content/x.zip", "templates/x", "static/x.zip", ".git/x", ".hn-archive/x", "public/x.zip", "public"]
)
def test_what_would_become_part_of_the_site_is_refused(place: str, site: TrialSite) -> None:
    with pytest.raises(Stop) as stopped:
        refuse_place(site.folder / place, request(site))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-inside", 2)


def test_links_and_folders_around_the_site_are_refused(site: TrialSite) -> None:
    (site.folder / "x").symlink_to(site.folder.parent / "y")
    for path, code in ((site.folder / "x", "output-link"), (site.folder, "export-folder"), (site.folder.parent, "export-folder")):
        with pytest.raises(Stop) as stopped:
            refuse_place(path, request(site))
        assert stopped.value.problem.code == code


@pytest.mark.parametrize("place", ["x.zip", "../x.zip", "a/b/x", "publications"])
def test_other_places_are_taken(place: str, site: TrialSite) -> None:
    refuse_place(site.folder / place, request(site))


def test_only_nothing_or_an_empty_folder_gives_way_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").touch()
    (tmp_path / "file").touch()
    refuse_over_folder(tmp_path / "none")
    refuse_over_folder(tmp_path / "empty")
    for name, code in (("full", "export-folder"), ("file", "export-exists")):
        with pytest.raises(Stop) as stopped:
            refuse_over_folder(tmp_path / name)
        assert stopped.value.problem.code == code


def test_only_nothing_an_empty_file_or_one_of_ours_gives_way_to_a_file(tmp_path: Path) -> None:
    def is_ours(path: Path) -> bool:
        return path.read_text() == "ours"

    for name, content in (("empty", ""), ("ours", "ours"), ("foreign", "a thesis")):
        (tmp_path / name).write_text(content)
    (tmp_path / "folder").mkdir()
    (tmp_path / "dead").symlink_to("nowhere")
    for name in ("none", "empty", "ours"):
        refuse_over_file(tmp_path / name, is_ours)
    for name in ("foreign", "folder", "dead"):
        with pytest.raises(Stop) as stopped:
            refuse_over_file(tmp_path / name, is_ours)
        assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-exists", 2)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_nothing_is_seen_before_all_is_there_and_nothing_else_is_left(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a/b/x"
    with whole(path) as made:
        if kind == "folder":
            made.mkdir()
            (made / "y").write_text("new")
        else:
            made.write_text("new")
        assert not path.exists()
    assert ((path / "y") if kind == "folder" else path).read_text() == "new"
    assert names_in(path.parent) == ["x"]


def test_an_export_that_fails_leaves_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")

    def fail() -> None:
        with whole(tmp_path / "x") as made:
            made.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (tmp_path / "x").read_text() == "old"
    assert names_in(tmp_path) == ["x"]


def test_a_folder_takes_the_place_of_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with whole(tmp_path / "x") as made:
        made.mkdir()
        (made / "y").touch()
    assert names_in(tmp_path / "x") == ["y"]


def begin_and_die(path: Path) -> None:
    with whole(path) as made:
        made.write_text("half")
        os.kill(os.getpid(), signal.SIGKILL)


def test_the_next_export_sweeps_away_what_a_killed_one_left_and_no_others_work(tmp_path: Path) -> None:
    """Names with signs of patterns are taken as they are."""
    path = tmp_path / "x[1]*"
    process = multiprocessing.get_context("spawn").Process(target=begin_and_die, args=(path,))
    process.start()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    assert len(names_in(tmp_path)) == 1
    with whole(path) as first:
        assert len(names_in(tmp_path)) == 1
        first.write_text("first")
        with whole(path) as second:
            assert len(names_in(tmp_path)) == 2
            second.write_text("second")
        assert first.read_text() == "first"
    assert names_in(tmp_path) == ["x[1]*"]
    assert path.read_text() == "first"
