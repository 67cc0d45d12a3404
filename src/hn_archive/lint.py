"""Look through the source of a text for what a build lets pass and an editor would not: wrong letters, misplaced tones, unpaired quotes, lost breaks."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

import msgspec

from hn_archive import legacy
from hn_archive.decode import place
from hn_archive.problem import Problem
from hn_archive.syllables import with_tone_placed

_LETTER: Final = r"[^\W\d_]"
# Eth and the African D begin Vietnamese syllables only where đ was meant; inside words Icelandic has them.
_ETH: Final = re.compile(rf"(?<!{_LETTER})[ÐƉðɖ](?=[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY\u00c0-\u01b0\u1ea0-\u1ef9])")
_DYET: Final = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
# What has no width is of no use beside Latin letters and blanks; emoji and other scripts are joined and parted by it.
_NO_WIDTH: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_BESIDE: Final = "\x00-\u024f\u1e00-\u1eff\u2010-\u203a"
_INVISIBLE: Final = re.compile(f"(?<![^{_BESIDE}])[{_NO_WIDTH}]+(?![^{_BESIDE}])")
_WORD: Final = re.compile(rf"{_LETTER}+")
_FENCE: Final = re.compile(r"(?m)^(```|~~~)[^\n]*\n(?:.*?\n)??\1[`~]*[ \t]*$", re.DOTALL)
_HEADER: Final = re.compile(r"\s*---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY: Final = re.compile(r"(?m)^[^\s#][^\n]*(?:\n[ \t]+[^\n]*)*")
_BLOCK: Final = re.compile(r"[^\n]+(?:\n[ \t]*\S[^\n]*)*")
_END: Final = re.compile(r"""[.!?…:;]["”’»)]*\s*$""")
_BEGINNING: Final = re.compile(r"""["“‘«(]*(?:[^\W\d_]|\d)""")
# Lines that are no prose: headings, lists, tables, quotes, HTML, footnotes, pictures.
_MARKED: Final = re.compile(r"\s{4}|\s*(?:[#>|<*+!:\[-]|\d+[.)]\s|\[\^)")
_ROUNDS: Final = 10
_LONG: Final = 150  # letters and more a line is a paragraph of its own; who writes a sentence a line has shorter ones


class Finding(msgspec.Struct, frozen=True):
    """What is wrong between two places of a file's text, and what should stand there; None where only its editor knows."""

    problem: Problem
    start: int
    end: int
    better: str | None = None


def lint(text: str, path: str) -> tuple[Finding, ...]:
    """What an editor would put right in the text of the file `path`, which is in NFC, with plain line ends; in the order of places."""
    places = _Places(text, path)
    found = [*_eth(text, places), *_invisible(text, places), *_mistaken(text, places), *_tones(text, places)]
    header = _HEADER.match(text)
    start = header.end() if header else 0
    blocks = list(_BLOCK.finditer(_FENCE.sub(_spaces, text), start))
    found += [*_quotes([*_KEY.finditer(text, 0, start), *blocks], places), *_merged(blocks, places)]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.problem.code)))


def mended(text: str) -> str:
    """A text with everything in it put right that has one right answer; also what shows only when something else was put right."""
    for _ in range(_ROUNDS):
        parts, end = [], 0
        for finding in lint(text, ""):
            if finding.better is not None and finding.start >= end:
                parts += [text[end : finding.start], finding.better]
                end = finding.end
        if not parts:
            break
        text = "".join([*parts, text[end:]])
    return text


class _Places:
    """Locations in a file by offsets in its text."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path

    def problem(self, code: str, offset: int, **values: Any) -> Problem:
        return Problem.at(code, place(self._text, offset, self._path), **values)


def _eth(text: str, places: _Places) -> Iterator[Finding]:
    for match in _ETH.finditer(text) if any(sign in text for sign in _DYET) else ():
        word = _WORD.match(text, match.start())
        shown = word[0] if word else match[0]
        better = _DYET[match[0]]
        yield Finding(
            places.problem("text-eth", match.start(), found=shown, better=better + shown[1:]), match.start(), match.end(), better
        )


def _invisible(text: str, places: _Places) -> Iterator[Finding]:
    for match in _INVISIBLE.finditer(text) if any(sign in text for sign in _NO_WIDTH) else ():
        names = ", ".join(f"U+{ord(char):04X}" for char in match[0])
        yield Finding(places.problem("text-invisible", match.start(), names=names), match.start(), match.end(), "")


def _mistaken(text: str, places: _Places) -> Iterator[Finding]:
    """What was converted wrongly: UTF-8 that was encoded twice has one right reading, of the old fonts an editor should see to it."""
    for mend in legacy.mended(text):
        problem = places.problem("text-mistaken", mend.start, found=mend.found, meant=mend.meant, encoding=mend.mistaken.upper())
        yield Finding(problem, mend.start, mend.end, mend.meant if mend.mistaken == "utf-8" else None)


def _tones(text: str, places: _Places) -> Iterator[Finding]:
    words = _WORD.findall(" ".join(set(text.split())))  # most stand more than once
    wrong = {word for word in words if with_tone_placed(word) != word}
    for match in _WORD.finditer(text) if wrong else ():
        if match[0] in wrong:
            better = with_tone_placed(match[0])
            problem = places.problem("tone-place", match.start(), found=match[0], better=better)
            yield Finding(problem, match.start(), match.end(), better)


def _spaces(match: re.Match[str]) -> str:
    """As many blanks, so that all else keeps its place."""
    return re.sub(r"[^\n]", " ", match[0])


def _quotes(blocks: list[re.Match[str]], places: _Places) -> Iterator[Finding]:
    """Curly quotes without their other half in their paragraph or key; one that goes on in the next is opened there again."""
    for block, following in zip_longest(blocks, blocks[1:]):
        opened: list[int] = []
        for match in re.finditer("[“”]", block[0]):
            if match[0] == "“":
                opened.append(match.start())
            elif opened:
                opened.pop()
            else:
                yield _unpaired(block, match.start(), "”", places)
        if opened and not (following and following[0].lstrip("> \t").startswith("“")):
            yield _unpaired(block, opened[-1], "“", places)


def _unpaired(block: re.Match[str], offset: int, quote: str, places: _Places) -> Finding:
    start = block.start() + offset
    return Finding(places.problem("quote-unpaired", start, quote=quote), start, start + 1)


def _merged(blocks: list[re.Match[str]], places: _Places) -> Iterator[Finding]:
    """Paragraphs with no blank line between them, which Markdown makes into one: long lines, each of whole sentences."""
    for block in blocks:
        lines = block[0].split("\n")
        if len(lines) < 2 or any(_MARKED.match(line) or line.endswith(("  ", "\\")) for line in lines):
            continue
        if sum(map(len, lines)) >= _LONG * len(lines) and all(_is_whole(line) for line in lines):
            start = block.start() + len(lines[0])
            yield Finding(places.problem("lines-merged", start + 1, count=len(lines)), start, start + 1)


def _is_whole(line: str) -> bool:
    """Whether a line begins as a sentence does and ends as one."""
    first = _BEGINNING.match(line.strip())
    return bool(first and not first[0][-1].islower() and _END.search(line))
