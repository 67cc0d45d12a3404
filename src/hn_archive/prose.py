"""Render texts of paragraphs, subheads, plain tables and lists as Python-Markdown, the sanitiser and the typesetter would, without them."""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from hn_archive.typeset import Headings

# Signs that are, or may be, markup wherever they stand. Looking for single characters is what Python does fastest.
_MARKUP: Final = ("<", ">", "`", "\\", "{", "\t", "\r", "\x02", "\x03")
# Block markup begins with ASCII, and with digits of any script in lists. A first letter with a mark, a quote, a dash or NBSP begins text.
_ASCII_STARTS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\"'([!&%$@/.,;?"
_TEXT_STARTS: Final = frozenset((*_ASCII_STARTS, *map(chr, (*range(0xC0, 0x1C0), *range(0x1EA0, 0x1EFA), *range(0x2010, 0x2020)))))
_NUMBER: Final = re.compile(r"[0-9]++(?!\d|[.)](?:[^0-9]|\Z))")  # 2023, 1.234, 12,5 but not 1. or 1)
_EMPHASIS_START: Final = re.compile(r"\*\*?[^*\s]")
_SUBHEAD: Final = re.compile(r"\#{1,6}[^#\n]++")  # without more hashes
_BLANK_LINE: Final = re.compile(r"\n +(?=\n)")
_MAYBE_ENTITY: Final = re.compile(r"&(?:#|[-.\w]*+;)")
_GAP: Final = re.compile(r"\n\n++")
# Hosts that the sanitiser's parser of addresses surely takes (it may refuse Punycode), or a path.
_LINK: Final = re.compile(
    r"\[(?<!!\[)((?:[^\[\]*_\n]++|\n(?!\n))++)\]\("
    r"(https?://(?![a-z0-9.-]*xn--)(?:[a-z0-9-]++\.)+[a-z]{2,}(?:[/?#](?:[\w.~/?#=%:,+-]|&amp;)*+)?"
    r"|(?!//|\#)(?:[\w.~/?#=%,+-]|&amp;)++)\)"
)
# To say where each link is written takes time that grows with their square; the long way has a limit of time.
_MOST_LINKS: Final = 500
_MARK: Final = re.compile("\x02[0-9]+\x03")
_EMPHASIS: Final = re.compile(r"\*(\*?)(?![\s*])((?:[^*\n]++|\n(?!\n))++)(?<!\s)\*\1(?!\*)")
# A table of plain cells, or a list of plain lines.
_SIGNS: Final = r"\n<>&`*_\[\]\\{}|#~=+^!\t"
_PLAIN: Final = f"[^{_SIGNS}:]"
_TABLE: Final = re.compile(rf"\|(?:[ ]?[^\W_]{_PLAIN}*\|)++\n\|(?:[ ]?:?---++:?[ ]?\|)++(?:\n\|(?:[ ]?[^\W_]{_PLAIN}*\|)++)++")
_ITEM: Final = rf"-[ ](?:[^\W\d_]|[“‘])[^{_SIGNS}]*+"
_LIST: Final = re.compile(rf"{_ITEM}(?:\n{_ITEM})*+")

Link = Callable[[str], str]
"""Gives the start tag of a link, for its address as it stands in HTML."""


class Prose(msgspec.Struct, frozen=True):
    """A text's HTML, and the ids in it that links can lead to."""

    html: str
    anchors: tuple[str, ...]


def prose(text: str, link: Link) -> Prose | None:
    """The finished HTML of a body; None where the text may hold more than paragraphs, subheads (`## Title`), `**strong**`, `*emphasis*`,
    `[links](https://example.org)`, and tables and lists of plain words.

    `text` is as `decode` gives it. Where there is a result, no word is lost, no list is numbered anew and the sanitiser takes
    nothing away.
    """
    try:
        return _Text(link).read(_escaped(text))
    except _MoreMarkup:
        return None


class _MoreMarkup(Exception):
    """The text may hold what is not read here."""


def _escaped(text: str) -> str:
    """The text without blanks in blank lines, and with each `&` as HTML has it."""
    for sign in _MARKUP:
        if sign in text:
            raise _MoreMarkup
    if " \n" in text or text.endswith(" "):
        text = _BLANK_LINE.sub("\n", f"{text}\n")
    if "&" not in text:
        return text
    if _MAYBE_ENTITY.search(text):
        raise _MoreMarkup
    return text.replace("&", "&amp;")


class _Text:
    """One text on its way into HTML, block by block."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._made: list[str] = []
        self._headings = Headings()
        self._was_island = False  # a table or list came last
        self._links = 0

    def read(self, text: str) -> Prose:
        text = text.strip("\n")
        for block in _GAP.split(text) if "\n\n\n" in text else text.split("\n\n"):
            is_line = block[:1] in _TEXT_STARTS and "\n" not in block
            # As most are: without a sign of what is looked for below.
            if is_line and "*" not in block and "[" not in block and "]" not in block and "|" not in block and "_" not in block:
                self._paragraph(block)
                continue
            if block.startswith(("|", "-")):
                self._island(block)
                continue
            for piece in (block,) if is_line else _pieces(block):
                if piece[0] == "#":
                    self._subhead(self._inline(piece))
                else:
                    self._paragraph(self._inline(piece).lstrip())
        anchors = self._headings.set_into(self._made)
        return Prose("\n".join(self._made), anchors)

    def _island(self, block: str) -> None:
        if self._was_island:  # two lists with nothing between them are one list to Python-Markdown
            raise _MoreMarkup
        self._made.append(_table(block) if block[0] == "|" else _list(block))
        self._was_island = True

    def _subhead(self, html: str) -> None:
        words = html.lstrip("#")
        level, words = len(html) - len(words), words.strip()
        self._headings.add(len(self._made), level, words, without_marks(words))
        self._made.append("")
        self._was_island = False

    def _paragraph(self, words: str) -> None:
        if not words:  # nothing but blanks such as NBSP
            return
        if words.startswith("http") or (words.startswith(("<a ", "\x02")) and words.rstrip().endswith("</a>")):
            raise _MoreMarkup  # a link alone may become a player
        self._made.append(f"<p>{words}</p>")
        self._was_island = False

    def _inline(self, text: str) -> str:
        """A text with its links and emphasis as HTML."""
        if "|" in text or ("_" in text and "_" in _LINK.sub("", text)):
            raise _MoreMarkup
        if "[" in text:
            text = _LINK.sub(self._linked, text)
        if "*" in text:
            text = _EMPHASIS.sub(_emphasis, text)
        if "*" in text or "[" in text or "]" in text:
            raise _MoreMarkup
        return text

    def _linked(self, match: re.Match[str]) -> str:
        self._links += 1
        if self._links > _MOST_LINKS:
            raise _MoreMarkup
        return f"{self._link(match[2])}{match[1]}</a>"


def without_marks(html: str) -> str:
    """HTML without the marks of references."""
    return _MARK.sub("", html) if "\x02" in html else html


def _pieces(block: str) -> list[str]:
    """The paragraphs and subheads of a block."""
    if "\n" not in block:
        _check(block)
        return [block] if block else []
    if "  \n" in block:  # a line break
        raise _MoreMarkup
    pieces: list[str] = []
    lines: list[str] = []
    for line in block.split("\n"):
        _check(line)
        if line[0] != "#":
            lines.append(line)
            continue
        if lines:
            pieces.append("\n".join(lines))
            lines = []
        pieces.append(line)
    return [*pieces, "\n".join(lines)] if lines else pieces


def _check(line: str) -> None:
    """Refuse a line that does not surely begin as text, or is no subhead though it begins as one."""
    first = line[:1]
    if not first or first in _TEXT_STARTS:
        return
    if first > "\x7f":
        is_known = not first.isdecimal()
    elif first == "#":
        is_known = _SUBHEAD.fullmatch(line) is not None
    elif first == "*":
        is_known = _EMPHASIS_START.match(line) is not None
    else:
        is_known = _NUMBER.match(line) is not None
    if not is_known:
        raise _MoreMarkup


def _emphasis(match: re.Match[str]) -> str:
    return f"<strong>{match[2]}</strong>" if match[1] else f"<em>{match[2]}</em>"


def _list(block: str) -> str:
    if not _LIST.fullmatch(block):
        raise _MoreMarkup
    items = "".join(f"<li>{line[2:]}</li>\n" for line in block.split("\n"))
    return f"<ul>\n{items}</ul>"


def _table(block: str) -> str:
    """A table whose rows all have as many cells as its head."""
    if not _TABLE.fullmatch(block):
        raise _MoreMarkup
    head, rule, *rows = ([cell.strip(" ") for cell in line[1:-1].split("|")] for line in block.split("\n"))
    if any(len(cells) != len(head) for cells in (rule, *rows)):
        raise _MoreMarkup
    aligned = [_ALIGNMENT[cell[0] == ":", cell[-1] == ":"] for cell in rule]
    body = "".join(_row("td", aligned, cells) for cells in rows)
    return f'<div class="table" tabindex="0"><table>\n<thead>\n{_row("th", aligned, head)}</thead>\n<tbody>\n{body}</tbody>\n</table></div>'


_ALIGNMENT: Final = {(False, False): "", (True, False): "", (False, True): ' class="right"', (True, True): ' class="center"'}


def _row(tag: str, aligned: list[str], cells: list[str]) -> str:
    inside = "".join(f"<{tag}{place}>{cell}</{tag}>\n" for place, cell in zip(aligned, cells, strict=True))
    return f"<tr>\n{inside}</tr>\n"
