"""Vietnamese syllables: whether a word is spelt as one may be, and on which vowel its tone mark stands."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from hn_archive.text import nfc

_TONES: Final = frozenset("\u0300\u0309\u0303\u0301\u0323")
_WITHOUT_TONES: Final = str.maketrans(dict.fromkeys(_TONES, ""))
_STOPPED_TONES: Final = frozenset("\u0301\u0323")
# Onsets, and rhymes by what begins them. c, g, ng stand before a, o, u; k, gh, ngh before e, i, y; gi and qu are onsets of their own.
# Bắc Kạn and Đắk Lắk are spelt otherwise.
_SYLLABLE: Final = re.compile(
    "(?:(?:ngh|gh)(?=[eêiy])|k(?=[aeêiy])|(?:ng|g|c)(?![eêiy])|g(?=i)|gi(?!i)|[kmltshv](?=y$)|(?:[bdđhlmnprstvx]|ch|kh|nh|ph|th|tr|qu)(?!y)|(?!i[êu]))"
    "(?:"
    "a(?:[imotuy]|c|ch|n|ng|nh|p)?|ă(?:[cmnptk]|ng)|â(?:[cmnptuy]|ng)|e(?:[cmnopt]|ng)?|ê(?:[mnptu]|ch|nh)?"
    "|i(?:[amnptu]|ch|nh)?|iê(?:[cmnptu]|ng)|o(?:[cimnpt]|ng)?|ô(?:[cimnpt]|ng)?|ơ(?:[imnpt])?|oo(?:c|ng)"
    "|oa(?:[cimnopty]|ch|ng|nh)?|oă(?:[cmnt]|ng)|oe(?:[not])?|u(?:[acimnpt]|ng)?|uâ(?:[nty]|ng)|uê(?:ch|nh|n)?|uơ"
    "|uô(?:[cimnt]|ng)|uy(?:[atnpu]|ch|nh)?|uyê(?:[nt])|ư(?:[acimtu]|ng)?|ươ(?:[cimnptu]|ng)"
    "|y|yê(?:[mntu]|ng)"
    ")"
)
_AFTER_QU: Final = re.compile("^quy")
_STOPPED: Final = re.compile("(?:[cpt]|ch)$")
_VOWELS: Final = re.compile("^(?:qu|gi(?=[aăâeêioôơuưy])|[^aăâeêioôơuưy]*)([aăâeêioôơuưy]+)(.*)")
_SHAPED: Final = re.compile("[ăâêôơư]")
# In an open syllable the tone may stand on either vowel of these.
_EITHER: Final = frozenset({"oa", "oe", "uy"})


@lru_cache(maxsize=16_384)
def is_syllable(word: str) -> bool:
    """Whether a word in NFC is spelt as a syllable of Vietnamese may be, in small letters, capitals, or with one capital at its beginning.

    After the tables of rhymes in grammars: onset, rhyme, one tone at most, and no other than sắc and nặng before c, ch, p, t. Where the
    tone's mark stands does not count, as `hòa` and `hoà` are both written.
    """
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    spelt = unicodedata.normalize("NFD", word.lower())
    bare = nfc(spelt.translate(_WITHOUT_TONES))
    if len(spelt) - len(spelt.translate(_WITHOUT_TONES)) > 1 or not _SYLLABLE.fullmatch(_AFTER_QU.sub("qui", bare)):
        return False
    return not _STOPPED.search(bare) or not _STOPPED_TONES.isdisjoint(spelt)


@lru_cache(maxsize=65_536)  # the few thousand syllables of Vietnamese, and what stands among them
def with_tone_placed(word: str) -> str:
    """A syllable in NFC with its tone mark on the vowel that carries it, where it stands on another one: `tòan` is `toàn`, `qúy` is `quý`.

    Both usual ways are right, `hòa` and `hoà`; what is no syllable, or has no tone, stays as it is.
    """
    letters = [unicodedata.normalize("NFD", letter) for letter in word]
    toned = [(place, mark) for place, letter in enumerate(letters) for mark in letter if mark in _TONES]
    if len(toned) != 1 or not is_syllable(word):
        return word
    ((place, mark),) = toned
    plain = [nfc(letter.replace(mark, "")) for letter in letters]
    vowels = _VOWELS.match("".join(plain).lower())
    if vowels is None:
        return word
    places = _places_of_tone(vowels[1], vowels[2])
    if place - vowels.start(1) in places:
        return word
    right = vowels.start(1) + places[0]
    plain[right] = nfc(unicodedata.normalize("NFD", plain[right]) + mark)
    return "".join(plain)


def _places_of_tone(vowels: str, coda: str) -> tuple[int, ...]:
    """On which of a syllable's vowels its tone mark may stand: in the old way and in the new one, where they differ."""
    shaped = [match.start() for match in _SHAPED.finditer(vowels)]
    if shaped:
        return (shaped[-1],)
    if coda or len(vowels) == 1:
        return (len(vowels) - 1,)
    if vowels in _EITHER:
        return (0, 1)
    return (1,) if len(vowels) == 3 else (0,)
