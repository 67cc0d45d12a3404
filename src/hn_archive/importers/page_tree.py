"""Parse a saved web page into a tree that holds what its readers saw, and no more."""

import re
from typing import Any, Final

import msgspec
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from hn_archive.importers.source import Refused, text_of
from hn_archive.legacy import Decoded
from hn_archive.problem import Location, Problem
from hn_archive.schema import is_web_address
from hn_archive.text import nfc, one_line

# The parser keeps 256 open elements, and drops what is deeper without a word.
_DEPTH: Final = 250
_CHARSET: Final = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)
_SAVED: Final = re.compile(
    r"<!--\s*saved from url=\(\d+\)(?P<browser>\S+)|<!--\s*Page saved with SingleFile\s+url:\s*(?P<single>\S+)"
    r"|<!-- Mirrored from (?P<mirror>\S+) by HTTrack",
    re.IGNORECASE,
)
_UNSEEN: Final = (
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "title",
    "meta",
    "link",
    "base",
    "applet",
    "svg",
    "canvas",
    "map",
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&#(?:[xX]0*(?P<hex>[0-9a-fA-F]{1,2})|0*(?P<decimal>[0-9]{1,3}))(?:;|(?![0-9a-fA-F]))")
_BREAK: Final = "\x00"  # no text can hold it
BLOCKS: Final = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hgroup hr html iframe legend li main menu nav ol option p pre section select summary table tbody td tfoot th thead tr ul".split()
)


class Page(msgspec.Struct, frozen=True):
    """A page: `body` is what readers saw, `head` all of it as it was parsed, with its scripts; `saved_from` the address that the program
    that saved it left in a comment, "" where it left none."""

    head: Any
    body: Any
    read: Decoded
    saved_from: str


def parsed(content: bytes, shown: str) -> Page:
    """The page in the bytes of the file that problems call `shown`.

    The encoding is that of the byte order mark, else what the words are in, with the help of what the page declares. Raises Refused.
    """
    declared = _CHARSET.search(content[:8_192])
    read = text_of(content, shown, declared[1].decode("ascii", "ignore") if declared else None)
    saved = _SAVED.search(read.text[:20_000])
    address = next((group for group in saved.groups() if group), "") if saved else ""
    address = f"https://{address}" if saved and saved["mirror"] else address
    return Page(_tree(read.text, shown), _seen(_tree(read.text, shown)), read, address if is_web_address(address) else "")


def _tree(text: str, shown: str) -> HtmlElement:
    # Bytes, since a text that declares an encoding is refused; no entities of its own, no network: the parser of HTML has neither.
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True)
    try:
        tree = document_fromstring(_REFERENCE.sub(_referred, text).encode(), parser=parser)
    except etree.LxmlError as error:
        raise Refused(Problem.at("import-unreadable", Location(shown), kind="HTML", reason=error)) from None
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEPTH:
            raise Refused(Problem.at("import-unreadable", Location(shown), kind="HTML", reason=f"deeper than {_DEPTH} elements"))
    return tree


def _referred(match: re.Match[str]) -> str:
    """Word's `&#150;` is a dash of windows-1252 to browsers, and no control character is ever text
    (https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state)."""
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    if 0x80 <= code < 0xA0:
        return bytes([code]).decode("cp1252", errors="replace")
    return " " if code in (0x7F, *range(0x20)) else match[0]


def _seen(tree: HtmlElement) -> HtmlElement:
    etree.strip_elements(tree, etree.Comment, *_UNSEEN, with_tail=False)
    for element in list(tree.iter()):
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            drop(element)
    body = tree.find("body")
    return tree if body is None else body


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree, and leave what stands after it; the root of a tree stays."""
    if element.getparent() is not None:
        element.drop_tree()


def words_of(element: HtmlElement) -> str:
    """All text of an element in NFC, blocks and lines apart by line feeds, blanks as one space."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        edge = _BREAK if inner.tag in BLOCKS else ""
        parts += [edge, inner.text or ""] if event == "start" else [edge, (inner.tail or "") if inner is not element else ""]
    lines = (one_line(line) for line in "".join(parts).split(_BREAK))
    return nfc("\n".join(line for line in lines if line))


def names_of(element: HtmlElement) -> str:
    """What an element's author calls it: its class, id and role, in lower case."""
    return " ".join(element.get(name, "") for name in ("class", "id", "role", "itemprop")).lower()
