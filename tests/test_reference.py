"""The JSON Schema of files: what it lets through and what it does not, as other programs read it."""

from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from conftest import CHECKOUT
from hn_archive.reference import RECORDS, json_schema, table
from hn_archive.schema import Field, Many, Record

PLACES = {
    "article": "content/[!_]*/**/*.md",
    "page": "content/_pages/*.md",
    "introduction": "content/_*ies/*.md",
    "poll": "content/_polls/*.yml",
    "site": "site.yml",
}


def faults(kind: str, values: Any) -> list[str]:
    return [error.json_path for error in jsonschema.Draft7Validator(json_schema(kind, "vi")).iter_errors(values)]


def fields_of(record: Record) -> Iterator[Field]:
    for field in record.fields:
        yield field
        inner = field.kind.kind if isinstance(field.kind, Many) else field.kind
        if isinstance(inner, Record):
            yield from fields_of(inner)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", RECORDS)
def test_a_schema_is_one_and_says_what_each_key_means(kind: str, language: str) -> None:
    schema = json_schema(kind, language)
    jsonschema.Draft7Validator.check_schema(schema)
    assert {name: made["description"] for name, made in schema["properties"].items()} == {
        field.name: field.meaning[language] for field in RECORDS[kind].fields
    }


@pytest.mark.parametrize("kind", RECORDS)
def test_the_files_of_real_sites_pass(kind: str) -> None:
    """Of this repository's own site and of the expected ones."""
    found = [path for root in (CHECKOUT, *CHECKOUT.glob("tests/golden/*/before")) for path in root.glob(PLACES[kind])]
    assert found
    for path in found:
        text = path.read_text(encoding="utf-8-sig")
        values = yaml.safe_load(text if path.suffix == ".yml" else text.split("---")[1])
        assert faults(kind, _plain(values)) == [], path


def _plain(values: Any) -> Any:
    """Dates as JSON has them."""
    if isinstance(values, dict):
        return {key: _plain(value) for key, value in values.items()}
    if isinstance(values, list):
        return [_plain(value) for value in values]
    return values if isinstance(values, (str, int, float, bool, type(None))) else str(values)


@pytest.mark.parametrize("kind", RECORDS)
def test_the_examples_of_all_keys_pass(kind: str) -> None:
    for field in RECORDS[kind].fields:
        example = yaml.safe_load(field.kind.example.format(key=field.name))
        wrong = [path for path in faults(kind, _plain(example)) if path != "$"]  # other keys are missing
        assert wrong == [] or "…" in field.kind.example, (field.name, wrong)


@pytest.mark.parametrize(
    ("kind", "values", "path"),
    [
        ("article", {"title": "Một"}, "$"),
        ("article", {"title": "Một", "date": ["12/01/2023"]}, "$.date"),
        ("article", {"title": {"a": 1}, "date": "12/01/2023"}, "$.title"),
        ("article", {"title": "Một", "date": "12/01/2023", "status": "xong"}, "$.status"),
        ("article", {"title": "Một", "date": "12/01/2023", "draft": "đang viết"}, "$.draft"),
        ("article", {"title": "Một", "date": "12/01/2023", "views": "nhiều"}, "$.views"),
        ("article", {"title": "Một", "date": "12/01/2023", "rating": {"average": 6}}, "$.rating"),
        ("article", {"title": "Một", "date": "12/01/2023", "original_url": "hanoi.gov.vn"}, "$.original_url"),
        ("article", {"title": "Một", "date": "12/01/2023", "id": "a b"}, "$.id"),
        ("article", {"title": "Một", "date": "12/01/2023", "tags": [["a"]]}, "$.tags"),
        ("site", {"titel": "Kho"}, "$"),
        ("site", {"url": "https://example.vn/?a=1"}, "$.url"),
        ("site", {"lists": {"days": "maybe"}}, "$.lists"),
        ("site", {"theme": {"accent": "red"}}, "$.theme"),
    ],
)
def test_what_the_program_refuses_is_refused(kind: str, values: Any, path: str) -> None:
    assert path in {found[: len(path)] for found in faults(kind, values)}


@pytest.mark.parametrize(
    "values",
    [
        {"views": "1.234"}, {"views": 1234}, {"views": {"count": "1 234", "as_of": "20/05/2023"}}, {"rating": {}},
        {"rating": {"average": "4,5"}}, {"tags": "một, hai"}, {"tags": ["một", 2]}, {"draft": "có"}, {"lead": None}, {"title": 1000},
        {"image": "a.jpg"}, {"image": {"src": "a.jpg"}}, {"date": 20230112}, {"corrections": {"date": "13/01/2023", "text": "Sai."}},
        {"cua-toi": ["gì", "cũng", "được"]},
    ],
)  # fmt: skip
def test_what_people_write_passes(values: dict[str, Any]) -> None:
    assert faults("article", {"title": "Một", "date": "12/01/2023 | 08:25"} | values) == []


def test_a_table_has_a_line_for_each_key() -> None:
    for record in RECORDS.values():
        assert table(record).count("\n") == 2 + len(list(fields_of(record)))
