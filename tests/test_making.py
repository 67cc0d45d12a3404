"""Making: only what may have changed is put together and rendered, and each output is remembered by how it was made."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, TrialSite, files_below
from hn_archive import article_pages, period_pages, stamps, term_pages
from hn_archive.build import build
from hn_archive.request import Request, Result


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stamps are trusted at once, so that what tests did just before counts as settled."""
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**12))


def make(site: TrialSite) -> Result:
    return build(
        Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive"), lambda stage, done, total: None
    )


def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of views of articles, days and lists of terms that are put together from now on."""
    found: list[str] = []

    def noting(compose: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*parts: object) -> Any:
            view = compose(*parts)
            found.append(view.address)
            return view

        return noted

    for module, name in ((article_pages, "_article"), (period_pages, "_day_view"), (term_pages, "_period_view")):
        monkeypatch.setattr(module, name, noting(getattr(module, name)))
    return found


@pytest.mark.usefixtures("trusting")
def test_after_an_edit_only_views_that_show_the_article_are_put_together(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 9):
        site.article(f"{number}.md", date=f"202{number}-01-01", category="Đô thị" if number == 3 else "Y tế")
    make(site)
    found = composed(monkeypatch)
    site.article("3.md", date="2023-01-01", category="Đô thị", body="Câu đầu.\n\nMột đoạn mới.")
    result = make(site)
    assert sorted(found) == ["2023/01/01/3.html", "2023/01/01/index.html", "chuyen-muc/do-thi/2023.html"]
    assert result.changes
    assert "2023/01/01/3.html" in result.changes.written


@pytest.mark.usefixtures("trusting")
def test_where_what_views_start_from_changes_all_are_put_together(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        site.article(f"{number}.md", date=f"202{number}-01-01")
    make(site)
    found = composed(monkeypatch)
    site.write("site.yml", "title: Tên khác\n")
    make(site)
    assert {f"202{number}/01/01/{number}.html" for number in range(1, 4)} <= set(found)


@pytest.mark.usefixtures("trusting")
def test_a_page_that_was_tampered_with_is_put_together_and_made_again(site: TrialSite) -> None:
    site.article("a.md", date="2023-01-01")
    make(site)
    before = dict(files_below(site.output))
    place: Path = site.output / "2023/01/01/a.html"
    place.write_text("khác", encoding="utf-8")
    result = make(site)
    assert [(reason.address, reason.code) for reason in result.reasons] == [("2023/01/01/a.html", "tampered")]
    assert dict(files_below(site.output)) == before


@pytest.mark.usefixtures("trusting")
def test_a_page_that_describes_others_names_those_that_changed(site: TrialSite) -> None:
    site.write("site.yml", "lists: {data: on}\n")
    site.article("a.md", date="2022-01-01")
    site.article("b.md", date="2023-01-01")
    make(site)
    site.article("b.md", date="2023-01-01", body="Câu đầu.\n\nMột đoạn mới.")
    reasons = {reason.address: reason for reason in make(site).reasons}
    package = reasons["du-lieu/datapackage.json"]
    assert (package.code, package.what) == ("described", "du-lieu/articles-2023.jsonl")


def test_a_file_beside_a_page_is_repaired_with_it_and_named_alone(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = site.page("2023/01/12/a.txt")
    site.write("public/2023/01/12/a.txt", "khác")
    result = site.built()
    assert result.changes
    assert result.changes.written == ("2023/01/12/a.txt",)
    assert [(reason.address, reason.code) for reason in result.reasons] == [("2023/01/12/a.txt", "tampered")]
    assert site.page("2023/01/12/a.txt") == before
    (site.output / "2023/01/12/a.txt").unlink()
    assert [(reason.address, reason.code) for reason in site.built().reasons] == [("2023/01/12/a.txt", "gone")]
    assert site.page("2023/01/12/a.txt") == before


def test_an_edited_template_of_texts_makes_the_texts_again(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    site.write("templates/article.txt", "{{ page.title | safe }}\n")
    result = site.built()
    assert result.changes
    assert result.changes.written == ("2023/01/12/a.txt",)
    assert [(reason.address, reason.code, reason.what) for reason in result.reasons] == [
        ("2023/01/12/a.txt", "template", "article.txt")
    ]
