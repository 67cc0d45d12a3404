"""When an article is withheld, its editors are told where its text still is."""

import subprocess
from pathlib import Path

import pytest

from conftest import NOW, TrialSite
from hn_archive.publishers.withheld import Trace, traces, withheld
from hn_archive.request import Request
from hn_archive.site import Site
from hn_archive.survey import survey

ADDRESS = "2023/01/12/a.html"


def arranged(site: TrialSite) -> Site:
    found = survey(Request(source=site.folder, output=site.output, now=NOW), lambda *_: None)
    assert found.planned
    return found.planned.site


@pytest.fixture
def with_withheld(site: TrialSite) -> TrialSite:
    site.article("a.md", status="withheld")
    site.article("b.md", draft="true")
    site.article("c.md", status="withheld")
    return site


def git(site: TrialSite, *arguments: str) -> None:
    options = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(site.folder), *options, *arguments], check=True, capture_output=True)


def commit(site: TrialSite, message: str) -> None:
    git(site, "add", "--all")
    git(site, "commit", "--message", message)


def test_only_what_is_withheld_and_was_public_counts(with_withheld: TrialSite) -> None:
    found = withheld(arranged(with_withheld), (ADDRESS, "2023/01/12/b.html", "x.html"))
    assert [article.path for article in found] == ["a.md"]


def test_every_commit_of_the_file_is_named_also_under_its_former_name_and_on_other_branches(with_withheld: TrialSite) -> None:
    site = with_withheld
    site.article("a-cu.md", body="Chữ của bài, đủ dài để thấy là một bài.")
    (site.folder / "content/a.md").unlink()
    git(site, "init")
    commit(site, "1")
    (site.folder / "content/a-cu.md").rename(site.folder / "content/a.md")
    commit(site, "2")
    site.article("a.md", body="Chữ của bài, đủ dài để thấy là một bài.", status="withheld")
    commit(site, "3")
    (trace,) = traces(site.folder, withheld(arranged(site), (ADDRESS,)))
    assert (trace.path, trace.history, len(trace.commits)) == ("content/a.md", "whole", 3)
    git(site, "checkout", "-b", "other", "HEAD~1")
    site.article("a.md", body="Trên nhánh khác.")
    commit(site, "4")
    git(site, "checkout", "main")
    (trace,) = traces(site.folder, withheld(arranged(site), (ADDRESS,)))
    assert len(trace.commits) == 4


def test_a_clone_that_has_not_all_commits_says_so(with_withheld: TrialSite, tmp_path: Path) -> None:
    git(with_withheld, "init")
    commit(with_withheld, "1")
    with_withheld.article("a.md", status="withheld", lead="x")
    commit(with_withheld, "2")
    subprocess.run(
        ["git", "clone", "--depth=1", with_withheld.folder.as_uri(), str(tmp_path / "clone")], check=True, capture_output=True
    )
    (trace,) = traces(tmp_path / "clone", withheld(arranged(with_withheld), (ADDRESS,)))
    assert (trace.history, len(trace.commits)) == ("shallow", 1)


@pytest.mark.parametrize("has_git", [True, False])
def test_without_git_or_a_repository_nothing_is_claimed(
    with_withheld: TrialSite, has_git: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = withheld(arranged(with_withheld), (ADDRESS,))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(with_withheld.folder.parent))
    if not has_git:
        git(with_withheld, "init")
        monkeypatch.setattr("shutil.which", lambda *_: None)
    assert traces(with_withheld.folder, articles) == (Trace("content/a.md", "none"),)
