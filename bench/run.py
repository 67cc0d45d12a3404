#!/usr/bin/env python3
"""Time a first build and a build with nothing to do, for archives of several sizes.

usage: run.py [N …]     (default: 1000 4000)

Prints a table of wall time, CPU time, milliseconds an article and the largest memory of the process. Figures of one run on one
machine: compare rows of one table, not tables.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write


def measure(source: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak memory in MB of one build."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "hn_archive", "build", "--source", str(source)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the build of {source} failed")
    wall = time.perf_counter() - start
    return wall, usage.ru_utime + usage.ru_stime, peak_megabytes(usage)


def peak_megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main(sizes: list[int]) -> None:
    print("| articles | build | wall s | CPU s | ms an article | peak MB |\n|---:|---|---:|---:|---:|---:|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / "content", size)
            (Path(folder) / "site.yml").write_text(
                "url: https://archive.example/\nid: bench\nlists: {data: on}\n", encoding="utf-8"
            )
            for name in ("first", "nothing to do"):
                wall, cpu, peak = measure(Path(folder))
                print(f"| {size} | {name} | {wall:.1f} | {cpu:.1f} | {1000 * wall / size:.2f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1000, 4000])
