"""Take off an article what a page prints around its text, such as label, date, lead, source and poll, and tell what it says."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from lxml.html import HtmlElement

from hn_archive.importers.incoming import Poll, count_words
from hn_archive.importers.page_lines import line_of, twice
from hn_archive.importers.page_tree import BLOCKS, drop, names_of, words_of
from hn_archive.text import fold, identity, one_line

_LEAD: Final = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|lede|summary|standfirst|chapeau|intro|excerpt|tom-?tat|trich-?yeu|(?:article-|news-)?desc(?:ription)?)(?:$|[\s_-])"
)
_LABEL: Final = re.compile(r"category|chuyen-?muc|section|label|cate\b|breadcrumb")
_POLL: Final = re.compile(r"tham do(?: y kien| du luan)?|khao sat(?: y kien)?|lay y kien|poll|y kien cua ban", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[\W_]+")
_LEAST: Final = 8  # words of a lead


class Frame(msgspec.Struct, frozen=True):
    """What stood around a text: `found` are values by field, beside them `poll`; `left` are texts of the page near it that were not understood,
    and are in no field."""

    found: dict[str, Any]
    left: tuple[str, ...]


class _Block(msgspec.Struct, frozen=True):
    element: Any
    words: str
    is_inside: bool


def framed(region: HtmlElement, text: HtmlElement, title: HtmlElement | None, says: dict[str, str]) -> Frame:
    """What stands around the element `text` in `region`, which holds it and the element of the title; what is understood is taken out of `text`.

    `says` has the `title`, the `category` and the `lead` that the page claims, "" for what it does not.
    """
    taker = _Taker(says)
    blocks = list(_blocks(region, text))
    start = next((number for number, block in enumerate(blocks) if title is not None and _is_around(title, block.element)), -1)
    for block in blocks[: max(start, 0)]:
        taker.above(block)
    if start >= 0 and blocks[start].is_inside:
        drop(blocks[start].element)
    rest = blocks[start + 1 :]
    first = next((number for number, block in enumerate(rest) if not taker.below_title(block)), len(rest))
    rest = rest[first:]
    while rest and taker.below_text(rest[-1], rest[-2] if len(rest) > 1 else None):
        rest.pop()
    return Frame(taker.found, tuple(taker.left))


class _Taker:
    """What was found so far."""

    def __init__(self, says: dict[str, str]) -> None:
        self._says = says
        self.found: dict[str, Any] = {}
        self.left: list[str] = []

    def above(self, block: _Block) -> None:
        """A block above the title: the category's name, often printed twice, or a line about the page."""
        label = twice(block.words)
        if not label and _LABEL.search(names_of(block.element)) and count_words(block.words) <= _LEAST:
            label = one_line(block.words.replace("\n", " "))
        if label:
            self.found.setdefault("category", label)
            drop(block.element)
        elif not self._line(block) and not block.is_inside:
            self.left.append(block.words)

    def below_title(self, block: _Block) -> bool:
        """Whether a block between the title and the text was taken."""
        if self._line(block):
            return True
        if "lead" not in self.found and self._is_lead(block):
            self.found["lead"] = one_line(block.words.replace("\n", " "))
            drop(block.element)
            return True
        if block.is_inside:
            return False
        self.left.append(block.words)
        return True

    def below_text(self, block: _Block, before: _Block | None) -> bool:
        """Whether a block after the text was taken; a question that stands alone under such a line is a poll whose answers were not saved."""
        if self._line(block):
            return True
        above = identity(before.words) if before else ""
        is_asked = before is not None and (_POLL.fullmatch(fold(above)) is not None or "rating" in (self._said(before) or {}))
        if block.words.endswith("?") and "\n" not in block.words and is_asked:
            self.found.setdefault("poll", Poll(block.words))
            drop(block.element)
            return True
        if block.is_inside:
            return False
        self.left.append(block.words)
        return True

    def _said(self, block: _Block) -> dict[str, Any] | None:
        if block.element.tag in ("figcaption", "caption") or "caption" in names_of(block.element):
            return None
        known = tuple(text for text in (self._says["title"], self._says["category"], self.found.get("category", "")) if text)
        line = line_of(block.words, known)
        return line.found if line else {} if _POLL.fullmatch(fold(block.words)) else None

    def _line(self, block: _Block) -> bool:
        said = self._said(block)
        if said is None:
            return False
        for field, value in said.items():
            self.found.setdefault(field, value)
        drop(block.element)
        return True

    def _is_lead(self, block: _Block) -> bool:
        """A block is the lead where it is called so, is set in bold, or stands above the text and is what the page says its article is about."""
        words = count_words(block.words)
        if _LEAD.search(fold(names_of(block.element))) or _LEAD.search(fold(names_of(block.element.getparent()))):
            return words >= 3
        if words < _LEAST:
            return False
        claimed = _letters(self._says["lead"].rstrip(" .…"))
        is_claimed = len(claimed) > 20 and _letters(block.words).startswith(claimed)
        return (
            not block.is_inside or _is_bold(block.element) or (is_claimed and block.element.tag in ("h2", "h3", "h4", "blockquote"))
        )


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _is_bold(element: HtmlElement) -> bool:
    bold = [
        inner for inner in element.iter("b", "strong") if not any(above.tag in ("b", "strong") for above in inner.iterancestors())
    ]
    return _letters(words_of(element)) == "".join(_letters(words_of(inner)) for inner in bold)


def _blocks(region: HtmlElement, text: HtmlElement) -> Iterator[_Block]:
    """The innermost blocks of a tree that have words, in their order."""
    for element in region.iter():
        if element.tag not in BLOCKS or element.tag in ("br", "hr") or element is text:
            continue
        if any(inner.tag in BLOCKS and inner.tag != "br" and words_of(inner) for inner in element.iterdescendants()):
            continue
        if words := words_of(element):
            yield _Block(element, words, any(above is text for above in element.iterancestors()))


def _is_around(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements are one, or one of them is in the other."""
    return one is other or one in other.iterancestors() or other in one.iterancestors()


def polls_taken(body: HtmlElement) -> tuple[Poll, ...]:
    """The polls of a page, which are taken out of it: radio buttons with answers that are words; stars to rate with are none."""
    found = []
    groups: dict[str, list[HtmlElement]] = {}
    for radio in body.xpath(".//input[translate(@type, 'RADIO', 'radio') = 'radio']"):
        groups.setdefault(radio.get("name", ""), []).append(radio)
    for radios in groups.values():
        answers = [_answer(body, radio) for radio in radios]
        holder = _holder(radios, answers[0])
        if len(radios) < 2 or holder is None or not all(re.search(r"[^\W\d_]{2}", answer) for answer in answers):
            continue
        lines = words_of(holder).split("\n")
        before = [line for line in lines[: _first(lines, answers[0])] if not _POLL.fullmatch(fold(line))]
        if before:
            found.append(Poll(" ".join(before), tuple((answer, None) for answer in answers)))
            drop(holder)
    return tuple(found)


def _first(lines: list[str], answer: str) -> int:
    return next((number for number, line in enumerate(lines) if answer in line), 0)


def _answer(body: HtmlElement, radio: HtmlElement) -> str:
    around = next(radio.iterancestors("label"), None)
    named = (label for label in body.iter("label") if radio.get("id") and label.get("for") == radio.get("id"))
    label = around if around is not None else next(named, None)
    if label is None:
        return one_line(radio.tail or "")
    return one_line(words_of(label).replace("\n", " "))


def _holder(radios: list[HtmlElement], answer: str) -> HtmlElement | None:
    """The form of a poll, or the smallest element that holds its buttons and words before them."""
    for element in radios[0].iterancestors():
        if element.tag in ("body", "html"):
            return None
        has_question = element.tag in ("form", "fieldset") or not words_of(element).startswith(answer)
        if has_question and all(element in radio.iterancestors() for radio in radios):
            return element
    return None
