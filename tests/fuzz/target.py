"""What a fuzzer tries: a promise about any bytes, and the signs of which inputs are made."""

import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive.messages import CATALOGUE
from hn_archive.problem import Location, Problem

CORPUS: Final = Path(__file__).parent / "corpus"
CPU_LIMIT: Final = 10.0  # seconds for an input of a few kilobytes, on a slow machine and instrumented


class Target(msgspec.Struct, frozen=True):
    """A promise: `check` takes any bytes and raises where it is broken, an AssertionError or whatever the program let out.

    `tokens` are parts of inputs worth trying; `share` says how many inputs Hypothesis tries beside other targets, whose checks take more or
    less time. What was worth keeping stands in `corpus/NAME/`, a file for each input.
    """

    name: str
    check: Callable[[bytes], None]
    tokens: tuple[str, ...]
    share: int = 100

    def run(self, content: bytes) -> None:
        """Check the promise, and that it takes no more than CPU_LIMIT."""
        began = time.thread_time()
        self.check(content)
        taken = time.thread_time() - began
        assert taken < CPU_LIMIT, f"{taken:.1f} s"

    @property
    def corpus(self) -> tuple[Path, ...]:
        folder = CORPUS / self.name
        return tuple(sorted(folder.iterdir())) if folder.is_dir() else ()


def text_of(content: bytes) -> str:
    """The bytes of an input as text; what is no UTF-8 is a sign that is none."""
    return content.decode(errors="replace")


def check_problems(problems: Iterable[Problem], text: str | None = None) -> None:
    """Each problem is known and has words in each language; a place in the file, if its `text` is given, is one that it has."""
    for problem in problems:
        assert problem.code in CATALOGUE
        for language in ("en", "vi"):
            assert problem.message(language)
            assert problem.hint(language)
        if text is not None and problem.location:
            _check_place(problem.location, text.split("\n"))


def _check_place(place: Location, lines: list[str]) -> None:
    assert place.line <= len(lines), place
    if place.line and place.column:
        assert place.column <= len(lines[place.line - 1]) + 1, (place, lines[place.line - 1])


_WORD: Final = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text: runs of letters and digits."""
    return _WORD.findall(text)


def values_of(value: Any) -> list[str]:
    """All texts and numbers in a value of mappings and lists."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in values_of(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in values_of(inner)]
    return [str(value)]
