"""Kinds of value."""

from collections.abc import Iterator
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive import config, front_matter, poll
from hn_archive.dates import HANOI, parse
from hn_archive.messages import WORDS
from hn_archive.safe_yaml import parse as parse_yaml
from hn_archive.schema import (
    Choice,
    Date,
    Flag,
    Identifier,
    Kind,
    Many,
    Names,
    Offset,
    Reading,
    Record,
    SiteAddress,
    Slug,
    Stars,
    Switch,
    Target,
    Text,
    WebAddress,
    Whole,
    field,
    is_web_address,
)

RECORDS = (front_matter.ARTICLE, front_matter.STANDING, config.SITE, poll.POLL)


def read(kind: Kind, written: str) -> tuple[Any, list[str]]:
    """The value of `k: written` and its problems as `code line:column`."""
    mapping, problems = parse_yaml(f"k: {written}", "a.md")
    assert mapping is not None, problems
    reading = Reading(HANOI, "key-unknown")
    made = Record(make=dict, fields=(field("k", kind, "", ""),)).read("", mapping, reading)
    return made.get("k"), [f"{problem.code} {str(problem.location).removeprefix('a.md:')}" for problem in reading.problems]


def kinds(record: Record) -> Iterator[Kind]:
    for entry in record.fields:
        kind = entry.kind.kind if isinstance(entry.kind, Many) else entry.kind
        yield from (entry.kind, kind)
        if isinstance(kind, Record):
            yield from kinds(kind)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Text(), "  Hà\u00a0Nội   mở rộng ", "Hà\u00a0Nội mở rộng"),
        (Text(), "|\n  một\n  hai\n", "một hai"),
        (Text(), "14:30", "14:30"),
        (Text(limit=3), "abc", "abc"),
        (Flag(), "true", True),
        (Flag(), "Yes", True),
        (Flag(), "có", True),
        (Flag(), "1", True),
        (Flag(), "no", False),
        (Flag(), "Không", False),
        (Flag(), "off", False),
        (Whole(), "7", 7),
        (Whole(), "0", 0),
        (Whole(), "0123", 123),
        (Whole(), "1.234", 1234),
        (Whole(), "1,234", 1234),
        (Whole(), "1_000", 1000),
        (Whole(), "1 234 567", 1234567),
        (Whole(), "1\u00a0234", 1234),
        (Whole(), "12.345.678", 12345678),
        (Stars(), "4,5", 4.5),
        (Stars(), "4.5", 4.5),
        (Stars(), "0", 0.0),
        (Stars(), "5", 5.0),
        (Stars(), "5,00", 5.0),
        (Date(), "12/01/2023 | 08:25", parse("2023-01-12T08:25", HANOI)),
        (Date(), "2023-01-12", parse("12/01/2023", HANOI)),
        (Offset(), "+07:00", HANOI),
        (Offset(), "UTC-3:30", timezone(-timedelta(hours=3, minutes=30))),
        (Choice(choices=("vi", "en")), "EN", "en"),
        (Switch(), "on", True),
        (Switch(), "off", False),
        (WebAddress(), "https://hanoi.gov.vn/tin?id=1&x#y", "https://hanoi.gov.vn/tin?id=1&x#y"),
        (WebAddress(), "http://xn--h-ni-kwa.vn:8080", "http://xn--h-ni-kwa.vn:8080"),
        (SiteAddress(), "https://luutru.hanoi.gov.vn/kho/", "https://luutru.hanoi.gov.vn/kho/"),
        (Target(), "/chuyen-muc/", "/chuyen-muc/"),
        (Target(), "_pages/lien-he.md", "_pages/lien-he.md"),
        (Target(), "https://hanoi.gov.vn/?a#b", "https://hanoi.gov.vn/?a#b"),
        (Target(), "mailto:toasoan@hanoi.gov.vn", "mailto:toasoan@hanoi.gov.vn"),
        (Target(), "tel:+84243825", "tel:+84243825"),
        (Identifier(), "7f3a9c52", "7f3a9c52"),
        (Identifier(), "a" * 100, "a" * 100),
        (Slug(), "Khởi công cầu", "khoi-cong-cau"),
        (Many(kind=Whole()), "[1, 2]", (1, 2)),
        (Many(kind=Whole()), "3", (3,)),
        (Many(kind=Whole()), "[]", ()),
    ],
)
def test_a_good_value_is_typed(kind: Kind, written: str, value: object) -> None:
    assert read(kind, written) == (value, [])


@pytest.mark.parametrize(
    ("kind", "written", "problem"),
    [
        (Text(), "[a]", "value-type 1:4"),
        (Text(), "{a: b}", "value-type 1:4"),
        (Text(limit=3), "abcd", "value-long 1:4"),
        (Flag(), "maybe", "value-type 1:4"),
        (Flag(), "[true]", "value-type 1:4"),
        (Whole(), "-1", "number 1:4"),
        (Whole(), "1.23", "number 1:4"),
        (Whole(), "1.2345", "number 1:4"),
        (Whole(), "1.234,567", "number 1:4"),
        (Whole(), "1234.567", "number 1:4"),
        (Whole(), "bảy", "number 1:4"),
        (Whole(), "١٢", "number 1:4"),
        (Whole(), "9" * 16, "number 1:4"),
        (Stars(), "5,1", "rating 1:4"),
        (Stars(), "6", "rating 1:4"),
        (Stars(), "-1", "rating 1:4"),
        (Stars(), "nan", "rating 1:4"),
        (Stars(), "4/5", "rating 1:4"),
        (Date(), "30/02/2023", "date 1:4"),
        (Date(), "hôm qua", "date-form 1:4"),
        (Date(), "12/01/2023 25:00", "date-time 1:4"),
        (Date(), "Thứ Sáu, 12/01/2023", "date-weekday 1:4"),
        (Date(), "12/01/2023 08:25 +99:00", "timezone 1:4"),
        (Offset(), "Asia/Ho_Chi_Minh", "timezone 1:4"),
        (Choice(choices=("vi", "en")), "fr", "value-choice 1:4"),
        (Switch(), "maybe", "value-type 1:4"),
        (WebAddress(), "hanoi.gov.vn", "web-address 1:4"),
        (WebAddress(), "javascript:alert(1)", "web-address 1:4"),
        (WebAddress(), "//hanoi.gov.vn", "web-address 1:4"),
        (WebAddress(), "https://", "web-address 1:4"),
        (WebAddress(), "https://a b", "web-address 1:4"),
        (WebAddress(), "http://a:99999", "web-address 1:4"),
        (WebAddress(), "http://[::1", "web-address 1:4"),
        (WebAddress(), "https://x.vn/" + "a" * 2_000, "web-address 1:4"),
        (SiteAddress(), "https://x.vn/?a=1", "web-address 1:4"),
        (SiteAddress(), '"https://x.vn/#a"', "web-address 1:4"),
        (SiteAddress(), "/kho/", "web-address 1:4"),
        (Target(), "javascript:alert(1)", "web-address 1:4"),
        (Target(), '" JavaScript:alert(1)"', "web-address 1:4"),
        (Target(), '"java\\tscript:alert(1)"', "web-address 1:4"),
        (Target(), "data:text/html,x", "web-address 1:4"),
        (Target(), "http://a b", "web-address 1:4"),
        (Identifier(), "a b", "id 1:4"),
        (Identifier(), "mã", "id 1:4"),
        (Identifier(), "a" * 101, "id 1:4"),
        (Slug(), "😀", "slug 1:4"),
        (Many(kind=Whole()), "[1, x]", "number 1:8"),
        (Names(), "[a, [b]]", "value-type 1:8"),
        (Names(), "{a: b}", "value-type 1:4"),
    ],
)
def test_a_bad_value_is_a_problem_at_its_place(kind: Kind, written: str, problem: str) -> None:
    assert read(kind, written)[1] == [problem]


@pytest.mark.parametrize(
    "kind", [Text(), Flag(), Whole(), Stars(), Date(), Offset(), WebAddress(), Identifier(), Slug(), Names(), Many()]
)
def test_an_empty_value_counts_as_none(kind: Kind) -> None:
    assert read(kind, "") == (None, [])


@given(st.integers(0, 10**15 - 1), st.sampled_from([",", ".", " ", "_", "\u00a0", "'"]))
def test_a_count_is_read_with_any_sign_between_its_thousands(count: int, sign: str) -> None:
    for written in (str(count), f"{count:,}".replace(",", sign)):
        assert read(Whole(), f'"{written}"') == (count, [])


@given(st.integers(0, 500))
def test_a_rating_has_a_comma_or_a_point(hundredths: int) -> None:
    written = f"{hundredths / 100:.2f}"
    assert read(Stars(), written) == read(Stars(), written.replace(".", ",")) == (hundredths / 100, [])


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff\ufeff")))
def test_no_text_makes_a_kind_crash_and_none_is_lost_in_silence(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    for kind in (Flag(), Whole(), Stars(), Date(), Offset(), Choice(choices=("a",)), WebAddress(), Identifier(), Slug()):
        value, problems = read(kind, quoted)
        assert (value is None) == bool(problems)


@pytest.mark.parametrize("text", ["https://hanoi.gov.vn/", "HTTP://X", "https://đất.vn/đường?q=1", "http://[::1]/"])
def test_web_addresses_are_absolute_and_of_the_web(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text", ["", "/a", "mailto:a@b", "ftp://a", "http:/a", "http:///a", 'http://a"b', "http://a\\b", "http://<b>"]
)
def test_what_is_no_web_address_is_told(text: str) -> None:
    assert not is_web_address(text)


def names(written: str, *, commas: bool = True) -> list[tuple[str, str]]:
    found, problems = read(Names(commas=commas), written)
    assert problems == []
    return [(name.text, str(name.location).removeprefix("a.md:")) for name in found or ()]


def test_names_are_a_list_each_with_its_place() -> None:
    assert names("[Hà Nội, 'Cầu, đường']") == [("Hà Nội", "1:5"), ("Cầu, đường", "1:13")]


def test_names_in_one_text_are_parted_by_commas() -> None:
    assert names("Hà Nội, cầu ,, ") == [("Hà Nội", "1:4"), ("cầu", "1:4")]


def test_names_that_may_hold_commas_are_not_parted() -> None:
    assert names("/a,b", commas=False) == [("/a,b", "1:4")]


def test_a_name_that_is_repeated_counts_once_as_first_written() -> None:
    assert [text for text, _ in names("[Hòa Bình, hoà\u00a0bình, HOÀ BÌNH, Hoa Binh]")] == ["Hòa Bình", "Hoa Binh"]


def test_names_without_a_name_are_none() -> None:
    assert names("[]") == names("', ,'") == names("['', ' ']") == []


PERSON = Record(
    make=dict,
    short="name",
    fields=(field("name", Text(), "", "", required=True), field("votes", Whole(), "", ""), field("as_of", Date(), "", "")),
)


def test_a_group_is_read_key_by_key() -> None:
    assert read(PERSON, "{name: An, votes: 1.234}") == ({"name": "An", "votes": 1234}, [])


def test_one_value_alone_stands_for_the_short_key() -> None:
    assert read(PERSON, "An") == ({"name": "An"}, [])


def test_a_required_key_that_is_missing_is_a_problem() -> None:
    assert read(PERSON, "{votes: 1}") == (None, ["key-missing 1:4"])


@pytest.mark.parametrize("empty", ["", "''", "' '", '"\\n"', "'\u00a0'", "'\u200b\u00ad\ufeff'"])
def test_a_required_key_without_a_word_in_it_is_missing(empty: str) -> None:
    assert read(PERSON, f"{{name: {empty}, votes: 1}}") == (None, ["key-missing 1:4"])


def test_a_wrong_value_of_a_required_key_is_one_problem_and_not_two() -> None:
    assert read(PERSON, "{name: [x]}") == (None, ["value-type 1:11"])


def test_all_problems_of_a_group_are_found_at_once() -> None:
    assert read(PERSON, "{name: An, votes: x, as_of: 30/02/2023}")[1] == ["number 1:22", "date 1:32"]


def test_a_list_is_no_group() -> None:
    assert read(PERSON, "[An]") == (None, ["value-type 1:4"])


def test_an_unknown_key_is_named_with_the_nearest_and_kept_as_text() -> None:
    mapping, _ = parse_yaml("name: An\nvote: [1, {a: 'no'}]\nzzz: 14:30", "a.md")
    assert mapping is not None
    reading = Reading(HANOI, "key-unknown")
    PERSON.read("", mapping, reading)
    assert reading.extra == {"vote": ["1", {"a": "no"}], "zzz": "14:30"}
    assert [(problem.code, str(problem.location), dict(problem.values)["nearest"]) for problem in reading.problems] == [
        ("key-unknown", "a.md:2:1", "votes"),
        ("key-unknown", "a.md:3:1", "name, votes, as_of"),
    ]


def test_places_are_kept_under_the_whole_way_to_a_key() -> None:
    mapping, _ = parse_yaml("k: {name: An, votes: 1}", "a.md")
    assert mapping is not None
    reading = Reading(HANOI, "key-unknown")
    Record(make=dict, fields=(field("k", PERSON, "", ""),)).read("", mapping, reading)
    assert {key: str(place) for key, place in reading.places.items()} == {
        "k": "a.md:1:4",
        "k.name": "a.md:1:11",
        "k.votes": "a.md:1:22",
    }


def test_a_wrong_type_shows_an_example_with_the_key() -> None:
    mapping, _ = parse_yaml("k: {votes: [1]}", "a.md")
    assert mapping is not None
    reading = Reading(HANOI, "key-unknown")
    Record(make=dict, fields=(field("k", PERSON, "", ""),)).read("", mapping, reading)
    assert dict(reading.problems[0].values) == {
        "key": "k.votes",
        "expected": "a whole number",
        "found": "a list",
        "example": "votes: 1234",
    }


@pytest.mark.parametrize("record", RECORDS)
def test_every_kind_that_is_used_has_words_in_vietnamese_and_an_example_with_its_key(record: Record) -> None:
    for kind in kinds(record):
        assert kind.noun in WORDS["vi"]
        assert kind.example.format(key="khóa").startswith("khóa: ")


@pytest.mark.parametrize("record", RECORDS)
def test_every_key_is_described_in_both_languages(record: Record) -> None:
    for kind in (record, *(kind for kind in kinds(record) if isinstance(kind, Record))):
        for entry in kind.fields:
            assert all(entry.meaning[language].endswith(".") for language in ("en", "vi")), entry.name


def test_every_example_of_a_simple_kind_is_a_good_value() -> None:
    for kind in (Flag(), Whole(), Stars(), Date(), Offset(), Switch(), WebAddress(), Identifier(), Slug(), Names()):
        value, problems = read(kind, kind.example.format(key="k").removeprefix("k: "))
        assert value is not None
        assert problems == []
