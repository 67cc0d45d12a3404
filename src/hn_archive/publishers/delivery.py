"""The flow of publishing, on one screen: look, plan, refuse, deliver, and find what is left to do after an article was withheld."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import digest
from hn_archive.config import Config
from hn_archive.output import read_manifest, refuse_unsafe
from hn_archive.problem import Problem, Stop, has_errors
from hn_archive.publishers import twins
from hn_archive.publishers.folder import Folder
from hn_archive.publishers.refusals import Site, refusals
from hn_archive.publishers.release import Broken, Keep, Release, Standing
from hn_archive.publishers.remote import Remote
from hn_archive.publishers.transfer import Transfer, is_article, plan
from hn_archive.publishers.withheld import Trace, traces, withheld
from hn_archive.request import Progress, Request

# What rclone takes for a remote: a name, or a kind of storage with its settings, before a colon. On Windows one letter alone is a drive.
_REMOTE: Final = re.compile(rf":[^/\\]+:.*|[^/\\:]{{{2 if os.name == 'nt' else 1},}}:.*", re.DOTALL)

Target = Folder | Remote


class Asked(msgspec.Struct, frozen=True):
    """What to publish: the output of a site with these settings, as of `now`; where not more than `max_delete` files go, if that is given.
    With `recheck` nothing is taken for known of what stands at the target; with `dry_run` it is asked how large what goes is."""

    site: Site
    settings: Config
    now: datetime
    max_delete: int | None = None
    recheck: bool = False
    dry_run: bool = False


class Plan(msgspec.Struct, frozen=True):
    """What would be done, and what stands against it. `removed_sizes` are bytes by address; `hidden` are the addresses of articles that are withheld now and stand at the target
    still, `traces` where else their texts are."""

    release: Release
    standing: Standing
    transfer: Transfer
    problems: tuple[Problem, ...] = ()
    removed_sizes: dict[str, int] = {}
    hidden: frozenset[str] = frozenset()
    traces: tuple[Trace, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the target holds the release already."""
        return self.transfer.is_empty and not self.standing.unfinished and bool(self.standing.number)


def target_of(written: str, site: Site) -> Target:
    """A folder of this machine, or a remote of rclone, as its command line knows them. Raises Stop where the folder would endanger the site."""
    if _REMOTE.fullmatch(written):
        return Remote(written, site.source / ".hn-archive" / f"publishing-{digest.of_bytes(written.encode())[:16]}")
    folder, output = Path(written), site.output.resolve()
    refuse_unsafe(folder.resolve(), site.source, force=True)
    if folder.resolve().is_relative_to(output) or output.is_relative_to(folder.resolve()):
        raise Stop(Problem.at("output-inside", path=folder, source=site.output), 2)
    return Folder(folder)


@contextmanager
def held(target: Target, written: str, *, dry_run: bool) -> Iterator[Standing]:
    """What stands at a target, which nobody else of this machine changes meanwhile. A line that breaks is a Stop that says what is live."""
    standing = Standing()
    try:
        with target.held(dry_run=dry_run):
            standing = target.standing()
            yield standing
    except Broken as broken:
        code = "publish-broken" if standing.number else "publish-unreached"
        values = {"target": written, "reason": broken.reason, "sent": str(broken.sent), "number": str(standing.number)}
        raise Stop(Problem(code, values=tuple(sorted(values.items()))), 3) from broken


def planned(target: Target, asked: Asked, standing: Standing, work: Path, progress: Progress) -> Plan:
    """Look, plan, and find what stands against it; `work` is a folder for files that are made for publishing alone."""
    if asked.recheck:
        standing = target.standing(recheck=True)
    output = asked.site.output
    release = Release(read_manifest(output), output)
    release = twins.added(release, standing.digests, asked.settings.publish.compress, work, progress)
    standing = target.settled(standing, release)
    transfer = plan(standing.digests, release.digests)
    problems = refusals(asked.site, release, transfer, standing, asked.max_delete)
    made = Plan(release, standing, transfer, problems, target.sizes(transfer.removed) if asked.dry_run else {})
    return made if problems else _with_withheld(made, asked, progress)


def _with_withheld(made: Plan, asked: Asked, progress: Progress) -> Plan:
    """The same, with what is withheld; the site is only looked at where pages of articles go."""
    if not any(map(is_article, made.transfer.removed)):
        return made
    from hn_archive.survey import survey  # Markdown, Jinja and Pillow take 0.2 s to import

    source = asked.site.source
    request = Request(source=source, output=asked.site.output, now=asked.now, store=source / ".hn-archive", jobs=0)
    found = survey(request, progress, holds_lock=True)
    if found.planned is None or has_errors(found.problems):
        return msgspec.structs.replace(made, problems=(Problem.at("publish-unfinished", path=asked.site.output),))
    articles = withheld(found.planned.site, made.transfer.removed)
    hidden = frozenset(article.address for article in articles)
    return msgspec.structs.replace(made, hidden=hidden, traces=traces(source, articles))


def deliver(target: Target, made: Plan, keep: int, progress: Progress) -> int:
    """Make a release live, unless it is, and give its number."""
    if made.is_done:
        target.let_go()
        return made.standing.number
    return target.publish(made.release, made.transfer, Keep(keep, made.hidden), progress)
