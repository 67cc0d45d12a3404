"""Old pages get the shape of newer ones, and keep their words."""

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, fromstring, tostring

from hn_archive.importers.page_shape import figures_made, paragraphs_made
from hn_archive.importers.page_tree import words_of


def tree(html: str) -> HtmlElement:
    element: HtmlElement = fromstring(f"<div>{html}</div>")
    return element


def shaped(html: str) -> str:
    root = tree(html)
    paragraphs_made(root)
    return "|".join(words_of(element) for element in root.iter("p"))


def test_text_between_double_breaks_is_a_paragraph_and_single_breaks_stay_within() -> None:
    assert shaped("Một<br>Hai<br><br>Ba <b>đậm</b><br>bốn<br><br>Năm<br>Sáu") == "Một|Hai|Ba đậm\nbốn|Năm|Sáu"


def test_fonts_around_breaks_go_and_blocks_stay() -> None:
    assert shaped("<font size=2>Một<br><br>Hai<table><tr><td>ô</td></tr></table>Ba<br><br></font>Bốn") == "Một|Hai|Ba|Bốn"


PIECES = st.lists(
    st.sampled_from(
        [
            "chữ ",
            "<br>",
            "<br> <br>",
            "<b>đậm</b>",
            "<p>đoạn</p>",
            "<font>phông<br>chữ</font>",
            "<ul><li>mục</li></ul>",
            "<img src=a>",
            "&nbsp;",
        ]
    )
)


@given(PIECES)
def test_no_word_changes_its_place(pieces: list[str]) -> None:
    root = tree("".join(pieces))
    before = words_of(root).split()
    paragraphs_made(root)
    figures_made(root)
    assert words_of(root).split() == before


def test_a_table_around_a_picture_becomes_a_figure() -> None:
    root = tree("<table><tr><td><img src=a.jpg></td></tr><tr><td>Toàn <i>cảnh</i>.</td></tr></table> sau")
    figures_made(root)
    assert (
        tostring(root, encoding="unicode") == '<div><figure><img src="a.jpg"><figcaption>Toàn cảnh.</figcaption></figure> sau</div>'
    )


def test_other_tables_stay() -> None:
    for html in (
        "<table><tr><th>Quận</th><td><img src=a></td></tr></table>",
        "<table><tr><td>1</td></tr></table>",
        f"<table><tr><td><img src=a>{'chữ ' * 100}</td></tr></table>",
    ):
        root = tree(html)
        before = tostring(root)
        figures_made(root)
        assert tostring(root) == before
