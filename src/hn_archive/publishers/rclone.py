"""Call rclone, which knows every kind of storage: names of files go to it by standard input, and no shell is in between."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from hn_archive.problem import Problem, Stop
from hn_archive.publishers.release import Prints

# What rclone does unless the owner says otherwise in the same variables: many small files at once, and no half an hour of patience
# with a line that is dead.
_DEFAULTS: Final = {
    "RCLONE_TRANSFERS": "8",
    "RCLONE_CHECKERS": "8",
    "RCLONE_RETRIES": "2",
    "RCLONE_LOW_LEVEL_RETRIES": "4",
    "RCLONE_CONTIMEOUT": "20s",
    "RCLONE_TIMEOUT": "60s",
}
# https://rclone.org/docs/#exit-code; not all of its commands and kinds of storage end with it, but all say so.
_NOT_THERE: Final = (3, "not found")
HASHES: Final = ("sha256", "sha1", "md5")


class Failed(Exception):
    """rclone could not do what it was asked for; its own words say why."""


def program() -> str:
    """The rclone that came with the extra `publish`, or else the machine's own. Raises Stop where there is none."""
    found = shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")
    if found is None:
        raise Stop(Problem.at("publish-rclone"), 2)
    return found


def below(target: str, path: str) -> str:
    """A folder at a target."""
    return f"{target}{'' if target.endswith((':', '/')) else '/'}{path}"


def copy(source: str, target: str, places: Collection[str], fields: Mapping[str, str] | None = None) -> None:
    """Copy these files below `source` to below `target`, whatever stands there; those that `source` has not are passed over.

    `fields` are header fields to store with each, where the kind of storage has such.
    """
    if not places:
        return
    headers = [f"--header-upload={name}: {value}" for name, value in (fields or {}).items()]
    command = ["copy", "--files-from-raw=-", "--no-traverse", "--ignore-times", *headers, "--", source, target]
    _run(command, _lines(places), or_not_there=True)


def delete(target: str, places: Collection[str]) -> None:
    """Remove these files; those that are not there are passed over."""
    if not places:
        return
    _run(["delete", "--files-from-raw=-", "--", target], _lines(places), or_not_there=True)


def purge(target: str) -> None:
    """Remove a folder with all that is in it; nothing where it is not there."""
    _run(["purge", "--", target], or_not_there=True)


def is_empty(target: str) -> bool:
    """Whether nothing at all stands at a target."""
    return not _run(["lsf", "--max-depth=1", "--", target], or_not_there=True).strip()


def prints_at(target: str, places: Iterable[str], wanted: tuple[str, ...] = HASHES) -> dict[str, Prints]:
    """What the storage says of those of these files that it has: their sizes, and the digests that it knows.

    Where it knows none that is `wanted` of a file, the file is read back; with none `wanted` no file is.
    """
    listed = _run(
        ["lsjson", "--recursive", "--files-only", "--hash", "--no-modtime", "--no-mimetype", "--files-from-raw=-", "--", target],
        _lines(places),
        or_not_there=True,
    )
    found = {}
    for entry in json.loads(listed or "[]"):
        known = {name: value for name, value in (entry.get("Hashes") or {}).items() if name in HASHES and value}
        found[entry["Path"]] = Prints(entry["Size"], known)
    unknown = [place for place, prints in found.items() if wanted and prints.digests.keys().isdisjoint(wanted)]
    if unknown:
        read = _run(["hashsum", "sha256", "--download", "--files-from-raw=-", "--", target], _lines(unknown))
        for line in read.splitlines():
            sha256, _, place = line.partition("  ")
            found[place] = Prints(found[place].size, {"sha256": sha256})
    return found


def _lines(places: Iterable[str]) -> str:
    return "".join(f"{place}\n" for place in places)


def _run(arguments: list[str], given: str = "", *, or_not_there: bool = False) -> str:
    """What rclone prints. With `or_not_there` a folder that is not there is an empty one. Raises Failed."""
    command = [program(), *arguments[:1], "--use-json-log", "--log-level=ERROR", *arguments[1:]]
    done = subprocess.run(  # noqa: S603 (a list of arguments; names from the site are none of them)
        command, input=given.encode(), capture_output=True, check=False, env=_DEFAULTS | os.environ
    )
    if not done.returncode:
        return done.stdout.decode(errors="replace")
    reason = _reason(done.stderr.decode(errors="replace")) or f"rclone {arguments[0]}: {done.returncode}"
    if or_not_there and (done.returncode == _NOT_THERE[0] or _NOT_THERE[1] in reason.lower()):
        return ""
    raise Failed(reason)


def _reason(log: str) -> str:
    """The first error in rclone's log; later ones sum up, or say the same of other files."""
    for line in log.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            if line.strip():
                return line.strip()
        else:
            return f"{entry['object']}: {entry['msg']}" if entry.get("object") else str(entry["msg"])
    return ""
