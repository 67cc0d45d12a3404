"""What files of a site may hold, told from the schema that reads them: as tables for people, as JSON Schema for their editing programs."""

from collections.abc import Iterator
from typing import Any, Final

from hn_archive import config, front_matter, poll
from hn_archive.schema import (
    Choice,
    Colour,
    Date,
    Field,
    Flag,
    Identifier,
    Kind,
    Many,
    Names,
    Offset,
    Record,
    SiteAddress,
    Slug,
    Stars,
    Switch,
    Target,
    Text,
    WebAddress,
    Whole,
)

# The kinds of file, by the names under which the command line knows them.
RECORDS: Final[dict[str, Record]] = {
    "article": front_matter.ARTICLE,
    "page": front_matter.STANDING,
    "introduction": front_matter.INTRODUCTION,
    "poll": poll.POLL,
    "site": config.SITE,
}
_DRAFT: Final = "http://json-schema.org/draft-07/schema#"  # which editing programs know best
# What YAML makes of a value that its editor meant as text: `title: 1000`, `title: 2.5`, `title: true`.
_WRITTEN: Final[dict[str, Any]] = {"type": ["string", "number", "boolean"]}
_POINT: Final[dict[str, Any]] = {"type": ["string", "number"]}  # 12/01/2023, 20230112
_TYPES: Final[dict[type[Kind], dict[str, Any]]] = {
    Text: _WRITTEN,
    Slug: _WRITTEN,
    Flag: {"enum": [True, False, "yes", "no", "có", "không", "on", "off", 1, 0]},
    Switch: {"enum": ["on", "off", True, False]},
    Whole: {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "^ *[0-9][0-9.,_ \u00a0']*$"}]},
    Stars: {
        "anyOf": [{"type": "number", "minimum": 0, "maximum": 5}, {"type": "string", "pattern": "^ *[0-5]([.,][0-9]{1,4})? *$"}]
    },
    Date: _POINT,
    Offset: _POINT,
    Target: {"type": "string"},
    Colour: {"type": "string", "pattern": "^ *#([0-9A-Fa-f]{3}){1,2} *$"},
    WebAddress: {"type": "string", "pattern": "^ *https?://"},
    SiteAddress: {"type": "string", "pattern": "^ *https?://[^?#]*$"},
    Identifier: {"type": ["string", "number"], "pattern": "^ *[A-Za-z0-9._:-]{1,100} *$"},
}


def table(record: Record) -> str:
    """The keys of a kind of file as a table in Markdown, with their meaning in English and Vietnamese."""
    return "| key | value | | | |\n|---|---|---|---|---|\n" + "".join(_rows(record))


def _rows(record: Record, prefix: str = "") -> Iterator[str]:
    for field in record.fields:
        name = f"{prefix}{field.name}"
        need = "**required**" if field.required and not prefix else "required" if field.required else ""
        yield f"| `{name}` | {_noun(field.kind)} | {need} | {field.meaning['en']} | {field.meaning['vi']} |\n"
        inner = field.kind.kind if isinstance(field.kind, Many) else field.kind
        if isinstance(inner, Record):
            yield from _rows(inner, f"{name}.")


def _noun(kind: Kind) -> str:
    if isinstance(kind, Choice):
        return " · ".join(f"`{choice}`" for choice in kind.choices)
    if isinstance(kind, Record) and kind.short:
        return "a text or a group of keys" if kind.short != "count" else "a number or a group of keys"
    return kind.noun


def json_schema(name: str, language: str) -> dict[str, Any]:
    """The JSON Schema (draft 7) of a kind of file in RECORDS, its descriptions in `language`.

    It lets through what the program reads, numbers with points between their thousands and dates as people write them, but for words of a
    list in capitals; what it lets through may still be wrong, as 31/02/2023 is. Unknown keys are refused in `site.yml` alone, as they
    are when it is read.
    """
    return {"$schema": _DRAFT, "title": f"hn-archive: {name}"} | _of_record(RECORDS[name], language, is_closed=name == "site")


def _of_record(record: Record, language: str, *, is_closed: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: _of_field(field, language, is_closed=is_closed) for field in record.fields},
        "additionalProperties": not is_closed,
    }
    required = [field.name for field in record.fields if field.required]
    return made | ({"required": required} if required else {})


def _of_field(field: Field, language: str, *, is_closed: bool) -> dict[str, Any]:
    """An empty key counts as none, so that one may stand there to be filled in."""
    made = _of_kind(field.kind, language, is_closed=is_closed)
    described = {"description": field.meaning[language]}
    return described | (made if field.required else {"anyOf": [*made.get("anyOf", [made]), {"type": "null"}]})


def _of_kind(kind: Kind, language: str, *, is_closed: bool) -> dict[str, Any]:
    if isinstance(kind, Record):
        group = _of_record(kind, language, is_closed=is_closed)
        short = next((field for field in kind.fields if field.name == kind.short), None)
        return {"anyOf": [_of_kind(short.kind, language, is_closed=is_closed), group]} if short else group
    if isinstance(kind, Many | Names):
        inner = _of_kind(kind.kind if isinstance(kind, Many) else Text(), language, is_closed=is_closed)
        return {"anyOf": [{"type": "array", "items": inner}, *inner.get("anyOf", [inner])]}
    return {"enum": list(kind.choices)} if isinstance(kind, Choice) else _TYPES[type(kind)]
