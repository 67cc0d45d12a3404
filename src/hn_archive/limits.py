"""Give up on work that takes too much computing: CPU time, not the clock's, so that results do not depend on load; and calls in calls."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_AGAIN: Final = 1.0  # seconds


class CpuTimeExceeded(Exception):
    """The block took more CPU seconds than it was given."""


@contextmanager
def cpu_seconds(limit: float) -> Iterator[None]:
    """Raise CpuTimeExceeded in the block once it has taken `limit` seconds of this process's CPU time.

    For the main thread only, where Python delivers signals; regular expressions are interrupted too. A library that catches
    what is raised in it is interrupted again after each further second, and the block has failed all the same. Of a block in a block each counts its own time. Windows has no such
    timer, and there the block runs to its end.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    is_over = False

    def exceeded(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_over
        is_over = True
        raise CpuTimeExceeded

    before = signal.signal(signal.SIGPROF, exceeded)
    around = signal.setitimer(signal.ITIMER_PROF, limit, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, *around)
        signal.signal(signal.SIGPROF, before)
    if is_over:
        raise CpuTimeExceeded


@contextmanager
def call_levels(limit: int) -> Iterator[None]:
    """Let the block make calls `limit` levels deep, counted from here: what is too deep for it does not depend on how deep its caller stands.

    Deeper ones raise RecursionError, as always.
    """
    depth = 0
    frame: FrameType | None = sys._getframe()
    while frame:
        depth += 1
        frame = frame.f_back
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + limit)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
