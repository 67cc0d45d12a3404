#!/usr/bin/env python3
"""Build an archive without and with its search, index the same articles with Pagefind, in turn, and compare.

usage: search.py [N] [--rounds R] [--folder NAME] [--pagefind COMMAND] [--at FOLDER]   N articles of prose (10000): medians of R rounds (3)

    search.py 2000 --rounds 1                                       a quick look
    search.py 10000 --at /dev/shm                                   with all files in memory
    search.py --pagefind ~/node_modules/.bin/pagefind               Pagefind where it is not on the PATH
    search.py --folder search                                       where the search folder has another name

Each round builds the site from nothing without search, then with it, then has Pagefind index the pages of articles that the first has made:
title, lead and text. Prints wall and CPU time, peak memory (the sum of all processes' proportional set sizes), files and their bytes. Our index
costs what the build with search needs more in the same round, and its files are those below its folder; Pagefind's are all that it writes, its
scripts too. Then what one new article costs. Pagefind is found by its command: it comes with npm (pagefind), which starts it from Node.js; the
program itself may be given instead. Figures of one run on one machine: compare rows of one table, not tables.
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from corpus import Story, prose_words, stories, text_of
from peers import BUILD, FULL, PEERS, WITH_SEARCH, Peer, ours, put
from run import Cost, measure, medians, versions

SITES = {"without search": FULL, "with search": WITH_SEARCH}
OFF, ON = SITES
GLOB = "[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]/bai-*.html"  # articles are named so by corpus.py; lists of days have other names
BESIDES = (
    ".article-meta,.article-source,.article-tags,.tools,.cite,.printed"  # what an article's page has besides its title and text
)


class Size(NamedTuple):
    """Files, and the sum of their bytes."""

    files: int
    kilobytes: float


class Added(NamedTuple):
    """What a new article costs: seconds, files written, and how many of them are the index's."""

    wall: float
    written: float
    searched: float


def pagefind(command: Path) -> Peer:
    options = ("--site", "public", "--output-path", "pagefind", "--glob", GLOB)
    select = ("--root-selector", "article.article", "--exclude-selectors", BESIDES)
    return Peer("pagefind", "Pagefind", ours, (str(command), *options, *select), (str(command), "--version"), "pagefind")


def files(folder: Path) -> dict[Path, os.stat_result]:
    return {path: path.stat() for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")}


def size(folder: Path) -> Size:
    found = files(folder)
    return Size(len(found), sum(stat.st_size for stat in found.values()) / 1000)


def afresh(command: tuple[str, ...], folder: Path) -> Cost:
    """What a command costs where nothing of what it makes is there; that is removed, as it would pile up in memory."""
    for name in ("pagefind",) if command != BUILD else ("public", ".hn-archive"):
        shutil.rmtree(folder / name, ignore_errors=True)
    return measure(command, folder, memory=True)


def build_in_turn(peer: Peer, articles: list[Story], rounds: int, root: Path) -> dict[str, list[Cost]]:
    """What each round's steps cost, after a build of one article that leaves Python's own files compiled."""
    ours(root / "first", articles[:1])
    measure(BUILD, root / "first")
    for site, settings in SITES.items():
        ours(root / site, articles, settings)
    costs: dict[str, list[Cost]] = {site: [] for site in (*SITES, peer.name)}
    for _ in range(rounds):
        for site in SITES:
            costs[site].append(afresh(BUILD, root / site))
        costs[peer.name].append(afresh(peer.command, root / OFF))
    return costs


def indexed(folder: Path) -> int:
    """How many pages Pagefind says it has."""
    entry = json.loads((folder / "pagefind-entry.json").read_text(encoding="utf-8"))
    return sum(language["page_count"] for language in entry["languages"].values())


def show(peer: Peer, costs: dict[str, list[Cost]], name: str, root: Path) -> None:
    more = [Cost(*(on - off for on, off in zip(*pair, strict=True))) for pair in zip(costs[ON], costs[OFF], strict=True)]
    index = medians(more), size(root / ON / "public" / name)
    theirs = medians(costs[peer.name]), size(root / OFF / peer.output)
    rows = {f"build {site}": (medians(costs[site]), size(root / site / "public")) for site in SITES}
    rows |= {f"difference: our index, `{name}/`": index, peer.title: theirs}
    print("| | wall s | CPU s | peak MB | files | kB |\n|---|---:|---:|---:|---:|---:|")
    for label, (cost, made) in rows.items():
        print(f"| {label} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.megabytes:.0f} | {made.files} | {made.kilobytes:.0f} |")
    ratios = (own / other for own, other in zip((*index[0], *index[1]), (*theirs[0], *theirs[1]), strict=True))
    print(f"| our index of {peer.title} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |")


def add(site: Path, story: Story, name: str) -> Added:
    """What a second build costs with one more article, after a pause in which the files settle."""
    time.sleep(2.5)
    put(site / f"content/moi-{story.number}.md", text_of(story))
    before = files(site / "public")
    cost = measure(BUILD, site)
    written = [
        path for path, stat in files(site / "public").items() if path not in before or stat.st_mtime_ns != before[path].st_mtime_ns
    ]
    return Added(cost.wall, len(written), sum(path.is_relative_to(site / "public" / name) for path in written))


def add_in_turn(newest: Story, rounds: int, name: str, root: Path) -> None:
    """Each round adds an article that is newer than all others."""
    costs: dict[str, list[Added]] = {site: [] for site in SITES}
    for number in range(1, rounds + 1):
        at = newest.at + timedelta(minutes=number)
        story = newest._replace(number=newest.number + number, title=f"Bài mới nhất {number}", at=at)
        for site in SITES:
            costs[site].append(add(root / site, story, name))
    print("\n| one new article | wall s | files written | of them the index's |\n|---|---:|---:|---:|")
    for site in SITES:
        wall, written, searched = (statistics.median(column) for column in zip(*costs[site], strict=True))
        print(f"| {site} | {wall:.2f} | {written:.0f} | {searched:.0f} |")


def asked() -> argparse.Namespace:
    description, _, rest = (__doc__ or "").partition("\n\nusage: ")
    usage, _, more = rest.partition("\n\n")
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(usage=usage, description=description, epilog=more, formatter_class=shape)
    parser.add_argument("articles", type=int, nargs="?", default=10_000, metavar="N", help="how many articles (10000)")
    parser.add_argument("--rounds", type=int, default=3, metavar="R", help="rounds, of which the medians are printed (3)")
    parser.add_argument("--folder", default="tim-kiem", metavar="NAME", help="our index's folder below the output (tim-kiem)")
    parser.add_argument("--pagefind", default="pagefind", metavar="COMMAND", help="its command, or where it is (pagefind)")
    parser.add_argument(
        "--at", type=Path, metavar="FOLDER", help="where the sites are made, best in memory (as for temporary files)"
    )
    options = parser.parse_args()
    if min(options.articles, options.rounds) < 1:
        parser.error("at least one article and one round")
    if not (found := shutil.which(options.pagefind)):
        parser.error(f"{options.pagefind} is not here: npm install pagefind, then --pagefind node_modules/.bin/pagefind")
    options.pagefind = Path(found).absolute()
    return options


def main() -> None:
    options = asked()
    peer = pagefind(options.pagefind)
    articles = list(stories(prose_words(), options.articles))
    with tempfile.TemporaryDirectory(prefix="hn-archive-bench-", dir=options.at) as folder:
        root = Path(folder)
        costs = build_in_turn(peer, articles, options.rounds, root)
        if (found := indexed(root / OFF / peer.output)) != len(articles):
            raise SystemExit(f"{peer.title} has indexed {found} of {len(articles)} articles")
        if not files(root / ON / "public" / options.folder):
            raise SystemExit(f"nothing is below public/{options.folder}: --folder says where our index is")
        print(f"\n{len(articles)} articles, built from nothing, medians of {options.rounds}\n")
        show(peer, costs, options.folder, root)
        print(f"\n{versions([*(own for own in PEERS if own.name == 'full-site'), peer])}", flush=True)
        add_in_turn(articles[-1], options.rounds, options.folder, root)


if __name__ == "__main__":
    main()
