"""Read an article from the text of a saved portal page: what stands before and after the text tells the rest."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive.importers.fields import kept
from hn_archive.importers.incoming import Guess, Incoming, Poll
from hn_archive.importers.inline import escaped
from hn_archive.importers.page_lines import line_of, twice
from hn_archive.importers.source import Refused, content_of, doubts, text_of
from hn_archive.legacy import Decoded
from hn_archive.problem import Location, Problem
from hn_archive.text import one_line

_SIZE_LIMIT: Final = 2 * 1024 * 1024  # bytes
_LEAD: Final = 80  # letters: what is shorter opens no article
_CAPTION: Final = 200
_SUBHEAD: Final = 120
_OPTION: Final = 100
_BLANK_LINES: Final = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END: Final = re.compile(r"[.!?…:;,](?:[”\"’')\]]*)$")
_INNER_END: Final = re.compile(r"[.!?…][”\"’')\]]*\s")
_LETTER: Final = re.compile(r"[^\W\d_]")
_TEXT: Final = "text"


class _Head(msgspec.Struct, frozen=True):
    """What stands above the text: its blocks are `lines[:end]`."""

    label: str
    title: str
    found: dict[str, Any]
    end: int


class _Foot(msgspec.Struct, frozen=True):
    """What stands below the text, whose blocks end at `start`."""

    start: int
    found: dict[str, Any]
    poll: Poll | None


def read(path: Path, root: Path, shown: str) -> Incoming:
    """The article in the text file `path`, which problems call `shown`: a portal page as a browser or a crawler saves its words.

    Above the text stand the label of the section, often twice over, the title, and a line with the date and how often it was read; below it the
    source, a rating box, a poll. Paragraphs have blank lines between them, or else each line is one. Raises OSError where the machine will not
    read the file.
    """
    try:
        decoded = text_of(content_of(path, root, shown, _SIZE_LIMIT), shown)
    except Refused as refused:
        return Incoming(source=shown, problems=(refused.problem,))
    blocks = _blocks(decoded.text)
    head = _head(blocks)
    foot = _foot(blocks, head)
    return _article(blocks, head, foot, decoded, shown)


def _blocks(text: str) -> list[str]:
    """The lines of the head one by one, then paragraphs: what stands between blank lines, or each line where there are none."""
    paragraphs = [part.strip("\n") for part in _BLANK_LINES.split(text.strip("\n\ufeff \t")) if part.strip()]
    if len(paragraphs) <= 3:
        return [line for line in text.split("\n") if line.strip()]
    blocks: list[str] = []
    for part in paragraphs:
        lines = [line for line in part.split("\n") if line.strip()]
        is_short = len(lines) > 1 and all(len(line) <= _CAPTION for line in lines)
        blocks += lines if is_short else [" ".join(lines)]
    return blocks


def _head(blocks: Sequence[str]) -> _Head:
    """The label, the title and the line with the date; where no line has a date, what comes first is the title."""
    for place, block in enumerate(blocks[:12]):
        line = line_of(block, ())
        if not line or "date" not in line.found or place == 0:
            continue
        label = one_line(blocks[place - 2]) if place > 1 else ""
        found, end = dict(line.found), place + 1
        while end < len(blocks) and (more := line_of(blocks[end], (label,))) and not {"source", "rating"} & set(more.found):
            found = more.found | found
            end += 1
        return _Head(twice(label) or label, one_line(blocks[place - 1]), found, end)
    place = 1 if len(blocks) > 1 and twice(blocks[0]) else 0
    label = twice(blocks[0]) if place else ""
    return _Head(label, one_line(blocks[place]) if blocks else "", {}, min(place + 1, len(blocks)))


def _foot(blocks: Sequence[str], head: _Head) -> _Foot:
    """What the last lines say of the article, and the poll after them."""
    found: dict[str, Any] = {}
    start, poll = len(blocks), None
    question = next((place for place in range(len(blocks) - 1, head.end, -1) if blocks[place].rstrip().endswith("?")), 0)
    # A question is a poll's only below a line that ends the article.
    if question and line_of(blocks[question - 1], (head.label,)) and all(len(each) <= _OPTION for each in blocks[question + 1 :]):
        poll = Poll(one_line(blocks[question]), tuple((one_line(each), None) for each in blocks[question + 1 :]))
        start = question
    while start > head.end + 1 and (line := line_of(blocks[start - 1], (head.label,))):
        found = line.found | found
        start -= 1
    return _Foot(start, found, poll)


def _article(blocks: Sequence[str], head: _Head, foot: _Foot, decoded: Decoded, shown: str) -> Incoming:
    text = list(blocks[head.end : foot.start])
    date = str(head.found.get("date", ""))
    guesses = [Guess(key, value, _TEXT) for key, value in (("title", head.title), ("date", date)) if value]
    found = {**foot.found, **{key: value for key, value in head.found.items() if key != "date"}}
    if head.label:
        found["category"] = head.label
    if len(text) > 1 and len(text[0]) >= _LEAD:
        found["lead"] = one_line(text.pop(0))
        if len(text) > 1 and _is_caption(text[0], text[1]):
            found["image"] = {"caption": one_line(text.pop(0))}
    guesses += [Guess(key, _told(value), _TEXT) for key, value in found.items()]
    if isinstance(found.get("author"), str):
        found["author"] = [found["author"]]
    start = Location(shown)
    fields, problems = kept(found, {}, start)
    body = "\n\n".join(_written(text, place) for place in range(len(text)))
    lacking = (("import-no-title", head.title), ("import-no-date", date), ("import-empty", body or fields.get("lead")))
    return Incoming(
        source=shown,
        title=head.title,
        date=date,
        fields=fields,
        body=body,
        poll=foot.poll,
        text="\n".join([head.title, *blocks[: max(_first(blocks, head) - 1, 0)], *_values(found), *text]),
        encoding=decoded.encoding,
        guesses=tuple(guesses),
        problems=(*doubts(decoded, shown), *(Problem.at(code, start) for code, value in lacking if not value), *problems),
    )


def _first(blocks: Sequence[str], head: _Head) -> int:
    """Where the label stands, or else the title."""
    title = next((place for place, block in enumerate(blocks) if one_line(block) == head.title), 0)
    return title if head.label else title + 1


def _values(found: dict[str, Any]) -> list[str]:
    return [_told(value) for value in found.values()]


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(map(_told, value.values()))
    return ", ".join(map(_told, value)) if isinstance(value, list) else str(value)


def _is_caption(text: str, following: str) -> bool:
    """Whether a block below the lead is what is left of a picture: one short sentence, and then a subhead or a paragraph twice as long."""
    is_sentence = text.rstrip().endswith((".", ".”", '."')) and not _INNER_END.search(text.rstrip())
    return len(text) <= _CAPTION and is_sentence and (_looks_like_subhead(following) or len(following) > 2 * len(text))


def _looks_like_subhead(text: str) -> bool:
    text = text.strip()
    return len(text) <= _SUBHEAD and not _SENTENCE_END.search(text) and bool(_LETTER.search(text)) and text[0].isupper()


def _written(text: Sequence[str], place: int) -> str:
    """A block as Markdown: a short one without an end of a sentence above a longer one is a subhead."""
    block = text[place].strip("\n\t ")
    following = text[place + 1] if place + 1 < len(text) else ""
    if _looks_like_subhead(block) and len(following) > len(block) and not _looks_like_subhead(following):
        return f"## {escaped(block)}"
    return escaped(block, starts_line=True)
