"""Tell from its stamp whether a file is the one that was seen before: a shortcut that may fail towards reading it again, never the other way."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# A file that changed this shortly before it was looked at could change once more within one tick of its file system's clock.
_SETTLED_AFTER: Final = 2_000_000_000


def of(facts: os.stat_result) -> str:
    """A file's stamp: inode, size, and the times in nanoseconds of the last change to its content and of any change to it.

    The last of these, `st_ctime`, cannot be set back: to give a file its old date again changes it.
    """
    return f"{facts.st_ino:x}.{facts.st_size:x}.{facts.st_mtime_ns:x}.{facts.st_ctime_ns:x}"


def is_settled(stamp: str, at: int) -> bool:
    """Whether a stamp seen at the moment `at` (nanoseconds since 1970) can be trusted from then on."""
    return int(stamp.rpartition(".")[2], 16) < at - _SETTLED_AFTER


def below(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file, link and special file below a folder as `(path, stamp)`, paths relative to it with `/`, in no order.

    A folder that is not there has none. Raises OSError where one cannot be read.
    """
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            entries = os.scandir(folder / prefix)
        except FileNotFoundError:
            if prefix:
                raise
            return
        with entries:
            for entry in entries:
                facts = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(facts.st_mode):
                    waiting.append(f"{prefix}{entry.name}/")
                else:
                    yield f"{prefix}{entry.name}", of(facts)
