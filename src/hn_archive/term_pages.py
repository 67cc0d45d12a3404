"""The lists of categories, tags, sources and authors: an index of each kind, and each term by year and month."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Final

from hn_archive import address
from hn_archive.address import TERM_KINDS, TermKind
from hn_archive.article import Article
from hn_archive.composer import Composer, month_of, with_neighbours, year_of
from hn_archive.document import location_path
from hn_archive.feeds import category_feeds
from hn_archive.introduction import Introduction
from hn_archive.outputs import Page, composed
from hn_archive.site import Term, is_listed
from hn_archive.text import initial
from hn_archive.typeset import shortened
from hn_archive.view import Counted, Link, RedirectView, TermGroup, TermPeriodView, TermsView, TermView

NEWEST: Final = 20
DESCRIPTION: Final = 200
# A year of a term's list with more articles than this is shown by months.
YEAR_LIMIT: Final = 200

# A period's name in its address, its label, and its articles, newest first.
Span = tuple[str, str, tuple[Article, ...]]


def pages(composer: Composer) -> Iterator[Page]:
    """The pages of each kind of term whose lists are on, and redirects from the addresses of renamed terms."""
    for kind in TERM_KINDS:
        if is_listed(kind, composer.config):
            yield _index(composer, kind)
            for term in composer.site.terms[kind]:
                made = tuple(_term(composer, term))
                yield from made
                yield from _redirects(composer, term, made)


def _index(composer: Composer, kind: TermKind) -> Page:
    def letter(term: Term) -> str:
        if kind == "category":
            return ""  # their order is the site's own
        return initial(term.name.split()[-1] if kind == "author" else term.name)

    def counted(term: Term) -> Counted:
        link = composer.link_to(term)
        # All articles have one category, so that each new article would change the index of categories.
        return Counted(link.label, link.address, composer.articles(len(term.articles)) if kind != "category" else "")

    groups = groupby(composer.site.terms[kind], key=letter)
    view = TermsView(
        title=composer.words[f"{kind}_index"],
        address=address.terms(kind, composer.language),
        description=composer.words[f"{kind}_index_text"],
        groups=tuple(TermGroup(label, tuple(counted(term) for term in terms)) for label, terms in groups),
    )
    return Page(view.address, kind, "terms.html", composed(view))


def _term(composer: Composer, term: Term) -> Iterator[Page]:
    """A term's own page with its newest articles, and a page for each year."""
    index = Link(composer.words[f"{term.kind}_index"], address.terms(term.kind, composer.language))
    spans = [
        (f"{year:04d}", composer.year_link(year).label, tuple(articles)) for year, articles in groupby(term.articles, key=year_of)
    ]
    introduction = composer.site.introductions.get((term.kind, term.slug))
    place = address.term(term.kind, composer.language, term.slug)
    periods = _links(composer, term, spans)
    newest = term.articles[:NEWEST]
    yield Page(
        place,
        term.kind,
        "term.html",
        partial(_term_view, composer, term, index, periods, introduction),
        location_path(introduction.path) if introduction else "",
        # An introduction has pictures and links, of which a digest of articles knows nothing.
        inputs=None if introduction else partial(composer.inputs, newest, place, term.name, term.description, index, periods),
    )
    yield from _periods(composer, term, (composer.home, index, Link(term.name, place)), spans)


def _term_view(
    composer: Composer, term: Term, index: Link, periods: tuple[Link, ...], introduction: Introduction | None
) -> TermView:
    figure = composer.figure(introduction) if introduction else None
    place = address.term(term.kind, composer.language, term.slug)
    return TermView(
        title=introduction.matter.title if introduction else term.name,
        name=term.name,
        language=introduction.matter.language if introduction else "",
        lead=introduction.matter.lead if introduction else "",
        figure=figure,
        body=composer.body_of_page(introduction, place, is_first=not (figure and figure.address)) if introduction else None,
        attachments=composer.attachments(introduction) if introduction else (),
        address=place,
        description=term.description or (shortened(introduction.summary, DESCRIPTION) if introduction else ""),
        kind=term.kind,
        breadcrumbs=(composer.home, index),
        cards=composer.cards(term.articles[:NEWEST]),
        periods=periods,
        feeds=category_feeds(term, composer.config),
    )


def _periods(composer: Composer, term: Term, trail: tuple[Link, ...], spans: list[Span]) -> Iterator[Page]:
    """A page for each span of one length, all years or the months of one; a year of many articles has its months instead."""
    for newer, span, older in with_neighbours(spans):
        period, label, articles = span
        months: list[Span] = []
        if "-" not in period and len(articles) > YEAR_LIMIT:
            months = [
                (f"{month[0]:04d}-{month[1]:02d}", composer.month_link(month).label, tuple(group))
                for month, group in groupby(articles, key=month_of)
            ]
        place = _address(composer, term, span)
        around = [each[:2] if each else None for each in (newer, older)]
        inputs = partial(composer.inputs, articles, term.name, place, term.description, trail, around)
        compose = partial(_period_view, composer, term, trail, (newer, span, older), months)
        yield Page(place, term.kind, "term_period.html", compose, inputs=inputs)
        yield from _periods(composer, term, (*trail, Link(label, place)), months)


def _period_view(
    composer: Composer, term: Term, trail: tuple[Link, ...], spans: tuple[Span | None, Span, Span | None], months: list[Span]
) -> TermPeriodView:
    newer, span, older = spans
    _, label, articles = span
    return TermPeriodView(
        title=f"{term.name}: {label}",
        address=_address(composer, term, span),
        description=term.description,
        kind=term.kind,
        breadcrumbs=trail,
        count="" if months else composer.articles(len(articles)),
        cards=() if months else composer.cards(articles),
        months=_links(composer, term, months),
        newer=Link(newer[1], _address(composer, term, newer)) if newer else None,
        older=Link(older[1], _address(composer, term, older)) if older else None,
    )


def _address(composer: Composer, term: Term, span: Span) -> str:
    return address.term(term.kind, composer.language, term.slug, span[0])


def _links(composer: Composer, term: Term, spans: list[Span]) -> tuple[Link, ...]:
    """Without how many articles each has, so that one more changes the page of its own span alone."""
    return tuple(Link(span[1], _address(composer, term, span)) for span in spans)


def _redirects(composer: Composer, term: Term, made: tuple[Page, ...]) -> Iterator[Page]:
    """For each old name of a term a redirect to each of its pages."""
    for old in term.old_slugs:
        for page in made:
            period = page.address.rpartition("/")[2].removesuffix(".html")
            view = RedirectView(title=term.name, address=address.term(term.kind, composer.language, old, period), to=page.address)
            yield Page(view.address, "redirect", "redirect.html", composed(view))
