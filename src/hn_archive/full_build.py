"""The flow of a build, on one screen: load, arrange, plan, check, index, make, commit."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from hn_archive import article_pages, host_limits, load, strings, theme
from hn_archive.check import check, has_dead_address
from hn_archive.composer import Composer
from hn_archive.config import Config
from hn_archive.document import Document
from hn_archive.home_page import site_info
from hn_archive.indexing import Indexing, KnownTerms, contents, no_terms
from hn_archive.links import Links, used_files
from hn_archive.lost_addresses import lost_addresses
from hn_archive.machine import naming
from hn_archive.making import Making, Planned
from hn_archive.output import Staging
from hn_archive.outputs import count_by_family, templates_of
from hn_archive.pages import Setup
from hn_archive.plan import plan
from hn_archive.problem import Problem, arranged, has_errors
from hn_archive.related import Found
from hn_archive.request import Progress, Request, Result
from hn_archive.settings import settings_of
from hn_archive.site import Site, arrange, related_articles, select
from hn_archive.sitemaps import right_until
from hn_archive.store import Kept, Made
from hn_archive.templates import Templates, compile_ahead
from hn_archive.workers import Workers

# Shown a site between its planning and its making.
Watch = Callable[[Planned], None]

# What the last build was made from and by, which nobody needs any more. A process that ends gives all its memory back at once; to free a million
# values one by one takes a thirtieth of a build. Where there is a next build in the same process, it frees them first.
_used: list[object] = []


def nobody(_: Planned) -> None:
    """Nobody watches a build but a preview."""


class Known(msgspec.Struct, frozen=True):
    """What the last build knew: the outcome of each content file, how each output was made, and which articles are related; `terms` gives what
    articles gave to the search index. And what was just looked at: the stamps of `content/`, and, by the
    time they are asked for, the output's."""

    content: Mapping[str, Kept] = {}
    made: Mapping[str, Made] = {}
    related: Found = Found()
    terms: KnownTerms = no_terms
    sources: Mapping[str, str] = {}
    outputs: Callable[[], Mapping[str, str]] = dict


class Built(msgspec.Struct, frozen=True):
    """What came of a build, and what the next one may know of it: outcomes that are new, all content paths, and how each output was made, and the
    terms that are new.

    A build that failed has read its files all the same, and left the outputs as they were.
    `until` is the moment at which the same sources give another site, None for never; `stamps` are the output's where the build has made
    all of it, None where it has to be looked at.
    """

    result: Result
    fresh: Mapping[str, Kept] = {}
    paths: tuple[str, ...] = ()
    made: Mapping[str, Made] = {}
    related: Found = Found()
    terms: Iterable[tuple[str, str, bytes]] = ()
    until: float | None = None
    stamps: Mapping[str, str] | None = None


class Surveyed(msgspec.Struct, frozen=True):
    """A site as a build sees it before it makes anything; `planned` is None where its settings have errors."""

    language: str
    problems: tuple[Problem, ...]
    planned: Planned | None = None


def survey(request: Request, content: Mapping[str, Kept], work: Path, progress: Progress) -> Surveyed:
    """Load, arrange, plan and check the site of a request; `content` has the outcomes that the last build kept, `work` is a folder for what
    is needed meanwhile.

    Raises Stop for a wrong command line, and OSError for what the machine refuses.
    """
    settings, problems = settings_of(request.source)
    if settings is None:
        return Surveyed("vi", problems)
    if request.url:
        settings = msgspec.structs.replace(settings, url=request.url)
    staging = Staging(request.output, is_dry=True)
    try:
        with Workers(request.jobs, work, progress) as workers:
            planned = _plan(request, settings, Known(content), staging, workers)
    finally:
        staging.discard()
    return Surveyed(settings.language, arranged((*problems, *planned.problems)), planned)


def build(request: Request, known: Known, work: Path, progress: Progress, watch: Watch = nobody) -> Built:
    """Build a site; `work` is a folder for what is needed until it is built. `watch` is shown the site once it is planned without errors.

    Raises Stop for a wrong command line, and OSError for what the machine refuses.
    """
    _used.clear()
    settings, problems = settings_of(request.source)
    if settings is None:
        return Built(Result(problems=problems, language="vi", exit_code=2))
    if request.url:
        settings = msgspec.structs.replace(settings, url=request.url)
    staging = Staging(request.output, is_dry=request.dry_run)
    try:
        with Workers(request.jobs, work, progress) as workers:
            planned = _plan(request, settings, known, staging, workers)
            found = arranged((*problems, *planned.problems))
            result = Result(
                problems=found,
                language=settings.language,
                articles=len(planned.site.articles) + len(planned.site.retracted),
                scheduled=tuple(article.path for article in planned.site.scheduled),
                outputs={str(family): count for family, count in count_by_family(planned.outputs).items()},
                exit_code=1 if has_errors(found) or (request.strict and found) else 0,
            )
            read = Built(result, planned.loaded.fresh, planned.paths, known.made)
            if result.failed or request.dry_run:
                return read
            watch(planned)
            outputs = known.outputs()
            copies = (request.store or work) / "pictures"
            making = Making(planned, known.made, outputs, staging, copies)
            indexing = Indexing(planned, known.made, outputs, known.terms, staging)
            indexing.run(workers)
            faults = making.run(workers) or staging.blocked() or making.too_many(request.max_changes)
        result = msgspec.structs.replace(result, reasons=(*making.reasons, *indexing.reasons))
        if faults:
            result = msgspec.structs.replace(result, problems=(*found, *arranged(faults)), exit_code=1)
            return msgspec.structs.replace(read, result=result)
        until = right_until(planned.site, request.now)
        changes = staging.commit(
            (output.address for output in planned.outputs), until, drafts=_has_drafts(planned.site, request.now)
        )
        making.prune()
        if watch is nobody:  # a preview lives on, and has no use for them
            _used.extend((planned, making, indexing, known))
    finally:
        staging.discard()
    new = frozenset(changes.written)
    written = count_by_family(output for output in planned.outputs if output.address in new)
    return Built(
        msgspec.structs.replace(result, changes=changes, written={str(family): count for family, count in written.items()}),
        planned.loaded.fresh,
        planned.paths,
        making.made | indexing.made,
        planned.site.related.found(),
        contents(indexing.terms),
        until.timestamp() if until else None,
        staging.stamps(),
    )


def _has_drafts(site: Site, now: datetime) -> bool:
    """Whether a site shows articles that nobody may see yet."""
    return any(article.matter.draft or article.matter.date.at > now for article in (*site.articles, *site.retracted))


def _plan(request: Request, settings: Config, known: Known, staging: Staging, workers: Workers) -> Planned:
    """Load, arrange, plan and check; where the site will be made, what takes long is begun meanwhile."""
    folder = request.source / "content"
    content = load.find(folder, known.sources)
    loaded = load.read(folder, content, settings, known.content, workers)
    look = theme.of_site(request.source)
    if not staging.is_dry:  # these take longest to compile, and are used for sure
        workers.ahead(compile_ahead, (look, article_pages.templates(settings)))
    selection = select(loaded.articles, request.now, drafts=request.drafts)
    related = related_articles(selection.published, settings, known.related)
    if not staging.is_dry:
        related.ahead(workers.meanwhile)
    others = (page for page in (*loaded.standings, *loaded.introductions) if not page.matter.draft)
    shown: tuple[Document[Any], ...] = (*selection.published, *others)
    looked = load.look_at(folder, content, used_files(shown, settings), known.content, workers)
    site, clashes = arrange(loaded, selection, looked.files, settings, related)
    if loaded.introductions:
        site = _without_unused_files(site)

    words, faults = strings.merged(_string_files(look, request.source, settings.language))
    static, unnamed = theme.static_files(look)
    paths = {path: folder / content.names[path] for path in looked.files}
    links = Links(site, content.names)
    composer = Composer(site, links, words)
    outputs = plan(composer, static, paths, request.now)
    # Only now is it known which addresses exist. Where an article names one that does not, its page must not link there.
    links = links.within(frozenset(output.address for output in outputs))
    if has_dead_address(site, links):
        composer = Composer(site, links, words)
        outputs = plan(composer, static, paths, request.now)
    used = templates_of(outputs)
    if not staging.is_dry:
        workers.ahead(compile_ahead, (look, used))
    found = (*check(site, links, outputs, request.now), *host_limits.planned(settings.publish.host, outputs))
    # No link to a preview is out in the world.
    before = () if request.drafts else staging.owned
    gone = lost_addresses(request.output, before, (output.address for output in outputs), site)

    facts = site_info(site, links, words)
    setup = Setup(request.source, look, facts, dict(words), staging.place, settings.language, settings.zone_minutes)
    templates = Templates(look, request.source, setup.site, words)
    wrong = templates.check(used)
    problems = (*loaded.problems, *looked.problems, *clashes, *faults, *unnamed, *found, *gone, *wrong)
    loaded = msgspec.structs.replace(loaded, fresh=loaded.fresh | looked.fresh)
    return Planned(composer, loaded, tuple(content.names), outputs, templates, setup, problems)


def _without_unused_files(site: Site) -> Site:
    """Without what only introductions use that no list shows."""
    used = {path for path, _ in used_files((*site.articles, *site.standings, *site.introductions.values()), site.config)}
    return msgspec.structs.replace(site, files={path: known for path, known in site.files.items() if path in used})


def _string_files(look: theme.Theme, source: Path, language: str) -> tuple[tuple[str, bytes], ...]:
    files = []
    for folder in look.templates:
        path = strings.path_of(folder, language)
        if path.is_file():
            shown = path.relative_to(source.resolve()) if path.is_relative_to(source.resolve()) else Path("theme") / path.name
            with naming(path):
                files.append((shown.as_posix(), path.read_bytes()))
    return tuple(files)
