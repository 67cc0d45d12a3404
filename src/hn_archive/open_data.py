"""All articles as files for programs and spreadsheets, where `lists.data` in `site.yml` is on."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Final

from hn_archive import address
from hn_archive.article import Article
from hn_archive.composer import Composer, year_of
from hn_archive.dates import Moment, machine
from hn_archive.outputs import Page, composed
from hn_archive.text import slug
from hn_archive.view import CorrectionNote, DataPackageView, DataRecord, DataView, Resource, time_of

TABLE: Final = "articles.csv"
PACKAGE: Final = "datapackage.json"


def pages(composer: Composer) -> Iterator[Page]:
    """The articles of each year with their text as JSON lines, all in one table, and what these files are.

    Drafts, withheld and retracted articles are in none of them.
    """
    if not composer.config.lists.data:
        return
    years = {f"{year:04d}": tuple(group) for year, group in _by_year(composer)}
    for year, articles in years.items():
        yield _page(composer, f"articles-{year}.jsonl", "articles.jsonl", articles)
    yield _page(composer, TABLE, "articles.csv", tuple(reversed(composer.site.articles)))
    resources = (_resource(composer, TABLE), *(_resource(composer, f"articles-{year}.jsonl", year) for year in years))
    package = DataPackageView(name=slug(composer.config.title) or "archive", resources=resources)
    described = tuple(resource.address for resource in resources)
    yield Page(address.data(composer.language, PACKAGE), "data", "datapackage.json", composed(package), describes=described)


def _page(composer: Composer, name: str, template: str, articles: tuple[Article, ...]) -> Page:
    inputs = partial(composer.inputs, articles)
    return Page(address.data(composer.language, name), "data", template, partial(_view, composer, articles), inputs=inputs)


def _view(composer: Composer, articles: tuple[Article, ...]) -> DataView:
    return DataView(records=tuple(record(composer, article) for article in articles))


def _by_year(composer: Composer) -> Iterator[tuple[int, Iterator[Article]]]:
    """Oldest first, so that a new article is a line at the end."""
    return groupby(reversed(composer.site.articles), key=year_of)


def _resource(composer: Composer, name: str, year: str = "") -> Resource:
    return Resource(address.data(composer.language, name), name, name.partition(".")[0], year)


def record(composer: Composer, article: Article) -> DataRecord:
    """An article as programs see it, its text by its digest."""
    matter = article.matter
    category = composer.category_link(article)
    return DataRecord(
        id=composer.identifier(article),
        address=article.address,
        url=composer.permalink(article.address),
        title=matter.title,
        date=machine(matter.date),
        updated=_machine(matter.updated),
        modified=machine(article.modified),
        category=category.label if category else "",
        tags=tuple(tag.label for tag in composer.term_links("tag", article)),
        lead=matter.lead,
        authors=tuple(author.label for author in composer.term_links("author", article)),
        source=matter.source.name if matter.source else "",
        source_url=matter.source.url if matter.source else "",
        original_url=matter.original_url,
        captured=_machine(matter.captured),
        views=matter.views.count if matter.views else None,
        views_as_of=_machine(matter.views.as_of) if matter.views else "",
        rating=matter.rating.average if matter.rating else None,
        votes=matter.rating.votes if matter.rating else None,
        language=matter.language or composer.language,
        license=matter.license or composer.config.license,
        corrections=tuple(CorrectionNote(time_of(note.date, composer.language), note.text) for note in matter.corrections),
        body=composer.body(article, composer.config.site_url),
    )


def _machine(moment: Moment | None) -> str:
    return machine(moment) if moment else ""
