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

from hn_archive import sanitise
from hn_archive.decode import place
from hn_archive.limits import CpuTimeExceeded, cpu_seconds
from hn_archive.lost_words import lost_words
from hn_archive.problem import Location, Problem
from hn_archive.text import nfc
from hn_archive.typeset import ATTRIBUTE, ATTRIBUTES, anchors, is_external, summary_of, typeset

CPU_LIMIT: Final = 10.0

ReferenceKind = Literal["link", "picture", "player"]

_BACKLINK: Final = {"vi": "Trở lại chỗ chú thích {} trong bài", "en": "Back to note {} in the text"}

_REFERENCE: Final = re.compile(rf"<(a|img|video|audio){ATTRIBUTES}>")
_FENCE: Final = re.compile(r"^(`{3,}|~{3,}).*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"(`+)[^`](?:.*?[^`])?\1(?!`)", re.DOTALL)


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
        lost = lost_words(self._text, html)
        if lost:
            shown = " ".join(lost[:12]) + (" …" if len(lost) > 12 else "")
            self._problems.append(Problem.at("words-lost", self._locate(lost[0].lower()), words=shown))
        html = typeset(html)
        names = anchors(html)
        summary = summary_of(html)
        if "<a " in html or "<img" in html:
            html = _REFERENCE.sub(self._refer, html)
        name = self._path.rpartition("/")[2]
        for fragment in self._own_fragments:
            if fragment not in names:
                self._problems.append(Problem.at("anchor-dead", self._locate(f"#{fragment}"), target=name, fragment=fragment))
        return Body(html, tuple(self._references), names, summary), tuple(self._problems)

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
            elif what == "class":
                self._problems.append(Problem.at("html-removed", self._locate(value.lower()), what=f'class="{value}"'))
            else:
                place = self._locate(f" {value.lower()}=")
                self._problems.append(
                    Problem.at("html-removed", msgspec.structs.replace(place, column=place.column + 1), what=f"{value}=… (<{tag}>)")
                )

    def _refer(self, match: re.Match[str]) -> str:
        tag, attributes = match[1], dict(ATTRIBUTE.findall(match[2]))
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


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
