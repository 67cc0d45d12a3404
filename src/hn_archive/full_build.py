"""The flow of a build, on one screen: load, arrange, plan, check, make, commit."""

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive import config, digest, load, pages, stamps, strings, theme
from hn_archive.check import check, has_dead_address
from hn_archive.composer import Composer
from hn_archive.config import Config
from hn_archive.decode import decode
from hn_archive.document import Document
from hn_archive.home_page import site_info
from hn_archive.links import Links, used_files
from hn_archive.load import Loaded
from hn_archive.lost_addresses import lost_addresses
from hn_archive.machine import naming
from hn_archive.output import Staging
from hn_archive.outputs import Copy, Output, Page, Text, count_by_family
from hn_archive.pages import Setup
from hn_archive.plan import plan
from hn_archive.problem import Location, Problem, Stop, arranged, has_errors
from hn_archive.related import Found
from hn_archive.request import Progress, Reason, Request, Result
from hn_archive.site import Site, arrange, select
from hn_archive.sitemaps import right_until
from hn_archive.store import Kept, Made
from hn_archive.templates import Described, Templates
from hn_archive.view import View
from hn_archive.workers import Workers

_MISNAMED: Final = "site.yaml"  # the other usual ending; without a word its settings would be lost


class Known(msgspec.Struct, frozen=True):
    """What the last build knew: the outcome of each content file, how each output was made, the output's stamps now, and which articles
    are related."""

    content: Mapping[str, Kept]
    made: Mapping[str, Made]
    stamps: Mapping[str, str]
    related: Found


class Built(msgspec.Struct, frozen=True):
    """What came of a build, and what the next one may know of it: outcomes that are new, all content paths, and how each output was made.

    A build that failed has read its files all the same, and left the outputs as they were.
    `until` is the moment at which the same sources give another site, None for never.
    """

    result: Result
    fresh: Mapping[str, Kept] = {}
    paths: tuple[str, ...] = ()
    made: Mapping[str, Made] = {}
    related: Found = Found()
    until: float | None = None


class _Planned(msgspec.Struct, frozen=True):
    """A site up to the point where pages are made: every output as a value, what renders them, and what was found wrong."""

    site: Site
    loaded: Loaded
    paths: tuple[str, ...]
    outputs: tuple[Output, ...]
    templates: Templates
    setup: Setup
    problems: tuple[Problem, ...]


def build(request: Request, known: Known, work: Path, progress: Progress) -> Built:
    """Build a site; `work` is a folder for what is needed until it is built.

    Raises Stop for a wrong command line, and OSError for what the machine refuses.
    """
    with _no_collecting():
        return _build(request, known, work, progress)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A build makes a million values without rings among them; to look for some again and again takes a tenth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _build(request: Request, known: Known, work: Path, progress: Progress) -> Built:
    settings, problems = read_config(request.source)
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
            making = _Making(planned, known, staging)
            faults = making.run(workers) or staging.blocked() or making.too_many(request.max_changes)
        result = msgspec.structs.replace(result, reasons=tuple(making.reasons))
        if faults:
            result = msgspec.structs.replace(result, problems=(*found, *arranged(faults)), exit_code=1)
            return msgspec.structs.replace(read, result=result)
        until = right_until(planned.site, request.now)
        changes = staging.commit((output.address for output in planned.outputs), until)
    finally:
        staging.discard()
    return Built(
        msgspec.structs.replace(result, changes=changes),
        planned.loaded.fresh,
        planned.paths,
        making.made,
        planned.site.found,
        until.timestamp() if until else None,
    )


def _plan(request: Request, settings: Config, known: Known, staging: Staging, workers: Workers) -> _Planned:
    """Load, arrange, plan and check."""
    folder = request.source / "content"
    content = load.find(folder)
    loaded = load.read(folder, content, settings, known.content, workers)
    selection = select(loaded.articles, request.now)
    shown: tuple[Document[Any], ...] = (*selection.published, *(page for page in loaded.standings if not page.matter.draft))
    looked = load.look_at(folder, content, used_files(shown, settings), known.content)
    site, clashes = arrange(loaded, selection, looked.files, settings, known.related)

    look = theme.of_site(request.source)
    words, faults = strings.merged(_string_files(look, request.source, settings.language))
    static, unnamed = theme.static_files(look)
    paths = {path: folder / content.names[path] for path in looked.files}
    links = Links(site, content.names)
    outputs = plan(Composer(site, links, words), static, paths, request.now)
    # Only now is it known which addresses exist. Where an article names one that does not, its page must not link there.
    links = links.within(frozenset(output.address for output in outputs))
    if has_dead_address(site, links):
        outputs = plan(Composer(site, links, words), static, paths, request.now)
    found = check(site, links, outputs, request.now)
    gone = lost_addresses(request.output, staging.owned, (output.address for output in outputs), site)

    facts = site_info(site, links, words)
    setup = Setup(request.source, look, facts, dict(words), staging.place, settings.language, settings.zone_minutes)
    templates = Templates(look, request.source, setup.site, words)
    wrong = templates.check(output.template for output in outputs if isinstance(output, Page))
    problems = (*loaded.problems, *looked.problems, *clashes, *faults, *unnamed, *found, *gone, *wrong)
    loaded = msgspec.structs.replace(loaded, fresh=loaded.fresh | looked.fresh)
    return _Planned(site, loaded, tuple(content.names), outputs, templates, setup, problems)


class _Making:
    """Puts every output that is not as it should be into staging, and notes why, and how each was made."""

    def __init__(self, planned: _Planned, known: Known, staging: Staging) -> None:
        self._planned = planned
        self._known = known
        self._staging = staging
        self._described: dict[str, Described] = {}
        self.made: dict[str, Made] = {}
        self.reasons: list[Reason] = []
        setup = planned.setup
        self._facts = msgspec.json.encode((setup.site, sorted(setup.words.items()))).decode()
        self._looks: dict[str, bytes] = {}
        self._began = time.time_ns()

    def run(self, workers: Workers) -> tuple[Problem, ...]:
        """Those that describe others come last; a template's faults are gathered from all pages."""
        outputs = self._planned.outputs
        describing = [output for output in outputs if isinstance(output, Page) and output.describes]
        wanted = frozenset(chain.from_iterable(page.describes for page in describing))
        for output in outputs:
            if isinstance(output, Copy):
                self._copy(output)
            elif isinstance(output, Text):
                self._write(output)
        used = sorted({output.template for output in outputs if isinstance(output, Page)})
        sources = digest.of_bytes("".join(map(self._planned.templates.closure, used)).encode())
        setup = msgspec.structs.replace(self._planned.setup, sources=sources).write(workers.folder)
        problems: list[Problem] = []
        # Where a page could not be made, nothing can be said of it.
        for group in ([output for output in outputs if isinstance(output, Page) and not output.describes], describing):
            if problems:
                break
            batches = self._batches(group, setup, wanted)
            for finished in workers.run("make", pages.make_batch, batches, -(-len(group) // pages.BATCH)):
                problems += self._take(finished, wanted)
        return tuple(problems)

    def _copy(self, output: Copy) -> None:
        stamp = stamps.of(output.path.stat())
        inputs = f"{output.path}\n{stamp}".encode(errors="surrogateescape") if stamps.is_settled(stamp, self._began) else b""
        before = self._known.made.get(output.address)
        if before and before.inputs == inputs != b"" and before.stamp == self._known.stamps.get(output.address):
            self._staging.keep(output.address, before.sha256)
            self.made[output.address] = before
            return
        self.made[output.address] = Made(inputs, b"", b"", self._staging.add_file(output.address, output.path), "")

    def _write(self, output: Text) -> None:
        self.made[output.address] = Made(b"", b"", b"", self._staging.add(output.address, output.text.encode()), "")

    def _batches(self, group: Sequence[Page], setup: Path, wanted: frozenset[str]) -> Iterator[pages.Batch]:
        """The pages to make."""
        tasks: list[pages.Task] = []
        for page in group:
            task = self._task(page, wanted)
            if task is not None:
                tasks.append(task)
            if len(tasks) == pages.BATCH:
                yield pages.Batch(setup, tuple(tasks))
                tasks = []
        if tasks:
            yield pages.Batch(setup, tuple(tasks))

    def _task(self, page: Page, wanted: frozenset[str]) -> pages.Task | None:
        """The task of making a page; None where it stands as the last build made it from all that it would be made from now."""
        look = self._look(page.template)
        before = self._known.made.get(page.address)
        stamp = self._known.stamps.get(page.address)
        is_there = before is not None and before.stamp != "" and before.stamp == stamp
        inputs = look + page.inputs if page.inputs else b""
        if before and is_there and inputs and before.inputs == inputs:
            self._keep(page, before, before, wanted)
            return None
        view = page.view
        encoded = pages.encoded(view)
        key = pages.key(page, encoded, look, [self._described[place] for place in page.describes])
        if before and is_there and before.key == key:
            self._keep(page, before, msgspec.structs.replace(before, inputs=inputs, stamp=""), wanted)
            return None
        self.made[page.address] = Made(inputs, key, b"", "", "")
        self.reasons.append(_reason(page, view, before, key, stamp))
        return pages.task(page, view, encoded, self._described, self._planned.loaded.bodies)

    def _look(self, template: str) -> bytes:
        """A digest of all that pages of a template have in common."""
        if template not in self._looks:
            self._looks[template] = pages.look(self._facts, template, self._planned.templates.closure(template))
        return self._looks[template]

    def _keep(self, page: Page, before: Made, made: Made, wanted: frozenset[str]) -> None:
        self.made[page.address] = made
        self._staging.keep(page.address, before.sha256)
        if page.address in wanted:
            self._described[page.address] = Described(before.sha256, _size_of(before.stamp))

    def _take(self, finished: Sequence[pages.Finished], wanted: frozenset[str]) -> Iterator[Problem]:
        for page in finished:
            if page.problem:
                yield page.problem
                continue
            self._staging.take(page.address, page.sha256, is_staged=page.is_staged)
            made = self.made[page.address]
            self.made[page.address] = Made(made.inputs, made.key, page.fields, page.sha256, "")
            if page.address in wanted:
                self._described[page.address] = Described(page.sha256, page.size)

    def too_many(self, limit: int | None) -> tuple[Problem, ...]:
        """The problem that a build would change more files than somebody expects."""
        count = self._staging.changing
        return (Problem.at("too-many-changes", count=count, limit=limit),) if limit is not None and count > limit else ()


def _reason(page: Page, view: View, before: Made | None, key: bytes, stamp: str | None) -> Reason:
    """Why a page is made: one cause, the nearest to what somebody did."""
    if before is None:
        return Reason(page.address, "new", page.origin)
    fields = pages.changed_fields(view, before.fields)
    if fields:
        return Reason(page.address, "fields", ", ".join(fields) + (f" ({page.origin})" if page.origin else ""))
    if before.key != key:
        return Reason(page.address, "template", page.template)
    return Reason(page.address, "gone" if stamp is None else "tampered")


def _size_of(stamp: str) -> int:
    return int(stamp.split(".")[1], 16)


def read_config(source: Path) -> tuple[Config | None, tuple[Problem, ...]]:
    """The settings of the site in `source`; a folder with only `content/` has defaults for everything.

    Raises Stop where it is no site at all.
    """
    if not (source / "content").is_dir():
        raise Stop(Problem.at("source-missing", path=source), 2)
    try:
        with naming(source / config.NAME):
            content = (source / config.NAME).read_bytes()
    except FileNotFoundError:
        if (source / _MISNAMED).exists():
            return None, (Problem.at("config-name", Location(_MISNAMED), path=_MISNAMED),)
        return Config(), ()
    text, problems = decode(content, config.NAME)
    return config.read(text) if not has_errors(problems) else (None, problems)


def _string_files(look: theme.Theme, source: Path, language: str) -> tuple[tuple[str, bytes], ...]:
    files = []
    for folder in look.templates:
        path = strings.path_of(folder, language)
        if path.is_file():
            shown = path.relative_to(source.resolve()) if path.is_relative_to(source.resolve()) else Path("theme") / path.name
            with naming(path):
                files.append((shown.as_posix(), path.read_bytes()))
    return tuple(files)
