"""Compare a published tree with its manifest: the bytes of every file, and that there are neither more nor fewer of them."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec

from hn_archive.machine import naming
from hn_archive.output import MANIFEST, STAGING, manifest_line
from hn_archive.problem import Location, Problem, Stop
from hn_archive.request import Progress
from hn_archive.text import identity

_PIECE: Final = 256 * 1024  # bytes
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_STEP: Final = 256  # files between two reports of progress
# What no file's name begins with: the end of a stream sorts behind all of them.
_LAST: Final = "\U0010ffff"

_EntryKind = Literal["file", "link", "special", "unfinished"]


class Fixity(msgspec.Struct, frozen=True):
    """What came of a comparison: the problems, how many files are as the manifest says, and their bytes together."""

    problems: tuple[Problem, ...]
    files: int
    size: int


class _Listed(NamedTuple):
    """A line of the manifest; `end` is where the next one begins, in bytes."""

    path: str
    sha256: str
    end: int


class _Found(NamedTuple):
    """Something that stands in the tree."""

    path: str
    kind: _EntryKind


def verify(folder: Path, progress: Progress) -> Fixity:
    """Compare what stands in `folder` with the manifest in it. Links are named, never followed.

    Both are read in the order of paths, side by side, so memory does not grow with the site. Raises Stop where there is no such folder, or a
    build changed it meanwhile, and OSError for what the machine refuses.
    """
    if not folder.is_dir():
        raise Stop(Problem.at("verify-folder", path=folder), 2)
    place = folder / MANIFEST
    before = _stamp(place)
    if before is None:
        return Fixity((Problem.at("verify-manifest-missing", path=folder, name=MANIFEST),), 0, 0)
    comparison = _Comparison(folder, progress, max(before.st_size, 1))
    comparison.run()
    after = _stamp(place)
    if after is None or (after.st_ino, after.st_mtime_ns, after.st_size) != (before.st_ino, before.st_mtime_ns, before.st_size):
        raise Stop(Problem.at("verify-meanwhile", path=folder), 4)
    return Fixity(tuple(_paired(comparison.problems)), comparison.files, comparison.size)


def _stamp(manifest: Path) -> os.stat_result | None:
    try:
        facts = os.lstat(manifest)
    except FileNotFoundError:
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None


def _opened(path: str, _: int) -> int:
    return os.open(path, _FLAGS)


class _Comparison:
    """Goes through manifest and tree side by side and gathers what differs."""

    def __init__(self, folder: Path, progress: Progress, whole: int) -> None:
        self._folder = folder
        self._progress = progress
        self._whole = whole
        self._buffer = bytearray(_PIECE)
        self._view = memoryview(self._buffer)
        self.problems: list[Problem] = []
        self.files = 0
        self.size = 0

    def run(self) -> None:
        listed, found = self._listed(), _below(self._folder)
        line, entry = next(listed, None), next(found, None)
        while line or entry:
            left, right = line.path if line else _LAST, entry.path if entry else _LAST
            if entry and (right < left or entry.kind != "file"):
                self._take(entry)
                line = next(listed, None) if left == right else line  # what stands there is no file, and is named as what it is
                entry = next(found, None)
            elif line and left < right:
                self._differs("verify-missing", left)
                line = next(listed, None)
            elif line:
                self._compare(line)
                line, entry = next(listed, None), next(found, None)
        self._progress("verify", self._whole, self._whole)

    def _take(self, entry: _Found) -> None:
        codes = {"file": "verify-added", "link": "verify-link", "special": "verify-special", "unfinished": "verify-unfinished"}
        self._differs(codes[entry.kind], entry.path)

    def _differs(self, code: str, path: str) -> None:
        self.problems.append(Problem.at(code, Location(path if path.isprintable() else _shown(path))))

    def _compare(self, line: _Listed) -> None:
        sha256, size = self._digest(line.path)
        if sha256 != line.sha256:
            self._differs("verify-changed", line.path)
        else:
            self.files += 1
            self.size += size
        if self.files % _STEP == 0:
            self._progress("verify", min(line.end, self._whole - 1), self._whole)

    def _digest(self, path: str) -> tuple[str, int]:
        """SHA-256 and size of a file, opened without following a link, and read into one buffer for all of them."""
        place = f"{self._folder}/{path}"
        sha256, size = hashlib.sha256(), 0
        with naming(place), open(place, "rb", buffering=0, opener=_opened) as file:
            while count := file.readinto(self._buffer):
                sha256.update(self._view[:count])
                size += count
        return sha256.hexdigest(), size

    def _listed(self) -> Iterator[_Listed]:
        """The lines of the manifest; those that are none of its own, or out of their order, are problems."""
        before, end, number = "", 0, 0
        with naming(self._folder / MANIFEST), (self._folder / MANIFEST).open("rb") as file:
            for number, content in enumerate(file, 1):
                end += len(content)
                if content.startswith(b"#"):
                    continue
                line = manifest_line(content)
                if line is None or line[0] <= before:
                    self.problems.append(Problem.at("verify-manifest-damaged", Location(MANIFEST, number)))
                    continue
                before = line[0]
                yield _Listed(*line, end)
        if not before:
            self.problems.append(Problem.at("verify-manifest-damaged", Location(MANIFEST, max(number, 1))))


def _below(folder: Path, prefix: str = "") -> Iterator[_Found]:
    """What stands below a folder, in the order of paths, the manifest itself aside; folders are entered, links are not."""
    with os.scandir(f"{folder}/{prefix}") as entries:
        kinds = [(_kind(entry), entry.name) for entry in entries]
    for name, kind in sorted((f"{name}/" if kind is None else name, kind) for kind, name in kinds):
        path = f"{prefix}{name}"
        if path in (f"{STAGING}/", STAGING):
            yield _Found(STAGING, "unfinished")
        elif kind is None:
            yield from _below(folder, path)
        elif path != MANIFEST:
            yield _Found(path, kind)


def _shown(path: str) -> str:
    """A path as a terminal can show it without harm: whoever added a file has chosen its name."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in path)


def _kind(entry: os.DirEntry[str]) -> _EntryKind | None:
    """None for a folder."""
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return None
    return "file" if entry.is_file(follow_symlinks=False) else "special"


def _paired(problems: Iterable[Problem]) -> Iterator[Problem]:
    """One problem, not two, for a file that is missing under its name and stands under one that differs in case or in the form of its marks."""
    problems = list(problems)
    added = {identity(_path_of(each)): each for each in problems if each.code == "verify-added"}
    pairs = {each: added.get(identity(_path_of(each))) for each in problems if each.code == "verify-missing"}
    taken = {found for found in pairs.values() if found}
    for each in problems:
        other = pairs.get(each)
        if other:
            yield Problem.at("verify-renamed", each.location, found=_path_of(other))
        elif each not in taken:
            yield each


def _path_of(problem: Problem) -> str:
    return problem.location.path if problem.location else ""
