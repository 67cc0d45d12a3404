"""A preview follows its site, whatever becomes of that."""

from collections.abc import Iterable
from pathlib import PurePath

import pytest

from conftest import NOW, TrialSite, files_below
from hn_archive import first_pages, preview
from hn_archive.preview import Audience, Preview, Shown

ARTICLE = "2023/01/12/a.html"


class Reader(Audience):
    """Has one page open, and notes what is shown."""

    def __init__(self, preview: Preview, page: str) -> None:
        self._preview = preview
        self._page = page
        self.seen: list[Shown] = []
        preview.audience = self

    def opened(self) -> Iterable[str]:
        return (self._page,)

    def tell(self) -> None:
        self.seen.append(self._preview.shown)


def silent(stage: str, done: int, total: int) -> None:
    pass


def previewed(site: TrialSite) -> Preview:
    preview = Preview(site.folder, lambda: NOW, silent, lambda: False)
    preview.update()
    return preview


def test_a_preview_has_its_own_folder(site: TrialSite) -> None:
    site.article("a.md")
    preview = previewed(site)
    assert preview.shown.folder == site.folder / ".hn-archive/preview/site"
    assert not site.output.exists()
    assert not preview.shown.is_building
    assert ARTICLE in preview.shown.files


def test_a_preview_without_drafts_is_the_site_to_the_byte(site: TrialSite) -> None:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/kho/\n")
    for name in "abc":
        site.article(f"{name}.md")
    site.built()
    preview = previewed(site)
    assert list(files_below(preview.shown.folder)) == list(files_below(site.output))
    assert preview.shown.prefix == "/kho/"


def test_drafts_and_scheduled_articles_are_shown_with_a_mark_and_withheld_ones_are_not(site: TrialSite) -> None:
    site.article("a.md")
    site.article("draft.md", draft="true")
    site.article("later.md", date="2090-01-12")
    site.article("withheld.md", status="withheld")
    shown = previewed(site).shown
    assert shown.unpublished == {"2023/01/12/draft.html": "draft", "2090/01/12/later.html": "scheduled"}
    assert set(shown.unpublished) < set(shown.files)
    assert "2023/01/12/withheld.html" not in shown.files


def test_an_edit_is_shown_before_the_build_is_done(site: TrialSite) -> None:
    site.article("a.md")
    preview = previewed(site)
    reader = Reader(preview, "index.html")
    site.article("a.md", title="Tên mới", body="Chữ mới.")
    preview.update([PurePath("content/a.md")])
    newest = [shown for shown in reader.seen if shown.is_building]
    assert "Chữ mới." in newest[1].made[ARTICLE].decode()
    assert "Tên mới" in newest[2].made["index.html"].decode()
    last = reader.seen[-1]
    assert (last.is_building, dict(last.made)) == (False, {})
    assert {place: last.files[place] for place in newest[2].made} == {place: newest[2].files[place] for place in newest[2].made}


def test_with_an_error_the_last_good_page_stays(site: TrialSite) -> None:
    site.article("a.md", body="Chữ cũ.")
    preview = previewed(site)
    site.article("a.md", date="30/02/2023")
    result = preview.update([PurePath("content/a.md")])
    assert result is not None
    assert result.failed
    assert [problem.code for problem in preview.shown.problems if problem.severity == "error"] == ["date"]
    assert preview.shown.failed
    assert "Chữ cũ." in (preview.shown.folder / ARTICLE).read_text(encoding="utf-8")
    site.article("a.md", body="Chữ mới.")
    preview.update([PurePath("content/a.md")])
    assert not preview.shown.failed
    assert "Chữ mới." in (preview.shown.folder / ARTICLE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("site.yml", "title: [\n"),
        ("site.yml", "titel: A\n"),
        ("templates/article.html", "{{ page.titel }}"),
        ("templates/base.html", "{% if %}"),
        ("templates/strings/vi.yml", "- a\n"),
        ("content/a.md", "---\n"),
        ("content/b.md", b"\xff\xfe\x00"),
        ("content/b.md", ""),
        ("content/_polls/a.yml", "question: [\n"),
    ],
)
def test_nothing_that_an_editor_writes_ends_it(site: TrialSite, path: str, content: str | bytes) -> None:
    site.article("a.md")
    preview = previewed(site)
    site.write(path, content)
    preview.update([PurePath(path)])
    assert preview.shown.failed
    assert not preview.shown.fault
    assert ARTICLE in preview.shown.files
    (site.folder / path).unlink()
    if path == "content/a.md":
        site.article("a.md")
    preview.update([PurePath(path)])
    assert not preview.shown.failed


def test_what_the_machine_refuses_is_told_like_other_problems(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")
    shown = previewed(site)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device", "site")

    with monkeypatch.context() as broken:
        broken.setattr(preview, "build", refuse)
        assert shown.update([PurePath("content/a.md")]) is None
    assert [problem.code for problem in shown.shown.problems] == ["machine"]
    assert shown.update() is not None
    assert not shown.shown.failed


def test_a_fault_in_the_program_itself_does_not_end_it(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")
    shown = previewed(site)
    with monkeypatch.context() as broken:
        broken.setattr(preview, "build", lambda *_: 1 / 0)
        assert shown.update([PurePath("content/a.md")]) is None
    assert (shown.shown.fault, shown.shown.failed) == ("ZeroDivisionError: division by zero", True)
    shown.update()
    assert not shown.shown.failed


def test_where_the_first_pages_cannot_be_made_the_build_makes_them(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")
    shown = previewed(site)
    monkeypatch.setattr(first_pages, "first", lambda *_: 1 / 0)
    site.article("a.md", body="Chữ mới.")
    assert shown.update([PurePath("content/a.md")]) is not None
    assert not shown.shown.failed
    assert "Chữ mới." in (shown.shown.folder / ARTICLE).read_text(encoding="utf-8")


def test_a_build_is_given_up_when_files_change_again(site: TrialSite) -> None:
    site.article("a.md")
    answers = [True, False]
    preview = Preview(site.folder, lambda: NOW, silent, lambda: bool(answers) and answers.pop(0))
    assert preview.update() is None
    assert (dict(preview.shown.files), preview.shown.failed) == ({}, False)
    assert preview.update() is not None
    assert ARTICLE in preview.shown.files


def test_addresses_that_nobody_but_the_editor_saw_may_go(site: TrialSite) -> None:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\n")
    site.article("a.md")
    preview = previewed(site)
    site.article("a.md", date="2023-02-01")
    preview.update([PurePath("content/a.md")])
    assert preview.shown.problems == ()


def test_a_preview_begins_with_what_the_last_one_left(site: TrialSite) -> None:
    site.article("a.md")
    files = previewed(site).shown.files
    assert Preview(site.folder, lambda: NOW, silent, lambda: False).shown.files == files


def test_redirects_are_those_that_the_host_reads(site: TrialSite) -> None:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/kho/\n")
    site.article("a.md", aliases="[/cu/bài.html]")
    assert previewed(site).shown.redirects == {"/kho/cu/bài.html": "/kho/2023/01/12/a.html"}
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/kho/\npublish: {host: s3}\n")
    assert not previewed(site).shown.redirects
