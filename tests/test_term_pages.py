"""Lists of terms: addresses that say what is on a page, for ever."""

import pytest

from conftest import TrialSite
from hn_archive import term_pages


def test_a_list_has_its_newest_on_its_own_page_and_every_article_in_its_year(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(term_pages, "NEWEST", 2)
    for number in range(4):
        site.article(f"{number}.md", date=f"202{number}-01-01", category="Đô thị")
    site.built()
    index = site.page("chuyen-muc/do-thi/index.html")
    assert ["Bài 3" in index, "Bài 2" in index, "Bài 1" in index] == [True, True, False]
    for number in range(4):
        assert f"Bài {number}" in site.page(f"chuyen-muc/do-thi/202{number}.html")


def test_a_year_of_very_many_articles_is_shown_by_months(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(term_pages, "YEAR_LIMIT", 2)
    for number in range(1, 5):
        site.article(f"{number}.md", date=f"2023-0{number}-01", tags="[cầu]")
    site.article("five.md", date="2022-01-01", tags="[cầu]")
    site.built()
    year = site.page("tu-khoa/cau/2023.html")
    assert 'href="../../tu-khoa/cau/2023-04.html"' in year
    assert "Bài 4" not in year
    month = site.page("tu-khoa/cau/2023-02.html")
    assert "Bài 2" in month
    assert 'href="../../tu-khoa/cau/2023.html"' in month
    assert "Bài five" in site.page("tu-khoa/cau/2022.html")
    assert not (site.output / "tu-khoa/cau/2022-01.html").exists()


def test_every_page_of_a_renamed_category_is_redirected(site: TrialSite) -> None:
    site.article("a.md", category="Quy hoạch")
    site.write("site.yml", "categories: [{name: Đô thị, aliases: [Quy hoạch]}]\n")
    site.built()
    assert "url=../../chuyen-muc/do-thi/2023.html" in site.page("chuyen-muc/quy-hoach/2023.html")
    assert "url=../../chuyen-muc/do-thi/index.html" in site.page("chuyen-muc/quy-hoach/index.html")


def test_the_index_of_tags_is_grouped_by_letters_of_the_vietnamese_alphabet(site: TrialSite) -> None:
    site.article("a.md", tags="[4G, An, Ăn, Đất, Dân]", author="[Nguyễn Văn Ân]")
    site.built()
    index = site.page("tu-khoa/index.html")
    heads = [part.partition("<")[0] for part in index.split("<h2>")[1:]]
    assert heads == ["0–9", "A", "Ă", "D", "Đ"]
    assert "<h2>Â</h2>" in site.page("tac-gia/index.html")


def test_a_new_article_rewrites_few_pages_of_a_term(site: TrialSite) -> None:
    for year in range(2010, 2023):
        site.article(f"{year}.md", date=f"{year}-01-01", tags="[cầu]")
    site.built()
    site.article("new.md", date="2022-06-01", tags="[cầu]")
    result = site.built()
    assert result.changes is not None
    assert sorted(path for path in result.changes.written if path.startswith("tu-khoa/cau/")) == [
        "tu-khoa/cau/2022.html",
        "tu-khoa/cau/index.html",
    ]
    assert sorted(path for path in result.changes.written if path.endswith((".html",)) and path[:4].isdigit()) == [
        "2022/01/01/2022.html",
        "2022/01/01/index.html",
        "2022/01/index.html",
        "2022/06/01/index.html",
        "2022/06/01/new.html",
        "2022/06/index.html",
        "2022/index.html",
    ]


def test_an_old_article_leaves_the_pages_alone_that_do_not_show_it(site: TrialSite) -> None:
    site.article("old.md", date="2010-01-01", category="Đô thị", tags="[cầu]")
    site.article("same-day.md", date="2012-03-05", category="Đô thị")
    for number in range(term_pages.NEWEST + 4):
        site.article(f"{number}.md", date=f"2023-01-{number + 1:02d}", category="Đô thị", tags="[cầu]")
    site.built()
    site.article("found.md", date="2010-03-05", category="Đô thị", tags="[cầu]")
    changes = site.built().changes
    assert changes is not None
    pages = {path for path in changes.written if path.endswith(".html")}
    assert {"chuyen-muc/do-thi/2010.html", "tu-khoa/cau/2010.html", "tu-khoa/index.html", "2010/index.html"} <= pages
    alone = {
        "index.html",
        "chuyen-muc/index.html",
        "chuyen-muc/do-thi/index.html",
        "tu-khoa/cau/index.html",
        "ngay-nay-nam-xua/index.html",
    }
    assert not pages & alone
    assert not [path for path in pages if path.startswith("2023/") and "found" not in site.page(path)]


def test_a_category_without_articles_keeps_its_address_and_its_redirects(site: TrialSite) -> None:
    site.write("site.yml", "categories: [{name: Đô thị, aliases: [Quy hoạch]}]\n")
    site.built()
    assert "Chưa có bài nào." in site.page("chuyen-muc/do-thi/index.html")
    assert "do-thi/index.html" in site.page("chuyen-muc/quy-hoach/index.html")
    assert "Đô thị" not in site.page("index.html")
