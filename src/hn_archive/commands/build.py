"""`hn-archive build`"""

import json
import sys
import time
from pathlib import Path
from typing import cast

import click

from hn_archive.build import Request, Result, build
from hn_archive.commands import options
from hn_archive.load import Progress
from hn_archive.messages import WORDS
from hn_archive.problem import Form
from hn_archive.text import decimal, number


@click.command("build")
@options.source
@options.output
@click.option(
    "--now", metavar="DATE", help="Build as of this moment; later articles wait. Default: SOURCE_DATE_EPOCH, or the clock."
)
@click.option("--url", metavar="URL", help="Where the site will stand, instead of url in site.yml.")
@click.option("--strict", is_flag=True, help="Warnings stop the build too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab"]),
    default="text",
    show_default=True,
    help="How problems are shown.",
)
@click.option("--force", is_flag=True, help="Build into a folder that holds files of others; they stay.")
@click.option("--dry-run", is_flag=True, help="Check everything and say what would be made, but write nothing.")
@options.debug
def command(  # noqa: PLR0913 (one parameter an option)
    source: Path,
    output: Path | None,
    now: str | None,
    url: str | None,
    strict: bool,
    form: str,
    force: bool,
    dry_run: bool,
    debug: bool,
) -> None:
    """Build the site: content/ and templates/ into public/.

    Nothing of the last good site changes unless everything could be made.

    \b
    hn-archive build
    hn-archive build --source my-archive --output /srv/www
    hn-archive build --url https://preview.example.vn/
    hn-archive build --dry-run --strict --format github
    hn-archive build --format gitlab > gl-code-quality-report.json
    """
    shown = cast(Form, form)
    with options.ending(shown, "vi", debug=debug):
        start = time.perf_counter()
        request = Request(
            source=source,
            output=output or source / "public",
            now=options.moment(now),
            url=options.web_address(url),
            strict=strict,
            force=force,
            dry_run=dry_run,
        )
        result = build(request, _progress())
        options.show(result.problems, shown, result.language, source)
        _say(result, request, shown, time.perf_counter() - start)
        sys.exit(result.exit_code)


def _progress() -> Progress:
    """A line that counts on a terminal, nothing in a log."""
    if not sys.stderr.isatty():
        return lambda stage, done, total: None

    def line(stage: str, done: int, total: int) -> None:
        if done == total:
            click.echo("\r\033[K", nl=False, err=True)
        elif done % 50 == 0:
            click.echo(f"\r\033[K{stage} {done}/{total}", nl=False, err=True)

    return line


def _say(result: Result, request: Request, form: Form, seconds: float) -> None:
    """The last line: articles, files by family, what changed, the time. Beside a report for GitLab, which is one JSON value, it goes to standard error."""
    aside = form == "gitlab"
    words = WORDS[result.language]
    warnings = sum(problem.severity == "warning" for problem in result.problems)
    errors = len(result.problems) - warnings
    changes = result.changes
    if form == "json":
        summary = {
            "type": "summary",
            "articles": result.articles,
            "scheduled": list(result.scheduled),
            "files": result.outputs,
            "written": len(changes.written) if changes else 0,
            "removed": len(changes.removed) if changes else 0,
            "unchanged": changes.unchanged if changes else 0,
            "errors": errors,
            "warnings": warnings,
            "failed": result.failed,
        }
        click.echo(json.dumps(summary, ensure_ascii=False))
        return

    def count(value: int) -> str:
        return number(value, result.language)

    if result.scheduled:
        shown = ", ".join(f"content/{path}" for path in result.scheduled[:3]) + (", …" if len(result.scheduled) > 3 else "")
        click.echo(words["scheduled"].format(count=count(len(result.scheduled)), paths=shown), err=aside)
    found = words["problems"].format(errors=count(errors), warnings=count(warnings))
    if result.failed:
        click.echo(words["failed"].format(problems=found), err=aside)
        return
    families = ", ".join(
        words["family"].format(count=count(made), name=words[f"family {family}"]) for family, made in result.outputs.items()
    )
    parts = [words["made"].format(articles=count(result.articles), files=count(sum(result.outputs.values())), families=families)]
    if changes:
        parts.append(
            words["changed"].format(
                written=count(len(changes.written)), removed=count(len(changes.removed)), unchanged=count(changes.unchanged)
            )
        )
    else:
        parts.append(words["dry run"])
    if result.problems:
        parts.append(found)
    parts.append(f"{decimal(seconds, result.language)} s → {request.output}")
    click.echo(" · ".join(parts), err=aside)
