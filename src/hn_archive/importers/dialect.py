"""Write lists and code of CommonMark and kramdown as the archive's Markdown reads them: four columns for each level of a list."""

import re
from typing import Final

import msgspec

_STEP: Final = 4
_MARKER: Final = re.compile(r"(?P<sign>[*+-]|[0-9]{1,9}\.)(?P<blank>[ ]+|$)")
_RULE: Final = re.compile(r"([*_-])(?:[ \t]*\1){2,}[ \t]*")
_FENCE: Final = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<language>[^`]*)$")
_HEADING: Final = re.compile(r"#{1,6}(?:[ \t]|$)")
_DEFINITION: Final = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
_IN_BRACKETS: Final = re.compile(r"\[\[([^\[\]\n]+)\]\](?![\[(:])")
_DEPTH: Final = 12  # levels of lists; what is deeper stands at this one


def rewritten(markdown: str) -> str:
    """The same text for the archive's reader: lists whose levels are two or three columns apart, lists right below a paragraph, fences in
    lists, and links in brackets of their own (`[[nhãn]]`). Texts that have none of these stay as they are."""
    labels = {label.casefold() for label in _DEFINITION.findall(markdown)}
    writer = _Writer()
    for line in markdown.split("\n"):
        writer.line(line)
    text = "\n".join(writer.lines)
    return (
        _IN_BRACKETS.sub(lambda match: f"[[{match[1]}][]]" if match[1].casefold() in labels else match[0], text) if labels else text
    )


class _Code(msgspec.Struct, frozen=True):
    """A fence that is open: its sign, the column that it stands in, and the level of the list that it is in."""

    fence: str
    column: int
    level: int


class _Writer:
    """The lines that are written so far, and where the next one is."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._columns: list[int] = []  # where the text of each open item of a list begins
        self._code: _Code | None = None
        self._was_blank = True
        self._is_loose = False  # an empty line stood since the last item
        self._was_text = False  # the line before is one of a paragraph outside of lists

    def line(self, line: str) -> None:
        bare = line.lstrip(" \t")
        column = len(line[: len(line) - len(bare)].expandtabs(_STEP))
        written = " " * column + bare
        if self._code is not None:
            self._in_code(line, written, column)
        elif not written.strip():
            self.lines.append(line)
            self._was_blank, self._is_loose, self._was_text = True, True, False
        else:
            self._text(line, written[column:], column)
            self._was_blank = False

    def _in_code(self, line: str, written: str, column: int) -> None:
        code = self._code
        assert code is not None  # noqa: S101 (the caller asked)
        is_end = re.fullmatch(rf"{code.fence[0]}{{{len(code.fence)},}}", written.strip()) is not None
        if code.level == 0:
            self.lines.append(written.strip() if is_end else written[min(code.column, column) :] if code.column else line)
        elif is_end:
            self.lines.append("")
        elif written.strip() and column < code.column and column < self._columns[-1]:  # the list ends, and the code with it
            self._code = None
            self._was_blank, self._is_loose = False, True
            self.line(line)
            return
        elif written.strip():
            self.lines.append(" " * (_STEP * (code.level + 1)) + written[min(code.column, column) :])
        else:
            self.lines.append("")
        if is_end:
            self._code = None
            self._was_blank = self._is_loose = True

    def _text(self, line: str, text: str, column: int) -> None:
        marker = None if _RULE.fullmatch(text) else _MARKER.match(text)
        outer = [each for each in self._columns if each <= column]
        if len(outer) < len(self._columns) and (marker or self._was_blank or _HEADING.match(text)):
            self._columns = outer
        is_lazy = column < (self._columns[-1] if self._columns else 0)
        beyond = column - (self._columns[-1] if self._columns else 0)
        is_code = beyond >= _STEP and self._was_blank
        if marker and not is_code and (self._columns or column < _STEP):
            self._item(text, marker, column)
            return
        if (fence := _FENCE.match(text)) and not is_lazy and not is_code:
            self._open(text, fence["fence"], column)
            return
        level = min(len(self._columns), _DEPTH)
        if level == 0 or is_lazy:
            self.lines.append(line)
        else:
            self.lines.append(" " * (_STEP * level + (beyond if is_code else 0)) + text)
        self._was_text = level == 0 and not _HEADING.match(text)

    def _item(self, text: str, marker: re.Match[str], column: int) -> None:
        """A new item of a list, in the level that its column says."""
        level = min(len(self._columns), _DEPTH)
        if (level == 0 and self._was_text) or (self._is_loose and not self._was_blank):
            self.lines.append("")  # else it would be a line of the paragraph
        self._is_loose = False
        blanks = len(marker["blank"])
        self._columns.append(column + len(marker["sign"]) + (blanks if 0 < blanks <= _STEP else 1))
        rest = text[marker.end() :]
        self.lines.append(f"{' ' * (_STEP * level)}{marker['sign']} {' ' * (blanks - 1) if blanks > _STEP else ''}{rest}".rstrip())
        self._was_text = False

    def _open(self, text: str, fence: str, column: int) -> None:
        level = min(len(self._columns), _DEPTH)
        self._code = _Code(fence, column, level)
        self.lines += [text] if level == 0 else [] if self._was_blank else [""]
        self._was_text = False
