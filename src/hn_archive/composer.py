"""What the views of pages are put together from: cards, links to terms and periods, texts, counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any, Final, TypeVar

import msgspec

from hn_archive import address, digest, files
from hn_archive.address import TermKind
from hn_archive.article import Article
from hn_archive.document import Document
from hn_archive.front_matter import Picture
from hn_archive.links import Links, Loading, path_in_url
from hn_archive.schema import Name
from hn_archive.site import Site, Term, identifier, is_listed, names_of
from hn_archive.text import byte_size, identity, number
from hn_archive.typeset import is_external
from hn_archive.view import Attachment, Body, Card, Figure, Link, Sized, Thumb, time_of

Entry = TypeVar("Entry")

_ENCODER: Final = msgspec.msgpack.Encoder()


class Composer:
    """One site, its links and the words of the user interface, with the pieces that several kinds of page share."""

    def __init__(self, site: Site, links: Links, words: Mapping[str, str]) -> None:
        self.site = site
        self.config = site.config
        self.language: str = site.config.language
        self.links = links
        self.words = words
        self.home = Link(words["home"], address.HOME)
        self.site_url = site.config.site_url
        self._term_links: dict[tuple[TermKind, str], Link] = {}
        self._cards: dict[str, Card] = {}
        self._short_cards: dict[str, Card] = {}
        self._day_links: dict[date, Link] = {}
        self._identifiers: dict[str, str] = {}
        self._inputs: dict[str, bytes] = {}
        names = [(kind, key, term.name, term.slug) for (kind, key), term in sorted(site.by_term.items(), key=itemgetter(0))]
        self._common = digest.short(repr((site.config, names, site.polls, sorted(words.items()))).encode())

    def permalink(self, place: str) -> str:
        """The absolute address of a page, "" where the site's is not known."""
        return address.permalink(self.site_url, place)

    def identifier(self, article: Article) -> str:
        made = self._identifiers.get(article.path)
        if made is None:
            made = self._identifiers[article.path] = identifier(article, self.config)
        return made

    def number(self, count: int) -> str:
        return number(count, self.language)

    def articles(self, count: int) -> str:
        """How many articles, in words: `1.234 bài`, `1 article`."""
        return self.words["article_count_one" if count == 1 else "article_count"].format(count=self.number(count))

    def views(self, count: int) -> str:
        """How often an article had been read, in words: `1.234 lượt xem`."""
        return self.words["view_count_one" if count == 1 else "view_count"].format(count=self.number(count))

    def term_link(self, kind: TermKind, name: str) -> Link:
        """A term as the site names it; its address is "" where there are no lists of its kind."""
        made = self._term_links.get((kind, name))
        if made is None:
            term = self.site.by_term[kind, identity(name)]
            made = Link(term.name, address.term(kind, self.language, term.slug) if is_listed(kind, self.config) else "")
            self._term_links[kind, name] = made
        return made

    def term_links(self, kind: TermKind, article: Article) -> tuple[Link, ...]:
        """The terms of a kind that an article stands under, each once."""
        names = names_of(kind, article, self.config)
        if len(names) < 2:
            return (self.term_link(kind, names[0]),) if names else ()
        return tuple(dict.fromkeys([self.term_link(kind, name) for name in names]))

    def link_to(self, term: Term) -> Link:
        return Link(term.name, address.term(term.kind, self.language, term.slug))

    def category_link(self, article: Article) -> Link | None:
        return next(iter(self.term_links("category", article)), None)

    def _card(self, article: Article) -> Card:
        return Card(
            title=article.matter.title,
            address=article.address,
            time=time_of(article.matter.date, self.language),
            summary=article.summary,
            category=self.category_link(article),
            language=article.matter.language,
            thumb=self._thumb(article) if article.matter.image else None,
        )

    def _thumb(self, article: Article) -> Thumb | None:
        """The main picture for lists: none where it would weigh more there than it is worth."""
        figure = self.figure(article)
        if figure is None or not figure.address or not figure.webp:
            return None
        smallest = figure.others[0].address if figure.others else figure.address
        return Thumb(smallest, figure.width, figure.height, figure.webp)

    def cards(self, articles: Iterable[Article]) -> tuple[Card, ...]:
        return tuple(map(self.card, articles))

    def card(self, article: Article) -> Card:
        made = self._cards.get(article.path)
        if made is None:
            made = self._cards[article.path] = self._card(article)
        return made

    def short_card(self, article: Article) -> Card:
        """A card without summary and picture, for pages of other articles: these need not be made again when one of the two changes."""
        made = self._short_cards.get(article.path)
        if made is None:
            made = self._short_cards[article.path] = msgspec.structs.replace(self.card(article), summary="", thumb=None)
        return made

    def inputs(self, articles: Sequence[Article], *parts: object) -> bytes:
        """A digest of all that a view is put together from which shows `articles`: their files and where their paths lead, `parts`, which
        are what else it is told, and what all views start from: `site.yml`, the names of terms, the polls, and the words."""
        return digest.short(self._common + self._inputs_of(articles) + _ENCODER.encode(parts))

    def _inputs_of(self, articles: Sequence[Article]) -> bytes:
        known = self._inputs
        try:
            return b"".join([known[article.path] for article in articles])
        except KeyError:  # only the first times
            return b"".join([known.get(article.path) or self._input(article) for article in articles])

    def _input(self, article: Article) -> bytes:
        has_paths = article.references or article.matter.image or article.matter.related
        itself = f"{article.path}\n{self.site.digests[article.path]}\n".encode()
        made = digest.short(itself + _ENCODER.encode(self._led_to(article)) if has_paths else itself)
        self._inputs[article.path] = made
        return made

    def _led_to(self, article: Article) -> tuple[object, ...]:
        """Where an article's paths lead, and the articles there that it names as related, whose cards it shows."""
        paths = [reference.target for reference in article.references]
        if article.matter.image:
            paths.append(path_in_url(article.matter.image.src))
        named = [self._address_of(article, name) for name in article.matter.related]
        cards = [(other.path, self.site.digests[other.path]) if (other := self._at.get(place)) else None for place in named]
        return (*(self.links.to(path, article.folder) for path in paths), *named, *cards)

    def _address_of(self, article: Article, name: Name) -> str:
        """The address of what an article names as related."""
        return self.links.to(path_in_url(name.text), article.folder).address

    def named(self, article: Article) -> tuple[Card, ...]:
        """The short cards of the published articles that an article names as related, but for itself."""
        places = [self._address_of(article, name) for name in article.matter.related]
        return tuple(self.short_card(self._at[place]) for place in places if place in self._at and place != article.address)

    @cached_property
    def _at(self) -> dict[str, Article]:
        return {article.address: article for article in self.site.articles}

    def body(self, document: Document[Any], root: str) -> Body:
        """A document's text as it stands in feeds and files, where `root` is the way to the site's root."""
        return Body(document.body, tuple([self.links.tag(reference, document.folder, root) for reference in document.references]))

    def body_of_page(self, document: Document[Any], place: str, *, is_first: bool) -> Body:
        """A document's text as it stands on its page at an address; with `is_first`, no picture stands before it, and its own first one is
        read at once."""
        root = address.root_from(place)
        tags = []
        for reference in document.references:
            loading: Loading = "eager" if is_first and reference.kind == "picture" else "lazy"
            is_first = is_first and reference.kind != "picture"
            tags.append(self.links.tag(reference, document.folder, root, loading))
        return Body(document.body, tuple(tags))

    def attachments(self, document: Document[Any]) -> tuple[Attachment, ...]:
        """The documents that a text links to, each once, in its order."""
        found = {}
        for reference in document.references:
            target = self.links.to(reference.target, document.folder)
            if target.file and files.family(target.file.path) == "document":
                name = target.file.path.rpartition("/")[2]
                size = byte_size(target.file.size, self.language)
                found[target.address] = Attachment(name, target.address, files.label(name), size)
        return tuple(found.values())

    def figure(self, document: Document[Any]) -> Figure | None:
        """A document's main picture, or what is left of it."""
        image: Picture | None = document.matter.image
        if image is None:
            return None
        is_here = image.src and not is_external(image.src)
        target = self.links.to(path_in_url(image.src), document.folder) if is_here else None
        shape = target.file.shape if target and target.file else None
        copies = self.links.copies(target.file) if target and target.file else ()
        return Figure(
            address=target.address if target and shape else "",
            external=image.src if is_external(image.src) else "",
            width=shape.width if shape else 0,
            height=shape.height if shape else 0,
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
            license=image.license,
            webp=tuple(Sized(place, each.width) for place, each in copies if each.format == "WEBP"),
            others=tuple(Sized(place, each.width) for place, each in copies if each.format not in ("", "WEBP")),
        )

    def day_link(self, day: date) -> Link:
        made = self._day_links.get(day)
        if made is None:
            made = self._day_links[day] = Link(self.words["day_title"].format(date=written(day)), address.day(day))
        return made

    def month_link(self, month: tuple[int, int]) -> Link:
        """The page of a `(year, month)`."""
        return Link(self.words["month_title"].format(month=month[1], year=f"{month[0]:04d}"), address.month(*month))

    def year_link(self, year: int) -> Link:
        return Link(self.words["year_title"].format(year=f"{year:04d}"), address.year(year))


def written(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def with_neighbours(newest_first: Sequence[Entry]) -> Iterator[tuple[Entry | None, Entry, Entry | None]]:
    """Each entry as `(newer, entry, older)`."""
    for place, entry in enumerate(newest_first):
        newer = newest_first[place - 1] if place else None
        older = newest_first[place + 1] if place + 1 < len(newest_first) else None
        yield newer, entry, older


year_of: Final[Callable[[Article], int]] = attrgetter("matter.date.at.year")


def month_of(article: Article) -> tuple[int, int]:
    return article.matter.date.at.year, article.matter.date.at.month


def day_of(article: Article) -> date:
    return article.matter.date.at.date()
