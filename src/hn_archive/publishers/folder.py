"""Publish into a folder of this machine: each release is a tree of its own, and one link says in a single step which of them is live."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hn_archive import digest
from hn_archive.lock import locked
from hn_archive.machine import naming
from hn_archive.output import MANIFEST, read_manifest
from hn_archive.problem import Problem, Stop
from hn_archive.publishers.release import OWN, Broken, Keep, Release, Standing
from hn_archive.publishers.transfer import UNKNOWN, Transfer
from hn_archive.request import Progress

CURRENT: Final = "current"
RELEASES: Final = "releases"
_NUMBER: Final = re.compile("[0-9]{6,}")
_WITHDRAWN: Final = "-withdrawn"


class Folder:
    """A target that is a folder:

        current -> releases/000002    what the web server shows
        releases/000001/ …            the releases before, files that did not change are the same ones (hard links)
        .hn-archive/                  the lock, and a release while it is made

    The link is changed by one rename, so each reader sees all of the old release or all of the new one.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._incoming = target / OWN / "incoming"

    @contextmanager
    def held(self, *, dry_run: bool = False) -> Iterator[None]:
        """Nobody else publishes here meanwhile. Raises Stop with exit code 4 where somebody does, and 2 where the folder is another's."""
        self._refuse_foreign()
        if dry_run:
            yield
            return
        with locked(self._target / OWN, "publish-running"):
            yield

    def _refuse_foreign(self) -> None:
        target, current = self._target, self._target / CURRENT
        is_foreign = target.exists() and not (target / OWN).is_dir() and any(target.iterdir())
        if is_foreign or (os.path.lexists(current) and not current.is_symlink()):
            raise Stop(Problem.at("publish-foreign", target=target), 2)

    def standing(self, *, recheck: bool = False) -> Standing:
        """What is live here; with `recheck` each of its files is read."""
        self._refuse_foreign()
        number = self._live()
        if not number:
            return Standing()
        tree = self._tree(number)
        digests = read_manifest(tree)
        if recheck:
            digests = {place: sha256 if _holds(tree / place, sha256) else UNKNOWN for place, sha256 in digests.items()}
        return Standing(number, _time_of(tree / MANIFEST), digests)

    def sizes(self, places: Iterable[str]) -> dict[str, int]:
        """Bytes of files of the live release, by address."""
        tree = self._tree(self._live())
        return {place: (tree / place).stat().st_size for place in places if (tree / place).is_file()}

    def let_go(self) -> None:
        """Nothing is held here but the lock, which ends with its process."""

    def settled(self, standing: Standing, release: Release) -> Standing:  # noqa: ARG002 (as for every target)
        """What stands here is known: nobody sees a release before it is whole."""
        return standing

    def _live(self) -> int:
        """The number of the live release, 0 for none."""
        try:
            name = (self._target / CURRENT).readlink().name
        except FileNotFoundError:
            return 0
        return int(name) if _NUMBER.fullmatch(name) else 0

    def _tree(self, number: int) -> Path:
        return self._target / RELEASES / f"{number:06}"

    def _numbers(self) -> list[int]:
        """Releases that were live, and are not known to be bad; the oldest first."""
        names = [path.name for path in (self._target / RELEASES).glob("*")]
        return sorted(int(name) for name in names if _NUMBER.fullmatch(name))

    def publish(self, release: Release, transfer: Transfer, keep: Keep, progress: Progress) -> int:
        """Make a release live, and give its number. What an interrupted publish left is gone on with.

        Raises Broken where the machine refuses something, and Stop where what was written is not what was to be; what was live still is.
        """
        try:
            number = self._publish(release, transfer, progress)
            self._keep(keep)
        except OSError as error:
            raise Broken(f"{error.filename}: {error.strerror}", 0) from error
        return number

    def _publish(self, release: Release, transfer: Transfer, progress: Progress) -> int:
        was_live = self._live()
        live = self._tree(was_live) if was_live else None
        self._withdraw_above(was_live)
        self._sweep(release)
        travels = frozenset(transfer.sent)
        for done, (place, sha256) in enumerate(release.digests.items()):
            goal = self._incoming / place
            goal.parent.mkdir(parents=True, exist_ok=True)
            if place in travels or live is None:
                _copy(release.file(place), goal, sha256)
            else:
                _link(live / place, goal)
            progress("publish", done + 1, len(release.digests))
        with naming(self._incoming / MANIFEST):
            _replace(self._incoming / MANIFEST, release.manifest)
        number = max([0, *self._numbers(), *self._withdrawn()]) + 1
        self._tree(number).parent.mkdir(exist_ok=True)
        os.replace(self._incoming, self._tree(number))
        _sync()
        self._show(number)
        return number

    def _sweep(self, release: Release) -> None:
        """Take out of what an interrupted publish left what is not of this release."""
        for folder, folders, names in os.walk(self._incoming, topdown=False):
            for name in names:
                path = Path(folder) / name
                if path.relative_to(self._incoming).as_posix() not in release.digests:
                    path.unlink()
            for name in folders:
                with suppress(OSError):  # it is not empty
                    (Path(folder) / name).rmdir()
        self._incoming.mkdir(parents=True, exist_ok=True)

    def _show(self, number: int) -> None:
        """Change the link, in one step."""
        new = self._target / OWN / CURRENT
        new.unlink(missing_ok=True)
        with naming(new):
            new.symlink_to(f"{RELEASES}/{number:06}", target_is_directory=True)
        os.replace(new, self._target / CURRENT)
        _sync()

    def rollback(self, progress: Progress) -> int:  # noqa: ARG002 (as for every target; a link is changed at once)
        """Make the release before the live one live again, and give its number; the one that was live is put aside.

        Raises Stop where there is none, or where its files are not what its manifest says.
        """
        live = self._live()
        before = [number for number in self._numbers() if number < live]
        if not before:
            raise Stop(Problem.at("publish-no-previous", target=self._target), 1)
        tree = self._tree(before[-1])
        for place, sha256 in read_manifest(tree).items():
            if not _holds(tree / place, sha256):
                raise Stop(Problem.at("publish-unverified", target=self._target, path=place), 3)
        self._show(before[-1])
        self._withdraw_above(before[-1])
        return before[-1]

    def _withdraw_above(self, live: int) -> None:
        """No rollback leads to a release that was taken back, or that never was live."""
        for number in self._numbers():
            if number > live:
                os.replace(self._tree(number), f"{self._tree(number)}{_WITHDRAWN}")

    def _withdrawn(self) -> list[int]:
        names = [path.name.removesuffix(_WITHDRAWN) for path in (self._target / RELEASES).glob(f"*{_WITHDRAWN}")]
        return [int(name) for name in names if _NUMBER.fullmatch(name)]

    def _keep(self, keep: Keep) -> None:
        live = self._live()
        for number in self._withdrawn():
            shutil.rmtree(f"{self._tree(number)}{_WITHDRAWN}")
        before = [number for number in self._numbers() if number < live]
        for number in before[: len(before) - keep.count] if keep.count < len(before) else ():
            shutil.rmtree(self._tree(number))
        for number in before[-keep.count :] if keep.count and keep.without else ():
            if not keep.without.isdisjoint(read_manifest(self._tree(number))):
                shutil.rmtree(self._tree(number))


def _copy(source: Path, goal: Path, sha256: str) -> None:
    """Copy a file, unless it is there already, and read it back. A file is never written into: it may be another release's too."""
    if _holds(goal, sha256):
        return
    new = goal.with_name(f"{goal.name}.new")
    with naming(new):
        shutil.copyfile(source, new)
    if digest.of_file(new) != sha256:
        raise Stop(Problem.at("publish-unverified", target=goal.parent, path=goal.name), 3)
    os.replace(new, goal)


def _link(source: Path, goal: Path) -> None:
    """The same file once more; a copy where the file system has no such links, or no more for this file."""
    if goal.exists() and goal.samefile(source):
        return
    goal.unlink(missing_ok=True)
    try:
        os.link(source, goal)
    except OSError:
        with naming(goal):
            shutil.copyfile(source, goal)


def _replace(file: Path, content: bytes) -> None:
    file.unlink(missing_ok=True)
    file.write_bytes(content)


def _holds(file: Path, sha256: str) -> bool:
    return file.is_file() and not file.is_symlink() and digest.of_file(file) == sha256


def _time_of(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _sync() -> None:
    """All that was written is on the disk before a link leads to it; Windows has no such call."""
    if hasattr(os, "sync"):
        os.sync()
