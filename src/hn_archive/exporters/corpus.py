"""Write the texts of all published articles for work with language: a JSON line, or a plain text file, for each."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive.exporters.destination import Exported, refuse_over_file, refuse_over_folder, refuse_place, whole
from hn_archive.exporters.records import records
from hn_archive.machine import naming
from hn_archive.problem import Problem, Stop, has_errors
from hn_archive.request import Progress, Request
from hn_archive.survey import survey
from hn_archive.templates import csv_line
from hn_archive.text import nfc
from hn_archive.view import DataRecord
from hn_archive.workers import Workers

LINES: Final = ".jsonl"
TABLE: Final = "metadata.csv"
_LONGEST: Final = 64 * 1024 * 1024  # bytes of a line that is looked at to know an earlier export


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An article as a JSON line; "" and [] where it has nothing of the kind, dates as in ISO 8601, `text` in paragraphs with a blank line between."""

    id: str
    address: str
    url: str
    title: str
    date: str
    updated: str
    category: str
    tags: tuple[str, ...]
    lead: str
    authors: tuple[str, ...]
    source: str
    source_url: str
    original_url: str
    language: str
    license: str
    text: str


_FIELDS: Final = Line.__struct_fields__[:-1]


def export(request: Request, path: Path, progress: Progress) -> Exported:
    """Write the published articles of the site in `request.source` to `path`, oldest first: where that ends with `.jsonl` a file with a JSON
    line for each, where it has no ending a folder with a text file for each and a table of what is known of them.

    With errors in the site nothing is written. Raises Stop where nothing can stand there, and OSError for what the machine refuses.
    """
    refuse_place(path, request)
    is_file = path.suffix == LINES
    if is_file:
        refuse_over_file(path, is_ours)
    elif path.suffix:
        raise Stop(Problem.at("export-ending", path=path), 2)
    else:
        refuse_over_folder(path)
    found = survey(request, progress)
    if found.planned is None or has_errors(found.problems):
        return Exported(language=found.language, problems=found.problems, exit_code=1 if found.planned else 2)
    folder = tempfile.TemporaryDirectory(prefix="hn-archive-")
    with folder as work, whole(path) as made, Workers(request.jobs, Path(work), progress) as workers:
        lines = (_line(known, text) for known, text in records(found.planned, workers))
        count = _write_lines(made, lines) if is_file else _write_files(made, lines)
    return Exported(language=found.language, articles=count)


def is_ours(path: Path) -> bool:
    """Whether a file is one of these: its first line is an article."""
    with naming(path), path.open("rb") as file:
        first = file.readline(_LONGEST)
    try:
        msgspec.json.decode(first, type=Line)
    except msgspec.MsgspecError:
        return False
    return True


def _line(known: DataRecord, text: str) -> Line:
    return Line(**{name: _nfc(getattr(known, name)) for name in _FIELDS}, text=text)


def _nfc(value: Any) -> Any:
    return tuple(map(nfc, value)) if isinstance(value, tuple) else nfc(value)


def _write_lines(made: Path, lines: Iterable[Line]) -> int:
    count = 0
    with naming(made), made.open("xb") as file:
        for line in lines:
            file.write(msgspec.json.encode(line) + b"\n")
            count += 1
    return count


def _write_files(made: Path, lines: Iterable[Line]) -> int:
    """A file for each article at its address, and what is known of it in a line of a table, as the open data have it."""
    made.mkdir()
    count = 0
    with naming(made / TABLE), (made / TABLE).open("x", encoding="utf-8", newline="") as table:
        table.write("\ufeff" + csv_line(("file", *_FIELDS)) + "\n")
        for line in lines:
            name = f"{line.address.removesuffix('.html')}.txt"
            table.write(csv_line((name, *(getattr(line, field) for field in _FIELDS))) + "\n")
            place = made / name
            place.parent.mkdir(parents=True, exist_ok=True)
            parts = (line.title, line.lead, line.text)
            with naming(place), place.open("x", encoding="utf-8", newline="\n") as file:
                file.write("\n\n".join(part for part in parts if part) + "\n")
            count += 1
    return count
