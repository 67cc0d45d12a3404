"""Read YAML as text: every scalar a string with its place; no types, tags, aliases or duplicate keys."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import yaml

from hn_archive.problem import Location, Problem
from hn_archive.text import control_character, is_common, nfc

SIZE_LIMIT: Final = 64 * 1024
DEPTH_LIMIT: Final = 32
_REPAIR_LIMIT: Final = 100

# libyaml's parser is the fast one; where PyYAML was built without it, its own gives the same events.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_WITH_COLON: Final = re.compile(r"(\s*(?:- +)?)([^\s:#'\"\[{&*!|>%@`][^:#'\"]*)(: +)([^\s'\"\[{&*!|>%@`#].*)")
# YAML 1.1 breaks lines at these too, and then its lines are not those of the file.
_LINE_SEPARATORS: Final = {0x85: " ", 0x2028: " ", 0x2029: " "}


# What most headers are made of: lines of a key and a plain or quoted value, or a list of plain values in brackets.
_FIRST: Final = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
_ENTRY: Final = re.compile(
    rf"""([A-Za-z_][A-Za-z0-9_]*):[ ]+(?:({_FIRST}(?:[^:#\n]|:(?=\S))*)|"([^"\\\n]*)"[ ]*|'([^'\n]*)'[ ]*|\[([^\[\]\n]*)\][ ]*)"""
)
_PLAIN: Final = 2  # the groups of the pattern
_BRACKETS: Final = 5
_LISTED: Final = re.compile(rf"[ ]*({_FIRST}[^:?#,\[\]{{}}]*)")


class Scalar(msgspec.Struct, frozen=True):
    """One value as it was written; `plain` when it stood without quotes or block sign."""

    text: str
    plain: bool
    location: Location


class Sequence(msgspec.Struct, frozen=True):
    entries: "tuple[Node, ...]"
    location: Location


class Mapping(msgspec.Struct, frozen=True):
    entries: "tuple[tuple[Scalar, Node], ...]"
    location: Location


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def parse(text: str, path: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """The mapping in `text`, whose first line is line `first_line` of the file `path`, and what is wrong with it.

    None where it cannot be read at all. The parser's events are walked one by one, so a document that is nested too deeply
    is given up before anything recurses into it (60,000 brackets crash PyYAML's own composer). A plain value with a colon
    and a space in it (`title: Hà Nội: khởi công cầu`) is read as if it were quoted, with a warning.
    """
    size = len(text.encode())
    if size > SIZE_LIMIT:
        return None, (Problem.at("yaml-size", Location(path, first_line), size=size, limit=SIZE_LIMIT),)
    simple = _simple(text, path, first_line)
    return (simple, ()) if simple is not None else _parsed(text, path, first_line)


def _parsed(text: str, path: str, first_line: int) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """The same for any text that is not too long."""
    written = text.translate(_LINE_SEPARATORS).split("\n")
    lines = written.copy()
    warnings: list[Problem] = []
    first_faults: dict[int, Problem] = {}
    while True:
        composer = _Composer(written, path, first_line)
        try:
            found = composer.document("\n".join(lines))
        except _Refused as refused:
            return None, (*warnings, refused.problem)
        except yaml.MarkedYAMLError as error:
            fault = composer.syntax_problem(error)
            number = error.problem_mark.line if error.problem_mark else -1
            repaired = _quoted(lines, error)
            if number in first_faults:  # quotes did not help
                warnings.pop()
                return None, (*warnings, first_faults[number])
            if repaired is None or len(first_faults) == _REPAIR_LIMIT:
                return None, (*warnings, fault)
            key, value, lines[number] = repaired
            location = Location(path, first_line + number, written[number].index(value) + 1)
            warnings.append(Problem.at("colon-unquoted", location, key=key, value=value))
            first_faults[number] = fault
        except yaml.YAMLError as error:
            return None, (*warnings, Problem.at("yaml-syntax", Location(path, first_line), reason=str(error).split("\n")[0]))
        else:
            return found, (*warnings, *composer.problems)


def _simple(text: str, path: str, first_line: int) -> Mapping | None:
    """The mapping in a text of simple lines, comments and blank lines, as the parser would read it in many times the time; None for others."""
    if not is_common(text):
        return None
    entries: dict[str, tuple[Scalar, Node]] = {}
    for number, line in enumerate(text.split("\n"), first_line):
        if not line or line[0] == "#":
            continue
        match = _ENTRY.fullmatch(line)
        if match is None or match[1] in entries:
            return None
        group = match.lastindex or 0
        value = match[group]
        location = Location(path, number, match.start(group) + (group == _PLAIN))
        node: Node | None
        if group == _BRACKETS:
            node = _simple_list(value, location)
            if node is None:
                return None
        else:
            node = Scalar(value.rstrip(" "), True, location) if group == _PLAIN else Scalar(value, False, location)
        entries[match[1]] = Scalar(match[1], True, Location(path, number, 1)), node
    first = next(iter(entries.values()), None)
    return Mapping(tuple(entries.values()), first[0].location) if first else None


def _simple_list(inside: str, location: Location) -> Sequence | None:
    """The list of plain values whose brackets open at `location`; None where it may be more."""
    found = []
    column = location.column + 1
    for part in inside.split(",") if inside.strip(" ") else ():
        match = _LISTED.fullmatch(part)
        if match is None:
            return None
        found.append(Scalar(match[1].rstrip(" "), True, Location(location.path, location.line, column + match.start(1))))
        column += len(part) + 1
    return Sequence(tuple(found), location)


def _quoted(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[str, str, str] | None:
    """Where an unquoted colon is what the parser stumbled over: the key, its value, and the line with quotes around the value."""
    if error.problem_mark is None or "mapping values are not allowed" not in (error.problem or ""):
        return None
    number = error.problem_mark.line
    match = _PLAIN_WITH_COLON.match(lines[number].rstrip()) if number < len(lines) else None
    if match is None:
        return None
    head, key, colon, rest = match.groups()
    comment = re.search(r"\s#", rest)
    value = rest[: comment.start()].rstrip() if comment else rest
    return key, value, f"{head}{key}{colon}'{value.replace(chr(39), chr(39) * 2)}'{rest[len(value) :]}"


class _Composer:
    """Builds nodes from the events of one document."""

    def __init__(self, lines: list[str], path: str, first_line: int) -> None:
        self._lines = lines
        self._path = path
        self._first_line = first_line
        self._open: list[Any] = []  # where the brackets that are not closed yet open
        self.problems: list[Problem] = []

    def document(self, text: str) -> Mapping:
        events = iter(yaml.parse(text, Loader=_Loader))
        root = Mapping((), Location(self._path, self._first_line))
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(self._problem("yaml-shape", event.start_mark, found="---"))
            if isinstance(event, (yaml.DocumentStartEvent, yaml.DocumentEndEvent, yaml.StreamStartEvent, yaml.StreamEndEvent)):
                continue
            node = self._node(event, events, 1)
            if isinstance(node, Mapping):
                root = node
            elif not (isinstance(node, Scalar) and node.plain and not node.text):
                raise _Refused(
                    self._problem("yaml-shape", event.start_mark, found=node.text if isinstance(node, Scalar) else "[…]")
                )
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(self._problem("yaml-alias", event.start_mark))
        if getattr(event, "tag", None):
            raise _Refused(self._problem("yaml-tag", event.start_mark))
        location = self._place(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style
            if plain:
                self._check_comment(event)
            return Scalar(self._checked(event), plain, location)
        if depth > DEPTH_LIMIT:
            raise _Refused(self._problem("yaml-depth", event.start_mark, limit=DEPTH_LIMIT))
        has_brackets = getattr(event, "flow_style", False)
        if has_brackets:
            self._open.append(event.start_mark)
        node: Node
        if isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(tuple(self._entries(events, depth, yaml.SequenceEndEvent)), location)
        else:
            node = Mapping(tuple(self._pairs(events, depth)), location)
            if has_brackets:
                self._check_commas(node)
        if has_brackets:
            self._open.pop()
        return node

    def _entries(self, events: Iterator[yaml.Event], depth: int, end: type[yaml.Event]) -> Iterator[Node]:
        for event in events:
            if isinstance(event, end):
                return
            yield self._node(event, events, depth + 1)

    def _pairs(self, events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
        nodes = self._entries(events, depth, yaml.MappingEndEvent)
        seen: dict[str, Scalar] = {}
        for key in nodes:
            value = next(nodes)
            if not isinstance(key, Scalar):
                raise _Refused(Problem.at("yaml-shape", key.location, found="[…]"))
            if key.text in seen:
                first = seen[key.text].location
                self.problems.append(Problem.at("key-twice", key.location, related=first, key=key.text))
                continue
            seen[key.text] = key
            yield key, value

    def _check_commas(self, mapping: Mapping) -> None:
        """`{average: 4,5, votes: 12}` would be an average of 4, and a key 5 without a value."""
        for key, value in mapping.entries:
            if isinstance(value, Scalar) and value.plain and not value.text and key.plain:
                line = self._lines[key.location.line - self._first_line]
                if not line[key.location.column - 1 + len(key.text) :].lstrip().startswith(":"):
                    self.problems.append(Problem.at("comma-unquoted", key.location, value=key.text))

    def _checked(self, event: yaml.ScalarEvent) -> str:
        """The value in NFC; escapes such as `\\x02` can spell what the file itself may not hold."""
        forbidden = control_character(event.value)
        if forbidden:
            raise _Refused(self._problem("control-character", event.start_mark, name=forbidden))
        return nfc(event.value)

    def _check_comment(self, event: yaml.ScalarEvent) -> None:
        """`title: Chương trình #HanoiXanh` would lose its last word without a sound."""
        mark: Any = event.end_mark
        rest = self._lines[mark.line][mark.column :] if mark.line < len(self._lines) else ""
        comment = rest.strip()
        if comment.startswith("#") and comment[1:2] not in ("", " ", "#", "!"):
            at = mark.column + rest.index("#")
            location = Location(self._path, self._first_line + mark.line, at + 1)
            self.problems.append(Problem.at("comment-lost", location, comment=comment))

    def _place(self, mark: Any) -> Location:  # libyaml's marks and PyYAML's own are two types
        return Location(self._path, self._first_line + mark.line, mark.column + 1)

    def _end(self) -> Location:
        """Behind the last sign of the text."""
        last = max((number for number, line in enumerate(self._lines) if line.strip()), default=0)
        return Location(self._path, self._first_line + last, len(self._lines[last]) + 1)

    def _problem(self, code: str, mark: Any, **values: Any) -> Problem:
        return Problem.at(code, self._place(mark), **values)

    def syntax_problem(self, error: yaml.MarkedYAMLError) -> Problem:
        """For an open quotation mark or bracket, and a key without a colon, its beginning helps; for all else the place the parser stopped at."""
        reason = error.problem or "?"
        context = error.context or ""
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in context and "unexpected" in reason and error.context_mark is not None:
            return self._problem("yaml-quote", error.context_mark)
        began = self._open[0] if self._open else error.context_mark if "simple key" in context else None
        if began is not None:
            return self._problem("yaml-syntax", began, reason=reason)
        if mark is None:
            return Problem.at("yaml-syntax", Location(self._path, self._first_line), reason=reason)
        if not any(
            map(str.strip, self._lines[mark.line :])
        ):  # what is missing at the end of the text is missing at the end of its last line
            return Problem.at("yaml-syntax", self._end(), reason=reason)
        line = self._lines[mark.line]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and mark.column <= len(indent):
            return self._problem("yaml-tab", mark)
        return self._problem("yaml-syntax", mark, reason=reason)
