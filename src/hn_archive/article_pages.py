"""The pages of articles, standing pages and polls, and the redirects from their old addresses."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from hn_archive import address
from hn_archive.article import Article
from hn_archive.composer import Composer, day_of, with_neighbours, written
from hn_archive.config import Config
from hn_archive.dates import day_only, machine
from hn_archive.document import Document, location_path
from hn_archive.front_matter import Correction
from hn_archive.outputs import RETRACTED, Beside, Page, composed
from hn_archive.poll import Poll
from hn_archive.standing import Standing
from hn_archive.text import decimal
from hn_archive.typeset import shortened
from hn_archive.view import (
    ArticleView,
    Capture,
    Card,
    CorrectionNote,
    Figure,
    Link,
    PollOption,
    PollView,
    RatingResult,
    RedirectView,
    RetractedView,
    SourceCredit,
    StandingView,
    ViewCount,
    time_of,
)

DESCRIPTION = 200
_PAGE: Final = "article.html"
_TEXT: Final = "article.txt"
TEMPLATES: Final = (_PAGE, _TEXT)


def templates(config: Config) -> tuple[str, ...]:
    """The templates that make the pages of articles, and what is beside them."""
    return TEMPLATES if config.lists.texts else (_PAGE,)


def pages(composer: Composer) -> Iterator[Page]:
    """A page for each article, retracted article, standing page, poll and old address."""
    site = composer.site
    for newer, article, older in with_neighbours(site.articles):
        around = _link(newer), _link(older)
        yield Page(
            article.address,
            "article",
            _PAGE,
            partial(_article, composer, article, *around),
            location_path(article.path),
            inputs=partial(_inputs, composer, article, around),
            beside=_beside(composer, article),
        )
        yield from _redirects(article, article.address)
    for article in site.retracted:
        yield _retracted(composer, article)
        yield from _redirects(article, article.address)
    for standing in site.standings:
        yield _standing(composer, standing)
        yield from _redirects(standing, standing.address(composer.language))
    for poll in site.polls:
        yield _poll(composer, poll)


def _beside(composer: Composer, article: Article) -> tuple[Beside, ...]:
    if not composer.config.lists.texts:
        return ()
    return (Beside(address.as_text(article.address), "text", _TEXT, location_path(article.path)),)


def _inputs(composer: Composer, article: Article, around: tuple[Link | None, Link | None]) -> bytes:
    return composer.inputs((article, *composer.site.related[article.path]), around)


def _link(article: Article | None) -> Link | None:
    return Link(article.matter.title, article.address) if article else None


def _redirects(document: Document[Any], to: str) -> Iterator[Page]:
    for old in document.aliases:
        view = RedirectView(title=document.matter.title, address=old, to=to)
        yield Page(old, "redirect", "redirect.html", composed(view), location_path(document.path))


def _article(composer: Composer, article: Article, newer: Link | None, older: Link | None) -> ArticleView:
    matter = article.matter
    language = composer.language
    day = day_of(article)
    card = composer.card(article)
    category = card.category
    poll = _poll_link(composer, matter.poll)
    figure = composer.figure(article)
    return ArticleView(
        id=composer.identifier(article),
        modified=card.time.machine if article.modified is matter.date else machine(article.modified),
        title=matter.title,
        address=article.address,
        description=shortened(article.summary, DESCRIPTION),
        language=matter.language,
        category=category,
        breadcrumbs=(composer.home, category) if category and category.address else (composer.home,),
        time=card.time,
        day=Link(written(day), composer.day_link(day).address) if composer.config.lists.days else None,
        updated=time_of(matter.updated, language) if matter.updated else None,
        views=_views(composer, article),
        lead=matter.lead,
        figure=figure,
        body=composer.body_of_page(article, article.address, is_first=not (figure and figure.address)),
        attachments=composer.attachments(article),
        source=_source(composer, article),
        authors=composer.term_links("author", article),
        tags=composer.term_links("tag", article),
        rating=_rating(composer, article),
        poll=poll,
        corrections=_notes(composer, article),
        capture=_capture(composer, article, figure, poll),
        license=matter.license or composer.config.license,
        text=address.as_text(article.address) if composer.config.lists.texts else "",
        related=_related(composer, article),
        newer=newer,
        older=older,
        extra=matter.extra,
    )


def _notes(composer: Composer, article: Article) -> tuple[CorrectionNote, ...]:
    if not article.matter.corrections:
        return ()
    return tuple(CorrectionNote(time_of(note.date, composer.language), note.text) for note in _corrections(article))


def _corrections(article: Article) -> list[Correction]:
    """In the order of their dates, however the editor listed them."""
    return sorted(article.matter.corrections, key=lambda note: note.date)


def _related(composer: Composer, article: Article) -> tuple[Card, ...]:
    """The articles that the editor named, then those found."""
    chosen = composer.named(article)
    found = tuple(map(composer.short_card, composer.site.related[article.path]))
    return (*chosen, *(card for card in found if card not in chosen)) if chosen else found


def _poll_link(composer: Composer, name: str) -> Link | None:
    found = next((poll for poll in composer.site.polls if poll.name == name), None) if name else None
    return Link(found.question, found.address(composer.language)) if found else None


def _source(composer: Composer, article: Article) -> SourceCredit | None:
    source = article.matter.source
    if source is None:
        return None
    link = composer.term_link("source", source.name)
    return SourceCredit(link.label, link.address, source.url)


def _views(composer: Composer, article: Article) -> ViewCount | None:
    views = article.matter.views
    if views is None:
        return None
    as_of, day = (day_only(views.as_of), machine(views.as_of)) if views.as_of else ("", "")
    return ViewCount(composer.number(views.count), as_of, views.count, day)


def _rating(composer: Composer, article: Article) -> RatingResult | None:
    """No stars without votes."""
    rating = article.matter.rating
    if rating is None or rating.average is None or not rating.votes:
        return None
    as_of = day_only(rating.as_of) if rating.as_of else ""
    average, votes = decimal(rating.average, composer.language), composer.number(rating.votes)
    return RatingResult(average, votes, as_of, rating.average, rating.votes)


def _capture(composer: Composer, article: Article, figure: Figure | None, poll: Link | None) -> Capture | None:
    """What to say of the capture; None for articles written here, which lack nothing."""
    matter = article.matter
    is_capture = bool(matter.captured or matter.original_url)
    # A path that leads to no picture is a slip where the article was written here, and a loss where the page was captured.
    lost_picture = bool(
        figure and matter.image and not figure.address and not figure.external and (is_capture or not matter.image.src)
    )
    rating = matter.rating if _rating(composer, article) is None else None
    if not (is_capture or lost_picture or rating):
        return None
    return Capture(
        time=time_of(matter.captured, composer.language) if matter.captured else None,
        original_url=matter.original_url,
        lost_picture=lost_picture,
        lost_rating=rating is not None and rating.average is None and rating.votes is None,
        no_votes=rating is not None and rating.votes == 0,
        average_alone=decimal(rating.average, composer.language)
        if rating and rating.average is not None and rating.votes is None
        else "",
        votes_alone=composer.number(rating.votes) if rating and rating.average is None and rating.votes else "",
        poll=poll,
    )


def _retracted(composer: Composer, article: Article) -> Page:
    last = _corrections(article)[-1]
    view = RetractedView(
        id=composer.identifier(article),
        title=article.matter.title,
        address=article.address,
        description=composer.words["retracted"],
        language=article.matter.language,
        time=time_of(article.matter.date, composer.language),
        reason=CorrectionNote(time_of(last.date, composer.language), last.text),
    )
    return Page(view.address, "article", RETRACTED, composed(view), location_path(article.path))


def _standing(composer: Composer, page: Standing) -> Page:
    place = page.address(composer.language)
    view = StandingView(
        title=page.matter.title,
        address=place,
        description=shortened(page.summary, DESCRIPTION),
        language=page.matter.language,
        lead=page.matter.lead,
        updated=time_of(page.matter.updated, composer.language) if page.matter.updated else None,
        body=composer.body_of_page(page, place, is_first=True),
        attachments=composer.attachments(page),
        extra=page.matter.extra,
    )
    return Page(place, "standing", "standing.html", composed(view), location_path(page.path))


def _poll(composer: Composer, poll: Poll) -> Page:
    votes = [option.votes for option in poll.options]
    # With some counts lost, nobody knows the sum, and shares of it would be invented.
    total = sum(count or 0 for count in votes) if votes and None not in votes else None

    def result(count: int | None) -> tuple[str, str]:
        if count is None:
            return "", ""
        return composer.number(count), f"{100 * count / total:.0f}" if total else ""

    view = PollView(
        title=poll.question,
        address=poll.address(composer.language),
        description=poll.question,
        time=time_of(poll.date, composer.language) if poll.date else None,
        options=tuple(PollOption(option.text, *result(option.votes)) for option in poll.options),
        total=composer.number(total) if total is not None else "",
        has_votes=any(count is not None for count in votes),
        as_of=day_only(poll.as_of) if poll.as_of else "",
        articles=composer.cards(article for article in composer.site.articles if article.matter.poll == poll.name),
    )
    return Page(view.address, "poll", "poll.html", composed(view), location_path(poll.path))
