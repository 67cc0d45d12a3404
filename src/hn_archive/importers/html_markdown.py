"""Turn the HTML of an article's body into the archive's Markdown."""

import re
from collections.abc import Callable, Mapping
from itertools import count, pairwise
from typing import Final

from lxml.html import HtmlElement

from hn_archive.importers import soup
from hn_archive.importers.block_html import html_of
from hn_archive.importers.blocks import (
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    Definitions,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
    Text,
    settled,
)
from hn_archive.importers.inline import heading_line, markdown_line, picture_line, plain
from hn_archive.text import CONTROL_CHARACTERS, nfc

_FENCE: Final = re.compile(r"`{3,}")
_INDENT: Final = "    "
_APART: Final = "<!-- -->"  # without something between them two lists, or two quotes, are one
_HIGHEST: Final = 2  # subheads stand below the title


def markdown_of(body: HtmlElement, picture: Callable[[str], str | None], link: Callable[[str], str]) -> str:
    """The Markdown of what stands in an element, in NFC, its blocks parted by blank lines; "" where no words and pictures are in it.

    `picture` gives for the `src` of a picture or recording what to write in its place (`import:cau.jpg`), None where it is lost: then its
    caption, or else its alternative text, stands as words. `link` gives for the `href` of a link the address to write, "" for none; it is
    not asked for places in the same page. Scripts, styles and what is not shown are left out, all other words stay in their order. The
    depth of the tree is no matter: lists, quotes and tables nested deeper than any reader follows stand at the deepest level there is.
    Whoever parses the HTML with lxml needs `HTMLParser(huge_tree=True)`, and to look for "depth" in its `error_log`: libxml2 leaves out what
    is nested deeper than it reads, and all that follows.
    """
    found = soup.read(body, picture, link)
    return markdown_of_blocks(found.blocks, found.notes)


def markdown_of_blocks(blocks: Blocks, notes: Mapping[int, Blocks]) -> str:
    """The Markdown of blocks and of the footnotes they refer to by number; the highest subhead becomes `##`."""
    shift = _HIGHEST - min((block.level for block in blocks if isinstance(block, Heading)), default=_HIGHEST)
    shifted = [Heading(block.level + shift, block.spans) if isinstance(block, Heading) else block for block in blocks]
    parts: list[str] = []
    before: Block | None = None
    for block in shifted:
        parts += [_APART] if _would_join(before, block) else []
        parts.append(_block(block))
        before = block
    parts += [_note(number, held) for number, held in sorted(notes.items()) if held]
    return CONTROL_CHARACTERS.sub("", nfc("\n\n".join(part for part in parts if part)))


def _note(number: int, blocks: Blocks) -> str:
    """A footnote; of what Markdown cannot hold there, the words alone."""
    held = [block if _is_plain(block) and not isinstance(block, Heading | Rule) else Paragraph(_words(block)) for block in blocks]
    text = "\n\n".join(_block(block, is_crowded=True) for block in held if not isinstance(block, Paragraph) or block.spans)
    return f"[^{number}]: {_indented(text)}"


def _indented(text: str) -> str:
    """A text whose lines after the first belong to the item that begins with it."""
    first, *others = text.split("\n")
    return "\n".join([first, *(_INDENT + line if line else "" for line in others)])


def _block(block: Block, is_crowded: bool = False) -> str:  # noqa: PLR0911 (one for each kind of block)
    """A block in Markdown; `is_crowded`: it stands in another one, with lines near it."""
    match block:
        case Paragraph():
            return markdown_line(block.spans, is_crowded=is_crowded)
        case Heading():
            return f"{'#' * min(max(block.level, _HIGHEST), 6)} {heading_line(block.spans)}"
        case Rule():
            return "---"
        case Figure():
            return _figure(block)
        case Code():
            fence = "`" * max((len(found) + 1 for found in _FENCE.findall(block.text)), default=3)
            return f"{fence}\n{block.text}\n{fence}"
        case Listing() if _is_plain(block):
            return _list(block)
        case Quote() if _is_plain(block):
            text = "\n\n".join(_block(inner, is_crowded=True) for inner in block.blocks)
            return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
        case Table() if _is_simple(block):
            head, *rows = ([_cell(cell) for cell in row] for row in block.rows)
            return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))
        case _:
            return html_of(block)


def _figure(figure: Figure) -> str:
    if figure.picture.address:
        return picture_line(figure.picture, plain(figure.caption))
    return markdown_line(figure.caption or settled([Text(figure.picture.alt)]))


def _list(listing: Listing) -> str:
    is_loose = any(isinstance(block, Paragraph) for item in listing.items for block in item[1:])
    gap = "\n\n" if is_loose else "\n"
    signs = ("- " if listing.start is None else f"{number}. " for number in count(listing.start or 1))
    return gap.join(sign + _indented(gap.join(map(_in_item, item))) for sign, item in zip(signs, listing.items, strict=False))


def _in_item(block: Block) -> str:
    return markdown_line(block.spans, "<br>", is_crowded=True) if isinstance(block, Paragraph) else _block(block, is_crowded=True)


def _cell(cell: Cell) -> str:
    return "".join(map(_in_item, cell.blocks))


def _would_join(before: Block | None, block: Block) -> bool:
    """Whether Markdown would take two blocks for one."""
    if isinstance(before, Listing) and isinstance(block, Listing):
        return _is_plain(before) and _is_plain(block) and (before.start is None) == (block.start is None)
    return isinstance(before, Quote) and isinstance(block, Quote)


def _is_plain(block: Block) -> bool:
    """Whether a block can stand as Markdown in a list, a quote or a footnote."""
    match block:
        case Paragraph() | Heading() | Rule():
            return True
        case Listing():
            return not block.kind and all(_is_plain_item(item) for item in block.items)
        case Quote():
            return _are_plain(block.blocks)
        case _:
            return False


def _are_plain(blocks: Blocks) -> bool:
    return all(map(_is_plain, blocks)) and not any(
        isinstance(first, Listing | Quote) and isinstance(second, Listing | Quote) for first, second in pairwise(blocks)
    )


def _is_plain_item(item: Blocks) -> bool:
    return isinstance(item[0], Paragraph) and all(isinstance(block, Paragraph | Listing) for block in item) and _are_plain(item)


def _is_simple(table: Table) -> bool:
    """Whether a table is a grid of words below a head, as Markdown has it."""
    head, *rows = table.rows
    cells = [cell for row in rows for cell in row]
    return (
        len(head) > 1
        and bool(rows)
        and all(cell.is_head for cell in head)
        and not any(cell.is_head for cell in cells)
        and all(len(row) == len(head) for row in rows)
        and all(cell.columns == cell.rows == 1 and _is_line(cell.blocks) for cell in (*head, *cells))
    )


def _is_line(blocks: Blocks) -> bool:
    return len(blocks) < 2 and all(isinstance(block, Paragraph) for block in blocks)


def _words(block: Block) -> Spans:
    """The words of a block as those of a paragraph."""
    spans: list[Span] = []
    _gather(block, spans)
    return settled(spans[:-1])


def _gather(block: Block, spans: list[Span]) -> None:
    match block:
        case Paragraph() | Heading():
            spans.extend(block.spans)
        case Code():
            spans.append(Text(block.text))
        case Figure():
            spans.extend([block.picture, Text(" "), *block.caption])
        case Listing():
            held = block.items
        case Quote():
            held = (block.blocks,)
        case Definitions():
            held = tuple(blocks for _, blocks in block.parts)
        case Table():
            held = tuple(cell.blocks for row in block.rows for cell in row)
    if isinstance(block, Listing | Quote | Definitions | Table):
        for inner in (inner for blocks in held for inner in blocks):
            _gather(inner, spans)
    spans.append(Break())
