"""`hn-archive publish`"""

import sys
import tempfile
from pathlib import Path

import click

from hn_archive import address
from hn_archive.commands import options
from hn_archive.config import Config
from hn_archive.lock import locked
from hn_archive.messages import WORDS
from hn_archive.publishers import rclone
from hn_archive.publishers.delivery import Asked, Plan, deliver, held, planned, target_of
from hn_archive.publishers.refusals import Site
from hn_archive.publishers.release import Release
from hn_archive.publishers.remote import Remote
from hn_archive.publishers.transfer import TWINS
from hn_archive.settings import settings_of
from hn_archive.text import byte_size, number

_SHOWN = 3  # commits of an article


@click.command("publish")
@click.argument("target")
@options.source
@options.output
@click.option("--dry-run", is_flag=True, help="Say what would travel and what would be removed, but change nothing.")
@click.option(
    "--max-delete",
    type=click.IntRange(min=0),
    metavar="N",
    help="Stop where more than N files would be removed. Default: a tenth of what is live, but 100 at least.",
)
@click.option("--recheck", is_flag=True, help="Take nothing for known: compare all that stands there, and mend it.")
@click.option(
    "--rollback", is_flag=True, help="Go back to the release before, or take back what an interrupted publish has changed."
)
@options.now
@options.debug
def command(  # noqa: PLR0913 (one parameter an option)
    target: str,
    source: Path,
    output: Path | None,
    dry_run: bool,
    max_delete: int | None,
    recheck: bool,
    rollback: bool,
    now: str | None,
    debug: bool,
) -> None:
    """Publish what was built: only what changed travels, to a folder or to any storage.

    TARGET is a folder or a remote of rclone. In a folder each release is a tree of its own, and `current` is a link to the live one, for the web server. A remote is named as rclone
    names it, REMOTE:PATH, after `rclone config` or RCLONE_CONFIG_… in the environment; the extra `publish` brings rclone.

    \b
    hn-archive publish /srv/www/kho
    hn-archive publish s3:luutru --dry-run
    hn-archive publish s3:luutru --max-delete 500
    hn-archive publish may-chu:/var/www/kho --rollback
    """
    with options.ending("text", "vi", debug=debug):
        settings, problems = settings_of(source)
        if settings is None:
            options.show(problems, "text", "vi", source)
            sys.exit(2)
    language = settings.language
    with options.ending("text", language, debug=debug):
        site = Site(source, output or source / "public", settings.publish.host)
        place = target_of(target, site)
        if isinstance(place, Remote):
            rclone.program()
        asked = Asked(site, settings, options.moment(now), max_delete, recheck, dry_run)
        with (
            locked(source / ".hn-archive"),
            tempfile.TemporaryDirectory(prefix="hn-archive-") as work,
            held(place, target, dry_run=dry_run) as standing,
        ):
            if rollback:
                live = place.rollback(options.progress())
                options.say(WORDS[language]["rolled back"].format(target=target, number=live))
                return
            plan = planned(place, asked, standing, Path(work), options.progress())
            if plan.problems:
                options.show(plan.problems, "text", language, source)
                sys.exit(1)
            _say(plan, target, language, each=dry_run)
            if not dry_run:
                live = deliver(place, plan, settings.publish.keep, options.progress())
            if not dry_run and not plan.is_done:
                options.say(WORDS[language]["published"].format(target=target, number=live, files=_counted(plan.release, language)))
            _say_withheld(plan, settings)


def _counted(release: Release, language: str) -> str:
    """How many files a release has; twins are none of the site's own."""
    twins = sum(place.endswith(TWINS) and place.rpartition(".")[0] in release.digests for place in release.digests)
    words, files = WORDS[language], number(len(release.digests) - twins, language)
    return (
        words["files and twins"].format(files=files, twins=number(twins, language)) if twins else words["files"].format(files=files)
    )


def _say(plan: Plan, target: str, language: str, *, each: bool) -> None:
    """What is live, and what would travel; `each` file of it too, in the order in which it does."""
    words, standing, transfer = WORDS[language], plan.standing, plan.transfer
    if standing.number:
        options.say(
            words["live"].format(
                target=target, number=standing.number, at=standing.at, files=number(len(standing.digests), language)
            )
        )
    else:
        options.say(words["nothing live"].format(target=target))
    if standing.unfinished:
        options.say(words["unfinished"])
    if plan.is_done:
        options.say(words["nothing to publish"].format(number=standing.number))
        return
    sizes = {place: plan.release.size(place) for place in transfer.sent} | plan.removed_sizes
    if each:
        for sign, place in transfer.steps():
            options.say(f"{sign} {byte_size(sizes.get(place, 0), language):>9}  {place}")

    def counted(places: tuple[str, ...]) -> str:
        known = [sizes[place] for place in places if place in sizes]
        size = f" ({byte_size(sum(known), language)})" if known or not places else ""
        return f"{number(len(places), language)}{size}"

    options.say(f"+ {counted(transfer.added)} · ~ {counted(transfer.changed)} · - {counted(transfer.removed)}")


def _say_withheld(plan: Plan, settings: Config) -> None:
    """After an article was withheld: where caches may have it still, and where the history of its file does."""
    if not plan.hidden:
        return
    words = WORDS[settings.language]
    options.say(words["purge"].format(count=number(len(plan.hidden), settings.language)))
    for place in (*plan.transfer.removed, *plan.transfer.changed):
        for shown in dict.fromkeys((place, place.removesuffix("index.html") if f"/{place}".endswith("/index.html") else place)):
            options.say(f"  {settings.site_url or '/'}{address.quoted(shown)}")
    for trace in plan.traces:
        newest = ", ".join(trace.commits[:_SHOWN]) + (", …" if len(trace.commits) > _SHOWN else "")
        options.say(words[f"history {trace.history}"].format(path=trace.path, count=len(trace.commits), commits=newest))
