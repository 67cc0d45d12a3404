"""`hn-archive build`"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

import click

from hn_archive.build import build
from hn_archive.commands import options
from hn_archive.messages import WORDS
from hn_archive.output import differences
from hn_archive.problem import Form
from hn_archive.request import Request, Result
from hn_archive.text import decimal, number


@click.command("build")
@options.source
@options.output
@options.now
@click.option("--url", metavar="URL", help="Where the site will stand, instead of url in site.yml.")
@click.option("--strict", is_flag=True, help="Warnings stop the build too.")
@options.form
@click.option("--force", is_flag=True, help="Build into a folder that holds files of others; they stay.")
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="How many processes work. Default: one for each core."
)
@click.option("--max-changes", type=click.IntRange(min=0), metavar="N", help="Stop where more than N files would change.")
@click.option("--clean", is_flag=True, help="Make everything anew, without what the last build knew.")
@click.option("--prove", is_flag=True, help="Build once more from nothing, elsewhere, and compare every byte.")
@click.option("--explain", is_flag=True, help="Say of each page that is made why.")
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
    jobs: int,
    max_changes: int | None,
    clean: bool,
    prove: bool,
    explain: bool,
    dry_run: bool,
    debug: bool,
) -> None:
    """Build the site: content/ and templates/ into public/.

    Nothing of the last good site changes unless everything could be made.

    \b
    hn-archive build
    hn-archive build --source my-archive --output /srv/www
    hn-archive build --explain --prove
    hn-archive build --max-changes 60
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
            now=options.moment(now, source / ".hn-archive"),
            url=options.web_address(url),
            strict=strict,
            force=force,
            store=None if clean else source / ".hn-archive",
            jobs=jobs,
            max_changes=max_changes,
            dry_run=dry_run,
        )
        result = build(request, options.progress())
        options.show(result.problems, shown, result.language, source)
        if explain:
            _explain(result, aside=shown != "text")
        _say(result, request, shown, time.perf_counter() - start)
        proven = not prove or result.failed or dry_run or _is_proven(request, result.language)
        sys.exit(result.exit_code if proven else 1)


def _is_proven(request: Request, language: str) -> bool:
    """Whether a clean build in a fresh process makes the same bytes; says which differ."""
    with tempfile.TemporaryDirectory(prefix="hn-archive-") as folder:
        elsewhere = Path(folder) / "public"
        command = [sys.executable, "-m", "hn_archive", "build", "--clean", "--now", request.now.isoformat()]
        command += ["--source", str(request.source), "--output", str(elsewhere), *(("--url", request.url) if request.url else ())]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)  # noqa: S603 (our own program)
        if done.returncode:
            sys.stderr.buffer.write(done.stderr)
        differing = differences(request.output, elsewhere)
    words = WORDS[language]
    for address in differing:
        options.say(words["differs"].format(address=address), err=True)
    if not differing:
        options.say(words["proven"], err=True)
    return not differing


def _explain(result: Result, *, aside: bool) -> None:
    """Each page that was made, and why."""
    words = WORDS[result.language]
    for reason in result.reasons:
        why = words[f"why {reason.code}"].format(what=reason.what).removesuffix(" ()")  # a list comes from no file
        options.say(f"{reason.address}: {why}", err=aside)


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
            "written_by_family": result.written,
            "removed": len(changes.removed) if changes else 0,
            "unchanged": changes.unchanged if changes else 0,
            "errors": errors,
            "warnings": warnings,
            "failed": result.failed,
        }
        options.say(json.dumps(summary, ensure_ascii=False))
        return

    def count(value: int) -> str:
        return number(value, result.language)

    if result.scheduled:
        shown = ", ".join(f"content/{path}" for path in result.scheduled[:3]) + (", …" if len(result.scheduled) > 3 else "")
        options.say(words["scheduled"].format(count=count(len(result.scheduled)), paths=shown), err=aside)
    found = words["problems"].format(errors=count(errors), warnings=count(warnings))
    if result.failed:
        options.say(words["failed"].format(problems=found), err=aside)
        return

    def listed(families: dict[str, int]) -> str:
        return ", ".join(
            words["family"].format(count=count(made), name=words[f"family {family}"]) for family, made in families.items()
        )

    files = count(sum(result.outputs.values()))
    parts = [words["made"].format(articles=count(result.articles), files=files, families=listed(result.outputs))]
    if changes:
        parts.append(
            words["changed"].format(
                # All of a first build are listed before.
                written=count(len(changes.written))
                + (f" ({listed(result.written)})" if changes.written and changes.unchanged else ""),
                removed=count(len(changes.removed)),
                unchanged=count(changes.unchanged),
            )
        )
    else:
        parts.append(words["dry run"])
    if result.problems:
        parts.append(found)
    parts.append(f"{decimal(seconds, result.language)} s → {request.output}")
    options.say(" · ".join(parts), err=aside)
