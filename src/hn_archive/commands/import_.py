"""`hn-archive import`"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from hn_archive.commands import options
from hn_archive.importers import intake, report
from hn_archive.importers.accession import Accession, Taken
from hn_archive.importers.incoming import Incoming
from hn_archive.importers.intake import Kind
from hn_archive.machine import naming
from hn_archive.messages import WORDS
from hn_archive.problem import Form, Problem, Stop, has_errors
from hn_archive.settings import settings_of
from hn_archive.text import number
from hn_archive.workers import Workers

if TYPE_CHECKING:
    from hn_archive.importers.rules import Rules

Function = TypeVar("Function", bound=Callable[..., object])

REPORT = "import-report.md"
SAMPLE = "import-sample.html"
_NEEDED = ("cssselect", "htmldate", "lxml", "mammoth", "trafilatura")


@click.group("import")
def command() -> None:
    """Bring old articles in: saved pages, Word files, other generators' Markdown, WordPress, tables.

    Each article becomes a file in content/; a second run changes nothing, and what an editor has changed since stays unless --force is given.
    import-report.md tells what became of what, what was guessed and from what, old and new addresses, and what to look at. A date that
    nobody wrote is a problem, never today; --date gives one. import-sample.html may show some articles beside their sources.

    \b
    hn-archive import page saved-pages/ --sample 50
    hn-archive import docx bai-viet.docx
    hn-archive import markdown old-blog/content
    hn-archive import wordpress export.xml
    hn-archive import table bai.csv --map title="Tiêu đề" --map date="Ngày đăng"
    """


def _shared(function: Function) -> Function:
    """The options of each kind of import."""
    for option in (
        options.debug,
        options.form,
        click.option("--date", default="", metavar="DATE", help="When articles were published whose source does not say it."),
        click.option("--force", is_flag=True, help="Write over articles that are there and say something else."),
        options.source,
    ):
        function = option(function)
    return function


def _named(kind: str) -> Callable[[Function], Function]:
    return click.argument("named", nargs=-1, required=True, metavar=f"{kind}…", type=click.Path(path_type=Path))


_SAMPLED = click.option(
    "--sample",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Show N articles beside their sources, in import-sample.html.",
)


@command.command("page")
@_named("FILE|DIR")
@click.option(
    "--rules", type=options.FOLDER, metavar="FILE", help="Where fields stand on pages of each era, as CSS selectors (YAML)."
)
@_SAMPLED
@_shared
def page(named: tuple[Path, ...], rules: Path | None, sample: int, **shared: Any) -> None:
    """Saved pages of a portal, as HTML or as text.

    \b
    hn-archive import page trang-luu/
    hn-archive import page trang-luu/ --rules rules.yml --sample 50
    hn-archive import page 000_7235feebbfc5181b.txt
    """
    _import_files("page", named, sample, shared, rules)


@command.command("docx")
@_named("FILE|DIR")
@_SAMPLED
@_shared
def docx(named: tuple[Path, ...], sample: int, **shared: Any) -> None:
    """Articles that are Word files (.docx).

    \b
    hn-archive import docx bai-viet.docx
    hn-archive import docx ban-thao/ --sample 20
    """
    _import_files("docx", named, sample, shared)


@command.command("markdown")
@_named("DIR")
@_SAMPLED
@_shared
def markdown(named: tuple[Path, ...], sample: int, **shared: Any) -> None:
    """Posts of Hugo, Jekyll and their like.

    \b
    hn-archive import markdown old-blog/content
    hn-archive import markdown old-blog/_posts --sample 20
    """
    _import_files("markdown", named, sample, shared)


@command.command("wordpress")
@click.argument("file", type=options.FOLDER)
@_shared
def wordpress(file: Path, **shared: Any) -> None:
    """Posts of a WordPress export (WXR, Tools → Export).

    Pictures are looked for in wp-content/uploads beside the file.

    \b
    hn-archive import wordpress export.xml
    """

    def read(_: Workers) -> Iterable[Incoming]:
        from hn_archive.importers import wordpress as reader

        return reader.read(_there(file))

    _import(read, frozenset(), **shared)


@command.command("table")
@click.argument("file", type=options.FOLDER)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="KEY=COLUMN",
    help="Which column has a key; body is the text, address the old address.",
)
@_shared
def table(file: Path, mapped: tuple[str, ...], **shared: Any) -> None:
    """Articles in a table: CSV, or JSON lines.

    Columns that are named as keys are, or as one calls them in Vietnamese, need no --map.

    \b
    hn-archive import table bai.csv
    hn-archive import table bai.csv --map title="Tiêu đề" --map date="Ngày đăng" --map source.name=Nguồn
    hn-archive import table bai.jsonl --map body=content
    """

    def read(_: Workers) -> Iterable[Incoming]:
        from hn_archive.importers import table as reader

        return reader.read(_there(file), _columns(mapped))

    _import(read, frozenset(), **shared)


def _columns(mapped: Iterable[str]) -> Mapping[str, str]:
    columns = {}
    for pair in mapped:
        key, equals, column = pair.partition("=")
        if not equals or not key or not column:
            raise Stop(Problem.at("import-map", value=pair), 2)
        columns[key] = column
    return columns


def _there(file: Path) -> Path:
    if not file.is_file():
        raise Stop(Problem.at("path-unknown", path=file), 2)
    return file


def _import_files(kind: Kind, named: tuple[Path, ...], sample: int, shared: Mapping[str, Any], rules: Path | None = None) -> None:
    with options.ending(cast(Form, shared["form"]), "vi", debug=shared["debug"]):
        _refuse_without_libraries()
        found = intake.sources(kind, named)
        eras = _rules(rules)
    step = max(len(found) / sample, 1) if sample else 0
    chosen = frozenset(int(step * place) for place in range(min(sample, len(found))))
    _import(lambda workers: intake.read(kind, found, workers, eras), chosen, **shared)


def _refuse_without_libraries() -> None:
    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if lacking:
        raise Stop(Problem.at("import-libraries", names=", ".join(lacking)), 2)


def _rules(file: Path | None) -> "Rules | None":
    if file is None:
        return None
    from hn_archive.importers import rules

    with naming(file):
        eras, problems = rules.read(file.read_bytes(), str(file))
    if has_errors(problems):
        raise Stop(next(problem for problem in problems if problem.severity == "error"), 2)
    return eras


def _import(  # noqa: PLR0913 (one parameter an option)
    read: Callable[[Workers], Iterable[Incoming]],
    sample: frozenset[int],
    source: Path,
    *,
    date: str,
    force: bool,
    form: str,
    debug: bool,
) -> None:
    """Take what `read` gives into the site, and say what came of it; the articles at the places `sample` are shown with their sources."""
    shown = cast(Form, form)
    with options.ending(shown, "vi", debug=debug):
        _refuse_without_libraries()
        settings, problems = settings_of(source)
        if settings is None:
            options.show(problems, shown, "vi", source)
            sys.exit(2)
        taken: list[Taken] = []
        sampled: list[tuple[Incoming, str]] = []
        accession = Accession(source, settings, date=date, force=force)
        with tempfile.TemporaryDirectory(prefix="hn-archive-") as folder, Workers(0, Path(folder), options.progress()) as workers:
            for place, incoming in enumerate(read(workers)):
                became = accession.take(incoming)
                taken.append(became)
                if place in sample and became.path:
                    sampled.append((incoming, (source / became.path).read_text(encoding="utf-8")))
        _tell(source, taken, sampled, settings.language, shown)
    sys.exit(1 if any(has_errors(each.problems) for each in taken) else 0)


def _tell(source: Path, taken: list[Taken], sampled: list[tuple[Incoming, str]], language: str, form: Form) -> None:
    """Write the report, show the problems, and say in one line what came of it."""
    words = WORDS[language]
    _write(source / REPORT, report.markdown(taken, language))
    options.show(tuple(problem for each in taken for problem in each.problems), form, language, Path())
    parts = ", ".join(f"{words[f'import {status}']} {number(count, language)}" for status, count in report.counts(taken).items())
    aside = form != "text"
    if sampled:
        _write(source / SAMPLE, report.sample(sampled, language))
        options.say(words["sampled"].format(sample=source / SAMPLE), err=aside)
    options.say(words["imported"].format(count=number(len(taken), language), parts=parts, report=source / REPORT), err=aside)


def _write(path: Path, text: str) -> None:
    with naming(path):
        path.write_text(text, encoding="utf-8", newline="\n")
