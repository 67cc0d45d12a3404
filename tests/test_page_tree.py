"""Pages as trees of what readers saw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.page_tree import drop, parsed, words_of
from hn_archive.importers.source import Refused


def words(page: str) -> str:
    return words_of(parsed(page.encode(), "a.html").body)


def test_what_readers_do_not_see_is_no_text() -> None:
    page = """<title>Không</title><p>Một</p><script>không()</script><style>không</style><!-- không --><p hidden>không</p>
        <p style="color:red; display: none">không</p><noscript>không</noscript>"""
    assert words(page) == "Một"


def test_blocks_are_lines_and_inline_elements_part_no_word() -> None:
    assert words("<div>Hà N<b>ội</b><p>một <i>hai</i></p>ba<br>bốn\n năm</div><td>sáu</td>") == "Hà Nội\nmột hai\nba\nbốn năm\nsáu"


def test_what_stands_after_an_element_stays_when_it_goes() -> None:
    body = parsed("<p>Một <span>hai</span> ba</p>".encode(), "a.html").body
    drop(body.find(".//span"))
    assert words_of(body) == "Một ba"


def test_numbers_of_characters_are_what_browsers_make_of_them() -> None:
    assert words("a &#150; b&#0;c&#x1;d &#147;e&#148; &#273; &#x110 &#65;&#10;f&#300;") == "a – b c d “e” đ Đ A fĬ"


@pytest.mark.parametrize(
    ("comment", "address"),
    [
        ("<!-- saved from url=(0025)https://example.vn/a?b=1 -->", "https://example.vn/a?b=1"),
        ("<!--\n Page saved with SingleFile \n url: https://example.vn/a \n saved date: x -->", "https://example.vn/a"),
        ("<!-- Mirrored from example.vn/a.html by HTTrack Website Copier/3.x -->", "https://example.vn/a.html"),
        ("<!-- saved from url=(0014)about:internet -->", ""),
        ("", ""),
    ],
)
def test_programs_that_save_pages_say_where_they_stood(comment: str, address: str) -> None:
    assert parsed(f"<html>{comment}<p>Một</p></html>".encode(), "a.html").saved_from == address


@pytest.mark.parametrize("name", ["div", "b", "table><tr><td"])
def test_what_is_nested_too_deeply_is_refused_and_not_cut_off(name: str) -> None:
    with pytest.raises(Refused) as caught:
        parsed((f"<{name}>" * 10_000 + "cuối").encode(), "a.html")
    assert caught.value.problem.code == "import-unreadable"


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        page = parsed(text.encode(errors="replace"), "a.html")
    except Refused:
        return
    assert page.body is not None


@given(st.lists(st.text("aăâđé& ;", min_size=1), min_size=1))
def test_all_words_of_paragraphs_are_there(texts: list[str]) -> None:
    from html import escape

    page = "".join(f"<p>{escape(text)}</p>" for text in texts)
    if page.replace("<p>", "").replace("</p>", "").strip():
        assert words(page).split() == " ".join(texts).split()
