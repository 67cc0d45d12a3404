"""The flow of a build, on one screen: load, arrange, plan, check, make, commit."""

from datetime import datetime
from pathlib import Path

import msgspec

from hn_archive import address, config, load, site, strings, theme
from hn_archive.bodies import Bodies
from hn_archive.check import check
from hn_archive.config import Config
from hn_archive.decode import decode
from hn_archive.links import Links, used_files
from hn_archive.load import Progress
from hn_archive.output import Changes, Staging, refuse_unsafe
from hn_archive.plan import Family, Output, Page, count_by_family, plan, site_info
from hn_archive.problem import Problem, Stop, arranged, has_errors
from hn_archive.templates import TemplateFault, Templates


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to build: the site in `source` into `output`, as of `now`. With `strict`, warnings stop the build too."""

    source: Path
    output: Path
    now: datetime
    strict: bool = False
    force: bool = False
    dry_run: bool = False


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `changes` is None where nothing was written: after errors, and in a dry run."""

    problems: tuple[Problem, ...]
    language: str
    articles: int = 0
    scheduled: tuple[str, ...] = ()
    outputs: dict[Family, int] = {}
    changes: Changes | None = None
    failed: bool = False


def build(request: Request, progress: Progress) -> Result:
    """Build a site. Nothing that readers see changes unless everything was made without an error.

    Raises Stop for a wrong command line, and OSError for what the machine refuses.
    """
    refuse_unsafe(request.output, request.source, force=request.force)
    settings, problems = read_config(request.source)
    if settings is None:
        return Result(problems=problems, language="vi", failed=True)
    with Bodies() as bodies:
        folder = request.source / "content"
        content = load.find(folder)
        loaded = load.read(folder, content, settings, bodies, progress)
        selection = site.select(loaded.articles, request.now)
        shown = (*selection.published, *(page for page in loaded.standings if not page.matter.draft))
        files, broken = load.look_at(folder, content.names, used_files(shown))
        arranged_site, clashes = site.arrange(loaded, selection, files, settings)

        look = theme.of_site(request.source)
        words, faults = strings.merged(_string_files(look, request.source, settings.language))
        links = Links(arranged_site, content.names)
        paths = {path: folder / name for path, name in content.names.items()}
        outputs = plan(arranged_site, links, words, theme.static_files(look), paths)
        engine = Templates(look, request.source, site_info(arranged_site, links, words), words)
        found = check(arranged_site, links, outputs)
        templates_used = {output.template for output in outputs if isinstance(output, Page)}
        problems = arranged((*problems, *loaded.problems, *broken, *clashes, *faults, *found, *engine.check(templates_used)))

        result = Result(
            problems=problems,
            language=settings.language,
            articles=len(arranged_site.articles) + len(arranged_site.retracted),
            scheduled=tuple(article.path for article in arranged_site.scheduled),
            outputs=count_by_family(outputs),
            failed=has_errors(problems) or (request.strict and bool(problems)),
        )
        if result.failed or request.dry_run:
            return result
        return _made(result, request.output, outputs, engine, bodies, progress)


def _made(
    result: Result, output: Path, outputs: tuple[Output, ...], engine: Templates, bodies: Bodies, progress: Progress
) -> Result:
    """Make every output in staging, then commit them all, or none where a template or a foreign file stands in the way."""
    staging = Staging(output)
    try:
        faults = _make(staging, outputs, engine, bodies, progress) or staging.blocked()
        if faults:
            return msgspec.structs.replace(result, problems=(*result.problems, *arranged(faults)), failed=True)
        return msgspec.structs.replace(result, changes=staging.commit(each.address for each in outputs))
    finally:
        staging.discard()


def _make(
    staging: Staging, outputs: tuple[Output, ...], engine: Templates, bodies: Bodies, progress: Progress
) -> list[Problem]:
    problems = []
    for number, output in enumerate(outputs):
        progress("make", number, len(outputs))
        if isinstance(output, Page):
            try:
                staging.add(output.address, _rendered(output, engine, bodies).encode())
            except TemplateFault as fault:
                problems.append(fault.problem)
        else:
            staging.add_file(output.address, output.path)
    progress("make", len(outputs), len(outputs))
    return problems


def _rendered(page: Page, engine: Templates, bodies: Bodies) -> str:
    text = getattr(page.view, "body", None)
    root = address.root_from(page.address) if page.address != address.NOT_FOUND else engine.host_root
    return engine.render(page.template, page.view, root, bodies.get(text.digest) if text else "")


def read_config(source: Path) -> tuple[Config | None, tuple[Problem, ...]]:
    """The settings of the site in `source`; a folder with only `content/` has defaults for everything.

    Raises Stop where it is no site at all.
    """
    if not (source / "content").is_dir():
        raise Stop(Problem.at("source-missing", path=source), 2)
    try:
        content = (source / config.NAME).read_bytes()
    except FileNotFoundError:
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

