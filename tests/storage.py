"""Storage in memory that answers as rclone does, and a line to it that breaks after so many files."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from hn_archive.output import digests_in
from hn_archive.publishers.rclone import HASHES, Failed
from hn_archive.publishers.release import Prints, Release
from hn_archive.publishers.remote import Remote

HERE: Final = "here:"


class Storage:
    """Stands in for the module `rclone`. `left` is after how many steps the line breaks, None for never; a step is one file sent, copied,
    removed or asked for. `between` is called before each step. `hashes` are the digests that the storage knows."""

    Failed = Failed

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.fields: dict[str, dict[str, str]] = {}
        self.steps = 0
        self.sent: list[str] = []
        self.left: int | None = None
        self.between: Callable[[], None] = lambda: None
        self.hashes: tuple[str, ...] = ("md5",)

    @property
    def site(self) -> dict[str, bytes]:
        """What readers see."""
        return {place: content for place, content in self.files.items() if not place.startswith(".hn-archive")}

    def _step(self) -> None:
        self.between()
        if self.left is not None:
            if self.left == 0:
                raise Failed("connection reset by peer")
            self.left -= 1
        self.steps += 1

    def below(self, target: str, path: str) -> str:
        return f"{target}{path}/"

    def copy(self, source: str, target: str, places: Collection[str], fields: Mapping[str, str] | None = None) -> None:
        for place in places:
            content = self._content(source, place)
            if content is None:
                continue
            self._step()
            if target.startswith(HERE):
                goal = target.removeprefix(HERE) + place
                self.files[goal] = content
                self.fields[goal] = dict(fields or {})
                if not source.startswith(HERE):
                    self.sent.append(goal)
            else:
                file = Path(target) / place
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)

    def _content(self, source: str, place: str) -> bytes | None:
        if source.startswith(HERE):
            return self.files.get(source.removeprefix(HERE) + place)
        return (Path(source) / place).read_bytes() if (Path(source) / place).is_file() else None

    def delete(self, target: str, places: Collection[str]) -> None:
        for place in places:
            self._step()
            self.files.pop(target.removeprefix(HERE) + place, None)

    def purge(self, target: str) -> None:
        for place in [place for place in self.files if place.startswith(target.removeprefix(HERE))]:
            self._step()
            del self.files[place]

    def is_empty(self, target: str) -> bool:
        self._step()
        return not self.files and target == HERE

    def prints_at(self, target: str, places: Iterable[str], wanted: tuple[str, ...] = HASHES) -> dict[str, Prints]:
        found = {}
        for place in places:
            content = self.files.get(target.removeprefix(HERE) + place)
            if content is not None:
                self._step()
                known = self.hashes if set(self.hashes) & set(wanted) or not wanted else ("sha256",)
                found[place] = Prints(
                    len(content), {name: hashlib.new(name, content, usedforsecurity=False).hexdigest() for name in known}
                )
        return found


def release_of(folder: Path, files: Mapping[str, str]) -> Release:
    """A built site with these files."""
    for place, text in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    return Release({place: hashlib.sha256(text.encode()).hexdigest() for place, text in files.items()}, folder)


def manifest_at(storage: Storage) -> dict[str, str]:
    return digests_in(storage.files[".hn-archive-manifest"].decode())


def remote(journal: Path) -> Remote:
    return Remote(HERE, journal)
