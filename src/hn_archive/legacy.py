"""Read Vietnamese as it was written before Unicode: tell the encoding of bytes, and find text that was converted wrongly."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from hn_archive.syllables import is_syllable
from hn_archive.text import control_character, nfc, stacked_marks

_LONGEST: Final = 40  # bytes or characters of a syllable and of the signs on it; what is longer is no word
_WIDEST: Final = 12  # blanks, digits and signs between two words of a phrase


class NotText(ValueError):
    """The bytes are a picture, an archive or the like, or UTF-16 without a byte order mark: no text in any known encoding."""


class Decoded(msgspec.Struct, frozen=True):
    """A text in NFC, and the encoding that it was read from: `utf-8`, `utf-16`, `windows-1258`, `tcvn3`, `viscii`, `vni` or
    `windows-1252`.

    It is certain where the bytes prove it (UTF-8, byte order marks) or three words or more speak for one encoding and hardly any against;
    else somebody should have a look.
    """

    text: str
    encoding: str
    is_certain: bool


class Mend(msgspec.Struct, frozen=True):
    """A run of words that was converted wrongly: `text[start:end]` is `found`, and should be `meant`, which is in NFC.

    `mistaken` is the encoding whose bytes were taken for windows-1252: `tcvn3`, `vni`, `viscii` or `utf-8`.
    """

    start: int
    end: int
    found: str
    meant: str
    mistaken: str


# windows-1252 as browsers read it (https://encoding.spec.whatwg.org/#windows-1252): its five undefined bytes are control characters.
_WESTERN: Final = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x100))
_CODES: Final = {ord(char): code for code, char in enumerate(_WESTERN)}
# TCVN 5712:1993 (VN2). The ABC fonts, .VnTime and others, are without its capitals with tones; below A0 their pages have Windows' signs.
_TCVN3: Final = _WESTERN[:0xA1] + (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
# VISCII 1.1 (RFC 1456): six capitals stand where others have control characters.
_VISCII: Final = (
    "\x00\x01Ẳ\x03\x04ẴẪ\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13Ỷ\x15\x16\x17\x18Ỹ\x1a\x1b\x1c\x1dỴ" + _WESTERN[0x1F:0x80]
) + (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
# VNI Windows: most vowels have their mark after them, as a letter of its own.
_VNI_PAIRS: Final = (
    ("a", "ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ"),
    ("e", "ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    ("o", "ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    ("ô", "ùøûõï", "ớờởỡợ"),
    ("u", "ùøûõï", "úùủũụ"),
    ("ö", "ùøûõï", "ứừửữự"),
    ("y", "ùøûõ", "ýỳỷỹ"),
)
_VNI_LETTERS: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni() -> dict[str, str]:
    small = _VNI_LETTERS | {
        base + mark: letter for base, marks, letters in _VNI_PAIRS for mark, letter in zip(marks, letters, strict=True)
    }
    # A capital's mark is a capital too; a small one after it is a slip that looks nearly the same.
    slips = {code[0].upper() + code[1:]: letter.upper() for code, letter in small.items()}
    return small | slips | {code.upper(): letter.upper() for code, letter in small.items()}


_VNI: Final = _vni()
_VNI_CODE: Final = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))


def _from_vni(content: bytes) -> str:
    return _VNI_CODE.sub(lambda match: _VNI[match.group()], _from_western(content))


def _from_western(content: bytes) -> str:
    return content.decode("latin-1").translate(dict(enumerate(_WESTERN)))


def _from_tcvn3(content: bytes) -> str:
    return _in_one_case(nfc(content.decode("latin-1").translate(dict(enumerate(_TCVN3)))))


def _from_viscii(content: bytes) -> str:
    return content.decode("latin-1").translate(dict(enumerate(_VISCII)))


def _from_1258(content: bytes) -> str:
    return content.decode("cp1258", "surrogateescape").translate({0xDC00 + code: chr(code) for code in range(0x80, 0xA0)})


# Where two readings are as good, the first counts.
_READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "windows-1252": _from_western,
    "windows-1258": _from_1258,
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "viscii": _from_viscii,
}
# The names by which pages declare them (https://www.iana.org/assignments/character-sets), and those that Vietnamese programs gave.
_DECLARED: Final = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "windows-1252": "windows-1252",
    "cp1258": "windows-1258",
    "windows-1258": "windows-1258",
    "abc": "tcvn3",
    "tcvn": "tcvn3",
    "tcvn3": "tcvn3",
    "tcvn-5712": "tcvn3",
    "tcvn5712-1": "tcvn3",
    "x-viet-tcvn": "tcvn3",
    "x-viet-tcvn5712": "tcvn3",
    "vni": "vni",
    "vni-win": "vni",
    "x-viet-vni": "vni",
    "csviscii": "viscii",
    "viscii": "viscii",
    "x-viet-viscii": "viscii",
}

_LETTER: Final = re.compile("[^\\W\\d_]")
_DASHES: Final = re.compile("[ \u00a0–—…]")
_QUOTES: Final = "“”‘’„‚«»‹›•"


def _is_vietnamese(text: str) -> bool:
    """Whether there is a word in a text, and each is a syllable: between blanks and dashes, and in quotation marks."""
    words = [word for part in _DASHES.split(text) if (word := part.strip(_QUOTES))]
    return bool(words) and all(map(is_syllable, words))


_TONED: Final = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_CAPITAL: Final = f"A-ZĂÂÊÔƠƯĐ{_TONED.upper()}"
_CAPITALS: Final = re.compile(rf"(?<!\w)[{_CAPITAL}{_TONED}]+(?: [{_CAPITAL}{_TONED}]+)*(?!\w)")
_SURELY_CAPITALS: Final = re.compile(rf"(?<!\w)(?=\w*[{_TONED}])\w+[{_CAPITAL}]")


def _in_one_case(text: str) -> str:
    """`CộNG HOà Xã HộI` as `CỘNG HOÀ XÃ HỘI`: the ABC fonts have no capitals with tones, so small letters stand among the capitals, and
    another font shows them large.

    A word is sure to be meant so where a capital follows another letter; its neighbours go with it. `Bộ GTVT` stays.
    """
    return _CAPITALS.sub(lambda run: run.group().upper() if _SURELY_CAPITALS.search(run.group()) else run.group(), text)


# A word as bytes: letters, all that is not ASCII, and the six capitals of VISCII.
_MARKED: Final = re.compile(rb"[A-Za-z]*[\x80-\xff\x02\x05\x06\x14\x19\x1e][A-Za-z\x80-\xff\x02\x05\x06\x14\x19\x1e]*")
_PLAIN: Final = re.compile(rb"(?<![^\s>(])[A-Za-z]+(?![^\s<.,;:!?)])")
_TAG: Final = re.compile(rb"<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^<>]*>|&#?\w{1,9};", re.IGNORECASE | re.DOTALL)


# ườ and ướ of VISCII are valid UTF-8 too, for letters of N'Ko.
_NKO: Final = re.compile("[\u07c0-\u07ff]")


def decoded(content: bytes, declared: str | None = None) -> Decoded:
    """The text of a page or file of unknown age, in NFC; line ends and a page's tags stay as they are.

    A byte order mark counts, then UTF-8 where it is valid; with a few faults it is read as UTF-8 with U+FFFD. All else is read in
    windows-1252, windows-1258, TCVN3 (the ABC fonts), VNI Windows and VISCII, and the reading counts in which most words are spelt as
    syllables of Vietnamese; where it is hardly any, the text is Western, windows-1252. What a page declares (`charset=`) decides between
    readings that are as good. Of TCVN3, words that were set in a font of capitals throughout come in small letters: bytes do not tell.

    Raises NotText.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(content.decode("utf-16", errors="replace"), "utf-16", len(content) % 2 == 0)
    text = content.decode(errors="replace").lstrip("\ufeff")
    faults = text.count("\ufffd")
    if not faults and not _NKO.search(text):
        return _checked(text, "utf-8", True)
    if faults and sum(not char.isascii() for char in text) > 4 * faults:
        return _checked(text, "utf-8", False)
    encoding, is_certain = _guessed(content, _DECLARED.get((declared or "").strip().lower()))
    if encoding == "windows-1252" and not faults:
        return _checked(text, "utf-8", True)
    return _checked(_READERS[encoding](content), encoding, is_certain)


def in_encoding(content: bytes, encoding: str) -> str:
    """The text, in NFC, of bytes in an encoding that `decoded` told of others in the same file; what is no such text becomes U+FFFD."""
    return nfc(_READERS[encoding](content) if encoding in _READERS else content.decode(encoding, errors="replace"))


def _checked(text: str, encoding: str, is_certain: bool) -> Decoded:
    if "\x00" in text or stacked_marks(text) is not None:
        raise NotText
    if control_character(text) is not None:
        controls = sum(char not in "\r\f\v" and control_character(char) is not None for char in text)
        if 50 * controls > len(text):
            raise NotText
    return Decoded(nfc(text), encoding, is_certain)


def _guessed(content: bytes, declared: str | None) -> tuple[str, bool]:
    """The encoding in which most words are Vietnamese, and whether that is certain."""
    prose = _TAG.sub(b" ", content)
    words = [word for word in set(_MARKED.findall(prose)) if len(word) <= _LONGEST]
    order = sorted(_READERS, key=lambda encoding: encoding != declared)
    scores = {encoding: _score(words, encoding) for encoding in order}
    margins = {encoding: good - bad for encoding, (good, bad, _) in scores.items()}
    best = max(order, key=lambda encoding: margins[encoding])
    good, bad, marks = scores[best]
    if margins[best] > margins["windows-1252"] and good > 2 * bad:
        others = max(margins[encoding] for encoding in order if encoding != best)
        plain = _PLAIN.findall(prose)
        if marks > 1 or (plain and all(is_syllable(word.decode()) for word in plain)):
            return best, good >= 3 and margins[best] >= others + 3
    if declared and margins[declared] == margins["windows-1252"] and scores[declared][0] > 2 * scores[declared][1]:
        return declared, False
    return "windows-1252", False


def _score(words: list[bytes], encoding: str) -> tuple[int, int, int]:
    """How many of the words are Vietnamese, how many are not, and how many marked letters the former have; a letter or sign alone says
    nothing."""
    good = bad = marks = 0
    for word in words:
        text = nfc(_READERS[encoding](word))
        if not _is_vietnamese(text):
            bad += _LETTER.search(text) is not None
        elif any(byte < 0x80 for byte in word):
            good += 1
            marks += sum(byte >= 0x80 for byte in word)
    return good, bad, marks


class _Word(NamedTuple):
    """A word of a text and what it is in another reading: the same, or another syllable; the weight says how much that is evidence."""

    start: int
    end: int
    meant: str
    weight: int
    is_changed: bool


# What evidence must weigh: an odd letter 2; all words that are odd for a letter common in other languages alone (`gå på`, `où`) 1 together.
_ENOUGH: Final = 3
_COMMON: Final = {"tcvn3": "æøåäöÆØÅÄÖ", "viscii": "æøåäöÆØÅÄÖ", "vni": "æöùûïëéèÆÖÙÛÏËÉÈ"}
_SAME_IN_VNI: Final = frozenset("íìÍÌ")
_FONTS: Final = {encoding: _READERS[encoding] for encoding in ("tcvn3", "vni", "viscii")}
_LINE: Final = re.compile("[^\r\n]+")
_WORD: Final = re.compile("(?:[A-Za-z]|[^\x00-\x7f\\s\u2028])+")
# Signs that stand on a short word in good texts: µm, N·m, m², n°, 1ª, Nº.
_UNIT: Final = re.compile(r"[µμ]\w{1,3}|\w·\w|\w{1,3}[²³¹°ºª]")

# UTF-8 read as windows-1252: Vietnamese letters, marks, and the signs of prose. A no-break space was often made a blank, which then ends
# one of à, Ơ, Ạ and Ỡ.
_DOUBLE: Final = re.compile(
    "[\xc2-\xc6][\x80-\xbf]|[\xcc\xcd][\x80-\xbf]|\xe1[\xba\xbb][\x80-\xbf]|\xe2\x80[\x80-\xbf]"
    "|(?P<blank>(?:\xc3|\xc6|\xe1\xba|\xe1\xbb) )"
)
_DOUBLE_WORD: Final = re.compile("(?:(?:\xc3|\xc6|\xe1\xba|\xe1\xbb) |[A-Za-z]|[^\x00-\x7f\u2028])+")
# Capitals such as XÃ may stand before a curly quote.
_DOUBTFUL: Final = re.compile("\xc3[\x80-\x9f]|[\xc2\xe2]")
_LOST: Final = "\ufffe"  # a non-character: it stands where a blank was part of a letter
_PARTED: Final = re.compile(f"(?P<first>[^\\W\\d_]+){_LOST}(?=(?P<second>[^\\W\\d_]*)(?P<next>.?))", re.DOTALL)


def mended(text: str) -> tuple[Mend, ...]:
    """The runs of Vietnamese in a text of Unicode that were converted wrongly once: bytes of TCVN3, VNI or VISCII taken for windows-1252
    (`Hµ Néi`, `Haø Noäi`), or UTF-8 taken for it (`HÃ\xa0 Ná»™i`), in their order and apart from each other.

    Silence is no proof, a mend nearly one. A word is evidence where it is spelt as no syllable of Vietnamese, and is one in the other
    reading. For UTF-8 one such word is enough; for the fonts it takes two different ones in a phrase, or one with two letters that are no
    longer what they were. Its phrase goes with it: words that are syllables in the other reading, on one line and with few signs between.
    So single words (`Thµnh`), soft hyphens that were taken out, and names that are no Vietnamese remain unseen.
    """
    if text.isascii():
        return ()
    return tuple(mend for line in _LINE.finditer(text) if not line.group().isascii() for mend in _mended(text, *line.span()))


def _mended(text: str, start: int, end: int) -> list[Mend]:
    """The mends of a line, all of one encoding: that with the most evidence."""
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    if not any(_is_odd(text[first:last]) for first, last in words):
        return []
    found = [_phrases(text, "utf-8", _double_words(text, start, end))]
    found += [_phrases(text, encoding, _font_words(text, words, encoding)) for encoding in _FONTS]
    return max(found, key=lambda each: each[0])[1]


@lru_cache(maxsize=16_384)
def _is_odd(word: str) -> bool:
    """Whether a word is neither ASCII nor spelt as Vietnamese."""
    return not word.isascii() and not _is_vietnamese(nfc(word[:_LONGEST]))


def _phrases(text: str, encoding: str, words: "Iterator[_Word | None]") -> tuple[int, list[Mend]]:
    """The weight of a line's phrases, and those for which there is evidence enough; None parts phrases."""
    phrases: list[list[_Word]] = [[]]
    for word in words:
        if word is None or (phrases[-1] and word.start - phrases[-1][-1].end > _WIDEST):
            phrases.append([])
        if word is not None:
            phrases[-1].append(word)
    weights = [_weight({text[word.start : word.end]: word.weight for word in phrase}) for phrase in phrases]
    if max(weights) < _ENOUGH:
        return 0, []
    found = []
    for phrase, weight in zip(phrases, weights, strict=True):
        if weight:  # with one phrase sure, the others of its line need less
            changed = [number for number, word in enumerate(phrase) if word.is_changed]
            whole = phrase[changed[0] : changed[-1] + 1]
            meant = whole[0].meant
            for before, word in pairwise(whole):
                meant += text[before.end : word.start] + word.meant
            meant = _in_one_case(meant) if encoding == "tcvn3" else meant
            start, end = whole[0].start, whole[-1].end
            found.append(Mend(start, end, text[start:end], meant, encoding))
    return sum(weights), found


def _weight(words: dict[str, int]) -> int:
    return sum(weight for weight in words.values() if weight > 1) + (1 in words.values())


def _font_words(text: str, words: list[tuple[int, int]], encoding: str) -> "Iterator[_Word | None]":
    spelt = [text[start:end] for start, end in words]
    # Where a line has good Vietnamese too, a word that is good in both readings is not another one.
    is_mixed = any(not word.isascii() and not _is_odd(word) and _other(word, encoding) is None for word in spelt)
    for (start, end), word in zip(words, spelt, strict=True):
        other = _other(word, encoding)
        if other is None or (is_mixed and other[1] == 0 and other[0] != word):
            yield None
        else:
            yield _Word(start, end, *other, is_changed=other[0] != word and not word.isascii())


@lru_cache(maxsize=65_536)
def _other(word: str, encoding: str) -> tuple[str, int] | None:
    """A word in the reading of a font and its weight as evidence, None where it is no Vietnamese then."""
    if word.isascii():
        return (word, 0) if is_syllable(word) else None
    if len(word) > _LONGEST or any(ord(char) not in _CODES for char in word):
        return None
    meant = nfc(_FONTS[encoding](bytes(_CODES[ord(char)] for char in word)))
    if not _is_vietnamese(meant):
        return (word, 0) if not _LETTER.search(word) else None
    if len(word) == 1:  # a dash or a cross may be a sign
        return (meant if meant.islower() else word), 0
    if meant == word:
        return (word, 0) if encoding == "viscii" or _SAME_IN_VNI & set(word) else None
    odd = [char for char in word if not char.isascii() and char not in meant]
    is_evidence = _is_odd(word) and not _UNIT.fullmatch(word)
    return meant, is_evidence * max(1, 2 * sum(char not in _COMMON[encoding] for char in odd))


def _double_words(text: str, start: int, end: int) -> "Iterator[_Word | None]":
    western = text[start:end].translate(_CODES)
    if not _DOUBLE.search(western):
        return
    for match in _DOUBLE_WORD.finditer(western):
        word = text[start + match.start() : start + match.end()]
        if word.isascii():
            yield _Word(start + match.start(), start + match.end(), word, 0, False) if is_syllable(word) else None
            continue
        meant, evidence = _single(match.group(), word, western[match.end() : match.end() + 1])
        is_good = meant != word and (not _LETTER.search(meant) or _is_vietnamese(meant))
        yield _Word(start + match.start(), start + match.end(), meant, evidence, True) if is_good else None


def _single(western: str, word: str, following: str) -> tuple[str, int]:
    """A word that was encoded twice as it was before, and its weight as evidence."""
    parts: list[str] = []
    at = evidence = 0
    for match in _DOUBLE.finditer(western):
        code = match.group()
        is_blank = match["blank"] is not None
        parts += [word[at : match.start()], (code[:-1] + "\xa0" if is_blank else code).encode("latin-1").decode(), _LOST * is_blank]
        at = match.end()
        evidence += _ENOUGH * (not is_blank and not _DOUBTFUL.match(code))
    meant = nfc("".join([*parts, word[at:]]))

    def parted(match: re.Match[str]) -> str:
        first, second = match["first"], match["second"]
        after = match["next"] or following
        joins = is_syllable(first + second) if second else not (after.isalnum() or after in "([“‘")
        return first + " " * (not joins)

    return (_PARTED.sub(parted, meant).replace(_LOST, " ") if _LOST in meant else meant), evidence
