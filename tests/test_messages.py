"""The words of problems, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import hn_archive
from hn_archive.messages import CATALOGUE, WORDS
from hn_archive.problem import Problem

PACKAGE = Path(hn_archive.__file__).parent
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
# Words of the program that stand inside messages; English says them as they are.
NOUNS = {word for word in WORDS["vi"] if word not in WORDS["en"]}


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def literal_problems() -> Iterator[tuple[str, set[str], bool]]:
    """Each `Problem.at("code", …)` of the program: the code, the names of its values, whether there may be more."""
    for source in SOURCES.values():
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "at" and node.args):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                yield code.value, names - {"location", "related"}, any(keyword.arg is None for keyword in node.keywords)


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_problem_has_a_message_and_a_hint_in_both_languages(code: str) -> None:
    kind = CATALOGUE[code]
    assert kind.severity in ("error", "warning")
    for words in (kind.message, kind.hint):
        assert words.keys() == {"en", "vi"}
        assert all(text.strip() == text and text for text in words.values())


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_name_the_same_values(code: str) -> None:
    kind = CATALOGUE[code]
    for words in (kind.message, kind.hint):
        assert placeholders(words["en"]) == placeholders(words["vi"])


def test_messages_and_hints_are_one_line_without_a_stop() -> None:
    for code, kind in CATALOGUE.items():
        for text in (*kind.message.values(), *kind.hint.values()):
            assert len(text.splitlines()) == 1, code
            assert not text.endswith("."), code


def test_codes_are_words_in_lower_case_with_hyphens() -> None:
    assert all(word.isalnum() and word == word.lower() for code in CATALOGUE for word in code.split("-"))


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_code_is_used_somewhere_in_the_program(code: str) -> None:
    assert any(f'"{code}"' in source for path, source in SOURCES.items() if path.name != "messages.py")


def test_each_problem_of_the_program_is_in_the_catalogue_and_has_its_values() -> None:
    found = list(literal_problems())
    assert len(found) > 20
    for code, names, has_more in found:
        kind = CATALOGUE[code]
        needed = placeholders(kind.message["en"]) | placeholders(kind.hint["en"])
        assert needed <= names or has_more, code


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("code", CATALOGUE)
def test_each_problem_can_be_told(code: str, language: str) -> None:
    kind = CATALOGUE[code]
    values = {name: f"⟨{name}⟩" for name in placeholders(kind.message["en"]) | placeholders(kind.hint["en"])}
    problem = Problem(code, values=tuple(values.items()))
    told = problem.message(language) + problem.hint(language)
    assert all(value in told for value in values.values())


def test_the_words_of_reports_are_in_both_languages_with_the_same_values() -> None:
    assert WORDS.keys() == {"en", "vi"}
    assert not WORDS["en"].keys() - WORDS["vi"].keys()
    for word, text in WORDS["en"].items():
        assert placeholders(text) == placeholders(WORDS["vi"][word]), word


def test_words_that_only_vietnamese_has_are_english_themselves() -> None:
    assert {noun.split()[0] for noun in NOUNS} <= {"a", "an", "yes", "on"}
