"""Set sanitised HTML for reading: headings, ids, tables, figures, players, and the summary of a text."""

import html as htmllib
import re
from typing import Final

from hn_archive import files
from hn_archive.address import slug_or_digest
from hn_archive.text import one_line

SUMMARY_LENGTH: Final = 300

# The sanitiser writes every attribute as ` name="value"` with <, > and " escaped, so tags can be read by pattern.
ATTRIBUTES: Final = r'((?: [a-zA-Z-]+="[^"]*")*)'
ATTRIBUTE: Final = re.compile(r' ([a-zA-Z-]+)="([^"]*)"')
_HEADING: Final = re.compile(rf"<h([1-6]){ATTRIBUTES}>(.*?)</h\1>", re.DOTALL)
_ID: Final = re.compile(r' id="([^"]*)"')
_LONE_PICTURE: Final = re.compile(rf"<p>\s*<img{ATTRIBUTES}>\s*</p>")
_LONE_LINK: Final = re.compile(r'<p>\s*<a href="([^"]*)">((?:(?!</?a\b|</p>).)*)</a>\s*</p>', re.DOTALL)
_LONE_ADDRESS: Final = re.compile(r"<p>(https?://[^\s<]+)</p>")
_YOUTUBE: Final = re.compile(
    r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&(?:amp;)?)?v=|embed/|shorts/)|youtu\.be/)([\w-]{6,20})(?:[?&#].*)?"
)
_ALIGNED: Final = re.compile(r'(<t[dh]\b[^>]*?) align="(left|center|right)"')
_PARAGRAPH: Final = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_NOTE_MARK: Final = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
_ANY_TAG: Final = re.compile(r"<[^>]*>")


def typeset(html: str) -> str:
    """A body's sanitised HTML as it stands in pages, but for its links to other files."""
    return _with_figures(_with_tables(_with_unique_ids(_with_headings(html))))


def anchors(html: str) -> tuple[str, ...]:
    """The ids that links can lead to."""
    return tuple(_ID.findall(html))


def _with_headings(html: str) -> str:
    """Headings below the page's own h1, the highest of them h2, each with an id made of its words."""
    if "<h" not in html:
        return html
    top = min((int(match[1]) for match in _HEADING.finditer(html)), default=2)
    seen = set(_ID.findall(html))

    def heading(match: re.Match[str]) -> str:
        level = min(int(match[1]) - top + 2, 6)
        attributes = match[2]
        if not _ID.search(attributes):
            attributes = f' id="{_free(slug_or_digest(plain_text(match[3])), seen)}"{attributes}'
        return f"<h{level}{attributes}>{match[3]}</h{level}>"

    return _HEADING.sub(heading, html)


def _free(name: str, seen: set[str]) -> str:
    number, free = 1, name
    while free in seen:
        number += 1
        free = f"{name}-{number}"
    seen.add(free)
    return free


def _with_unique_ids(html: str) -> str:
    """Each id once; ids that start with `hn-` are the theme's."""
    names = _ID.findall(html)
    if len(set(names)) == len(names) and all(map(_is_free_id, names)):
        return html
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        name = match[1]
        if name in seen or not _is_free_id(name):
            return ""
        seen.add(name)
        return match[0]

    return re.sub(r'(?<=[a-z"0-9]) id="([^"]*)"(?=[^<>]*>)', once, html)


def _is_free_id(name: str) -> bool:
    return bool(name) and not name.startswith("hn-") and not re.search(r"\s", name)


def _with_tables(html: str) -> str:
    """Tables that can be scrolled on a phone; alignment by class, since `align` is not HTML any more."""
    if "<table" not in html:
        return html
    html = _ALIGNED.sub(lambda match: match[1] + ("" if match[2] == "left" else f' class="{match[2]}"'), html)
    return re.sub(r"(<table\b[^>]*>)", r'<div class="table">\1', html).replace("</table>", "</table></div>")


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
    return htmllib.unescape(_ANY_TAG.sub("", html))


def summary_of(html: str) -> str:
    """The first paragraph that has words, cut at a word to SUMMARY_LENGTH."""
    for match in _PARAGRAPH.finditer(html):
        text = one_line(plain_text(_NOTE_MARK.sub("", match[1])))
        if text:
            return shortened(text)
    return ""


def shortened(text: str, limit: int = SUMMARY_LENGTH) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rpartition(" ")[0] or text[:limit]
    return cut.rstrip(" ,;:–-") + "…"
