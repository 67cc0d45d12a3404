"""Take the head off a post of another generator, in YAML, TOML, JSON or plain lines, and read each of its values as text."""

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any, Final

import msgspec

from hn_archive.importers.source import Refused
from hn_archive.problem import Location, Problem
from hn_archive.safe_yaml import SIZE_LIMIT, Mapping, Node, Scalar, Sequence, parse
from hn_archive.text import CONTROL_CHARACTERS, nfc

_FENCED: Final = re.compile(r"\s*^(?P<fence>---|\+\+\+)[ \t]*\n(?P<head>(?:.*\n)*?)(?P=fence)[ \t]*(?:\n|\Z)", re.MULTILINE)
_OPEN: Final = re.compile(r"\s*^(?:---|\+\+\+)[ \t]*\n", re.MULTILINE)
_JSON: Final = re.compile(r"\s*(?=\{\s*\")")
# Pelican's and MultiMarkdown's: lines up to a blank one, and one of them is the title.
_LINES: Final = re.compile(
    r"(?=(?:.+\n)*?title:)(?P<head>[a-z][\w -]{0,40}:.*\n(?:(?:[a-z][\w -]{0,40}:|[ \t]+).*\n)*)(?:\n|\Z)", re.IGNORECASE
)
_DEPTH: Final = 32


class Head(msgspec.Struct, frozen=True):
    """The values of a post's head as texts, lists and groups, its body, and the line of the file on which that begins."""

    values: Mapping
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


def taken_off(text: str, shown: str) -> Head:
    """The head and the body of a post whose file problems call `shown`; a post without a head has no values.

    Values of TOML and JSON, whose readers keep no places, all have that of the first line.

    Raises Refused where there is a head that cannot be read.
    """
    start = Location(shown, 1)
    if match := _FENCED.match(text[: 2 * SIZE_LIMIT]):
        head, line = match["head"], text.count("\n", 0, match.start("head")) + 1
        rest, body_line = text[match.end() :], text.count("\n", 0, match.end()) + 1
        if match["fence"] == "+++":
            return Head(_toml(head, start), rest, body_line)
        values, problems = parse(head, shown, line)
        if values is None:
            raise Refused(next(problem for problem in problems if problem.severity == "error"))
        return Head(values, rest, body_line, tuple(problem for problem in problems if problem.code != "colon-unquoted"))
    if _OPEN.match(text):
        raise Refused(Problem.at("front-matter-open", start))
    if match := _JSON.match(text[:SIZE_LIMIT]):
        values, end = _json(text[:SIZE_LIMIT], match.end(), start)
        end += len(text[end:]) - len(text[end:].lstrip(" \t\n"))
        return Head(values, text[end:], text.count("\n", 0, end) + 1)
    if match := _LINES.match(text[:SIZE_LIMIT]):
        return Head(_lines(match["head"], shown), text[match.end() :], text.count("\n", 0, match.end()) + 1)
    return Head(Mapping((), start), text, 1)


def _toml(head: str, start: Location) -> Mapping:
    if len(head.encode()) > SIZE_LIMIT:
        raise Refused(Problem.at("import-unreadable", start, kind="TOML", reason=f"more than {SIZE_LIMIT:,} bytes"))
    return _checked(lambda: tomllib.loads(head, parse_float=str), "TOML", start)


def _json(text: str, offset: int, start: Location) -> tuple[Mapping, int]:
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    end = offset

    def load() -> Any:
        nonlocal end
        found, end = decoder.raw_decode(text, offset)
        return found

    return _checked(load, "JSON", start), end


def _checked(load: Callable[[], Any], kind: str, start: Location) -> Mapping:
    """What a reader of TOML or JSON makes, which may fail in more ways than it says."""
    try:
        node = _node(load(), start, 0)
    except RecursionError:
        raise Refused(Problem.at("import-unreadable", start, kind=kind, reason=f"deeper than {_DEPTH}")) from None
    except ValueError as error:
        raise Refused(Problem.at("import-unreadable", start, kind=kind, reason=error)) from None
    if not isinstance(node, Mapping):
        raise Refused(Problem.at("import-unreadable", start, kind=kind, reason="no keys"))
    return node


def _node(value: Any, start: Location, depth: int) -> Node:
    if depth > _DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        pairs = ((Scalar(key, True, start), _node(inner, start, depth + 1)) for key, inner in value.items())
        return Mapping(tuple(pairs), start)
    if isinstance(value, list):
        return Sequence(tuple(_node(inner, start, depth + 1) for inner in value), start)
    if value is None:
        return Scalar("", True, start)
    written = str(value).lower() if isinstance(value, bool) else str(value)
    # Dates of TOML have an isoformat, and their str is nearly that. Escapes can spell what no text may hold.
    return Scalar(nfc(CONTROL_CHARACTERS.sub(" ", written)), False, start)


def _lines(head: str, shown: str) -> Mapping:
    """`Title: …` line by line; a line that is indented goes on with the one before."""
    found: dict[str, Scalar] = {}
    last = ""
    for number, line in enumerate(head.splitlines(), 1):
        key, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            last = key.strip()
            found[last] = Scalar(value.strip(), False, Location(shown, number, len(key) + 2))
        else:
            found[last] = msgspec.structs.replace(found[last], text=f"{found[last].text} {line.strip()}".strip())
    return Mapping(tuple((Scalar(key, True, value.location), value) for key, value in found.items()), Location(shown, 1))
