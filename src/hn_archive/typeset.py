"""Set sanitised HTML for reading: headings, ids, tables, figures, players, and the summary of a text."""

import html as htmllib
import re
from typing import Final

from hn_archive import files
from hn_archive.address import slug_or_digest
from hn_archive.text import one_line

SUMMARY_LENGTH: Final = 300

_THEME_IDS: Final = "hn-"

# The sanitiser writes every attribute as ` name="value"` with <, > and " escaped, so tags can be read by pattern.
ATTRIBUTES: Final = r'((?: [a-zA-Z-]+="[^"]*")*)'
ATTRIBUTE: Final = re.compile(r' ([a-zA-Z-]+)="([^"]*)"')
_HEADING_TAG: Final = re.compile(rf"<(/?)h([1-6]){ATTRIBUTES}>")
_WITH_ID: Final = re.compile(r'(<[a-z][a-z0-9]*(?: [a-zA-Z-]+="[^"]*")*?) id="([^"]*)"')
_LONE_PICTURE: Final = re.compile(rf"<p>\s*<img{ATTRIBUTES}>\s*</p>")
_LONE_LINK: Final = re.compile(r'<p>\s*<a href="([^"]*)">((?:(?!</?a\b|</p>).)*)</a>\s*</p>', re.DOTALL)
_LONE_ADDRESS: Final = re.compile(r"<p>(https?://[^\s<]+)</p>")
_YOUTUBE: Final = re.compile(
    r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&(?:amp;)?)?v=|embed/|shorts/)|youtu\.be/)([\w-]{6,20})(?:[?&#].*)?"
)
_CELL: Final = re.compile(rf"<(t[dh]){ATTRIBUTES}>")
_ALIGNMENTS: Final = frozenset({"center", "right"})
_PARAGRAPH: Final = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BACKLINK: Final = re.compile(r'\s*<a(?: [a-z]+="[^"]*")*? href="#(fnref[^"]*)"[^>]*>[^<]*</a>')
_NOTE_MARK: Final = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
_ANY_TAG: Final = re.compile(r"<[^>]*>")
_OWN_ANCHOR: Final = re.compile(r'(<a(?: [a-z-]+="[^"]*")*? href=")#')
_ALT: Final = re.compile(r'<img(?: [a-z-]+="[^"]*")*? alt="([^"]*)"[^>]*>')
_PREFORMATTED: Final = re.compile(r"<pre\b[^>]*>.*?</pre>", re.DOTALL)
_BLOCK_NAMES: Final = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", "pre",
    "table", "tr", "hr",
)  # fmt: skip
_BLOCK: Final = re.compile(rf"</?(?:{'|'.join(_BLOCK_NAMES)})\b[^>]*>")
_BLOCKS: Final = frozenset(name.encode() for block in _BLOCK_NAMES if block != "pre" for name in (block, f"/{block}"))
# What a text may hold that its words cannot be taken from by tags alone: breaks, code, pictures, marks of footnotes, and these themselves.
_NOT_PLAIN: Final = frozenset((b"br", b"pre", b"img", b"sup"))
_FOOTNOTES: Final = b'<div class="footnote'
# What blanks beyond ASCII begin with in UTF-8: U+0085, U+00A0, U+1680, U+2000 to U+205F, U+3000.
_BLANKS: Final = frozenset((b"\xc2\x85", b"\xc2\xa0", b"\xe1\x9a", b"\xe2\x80", b"\xe2\x81", b"\xe3\x80"))
_CELL_END: Final = re.compile(r"</t[dh]>")


def typeset(html: str) -> str:
    """A body's sanitised HTML as it stands in pages, but for its links to other files."""
    html = _with_figures(_with_tables(_with_headings(_with_backlinks(_with_unique_ids(html)))))
    return html.replace("<pre", '<pre tabindex="0"')  # what can be scrolled must be reached by keyboard too, as tables must


def anchors(html: str) -> tuple[str, ...]:
    """The ids that links can lead to."""
    return tuple(htmllib.unescape(match[2]) for match in _WITH_ID.finditer(html))


def _with_unique_ids(html: str) -> str:
    """Each id once, with the first that has it; ids that start with `hn-` are the theme's."""
    if ' id="' not in html:
        return html
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        name = match[2]
        if not name or name in seen or name.startswith(_THEME_IDS) or re.search(r"\s", name):
            return match[1]
        seen.add(name)
        return match[0]

    return _WITH_ID.sub(once, html)


def _with_backlinks(html: str) -> str:
    """Without the way back from a footnote that nothing in the text refers to."""
    if "#fnref" not in html:
        return html
    names = anchors(html)
    return _BACKLINK.sub(lambda match: match[0] if htmllib.unescape(match[1]) in names else "", html)


def _with_headings(html: str) -> str:
    """Headings below the page's own h1, the highest of them h2, each with an id made of its words."""
    tags = list(_HEADING_TAG.finditer(html))
    if not tags:
        return html
    shift = 2 - min(int(tag[2]) for tag in tags)
    seen = set(anchors(html))
    parts, end = [], 0
    for place, tag in enumerate(tags):
        attributes = tag[3]
        if not tag[1] and ' id="' not in attributes:
            words = html[tag.end() : tags[place + 1].start()] if place + 1 < len(tags) else ""
            attributes = f' id="{_heading_id(words, seen)}"{attributes}'
        parts += [html[end : tag.start()], f"<{tag[1]}h{min(int(tag[2]) + shift, 6)}{attributes}>"]
        end = tag.end()
    return "".join([*parts, html[end:]])


class Headings:
    """The headings of a text without other ids, gathered one by one and set as `typeset` would."""

    def __init__(self) -> None:
        self._found: list[tuple[int, int, str, str]] = []

    def add(self, place: int, level: int, html: str, words: str) -> None:
        """Note the heading that is the block number `place` of its text; `words` is its HTML without marks of references."""
        self._found.append((place, level, html, words))

    def set_into(self, blocks: list[str]) -> tuple[str, ...]:
        """Put the headings at their places, and give their ids."""
        shift = 2 - min((level for _, level, *_ in self._found), default=2)
        seen: set[str] = set()
        ids = []
        for place, level, html, words in self._found:
            name = _heading_id(words, seen)
            ids.append(name)
            tag = f"h{min(level + shift, 6)}"
            blocks[place] = f'<{tag} id="{name}">{html}</{tag}>'
        return tuple(ids)


def _heading_id(words: str, seen: set[str]) -> str:
    """An id that no other has, for a heading of these words in HTML."""
    return _free(slug_or_digest(plain_text(words)), seen)


def _free(name: str, seen: set[str]) -> str:
    """`name`, or the next of `name-2`, `name-3` that is not taken."""
    bare = f"x-{name}" if f"{name}-".startswith(_THEME_IDS) else name
    number, free = 1, bare
    while free in seen:
        number += 1
        free = f"{bare}-{number}"
    seen.add(free)
    return free


def _with_tables(html: str) -> str:
    """Tables that can be scrolled on a phone; alignment by class, since `align` is not HTML any more."""
    if "<table" not in html:
        return html
    html = _CELL.sub(_aligned_cell, html) if ' align="' in html else html
    return re.sub(r"(<table\b[^>]*>)", r'<div class="table" tabindex="0">\1', html).replace("</table>", "</table></div>")


def _aligned_cell(match: re.Match[str]) -> str:
    attributes = dict(ATTRIBUTE.findall(match[2]))
    align = attributes.pop("align", "").lower()
    if align in _ALIGNMENTS:
        attributes["class"] = " ".join([*attributes.get("class", "").split(), align])
    return f"<{match[1]}" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"


def _with_figures(html: str) -> str:
    """Pictures, recordings and YouTube links that stand alone in a paragraph."""
    if "<img" in html:
        html = _LONE_PICTURE.sub(_figure, html)
    if "<p><a " in html:
        html = _LONE_LINK.sub(_player_or_card, html)
    if "<p>http" in html:
        html = _LONE_ADDRESS.sub(lambda match: _video_card(match[1], match[1]) or match[0], html)
    return html


def _figure(match: re.Match[str]) -> str:
    attributes = dict(ATTRIBUTE.findall(match[1]))
    caption = attributes.pop("title", "")
    source = attributes.get("src", "")
    if files.family(htmllib.unescape(source)) in ("video", "audio"):
        return _player(source, caption or attributes.get("alt") or source)
    picture = "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>" if caption else f"<figure>{picture}</figure>"


def _player_or_card(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if not is_external(htmllib.unescape(target)) and files.family(htmllib.unescape(target)) in ("video", "audio"):
        return _player(target, label)
    return _video_card(target, label) or match[0]


def _player(source: str, label: str) -> str:
    tag = files.family(htmllib.unescape(source))
    return f'<figure><{tag} src="{source}"><figcaption><a href="{source}">{label}</a></figcaption></figure>'


def _video_card(target: str, label: str) -> str:
    """A link that looks like a player: nothing is asked of YouTube before the reader follows it."""
    found = _YOUTUBE.fullmatch(target)
    if not found:
        return ""
    address = f"https://www.youtube.com/watch?v={found[1]}"
    return f'<p class="video-card"><a href="{address}"><span class="video-card-host">YouTube</span> {label}</a></p>'


def is_external(target: str) -> bool:
    """Whether an address leaves the site: it has a scheme or a host."""
    return target.startswith("//") or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", target) is not None


def plain_text(html: str) -> str:
    """The words of HTML without its tags."""
    bare = _ANY_TAG.sub("", html) if "<" in html else html
    return htmllib.unescape(bare) if "&" in bare else bare


def text_of(html: bytes) -> bytes:
    """The words of finished HTML as paragraphs with a blank line between them, both as UTF-8; a picture is its alternative text.

    Runs of spaces, tabs and line feeds are one space; other blanks are kept, as the no-break space is.
    """
    if b"&" in html or b"\t" in html or _FOOTNOTES in html:
        return _text_of_any(html.decode()).encode()
    paragraphs: list[bytes] = []
    first, *pieces = html.split(b"<")
    words = [first]
    for piece in pieces:
        tag, _, after = piece.partition(b">")
        if tag in _BLOCKS or (name := tag.partition(b" ")[0]) in _BLOCKS:
            paragraphs.append(b"".join(words))
            words = [after]
        elif name in (b"/td", b"/th"):
            words += (b" ", after)
        elif name in _NOT_PLAIN:
            return _text_of_any(html.decode()).encode()
        else:
            words.append(after)
    paragraphs.append(b"".join(words))
    # Characters have to be looked at only where the first may be a blank.
    trimmed = [text for each in paragraphs if (text := each.strip(b" \n"))]
    lines = [text for text in trimmed if (text[0] > 32 and text[:2] not in _BLANKS) or not text.decode().isspace()]
    return b"\n\n".join([_plain_line(line) if b"  " in line or b"\n" in line else line for line in lines])


def _plain_line(text: bytes) -> bytes:
    return re.sub(b"  +", b" ", text.replace(b"\n", b" "))


def _text_of_any(html: str) -> str:
    html = _BACKLINK.sub("", _NOTE_MARK.sub("", html)) if "fnref" in html else html
    text = _PREFORMATTED.sub(lambda match: match[0].replace("\n", "<br>"), html).replace("\n", " ").replace("\t", " ")
    text = _CELL_END.sub(" ", _ALT.sub(lambda match: match[1], text))
    paragraphs = re.split(r"\n *\n", plain_text(_BLOCK.sub("\n\n", text.replace("<br>", "\n"))))
    lines = ([re.sub("  +", " ", line).strip(" ") for line in paragraph.split("\n") if line.strip()] for paragraph in paragraphs)
    return "\n\n".join("\n".join(words) for words in lines if words)


def with_absolute_anchors(html: str, page: str) -> str:
    """HTML that leaves its page, for a feed: links to places in it (`#fn:1`) lead back to the page at the address `page`."""
    return _OWN_ANCHOR.sub(lambda match: f"{match[1]}{htmllib.escape(page)}#", html)


def summary_of(html: str) -> str:
    """The first paragraph that has words, cut at a word to SUMMARY_LENGTH."""
    for match in _PARAGRAPH.finditer(html):
        text = one_line(plain_text(_NOTE_MARK.sub("", match[1]).replace("<br>", " ")))
        if text:
            return shortened(text)
    return ""


def shortened(text: str, limit: int = SUMMARY_LENGTH) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rpartition(" ")[0] or text[:limit]
    return cut.rstrip(" ,;:–-") + "…"
