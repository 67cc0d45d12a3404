"""Write blocks as HTML of the sanitiser's list, where Markdown has no words for them."""

import html as htmllib

from hn_archive.importers.blocks import (
    Block,
    Blocks,
    Cell,
    Code,
    Definitions,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from hn_archive.importers.inline import html_line, html_picture, html_text


def html_of(block: Block) -> str:  # noqa: PLR0911 (one for each kind of block)
    """A block in HTML, without blank lines between its parts."""
    match block:
        case Paragraph():
            return f"<p>{html_line(block.spans)}</p>"
        case Heading():
            tag = f"h{min(max(block.level, 2), 6)}"
            return f"<{tag}>{html_line(block.spans)}</{tag}>"
        case Rule():
            return "<hr>"
        case Code():
            return f"<pre><code>{html_text(block.text)}</code></pre>"
        case Figure():
            return _figure(block)
        case Listing():
            return _list(block)
        case Quote():
            return f"<blockquote>{_inner(block.blocks)}</blockquote>"
        case Definitions():
            parts = "\n".join(f"<{tag}>{_inner(blocks)}</{tag}>" for tag, blocks in block.parts)
            return f"<dl>\n{parts}\n</dl>"
        case Table():
            rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
            return f"<table>\n{rows}\n</table>"


def _list(listing: Listing) -> str:
    items = "\n".join(f"<li>{_inner(item)}</li>" for item in listing.items)
    kind = f' type="{htmllib.escape(listing.kind)}"' if listing.kind else ""
    start = f' start="{listing.start}"' if listing.start not in (None, 1) else ""
    tag = "ul" if listing.start is None else "ol"
    return f"<{tag}{start}{kind}>\n{items}\n</{tag}>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.is_head else "td"
    spans = "".join(f' {name}="{n}"' for name, n in (("colspan", cell.columns), ("rowspan", cell.rows)) if n > 1)
    return f"<{tag}{spans}>{_inner(cell.blocks)}</{tag}>"


def _figure(figure: Figure) -> str:
    caption = html_line(figure.caption)
    if not figure.picture.address:
        return f"<p>{caption or html_text(figure.picture.alt)}</p>"
    return f"<figure>{html_picture(figure.picture)}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _inner(blocks: Blocks) -> str:
    """The blocks in an item or cell; the first needs no paragraph of its own."""
    return "".join(
        html_line(block.spans) if place == 0 and isinstance(block, Paragraph) else html_of(block)
        for place, block in enumerate(blocks)
    )
