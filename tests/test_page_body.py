"""The element that holds an article, and what of the site is in it."""

from lxml.html import HtmlElement, document_fromstring

from hn_archive.importers.page_body import body_of, without_site
from hn_archive.importers.page_tree import words_of

TEXT = "".join(
    f"<p>Đoạn văn thứ {n} kể về con đường mới mở dọc bờ sông, nơi nhiều người dân chờ đợi đã lâu năm.</p>" for n in range(1, 6)
)


def of(html: str) -> HtmlElement | None:
    page = document_fromstring(f"<html><body class=trang>{html}</body></html>")
    return body_of(page, document_fromstring(f"<html><body class=trang>{html}</body></html>").find_class("trang")[0])


def test_the_smallest_element_with_all_of_the_text_is_taken() -> None:
    found = of(f"<div id=menu><a href=a>Trang chủ</a></div><div id=ngoai><div id=trong>{TEXT}</div></div>")
    assert found is not None
    assert found.get("id") == "trong"


def test_what_the_page_calls_its_text_comes_first() -> None:
    found = of(f"<div>{TEXT}</div><div itemprop='articleBody'>Bài ngắn.</div>")
    assert found is not None
    assert words_of(found) == "Bài ngắn."


def test_the_cell_of_a_layout_is_taken_and_a_table_of_the_text_is_no_layout() -> None:
    found = of(f"<table><tr><td><a href=a>Trang chủ</a></td><td id=o>{TEXT}</td></tr></table>")
    assert found is not None
    assert found.get("id") == "o"


def test_a_page_without_text_has_no_body() -> None:
    assert of("<img src=a.jpg>") is None


def test_parts_of_the_site_go_and_what_they_said_is_told() -> None:
    page = document_fromstring(
        f"<body><div class=bai>{TEXT}<div class='share-bar share'>Chia sẻ</div><ul class='tin-lien-quan'><li>Tin khác</li></ul> sau</div></body>"
    )
    assert without_site(page.find_class("bai")[0]) == ("Chia sẻ", "Tin khác")
    assert words_of(page).endswith("sau")


def test_the_text_stays_whatever_it_is_called() -> None:
    page = document_fromstring(
        f"<body><div class=x><div class='related comments'>{TEXT}</div><form><h1>Tên</h1></form></div></body>"
    )
    assert without_site(page, page.find(".//h1")) == ()
    assert words_of(page).startswith("Đoạn văn thứ 1")
