"""What articles and standing pages have in common: front matter, a text, links, and old addresses."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

import msgspec

from hn_archive import address
from hn_archive.front_matter import FrontMatter, Opened, StandingMatter
from hn_archive.markdown import Reference, Renderer
from hn_archive.problem import Location, Problem, has_errors
from hn_archive.schema import Name
from hn_archive.text import word_count
from hn_archive.typeset import shortened

Matter = TypeVar("Matter", bound=FrontMatter | StandingMatter)


class Document(msgspec.Struct, Generic[Matter], frozen=True, kw_only=True, array_like=True):
    """One Markdown file. It knows no other file, and its text only by a digest of what it is written as.

    `path` is relative to `content/`; `summary` is what lists show below the title; `references` and `anchors` are the text's,
    `words` is about how many words it has.
    """

    path: str
    slug: str
    aliases: tuple[str, ...]
    summary: str
    body: str
    references: tuple[Reference, ...]
    anchors: tuple[str, ...]
    words: int
    matter: Matter

    @property
    def folder(self) -> str:
        """The folder that its links start from, "" for `content/` itself."""
        parent = str(PurePosixPath(self.path).parent)
        return "" if parent == "." else parent

    def place(self, key: str = "") -> Location:
        """Where a key's value stands in the file; the file itself where it has no such key."""
        return Location(location_path(self.path), *self.matter.places.get(key, ()))


class Parsed(msgspec.Struct, frozen=True):
    """A document, None where it has errors, its text's HTML as UTF-8, and its problems."""

    document: Any
    html: bytes
    problems: tuple[Problem, ...]


def location_path(path: str) -> str:
    """A path in `content/` as problems name it."""
    return f"content/{path}"


def parse(make: Callable[..., Document[Matter]], opened: Opened, path: str, renderer: Renderer, text: str) -> Parsed:
    """The document of type `make` in the opened file `path`, which is relative to `content/`; its text goes by the digest `text`."""
    body, found = renderer.render(opened.body, location_path(path), opened.body_line)
    problems = (*opened.problems, *found)
    if opened.matter is None or body is None:
        return Parsed(None, b"", problems)
    aliases, faults = _addresses(opened.matter.aliases)
    problems = (*problems, *faults)
    if has_errors(faults):
        return Parsed(None, b"", problems)
    if not opened.matter.lead and not body.html.strip():
        problems = (*problems, Problem.at("body-empty", Location(location_path(path), opened.body_line)))
    made = make(
        path=path,
        slug=opened.matter.slug or address.slug_of_file(path),
        aliases=aliases,
        summary=shortened(opened.matter.lead) or body.summary,
        body=text,
        references=body.references,
        anchors=body.anchors,
        words=word_count(opened.body.strip()),
        matter=opened.matter,
    )
    return Parsed(made, body.html.encode(), problems)


def _addresses(aliases: tuple[Name, ...]) -> tuple[tuple[str, ...], list[Problem]]:
    """The files that answer for old addresses, and what is wrong with those addresses."""
    found: list[str] = []
    problems: list[Problem] = []
    for alias in aliases:
        try:
            place = address.of_alias(alias.text)
        except ValueError:
            problems.append(Problem.at("alias", alias.location, value=alias.text))
            continue
        if place is not None:
            found.append(place)
    return tuple(dict.fromkeys(found)), problems
