"""The index from build to build."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from conftest import TrialSite, files_below
from hn_archive import search_index


def index_of(site: TrialSite) -> dict[str, bytes]:
    return dict(files_below(site.output / "tim-kiem"))


def read_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the articles whose words are looked for from now on."""
    titles: list[str] = []
    before = search_index.terms

    def noted(title: str, *others: object) -> search_index.Terms:
        titles.append(title)
        return before(title, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(search_index, "terms", noted)
    return titles


def test_words_of_unchanged_articles_come_from_the_store(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        site.article(f"{name}.md")
    site.built()
    titles = read_again(monkeypatch)
    site.article("b.md", body="Khác.")
    site.article("d.md")
    site.built()
    assert sorted(titles) == ["Bài b", "Bài d"]


def test_an_index_made_with_kept_words_is_the_one_made_anew(site: TrialSite) -> None:
    site.article("a.md", body="Một hai ba.")
    site.article("b.md", body="Hai ba bốn.")
    site.built()
    site.article("a.md", body="Năm sáu.")
    site.built()
    found = index_of(site)
    shutil.rmtree(site.output)
    shutil.rmtree(site.folder / ".hn-archive")
    site.built()
    assert index_of(site) == found


def test_nothing_is_looked_for_where_only_the_theme_changed(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")
    site.built()
    found = index_of(site)
    titles = read_again(monkeypatch)
    site.write("static/site.css", "body { color: red }\n")
    site.built()
    assert (titles, index_of(site)) == ([], found)


def test_a_lost_or_changed_file_of_the_index_is_made_again(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    found = index_of(site)
    for number, path in enumerate(sorted((site.output / "tim-kiem").rglob("*.js"))):
        if number % 2:
            path.unlink()
        else:
            path.write_bytes(b"x")
    site.built()
    assert index_of(site) == found


def test_damaged_words_in_the_store_are_found_again(site: TrialSite) -> None:
    site.article("a.md", body="Một hai.")
    site.article("b.md")
    site.built()
    with sqlite3.connect(site.folder / ".hn-archive/store.sqlite") as connection:
        connection.execute("update terms set value = x'00000001' || value")
    connection.close()
    site.article("b.md", body="Ba bốn.")
    site.built()
    found = index_of(site)
    shutil.rmtree(site.folder / ".hn-archive")
    shutil.rmtree(site.output)
    site.built()
    assert index_of(site) == found


def test_words_of_articles_that_are_gone_are_forgotten(site: TrialSite) -> None:
    site.article("a.md")
    place = site.article("b.md")
    site.built()
    Path(place).unlink()
    site.built()
    with sqlite3.connect(site.folder / ".hn-archive/store.sqlite") as connection:
        assert connection.execute("select path from terms").fetchall() == [("a.md",)]
    connection.close()


def test_files_of_a_segment_that_is_no_more_are_removed(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = {path.parent.name for path in (site.output / "tim-kiem").rglob("w0.js")}
    site.article("a.md", body="Khác hẳn.")
    site.built()
    after = {path.parent.name for path in (site.output / "tim-kiem").rglob("w0.js")}
    assert len(before) == len(after) == 1
    assert before != after
