"""Old pages get the shape of newer ones, and keep their words."""

import pytest
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


@pytest.mark.parametrize(
    "page",
    [
        '<p align="center"><img src="a.jpg"><br>Toàn cảnh.</p>',
        '<p><img src="a.jpg"><br><em>Toàn cảnh.</em></p>',
        '<p style="text-align: center"><a href="b.jpg"><img src="a.jpg"></a></p><p style="text-align:center"><i>Toàn cảnh.</i></p>',
        '<div><img src="a.jpg"></div><p class="chuthich">Toàn cảnh.</p>',
        '<table><tr><td><img src="a.jpg"></td></tr><tr><td>Toàn cảnh.</td></tr></table>',
    ],
)
def test_a_caption_is_known_by_how_it_is_set(page: str) -> None:
    text = fromstring(f"<div><p>Đoạn một.</p>{page}<p>Đoạn hai.</p></div>")
    figures_made(text)
    (figure,) = text.iter("figure")
    assert [caption.text for caption in figure.iter("figcaption")] == ["Toàn cảnh."]
    assert len(list(figure.iter("img"))) == 1
    assert words_of(text).split("\n") == ["Đoạn một.", "Toàn cảnh.", "Đoạn hai."]


def test_what_is_set_as_text_is_no_caption() -> None:
    text = fromstring('<div><p><img src="a.jpg"></p><p>Đoạn một.</p><p><img src="b.jpg"> giữa <em>câu</em></p></div>')
    figures_made(text)
    assert not list(text.iter("figure"))
