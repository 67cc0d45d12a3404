"""Read and parse content files, a batch at a time, in whatever process."""

import os
import stat
from collections.abc import Mapping
from datetime import timedelta, timezone
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import msgspec

from hn_archive import article, digest, introduction, poll, standing
from hn_archive.article import Article
from hn_archive.document import location_path
from hn_archive.introduction import Introduction
from hn_archive.machine import naming
from hn_archive.markdown import Renderer
from hn_archive.poll import Poll
from hn_archive.problem import Location, Problem, Stop
from hn_archive.standing import Standing
from hn_archive.text import nfc

ARTICLE_LIMIT: Final = 2 * 1024 * 1024
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
FOLDERS: Final = (standing.FOLDER, *introduction.FOLDERS, poll.FOLDER)


class ArticleOutcome(msgspec.Struct, frozen=True, array_like=True):
    """What came of an article's file, as it is kept: the value, None where it has errors, and its problems."""

    value: Article | None
    problems: tuple[Problem, ...]


class StandingOutcome(msgspec.Struct, frozen=True, array_like=True):
    value: Standing | None
    problems: tuple[Problem, ...]


class IntroductionOutcome(msgspec.Struct, frozen=True, array_like=True):
    value: Introduction | None
    problems: tuple[Problem, ...]


class PollOutcome(msgspec.Struct, frozen=True, array_like=True):
    value: Poll | None
    problems: tuple[Problem, ...]


Outcome = ArticleOutcome | StandingOutcome | IntroductionOutcome | PollOutcome


class BodyPlace(msgspec.Struct, frozen=True):
    """Where the HTML of a text is between reading and making pages: as UTF-8 in `file` (a path as the system writes it, which may be no text)
    from byte `start` on, `length` bytes long; or, where `file` is b"", it is made again from the content file `name`."""

    name: str
    file: bytes = b""
    start: int = 0
    length: int = 0


Bodies = Mapping[str, BodyPlace]
"""By the digest of the text. Bodies are never all in memory, and cross no pipe."""


class Batch(msgspec.Struct, frozen=True):
    """Files to read: each one's path, its name on disk and the digest under which its outcome is known, "" for none.

    Texts are parsed in `language`, dates without an offset are `zone` minutes from UTC; the HTML of texts goes into the file `bodies`.
    """

    folder: Path
    files: tuple[tuple[str, str, str], ...]
    language: str
    zone: int
    bodies: Path


class Done(msgspec.Struct, frozen=True):
    """A file that was read: the digest of its bytes and of how they were read; its outcome as JSON, b"" where the digest is the known one; and where its text's HTML is."""

    path: str
    sha256: str
    outcome: bytes
    body: str = ""
    place: BodyPlace | None = None


ARTICLES: Final = msgspec.json.Decoder(ArticleOutcome)
STANDINGS: Final = msgspec.json.Decoder(StandingOutcome)
INTRODUCTIONS: Final = msgspec.json.Decoder(IntroductionOutcome)
POLLS: Final = msgspec.json.Decoder(PollOutcome)


def folder_of(path: str) -> str | None:
    """The folder of `content/` that makes a file a standing page, an introduction or a poll; None for articles."""
    first, _, rest = path.partition("/")
    return first if rest and first in FOLDERS else None


def read_batch(batch: Batch) -> tuple[Done, ...]:
    """Read and parse the files of a batch, in whatever process."""
    renderer = _renderer(batch.language)
    zone = timezone(timedelta(minutes=batch.zone))
    finished = []
    end = 0
    with naming(batch.bodies), batch.bodies.open("wb") as texts:
        for path, name, known in batch.files:
            source, faults = _bytes(batch.folder, path, name)
            if source is None:
                finished.append(Done(path, "", msgspec.json.encode(_KINDS[folder_of(path)][0](None, faults))))
                continue
            sha256, text = names(source, batch.language, batch.zone)
            if sha256 == known:
                finished.append(Done(path, sha256, b""))
                continue
            outcome, html = _outcome(path, source, zone, renderer, text)
            made = msgspec.json.encode(outcome)
            if not html:
                finished.append(Done(path, sha256, made))
                continue
            texts.write(html)
            place = BodyPlace(name, os.fsencode(batch.bodies), end, len(html))
            end += len(html)
            finished.append(Done(path, sha256, made, outcome.value.body, place))
    return tuple(finished)


_KINDS: Final[dict[str | None, tuple[Any, Any]]] = {
    None: (ArticleOutcome, article.parse),
    standing.FOLDER: (StandingOutcome, standing.parse),
    **dict.fromkeys(introduction.FOLDERS, (IntroductionOutcome, introduction.parse)),
    poll.FOLDER: (PollOutcome, poll.parse),
}


def names(source: bytes, language: str, zone: int) -> tuple[str, str]:
    """Digests of a file's bytes and of the text in them, and of how both are read; the text is gone through once for the two.

    A text begins at the first line after the first that begins with `---`, and may so have the end of the header before it, since what
    follows there decides alone what is text. A file that begins in another way is text from its beginning.
    """
    start = max(source.find(b"\n---", 3), 0) if source.startswith(b"---\n") else 0
    text = digest.of_bytes(f"{language} {start > 0} ".encode() + source[start:])
    return digest.of_bytes(f"{zone} {text} ".encode() + source[:start]), text


def _outcome(path: str, source: bytes, zone: timezone, renderer: Renderer, text: str) -> tuple[Any, bytes]:
    """What came of a file, and its text's HTML as UTF-8, b"" for none; `text` is the text's digest."""
    kind = folder_of(path)
    made, parse = _KINDS[kind]
    if kind == poll.FOLDER:
        value, problems = parse(source, path, zone)
        return PollOutcome(value, problems), b""
    parsed = parse(source, path, zone, renderer, text)
    return made(parsed.document, parsed.problems), parsed.html


@cache
def _renderer(language: str) -> Renderer:
    return Renderer(language)


class Texts:
    """The HTML of texts, for a batch of pages or the like; each file of this build that has some is opened once."""

    def __init__(self, folder: Path, language: str, zone: int) -> None:
        """`folder` is `content/`; `language` and `zone` (minutes from UTC) are those that files were read in."""
        self._folder = folder
        self._language = language
        self._zone = zone
        self._opened: dict[bytes, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for descriptor in self._opened.values():
            os.close(descriptor)

    def html(self, place: BodyPlace, sha256: str) -> bytes:
        """The HTML, as UTF-8, of the text that goes by a digest, made again from its file where this build has not made it.

        Raises Stop where the file has changed since it was read, or where there is an error in it now, such as a limit of time that it
        had only just kept.
        """
        if not place.file:
            return self._again(place.name, sha256)
        with naming(os.fsdecode(place.file)):
            if place.file not in self._opened:
                self._opened[place.file] = os.open(place.file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            descriptor = self._opened[place.file]
            os.lseek(descriptor, place.start, os.SEEK_SET)
            return os.read(descriptor, place.length)

    def _again(self, name: str, sha256: str) -> bytes:
        path = nfc(name)
        source, problems = _bytes(self._folder, path, name)
        if source is not None:
            text = names(source, self._language, self._zone)[1]
            zone = timezone(timedelta(minutes=self._zone))
            outcome, html = _outcome(path, source, zone, _renderer(self._language), text)
            if outcome.value is not None and text == sha256:
                return html
            problems = outcome.problems
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise Stop(errors[0], 1)
        raise Stop(Problem.at("changed-meanwhile", Location(location_path(path)), path=location_path(path)), 1)


def _bytes(folder: Path, path: str, name: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """A file's bytes. It is opened without following a link and looked at once open, so that nothing can be put in its place."""
    with naming(f"{folder}/{name}"):
        descriptor = os.open(f"{folder}/{name}", _FLAGS)
        try:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                return None, (Problem.at("file-special", Location(location_path(path)), path=location_path(path)),)
            size, content = facts.st_size, b""
            # A file object would take five times as long. What is longer than it said has changed, and is no longer than allowed.
            while size <= ARTICLE_LIMIT and (more := os.read(descriptor, size - len(content) + 1)):
                content += more
                if len(content) == size:  # all there is, as nearly always
                    break
                size = max(size, len(content))
        finally:
            os.close(descriptor)
    if size > ARTICLE_LIMIT:
        return None, (Problem.at("file-size", Location(location_path(path)), size=size, limit=ARTICLE_LIMIT),)
    return content, ()
