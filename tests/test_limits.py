"""The limit on computing time."""

import re
import signal
import time
from types import FrameType

import pytest

from hn_archive.limits import CpuTimeExceeded, cpu_seconds

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timer of CPU time")


def work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_block_is_given_up_about_when_its_time_is_over() -> None:
    began = time.process_time()
    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.1):
        work(3)
    assert 0.05 < time.process_time() - began < 1


def test_a_block_that_computes_too_long_is_given_up() -> None:
    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.02):
        work(10)


def test_a_regular_expression_is_interrupted() -> None:
    with pytest.raises(CpuTimeExceeded), cpu_seconds(0.02):
        re.match(r"(a+)+$", "a" * 60 + "b")


def test_waiting_does_not_count() -> None:
    with cpu_seconds(0.05):
        time.sleep(0.1)


def test_nothing_goes_off_after_the_block() -> None:
    with cpu_seconds(0.02):
        pass
    work(0.05)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_an_error_in_the_block_passes_and_ends_the_limit() -> None:
    with pytest.raises(KeyError), cpu_seconds(0.02):
        raise KeyError
    work(0.05)


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
