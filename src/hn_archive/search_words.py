"""The words of texts as search knows them, and their spelling without marks; `static/search-words.js` makes the same."""

import re
import sys
import unicodedata
from array import array
from collections.abc import Iterable
from functools import cache
from itertools import chain
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
_TONE: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# Eth and the African D look like đ and are typed in its place.
_LOOKALIKES: Final = str.maketrans({"ð": "đ", "ɖ": "đ", "_": " "})


class _Known(dict[str, tuple[int, ...]]):
    """The words of each run of signs between blanks, `Nội,` or `15/2023/QĐ-UBND`, found when it is first met.

    Words are numbers here, in the order in which this process met their forms, from 1 on. `forms` has each one's form, `firsts` and `seconds`
    a number of 32 bits for its folded spelling, as the first and the second of a pair.
    """

    def __init__(self) -> None:
        super().__init__()
        self.forms = [""]
        self.firsts = array("I", [0])
        self.seconds = array("I", [0])
        self._by_form: dict[str, int] = {}

    def __missing__(self, run: str) -> tuple[int, ...]:
        if len(self) > _MOST:
            self.clear()
        known = self._by_form.get(run.strip(_AROUND).lower())  # as most words are, with or without a comma
        made = (known,) if known else tuple([self._by_form.get(form) or self._new(form) for form in _forms(run)])
        self[run] = made
        return made

    def _new(self, form: str) -> int:
        value = hashed(folded(form))
        self._by_form[form] = len(self.forms)
        self.forms.append(form)
        self.firsts.append(value * _GOLDEN & _MASK)
        self.seconds.append(value)
        return self._by_form[form]


_KNOWN: Final = _Known()


def words(text: str) -> list[str]:
    """The words of a text in their order, as forms.

    A word is a run of letters, digits and marks (Unicode categories L, N, M), in lower case and NFC, with the letter đ for those that look
    like it; what is invisible parts none.
    """
    return forms(numbers([text]))


def numbers(paragraphs: Iterable[str]) -> "array[int]":
    """The words of some paragraphs by the numbers that they have in this process, and 0 at the end of each paragraph."""
    found = array("I")
    for paragraph in paragraphs:
        found.extend(chain.from_iterable(map(_KNOWN.__getitem__, paragraph.split())))
        found.append(0)
    return found


def forms(found: Iterable[int]) -> list[str]:
    """The forms of words by their numbers; the ends of paragraphs have none."""
    return [_KNOWN.forms[number] for number in found if number]


def pairs(found: "array[int]") -> "array[int]":
    """A number of 32 bits for each two words that stand side by side in a paragraph, whatever their marks: in their order, each once."""
    import numpy as np  # 0.1 s to import, and a build without new words needs none

    before, after = np.frombuffer(found, np.uint32)[:-1], np.frombuffer(found, np.uint32)[1:]
    inside = np.flatnonzero((before != 0) & (after != 0))
    values = np.frombuffer(_KNOWN.firsts, np.uint32)[before[inside]] ^ np.frombuffer(_KNOWN.seconds, np.uint32)[after[inside]]
    values.sort()
    return array("I", values[np.flatnonzero(np.diff(values, prepend=values[:1] ^ 1))].tobytes())


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


def ordered(form: str) -> str:
    """The key by which forms are in order: folded spelling, form without its tone, tone alone, and spaces between them. Forms that differ in
    nothing but where their tone mark stands have the same."""
    if form.isascii():
        return f"{form} {form} "
    apart = unicodedata.normalize("NFD", form)
    return f"{folded(form)} {nfc(_TONE.sub('', apart))} {''.join(_TONE.findall(apart))}"


def hashed(text: str) -> int:
    """FNV-1a of 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/) over the UTF-16 code units of a text."""
    value = 0x811C9DC5
    units = text.encode("utf-16-le")
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = (value ^ low ^ high << 8) * 0x01000193 & _MASK
    return value
