"""What the inline elements of HTML mean."""

import pytest
from lxml import html

from hn_archive.importers.inline_html import is_hidden, label_of, larger_picture, may_lead, names_of, source_of


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("<b>a</b>", ["strong"]),
        ("<b style='font-weight:normal'>a</b>", []),
        ("<span style='font-style:italic;font-weight:700'>a</span>", ["em", "strong"]),
        ("<strike>a</strike>", ["del"]),
        ("<font>a</font>", []),
    ],
)
def test_emphasis_is_read_from_tags_and_styles(source: str, names: list[str]) -> None:
    assert names_of(html.fragment_fromstring(source)) == names


@pytest.mark.parametrize(
    "source", ["<p hidden>a</p>", "<p style='color:red; display: none'>a</p>", "<style>a</style>", "<img width=1 height=1>"]
)
def test_what_is_not_shown_is_hidden(source: str) -> None:
    assert is_hidden(html.fragment_fromstring(source))


@pytest.mark.parametrize("address", ["javascript:x()", "data:text/html,x", "#muc", "", "file:///etc/passwd"])
def test_no_page_leads_to_what_is_no_place_on_the_web(address: str) -> None:
    assert not may_lead(address)


def test_paths_and_web_addresses_may_be_led_to() -> None:
    assert all(map(may_lead, ["a.html", "/a:b", "https://a.vn", "mailto:a@b.vn", "//a.vn/x"]))


def test_a_small_picture_stands_for_the_large_one_it_leads_to() -> None:
    assert larger_picture(html.fragment_fromstring("<a href='lon.jpg?w=1'><img src=nho.jpg></a>")) == "lon.jpg?w=1"
    assert larger_picture(html.fragment_fromstring("<a href='bai.html'><img src=nho.jpg></a>")) == ""
    assert larger_picture(html.fragment_fromstring("<a href='lon.jpg'>ảnh</a>")) == ""


def test_pictures_that_load_late_have_their_file() -> None:
    assert source_of(html.fragment_fromstring("<img src='data:x' data-src='a.jpg'>")) == "a.jpg"
    assert source_of(html.fragment_fromstring("<video><source src=a.mp4></video>")) == "a.mp4"
    assert label_of(html.fragment_fromstring("<img alt=' Cầu\n mới '>")) == "Cầu mới"
