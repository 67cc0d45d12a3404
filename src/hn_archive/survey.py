"""See a site as a build would before it makes anything, for commands that only look."""

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from hn_archive import full_build
from hn_archive.build import no_collecting
from hn_archive.engine import engine
from hn_archive.full_build import Surveyed
from hn_archive.lock import locked
from hn_archive.problem import Stop
from hn_archive.request import Progress, Request
from hn_archive.store import Forged, Kept, Store


def survey(request: Request, progress: Progress, *, holds_lock: bool = False) -> Surveyed:
    """The site of a request, planned and checked; what the last build read and is unchanged is not read again. Nothing is written.
    `holds_lock` is whether the caller holds the site's lock.

    Raises Stop where the folder is no site, and OSError for what the machine refuses.
    """
    with no_collecting(), tempfile.TemporaryDirectory(prefix="hn-archive-") as work:
        lock = nullcontext() if holds_lock else None
        try:
            return full_build.survey(request, _kept(request.store, lock), Path(work), progress)
        except Forged:  # the next build says so, and throws it away
            return full_build.survey(request, {}, Path(work), progress)


def _kept(folder: Path | None, lock: AbstractContextManager[None] | None) -> Mapping[str, Kept]:
    """What the last build read; nothing while another build holds it, since to read everything anew gives the same."""
    if folder is None or not folder.exists():
        return {}
    try:
        with lock or locked(folder), Store(folder, engine()) as store:
            return store.content()
    except (Stop, sqlite3.Error):
        return {}
