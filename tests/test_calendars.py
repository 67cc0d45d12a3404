"""Calendars: weeks, numbers, shades."""

import calendar
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conftest import TrialSite
from hn_archive.calendars import SHADES, shade
from sections import section


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_articles_are_never_a_lighter_shade(some: int, more: int) -> None:
    assert shade(min(some, more)) <= shade(max(some, more))
    assert (shade(some) == 0) == (some == 0)
    assert 0 <= shade(some) <= len(SHADES)


def test_a_day_and_a_month_have_shades_of_their_own() -> None:
    assert [shade(count) for count in (0, 1, 2, 3, 6, 11, 21, 500)] == [0, 1, 1, 2, 3, 4, 5, 5]
    assert [shade(count, is_month=True) for count in (0, 1, 20, 60, 120, 220, 420)] == [0, 1, 1, 2, 3, 4, 5]


def test_a_year_has_twelve_months_whose_days_stand_under_their_weekdays(site: TrialSite) -> None:
    for day in ("2024-02-29", "2024-02-29 10:00", "2024-12-01"):
        site.article(f"{day.replace(' ', '-').replace(':', '-')}.md", date=day)
    site.built()
    tables = site.page("2024/index.html").split('<table class="calendar">')[1:]
    assert len(tables) == 12
    for month, table in enumerate(tables, start=1):
        rows = section(table, "<tbody>", "</tbody>").split("<tr>")[1:]
        cells = [row.count("<td") for row in rows]
        assert set(cells) == {7}
        assert len(rows) == len(calendar.Calendar().monthdayscalendar(2024, month))
    february = section(tables[1], "<tbody>", "</tbody>").split("<tr>")[1:]
    leap_day = february[4].split("<td")[1 + date(2024, 2, 29).weekday()]
    assert 'class="shade-1"' in leap_day
    assert (
        '<a href="../2024/02/29/index.html">29<span class="hidden"> – 2 bài</span><small aria-hidden="true">2</small></a>'
        in leap_day
    )
    assert '<a href="../2024/02/index.html">Tháng 2/2024</a> <span class="count">2 bài</span>' in tables[1]
    assert "<a" not in tables[2], "a month without articles has no page"


def test_days_without_pages_are_numbers_alone(site: TrialSite) -> None:
    site.write("site.yml", "lists: {days: off}\n")
    site.article("a.md", date="2024-02-29")
    site.built()
    page = site.page("2024/02/index.html")
    assert '<td class="shade-1">29<span class="hidden"> – 1 bài</span>' in page


@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_weeks_start_on_monday(day: date) -> None:
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(day.year, day.month)
    assert all(week[0].weekday() == 0 and week[6] - week[0] == timedelta(days=6) for week in weeks)
