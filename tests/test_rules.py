"""Rules for the pages of an old site."""

import pytest
from lxml.html import document_fromstring

from hn_archive.importers.rules import Era, chosen, read, read_date
from hn_archive.problem import Location

RULES = """eras:
  - match: {host: cu.example.vn, generator: joomla}
    title: .contentheading
    drop: [.share, "#ads"]
  - match: {url: "https://example.vn/portal/*", selector: "div.detail"}
    title: h1
    date: .ngay
    date_format: "%d.%m.%Y - %H:%M"
  - title: h2
"""
PAGE = document_fromstring("<body><div class=detail><h1>Một</h1></div></body>")


@pytest.mark.parametrize(
    ("address", "generator", "title"),
    [
        ("https://cu.example.vn/a", "Joomla! 1.5", ".contentheading"),
        ("https://cu.example.vn/a", "", "h2"),
        ("https://example.vn/portal/a?b=1", "", "h1"),
        ("https://example.vn/a", "", "h2"),
        ("", "", "h2"),
    ],
)
def test_the_first_era_that_fits_counts(address: str, generator: str, title: str) -> None:
    rules, problems = read(RULES.encode(), "rules.yml")
    assert problems == ()
    assert rules is not None
    assert rules.era(PAGE, address, generator).title == title


def test_a_page_of_no_era_has_no_rules() -> None:
    rules, _ = read(b"eras: [{match: {host: a.vn}, title: h1}]", "rules.yml")
    assert rules is not None
    assert rules.era(PAGE, "https://b.vn/", "") == Era()


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("eras:\n  - title: 'h1['\n", "selector", Location("rules.yml", 2, 12)),
        ("eras:\n  - tilte: h1\n", "setting-unknown", Location("rules.yml", 2, 5)),
        ("eras:\n  - date_format: '%A %d %m'\n", "value-choice", Location("rules.yml", 2, 18)),
        ("eras:\n  - drop: {a: b}\n", "value-type", Location("rules.yml", 2, 11)),
        ("title: h1\n", "key-missing", Location("rules.yml", 1, 1)),
        ("eras: [\n", "yaml-syntax", Location("rules.yml", 1, 7)),
    ],
)
def test_mistakes_are_told_with_their_places(text: str, code: str, place: Location) -> None:
    rules, problems = read(text.encode(), "rules.yml")
    assert rules is None
    assert [problem.location for problem in problems if problem.code == code] == [place]


def test_dates_are_read_in_the_form_that_was_given() -> None:
    assert read_date("12.01.2023 - 08:25", "%d.%m.%Y - %H:%M") == "2023-01-12 08:25"
    assert read_date("12/01/23", "%d/%m/%y") == "2023-01-12"
    assert read_date("hôm qua", "%d/%m/%y") is None


def test_no_selector_chooses_nothing() -> None:
    assert chosen(PAGE, "") == []
    assert [element.text for element in chosen(PAGE, "div > h1")] == ["Một"]
