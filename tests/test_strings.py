"""The words of the user interface."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from hn_archive import strings
from hn_archive.address import TERM_KINDS
from hn_archive.strings import fields_of, merged, path_of
from hn_archive.theme import bundled

THEME = ("theme/vi.yml", "home: Trang chủ\nprint: In\n".encode())


def own(text: str) -> tuple[str, bytes]:
    return ("templates/strings/vi.yml", text.encode())


def test_the_words_of_the_theme_are_read_by_key() -> None:
    assert merged((THEME,)) == ({"home": "Trang chủ", "print": "In"}, ())


def test_a_sites_word_replaces_the_themes_and_the_others_stay() -> None:
    words, problems = merged((own("home: Đầu trang\n"), THEME))
    assert words == {"home": "Đầu trang", "print": "In"}
    assert problems == ()


def test_words_are_text_and_never_yaml_types() -> None:
    words, _ = merged((own("home: no\nprint: 14:30\n"), THEME))
    assert words == {"home": "no", "print": "14:30"}


def test_a_word_that_the_theme_has_not_is_named_with_the_nearest() -> None:
    words, (problem,) = merged((own("home: A\nhome2: B\n"), THEME))
    assert "home2" not in words
    assert (problem.code, str(problem.location)) == ("string-unknown", "templates/strings/vi.yml:2:1")
    assert dict(problem.values) == {"key": "home2", "nearest": "home"}


def test_a_list_is_no_word() -> None:
    words, (problem,) = merged((own("home: [A]\n"), THEME))
    assert words["home"] == "Trang chủ"
    assert (problem.code, str(problem.location)) == ("value-type", "templates/strings/vi.yml:1:7")


@pytest.mark.parametrize(
    ("text", "fields"),
    [("Tin", set()), ("{count} bài", {"count"}), ("{a} – {b} {a}", {"a", "b"}), ("{{a}}", set()), ("{count", None), ("a}", None)],
)
def test_the_fields_of_a_word_are_the_names_in_its_braces(text: str, fields: set[str] | None) -> None:
    assert fields_of(text) == fields


@pytest.mark.parametrize("word", ["bài", "{số} bài", "{count} {x}", "{count", "{} bài", "{0} bài"])
def test_a_word_with_other_fields_than_the_themes_is_not_taken(word: str) -> None:
    words, (problem,) = merged((own(f"count: '{word}'\n"), ("theme/vi.yml", b"count: '{count} tin'\n")))
    assert words == {"count": "{count} tin"}
    assert (problem.code, str(problem.location)) == ("string-fields", "templates/strings/vi.yml:1:8")
    assert dict(problem.values) == {"key": "count", "fields": "{count}"}


def test_a_word_with_the_themes_fields_is_taken() -> None:
    words, problems = merged((own("count: 'có {count}'\n"), ("theme/vi.yml", b"count: '{count} tin'\n")))
    assert (words, problems) == ({"count": "có {count}"}, ())


def test_a_file_that_cannot_be_read_leaves_the_themes_words() -> None:
    for content, code in ((b"\xff", "encoding"), (b"home: 'A", "yaml-quote"), (b"home: A\nhome: B", "key-twice")):
        words, problems = merged((("a.yml", content), THEME))
        assert words.keys() == {"home", "print"}
        assert [problem.code for problem in problems] == [code]


def test_words_lie_below_the_templates_by_language() -> None:
    assert path_of(Path("templates"), "vi") == Path("templates/strings/vi.yml")


TEMPLATES = bundled() / "templates"


def theme_words(language: str) -> Mapping[str, str]:
    words, problems = merged(((f"{language}.yml", path_of(TEMPLATES, language).read_bytes()),))
    assert not problems
    return words


def test_both_languages_have_the_same_words_with_the_same_fields() -> None:
    vietnamese, english = theme_words("vi"), theme_words("en")
    assert list(vietnamese) == list(english)
    assert [fields_of(word) for word in vietnamese.values()] == [fields_of(word) for word in english.values()]


def test_every_word_is_used_and_every_word_that_is_used_is_there() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.*") if path.suffix != ".yml")
    program = "".join(path.read_text(encoding="utf-8") for path in Path(strings.__file__).parent.glob("*.py"))
    named = set(re.findall(r"\bt\.(\w+)", templates)) | set(re.findall(r'words\["(\w+)"(?:\]| if)', program))
    by_kind = {f"{kind}_{what}" for kind in TERM_KINDS for what in ("kind", "index", "index_text")}
    by_kind |= {f"by_{kind}" for kind in TERM_KINDS}
    counts = {f"{what}_count{ending}" for what in ("article", "view", "correction") for ending in ("", "_one")}
    assert named | by_kind | counts == set(theme_words("vi"))
