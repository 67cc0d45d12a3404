"""Turn an article's Markdown into safe HTML that knows no other file: its links are kept as references."""

import html as htmllib
import re
from collections import Counter
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

import markdown
import msgspec
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from hn_archive import files, sanitise
from hn_archive.address import slug_or_digest
from hn_archive.decode import place
from hn_archive.limits import CpuTimeExceeded, cpu_seconds
from hn_archive.problem import Location, Problem
from hn_archive.text import nfc, one_line

CPU_LIMIT: Final = 10.0
SUMMARY_LENGTH: Final = 300

ReferenceKind = Literal["link", "picture", "player"]

_BACKLINK: Final = {"vi": "Trở lại chỗ chú thích {} trong bài", "en": "Back to note {} in the text"}

# The sanitiser writes every attribute as ` name="value"` with <, > and " escaped, so tags can be read by pattern.
_ATTRIBUTES: Final = r'((?: [a-zA-Z-]+="[^"]*")*)'
_ATTRIBUTE: Final = re.compile(r' ([a-zA-Z-]+)="([^"]*)"')
_HEADING: Final = re.compile(rf"<h([1-6]){_ATTRIBUTES}>(.*?)</h\1>", re.DOTALL)
_ID: Final = re.compile(r' id="([^"]*)"')
_REFERENCE: Final = re.compile(rf"<(a|img|video|audio){_ATTRIBUTES}>")
_LONE_PICTURE: Final = re.compile(rf"<p>\s*<img{_ATTRIBUTES}>\s*</p>")
_LONE_LINK: Final = re.compile(r'<p>\s*<a href="([^"]*)">((?:(?!</?a\b|</p>).)*)</a>\s*</p>', re.DOTALL)
_LONE_ADDRESS: Final = re.compile(r"<p>(https?://[^\s<]+)</p>")
_YOUTUBE: Final = re.compile(
    r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&(?:amp;)?)?v=|embed/|shorts/)|youtu\.be/)([\w-]{6,20})(?:[?&#].*)?"
)
_ALIGNED: Final = re.compile(r'(<t[dh]\b[^>]*?) align="(left|center|right)"')
_PARAGRAPH: Final = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_NOTE_MARK: Final = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
_ANY_TAG: Final = re.compile(r"<[^>]*>")

_FENCE: Final = re.compile(r"^(`{3,}|~{3,}).*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"(`+)[^`](?:.*?[^`])?\1(?!`)", re.DOTALL)
_RISKY: Final = re.compile(r"<[a-zA-Z/!?]|\]:|\{|\|")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_KNOWN_TAG: Final = re.compile(
    r"</?(?:" + "|".join(sorted(sanitise.TAGS)) + r"|script|style|iframe|object|embed|form|input|button|font|video|audio|source"
    r"|svg|section|article|header|footer|main|nav|aside|body|html|head|meta|link)\b[^<>]*>",
    re.IGNORECASE,
)
_ATTRIBUTE_LIST: Final = re.compile(r"\{:?[ ]*((?:[#.][\w:-]+[ ]*|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+)[ ]*)+)\}")
_DESTINATION: Final = re.compile(r"""\]\(\s*(?:<[^<>\n]*>|[^\s)]*)(?:\s+("[^"\n]*"|'[^'\n]*'))?\s*\)""")
_DEFINITION: Final = re.compile(r"^ {0,3}\[([^\]^][^\]\n]*)\]:", re.MULTILINE)
_LABELS: Final = re.compile(r"\[\^[^\]\n]+\]:?|\]\s?\[[^\]\n]*\]|^\s*[0-9]+\.\s|^(?:`{3,}|~{3,})[^\n]*", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W_]+")


class Reference(msgspec.Struct, frozen=True):
    """A body's link, picture or player, to be completed when the addresses of the other files are known.

    `target` is a path from the site's root where it starts with `/`, else from the folder of the file it stands in;
    `fragment` is what followed `#`; `attributes` are the tag's others, their values escaped.
    """

    kind: ReferenceKind
    target: str
    fragment: str
    attributes: str
    location: Location


class Body(msgspec.Struct, frozen=True):
    """A rendered text. In `html` the n-th reference stands as U+0002 n U+0003, which no content can hold."""

    html: str
    references: tuple[Reference, ...]
    anchors: tuple[str, ...]
    summary: str


def fill(html: str, tags: tuple[str, ...]) -> str:
    """A body's HTML with the tag of each reference in its place."""
    if not tags:
        return html
    return re.sub("\x02([0-9]+)\x03", lambda match: tags[int(match[1])], html)


class Renderer:
    """Renders bodies one after the other; one a process, since setting Python-Markdown up takes 2 ms."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._markdown = _parser(language)

    def render(self, text: str, path: str, first_line: int) -> tuple[Body | None, tuple[Problem, ...]]:
        """The body whose text starts at line `first_line` of the file `path`, and its problems; None where it was given up.

        Takes at most CPU_LIMIT seconds of CPU time.
        """
        start = Location(path, first_line)
        try:
            with cpu_seconds(CPU_LIMIT):
                return _Rendering(text, path, first_line).run(self._convert(text))
        except CpuTimeExceeded:
            problem = Problem.at("body-time", start, limit=f"{CPU_LIMIT:.0f}")
        except RecursionError:
            problem = Problem.at("body-depth", start)
        self._markdown = _parser(self._language)  # it was left in the middle of something
        return None, (problem,)

    def _convert(self, text: str) -> str:
        return self._markdown.reset().convert(text)


def _parser(language: str) -> markdown.Markdown:
    """Never `extra` or `md_in_html`, which drop the rest of a text after two unclosed elements."""
    return markdown.Markdown(
        output_format="xhtml",
        extensions=[
            TableExtension(use_align_attribute=True),
            FootnoteExtension(BACKLINK_TITLE=_BACKLINK[language]),
            AttrListExtension(),
            SaneListExtension(),
            FencedCodeExtension(),
        ],
    )


class _Rendering:
    """One body on its way from Python-Markdown's HTML to ours."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self._text = text
        self._path = path
        self._first_line = first_line
        self._problems: list[Problem] = []
        self._references: list[Reference] = []
        self._own_fragments: list[str] = []
        self._found: Counter[str] = Counter()

    def run(self, html: str) -> tuple[Body | None, tuple[Problem, ...]]:
        if not sanitise.is_plain(html):
            if sanitise.is_too_deep(html):
                return None, (Problem.at("body-depth", Location(self._path, self._first_line)),)
            self._report_removed(html)
        html = sanitise.clean(html)
        if _RISKY.search(self._text):
            self._report_lost_words(html)
        html = _with_headings(html)
        html = _with_unique_ids(html)
        html = _with_tables(html)
        html = _with_figures(html)
        anchors = tuple(_ID.findall(html))
        summary = summary_of(html)
        if "<a " in html or "<img" in html:
            html = _REFERENCE.sub(self._refer, html)
        name = self._path.rpartition("/")[2]
        for fragment in self._own_fragments:
            if fragment not in anchors:
                self._problems.append(Problem.at("anchor-dead", self._locate(f"#{fragment}"), target=name, fragment=fragment))
        return Body(html, tuple(self._references), anchors, summary), tuple(self._problems)

    def _locate(self, needle: str) -> Location:
        """Where the next `needle` stands in the text outside code, the body's first line where it cannot be found."""
        offset = -1
        for _ in range(self._found[needle] + 1):
            following = self._prose.find(needle, offset + 1)
            if following < 0:
                break
            offset = following
        self._found[needle] += 1
        if offset < 0:
            return Location(self._path, self._first_line)
        return place(self._text, offset, self._path, self._first_line)

    @property
    def _prose(self) -> str:
        """The text with its code blanked out, letter for letter, in lower case."""
        if not hasattr(self, "_blanked"):
            blanked = _CODE.sub(_blank, _FENCE.sub(_blank, self._text))
            lower = blanked.lower()
            self._blanked = lower if len(lower) == len(blanked) else blanked
        return self._blanked

    def _report_removed(self, html: str) -> None:
        for what, tag, value in sanitise.removed(html):
            if what == "tag":
                self._problems.append(Problem.at("html-removed", self._locate(f"<{tag}"), what=f"<{tag}>"))
            elif what == "link":
                self._problems.append(Problem.at("link-scheme", self._locate(value.lower()), target=value))
            elif not (tag == "code" and value.startswith("language-")):
                shown = f'class="{value}"' if what == "class" else f"{value}=… (<{tag}>)"
                self._problems.append(Problem.at("html-removed", self._locate(value.lower()), what=shown))

    def _report_lost_words(self, html: str) -> None:
        """Python-Markdown drops cells beyond a table's head, unused reference definitions, words in braces, unclosed tags …"""
        lost = Counter(_WORD.findall(_expected_prose(self._text)))
        lost -= Counter(_WORD.findall(nfc(htmllib.unescape(html))))
        if lost:
            words = list(lost)
            location = self._locate(words[0].lower())
            self._problems.append(Problem.at("words-lost", location, words=" ".join(words[:12]) + (" …" if len(words) > 12 else "")))

    def _refer(self, match: re.Match[str]) -> str:
        tag, attributes = match[1], dict(_ATTRIBUTE.findall(match[2]))
        written = attributes.pop("href" if tag == "a" else "src", None)
        if written is None:
            return match[0] if tag == "a" else htmllib.escape(htmllib.unescape(attributes.get("alt", "")))
        target = htmllib.unescape(written).strip()
        others = "".join(f' {name}="{value}"' for name, value in attributes.items())
        if is_external(target):
            return self._external(tag, target, others, attributes)
        if tag == "a" and target.startswith("#"):
            self._own_fragments.append(nfc(unquote(target[1:])))
            return match[0]
        location = self._locate(target.lower())
        if tag == "img" and not attributes.get("alt", "").strip():
            self._problems.append(Problem.at("image-alt", location, target=target))
        parts = urlsplit(target)
        kind: ReferenceKind = "link" if tag == "a" else "picture" if tag == "img" else "player"
        self._references.append(Reference(kind, nfc(unquote(parts.path)), nfc(unquote(parts.fragment)), others, location))
        return f"\x02{len(self._references) - 1}\x03"

    def _external(self, tag: str, target: str, others: str, attributes: dict[str, str]) -> str:
        address = htmllib.escape(target)
        if tag == "a":
            is_web = not target.lower().startswith(("mailto:", "tel:"))
            return f'<a href="{address}"{others}{_EXTERNAL if is_web else ""}>'
        self._problems.append(Problem.at("image-external", self._locate(target.lower()), target=target))
        return f'<a href="{address}"{_EXTERNAL}>{attributes.get("alt") or address}</a>'


_EXTERNAL: Final = ' rel="external noopener"'


def is_external(target: str) -> bool:
    """Whether an address leaves the site: it has a scheme or a host."""
    return target.startswith("//") or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", target) is not None


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _expected_prose(text: str) -> str:
    """The words of a text that must stand on its page: all but markup, comments and names that only link."""
    text = _COMMENT.sub(" ", text)
    text = _KNOWN_TAG.sub(" ", text)
    text = _ATTRIBUTE_LIST.sub(" ", text)
    text = _DESTINATION.sub(r"] \1", text)
    prose = text.casefold()

    def without_label(match: re.Match[str]) -> str:
        label = f"[{match[1].casefold()}]"
        return " " if prose.count(label) > 1 else match[0]

    text = _DEFINITION.sub(without_label, text)
    return htmllib.unescape(_LABELS.sub(" ", text))


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
    if " id=" not in html:
        return html
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        name = match[1]
        if not name or name in seen or name.startswith("hn-") or re.search(r"\s", name):
            return ""
        seen.add(name)
        return match[0]

    return re.sub(r'(?<=[a-z"0-9]) id="([^"]*)"(?=[^<>]*>)', once, html)


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
    attributes = dict(_ATTRIBUTE.findall(match[1]))
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
