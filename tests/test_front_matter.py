"""The front matter of articles and standing pages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.dates import HANOI, Moment, parse
from hn_archive.front_matter import (
    ARTICLE,
    INTRODUCTION,
    STANDING,
    Correction,
    FrontMatter,
    Opened,
    Picture,
    Rating,
    Source,
    StandingMatter,
    Views,
    open_article,
    open_standing,
)
from hn_archive.problem import has_errors
from hn_archive.schema import Record

PATH = "content/2023/bao-cao.md"
WHOLE = """---
title: "Bí thư Thành ủy: trách nhiệm, chủ động"
date: 12/01/2023 | 08:25
updated: 2023-01-13T10:00+07:00
category: Tin tức
tags: [Hà Nội, Thành ủy]
lead: >
  Sáng nay,
  hội nghị khai mạc.
author: Minh Thu, Quốc Bình
source: {name: HNMO, url: "https://hanoimoi.vn/a"}
original_url: https://hanoi.gov.vn/tin/1
captured: 20/5/2023
views: {count: 1.234, as_of: 20/5/2023}
rating: {average: "4,5", votes: 12, as_of: 20/5/2023}
image:
  src: hoi-nghi.jpg
  alt: Hội trường
  caption: Bí thư phát biểu.
  credit: Viết Thành
  license: CC BY 4.0
slug: bi-thu
id: 7f3a9c52
aliases: [/cu/, /2020/bai.html]
corrections:
  - {date: 14/01/2023, text: Sửa tên.}
status: retracted
draft: yes
featured: true
language: en
license: CC BY 4.0
related: [../02/x.md]
poll: cau-moi
---

Nội dung.
"""


def article(*lines: str, body: str = "Nội dung.") -> bytes:
    """An article with a title and a date, and more lines."""
    return "\n".join(["---", "title: Bài", "date: 12/01/2023 08:25", *lines, "---", "", body, ""]).encode()


def found(opened: Opened, path: str = PATH) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.location).removeprefix(f"{path}:")) for problem in opened.problems]


def matter_of(content: bytes) -> FrontMatter:
    """The front matter of an article without problems."""
    opened = open_article(content, PATH, HANOI)
    assert found(opened) == []
    assert isinstance(opened.matter, FrontMatter)
    return opened.matter


def problems_of(content: bytes) -> list[tuple[str, str]]:
    """The problems of an article that cannot be published."""
    opened = open_article(content, PATH, HANOI)
    assert opened.matter is None
    return found(opened)


def day(written: str) -> Moment:
    return parse(written, HANOI)


def test_every_key_of_an_article_is_read() -> None:
    matter = matter_of(WHOLE.encode())
    read: dict[str, Any] = {name: getattr(matter, name) for name in FrontMatter.__struct_fields__}
    places = read.pop("places")
    for key in ("tags", "author", "aliases", "related"):
        read[key] = [name.text for name in read[key]]
    assert read == {
        "title": "Bí thư Thành ủy: trách nhiệm, chủ động",
        "date": day("12/01/2023 08:25"),
        "updated": day("13/01/2023 10:00"),
        "category": "Tin tức",
        "tags": ["Hà Nội", "Thành ủy"],
        "lead": "Sáng nay, hội nghị khai mạc.",
        "author": ["Minh Thu", "Quốc Bình"],
        "source": Source("HNMO", "https://hanoimoi.vn/a"),
        "original_url": "https://hanoi.gov.vn/tin/1",
        "captured": day("20/05/2023"),
        "views": Views(1234, day("20/05/2023")),
        "rating": Rating(4.5, 12, day("20/05/2023")),
        "image": Picture("hoi-nghi.jpg", "Hội trường", "Bí thư phát biểu.", "Viết Thành", "CC BY 4.0"),
        "slug": "bi-thu",
        "id": "7f3a9c52",
        "aliases": ["/cu/", "/2020/bai.html"],
        "corrections": (Correction(day("14/01/2023"), "Sửa tên."),),
        "status": "retracted",
        "draft": True,
        "featured": True,
        "language": "en",
        "license": "CC BY 4.0",
        "related": ["../02/x.md"],
        "poll": "cau-moi",
        "extra": {},
    }
    assert places.keys() >= {field.name for field in ARTICLE.fields}


def test_the_whole_example_has_every_key_there_is() -> None:
    keys = {line.partition(":")[0] for line in WHOLE.split("---")[1].splitlines() if line[:1].isalpha()}
    assert keys == {field.name for field in ARTICLE.fields}


@pytest.mark.parametrize(("records", "matter"), [((ARTICLE,), FrontMatter), ((STANDING, INTRODUCTION), StandingMatter)])
def test_each_field_of_the_front_matter_has_its_key(
    records: tuple[Record, ...], matter: type[FrontMatter | StandingMatter]
) -> None:
    assert {field.name for record in records for field in record.fields} == set(matter.__struct_fields__) - {"extra", "places"}


def test_a_title_and_a_date_are_enough() -> None:
    matter = matter_of(article())
    assert matter.title == "Bài"
    assert matter.date.at == datetime(2023, 1, 12, 1, 25, tzinfo=UTC)
    assert (matter.status, matter.draft, matter.tags, matter.source) == ("published", False, (), None)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("source: HNMO", "source", Source("HNMO")),
        ("views: 1.234", "views", Views(1234)),
        ("views: 7", "views", Views(7)),
        ("image: a.jpg", "image", Picture("a.jpg")),
        ("image: {caption: Bí thư phát biểu.}", "image", Picture(caption="Bí thư phát biểu.")),
        ("rating: {}", "rating", Rating()),
        ("rating:\n  average: 4,5\n  votes: 1.234", "rating", Rating(4.5, 1234)),
        ("draft: no", "draft", False),
        ("category: 0123", "category", "0123"),
        ("category: no", "category", "no"),
        ("lead: 14:30", "lead", "14:30"),
    ],
)
def test_short_forms_and_yaml_traps_are_read_as_meant(line: str, name: str, value: object) -> None:
    assert getattr(matter_of(article(line)), name) == value


@pytest.mark.parametrize("line", ["rating: {average: 4,5, votes: 12}", "views: {count: 1,234, as_of: 20/5/2023}"])
def test_a_comma_that_yaml_takes_for_the_end_of_a_value_publishes_no_wrong_number(line: str) -> None:
    matter = open_article(article(line), PATH, HANOI).matter
    assert matter is None or (matter.rating, matter.views) in [
        (Rating(4.5, 12), None),
        (None, Views(1234, day("20/05/2023"))),
    ]


def test_an_empty_value_counts_as_absent() -> None:
    lines = [f"{field.name}:" for field in ARTICLE.fields if not field.required]
    assert matter_of(article(*lines)) == matter_of(article())


@pytest.mark.parametrize("lines", ["title: Bài", "date: 12/01/2023", "x: y", "", "title:\ndate:"])
def test_what_is_required_and_missing_is_an_error(lines: str) -> None:
    missing = [("key-missing", key) for key in ("title", "date") if f"{key}: " not in lines]
    opened = open_article(f"---\n{lines}\n---\n".encode(), PATH, HANOI)
    assert opened.matter is None
    assert [(p.code, dict(p.values)["key"]) for p in opened.problems if p.severity == "error"] == missing


@pytest.mark.parametrize("title", ["''", "' '", '"\\t"', "'\u00a0'"])
def test_a_title_without_a_word_is_missing(title: str) -> None:
    assert [code for code, _ in problems_of(f"---\ntitle: {title}\ndate: 12/01/2023\n---\n".encode())] == ["key-missing"]


TITLES = st.sampled_from(["title: A", "title: ''", "title:", "title: [A]", "title: A: B"])
DATES = st.sampled_from(["date: 12/01/2023", "date: ''", "date:", "date: 30/02/2023", "date: {a: b}"])
LINES = st.lists(
    st.sampled_from(
        [
            "source: {name: ''}",
            "tags: {a: b}",
            "tags: [[a]]",
            "a: b: c",
            "status: retracted",
            "corrections: [{date: 12/01/2023, text: ''}]",
            "  sâu: x",
            "- a",
            "x: [",
            "---",
            "#",
            "",
            "\t",
        ]
    ),
    max_size=3,
)


@given(TITLES, DATES, LINES)
def test_an_article_that_is_not_published_always_has_an_error(title: str, date: str, lines: list[str]) -> None:
    opened = open_article("\n".join(["---", title, date, *lines, "---", "Nội dung."]).encode(), PATH, HANOI)
    assert (opened.matter is None) == has_errors(opened.problems)


@given(st.binary())
def test_no_bytes_crash(content: bytes) -> None:
    opened = open_article(b"---\n" + content, PATH, HANOI)
    assert (opened.matter is None) == has_errors(opened.problems)


@pytest.mark.parametrize(
    ("line", "code", "where"),
    [
        ("captured: 30/02/2023", "date", "4:11"),
        ("captured: 12/01/2023 24:00", "date-time", "4:11"),
        ("original_url: hanoi.gov.vn", "web-address", "4:15"),
        ("views: bảy", "number", "4:8"),
        ("rating: {average: 6}", "rating", "4:19"),
        ("rating: 4,5", "value-type", "4:9"),
        ("status: x", "value-choice", "4:9"),
        ("language: xx", "value-choice", "4:11"),
        ("draft: có lẽ", "value-type", "4:8"),
        ("id: a b", "id", "4:5"),
        ("slug: 😀", "slug", "4:7"),
        ("category: [a]", "value-type", "4:11"),
        ("source: {url: 'https://x.vn'}", "key-missing", "4:9"),
        ("views: {}", "key-missing", "4:8"),
        ("corrections: [{date: 12/01/2023}]", "key-missing", "4:15"),
        ("title: hai", "key-twice", "4:1"),
        ("lead: 'mở", "yaml-quote", "4:7"),
        ("lead: &a x", "yaml-alias", "4:7"),
    ],
)
def test_a_wrong_value_is_an_error_at_its_line_and_column(line: str, code: str, where: str) -> None:
    assert problems_of(article(line)) == [(code, where)]


def test_all_errors_of_a_header_are_found_at_once() -> None:
    assert [code for code, _ in problems_of(article("views: x", "id: a b", "status: y"))] == ["number", "id", "value-choice"]


def test_an_unknown_key_goes_to_extra_with_the_nearest_known_key() -> None:
    opened = open_article(article("tag: [a, {b: no}]"), PATH, HANOI)
    (problem,) = opened.problems
    assert (problem.code, problem.severity, str(problem.location)) == ("key-unknown", "warning", f"{PATH}:4:1")
    assert dict(problem.values) == {"key": "tag", "nearest": "tags"}
    assert opened.matter.extra == {"tag": ["a", {"b": "no"}]}


def test_keys_of_the_program_itself_cannot_be_written() -> None:
    opened = open_article(article("places: x", "extra: y"), PATH, HANOI)
    assert opened.matter.extra == {"places": "x", "extra": "y"}
    assert opened.matter.places.keys() == {"title", "date"}


def test_a_colon_without_quotes_is_read_with_a_warning() -> None:
    opened = open_article(article("source: Nguồn: HNMO"), PATH, HANOI)
    assert found(opened) == [("colon-unquoted", "4:9")]
    assert opened.matter.source == Source("Nguồn: HNMO")


def test_many_colons_without_quotes_never_lose_an_article_in_silence() -> None:
    opened = open_article(article(*(f"k{n}: a: b" for n in range(40))), PATH, HANOI)
    assert opened.matter is not None or has_errors(opened.problems)


def test_places_are_those_of_the_values() -> None:
    places = matter_of(article("views:\n  count: 7", "tags: [a, b]")).places
    assert places == {"title": (2, 8), "date": (3, 7), "views": (5, 3), "views.count": (5, 10), "tags": (6, 7)}


def test_a_date_without_an_offset_is_in_the_sites_zone() -> None:
    assert open_article(article(), PATH, UTC).matter.date.at == datetime(2023, 1, 12, 8, 25, tzinfo=UTC)


@pytest.mark.parametrize("name", ["2023-01-12-bao-cao.md", "2023-01-12.md", "2023-01-12 bao cao.md", "2023-01-12_bao-cao.markdown"])
@pytest.mark.parametrize("line", ["", "date:\n"])
def test_a_missing_date_is_taken_from_the_files_name_with_a_warning(name: str, line: str) -> None:
    opened = open_article(f"---\ntitle: Bài\n{line}---\n".encode(), f"content/{name}", HANOI)
    assert [(problem.code, problem.severity) for problem in opened.problems] == [("date-from-name", "warning")]
    assert opened.matter.date == day("12/01/2023")


def test_a_written_date_wins_over_the_files_name() -> None:
    opened = open_article(article(), "content/2020-05-05-bai.md", HANOI)
    assert opened.problems == ()
    assert opened.matter.date == day("12/01/2023 08:25")


@pytest.mark.parametrize("name", ["2023-01-12bao.md", "bai-2023-01-12.md", "20230112-bai.md", "2023-01-12/bai.md"])
def test_a_name_that_does_not_start_with_a_date_gives_none(name: str) -> None:
    opened = open_article(b"---\ntitle: B\n---\n", f"content/{name}", HANOI)
    assert [problem.code for problem in opened.problems] == ["key-missing"]


def test_a_files_name_with_an_impossible_date_is_an_error() -> None:
    opened = open_article(b"---\ntitle: B\n---\n", "content/2023-02-30-bai.md", HANOI)
    assert opened.matter is None
    assert "date" in [problem.code for problem in opened.problems]


def test_a_standing_page_takes_no_date_from_its_name() -> None:
    opened = open_standing(b"---\ntitle: B\n---\n", "content/_pages/2023-01-12-gioi-thieu.md", HANOI)
    assert opened.problems == ()


def test_a_retraction_without_a_reason_is_an_error() -> None:
    assert problems_of(article("status: retracted")) == [("retracted-reason", "4:9")]


def test_a_retraction_with_a_reason_stands() -> None:
    matter = matter_of(article("status: retracted", "corrections: {date: 14/01/2023, text: Sai người.}"))
    assert matter.corrections == (Correction(day("14/01/2023"), "Sai người."),)


@pytest.mark.parametrize(
    "content", ["", "  \n", "Nội dung", "----\ntitle: B\n----\n", "title: B\n---\n", "+++\ntitle = 'B'\n+++\n"]
)
def test_a_file_without_front_matter_is_an_error(content: str) -> None:
    assert [code for code, _ in problems_of(content.encode())] == ["front-matter-missing"]


@pytest.mark.parametrize(("content", "line"), [("---", 1), ("---\ntitle: B\n", 1), ("\n\n---\ntitle: B\n--\nx", 3)])
def test_front_matter_without_an_end_is_an_error_where_it_starts(content: str, line: int) -> None:
    assert problems_of(content.encode()) == [("front-matter-open", f"{line}:1")]


def test_the_body_is_what_follows_with_its_line() -> None:
    opened = open_article(article(body="Một.\n\n---\n\nHai."), PATH, HANOI)
    assert (opened.body, opened.body_line) == ("\nMột.\n\n---\n\nHai.\n", 5)


def test_blank_lines_mark_and_line_ends_before_and_in_front_matter_do_not_count() -> None:
    written = b"\xef\xbb\xbf\r\n" + article().replace(b"---", b"--- \t").replace(b"\n", b"\r\n")
    opened = open_article(written, PATH, HANOI)
    assert opened.problems == ()
    assert (opened.matter.title, opened.body.strip(), opened.body_line) == ("Bài", "Nội dung.", 6)


def test_three_hyphens_inside_a_value_end_nothing() -> None:
    assert matter_of(article("lead: |\n  một\n  ---\n  hai")).lead == "một --- hai"


def test_what_cannot_be_decoded_is_an_error_and_nothing_else() -> None:
    assert problems_of(article().replace(b"title", b"\xfftitle")) == [("encoding", "2:1")]
    assert problems_of(article("lead: a\x01b")) == [("control-character", "4:8")]


@pytest.mark.parametrize("line", ['lead: "a\\x02b"', 'lead: "a\\0b"', 'x: "\\e[2J"', '"\\x01": y'])
def test_no_control_character_comes_in_by_an_escape(line: str) -> None:
    assert has_errors(open_article(article(line), PATH, HANOI).problems)


def test_a_standing_page_needs_a_title_only() -> None:
    opened = open_standing("---\ntitle: Giới thiệu\nlead: Một câu\naliases: [/cu/]\n---\nNội dung.\n".encode(), PATH, HANOI)
    assert opened.problems == ()
    assert isinstance(opened.matter, StandingMatter)
    assert (opened.matter.title, opened.matter.lead, opened.body) == ("Giới thiệu", "Một câu", "Nội dung.\n")


def test_a_standing_page_has_no_tags() -> None:
    opened = open_standing(b"---\ntitle: A\ntags: [b]\n---\n", PATH, HANOI)
    assert found(opened) == [("key-unknown", "3:1")]
