"""Work from the built site only while it is exactly what its sources give: nothing old, nothing damaged, and no build meanwhile."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from hn_archive.build import building
from hn_archive.machine import naming
from hn_archive.output import MANIFEST, manifest_lines
from hn_archive.problem import Problem, Stop
from hn_archive.request import Progress, Request, Result

_PIECE: Final = 256 * 1024  # bytes
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_NO_LINK: Final = _FLAGS | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def built(request: Request, progress: Progress) -> Iterator[Result]:
    """What a build says of a site that stands as it should in `request.output`; no other build begins while one works with it.

    A build that may change nothing is what tells: where it would change something the result is a failed one, as it is where the site has
    errors. Raises Stop where there is no site, and all that `building` does.
    """
    if not (request.source / "content").is_dir():
        raise Stop(Problem.at("source-missing", path=request.source), 2)
    if not (request.output / MANIFEST).is_file():
        raise Stop(Problem.at("export-unbuilt", path=request.output), 1)
    with building(msgspec.structs.replace(request, max_changes=0), progress) as result:
        yield msgspec.structs.replace(result, problems=tuple(_told(problem, request.output) for problem in result.problems))


def _told(problem: Problem, output: Path) -> Problem:
    if problem.code != "too-many-changes":
        return problem
    return Problem.at("export-stale", path=output, count=dict(problem.values)["count"])


def write_public_manifest(output: Path, place: Path) -> None:
    """Write what the manifest of a site says of its files to `place`, and nothing else: its comment tells when the next article appears."""
    with naming(place), place.open("x", encoding="utf-8", newline="\n") as file:
        for address, sha256 in manifest_lines(output):
            file.write(f"{sha256}  {address}\n")


class Copied(NamedTuple):
    """A file that was copied: its size in bytes, and its digests in the order in which they were asked for."""

    size: int
    digests: tuple[str, ...]


class Copier:
    """Copies files in pieces, through one buffer, and takes their digests on the way."""

    def __init__(self, *algorithms: str) -> None:
        """`algorithms` are names that hashlib knows."""
        self._algorithms = algorithms
        self._buffer = bytearray(_PIECE)
        self._view = memoryview(self._buffer)

    def copy(self, source: str, write: Callable[[memoryview], object], *, follow: bool = False) -> Copied:
        """Give the bytes of `source` to `write`; a link is followed only with `follow`. Raises OSError where it cannot be read, and what
        `write` raises."""
        hashes = [hashlib.new(name, usedforsecurity=False) for name in self._algorithms]
        size = 0
        with open(source, "rb", buffering=0, opener=_opened if follow else _opened_itself) as file:
            while count := self._read(file, source):
                piece = self._view[:count]
                for each in hashes:
                    each.update(piece)
                write(piece)
                size += count
        return Copied(size, tuple(each.hexdigest() for each in hashes))

    def _read(self, file: FileIO, source: str) -> int:
        with naming(source):
            return file.readinto(self._buffer) or 0


def _opened(path: str, _: int) -> int:
    return os.open(path, _FLAGS)


def _opened_itself(path: str, _: int) -> int:
    return os.open(path, _NO_LINK)
