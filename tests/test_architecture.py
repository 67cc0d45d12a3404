"""The layers, the list of modules and the presence of tests, as docs/architecture.md has them."""

import ast
import re
from pathlib import Path

import pytest

from conftest import CHECKOUT

PACKAGE = CHECKOUT / "src" / "hn_archive"
DOCUMENT = CHECKOUT / "docs" / "architecture.md"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if not path.name.startswith("__"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def rows() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, names in re.findall(r"^\| (\d+) \| ([a-z_. ]+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE):
        found |= dict.fromkeys(names.split(), int(number))
    return found


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("hn_archive"):
            inner = node.module.removeprefix("hn_archive").removeprefix(".")
            found |= {inner} if inner in rows() else {f"{inner}.{alias.name}".removeprefix(".") for alias in node.names}
    return found & set(rows())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_rows_below_its_own(path: Path) -> None:
    row = rows()
    above = {name for name in imports_of(path) if row[name] >= row[name_of(path)]}
    assert not above


def test_the_layer_table_names_exactly_the_modules_there_are() -> None:
    assert set(rows()) == {name_of(path) for path in MODULES}


def sentence(path: Path) -> str:
    return " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split())


def test_the_document_lists_each_module_with_its_docstring(update_golden: bool) -> None:
    order = sorted(MODULES, key=lambda path: (-rows()[name_of(path)], name_of(path)))
    listed = "".join(f"- `{name_of(path)}`: {sentence(path)}\n" for path in order)
    text = DOCUMENT.read_text(encoding="utf-8")
    head, rest = text.split("<!-- modules -->\n", 1)
    tail = rest[rest.index("\n## ") :]
    expected = f"{head}<!-- modules -->\n\n{listed}{tail}"
    if update_golden:
        DOCUMENT.write_text(expected, encoding="utf-8")
    assert text == expected or update_golden


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_a_docstring_of_one_sentence_and_a_test_file(path: Path) -> None:
    docstring = sentence(path)
    assert docstring
    assert len(re.findall(r"[.!?](?:\s|$)", docstring)) <= 1
    own = f"test_{'commands' if path.parent.name == 'commands' else path.stem}.py"
    assert (CHECKOUT / "tests" / own).is_file(), f"tests/{own} is missing"


def test_no_module_is_called_a_drawer_for_everything() -> None:
    assert not {path.stem for path in MODULES} & {"utils", "helpers", "common", "core", "base", "manager", "misc"}
