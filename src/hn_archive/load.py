"""Read `content/`: find its files, parse them, and look at the files that articles use."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive import files, introduction, poll, stamps, standing
from hn_archive.article import Article
from hn_archive.config import Config
from hn_archive.document import Document, location_path
from hn_archive.files import ContentFile
from hn_archive.images import MEGAPIXELS
from hn_archive.introduction import Introduction
from hn_archive.leftovers import is_leftover
from hn_archive.poll import Poll
from hn_archive.problem import Location, Problem
from hn_archive.reading import ARTICLES, FOLDERS, INTRODUCTIONS, POLLS, STANDINGS, Batch, BodyPlace, Outcome, folder_of, read_batch
from hn_archive.standing import Standing
from hn_archive.store import Kept, decoding
from hn_archive.text import is_readable_name, nfc
from hn_archive.workers import Workers

_ARTICLE_ENDINGS: Final = (".md", ".markdown")
_POLL_ENDINGS: Final = (".yml", ".yaml")
_DECODERS: Final[Mapping[str | None, Any]] = {
    None: ARTICLES,
    standing.FOLDER: STANDINGS,
    **dict.fromkeys(introduction.FOLDERS, INTRODUCTIONS),
    poll.FOLDER: POLLS,
}
_LOOKS: Final = msgspec.json.Decoder(files.Look)
# What editors and systems leave behind.


class Content(msgspec.Struct, frozen=True):
    """What `content/` held at the moment `seen` (nanoseconds since 1970), each file under its NFC path relative to it.

    `names` has the path on disk, `stamps` each file's stamp.
    """

    articles: tuple[str, ...]
    standings: tuple[str, ...]
    introductions: tuple[str, ...]
    polls: tuple[str, ...]
    names: dict[str, str]
    stamps: dict[str, str]
    problems: tuple[Problem, ...]
    seen: int


class Loaded(msgspec.Struct, frozen=True):
    """All that could be read, in the order of paths; drafts, scheduled and withheld articles too.

    `digests` names the bytes of each article's file, and how they were read, by path; `fresh` has the outcomes to keep that were not
    known, by path; `bodies` where the HTML of each text is.
    """

    articles: tuple[Article, ...]
    standings: tuple[Standing, ...]
    introductions: tuple[Introduction, ...]
    polls: tuple[Poll, ...]
    problems: tuple[Problem, ...]
    digests: dict[str, str] = {}
    fresh: dict[str, Kept] = {}
    bodies: dict[str, BodyPlace] = {}


def find(folder: Path, known: Mapping[str, str] = {}) -> Content:
    """The files below the folder `content/`. Links and special files are problems, hidden and backup files are passed over.

    `known` has the stamps of files that were looked at a moment ago, by their paths on disk. Raises OSError where a folder cannot be read.
    """
    seen = time.time_ns()
    walk = _Walk(folder, known)
    walk.into("")
    found: dict[str | None, list[str]] = {kind: [] for kind in (None, *FOLDERS)}
    for path in sorted(walk.names):
        kind = folder_of(path)
        if path.lower().endswith(_POLL_ENDINGS if kind == poll.FOLDER else _ARTICLE_ENDINGS):
            found[kind].append(path)
    return Content(
        tuple(found[None]),
        tuple(found[standing.FOLDER]),
        tuple(path for kind in introduction.FOLDERS for path in found[kind]),
        tuple(found[poll.FOLDER]),
        walk.names,
        walk.stamps,
        tuple(walk.problems),
        seen,
    )


class _Walk:
    def __init__(self, root: Path, known: Mapping[str, str]) -> None:
        self._root = root
        self._known = known
        self._folded: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.stamps: dict[str, str] = {}
        self.problems: list[Problem] = []

    def into(self, folder: str) -> None:
        with os.scandir(f"{self._root}/{folder}") as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if not is_leftover(entry.name):
                self._take(entry, f"{folder}/{entry.name}" if folder else entry.name)

    def _take(self, entry: os.DirEntry[str], name: str) -> None:
        path = nfc(name)
        if not is_readable_name(name):
            self._problem("file-name", os.fsencode(name).decode(errors="replace"))
        elif entry.is_symlink():
            self._problem("file-link", path)
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.startswith("_") and name not in FOLDERS:
                self._problem("folder-unknown", path, known=", ".join(FOLDERS))
            else:
                self.into(name)
        elif not entry.is_file(follow_symlinks=False):
            self._problem("file-special", path)
        elif (folded := path.casefold()) in self._folded:
            other = self._folded[folded]
            self.problems.append(Problem.at("file-twice", Location(location_path(path)), Location(location_path(other)), path=path))
        else:
            self._folded[folded] = path
            self.names[path] = name
            self.stamps[path] = self._known.get(name) or stamps.of(entry.stat(follow_symlinks=False))

    def _problem(self, code: str, path: str, **values: Any) -> None:
        shown = location_path("".join(char if char.isprintable() else "?" for char in path))
        self.problems.append(Problem.at(code, Location(shown), path=shown, **values))


BATCH: Final = 50
LOOKS: Final = 4  # a picture's pixels are gone through


def read(folder: Path, content: Content, config: Config, known: Mapping[str, Kept], workers: Workers) -> Loaded:
    """Parse all articles, standing pages, introductions and polls that `find` found in `folder`, but for those whose outcome is `known`.

    The HTML of texts goes into files in the workers' folder. Raises OSError where a file cannot be read, and store.Forged for an outcome
    that is none.
    """
    paths = (*content.articles, *content.standings, *content.introductions, *content.polls)
    reading = f"{config.language} {config.zone_minutes} "  # what an outcome depends on besides the file
    kept = {path: known[path] for path in paths if path in known and known[path].stamp == reading + content.stamps[path]}
    waiting = [path for path in paths if path not in kept]
    rest = iter([(path, content.names[path], known[path].sha256 if path in known else "") for path in waiting])
    batches = [
        Batch(folder, tuple(islice(rest, size)), config.language, config.zone_minutes, workers.folder / f"bodies-{number}")
        for number, size in enumerate(workers.sizes(len(waiting), BATCH))
    ]
    places: dict[str, BodyPlace] = {}
    fresh: dict[str, Kept] = {}
    with decoding():
        outcomes: dict[str, Outcome] = {path: _DECODERS[folder_of(path)].decode(row.value) for path, row in kept.items()}
    for done in chain.from_iterable(workers.run("read", read_batch, batches, len(batches))):
        stamp = content.stamps[done.path]
        outcome = done.outcome or known[done.path].value
        fresh[done.path] = Kept(reading + stamp if stamps.is_settled(stamp, content.seen) else "", done.sha256, outcome)
        with decoding():
            outcomes[done.path] = _DECODERS[folder_of(done.path)].decode(outcome)  # while others read
        if done.place:
            places[done.body] = done.place
    problems = list(content.problems)
    for path in paths:
        problems += outcomes[path].problems
    rows = kept | fresh
    loaded = Loaded(
        _values(outcomes, content.articles),
        _values(outcomes, content.standings),
        _values(outcomes, content.introductions),
        _values(outcomes, content.polls),
        tuple(problems),
        {path: rows[path].sha256 for path in content.articles},
        fresh,
        places,
    )
    documents: tuple[Document[Any], ...] = (*loaded.articles, *loaded.standings, *loaded.introductions)
    for document in documents:
        places.setdefault(document.body, BodyPlace(content.names[document.path]))
    return loaded


def _values(outcomes: Mapping[str, Any], paths: Iterable[str]) -> tuple[Any, ...]:
    return tuple([outcomes[path].value for path in paths if outcomes[path].value])


class Looked(msgspec.Struct, frozen=True):
    """What is known of each file that articles use, by path; what is to be kept of it, where that is new; and what is wrong."""

    files: dict[str, ContentFile]
    fresh: dict[str, Kept]
    problems: tuple[Problem, ...]


def look_at(
    folder: Path, content: Content, used: Sequence[tuple[str, Location]], known: Mapping[str, Kept], workers: Workers
) -> Looked:
    """Look at the files of `content/` that articles use, but for those that are `known`; `used` has where each is named.

    Raises OSError where a file cannot be read, and store.Forged for what is known and is no such thing.
    """
    paths = tuple(dict.fromkeys(path for path, _ in used if path in content.names))
    kept = {path: known[path] for path in paths if path in known and known[path].stamp == content.stamps[path]}
    with decoding():
        looks = {path: _LOOKS.decode(row.value) for path, row in kept.items()}
    waiting = [path for path in paths if path not in kept]
    batches = [
        tuple((path, folder / content.names[path]) for path in waiting[start : start + LOOKS])
        for start in range(0, len(waiting), LOOKS)
    ]
    seen = chain.from_iterable(workers.run("look", files.look_at, batches, len(batches)))
    looks |= dict(zip(waiting, seen, strict=True))
    fresh = {}
    for path in waiting:
        stamp = content.stamps[path]
        fresh[path] = Kept(stamp if stamps.is_settled(stamp, content.seen) else "", "", msgspec.json.encode(looks[path]))
    problems = [problem for path, location in used if path in looks for problem in _of_look(path, location, looks[path])]
    return Looked({path: look.file for path, look in looks.items() if look.file}, fresh, tuple(problems))


def _of_look(path: str, location: Location, look: files.Look) -> Iterator[Problem]:
    """What is wrong with a file, said where it is named."""
    if look.file is None:
        yield Problem.at(look.code, location, target=path, reason=look.reason, limit=MEGAPIXELS)
    elif look.file.shape and look.file.shape.damage:
        yield Problem.at("picture-damaged", location, target=path, reason=look.file.shape.damage)
