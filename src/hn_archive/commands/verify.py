"""`hn-archive verify`"""

import json
import sys
from pathlib import Path
from typing import cast

import click

from hn_archive.commands import options
from hn_archive.fixity import Fixity, verify
from hn_archive.messages import WORDS
from hn_archive.problem import Form
from hn_archive.text import byte_size, number


@click.command("verify")
@click.argument("folder", metavar="[DIR]", required=False, type=options.FOLDER)
@options.source
@options.form
@options.debug
def command(folder: Path | None, source: Path, form: str, debug: bool) -> None:
    """Compare a built site with its manifest: every byte of every file, and that no file is missing or added.

    DIR is a built site or a copy of one, public in the source if not given. The manifest, .hn-archive-manifest in it, can be read by
    sha256sum -c too. Ends with 1 and names each file that is not as it says.

    \b
    hn-archive verify
    hn-archive verify /mnt/usb/luu-tru
    hn-archive verify --format json
    cd public && sha256sum -c --quiet .hn-archive-manifest
    """
    shown = cast(Form, form)
    language = options.language_of(source)
    with options.ending(shown, language, debug=debug):
        place = folder or source / "public"
        found = verify(place, options.progress())
        options.show(found.problems, shown, language, place)
        _say(found, shown, language)
        sys.exit(1 if found.problems else 0)


def _say(found: Fixity, form: Form, language: str) -> None:
    """The last line: how many files are as the manifest says; beside a report for GitLab on standard error."""
    if form == "json":
        options.say(json.dumps({"type": "summary", "files": found.files, "bytes": found.size, "errors": len(found.problems)}))
        return
    words = WORDS[language]
    problems = words["problems"].format(errors=number(len(found.problems), language), warnings=0)
    line = words["not verified" if found.problems else "verified"]
    size = byte_size(found.size, language)
    options.say(line.format(problems=problems, files=number(found.files, language), size=size), err=form == "gitlab")
