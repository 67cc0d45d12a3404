"""HTML as blocks."""

from lxml import html

from hn_archive.importers import soup
from hn_archive.importers.blocks import Blocks, Code, Definitions, Figure, Heading, Listing, Paragraph, Picture, Quote, Table, Text


def read(source: str) -> Blocks:
    return soup.read(html.fragment_fromstring(source, create_parent="div"), lambda name: name, lambda address: address).blocks


def words(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def test_layout_falls_away() -> None:
    assert read("a<div><center><font>b</font></center></div><section><p>c") == (words("a"), words("b"), words("c"))


def test_what_stands_beside_the_items_of_a_list_stays() -> None:
    assert read("<ul>x<li>a</li>y</ul>") == (Listing(((words("x"),), (words("a"), words("y")))),)


def test_an_item_without_a_list_is_a_paragraph() -> None:
    assert read("<li>a</li><dd>b</dd>") == (words("a"), words("b"))


def test_each_block_is_what_it_says() -> None:
    kinds = [
        type(block)
        for block in read("<h2>a</h2><pre>b</pre><dl><dt>c<dd>d</dl><blockquote>e</blockquote><ol><li>f</ol><img src=g.jpg>")
    ]
    assert kinds == [Heading, Code, Definitions, Quote, Listing, Figure]


def test_words_of_a_table_outside_its_cells_stand_before_it() -> None:
    first, second = read("<table><caption>Bảng</caption><tr><td>a<td>b</table>")
    assert first == words("Bảng")
    assert isinstance(second, Table)


def test_a_picture_in_a_link_to_a_page_keeps_the_link() -> None:
    assert read("<a href=x.html><img src=a.jpg></a>") == (Paragraph((Picture("a.jpg", "", (("a", "x.html"),)),)),)
