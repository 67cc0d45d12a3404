"""`hn-archive export`"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from hn_archive.commands import options
from hn_archive.exporters.destination import Exported
from hn_archive.messages import WORDS
from hn_archive.problem import Form
from hn_archive.request import Request
from hn_archive.text import byte_size, number

Function = TypeVar("Function", bound=Callable[..., object])


@click.group("export")
def command() -> None:
    """Export the archive for keeping and for other programs: a bag, a ZIP file, a corpus, a database.

    A bag and a ZIP file are made of the built site, and only while it is exactly what its sources give now: run hn-archive build first. A
    corpus and a database are made of the sources. With errors in the site nothing is exported, and what stands at PATH stays as it is until
    the new export is whole. The same sources give the same bytes.

    \b
    hn-archive export bag --output bags/2026-06-01
    hn-archive export bag --public --output for-the-library
    hn-archive export zip --output luu-tru.zip
    hn-archive export corpus --output luu-tru.jsonl
    hn-archive export sqlite --output luu-tru.db
    """


def _shared(function: Function) -> Function:
    """The options of each kind of export."""
    for option in (
        options.debug,
        options.form,
        options.now,
        click.option("--url", metavar="URL", help="Where the site will stand, instead of url in site.yml: as it was built."),
        click.option("--output", required=True, type=options.FOLDER, metavar="PATH", help="The file or folder to make."),
        options.source,
    ):
        function = option(function)
    return function


_SITE = click.option("--site", type=options.FOLDER, show_default="public in the source", help="Where the built site is.")


@command.command("bag")
@click.option("--public", is_flag=True, help="The published site alone: no sources, drafts, withheld or retracted texts.")
@_SITE
@_shared
def bag(public: bool, **shared: Any) -> None:
    """Sources and site as a bag (BagIt, RFC 8493), for libraries and archives.

    PATH is a new folder. It holds data/source and data/site with SHA-256 and SHA-512 of each file, and what site.yml says of the archive.
    Drafts and withheld articles are in it: keep it where only those may look who may read them, or say --public.

    \b
    hn-archive export bag --output bags/2026-06-01
    hn-archive export bag --public --output for-the-library
    bagit.py --validate bags/2026-06-01
    """
    _export("bag", public=public, **shared)


@command.command("zip")
@_SITE
@_shared
def zip_(**shared: Any) -> None:
    """The built site as one file that opens from a disk, search and all.

    \b
    hn-archive export zip --output luu-tru.zip
    """
    _export("zip", **shared)


@command.command("corpus")
@_shared
def corpus(**shared: Any) -> None:
    """The text of each published article, for work with language.

    Where PATH ends with .jsonl it is a file with one JSON line an article; without an ending, a folder with one text file an article
    and a table, metadata.csv. Text is in NFC; drafts, scheduled, withheld and retracted articles are left out.

    \b
    hn-archive export corpus --output luu-tru.jsonl
    hn-archive export corpus --output luu-tru-van-ban
    """
    _export("corpus", **shared)


@command.command("sqlite")
@_shared
def sqlite(**shared: Any) -> None:
    """All published articles as a SQLite database with full-text search, with or without accents.

    \b
    hn-archive export sqlite --output luu-tru.db
    datasette luu-tru.db
    sqlite3 luu-tru.db "select title from articles_fts where articles_fts match 'da nang' order by rank"
    """
    _export("sqlite", **shared)


def _export(  # noqa: PLR0913 (one parameter an option)
    kind: str,
    *,
    source: Path,
    output: Path,
    url: str | None,
    now: str | None,
    form: str,
    debug: bool,
    site: Path | None = None,
    public: bool = False,
) -> None:
    shown = cast(Form, form)
    with options.ending(shown, options.language_of(source), debug=debug):
        request = Request(
            source=source,
            output=site or source / "public",
            now=options.moment(now),
            url=options.web_address(url),
            store=source / ".hn-archive",
            jobs=0,
        )
        made = _KINDS[kind](request, output, public)
        options.show(made.problems, shown, made.language, source)
        _say(made, kind, output, shown, public=public)
        sys.exit(made.exit_code)


# Each kind is imported when it is wanted: Markdown and templates take 0.2 s to import, and bags and ZIP files need neither.


def _bag(request: Request, path: Path, public: bool) -> Exported:
    from hn_archive.exporters.bag import export

    return export(request, path, options.progress(), public=public)


def _zip(request: Request, path: Path, _: bool) -> Exported:
    from hn_archive.exporters.zip_archive import export

    return export(request, path, options.progress())


def _corpus(request: Request, path: Path, _: bool) -> Exported:
    from hn_archive.exporters.corpus import export

    return export(request, path, options.progress())


def _sqlite(request: Request, path: Path, _: bool) -> Exported:
    from hn_archive.exporters.database import export

    return export(request, path, options.progress())


_KINDS: Final = {"bag": _bag, "zip": _zip, "corpus": _corpus, "sqlite": _sqlite}


def _say(made: Exported, kind: str, path: Path, form: Form, *, public: bool) -> None:
    """The last line: what was made and where; beside a report for GitLab on standard error."""
    words = WORDS[made.language]
    errors = sum(problem.severity == "error" for problem in made.problems)
    if form == "json":
        summary = {
            "type": "summary",
            "kind": kind,
            "path": None if made.exit_code else str(path),
            "articles": made.articles,
            "files": made.files,
            "bytes": made.size,
            "errors": errors,
            "warnings": len(made.problems) - errors,
        }
        options.say(json.dumps(summary, ensure_ascii=False))
        return

    def count(value: int) -> str:
        return number(value, made.language)

    found = words["problems"].format(errors=count(errors), warnings=count(len(made.problems) - errors))
    line = words["not exported" if made.exit_code else f"exported {'public ' if public else ''}{kind}"]
    size = byte_size(made.size, made.language)
    options.say(
        line.format(
            problems=found, articles=count(made.articles), files=count(made.files), size=size, path=path, folder=made.folder
        ),
        err=form == "gitlab",
    )
