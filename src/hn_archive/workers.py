"""Hand batches of work to other processes, or do them here where there is little."""

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from multiprocessing.connection import wait
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
# So many pieces of work has each process at once, so that it need not wait for this one.
_AT_ONCE: Final = 2


class Workers:
    """Processes that do batches of work: functions at the top of their modules, from plain values to plain values.

    Nothing is kept in a worker that a fresh one would miss, so any other executor could stand in for these.
    """

    def __init__(self, jobs: int, folder: Path, progress: Progress) -> None:
        """With `jobs` of 1 all is done in this process; 0 is one for each core that this process may use.

        `folder` is for work that waits, and for files that batches leave for later ones; nobody else may write there, since processes run
        what they find. `progress` is told of each batch that is done.
        """
        self.folder = folder
        self._jobs = jobs or cores()
        self._progress = progress
        self._workers: list[_Worker] = []
        self._waiting: deque[_Piece] = deque()
        self._count = 0
        self._has_room = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._workers:
            worker.end()

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
        for worker in self._workers:
            worker.give(self._piece(work, task))

    def meanwhile(self, work: Callable[[Task], Done], task: Task) -> Callable[[], Done]:
        """What waits for what `work` makes of `task`: begun now where there are processes that wait for work, else when it is asked for."""
        if not self._workers:
            return partial(work, task)
        piece = self._piece(work, task, weight=_AT_ONCE)
        min(self._workers, key=_load).give(piece)
        return partial(self._result, piece)

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
        if not self._workers and (self._jobs == 1 or not self._has_room or len(first) < FEW):
            yield from map(work, batches)
            return
        asked: deque[_Piece] = deque()
        for batch in batches:
            asked.append(self._piece(work, batch))
            self._waiting.append(asked[-1])
            self._go_on()
            if len(asked) == _AHEAD * self._jobs:
                yield self._result(asked.popleft())
        while asked:
            yield self._result(asked.popleft())

    def _piece(self, work: Callable[[Task], object], task: Task, weight: int = 1) -> "_Piece":
        path = self.folder / f"work-{self._count}"
        self._count += 1
        with naming(path):
            path.write_bytes(pickle.dumps((work, task), pickle.HIGHEST_PROTOCOL))
        return _Piece(path, weight)

    def _result(self, piece: "_Piece") -> Any:
        """What came of a piece of work, once it is done."""
        while piece.outcome is None:
            self._go_on(block=True)
        made, error = piece.outcome
        if error is not None:
            raise error
        return made

    def _go_on(self, *, block: bool = False) -> None:
        """Take what processes have done, with `block` once one of them has, and hand them more."""
        busy = {worker.connection: worker for worker in self._workers if worker.pieces}
        for connection in wait([*busy], None if block else 0):
            busy[connection].take()  # type: ignore[index]
        while self._waiting:
            worker = min(self._workers, key=_load, default=None)
            if self._has_room and len(self._workers) < self._jobs and (worker is None or worker.pieces):
                worker = self._another() or worker
            if worker is None:
                piece = self._waiting.popleft()
                piece.outcome = _outcome(piece.path)
            elif _load(worker) < _AT_ONCE:
                worker.give(self._waiting.popleft())
            else:
                return

    def _another(self) -> "_Worker | None":
        """One more process; None where the machine has no room for it: then those that are there do it all, or this one does."""
        try:
            self._workers.append(_Worker())
        except OSError:
            self._has_room = False
            return None
        return self._workers[-1]


class _Piece:
    """A piece of work, which waits in a file, and what came of it once it is done: a value, or an error.

    Only the file's path goes through a pipe: whoever has to wait until there is room in one may wait for a process that waits for room itself,
    or is no more (python/cpython#94777).
    """

    def __init__(self, path: Path, weight: int) -> None:
        """A worker has pieces of `_AT_ONCE` in weight at most: one that takes long leaves no room for one that would wait for it."""
        self.path = path
        self.weight = weight
        self.outcome: tuple[Any, Exception | None] | None = None


class _Worker:
    """A process, and the pieces of work that it has: one that it does, and one to go on with."""

    def __init__(self) -> None:
        self.pieces: deque[_Piece] = deque()
        self.connection, there = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        there.close()

    def give(self, piece: _Piece) -> None:
        self.pieces.append(piece)
        with _alive(), naming(piece.path):
            self.connection.send(piece.path)

    def take(self) -> None:
        """Take what came of the first piece."""
        with _alive(), naming(self.pieces[0].path):
            outcome = self.connection.recv()
        self.pieces.popleft().outcome = outcome

    def end(self) -> None:
        """It does no more; what it does now is of no use."""
        if self.pieces:
            self._process.kill()
        with suppress(OSError):  # where it is gone already
            self.connection.send(None)
        self.connection.close()
        self._process.join()


def _load(worker: _Worker) -> int:
    return sum(piece.weight for piece in worker.pieces)


@contextmanager
def _alive() -> Iterator[None]:
    """Raises Stop where a process died."""
    try:
        yield
    except (EOFError, ConnectionError):
        raise Stop(Problem.at("worker-died"), 3) from None


def _serve(connection: "Connection") -> None:
    """Do one piece of work after the other, until there are no more or nobody is there to take them."""
    begin()
    with suppress(EOFError, OSError):  # as the parent will see
        while (path := connection.recv()) is not None:
            connection.send(_outcome(path))


def _outcome(path: Path) -> tuple[object, Exception | None]:
    try:
        with naming(path):
            work, task = pickle.loads(path.read_bytes())  # noqa: S301 (the parent has just written it into a folder of its own)
            path.unlink()
        return work(task), None
    except Exception as error:
        error.add_note(traceback.format_exc())  # which the error does not take along
        return None, error


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
