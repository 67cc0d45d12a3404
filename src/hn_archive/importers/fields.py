"""Keep of what a source says what front matter takes, and report the rest: by the very schema that reads it later."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from html import unescape
from typing import Any, Final

from hn_archive import dates
from hn_archive.address import of_alias
from hn_archive.front_matter import ARTICLE
from hn_archive.problem import Location, Problem
from hn_archive.safe_yaml import Mapping as YamlMapping
from hn_archive.safe_yaml import Node, Scalar, Sequence
from hn_archive.schema import Reading
from hn_archive.text import nfc, one_line

KEYS: Final = frozenset(field.name for field in ARTICLE.fields)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_MOST_DIGITS: Final = 15  # as front matter takes them; Python itself refuses some thousands
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def kept(found: Mapping[str, Any], places: Mapping[str, Location], start: Location) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The fields that an article can have, in the order of its schema, and a problem for each that it cannot, or whose value it cannot.

    `places` tells where values stand; `start` stands in for those of which it does not know. What is empty is left out without a word.
    """
    fields: dict[str, Any] = {}
    problems: list[Problem] = []
    for key in sorted(found, key=_order):
        value = (
            _without_bad_aliases(found[key], places.get(key, start), problems)
            if key == "aliases" and isinstance(found[key], list)
            else found[key]
        )
        if key != "rating" and value in ("", (), [], {}, None):
            continue
        if key in KEYS and _is_valid(key, value, start):
            fields[key] = value
        else:
            problems.append(unplaced(key, value, places.get(key, start)))
    return fields, tuple(problems)


def unplaced(key: str, value: Any, location: Location) -> Problem:
    """The problem of a value that has no place in an article."""
    return Problem.at("import-key", location, key=key, value=as_line(value))


def as_line(value: Any) -> str:
    """A value in one line, for people."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {as_line(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(as_line, value))
    return one_line(str(value))


def plain_line(written: str) -> str:
    """A text of HTML (`Luật &#8220;Thủ đô&#8221;`, `<p>…</p>`) as one line of plain text in NFC."""
    if "<" in written or "&" in written:
        written = unescape(_TAG.sub(" " if "<p" in written or "<br" in written else "", written))
    return one_line(nfc(written))


def iso(written: str) -> str:
    """A date as front matter takes it: ISO 8601, with an offset only where one was written.

    Raises DateFault.
    """
    written = re.sub(r"\s*\b(?:UTC|GMT)$", "Z", one_line(written))
    here = dates.parse(written, dates.HANOI)
    if _ISO.match(written):
        return written
    if here.at == dates.parse(written, UTC).at:  # the same moment in any zone: it has its own
        return here.at.isoformat(sep=" ", timespec="seconds" if here.at.second else "minutes")
    form = "%H:%M:%S" if here.at.second else "%H:%M"
    return f"{here.at:%Y-%m-%d}" + (f" {here.at:{form}}" if here.has_time else "")


def whole(written: str) -> int | str:
    """The number that the digits of a text spell; the text itself where that has none, or more than any count has."""
    digits = re.sub(r"\D", "", written)
    return int(digits) if 0 < len(digits) <= _MOST_DIGITS else written


def unique(texts: Iterable[str]) -> list[str]:
    """Texts that say something, each once."""
    return list(dict.fromkeys(text for text in texts if text))


def _order(key: str) -> tuple[int, str]:
    names = [field.name for field in ARTICLE.fields]
    return names.index(key) if key in names else len(names), key


def _is_valid(key: str, value: Any, start: Location) -> bool:
    reading = Reading(dates.HANOI, "key-unknown")
    values = ARTICLE.values(YamlMapping(((Scalar(key, True, start), _node(value, start)),), start), reading)
    return not reading.problems and values.get(key) is not None


def _node(value: Any, start: Location) -> Node:
    if isinstance(value, Mapping):
        return YamlMapping(tuple((Scalar(key, True, start), _node(inner, start)) for key, inner in value.items()), start)
    if isinstance(value, list | tuple):
        return Sequence(tuple(_node(inner, start) for inner in value), start)
    return Scalar(str(value).lower() if isinstance(value, bool) else str(value), False, start)


def _without_bad_aliases(aliases: Iterable[str], location: Location, problems: list[Problem]) -> list[str]:
    good = []
    for alias in aliases:
        try:
            of_alias(str(alias))
        except ValueError:
            problems.append(unplaced("aliases", alias, location))
        else:
            good.append(alias)
    return good
