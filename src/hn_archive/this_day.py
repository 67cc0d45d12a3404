"""“On this day”: a page for each day of the year that has articles in any year, an index of all 366, and a script for the home page."""

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Final

from hn_archive import address
from hn_archive.article import Article
from hn_archive.composer import Composer, day_of, with_neighbours, year_of
from hn_archive.dates import MONTHS_EN
from hn_archive.outputs import Page, Text, composed
from hn_archive.site import Site
from hn_archive.view import CalendarDay, CalendarMonth, Link, ThisDaysView, ThisDayView, YearCards

# So many titles of a day are in the home page's script.
SHOWN: Final = 5
# February has its 29th day, since some year had it.
_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# A month and a day, and its articles, newest first.
Day = tuple[tuple[int, int], tuple[Article, ...]]


def pages(composer: Composer) -> Iterator[Page]:
    """A page for each day of the year that has articles, and the index of them all; none where `lists` has them off."""
    if not has_pages(composer.site):
        return
    days = _days(composer)
    yield _index(composer, dict(days))
    for newer, day, older in with_neighbours(days[::-1]):
        (month, number), articles = day
        around = newer and newer[0], older and older[0]
        inputs = partial(composer.inputs, articles, month, number, around)
        place = address.this_day(composer.language, month, number)
        yield Page(place, "this-day", "this_day.html", partial(_view, composer, day, around), inputs=inputs)


def has_pages(site: Site) -> bool:
    return site.config.lists.this_day and bool(site.articles)


def _days(composer: Composer) -> list[Day]:
    """The days of the year that have articles, from January on."""
    found: dict[tuple[int, int], list[Article]] = defaultdict(list)
    for article in composer.site.articles:
        at = article.matter.date.at
        found[at.month, at.day].append(article)
    return [(day, tuple(found[day])) for day in sorted(found)]


def label(day: tuple[int, int], language: str) -> str:
    """`12/1`, or `12 January`."""
    month, number = day
    return f"{number}/{month}" if language == "vi" else f"{number} {MONTHS_EN[month - 1]}"


def link(composer: Composer, day: tuple[int, int]) -> Link:
    title = composer.words["this_day_title"].format(day=label(day, composer.language))
    return Link(title, address.this_day(composer.language, *day))


def _view(composer: Composer, day: Day, around: tuple[tuple[int, int] | None, tuple[int, int] | None]) -> ThisDayView:
    key, articles = day
    here = link(composer, key)
    newer, older = around
    has_days = composer.config.lists.days
    return ThisDayView(
        title=here.label,
        address=here.address,
        description=composer.words["this_day_description"].format(day=label(key, composer.language)),
        breadcrumbs=(composer.home, index_link(composer)),
        count=composer.articles(len(articles)),
        years=tuple(
            YearCards(f"{year:04d}", composer.day_link(day_of(members[0])) if has_days else None, composer.cards(members))
            for year, members in ((year, tuple(group)) for year, group in groupby(articles, key=year_of))
        ),
        newer=link(composer, newer) if newer else None,
        older=link(composer, older) if older else None,
    )


def index_link(composer: Composer) -> Link:
    return Link(composer.words["this_day"], address.this_days(composer.language))


def _index(composer: Composer, days: dict[tuple[int, int], tuple[Article, ...]]) -> Page:
    """All days of the year, without how many articles each has, so that the next article of a day does not change it."""

    def cell(month: int, number: int) -> CalendarDay | None:
        if number > _LENGTHS[month - 1]:
            return None
        has_articles = (month, number) in days
        place = address.this_day(composer.language, month, number) if has_articles else ""
        return CalendarDay(number, place, "", "", int(has_articles))

    def month(number: int) -> CalendarMonth:
        name = composer.words["month_name"].format(month=number if composer.language == "vi" else MONTHS_EN[number - 1])
        weeks = tuple(tuple(cell(number, first + place) for place in range(7)) for first in range(1, 32, 7))
        return CalendarMonth(name, "", "", weeks)

    view = ThisDaysView(
        title=composer.words["this_day"],
        address=address.this_days(composer.language),
        description=composer.words["this_day_text"],
        breadcrumbs=(composer.home,),
        months=tuple(map(month, range(1, 13))),
    )
    return Page(view.address, "this-day", "this_days.html", composed(view))


def shards(composer: Composer) -> Iterator[Text]:
    """A script for each month: the newest titles of each of its days, for the home page to show today's."""
    if not has_pages(composer.site):
        return
    months: dict[int, dict[int, list[list[str]]]] = {number: {} for number in range(1, 13)}
    for (month, number), articles in _days(composer):
        newest = articles[:SHOWN]
        months[month][number] = [
            [f"{year_of(each):04d}", each.matter.title, address.quoted(each.address), *filter(None, [each.matter.language])]
            for each in newest
        ]
    for month, days in months.items():
        text = json.dumps(days, ensure_ascii=False, separators=(",", ":"))
        yield Text(address.this_day_shard(composer.language, month), "this-day", f"hnThisDay({month},{text});\n")
