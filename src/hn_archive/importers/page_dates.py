"""Find the date that stands on a page for its readers, as Vietnamese portals and newspapers write it."""

import re
from typing import Final

from hn_archive.dates import DateFault
from hn_archive.importers.fields import iso
from hn_archive.text import nfc, one_line

_WEEKDAY: Final = r"(?:(?:th[ứử]\s+(?:hai|ba|tư|bốn|năm|sáu|bảy|[2-7])|ch[ủu]\s+nh[ậâ]t|t[2-7]|cn)\s*[,.:|\-–]?\s*)?"
_CLOCK: Final = (
    r"(?P<hour{n}>[01]?\d|2[0-3])\s*(?::|h|g|giờ)\s*(?P<minute{n}>[0-5]\d)(?:\s*phút|:[0-5]\d)?(?:\s*(?P<half{n}>[AP]M|SA|CH)\b)?"
)
_DAY: Final = r"(?P<day>\d{1,2})\s*(?P<sign>[/.\-])\s*(?P<month>\d{1,2})\s*(?P=sign)\s*(?P<year>(?:19|20)\d\d)(?!\d)"
_IN_WORDS: Final = r"(?:ngày\s+)?(?P<day2>\d{1,2})\s+tháng\s+(?P<month2>\d{1,2}),?\s+năm\s+(?P<year2>(?:19|20)\d\d)"
_BETWEEN: Final = r"\s*(?:[|,;–\-]|lúc|vào lúc)?\s*"
_DATE: Final = re.compile(
    rf"(?<!\d)(?:{_CLOCK.format(n=1)}{_BETWEEN})?{_WEEKDAY}(?:ngày\s*:?\s*)?(?:{_DAY}|{_IN_WORDS})(?:{_BETWEEN}{_CLOCK.format(n=2)})?"
    r"(?:\s*\(?(?P<zone>(?:GMT|UTC)\s*[+-]\s*\d{1,2}(?::?\d\d)?)\)?)?",
    re.IGNORECASE,
)


def date_in(text: str) -> tuple[str, str] | None:
    """The first date in a text, as front matter takes it, and the very words that say it; None where there is none.

    `Thứ Năm, 12/01/2023, 08:25`, `08:25 | 12/01/2023`, `12-1-2023 8h25`, `Hà Nội, ngày 12 tháng 1 năm 2023`; the day before the month.
    """
    for match in _DATE.finditer(nfc(text)):
        day, month, year = (match[name] or match[f"{name}2"] for name in ("day", "month", "year"))
        clock = next((f" {_hour(match, n)}:{match[f'minute{n}']}" for n in (2, 1) if match[f"hour{n}"]), "")
        zone = re.sub(r"\s", "", match["zone"] or "") if clock else ""
        try:
            return iso(f"{day}/{month}/{year}{clock}{' ' if zone else ''}{zone}"), one_line(match[0])
        except DateFault:
            continue
    return None


def without_dates(text: str) -> str:
    """A text without the dates in it."""
    return _DATE.sub(" ", nfc(text))


def _hour(match: re.Match[str], number: int) -> str:
    """The hour of 24, where it was written of 12."""
    hour, half = int(match[f"hour{number}"]), (match[f"half{number}"] or "").upper()
    if half in ("PM", "CH") and hour < 12:
        hour += 12
    return str(0 if half in ("AM", "SA") and hour == 12 else hour)
