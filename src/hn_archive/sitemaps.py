"""Sitemaps (sitemaps.org): an index, one for each year and one for the rest, and the news of the last two days."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import escape
from operator import attrgetter
from typing import Final

from hn_archive import address
from hn_archive.address import TERM_KINDS
from hn_archive.composer import Composer
from hn_archive.dates import machine
from hn_archive.outputs import RETRACTED, Family, Page, composed
from hn_archive.site import Site
from hn_archive.view import NewsEntry, NewsSitemapView, SitemapEntry, SitemapIndexView, SitemapView

# The protocol allows 50,000 addresses and 50 MB a file.
ADDRESSES: Final = 45_000
BYTES: Final = 45_000_000
_ENTRY_BYTES: Final = 100  # an entry's tags and date
_MOST_ESCAPED: Final = 6  # characters for one of an address
# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap: the last two days, at most 1,000.
NEWS_AGE: Final = timedelta(days=2)
NEWS: Final = 1_000
_NEWS_LANGUAGES: Final = {"zh": "zh-cn"}  # the one language that needs more than its code there

_INDEXED: Final[frozenset[Family]] = frozenset(
    {
        "article",
        "standing",
        "poll",
        "day",
        "month",
        "year",
        "category",
        "tag",
        "source",
        "author",
        "this-day",
        "most-read",
        "coverage",
        "corrections",
        "search",
        "old-address",
        "home",
    }
)  # fmt: skip
_DATED: Final[frozenset[Family]] = frozenset({"article", "day", "month", "year"})
_PERIOD: Final = re.compile(r"/([0-9]{4})(?:-[0-9]{2})?\.html$")


def pages(composer: Composer, made: Iterable[Page], now: datetime) -> Iterator[Page]:
    """The sitemaps of the pages `made`, where it is known at which address they stand; the news sitemap is as of `now`.

    Only articles and standing pages have a `lastmod`: what nobody wrote down is left out. The index has none, since an old article that
    is added today changes the sitemap of its year, and no date in the content tells when.
    """
    if not composer.config.url:
        return
    entries = _entries(composer, made)
    index = []
    for year in sorted(entries):
        for number, part in enumerate(split(entries[year]), start=1):
            place = address.sitemap(f"{year or 'pages'}{f'-{number}' if number > 1 else ''}")
            index.append(composer.permalink(place))
            yield Page(place, "sitemap", "sitemap.xml", composed(SitemapView(entries=part)))
    news = _news(composer, now)
    if news.entries:
        place = address.sitemap("news")
        index.append(composer.permalink(place))
        yield Page(place, "sitemap", "sitemap_news.xml", composed(news))
    yield Page(address.SITEMAP, "sitemap", "sitemap_index.xml", composed(SitemapIndexView(permalinks=tuple(index))))


def right_until(site: Site, now: datetime) -> datetime | None:
    """When the site, or what there is to say of it, will be another though nobody changes anything: an article's time comes, news gets old,
    or a date is no longer in the future; None for never."""
    ages = [article.matter.date.at + NEWS_AGE for article in site.articles[:NEWS] if site.config.url]
    matters = [article.matter for article in (*site.articles, *site.retracted)]
    changes = [matter.updated.at for matter in matters if matter.updated]
    changes += [note.date.at for matter in matters for note in matter.corrections]
    moments = [*(article.matter.date.at for article in site.scheduled), *(moment for moment in (*ages, *changes) if moment > now)]
    return min(moments, default=None)


def split(entries: list[SitemapEntry]) -> Iterator[tuple[SitemapEntry, ...]]:
    """Parts below the protocol's limits, filled in order, so that what is added at the end changes the last part alone."""
    if (
        len(entries) <= ADDRESSES
        and len(entries) * _ENTRY_BYTES + _MOST_ESCAPED * sum(len(entry.permalink) for entry in entries) <= BYTES
    ):
        yield from [tuple(entries)] if entries else []
        return
    part: list[SitemapEntry] = []
    size = 0
    for entry in entries:
        more = len(escape(entry.permalink)) + _ENTRY_BYTES
        if part and (len(part) == ADDRESSES or size + more > BYTES):
            yield tuple(part)
            part, size = [], 0
        part.append(entry)
        size += more
    if part:
        yield tuple(part)


def _entries(composer: Composer, made: Iterable[Page]) -> dict[str, list[SitemapEntry]]:
    """The entries of each year, those of no year under "", in the order of their addresses."""
    modified = {article.address: machine(article.modified) for article in composer.site.articles}
    for standing in composer.site.standings:
        if standing.matter.updated:
            modified[standing.address(composer.language)] = machine(standing.matter.updated)
    entries: dict[str, list[SitemapEntry]] = defaultdict(list)
    listed = [page for page in made if page.family in _INDEXED and page.template != RETRACTED]
    for page in sorted(listed, key=attrgetter("address")):
        entries[_year(page)].append(SitemapEntry(composer.permalink(page.address), modified.get(page.address, "")))
    return entries


def _year(page: Page) -> str:
    """The year that a page is about, "" for none."""
    if page.family in _DATED:
        return page.address[:4]
    period = _PERIOD.search(page.address) if page.family in TERM_KINDS else None
    return period[1] if period else ""


def _news(composer: Composer, now: datetime) -> NewsSitemapView:
    recent = [article for article in composer.site.articles[:NEWS] if now - article.matter.date.at < NEWS_AGE]
    return NewsSitemapView(
        publication=composer.config.title,
        entries=tuple(
            NewsEntry(
                composer.permalink(article.address),
                article.matter.title,
                machine(article.matter.date),
                _NEWS_LANGUAGES.get(article.matter.language, article.matter.language or composer.language),
            )
            for article in recent
        ),
    )
