"""One frozen type for each template: all that the template may see, its addresses relative to the site's root."""

from typing import Any

import msgspec

from hn_archive import dates
from hn_archive.config import PublisherKind
from hn_archive.dates import Moment


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A page of this site."""

    label: str
    address: str


class Counted(msgspec.Struct, frozen=True, array_like=True):
    """A page of this site and how many articles it lists, in words; "" where that is not said."""

    label: str
    address: str
    count: str


class MenuLink(msgspec.Struct, frozen=True, array_like=True):
    """A link of the menu or footer: `address` on this site, or else `href` elsewhere; both "" where it leads nowhere."""

    label: str
    address: str
    href: str


class FeedLink(msgspec.Struct, frozen=True, array_like=True):
    """A feed of this site: its format's name, its title, its address and its media type."""

    name: str
    title: str
    address: str
    type: str


class SiteInfo(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Facts about the site that every page sees; hardly any article changes them, but the first of a kind.

    `url` ends with `/`, or is "" where nobody knows it; `publisher_logo` is absolute; `old_addresses` is the page that finds
    articles by their old addresses, "" where there are none; `colours` is the stylesheet of
    the site's own colours, "" for none; `search` is the page that finds articles by their words, "" where it is off, and `search_index` the
    folder of what it finds them with; `categories` have articles, `explore` are the other ways into the archive.
    """

    title: str
    description: str
    language: str
    url: str
    live_site: str
    contact: str
    publisher: str
    publisher_url: str
    publisher_logo: str
    publisher_kind: PublisherKind
    license: str
    feeds: tuple[FeedLink, ...]
    old_addresses: str
    colours: str
    search: str
    search_index: str
    menu: tuple[MenuLink, ...]
    categories: tuple[Link, ...]
    explore: tuple[Link, ...]
    footer_text: str
    footer_links: tuple[MenuLink, ...]


class Time(msgspec.Struct, frozen=True, array_like=True):
    """A date: as the portal prints it, in words, and for machines."""

    short: str
    words: str
    machine: str


class Sized(msgspec.Struct, frozen=True, array_like=True):
    """A copy of a picture at an address, so many pixels wide."""

    address: str
    width: int


class Thumb(msgspec.Struct, frozen=True, array_like=True):
    """An article's main picture in lists: its smallest copy in its own format, the picture's size, and its copies in WebP."""

    address: str
    width: int
    height: int
    webp: tuple[Sized, ...]


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What lists show of an article."""

    title: str
    address: str
    time: Time
    summary: str
    category: Link | None
    language: str
    thumb: Thumb | None


class Body(msgspec.Struct, frozen=True, array_like=True):
    """A text by the digest of what it is written as, and the finished tags for its references."""

    digest: str
    tags: tuple[str, ...]


class Figure(msgspec.Struct, frozen=True, array_like=True):
    """An article's main picture: here at `address`, or elsewhere at `external`; both "" where only the caption is left.

    `webp` and `others` are its copies in WebP and in its own format, from the narrowest on.
    """

    address: str
    external: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    license: str
    webp: tuple[Sized, ...]
    others: tuple[Sized, ...]


class Attachment(msgspec.Struct, frozen=True, array_like=True):
    name: str
    address: str
    kind: str
    size: str


class SourceCredit(msgspec.Struct, frozen=True, array_like=True):
    """Who published first: the name, its list here ("" where lists by source are off), and the story there."""

    name: str
    address: str
    url: str


class ViewCount(msgspec.Struct, frozen=True, array_like=True):
    """A count in words and as the number it is; `as_of` and `day` are its day, in words and in ISO 8601."""

    count: str
    as_of: str
    value: int
    day: str


class RatingResult(msgspec.Struct, frozen=True, array_like=True):
    """A rating in words, then as the numbers it is."""

    average: str
    votes: str
    as_of: str
    value: float
    voters: int


class CorrectionNote(msgspec.Struct, frozen=True, array_like=True):
    time: Time
    text: str


class Capture(msgspec.Struct, frozen=True, array_like=True):
    """What the capture of the original page held and lacked; `average_alone` and `votes_alone` are a rating of which
    only the one or the other was saved."""

    time: Time | None
    original_url: str
    lost_picture: bool
    lost_rating: bool
    no_votes: bool
    average_alone: str
    votes_alone: str
    poll: Link | None


class PageView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What `base.html` needs of every page: its title, its own address, and a sentence for search engines, "" for none."""

    title: str
    address: str
    description: str


class ArticleView(PageView, frozen=True, kw_only=True):
    """`article.html`, and `article.txt`, the same as plain text. `id` is the article's name in feeds and metadata, `modified` when it last changed, in ISO 8601; `text` is the address of
    the article as plain text, "" for none; the cards of `related` have neither summary nor picture."""

    id: str
    modified: str
    language: str
    category: Link | None
    breadcrumbs: tuple[Link, ...]
    time: Time
    day: Link | None
    updated: Time | None
    views: ViewCount | None
    lead: str
    figure: Figure | None
    body: Body
    attachments: tuple[Attachment, ...]
    source: SourceCredit | None
    authors: tuple[Link, ...]
    tags: tuple[Link, ...]
    rating: RatingResult | None
    poll: Link | None
    corrections: tuple[CorrectionNote, ...]
    capture: Capture | None
    license: str
    text: str
    related: tuple[Card, ...]
    newer: Link | None
    older: Link | None
    extra: dict[str, Any]


class RetractedView(PageView, frozen=True, kw_only=True):
    """`retracted.html`: the page that a retracted article leaves behind. `id` as in ArticleView."""

    id: str
    language: str
    time: Time
    reason: CorrectionNote


class Section(msgspec.Struct, frozen=True, array_like=True):
    """A category on the home page."""

    category: Link
    cards: tuple[Card, ...]


class RankedCard(msgspec.Struct, frozen=True, array_like=True):
    """An article and how often it had been read, in words."""

    card: Card
    count: str


class ThisDayLink(msgspec.Struct, frozen=True, array_like=True):
    """The index of days of the year, the folder of their scripts, and what a script needs to know what day it is: the minutes from UTC."""

    label: str
    address: str
    folder: str
    zone: int


class HomeView(PageView, frozen=True, kw_only=True):
    """`home.html`"""

    featured: tuple[Card, ...]
    newest: tuple[Card, ...]
    sections: tuple[Section, ...]
    poll: Link | None
    this_day: ThisDayLink | None
    most_read: tuple[RankedCard, ...]
    most_read_page: Link | None
    years: tuple[Link, ...]


class TermView(PageView, frozen=True, kw_only=True):
    """`term.html`: the list of a category, tag, source or author; `kind` says which, `name` is its own name.

    With an introduction, `title` is its title and `body` its text; else `title` is the name and `body` None.
    """

    kind: str
    name: str
    language: str
    lead: str
    figure: Figure | None
    body: Body | None
    attachments: tuple[Attachment, ...]
    breadcrumbs: tuple[Link, ...]
    cards: tuple[Card, ...]
    periods: tuple[Link, ...]
    feeds: tuple[FeedLink, ...]


class TermPeriodView(PageView, frozen=True, kw_only=True):
    """`term_period.html`: a year or month of a term's list, and how many articles it shows; a year with very many has its months instead."""

    kind: str
    breadcrumbs: tuple[Link, ...]
    count: str
    cards: tuple[Card, ...]
    months: tuple[Link, ...]
    newer: Link | None
    older: Link | None


class TermGroup(msgspec.Struct, frozen=True, array_like=True):
    """The terms under one letter."""

    label: str
    terms: tuple[Counted, ...]


class TermsView(PageView, frozen=True, kw_only=True):
    """`terms.html`: all terms of a kind, in order."""

    groups: tuple[TermGroup, ...]


class CalendarDay(msgspec.Struct, frozen=True, array_like=True):
    """A day, or a month, in a calendar: its number, its page, "" for none, how many articles, as a number and in words, "" for none and where
    that is not said, and a shade from 0 to 5."""

    number: int
    address: str
    articles: str
    count: str
    shade: int


class CalendarMonth(msgspec.Struct, frozen=True, array_like=True):
    """A month, and its weeks of seven days; None where a day is of another month. `address` is "" where the month has no page."""

    label: str
    address: str
    count: str
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


class DayCards(msgspec.Struct, frozen=True, array_like=True):
    """A day's articles; `link` is None where there are no pages for days."""

    label: str
    link: Link | None
    cards: tuple[Card, ...]


class DayView(PageView, frozen=True, kw_only=True):
    """`day.html`; `this_day` is the same day in other years."""

    breadcrumbs: tuple[Link, ...]
    count: str
    this_day: Link | None
    cards: tuple[Card, ...]
    newer: Link | None
    older: Link | None


class MonthView(PageView, frozen=True, kw_only=True):
    """`month.html`"""

    breadcrumbs: tuple[Link, ...]
    count: str
    calendar: CalendarMonth
    days: tuple[DayCards, ...]
    newer: Link | None
    older: Link | None


class YearView(PageView, frozen=True, kw_only=True):
    """`year.html`"""

    breadcrumbs: tuple[Link, ...]
    count: str
    months: tuple[CalendarMonth, ...]
    newer: Link | None
    older: Link | None


class YearCards(msgspec.Struct, frozen=True, array_like=True):
    """The articles of one day of a year; `day` is None where there are no pages for days."""

    label: str
    day: Link | None
    cards: tuple[Card, ...]


class ThisDayView(PageView, frozen=True, kw_only=True):
    """`this_day.html`: a day of the year in all years."""

    breadcrumbs: tuple[Link, ...]
    count: str
    years: tuple[YearCards, ...]
    newer: Link | None
    older: Link | None


class ThisDaysView(PageView, frozen=True, kw_only=True):
    """`this_days.html`: all days of the year."""

    breadcrumbs: tuple[Link, ...]
    months: tuple[CalendarMonth, ...]


class MostReadView(PageView, frozen=True, kw_only=True):
    """`most_read.html`: the articles read most, of all time or of a year; `others` are the other such lists."""

    breadcrumbs: tuple[Link, ...]
    ranked: tuple[RankedCard, ...]
    others: tuple[Link, ...]


class Bar(msgspec.Struct, frozen=True, array_like=True):
    """A row of a chart: `address` is "" where no page lists these articles, `share` the bar's length in per cent of the longest."""

    label: str
    address: str
    count: str
    share: int


class Chart(msgspec.Struct, frozen=True, array_like=True):
    """Rows under a title, and what the rows are."""

    title: str
    kind: str
    bars: tuple[Bar, ...]


class YearHeat(msgspec.Struct, frozen=True, array_like=True):
    """A year's months as shades, January first."""

    label: str
    address: str
    months: tuple[CalendarDay, ...]


class CoverageView(PageView, frozen=True, kw_only=True):
    """`coverage.html`: what the archive holds, and what it lacks. `first` and `last` are None in an empty archive, `gaps` the months
    between them without an article, and `facts` what was counted, as `(label, value)`."""

    breadcrumbs: tuple[Link, ...]
    first: Time | None
    last: Time | None
    facts: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    years: tuple[YearHeat, ...]
    charts: tuple[Chart, ...]


class SearchView(PageView, frozen=True, kw_only=True):
    """`search.html`: the page that finds articles by their words. `index` is the folder of what it finds them with, `texts` whether each
    article has its plain text beside it, for results to quote."""

    index: str
    texts: bool


class CorrectedArticle(msgspec.Struct, frozen=True, array_like=True):
    """A correction, and the article that it is of; `is_retracted` where that was taken back."""

    article: Link
    language: str
    note: CorrectionNote
    is_retracted: bool


class CorrectedYear(msgspec.Struct, frozen=True, array_like=True):
    label: str
    corrected: tuple[CorrectedArticle, ...]


class CorrectionsView(PageView, frozen=True, kw_only=True):
    """`corrections.html`: all corrections and retractions, the newest first."""

    breadcrumbs: tuple[Link, ...]
    count: str
    years: tuple[CorrectedYear, ...]
    feeds: tuple[FeedLink, ...]


class StandingView(PageView, frozen=True, kw_only=True):
    """`standing.html`"""

    language: str
    lead: str
    updated: Time | None
    body: Body
    attachments: tuple[Attachment, ...]
    extra: dict[str, Any]


class PollOption(msgspec.Struct, frozen=True, array_like=True):
    """`votes` is "" where it was not saved, `share`, in whole per cent, where any was not."""

    text: str
    votes: str
    share: str


class PollView(PageView, frozen=True, kw_only=True):
    """`poll.html`"""

    time: Time | None
    options: tuple[PollOption, ...]
    total: str
    has_votes: bool
    as_of: str
    articles: tuple[Card, ...]


class RedirectView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`redirect.html`: an old address."""

    title: str
    address: str
    to: str


class NotFoundView(PageView, frozen=True, kw_only=True):
    """`404.html`: its links start from the host's root, since it is shown at any address. `shards` as in OldAddressesView."""

    shards: str


class OldAddressesView(PageView, frozen=True, kw_only=True):
    """`old_addresses.html`: the page that finds articles by the addresses they had on the portal. `shards` are the numbers of the
    shards that there are, in hexadecimal, so that no others are asked for."""

    shards: str


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """An article in a feed; addresses are absolute, times as RFC 3339 has them.

    `text` is None where feeds hold leads only; `picture` is "" for none.
    """

    id: str
    title: str
    permalink: str
    published: str
    updated: str
    language: str
    lead: str
    authors: tuple[str, ...]
    terms: tuple[str, ...]
    source: str
    source_url: str
    license: str
    figure: Figure | None
    picture: str
    text: Body | None


class FeedView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`atom.xml`, `rss.xml`, `feed.json`: the newest articles, or all of a period of the feed at `current` (RFC 5005).

    All addresses are absolute, "" for none; `home` is the page that shows the same articles.
    """

    id: str
    title: str
    description: str
    home: str
    itself: str
    updated: str
    current: str
    newer: str
    older: str
    entries: tuple[FeedEntry, ...]


class SitemapEntry(msgspec.Struct, frozen=True, array_like=True):
    """A page by its absolute address; `modified` is "" where nobody knows it."""

    permalink: str
    modified: str


class SitemapView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`sitemap.xml`"""

    entries: tuple[SitemapEntry, ...]


class SitemapIndexView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`sitemap_index.xml`: the absolute addresses of the sitemaps."""

    permalinks: tuple[str, ...]


class NewsEntry(msgspec.Struct, frozen=True, array_like=True):
    permalink: str
    title: str
    published: str
    language: str


class NewsSitemapView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`sitemap_news.xml`: the articles of the last two days."""

    publication: str
    entries: tuple[NewsEntry, ...]


class DataRecord(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """An article as open data; "", None and () where it has nothing of the kind."""

    id: str
    address: str
    url: str
    title: str
    date: str
    updated: str
    modified: str
    category: str
    tags: tuple[str, ...]
    lead: str
    authors: tuple[str, ...]
    source: str
    source_url: str
    original_url: str
    captured: str
    views: int | None
    views_as_of: str
    rating: float | None
    votes: int | None
    language: str
    license: str
    corrections: tuple[CorrectionNote, ...]
    body: Body


class DataView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`articles.jsonl`, `articles.csv`: articles, oldest first."""

    records: tuple[DataRecord, ...]


class Resource(msgspec.Struct, frozen=True, array_like=True):
    """A file of open data: its address from the site's root, its path from the package, and its period, "" for all time."""

    address: str
    path: str
    name: str
    period: str


class DataPackageView(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`datapackage.json`: what the files of open data are (Frictionless Data Package 1)."""

    name: str
    resources: tuple[Resource, ...]


View = (
    ArticleView
    | RetractedView
    | HomeView
    | TermView
    | TermPeriodView
    | TermsView
    | DayView
    | MonthView
    | YearView
    | ThisDayView
    | ThisDaysView
    | MostReadView
    | CoverageView
    | CorrectionsView
    | SearchView
    | StandingView
    | PollView
    | RedirectView
    | NotFoundView
    | OldAddressesView
    | FeedView
    | SitemapView
    | SitemapIndexView
    | NewsSitemapView
    | DataView
    | DataPackageView
)


def time_of(moment: Moment, language: str) -> Time:
    return Time(dates.short(moment), dates.in_words(moment, language), dates.machine(moment))
