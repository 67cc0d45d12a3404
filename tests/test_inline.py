"""Spans as Markdown and as HTML."""

import html as htmllib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.blocks import Break, Picture, Reference, Text, settled
from hn_archive.importers.inline import destination, escaped, heading_line, html_line, html_text, markdown_line, picture_line, plain
from hn_archive.markdown import Renderer
from hn_archive.text import nfc

RENDERER = Renderer("vi")
STRONG, EM, LINK = ("strong", ""), ("em", ""), ("a", "https://a.vn/")
SIGNS = st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|&;:=~^\"'/@ 1a đ\u0338\u00a0"), max_size=12)


def shown(markdown: str) -> str:
    body, _ = RENDERER.render(markdown, "a.md", 1)
    assert body is not None
    return nfc(htmllib.unescape(re.sub(r"<[^>]*>", "", body.html)))


@given(SIGNS)
def test_a_line_of_signs_shows_these_signs(text: str) -> None:
    spans = settled([Text(text)])
    assert shown(markdown_line(spans)).split() == nfc(text).split()
    assert shown(f"## {heading_line(spans)}").split() == nfc(text).split()


@given(
    st.lists(
        st.tuples(SIGNS, st.sampled_from([(), (STRONG,), (EM,), (STRONG, EM), (LINK,), (LINK, STRONG), (("code", ""),)])),
        max_size=5,
    )
)
def test_marks_change_no_word(pieces: list[tuple[str, tuple[tuple[str, str], ...]]]) -> None:
    text = nfc("".join(text for text, _ in pieces))
    spans = settled([Text(text, marks) for text, marks in pieces])
    assert shown(f"đ {markdown_line(spans)} đ").split() == f"đ {text} đ".split()
    assert shown(f"<p>{html_line(spans)}</p>").split() == nfc(text).split()


@pytest.mark.parametrize(
    ("spans", "markdown"),
    [
        ((Text("a", (STRONG,)), Text("b", (EM,))), "**a**_b_"),
        ((Text("a", (EM,)), Text("b", (STRONG,))), "*a*<strong>b</strong>"),
        ((Text("Xem!"), Text("b", (LINK,))), "Xem\\![b](https://a.vn/)"),
        ((Text("a"), Break(), Text("- b")), "a  \n\\- b"),
        ((Text("a"), Reference(2)), "a[^2]"),
        ((Text("x|y"), Break(), Text("z")), "x\\|y  \nz"),
        ((Text("a", (("code", ""),)), Text(" "), Text("<b>", (("code", ""),))), "`a` <code>&lt;b></code>"),
    ],
)
def test_marks_are_written_so_that_none_is_taken_for_another(spans: tuple[Text, ...], markdown: str) -> None:
    assert markdown_line(spans) == markdown


@given(SIGNS)
def test_a_caption_shows_its_signs(text: str) -> None:
    body, _ = RENDERER.render(picture_line(Picture("a.jpg", ""), " ".join(text.split())), "a.md", 1)
    assert body is not None
    found = re.search("<figcaption>(.*)</figcaption>", body.html)
    assert nfc(htmllib.unescape(found[1] if found else "")).split() == nfc(text).split()


@given(SIGNS)
def test_an_address_stays_between_its_parentheses(text: str) -> None:
    body, _ = RENDERER.render(f"[x]({destination('https://a.vn/' + text)}) sau", "a.md", 1)
    assert body is not None
    assert re.sub(r"<[^>]*>", "", body.html) == "x sau"


def test_words_begin_no_tag_and_no_letter_of_one() -> None:
    assert html_text("\u0338<b>") == "&#824;&lt;b&gt;"
    assert escaped("\u0301a") == "&#769;a"


def test_the_words_of_spans_stand_on_one_line() -> None:
    assert plain((Text("a"), Break(), Picture("x.jpg", "ảnh"), Reference(1))) == "a ảnh[1]"
