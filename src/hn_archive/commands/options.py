"""What the sub-commands share: options, the clock, and how a run that cannot go on ends."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn, TypeVar

import click

from hn_archive.decode import excerpts
from hn_archive.machine import naming
from hn_archive.problem import Form, Problem, Stop, machine_fault, report
from hn_archive.request import Progress

Function = TypeVar("Function", bound=Callable[..., object])

# Clocks of several machines that build one site differ by less, and by so much none is set right again.
_SET_BACK: Final = timedelta(days=1)

FOLDER = click.Path(file_okay=True, path_type=Path)


def source(function: Function) -> Function:
    return click.option(
        "--source", type=FOLDER, default=Path(), show_default="this folder", help="The site's folder, which holds content/."
    )(function)


def output(function: Function) -> Function:
    return click.option("--output", type=FOLDER, show_default="public in the source", help="Where the finished site goes.")(
        function
    )


def form(function: Function) -> Function:
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", "github", "gitlab"]),
        default="text",
        show_default=True,
        help="How problems are shown.",
    )(function)


def now(function: Function) -> Function:
    return click.option(
        "--now", metavar="DATE", help="As of this moment; later articles wait. Default: SOURCE_DATE_EPOCH, or the clock."
    )(function)


def debug(function: Function) -> Function:
    return click.option("--debug", is_flag=True, help="Show the traceback of a fault in the program.")(function)


def show(problems: tuple[Problem, ...], form: Form, language: str, folder: Path) -> None:
    """Print problems: for people on standard error, for programs on standard output."""
    say(report(problems, form, language, excerpts(folder)), nl=False, err=form == "text")


def progress() -> Progress:
    """A line that counts on a terminal, nothing in a log."""
    if not sys.stderr.isatty():
        return lambda stage, done, total: None

    def line(stage: str, done: int, total: int) -> None:
        if done == total:
            say("\r\033[K", nl=False, err=True)
        else:
            say(f"\r\033[K{stage} {100 * done // total} %", nl=False, err=True)

    return line


def say(text: object, *, nl: bool = True, err: bool = False) -> None:
    """Print to standard output or standard error."""
    with naming("stderr" if err else "stdout"):
        click.echo(text, nl=nl, err=err)


def _end(stop: Stop, form: Form, language: str) -> NoReturn:
    """Say why a run cannot go on, where anybody can be told, and end it."""
    with suppress(OSError):
        show((stop.problem,), form, language, Path())
    _quieten()
    sys.exit(stop.exit_code)


def _quieten() -> None:
    """Let what could not be printed go to nowhere, or Python tries once more at its end, fails, and ends with 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Terminated(KeyboardInterrupt):
    """Somebody wants the process to end: it does so as after an interrupt from the keyboard."""


def _terminated(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (a signal handler's arguments)
    raise _Terminated


@contextmanager
def ending(form: Form, language: str, *, debug: bool) -> Iterator[None]:
    """Turn what stops a run into its message and exit code; never a traceback without --debug."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    except _Terminated:
        sys.exit(143)
    except Stop as stop:
        _end(stop, form, language)
    except OSError as error:
        if isinstance(error, BrokenPipeError):  # `hn-archive build | head`, which click would end with 1
            _quieten()
            sys.exit(141)
        if debug:
            raise
        _end(machine_fault(error), form, language)
    except (KeyboardInterrupt, click.Abort):  # the latter while a question waits for its answer
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        say(f"hn-archive: a fault in the program itself: {type(error).__name__}: {error}; --debug shows where", err=True)
        sys.exit(70)


def language_of(source: Path) -> str:
    """The language of the site in a folder, for what is said before it was read; Vietnamese where nobody can tell."""
    from hn_archive.settings import settings_of

    try:
        settings, _ = settings_of(source)
    except (Stop, OSError):
        return "vi"
    return settings.language if settings else "vi"


def moment(written: str | None, store: Path | None = None) -> datetime:
    """The time that the build is for: --now, SOURCE_DATE_EPOCH (reproducible-builds.org), or the clock, read here and nowhere else.

    A clock that was set back would take articles off the site that are published; so where `store` says that the last build was later,
    this is no time to build.
    """
    from hn_archive.dates import DateFault, parse_now

    given = written or os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        from hn_archive.lock import held_last

        clock = datetime.now(UTC).replace(microsecond=0)
        last = held_last(store) if store else None
        if last and clock < last - _SET_BACK:
            raise Stop(Problem.at("clock-back", clock=clock.isoformat(), last=last.isoformat()), 3)
        return clock
    try:
        return parse_now(given)
    except DateFault as fault:
        raise Stop(Problem.at(fault.code, **fault.values), 2) from None


def web_address(written: str | None) -> str:
    """The web address given on the command line, "" for none."""
    if not written:
        return ""
    from hn_archive.schema import is_site_address

    if not is_site_address(written):
        raise Stop(Problem.at("web-address", value=written), 2)
    return written
