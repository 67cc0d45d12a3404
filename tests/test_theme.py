"""Where templates and static files are found."""

import unicodedata
from pathlib import Path

import pytest

from hn_archive.theme import Theme, bundled, of_site, static_files


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_the_programs_own_theme_is_found_with_its_words() -> None:
    assert (bundled() / "templates" / "strings" / "vi.yml").is_file()
    assert (bundled() / "static").is_dir()


def test_a_site_without_a_theme_has_the_programs(tmp_path: Path) -> None:
    assert of_site(tmp_path) == Theme((bundled() / "templates",), (bundled() / "static",))


def test_a_sites_own_folders_come_first(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    assert of_site(tmp_path).templates == (tmp_path.resolve() / "templates", bundled() / "templates")
    assert of_site(tmp_path).static == (bundled() / "static",)


def test_a_site_that_is_the_theme_itself_counts_once() -> None:
    assert of_site(bundled()) == Theme((bundled() / "templates",), (bundled() / "static",))


def test_a_site_behind_a_link_to_the_theme_counts_once_too(tmp_path: Path) -> None:
    link = tmp_path / "site"
    link.symlink_to(bundled(), target_is_directory=True)
    assert len(of_site(link).templates) == 1


def test_a_static_file_of_the_site_hides_the_themes(tmp_path: Path) -> None:
    own, theirs = tmp_path / "own", tmp_path / "theirs"
    write(own, "style.css", "fonts/a.woff2")
    write(theirs, "style.css", "script.js")
    assert static_files(Theme((), (own, theirs)))[0] == {
        "fonts/a.woff2": own / "fonts" / "a.woff2",
        "script.js": theirs / "script.js",
        "style.css": own / "style.css",
    }


def test_static_files_are_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, "b.css", "a/z.css", "a.css", "B.css")
    assert list(static_files(Theme((), (tmp_path,)))[0]) == ["B.css", "a.css", "a/z.css", "b.css"]


def test_hidden_files_and_backups_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a.css", "a.css~", ".DS_Store", ".git/config", "cũ~/a.css")
    assert list(static_files(Theme((), (tmp_path,)))[0]) == ["a.css"]


def test_a_static_file_has_its_name_in_composed_letters(tmp_path: Path) -> None:
    write(tmp_path, unicodedata.normalize("NFD", "ảnh nền.png"))
    assert list(static_files(Theme((), (tmp_path,)))[0]) == ["ảnh nền.png"]


@pytest.mark.parametrize("name", ["a\\b.css", "a\tb.css", "a\nb.css", "a\x1b.css", "a\udcff.css"])
def test_a_static_file_that_no_address_can_name_is_a_problem(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, "a.css")
    found, (problem,) = static_files(Theme((), (tmp_path,)))
    assert list(found) == ["a.css"]
    assert (problem.code, problem.severity) == ("static-name", "error")


def test_no_static_folders_give_no_files() -> None:
    assert static_files(Theme((), ()))[0] == {}
