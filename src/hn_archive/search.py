"""Full-text search without a server: the page that asks, and the index that answers, cut into files of which a question needs a few."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

import msgspec

from hn_archive import address
from hn_archive.address import TermKind
from hn_archive.article import Article
from hn_archive.composer import Composer
from hn_archive.outputs import IndexFile, Page, Text, composed
from hn_archive.search_lists import STARTS, number_of
from hn_archive.segments import CARDS, Segment, segments
from hn_archive.site import Site
from hn_archive.text import identity
from hn_archive.view import SearchView

_KEPT_TERMS = 300  # are suggested while a question is typed


def has_pages(site: Site) -> bool:
    return site.config.lists.search and bool(site.articles)


def pages(composer: Composer) -> Iterator[Page]:
    """The page that asks; none where `lists` has search off, or there is nothing to find."""
    if not has_pages(composer.site):
        return
    view = SearchView(
        title=composer.words["search"],
        address=address.search(composer.language),
        description=composer.words["search_description"],
        index=address.search_index(composer.language),
        texts=composer.config.lists.texts,
    )
    yield Page(view.address, "search", "search.html", composed(view))


def files(composer: Composer) -> Iterator[IndexFile | Text]:
    """The index: the files of each segment, which never change, and one that names the segments."""
    if not has_pages(composer.site):
        return
    folder = address.search_index(composer.language)
    cut = segments(composer.site.articles[::-1], partial(_about, composer))
    for segment in cut:
        place = f"{folder}{segment.key}/"
        for number in range(segment.words):
            yield IndexFile(f"{place}w{number}.js", "search", segment, "words", number)
        yield IndexFile(f"{place}s.js", "search", segment, "words", segment.words)
        for number in range(segment.pairs):
            yield IndexFile(f"{place}p{number}.js", "search", segment, "pairs", number)
        for number in range(segment.cards):
            yield IndexFile(f"{place}c{number}.js", "search", segment, "cards", number, partial(_cards, composer, segment, number))
        yield IndexFile(f"{place}f.js", "search", segment, "facets", 0, partial(_facets, composer, segment))
    listed = [[each.key, len(each.articles), each.words, each.pairs] for each in cut]
    yield Text(
        f"{folder}segments.js", "search", _call("segments", {"segments": listed, "starts": " ".join(STARTS), "cards": CARDS})
    )
    yield Text(f"{folder}suggestions.js", "search", _call("suggestions", _suggestions(composer)))


def _about(composer: Composer, article: Article) -> str:
    """All that an article's part of the index is made from: its file, and what the site makes of it."""
    return "\n".join(
        (
            composer.site.digests[article.path],
            article.address,
            _label(composer, "category", article),
            _label(composer, "source", article),
        )
    )


def _label(composer: Composer, kind: TermKind, article: Article) -> str:
    return next((link.label for link in composer.term_links(kind, article)), "")


def _cards(composer: Composer, segment: Segment, number: int) -> str:
    """What results show of some articles: title, address, day and time, category, source, summary, language."""
    found = islice(segment.articles, number * CARDS, (number + 1) * CARDS)
    return _call(f"{segment.key}/c{number}", [_card(composer, article) for article in found])


def _card(composer: Composer, article: Article) -> list[str]:
    card = composer.card(article)
    return [
        card.title,
        address.quoted(card.address),
        card.time.machine,
        card.time.short,
        card.category.label if card.category else "",
        _label(composer, "source", article),
        card.summary,
        card.language,
    ]


def _facets(composer: Composer, segment: Segment) -> str:
    """By what articles can be chosen: the days between each one and the one before, and its category and source by their place in a list."""
    kinds: tuple[TermKind, ...] = ("category", "source")
    days = [article.matter.date.at.date() for article in segment.articles]
    gaps = [(after - before).days for before, after in zip([days[0], *days], days, strict=False)]
    parts: list[Any] = [days[0].isoformat(), "".join(map(number_of, gaps))]
    for kind in kinds:
        labels = [_label(composer, kind, article) for article in segment.articles]
        known = {label: place for place, label in enumerate(sorted(set(labels)))}
        parts += [list(known), "".join(number_of(known[label]) for label in labels)]
    return _call(f"{segment.key}/f", parts)


def _suggestions(composer: Composer) -> list[list[str]]:
    """The terms with most articles, as they are called and where their lists are; of those of one name the first."""
    found = [
        (len(term.articles), term.name, composer.term_link(kind, term.name).address)
        for kind in ("category", "tag", "source", "author")
        for term in composer.site.terms[kind]
        if term.articles
    ]
    found.sort(key=lambda entry: (-entry[0], entry[1]))
    named: dict[str, list[str]] = {}
    for _, name, place in found:
        if place:
            named.setdefault(identity(name), [name, address.quoted(place)])
    return list(islice(named.values(), _KEPT_TERMS))


def _call(name: str, value: object) -> str:
    return f"hnSearch({msgspec.json.encode(name).decode()},{msgspec.json.encode(value).decode()});\n"


def terms_of(article: Article) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What an article gives to the index beside its text: its title, what is said about it, and its captions and the like."""
    matter = article.matter
    about = (
        matter.lead,
        *(name.text for name in (*matter.tags, *matter.author)),
        *((matter.source.name,) if matter.source else ()),
    )
    image = matter.image
    more = (image.caption, image.credit, image.alt) if image else ()
    return matter.title, about, tuple(filter(None, more))
