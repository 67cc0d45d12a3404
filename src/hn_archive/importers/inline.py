"""Write the spans of a paragraph as the archive's Markdown, or as HTML where a block stands as HTML."""

import html as htmllib
import re
import unicodedata
from typing import Final
from urllib.parse import quote

from hn_archive.importers.blocks import Break, Mark, Picture, Reference, Span, Spans, Text

# What Python-Markdown would take for markup, wherever it stands in a line; the end of a run of text may be before markup.
_SIGNS: Final = r"\\(?=[\\`*_{}\[\]()>#+\-.!|<&]|\Z)|[`*{]|(?<![^\W_])_|_(?![^\W_])|<(?! )|&(?=\#|[-.\w]*;)"
_MARKUP: Final = re.compile(_SIGNS + r"|\[(?!(?:[^\[\]^][^\[\]]*)\](?![(\[:{]|\Z))")
_MARKUP_IN_LINK: Final = re.compile(_SIGNS + r"|[\[\]]")
_ENTITIES: Final = {"<": "&lt;", "&": "&amp;", "=": "&#61;", "~": "&#126;"}
# And what it would at the beginning of a line: headings, quotes, lists, underlines of headings, fences.
_LINE_START: Final = re.compile(r"\s*(?:[#>]|[-+](?=[\s-]|\Z)|\d+(\.)(?=\s|\Z)|=(?==*\s*\Z)|~(?=~~))")
_HASHES: Final = re.compile(r"(#+)(\s*)\Z")
_DELIMITERS: Final = {"strong": "**", "em": "*"}
_PLAIN_CODE: Final = re.compile(r"[^`<&|{\\\s](?:[^`<&|{\\\s]| (?! ))*(?<! )")
# All else in an address could end it, or be markup; letters of other scripts stay as they are.
_UNSAFE: Final = re.compile(r"[\s\"'()<>\\^`{|}\[\]*]")
_MAYBE_ENTITY: Final = re.compile(r"&(?=\#|[-.\w]*;)")


def escaped(text: str, starts_line: bool = False, is_crowded: bool = False, in_link: bool = False) -> str:
    """A run of text as Markdown that shows just this text.

    `starts_line`: it is the first of its line; `is_crowded`: other lines stand near, with which a `|` could be a table's; `in_link`: brackets
    would part the link.
    """
    made = (_MARKUP_IN_LINK if in_link else _MARKUP).sub(_escape, text)
    if is_crowded:
        made = made.replace("|", "\\|")
    if starts_line and (start := _LINE_START.match(text)):
        # Nothing before the sign is escaped, so it stands at the same place in both.
        place = start.start(1) if start[1] else start.end() - 1
        made = made[:place] + _escape_sign(made[place]) + made[place + 1 :]
    return _apart(made)


def _apart(text: str) -> str:
    """A text that begins with a combining mark, with an entity for it: it would become one letter with the `>` before it."""
    return f"&#{ord(text[0])};{text[1:]}" if text and unicodedata.combining(text[0]) else text


def _escape(match: re.Match[str]) -> str:
    return _escape_sign(match[0])


def _escape_sign(sign: str) -> str:
    return _ENTITIES.get(sign) or f"\\{sign}"


def destination(address: str) -> str:
    """An address as it may stand between the parentheses of a link."""
    bare = _UNSAFE.sub(lambda match: quote(match[0], safe=""), address.strip())
    return _MAYBE_ENTITY.sub("&amp;", bare)


def caption_title(text: str) -> str:
    """Words as the title of a picture, quotation marks included."""
    made = re.sub(r"[\\`\[\]]", lambda match: f"\\{match[0]}", text)
    made = re.sub(r"[\"'<]|&(?=\#|[-.\w]*;)", lambda match: htmllib.escape(match[0]), made)
    return f'"{made}"'


def picture_line(shown: Picture, title: str = "") -> str:
    """A picture in Markdown, with its caption as title."""
    alt = escaped(plain((Text(shown.alt),)), in_link=True)
    return f"![{alt}]({destination(shown.address)}{' ' + caption_title(title) if title else ''})"


def plain(spans: Spans) -> str:
    """The words of spans on one line."""
    parts = []
    for span in spans:
        if isinstance(span, Text):
            parts.append(span.text)
        elif isinstance(span, Break):
            parts.append(" ")
        elif isinstance(span, Picture):
            parts.append(span.alt)
        else:
            parts.append(f"[{span.number}]")
    return "".join(parts)


def markdown_line(spans: Spans, line_break: str = "  \n", is_crowded: bool = False) -> str:
    """Spans as Markdown, their breaks as `line_break`."""
    return _Markdown(line_break, is_crowded or any(isinstance(span, Break) for span in spans), begins=True).written(spans)


def heading_line(spans: Spans) -> str:
    """Spans as the words of a subhead, on one line."""
    # What stands behind the signs of a subhead begins no line.
    made = _Markdown(" ", is_crowded=False, begins=False).written(spans)
    return _HASHES.sub(lambda match: "\\#" * len(match[1]) + match[2], made)


class _Markdown:
    """One line of Markdown, or several, on its way."""

    def __init__(self, line_break: str, is_crowded: bool, begins: bool) -> None:
        self._line_break = line_break
        self._begins = begins
        self._is_crowded = is_crowded
        self._made: list[str] = []
        self._open: list[tuple[Mark, str]] = []

    def written(self, spans: Spans) -> str:
        for place, span in enumerate(spans):
            self._set_marks(spans, place)
            self._add(span)
        while self._open:
            self._made.append(self._open.pop()[1])
        return "".join(self._made)

    def _set_marks(self, spans: Spans, place: int) -> None:
        """Close the marks that end here, and open those that begin."""
        marks = () if isinstance(spans[place], Reference) else spans[place].marks
        same = 0
        while same < min(len(marks), len(self._open)) and self._open[same][0] == marks[same]:
            same += 1
        while len(self._open) > same:
            self._made.append(self._open.pop()[1])
        for mark in marks[same:]:
            if not (mark[0] == "code" and _is_plain_code(spans[place])):
                opening, closing = self._tags(mark, spans, place)
                self._made.append(opening)
                self._open.append((mark, closing))

    def _tags(self, mark: Mark, spans: Spans, place: int) -> tuple[str, str]:
        name, address = mark
        last = self._made[-1][-1:] if self._made else ""
        if name == "a":
            if last == "!":  # it would make a picture of the link
                self._made[-1] = self._made[-1][:-1] + "\\!"
            return "[", f"]({destination(address)})"
        delimiter = _DELIMITERS.get(name)
        if delimiter and last != "*" and not any(other[0] in _DELIMITERS for other, _ in self._open):
            return delimiter, delimiter
        if name == "em" and last != "_" and not last.isalnum() and not _word_after(mark, spans, place):
            return "_", "_"
        return f"<{name}>", f"</{name}>"

    def _add(self, span: Span) -> None:
        match span:
            case Text() if _is_plain_code(span):
                self._made.append(f"`{span.text}`")
            case Text():
                starts_line = self._made[-1].endswith("\n") if self._made else self._begins
                in_link = any(mark[0] == "a" for mark, _ in self._open)
                self._made.append(escaped(span.text, starts_line, self._is_crowded, in_link))
            case Break():
                self._made.append(self._line_break)
            case Picture():
                self._made.append(picture_line(span) if span.address else escaped(span.alt, in_link=True))
            case Reference():
                self._made.append(f"[^{span.number}]")


def _is_plain_code(span: Span) -> bool:
    return isinstance(span, Text) and any(name == "code" for name, _ in span.marks) and _PLAIN_CODE.fullmatch(span.text) is not None


def _word_after(mark: Mark, spans: Spans, place: int) -> bool:
    """Whether a letter or digit follows where a mark that begins at `place` ends."""
    after = next((span for span in spans[place:] if mark not in span.marks), None)
    return isinstance(after, Text) and after.text[:1].isalnum()


def html_line(spans: Spans) -> str:
    """Spans as HTML."""
    made: list[str] = []
    opened: list[Mark] = []
    for span in spans:
        same = 0
        while same < min(len(span.marks), len(opened)) and opened[same] == span.marks[same]:
            same += 1
        while len(opened) > same:
            made.append(f"</{opened.pop()[0]}>")
        for name, address in span.marks[same:]:
            made.append(f'<a href="{htmllib.escape(address)}">' if name == "a" else f"<{name}>")
            opened.append((name, address))
        made.append(_html(span))
    return "".join([*made, *(f"</{name}>" for name, _ in reversed(opened))])


def _html(span: Span) -> str:
    match span:
        case Text():
            return html_text(span.text)
        case Break():
            return "<br>"
        case Picture():
            return html_picture(span) if span.address else html_text(span.alt)
        case Reference():
            return f'<sup><a href="#fn:{span.number}">{span.number}</a></sup>'


def html_text(text: str) -> str:
    """Words in HTML."""
    return _apart(htmllib.escape(text, quote=False))


def html_picture(shown: Picture) -> str:
    """A picture in HTML."""
    return f'<img src="{htmllib.escape(shown.address)}" alt="{htmllib.escape(shown.alt)}">'
