"""All corrections and retractions: a page, and a feed for those who republish articles."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

import msgspec

from hn_archive import address, digest
from hn_archive.article import Article
from hn_archive.composer import Composer
from hn_archive.front_matter import Correction
from hn_archive.outputs import Page, composed
from hn_archive.site import Site
from hn_archive.view import (
    CorrectedArticle,
    CorrectedYear,
    CorrectionNote,
    CorrectionsView,
    FeedEntry,
    FeedLink,
    FeedView,
    Link,
    time_of,
)


class _Corrected(msgspec.Struct, frozen=True):
    """An article, one of its corrections, and which of those of the same moment it is."""

    article: Article
    note: Correction
    number: int


def pages(composer: Composer) -> Iterator[Page]:
    """The page, and where the site has feeds, its feed; none before the first correction, or where `lists` has them off."""
    if not has_pages(composer.site):
        return
    found = _corrected(composer.site)
    yield Page(address.corrections(composer.language), "corrections", "corrections.html", composed(_view(composer, found)))
    for link in _feeds(composer):
        yield Page(link.address, "feed", address.ATOM, composed(_feed(composer, link, found)))


def has_pages(site: Site) -> bool:
    return site.config.lists.corrections and any(article.matter.corrections for article in (*site.articles, *site.retracted))


def _corrected(site: Site) -> list[_Corrected]:
    """Every correction, the newest first."""
    found = []
    for article in (*site.articles, *site.retracted):
        seen: dict[datetime, int] = {}
        for note in article.matter.corrections:
            number = seen[note.date.at] = seen.get(note.date.at, 0) + 1
            found.append(_Corrected(article, note, number))
    return sorted(found, key=lambda each: (each.note.date.at, each.article.path, each.number), reverse=True)


def _view(composer: Composer, found: list[_Corrected]) -> CorrectionsView:
    def entry(each: _Corrected) -> CorrectedArticle:
        matter = each.article.matter
        note = CorrectionNote(time_of(each.note.date, composer.language), each.note.text)
        return CorrectedArticle(Link(matter.title, each.article.address), matter.language, note, _is_retraction(each))

    words = composer.words
    years = groupby(found, key=lambda each: each.note.date.at.year)
    return CorrectionsView(
        title=words["corrections_page"],
        address=address.corrections(composer.language),
        description=words["corrections_text"],
        breadcrumbs=(composer.home,),
        count=words["correction_count_one" if len(found) == 1 else "correction_count"].format(count=composer.number(len(found))),
        years=tuple(CorrectedYear(f"{year:04d}", tuple(map(entry, group))) for year, group in years),
        feeds=_feeds(composer),
    )


def _is_retraction(each: _Corrected) -> bool:
    """The last correction of a retracted article says why."""
    notes = each.article.matter.corrections
    return each.article.matter.status == "retracted" and each.note == max(notes, key=lambda note: note.date)


def _feeds(composer: Composer) -> tuple[FeedLink, ...]:
    if not composer.config.has_feeds:
        return ()
    title = f"{composer.config.title}: {composer.words['corrections_page']}"
    return (FeedLink("Atom", title, address.corrections_feed(composer.language), address.FEEDS[address.ATOM]),)


def _feed(composer: Composer, link: FeedLink, found: list[_Corrected]) -> FeedView:
    config = composer.config
    return FeedView(
        id=digest.urn(config.id, "corrections"),
        title=link.title,
        description=composer.words["corrections_text"],
        home=composer.permalink(address.corrections(composer.language)),
        itself=composer.permalink(link.address),
        updated=_stamp(found[0]),
        current="",
        newer="",
        older="",
        entries=tuple(_entry(composer, each) for each in found),
    )


def _entry(composer: Composer, each: _Corrected) -> FeedEntry:
    matter = each.article.matter
    word = composer.words["retracted" if _is_retraction(each) else "correction"]
    return FeedEntry(
        id=digest.urn(composer.config.id, each.article.id, f"correction {each.note.date.at.isoformat()} {each.number}"),
        title=f"{word}: {matter.title}",
        permalink=composer.permalink(each.article.address),
        published=_stamp(each),
        updated=_stamp(each),
        language=composer.language,
        lead=each.note.text,
        authors=(),
        terms=(),
        source="",
        source_url="",
        license="",
        figure=None,
        picture="",
        text=None,
    )


def _stamp(each: _Corrected) -> str:
    return each.note.date.at.isoformat(timespec="seconds")
