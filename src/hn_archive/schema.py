"""Type the text of YAML by a declared schema: the kinds of value, each with its check, its words and its problems."""

import re
from collections.abc import Callable, Mapping
from datetime import timezone
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from hn_archive import dates
from hn_archive.address import site_root
from hn_archive.problem import Location, Problem
from hn_archive.safe_yaml import Mapping as YamlMapping
from hn_archive.safe_yaml import Node, Scalar, Sequence
from hn_archive.text import fold, identity, nearest, nfc, one_line, slug

_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:([.,_ \u00a0'])[0-9]{3}(?:\1[0-9]{3})*)?|[0-9]+")
_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_YES: Final = frozenset({"true", "yes", "on", "1", "co"})
_NO: Final = frozenset({"false", "no", "off", "0", "khong"})

# Neither blanks nor what has no width: soft hyphen, zero-width space and joiners, marks of direction, byte order mark.
_VISIBLE: Final = re.compile("[^\\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")

# Lists, not tuples: what a template shows of them must be the same when they come back from the store, where JSON has lists.
Extra = str | list["Extra"] | dict[str, "Extra"]


class Reading:
    """What is gathered while one file's values are read: problems, the places of values, and keys the schema has not."""

    def __init__(self, zone: timezone, unknown: str) -> None:
        self.zone = zone
        self.unknown = unknown  # the code of the problem that an unknown key is
        self.problems: list[Problem] = []
        self.places: dict[str, Location] = {}
        self.extra: dict[str, Extra] = {}

    def add(self, code: str, node: Node, **values: Any) -> None:
        self.problems.append(Problem.at(code, node.location, **values))

    def wrong_type(self, key: str, node: Node, kind: "Kind") -> None:
        found = {Scalar: "a text", Sequence: "a list", YamlMapping: "a group of keys"}[type(node)]
        self.add(
            "value-type", node, key=key, expected=kind.noun, found=found, example=kind.example.format(key=key.rpartition(".")[2])
        )


class Kind(msgspec.Struct, frozen=True):
    """A kind of value. `noun` is a key of `messages.WORDS`; `example` is a YAML line with `{key}` for the key."""

    noun: str = "a text"
    example: str = "{key}: …"

    def read(self, key: str, node: Node, reading: Reading) -> Any:
        """The typed value, or None where there is none or it is wrong; what is wrong goes to `reading`."""
        if not isinstance(node, Scalar):
            reading.wrong_type(key, node, self)
            return None
        return self.of_text(key, node, reading)

    def of_text(self, key: str, node: Scalar, reading: Reading) -> Any:
        raise NotImplementedError


class Text(Kind, frozen=True):
    """One line of text; line breaks and runs of blanks become one space, NBSP stays."""

    limit: int = 1_000

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:
        value = one_line(node.text)
        if len(value) > self.limit:
            reading.add("value-long", node, key=key, size=len(value), limit=self.limit)
            return None
        return value if _VISIBLE.search(value) else None


class Flag(Kind, frozen=True):
    noun: str = "yes or no"
    example: str = "{key}: true"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> bool | None:
        word = fold(node.text.strip())
        if word in _YES or word in _NO:
            return word in _YES
        reading.wrong_type(key, node, self)
        return None


class Whole(Kind, frozen=True):
    """A count, with or without `.` `,` `_` or a blank between its thousands: `1.234` is 1234, as Vietnamese write it."""

    noun: str = "a whole number"
    example: str = "{key}: 1234"
    limit: int = 999_999_999_999_999

    def of_text(self, key: str, node: Scalar, reading: Reading) -> int | None:  # noqa: ARG002 (every kind has the key)
        text = node.text.strip()
        digits = re.sub(r"[^0-9]", "", text)
        if not _GROUPED.fullmatch(text) or len(digits) > 15 or int(digits) > self.limit:
            reading.add("number", node, value=text)
            return None
        return int(digits)


class Stars(Kind, frozen=True):
    """An average from 0 to 5, with a decimal comma or point."""

    noun: str = "a number from 0 to 5"
    example: str = "{key}: 4,5"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> float | None:  # noqa: ARG002 (every kind has the key)
        text = node.text.strip()
        if not re.fullmatch(r"[0-4](?:[.,][0-9]{1,4})?|5(?:[.,]0{1,4})?", text):
            reading.add("rating", node, value=text)
            return None
        return float(text.replace(",", "."))


class Date(Kind, frozen=True):
    noun: str = "a date"
    example: str = "{key}: 12/01/2023 08:25"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> dates.Moment | None:  # noqa: ARG002 (every kind has the key)
        try:
            return dates.parse(node.text, reading.zone)
        except dates.DateFault as fault:
            reading.add(fault.code, node, **fault.values)
            return None


class Offset(Kind, frozen=True):
    noun: str = "an offset from UTC"
    example: str = '{key}: "+07:00"'

    def of_text(self, key: str, node: Scalar, reading: Reading) -> timezone | None:  # noqa: ARG002 (every kind has the key)
        zone = dates.offset(node.text)
        if zone is None:
            reading.add("timezone", node, value=node.text.strip())
        return zone


class Colour(Kind, frozen=True):
    """A colour as CSS writes it, `#rgb` or `#rrggbb`; the latter is made of both."""

    noun: str = "a colour"
    example: str = '{key}: "#8c1d18"'

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:  # noqa: ARG002 (every kind has the key)
        written = node.text.strip().lower()
        if re.fullmatch("#(?:[0-9a-f]{3}){1,2}", written):
            return written if len(written) == 7 else "#" + "".join(digit * 2 for digit in written[1:])
        reading.add("colour", node, value=node.text.strip())
        return None


class Choice(Kind, frozen=True):
    choices: tuple[str, ...] = ()

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:
        word = node.text.strip().lower()
        if word in self.choices:
            return word
        reading.add("value-choice", node, key=key, value=node.text.strip(), choices=", ".join(self.choices))
        return None


class Switch(Kind, frozen=True):
    """`on` or `off`."""

    noun: str = "on or off"
    example: str = "{key}: off"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> bool | None:
        return Flag(self.noun, self.example).of_text(key, node, reading)


class WebAddress(Kind, frozen=True):
    """An absolute http or https address (RFC 3986)."""

    noun: str = "a web address"
    example: str = "{key}: https://hanoi.gov.vn/"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:  # noqa: ARG002 (every kind has the key)
        text = node.text.strip()
        if is_web_address(text):
            return text
        reading.add("web-address", node, value=text)
        return None


class SiteAddress(WebAddress, frozen=True):
    """Where a site stands: a web address without query and fragment, since pages' addresses are put behind it."""

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:  # noqa: ARG002 (every kind has the key)
        if is_site_address(node.text.strip()):
            return node.text.strip()
        reading.add("web-address", node, value=node.text.strip())
        return None


class Target(Kind, frozen=True):
    """Where a link leads: into this site or `content/`, or to a web, mail or telephone address; never a script."""

    noun: str = "an address"
    example: str = "{key}: /chuyen-muc/"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:  # noqa: ARG002 (every kind has the key)
        text = re.sub(r"[\t\r\n]", "", node.text).strip()  # as browsers read it
        scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", text)
        if scheme is None or is_web_address(text) or scheme[1].lower() in ("mailto", "tel"):
            return text
        reading.add("web-address", node, value=text)
        return None


def is_site_address(text: str) -> bool:
    """Whether pages' addresses can be put behind a web address: it has no query, fragment or user, and its host has a name."""
    if not is_web_address(text) or "?" in text or "#" in text or "@" in text or "//" in text.partition("://")[2]:
        return False
    try:
        return bool(site_root(text))
    except UnicodeError:
        return False


def is_web_address(text: str) -> bool:
    if not text or len(text) > 2_000 or re.search(r"[\s<>\"\\^`{|}]", text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


class Identifier(Kind, frozen=True):
    noun: str = "an id"
    example: str = "{key}: 7f3a9c52"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:  # noqa: ARG002 (every kind has the key)
        text = node.text.strip()
        if _ID.fullmatch(text):
            return text
        reading.add("id", node, value=text)
        return None


class Slug(Kind, frozen=True):
    noun: str = "a part of an address"
    example: str = "{key}: khoi-cong-cau"

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:  # noqa: ARG002 (every kind has the key)
        made = slug(node.text)
        if not made:
            reading.add("slug", node, value=node.text.strip())
            return None
        return made


class Name(msgspec.Struct, frozen=True, array_like=True):
    """A text and its place in the file."""

    text: str
    location: Location


class Names(Kind, frozen=True):
    """A list of texts, or one text with commas between them. Repeated names (by `text.identity`) count once."""

    noun: str = "a list of texts"
    example: str = "{key}: [một, hai]"
    commas: bool = True

    def read(self, key: str, node: Node, reading: Reading) -> tuple[Name, ...] | None:
        found: dict[str, Name] = {}
        for entry in self._entries(node):
            if not isinstance(entry, Scalar):
                reading.wrong_type(key, entry, self)
                continue
            text = Text(limit=300).of_text(key, entry, reading)
            if text:
                found.setdefault(identity(text), Name(text, entry.location))
        return tuple(found.values()) or None

    def _entries(self, node: Node) -> tuple[Node, ...]:
        if isinstance(node, Sequence):
            return node.entries
        if isinstance(node, Scalar) and self.commas:
            return tuple(Scalar(part, node.plain, node.location) for part in node.text.split(","))
        return (node,)


class Many(Kind, frozen=True):
    """A list of one kind of value; one value alone is a list of one."""

    noun: str = "a list"
    example: str = "{key}: […]"
    kind: Kind = Text()

    def read(self, key: str, node: Node, reading: Reading) -> tuple[Any, ...]:
        entries = node.entries if isinstance(node, Sequence) else (node,)
        values = (self.kind.read(key, entry, reading) for entry in entries)
        return tuple(value for value in values if value is not None)


class Field(msgspec.Struct, frozen=True):
    """One key of a record: its kind of value, and what it means in each language."""

    name: str
    kind: Kind
    meaning: Mapping[str, str]
    required: bool = False


def field(name: str, kind: Kind, en: str, vi: str, *, required: bool = False) -> Field:
    return Field(name, kind, {"en": en, "vi": vi}, required)


class Record(Kind, frozen=True, dict=True):
    """A group of keys, read into `make(**values)`; with `short`, one value alone stands for the key of that name."""

    noun: str = "a group of keys"
    example: str = "{key}: {{…}}"
    make: Callable[..., Any] = dict
    fields: tuple[Field, ...] = ()
    short: str = ""

    def read(self, key: str, node: Node, reading: Reading) -> Any:
        if self.short and isinstance(node, Scalar):
            node = YamlMapping(((Scalar(self.short, True, node.location), node),), node.location)
        if not isinstance(node, YamlMapping):
            reading.wrong_type(key, node, self)
            return None
        values = self.values(node, reading, f"{key}." if key else "")
        is_whole = True
        for name in self._required:
            if values.get(name) is None:
                is_whole = False
                if name not in values:
                    reading.add("key-missing", node, key=f"{key}.{name}" if key else name)
        if not is_whole:
            return None
        return self.make(**{name: value for name, value in values.items() if value is not None})

    def values(self, node: YamlMapping, reading: Reading, prefix: str = "") -> dict[str, Any]:
        """The values by key, None where one is wrong; keys whose value is empty are as if they were not there."""
        kinds = self._kinds
        values: dict[str, Any] = {}
        for name, value in node.entries:
            key = prefix + name.text
            if name.text not in kinds:
                self._unknown(key, name, value, reading)
            elif not is_empty(value):
                reading.places[key] = value.location
                before = len(reading.problems)
                typed = kinds[name.text].read(key, value, reading)
                if typed is not None or len(reading.problems) > before:  # else it holds nothing: "" or [""]
                    values[name.text] = typed
        return values

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {field.name: field.kind for field in self.fields}

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)

    def _unknown(self, key: str, name: Scalar, value: Node, reading: Reading) -> None:
        names = tuple(field.name for field in self.fields)
        near = nearest(name.text, names) or ", ".join(names)
        reading.add(reading.unknown, name, key=key, nearest=near)
        reading.extra[nfc(key)] = plain(value)


def is_empty(node: Node) -> bool:
    """Whether a key has nothing behind it, as the optional keys of a template file that nobody filled in."""
    return isinstance(node, Scalar) and node.plain and not node.text


def plain(node: Node) -> Extra:
    """A node as text, lists and dicts, for keys that only templates know."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(entry) for entry in node.entries]
    return {key.text: plain(value) for key, value in node.entries}
