"""Take incoming articles into `content/`: a file for each, always the same, and never over an editor's work."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from hn_archive import address, digest, header, old_address, poll
from hn_archive.config import Config
from hn_archive.dates import DateFault, Moment, parse
from hn_archive.document import location_path
from hn_archive.front_matter import ARTICLE, open_article
from hn_archive.importers.incoming import FILE, Guess, Incoming, Poll, count_words, missing_words
from hn_archive.machine import naming
from hn_archive.problem import Location, Problem, has_errors
from hn_archive.text import fold, one_line, slug

# What became of an article; `same` are those that came twice in one run, `kept` those whose file says something else by now.
Status = Literal["written", "unchanged", "replaced", "kept", "same", "refused"]

_BEGINNING: Final = 200  # letters
_HEADER: Final = 65_536  # bytes
_ID_LINE: Final = re.compile(r"""^id:[ \t]*(["']?)([A-Za-z0-9._:-]{1,100})\1[ \t]*$""", re.MULTILINE)
_LEAST_KEPT: Final = 0.98  # of a source's words
_EXAMPLES: Final = 8
_NEW: Final = ".new"


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an article: `path` is its file in the site, `address` where it will stand, "" where it was not written, and `old` where
    it stood; `missing` words of the `words` in its source are not in it."""

    source: str
    status: Status
    title: str = ""
    path: str = ""
    address: str = ""
    old: tuple[str, ...] = ()
    encoding: str = "utf-8"
    words: int = 0
    missing: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()
    problems: tuple[Problem, ...] = ()


class Accession:
    """Takes the articles of one run, in their order, into one site.

    An article's `id` comes from where it stood, or else from its title, its date and how it begins, so it is known again wherever its file was
    moved to meanwhile.
    """

    def __init__(self, source: Path, settings: Config, *, date: str = "", force: bool = False) -> None:
        """Articles whose source has no date get `date`, as somebody who knows wrote it, "" for none. With `force`, what stands in an article's
        file is written over. Raises OSError where `content/` cannot be read."""
        self._content = source / "content"
        self._settings = settings
        self._given = date
        self._force = force
        self._paths = dict(_known(self._content))
        self._owners = {path: known for known, path in self._paths.items()}
        self._came: dict[str, tuple[str, bytes]] = {}  # sources, and what tells their texts apart

    def take(self, incoming: Incoming) -> Taken:
        """Write an article's file, if it is not there, with its pictures and its poll. Raises OSError for what the machine refuses."""
        if not incoming.date and self._given:
            incoming = _dated(incoming, self._given)
        date, problems = self._date(incoming)
        missing = missing_words(incoming)
        words = count_words(incoming.text)
        if words and len(missing) > words * (1 - _LEAST_KEPT):
            examples = " ".join(missing[:_EXAMPLES])
            problems = (
                *problems,
                Problem.at("import-words", _start(incoming), missing=len(missing), words=words, examples=examples),
            )
        told = Taken(
            source=incoming.source,
            status="refused",
            title=incoming.title,
            encoding=incoming.encoding,
            words=words,
            missing=missing,
            guesses=incoming.guesses,
            problems=problems,
        )
        if date is None or has_errors(problems):
            return told
        name = _id_of(incoming, date)
        if name in self._came:
            return msgspec.structs.replace(told, status="same", problems=(*problems, _same(incoming, *self._came[name])))
        self._came[name] = (incoming.source, _text_of(incoming))
        return self._written(incoming, date, name, told)

    def _date(self, incoming: Incoming) -> tuple[Moment | None, tuple[Problem, ...]]:
        if not incoming.date or has_errors(incoming.problems):
            return None, incoming.problems
        try:
            return parse(incoming.date, self._settings.timezone), incoming.problems
        except DateFault:
            return None, (*incoming.problems, Problem.at("import-date", _start(incoming), value=incoming.date))

    def _written(self, incoming: Incoming, date: Moment, name: str, told: Taken) -> Taken:
        path = self._paths.get(name) or self._free(incoming, date, name)
        stem = Path(path).stem
        fields = _with_aliases(incoming, address.article(date.at, address.slug_of_file(path)))
        question = self._poll(incoming.poll)
        if question:
            fields["poll"] = question.removesuffix(".yml")
        content = _file(incoming, fields, header.date(date, self._settings.timezone), name, stem)
        faults = open_article(content, location_path(path), self._settings.timezone).problems
        found = tuple(msgspec.structs.replace(fault, location=_start(incoming)) for fault in faults if fault.code != "key-unknown")
        told = msgspec.structs.replace(told, problems=(*told.problems, *found))
        if has_errors(found):
            return told
        self._paths[name], self._owners[path] = path, name
        status = self._put(path, content)
        for file in incoming.files:
            self._copy(file.path, f"{Path(path).parent.as_posix()}/{stem}/{file.name}", status)
        if question and incoming.poll:
            self._put(f"{poll.FOLDER}/{question}", _poll_file(incoming.poll))
        kept = (Problem.at("import-changed", _start(incoming), path=location_path(path)),) if status == "kept" else ()
        return msgspec.structs.replace(
            told,
            status=status,
            path=location_path(path),
            address=address.article(date.at, address.slug_of_file(path)),
            old=tuple(each for each in (fields.get("original_url"), *fields.get("aliases", ())) if each),
            problems=(*told.problems, *kept),
        )

    def _free(self, incoming: Incoming, date: Moment, name: str) -> str:
        """A path below `content/` that no other article has: `2023/01/2023-01-12-khoi-cong-cau.md`."""
        title = slug(str(incoming.fields.get("slug") or incoming.title)) or name[:8]
        base = f"{date.at:%Y/%m}/{date.at:%Y-%m-%d}-{title}"
        path, number = f"{base}.md", 2
        while self._owners.get(path, name) != name:
            path, number = f"{base}-{number}.md", number + 1
        return path

    def _put(self, path: str, content: bytes) -> Status:
        """Write a file whole, unless it is there."""
        place = self._content / path
        with naming(place):
            if place.exists():
                if place.read_bytes() == content:
                    return "unchanged"
                if not self._force:
                    return "kept"
                _write(place, content)
                return "replaced"
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place, content)
            return "written"

    def _copy(self, source: Path, path: str, status: Status) -> None:
        """A picture that an editor took away stays away, unless the article itself is written anew."""
        place = self._content / path
        if status in ("written", "replaced") or (status == "unchanged" and not place.exists()):
            place.parent.mkdir(parents=True, exist_ok=True)
            with naming(place):
                shutil.copyfile(source, place.with_name(place.name + _NEW))
                os.replace(place.with_name(place.name + _NEW), place)

    def _poll(self, asked: Poll | None) -> str | None:
        """The name of the file of a poll; the same question is the same poll, whatever was saved of its answers."""
        if asked is None or not asked.question:
            return None
        base = slug(asked.question, 60) or digest.of_bytes(asked.question.encode())[:8]
        name, number = f"{base}.yml", 2
        while (place := self._content / poll.FOLDER / name).exists() and not _asks(place, asked.question):
            name, number = f"{base}-{number}.yml", number + 1
        return name


def _dated(incoming: Incoming, given: str) -> Incoming:
    guesses = (*incoming.guesses, Guess("date", given, "--date"))
    problems = tuple(problem for problem in incoming.problems if problem.code != "import-no-date")
    return msgspec.structs.replace(incoming, date=given, guesses=guesses, problems=problems)


def _start(incoming: Incoming) -> Location:
    return Location(incoming.source)


def _known(content: Path) -> Iterator[tuple[str, str]]:
    """The `id` of each article that has one, and its path."""
    for folder, _, names in os.walk(content):
        for name in names:
            if name.endswith((".md", ".markdown")):
                path = Path(folder, name)
                with naming(path), path.open("rb") as file:
                    head = file.read(_HEADER).decode("utf-8", "replace").replace("\r\n", "\n")
                found = _ID_LINE.search(head.partition("\n---")[0]) if head.startswith("---\n") else None
                yield found[2] if found else f" {path}", path.relative_to(content).as_posix()


def _id_of(incoming: Incoming, date: Moment) -> str:
    """The article's own, or sixteen digits of a digest of what tells it from others."""
    if "id" in incoming.fields:
        return str(incoming.fields["id"])
    lead = str(incoming.fields.get("lead", ""))
    beginning = one_line(fold(f"{lead} {incoming.body}"))[:_BEGINNING]
    where = old_address.key(incoming.address) if incoming.address else ""
    key = where or f"{fold(incoming.title)}\n{date.at.isoformat()}\n{beginning}"
    return digest.of_bytes(key.encode())[:16]


def _text_of(incoming: Incoming) -> bytes:
    return digest.short(f"{incoming.title}\n{incoming.body}".encode())


def _same(incoming: Incoming, other: str, text: bytes) -> Problem:
    """A twin is left out without harm; another text of the same article is not."""
    code = "import-same" if _text_of(incoming) == text else "import-differs"
    return Problem.at(code, _start(incoming), Location(other), other=other)


def _with_aliases(incoming: Incoming, now: str) -> dict[str, Any]:
    """The fields, with the old address among them where it is another than the new one."""
    fields = dict(incoming.fields)
    fields.pop("slug", None)  # it names the file
    old = incoming.address
    if re.match(r"https?://", old):
        fields.setdefault("original_url", old)
    elif old and old.removeprefix("/") != now:
        fields["aliases"] = list(dict.fromkeys([*fields.get("aliases", ()), old]))
    return fields


def _file(incoming: Incoming, fields: Mapping[str, Any], date: str, name: str, stem: str) -> bytes:
    """The article's file: its header in the order of the schema, and its body, with its own files in the folder `stem`."""
    written = [("title", incoming.title), *((key, value) for key, value in fields.items() if key not in ("title", "date", "id"))]
    order = {field.name: place for place, field in enumerate(ARTICLE.fields)}
    written.sort(key=lambda each: order.get(each[0], len(order)))
    lines = header.lines((key, _placed(value, stem)) for key, value in written)
    lines[1:1] = [f"date: {date}"]
    body = re.sub(rf"\]\({FILE}(?=[a-z0-9])", f"]({stem}/", incoming.body).replace(f'"{FILE}', f'"{stem}/')
    return "\n".join(["---", *lines, f"id: {header.text(name)}", "---", "", body.strip("\n"), ""]).encode()


def _placed(value: Any, stem: str) -> Any:
    """A field's value with the article's own files where they stand."""
    if isinstance(value, Mapping):
        return {key: _placed(inner, stem) for key, inner in value.items()}
    return f"{stem}/{value.removeprefix(FILE)}" if isinstance(value, str) and value.startswith(FILE) else value


def _poll_file(asked: Poll) -> bytes:
    lines = [f"question: {header.quoted(asked.question)}"]
    if asked.options:
        lines.append("options:")
    for text, votes in asked.options:
        option = {"text": text} if votes is None else {"text": text, "votes": votes}
        lines.append(header.lines([("  -", option)])[0].replace("  -: ", "  - "))
    return "\n".join([*lines, ""]).encode()


def _asks(place: Path, question: str) -> bool:
    return place.read_text(encoding="utf-8").split("\n")[0] == f"question: {header.quoted(question)}"


def _write(place: Path, content: bytes) -> None:
    """So that nobody, and no later run, ever sees half a file."""
    new = place.with_name(place.name + _NEW)
    new.write_bytes(content)
    os.replace(new, place)
