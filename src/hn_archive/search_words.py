"""The words of texts as search knows them, and their spelling without marks; `static/search-words.js` makes the same."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain
from operator import xor
from typing import Final

from hn_archive.text import is_common, nfc

# The places of two neighbours are put into one number of 32 bits: the golden ratio's share of it spreads the first one's hash.
_GOLDEN: Final = 0x9E3779B1
_MASK: Final = 0xFFFFFFFF
_MOST: Final = 500_000  # runs are remembered
_AROUND: Final = ".,;:!?…()“”\"'"  # words often
_SOFT_HYPHEN: Final = "\u00ad"
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WORD: Final = re.compile(r"\w+")
# Eth and the African D look like đ and are typed in its place.
_LOOKALIKES: Final = str.maketrans({"ð": "đ", "ɖ": "đ", "_": " "})


class Word:
    """One form, wherever it stands: there is one Word of it in a process, so that words are told apart without looking at their letters.

    `first` and `second` are numbers of 32 bits for its folded spelling, as the first and the second of a pair.
    """

    __slots__ = ("first", "form", "second")

    def __init__(self, form: str) -> None:
        self.form = form
        self.second = hashed(folded(form))
        self.first = self.second * _GOLDEN & _MASK


class _Words(dict[str, tuple[Word, ...]]):
    """The words of each run of signs between blanks, `Nội,` or `15/2023/QĐ-UBND`, found when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self._by_form: dict[str, Word] = {}

    def __missing__(self, run: str) -> tuple[Word, ...]:
        if len(self) > _MOST:
            self.clear()
        lower = run.strip(_AROUND).lower()
        known = self._by_form.get(lower)  # as most words are, with or without a comma
        made = (
            (known,)
            if known
            else tuple([self._by_form.get(form) or self._by_form.setdefault(form, Word(form)) for form in _forms(run)])
        )
        self[run] = made
        return made


_WORDS: Final = _Words()


def words(text: str) -> list[Word]:
    """The words of a text in their order.

    A word is a run of letters, digits and marks (Unicode categories L, N, M), in lower case and NFC, with the letter đ for those that look
    like it; what is invisible parts none.
    """
    return list(chain.from_iterable(map(_WORDS.__getitem__, text.split())))


def _forms(run: str) -> list[str]:
    lower = run.lower()
    if is_common(lower) and _SOFT_HYPHEN not in lower:
        return _WORD.findall(lower.translate(_LOOKALIKES))
    return _any_word().findall(nfc(_INVISIBLE.sub("", run).lower()).translate(_LOOKALIKES))


@cache
def _any_word() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, sys.maxunicode) if unicodedata.category(chr(code))[0] == "M")
    return re.compile(rf"[\w{marks}]+")


def folded(form: str) -> str:
    """A form without its marks, đ as d: what an unaccented query spells."""
    if form.isascii():
        return form
    bare = "".join(char for char in unicodedata.normalize("NFD", form) if unicodedata.category(char)[0] != "M")
    return bare.replace("đ", "d")


def hashed(text: str) -> int:
    """FNV-1a of 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/) over the UTF-16 code units of a text."""
    value = 0x811C9DC5
    units = text.encode("utf-16-le")
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = (value ^ low ^ high << 8) * 0x01000193 & _MASK
    return value


def pairs(found: list[Word]) -> Iterator[int]:
    """A number of 32 bits for each two words that stand side by side, whatever their marks."""
    return map(xor, [word.first for word in found], [word.second for word in found[1:]])
