"""Turn an article's Markdown into safe HTML that knows no other file: its links are kept as references."""

import html as htmllib
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote

import msgspec

from hn_archive import files, sanitise
from hn_archive.decode import place
from hn_archive.limits import CpuTimeExceeded, call_levels, cpu_seconds
from hn_archive.lost_words import NUMBERED, lost_words, renumbered
from hn_archive.problem import Location, Problem
from hn_archive.prose import prose, without_marks
from hn_archive.text import nfc
from hn_archive.typeset import ATTRIBUTE, ATTRIBUTES, anchors, is_external, summary_of, typeset

if TYPE_CHECKING:
    from markdown import Markdown

CPU_LIMIT: Final = 10.0
# Python-Markdown calls itself for each level of a list or a quotation.
_CALL_LEVELS: Final = 900

ReferenceKind = Literal["link", "picture", "player"]

_REFERENCE: Final = re.compile(rf"<(/?)(a|img|video|audio){ATTRIBUTES}>")
_FENCE: Final = re.compile(r"^(`{3,}|~{3,}).*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"(`+)[^`](?:.*?[^`])?\1(?!`)", re.DOTALL)


class Reference(msgspec.Struct, frozen=True, array_like=True):
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
    """A rendered text. In `html` the n-th reference stands as U+0002 n U+0003, which no content can hold; `written` is the same before
    pictures from elsewhere and the like were replaced by links."""

    html: str
    references: tuple[Reference, ...]
    anchors: tuple[str, ...]
    written: str

    @property
    def summary(self) -> str:
        """Its first paragraph; articles with a lead need none."""
        return summary_of(without_marks(self.written))


def fill(html: bytes, tags: tuple[str, ...]) -> bytes:
    """A body's HTML, as UTF-8, with the tag of each reference in its place."""
    if not tags:
        return html
    return re.sub(b"\x02([0-9]+)\x03", lambda match: tags[int(match[1])].encode(), html)


def without_references(html: bytes) -> bytes:
    """A body's HTML, as UTF-8, without the tags of its references, for those who want its words alone."""
    return re.sub(b"\x02[0-9]+\x03", b"", html) if b"\x02" in html else html


class Renderer:
    """Renders bodies one after the other; one a process, since to set Python-Markdown up takes 2 ms."""

    def __init__(self, language: str) -> None:
        self._language = language

    def render(self, text: str, path: str, first_line: int) -> tuple[Body | None, tuple[Problem, ...]]:
        """The body whose text starts at line `first_line` of the file `path`, and its problems; None where it was given up.

        Takes at most CPU_LIMIT seconds of CPU time.
        """
        short = self.short_way(text, path, first_line)
        if short is not None:
            return short
        start = Location(path, first_line)
        rendering = _Rendering(text, path, first_line)
        parser = self._markdown  # outside the limits, since it may be the first time
        try:
            with cpu_seconds(CPU_LIMIT), call_levels(_CALL_LEVELS):
                return rendering.run(parser.reset().convert(text))
        except CpuTimeExceeded:
            problem = Problem.at("body-time", start, limit=f"{CPU_LIMIT:.0f}")
        except RecursionError:
            problem = Problem.at("body-depth", start)
        del self._markdown  # it was left in the middle of something
        return None, (problem,)

    def short_way(self, text: str, path: str, first_line: int) -> tuple[Body, tuple[Problem, ...]] | None:
        """The same, in a small part of the time, of a text that is plain prose as most news is; None for others."""
        rendering = _Rendering(text, path, first_line)
        made = prose(text, rendering.link)
        return rendering.filled(made.html, made.anchors, made.html) if made is not None else None

    @cached_property
    def _markdown(self) -> "Markdown":
        from hn_archive.python_markdown import parser  # Python-Markdown takes 20 ms to import, and many an edit needs none

        return parser(self._language)


class _Rendering:
    """One body on its way from Python-Markdown's HTML to ours."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self._text = text
        self._path = path
        self._first_line = first_line
        self._problems: list[Problem] = []
        self._references: list[Reference] = []
        self._anchors: tuple[str, ...] = ()
        self._links: list[str] = []  # the start tags of the links that are open; "" for a link in a link, which HTML has not
        self._is_plain = True
        self._searched: dict[str, int] = {}  # how far the text was searched for each needle

    def run(self, html: str) -> tuple[Body | None, tuple[Problem, ...]]:
        self._is_plain = sanitise.is_plain(html)
        if not self._is_plain:
            if sanitise.is_too_deep(html):
                return None, (Problem.at("body-depth", Location(self._path, self._first_line)),)
            self._report_removed(html)
        html = self._clean(html)
        lost = lost_words(self._text, html)
        if lost:
            shown = " ".join(lost[:12]) + (" …" if len(lost) > 12 else "")
            self._problems.append(Problem.at("words-lost", self._locate(lost[0].lower()), words=shown))
        for offset, written, shown in renumbered(self._prose) if NUMBERED.search(self._text) else ():
            location = place(self._text, offset, self._path, self._first_line)
            self._problems.append(Problem.at("list-number", location, written=f"{written}.", shown=f"{shown}.", number=written))
        return self.finish(html)

    def finish(self, html: str) -> tuple[Body, tuple[Problem, ...]]:
        """Set clean HTML for reading, and take its links to other files out."""
        html = typeset(html)
        self._anchors = anchors(html)
        written = html
        if "<a" in html or "<img" in html:
            html = _REFERENCE.sub(self._refer, html)
        return self.filled(html, self._anchors, written)

    def filled(self, html: str, names: tuple[str, ...], written: str) -> tuple[Body, tuple[Problem, ...]]:
        """The body, with the references and problems that were noted on the way."""
        return Body(html, tuple(self._references), names, written), tuple(self._problems)

    def link(self, written: str) -> str:
        """The start tag of a link to an address as it stands in HTML."""
        return self._link(htmllib.unescape(written), "", f'<a href="{written}">')

    def _clean(self, html: str) -> str:
        """Clean HTML. To take an element away can leave its content where it may not stand (a paragraph in a paragraph), so
        what it leaves is read once more, as a browser will."""
        cleaned = sanitise.clean(html)
        for _ in range(0 if self._is_plain else 4):
            before, cleaned = cleaned, sanitise.clean(cleaned)
            if cleaned == before:
                break
        return cleaned

    def _locate_target(self, target: str) -> Location:
        """Where a link's or picture's address is written: in a link before anywhere else."""
        lower = target.lower()
        before = next(
            (sign for sign in ("](", "](<", 'href="', "href='", 'src="', "src='", "]: ", "<") if sign + lower in self._prose), ""
        )
        place = self._locate(before + lower)
        return msgspec.structs.replace(place, column=place.column + len(before)) if place.column else place

    def _locate(self, needle: str) -> Location:
        """Where the next `needle` stands in the text outside code, the body's first line where it cannot be found."""
        offset = self._prose.find(needle, self._searched.get(needle, 0))
        if offset < 0:
            return Location(self._path, self._first_line)
        self._searched[needle] = offset + 1
        return place(self._text, offset, self._path, self._first_line)

    @cached_property
    def _prose(self) -> str:
        """The text with its code blanked out, letter for letter, in lower case."""
        blanked = _CODE.sub(_blank, _FENCE.sub(_blank, self._text))
        lower = blanked.lower()
        return lower if len(lower) == len(blanked) else blanked

    def _report_removed(self, html: str) -> None:
        for what, tag, value in sanitise.removed(html):
            if what == "tag":
                self._problems.append(Problem.at("html-removed", self._locate(f"<{tag}"), what=f"<{tag}>"))
            elif what == "link":
                self._problems.append(Problem.at("link-scheme", self._locate_target(value), target=value))
            elif what == "class":
                self._problems.append(Problem.at("html-removed", self._locate(value.lower()), what=f'class="{value}"'))
            else:
                place = self._locate(f" {value.lower()}=")
                self._problems.append(
                    Problem.at("html-removed", msgspec.structs.replace(place, column=place.column + 1), what=f"{value}=… (<{tag}>)")
                )

    def _refer(self, match: re.Match[str]) -> str:
        is_end, tag, attributes = bool(match[1]), match[2], dict(ATTRIBUTE.findall(match[3]))
        if is_end:
            return "" if tag == "a" and self._links.pop() == "" else match[0]
        written = attributes.pop("href" if tag == "a" else "src", "")
        target = re.sub(r"[\t\r\n]", "", htmllib.unescape(written)).strip()
        others = "".join(f' {name}="{value}"' for name, value in attributes.items())
        if tag != "a":
            return self._picture(target, attributes, others) if tag == "img" else self._keep("player", target, others)
        made = self._link(target, others, match[0]) if not any(self._links) else ""
        self._links.append(made)
        return made

    def _link(self, target: str, others: str, tag: str) -> str:
        """The start tag of a link."""
        if is_external(target):
            is_web = not target.lower().startswith(("mailto:", "tel:"))
            return f'<a href="{htmllib.escape(target)}"{others}{_EXTERNAL if is_web else ""}>'
        if target.startswith("#"):
            fragment = nfc(unquote(target[1:]))
            if fragment in self._anchors:
                return tag
            name = self._path.rpartition("/")[2]
            self._problems.append(Problem.at("anchor-dead", self._locate_target(target), target=name, fragment=fragment))
            return f"<a{others}>"
        return self._keep("link", target, others) if target else f"<a{others}>"

    def _picture(self, target: str, attributes: dict[str, str], others: str) -> str:
        """A picture of this archive; a link to one elsewhere, since no page asks anything of other hosts, and to a recording."""
        words = " – ".join(part for part in (attributes.get("alt"), attributes.get("title")) if part)
        if not target:
            return words
        label = words or htmllib.escape(target)
        if is_external(target):
            self._problems.append(Problem.at("image-external", self._locate_target(target), target=target))
            return label if any(self._links) else f'<a href="{htmllib.escape(target)}"{_EXTERNAL}>{label}</a>'
        if files.family(target) in ("video", "audio"):
            return label if any(self._links) else f"{self._keep('link', target, '')}{label}</a>"
        mark = self._keep("picture", target, others)
        if not attributes.get("alt", "").strip():
            self._problems.append(Problem.at("image-alt", self._references[-1].location, target=target))
        return mark

    def _keep(self, kind: ReferenceKind, target: str, others: str) -> str:
        """Note a reference, to be completed later, and give the mark that stands for it until then."""
        path, _, fragment = target.partition("#")
        path = path.partition("?")[0]
        location = self._locate_target(target)
        self._references.append(Reference(kind, nfc(unquote(path)), nfc(unquote(fragment)), others, location))
        return f"\x02{len(self._references) - 1}\x03"


_EXTERNAL: Final = ' rel="external noopener"'


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
