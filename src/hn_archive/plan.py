"""Plan every file the site will have, as values: an address, a family, and the view and template or the file to copy."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import msgspec

from hn_archive import address, files
from hn_archive.address import TERM_KINDS, TermKind
from hn_archive.article import Article
from hn_archive.config import MenuEntry
from hn_archive.dates import day_only
from hn_archive.document import Document
from hn_archive.links import Links, path_in_url
from hn_archive.markdown import is_external, shortened
from hn_archive.poll import Poll
from hn_archive.site import Site, Term, is_listed, names_of
from hn_archive.standing import Standing
from hn_archive.text import byte_size, decimal, identity, initial, number
from hn_archive.view import (
    ArticleView,
    Attachment,
    Body,
    Capture,
    Card,
    CorrectionNote,
    Counted,
    DayCards,
    DayView,
    Figure,
    HomeView,
    Link,
    MenuLink,
    MonthView,
    NotFoundView,
    PollOption,
    PollView,
    RatingResult,
    RedirectView,
    RetractedView,
    Section,
    SiteInfo,
    SourceCredit,
    StandingView,
    TermGroup,
    TermPeriodView,
    TermsView,
    TermView,
    View,
    ViewCount,
    YearView,
    time_of,
)

Family = Literal[
    "static", "file", "article", "standing", "poll", "redirect", "day", "month", "year", "category", "tag", "source", "author", "home", "404"
]
# Also the order in which files become visible: what pages need, then pages, then lists that name them.
FAMILIES: Final[tuple[Family, ...]] = Family.__args__  # type: ignore[attr-defined]

NEWEST: Final = 20
FEATURED: Final = 3
SECTION: Final = 4
# A year of a term's list with more articles than this is shown by months.
YEAR_LIMIT: Final = 200


class Page(msgspec.Struct, frozen=True):
    """A file made by a template from its view; `origin` is the content file it comes from, "" for lists."""

    address: str
    family: Family
    template: str
    view: View
    origin: str = ""


class Copy(msgspec.Struct, frozen=True):
    """A file that is copied as it is."""

    address: str
    family: Family
    path: Path
    origin: str = ""


Output = Page | Copy


def plan(site: Site, links: Links, words: Mapping[str, str], static: Mapping[str, Path], content: Mapping[str, Path]) -> tuple[Output, ...]:
    """Every output, in the order of families and addresses. Pure.

    `words` are the user interface's, `static` the theme's files by their path below `static/`, `content` the files of
    `content/` by their path.
    """
    planner = _Planner(site, links, words)
    outputs: list[Output] = [Copy(address.static(name), "static", path) for name, path in static.items()]
    seen: set[str] = set()
    for path, known in site.files.items():
        place = address.file(site.config.language, known.sha256, path.rpartition("/")[2])
        if place not in seen:
            seen.add(place)
            outputs.append(Copy(place, "file", content[path], path))
    outputs += planner.pages()
    return tuple(sorted(outputs, key=lambda output: (FAMILIES.index(output.family), output.address)))


def site_info(site: Site, links: Links, words: Mapping[str, str]) -> SiteInfo:
    config = site.config
    language = config.language

    def menu_link(entry: MenuEntry) -> MenuLink:
        if is_external(entry.to):
            return MenuLink(entry.label, "", entry.to)
        return MenuLink(entry.label, links.to(entry.to, "").address, "")

    menu = tuple(menu_link(entry) for entry in config.menu) or (
        MenuLink(words["home"], address.HOME, ""),
        *(MenuLink(words[f"{kind}_index"], address.terms(kind, language), "") for kind in TERM_KINDS if is_listed(kind, config) and site.terms[kind]),
    )
    return SiteInfo(
        title=config.title,
        description=config.description,
        language=language,
        url=f"{config.url.rstrip('/')}/" if config.url else "",
        live_site=config.live_site,
        contact=f"mailto:{config.contact}" if config.contact and not is_external(config.contact) else config.contact,
        publisher=config.publisher.name if config.publisher else "",
        publisher_url=config.publisher.url if config.publisher else "",
        license=config.license,
        menu=menu,
        footer_text=config.footer.text,
        footer_links=tuple(menu_link(entry) for entry in config.footer.links),
    )


class _Planner:
    """Makes the pages of one site."""

    def __init__(self, site: Site, links: Links, words: Mapping[str, str]) -> None:
        self._site = site
        self._config = site.config
        self._language: str = site.config.language
        self._links = links
        self._words = words
        self._home = Link(words["home"], address.HOME)
        self._cards = {article.path: self._card(article) for article in site.articles}

    def pages(self) -> Iterator[Page]:
        yield self._home_page()
        yield Page(address.NOT_FOUND, "404", "404.html", NotFoundView(
            title=self._words["not_found"], address=address.NOT_FOUND, description=self._words["not_found_text"]))  # fmt: skip
        yield from self._article_pages()
        yield from (self._retracted(article) for article in self._site.retracted)
        yield from (self._standing(page) for page in self._site.standings)
        yield from (self._poll(poll) for poll in self._site.polls)
        if self._config.lists.days:
            yield from self._days()
        if self._config.lists.months:
            yield from self._months()
            yield from self._years()
        for kind in TERM_KINDS:
            if is_listed(kind, self._config):
                yield from self._terms(kind)
        documents: Iterable[Document] = (*self._site.articles, *self._site.retracted)  # type: ignore[type-arg]
        for document in documents:
            yield from self._redirects(document, document.address)  # type: ignore[attr-defined]
        for page in self._site.standings:
            yield from self._redirects(page, page.address(self._language))

    # Pieces that several views share

    def _count(self, count: int) -> str:
        return number(count, self._language)

    def _term(self, kind: TermKind, name: str) -> Term:
        return self._site.by_term[kind, identity(name)]

    def _term_link(self, kind: TermKind, name: str) -> Link:
        """A term as the site names it; its address is "" where it has no list."""
        term = self._term(kind, name)
        return Link(term.name, address.term(kind, self._language, term.slug) if is_listed(kind, self._config) else "")

    def _category_link(self, article: Article) -> Link | None:
        return next((self._term_link("category", name) for name in names_of("category", article, self._config)), None)

    def _card(self, article: Article) -> Card:
        return Card(
            title=article.matter.title,
            address=article.address,
            time=time_of(article.matter.date, self._language),
            summary=article.summary,
            category=self._category_link(article),
            language=article.matter.language,
        )

    def _cards_of(self, articles: Iterable[Article]) -> tuple[Card, ...]:
        return tuple(self._cards[article.path] for article in articles)

    def _link(self, article: Article | None) -> Link | None:
        return Link(article.matter.title, article.address) if article else None

    def _body(self, document: Document, page: str) -> Body:  # type: ignore[type-arg]
        root = address.root_from(page)
        return Body(document.body, tuple(self._links.tag(reference, document.folder, root) for reference in document.references))

    def _attachments(self, document: Document) -> tuple[Attachment, ...]:  # type: ignore[type-arg]
        found = {}
        for reference in document.references:
            target = self._links.to(reference.target, document.folder)
            if target.file and files.family(target.file.path) == "document":
                name = target.file.path.rpartition("/")[2]
                size = byte_size(target.file.size, self._language)
                found[target.address] = Attachment(name, target.address, files.label(name), size)
        return tuple(found.values())

    # Articles

    def _article_pages(self) -> Iterator[Page]:
        articles = self._site.articles
        for place, article in enumerate(articles):
            newer = articles[place - 1] if place else None
            older = articles[place + 1] if place + 1 < len(articles) else None
            view = self._article(article, newer, older)
            yield Page(view.address, "article", "article.html", view, article.path)

    def _article(self, article: Article, newer: Article | None, older: Article | None) -> ArticleView:
        matter = article.matter
        language = self._language
        day = Link(f"{matter.date.at:%d/%m/}{matter.date.at.year:04d}", address.day(matter.date.at)) if self._config.lists.days else None
        category = self._category_link(article)
        poll = self._poll_link(matter.poll)
        views = matter.views
        rating = matter.rating
        chosen = [target for name in matter.related if (target := self._chosen(article, name.text))]
        others = [card for card in self._cards_of(self._site.related[article.path]) if card not in chosen]
        return ArticleView(
            title=matter.title,
            address=article.address,
            description=shortened(article.summary, 200),
            language=matter.language,
            category=category,
            breadcrumbs=(self._home, category) if category and category.address else (self._home,),
            time=time_of(matter.date, language),
            day=day,
            updated=time_of(matter.updated, language) if matter.updated else None,
            views=ViewCount(self._count(views.count), day_only(views.as_of) if views.as_of else "") if views else None,
            lead=matter.lead,
            figure=self._figure(article),
            body=self._body(article, article.address),
            attachments=self._attachments(article),
            source=self._source(article),
            authors=tuple(self._term_link("author", name) for name in names_of("author", article, self._config)),
            tags=tuple(self._term_link("tag", name) for name in names_of("tag", article, self._config)),
            rating=RatingResult(
                decimal(rating.average, language), self._count(rating.votes), day_only(rating.as_of) if rating.as_of else "")
            if rating and rating.average is not None and rating.votes else None,
            poll=poll,
            corrections=tuple(CorrectionNote(time_of(note.date, language), note.text) for note in matter.corrections),
            capture=self._capture(article, poll),
            license=matter.license or self._config.license,
            related=(*chosen, *others),
            newer=self._link(newer),
            older=self._link(older),
            extra=matter.extra,
        )  # fmt: skip

    def _chosen(self, article: Article, name: str) -> Card | None:
        """The card of an article that the editor named as related."""
        target = self._links.to(path_in_url(name), article.folder)
        return next((card for card in self._cards.values() if card.address == target.address), None) if target.address else None

    def _poll_link(self, name: str) -> Link | None:
        found = next((poll for poll in self._site.polls if poll.name == name), None) if name else None
        return Link(found.question, found.address(self._language)) if found else None

    def _source(self, article: Article) -> SourceCredit | None:
        source = article.matter.source
        if source is None:
            return None
        link = self._term_link("source", source.name)
        return SourceCredit(link.label, link.address, source.url)

    def _figure(self, article: Article) -> Figure | None:
        image = article.matter.image
        if image is None:
            return None
        target = self._links.to(path_in_url(image.src), article.folder) if image.src and not is_external(image.src) else None
        shape = target.file.shape if target and target.file else None
        return Figure(
            address=target.address if target and shape else "",
            width=shape.width if shape else 0,
            height=shape.height if shape else 0,
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
            license=image.license,
        )

    def _capture(self, article: Article, poll: Link | None) -> Capture | None:
        """What to say of the capture; None for articles written here, which lack nothing."""
        matter = article.matter
        figure = self._figure(article)
        lost_picture = figure is not None and not figure.address
        lost_rating = matter.rating is not None and not (matter.rating.average is not None and matter.rating.votes)
        if not (matter.captured or matter.original_url or lost_picture or lost_rating):
            return None
        captured = time_of(matter.captured, self._language) if matter.captured else None
        return Capture(captured, matter.original_url, lost_picture, lost_rating, poll)

    def _retracted(self, article: Article) -> Page:
        last = article.matter.corrections[-1]
        view = RetractedView(
            title=article.matter.title,
            address=article.address,
            description=self._words["retracted"],
            language=article.matter.language,
            time=time_of(article.matter.date, self._language),
            reason=CorrectionNote(time_of(last.date, self._language), last.text),
        )
        return Page(view.address, "article", "retracted.html", view, article.path)

    def _standing(self, page: Standing) -> Page:
        place = page.address(self._language)
        view = StandingView(
            title=page.matter.title,
            address=place,
            description=shortened(page.summary, 200),
            language=page.matter.language,
            lead=page.matter.lead,
            updated=time_of(page.matter.updated, self._language) if page.matter.updated else None,
            body=self._body(page, place),
            attachments=self._attachments(page),
            extra=page.matter.extra,
        )
        return Page(place, "standing", "standing.html", view, page.path)

    def _poll(self, poll: Poll) -> Page:
        votes = [option.votes for option in poll.options if option.votes is not None]
        total = sum(votes)
        options = tuple(
            PollOption(
                option.text,
                "" if option.votes is None else self._count(option.votes),
                "" if option.votes is None or not total else f"{100 * option.votes / total:.0f}",
            )
            for option in poll.options
        )
        view = PollView(
            title=poll.question,
            address=poll.address(self._language),
            description=poll.question,
            time=time_of(poll.date, self._language) if poll.date else None,
            options=options,
            total=self._count(total) if votes else "",
            as_of=day_only(poll.as_of) if poll.as_of else "",
            articles=self._cards_of(article for article in self._site.articles if article.matter.poll == poll.name),
        )
        return Page(view.address, "poll", "poll.html", view, poll.path)

    def _redirects(self, document: Document, to: str) -> Iterator[Page]:  # type: ignore[type-arg]
        for old in document.aliases:
            yield Page(old, "redirect", "redirect.html", RedirectView(title=document.matter.title, address=old, to=to), document.path)

    # Home

    def _home_page(self) -> Page:
        articles = self._site.articles
        featured = [article for article in articles if article.matter.featured][:FEATURED] or list(articles[:1])
        newest = [article for article in articles[: NEWEST + FEATURED] if article not in featured][:NEWEST]
        polls = sorted(self._site.polls, key=lambda poll: (poll.date is not None, poll.date and poll.date.at, poll.path), reverse=True)
        years = [
            Counted(f"{year:04d}", address.year(year), self._count(len(tuple(group))))
            for year, group in groupby(articles, key=lambda article: article.matter.date.at.year)
        ]
        view = HomeView(
            title=self._config.title,
            address=address.HOME,
            description=self._config.description,
            featured=self._cards_of(featured),
            newest=self._cards_of(newest),
            sections=tuple(
                Section(self._counted(term), self._cards_of(term.articles[:SECTION])) for term in self._site.terms["category"]
            ),
            poll=Link(polls[0].question, polls[0].address(self._language)) if polls else None,
            years=tuple(years) if self._config.lists.months else (),
            count=self._count(len(articles)),
        )
        return Page(address.HOME, "home", "home.html", view)

    # Periods

    def _day_label(self, day: date) -> str:
        return self._words["day_title"].format(date=f"{day.day:02d}/{day.month:02d}/{day.year:04d}")

    def _month_label(self, year: int, month: int) -> str:
        return self._words["month_title"].format(month=month, year=f"{year:04d}")

    def _year_label(self, year: int) -> str:
        return self._words["year_title"].format(year=f"{year:04d}")

    def _trail(self, day: date, levels: int) -> tuple[Link, ...]:
        """The way from the home page to a year (1 level) or month (2); without pages for months, to home alone."""
        if not self._config.lists.months:
            return (self._home,)
        year = Link(f"{day.year:04d}", address.year(day.year))
        month = Link(self._month_label(day.year, day.month), address.month(day.year, day.month))
        return (self._home, year, month)[: levels + 1]

    def _days(self) -> Iterator[Page]:
        days = [(day, tuple(group)) for day, group in groupby(self._site.articles, key=lambda article: article.matter.date.at.date())]
        for place, (day, articles) in enumerate(days):
            newer = Link(self._day_label(days[place - 1][0]), _day_address(days[place - 1][0])) if place else None
            older = Link(self._day_label(days[place + 1][0]), _day_address(days[place + 1][0])) if place + 1 < len(days) else None
            view = DayView(
                title=self._day_label(day),
                address=_day_address(day),
                description=self._words["day_description"].format(date=f"{day.day:02d}/{day.month:02d}/{day.year:04d}"),
                breadcrumbs=self._trail(day, 2),
                count=self._count(len(articles)),
                cards=self._cards_of(articles),
                newer=newer,
                older=older,
            )
            yield Page(view.address, "day", "day.html", view)

    def _months(self) -> Iterator[Page]:
        months = [(month, tuple(group)) for month, group in groupby(self._site.articles, key=_month_of)]
        for place, ((year, month), articles) in enumerate(months):
            days = tuple(
                DayCards(
                    f"{day.day:02d}/{day.month:02d}/{day.year:04d}",
                    Link(self._day_label(day), _day_address(day)) if self._config.lists.days else None,
                    self._cards_of(group),
                )
                for day, group in groupby(articles, key=lambda article: article.matter.date.at.date())
            )
            view = MonthView(
                title=self._month_label(year, month),
                address=address.month(year, month),
                description=self._words["month_description"].format(month=month, year=f"{year:04d}"),
                breadcrumbs=self._trail(date(year, month, 1), 1),
                count=self._count(len(articles)),
                days=days,
                newer=self._month_link(months[place - 1][0]) if place else None,
                older=self._month_link(months[place + 1][0]) if place + 1 < len(months) else None,
            )
            yield Page(view.address, "month", "month.html", view)

    def _month_link(self, month: tuple[int, int]) -> Link:
        return Link(self._month_label(*month), address.month(*month))

    def _years(self) -> Iterator[Page]:
        years = [(year, tuple(group)) for year, group in groupby(self._site.articles, key=lambda article: article.matter.date.at.year)]
        for place, (year, articles) in enumerate(years):
            months = tuple(
                Counted(self._month_label(*month), address.month(*month), self._count(len(tuple(group))))
                for month, group in groupby(articles, key=_month_of)
            )
            view = YearView(
                title=self._year_label(year),
                address=address.year(year),
                description=self._words["year_description"].format(year=f"{year:04d}"),
                count=self._count(len(articles)),
                months=months,
                newer=Link(f"{years[place - 1][0]:04d}", address.year(years[place - 1][0])) if place else None,
                older=Link(f"{years[place + 1][0]:04d}", address.year(years[place + 1][0])) if place + 1 < len(years) else None,
            )
            yield Page(view.address, "year", "year.html", view)

    # Terms

    def _counted(self, term: Term) -> Counted:
        return Counted(term.name, address.term(term.kind, self._language, term.slug), self._count(len(term.articles)))

    def _terms(self, kind: TermKind) -> Iterator[Page]:
        terms = self._site.terms[kind]
        in_order = kind == "category"

        def letter(term: Term) -> str:
            return "" if in_order else initial(term.name.rpartition(" ")[2] if kind == "author" else term.name)

        groups = tuple(TermGroup(label, tuple(self._counted(term) for term in group)) for label, group in groupby(terms, key=letter))
        view = TermsView(
            title=self._words[f"{kind}_index"],
            address=address.terms(kind, self._language),
            description=self._words[f"{kind}_index_text"],
            kind=kind,
            groups=groups,
        )
        yield Page(view.address, kind, "terms.html", view)
        for term in terms:
            pages = tuple(self._term_pages(term))
            yield from pages
            for old in term.old_slugs:
                for page in pages:
                    period = page.address.rpartition("/")[2].removesuffix(".html")
                    redirect = RedirectView(title=term.name, address=address.term(kind, self._language, old, period), to=page.address)
                    yield Page(redirect.address, "redirect", "redirect.html", redirect)

    def _term_pages(self, term: Term) -> Iterator[Page]:
        kind, language = term.kind, self._language
        index = Link(self._words[f"{kind}_index"], address.terms(kind, language))
        years = [(year, tuple(group)) for year, group in groupby(term.articles, key=lambda article: article.matter.date.at.year)]
        periods = tuple(
            Counted(f"{year:04d}", address.term(kind, language, term.slug, f"{year:04d}"), self._count(len(articles)))
            for year, articles in years
        )
        view = TermView(
            title=term.name,
            address=address.term(kind, language, term.slug),
            description=term.description,
            kind=kind,
            breadcrumbs=(self._home, index),
            count=self._count(len(term.articles)),
            cards=self._cards_of(term.articles[:NEWEST]),
            periods=periods,
        )
        yield Page(view.address, kind, "term.html", view)
        trail = (self._home, index, Link(term.name, view.address))
        spans = [(f"{year:04d}", self._year_label(year), articles) for year, articles in years]
        yield from self._period_pages(term, trail, spans, YEAR_LIMIT)

    def _period_pages(
        self, term: Term, trail: tuple[Link, ...], spans: list[tuple[str, str, tuple[Article, ...]]], limit: int | None
    ) -> Iterator[Page]:
        """A page for each `(period, label, articles)`; one of more than `limit` articles has pages by month below it."""

        def link(place: int) -> Link | None:
            if not 0 <= place < len(spans):
                return None
            return Link(spans[place][1], address.term(term.kind, self._language, term.slug, spans[place][0]))

        for place, (period, label, articles) in enumerate(spans):
            months: list[tuple[str, str, tuple[Article, ...]]] = []
            if limit is not None and len(articles) > limit:
                by_month = [(month, tuple(group)) for month, group in groupby(articles, key=_month_of)]
                months = [(f"{year:04d}-{month:02d}", self._month_label(year, month), group) for (year, month), group in by_month]
            view = TermPeriodView(
                title=f"{term.name}: {label}",
                address=address.term(term.kind, self._language, term.slug, period),
                description=term.description,
                kind=term.kind,
                period=label,
                breadcrumbs=trail,
                count=self._count(len(articles)),
                cards=() if months else self._cards_of(articles),
                months=tuple(
                    Counted(name, address.term(term.kind, self._language, term.slug, month), self._count(len(group)))
                    for month, name, group in months
                ),
                newer=link(place - 1),
                older=link(place + 1),
            )
            yield Page(view.address, term.kind, "term_period.html", view)
            year = Link(label, view.address)
            yield from self._period_pages(term, (*trail, year), months, None)


def _day_address(day: date) -> str:
    return f"{day.year:04d}/{day.month:02d}/{day.day:02d}/index.html"


def _month_of(article: Article) -> tuple[int, int]:
    return article.matter.date.at.year, article.matter.date.at.month


def count_by_family(outputs: Iterable[Output]) -> dict[Family, int]:
    counts: dict[Family, int] = dict.fromkeys(FAMILIES, 0)
    for output in outputs:
        counts[output.family] += 1
    return {family: count for family, count in counts.items() if count}

