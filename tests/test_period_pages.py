"""Days, months and years."""

from conftest import TrialSite


def test_neighbouring_days_skip_those_without_articles(site: TrialSite) -> None:
    for day in ("2023-01-12", "2023-03-01", "2022-12-31"):
        site.article(f"{day}.md", date=day)
    site.built()
    page = site.page("2023/01/12/index.html")
    assert 'href="../../../2023/03/01/index.html" rel="next"' in page
    assert 'href="../../../2022/12/31/index.html" rel="prev"' in page


def test_months_list_their_days_and_years_their_months_with_counts(site: TrialSite) -> None:
    for number, day in enumerate(("2023-01-12", "2023-01-12", "2023-01-13", "2023-02-01")):
        site.article(f"{number}.md", date=day)
    site.built()
    month = site.page("2023/01/index.html")
    assert month.index("13/01/2023") < month.index("12/01/2023")
    assert '<p class="count">3 bài</p>' in month
    year = site.page("2023/index.html")
    assert 'Tháng 1/2023</a> <span class="count">3 bài</span>' in year
    assert 'href="2023/index.html"' in site.page("index.html")
