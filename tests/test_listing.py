"""Listing articles, and the files behind addresses."""

from datetime import datetime

import pytest

from conftest import NOW, TrialSite
from hn_archive.full_build import Surveyed
from hn_archive.listing import behind, entries
from hn_archive.making import Planned
from hn_archive.request import Request
from hn_archive.survey import survey


def surveyed(site: TrialSite, now: datetime = NOW) -> Surveyed:
    request = Request(source=site.folder, output=site.output, now=now, store=site.folder / ".hn-archive")
    return survey(request, lambda stage, done, total: None)


def planned(site: TrialSite) -> Planned:
    found = surveyed(site).planned
    assert found is not None
    return found


@pytest.fixture
def varied(site: TrialSite) -> TrialSite:
    site.write("site.yml", "url: https://example.vn/kho/\nid: kho\n")
    site.article(
        "2023/dang.md",
        date="12/01/2023 08:25",
        aliases='[/cu/tin.html, "https://cu.example.vn/portal?newsid=7"]',
        category="Đô thị",
    )
    site.article("sua.md", date="13/01/2023", corrections="[{date: 14/01/2023, text: Sai số.}]", id="sua-1")
    site.article("go.md", date="14/01/2023", status="retracted", corrections="[{date: 15/01/2023, text: Sai.}]")
    site.article("cho.md", date="01/01/2030")
    site.article("nhap.md", date="16/01/2023", draft="true")
    site.article("rut.md", date="17/01/2023", status="withheld", draft="true")
    site.article("sai.md", date="31/02/2023")
    return site


def test_articles_are_listed_by_what_becomes_of_them_newest_first(varied: TrialSite) -> None:
    found = entries(planned(varied).site)
    assert [(entry.path, entry.status) for entry in found] == [
        ("content/cho.md", "scheduled"),
        ("content/rut.md", "withheld"),
        ("content/nhap.md", "draft"),
        ("content/go.md", "retracted"),
        ("content/sua.md", "corrected"),
        ("content/2023/dang.md", "published"),
    ]


def test_an_entry_says_when_what_and_where(varied: TrialSite) -> None:
    (entry,) = entries(planned(varied).site, ["corrected"])
    assert (entry.date, entry.title, entry.address, entry.id) == ("2023-01-13", "Bài sua", "2023/01/13/sua.html", "sua-1")


def test_several_statuses_are_listed_together(varied: TrialSite) -> None:
    assert [entry.status for entry in entries(planned(varied).site, ["draft", "scheduled"])] == ["scheduled", "draft"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("2023/01/12/dang.html", "content/2023/dang.md"),
        ("/2023/01/12/dang", "content/2023/dang.md"),
        ("https://example.vn/kho/2023/01/12/dang.html?utm_source=x#phan-1", "content/2023/dang.md"),
        ("http://localhost:8000/2023/01/12/dang.txt", "content/2023/dang.md"),
        ("/cu/tin.html", "content/2023/dang.md"),
        ("https://cu.example.vn/portal?newsid=7", "content/2023/dang.md"),
        ("2023/01/14/go.html", "content/go.md"),
        ("2030/01/01/cho.html", "content/cho.md"),
        ("2023/01/16/nhap.html", "content/nhap.md"),
    ],
)
def test_the_file_behind_an_address_is_found_however_it_is_written(varied: TrialSite, written: str, path: str) -> None:
    found = behind(planned(varied), written)
    assert found is not None
    assert found.path == path


@pytest.mark.parametrize(
    ("written", "family", "template"),
    [
        ("/", "home", "home.html"),
        ("https://example.vn/kho/", "home", "home.html"),
        ("chuyen-muc/do-thi", "category", "term.html"),
        ("atom.xml", "feed", "atom.xml"),
    ],
)
def test_behind_a_list_is_a_template(varied: TrialSite, written: str, family: str, template: str) -> None:
    found = behind(planned(varied), written)
    assert found is not None
    assert (found.path, found.family, found.template) == ("", family, template)


def test_behind_a_file_of_the_theme_is_that_file(varied: TrialSite) -> None:
    found = behind(planned(varied), "static/search.js")
    assert found is not None
    assert found.path.endswith("static/search.js")


def test_behind_an_address_of_nothing_is_nothing(varied: TrialSite) -> None:
    assert behind(planned(varied), "/khong-co.html") is None


def test_what_an_article_with_errors_is_stands_among_the_problems(varied: TrialSite) -> None:
    assert [str(problem.location) for problem in surveyed(varied).problems if problem.severity == "error"] == ["content/sai.md:3:7"]
