"""Write front matter as editors would: plain words plain, all else in quotes."""

import re
from collections.abc import Iterable, Mapping
from datetime import timezone
from typing import Any, Final

import msgspec

from hn_archive.dates import Moment

# A YAML value of such text needs no quotes, and stays what it is when an editor changes a word in it.
_PLAIN: Final = re.compile(r"[^\W\d_][\w .,()/–-]*")
_PLAIN_IN_LIST: Final = re.compile(r"[^\W\d_][\w ./–-]*")


def lines(fields: Iterable[tuple[str, Any]]) -> list[str]:
    """A line for each key: texts, numbers, booleans, and lists and groups of these."""
    return [f"{key}: {_value(value)}" for key, value in fields]


def _value(value: Any) -> str:
    return text(value) if isinstance(value, str) else _inside(value)


def _inside(value: Any) -> str:
    """A value inside a list or a group."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inside(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inside, value)) + "]"
    if isinstance(value, str):
        return value if _PLAIN_IN_LIST.fullmatch(value) and not value.endswith(" ") else quoted(value)
    return msgspec.json.encode(value).decode()


def text(value: str) -> str:
    """A text on a line of its own, in quotes where it needs them."""
    return value if _PLAIN.fullmatch(value) and not value.endswith(" ") else quoted(value)


def quoted(value: str) -> str:
    """A text as YAML in double quotes, which is JSON's way (YAML 1.2.2, 1.2); but YAML 1.1 takes the separators of Unicode for ends of lines."""
    return msgspec.json.encode(value).decode().replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def date(moment: Moment, zone: timezone) -> str:
    """A date as editors write it; with its offset where that is not the site's, or seconds."""
    at = moment.at
    if at.utcoffset() != zone.utcoffset(None) or at.second:
        return at.isoformat(sep=" ")
    return f"{at:%d/%m/%Y %H:%M}" if moment.has_time else f"{at:%d/%m/%Y}"
