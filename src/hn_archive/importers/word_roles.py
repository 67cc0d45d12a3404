"""Tell what the paragraphs of a Word file are, where its author did not say so by styles: title, lead, subheads, captions, date, author, source."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec
from lxml.html import HtmlElement

from hn_archive.dates import HANOI, DateFault, parse
from hn_archive.importers.incoming import Guess
from hn_archive.text import nfc, one_line

_TITLE_LENGTH: Final = 200
_SUBHEAD_LENGTH: Final = 120
_CAPTION_LENGTH: Final = 300
_NEAR: Final = 5  # paragraphs from the beginning or the end
_HEADING: Final = re.compile(r"h([1-6])")
_SENTENCE_END: Final = re.compile(r"[.!?…:;,][\"”’»)]*\Z")
_PLACED_DATE: Final = re.compile(
    r"(?:[^\W\d_][^\d,]{0,40},\s*)?ngày\s+([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})\.?", re.IGNORECASE
)
_SOURCE: Final = re.compile(r"\(?\s*Nguồn(?:\s+tin)?\s*:\s*(.{1,80}?)\s*\)?\.?", re.IGNORECASE)
_NOTE: Final = re.compile(r"(?:foot|end)note-[0-9]")
_NAME: Final = re.compile(r"[^\W\d_]+(?:[ \u00a0][^\W\d_]+){1,4}")


class Roles(msgspec.Struct, frozen=True):
    """What was found, "" for what was not; `guesses` are those that no style names; `labels` are words that only say what follows."""

    title: str = ""
    lead: str = ""
    date: str = ""
    author: str = ""
    source: str = ""
    guesses: tuple[Guess, ...] = ()
    labels: tuple[str, ...] = ()


def take_roles(body: HtmlElement) -> Roles:
    """The roles of the paragraphs that are children of `body`; those that are fields are taken out of it, subheads and captions are marked.

    A paragraph has its class from its style or its place: `title`, `subtitle`, `caption`, `center`, `right`.
    """
    guesses: list[Guess] = []
    title = _title(body, guesses)
    date = _date(body, guesses)
    lead = _lead(body, guesses)
    source, label = _source(body)
    author = _author(body, guesses)
    _mark_captions(body)
    guesses += _mark_subheads(body)
    return Roles(title, lead, date, author, source, tuple(guesses), (label,) if label else ())


def _words(element: HtmlElement) -> str:
    return nfc(one_line(str(element.text_content())))


def _full(body: HtmlElement) -> list[HtmlElement]:
    """The children with anything in them, without the notes at the end."""
    return [child for child in body if not _NOTE.match(_id_of_first(child)) and (_words(child) or child.find(".//img") is not None)]


def _id_of_first(element: HtmlElement) -> str:
    return (element[0].get("id") or "") if len(element) else ""


def _paragraphs(elements: list[HtmlElement]) -> Iterator[HtmlElement]:
    """Paragraphs of words alone: a picture, a footnote, or a link would be lost in a field."""
    return (element for element in elements if element.tag == "p" and next(element.iter("img", "a"), None) is None)


def _is_bold(element: HtmlElement) -> bool:
    """Whether all words of a paragraph are bold."""
    bold = sum(len("".join(_words(strong).split())) for strong in element.iter("strong"))
    return 0 < bold == len("".join(_words(element).split()))


def _is_italic(element: HtmlElement) -> bool:
    italic = sum(len("".join(_words(inner).split())) for inner in element.iter("em"))
    return 0 < italic == len("".join(_words(element).split()))


def _take(body: HtmlElement, element: HtmlElement) -> str:
    words = _words(element)
    body.remove(element)
    return words


def _title(body: HtmlElement, guesses: list[Guess]) -> str:
    """The paragraph in the style Title, or else the first heading before the text, or else the first short paragraph."""
    styled = next((element for element in body if element.get("class") == "title" and _words(element)), None)
    if styled is not None:
        return _take(body, styled)
    first: HtmlElement | None = None
    for element in _full(body)[:_NEAR]:
        words = _words(element)
        if _HEADING.fullmatch(str(element.tag)) and next(element.iter("img", "a"), None) is None:
            guesses.append(Guess("title", words, "heading"))
            return _take(body, element)
        if _is_date(words) or element.get("class") == "subtitle":
            continue
        if element.tag != "p" or len(words) > _TITLE_LENGTH or _SENTENCE_END.search(words):
            break
        first = element if first is None else first
    if first is None or next(first.iter("img", "a"), None) is not None:
        return ""
    guesses.append(Guess("title", _words(first), "text"))
    return _take(body, first)


def _is_date(words: str) -> bool:
    return _PLACED_DATE.fullmatch(words) is not None or _is_plain_date(words)


def _is_plain_date(words: str) -> bool:
    if not any(char.isdigit() for char in words) or len(words) > 60:
        return False
    try:
        parse(words, HANOI)
    except DateFault:
        return False
    return True


def _date(body: HtmlElement, guesses: list[Guess]) -> str:
    """The date that a paragraph near the beginning or the end consists of; one that names the place too stays in the text."""
    elements = _full(body)
    for element in _paragraphs([*elements[:_NEAR], *reversed(elements[_NEAR:][-_NEAR:])]):
        words = _words(element)
        placed = _PLACED_DATE.fullmatch(words)
        if placed:
            written = f"{int(placed[3]):04d}-{int(placed[2]):02d}-{int(placed[1]):02d}"
            if _is_plain_date(written):
                guesses.append(Guess("date", written, "text"))
                return written
        elif _is_plain_date(words):
            guesses.append(Guess("date", words, "text"))
            return _take(body, element)
    return ""


def _lead(body: HtmlElement, guesses: list[Guess]) -> str:
    """The paragraph in the style Subtitle, or else a bold one at the very beginning that is a sentence."""
    styled = next((element for element in body if element.get("class") == "subtitle" and _words(element)), None)
    if styled is not None:
        return _take(body, styled)
    full = _full(body)
    first = next(_paragraphs(full[:1]), None)
    if (
        first is None
        or len(full) < 2
        or not _is_bold(first)
        or (len(_words(first)) < _SUBHEAD_LENGTH and not _SENTENCE_END.search(_words(first)))
    ):
        return ""
    guesses.append(Guess("lead", _words(first), "text"))
    return _take(body, first)


def _source(body: HtmlElement) -> tuple[str, str]:
    """The name behind `Nguồn:` in one of the last paragraphs, and the words before it."""
    for element in _paragraphs(_full(body)[-3:]):
        words = _words(element)
        found = _SOURCE.fullmatch(words)
        if found:
            body.remove(element)
            return found[1], words[: found.start(1)]
    return "", ""


def _author(body: HtmlElement, guesses: list[Guess]) -> str:
    """The name that the last paragraph consists of, where it is bold or stands on the right."""
    last = next(_paragraphs(_full(body)[-1:]), None)
    if last is None or len(_full(body)) < 2 or not (_is_bold(last) or last.get("class") == "right"):
        return ""
    words = _words(last)
    if not _NAME.fullmatch(words) or not all(part[:1].isupper() for part in words.split()):
        return ""
    guesses.append(Guess("author", words, "text"))
    return _take(body, last)


def _mark_captions(body: HtmlElement) -> None:
    """A short paragraph right after a picture alone, in italics or in the middle of the page, is its caption."""
    full = _full(body)
    for before, element in pairwise(full):
        is_below = before.tag == element.tag == "p" and not _words(before) and element.find(".//img") is None
        is_short = 0 < len(_words(element)) <= _CAPTION_LENGTH
        if is_below and is_short and (_is_italic(element) or element.get("class") == "center"):
            element.set("class", "caption")


def _mark_subheads(body: HtmlElement) -> list[Guess]:
    """Short bold paragraphs before others are subheads, below those that are so by their style."""
    full = _full(body)
    levels = [int(heading[1]) for element in full if (heading := _HEADING.fullmatch(str(element.tag)))]
    found = []
    for element, after in pairwise(full):
        words = _words(element)
        is_short = 0 < len(words) <= _SUBHEAD_LENGTH and not _SENTENCE_END.search(words)
        if (
            is_short
            and element in set(_paragraphs([element]))
            and element.get("class") != "caption"
            and _is_bold(element)
            and not _is_bold(after)
        ):
            element.tag = f"h{min(max(levels, default=1) + 1, 6)}"
            found.append(Guess("subhead", words, "text"))
    return found
