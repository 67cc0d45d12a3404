"""Read the HTML of a text as blocks, however it is nested: layout falls away, and all words stay."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

import msgspec
from lxml.html import HtmlElement

from hn_archive.importers.blocks import (
    MARKS,
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    Definitions,
    Figure,
    Heading,
    Listing,
    Mark,
    Marks,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Rule,
    Span,
    Text,
    has_words,
    joined,
    paragraphs_of,
    settled,
    spans_of,
    table_of,
    trimmed,
    with_caption,
    without_bold,
)
from hn_archive.importers.inline_html import PLAYERS, is_hidden, label_of, larger_picture, may_lead, names_of, source_of
from hn_archive.importers.notes import Notes, notes_of

_BLOCKS: Final = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 "
        "h4 h5 h6 header hgroup html hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
    ).split()
)
_HEADING: Final = re.compile(r"h[1-6]")
_HOLDERS: Final = {
    **dict.fromkeys(("ul", "ol", "menu", "dir"), "list"),
    **{name: name for name in ("blockquote", "table", "dl", "figure")},
}
_PARTS: Final = {"li": ("list", "li"), "td": ("table", "cell"), "th": ("table", "cell"), "dt": ("dl", "dt"), "dd": ("dl", "dd")}
_CAPTION: Final = re.compile(r"(?:^|[\s_-])(?:[a-z]*caption(?:[_-]text)?|chu-?thich)(?:$|\s)", re.IGNORECASE)
# Where lists, quotes and tables are nested deeper, the rest stands at this depth.
_DEPTH_LIMIT: Final = 14
_NUMBER: Final = re.compile(r"[0-9]{1,4}")


class Soup(msgspec.Struct, frozen=True):
    """The blocks of a text, and its footnotes by their numbers."""

    blocks: Blocks
    notes: dict[int, Blocks]


def read(body: HtmlElement, picture: Callable[[str], str | None], link: Callable[[str], str]) -> Soup:
    """The blocks in an element, in the order of the page; `picture` and `link` are as for `markdown_of`."""
    notes = notes_of(body)
    builder = _Builder(body, notes, picture, link)
    for what, element, text in _steps(body, notes.references.keys() | notes.ways_back):
        if what == "text":
            builder.text(text)
        elif what == "start":
            builder.start(element)
        else:
            builder.end(element)
    return builder.finished()


def _steps(body: HtmlElement, closed: Collection[HtmlElement]) -> Iterator[tuple[str, HtmlElement, str]]:
    """The beginnings and ends of the visible elements and the texts between them, without what is in those that are `closed`.

    The depth of the tree is no matter.
    """
    yield "start", body, ""
    yield "text", body, body.text or ""
    opened = [(body, iter(body))]
    while opened:
        element, children = opened[-1]
        child = next(children, None)
        if child is None:
            opened.pop()
            yield "end", element, ""
            if element is not body:
                yield "text", element, element.tail or ""
        elif isinstance(child.tag, str) and not is_hidden(child):
            yield "start", child, ""
            is_closed = child.tag in PLAYERS or child in closed
            yield "text", child, "" if is_closed else child.text or ""
            opened.append((child, iter(()) if is_closed else iter(child)))
        else:
            yield "text", child, child.tail or ""


class _Open:
    """A block that holds others and has not ended yet: the blocks in it, and its items, rows, terms or captions that have ended."""

    def __init__(self, kind: str, element: HtmlElement) -> None:
        self.kind = kind
        self.element = element
        self.blocks: list[Block] = []
        self.parts: list[Any] = []


class _Builder:
    """The blocks of a text on their way."""

    def __init__(self, body: HtmlElement, notes: Notes, picture: Callable[[str], str | None], link: Callable[[str], str]) -> None:
        self._notes = notes
        self._picture = picture
        self._link = link
        self._open = [_Open("body", body)]
        self._spans: list[Span] = []
        self._marked: Counter[Mark] = Counter()
        self._marks: Marks = ()
        self._given: dict[HtmlElement, list[Mark]] = {}  # the marks that open elements give
        self._larger: tuple[HtmlElement, str] | None = None
        self._heading: tuple[HtmlElement, int] | None = None
        self._code: tuple[HtmlElement, list[str]] | None = None
        self._found: dict[int, Blocks] = {}

    def finished(self) -> Soup:
        self._flush()
        return Soup(tuple(self._open[0].blocks), self._found)

    def text(self, text: str) -> None:
        if self._code:
            self._code[1].append(text)
        elif text:
            self._spans.append(Text(text, self._marks))

    def start(self, element: HtmlElement) -> None:
        tag = element.tag
        if element in self._notes.references:
            self._spans.append(Reference(self._notes.references[element]))
        elif element in self._notes.ways_back:
            return
        elif self._code:
            self._code[1].append("\n" if tag == "br" or (tag in _BLOCKS and self._code[1][-1:] != ["\n"]) else "")
        elif element in self._notes.holders:
            self._flush()
            self._open.append(_Open("note", element))
        elif tag in _BLOCKS:
            self._flush()
            self._start_block(element)
        elif tag == "br":
            self._spans.append(Break(self._marks))
        elif tag == "img":
            self._add_picture(element)
        elif tag in PLAYERS:
            self._add_player(element)
        else:
            self._start_marks(element)

    def end(self, element: HtmlElement) -> None:
        if self._code:
            if self._code[0] is element:
                text = "".join(self._code[1]).strip("\n")
                self._code = None
                if text.strip():
                    self._add(Code(text))
            return
        if element in self._given:
            self._marked.subtract(self._given.pop(element))
            self._set_marks()
        if self._larger and self._larger[0] is element:
            self._larger = None
        if element.tag in _BLOCKS or element is self._open[-1].element:
            self._flush()
            if self._heading and self._heading[0] is element:
                self._heading = None
            if element is self._open[-1].element and len(self._open) > 1:
                self._close()

    # Inline elements

    def _start_marks(self, element: HtmlElement) -> None:
        given: list[Mark] = [(name, "") for name in names_of(element)]
        address = element.get("href") or "" if element.tag == "a" else ""
        if address and (larger := larger_picture(element)):
            self._larger = element, larger
        elif may_lead(address) and not any(name == "a" for name, _ in self._marks) and (target := self._link(address)):
            given.append(("a", target))
        if given:
            self._given[element] = given
            self._marked.update(given)
            self._set_marks()

    def _set_marks(self) -> None:
        self._marked = +self._marked
        self._marks = tuple(sorted(self._marked, key=lambda mark: MARKS.index(mark[0])))

    def _add_picture(self, element: HtmlElement) -> None:
        found = (self._picture(self._larger[1]) if self._larger else None) or self._picture(source_of(element))
        if found or label_of(element):
            self._spans.append(Picture(found or "", label_of(element), self._marks))

    def _add_player(self, element: HtmlElement) -> None:
        source = source_of(element)
        if may_lead(source):
            found = self._picture(source) if element.tag in ("video", "audio") else None
            target = found or self._link(source)
            self._flush()
            words = label_of(element) or source
            self._add(Paragraph(settled([Text(words, (("a", target),) if target else ())])))

    # Blocks

    def _start_block(self, element: HtmlElement) -> None:
        tag, around = str(element.tag), self._open[-1].kind
        if _HEADING.fullmatch(tag):
            self._heading = element, int(tag[1])
        elif tag == "pre":
            self._code = element, []
        elif tag == "hr":
            self._add(Rule())
        elif tag in _PARTS and around == _PARTS[tag][0]:
            if tag in ("td", "th") and not self._open[-1].parts:
                self._open[-1].parts.append([])
            self._open.append(_Open(_PARTS[tag][1], element))
        elif tag == "tr" and around == "table":
            self._open[-1].parts.append([])
        elif len(self._open) > _DEPTH_LIMIT:
            return
        elif tag in _HOLDERS:
            self._open.append(_Open(_HOLDERS[tag], element))
        elif tag in ("figcaption", "caption") or (tag in ("p", "div") and _CAPTION.search(element.get("class") or "")):
            self._open.append(_Open("caption", element))

    def _flush(self) -> None:
        """End the paragraph or subhead that is on its way."""
        spans, self._spans = self._spans, []
        if self._heading:
            shown = trimmed(spans)
            if has_words(shown):
                self._add(Heading(self._heading[1], without_bold(shown)))
            return
        for paragraph in paragraphs_of(spans):
            solid = [
                span for span in paragraph if not isinstance(span, Break) and not (isinstance(span, Text) and span.text.isspace())
            ]
            pictures = [span for span in solid if isinstance(span, Picture) and not any(name == "a" for name, _ in span.marks)]
            if len(pictures) == len(solid):
                for picture in pictures:
                    self._add(Figure(msgspec.structs.replace(picture, marks=())))
            else:
                self._add(Paragraph(paragraph))

    def _add(self, block: Block) -> None:
        """Add a block to the one that is open; in a list or definitions it stands beside the parts these have, outside a table before it."""
        around = next(holder for holder in reversed(self._open) if holder.kind != "table")
        if around.kind == "list":
            around.parts = [*around.parts[:-1], (*around.parts[-1], block)] if around.parts else [(block,)]
        elif around.kind == "dl":
            around.parts.append(("dd", (block,)))
        else:
            around.blocks.append(block)

    def _close(self) -> None:
        """End the innermost open block."""
        closed = self._open.pop()
        around, element, blocks = self._open[-1], closed.element, tuple(closed.blocks)
        if closed.kind == "note":
            number = self._notes.holders[element]
            self._found[number] = self._found.get(number, ()) + blocks
        elif closed.kind == "li":
            around.parts.append(blocks)
        elif closed.kind in ("dt", "dd"):
            around.parts.append((closed.kind, blocks))
        elif closed.kind == "cell":
            around.parts[-1].append(Cell(blocks, element.tag == "th", _number(element, "colspan"), _number(element, "rowspan")))
        elif closed.kind == "caption" and around.kind == "figure" and spans_of(blocks):
            around.parts.append(spans_of(blocks))
        else:
            for block in _whole(closed, blocks, around):
                self._add(block)


def _whole(closed: _Open, blocks: Blocks, around: _Open) -> Iterable[Block]:
    """The blocks that stand in the text for a list, quote, table, figure or caption that has ended."""
    match closed.kind:
        case "caption":
            return _caption(blocks, around)
        case "figure":
            return with_caption(blocks, joined(closed.parts))
        case "list":
            return _list(tuple(item for item in closed.parts if item), closed.element)
        case "dl":
            parts = tuple(part for part in closed.parts if part[1])
            return (Definitions(parts),) if parts else ()
        case "table":
            return table_of(tuple(tuple(row) for row in closed.parts if row))
        case _:
            return (Quote(blocks),) if blocks else ()


def _caption(blocks: Blocks, around: _Open) -> Blocks:
    """What is left of a caption when the picture before it has taken it."""
    last = around.blocks[-1] if around.blocks and around.kind != "table" else None
    caption = spans_of(blocks)
    if not isinstance(last, Figure) or last.caption or not caption:
        return blocks
    around.blocks[-1] = Figure(last.picture, caption)
    return ()


def _list(items: tuple[Blocks, ...], element: HtmlElement) -> Blocks:
    if not items:
        return ()
    if element.tag != "ol":
        return (Listing(items),)
    kind = element.get("type") or ""
    return (Listing(items, _number(element, "start"), kind if kind != "1" else ""),)


def _number(element: HtmlElement, name: str) -> int:
    written = (element.get(name) or "").strip()
    return max(int(written), 1) if _NUMBER.fullmatch(written) else 1
