"""Publishing into a folder: readers see one release, whole, and the ones before are kept."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from conftest import files_below
from hn_archive.problem import Stop
from hn_archive.publishers import folder as folder_module
from hn_archive.publishers.delivery import Plan, deliver
from hn_archive.publishers.folder import Folder
from hn_archive.publishers.release import Broken, Release
from hn_archive.publishers.transfer import plan
from storage import release_of

FIRST: Final = {"index.html": "1", "2023/01/12/a.html": "a", "static/site.css": "css", "cu": "x"}
SECOND: Final = {
    "index.html": "2",
    "2023/01/12/a.html": "a",
    "static/site.css": "css",
    "2023/01/12/-b;c d.html": "b",
    "cu/x.html": "x",
}


def publish(target: Path, release: Release, *, keep: int = 2, without: frozenset[str] = frozenset(), recheck: bool = False) -> int:
    place = Folder(target)
    with place.held():
        standing = place.standing(recheck=recheck)
        made = Plan(release, standing, plan(standing.digests, release.digests), hidden=without)
        return deliver(place, made, keep, lambda *_: None)


def shown(target: Path) -> dict[str, str]:
    """What a web server shows of the folder, but for the manifest."""
    return {path: content.decode() for path, content in files_below(target / "current") if path != ".hn-archive-manifest"}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "www" / "kho"


def test_each_release_is_whole_and_what_did_not_change_is_the_same_file(target: Path, tmp_path: Path) -> None:
    assert publish(target, release_of(tmp_path / "1", FIRST)) == 1
    assert shown(target) == FIRST
    before = (target / "current").resolve()
    assert publish(target, release_of(tmp_path / "2", SECOND)) == 2
    assert shown(target) == SECOND
    assert (before / "index.html").read_text() == "1"
    assert (target / "current/2023/01/12/a.html").samefile(before / "2023/01/12/a.html")
    assert not (target / "current/index.html").samefile(before / "index.html")
    assert (target / "current").readlink() == Path("releases/000002")


def test_the_link_leads_to_one_release_or_the_other_at_each_moment(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever single call the machine refuses, what was live still is, and the next publish makes it good."""
    publish(target, release_of(tmp_path / "1", FIRST))
    second = release_of(tmp_path / "2", SECOND)
    calls = [(os, "replace"), (os, "link"), (shutil, "copyfile"), (os, "sync"), (folder_module, "_replace")]
    for module, name in calls:
        for turn in range(4):
            original, count = getattr(module, name), 0

            def refused(*arguments: object, original: object = original, turn: int = turn) -> object:
                nonlocal count
                count += 1
                if count == turn + 1:
                    raise OSError(28, "No space left on device", "x")
                return original(*arguments)  # type: ignore[operator]

            monkeypatch.setattr(module, name, refused)
            with suppress(Broken):
                publish(target, second)
            monkeypatch.undo()
            assert shown(target) in (FIRST, SECOND)
            publish(target, second)
            assert shown(target) == SECOND, (name, turn)
            publish(target, release_of(tmp_path / "1", FIRST))
            assert shown(target) == FIRST


def test_a_rollback_goes_back_step_by_step_and_never_to_a_release_that_was_taken_back(target: Path, tmp_path: Path) -> None:
    builds = [release_of(tmp_path / f"{number}", {"index.html": f"{number}"}) for number in range(5)]
    for build in builds[:3]:
        publish(target, build)
    assert Folder(target).rollback(lambda *_: None) == 2
    assert shown(target) == {"index.html": "1"}
    assert publish(target, builds[3]) == 4
    assert Folder(target).rollback(lambda *_: None) == 2
    assert Folder(target).rollback(lambda *_: None) == 1
    assert shown(target) == {"index.html": "0"}
    with pytest.raises(Stop) as stopped:
        Folder(target).rollback(lambda *_: None)
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-no-previous", 1)
    assert publish(target, builds[4]) == 5


def test_a_release_that_was_damaged_is_not_gone_back_to(target: Path, tmp_path: Path) -> None:
    publish(target, release_of(tmp_path / "1", FIRST))
    publish(target, release_of(tmp_path / "2", SECOND))
    (target / "releases/000001/index.html").write_text("?")
    with pytest.raises(Stop) as stopped:
        Folder(target).rollback(lambda *_: None)
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-unverified", 3)
    assert shown(target) == SECOND


@pytest.mark.parametrize("keep", [0, 1, 3])
def test_as_many_releases_are_kept_as_the_site_says(target: Path, tmp_path: Path, keep: int) -> None:
    for number in range(6):
        publish(target, release_of(tmp_path / f"{number}", {"index.html": f"{number}"}), keep=keep)
    assert len(list((target / "releases").iterdir())) == keep + 1


def test_releases_that_hold_a_withheld_article_are_kept_no_longer(target: Path, tmp_path: Path) -> None:
    publish(target, release_of(tmp_path / "0", FIRST))
    publish(target, release_of(tmp_path / "1", SECOND))
    third = release_of(tmp_path / "2", {"index.html": "3"})
    publish(target, third, without=frozenset({"2023/01/12/-b;c d.html"}))
    assert [path.name for path in sorted((target / "releases").iterdir())] == ["000001", "000003"]


def test_a_recheck_finds_the_byte_that_changed_and_mends_it_in_a_new_release(target: Path, tmp_path: Path) -> None:
    first = release_of(tmp_path / "1", FIRST)
    publish(target, first)
    (target / "current/index.html").write_text("?")
    publish(target, first)
    assert shown(target) != FIRST
    assert publish(target, first, recheck=True) == 2
    assert shown(target) == FIRST


def test_what_an_interrupted_publish_had_copied_is_not_copied_again(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = release_of(tmp_path / "2", SECOND)
    monkeypatch.setattr(folder_module, "_sync", lambda: (_ for _ in ()).throw(OSError(5, "Input/output error", "x")))
    with pytest.raises(Broken):
        publish(target, second)
    monkeypatch.undo()
    left = target / ".hn-archive/incoming"
    shutil.copytree(next((target / "releases").iterdir()), left)
    (left / "stranger/x.html").parent.mkdir()
    (left / "stranger/x.html").write_text("of a third release")
    (left / "cu/x.html").write_text("?")
    copied: list[str] = []
    original = shutil.copyfile

    def copy(source: Path, goal: Path) -> Path:
        copied.append(source.name)
        return original(source, goal)

    monkeypatch.setattr(shutil, "copyfile", copy)
    publish(target, second)
    assert copied == ["x.html"]
    assert shown(target) == SECOND


@pytest.mark.parametrize("name", ["x.txt", "current/x.txt"])
def test_a_folder_of_others_is_left_alone(target: Path, tmp_path: Path, name: str) -> None:
    (target / name).parent.mkdir(parents=True)
    (target / name).write_text("x")
    with pytest.raises(Stop) as stopped:
        publish(target, release_of(tmp_path / "1", FIRST))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-foreign", 2)
    assert [path for path, _ in files_below(target)] == [name]


def test_two_publishers_into_one_folder_do_not_meet(target: Path, tmp_path: Path) -> None:
    with Folder(target).held(), pytest.raises(Stop) as stopped:
        publish(target, release_of(tmp_path / "1", FIRST))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-running", 4)


def test_files_are_copied_where_the_file_system_has_no_hard_links(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(target, release_of(tmp_path / "1", FIRST))
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(1, "Operation not permitted")))
    publish(target, release_of(tmp_path / "2", SECOND))
    assert shown(target) == SECOND
