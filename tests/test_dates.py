"""Dates as editors and old pages write them."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.dates import HANOI, WEEKDAYS, DateFault, Moment, day_only, in_words, machine, offset, parse, parse_now, short

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MINUTES = st.datetimes(datetime(1001, 1, 1), datetime(9997, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0, fold=0))

TO_THE_MINUTE: dict[str, Callable[[datetime], str]] = {
    "12/01/2023 08:25": lambda at: f"{dmy(at)} {at:%H:%M}",
    "12/01/2023 | 08:25": lambda at: f"{dmy(at)} | {at:%H:%M}",
    "12/01/2023⍽|⍽08:25": lambda at: f"{dmy(at)}\u00a0|\u00a0{at:%H:%M}",
    "12/1/2023, 8:25": lambda at: f"{at.day}/{at.month}/{at.year}, {at.hour}:{at:%M}",
    "12.01.2023 08:25": lambda at: f"{dmy(at).replace('/', '.')} {at:%H:%M}",
    "12-01-2023 08:25": lambda at: f"{dmy(at).replace('/', '-')} {at:%H:%M}",
    "12/01/2023 8h25": lambda at: f"{dmy(at)} {at.hour}h{at:%M}",
    "2023-01-12 08:25": lambda at: f"{at.date()} {at:%H:%M}",
    "2023-1-12 8:25": lambda at: f"{at.year}-{at.month}-{at.day} {at.hour}:{at:%M}",
    "2023/01/12 08:25": lambda at: f"{str(at.date()).replace('-', '/')} {at:%H:%M}",
    "2023-01-12T08:25": lambda at: at.isoformat(timespec="minutes"),
    "2023-01-12T08:25:00": lambda at: at.isoformat(),
    "20230112T0825": lambda at: at.isoformat(timespec="minutes").replace("-", "").replace(":", ""),
    "Thứ Năm, 12/01/2023, 08:25": lambda at: in_words(Moment(at), "vi"),
    "Thứ Năm 12/01/2023 08:25": lambda at: f"{WEEKDAYS['vi'][at.weekday()]} {dmy(at)} {at:%H:%M}",
    "thursday, 12/01/2023 - 08:25": lambda at: f"{WEEKDAYS['en'][at.weekday()].lower()}, {dmy(at)} - {at:%H:%M}",
    "Thu, 12/01/2023 08:25": lambda at: f"{WEEKDAYS['en'][at.weekday()][:3]}, {dmy(at)} {at:%H:%M}",
}


def dmy(at: datetime) -> str:
    return f"{at.day:02d}/{at.month:02d}/{at.year}"


def code_of(written: str) -> str:
    """The code of the fault that a text is, "" where it is a date."""
    try:
        parse(written, HANOI)
    except DateFault as fault:
        return fault.code
    return ""


@given(at=MINUTES, zone=OFFSETS)
def test_a_moment_written_in_any_accepted_form_is_read_back(at: datetime, zone: timezone) -> None:
    moment = Moment(at.replace(tzinfo=zone))
    assert {form: parse(write(at), zone) for form, write in TO_THE_MINUTE.items()} == dict.fromkeys(TO_THE_MINUTE, moment)


@given(at=MINUTES, zone=OFFSETS, site=OFFSETS)
def test_a_written_offset_decides_and_the_moment_is_told_in_the_zone_of_the_site(
    at: datetime, zone: timezone, site: timezone
) -> None:
    moment = parse(at.replace(tzinfo=zone).isoformat(), site)
    assert moment.at == at.replace(tzinfo=zone)
    assert moment.at.tzinfo == site


@given(MINUTES)
def test_a_day_alone_has_no_time(at: datetime) -> None:
    day = Moment(at.replace(hour=0, minute=0, tzinfo=HANOI), has_time=False)
    assert parse(dmy(at), HANOI) == parse(str(at.date()), HANOI) == parse(f"{at:%Y%m%d}", HANOI) == day


@given(MINUTES, st.booleans())
def test_what_is_shown_can_be_read_again(at: datetime, has_time: bool) -> None:
    known = at if has_time else at.replace(hour=0, minute=0)
    moment = Moment(known.replace(tzinfo=HANOI), has_time)
    for shown in (short(moment), in_words(moment, "vi"), machine(moment)):
        assert parse(shown, HANOI) == moment
    assert parse(day_only(moment), HANOI).at.date() == at.date()


@given(st.text())
def test_any_text_is_a_date_or_a_fault_of_a_known_code(text: str) -> None:
    assert code_of(text) in {"", "date", "date-form", "date-time", "date-weekday", "timezone"}


@pytest.mark.parametrize(
    "written",
    [
        "2023-01-12T08:25Z",
        "20230112T082500Z",
        "2023-01-12 08:25 Z",
        "2023-01-12 15:25 GMT+7",
        "12/01/2023 15:25 (GMT+7)",
        "2023-01-12T15:25:00.123+07:00",
        "2023-01-12 15:25 +0700",
        "12/01/2023 | 15:25",
    ],
)
def test_one_moment_has_many_spellings(written: str) -> None:
    assert parse(written, HANOI).at == datetime(2023, 1, 12, 8, 25, tzinfo=UTC)


def test_the_day_stands_before_the_month() -> None:
    assert parse("01/12/2023", HANOI).at.month == 12


@pytest.mark.parametrize("zone", ["+15:00", "+14:01", "+99:00", "-23", "+07:60"])
def test_an_offset_that_the_world_does_not_have_is_refused(zone: str) -> None:
    assert code_of(f"12/01/2023 08:25 {zone}") == "timezone"


@pytest.mark.parametrize(
    "written",
    ["30/02/2023", "29/02/2023", "29/02/1900", "31/04/2023", "2023-13-45", "2023-02-30", "20230230", "0/1/2023", "1/0/2023"],
)
def test_a_day_that_the_calendar_does_not_have_is_named(written: str) -> None:
    assert code_of(written) == "date"


def test_an_impossible_day_is_shown_in_the_order_it_was_written() -> None:
    with pytest.raises(DateFault) as caught:
        parse("2023-02-30 08:25", HANOI)
    assert caught.value.values == {"value": "2023-02-30"}


def test_leap_days_are_days() -> None:
    assert parse("29/02/2024", HANOI).at.day == parse("29/02/2000", HANOI).at.day == 29


@pytest.mark.parametrize("clock", ["24:00", "25:00:00", "08:60", "08:25:60", "23:59:60", "99:99"])
def test_a_time_that_no_day_has_is_refused_leap_seconds_too(clock: str) -> None:
    assert code_of(f"12/01/2023 {clock}") == "date-time"


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "hôm qua",
        "14:30",
        "12/01/23",
        "12/01-2023",
        "12/01",
        "2023",
        "12/01/2023 8",
        "12/01/2023 08:25 AM",
        "١٢/٠١/٢٠٢٣",
        "12/01/2023 | Lượt xem: 7",
        "31/12/0999",
        "999-01-01",
        "01/01/9999",
        "10000-01-01",
        "01/01/10000",
        "Thứ 8, 12/01/2023",
        "Ngày 12/01/2023",
    ],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    assert code_of(written) == "date-form"


@pytest.mark.parametrize("written", ["01/01/1000", "31/12/9998 23:59 -14:00", "1000-01-01 00:00 +14:00"])
def test_the_first_and_last_years_are_read_with_any_offset(written: str) -> None:
    assert 999 <= parse(written, HANOI).at.year <= 9999


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Thứ Năm", 12),
        ("thứ năm", 12),
        ("THỨ NĂM", 12),
        ("Thứ 5", 12),
        ("T5", 12),
        ("Thứ Bảy", 14),
        ("Thứ Bẩy", 14),
        ("Thứ 7", 14),
        ("Chủ Nhật", 15),
        ("CN", 15),
        ("cn", 15),
        ("Thứ Hai", 16),
        ("T2", 16),
        ("Thursday", 12),
        ("thu", 12),
        ("Sun", 15),
    ],
)
def test_weekdays_are_read_in_vietnamese_and_english(written: str, day: int) -> None:
    assert parse(f"{written}, {day}/01/2023", HANOI) == parse(f"{written} {day}/01/2023", HANOI) == parse(f"{day}/01/2023", HANOI)


def test_the_normal_form_of_a_weekday_does_not_count() -> None:
    assert parse(unicodedata.normalize("NFD", "Thứ Năm, 12/01/2023"), HANOI) == parse("12/01/2023", HANOI)


@pytest.mark.parametrize("written", ["Thứ Sáu, 12/01/2023", "CN, 12/01/2023", "Thứ 4 12/01/2023", "Friday, 12/01/2023"])
def test_a_wrong_weekday_is_an_error_that_says_the_right_one(written: str) -> None:
    with pytest.raises(DateFault) as caught:
        parse(written, HANOI)
    assert caught.value.code == "date-weekday"
    assert caught.value.values["weekday"] == "Thứ Năm / Thursday"
    assert caught.value.values["date"] == "12/01/2023"


@pytest.mark.parametrize(
    ("written", "hours"),
    [("+07:00", 7), ("+7", 7), ("+0700", 7), ("UTC+7", 7), (" GMT+7 ", 7), ("-3:30", -3.5), ("+00:00", 0)],
)
def test_offsets_are_fixed_zones(written: str, hours: float) -> None:
    assert offset(written) == timezone(timedelta(hours=hours))


@pytest.mark.parametrize("written", ["Asia/Ho_Chi_Minh", "7", "07:00", "", "+14:01", "-99:00", "+07:60", "+7h"])
def test_what_is_no_offset_is_none(written: str) -> None:
    assert offset(written) is None


def test_hanoi_keeps_one_offset_through_its_history() -> None:
    assert {parse(f"01/07/{year}", HANOI).at.utcoffset() for year in (1950, 1970, 2023)} == {timedelta(hours=7)}


@given(st.integers(100_000_000, 200_000_000_000))
def test_now_may_be_seconds_since_1970(seconds: int) -> None:
    assert parse_now(str(seconds)).timestamp() == seconds


def test_now_may_be_a_date() -> None:
    assert parse_now("12/01/2023 08:25") == datetime(2023, 1, 12, 1, 25, tzinfo=UTC)
    assert parse_now("20230112") == datetime(2023, 1, 12, tzinfo=HANOI)


@pytest.mark.parametrize("written", ["", "x", "999999999999", "1e9", "30/02/2023"])
def test_now_that_is_neither_is_refused(written: str) -> None:
    with pytest.raises(DateFault):
        parse_now(written)


def test_a_moment_is_shown_as_the_portal_and_as_sentences_have_it() -> None:
    moment = parse("12/01/2023 08:25", HANOI)
    assert short(moment) == "12/01/2023 | 08:25"
    assert in_words(moment, "vi") == "Thứ Năm, 12/01/2023, 08:25"
    assert in_words(moment, "en") == "Thursday, 12 January 2023, 08:25"
    assert day_only(parse("20/05/2023", HANOI)) == "20/5/2023"
    assert machine(moment) == "2023-01-12T08:25+07:00"


def test_a_day_without_a_time_is_shown_without_one() -> None:
    day = parse("15/01/2023", HANOI)
    assert short(day) == "15/01/2023"
    assert in_words(day, "vi") == "Chủ Nhật, 15/01/2023"
    assert in_words(day, "en") == "Sunday, 15 January 2023"
    assert machine(day) == "2023-01-15"
