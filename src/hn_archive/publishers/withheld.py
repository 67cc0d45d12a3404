"""Find the articles that are withheld and still stand at a target, and which commits of the site's history hold their text."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:  # they bring Markdown along, which most publishes do not need
    from hn_archive.article import Article
    from hn_archive.site import Site

_LONG: Final = 60  # seconds
_FORMAT: Final = "--format=%h %as"


class Trace(msgspec.Struct, frozen=True):
    """Where an article's text still is: its `path` in the site's folder, and the commits, oldest last, that changed it.

    `history` is `whole`; `shallow` where the clone has only the newest commits; `none` where there is no git, or no repository.
    """

    path: str
    history: Literal["whole", "shallow", "none"]
    commits: tuple[str, ...] = ()


def withheld(site: "Site", removed: Iterable[str]) -> tuple["Article", ...]:
    """The articles that are withheld and whose pages are among the addresses to be removed."""
    gone = frozenset(removed)
    return tuple(article for article in site.unpublished if article.matter.status == "withheld" and article.address in gone)


def traces(source: Path, articles: Iterable["Article"]) -> tuple[Trace, ...]:
    """What the history of the site's folder holds of articles, on all of its branches, also under their files' former names."""
    from hn_archive.document import location_path

    found = []
    is_shallow = _git(source, "rev-parse", "--is-shallow-repository")
    for article in articles:
        path = location_path(article.path)
        log = None if is_shallow is None else _git(source, "log", "--all", "--follow", _FORMAT, "--", path)
        if log is None:
            found.append(Trace(path, "none"))
        else:
            found.append(Trace(path, "shallow" if is_shallow == "true\n" else "whole", tuple(log.splitlines())))
    return tuple(found)


def _git(source: Path, *arguments: str) -> str | None:
    """What git prints, None where there is none, or it has nothing to say."""
    program = shutil.which("git")
    if program is None:
        return None
    command = [program, "-C", str(source), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_LONG)  # noqa: S603 (a list of arguments)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode(errors="replace") if not done.returncode else None
