"""Titles of pages, and the elements that show them."""

import pytest

from hn_archive.importers.page_claims import claims_of
from hn_archive.importers.page_title import Title, last_crumb, title_of
from hn_archive.importers.page_tree import parsed


def title(html: str, ruled: str = "") -> Title:
    page = parsed(html.encode(), "a.html")
    return title_of(page, claims_of(page.head), ruled)


@pytest.mark.parametrize(
    ("head", "body", "text", "origin", "shown"),
    [
        ("<title>Cầu mới - Cổng tin</title>", "<h1>Cổng tin</h1><h2>Cầu mới</h2>", "Cầu mới", "<title>", "h2"),
        ("<title>Cổng tin - Cầu mới</title>", "<h1><a href='/'>Cổng tin</a></h1><h2>Cầu mới</h2>", "Cầu mới", "<title>", "h2"),
        ("<title>Cầu mới | Cổng tin</title>", "<h1>Cầu  mới</h1>", "Cầu mới", "<title>", "h1"),
        (
            "<title>x</title><meta property=og:title content='Cầu mới'>",
            "<div class=news-title>Cầu mới</div>",
            "Cầu mới",
            "og:title",
            "div",
        ),
        (
            "<meta property=og:title content='Cầu mới – Cổng tin'><meta property=og:site_name content='Cổng tin'>",
            "<p>x</p>",
            "Cầu mới",
            "og:title",
            None,
        ),
        ("", "<h1>Cầu mới</h1>", "Cầu mới", "<h1>", "h1"),
        ("", "<h1>Một</h1><h1>Hai</h1>", "", "", None),
    ],
)
def test_the_title_is_what_readers_saw_of_what_the_page_claims(
    head: str, body: str, text: str, origin: str, shown: str | None
) -> None:
    found = title(f"<html><head>{head}</head><body>{body}</body></html>")
    assert (found.text, found.origin) == (text, origin)
    assert (found.element.tag if found.element is not None else None) == shown


def test_rules_come_before_all() -> None:
    assert title("<title>Khác</title><h2>Cầu mới</h2>", "Cầu mới").origin == "rules"


def test_the_last_step_before_the_article_is_its_category() -> None:
    body = parsed(
        "<div class=breadcrumbs><a>Trang chủ</a> <a>Tin tức</a> <a>Đô thị</a> <a>Cầu mới</a></div>".encode(), "a.html"
    ).body
    assert last_crumb(body, "Cầu mới") == "Đô thị"
    assert last_crumb(body[0], "x") == ""


def test_a_title_is_found_however_its_element_is_called() -> None:
    page = parsed(
        "<title>Chợ hoa - Cổng</title><div class=breadcrumb>Chợ hoa</div><table><tr><td><b>Chợ hoa</b></td></tr></table>".encode(),
        "a.html",
    )
    title = title_of(page, {}, "")
    assert (title.text, title.origin, title.element.tag) == ("Chợ hoa", "<title>", "b")
