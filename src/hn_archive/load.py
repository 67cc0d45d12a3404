"""Read `content/`: find its files, parse them, and look at the files that articles use."""

import os
import re
import stat
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec

from hn_archive import article, files, poll, standing
from hn_archive.article import Article
from hn_archive.bodies import Bodies
from hn_archive.config import Config
from hn_archive.document import location_path
from hn_archive.files import ContentFile
from hn_archive.images import MEGAPIXELS
from hn_archive.markdown import Renderer
from hn_archive.poll import Poll
from hn_archive.problem import Location, Problem
from hn_archive.standing import Standing
from hn_archive.text import is_readable_name, nfc

ARTICLE_LIMIT: Final = 2 * 1024 * 1024
_ARTICLE_ENDINGS: Final = (".md", ".markdown")
_POLL_ENDINGS: Final = (".yml", ".yaml")
_FOLDERS: Final = (standing.FOLDER, poll.FOLDER)
# What editors and systems leave behind.
_LEFTOVER: Final = re.compile(r"\..*|.*~|#.*#|.*\.(?:swp|tmp|bak|orig|rej)|Thumbs\.db|desktop\.ini|~\$.*", re.IGNORECASE)

Progress = Callable[[str, int, int], None]


class Content(msgspec.Struct, frozen=True):
    """What `content/` holds, each file under its NFC path relative to it; `names` has the path on disk."""

    articles: tuple[str, ...]
    standings: tuple[str, ...]
    polls: tuple[str, ...]
    names: dict[str, str]
    problems: tuple[Problem, ...]


class Loaded(msgspec.Struct, frozen=True):
    """All that could be read, in the order of paths; drafts, scheduled and withheld articles too."""

    articles: tuple[Article, ...]
    standings: tuple[Standing, ...]
    polls: tuple[Poll, ...]
    problems: tuple[Problem, ...]


def find(folder: Path) -> Content:
    """The files below the folder `content/`. Links and special files are problems, hidden and backup files are passed over.

    Raises OSError where a folder cannot be read.
    """
    walk = _Walk(folder)
    walk.into("")
    paths = sorted(walk.names)

    def below(*endings: str, folder: str | None) -> tuple[str, ...]:
        return tuple(path for path in paths if _folder_of(path) == folder and PurePosixPath(path).suffix.lower() in endings)

    return Content(
        below(*_ARTICLE_ENDINGS, folder=None),
        below(*_ARTICLE_ENDINGS, folder=standing.FOLDER),
        below(*_POLL_ENDINGS, folder=poll.FOLDER),
        walk.names,
        tuple(walk.problems),
    )


def _folder_of(path: str) -> str | None:
    first, _, rest = path.partition("/")
    return first if rest and first in _FOLDERS else None


class _Walk:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._folded: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.problems: list[Problem] = []

    def into(self, folder: str) -> None:
        with os.scandir(self._root / folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if not _LEFTOVER.fullmatch(entry.name):
                self._take(entry, f"{folder}/{entry.name}" if folder else entry.name)

    def _take(self, entry: os.DirEntry[str], name: str) -> None:
        path = nfc(name)
        if not is_readable_name(name):
            self._problem("file-name", os.fsencode(name).decode(errors="replace"))
        elif entry.is_symlink():
            self._problem("file-link", path)
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.startswith("_") and name not in _FOLDERS:
                self._problem("folder-unknown", path, known=", ".join(_FOLDERS))
            else:
                self.into(name)
        elif not entry.is_file(follow_symlinks=False):
            self._problem("file-special", path)
        elif path.casefold() in self._folded:
            other = self._folded[path.casefold()]
            self.problems.append(Problem.at("file-twice", Location(location_path(path)), Location(location_path(other)), path=path))
        else:
            self._folded[path.casefold()] = path
            self.names[path] = name

    def _problem(self, code: str, path: str, **values: Any) -> None:
        shown = location_path("".join(char if char.isprintable() else "?" for char in path))
        self.problems.append(Problem.at(code, Location(shown), path=shown, **values))


def read(folder: Path, content: Content, config: Config, bodies: Bodies, progress: Progress) -> Loaded:
    """Parse all articles, standing pages and polls that `find` found in `folder`; their HTML goes into `bodies`.

    Raises OSError where a file cannot be read.
    """
    renderer = Renderer(config.language)
    articles: list[Article] = []
    standings: list[Standing] = []
    polls: list[Poll] = []
    problems: list[Problem] = list(content.problems)
    total = len(content.articles) + len(content.standings)
    for number, path in enumerate(content.articles + content.standings):
        progress("read", number, total)
        source, faults = _bytes(folder, path, content.names[path])
        problems += faults
        if source is None:
            continue
        is_article = _folder_of(path) is None
        parse = article.parse if is_article else standing.parse
        parsed = parse(source, path, config.timezone, renderer)
        problems += parsed.problems
        if parsed.document is not None:
            (articles if is_article else standings).append(parsed.document)
            bodies.put(parsed.document.body, parsed.html)
    for path in content.polls:
        source, faults = _bytes(folder, path, content.names[path])
        problems += faults
        if source is not None:
            made, faults = poll.parse(source, path, config.timezone)
            problems += faults
            polls += [made] if made else []
    progress("read", total, total)
    return Loaded(tuple(articles), tuple(standings), tuple(polls), tuple(problems))


def _bytes(folder: Path, path: str, name: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """A file's bytes. It is opened without following a link and looked at once open, so that nothing can be put in its place."""
    descriptor = os.open(
        folder / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            return None, (Problem.at("file-special", Location(location_path(path)), path=location_path(path)),)
        content = file.read(ARTICLE_LIMIT + 1) if facts.st_size <= ARTICLE_LIMIT else b""
    if max(facts.st_size, len(content)) > ARTICLE_LIMIT:
        return None, (Problem.at("file-size", Location(location_path(path)), size=facts.st_size, limit=ARTICLE_LIMIT),)
    return content, ()


def look_at(
    folder: Path, names: dict[str, str], used: Iterable[tuple[str, Location]]
) -> tuple[dict[str, ContentFile], tuple[Problem, ...]]:
    """What is known of each file of `content/` that articles use, by path; `used` has where each is named.

    Raises OSError where a file cannot be read.
    """
    found: dict[str, ContentFile] = {}
    broken: dict[str, str] = {}
    problems: list[Problem] = []
    for path, location in used:
        if path in names and path not in found and path not in broken:
            known, reason = files.read(path, folder / names[path])
            if known is None:
                broken[path] = reason
            else:
                found[path] = known
        if path in broken:
            problems.append(Problem.at("picture-broken", location, target=path, reason=broken[path], limit=MEGAPIXELS))
    return found, tuple(problems)
