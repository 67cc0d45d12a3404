"""Count the items of a Word file's lists as Word does, across the paragraphs between them."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from lxml import etree
from lxml.html import HtmlElement

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KINDS: Final = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_UNCOUNTED: Final = frozenset({"bullet", "none"})
_MARK: Final = re.compile(r"hn-list-([0-9]{1,4})-(\w+)")


class _Level(msgspec.Struct, frozen=True):
    """How a level of a list counts; lists that are of one `family` count on from each other, unless one `restarts`."""

    family: str
    start: int
    form: str
    restarts: bool


def mark_items(root: etree._Element, numbering: etree._Element | None) -> None:
    """Put a bookmark with its number into each paragraph that is counted; `numbering` is the part of that name."""
    levels = dict(_levels(numbering)) if numbering is not None else {}
    counts: dict[tuple[str, int], int] = {}
    begun: set[tuple[str, int]] = set()
    for paragraph in list(root.iter(f"{_W}p")) if levels else ():
        key = _list_of(paragraph)
        level = levels.get(key) if key else None
        if key is None or level is None or level.form in _UNCOUNTED:
            continue
        place = level.family, key[1]
        restarts = level.restarts and key not in begun
        begun.add(key)
        counts[place] = counts[place] + 1 if place in counts and not restarts else level.start
        for deeper in [other for other in counts if other[0] == level.family and other[1] > key[1]]:
            del counts[deeper]
        mark = etree.Element(f"{_W}bookmarkStart")
        mark.set(f"{_W}name", f"hn-list-{counts[place]}-{level.form}")
        paragraph.insert(1, mark)


def _list_of(paragraph: etree._Element) -> tuple[str, int] | None:
    """The list and the level in it that a paragraph says it stands in."""
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    depth = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    if number is None:
        return None
    return number.get(f"{_W}val") or "", _whole(depth, 0)


def _levels(numbering: etree._Element) -> Iterator[tuple[tuple[str, int], _Level]]:
    families = {family.get(f"{_W}abstractNumId") or "": family for family in numbering.iter(f"{_W}abstractNum")}
    for number in numbering.iter(f"{_W}num"):
        reference = number.find(f"{_W}abstractNumId")
        name = (reference.get(f"{_W}val") or "") if reference is not None else ""
        restarts = {override.get(f"{_W}ilvl"): override.find(f"{_W}startOverride") for override in number.iter(f"{_W}lvlOverride")}
        for level in families[name].iter(f"{_W}lvl") if name in families else ():
            depth, form, override = level.get(f"{_W}ilvl") or "0", level.find(f"{_W}numFmt"), restarts.get(level.get(f"{_W}ilvl"))
            start = _whole(override if override is not None else level.find(f"{_W}start"), 1)
            written = (form.get(f"{_W}val") or "decimal") if form is not None else "decimal"
            key = number.get(f"{_W}numId") or "", int(depth) if depth.isdecimal() else 0
            yield key, _Level(name, start, written, override is not None)


def _whole(element: etree._Element | None, otherwise: int) -> int:
    written = (element.get(f"{_W}val") or "") if element is not None else ""
    return int(written) if re.fullmatch("[0-9]{1,4}", written) else otherwise


def number_lists(body: HtmlElement) -> None:
    """Let each list of mammoth's HTML begin with the number that its first item is marked with, and take all bookmarks away."""
    for listing in body.iter("ol"):
        first = next(iter(listing[0]), None) if len(listing) else None
        found = _MARK.fullmatch(first.get("id") or "") if first is not None and first.tag == "a" else None
        if found:
            listing.set("start", found[1])
            if found[2] in _KINDS:
                listing.set("type", _KINDS[found[2]])
    for anchor in [anchor for anchor in body.iter("a") if not anchor.get("href")]:
        anchor.drop_tag()
