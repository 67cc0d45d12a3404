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
    return "%x.%x.%x.%x" % (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)  # noqa: UP031 (half the time of the other way)


def is_settled(stamp: str, at: int) -> bool:
    """Whether a stamp seen at the moment `at` (nanoseconds since 1970) can be trusted from then on."""
    return int(stamp.rpartition(".")[2], 16) < at - _SETTLED_AFTER


def below(folder: Path, *, follow: bool = False) -> Iterator[tuple[str, str]]:
    """Each file, link and special file below a folder as `(path, stamp)`, paths relative to it with `/`, in no order.

    Folders are there too, as `path/` without a stamp. With `follow` a link has the stamp of the file that it leads to, and what is below a
    folder that it leads to is there as well. A folder that is not there has nothing. Raises OSError where one cannot be read.
    """
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [("", frozenset())]
    while waiting:
        prefix, above = waiting.pop()
        try:
            entries = os.scandir(f"{folder}/{prefix}")
        except FileNotFoundError:
            if prefix:
                raise
            return
        with entries:
            for entry in entries:
                path = f"{prefix}{entry.name}"
                facts = _facts(entry, follow=follow)
                if not stat.S_ISDIR(facts.st_mode):
                    yield path, of(facts)
                    continue
                yield f"{path}/", ""
                itself = (facts.st_dev, facts.st_ino)
                if itself not in above:  # links can lead round in a ring
                    waiting.append((f"{path}/", above | {itself}))


def _facts(entry: os.DirEntry[str], *, follow: bool) -> os.stat_result:
    if follow and entry.is_symlink():
        try:
            return entry.stat()
        except OSError:  # it leads nowhere
            pass
    return entry.stat(follow_symlinks=False)
