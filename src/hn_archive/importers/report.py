"""Tell what an import made of what: a report for editors, and pages of it beside their sources."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, get_args

from hn_archive.importers.accession import Status, Taken
from hn_archive.importers.incoming import Incoming, missing
from hn_archive.messages import WORDS
from hn_archive.problem import Problem
from hn_archive.text import nfc, number

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|#]")
_LONGEST: Final = 120
_STYLE: Final = """\
body{font:1rem/1.6 serif;margin:0 auto;max-width:90rem;padding:1rem}section{border-top:2px solid;display:grid;gap:1rem 2rem;grid-template-columns:1fr 1fr}
h2{grid-column:1/-1}pre{font:inherit;overflow-wrap:anywhere;white-space:pre-wrap;margin:0}mark{background:#ffd54d}"""


def counts(taken: Iterable[Taken]) -> dict[Status, int]:
    """How many articles came to what, without what none did."""
    found = Counter(each.status for each in taken)
    return {status: found[status] for status in STATUSES if found[status]}


def markdown(taken: Sequence[Taken], language: str) -> str:
    """The report of an import, as Markdown: how many came to what, what is to be looked at, what was guessed and from what, where articles
    stood and stand, and what became of each source."""
    words = WORDS[language]
    parts = [f"# {words['import report']}", _table([(words[f"import {s}"], number(n, language)) for s, n in counts(taken).items()])]
    troubled = [(each, problem) for each in taken for problem in each.problems]
    for severity in ("error", "warning"):
        rows = [_about(problem, language) for _, problem in troubled if problem.severity == severity]
        parts += _section(words[f"import {severity}s"], rows)
    guessed = [(each.source, guess.field, guess.value, guess.origin) for each in taken for guess in each.guesses]
    parts += _section(words["import guesses"], [_row(cells) for cells in guessed], words["import guesses head"])
    encodings = Counter(each.encoding for each in taken if each.status != "refused" and each.encoding != "utf-8")
    parts += _section(
        words["import encodings"],
        [_row((name, number(count, language))) for name, count in sorted(encodings.items())],
        words["import encodings head"],
    )
    moved = [(old, f"/{each.address}") for each in taken for old in each.old]
    parts += _section(words["import moved"], [_row(cells) for cells in moved], words["import moved head"])
    became = [(each.source, each.path or "–", words[f"import {each.status}"], each.title) for each in taken]
    parts += _section(words["import became"], [_row(cells) for cells in became], words["import became head"])
    return "\n\n".join(parts) + "\n"


def _section(title: str, rows: Sequence[str], head: str = "") -> list[str]:
    if not rows:
        return []
    if not head:
        return [f"## {title}", "\n".join(rows)]
    cells = head.split("|")
    return [f"## {title}", "\n".join([_row(cells), f"|{'---|' * len(cells)}", *rows])]


def _about(problem: Problem, language: str) -> str:
    place = f"{_plain(str(problem.location))}: " if problem.location else ""
    return f"- {place}{_plain(problem.message(language), cut=False)}\n  {_plain(problem.hint(language), cut=False)}"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "|---|---:|", *map(_row, rows)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str, *, cut: bool = True) -> str:
    """A text that stays what it is in Markdown, in one line."""
    line = " ".join(nfc(text).split())
    return _MARKUP.sub(r"\\\g<0>", line if len(line) <= _LONGEST or not cut else line[:_LONGEST] + "…")


def sample(articles: Iterable[tuple[Incoming, str]], language: str) -> str:
    """Articles beside the texts of their sources, as a page of HTML; words that are not in the article are marked. Each comes with its file."""
    words = WORDS[language]
    sections = "".join(
        f"<section><h2>{escape(incoming.source)}</h2><pre>{_marked(incoming)}</pre><pre>{escape(file)}</pre></section>\n"
        for incoming, file in articles
    )
    title = escape(words["import sample"])
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n<h1>{title}</h1>\n{sections}"
    )


def _marked(incoming: Incoming) -> str:
    """The source's text, its missing words marked."""
    text = nfc(incoming.text)
    parts, end = [], 0
    for word in missing(incoming):
        parts += [escape(text[end : word.start()]), f"<mark>{escape(word[0])}</mark>"]
        end = word.end()
    return "".join([*parts, escape(text[end:])])
