"""`hn-archive serve`"""

import errno
import sys
import time
import webbrowser
from collections.abc import Iterable
from pathlib import Path, PurePath

import click

from hn_archive.commands import options
from hn_archive.lock import locked
from hn_archive.messages import WORDS
from hn_archive.preview import FOLDER, Preview
from hn_archive.preview_server import PreviewServer
from hn_archive.problem import Problem, Stop
from hn_archive.request import Result
from hn_archive.text import decimal, number
from hn_archive.watching import Watching

PORT = 8000
# Python's threads take turns; a browser that asks while the site is built waits for several of them.
_TURN = 0.0005  # seconds
_PATIENCE = 3600.0  # seconds; an interrupt ends the waiting at once


@click.command("serve")
@options.source
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, metavar="N", help="0 takes any port that is free."
)
@click.option("--open", "opens", is_flag=True, help="Open the preview in the browser.")
@click.option(
    "--all", "tells_all", is_flag=True, help="After each save tell all problems, not only new ones, for programs that read them."
)
@options.debug
def command(source: Path, port: int, opens: bool, tells_all: bool, debug: bool) -> None:
    """Preview the site while you write: each save shows at once, on this machine only.

    Drafts and scheduled articles are shown too, with a mark. What is wrong stands in the corner of each page, with file, line and the way
    out; meanwhile the last good page stays. Nothing is written to public/.

    \b
    hn-archive serve --open
    hn-archive serve --source my-archive --port 8080
    """
    with options.ending("text", "vi", debug=debug):
        if not (source / "content").is_dir():
            raise Stop(Problem.at("source-missing", path=source), 2)
        sys.setswitchinterval(_TURN)
        with locked(source / FOLDER / "serving"), Watching(source) as watching:
            preview = Preview(source, lambda: options.moment(None), options.progress(), watching.has_changes)
            with _server(preview, port) as server:
                _report_first(preview, server, tells_all=tells_all)
                if opens:
                    webbrowser.open(server.url)
                while True:
                    changed = watching.changes(_PATIENCE)
                    if changed:
                        _update(preview, changed, tells_all=tells_all)


def _server(preview: Preview, port: int) -> PreviewServer:
    try:
        return PreviewServer(preview, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Stop(Problem.at("port-taken", port=port), 3) from None


def _report_first(preview: Preview, server: PreviewServer, *, tells_all: bool) -> None:
    """Where the preview is, said in the site's language, which is known once the site was read."""
    _update(preview, (), tells_all=tells_all)
    options.say(WORDS[preview.shown.language]["serving"].format(url=server.url))


def _update(preview: Preview, changed: Iterable[PurePath], *, tells_all: bool) -> None:
    """Make the preview anew, and say in one line what came of it, after all problems or those that were not there before."""
    before = frozenset() if tells_all else frozenset(preview.shown.problems)
    if tells_all:
        options.say(WORDS[preview.shown.language]["preview begins"].format(time=_clock()))
    start = time.perf_counter()
    result = preview.update(changed)
    shown = preview.shown
    new = tuple(problem for problem in shown.problems if problem not in before)
    options.show(new, "text", shown.language, preview.source)
    words = WORDS[shown.language]
    if shown.fault:
        options.say(words["preview fault"].format(fault=shown.fault), err=True)
    elif result is not None:
        _say(result, time.perf_counter() - start)


def _clock() -> str:
    return time.strftime("%H:%M:%S")


def _say(result: Result, seconds: float) -> None:
    language = result.language
    words = WORDS[language]
    warnings = sum(problem.severity == "warning" for problem in result.problems)
    count = len(result.problems) - warnings
    found = words["problems"].format(errors=number(count, language), warnings=number(warnings, language))
    line = words["preview made" if result.changes else "preview failed"]
    written = number(len(result.changes.written), language) if result.changes else ""
    options.say(line.format(time=_clock(), files=written, seconds=decimal(seconds, language), problems=found))
