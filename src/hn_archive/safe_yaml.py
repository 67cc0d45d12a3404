"""Read YAML as text: every scalar a string with its place; no types, tags, aliases or duplicate keys."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import yaml

from hn_archive.problem import Location, Problem

SIZE_LIMIT: Final = 64 * 1024
DEPTH_LIMIT: Final = 32
_REPAIR_LIMIT: Final = 32

# libyaml's parser is the fast one; where PyYAML was built without it, its own gives the same events.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_WITH_COLON: Final = re.compile(r"^(\s*(?:- +)?)([^\s:#'\"\[{&*!|>%@`][^:#'\"]*?)(:[ ]+)([^\s'\"\[{&*!|>%@`#].*?)\s*$")


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
    written = text.split("\n")
    lines = written.copy()
    warnings: list[Problem] = []
    for _ in range(_REPAIR_LIMIT):
        composer = _Composer(written, path, first_line)
        try:
            found = composer.document("\n".join(lines))
        except _Refused as refused:
            return None, (*warnings, refused.problem)
        except yaml.MarkedYAMLError as error:
            repaired = _quoted(lines, error)
            if repaired is None:
                return None, (*warnings, composer.syntax_problem(error))
            number, key, value = repaired
            location = Location(path, first_line + number, lines[number].index(value) + 1)
            warnings.append(Problem.at("colon-unquoted", location, key=key, value=value))
            lines[number] = _with_quotes(lines[number])
        except yaml.YAMLError as error:
            return None, (*warnings, Problem.at("yaml-syntax", Location(path, first_line), reason=str(error).split("\n")[0]))
        else:
            return found, (*warnings, *composer.problems)
    return None, tuple(warnings)


def _quoted(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, str, str] | None:
    """The line, key and value that quotes would save, where an unquoted colon is what the parser stumbled over."""
    if error.problem_mark is None or "mapping values are not allowed" not in (error.problem or ""):
        return None
    number = error.problem_mark.line
    match = _PLAIN_WITH_COLON.match(lines[number]) if number < len(lines) else None
    return (number, match[2], match[4]) if match else None


def _with_quotes(line: str) -> str:
    match = _PLAIN_WITH_COLON.match(line)
    assert match is not None  # noqa: S101 (the caller has just matched it)
    return f"{match[1]}{match[2]}{match[3]}'{match[4].replace(chr(39), chr(39) * 2)}'"


class _Composer:
    """Builds nodes from the events of one document."""

    def __init__(self, lines: list[str], path: str, first_line: int) -> None:
        self._lines = lines
        self._path = path
        self._first_line = first_line
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
            return Scalar(event.value, plain, location)
        if depth > DEPTH_LIMIT:
            raise _Refused(self._problem("yaml-depth", event.start_mark, limit=DEPTH_LIMIT))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._entries(events, depth, yaml.SequenceEndEvent)), location)
        return Mapping(tuple(self._pairs(events, depth)), location)

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

    def _problem(self, code: str, mark: Any, **values: Any) -> Problem:
        return Problem.at(code, self._place(mark), **values)

    def syntax_problem(self, error: yaml.MarkedYAMLError) -> Problem:
        """For an open quotation mark or bracket its beginning helps, for all else the place the parser stopped at."""
        reason = error.problem or "?"
        context = error.context or ""
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in context and error.context_mark is not None:
            return self._problem("yaml-quote", error.context_mark)
        if "flow" in context and error.context_mark is not None:
            return self._problem("yaml-syntax", error.context_mark, reason=reason)
        if mark is None:
            return Problem.at("yaml-syntax", Location(self._path, self._first_line), reason=reason)
        if mark.line < len(self._lines) and "\t" in self._lines[mark.line][: mark.column + 1]:
            return self._problem("yaml-tab", mark)
        return self._problem("yaml-syntax", mark, reason=reason)
