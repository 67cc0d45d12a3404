"""What is to be published, and what stands where it goes: digests by address, and the files."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import digest
from hn_archive.machine import naming
from hn_archive.output import manifest_text
from hn_archive.problem import Problem, Stop

# The folder at a target in which the program keeps what is its own: never part of a site.
OWN: Final = ".hn-archive"
_PIECE: Final = 1024 * 1024


class Release(msgspec.Struct, frozen=True):
    """A site to publish: the digest of each address. Its files are in `output`, but those of `twins`, which were made for publishing
    alone: they are in `twins_folder`."""

    digests: Mapping[str, str]
    output: Path
    twins: frozenset[str] = frozenset()
    twins_folder: Path = Path()

    def folder(self, place: str) -> Path:
        """The folder below which the file of an address is."""
        return self.twins_folder if place in self.twins else self.output

    def file(self, place: str) -> Path:
        return self.folder(place) / place

    def size(self, place: str) -> int:
        """Bytes. Raises Stop where the file is gone since the site was built."""
        try:
            return self.file(place).stat().st_size
        except FileNotFoundError:
            raise _changed(self.file(place)) from None

    @property
    def manifest(self) -> bytes:
        return manifest_text(self.digests).encode()

    @property
    def name(self) -> str:
        """The digest of the manifest, and so of all."""
        return digest.of_bytes(self.manifest)


class Standing(msgspec.Struct, frozen=True):
    """What stands at a target: the number of the live release, 0 for none, when it was published (ISO 8601, UTC), and the digest of each
    address, UNKNOWN where a publish was interrupted. `unfinished` is whether one was."""

    number: int = 0
    at: str = ""
    digests: Mapping[str, str] = {}
    unfinished: bool = False


class Keep(msgspec.Struct, frozen=True):
    """How many releases before the live one are kept; none that has an address of `without`, since that is to be seen nowhere."""

    count: int
    without: frozenset[str] = frozenset()


class Broken(Exception):
    """The line broke, or the machine refused something: `reason` in its own words, after at least `sent` files of the release had
    travelled."""

    def __init__(self, reason: str, sent: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class Prints(msgspec.Struct, frozen=True):
    """A file's size in bytes, None where it is not known, and its digests by the names that hashlib and rclone give to them."""

    size: int | None
    digests: Mapping[str, str]

    def match(self, other: "Prints | None") -> bool:
        """Whether both can only be of the same bytes."""
        if other is None or (None not in (self.size, other.size) and self.size != other.size):
            return False
        both = self.digests.keys() & other.digests.keys()
        return bool(both) and all(self.digests[name] == other.digests[name] for name in both)


def prints_of(release: Release, places: Iterable[str]) -> dict[str, Prints]:
    """What the files of a release are, read now.

    Raises Stop for the first that is not what the manifest says, since somebody has changed it after it was built.
    """
    found = {}
    for place in places:
        prints = _read(release.file(place))
        if prints is None or prints.digests["sha256"] != release.digests[place]:
            raise _changed(release.file(place))
        found[place] = prints
    return found


def _read(file: Path) -> Prints | None:
    sums = {name: hashlib.new(name, usedforsecurity=False) for name in ("sha256", "sha1", "md5")}
    size = 0
    try:
        with naming(file), file.open("rb") as opened:
            while piece := opened.read(_PIECE):
                size += len(piece)
                for each in sums.values():
                    each.update(piece)
    except FileNotFoundError:
        return None
    return Prints(size, {name: each.hexdigest() for name, each in sums.items()})


def _changed(file: Path) -> Stop:
    return Stop(Problem.at("publish-changed", path=file), 1)
