"""Find the footnotes of an HTML text: a link to a place that leads back to the link."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

import msgspec
from lxml.html import HtmlElement

_HOLDERS: Final = frozenset("li div p aside dd section td".split())
_INLINE: Final = frozenset("a span sup b strong i em small font".split())
_REACH: Final = 6  # how far above the way back its note may begin
_LABEL_LENGTH: Final = 6  # `[12]`, `(1)`, `*`; a longer text is an entry of a table of contents


class Notes(msgspec.Struct, frozen=True):
    """The footnotes of a text by their elements: links that refer to one, elements that hold one, both with its number from 1; and the links
    that lead back."""

    references: Mapping[HtmlElement, int]
    holders: Mapping[HtmlElement, int]
    ways_back: frozenset[HtmlElement]


def notes_of(body: HtmlElement) -> Notes:
    """The footnotes as mammoth, WordPress, Word and Python-Markdown write them, in the order in which the text refers to them."""
    order = {element: place for place, element in enumerate(body.iter())}
    links = [link for link in body.iter("a") if (link.get("href") or "").startswith("#")]
    back: dict[str, list[HtmlElement]] = {}
    for link in links:
        back.setdefault(link.get("href", "")[1:], []).append(link)
    references: dict[HtmlElement, int] = {}
    holders: dict[HtmlElement, int] = {}
    ways_back: set[HtmlElement] = set()
    for link in links:
        if link in ways_back or not _is_label(link):
            continue
        for candidate in [way for name in _names(link) for way in back.get(name, [])[:_REACH]]:
            holder = _holder(candidate, link.get("href", "")[1:])
            if holder is not None and order.get(holder, 0) > order[link] and candidate not in references:
                references[link] = holders.setdefault(holder, len(holders) + 1)
                ways_back.add(candidate)
    return Notes(references, holders, frozenset(ways_back))


def _is_label(link: HtmlElement) -> bool:
    words = "".join(islice(link.itertext(), _LABEL_LENGTH)).strip()
    return 0 < len(words) <= _LABEL_LENGTH and not any(char.isspace() for char in words)


def _names(link: HtmlElement) -> list[str]:
    """What a link that leads back can name this one by."""
    parent = link.getparent()
    found = [link.get("id"), link.get("name"), parent.get("id") if parent is not None and parent.tag in ("sup", "span") else None]
    return [name for name in dict.fromkeys(found) if name]


def _holder(way_back: HtmlElement, name: str) -> HtmlElement | None:
    """The element that holds the note called `name` around the link that leads back from it, None where that is no note."""
    element: HtmlElement | None = way_back
    for _ in range(_REACH):
        if element is None:
            return None
        if name in (element.get("id"), element.get("name")):
            break
        element = element.getparent()
    else:
        return None
    for _ in range(_REACH):
        if element is None or element.tag in _HOLDERS:
            return element
        if element.tag not in _INLINE:
            return None
        element = element.getparent()
    return None
