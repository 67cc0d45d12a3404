"""What the archive holds and what it lacks: articles by year, month, category and source, gaps, words and pictures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from hn_archive import address
from hn_archive.address import TermKind
from hn_archive.article import Article
from hn_archive.calendars import entry, shade
from hn_archive.composer import Composer, day_of, month_of, year_of
from hn_archive.outputs import Page
from hn_archive.site import Term, is_listed
from hn_archive.text import rounded
from hn_archive.view import Bar, CalendarDay, Chart, CoverageView, YearHeat, time_of

# Rows of a chart: beyond these a list of all terms is the better page.
_ROWS = 20

Month = tuple[int, int]


def pages(composer: Composer) -> Iterator[Page]:
    """The page, unless `lists` has it off."""
    if composer.config.lists.coverage:
        yield Page(address.coverage(composer.language), "coverage", "coverage.html", partial(_view, composer))


def _view(composer: Composer) -> CoverageView:
    articles, words = composer.site.articles, composer.words
    months = Counter(map(month_of, articles))
    return CoverageView(
        title=words["coverage"],
        address=address.coverage(composer.language),
        description=words["coverage_text"],
        breadcrumbs=(composer.home,),
        first=time_of(articles[-1].matter.date, composer.language) if articles else None,
        last=time_of(articles[0].matter.date, composer.language) if articles else None,
        facts=tuple(_facts(composer)),
        gaps=tuple(_gaps(composer, months)),
        years=_years(composer, months),
        charts=tuple(chart for chart in _charts(composer) if chart.bars),
    )


def _facts(composer: Composer) -> Iterator[tuple[str, str]]:
    """What was counted, in words; what an archive of this kind cannot have is left out."""
    site, words = composer.site, composer.words
    articles = site.articles
    if not articles:
        return
    days = sorted({day_of(article) for article in articles})
    captured = sum(bool(article.matter.captured or article.matter.original_url) for article in articles)
    lost = sum(_has_lost_picture(article) for article in articles)
    pictures = sum(known.shape is not None for known in site.files.values())
    longest = max((later - earlier).days - 1 for earlier, later in pairwise(days)) if len(days) > 1 else 0
    # Rounded, so that a word more in one article is no other page, and since nobody needs to know it to the word.
    counted = rounded(sum(article.words for article in articles))
    found = {
        words["coverage_articles"]: composer.number(len(articles)),
        words["coverage_words"]: words["about"].format(count=composer.number(counted)) if counted else "",
        words["coverage_days"]: composer.number(len(days)),
        words["coverage_longest_gap"]: words["day_count"].format(count=composer.number(longest)) if longest else "",
        words["coverage_pictures"]: composer.number(pictures) if pictures else "",
        words["coverage_lost_pictures"]: composer.number(lost) if lost else "",
        words["coverage_captured"]: composer.number(captured) if captured else "",
        words["coverage_with_source"]: composer.number(sum(article.matter.source is not None for article in articles)),
        words["coverage_with_author"]: composer.number(sum(bool(article.matter.author) for article in articles)),
        words["coverage_with_views"]: composer.number(sum(article.matter.views is not None for article in articles)),
        words["coverage_corrected"]: composer.number(sum(bool(article.matter.corrections) for article in articles)),
        words["coverage_retracted"]: composer.number(len(site.retracted)) if site.retracted else "",
    }
    yield from ((label, value) for label, value in found.items() if value)


def _has_lost_picture(article: Article) -> bool:
    """Whether only a caption is left of the main picture."""
    return article.matter.image is not None and not article.matter.image.src


def _gaps(composer: Composer, months: Counter[Month]) -> Iterator[str]:
    """The runs of months without an article between the first and the last."""
    for earlier, later in pairwise(sorted(months)):
        first, last = _next(earlier, 1), _next(later, -1)
        if first < later:
            labels = [composer.month_link(month).label for month in (first, last)]
            yield composer.words["gap"].format(first=labels[0], last=labels[1]) if first != last else labels[0]


def _next(month: Month, step: int) -> Month:
    year, number = divmod(month[0] * 12 + month[1] - 1 + step, 12)
    return year, number + 1


def _years(composer: Composer, months: Counter[Month]) -> tuple[YearHeat, ...]:
    has_months = composer.config.lists.months

    def cell(year: int, number: int) -> CalendarDay:
        count = months[year, number]
        place = address.month(year, number) if has_months else ""
        return entry(composer, number, place, count, shade(count, is_month=True))

    years = sorted({year for year, _ in months}, reverse=True)
    return tuple(
        YearHeat(f"{year:04d}", address.year(year) if has_months else "", tuple(cell(year, number) for number in range(1, 13)))
        for year in years
    )


def _charts(composer: Composer) -> Iterator[Chart]:
    site, words = composer.site, composer.words
    years = sorted(Counter(map(year_of, site.articles)).items())
    has_months = composer.config.lists.months
    rows = [(f"{year:04d}", address.year(year) if has_months else "", count) for year, count in years]
    yield Chart(words["by_year"], words["year"], _bars(composer, rows))
    for kind in ("category", "source", "tag", "author"):
        yield Chart(words[f"by_{kind}"], words[f"{kind}_kind"], _bars(composer, _terms(composer, kind)))


def _terms(composer: Composer, kind: TermKind) -> list[tuple[str, str, int]]:
    """The terms with most articles, the largest first."""
    listed = is_listed(kind, composer.config)

    def row(term: Term) -> tuple[str, str, int]:
        return term.name, address.term(kind, composer.language, term.slug) if listed else "", len(term.articles)

    terms = [term for term in composer.site.terms[kind] if term.articles]
    return [row(term) for term in sorted(terms, key=lambda term: -len(term.articles))[:_ROWS]]


def _bars(composer: Composer, rows: Sequence[tuple[str, str, int]]) -> tuple[Bar, ...]:
    longest = max((count for *_, count in rows), default=1)
    return tuple(Bar(label, place, composer.number(count), -(-100 * count // longest)) for label, place, count in rows)
