"""The flow of a build, on one screen: load, arrange, plan, check, make, commit."""

from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive import config, load, strings, theme
from hn_archive.bodies import Bodies
from hn_archive.check import check, has_dead_address
from hn_archive.composer import Composer
from hn_archive.config import Config
from hn_archive.decode import decode
from hn_archive.document import Document
from hn_archive.home_page import site_info
from hn_archive.links import Links, used_files
from hn_archive.load import Progress
from hn_archive.lost_addresses import lost_addresses
from hn_archive.output import Changes, Staging, read_manifest, refuse_unsafe
from hn_archive.outputs import Copy, Family, Output, Page, Text, count_by_family
from hn_archive.plan import plan
from hn_archive.problem import Location, Problem, Stop, arranged, has_errors
from hn_archive.site import Site, arrange, select
from hn_archive.sitemaps import right_until
from hn_archive.templates import Described, TemplateFault, Templates

_MISNAMED: Final = "site.yaml"  # the other usual ending; without a word its settings would be lost


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to build: the site in `source` into `output`, as of `now`. With `strict`, warnings stop the build too.

    `url` is where the site will stand, "" for where `site.yml` says.
    """

    source: Path
    output: Path
    now: datetime
    url: str = ""
    strict: bool = False
    force: bool = False
    dry_run: bool = False


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `changes` is None where nothing was written: after errors, and in a dry run.

    `exit_code` is 0 for a good site, 1 for problems in it, 2 for a wrong configuration.
    """

    problems: tuple[Problem, ...]
    language: str
    articles: int = 0
    scheduled: tuple[str, ...] = ()
    outputs: dict[Family, int] = {}
    changes: Changes | None = None
    exit_code: int = 0

    @property
    def failed(self) -> bool:
        return self.exit_code != 0


class Planned(msgspec.Struct, frozen=True):
    """A site up to the point where pages are made: every output as a value, what renders them, and what was found wrong."""

    site: Site
    outputs: tuple[Output, ...]
    templates: Templates
    problems: tuple[Problem, ...]


def build(request: Request, progress: Progress) -> Result:
    """Build a site. Nothing that readers see changes unless everything was made without an error.

    Raises Stop for a wrong command line, and OSError for what the machine refuses.
    """
    refuse_unsafe(request.output, request.source, force=request.force)
    settings, problems = read_config(request.source)
    if settings is None:
        return Result(problems=problems, language="vi", exit_code=2)
    if request.url:
        settings = msgspec.structs.replace(settings, url=request.url)
    with Bodies() as bodies:
        planned = _plan(request, settings, bodies, progress)
        found = arranged((*problems, *planned.problems))
        result = Result(
            problems=found,
            language=settings.language,
            articles=len(planned.site.articles) + len(planned.site.retracted),
            scheduled=tuple(article.path for article in planned.site.scheduled),
            outputs=count_by_family(planned.outputs),
            exit_code=1 if has_errors(found) or (request.strict and found) else 0,
        )
        if result.failed or request.dry_run:
            return result
        staging = Staging(request.output)
        try:
            faults = _make(planned, staging, progress) or staging.blocked()
            if faults:
                return msgspec.structs.replace(result, problems=(*found, *arranged(faults)), exit_code=1)
            order = (output.address for output in planned.outputs)
            return msgspec.structs.replace(result, changes=staging.commit(order, right_until(planned.site, request.now)))
        finally:
            staging.discard()


def _plan(request: Request, settings: Config, bodies: Bodies, progress: Progress) -> Planned:
    """Load, arrange, plan and check."""
    folder = request.source / "content"
    content = load.find(folder)
    loaded = load.read(folder, content, settings, bodies, progress)
    selection = select(loaded.articles, request.now)
    shown: tuple[Document[Any], ...] = (*selection.published, *(page for page in loaded.standings if not page.matter.draft))
    files, broken = load.look_at(folder, content.names, used_files(shown, settings))
    site, clashes = arrange(loaded, selection, files, settings)

    look = theme.of_site(request.source)
    words, faults = strings.merged(_string_files(look, request.source, settings.language))
    static, unnamed = theme.static_files(look)
    paths = {path: folder / name for path, name in content.names.items()}
    outputs = plan(Composer(site, Links(site, content.names), words), static, paths, request.now)
    # Only now is it known which addresses exist. Where an article names one that does not, its page must not link there.
    links = Links(site, content.names, frozenset(output.address for output in outputs))
    if has_dead_address(site, links):
        outputs = plan(Composer(site, links, words), static, paths, request.now)
    found = check(site, links, outputs, request.now)
    gone = lost_addresses(request.output, read_manifest(request.output), (output.address for output in outputs), site)

    templates = Templates(look, request.source, site_info(site, links, words), words, bodies.get)
    wrong = templates.check(output.template for output in outputs if isinstance(output, Page))
    return Planned(site, outputs, templates, (*loaded.problems, *broken, *clashes, *faults, *unnamed, *found, *gone, *wrong))


def _make(planned: Planned, staging: Staging, progress: Progress) -> tuple[Problem, ...]:
    """Put every output into staging, those that describe others last; a template's faults are gathered from all pages."""
    problems = []
    total = len(planned.outputs)
    made: dict[str, Described] = {}
    described = frozenset(chain.from_iterable(_describes(output) for output in planned.outputs))
    for number, output in enumerate(sorted(planned.outputs, key=lambda output: bool(_describes(output)))):
        progress("make", number, total)
        if isinstance(output, Copy):
            staging.add_file(output.address, output.path)
            continue
        try:
            text = output.text if isinstance(output, Text) else planned.templates.render(output, made)
        except TemplateFault as fault:
            problems.append(fault.problem)
            continue
        content = text.encode()
        sha256 = staging.add(output.address, content)
        if output.address in described:
            made[output.address] = Described(sha256, len(content))
    progress("make", total, total)
    return tuple(problems)


def _describes(output: Output) -> tuple[str, ...]:
    return output.describes if isinstance(output, Page) else ()


def read_config(source: Path) -> tuple[Config | None, tuple[Problem, ...]]:
    """The settings of the site in `source`; a folder with only `content/` has defaults for everything.

    Raises Stop where it is no site at all.
    """
    if not (source / "content").is_dir():
        raise Stop(Problem.at("source-missing", path=source), 2)
    try:
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
            files.append((shown.as_posix(), path.read_bytes()))
    return tuple(files)
