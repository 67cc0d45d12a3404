"""Gather the pictures and documents that an article brings along: files of its source's folder, and no others."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from hn_archive import files
from hn_archive.importers.incoming import FILE, File, file_name
from hn_archive.importers.source import is_inside

_MOST: Final = 500  # of one article; a page that names more is no article
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def is_file_name(target: str) -> bool:
    """Whether the target of a link or picture may be a file of the source that the archive publishes: no web address, and of such a kind."""
    return not _SCHEME.match(target.strip()) and files.family(_path_of(target)) is not None


def _path_of(target: str) -> str:
    return re.split(r"[?#]", target.strip(), maxsplit=1)[0]


class Beside:
    """The files that one article takes along, each once, by the names under which it speaks of them.

    They are looked for in `folders`, one after the other; nothing outside of `root` is even looked at, whatever path or link leads there.
    A path from the site's root (`/anh/cau.jpg`) is looked for in the folders too.
    """

    def __init__(self, root: Path, folders: Iterable[Path]) -> None:
        self._root = root
        self._folders = tuple(dict.fromkeys(folders))
        self._names: dict[Path, str] = {}

    def take(self, target: str) -> str | None:
        """`import:NAME` for the file that the source calls `target`; None where it has no such file, or none that the archive publishes."""
        if not is_file_name(target):
            return None
        place = self._find(_path_of(target))
        if place is None:
            return None
        if place not in self._names:
            if len(self._names) == _MOST:
                return None
            self._names[place] = file_name(place.name, self._names.values())
        return FILE + self._names[place]

    @property
    def files(self) -> tuple[File, ...]:
        """What was taken, in that order."""
        return tuple(File(name, place) for place, name in self._names.items())

    def _find(self, path: str) -> Path | None:
        for written in dict.fromkeys((unquote(path), path)):
            for folder in self._folders:
                place = folder / written.lstrip("/").replace("\\", "/")
                if is_inside(place, self._root) and _is_file(place):
                    return place.resolve()
        return None


def _is_file(place: Path) -> bool:
    try:
        return place.is_file()
    except OSError:  # a name that is too long
        return False
