"""Tell which files of a site change: content, templates, static files and settings."""

import errno
import queue
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from watchfiles import BaseFilter, Change, DefaultFilter, watch

FOLDERS: Final = ("content", "templates", "static")
SETTINGS: Final = ("site.yml", "site.yaml")
# Saves that follow one another within this time are one change; programs that save by writing a new file and renaming it take two steps.
QUIET: Final = 0.04  # seconds
_STEP: Final = 20  # milliseconds
# How systems say that they watch no more files, or none at all.
_NO_MORE: Final = (errno.ENOSPC, errno.EMFILE, errno.ENOSYS)


class Watching:
    """Watches a site's folder while it is open; where the system watches no more files, they are looked at again and again.

    What editing programs leave behind for a moment is passed over.
    """

    def __init__(self, source: Path) -> None:
        self._source = source.resolve()
        self._changes: queue.Queue[frozenset[Path] | OSError] = queue.Queue()
        self._closed = threading.Event()
        self._folders = threading.Event()  # set to watch folders anew: one of them came or went

    def __enter__(self) -> Self:
        for work in (self._watch_folders, self._watch_settings):
            threading.Thread(target=work, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._closed.set()
        self._folders.set()

    def has_changes(self) -> bool:
        """Whether something has changed since `changes` was last asked."""
        return not self._changes.empty()

    def changes(self, timeout: float) -> frozenset[Path]:
        """The paths, below the site's folder, that have changed since this was last asked, as soon as there are any and none follow;
        none after `timeout` seconds.

        Raises OSError where the system lets nobody watch.
        """
        found: set[Path] = set()
        wait = timeout
        while True:
            try:
                more = self._changes.get(timeout=wait)
            except queue.Empty:
                return frozenset(found)
            if isinstance(more, OSError):
                raise more
            found |= more
            wait = QUIET

    def _watch_folders(self) -> None:
        while not self._closed.is_set():
            if self._folders.is_set():  # what changed while nobody watched
                self._folders.clear()
                self._changes.put(frozenset(map(Path, FOLDERS)))
            present = [self._source / name for name in FOLDERS if (self._source / name).is_dir()]
            if not present:
                self._folders.wait()
                continue
            for paths in self._seen(present, DefaultFilter(), recursive=True):
                self._changes.put(paths)

    def _watch_settings(self) -> None:
        """The site's own folder, without what is below: programs that save by renaming take the file itself away."""
        for paths in self._seen([self._source], _Settings(), recursive=False):
            if any(path.name in FOLDERS for path in paths):
                self._folders.set()
            self._changes.put(paths)

    def _seen(self, roots: Iterable[Path], wanted: BaseFilter, *, recursive: bool) -> Iterator[frozenset[Path]]:
        stop = self._folders if recursive else self._closed
        for must_poll in (None, True):
            try:
                for changes in watch(
                    *roots,
                    watch_filter=wanted,
                    step=_STEP,
                    stop_event=stop,
                    recursive=recursive,
                    force_polling=must_poll,
                    raise_interrupt=False,
                ):
                    yield frozenset(Path(path).relative_to(self._source) for _, path in changes)
            except OSError as error:
                if must_poll or error.errno not in _NO_MORE:
                    self._changes.put(error)
                    self._closed.set()  # whoever asks next is told, and nobody tries again and again
                    return
            else:
                return


class _Settings(BaseFilter):
    """The settings, and the folders of a site as they come and go."""

    def __call__(self, change: Change, path: str) -> bool:
        name = Path(path).name
        return name in SETTINGS or (name in FOLDERS and change != Change.modified)
