"""Find the element of a page that holds its article, and take out of it what belongs to the site around it."""

import copy
import logging
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from hn_archive.importers.incoming import count_words
from hn_archive.importers.page_tree import drop, names_of, words_of
from hn_archive.text import fold, nfc

_SIGNS: Final = re.compile(r"[\W_]+")
_SHORTEST: Final = 8  # letters; a shorter text stands in many places of a page
_SURE: Final = 40  # letters that stand nowhere else by chance
_MOST: Final = 0.6
_NAMED: Final = ("//*[contains(concat(' ', normalize-space(@itemprop), ' '), ' articleBody ')]", "//article", "//main")
_AROUND_TAGS: Final = frozenset({"nav", "footer", "form", "button", "select", "textarea", "input", "dialog", "menu"})
_AROUND_ROLES: Final = frozenset({"navigation", "search", "complementary", "contentinfo", "dialog", "menu", "toolbar"})
_AROUND: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:social|share|sharing|chia-?se|addthis|fb-(?:like|share|comments)|zalo-[a-z-]*|breadcrumbs?|toolbar|tool-?box|tools"
    r"|comments?|binh-?luan|comment-[a-z]+|related(?:-[a-z]+)*|lien-?quan|tin-(?:lien-?quan|khac|cu|moi|cung-[a-z-]+)|bai-(?:lien-quan|khac)"
    r"|other-?news|news-?other|more-news|sidebar|side-bar|side-nav|navbar|pagination|pager|prev-next|newsletter|subscribe|advert[a-z]*|ads|banner"
    r"|cite|citation|trich-dan|capture|printed|popup|modal|cookie[a-z-]*|print-?(?:button|link)|rating|star-rating|vote|binh-?chon))(?:$|[\s_-])"
)


def body_of(head: HtmlElement, body: HtmlElement) -> HtmlElement | None:
    """The smallest element of `body` that holds all that an extractor takes for the article in `head`, the whole page; None where it finds none.

    What the page itself calls the text of its article (`itemprop=articleBody`) comes first, then what trafilatura finds, then an `<article>`.
    """
    for number, path in enumerate(_NAMED):
        if number == 1 and (found := _densest(head, body)) is not None:
            return _cell(found)
        named: list[HtmlElement] = [element for element in body.xpath(f".{path}") if words_of(element)]
        if len(named) == 1:
            return named[0]
    return None


def _densest(head: HtmlElement, body: HtmlElement) -> HtmlElement | None:
    pieces = _extracted(head)
    text, spans = _spans(body)
    start, end, cursor = len(text), -1, 0
    for piece in pieces:
        place = text.find(piece, cursor)
        if place < 0 and len(piece) >= _SURE:
            place = text.find(piece)
        if place < 0:
            continue
        start, end = min(start, place), max(end, place + len(piece))
        cursor = max(cursor, place + len(piece))
    holding = [
        (last - first, -number, element) for number, (element, first, last) in enumerate(spans) if first <= start and end <= last
    ]
    return min(holding, key=lambda each: each[:2])[2] if end > 0 and holding else None


def _cell(element: HtmlElement) -> HtmlElement:
    """The cell of a table that lays a page out, where one holds most of its words that are no links; else the element itself."""
    while element.tag in ("table", "tbody", "tr"):
        prose = {inner: _prose(inner) for inner in element.iterchildren() if isinstance(inner.tag, str)}
        largest = max(prose, key=lambda inner: prose[inner], default=None)
        if largest is None or prose[largest] < _MOST * sum(prose.values()):
            break
        element = largest
    return element


def _prose(element: HtmlElement) -> int:
    """How many words of an element are in no link."""
    return count_words(words_of(element)) - sum(count_words(words_of(link)) for link in element.iter("a"))


def _extracted(head: HtmlElement) -> list[str]:
    """The letters of each piece of text that trafilatura takes for the article's."""
    from trafilatura import bare_extraction  # half a second to import
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports pages on which it finds nothing; so do we
    found = bare_extraction(
        copy.deepcopy(head),
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        include_images=True,
        include_formatting=True,
        include_links=True,
        with_metadata=False,
    )
    if not isinstance(found, Document) or found.body is None:
        return []
    return [piece for text in found.body.itertext() if len(piece := _letters(str(text))) >= _SHORTEST]


def _letters(text: str) -> str:
    return _SIGNS.sub("", nfc(text)).casefold()


def _spans(body: HtmlElement) -> tuple[str, list[tuple[HtmlElement, int, int]]]:
    """The letters of a tree, and where those of each element begin and end."""
    parts: list[str] = []
    length = 0
    starts: dict[HtmlElement, int] = {}
    spans = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            starts[element] = length
            part = _letters(element.text or "")
        else:
            spans.append((element, starts.pop(element), length))
            part = _letters(element.tail or "") if element is not body else ""
        parts.append(part)
        length += len(part)
    spans.reverse()  # an element before those in it
    return "".join(parts), spans


def without_site(region: HtmlElement, *kept: HtmlElement | None) -> tuple[str, ...]:
    """Take share bars, lists of other articles, forms and the like out of a part of a page, and give the words that went with each.

    Elements that hold one of `kept` stay, and so does what holds half of all words: it is the text, whatever it is called.
    """
    whole = count_words(words_of(region))
    needed = {above for element in kept if element is not None for above in (element, *element.iterancestors())}
    gone = []
    for element in list(_around(region)):
        if region not in element.iterancestors():
            continue  # it went with another
        words = words_of(element)
        if element not in needed and 2 * count_words(words) <= whole:
            drop(element)
            gone += [words] if words else []
    return tuple(gone)


def _around(region: HtmlElement) -> Iterator[HtmlElement]:
    for element in region.iterdescendants():
        is_block = element.tag not in ("img", "a", "b", "strong", "em", "i", "h1", "h2", "h3")
        is_named = is_block and _AROUND.search(fold(names_of(element))) is not None
        if element.tag in _AROUND_TAGS or element.get("role", "").lower() in _AROUND_ROLES or is_named:
            yield element
