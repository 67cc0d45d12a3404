"""Calendars: the weeks of a month with how many articles each day has, as numbers and as shades."""

from calendar import Calendar
from collections.abc import Mapping
from datetime import date
from typing import Final

from hn_archive.composer import Composer
from hn_archive.view import CalendarDay, CalendarMonth

# A shade says the same on every page and for ever: it does not depend on other days.
SHADES: Final = (1, 3, 6, 11, 21)
_MONTH_SHADES: Final = tuple(count * 20 for count in SHADES)
_WEEKS: Final = Calendar(firstweekday=0)  # Monday, as in Vietnam (CLDR)


def shade(count: int, *, is_month: bool = False) -> int:
    """From 0 for nothing to 5 for very many articles in a day, or a month."""
    steps = _MONTH_SHADES if is_month else SHADES
    return 0 if not count else max(1, sum(count >= step for step in steps))


def entry(composer: Composer, number: int, place: str, count: int, shade_number: int) -> CalendarDay:
    """A day or month with `count` articles."""
    if not count:
        return CalendarDay(number, "", "", "", 0)
    return CalendarDay(number, place, composer.number(count), composer.articles(count), shade_number)


def month(composer: Composer, year: int, number: int, counts: Mapping[date, int]) -> CalendarMonth:
    """A month's weeks, from Monday to Sunday; `counts` has the days that have articles."""
    link = composer.month_link((year, number))
    has_days = composer.config.lists.days

    def cell(day: date) -> CalendarDay | None:
        if day.month != number:
            return None
        count = counts.get(day, 0)
        place = composer.day_link(day).address if has_days else ""
        return entry(composer, day.day, place, count, shade(count))

    total = sum(count for day, count in counts.items() if (day.year, day.month) == (year, number))
    return CalendarMonth(
        link.label,
        link.address if total else "",
        composer.articles(total) if total else "",
        tuple(tuple(map(cell, week)) for week in _WEEKS.monthdatescalendar(year, number)),
    )
