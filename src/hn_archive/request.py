"""What a build is asked for, and what came of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from hn_archive.problem import Problem

# Told of each stage, how much of it is done and how much there is.
Progress = Callable[[str, int, int], None]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to build: the site in `source` into `output`, as of `now`. With `strict`, warnings stop the build too.

    `url` is where the site will stand, "" for where `site.yml` says. With `drafts`, drafts and articles whose time has not come are
    built like the others. `store` is the folder that remembers the last build, None for
    none. `jobs` is how many processes work, 0 for one on each core. More than `max_changes` files written and removed stop the build.
    """

    source: Path
    output: Path
    now: datetime
    url: str = ""
    strict: bool = False
    force: bool = False
    drafts: bool = False
    dry_run: bool = False
    store: Path | None = None
    jobs: int = 1
    max_changes: int | None = None


class Changes(msgspec.Struct, frozen=True):
    """What a commit did, as addresses."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


class Reason(msgspec.Struct, frozen=True):
    """Why an output was made: `code` is a key of `messages.WORDS` after `why `, `what` the file, template or fields that changed."""

    address: str
    code: str
    what: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `changes` is None where nothing was written: after errors, and in a dry run. `outputs` counts files
    by family, and `written` those of them that were written.

    `exit_code` is 0 for a good site, 1 for problems in it, 2 for a wrong configuration.
    """

    problems: tuple[Problem, ...]
    language: str
    articles: int = 0
    scheduled: tuple[str, ...] = ()
    outputs: dict[str, int] = {}
    written: dict[str, int] = {}
    changes: Changes | None = None
    reasons: tuple[Reason, ...] = ()
    exit_code: int = 0

    @property
    def failed(self) -> bool:
        return self.exit_code != 0
