"""The pages of days, months and years."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import groupby

import msgspec

from hn_archive import calendars, this_day
from hn_archive.article import Article
from hn_archive.composer import Composer, day_of, month_of, with_neighbours, written, year_of
from hn_archive.outputs import Page
from hn_archive.view import DayCards, DayView, Link, MonthView, YearView

Day = tuple[date, tuple[Article, ...]]
Month = tuple[tuple[int, int], tuple[Article, ...]]
Year = tuple[int, tuple[Article, ...]]


def pages(composer: Composer) -> Iterator[Page]:
    """A page for each day, month and year that has articles, where `lists` in `site.yml` has them on."""
    articles = composer.site.articles
    if composer.config.lists.days:
        for newer, day, older in with_neighbours([(day, tuple(group)) for day, group in groupby(articles, key=day_of)]):
            yield _day(composer, newer, day, older)
    if composer.config.lists.months:
        for later, month, earlier in with_neighbours([(month, tuple(group)) for month, group in groupby(articles, key=month_of)]):
            yield _month(composer, later, month, earlier)
        for after, year, before in with_neighbours([(year, tuple(group)) for year, group in groupby(articles, key=year_of)]):
            yield _year(composer, after, year, before)


def _trail(composer: Composer, day: date, levels: int) -> tuple[Link, ...]:
    """The way from the home page to a year (1 level) or month (2); without pages for months, to home alone."""
    if not composer.config.lists.months:
        return (composer.home,)
    return (composer.home, composer.year_link(day.year), composer.month_link((day.year, day.month)))[: levels + 1]


def _day(composer: Composer, newer: Day | None, entry: Day, older: Day | None) -> Page:
    day, articles = entry
    link = composer.day_link(day)
    inputs = partial(composer.inputs, articles, day, newer and newer[0], older and older[0])
    return Page(link.address, "day", "day.html", partial(_day_view, composer, newer, entry, older), inputs=inputs)


def _day_view(composer: Composer, newer: Day | None, entry: Day, older: Day | None) -> DayView:
    day, articles = entry
    link = composer.day_link(day)
    return DayView(
        title=link.label,
        address=link.address,
        description=composer.words["day_description"].format(date=written(day)),
        breadcrumbs=_trail(composer, day, 2),
        count=composer.articles(len(articles)),
        this_day=this_day.link(composer, (day.month, day.day)) if composer.config.lists.this_day else None,
        cards=composer.cards(articles),
        newer=composer.day_link(newer[0]) if newer else None,
        older=composer.day_link(older[0]) if older else None,
    )


def _month(composer: Composer, newer: Month | None, entry: Month, older: Month | None) -> Page:
    month, articles = entry
    inputs = partial(composer.inputs, articles, month, newer and newer[0], older and older[0])
    place = composer.month_link(month).address
    return Page(place, "month", "month.html", partial(_month_view, composer, newer, entry, older), inputs=inputs)


def _month_view(composer: Composer, newer: Month | None, entry: Month, older: Month | None) -> MonthView:
    (year, month), articles = entry
    link = composer.month_link((year, month))
    days = tuple(
        DayCards(written(day), composer.day_link(day) if composer.config.lists.days else None, composer.cards(group))
        for day, group in groupby(articles, key=day_of)
    )
    return MonthView(
        title=link.label,
        address=link.address,
        description=composer.words["month_description"].format(month=month, year=f"{year:04d}"),
        breadcrumbs=_trail(composer, date(year, month, 1), 1),
        count=composer.articles(len(articles)),
        calendar=msgspec.structs.replace(
            calendars.month(composer, year, month, Counter(map(day_of, articles))), address="", count=""
        ),
        days=days,
        newer=composer.month_link(newer[0]) if newer else None,
        older=composer.month_link(older[0]) if older else None,
    )


def _year(composer: Composer, newer: Year | None, entry: Year, older: Year | None) -> Page:
    year, articles = entry
    counts = Counter(map(day_of, articles))
    around = newer and newer[0], older and older[0]
    inputs = partial(composer.inputs, (), year, around, tuple(counts.items()))
    return Page(
        composer.year_link(year).address, "year", "year.html", partial(_year_view, composer, year, around, counts), inputs=inputs
    )


def _year_view(composer: Composer, year: int, around: tuple[int | None, int | None], counts: Counter[date]) -> YearView:
    link = composer.year_link(year)
    newer, older = around
    return YearView(
        title=link.label,
        address=link.address,
        description=composer.words["year_description"].format(year=f"{year:04d}"),
        breadcrumbs=(composer.home,),
        count=composer.articles(counts.total()),
        months=tuple(calendars.month(composer, year, number, counts) for number in range(1, 13)),
        newer=composer.year_link(newer) if newer else None,
        older=composer.year_link(older) if older else None,
    )
