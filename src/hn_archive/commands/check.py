"""`hn-archive check`"""

import difflib
import json
import sys
from pathlib import Path
from typing import cast

import click

from hn_archive.commands import options
from hn_archive.messages import WORDS
from hn_archive.problem import Form, Problem, Stop, has_errors
from hn_archive.proofreading import Fix, Proof, apply, proofread
from hn_archive.request import Request
from hn_archive.text import number


@click.command("check")
@click.argument("paths", nargs=-1, type=options.FOLDER)
@options.source
@options.output
@click.option("--fix", is_flag=True, help="Put right what has one right answer; shows the changes first and asks.")
@click.option("--yes", is_flag=True, help="With --fix, do not ask.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@options.form
@options.now
@options.debug
def command(  # noqa: PLR0913 (one parameter an option)
    paths: tuple[Path, ...],
    source: Path,
    output: Path | None,
    fix: bool,
    yes: bool,
    strict: bool,
    form: str,
    now: str | None,
    debug: bool,
) -> None:
    """Check the site without making it: all that a build reports, and the texts' spelling.

    With PATHS, files or folders, only what concerns them is shown. Found beside what a build finds: letters that only look like đ, tone marks
    on the wrong vowel, text of an old encoding, invisible characters, letters and marks that stand apart, unpaired quotes, paragraphs without
    a blank line between them, pictures without a credit, more than the host takes.

    \b
    hn-archive check
    hn-archive check content/2023/01 --strict
    hn-archive check --fix
    hn-archive check --format github
    """
    shown = cast(Form, form)
    with options.ending(shown, "vi", debug=debug):
        request = Request(
            source=source, output=output or source / "public", now=options.moment(now), store=source / ".hn-archive", jobs=0
        )
        chosen = tuple(_in_site(path, source) for path in paths)
        proof = proofread(request, chosen, options.progress())
    with options.ending(shown, proof.language, debug=debug):
        if fix and proof.fixes and _fixed(proof, yes=yes):
            proof = proofread(request, chosen, options.progress())
        options.show(proof.problems, shown, proof.language, source)
        _say(proof, shown)
        if proof.articles is None:
            sys.exit(2)
        sys.exit(1 if has_errors(proof.problems) or (strict and proof.problems) else 0)


def _in_site(path: Path, source: Path) -> str:
    """A path as problems name it, from the site's folder: given from there, or from where the command is run."""
    for place in (path.absolute(), (source / path).absolute()):
        if place.exists() and place.resolve().is_relative_to(source.resolve()):
            return place.resolve().relative_to(source.resolve()).as_posix()
    raise Stop(Problem.at("path-unknown", path=path), 2)


def _fixed(proof: Proof, *, yes: bool) -> bool:
    """Show the changes and write them, if they are wanted."""
    words = WORDS[proof.language]
    for fix in proof.fixes:
        options.say(_difference(fix), nl=False, err=True)
    if not yes and not (sys.stdin.isatty() and click.confirm(words["fix?"], err=True)):
        options.say(words["not fixed"], err=True)
        return False
    for fix in proof.fixes:
        apply(fix)
    options.say(words["fixed"].format(files=number(len(proof.fixes), proof.language)), err=True)
    return True


def _difference(fix: Fix) -> str:
    """As `diff -u` shows it, with what is invisible as `<U+200B>`."""
    before, after = ([_visible(line) for line in content.decode().splitlines()] for content in (fix.before, fix.after))
    return "".join(f"{line}\n" for line in difflib.unified_diff(before, after, fix.path, fix.path, n=0, lineterm=""))


def _visible(line: str) -> str:
    return "".join(char if char.isprintable() or char in "\t\u00a0" else f"<U+{ord(char):04X}>" for char in line)


def _say(proof: Proof, form: Form) -> None:
    """The last line: articles, problems, and how many files can be put right; beside a report for GitLab on standard error."""
    words = WORDS[proof.language]
    warnings = sum(problem.severity == "warning" for problem in proof.problems)
    errors = len(proof.problems) - warnings
    if form == "json":
        summary = {
            "type": "summary",
            "articles": proof.articles,
            "errors": errors,
            "warnings": warnings,
            "fixable": len(proof.fixes),
        }
        options.say(json.dumps(summary))
        return

    def count(value: int) -> str:
        return number(value, proof.language)

    found = words["problems"].format(errors=count(errors), warnings=count(warnings))
    options.say(words["checked"].format(articles=count(proof.articles or 0), problems=found), err=form == "gitlab")
    if proof.fixes:
        options.say(words["fixable"].format(files=count(len(proof.fixes))), err=form != "text")
