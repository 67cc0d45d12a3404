"""Turn a file's bytes into checked text: UTF-8, NFC, plain line ends, no control characters, no merge conflicts."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from hn_archive.problem import Location, Problem
from hn_archive.text import MARKS_LIMIT, control_character, is_common, nfc, stacked_marks

BOM: Final = "\ufeff"
_MOST: Final = 10  # of one kind are reported in one file


def decode(content: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file and what is wrong with it; with an error among the problems, the text is not to be used.

    CRLF and CR line ends are accepted, and so are byte order marks, of which some programs put one before another. Lines and columns of
    problems count in the NFC text, as do all later ones.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", (Problem.at("encoding-utf16", Location(path, 1, 1)),)
    try:
        text = content.decode().lstrip(BOM)
    except UnicodeDecodeError as error:
        readable = _with_plain_line_ends(content[: error.start].decode().lstrip(BOM))
        number = readable.count("\n") + 1
        line = nfc(readable.rpartition("\n")[2])
        return "", (Problem.at("encoding", Location(path, number, len(line) + 1)),)
    if is_common(text):
        return text, tuple(_conflicts(text, path))
    text = _with_plain_line_ends(text)
    stacked = stacked_marks(text)
    if stacked is not None:
        return "", (Problem.at("stacked-marks", place(text, stacked, path), limit=MARKS_LIMIT),)
    text = nfc(text)
    return text, (*_control_characters(text, path), *_conflicts(text, path))


def place(text: str, offset: int, path: str, first_line: int = 1) -> Location:
    """Where `offset` lies in `text`, whose first line is line `first_line` of the file."""
    return Location(path, first_line + text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset))


def excerpts(folder: Path) -> Callable[[Location], str]:
    """A function that gives the line a location points at, "" where it cannot be read; each file is read once."""
    read: dict[str, list[str]] = {}

    def excerpt(location: Location) -> str:
        if location.path not in read:
            try:
                content = (folder / location.path).read_bytes()
            except (OSError, ValueError):
                content = b""
            text = _with_plain_line_ends(content.decode(errors="replace").lstrip(BOM))
            read[location.path] = (text if stacked_marks(text) is not None else nfc(text)).split("\n")
        return next(iter(read[location.path][location.line - 1 : location.line]), "")

    return excerpt


def _control_characters(text: str, path: str) -> list[Problem]:
    if control_character(text) is None:
        return []
    found = [(offset, name) for offset, char in enumerate(text) if (name := control_character(char))]
    return [Problem.at("control-character", place(text, offset, path), name=name) for offset, name in found[:_MOST]]


def _conflicts(text: str, path: str) -> list[Problem]:
    """Each `<<<<<<< ` that is followed by a line `=======` and a line `>>>>>>> `."""
    if "<" not in text or "<<<<<<< " not in text:
        return []
    problems = []
    opened: Location | None = None
    parted = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("<<<<<<< "):
            opened, parted = Location(path, number, 1), False
        elif line == "=======":
            parted = True
        elif line.startswith(">>>>>>> ") and opened and parted:
            problems.append(Problem.at("conflict-marker", opened, Location(path, number, 1)))
            opened = None
    return problems


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
