"""The words that Python-Markdown drops without a sound."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.lost_words import lost_words
from hn_archive.markdown import Renderer

VIETNAMESE = Renderer("vi")


def lost_in(text: str) -> str:
    """The words that the program itself reports as lost from a text."""
    _, problems = VIETNAMESE.render(text, "a.md", 1)
    return " ".join(dict(problem.values)["words"] for problem in problems if problem.code == "words-lost")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 | thừa |", "thừa"),
        ("| a |\n|---|\n| 1 | hai ba |", "hai ba"),
        ("[tên]: http://x.vn\n\nchữ", "tên http x vn"),
        ("[Ảnh]: Minh\n\nchữ", "Ảnh Minh"),
        ("a <d và e > f", "d và e"),
        ("# Tiêu đề {mất chữ}", "mất chữ"),
        ("## Mục {.note chữ}", "chữ"),
        ("| a {chữ} |\n|---|\n| b |", "chữ"),
        ("<p>chữ <!-- mở", "mở"),
        ("<div>\n<!-- mở\n\nmất hết", "mở mất hết"),
        ("<?php chữ ?> y", "php chữ"),
        ("<![CDATA[ chữ ]]> y", "CDATA chữ"),
    ],
)
def test_words_that_are_not_on_the_page_are_found(text: str, words: str) -> None:
    found = lost_in(text)
    assert found.startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "Văn xuôi, không có gì.",
        '# Tiêu đề {#ten .note}\n\n## Mục {: .wide title="chữ" }',
        "Đoạn văn\n{: .note #muc}",
        "Chữ {ngoặc} và {{ jinja }} và {% x %} ở đây",
        "[một](http://x.vn/a|b) [hai](x.md \"tựa đề\") ![ảnh](a.jpg 'chú thích') <https://x.vn/a|b>",
        "[một][a] và [a]\n\n[a]: http://x.vn 'tựa'",
        "[A b]\n\n[a b]: <x.md>",
        "x[^1]\n\n[^1]: chú {thích} | một",
        "`{mã}` và ``a | {b}``\n\n    {khối} | mã\n\n```py\n{x}|[y]: z\n```\n\n~~~\n<b>\n~~~",
        "| a | b |\n|:--|--:|\n| `c|d` | e\\|f |\n| {g} | |",
        '![ảnh](x.jpg){: .wide width="3"} [a](b){: title=chữ }',
        "chữ <!-- lời nhắn -->\n\n<!-- lời\n\nnhắn -->\n\nchữ",
        '<b>đậm</b> <span class="note" title="t">x</span>\n\n<div>\n\nchữ {a}\n\n</div>',
        "a < b, c <d và e | g",
        "1986. Năm ấy {x}\n2. hai\n\n- a | b",
        "Hà&nbsp;Nội &amp; {x} &#272;",
        "_{nghiêng}_ **{đậm}** a_b {c_d}",
        "> {trích} | dẫn",
    ],
)
def test_what_is_on_the_page_or_only_markup_is_not_lost(text: str) -> None:
    assert lost_in(text) == ""


def test_a_word_that_stands_twice_must_stay_twice() -> None:
    assert lost_words("hai {hai}", "<p>hai</p>") == ["hai"]
    assert lost_words("hai {hai}", "<p>hai hai</p>") == []


def test_lost_words_are_in_their_order() -> None:
    assert lost_words("{một} hai {ba} bốn năm", "<p>hai</p>") == ["một", "ba", "bốn", "năm"]


def test_plain_prose_is_not_looked_at() -> None:
    assert lost_words("chữ", "") == []


def test_a_closed_comment_is_not_lost_and_an_open_one_is() -> None:
    assert lost_words("chữ <!-- kín --> hết", "<p>chữ hết</p>") == []
    assert lost_words("chữ <!-- mở\n\nmất hết", "<p>chữ</p>") == ["mở", "mất", "hết"]


def test_words_count_as_shown_and_not_as_written() -> None:
    assert lost_words("a &amp; b {&#272;}", "<p>a &amp; b {Đ}</p>") == []
    assert lost_words("{a\u0301}".replace("a\u0301", "á"), "<p>{a\u0301}</p>") == []


@given(st.lists(st.text("abcđế", min_size=1), min_size=1), st.data())
def test_whatever_word_is_taken_away_is_found(words: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(range(len(words))))
    left = words[:gone] + words[gone + 1 :]
    assert sorted(lost_words(" ".join(words) + " {}", f"<p>{' '.join(left)}</p>")) == [words[gone]]


@given(st.text("ab{}|<>[]:!-^`*_#\"' \n=.(){:"))
def test_a_text_that_is_on_the_page_as_it_is_written_loses_nothing(text: str) -> None:
    assert lost_words(text, html.escape(text)) == []
