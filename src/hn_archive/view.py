"""One frozen type for each template: all that the template may see, its addresses relative to the site's root."""

import msgspec

from hn_archive import dates
from hn_archive.dates import Moment
from hn_archive.schema import Extra


class Link(msgspec.Struct, frozen=True):
    """A page of this site."""

    label: str
    address: str


class Counted(msgspec.Struct, frozen=True):
    """A page of this site and how many articles it lists, in words."""

    label: str
    address: str
    count: str


class MenuLink(msgspec.Struct, frozen=True):
    """A link of the menu or footer: `address` on this site, or else `href` elsewhere; both "" where it leads nowhere."""

    label: str
    address: str
    href: str


class SiteInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about the site that every page sees; none of them changes with an article."""

    title: str
    description: str
    language: str
    url: str
    live_site: str
    contact: str
    publisher: str
    publisher_url: str
    license: str
    menu: tuple[MenuLink, ...]
    footer_text: str
    footer_links: tuple[MenuLink, ...]


class Time(msgspec.Struct, frozen=True):
    """A date: as the portal prints it, in words, and for machines."""

    short: str
    words: str
    machine: str


class Card(msgspec.Struct, frozen=True):
    """What lists show of an article."""

    title: str
    address: str
    time: Time
    summary: str
    category: Link | None
    language: str


class Body(msgspec.Struct, frozen=True):
    """A text by the digest of its HTML, and the finished tags for its references."""

    digest: str
    tags: tuple[str, ...]


class Figure(msgspec.Struct, frozen=True):
    """An article's main picture: here at `address`, or elsewhere at `external`; both "" where only the caption is left."""

    address: str
    external: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    license: str


class Attachment(msgspec.Struct, frozen=True):
    name: str
    address: str
    kind: str
    size: str


class SourceCredit(msgspec.Struct, frozen=True):
    """Who published first: the name, its list here ("" where lists by source are off), and the story there."""

    name: str
    address: str
    url: str


class ViewCount(msgspec.Struct, frozen=True):
    count: str
    as_of: str


class RatingResult(msgspec.Struct, frozen=True):
    average: str
    votes: str
    as_of: str


class CorrectionNote(msgspec.Struct, frozen=True):
    time: Time
    text: str


class Capture(msgspec.Struct, frozen=True):
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


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """What `base.html` needs of every page: its title, its own address, and a sentence for search engines, "" for none."""

    title: str
    address: str
    description: str


class ArticleView(PageView, frozen=True, kw_only=True):
    """`article.html`"""

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
    related: tuple[Card, ...]
    newer: Link | None
    older: Link | None
    extra: dict[str, Extra]


class RetractedView(PageView, frozen=True, kw_only=True):
    """`retracted.html`: the page that a retracted article leaves behind."""

    language: str
    time: Time
    reason: CorrectionNote


class Section(msgspec.Struct, frozen=True):
    """A category on the home page."""

    category: Counted
    cards: tuple[Card, ...]


class HomeView(PageView, frozen=True, kw_only=True):
    """`home.html`"""

    featured: tuple[Card, ...]
    newest: tuple[Card, ...]
    sections: tuple[Section, ...]
    poll: Link | None
    years: tuple[Counted, ...]
    count: str


class TermView(PageView, frozen=True, kw_only=True):
    """`term.html`: the list of a category, tag, source or author; `kind` says which."""

    kind: str
    breadcrumbs: tuple[Link, ...]
    count: str
    cards: tuple[Card, ...]
    periods: tuple[Counted, ...]


class TermPeriodView(PageView, frozen=True, kw_only=True):
    """`term_period.html`: a year or month of a term's list; a year with very many articles has its months instead."""

    kind: str
    breadcrumbs: tuple[Link, ...]
    count: str
    cards: tuple[Card, ...]
    months: tuple[Counted, ...]
    newer: Link | None
    older: Link | None


class TermGroup(msgspec.Struct, frozen=True):
    """The terms under one letter."""

    label: str
    terms: tuple[Counted, ...]


class TermsView(PageView, frozen=True, kw_only=True):
    """`terms.html`: all terms of a kind, in order."""

    groups: tuple[TermGroup, ...]


class DayCards(msgspec.Struct, frozen=True):
    """A day's articles; `link` is None where there are no pages for days."""

    label: str
    link: Link | None
    cards: tuple[Card, ...]


class DayView(PageView, frozen=True, kw_only=True):
    """`day.html`"""

    breadcrumbs: tuple[Link, ...]
    count: str
    cards: tuple[Card, ...]
    newer: Link | None
    older: Link | None


class MonthView(PageView, frozen=True, kw_only=True):
    """`month.html`"""

    breadcrumbs: tuple[Link, ...]
    count: str
    days: tuple[DayCards, ...]
    newer: Link | None
    older: Link | None


class YearView(PageView, frozen=True, kw_only=True):
    """`year.html`"""

    breadcrumbs: tuple[Link, ...]
    count: str
    months: tuple[Counted, ...]
    newer: Link | None
    older: Link | None


class StandingView(PageView, frozen=True, kw_only=True):
    """`standing.html`"""

    language: str
    lead: str
    updated: Time | None
    body: Body
    attachments: tuple[Attachment, ...]
    extra: dict[str, Extra]


class PollOption(msgspec.Struct, frozen=True):
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


class RedirectView(msgspec.Struct, frozen=True, kw_only=True):
    """`redirect.html`: an old address."""

    title: str
    address: str
    to: str


class NotFoundView(PageView, frozen=True, kw_only=True):
    """`404.html`: its links start from the host's root, since it is shown at any address."""


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
    | StandingView
    | PollView
    | RedirectView
    | NotFoundView
)


def time_of(moment: Moment, language: str) -> Time:
    return Time(dates.short(moment), dates.in_words(moment, language), dates.machine(moment))
