"""One build at a time for a site: a lock that ends with its process, however that ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import filelock

from hn_archive.machine import naming
from hn_archive.problem import Problem, Stop

LOCK: Final = "lock"
HOLDER: Final = "lock-holder"


@contextmanager
def locked(folder: Path, code: str = "locked") -> Iterator[None]:
    """Hold the lock in `folder`, which is made if need be.

    Raises Stop with exit code 4 and a problem of this code where another process holds it, saying which and since when.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise Stop(Problem.at(code, holder=_holder(folder)), 4) from None
    try:
        with naming(folder / HOLDER):
            (folder / HOLDER).write_text(f"{os.getpid()}, {datetime.now(UTC).astimezone():%Y-%m-%d %H:%M:%S}\n", encoding="utf-8")
        yield
    finally:
        lock.release()


def held_last(folder: Path) -> datetime | None:
    """When the lock in `folder` was taken last, by the clock of that time; None where it never was."""
    try:
        return datetime.fromtimestamp((folder / HOLDER).stat().st_mtime, UTC).replace(microsecond=0)
    except OSError:
        return None


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text(encoding="utf-8").strip()
    except OSError:  # it has just been taken, or just been left
        return "?"
