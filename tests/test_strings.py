"""The words of the user interface."""

from pathlib import Path

from hn_archive.strings import merged, path_of

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


def test_a_file_that_cannot_be_read_leaves_the_themes_words() -> None:
    for content, code in ((b"\xff", "encoding"), (b"home: 'A", "yaml-quote"), (b"home: A\nhome: B", "key-twice")):
        words, problems = merged((("a.yml", content), THEME))
        assert words.keys() == {"home", "print"}
        assert [problem.code for problem in problems] == [code]


def test_words_lie_below_the_templates_by_language() -> None:
    assert path_of(Path("templates"), "vi") == Path("templates/strings/vi.yml")
