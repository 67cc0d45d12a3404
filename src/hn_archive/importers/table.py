"""Read a table of articles, CSV or JSON lines, of which each row is one."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive.dates import DateFault
from hn_archive.front_matter import ARTICLE
from hn_archive.importers.beside import Beside
from hn_archive.importers.fields import KEYS, iso, kept, plain_line, unique, unplaced, whole
from hn_archive.importers.html_markdown import markdown_of
from hn_archive.importers.incoming import Guess, Incoming
from hn_archive.importers.page_tree import parsed, words_of
from hn_archive.importers.rows import Row, names_its_columns, rows_of
from hn_archive.importers.source import Refused
from hn_archive.problem import Location, Problem
from hn_archive.schema import Record
from hn_archive.text import fold

# What our keys are called in tables of Vietnamese editors: folded, with blanks alone between words.
_HEADERS: Final = {
    **dict.fromkeys(("tieu de", "ten bai", "ten bai viet", "tieu de bai viet"), "title"),
    **dict.fromkeys(("ngay dang", "ngay xuat ban", "thoi gian dang", "ngay", "thoi gian", "ngay gio dang"), "date"),
    **dict.fromkeys(("ngay cap nhat", "ngay sua", "cap nhat"), "updated"),
    **dict.fromkeys(("chuyen muc", "danh muc"), "category"),
    **dict.fromkeys(("sapo", "tom tat", "mo ta", "doan mo dau", "dan de"), "lead"),
    **dict.fromkeys(("noi dung", "noi dung bai viet", "bai viet", "toan van"), "body"),
    **dict.fromkeys(("tac gia", "nguoi viet"), "author"),
    **dict.fromkeys(("nguon", "nguon tin"), "source.name"),
    **dict.fromkeys(("luot xem", "so luot xem", "luot doc"), "views"),
    **dict.fromkeys(("tu khoa", "the", "nhan"), "tags"),
    **dict.fromkeys(("duong dan", "dia chi", "lien ket", "url", "link"), "address"),
    **dict.fromkeys(("anh", "hinh anh", "anh dai dien", "anh chinh"), "image.src"),
    **dict.fromkeys(("chu thich anh", "chu thich"), "image.caption"),
    "ngon ngu": "language",
}
_HTML: Final = re.compile(r"</(?:p|div|span|strong|b|em|i|u|a|h[1-6]|ul|ol|li|table|figure)\s*>|<br\s*/?>|<img\s", re.IGNORECASE)
_LISTS: Final = frozenset({"tags", "author", "aliases", "related"})
_DATES: Final = frozenset({"updated", "captured", "views.as_of", "rating.as_of"})
_BESIDE: Final = frozenset({"body", "address"})  # what an article has and no front matter


def read(path: Path, columns: Mapping[str, str]) -> Iterator[Incoming]:
    """The articles of a table, read as they are asked for: `columns` names for our keys, groups' with a point (`source.name`), and for `body`
    and `address`, the columns of the file; without any, columns that are called like our keys or in Vietnamese (`Tiêu đề`) are taken.

    A body is HTML where it has tags, else plain text. Pictures and documents are looked for beside the table. Of each row, what has no place
    is reported. Raises OSError where the machine will not read the file.
    """
    start = Location(path.name)
    unknown = [key for key in columns if key not in _known()]
    if unknown:
        yield _failed(start, f"no key “{', '.join(unknown)}”")
        return
    try:
        rows = rows_of(path)
    except Refused as refused:
        yield Incoming(source=path.name, problems=(refused.problem,))
        return
    doubts = () if rows.is_certain else (Problem.at("import-encoding", start, encoding=rows.encoding),)
    is_first = True
    for row in rows.each:
        missing = [column for column in columns.values() if column not in row.values] if is_first and not row.problem else []
        if missing and names_its_columns(path):
            yield _failed(start, f"no column “{', '.join(missing)}”; there are: {', '.join(row.values)}")
            return
        made = _incoming(row, columns, path)
        yield msgspec.structs.replace(made, encoding=rows.encoding, problems=(*(doubts if is_first else ()), *made.problems))
        is_first = False


def _known() -> frozenset[str]:
    """All keys that a column can be mapped to."""
    groups = {field.name: field.kind for field in ARTICLE.fields if isinstance(field.kind, Record)}
    return KEYS | _BESIDE | {f"{name}.{inner.name}" for name, kind in groups.items() for inner in kind.fields}


def _failed(location: Location, reason: str) -> Incoming:
    return Incoming(source=location.path, problems=(Problem.at("import-unreadable", location, kind="table", reason=reason),))


def _guessed(row: Row) -> dict[str, str]:
    """The columns that are called like our keys, or as Vietnamese editors call them."""
    found: dict[str, str] = {}
    for known in ({key: key for key in _known()}, _HEADERS):
        for column in row.values:
            name = column.strip().lower() if known is not _HEADERS else re.sub(r"[\W_]+", " ", fold(column)).strip()
            if name in known and column not in found.values():
                found.setdefault(known[name], column)
    return found


def _incoming(row: Row, columns: Mapping[str, str], path: Path) -> Incoming:
    place = Location(path.name, row.line)
    source = f"{path.name}#{row.line}"
    if row.problem is not None:
        return Incoming(source=source, problems=(row.problem,))
    chosen = columns or _guessed(row)
    values = {key: row.values[column] for key, column in chosen.items() if column in row.values}
    guesses = tuple(
        Guess(key, _one(values[key]), f"column {column}")
        for key, column in chosen.items()
        if not columns and key != column.strip().lower() and values[key]
    )
    beside = Beside(path.parent, (path.parent,))
    problems = [unplaced(name, value, place) for name, value in row.values.items() if name not in chosen.values() and value]
    title, address = plain_line(_one(values.pop("title", ""))), _one(values.pop("address", "")).strip()
    date = _date(_one(values.pop("date", "")), place, problems)
    body, text = _body(_one(values.pop("body", "")), beside, place, problems)
    fields, refused = kept(_fields(values, beside, place, problems), {}, place)
    missing = [code for code, value in (("import-no-title", title), ("import-empty", body or fields.get("lead"))) if not value]
    problems += [Problem.at(code, place) for code in missing]
    said = [title, str(fields.get("lead", "")), *fields.get("author", ()), *fields.get("tags", ()), text]
    return Incoming(
        source=source,
        title=title,
        date=date,
        fields=fields,
        body=body,
        files=beside.files,
        address=address,
        text="\n".join(said),
        guesses=guesses,
        problems=(*problems, *refused),
    )


def _one(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _date(written: str, place: Location, problems: list[Problem]) -> str:
    if not written.strip():
        problems.append(Problem.at("import-no-date", place))
        return ""
    try:
        return iso(written)
    except DateFault:
        problems.append(Problem.at("import-date", place, value=written))
        return ""


def _fields(values: Mapping[str, Any], beside: Beside, place: Location, problems: list[Problem]) -> dict[str, Any]:
    """The values of a row in the shapes of front matter; those of a group in a group."""
    fields: dict[str, Any] = {}
    for key, value in values.items():
        written = plain_line(_one(value))
        if not written:
            continue
        made: Any = written
        if key in _LISTS:
            made = unique(plain_line(part) for part in (value if isinstance(value, list) else re.split("[,;]", _one(value))))
        elif key in _DATES:
            made = _moment(key, written, place, problems)
        elif key in ("image", "image.src"):
            made = beside.take(written)
            if made is None:
                problems.append(Problem.at("import-file-missing", place, path=written))
        elif key in ("views", "views.count") and re.fullmatch(r"\d{1,3}(?:[. ,\u00a0]?\d{3})*", written):
            made = whole(written)
        if made:
            _put(fields, key, made)
    return fields


def _moment(key: str, written: str, place: Location, problems: list[Problem]) -> str:
    try:
        return iso(written)
    except DateFault:
        problems.append(unplaced(key, written, place))
        return ""


def _put(fields: dict[str, Any], key: str, value: Any) -> None:
    """Set a key, or a key of a group."""
    group, point, name = key.partition(".")
    short = {"source": "name", "views": "count", "image": "src"}.get(group, "")
    if group in fields:  # the other column of a group, which may stand in a short form
        held = fields[group] if isinstance(fields[group], dict) else {short: fields[group]}
        fields[group] = held | {name or short: value}
    else:
        fields[group] = {name: value} if point else value


def _body(written: str, beside: Beside, place: Location, problems: list[Problem]) -> tuple[str, str]:
    """A body in Markdown, and its words."""
    if not written.strip():
        return "", ""
    html = written if _HTML.search(written) else _as_html(written)
    try:
        tree = parsed(f"<html><head><meta charset=utf-8></head><body>{html}</body></html>".encode(), place.path).body
    except Refused as refused:
        problems.append(msgspec.structs.replace(refused.problem, location=place))
        return "", ""

    def picture(source: str) -> str | None:
        taken = beside.take(source)
        if taken is None:
            problems.append(Problem.at("import-file-missing", place, path=source[:200]))
        return taken

    return markdown_of(tree, picture, lambda href: beside.take(href) or href), words_of(tree)


def _as_html(written: str) -> str:
    """Plain text as paragraphs: parted by empty lines, or where there are none, by lines."""
    parts = re.split(r"\n[ \t]*\n" if re.search(r"\n[ \t]*\n", written.strip()) else r"\n", written)
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts)
