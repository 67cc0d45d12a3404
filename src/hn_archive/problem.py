"""Problems: what is wrong, where, and the way out; values that are returned, collected and shown together."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Final, Literal

import msgspec

from hn_archive import digest
from hn_archive.messages import CATALOGUE, WORDS
from hn_archive.text import NBSP

Severity = Literal["error", "warning"]
Form = Literal["text", "json", "github", "gitlab"]

_EXCERPT: Final = 160
# Values that are words of the program itself; all others are the editor's.
_WORD_VALUES: Final = frozenset({"expected", "found"})


class Location(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A place in a file of the site.

    `path` is relative to the site's folder, with `/`; `line` and `column` count from 1 in characters of the NFC text;
    0 where the whole file, or the whole line, is meant.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong.

    `code` names a row of `messages.CATALOGUE`, which has the severity and the words in each language; `values` fill those
    words; `related` is the other place, where there are two.
    """

    code: str
    location: Location | None = None
    values: tuple[tuple[str, str], ...] = ()
    related: Location | None = None

    @classmethod
    def at(cls, code: str, /, location: Location | None = None, related: Location | None = None, **values: object) -> "Problem":
        """The problem `code` at `location`, its words filled with `values`."""
        filled = tuple((name, str(value)) for name, value in sorted(values.items()))
        return cls(code, location, filled, related)

    @property
    def severity(self) -> Severity:
        return CATALOGUE[self.code].severity

    def message(self, language: str) -> str:
        return self._filled(CATALOGUE[self.code].message[language], language)

    def hint(self, language: str) -> str:
        return self._filled(CATALOGUE[self.code].hint[language], language)

    def _filled(self, words: str, language: str) -> str:
        """`words` with the values in place; values that are words of the program itself are in `language` too."""
        known = WORDS[language]
        values = {name: known.get(value, value) if name in _WORD_VALUES else _harmless(value) for name, value in self.values}
        return words.format_map(values)


def _harmless(value: str) -> str:
    """A value as a terminal can show it without harm, and not too long."""
    cut = value if len(value) <= _EXCERPT else value[:_EXCERPT] + "…"
    return cut if cut.isprintable() else "".join(map(_visible, cut))


def _visible(char: str) -> str:
    return char if char.isprintable() or char == NBSP else f"\\u{ord(char):04x}"


class Stop(Exception):
    """The run cannot go on: `problem` says why and `exit_code` how the process ends.

    2: wrong command line or configuration, 3: the machine (disk, permissions).
    """

    def __init__(self, problem: Problem, exit_code: int) -> None:
        super().__init__(problem.message("en"))
        self.problem = problem
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[type["Stop"], tuple[Problem, int]]:
        """Exceptions are made anew from their arguments, and ours are not those of Exception: workers send it to their parent."""
        return Stop, (self.problem, self.exit_code)


def machine_fault(error: OSError) -> Stop:
    """The Stop for a file that the machine would not read or write; the errno's own words name the reason."""
    path = error.filename if error.filename is not None else "?"
    shown = path.decode(errors="replace") if isinstance(path, bytes) else str(path)
    return Stop(Problem.at("machine", path=shown, reason=error.strerror or str(error)), 3)


def arranged(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each different problem once, by place; what has no place comes last."""
    return tuple(sorted(set(problems), key=_order))


def _order(problem: Problem) -> tuple[object, ...]:
    return _shown_as(problem), problem.values


def _shown_as(problem: Problem) -> tuple[object, ...]:
    """What a report tells of a problem, by place; the `page` that a template failed on is not part of it."""
    nowhere = Location("")
    values = tuple(pair for pair in problem.values if pair[0] != "page")
    return problem.location is None, problem.location or nowhere, problem.code, problem.related or nowhere, values


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def report(problems: Iterable[Problem], form: Form, language: str, excerpt: Callable[[Location], str]) -> str:
    """All problems as text for people, as JSON lines, as GitHub workflow commands ("" where there are none), or as GitLab's Code Quality.

    `excerpt` gives the line of a file that a location points at.
    """
    groups = _grouped(problems)
    if form == "text":
        return "".join(f"{_text(same[0], len(same), language, excerpt)}\n" for same in groups)
    if form == "gitlab":
        seen: Counter[tuple[object, ...]] = Counter()
        return json.dumps([_gitlab(same[0], len(same), language, seen) for same in groups], ensure_ascii=False, indent=1) + "\n"
    show = _json if form == "json" else _github
    return "".join(f"{show(same[0], len(same), language)}\n" for same in groups)


def _grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Problems by place, those that differ only in their `page` (a template's fault on many pages) as one group."""
    return [list(same) for _, same in groupby(arranged(problems), key=_shown_as)]


def _text(problem: Problem, count: int, language: str, excerpt: Callable[[Location], str]) -> str:
    words = WORDS[language]
    place = f"{problem.location}: " if problem.location else ""
    more = _more(count, words)
    lines = [f"{place}{words[problem.severity]}[{problem.code}]: {problem.message(language)}{more}"]
    if problem.location and problem.location.line and (line := excerpt(problem.location)).strip():
        lines += _pointed(problem.location, line)
    if problem.related:
        lines.append(f"  {words['related']}: {problem.related}")
    lines.append(f"  {words['hint']}: {problem.hint(language)}")
    return "\n".join(lines)


def _more(count: int, words: Mapping[str, str]) -> str:
    if count == 1:
        return ""
    return f" ({words['more one' if count == 2 else 'more'].format(count=count - 1)})"


def _pointed(location: Location, line: str) -> list[str]:
    """The line with a caret under the column; long lines are cut to the part around it."""
    gutter = f"    {location.line} | "
    column = max(location.column - 1, 0)
    start = max(column - _EXCERPT // 2, 0) if len(line) > _EXCERPT else 0
    cut = "".join(char if char.isprintable() or char == NBSP else " " for char in line[start : start + _EXCERPT].rstrip())
    lines = [gutter + cut]
    if location.column:
        lines.append(" " * (len(gutter) - 2) + "| " + " " * (column - start) + "^")
    return lines


def as_mapping(problem: Problem, language: str) -> Mapping[str, object]:
    """The problem as plain values, for JSON."""
    place = problem.location
    other = problem.related
    return {
        "type": "problem",
        "code": problem.code,
        "severity": problem.severity,
        "path": place.path if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "message": problem.message(language),
        "hint": problem.hint(language),
        "related": {"path": other.path, "line": other.line, "column": other.column} if other else None,
    }


def _json(problem: Problem, count: int, language: str) -> str:
    return json.dumps({**as_mapping(problem, language), "count": count}, ensure_ascii=False)


def _github(problem: Problem, count: int, language: str) -> str:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions"""
    more = _more(count, WORDS[language])
    fields = {"title": problem.code}
    if problem.location:
        fields["file"] = problem.location.path
        fields |= {name: str(n) for name, n in (("line", problem.location.line), ("col", problem.location.column)) if n}
    shown = ",".join(f"{name}={_github_escaped(value, ':,')}" for name, value in fields.items())
    message = f"{problem.message(language)}{more}\n{problem.hint(language)}"
    return f"::{problem.severity} {shown}::{_github_escaped(message)}"


def _gitlab(problem: Problem, count: int, language: str, seen: Counter[tuple[object, ...]]) -> Mapping[str, object]:
    """https://docs.gitlab.com/ci/testing/code_quality/, "Code Quality report format"; what has no place is said of site.yml.

    The fingerprint tells problems apart also after lines were added above them; those that are alike are numbered in `seen`.
    """
    message = f"{problem.message(language)}{_more(count, WORDS[language])}"
    place = problem.location or Location("site.yml")
    name = (problem.code, place.path, message)
    seen[name] += 1
    return {
        "description": f"{message} – {problem.hint(language)}",
        "check_name": problem.code,
        "fingerprint": digest.of_bytes("\n".join((*name, str(seen[name]))).encode()),
        "severity": "major" if problem.severity == "error" else "minor",
        "location": {"path": place.path, "lines": {"begin": max(place.line, 1)}},
    }


def _github_escaped(text: str, also: str = "") -> str:
    for char in "%\r\n" + also:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
