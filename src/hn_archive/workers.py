"""Hand batches of work to other processes, or do them here where there is little."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from hn_archive.machine import naming
from hn_archive.problem import Problem, Stop
from hn_archive.request import Progress

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Task = TypeVar("Task")
Done = TypeVar("Done")

# To begin a process costs as much as this many batches, so less work than this is done here.
FEW: Final = 3
# The largest batch is so many times the smallest.
_LARGEST: Final = 4
# So many batches wait for each process: it is never idle, and not all of them are in memory.
_AHEAD: Final = 4
# Where Linux keeps what processes share, which may be full or forbidden too.
_SHARED: Final = Path("/dev/shm")  # noqa: S108 (nothing is written there by name)


class Workers:
    """Processes that do batches of work: functions at the top of their modules, from plain values to plain values.

    Nothing is kept in a worker that a fresh one would miss, so any other executor could stand in for the pool.
    """

    def __init__(self, jobs: int, folder: Path, progress: Progress) -> None:
        """With `jobs` of 1 all is done in this process; 0 is one for each core that this process may use.

        `folder` is for files that batches leave for later ones, `progress` is told of each batch that is done.
        """
        self.folder = folder
        self._jobs = jobs or cores()
        self._progress = progress
        self._pool: Executor | None = None
        self._meanwhile: list[Future[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is None:
            return
        if kind is not None or not all(each.done() for each in self._meanwhile):  # what they do is of no use any more
            for process in multiprocessing.active_children():
                process.kill()
            # Else the pool would wait for ever to hand over what does not fit into a pipe (python/cpython#94777; mended after 3.11.2).
            pool: Any = self._pool
            if not pool._broken:  # else it is about to close this itself
                pool._call_queue._reader.close()
        self._pool.shutdown(wait=True)

    def run(self, stage: str, work: Callable[[Task], Done], batches: Iterable[Task], most: int) -> Iterator[Done]:
        """What `work` makes of each batch, in their order; there are at most `most`, and each is asked for only shortly before its turn.

        Raises what `work` raises, and Stop where a process died.
        """
        for number, done in enumerate(self._done(work, iter(batches))):
            self._progress(stage, min(number, most - 1), most)
            yield done
        self._progress(stage, most, most)

    def ahead(self, work: Callable[[Task], object], task: Task) -> None:
        """Have each process, if there are any, do something that it would have to do later, while it waits for work; what comes of it,
        or does not, is found out then."""
        if self._pool is not None:
            with suppress(BrokenProcessPool), naming(_SHARED):
                for _ in range(self._jobs):
                    self._pool.submit(work, task)

    def meanwhile(self, work: Callable[[Task], Done], task: Task) -> Callable[[], Done]:
        """What waits for what `work` makes of `task`: begun now where there are processes that wait for work, else when it is asked for."""
        if self._pool is None:
            return partial(work, task)
        with _alive(), naming(_SHARED):
            begun = self._pool.submit(work, task)
        self._meanwhile.append(begun)

        def done() -> Done:
            with _alive():
                return begun.result()

        return done

    def sizes(self, count: int, least: int) -> tuple[int, ...]:
        """The sizes of batches for `count` pieces of work: large ones first, since each costs something to hand over, then smaller ones down
        to `least`, so that all processes end at about the same time."""
        found = []
        while count:
            found.append(min(count, least * _LARGEST, max(least, count // (4 * self._jobs))))
            count -= found[-1]
        return tuple(found)

    def _done(self, work: Callable[[Task], Done], batches: Iterator[Task]) -> Iterator[Done]:
        first = list(islice(batches, FEW))
        batches = chain(first, batches)
        if self._jobs == 1 or (self._pool is None and len(first) < FEW):
            yield from map(work, batches)
            return
        if self._pool is None:
            with naming(_SHARED):
                self._pool = ProcessPoolExecutor(self._jobs, initializer=begin)
        # Not by `map`, which cancels what is left when it is given up: Python 3.11's pool does not get over processes that end then.
        waiting: deque[Future[Done]] = deque()
        with _alive():
            for batch in batches:
                with naming(_SHARED):
                    waiting.append(self._pool.submit(work, batch))
                if len(waiting) == _AHEAD * self._jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


@contextmanager
def _alive() -> Iterator[None]:
    """Raises Stop where a process died."""
    try:
        yield
    except BrokenProcessPool:
        raise Stop(Problem.at("worker-died"), 3) from None


@contextmanager
def aside(work: Callable[[Task], Done], task: Task) -> Iterator[Callable[[], Done]]:
    """Have another process do something meanwhile, and give what waits for what comes of it. Where that process cannot do it, it is done here,
    and what is wrong is said here."""
    if multiprocessing.get_start_method() != "fork":  # it would begin later than what it should do is done here
        yield partial(work, task)
        return
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_send, args=(there, work, task), daemon=True)
    with suppress(OSError):  # there may be no room for one more
        process.start()
    there.close()

    def done() -> Done:
        try:
            made: Done = here.recv()
        except EOFError:
            return work(task)
        return made

    try:
        yield done
    finally:
        here.close()
        if process.pid is not None:
            process.kill()
            process.join()


def _send(there: "Connection", work: Callable[[Task], object], task: Task) -> None:
    begin()
    with suppress(OSError):
        there.send(work(task))


def cores() -> int:
    """How many cores this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def begin() -> None:
    """In a process that works for another: leave interrupts to the parent, and end when it ends, however that ends."""
    gc.freeze()
    gc.disable()  # what a batch makes has no rings
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: "multiprocessing.process.BaseProcess") -> None:
    parent.join()
    os._exit(1)
