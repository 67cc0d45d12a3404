"""Vietnamese text: normal form, folding, identity, slugs, order and numbers."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from slugify import slugify

NBSP: Final = "\u00a0"
MARKS_LIMIT: Final = 30

# Tone marks in the order of the Vietnamese dictionary: none < huyền < hỏi < ngã < sắc < nặng.
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_TONE_RANK: Final = {mark: chr(ord("1") + rank) for rank, mark in enumerate(_TONES)}

# U+00D0 (Eth) and U+0189 (African D) look like Đ and are typed in its place.
_ETH: Final = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_ETH_SIGN: Final = re.compile("[ÐƉðɖ]")

# Letters are ranked by their NFD spelling; f, j, w, z stand where the Latin alphabet has them.
_ALPHABET: Final = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
_LETTER_RANK: Final = {unicodedata.normalize("NFD", letter): chr(0x100 + rank) for rank, letter in enumerate(_ALPHABET)}
_SHAPES: Final = "\u0306\u0302\u031b"  # breve, circumflex, horn: they make another letter, not a tone


def _tone_twins() -> dict[str, str]:
    twins = {}
    for first, seconds in (("o", "ae"), ("u", "y")):
        for second in seconds:
            for tone in _TONES:
                old = unicodedata.normalize("NFC", first + tone) + second
                twins[old] = first + unicodedata.normalize("NFC", second + tone)
    return twins


_TWINS: Final = _tone_twins()
_TWIN: Final = re.compile("|".join(_TWINS))
# What no text may hold: C0 but tab and line feed, DEL, C1, non-characters.
CONTROL_CHARACTERS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
# What nearly all text in Vietnamese is made of; the rest may be a control character, a combining mark, or not in normal form.
_COMMON: Final = re.compile("[\n -~\u00a0-\u01bf\u1ea0-\u1ef9\u2010-\u2027\u2030-\u203a]*+")
_UNREADABLE: Final = re.compile("[\ud800-\udfff\t\n]")
_PLAIN_WORDS: Final = re.compile(r"[a-z0-9 -]+")

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file: device names, whatever the ending.
_WINDOWS_DEVICES: Final = frozenset(["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))])


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may be a combining mark, and too many marks in a row.

    The first rules the second out thirty times faster, as long as it spells no characters beyond U+FFFF one by one.
    """
    marks = [chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))]
    common = "".join(mark for mark in marks if mark < "\U00010000")
    return re.compile(f"[{common}\U00010000-\U0010ffff]"), re.compile(f"[{''.join(marks)}]{{{MARKS_LIMIT + 1}}}")


def stacked_marks(text: str) -> int | None:
    """Where more than MARKS_LIMIT marks stand on one letter, None where nowhere (UAX #15, Stream-Safe Text Format).

    To put such marks into normal order takes time that grows with the square of their number.
    """
    if text.isascii():
        return None
    mark, stack = _marks()
    first = mark.search(text)
    found = stack.search(text, first.start()) if first else None
    return found.start() if found else None


def nfc(text: str) -> str:
    """Unicode normal form C (UAX #15), the one form in which this program holds text."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_common(text: str) -> bool:
    """Whether a text is of letters, digits, signs, blanks and line feeds alone, and in normal form: to see so much takes a third of the
    time of looking for what it may not hold, and most texts are. False says nothing."""
    return _COMMON.fullmatch(text) is not None


def control_character(text: str) -> str | None:
    """The first of CONTROL_CHARACTERS in `text`, as `U+0002`."""
    found = CONTROL_CHARACTERS.search(text)
    return f"U+{ord(found.group()):04X}" if found else None


def is_readable_name(name: str) -> bool:
    """Whether a file's name is text: no bytes that are not UTF-8, which Python keeps as surrogates, and nothing invisible."""
    return name.isprintable() or (_UNREADABLE.search(name) is None and control_character(name) is None)


def one_line(text: str) -> str:
    """`text` with each run of breaks and blanks as one space, NBSP kept as it is, and none at the ends."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:  # of all blanks only the space is printable
        return text
    if NBSP not in text:
        return " ".join(text.split())
    return " ".join(re.split(r"[^\S\u00a0]+", text)).strip(" ")


def _same_placement(folded: str) -> str:
    """`hòa` as `hoà`, `thủy` as `thuỷ`: two spellings of one word get one form (lower case, NFC)."""
    return _TWIN.sub(lambda match: _TWINS[match.group()], folded)


@lru_cache(maxsize=65_536)  # the same few names stand in thousands of articles
def identity(text: str) -> str:
    """A key that is equal for texts a reader takes as the same words.

    Case, normal form, kinds and runs of blanks (NBSP too), Eth look-alikes of đ and the placement of tone marks do not
    count; letters and tones do: `Dương` and `Đường` differ.
    """
    return _same_placement(nfc(" ".join(_with_dyet(nfc(text)).casefold().split())))


def _with_dyet(text: str) -> str:
    """With the letter đ for those that look like it."""
    return text.translate(_ETH) if _ETH_SIGN.search(text) else text


def fold(text: str) -> str:
    """`text` as an unaccented query spells it: lower case, no tone or vowel marks, đ as d.

    Decomposition alone leaves đ, so it is replaced by hand.
    """
    return " ".join(map(_folded, nfc(text).split(" ")))


@lru_cache(maxsize=16_384)  # the few thousand syllables of Vietnamese
def _folded(word: str) -> str:
    lower = _with_dyet(word.casefold()).replace("đ", "d")
    if lower.isascii():
        return lower
    return "".join(char for char in unicodedata.normalize("NFD", lower) if not unicodedata.combining(char))


def slug(text: str, limit: int = 80) -> str:
    """An address part for `text`: `[a-z0-9-]`, at most `limit` characters, cut at a word; "" where nothing is left.

    đ becomes d. Names that Windows reserves for devices get a `-0`, so that the tree can be copied anywhere.
    """
    folded = fold(text)
    words = _PLAIN_WORDS.fullmatch(folded)
    if words and len(folded) <= limit:  # what slugify would make of most texts, in a tenth of the time
        made = "-".join(folded.replace("-", " ").split())
        return f"{made}-0" if is_windows_device(made) else made
    made = slugify(
        folded,
        backend="text-unidecode",  # never whichever happens to be installed: addresses must not depend on it
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=limit,
        word_boundary=True,
        save_order=True,
    )
    return f"{made}-0" if is_windows_device(made) else made


def is_windows_device(name: str) -> bool:
    """Whether a file of this name, with any ending or none, cannot stand on Windows."""
    return name.partition(".")[0].strip().lower() in _WINDOWS_DEVICES


def collation_key(text: str) -> tuple[str, str, str]:
    """A sort key in the order of the Vietnamese alphabet, as (letters, tones, case).

    a ă â b c d đ e ê … o ô ơ … u ư; tones are secondary: none < huyền < hỏi < ngã < sắc < nặng; lower case before upper.
    Blanks come first, then signs, then digits, then letters, then other scripts, as in CLDR's root collation.
    """
    spelling = _same_placement_any_case(nfc(text).translate(_ETH))
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for char in unicodedata.normalize("NFD", spelling):
        if char in _TONE_RANK:
            if tones:
                tones[-1] = _TONE_RANK[char]
        elif char in _SHAPES and letters:
            base = unicodedata.normalize("NFD", nfc(_spelt(letters[-1]) + char))
            letters[-1] = _LETTER_RANK.get(base, letters[-1])
        elif not unicodedata.combining(char):
            lower = char.casefold()
            letters.append(_primary(lower))
            tones.append("0")
            cases.append("0" if lower == char else "1")
    return "".join(letters), "".join(tones), "".join(cases)


_RANK_LETTER: Final = {rank: letter for letter, rank in _LETTER_RANK.items()}


def _spelt(rank: str) -> str:
    return _RANK_LETTER.get(rank, rank)


def _primary(lower: str) -> str:
    known = _LETTER_RANK.get(lower)
    if known:
        return known
    if lower.isspace():
        return "\x01"
    if lower.isdigit():
        return chr(0x80 + unicodedata.digit(lower, 0))
    if lower.isalnum():
        return "\u0200" + lower
    return "\x02" + lower


def _same_placement_any_case(text: str) -> str:
    lower = text.casefold()
    if len(lower) != len(text):
        return text
    placed = _same_placement(lower)
    if placed == lower:
        return text
    return "".join(new.upper() if old.isupper() else new for old, new in zip(text, placed, strict=True))


def person_key(name: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """A sort key for people: by given name, which is the last word in Vietnamese, then by the rest."""
    *rest, given = nfc(name).split() or [""]
    return collation_key(given), collation_key(" ".join(rest))


def initial(text: str) -> str:
    """The group a text stands under in an index: its first letter (A, Ă, Â and Đ are letters of their own), "0–9" or "#"."""
    for char in unicodedata.normalize("NFC", text.strip()).translate(_ETH):
        if char.isdigit():
            return "0–9"
        if char.isalpha():
            bare = "".join(c for c in unicodedata.normalize("NFD", char.upper()) if c not in _TONES)
            return nfc(bare)[:1]
        break
    return "#"


def number(value: int, language: str) -> str:
    """A whole number with its thousands set apart: `1.234` in Vietnamese, `1,234` in English (CLDR)."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


def rounded(value: int) -> int:
    """A large number to its two leading digits, and never to less than whole thousands: 12,345 is 12,000, and 99 is 0."""
    step: int = max(1_000, 10 ** (len(str(value)) - 2))
    return (value + step // 2) // step * step


def word_count(text: str) -> int:
    """How many words, or syllables of Vietnamese, stand apart in a text whose words have one blank or line feed between them, or an
    empty line."""
    lines = text.split("\n")
    return text.count(" ") + len(lines) - lines.count("") if text else 0


def decimal(value: float, language: str) -> str:
    """A number with one decimal place: `4,5` in Vietnamese, `4.5` in English (CLDR)."""
    return f"{value:.1f}".replace(".", ",") if language == "vi" else f"{value:.1f}"


def byte_size(count: int, language: str) -> str:
    """A file's size for readers, in steps of 1,000 (SI): `12 kB`, `1,2 MB`."""
    if count < 1_000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1_000:.0f} kB"
    return f"{decimal(count / 1_000_000, language)} MB"


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """The one of `known` that `word` is most likely a slip of, or None where nothing is near."""
    import difflib  # 20 ms to import, and only a slip needs it

    close = difflib.get_close_matches(fold(word), [fold(name) for name in known], n=1, cutoff=0.7)
    return next(name for name in known if fold(name) == close[0]) if close else None
