"""Dates: a text is a moment or a fault with words; what is shown is read back; Python's own readers agree."""

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

from fuzz.target import Target, check_problems, text_of
from hn_archive import header
from hn_archive.dates import (
    FIRST_YEAR,
    HANOI,
    LAST_YEAR,
    DateFault,
    Moment,
    day_only,
    in_words,
    machine,
    offset,
    parse,
    parse_now,
    short,
)
from hn_archive.importers.fields import iso
from hn_archive.importers.page_dates import date_in
from hn_archive.problem import Problem

_ZONES = (HANOI, UTC, timezone(timedelta(hours=-14)), timezone(timedelta(hours=14)), timezone(timedelta(minutes=-210)))
_FORMS = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M:%S")


def check_date(content: bytes) -> None:
    """A text is read as one moment in every normal form and with every kind of blank, and all ways to show it are read back; else it is a
    fault with words."""
    text = text_of(content)
    for zone in _ZONES:
        found = _read(text, zone)
        assert _read(unicodedata.normalize("NFD", text), zone) == found
        assert _read(f"\u00a0{text.replace(' ', chr(0xA0))}\u2003", zone) == found
        if found is not None:
            _check_moment(found, zone)
            _check_with_python(text, found, zone)
    with suppress(DateFault):
        assert parse_now(text).tzinfo is not None
    assert (known := offset(text)) is None or abs(known.utcoffset(None)) <= timedelta(hours=14)


def _read(text: str, zone: timezone) -> Moment | None:
    try:
        return parse(text, zone)
    except DateFault as fault:
        check_problems([Problem.at(fault.code, **fault.values)])
        return None


def _check_moment(found: Moment, zone: timezone) -> None:
    assert found.at.tzinfo == zone
    assert found.has_time or found.at.time() == datetime.min.time()
    if not FIRST_YEAR <= found.at.year <= LAST_YEAR:  # its offset has carried it out of the years that can be written
        return
    assert parse(header.date(found, zone), zone) == found
    assert parse(header.date(found, HANOI), zone).at == found.at or not found.has_time
    to_the_minute = Moment(found.at.replace(second=0), found.has_time)
    for shown in (short(found), in_words(found, "vi"), machine(found)):
        assert parse(shown, zone) == to_the_minute
    assert parse(day_only(found), zone).at.date() == found.at.date()


def _check_with_python(text: str, found: Moment, zone: timezone) -> None:
    """Where Python's own readers read a text too, it means the same."""
    with suppress(ValueError):
        known = datetime.fromisoformat(text)
        assert (known if known.tzinfo else known.replace(tzinfo=zone)).replace(microsecond=0) == found.at
    for form in _FORMS:
        with suppress(ValueError):
            assert datetime.strptime(text, form).replace(tzinfo=zone) == found.at


def check_page_date(content: bytes) -> None:
    """A date that is found on a page is one that front matter takes, and its words stand on the page."""
    text = text_of(content)
    with suppress(DateFault):
        written = iso(text)
        assert iso(written) == written, "what was read is read otherwise"
        assert parse(written, HANOI).at == parse(text.strip(), HANOI).at
    found = date_in(text)
    if found is not None:
        written, words = found
        assert parse(written, HANOI).at.year >= 1900
        assert " ".join(words.split()) in " ".join(unicodedata.normalize("NFC", text).split())
        assert date_in(words) == found


_TOKENS = (
    *("12/01/2023", "12-1-2023", "12.01.2023", "2023-01-12", "2023/01/12", "20230112", "30/02/2023", "29/02/2024", "31/12/9998"),
    *("01/01/1000", "1001-01-01", "0", "1", "2023", "9999", "08:25", "8h25", "8g25", "23:59:60", "24:00", "0825", "082500", ".123"),
    *(
        "T",
        "Z",
        "z",
        "|",
        ",",
        ";",
        " - ",
        " ",
        "\u00a0",
        "+07:00",
        "+7",
        "-14:00",
        "+14:00",
        "+0700",
        "-00:00",
        "GMT+7",
        "(GMT+7)",
        "UTC",
    ),
    *(
        "Thứ Năm",
        "Thứ 5",
        "T5",
        "CN",
        "Chủ Nhật",
        "Thursday",
        "thu",
        "Thứ Bẩy",
        "o\u0302",
        "ngày ",
        " tháng ",
        " năm ",
        "lúc ",
        " giờ ",
        " phút",
    ),
    *("PM", "SA", "CH", "12 tháng 1 năm 2023", "١٢", "1673486700", "-999999999", "2023-W02-4", "/", ":", "-", "."),
)
TARGETS = (Target("dates", check_date, _TOKENS, 150), Target("page-dates", check_page_date, _TOKENS, 150))
