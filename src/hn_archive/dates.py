"""Dates as editors and old pages write them, read and shown; time zones are fixed offsets."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final

import msgspec

from hn_archive.text import fold, nfc

# Hà Nội has had no summer time and no other offset that a tz database agrees with it on: Asia/Ho_Chi_Minh is Saigon's
# history, +08:00 in 1947-55 and 1960-75.
HANOI: Final = timezone(timedelta(hours=7))
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9998  # so that no offset carries a date past what datetime can hold

WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS_EN: Final = tuple("January February March April May June July August September October November December".split())

_DAY: Final = (
    r"(?:(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})|/(?P<month2>[0-9]{1,2})/(?P<day2>[0-9]{1,2})|(?P<month3>[0-9][0-9])(?P<day3>[0-9][0-9]))"
    r"|(?P<day4>[0-9]{1,2})(?P<sep>[/.-])(?P<month4>[0-9]{1,2})(?P=sep)(?P<year4>[0-9]{4}))"
)
_TIME: Final = r"(?P<hour>[0-9]{1,2})(?:[:hg](?P<minute>[0-9][0-9])(?::(?P<second>[0-9][0-9])(?:[.,][0-9]+)?)?|(?P<minute2>[0-9][0-9])(?P<second2>[0-9][0-9])?)"
_ZONE: Final = r"(?P<zone>Z|[+-][0-9]{1,2}(?::?[0-9][0-9])?)"
_DATE: Final = re.compile(
    rf"(?:(?P<weekday>[^\W\d]+(?:\s+[^\W\d]+|\s*[0-9])?)\s*,?\s+)?{_DAY}"
    rf"(?:(?:\s*[T|,;-]\s*|\s+){_TIME}(?:\s*\(?(?:GMT|UTC)?\s*{_ZONE}\)?)?)?",
    re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])([0-9]{1,2})(?::?([0-9][0-9]))?")
_WEEKDAY_NUMBERS: Final = {
    **{fold(name): n for names in WEEKDAYS.values() for n, name in enumerate(names)},
    **{fold(name)[:3]: n for n, name in enumerate(WEEKDAYS["en"])},
    **{f"thu {n + 2}": n for n in range(6)},
    **{f"t{n + 2}": n for n in range(6)},
    "cn": 6,
    "thu bay": 5,
    "thu 7": 5,
}


class Moment(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A point in time as an article gives it; `has_time` is False where only the day was written (then it is 00:00)."""

    at: datetime
    has_time: bool = True


class DateFault(ValueError):
    """Why a text is no date: `code` is a problem's code, `values` fill its words."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def parse(written: str, zone: timezone) -> Moment:
    """The moment that `written` names, in `zone`.

    ISO 8601 (extended and basic, `T` or a space), `12/01/2023 08:25`, `12/01/2023 | 08:25`, also with `.` or `-` between day,
    month and year; the day always before the month. A weekday in front (Vietnamese or English) is checked. Without an
    offset the time is in `zone`; with one it is converted to it.

    Raises DateFault.
    """
    text = " ".join(nfc(written).split())
    match = _DATE.fullmatch(text)
    if not match:
        raise DateFault("date-form", value=written)
    day = _day(match, text)
    clock = _clock(match)
    if match["weekday"]:
        _check_weekday(match["weekday"], day, written)
    offset = zone if match["zone"] is None else _zone_of(match["zone"])
    at = datetime.combine(day, clock or time(), offset).astimezone(zone)
    return Moment(at, clock is not None)


def _day(match: re.Match[str], text: str) -> date:
    year = int(match["year"] or match["year4"])
    month = int(match["month4"] or match["month"] or match["month2"] or match["month3"])
    day = int(match["day4"] or match["day"] or match["day2"] or match["day3"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateFault("date-form", value=text)
    try:
        return date(year, month, day)
    except ValueError:
        written = f"{year}-{month:02d}-{day:02d}" if match["year"] else f"{day:02d}/{month:02d}/{year}"
        raise DateFault("date", value=written) from None


def _clock(match: re.Match[str]) -> time | None:
    if match["hour"] is None:
        return None
    hour, minute = match["hour"], match["minute"] or match["minute2"] or "0"
    second = match["second"] or match["second2"] or "0"
    try:
        return time(int(hour), int(minute), int(second))
    except ValueError:
        raise DateFault("date-time", value=":".join([hour, minute] + ([second] if second != "0" else []))) from None


def _zone_of(written: str) -> timezone:
    if written in "Zz":
        return UTC
    found = offset(written)
    if found is None:
        raise DateFault("timezone", value=written)
    return found


def offset(written: str) -> timezone | None:
    """The fixed zone `+07:00`, `+7` or `UTC+7` names; None for anything else, and beyond ±14:00, the world's outermost."""
    match = _OFFSET.fullmatch(written.strip())
    if not match or int(match[3] or 0) > 59:
        return None
    shift = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if shift > timedelta(hours=14):
        return None
    return timezone(-shift if match[1] == "-" else shift)


def _check_weekday(name: str, day: date, written: str) -> None:
    number = _WEEKDAY_NUMBERS.get(re.sub(r"\s+", " ", fold(name)))
    if number is None:
        raise DateFault("date-form", value=written)
    if number != day.weekday():
        raise DateFault(
            "date-weekday",
            date=f"{day:%d/%m/%Y}",
            written=name,
            weekday=" / ".join(names[day.weekday()] for names in WEEKDAYS.values()),
        )


def parse_now(written: str) -> datetime:
    """The moment an option or SOURCE_DATE_EPOCH names: a date as `parse` reads it, or seconds since 1970.

    Raises DateFault.
    """
    if re.fullmatch(r"-?\d{9,12}", written):
        try:
            return datetime.fromtimestamp(int(written), UTC)
        except (OverflowError, ValueError, OSError):
            raise DateFault("date-form", value=written) from None
    return parse(written, HANOI).at


def short(moment: Moment) -> str:
    """`12/01/2023 | 08:25`, as the portal prints it; the day alone where no time is known."""
    return f"{_dmy(moment.at)} | {_clock_of(moment.at)}" if moment.has_time else _dmy(moment.at)


def in_words(moment: Moment, language: str) -> str:
    """`Thứ Năm, 12/01/2023, 08:25`, or `Thursday, 12 January 2023, 08:25`."""
    at = moment.at
    weekday = WEEKDAYS[language][at.weekday()]
    day = _dmy(at) if language == "vi" else f"{at.day} {MONTHS_EN[at.month - 1]} {at.year:04d}"
    return f"{weekday}, {day}, {_clock_of(at)}" if moment.has_time else f"{weekday}, {day}"


def day_only(moment: Moment) -> str:
    """`20/5/2023`, for "tính đến …"."""
    return f"{moment.at.day}/{moment.at.month}/{moment.at.year:04d}"


def machine(moment: Moment) -> str:
    """The value of `<time datetime>` (HTML, "valid date string" or "valid global date and time string")."""
    return moment.at.isoformat(timespec="minutes") if moment.has_time else moment.at.date().isoformat()


def _clock_of(at: datetime) -> str:
    return f"{at.hour:02d}:{at.minute:02d}"


def _dmy(at: datetime) -> str:
    return f"{at.day:02d}/{at.month:02d}/{at.year:04d}"
