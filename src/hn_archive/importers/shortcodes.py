"""Write the body of a post of Hugo or Jekyll in the archive's Markdown: pictures and code of their own are mapped, other codes reported."""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any, Final

import msgspec

from hn_archive.importers.beside import Beside, is_file_name
from hn_archive.problem import Location, Problem

# How far the end of a code is looked for: no search may go through a whole text for each of its letters.
_FAR: Final = 4_000
_FENCE: Final = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,})(?P<language>[^`\n]*)\n")
_LANGUAGE: Final = re.compile(r"\A([ \t]*(?:`{3,}|~{3,}))[^\n]*")  # of a fence; it is shown to nobody
_HIGHLIGHT: Final = re.compile(
    r"[ \t]*(?:\{%-?\s*highlight\s+(?P<liquid>[\w+#.-]+)[^%\n]*%\}|\{\{[<%]\s*highlight\s+\"?(?P<hugo>[\w+#.-]+)[^>%\n]*[>%]\}\})[ \t]*\n?"
)
_END_OF_HIGHLIGHT: Final = re.compile(
    r"\n?[ \t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})[ \t]*(?:\n|\Z)"
)
_RAW: Final = re.compile(r"[ \t]*\{%-?\s*raw\s*-?%\}[ \t]*\n?")
_END_OF_RAW: Final = re.compile(r"\{%-?\s*endraw\s*-?%\}")
_HIGHLIGHTED: Final = (_HIGHLIGHT, _END_OF_HIGHLIGHT, "highlight")
_AS_IT_IS: Final = (_RAW, _END_OF_RAW, "raw")
_CLOSING_SIGNS: Final = ("end", "/", "/ ")
_LISTED: Final = re.compile(r"\s*(?:[*+-]|[0-9]{1,9}[.)])[ \t]")

# What stands for the site's own address, before a path of it.
_SITE: Final = (
    r"\{\{-?\s*site\.(?:url|baseurl)\s*-?\}\}(?:\{\{-?\s*site\.baseurl\s*-?\}\})?(?=/)"
    r"|\{\{-?\s*[\"']/[^\"'\s{}]*[\"']\s*\|\s*(?:relative|absolute)_url\s*-?\}\}"
)
_OWN: Final = re.compile(_SITE)
_CODE: Final = rf"\{{\{{[<%].{{0,{_FAR}}}?[>%]\}}\}}|\{{\{{.{{0,{_FAR}}}?\}}\}}|\{{%.{{0,{_FAR}}}?%\}}"
_TARGET: Final = rf"(?:{_SITE})?(?:[^\s()<>\"']|\([^\s()<>\"']*\))*"
_PIECE: Final = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`)(?:[^`\n]|\n(?![ \t]*\n)|(?!(?P=ticks)(?!`))`){1,4000}(?P=ticks)(?!`))"
    rf"|!\[(?P<alt>[^\[\]]{{0,2000}})\]\(\s*<?(?P<picture>{_TARGET}|(?<=<)[^<>\n]+)>?(?:\s+(?P<title>\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
    rf"|(?P<before>\]\(\s*|^ {{0,3}}\[[^\]\n]+\]:[ \t]*|<a\b[^<>]{{0,500}}?\bhref=[\"'])(?P<target>(?!{_SITE})(?P<coded>{_CODE})|{_TARGET})"
    r"|(?P<img><img\b(?:[^<>{]|" + _SITE + r"){0,2000}>)"
    rf"|(?P<shortcode>{_CODE}|\{{::[^\n}}]*\}}|\{{:toc[^\n}}]*\}})"
    r"|(?P<more><!--\s*more\s*-->)",
    re.MULTILINE | re.DOTALL,
)
_FIGURE: Final = re.compile(
    r"(?:include\s+)?(?:legacy-)?(?:figure|image|img)(?:-(?:left|right|center|full))?(?:\.html)?\s+(?P<attributes>.*?)\s*/?",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"([a-zA-Z_-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|`[^`]*`|'[^']*'|[^\s\"'=`<>]+)\s*", re.DOTALL)
_SOURCES: Final = ("src", "url", "image_path", "image", "file")
_WORDS: Final = ("title", "caption", "attr", "credit")
# How a picture is laid out, which the archive decides for itself, and where it led.
_LAYOUT: Final = frozenset(["class", "width", "height", "align", "loading", "target", "rel", "link", "attrlink", "id", "style"])


class Converted(msgspec.Struct, frozen=True):
    """A body in the archive's Markdown, the words that readers of its source had, and what there is to report."""

    markdown: str
    text: str
    problems: tuple[Problem, ...]


def converted(body: str, first_line: int, shown: str, beside: Beside) -> Converted:
    """The body whose first line is line `first_line` of the file that problems call `shown`; files that it names are taken from `beside`."""
    writer = _Writer(body, first_line, shown, beside)
    writer.run()
    return Converted("".join(writer.markdown).strip("\n"), "".join(writer.words), tuple(writer.problems))


class _Block(msgspec.Struct, frozen=True):
    """A part of a body: code from `inner_start` to `inner_end`, or prose, whose language is None."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    language: str | None = None
    is_verbatim: bool = False


def _blocks(body: str) -> Iterator[_Block]:
    """The parts of a body in their order; a fence that is not closed goes to the end, other codes then are none."""
    start = offset = 0
    in_list, was_blank = False, True
    last = {word: max(body.rfind(f"{sign}{word}") for sign in _CLOSING_SIGNS) for _, _, word in (_HIGHLIGHTED, _AS_IT_IS)}
    while offset < len(body):
        line_end = body.find("\n", offset) + 1 or len(body)
        line = body[offset:line_end]
        block = _opened(body, offset, last)
        if block is None and was_blank and not in_list and line.strip() and line.startswith(("    ", "\t")):
            block = _Block(offset, line_end, offset, line_end, "", True)
        if block is not None:
            yield _Block(start, offset, start, offset)
            yield block
            start = offset = block.end
            was_blank = block.is_verbatim  # indented code goes on until a line is not indented
            continue
        if line.strip():
            in_list = bool(_LISTED.match(line)) or (in_list and (not was_blank or line[0] in " \t"))
        was_blank = not line.strip()
        offset = line_end
    yield _Block(start, len(body), start, len(body))


def _opened(body: str, offset: int, last: Mapping[str, int]) -> _Block | None:
    """The block of code that a line opens; `last` tells behind which places no block is closed."""
    if fence := _FENCE.match(body, offset):
        sign = fence["fence"]
        closing = re.compile(rf"^[ \t]*{sign[0]}{{{len(sign)},}}[ \t]*(?:\n|\Z)", re.MULTILINE).search(body, fence.end())
        end = closing.end() if closing else len(body)
        return _Block(offset, end, offset, end, "", True)
    for opening, closing_form, word in (_HIGHLIGHTED, _AS_IT_IS):
        if offset > last[word]:
            continue
        if (opened := opening.match(body, offset)) and (closed := closing_form.search(body, opened.end())):
            language = (opened["liquid"] or opened["hugo"]) if opening is _HIGHLIGHT else ""
            return _Block(offset, closed.end(), opened.end(), closed.start(), language, opening is _RAW)
    return None


class _Writer:
    """One body on its way."""

    def __init__(self, body: str, first_line: int, shown: str, beside: Beside) -> None:
        self._body = body
        self._shown = shown
        self._beside = beside
        self._line = first_line
        self._counted = 0  # up to here lines were counted
        self.markdown: list[str] = []
        self.words: list[str] = []
        self.problems: list[Problem] = []

    def run(self) -> None:
        for block in _blocks(self._body):
            inner = self._body[block.inner_start : block.inner_end]
            if block.language is None:
                self._prose(block.start, block.end)
            elif block.is_verbatim:
                self._put(inner, _LANGUAGE.sub(r"\1", inner))
            else:
                fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", inner)), default=0))
                self._put(f"\n{fence}{block.language}\n{inner}\n{fence}\n\n", f"\n{inner}\n")

    def _put(self, markdown: str, words: str) -> None:
        self.markdown.append(markdown)
        self.words.append(words)

    def _prose(self, start: int, end: int) -> None:
        last = start
        for match in _PIECE.finditer(self._body, start, end):
            before = self._body[last : match.start()]
            self._put(before, before)
            self._piece(match)
            last = match.end()
        rest = self._body[last:end]
        self._put(rest, rest)

    def _piece(self, match: re.Match[str]) -> None:
        if match["shortcode"]:
            self._shortcode(match)
        elif match["picture"] is not None:
            title = match["title"][1:-1] if match["title"] else ""
            self._picture(_without_site(match["picture"]), match["alt"], title, match)
        elif match["img"]:
            self._tag(match)
        elif match["coded"]:
            self._report("import-code", match, code=match["coded"])
            in_tag = match["before"].startswith("<")
            self._put(match["before"] + (escape(match["coded"]) if in_tag else match["coded"]), _words_before(match["before"]))
        elif match["target"] is not None:
            self._put(match["before"] + self._target(_without_site(match["target"]), match), _words_before(match["before"]))
        elif match["code"]:
            self._put(match[0], match[0])

    def _target(self, target: str, match: re.Match[str]) -> str:
        """Where a link leads; one to a document that is not there stays, and is reported."""
        if not is_file_name(target):
            return target
        taken = self._beside.take(target)
        if taken is None:
            self._report("import-file-missing", match, path=target)
        return taken or target

    def _picture(self, source: str, alt: str, caption: str, match: re.Match[str]) -> None:
        """A picture of the source in Markdown; of one that is lost what was said about it; one of another host stays as it is."""
        words = " – ".join(dict.fromkeys(part for part in (alt, caption) if part))
        taken = self._beside.take(source)
        if taken is None and re.match("https?:|//", source):
            taken = source
        if taken is None:
            self._report("import-file-missing", match, path=source)
            self._put(words, words)
            return
        title = f' "{caption.replace(chr(34), "&quot;")}"' if caption else ""
        self._put(f"![{alt}]({taken}{title})", f"{alt} {caption}")

    def _tag(self, match: re.Match[str]) -> None:
        attributes = {name.lower(): _unquoted(value) for name, value in _ATTRIBUTE.findall(match["img"])}
        alt, caption = (unescape(attributes.get(name, "")) for name in ("alt", "title"))
        source = _without_site(attributes.get("src", ""))
        taken = self._beside.take(unescape(source))
        if taken is None and not re.match("https?:|//", source):
            self._picture(source, escape(alt, quote=False), escape(caption, quote=False), match)
            return
        kept = {name: value for name, value in attributes.items() if name in ("alt", "title", "width", "height")}
        written = "".join(f' {name}="{value}"' for name, value in {"src": taken or source, **kept}.items())
        self._put(f"<img{written}>", f"{alt} {caption}")

    def _shortcode(self, match: re.Match[str]) -> None:
        code = match["shortcode"]
        figure = _figure(code)
        if figure:
            self._picture(*figure, match)
            return
        if own := _OWN.fullmatch(code):
            self._put(_without_site(own[0]), "")
            return
        self._report("import-code", match, code=code)
        # `<box …` would be taken for a tag, and braces right after emphasis or a link, or with a colon, for attributes.
        written = re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", code)
        is_attributes = code.startswith("{:") or self._body[max(match.start() - 1, 0)] in "*_`)]>"
        self._put("\\" + written if is_attributes else written, code)

    def _report(self, problem: str, match: re.Match[str], **values: Any) -> None:
        self._line += self._body.count("\n", self._counted, match.start())
        self._counted = match.start()
        column = match.start() - self._body.rfind("\n", 0, match.start())
        self.problems.append(Problem.at(problem, Location(self._shown, self._line, column), **values))


def _figure(code: str) -> tuple[str, str, str] | None:
    """The source, the alternative text and the caption of a code that shows a picture and says nothing else."""
    inside = re.sub(r"^\{[{%][<%]?-?\s*|\s*-?[>%]?[%}]\}$", "", code)
    match = _FIGURE.fullmatch(inside)
    if match is None:
        return None
    rest = _ATTRIBUTE.sub("", match["attributes"])
    attributes = {name.lower(): _unquoted(value) for name, value in _ATTRIBUTE.findall(match["attributes"])}
    source = next((attributes[name] for name in _SOURCES if name in attributes), "")
    if rest.strip() or not source or not set(attributes) <= {*_SOURCES, *_WORDS, *_LAYOUT, "alt"}:
        return None
    caption = " – ".join(dict.fromkeys(attributes[name] for name in _WORDS if attributes.get(name)))
    alt = re.sub(r"([\[\]])", r"\\\1", attributes.get("alt", ""))
    return _without_site(source), re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", alt), caption


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[0] in "\"'`" else value


def _without_site(target: str) -> str:
    """`{{ site.url }}/tin/` and `{{ "/tin/" | relative_url }}` as `/tin/`."""
    return _OWN.sub(lambda match: next(iter(re.findall(r"[\"'](/[^\"']*)", match[0])), ""), target)


def _words_before(written: str) -> str:
    """What readers see of what stands before the target of a link: nothing of a tag."""
    return "\n" if written.startswith("<") else written
