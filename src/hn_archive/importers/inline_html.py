"""Read what the inline elements of HTML mean: emphasis, links, pictures, players."""

import re
from typing import Final

from lxml.html import HtmlElement

from hn_archive import files
from hn_archive.importers.blocks import MARKS
from hn_archive.sanitise import SCHEMES
from hn_archive.text import one_line

PLAYERS: Final = frozenset("iframe video audio embed object".split())

_HIDDEN: Final = frozenset(
    "script style template noscript head title link meta button select textarea input svg math canvas map base".split()
)
_INVISIBLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_TAGS: Final = {
    **{name: name for name in MARKS if name != "a"},
    **{"b": "strong", "i": "em", "var": "em", "dfn": "em", "strike": "del", "tt": "code"},
}
_BOLD: Final = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD: Final = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC: Final = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_NOT_ITALIC: Final = re.compile(r"font-style\s*:\s*normal", re.IGNORECASE)
_SCHEME: Final = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_SOURCES: Final = ("data-src", "data-original", "data-lazy-src", "src")  # pictures that load late have a blank one in `src`


def is_hidden(element: HtmlElement) -> bool:
    """Whether readers see nothing of an element: no words of the text are in it, or it says that it is not shown."""
    return (
        element.tag in _HIDDEN
        or element.get("hidden") is not None
        or _INVISIBLE.search(element.get("style") or "") is not None
        or (element.tag == "img" and (element.get("width"), element.get("height")) == ("1", "1"))
    )


def names_of(element: HtmlElement) -> list[str]:
    """The marks, of those in `blocks.MARKS`, that an element gives to its words by its tag and style; a link is none of these."""
    style = element.get("style") or ""
    found = {_TAGS[element.tag]} if element.tag in _TAGS else set()
    if style:
        found |= {name for name, pattern in (("strong", _BOLD), ("em", _ITALIC)) if pattern.search(style)}
        found -= {name for name, pattern in (("strong", _NOT_BOLD), ("em", _NOT_ITALIC)) if pattern.search(style)}
    return sorted(found)


def may_lead(address: str) -> bool:
    """Whether a page of the archive may lead to an address as it is: no `javascript:`, no place in the page itself, which has other names."""
    scheme = _SCHEME.match(address)
    return bool(address.strip()) and not address.startswith("#") and (scheme is None or scheme[1].lower() in SCHEMES)


def larger_picture(link: HtmlElement) -> str:
    """The picture that a link around a smaller one leads to, "" where it is another kind of link."""
    address = link.get("href") or ""
    is_picture = files.family(re.split(r"[?#]", address, maxsplit=1)[0]) == "picture"
    return address if is_picture and may_lead(address) and next(link.iter("img"), None) is not None else ""


def source_of(element: HtmlElement) -> str:
    """Where a picture or player has its file from."""
    names = _SOURCES if element.tag == "img" else ("src", "data-src", "data")
    found = next((value for name in names if (value := element.get(name))), "")
    return found or next((inner.get("src") or "" for inner in element.iter("source")), "")


def label_of(element: HtmlElement) -> str:
    """What a picture or player is said to show."""
    return one_line(element.get("alt") or "" if element.tag == "img" else element.get("title") or "")
