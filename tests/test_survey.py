"""Looking at a site without making it."""

from pathlib import Path

import pytest

from conftest import NOW, TrialSite, files_below
from hn_archive import load, stamps
from hn_archive.lock import locked
from hn_archive.problem import Stop
from hn_archive.request import Request
from hn_archive.survey import survey


def request(site: TrialSite) -> Request:
    return Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive")


def silent(stage: str, done: int, total: int) -> None:
    pass


def test_a_survey_finds_what_a_build_finds_and_writes_nothing(site: TrialSite) -> None:
    site.article("a.md", body="[đi đâu](khong-co.md)", views="nhiều")
    site.article("b.md", body="[đi đâu](khong-co.md)")
    before = list(files_below(site.folder))
    found = survey(request(site), silent)
    assert list(files_below(site.folder)) == before
    assert found.problems == site.build().problems


def test_what_the_last_build_read_is_not_read_again(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "is_settled", lambda stamp, at: True)
    site.article("a.md")
    site.built()
    monkeypatch.setattr(load, "read_batch", lambda batch: pytest.fail(f"{batch.files}"))
    assert survey(request(site), silent).planned is not None


def test_while_another_build_runs_everything_is_read_anew(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    with locked(site.folder / ".hn-archive"):
        found = survey(request(site), silent)
    assert found.planned is not None
    assert [article.path for article in found.planned.site.articles] == ["a.md"]


def test_settings_with_errors_leave_nothing_to_plan(site: TrialSite) -> None:
    site.write("site.yml", "titel: A\n")
    found = survey(request(site), silent)
    assert (found.planned, [problem.code for problem in found.problems]) == (None, ["setting-unknown"])


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop):
        survey(Request(source=tmp_path, output=tmp_path / "public", now=NOW), silent)
