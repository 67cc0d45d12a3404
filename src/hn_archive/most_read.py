"""The articles read most, by the counts that were archived: of all time, and of each year."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Final

from hn_archive import address
from hn_archive.article import Article
from hn_archive.composer import Composer, year_of
from hn_archive.outputs import Page
from hn_archive.site import Site
from hn_archive.view import Link, MostReadView, RankedCard

MOST: Final = 50


def pages(composer: Composer) -> Iterator[Page]:
    """A page of all time and one for each year, where any article has a count of views and `lists` has them on."""
    if not has_pages(composer.site):
        return
    years = {year: ranked(group) for year, group in groupby(composer.site.articles, key=year_of)}
    years = {year: articles for year, articles in years.items() if articles}
    lists = {"": ranked(composer.site.articles), **{f"{year:04d}": articles for year, articles in years.items()}}
    links = {period: _link(composer, period) for period in lists}
    for period, articles in lists.items():
        others = tuple(link for other, link in links.items() if other != period)
        inputs = partial(composer.inputs, articles, period, others)
        compose = partial(_view, composer, period, articles, others)
        yield Page(links[period].address, "most-read", "most_read.html", compose, inputs=inputs)


def has_pages(site: Site) -> bool:
    return site.config.lists.most_read and any(article.matter.views for article in site.articles)


def ranked(articles: Iterable[Article], most: int = MOST) -> tuple[Article, ...]:
    """Those with the highest counts; of two with the same count, the newer first."""
    counted = [(article.matter.views.count, place, article) for place, article in enumerate(articles) if article.matter.views]
    counted.sort(key=lambda entry: (-entry[0], entry[1]))
    return tuple(article for count, _, article in counted[:most] if count)


def cards(composer: Composer, articles: Iterable[Article]) -> tuple[RankedCard, ...]:
    return tuple(
        RankedCard(composer.card(article), composer.views(article.matter.views.count))
        for article in articles
        if article.matter.views
    )


def _link(composer: Composer, period: str) -> Link:
    return Link(period or composer.words["all_time"], address.most_read(composer.language, period))


def _view(composer: Composer, period: str, articles: tuple[Article, ...], others: tuple[Link, ...]) -> MostReadView:
    words = composer.words
    top = Link(words["most_read"], address.most_read(composer.language))
    return MostReadView(
        title=words["most_read_year"].format(year=period) if period else words["most_read"],
        address=address.most_read(composer.language, period),
        description=words["most_read_text"],
        breadcrumbs=(composer.home, top) if period else (composer.home,),
        ranked=cards(composer, articles),
        others=others,
    )
