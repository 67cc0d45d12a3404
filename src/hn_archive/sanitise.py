"""What HTML an article may hold: an allow-list, and what it took away."""

import html as htmllib
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import nh3

from hn_archive.text import CONTROL_CHARACTERS

# No <video>, <audio>, <iframe>: players and cards are made from plain links. No `style`: the site's policy forbids it.
TAGS: Final = frozenset(
    (
        "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
        "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup "
        "table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
# Classes that the theme knows; any other could dress content up as a part of the page around it.
CLASSES: Final = frozenset(["wide", "note", "center", "right", "footnote", "footnote-ref", "footnote-backref"])
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})

_ATTRIBUTES: Final = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "details": {"open"},
}
# Taken away without a word: `rel` is set anew, `target` and `border` change no word, and a fence's language is not shown.
_SILENT: Final = frozenset({("a", "rel"), ("a", "target"), ("img", "border")})
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
# One of these ends the one before it, so many of them without end tags are no depth.
_SELF_CLOSING: Final = frozenset("p li dt dd tr td th thead tbody tfoot".split())
_DEPTH_LIMIT: Final = 200
# Start and end tags of Python-Markdown's own output for plain news: nothing in them to take away.
_WEB: Final = r"(?:https?://(?![a-zA-Z0-9.-]*[xX][nN]--)(?:[a-zA-Z0-9-]+\.)+[a-z]{2,}(?:[/?#](?:[^\"<>&\\\s|]|&amp;)*)?|(?:[^\":<>&\\\s|]|&amp;)*)"
_SIMPLE: Final = re.compile(
    r"</?(?:p|h[1-6]|em|strong|ul|ol|li|blockquote|table|thead|tbody|tr|td|th|sup|code|pre|a)>|<(?:br|hr) />|<t[dh] align=\"(?:left|center|right)\">"
    rf'|<a href="{_WEB}">|<img alt="[^"<>&]*" src="{_WEB}"(?: title="[^"<>&]*")? />'
)
_EMPTY_CLASS: Final = re.compile(r'(<[a-z][a-z0-9]*(?: [a-zA-Z-]+="[^"]*")*?) class=""')
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")

_CLEANER: Final = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    allowed_classes={tag: set(CLASSES) for tag in TAGS},
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)


def clean(html: str) -> str:
    """`html` with only what the allow-list has, balanced, as html5ever writes it: every attribute as ` name="value"`, with
    `&`, `<`, `>` and `"` in values escaped; NBSP as itself."""
    cleaned = _CLEANER.clean(html)
    if CONTROL_CHARACTERS.search(cleaned):  # from entities; without them an address may be another one: java&#1;script:
        cleaned = _CLEANER.clean(CONTROL_CHARACTERS.sub("", cleaned))
    cleaned = cleaned.replace("&nbsp;", "\u00a0")
    return _EMPTY_CLASS.sub(r"\1", cleaned) if ' class=""' in cleaned else cleaned


def is_plain(html: str) -> bool:
    """Whether `html` holds only tags that `clean` keeps as they are; a quick test that most articles pass."""
    return "<" not in _SIMPLE.sub("", html)


def is_too_deep(html: str) -> bool:
    """Whether elements are nested deeper than any text needs; the sanitiser's time grows with the square of the depth.

    An end tag closes something only where such an element is open.
    """
    depth = 0
    open_elements: Counter[str] = Counter()
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _VOID or name in _SELF_CLOSING:
            continue
        if not match[1]:
            open_elements[name] += 1
            depth += 1
            if depth > _DEPTH_LIMIT:
                return True
        elif open_elements[name]:
            open_elements[name] -= 1
            depth -= 1
    return False


def removed(html: str) -> list[tuple[str, str, str]]:
    """What `clean` takes away from `html`, in order, as `(what, tag, value)`.

    `what` is `tag`, `attribute`, `class` or `link`; `value` the attribute's name, the class or the address.
    """
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.found


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, str]] = []

    def parse_html_declaration(self, i: int) -> int:
        """`<![if x]>` is a comment to browsers, of which Python before 3.13 makes a fault of the program (gh-77057)."""
        return self.parse_bogus_comment(i) if self.rawdata.startswith("<![", i) else super().parse_html_declaration(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(("tag", tag, ""))
            return
        self.found += _attributes_removed(tag, attrs)


def _attributes_removed(tag: str, attributes: list[tuple[str, str | None]]) -> Iterator[tuple[str, str, str]]:
    for name, value in attributes:
        if name == "class":
            unknown = (word for word in (value or "").split() if word not in CLASSES)
            yield from (("class", tag, word) for word in unknown if not (tag == "code" and word.startswith("language-")))
        elif (tag, name) in _SILENT:
            continue
        elif name not in _ATTRIBUTES["*"] and name not in _ATTRIBUTES.get(tag, ()):
            yield "attribute", tag, name
        elif name in ("href", "src") and value and not _is_kept(tag, name, value):
            yield "link", tag, value


def _is_kept(tag: str, name: str, address: str) -> bool:
    """Whether the sanitiser lets an address through; it reads addresses as browsers do, so it is asked itself."""
    return f' {name}="' in _CLEANER.clean(f'<{tag} {name}="{htmllib.escape(address)}">')
