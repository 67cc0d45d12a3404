"""Feeds: the newest articles of the site and of each category, and the whole back catalogue by years (RFC 5005)."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Final

import msgspec

from hn_archive import address, digest
from hn_archive.article import Article
from hn_archive.composer import Composer, with_neighbours, year_of
from hn_archive.config import Config
from hn_archive.dates import Moment
from hn_archive.outputs import Page
from hn_archive.site import Site, Term
from hn_archive.view import FeedEntry, FeedLink, FeedView

NEWEST: Final = 50

_NAMES: Final = {"atom.xml": "Atom", "rss.xml": "RSS", "feed.json": "JSON Feed"}


def site_feeds(site: Site) -> tuple[FeedLink, ...]:
    """The feeds of the whole site, () where it has none."""
    return _links(site.config.title, {name: name for name in address.FEEDS}) if site.config.has_feeds and site.articles else ()


def category_feeds(term: Term, config: Config) -> tuple[FeedLink, ...]:
    """The feeds of a category, () for other terms and where there are none."""
    if term.kind != "category" or not term.articles or not config.has_feeds:
        return ()
    places = {name: address.category_feed(config.language, term.slug, name) for name in address.FEEDS}
    return _links(f"{config.title}: {term.name}", places)


def _links(title: str, places: dict[str, str]) -> tuple[FeedLink, ...]:
    return tuple(FeedLink(_NAMES[name], f"{title} ({_NAMES[name]})", place, address.FEEDS[name]) for name, place in places.items())


def pages(composer: Composer) -> Iterator[Page]:
    """Atom, RSS 2.0 and JSON Feed 1.1 for the site and each category, and the site's archive in Atom."""
    config = composer.config
    articles = composer.site.articles
    if not config.has_feeds or not articles:
        return
    made = _Feeds(composer)
    archives = _archives(composer)
    for link, name in zip(site_feeds(composer.site), address.FEEDS, strict=True):
        chain = _Chain(older=archives[0][0]) if archives and name == address.ATOM else _Chain()
        yield made.page(link.address, name, articles[:NEWEST], None, chain)
    for newer, (place, members), older in with_neighbours(archives):
        chain = _Chain(address.ATOM, newer[0] if newer else "", older[0] if older else "")
        yield made.page(place, address.ATOM, members, None, chain)
    for term in composer.site.terms["category"]:
        for link, name in zip(category_feeds(term, config), address.FEEDS, strict=False):
            yield made.page(link.address, name, term.articles[:NEWEST], term, _Chain())


class _Chain(msgspec.Struct, frozen=True):
    """Addresses of the feed that a feed is an archive of, and of the archives before and after it; "" for none."""

    current: str = ""
    newer: str = ""
    older: str = ""


def _archives(composer: Composer) -> list[tuple[str, tuple[Article, ...]]]:
    """Each year's archive: its address and its articles, newest first. It keeps its address for ever, however many they become."""
    if not composer.config.lists.archive_feeds:
        return []
    years = groupby(composer.site.articles, key=year_of)
    return [(address.feed_archive(f"{year:04d}"), tuple(members)) for year, members in years]


class _Feeds:
    """Feeds of one site, each entry made once for all that hold it."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._entries: dict[str, FeedEntry] = {}

    def page(self, place: str, template: str, articles: tuple[Article, ...], term: Term | None, chain: _Chain) -> Page:
        """The feed at an address, of the site or of a category."""
        itself = (term.name, term.slug, term.description) if term else ()
        inputs = partial(self._composer.inputs, articles, place, itself, chain)
        return Page(place, "feed", template, partial(self._feed, place, articles, term, chain), inputs=inputs)

    def _feed(self, place: str, articles: tuple[Article, ...], term: Term | None, chain: _Chain) -> FeedView:
        config = self._composer.config
        permalink = self._composer.permalink
        for article in articles:
            if article.path not in self._entries:
                self._entries[article.path] = _entry(self._composer, article)
        return FeedView(
            id=digest.urn(config.id, "category", term.slug) if term else digest.urn(config.id),
            title=f"{config.title}: {term.name}" if term else config.title,
            description=(term.description if term else "") or config.description or config.title,
            home=permalink(address.term("category", config.language, term.slug) if term else address.HOME),
            itself=permalink(place),
            updated=_stamp(max((article.modified for article in articles), key=lambda moment: moment.at)),
            current=permalink(chain.current) if chain.current else "",
            newer=permalink(chain.newer) if chain.newer else "",
            older=permalink(chain.older) if chain.older else "",
            entries=tuple(self._entries[article.path] for article in articles),
        )


def _entry(composer: Composer, article: Article) -> FeedEntry:
    matter = article.matter
    figure = composer.figure(article)
    category = composer.category_link(article)
    tags = composer.term_links("tag", article)
    return FeedEntry(
        id=composer.identifier(article),
        title=matter.title,
        permalink=composer.permalink(article.address),
        published=_stamp(matter.date),
        updated=_stamp(article.modified),
        language=matter.language or composer.language,
        lead=matter.lead or article.summary,
        authors=tuple(author.label for author in composer.term_links("author", article)),
        terms=tuple(dict.fromkeys(term.label for term in (*((category,) if category else ()), *tags))),
        source=matter.source.name if matter.source else "",
        source_url=matter.source.url if matter.source else "",
        license=matter.license or composer.config.license,
        figure=figure,
        picture=composer.permalink(figure.address) if figure and figure.address else "",
        text=composer.body(article, composer.config.site_url) if composer.config.feeds == "full" else None,
    )


def _stamp(moment: Moment) -> str:
    """RFC 3339; where only the day is known, its first minute."""
    return moment.at.isoformat(timespec="seconds")
