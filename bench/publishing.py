#!/usr/bin/env python3
"""Publish one new article of an archive to a store that speaks S3, and plan the transfer of many files: how long each takes, and what travels.

usage: publishing.py SITE [--rounds R] [--files N]   medians of R rounds (3); N files are planned (100000); SITE is a folder with content/

    publishing.py ../../my-archive
    publishing.py /dev/shm/archive --rounds 5

SITE is built and published once to `rclone serve s3` on this machine, whose folder lies beside SITE and is removed at the end. Each round adds
an article to SITE, builds, publishes with `hn-archive publish`, counts the files that were put there, and compares all that stands there with what was built. Planning is done for a tree of N files of which a hundredth has changed, from the texts of both manifests to the whole plan.
"""

import argparse
import hashlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).parents[1] / "tests" / "tools"))

import storages

from hn_archive.output import digests_in, manifest_text
from hn_archive.publishers.transfer import plan

TARGET = "kho:kho"


class Round(NamedTuple):
    """How long a publish took, in seconds, and how many files were put there, and are there now."""

    seconds: float
    put: int
    files: int


def hn_archive(*arguments: str, site: Path) -> None:
    subprocess.run([sys.executable, "-m", "hn_archive", *arguments, "--source", str(site)], check=True, capture_output=True)


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """The inode and the time of change of each file that readers see."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(".hn-archive") and path.is_file():
            found[name] = (path.stat().st_ino, path.stat().st_mtime_ns)
    return found


def published(site: Path, store: Path, number: int) -> Round:
    """Add an article, build and publish."""
    article = site / "content" / f"bench-publishing-{number}.md"
    article.write_text(
        f"---\ntitle: Bài thử {number}\ndate: 2023-12-31 08:{number:02}\n---\n\nNội dung bài thử {number}.\n", encoding="utf-8"
    )
    hn_archive("build", site=site)
    before = stamps(store)
    start = time.perf_counter()
    hn_archive("publish", TARGET, site=site)
    seconds = time.perf_counter() - start
    after = stamps(store)
    manifest = digests_in((site / "public" / ".hn-archive-manifest").read_text(encoding="utf-8"))
    if manifest.keys() != after.keys():
        raise SystemExit("what stands at the store is not what was built")
    wrong = sum(hashlib.sha256((store / name).read_bytes()).hexdigest() != manifest[name] for name in after)
    if wrong:
        raise SystemExit(f"{wrong} files at the store are not what was built")
    put = sum(stamp != before.get(name) for name, stamp in after.items())
    return Round(seconds, put, len(after))


def planning(files: int) -> float:
    """Seconds from the texts of two manifests to the plan."""
    rng = random.Random(1)
    names = [f"{2008 + n % 16}/{n % 12 + 1:02}/{n % 28 + 1:02}/bai-{n}.html" for n in range(files)]
    old = {name: f"{rng.getrandbits(256):064x}" for name in names}
    new = {name: f"{rng.getrandbits(256):064x}" if rng.random() < 0.01 else digest for name, digest in old.items()}
    for number in range(100):
        del new[names[number]]
        new[f"static/{number}.css"] = f"{rng.getrandbits(256):064x}"
    texts = manifest_text(old), manifest_text(new)
    start = time.perf_counter()
    found = plan(digests_in(texts[0]), digests_in(texts[1]))
    steps = sum(1 for _ in found.steps())
    seconds = time.perf_counter() - start
    if steps != len(found.sent) + len(found.removed) or len(found.added) != 100:
        raise SystemExit("the plan is wrong")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1], add_help=True)
    parser.add_argument("site", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=100_000)
    options = parser.parse_args()
    print(f"Planning {options.files:,} files: {statistics.median(planning(options.files) for _ in range(3)):.2f} s", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="publishing-", dir=options.site.resolve().parent))
    try:
        with storages.serving("s3", folder) as port:
            os.environ |= storages.settings("s3", port)
            hn_archive("build", site=options.site)
            start = time.perf_counter()
            hn_archive("publish", TARGET, site=options.site)
            print(f"The first publish: {time.perf_counter() - start:.1f} s", flush=True)
            rounds = [published(options.site, folder / "kho", number) for number in range(options.rounds)]
    finally:
        shutil.rmtree(folder)
        for path in (options.site / "content").glob("bench-publishing-*.md"):
            path.unlink()
    for each in rounds:
        print(f"One new article: {each.seconds:.2f} s, {each.put} of {each.files:,} files travelled")
    print(f"median {statistics.median(each.seconds for each in rounds):.2f} s")


if __name__ == "__main__":
    main()
