"""Publishing to storage: what is interrupted can be gone on with, replaced or taken back, and two publishers never mix."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from hn_archive.problem import Stop
from hn_archive.publishers.delivery import Plan, deliver
from hn_archive.publishers.release import Broken, Keep, Release
from hn_archive.publishers.remote import Remote
from hn_archive.publishers.transfer import plan
from storage import HERE, Storage, manifest_at, release_of, remote

CLAIM: Final = ".hn-archive/claim.json"
FIRST: Final = {"index.html": "1", "2023/01/12/a.html": "a", "static/site.css": "css", "tep/old.jpg": "old", "cu": "a file"}
SECOND: Final = {
    "index.html": "2", "2023/01/12/a.html": "a2", "static/site.css": "css", "2023/01/12/-b;c d.html": "b", "tep/new.jpg": "new", "cu/x.html": "x",
}  # fmt: skip
THIRD: Final = {"index.html": "3", "2023/01/12/a.html": "a", "static/site.css": "css3", "tep/old.jpg": "old", "robots.txt": "r"}


class Bench:
    """A storage, three builds of a site, and the machine that publishes them."""

    def __init__(self, folder: Path, storage: Storage) -> None:
        self.storage = storage
        self.journal = folder / "journal"
        self.builds = [release_of(folder / name, files) for name, files in zip("123", (FIRST, SECOND, THIRD), strict=True)]

    def machine(self) -> Remote:
        return remote(self.journal)

    def publish(self, release: Release, keep: Keep = Keep(2), *, recheck: bool = False, machine: Remote | None = None) -> int:  # noqa: B008
        place = machine or self.machine()
        with place.held():
            standing = place.settled(place.standing(recheck=recheck), release)
            made = Plan(release, standing, plan(standing.digests, release.digests), hidden=keep.without)
            return deliver(place, made, keep.count, lambda *_: None)

    def rollback(self) -> int:
        place = self.machine()
        with place.held():
            return place.rollback(lambda *_: None)

    def shows(self, release: Release) -> bool:
        """Whether readers see a release, all of it and nothing else, and the manifest says so."""
        there = {place: (release.output / place).read_bytes() for place in release.digests}
        return self.storage.site == there and manifest_at(self.storage) == release.digests


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    storage = Storage()
    monkeypatch.setattr("hn_archive.publishers.remote.rclone", storage)
    return Bench(tmp_path, storage)


def state(bench: Bench) -> dict[str, object]:
    found: dict[str, object] = json.loads(bench.storage.files[".hn-archive/release.json"])
    return found


def test_only_what_changed_travels_and_all_else_stays(bench: Bench) -> None:
    first, second, _ = bench.builds
    assert bench.publish(first) == 1
    assert bench.shows(first)
    bench.storage.sent.clear()
    assert bench.publish(second) == 2
    assert bench.shows(second)
    sent = [place for place in bench.storage.sent if not place.startswith(".hn-archive")]
    assert sent == ["tep/new.jpg", "2023/01/12/-b;c d.html", "2023/01/12/a.html", "cu/x.html", "index.html"]
    assert bench.storage.sent[-2:] == [".hn-archive-manifest", ".hn-archive/release.json"]
    assert CLAIM not in bench.storage.files
    assert not bench.journal.exists()


def test_each_file_is_stored_with_its_type_and_for_how_long_it_may_be_kept(bench: Bench) -> None:
    bench.publish(bench.builds[0])
    fields = bench.storage.fields
    assert fields["index.html"] == {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=300"}
    assert fields["static/site.css"]["Content-Type"] == "text/css; charset=utf-8"
    assert fields["tep/old.jpg"] == {"Content-Type": "image/jpeg", "Cache-Control": "public, max-age=31536000, immutable"}
    assert fields[".hn-archive/release.json"]["Cache-Control"] == "no-store"


def breaks(bench: Bench, release: Release, start: int) -> Iterator[None]:
    """Begin anew, publish the first build, and then `release`, over a line that breaks after so many steps, and more and more of them."""
    steps = start
    while True:
        bench.storage.__init__()  # type: ignore[misc]
        bench.journal.unlink(missing_ok=True)
        bench.publish(bench.builds[0])
        bench.storage.left = steps
        try:
            bench.publish(release)
        except Broken:
            bench.storage.left = None
            yield
            steps += 3
        else:
            assert steps > 30
            return


def test_wherever_the_line_breaks_a_second_publish_finishes_it(bench: Bench) -> None:
    for _ in breaks(bench, bench.builds[1], 0):
        bench.publish(bench.builds[1])
        assert bench.shows(bench.builds[1])
        assert state(bench)["unfinished"] == 0
        assert bench.rollback() == 1
        assert bench.shows(bench.builds[0])


def test_wherever_the_line_breaks_another_release_leaves_nothing_of_the_unfinished_one(bench: Bench) -> None:
    for _ in breaks(bench, bench.builds[1], 1):
        bench.publish(bench.builds[2])
        assert bench.shows(bench.builds[2])
        before = bench.rollback()
        # Where the second release had been finished but for the last word, it is what was live before.
        assert bench.shows(bench.builds[before - 1])


def test_wherever_the_line_breaks_a_rollback_takes_back_what_was_changed(bench: Bench) -> None:
    for _ in breaks(bench, bench.builds[1], 2):
        live = state(bench)["live"]
        assert isinstance(live, dict)
        if live["number"] == 1 and not state(bench)["unfinished"]:
            assert bench.shows(bench.builds[0])  # nothing was changed
            continue
        assert bench.rollback() == 1
        assert bench.shows(bench.builds[0])


def test_a_rollback_over_a_line_that_breaks_can_be_finished_or_replaced(bench: Bench) -> None:
    for steps in range(0, 200, 3):
        bench.storage.__init__()  # type: ignore[misc]
        bench.journal.unlink(missing_ok=True)
        bench.publish(bench.builds[0])
        bench.publish(bench.builds[1])
        bench.storage.left = steps
        try:
            bench.rollback()
        except Broken:
            bench.storage.left = None
            if steps % 2:
                bench.publish(bench.builds[2])
                assert bench.shows(bench.builds[2]), steps
            elif state(bench)["kept"]:
                assert bench.rollback() == 1
                assert bench.shows(bench.builds[0]), steps
            else:
                assert bench.shows(bench.builds[0]), steps
        else:
            break
    assert steps > 30


def test_what_has_come_already_is_not_sent_again(bench: Bench) -> None:
    bench.publish(bench.builds[0])
    bench.storage.left = 1_000
    bench.storage.between = lambda: setattr(bench.storage, "left", 0) if "2023/01/12/a.html" in bench.storage.sent[1:] else None
    bench.storage.sent.clear()
    with pytest.raises(Broken):
        bench.publish(bench.builds[1])
    there = [place for place in bench.storage.sent if not place.startswith(".hn-archive")]
    bench.storage.left, bench.storage.between = None, lambda: None
    bench.storage.sent.clear()
    bench.publish(bench.builds[1])
    assert set(there).isdisjoint(bench.storage.sent)
    assert bench.shows(bench.builds[1])


def test_a_publisher_finds_another_at_work_and_leaves_it_alone(bench: Bench) -> None:
    bench.publish(bench.builds[0])
    bench.storage.files[CLAIM] = json.dumps({"token": "another", "at": time.time() - 60}).encode()
    before = dict(bench.storage.files)
    with pytest.raises(Stop) as stopped:
        bench.publish(bench.builds[1])
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-running", 4)
    assert bench.storage.files == before


def test_a_publisher_that_is_not_heard_of_any_more_is_taken_to_be_gone(bench: Bench) -> None:
    bench.publish(bench.builds[0])
    bench.storage.files[CLAIM] = json.dumps({"token": "another", "at": time.time() - 3600}).encode()
    bench.publish(bench.builds[1])
    assert bench.shows(bench.builds[1])


def test_a_release_that_came_after_the_plan_is_not_published_over(bench: Bench, tmp_path: Path) -> None:
    bench.publish(bench.builds[0])
    slow = bench.machine()
    standing = slow.standing()
    other = Bench(tmp_path / "other", bench.storage)
    other.publish(other.builds[1])
    with pytest.raises(Stop) as stopped:
        slow.publish(bench.builds[2], plan(standing.digests, bench.builds[2].digests), Keep(2), lambda *_: None)
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-overtaken", 4)
    assert bench.shows(other.builds[1])


def begin_meanwhile(bench: Bench, other: Bench, steps: int) -> list[str]:
    """Publish the second build, and after so many steps the third one from another machine; how either was stopped."""
    stopped: list[str] = []
    start = bench.storage.steps

    def begin() -> None:
        if bench.storage.steps - start == steps:
            bench.storage.between = lambda: None
            try:
                other.publish(other.builds[2])
            except Stop as stop:
                stopped.append(f"the other: {stop.problem.code} {stop.exit_code}")

    bench.storage.between = begin
    try:
        bench.publish(bench.builds[1])
    except Stop as stop:
        stopped.append(f"the first: {stop.problem.code} {stop.exit_code}")
    bench.storage.between = lambda: None
    return stopped


def test_of_two_publishers_at_once_one_is_stopped_and_the_other_publishes_all_of_its_release(bench: Bench, tmp_path: Path) -> None:
    bench.publish(bench.builds[0])
    other = Bench(tmp_path / "other", bench.storage)
    found = set()
    for steps in range(0, 200, 3):
        bench.storage.__init__()  # type: ignore[misc]
        bench.publish(bench.builds[0])
        stopped = begin_meanwhile(bench, other, steps)
        if stopped == []:  # the first had come to its end
            break
        found |= set(stopped)
        assert len(stopped) == 1, steps
        assert bench.shows(bench.builds[2 if stopped[0].startswith("the first") else 1]), steps
    assert steps > 30
    assert found == {"the first: publish-overtaken 4", "the other: publish-running 4"}


def test_a_machine_that_was_taken_to_be_gone_and_comes_back_stops_at_once(bench: Bench, tmp_path: Path) -> None:
    for steps in range(12, 27, 3):
        bench.storage.__init__()  # type: ignore[misc]
        bench.publish(bench.builds[0])
        other = Bench(tmp_path / "other", bench.storage)
        other.journal = bench.journal  # so that it does not wait
        assert begin_meanwhile(bench, other, steps) == ["the first: publish-overtaken 4"], steps
        bench.publish(bench.builds[2], recheck=True)
        seen = bench.storage.site
        assert all(seen[place] == (bench.builds[2].output / place).read_bytes() for place in bench.builds[2].digests)
        assert manifest_at(bench.storage) == bench.builds[2].digests


@pytest.mark.parametrize("hashes", [("md5",), ("sha1",), ()])
def test_what_the_storage_does_not_hold_as_it_was_sent_is_found(bench: Bench, hashes: tuple[str, ...]) -> None:
    bench.storage.hashes = hashes
    original = bench.storage.copy

    def damaging(source: str, target: str, places: tuple[str, ...], fields: dict[str, str] | None = None) -> None:
        original(source, target, places, fields)
        if target == HERE and "tep/old.jpg" in places:
            bench.storage.files["tep/old.jpg"] = b"odd"

    bench.storage.copy = damaging  # type: ignore[method-assign, assignment]
    with pytest.raises(Stop) as stopped:
        bench.publish(bench.builds[0])
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-unverified", 3)
    assert dict(stopped.value.problem.values)["path"] == "tep/old.jpg"
    assert ".hn-archive-manifest" not in bench.storage.files


def test_a_recheck_mends_what_somebody_has_changed_removed_and_nothing_else(bench: Bench) -> None:
    bench.publish(bench.builds[0])
    bench.storage.files["index.html"] = b"?"
    del bench.storage.files["tep/old.jpg"]
    bench.storage.sent.clear()
    bench.publish(bench.builds[0], recheck=True)
    assert bench.shows(bench.builds[0])
    assert {place for place in bench.storage.sent if not place.startswith(".hn-archive")} == {"index.html", "tep/old.jpg"}


def test_a_site_that_was_put_there_by_hand_with_its_manifest_is_taken_over(bench: Bench) -> None:
    first = bench.builds[0]
    bench.storage.files |= {place: (first.output / place).read_bytes() for place in first.digests}
    bench.storage.files[".hn-archive-manifest"] = first.manifest
    bench.publish(bench.builds[1])
    assert bench.shows(bench.builds[1])


def test_files_of_others_are_not_published_over(bench: Bench) -> None:
    bench.storage.files["thu/muc.txt"] = b"x"
    with pytest.raises(Stop) as stopped:
        bench.publish(bench.builds[0])
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-foreign", 2)
    assert bench.storage.files == {"thu/muc.txt": b"x"}


def test_as_many_releases_are_kept_as_the_site_says_and_each_can_be_gone_back_to(bench: Bench) -> None:
    for release in (*bench.builds, bench.builds[0]):
        bench.publish(release, Keep(2))
    folders = {place.split("/")[2] for place in bench.storage.files if place.startswith(".hn-archive/kept/")}
    assert folders == {"000003", "000004"}
    assert bench.rollback() == 3
    assert bench.shows(bench.builds[2])
    assert bench.rollback() == 2
    assert bench.shows(bench.builds[1])
    with pytest.raises(Stop) as stopped:
        bench.rollback()
    assert stopped.value.problem.code == "publish-no-previous"
    assert bench.publish(bench.builds[2]) == 5


def test_nothing_is_kept_where_the_site_says_so_or_an_article_was_withheld(bench: Bench) -> None:
    bench.publish(bench.builds[0])
    bench.publish(bench.builds[1])
    bench.publish(bench.builds[2], Keep(2, frozenset({"2023/01/12/-b;c d.html"})))
    assert not [place for place in bench.storage.files if place.startswith(".hn-archive/kept/")]
    bench.publish(bench.builds[0], Keep(0))
    assert not [place for place in bench.storage.files if place.startswith(".hn-archive/kept/")]
    assert bench.shows(bench.builds[0])


def test_a_file_that_was_changed_after_the_build_is_not_published(bench: Bench) -> None:
    (bench.builds[0].output / "index.html").write_text("?")
    with pytest.raises(Stop) as stopped:
        bench.publish(bench.builds[0])
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-changed", 1)
    assert not bench.storage.files


def test_a_state_that_was_cut_off_costs_work_and_nothing_else(bench: Bench) -> None:
    bench.publish(bench.builds[0])
    bench.storage.files[".hn-archive/release.json"] = b'{"live":{"numb'
    bench.publish(bench.builds[1])
    assert bench.shows(bench.builds[1])
