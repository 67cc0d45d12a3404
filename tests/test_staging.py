"""A build's files on their way: what a commit writes and in which order, what it removes, and what it leaves to the next one when it is stopped anywhere."""

import errno
import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import files_below
from hn_archive import stamps
from hn_archive.output import (
    MANIFEST,
    STAGING,
    Place,
    Staging,
    differences,
    has_drafts,
    manifest_line,
    manifest_lines,
    read_manifest,
    refuse_unsafe,
    remove,
    sweep,
)
from hn_archive.problem import Problem, Stop
from hn_archive.request import Changes

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OLD = {"index.html": b"home", "2023/a.html": b"old", "2023/b.html": b"same", "x.html": b"page", "y.html/z.html": b"inside"}
NEW = {"index.html": b"other", "2023/b.html": b"same", "x.html/deep/w.html": b"inside", "y.html": b"page", "2024/c.html": b"new"}


class Stopped(BaseException):
    """The process has ended."""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def manifest_of(files: dict[str, bytes]) -> str:
    return "".join(f"{sha256(content)}  {address}\n" for address, content in sorted(files.items()))


def staged(output: Path, files: dict[str, bytes]) -> Staging:
    staging = Staging(output)
    for address, content in files.items():
        assert staging.add(address, content) == sha256(content)
    return staging


def commit(output: Path, files: dict[str, bytes], until: datetime | None = None, order: Iterable[str] | None = None) -> Changes:
    staging = staged(output, files)
    assert staging.blocked() == ()
    return staging.commit(order or files, until)


def site_in(output: Path) -> dict[str, bytes]:
    """The files of an output but its manifest."""
    return {path: content for path, content in files_below(output) if path != MANIFEST}


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch, tell: Callable[[str, Path], None]) -> Iterator[None]:
    """Each call that changes a file is told before it is made: its name and the file that it leaves otherwise."""
    with monkeypatch.context() as patched:
        for name in ("replace", "unlink", "rmdir", "mkdir"):
            call = getattr(os, name)

            def told(*arguments: Any, call: Callable[..., object] = call, name: str = name, **options: Any) -> object:
                if "dir_fd" not in options or options["dir_fd"] is None:  # not from within shutil.rmtree
                    tell(name, Path(os.fsdecode(arguments[1 if name == "replace" else 0])))
                return call(*arguments, **options)

            patched.setattr(os, name, told)
        yield


def test_a_new_output_is_made_by_one_rename_with_its_manifest_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "deep" / "public"
    seen: list[tuple[str, bool]] = []
    with watched(monkeypatch, lambda name, path: seen.append((f"{name} {path.name}", output.exists()))):
        changes = commit(output, OLD)
    assert changes == Changes(tuple(OLD), (), 0)
    assert [call for call, _ in seen if call.startswith("replace")] == [f"replace {MANIFEST}", "replace public"]
    assert not any(is_there for _, is_there in seen)
    assert site_in(output) == OLD
    assert (output / MANIFEST).read_text() == manifest_of(OLD)
    assert [path.name for path in output.parent.iterdir()] == ["public"]


def test_only_what_differs_is_written_and_what_is_planned_no_more_is_removed(tmp_path: Path) -> None:
    commit(tmp_path / "public", OLD)
    stamp = (tmp_path / "public/2023/b.html").stat()
    changes = commit(tmp_path / "public", NEW)
    assert changes == Changes(
        ("index.html", "x.html/deep/w.html", "y.html", "2024/c.html"), ("2023/a.html", "x.html", "y.html/z.html"), 1
    )
    assert site_in(tmp_path / "public") == NEW
    assert read_manifest(tmp_path / "public") == {address: sha256(content) for address, content in NEW.items()}
    assert (tmp_path / "public/2023/b.html").stat() == stamp


def test_files_come_in_the_order_that_is_asked_for_between_two_manifests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "public"
    commit(output, OLD, NOW)
    order = sorted(NEW, reverse=True)
    manifests: list[str] = []
    seen: list[str] = []

    def tell(name: str, path: Path) -> None:
        if name == "replace" and path.name == MANIFEST:
            manifests.append((output / f"{MANIFEST}.new").read_text())
        if name in ("replace", "unlink") and path.name != f"{MANIFEST}.new":
            seen.append(f"{name} {path.relative_to(output).as_posix()}")

    with watched(monkeypatch, tell):
        commit(output, NEW, NOW, order)
    moved = [call for call in seen if call.startswith("replace")]
    assert moved == [
        f"replace {path}" for path in (MANIFEST, "y.html", "x.html/deep/w.html", "index.html", "2024/c.html", MANIFEST)
    ]
    assert seen.index("unlink 2023/a.html") > seen.index("replace 2024/c.html")
    assert manifests == [manifest_of(OLD | NEW), f"# right until {NOW.timestamp():.0f} ({NOW.isoformat()})\n{manifest_of(NEW)}"]


def test_folders_are_made_before_the_first_file_is_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "public"
    commit(output, OLD)
    seen: list[str] = []
    with watched(monkeypatch, lambda name, path: seen.append(f"{name} {path.relative_to(tmp_path).as_posix()}")):
        commit(output, {"e.html": b"new"} | OLD | {"2024/01/c.html": b"new", "2025/d.html": b"new"})
    moved = next(place for place, call in enumerate(seen) if call.startswith("replace") and not call.endswith(MANIFEST))
    assert {"mkdir public/2024/01", "mkdir public/2025"} <= set(seen[:moved])


def test_where_nothing_changes_nothing_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "public"
    commit(output, OLD, NOW)
    stamps = {path: path.stat() for path in output.rglob("*")}
    staging = staged(output, OLD)
    assert staging.changing == 0
    seen: list[str] = []
    with watched(monkeypatch, lambda name, path: seen.append(name)):
        assert staging.commit(OLD, NOW) == Changes((), (), len(OLD))
    assert "replace" not in seen
    assert {path: path.stat() for path in output.rglob("*")} == stamps


def test_another_moment_until_which_it_is_right_is_written(tmp_path: Path) -> None:
    commit(tmp_path / "public", OLD, NOW)
    assert commit(tmp_path / "public", OLD) == Changes((), (), len(OLD))
    assert (tmp_path / "public" / MANIFEST).read_text() == manifest_of(OLD)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no descriptors of folders")
@pytest.mark.parametrize("before", [None, OLD])
def test_a_manifest_and_the_rename_of_a_new_output_are_on_the_disk_before_anything_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes] | None
) -> None:
    output = tmp_path / "public"
    if before:
        commit(output, before)
    synced: list[int] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    commit(output, NEW)
    last = [(output / MANIFEST).stat().st_ino, output.stat().st_ino]
    assert synced == [*last, tmp_path.stat().st_ino] if before is None else synced[-2:] == last and len(synced) == 4


def test_stopped_at_any_call_each_file_is_old_or_new_and_the_next_commit_makes_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # nobody cuts the power here, and a disk takes its time
    for number in range(1, 100):
        output = tmp_path / str(number) / "public"
        commit(output, OLD)
        (output / "CNAME").write_bytes(b"foreign")
        count = 0

        def tell(*_: object, last: int = number) -> None:
            nonlocal count
            count += 1
            if count == last:
                raise Stopped

        try:
            with watched(monkeypatch, tell):
                commit(output, NEW, order=reversed(NEW))
        except Stopped:
            owned = read_manifest(output)
            for path, content in site_in(output).items():
                if not path.startswith((STAGING, MANIFEST, "CNAME")):
                    assert content in (OLD.get(path), NEW.get(path)), (path, number)
                    assert path in owned, (path, number)
            commit(output, NEW)
            assert site_in(output) == NEW | {"CNAME": b"foreign"}
            assert (output / MANIFEST).read_text() == manifest_of(NEW)
            assert not [path for path in (*output.parent.iterdir(), *output.iterdir()) if STAGING in path.name]
        else:
            break
    assert 15 < number < 99


def test_files_wait_on_the_disk_of_the_output_within_it_where_there_is_one(tmp_path: Path) -> None:
    output = tmp_path / "public"
    assert Staging(output).place == Place(tmp_path / f".public{STAGING}", None)
    commit(output, OLD)
    assert Staging(output).place == Place(output / STAGING, output)


def test_what_stands_as_it_should_is_taken_without_its_bytes(tmp_path: Path) -> None:
    output = tmp_path / "public"
    commit(output, OLD)
    staging = Staging(output)
    assert staging.owned == {address: sha256(content) for address, content in OLD.items()}
    staging.keep("index.html", sha256(b"home"))
    staging.take("2023/b.html", sha256(b"same"), "")
    stamp = staging.place.put("n.html", b"new")
    staging.take("n.html", sha256(b"new"), stamp)
    assert staging.changing == 1 + 3
    changes = staging.commit(["n.html", "index.html"])
    assert changes == Changes(("n.html",), ("2023/a.html", "x.html", "y.html/z.html"), 2)
    now = {"index.html": b"home", "2023/b.html": b"same", "n.html": b"new"}
    assert site_in(output) == now
    assert (output / MANIFEST).read_text() == manifest_of(now)


def test_a_copy_is_taken_where_it_differs(tmp_path: Path) -> None:
    output, source = tmp_path / "public", tmp_path / "a.png"
    commit(output, {"a.png": b"one", "b.png": b"two"})
    source.write_bytes(b"one")
    staging = Staging(output)
    assert staging.add_file("a.png", source) == sha256(b"one")
    assert staging.changing == 1
    assert staging.add_file("b.png", source) == staging.add_file("new/c.png", source) == sha256(b"one")
    assert staging.changing == 2
    assert staging.commit(["b.png", "new/c.png"]) == Changes(("b.png", "new/c.png"), (), 1)
    now = dict.fromkeys(["a.png", "b.png", "new/c.png"], b"one")
    assert site_in(output) == now
    assert (output / MANIFEST).read_text() == manifest_of(now)


def test_a_copy_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(b"one")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    staging = Staging(tmp_path / "public")
    with pytest.raises(OSError, match="No space left") as refused:
        staging.add_file("deep/a.png", tmp_path / "a.png")
    assert refused.value.filename == str(staging.place.staging / "deep/a.png")


def test_what_stands_at_an_address_is_its_file_of_that_size_and_no_link_or_folder(tmp_path: Path) -> None:
    (tmp_path / "public" / "folder").mkdir(parents=True)
    (tmp_path / "public" / "a").write_bytes(b"abc")
    (tmp_path / "public" / "link").symlink_to("a")
    place = Place(tmp_path / "staging", tmp_path / "public")
    assert place.existing("a", 3) == tmp_path / "public" / "a"
    size = (tmp_path / "public" / "folder").stat().st_size
    for address, count in (("a", 2), ("link", 1), ("link", 3), ("folder", size), ("none", 0), ("a/b", 0)):
        assert place.existing(address, count) is None
    assert Place(tmp_path / "staging", None).existing("a", 3) is None


def test_a_new_output_has_the_stamps_that_its_files_had_in_staging(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"one")
    staging = Staging(tmp_path / "public")
    staging.add("index.html", b"home")
    staging.add("2023/01/a.html", b"news")
    staging.add_file("2023/a.png", tmp_path / "a.png")
    staging.take("2024/b.html", sha256(b"more"), staging.place.put("2024/b.html", b"more"))
    staging.commit(())
    assert staging.stamps() == dict(stamps.below(tmp_path / "public"))


def test_of_an_output_that_was_there_no_stamps_are_known(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    staging = Staging(tmp_path / "public")
    staging.add("index.html", b"home")
    staging.commit(["index.html"])
    assert staging.stamps() is None


def test_the_same_bytes_are_not_staged_and_others_of_the_same_size_are(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "staging").mkdir()
    (tmp_path / "public" / "a").write_bytes(b"abc")
    place = Place(tmp_path / "staging", tmp_path / "public")
    assert not place.put("a", b"abc")
    assert not (tmp_path / "staging" / "a").exists()
    assert place.put("a", b"abd")
    assert place.put("deep/er/b", b"")
    assert place.put("a", b"x")  # what was staged before is written over
    assert dict(files_below(tmp_path / "staging")) == {"a": b"x", "deep/er/b": b""}


def test_bytes_are_written_to_the_last_also_where_the_system_takes_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:3]))
    assert Place(tmp_path, None).put("a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


@pytest.mark.parametrize(
    ("path", "address", "named"),
    [
        ("n.html", "n.html", "n.html"),
        ("n.html/a.txt", "n.html", "n.html/a.txt"),
        ("n.html/deep/a.txt", "n.html", "n.html/deep/a.txt"),
        ("n", "n/deep/a.html", "n"),
        ("y.html/mine.txt", "y.html", "y.html/mine.txt"),
    ],
)
def test_what_is_not_ours_stops_a_build_that_would_take_its_place(tmp_path: Path, path: str, address: str, named: str) -> None:
    output = tmp_path / "public"
    commit(output, OLD)
    (output / path).parent.mkdir(parents=True, exist_ok=True)
    (output / path).write_text("foreign")
    staging = staged(output, OLD | {address: b"ours"})
    assert staging.blocked() == (Problem.at("output-blocked", path=named),)
    staging.discard()
    assert not (output / STAGING).exists()


def test_empty_folders_and_what_is_ours_stop_no_build(tmp_path: Path) -> None:
    output = tmp_path / "public"
    commit(output, OLD)
    (output / "n.html" / "empty").mkdir(parents=True)
    (output / "index.html").unlink()
    (output / "index.html").symlink_to("2023")  # ours, and somebody put a link in its place
    commit(output, {"n.html": b"page", "index.html": b"home"})
    assert site_in(output) == {"n.html": b"page", "index.html": b"home"}
    assert not (output / "index.html").is_symlink()


def test_a_link_for_a_folder_of_the_output_is_refused_and_nothing_is_removed_behind_it(tmp_path: Path) -> None:
    output, outside = tmp_path / "public", tmp_path / "outside"
    commit(output, OLD)
    shutil.move(output / "2023", outside)
    (output / "2023").symlink_to(outside)
    with pytest.raises(Stop) as stopped:
        staged(output, {"2023/n.html": b"new"}).blocked()
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("output-link", 2)
    assert stopped.value.problem.values == (("path", str(output / "2023")),)
    commit(output, {"index.html": b"home"})
    assert dict(files_below(outside)) == {"a.html": b"old", "b.html": b"same"}


def test_a_link_deep_in_the_output_is_refused_also_below_a_folder_that_was_looked_at(tmp_path: Path) -> None:
    output = tmp_path / "public"
    commit(output, OLD)
    (tmp_path / "outside").mkdir()
    (output / "2023" / "01").symlink_to(tmp_path / "outside")
    with pytest.raises(Stop) as stopped:
        staged(output, {"2023/n.html": b"new", "2023/01/n.html": b"new"}).blocked()
    assert stopped.value.problem == Problem.at("output-link", path=output / "2023" / "01")
    assert list((tmp_path / "outside").iterdir()) == []


def test_folders_that_hold_others_files_stay(tmp_path: Path) -> None:
    output = tmp_path / "public"
    commit(output, {"a/b/c/d.html": b"x", "a/e.html": b"y"})
    (output / "a/b/mine.txt").write_text("foreign")
    commit(output, {"f.html": b"z"})
    assert site_in(output) == {"f.html": b"z", "a/b/mine.txt": b"foreign"}
    assert not (output / "a/b/c").exists()


@pytest.mark.parametrize(
    ("output", "code", "named"),
    [
        ("link", "output-link", {"path": "link"}),
        ("site", "output-inside", {"path": "site", "source": "site"}),
        (".", "output-inside", {"path": ".", "source": "site"}),
        ("site/content/public", "output-inside", {"path": "site/content/public", "source": "site/content"}),
        ("site/.git", "output-inside", {"path": "site/.git", "source": "site/.git"}),
        ("file", "output-blocked", {"path": "file"}),
        ("mine", "output-foreign", {"path": "mine"}),
    ],
)
def test_an_output_that_could_destroy_something_is_refused_by_name(
    tmp_path: Path, output: str, code: str, named: dict[str, str]
) -> None:
    (tmp_path / "site" / "content").mkdir(parents=True)
    (tmp_path / "mine").mkdir()
    for path in ("file", "mine/a.txt"):
        (tmp_path / path).write_text("foreign")
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(Stop) as stopped:
        refuse_unsafe(tmp_path / output, tmp_path / "site", force=False)
    expected = tuple((name, str(tmp_path / place)) for name, place in sorted(named.items()))
    assert (stopped.value.problem, stopped.value.exit_code) == (Problem(code, None, expected), 2)
    if code == "output-foreign":
        refuse_unsafe(tmp_path / output, tmp_path / "site", force=True)


def test_the_root_and_home_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for place in (Path("/"), tmp_path / "home"):
        with pytest.raises(Stop) as stopped:
            refuse_unsafe(place, tmp_path / "site", force=True)
        assert stopped.value.problem == Problem.at("output-place", path=place)


def test_new_empty_and_own_outputs_are_taken_and_so_is_what_an_interrupted_build_left(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for name in ("new", "empty", "left", "own"):
        refuse_unsafe(site / name, site, force=False)
    (site / "empty").mkdir()
    (site / "left" / STAGING).mkdir(parents=True)
    commit(site / "own", OLD)
    for name in ("empty", "left", "own"):
        refuse_unsafe(site / name, site, force=False)


def test_a_dry_run_makes_no_folder(tmp_path: Path) -> None:
    Staging(tmp_path / "public", is_dry=True).discard()
    assert list(tmp_path.iterdir()) == []
    commit(tmp_path / "public", OLD)
    left = tmp_path / "public" / STAGING
    left.mkdir()
    assert Staging(tmp_path / "public", is_dry=True).owned.keys() == OLD.keys()
    assert left.is_dir()


def test_what_an_interrupted_build_left_is_swept_away_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "public" / STAGING / "deep").mkdir(parents=True)
    (tmp_path / f".public{STAGING}").mkdir()
    (tmp_path / f".public{STAGING}" / "a").write_text("x")
    sweep(tmp_path / "public")
    assert [path.name for path in tmp_path.rglob("*")] == ["public"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a").write_text("x")
    (tmp_path / "public" / STAGING).symlink_to(tmp_path / "mine")
    (tmp_path / f".public{STAGING}").symlink_to(tmp_path / "mine")
    sweep(tmp_path / "public")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "mine", "public"]


def test_what_cannot_be_swept_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / "public" / STAGING / "deep"
    left.mkdir(parents=True)
    (left / "a").write_text("x")

    def refuse(path: str, **_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "unlink", refuse)
    with pytest.raises(PermissionError) as refused:
        sweep(tmp_path / "public")
    assert refused.value.filename == str(left / "a")


def test_two_outputs_differ_where_a_file_of_either_is_another_or_a_link(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    commit(one, OLD)
    commit(other, OLD)
    (one / "mine.txt").write_text("foreign")
    assert differences(one, other) == ()
    (other / "x.html").write_bytes(b"other")
    (one / "2023/b.html").unlink()
    (other / "index.html").unlink()
    (other / "index.html").symlink_to(one / "index.html")
    assert differences(one, other) == ("2023/b.html", "index.html", "x.html")
    assert differences(other, one) == ("2023/b.html", "index.html", "x.html")
    commit(other, OLD | {"new.html": b"n"})
    assert differences(one, other) == ("2023/b.html", "new.html", MANIFEST)


def test_a_manifest_names_what_is_ours_line_by_line(tmp_path: Path) -> None:
    good, digest = ("a.html", "2023/01/a b.html", "đường/@x.html", "a..b/.well-known/c", "-x", "a/b:c"), "0" * 64
    bad = ("../a", "a/../b", "/a", "a//b", "./a", "a/.", "", "C:/a", "c:a", "a\\b", "a\x07b")
    lines = [f"{digest}  {path}" for path in (*good, *bad)] + [
        f"{digest} a2",
        f"{'G' * 64}  a3",
        f"x{digest}  a5",
    ]
    (tmp_path / MANIFEST).write_bytes("\n".join(["# right until 5", *lines]).encode() + b"\n" + digest.encode() + b"  a\xff\n")
    assert read_manifest(tmp_path) == dict.fromkeys([*good, "a\ufffd"], digest)
    assert read_manifest(tmp_path / "none") == {}


def test_the_manifest_of_a_finished_output_is_read_one_line_after_another(tmp_path: Path) -> None:
    lines = [("2023/01/a b.html", "a" * 64), ("đường/@x.html", "0" * 64)]
    written = b"# right until 5\n" + "".join(f"{digest}  {path}\n" for path, digest in lines).encode() + b"# the end\n"
    (tmp_path / MANIFEST).write_bytes(written)
    assert list(manifest_lines(tmp_path)) == lines
    for damage in (
        b"0" * 64 + b"  ../a\n",
        b"\n",
        b"0" * 64 + b"  a\xff\n",
        b"0" * 64 + b" a\n",
        b"0" * 64 + b"  a",
        b"0" * 63 + b"  a\n",
    ):
        (tmp_path / MANIFEST).write_bytes(written + damage)
        found = manifest_lines(tmp_path)
        assert [next(found), next(found)] == lines
        with pytest.raises(Stop) as stopped:
            next(found)
        assert (stopped.value.problem.code, stopped.value.exit_code) == ("verify-manifest-damaged", 1)
        assert str(stopped.value.problem.location) == f"{MANIFEST}:5"
        assert manifest_line(damage) is None


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        list(manifest_lines(tmp_path))
    assert missing.value.filename == str(tmp_path / MANIFEST)

    class Torn(io.BytesIO):
        def __next__(self) -> bytes:
            raise OSError(errno.EIO, "a disk that fails says no name")

    monkeypatch.setattr(Path, "open", lambda *_: Torn())
    with pytest.raises(OSError, match="fails") as torn:
        list(manifest_lines(tmp_path))
    assert torn.value.filename == str(tmp_path / MANIFEST)


def test_a_manifest_is_read_as_utf_8_whatever_the_machine_takes_text_for(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(f"{'0' * 64}  đường/a.html\n", encoding="utf-8")
    program = "import sys, pathlib; from hn_archive.output import read_manifest; print(ascii(sorted(read_manifest(pathlib.Path(sys.argv[1])))))"
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program, tmp_path], check=True, capture_output=True, text=True, env=plain)
    assert done.stdout.strip() == ascii(["đường/a.html"])


def failing(number: int) -> Callable[..., Any]:
    """A call that the system refuses without a name."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["read_text", "read_bytes", "write", "sync", "sync of a folder"])
def test_what_the_disk_refuses_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    output = tmp_path / "public"
    commit(output, OLD)
    staging = staged(output, NEW)
    named: Path
    use: Callable[[], object]
    if call == "read_text":
        monkeypatch.setattr(Path, call, failing(errno.EIO))
        named, use = output / MANIFEST, partial(read_manifest, output)
    elif call == "read_bytes":
        monkeypatch.setattr(Path, call, failing(errno.EIO))
        named, use = output / "index.html", partial(staging.place.put, "index.html", b"home")
    elif call == "write":
        monkeypatch.setattr(os, call, failing(errno.ENOSPC))
        named, use = output / STAGING / "2025/n.html", partial(staging.place.put, "2025/n.html", b"new")
    else:
        fail, synced, of_folders = failing(errno.ENOSPC), os.fsync, call != "sync"
        monkeypatch.setattr(os, "fsync", lambda at: (fail if stat.S_ISDIR(os.fstat(at).st_mode) is of_folders else synced)(at))
        named, use = output if of_folders else output / f"{MANIFEST}.new", partial(staging.commit, NEW)
    with pytest.raises(OSError, match=r"No space|error") as refused:
        use()
    assert refused.value.filename == str(named)
    assert not (output / f"{MANIFEST}.new").exists()


def test_a_disk_that_takes_nothing_and_gives_nothing_back_is_named_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = staged(tmp_path / "public", OLD)
    unlink = Path.unlink
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    monkeypatch.setattr(
        Path, "unlink", lambda path, **options: failing(errno.EROFS)() if path.exists() else unlink(path, **options)
    )
    with pytest.raises(OSError, match="No space") as refused:
        staging.commit(OLD)
    assert refused.value.errno == errno.ENOSPC


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("mask", "mode"), [(0, 0o666), (0o027, 0o640)])
def test_files_may_be_read_and_written_by_whom_the_machine_lets_and_run_by_nobody(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        commit(tmp_path / "public", OLD)
    finally:
        os.umask(before)
    assert {stat.S_IMODE((tmp_path / "public" / address).stat().st_mode) for address in OLD} == {mode}


def test_an_output_with_drafts_says_so_until_it_has_none(tmp_path: Path) -> None:
    output = tmp_path / "public"
    assert not has_drafts(output)
    for drafts in (True, False, True):
        staged(output, OLD).commit(OLD, NOW, drafts=drafts)
        assert has_drafts(output) is drafts
    (output / MANIFEST).write_text("# with drafts and scheduled articles, somebody wrote\n", encoding="utf-8")
    assert not has_drafts(output)


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True), (False, False)])
def test_an_output_that_was_stopped_between_two_sites_has_drafts_where_either_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bool, after: bool
) -> None:
    output = tmp_path / "public"
    staged(output, OLD).commit(OLD, drafts=before)

    def tell(name: str, path: Path) -> None:
        if name == "replace" and path.name != MANIFEST:
            raise Stopped

    with watched(monkeypatch, tell), pytest.raises(Stopped):
        staged(output, NEW).commit(NEW, drafts=after)
    assert has_drafts(output) is (before or after)
    staged(output, NEW).commit(NEW, drafts=after)
    assert has_drafts(output) is after


def test_a_folder_that_was_taken_away_while_pages_were_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped:
        Place(tmp_path / "gone", None).put("2023/a.html", b"new")
    problem = stopped.value.problem
    assert (problem.code, dict(problem.values)["path"], stopped.value.exit_code) == ("output-changed", str(tmp_path / "gone"), 3)
    assert list(tmp_path.iterdir()) == []
    output = tmp_path / "public"
    commit(output, OLD)
    staging = staged(output, NEW)
    output.rename(tmp_path / "moved")
    with pytest.raises(Stop) as stopped:
        staging.commit(NEW)
    assert dict(stopped.value.problem.values)["path"] == str(output)


def test_clean_names_what_it_removed_and_leaves_a_folder_that_was_never_ours(tmp_path: Path) -> None:
    output = tmp_path / "public"
    commit(output, OLD)
    assert remove(output) == tuple(sorted(OLD))
    assert not output.exists()
    output.mkdir()
    assert remove(output) == ()
    assert output.is_dir()
    (output / MANIFEST).write_text("")
    assert remove(output) == ()
    assert not output.exists()
    commit(output, OLD)
    (output / "CNAME").write_text("foreign")
    assert remove(output) == tuple(sorted(OLD))
    assert [path.name for path in output.iterdir()] == ["CNAME"]
