"""`hn-archive list`"""

import sys
from pathlib import Path

import click
import msgspec

from hn_archive.commands import options
from hn_archive.listing import Behind, Entry, Status, behind, entries
from hn_archive.messages import WORDS
from hn_archive.problem import Problem, Stop
from hn_archive.request import Request
from hn_archive.survey import survey
from hn_archive.templates import csv_line
from hn_archive.text import number

_STATUSES: tuple[tuple[str, Status, str], ...] = (
    ("--drafts", "draft", "Drafts."),
    ("--scheduled", "scheduled", "Articles that wait for their date."),
    ("--corrected", "corrected", "Published articles with corrections."),
    ("--retracted", "retracted", "Articles of which only the reason is left."),
    ("--withheld", "withheld", "Articles of which nothing is published."),
)


def _statuses(function: options.Function) -> options.Function:
    for flag, status, help_text in reversed(_STATUSES):
        function = click.option(flag, "wanted", flag_value=status, multiple=True, type=str, help=help_text)(function)
    return function


@click.command("list")
@click.argument("address", required=False)
@options.source
@_statuses
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@options.now
@options.debug
def command(  # noqa: PLR0913 (one parameter an option)
    address: str | None, source: Path, wanted: tuple[Status, ...], form: str, now: str | None, debug: bool
) -> None:
    """List articles: all, or drafts and the like; or name the file behind ADDRESS.

    ADDRESS may be a page's, with or without the host, or one that a page had before.

    \b
    hn-archive list --drafts --scheduled
    hn-archive list --format csv > articles.csv
    hn-archive list https://luutru.example.vn/2023/01/12/khoi-cong-cau.html
    """
    with options.ending("text", "vi", debug=debug):
        request = Request(source=source, output=source / "public", now=options.moment(now), store=source / ".hn-archive", jobs=0)
        found = survey(request, lambda stage, done, total: None)
    language = found.language
    with options.ending("text", language, debug=debug):
        if found.planned is None:
            options.show(found.problems, "text", language, source)
            sys.exit(2)
        if address is not None:
            there = behind(found.planned, address)
            if there is None:
                raise Stop(Problem.at("address-unknown", address=address), 1)
            options.say(_behind(there, form, language))
            return
        listed = entries(found.planned.site, wanted)
        options.say(_FORMS[form](listed, language), nl=False)
        errors = sum(problem.severity == "error" for problem in found.problems)
        if not listed:
            options.say(WORDS[language]["none listed"], err=True)
        if errors:
            options.say(WORDS[language]["unread"].format(errors=number(errors, language)), err=True)


def _behind(there: Behind, form: str, language: str) -> str:
    if form == "json":
        return msgspec.json.encode(there).decode()
    if there.path:
        return there.path
    words = WORDS[language]
    template = words["behind template"].format(template=there.template) if there.template else ""
    return words["behind list"].format(address=there.address, family=words[f"family {there.family}"], template=template)


def _table(listed: tuple[Entry, ...], language: str) -> str:
    rows = [
        (entry.date.replace("T", " ")[:16], WORDS[language][f"status {entry.status}"], entry.path, entry.title) for entry in listed
    ]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(3)]
    return "".join(
        "  ".join((*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[-1])) + "\n" for row in rows
    )


def _json(listed: tuple[Entry, ...], language: str) -> str:  # noqa: ARG001 (what programs read is the same in all languages)
    return msgspec.json.format(msgspec.json.encode(listed), indent=1).decode() + "\n"


def _csv(listed: tuple[Entry, ...], language: str) -> str:  # noqa: ARG001
    """RFC 4180, with a byte order mark, without which Excel takes it for another encoding."""
    lines = (Entry.__struct_fields__, *map(msgspec.structs.astuple, listed))
    return "\ufeff" + "".join(f"{csv_line(line)}\n" for line in lines)


_FORMS = {"table": _table, "json": _json, "csv": _csv}
