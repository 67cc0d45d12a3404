"""The articles read most."""

import re

from conftest import TrialSite
from sections import section


def titles(page: str) -> list[str]:
    return re.findall(r">(Bài [^<]+)</a>", section(page, '<ol class="ranked">', "</ol>"))


def test_by_archived_counts_of_all_time_and_of_each_year(site: TrialSite) -> None:
    for name, day, views in (
        ("a", "2022-01-01", "5"),
        ("b", "2023-01-01", "1234"),
        ("c", "2023-02-01", "7"),
        ("d", "2021-01-01", "0"),
    ):
        site.article(f"{name}.md", date=day, views=views)
    site.article("e.md", date="2020-01-01")
    site.built()
    top = site.page("doc-nhieu.html")
    assert titles(top) == ["Bài b", "Bài c", "Bài a"]
    assert "1.234 lượt xem" in top
    assert titles(site.page("doc-nhieu/2023.html")) == ["Bài b", "Bài c"]
    assert 'href="doc-nhieu/2022.html"' in top
    assert not (site.output / "doc-nhieu/2020.html").exists()
    assert not (site.output / "doc-nhieu/2021.html").exists(), "a page that nobody read is not among the most read"
    assert 'href="../doc-nhieu.html">Mọi năm</a>' in site.page("doc-nhieu/2022.html")


def test_of_equal_counts_the_newer_is_first(site: TrialSite) -> None:
    for day in ("2023-01-01", "2023-01-03", "2023-01-02"):
        site.article(f"{day}.md", date=day, views="3", title=f"Bài ngày {day}")
    site.built()
    assert titles(site.page("doc-nhieu.html")) == ["Bài ngày 2023-01-03", "Bài ngày 2023-01-02", "Bài ngày 2023-01-01"]


def test_without_any_count_there_is_no_such_page_and_no_link(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    assert not (site.output / "doc-nhieu.html").exists()
    assert "doc-nhieu" not in site.page("index.html")
    site.article("b.md", views="3")
    site.built()
    assert "doc-nhieu.html" in site.page("index.html")


def test_the_home_page_has_the_first_few(site: TrialSite) -> None:
    for number in range(9):
        site.article(f"{number}.md", date=f"2023-01-0{number + 1}", views=str(number + 1))
    site.built()
    assert titles(site.page("index.html")) == [f"Bài {number}" for number in (8, 7, 6, 5, 4)]
