"""What the views of pages are put together from: cards, links to terms and periods, texts, counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from hn_archive import address, files
from hn_archive.address import TermKind
from hn_archive.article import Article
from hn_archive.document import Document
from hn_archive.links import Links, path_in_url
from hn_archive.site import Site, Term, identifier, is_listed, names_of
from hn_archive.text import byte_size, identity, number
from hn_archive.typeset import is_external
from hn_archive.view import Attachment, Body, Card, Counted, Figure, Link, time_of

Entry = TypeVar("Entry")


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
        self._cards = {article.path: self._card(article) for article in site.articles}
        self._by_address = {card.address: card for card in self._cards.values()}

    def permalink(self, place: str) -> str:
        """The absolute address of a page, "" where the site's is not known."""
        return address.permalink(self.site_url, place)

    def identifier(self, article: Article) -> str:
        return identifier(article, self.config)

    def number(self, count: int) -> str:
        return number(count, self.language)

    def articles(self, count: int) -> str:
        """How many articles, in words: `1.234 bài`, `1 article`."""
        return self.words["article_count_one" if count == 1 else "article_count"].format(count=self.number(count))

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
        return tuple(dict.fromkeys(self.term_link(kind, name) for name in names_of(kind, article, self.config)))

    def counted(self, term: Term) -> Counted:
        return Counted(term.name, address.term(term.kind, self.language, term.slug), self.articles(len(term.articles)))

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
        )

    def cards(self, articles: Iterable[Article]) -> tuple[Card, ...]:
        return tuple(self._cards[article.path] for article in articles)

    def card_at(self, place: str) -> Card | None:
        """The card of the published article at an address."""
        return self._by_address.get(place)

    def body(self, document: Document[Any], root: str) -> Body:
        """A document's text as it stands where `root` is the way to the site's root."""
        return Body(document.body, tuple(self.links.tag(reference, document.folder, root) for reference in document.references))

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

    def figure(self, article: Article) -> Figure | None:
        """An article's main picture, or what is left of it."""
        image = article.matter.image
        if image is None:
            return None
        is_here = image.src and not is_external(image.src)
        target = self.links.to(path_in_url(image.src), article.folder) if is_here else None
        shape = target.file.shape if target and target.file else None
        return Figure(
            address=target.address if target and shape else "",
            external=image.src if is_external(image.src) else "",
            width=shape.width if shape else 0,
            height=shape.height if shape else 0,
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
            license=image.license,
        )

    def day_link(self, day: date) -> Link:
        return Link(self.words["day_title"].format(date=written(day)), address.day(day))

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


def year_of(article: Article) -> int:
    return article.matter.date.at.year


def month_of(article: Article) -> tuple[int, int]:
    return article.matter.date.at.year, article.matter.date.at.month


def day_of(article: Article) -> date:
    return article.matter.date.at.date()
