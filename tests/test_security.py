"""`docs/security.md` promises nothing without a test: each row of its matrix names tests that exist."""

import ast
import re
from functools import cache
from typing import Final

import pytest

from conftest import CHECKOUT

PAGE: Final = CHECKOUT / "docs/security.md"
NAMED: Final = re.compile(r"`(test_\w+\.py)::((?:\w+::)?test_\w+)`")


def sections() -> dict[str, list[tuple[str, str, str]]]:
    """The rows of each table of the matrix, by its heading."""
    matrix = PAGE.read_text(encoding="utf-8").partition("\n## The matrix\n")[2]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for part in matrix.split("\n### ")[1:]:
        lines = [line for line in part.split("\n") if line.startswith("| ")]
        assert lines[0] == "| what comes | what happens | shown by |"
        rows = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines[1:]]
        assert all(len(row) == 3 for row in rows), rows
        found[part.partition("\n")[0]] = rows  # type: ignore[assignment]  # three cells each, as was seen
    return found


@cache
def found_in(name: str) -> frozenset[str]:
    """The tests of a file, those of a class after its name; none that is skipped or expected to fail whatever happens."""
    found: set[str] = set()
    tree = ast.parse((CHECKOUT / "tests" / name).read_text(encoding="utf-8"))
    for node in tree.body:
        below = [(f"{node.name}::", each) for each in node.body] if isinstance(node, ast.ClassDef) else [("", node)]
        for prefix, each in below:
            marks = {ast.unparse(mark).partition("(")[0] for mark in getattr(each, "decorator_list", ())}
            if (
                isinstance(each, ast.FunctionDef)
                and each.name.startswith("test_")
                and not marks & {"pytest.mark.skip", "pytest.mark.xfail"}
            ):
                found.add(f"{prefix}{each.name}")
    return frozenset(found)


def unshown(rows: list[tuple[str, str, str]]) -> list[str]:
    """The rows that name no test, or one that there is not; a reason may stand in its place."""
    found = []
    for what, happens, by in rows:
        named = NAMED.findall(by)
        rest = NAMED.sub("", by).strip()
        is_shown = (
            bool(named)
            and not rest
            and all((CHECKOUT / "tests" / file).is_file() and test in found_in(file) for file, test in named)
        )
        has_reason = not named and re.fullmatch(r"not tested: .{20,}", rest)
        if not (what and happens and (is_shown or has_reason)):
            found.append(f"{what}: {by}")
    return found


@pytest.mark.parametrize("section", sections())
def test_each_row_of_the_matrix_names_tests_that_there_are(section: str) -> None:
    rows = sections()[section]
    assert len(rows) > 1
    assert unshown(rows) == []


def test_a_row_without_a_test_would_be_seen() -> None:
    good = "`test_security.py::test_a_row_without_a_test_would_be_seen`"
    assert unshown([("a", "b", good), ("a", "b", f"{good} {good}"), ("a", "b", "not tested: no machine at hand can do it")]) == []
    for by in (
        "",
        "not tested",
        "soon",
        f"{good} and more",
        "`test_security.py::test_gone`",
        "`test_gone.py::test_a`",
        f"{good} `test_security.py::test_gone`",
    ):
        assert unshown([("a", "b", by)]), by


def test_every_test_of_attacks_stands_in_the_matrix() -> None:
    named = {each for rows in sections().values() for _, _, by in rows for each in NAMED.findall(by)}
    for file in ("bad_content", "script", "hostile_imports", "supply_chain", "endurance", "permissions"):
        missing = {test for test in found_in(f"test_{file}.py") if (f"test_{file}.py", test) not in named}
        assert missing == set(), file


def test_the_limits_are_those_of_the_program() -> None:
    """Said in words, so that a limit that is changed is looked up here."""
    from hn_archive import images, markdown, reading, safe_yaml, sanitise, text
    from hn_archive.importers import intake, word_package

    words = PAGE.read_text(encoding="utf-8")
    for said in (
        f"{reading.ARTICLE_LIMIT // 2**20} MiB an article",
        f"{safe_yaml.SIZE_LIMIT // 1024} KiB and {safe_yaml.DEPTH_LIMIT} levels",
        f"{text.MARKS_LIMIT} marks a letter",
        f"{sanitise._DEPTH_LIMIT} open elements",
        f"{markdown.CPU_LIMIT:.0f} s of CPU time a text",
        f"{intake.CPU_LIMIT:.0f} s a file to import",
        f"{images.MEGAPIXELS} megapixels a picture",
        f"{word_package.BYTES_LIMIT // 10**6} MB a Word file",
    ):
        assert said in words, said
