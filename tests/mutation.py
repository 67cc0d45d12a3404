"""Say how many changes to each module the tests noticed, after `mutmut run`: `python tests/mutation.py`."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

_LINE = re.compile(r"\s*hn_archive\.(?P<module>\w+)\.\S+: (?P<status>.+)")
_NOTICED = ("killed", "timeout", "segfault")


def counted(listing: str) -> dict[str, Counter[str]]:
    """The statuses of changes by module, as `mutmut results --all true` lists them; those that were not tried are left out."""
    found: dict[str, Counter[str]] = {}
    for match in filter(None, map(_LINE.fullmatch, listing.splitlines())):
        if match["status"] != "not checked":
            found.setdefault(match["module"], Counter())[match["status"]] += 1
    return found


def table(found: dict[str, Counter[str]]) -> str:
    """A line for each module: its name, and how many of how many changes were noticed; the others by status."""
    lines = []
    for module, statuses in sorted(found.items()):
        noticed = sum(statuses[status] for status in _NOTICED)
        others = ", ".join(f"{status} {count}" for status, count in sorted(statuses.items()) if status not in _NOTICED)
        lines.append(f"{module}: {noticed} of {statuses.total()}{f' ({others})' if others else ''}")
    return "\n".join(lines)


if __name__ == "__main__":
    command = [str(Path(sys.executable).with_name("mutmut")), "results", "--all", "true"]
    print(table(counted(subprocess.run(command, check=True, capture_output=True, text=True).stdout)))
