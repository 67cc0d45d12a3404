"""What an importer makes of one source: an article that is on its way into the archive, with all that was found and all that was not."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive.problem import Problem
from hn_archive.text import nfc, slug

# Where a body or a field names a file of its own, the name stands behind this, until it is known where the file goes.
FILE: Final = "import:"
_WORD: Final = re.compile(r"[^\W_]+")
_NAME_LENGTH: Final = 60


class File(msgspec.Struct, frozen=True):
    """A picture or document that comes with an article: `name` is what `import:NAME` in the body and in `image` means, unique in the article and
    made by `file_name`; `path` is where its bytes are."""

    name: str
    path: Path


class Guess(msgspec.Struct, frozen=True):
    """A field that the source does not name as such: its value, and what it was taken from: `JSON-LD`, `Open Graph`, `<title>`, `text`, `file name` …"""

    field: str
    value: str
    origin: str


class Poll(msgspec.Struct, frozen=True):
    """A poll that stood on the page: its question, and its options with their votes, None where those were not kept."""

    question: str
    options: tuple[tuple[str, int | None], ...] = ()


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One article as an importer found it; what its source does not say stays empty.

    `source` names the file, and what in it where it holds several (`dump.xml#12`). `date` is as front matter takes it, ISO 8601 by preference.
    `fields` are other keys of the front matter, in its words and shapes (`docs/front-matter.md`): texts, numbers, lists and groups; no key with
    nothing in it. `body` is Markdown in NFC, blocks parted by blank lines. `address` is where the article stood, as its source has it, "" where
    that is not known. `text` is all that readers of the source read of this article, so that it can be seen that nothing is lost.
    An article with an error among its `problems` is not written.
    """

    source: str
    title: str = ""
    date: str = ""
    fields: Mapping[str, Any] = {}
    body: str = ""
    files: tuple[File, ...] = ()
    poll: Poll | None = None
    address: str = ""
    text: str = ""
    encoding: str = "utf-8"
    guesses: tuple[Guess, ...] = ()
    problems: tuple[Problem, ...] = ()


def missing_words(incoming: Incoming) -> tuple[str, ...]:
    """The words of the source's text that are nowhere in the article, in their order; a word that stands twice must stay twice."""
    return tuple(match[0] for match in missing(incoming))


def missing(incoming: Incoming) -> tuple[re.Match[str], ...]:
    """The places of these words in the source's text in NFC."""
    kept = Counter(_WORD.findall(_everything(incoming)))
    found = []
    for match in _WORD.finditer(nfc(incoming.text)):
        if kept[match[0]]:
            kept[match[0]] -= 1
        else:
            found.append(match)
    return tuple(found)


def count_words(text: str) -> int:
    """How many words `missing_words` sees in a text."""
    return len(_WORD.findall(nfc(text)))


def _everything(incoming: Incoming) -> str:
    poll = incoming.poll
    texts = [incoming.title, incoming.date, *_texts(incoming.fields), incoming.body]
    if poll:
        texts += [poll.question, *(text for text, _ in poll.options)]
    return nfc("\n".join(texts))


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _texts(inner)]
    return [str(value)]


def file_name(written: str, taken: Collection[str]) -> str:
    """A name for a file that its source calls `written` (a path or an address): `[a-z0-9-]+.[a-z0-9]+`, of at most 60 characters and a number,
    and none of `taken`; a name that says nothing becomes `tep`."""
    last = re.split(r"[/\\]", re.split(r"[?#]", written, maxsplit=1)[0])[-1]
    stem, dot, end = last.rpartition(".")
    end = slug(end).replace("-", "")[:8] if dot else ""
    stem = slug(stem if dot else last, _NAME_LENGTH) or "tep"
    name, number = f"{stem}.{end}" if end else stem, 2
    while name in taken:
        name, number = f"{stem}-{number}.{end}" if end else f"{stem}-{number}", number + 1
    return name
