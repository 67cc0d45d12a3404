"""The limits on computing time and on calls in calls."""

import contextlib
import re
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest

from hn_archive.limits import CpuTimeExceeded, call_levels, cpu_seconds

timed = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timer of CPU time")


def work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


@timed
def test_a_block_is_given_up_about_when_its_time_is_over() -> None:
    began = time.process_time()
    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.1):
        work(3)
    assert 0.05 < time.process_time() - began < 1


@timed
def test_a_block_that_computes_too_long_is_given_up() -> None:
    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.02):
        work(10)


@timed
def test_a_regular_expression_is_interrupted() -> None:
    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.02):
        re.match(r"(a+)+$", "a" * 60 + "b")


@timed
def test_a_block_that_catches_the_limit_has_failed_all_the_same() -> None:
    def stubborn() -> None:
        with contextlib.suppress(Exception):
            work(10)

    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.02):
        stubborn()


@timed
def test_a_block_around_another_goes_on_counting() -> None:
    def two() -> None:
        with cpu_seconds(5):
            pass
        work(10)

    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.02):
        two()


@timed
def test_waiting_does_not_count() -> None:
    with cpu_seconds(0.05):
        time.sleep(0.1)


@timed
def test_nothing_goes_off_after_the_block() -> None:
    with cpu_seconds(0.02):
        pass
    work(0.05)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@timed
def test_an_error_in_the_block_passes_and_ends_the_limit() -> None:
    with pytest.raises(KeyError), cpu_seconds(0.02):
        raise KeyError
    work(0.05)


@timed
def test_the_handler_from_before_is_put_back() -> None:
    def own(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError

    before = signal.signal(signal.SIGPROF, own)
    try:
        with pytest.raises(CpuTimeExceeded), cpu_seconds(0.02):
            work(10)
        assert signal.getsignal(signal.SIGPROF) is own
    finally:
        signal.signal(signal.SIGPROF, before)


def below(levels: int, work: Callable[[], int]) -> int:
    """What `work` gives when it is called so many levels deeper."""
    return below(levels - 1, work) if levels else work()


def deepest() -> int:
    """How many calls in calls are possible here."""
    try:
        return 1 + deepest()
    except RecursionError:
        return 0


def limited() -> int:
    with call_levels(150):
        return deepest()


def test_calls_go_as_deep_however_deep_the_caller_stands() -> None:
    assert limited() == below(300, limited) == below(800, limited)
    assert 100 < limited() < 151


def test_the_limit_of_calls_from_before_is_put_back() -> None:
    before = sys.getrecursionlimit()
    with pytest.raises(KeyError), call_levels(150):
        raise KeyError
    assert sys.getrecursionlimit() == before
