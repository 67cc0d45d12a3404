"""The home page, the page for addresses that do not exist, and the facts about the site that every page sees."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from hn_archive import address, corrections, most_read, search, this_day
from hn_archive.address import TERM_KINDS
from hn_archive.colours import stylesheet
from hn_archive.composer import Composer, year_of
from hn_archive.config import MenuEntry
from hn_archive.feeds import site_feeds
from hn_archive.links import Links, path_of_link
from hn_archive.old_addresses import shards_of
from hn_archive.outputs import Page, composed
from hn_archive.poll import Poll
from hn_archive.site import Site, is_listed
from hn_archive.typeset import is_external
from hn_archive.view import HomeView, Link, MenuLink, NotFoundView, Section, SiteInfo, ThisDayLink

NEWEST: Final = 20
FEATURED: Final = 3
SECTION: Final = 4
MOST_READ: Final = 5


def site_info(site: Site, links: Links, words: Mapping[str, str]) -> SiteInfo:
    """What every page sees of the site. It changes with `site.yml`, and with the first article, the first of a category or kind of term, and the
    first with an old address, a count of views or a correction."""
    config = site.config

    def menu_link(entry: MenuEntry) -> MenuLink:
        if is_external(entry.to):
            return MenuLink(entry.label, "", entry.to)
        found = links.to(path_of_link(entry.to), "").address
        fragment = entry.to.partition("#")[2]
        return MenuLink(entry.label, address.quoted(found) + (f"#{address.quoted(fragment)}" if found and fragment else ""), "")

    explore = tuple(_explore(site, words))
    logo = config.publisher.logo if config.publisher else ""
    if logo and not is_external(logo):
        found = links.to(path_of_link(logo), "").address
        logo = address.permalink(config.site_url, found) if found else ""
    return SiteInfo(
        title=config.title,
        description=config.description,
        language=config.language,
        url=config.site_url,
        live_site=config.live_site,
        contact=f"mailto:{config.contact}" if config.contact and not is_external(config.contact) else config.contact,
        publisher=config.publisher.name if config.publisher else "",
        publisher_url=config.publisher.url if config.publisher else "",
        publisher_logo=logo,
        publisher_kind=config.publisher.kind if config.publisher else "organization",
        feeds=site_feeds(site),
        old_addresses=address.old_addresses(config.language) if site.old_addresses else "",
        colours=address.colours() if stylesheet(config.theme) else "",
        search=address.search(config.language) if search.has_pages(site) else "",
        search_index=address.search_index(config.language) if search.has_pages(site) else "",
        license=config.license,
        menu=tuple(map(menu_link, config.menu))
        or (MenuLink(words["home"], address.HOME, ""), *(MenuLink(link.label, link.address, "") for link in explore)),
        categories=tuple(
            Link(term.name, address.term("category", config.language, term.slug))
            for term in site.terms["category"]
            if term.articles and is_listed("category", config)
        ),
        explore=explore,
        footer_text=config.footer.text,
        footer_links=tuple(map(menu_link, config.footer.links)),
    )


def _explore(site: Site, words: Mapping[str, str]) -> Iterator[Link]:
    """The ways into the archive: the indexes of each kind of term, and the pages of their own that there are."""
    language = site.config.language
    for kind in TERM_KINDS:
        if is_listed(kind, site.config) and site.terms[kind]:
            yield Link(words[f"{kind}_index"], address.terms(kind, language))
    if this_day.has_pages(site):
        yield Link(words["this_day"], address.this_days(language))
    if most_read.has_pages(site):
        yield Link(words["most_read"], address.most_read(language))
    if site.config.lists.coverage:
        yield Link(words["coverage"], address.coverage(language))
    if corrections.has_pages(site):
        yield Link(words["corrections_page"], address.corrections(language))


def pages(composer: Composer) -> Iterator[Page]:
    """The home page and the 404 page."""
    yield Page(address.HOME, "home", "home.html", partial(_home, composer))
    missing = NotFoundView(
        title=composer.words["not_found"],
        address=address.NOT_FOUND,
        description=composer.words["not_found_text"],
        shards=shards_of(composer.site),
    )
    yield Page(address.NOT_FOUND, "404", "404.html", composed(missing))


def _home(composer: Composer) -> HomeView:
    articles = composer.site.articles
    chosen = [article for article in articles if article.matter.featured][:FEATURED]
    featured = [*chosen, *(article for article in articles[:FEATURED] if article not in chosen)][:FEATURED]
    newest = [article for article in articles[: NEWEST + FEATURED] if article not in featured][:NEWEST]
    years = dict.fromkeys(map(year_of, articles)) if composer.config.lists.months else {}
    poll = max(composer.site.polls, key=_age, default=None)
    has_most_read = most_read.has_pages(composer.site)
    return HomeView(
        title=composer.config.title,
        address=address.HOME,
        description=composer.config.description,
        featured=composer.cards(featured),
        newest=composer.cards(newest),
        sections=tuple(
            Section(composer.link_to(term), composer.cards(term.articles[:SECTION]))
            for term in composer.site.terms["category"]
            if term.articles
        ),
        poll=Link(poll.question, poll.address(composer.language)) if poll else None,
        this_day=_this_day(composer) if this_day.has_pages(composer.site) else None,
        most_read=most_read.cards(composer, most_read.ranked(articles, MOST_READ)) if has_most_read else (),
        most_read_page=Link(composer.words["most_read"], address.most_read(composer.language)) if has_most_read else None,
        years=tuple(Link(f"{year:04d}", address.year(year)) for year in years),
    )


def _this_day(composer: Composer) -> ThisDayLink:
    link = this_day.index_link(composer)
    return ThisDayLink(link.label, link.address, link.address.removesuffix("index.html"), composer.config.zone_minutes)


def _age(poll: Poll) -> tuple[str, str]:
    return poll.date.at.isoformat() if poll.date else "", poll.path
