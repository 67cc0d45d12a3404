"""The command line: read the arguments, the environment and the clock, call one function, and say what came of it."""

import importlib
import os
import sys
from keyword import iskeyword
from typing import Final, NoReturn

import click

from hn_archive import __version__

COMMANDS: Final = {
    "build": "Build the site: content/ and templates/ into public/.",
    "check": "Check the site without making it: all that a build reports, and the texts' spelling.",
    "clean": "Remove what was built; files of others in the output stay.",
    "completion": "Print what makes SHELL complete commands and options.",
    "export": "Export the archive for keeping and for other programs: a bag, a ZIP file, a corpus, a database.",
    "import": "Bring old articles in: saved pages, Word files, other generators' Markdown, WordPress, tables.",
    "init": "Make a new site in DIR: site.yml, content/, templates/ and static/.",
    "list": "List articles: all, or drafts and the like; or name the file behind ADDRESS.",
    "new": "Make the file of a new article, and print its path.",
    "publish": "Publish what was built: only what changed travels, to a folder or to any storage.",
    "serve": "Preview the site while you write: each save shows at once, on this machine only.",
    "schema": "Print what a file may hold: KIND is article, page, introduction, poll or site.",
    "verify": "Compare a built site with its manifest: every byte of every file, and that no file is missing or added.",
}


class _Commands(click.Group):
    """Sub-commands are imported when they are called, so that `hn-archive --help` and shell completion answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"hn_archive.commands.{module}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Interrupted while a command is imported, click would end with 1, which means problems in the site."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(130)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        """The list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hn-archive")
def commands() -> None:
    """Build a static site from an archive of news articles.

    \b
    hn-archive init my-archive      make a new site
    hn-archive new "Khởi công cầu"  make the file of a new article
    hn-archive serve --open         see it in the browser while you write
    hn-archive check --fix          find what is wrong, put right what can be
    hn-archive build                build the site in this folder into public/
    hn-archive publish /srv/kho     publish what was built
    hn-archive clean                remove what was built
    hn-archive verify               compare it with its manifest
    hn-archive export zip           keep it in one file; also as bag, corpus, database
    """


def main() -> NoReturn:
    """The entry point. Exit codes: 0 fine, 1 problems in the site, 2 wrong command line or configuration, 3 the machine
    (disk, permissions), 70 a fault in the program itself, 130 interrupted, 141 nobody reads the output any more."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # also where the locale is C
    try:
        commands.main(prog_name="hn-archive", standalone_mode=True)
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        # All is written and closed. The system takes memory back at once; to free each value by itself takes longer than many a command.
        os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))
    raise AssertionError("click always ends by itself")
