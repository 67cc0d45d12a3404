"""“On this day”."""

import json
import re

from conftest import TrialSite

FOLDER = "ngay-nay-nam-xua"


def shard(site: TrialSite, month: int) -> dict[str, list[list[str]]]:
    """What the script of a month tells the home page."""
    found = re.fullmatch(rf"hnThisDay\({month},(.*)\);\n", site.page(f"{FOLDER}/{month:02d}.js"))
    assert found
    answers: dict[str, list[list[str]]] = json.loads(found[1])
    return answers


def test_a_day_of_the_year_gathers_all_years_newest_first(site: TrialSite) -> None:
    for name, day in (("a", "2021-01-12"), ("b", "2023-01-12 08:00"), ("c", "2023-01-12 09:00"), ("d", "2023-01-13")):
        site.article(f"{name}.md", date=day)
    site.built()
    page = site.page(f"{FOLDER}/01-12.html")
    assert "<h1>Ngày 12/1 năm xưa</h1>" in page
    assert page.index("Bài c") < page.index("Bài b") < page.index("Bài a")
    assert "Bài d" not in page
    assert '<h2><a href="../2023/01/12/index.html">2023</a></h2>' in page
    assert page.count("<h2>") == 2
    assert 'href="../ngay-nay-nam-xua/01-13.html" rel="next"' in page


def test_the_29th_of_february_has_its_page_and_its_place_in_the_index(site: TrialSite) -> None:
    site.article("a.md", date="2024-02-29")
    site.built()
    assert "Bài a" in site.page(f"{FOLDER}/02-29.html")
    index = site.page(f"{FOLDER}/index.html")
    assert 'href="../ngay-nay-nam-xua/02-29.html">29<' in index
    days = re.findall(r'<td class="[a-z0-9-]+">(?:<a [^>]*>)?([0-9]+)', index)
    assert len(days) == 366
    assert shard(site, 2) == {"29": [["2024", "Bài a", "2024/02/29/a.html"]]}


def test_days_without_articles_have_no_page_and_neighbours_skip_them(site: TrialSite) -> None:
    site.article("a.md", date="2024-02-29")
    site.article("b.md", date="2020-07-01")
    site.built()
    pages = sorted(path.name for path in (site.output / FOLDER).glob("*.html"))
    assert pages == ["02-29.html", "07-01.html", "index.html"]
    assert 'href="../ngay-nay-nam-xua/07-01.html" rel="next"' in site.page(f"{FOLDER}/02-29.html")
    assert [shard(site, month) for month in (1, 12)] == [{}, {}]


def test_the_home_pages_script_knows_a_few_titles_of_each_day(site: TrialSite) -> None:
    for year in range(2010, 2020):
        site.article(f"{year}.md", date=f"{year}-05-19", title="'</script> “Một” & <b>'")
    site.built()
    titles = shard(site, 5)["19"]
    assert [year for year, *_ in titles] == ["2019", "2018", "2017", "2016", "2015"]
    assert titles[0][1] == "</script> “Một” & <b>"


def test_a_day_leads_to_the_same_day_of_other_years(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    assert '<a href="../../../ngay-nay-nam-xua/01-12.html">' in site.page("2023/01/12/index.html")
    assert 'data-scripts="ngay-nay-nam-xua/"' in site.page("index.html")
    site.write("site.yml", "lists: {this_day: off}\n")
    site.built()
    assert FOLDER not in site.page("2023/01/12/index.html") + site.page("index.html")
    assert not (site.output / FOLDER).exists()


def test_an_english_site_names_the_months(site: TrialSite) -> None:
    site.write("site.yml", "language: en\n")
    site.article("a.md")
    site.built()
    assert "<h1>On 12 January</h1>" in site.page("on-this-day/01-12.html")
    assert "<caption>January" in site.page("on-this-day/index.html")
