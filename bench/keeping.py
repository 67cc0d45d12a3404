#!/usr/bin/env python3
"""Verify a site and export it in each form, against sha256sum over the same bytes in the same run.

usage: keeping.py [N…] [--prose] [--rounds R] [--only NAMES] [--at FOLDER]   sites of N articles (1000 10000), medians of R rounds (3)

    keeping.py 10000
    keeping.py 1000 10000 --only verify,bag --at /dev/shm

Each round runs everything once, in turn. Prints wall and CPU time, peak memory (the sum of all processes' proportional set sizes), and wall time as a
multiple of sha256sum's over the same bytes: over the site for `verify` and the ZIP file, over site and sources for the bag. Files are in the
system's memory, as after any build; what is written is not waited for. The bag is checked by bagit.py where that is installed.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import prose_words, seed_words, stories
from peers import PEERS
from run import Cost, measure, medians

SITE_SUM = "sha256sum, site"
BOTH_SUM = "sha256sum, site and sources"
OURS = (sys.executable, "-m", "hn_archive")
COMMANDS: dict[str, tuple[str, ...]] = {
    SITE_SUM: ("sh", "-c", "cd public && sha256sum -c --quiet .hn-archive-manifest"),
    "verify": (*OURS, "verify"),
    BOTH_SUM: ("sh", "-c", "find content site.yml public -type f -print0 | xargs -0 sha256sum"),
    "bag": (*OURS, "export", "bag", "--output", "out/bag"),
    "public bag": (*OURS, "export", "bag", "--public", "--output", "out/public-bag"),
    "zip": (*OURS, "export", "zip", "--output", "out/site.zip"),
    "corpus": (*OURS, "export", "corpus", "--output", "out/corpus.jsonl"),
    "sqlite": (*OURS, "export", "sqlite", "--output", "out/site.db"),
}
AGAINST = {"verify": SITE_SUM, "bag": BOTH_SUM, "public bag": SITE_SUM, "zip": SITE_SUM}


def lay_out(folder: Path, count: int, *, prose: bool) -> None:
    [peer] = [peer for peer in PEERS if peer.name == "with-search"]
    peer.lay_out(folder, list(stories(prose_words() if prose else seed_words(), count)))
    subprocess.run([*OURS, "build"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2.5)  # what is younger is read again by the next command
    subprocess.run([*OURS, "build"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_in_turn(folder: Path, names: list[str], rounds: int) -> dict[str, Cost]:
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for number in range(rounds):
        (folder / "out").mkdir()
        for name in names:
            costs[name].append(measure(COMMANDS[name], folder, memory=True))
        (folder / "out").rename(folder / f"out-{number}")
    return {name: medians(found) for name, found in costs.items()}


def check(bag: Path) -> str:
    """What bagit.py says of a bag; "" where there is none."""
    program = Path(sys.executable).with_name("bagit.py")
    if not (program.is_file() and bag.is_dir()):
        return ""
    done = subprocess.run([program, "--validate", bag], capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1].rpartition(" - ")[2].replace(str(bag), bag.name)


def show(costs: dict[str, Cost]) -> None:
    print("| | wall s | CPU s | peak MB | of sha256sum |\n|---|---:|---:|---:|---:|")
    for name, cost in costs.items():
        ratio = f"{cost.wall / costs[AGAINST[name]].wall:.2f}" if name in AGAINST and AGAINST[name] in costs else ""
        print(f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.megabytes:.0f} | {ratio} |")


def main() -> None:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1].split("\n\n")[0])
    parser.add_argument("articles", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--prose", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(COMMANDS))
    parser.add_argument("--at", type=Path, default=Path(tempfile.gettempdir()))
    options = parser.parse_args()
    wanted = {*options.only, *(AGAINST[name] for name in options.only if name in AGAINST)}
    names = [name for name in COMMANDS if name in wanted]
    for count in options.articles:
        folder = Path(tempfile.mkdtemp(prefix="keeping-", dir=options.at))
        try:
            lay_out(folder, count, prose=options.prose)
            files = [path for name in ("content", "public") for path in (folder / name).rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1_000_000
            print(f"\n{count} articles, {len(files)} files, {size:.0f} MB, medians of {options.rounds}\n", flush=True)
            show(run_in_turn(folder, names, options.rounds))
            print(f"\n{check(folder / 'out-0/bag')}", flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
