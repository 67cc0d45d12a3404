"""Read the rows of a table, CSV or JSON lines, one by one: however large the file is, and in whatever encoding."""

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive.importers.source import Refused, text_of
from hn_archive.legacy import in_encoding
from hn_archive.problem import Location, Problem
from hn_archive.reading import ARTICLE_LIMIT
from hn_archive.text import CONTROL_CHARACTERS, nfc, one_line

_RECORD: Final = 2 * ARTICLE_LIMIT  # letters of one row, and of one line
_SAMPLE: Final = 2 * 1024 * 1024  # bytes that tell the encoding
_CHUNK: Final = 1024 * 1024
_DEPTH: Final = 8
_JSON_LINES: Final = frozenset({".jsonl", ".ndjson", ".jsonlines"})


class Row(msgspec.Struct, frozen=True):
    """The values of one row by column, texts or lists of texts, and the line that it begins on; or why it cannot be read."""

    line: int
    values: Mapping[str, Any]
    problem: Problem | None = None


class Rows(msgspec.Struct, frozen=True):
    """The rows of a file, to be read once; `encoding` is told with them, since it takes a look at all of it."""

    encoding: str
    is_certain: bool
    each: Iterator[Row]


def names_its_columns(path: Path) -> bool:
    """Whether all rows of a file have the columns that its first line names; each line of JSON has its own."""
    return path.suffix.lower() not in _JSON_LINES


def rows_of(path: Path) -> Rows:
    """The rows of a table, read as they are asked for.

    Raises Refused where the file is no text; what is found later is the problem of a row, and of CSV the last one then, since nobody knows
    where the next row would begin. Raises OSError where the machine will not read it.
    """
    encoding, is_certain = _encoding(path)
    read = _csv_rows if names_its_columns(path) else _json_rows
    return Rows(encoding, is_certain, read(path, encoding))


def _encoding(path: Path) -> tuple[str, bool]:
    """The encoding of a whole file, from one look through it."""
    sample = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_valid = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if not chunk.isascii() and len(sample) < _SAMPLE:
                sample += chunk
            if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
                return "utf-16", True
            try:
                is_valid = is_valid and decoder.decode(chunk) is not None
            except UnicodeDecodeError:
                is_valid = False
    if is_valid and b"\x00" not in sample:
        return "utf-8", True
    found = text_of(bytes(sample), path.name)
    return found.encoding, found.is_certain


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file with their ends; raises Refused at one that is no line."""
    if encoding in ("utf-8", "utf-16"):
        with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline="\n") as text:
            while line := text.readline(_RECORD):
                yield _checked(line, path)
    else:
        with path.open("rb") as file:
            while content := file.readline(_RECORD):
                yield _checked(in_encoding(content, encoding), path)


def _checked(line: str, path: Path) -> str:
    if len(line) >= _RECORD:
        raise Refused(_unreadable(Location(path.name), "table", f"a line of more than {_RECORD:,} letters"))
    return CONTROL_CHARACTERS.sub(" ", nfc(line).replace("\r\n", "\n").replace("\r", "\n"))


def _csv_rows(path: Path, encoding: str) -> Iterator[Row]:
    """The rows of a table whose first row names its columns."""
    record = _Record(_lines(path, encoding))
    csv.field_size_limit(_RECORD)  # of the whole process; Python's own is too small for a long article
    first = record.peek()
    if match := re.fullmatch(r"sep=(.)\s*", first):  # Excel's way to say it
        next(record)
    reader = csv.reader(record, delimiter=match[1] if match else _delimiter(first), strict=True)
    names: list[str] = []
    line = record.line + 1
    try:
        for cells in reader:
            if names and any(cell.strip() for cell in cells):
                extra = {f"#{number}": cell for number, cell in enumerate(cells, 1) if number > len(names)}
                yield Row(line, dict(zip(names, cells, strict=False)) | extra)
            elif not names:
                names = [one_line(cell) or f"#{number}" for number, cell in enumerate(cells, 1)]
            line = record.line + 1
            record.begin()
    except csv.Error as error:
        yield Row(line, {}, _unreadable(Location(path.name, line), "CSV", error))
    except Refused as refused:
        yield Row(line, {}, refused.problem)


class _Record:
    """Lines for a reader of CSV, counted, and held back where one row takes too many of them."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._next: list[str] = []
        self._size = 0
        self.line = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def peek(self) -> str:
        """The line that comes next, "" at the end."""
        self._next = [next(self._lines, "")]
        return self._next[0]

    def begin(self) -> None:
        """A new row begins with the next line."""
        self._size = 0

    def __next__(self) -> str:
        line = self._next.pop() if self._next else next(self._lines)
        if not line:
            raise StopIteration
        self.line += 1
        self._size += len(line)
        if self._size > _RECORD:
            raise csv.Error(f"a row of more than {_RECORD:,} letters")
        return line


def _delimiter(line: str) -> str:
    """What parts the names in the first line: the sign that stands there most often outside of quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=bare.count)


def _json_rows(path: Path, encoding: str) -> Iterator[Row]:
    """The objects of a file, one a line; groups within become columns with a point in their names."""
    lines = enumerate(_lines(path, encoding), 1)
    number = 0
    while True:
        try:
            number, line = next(lines)
            if line.strip():
                yield Row(number, _flat(json.loads(line, parse_float=str, parse_int=str, parse_constant=str)))
        except StopIteration:
            return
        except Refused as refused:
            yield Row(number + 1, {}, refused.problem)
            return
        except (ValueError, RecursionError) as error:
            reason = error if isinstance(error, ValueError) else f"deeper than {_DEPTH}"
            yield Row(number, {}, _unreadable(Location(path.name, number), "JSON", reason))


def _flat(loaded: Any) -> dict[str, Any]:
    if not isinstance(loaded, dict):
        raise ValueError("no keys")
    found: dict[str, Any] = {}
    waiting = [("", loaded, 0)]
    while waiting:
        prefix, group, depth = waiting.pop(0)
        for name, value in group.items():
            if isinstance(value, dict) and depth < _DEPTH:
                waiting.append((f"{prefix}{name}.", value, depth + 1))
            elif isinstance(value, list):
                found[prefix + one_line(name)] = [_text(inner) for inner in value]
            else:
                found[prefix + one_line(name)] = _text(value)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    written = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return nfc(re.sub("[\ud800-\udfff]", "\ufffd", CONTROL_CHARACTERS.sub(" ", written.replace("\r\n", "\n").replace("\r", "\n"))))


def _unreadable(location: Location, kind: str, reason: object) -> Problem:
    return Problem.at("import-unreadable", location, kind=kind, reason=reason)
