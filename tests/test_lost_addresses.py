"""An address that an article had, and that a build would leave without an answer, is named before readers miss it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import NOW, TrialSite
from hn_archive.problem import Problem
from hn_archive.request import Result

OLD = "2023/01/12/cu.html"
LOST = {"address-gone", "address-lost", "address-hidden"}


def lost(result: Result) -> list[Problem]:
    return [problem for problem in result.problems if problem.code in LOST]


def only(result: Result, code: str, address: str = OLD) -> Problem:
    """The one problem of a lost address, which must be of this code and of this address."""
    (problem,) = lost(result)
    assert (problem.code, dict(problem.values)["address"]) == (code, address)
    return problem


def place(problem: Problem) -> str:
    return problem.location.path if problem.location else ""


def first_build(site: TrialSite, settings: str = "") -> TrialSite:
    """A built site with one article that is known by its path and one by its `id`."""
    site.write("site.yml", f"{settings}lists: {{days: off, months: off, tags: off, sources: off, authors: off}}\n")
    site.article("cu.md")
    site.article("ten.md", id="bai-1")
    assert not lost(site.built())
    return site


@pytest.fixture
def archive(site: TrialSite) -> TrialSite:
    return first_build(site)


@pytest.fixture(params=["id: kho\n", "url: https://example.vn/\nid: kho\n"])
def named(site: TrialSite, request: pytest.FixtureRequest) -> TrialSite:
    """The same with a name of its own, which makes other identifiers."""
    return first_build(site, request.param)


def test_an_archive_with_a_name_of_its_own_knows_its_articles_too(named: TrialSite) -> None:
    named.article("cu.md", slug="moi")
    (named.folder / "content/ten.md").unlink()
    named.article("khac.md", id="bai-1")
    assert [(problem.code, place(problem)) for problem in lost(named.built())] == [
        ("address-gone", "content/cu.md"),
        ("address-gone", "content/khac.md"),
    ]


def test_a_changed_slug_names_the_article_and_the_line_to_add(archive: TrialSite) -> None:
    archive.article("cu.md", slug="moi")
    result = archive.built()
    problem = only(result, "address-gone")
    assert place(problem) == "content/cu.md"
    assert problem.location is not None
    assert problem.location.line == 4
    assert problem.hint("en") == f"add the old address to the article's aliases, for example aliases: [/{OLD}]"
    assert f"aliases: [/{OLD}]" in problem.hint("vi")
    assert problem.severity == "warning"


def test_the_line_in_the_hint_is_right_as_it_stands(archive: TrialSite) -> None:
    archive.article("cu.md", slug="moi")
    hint = only(archive.build(dry_run=True), "address-gone").hint("en")
    line = re.search(r"aliases: (\[.*\])$", hint)
    assert line
    archive.article("cu.md", slug="moi", aliases=line[1])
    assert archive.codes(archive.built()) == set()
    assert 'http-equiv="refresh"' in archive.page(OLD)
    assert "2023/01/12/moi.html" in archive.page(OLD)
    assert not lost(archive.built())


def test_an_article_with_an_id_is_known_by_it_under_any_name(archive: TrialSite) -> None:
    (archive.folder / "content/ten.md").unlink()
    archive.article("sau/khac.md", id="bai-1")
    problem = only(archive.built(), "address-gone", "2023/01/12/ten.html")
    assert place(problem) == "content/sau/khac.md"


def test_a_file_moved_to_another_folder_keeps_its_address_and_nothing_is_said(archive: TrialSite) -> None:
    (archive.folder / "content/cu.md").unlink()
    archive.article("2023/cu.md", title="Bài cu")
    assert not lost(archive.built())


def test_a_renamed_file_without_an_id_is_told_apart_from_nothing_known(archive: TrialSite) -> None:
    (archive.folder / "content/cu.md").unlink()
    archive.article("moi.md")
    problem = only(archive.build(dry_run=True), "address-lost")
    assert problem.location is None
    assert f"aliases: [/{OLD}]" in problem.hint("en")
    archive.article("moi.md", aliases=f"[/{OLD}]")
    assert not lost(archive.built())
    assert "2023/01/12/moi.html" in archive.page(OLD)


def test_a_corrected_date_moves_the_article(archive: TrialSite) -> None:
    archive.article("cu.md", date="2023-01-13 08:25")
    assert place(only(archive.build(dry_run=True), "address-gone")) == "content/cu.md"
    archive.article("cu.md", date="2023-01-12 23:59")
    assert not lost(archive.build(dry_run=True))


def test_a_deleted_article_is_missed_and_a_retracted_one_is_not(archive: TrialSite) -> None:
    (archive.folder / "content/cu.md").unlink()
    assert "status: retracted" in only(archive.build(dry_run=True), "address-lost").hint("en")
    archive.article("cu.md", status="retracted", corrections="[{date: 13/01/2023, text: Sai.}]")
    assert not lost(archive.built())


def test_of_a_withheld_article_nothing_is_said(archive: TrialSite) -> None:
    archive.article("cu.md", status="withheld")
    assert not lost(archive.built())
    assert not (archive.output / OLD).exists()


def test_a_retracted_article_is_known_by_the_page_it_left(archive: TrialSite) -> None:
    reason = "[{date: 2023-02-01, text: Sai.}]"
    archive.article("cu.md", status="retracted", corrections=reason)
    assert not lost(archive.built())
    archive.article("cu.md", status="retracted", corrections=reason, slug="moi")
    only(archive.build(dry_run=True), "address-gone")
    archive.article("cu.md", status="withheld")
    assert not lost(archive.built())


def test_nothing_is_said_of_a_withheld_article_that_has_moved_or_is_a_draft_too(archive: TrialSite) -> None:
    archive.article("cu.md", status="withheld", slug="moi", draft="true")
    assert not lost(archive.built())


@pytest.mark.parametrize(("key", "value", "line"), [("draft", "true", 4), ("date", "2030-01-12", 3)])
def test_an_article_that_nobody_can_read_any_more_is_named_where_that_is_written(
    archive: TrialSite, key: str, value: str, line: int
) -> None:
    archive.article("cu.md", **{key: value})
    problem = only(archive.built(), "address-hidden")
    assert place(problem) == "content/cu.md"
    assert problem.location is not None
    assert problem.location.line == line


def test_a_first_build_says_nothing_and_neither_does_one_into_a_fresh_place(archive: TrialSite, tmp_path: Path) -> None:
    archive.article("cu.md", slug="moi")
    assert not lost(archive.build(output=tmp_path / "fresh"))
    (tmp_path / "empty").mkdir()
    assert not lost(archive.build(output=tmp_path / "empty"))


def test_nothing_is_lost_where_another_article_answers(archive: TrialSite) -> None:
    archive.article("cu.md", slug="moi")
    archive.article("khac.md", slug="cu")
    assert not lost(archive.built())


def test_two_articles_may_change_places(archive: TrialSite) -> None:
    archive.article("cu.md", slug="ten")
    archive.article("ten.md", id="bai-1", slug="cu")
    assert not lost(archive.built())


def test_it_is_said_once(archive: TrialSite) -> None:
    archive.article("cu.md", slug="moi")
    assert lost(archive.built())
    assert not lost(archive.built())
    assert not (archive.output / OLD).exists()


def test_a_dry_run_says_it_as_often_as_it_is_asked(archive: TrialSite) -> None:
    archive.article("cu.md", slug="moi")
    assert lost(archive.build(dry_run=True))
    assert lost(archive.build(dry_run=True))


def test_a_strict_build_keeps_the_old_page_until_the_alias_is_there(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.vn/\nid: kho\n")
    site.article("cu.md")
    assert not site.build(strict=True).failed
    before = site.page(OLD)
    site.article("cu.md", slug="moi")
    for _ in range(2):
        result = site.build(strict=True)
        assert result.failed
        only(result, "address-gone")
        assert site.page(OLD) == before
        assert not (site.output / "2023/01/12/moi.html").exists()
    site.article("cu.md", slug="moi", aliases=f"[/{OLD}]")
    assert not site.build(strict=True).failed
    assert 'http-equiv="refresh"' in site.page(OLD)


def test_every_lost_address_is_named_in_order(site: TrialSite) -> None:
    for number in range(5):
        site.article(f"bai-{number}.md")
    site.built()
    for number in range(5):
        (site.folder / f"content/bai-{number}.md").unlink()
    site.article("khac.md")
    found = [dict(problem.values)["address"] for problem in lost(site.built())]
    assert found == [f"2023/01/12/bai-{number}.html" for number in range(5)]


def test_lists_redirects_and_files_that_go_are_no_loss(site: TrialSite) -> None:
    site.article(
        "cu.md",
        tags="[một]",
        author="An",
        aliases="[/a.html, /2023/01/12/b.txt/c.html]",
        body="![Ảnh](so-lieu.csv)\n\n[x](so-lieu.csv)",
    )
    site.write("content/so-lieu.csv", "a,b\n")
    site.article("khac.md", date="2022-05-05")
    site.built()
    site.article("cu.md")
    assert not lost(site.built())


def test_an_output_that_was_emptied_by_hand_still_says_which_addresses_went(archive: TrialSite) -> None:
    (archive.output / OLD).unlink()
    archive.article("cu.md", slug="moi")
    only(archive.built(), "address-lost")


def test_time_alone_loses_nothing(archive: TrialSite) -> None:
    archive.article("sau.md", date="2026-06-02")
    assert not lost(archive.built())
    assert not lost(archive.built(now=NOW + timedelta(days=2)))
    assert not lost(archive.built(now=NOW + timedelta(days=3)))


def test_of_the_old_addresses_of_a_withheld_article_nothing_is_said(site: TrialSite) -> None:
    site.article("a.md", aliases="[/2020/01/01/cu.html]")
    site.built()
    site.article("a.md", aliases="[/2020/01/01/cu.html]", status="withheld")
    assert not lost(site.built())


def test_an_alias_that_is_taken_out_is_missed(site: TrialSite) -> None:
    site.article("a.md", aliases="[/2020/01/01/cu.html]")
    site.built()
    site.article("a.md")
    only(site.built(), "address-lost", "2020/01/01/cu.html")
