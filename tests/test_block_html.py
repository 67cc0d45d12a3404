"""Blocks as HTML."""

from hn_archive.importers.block_html import html_of
from hn_archive.importers.blocks import (
    Cell,
    Code,
    Definitions,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Table,
    Text,
)
from hn_archive.sanitise import clean

P = Paragraph((Text("a < b"),))


def test_blocks_are_written_with_what_the_sanitiser_lets_pass() -> None:
    blocks = (
        Table(((Cell((P, P), True, 2), Cell((), rows=2)),)),
        Definitions((("dt", (P,)), ("dd", (P, P)))),
        Listing(((P, Quote((P,))),), 3, "a"),
        Code("x\n\n<b>"),
        Heading(1, P.spans),
        Rule(),
        Figure(Picture("a.jpg", "ảnh"), P.spans),
    )
    for block in blocks:
        html = html_of(block)
        assert clean(html).replace("<tbody>", "").replace("</tbody>", "") == html


def test_the_first_paragraph_of_a_cell_stands_bare() -> None:
    assert html_of(Table(((Cell((P, P)),),))) == "<table>\n<tr><td>a &lt; b<p>a &lt; b</p></td></tr>\n</table>"


def test_of_a_lost_picture_the_caption_stays() -> None:
    assert html_of(Figure(Picture("", "ảnh"))) == "<p>ảnh</p>"
    assert html_of(Figure(Picture("", "ảnh"), P.spans)) == "<p>a &lt; b</p>"
