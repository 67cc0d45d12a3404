"""Published articles one by one, each with its text."""

import pytest

from conftest import NOW, TrialSite
from hn_archive.exporters.records import records
from hn_archive.problem import Stop
from hn_archive.request import Request
from hn_archive.survey import survey
from hn_archive.workers import Workers


def silent(stage: str, done: int, total: int) -> None:
    pass


def found(site: TrialSite, jobs: int = 1, *, meanwhile: tuple[str, str] | None = None) -> list[tuple[str, str]]:
    surveyed = survey(Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive"), silent)
    assert surveyed.planned is not None
    if meanwhile:
        site.article(*meanwhile)
    with Workers(jobs, site.folder, silent) as workers:
        return [(known.title, text) for known, text in records(surveyed.planned, workers)]


def test_published_articles_come_oldest_first_and_no_others(kept: TrialSite) -> None:
    assert [title for title, _ in found(kept)] == ["Cầu Rồng phun lửa", "Hồ Tây"]


def test_the_text_is_that_of_the_page_in_paragraphs_and_nfc(site: TrialSite) -> None:
    site.article("a.md", "Một *hai* <b>ba</b>&#x301; [bốn](b.md).\n\n## Năm\n\n- sáu\n- ba&#x309;y\n")
    site.article("b.md", date="2023-02-01")
    assert found(site)[0][1] == "Một hai b\u00e1 bốn.\n\nNăm\n\nsáu\n\nb\u1ea3y"


def test_many_texts_are_made_in_several_processes_and_come_in_the_same_order(site: TrialSite) -> None:
    for number in range(130):
        site.article(f"{number:03}.md", f"Bài số {number}.\n\nMột *đoạn*.", date=f"2023-01-12 {number // 60:02}:{number % 60:02}")
    assert found(site, jobs=2) == [(f"Bài {number:03}", f"Bài số {number}.\n\nMột đoạn.") for number in range(130)]


def test_a_text_that_is_edited_meanwhile_ends_the_run_and_is_never_another_articles(site: TrialSite) -> None:
    site.article("a.md")
    with pytest.raises(Stop) as stopped:
        found(site, meanwhile=("a.md", "Khác."))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("changed-meanwhile", 1)
