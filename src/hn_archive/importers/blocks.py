"""What a text is made of, whatever source it comes from: blocks, and spans of text with their marks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

import msgspec

from hn_archive.text import CONTROL_CHARACTERS, nfc

Mark = tuple[str, str]
"""An element of the sanitiser's list that a span stands in, and for `a` the address it leads to."""
Marks = tuple[Mark, ...]

# From the outermost: links hold emphasis, and nothing is marked inside code.
MARKS: Final = tuple("a strong em u ins del s mark small q cite kbd samp sub sup code".split())
_BLANKS: Final = re.compile(r"([ \t\n\r\f\u2028\u2029]+|[^\S \t\n\r\f\u2028\u2029]+)")
_COLLAPSED: Final = re.compile(r"[ \t\n\r\f\u2028\u2029]+")
_COLLAPSING: Final = frozenset(" \t\n\r\f\u2028\u2029")


class Text(msgspec.Struct, frozen=True):
    """Some words."""

    text: str
    marks: Marks = ()


class Break(msgspec.Struct, frozen=True):
    """The end of a line within a paragraph."""

    marks: Marks = ()


class Picture(msgspec.Struct, frozen=True):
    """A picture at `address`, "" where it is lost; `alt` says what it shows."""

    address: str
    alt: str
    marks: Marks = ()


class Reference(msgspec.Struct, frozen=True):
    """The place where the text refers to its footnote `number`."""

    number: int
    marks: Marks = ()


Span = Text | Break | Picture | Reference
Spans = tuple[Span, ...]


class Paragraph(msgspec.Struct, frozen=True):
    spans: Spans


class Heading(msgspec.Struct, frozen=True):
    """A subhead; `level` from 1, by its source."""

    level: int
    spans: Spans


class Code(msgspec.Struct, frozen=True):
    """Lines that stand as they are."""

    text: str


class Rule(msgspec.Struct, frozen=True):
    """A line across the page."""


class Figure(msgspec.Struct, frozen=True):
    """A picture that stands alone, with its caption."""

    picture: Picture
    caption: Spans = ()


class Listing(msgspec.Struct, frozen=True):
    """A list: `start` is the first number of one that counts, `kind` how it counts where not in digits (`a`, `I`)."""

    items: "tuple[Blocks, ...]"
    start: int | None = None
    kind: str = ""


class Quote(msgspec.Struct, frozen=True):
    blocks: "Blocks"


class Cell(msgspec.Struct, frozen=True):
    blocks: "Blocks"
    is_head: bool = False
    columns: int = 1
    rows: int = 1


class Table(msgspec.Struct, frozen=True):
    rows: tuple[tuple[Cell, ...], ...]


class Definitions(msgspec.Struct, frozen=True):
    """Terms (`dt`) and what they mean (`dd`), in their order."""

    parts: "tuple[tuple[str, Blocks], ...]"


Block = Paragraph | Heading | Code | Rule | Figure | Listing | Quote | Table | Definitions
Blocks = tuple[Block, ...]


def settled(spans: Iterable[Span]) -> Spans:
    """Spans as they show: blanks collapsed as in HTML, none at the ends of lines, none marked at the edge of a mark; words in NFC.

    A no-break space stays what it is. Neighbours with the same marks are one.
    """
    spans = tuple(spans)
    if all(isinstance(span, Text) and not span.marks for span in spans):  # most of what there is, in a tenth of the time
        plain = _COLLAPSED.sub(" ", _visible("".join(span.text for span in spans if isinstance(span, Text)))).strip(" ")
        return (Text(nfc(plain)),) if plain else ()
    shown = list(_unmarked_edges(_pieces(spans)))
    merged: list[Span] = []
    for span in shown:
        before = merged[-1] if merged else None
        if isinstance(span, Text) and isinstance(before, Text) and before.marks == span.marks:
            merged[-1] = Text(before.text + span.text, span.marks)
        else:
            merged.append(span)
    return tuple(Text(nfc(span.text), span.marks) if isinstance(span, Text) else span for span in merged)


def _pieces(spans: Iterable[Span]) -> list[Span]:
    """Words and blanks one by one; a blank that does not show is left out."""
    pieces: list[Span] = []
    for span in spans:
        if not isinstance(span, Text):
            if isinstance(span, Break):
                _drop_blank(pieces)
            pieces.append(span)
            continue
        for piece in _BLANKS.split(_visible(span.text)):
            if not piece:
                continue
            if piece[0] not in _COLLAPSING:
                pieces.append(Text(piece, span.marks))
            elif pieces and not isinstance(pieces[-1], Break) and not _is_space(pieces[-1]):
                pieces.append(Text(" ", span.marks))
    _drop_blank(pieces)
    return pieces


def _visible(text: str) -> str:
    return CONTROL_CHARACTERS.sub("", text.replace("\r", "\n").replace("\f", "\n"))


def _is_space(span: Span) -> bool:
    return isinstance(span, Text) and span.text == " "


def _drop_blank(pieces: list[Span]) -> None:
    if pieces and _is_space(pieces[-1]):
        pieces.pop()


def _is_blank(span: Span) -> bool:
    return isinstance(span, Break) or (isinstance(span, Text) and span.text.isspace())


def _unmarked_edges(pieces: Sequence[Span]) -> Iterable[Span]:
    """The pieces, each blank and break with those marks alone that the words before and after it share."""
    following: list[Marks] = []
    marks: Marks = ()
    for piece in reversed(pieces):
        following.append(marks)
        if not _is_blank(piece):
            marks = piece.marks
    before: Marks = ()
    for piece, after in zip(pieces, reversed(following), strict=True):
        if _is_blank(piece):
            yield msgspec.structs.replace(piece, marks=_shared(before, after))
        else:
            before = piece.marks
            yield piece


def _shared(before: Marks, after: Marks) -> Marks:
    """The marks that need not end between two spans."""
    number = 0
    while number < min(len(before), len(after)) and before[number] == after[number]:
        number += 1
    return before[:number]


def has_words(spans: Spans) -> bool:
    """Whether there is anything to see."""
    return any(not _is_blank(span) for span in spans)


def trimmed(spans: Iterable[Span]) -> Spans:
    """Spans as they show, without breaks and lines of blanks at their ends."""
    inner = list(spans)
    while inner and isinstance(inner[-1], Break):
        inner.pop()
    shown = settled(inner)
    start, end = 0, len(shown)
    while start < end and _is_blank(shown[end - 1]):
        end -= 1
    while start < end and _is_blank(shown[start]):
        start += 1
    return settled(shown[start:end])


def paragraphs_of(spans: Iterable[Span]) -> Iterator[Spans]:
    """The paragraphs of a run of spans, those with anything to see: two line breaks and more part them."""
    part: list[Span] = []
    for is_gap, group in groupby([*spans, Break(), Break()], key=_is_blank):
        members = list(group)
        part += members
        if is_gap and sum(isinstance(span, Break) for span in members) > 1:
            shown = trimmed(part)
            if has_words(shown):
                yield shown
            part = []


def without_bold(spans: Spans) -> Spans:
    """The words of a subhead, which are bold by themselves, without the mark that says so of all of them."""
    strong: Mark = ("strong", "")
    if not all(strong in span.marks for span in spans if isinstance(span, Text)):
        return spans
    return settled([msgspec.structs.replace(span, marks=tuple(mark for mark in span.marks if mark != strong)) for span in spans])


def spans_of(blocks: Blocks) -> Spans:
    """The spans of paragraphs as those of one; () where other blocks are among them."""
    lines = [block.spans for block in blocks if isinstance(block, Paragraph)]
    return joined(lines) if len(lines) == len(blocks) else ()


def joined(lines: Iterable[Spans]) -> Spans:
    """The spans of several lines as those of one."""
    spans: list[Span] = []
    for line in lines:
        spans += [*([Text(" ")] if spans else []), *line]
    return settled(spans)


def with_caption(blocks: Blocks, caption: Spans) -> Blocks:
    """Blocks whose last picture has the caption; a paragraph more where none waits for it."""
    if not caption:
        return blocks
    made = list(blocks)
    for place in reversed(range(len(made))):
        block = made[place]
        if isinstance(block, Figure) and not block.caption:
            made[place] = Figure(block.picture, caption)
            return tuple(made)
    return (*blocks, Paragraph(caption))


def table_of(rows: tuple[tuple[Cell, ...], ...]) -> Blocks:
    """A table; what stands in one cell alone is none, nor is a picture with its caption below."""
    filled = [cell.blocks for row in rows for cell in row if cell.blocks]
    if len(filled) < 2:
        return filled[0] if filled else ()
    if len(filled) == 2 and all(isinstance(block, Figure) for block in filled[0]) and (caption := spans_of(filled[1])):
        return with_caption(filled[0], caption)
    return (Table(rows),)
