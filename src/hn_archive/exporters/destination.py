"""Put an export in its place whole: written beside it, then renamed, and never over anything but an earlier export of its kind."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import filelock
import msgspec

from hn_archive.machine import naming
from hn_archive.problem import Problem, Stop
from hn_archive.request import Request

_BESIDE: Final = ".hn-archive-export"
_LOCK: Final = "lock"
_MADE: Final = "export"
_OWN: Final = ("content", "templates", "static", ".git", ".hn-archive")


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an export: how many articles or files it holds, and their bytes together; `folder` is what a ZIP file unpacks to.

    `problems` are those that it failed for, or what its taker should know. `exit_code` is 0 where it stands in its place, 1 for problems in
    the site, 2 for a wrong configuration; then nothing was written.
    """

    language: str
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0
    articles: int = 0
    files: int = 0
    size: int = 0
    folder: str = ""


def refuse_place(path: Path, request: Request) -> None:
    """Raise Stop where an export would become part of the site, be published with it, or be written through a link."""
    if path.is_symlink():
        raise _stop("output-link", path)
    place = path.resolve()
    for folder in (*(request.source / name for name in _OWN), request.output):
        if place.is_relative_to(folder.resolve()):
            raise _stop("export-inside", path, place=folder)
    if request.source.resolve().is_relative_to(place):
        raise _stop("export-folder", path)


def refuse_over_folder(path: Path) -> None:
    """Raise Stop unless nothing stands at `path`, or an empty folder: what somebody put into a folder cannot be told from what we did."""
    if os.path.lexists(path) and not (path.is_dir() and not any(path.iterdir())):
        raise _stop("export-folder" if path.is_dir() else "export-exists", path)


def refuse_over_file(path: Path, is_ours: Callable[[Path], bool]) -> None:
    """Raise Stop unless nothing stands at `path`, or an empty file, or one that `is_ours` takes for an earlier export of the same kind."""
    if os.path.lexists(path) and not (path.is_file() and (path.stat().st_size == 0 or is_ours(path))):
        raise _stop("export-exists", path)


def _stop(code: str, path: Path, **values: Any) -> Stop:
    return Stop(Problem.at(code, path=path, **values), 2)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write the file or folder that takes its place at `path` by one rename when all is done; given up, nothing is left of it.

    What killed exports left beside `path` is swept away: each holds a lock that ended with its process.
    """
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=_BESIDE, dir=path.parent))
    lock = filelock.FileLock(beside / _LOCK)
    lock.acquire(timeout=0)
    try:
        made = beside / _MADE
        yield made
        _place(made, path)
    finally:
        lock.release()
        shutil.rmtree(beside, ignore_errors=True)


def _place(made: Path, path: Path) -> None:
    if made.is_dir():
        with suppress(FileNotFoundError):
            path.rmdir()  # an empty one
    else:
        with naming(made), made.open("rb+") as file:
            os.fsync(file.fileno())
    os.replace(made, path)


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f".{_literal(path.name)}.*{_BESIDE}"):
        lock = filelock.FileLock(left / _LOCK)
        try:
            lock.acquire(timeout=0)
        except (filelock.Timeout, OSError):  # another export is at work there
            continue
        lock.release()
        shutil.rmtree(left, ignore_errors=True)


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
