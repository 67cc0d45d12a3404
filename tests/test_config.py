"""The settings of a site."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.config import SITE, Config, Footer, Lists, MenuEntry, Publisher, TermSettings, read
from hn_archive.dates import HANOI
from hn_archive.problem import has_errors

WHOLE = """
title: Kho lưu trữ Hà Nội
language: en
url: https://luutru.hanoi.gov.vn/kho/
timezone: "+08:00"
description: Tin cũ.
publisher: {name: UBND, url: "https://hanoi.gov.vn/", logo: /static/logo.png, kind: government}
live_site: https://hanoi.gov.vn/
contact: toasoan@hanoi.gov.vn
license: CC BY 4.0
menu:
  - {label: Trang chủ, to: /}
  - {label: Cổng, to: "https://hanoi.gov.vn/"}
footer:
  text: Bản lưu trữ
  links: [{label: Liên hệ, to: _pages/lien-he.md}]
categories:
  - Tin tức
  - {name: Giao thông, slug: di-lai, aliases: [Đi lại, Cầu đường], description: Đường sá.}
default_category: Tin tức
tags: [{name: Thành ủy, aliases: [TU]}]
lists: {days: off, months: on, tags: "off", sources: no, authors: yes, data: on}
id: kho-ha-noi
feeds: full
robots: {ai_crawlers: deny}
publish: {host: nginx}
theme: {light: {accent: "#046"}, dark: {ink: "#FFFFFF"}}
"""


def settings(text: str) -> Config:
    """The settings in a text without problems."""
    made, problems = read(text)
    assert problems == ()
    assert made is not None
    return made


def refused(text: str) -> list[tuple[str, str]]:
    made, problems = read(text)
    assert made is None
    return [(problem.code, str(problem.location).removeprefix("site.yml:")) for problem in problems]


def aliases(term: TermSettings) -> list[str]:
    return [alias.text for alias in term.aliases]


@pytest.mark.parametrize("text", ["", "# chưa có gì\n", "title:\nmenu:\nlists:\n"])
def test_every_setting_has_a_default(text: str) -> None:
    made = settings(text)
    assert made == Config()
    assert (made.language, made.timezone, made.url, made.lists) == ("vi", HANOI, "", Lists())


def test_every_setting_is_read() -> None:
    made = settings(WHOLE)
    assert (made.title, made.language, made.description) == ("Kho lưu trữ Hà Nội", "en", "Tin cũ.")
    assert made.url == "https://luutru.hanoi.gov.vn/kho/"
    assert made.timezone == timezone(timedelta(hours=8))
    assert made.publisher == Publisher("UBND", "https://hanoi.gov.vn/", "/static/logo.png", "government")
    assert (made.live_site, made.contact, made.license) == ("https://hanoi.gov.vn/", "toasoan@hanoi.gov.vn", "CC BY 4.0")
    assert made.menu == (MenuEntry("Trang chủ", "/"), MenuEntry("Cổng", "https://hanoi.gov.vn/"))
    assert made.footer == Footer("Bản lưu trữ", (MenuEntry("Liên hệ", "_pages/lien-he.md"),))
    assert [(term.name, term.slug, aliases(term), term.description) for term in made.categories] == [
        ("Tin tức", "", [], ""),
        ("Giao thông", "di-lai", ["Đi lại", "Cầu đường"], "Đường sá."),
    ]
    assert made.default_category == "Tin tức"
    assert [(term.name, aliases(term)) for term in made.tags] == [("Thành ủy", ["TU"])]
    assert made.lists == Lists(days=False, months=True, tags=False, sources=False, authors=True, data=True)
    assert (made.id, made.feeds, made.robots.ai_crawlers, made.publish.host) == ("kho-ha-noi", "full", "deny", "nginx")
    assert (made.theme.light.accent, made.theme.dark.ink, made.theme.dark.accent) == ("#004466", "#ffffff", "")


def test_the_whole_example_has_every_setting_there_is() -> None:
    keys = {line.partition(":")[0] for line in WHOLE.splitlines() if line[:1].isalpha()}
    assert keys == {field.name for field in SITE.fields} == set(Config.__struct_fields__) - {"places"}


def test_short_forms_are_read() -> None:
    made = settings("publisher: UBND\nfooter: Bản lưu trữ\ncategories: Tin tức\nmenu: {label: A, to: /}")
    assert made.publisher == Publisher("UBND")
    assert made.footer == Footer("Bản lưu trữ")
    assert made.categories == (TermSettings("Tin tức"),)
    assert made.menu == (MenuEntry("A", "/"),)


def test_lists_are_on_unless_switched_off() -> None:
    assert settings("lists: {days: off}").lists == Lists(days=False)
    assert settings("lists: {}").lists == Lists()


@pytest.mark.parametrize(
    ("text", "where", "nearest"),
    [
        ("titel: x", "1:1", "title"),
        ("lists: {day: off}", "1:9", "days"),
        ("footer: {link: x}", "1:10", "links"),
        ("categories: [{name: A, alias: B}]", "1:24", "aliases"),
    ],
)
def test_an_unknown_setting_is_an_error_with_the_nearest_known_one(text: str, where: str, nearest: str) -> None:
    _, (problem,) = read(text)
    assert (problem.code, problem.severity, str(problem.location)) == ("setting-unknown", "error", f"site.yml:{where}")
    assert dict(problem.values)["nearest"] == nearest
    assert refused(text) == [("setting-unknown", where)]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("language: fr", "value-choice", "1:11"),
        ("url: luutru.hanoi.gov.vn", "web-address", "1:6"),
        ("timezone: Asia/Ho_Chi_Minh", "timezone", "1:11"),
        ("url: https://luutru.hanoi.gov.vn/?a=1", "web-address", "1:6"),
        ("menu: [{label: A, to: 'javascript:alert(1)'}]", "web-address", "1:23"),
        ("contact: 'javascript:alert(1)'", "web-address", "1:10"),
        ("live_site: /x", "web-address", "1:12"),
        ("url: https://a..b/", "web-address", "1:6"),
        ("url: https://user@example.org/", "web-address", "1:6"),
        ("url: https://example.org//a/", "web-address", "1:6"),
        ("publisher: {name: A, logo: 'mailto:a@b.vn'}", "web-address", "1:28"),
        ("publisher: {url: 'https://x.vn'}", "key-missing", "1:12"),
        ("menu: [Trang chủ]", "value-type", "1:8"),
        ("menu: [{label: A}]", "key-missing", "1:8"),
        ("menu: [{to: /, label: ''}]", "key-missing", "1:8"),
        ("lists: off", "value-type", "1:8"),
        ("lists: {days: maybe}", "value-type", "1:15"),
        ("title: [a]", "value-type", "1:8"),
        ("title: a\ntitle: b", "key-twice", "2:1"),
        ("- a", "yaml-shape", "1:1"),
        ("title: 'a", "yaml-quote", "1:8"),
    ],
)
def test_a_wrong_setting_is_an_error_at_its_place(text: str, code: str, where: str) -> None:
    assert refused(text) == [(code, where)]


@pytest.mark.parametrize(
    "text",
    [
        "categories: [Tin tức, tin\u00a0tức]",
        "categories: [Hòa Bình, {name: Hoà Bình}]",
        "categories: [{name: A, aliases: [B]}, B]",
        "categories: [{name: A, aliases: [B]}, {name: C, aliases: [b]}]",
        "categories: [{name: A, aliases: [a]}]",
        "tags: [A, a]",
    ],
)
def test_a_name_or_alias_of_two_entries_is_an_error(text: str) -> None:
    assert [code for code, _ in refused(text)] == ["term-twice"]


@pytest.mark.parametrize(
    "text",
    [
        "categories: [{name: A, slug: x}, {name: B, slug: x}]",
        "categories: [{name: A, slug: duong}, {name: B, aliases: [Đường]}]",
        "tags: [{name: A, aliases: [Dương]}, {name: B, aliases: [Đường]}]",
    ],
)
def test_an_address_that_two_entries_ask_for_is_an_error(text: str) -> None:
    assert [code for code, _ in refused(text)] == ["term-slug"]


def test_an_entry_may_have_its_own_slug_as_an_alias() -> None:
    assert settings("tags: [{name: A, slug: duong, aliases: [Đường]}]").tags[0].slug == "duong"


def test_a_category_and_a_tag_may_share_a_name() -> None:
    made = settings("categories: [Giao thông, Đường, Dương]\ntags: [Giao thông]")
    assert [term.name for term in (*made.categories, *made.tags)] == ["Giao thông", "Đường", "Dương", "Giao thông"]


def test_an_unquoted_colon_is_only_a_warning() -> None:
    made, problems = read("title: Hà Nội: kho lưu trữ")
    assert made is not None
    assert made.title == "Hà Nội: kho lưu trữ"
    assert [problem.code for problem in problems] == ["colon-unquoted"]


def test_places_are_those_of_the_values() -> None:
    places = settings("title: A\nlists:\n  days: off").places
    assert {key: str(place) for key, place in places.items()} == {
        "title": "site.yml:1:8",
        "lists": "site.yml:3:3",
        "lists.days": "site.yml:3:9",
    }


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_settings_or_has_an_error(text: str) -> None:
    made, problems = read(text)
    assert (made is None) == has_errors(problems)
