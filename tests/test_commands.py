"""The sub-commands as functions of the program: what they print and how they end."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import TrialSite
from hn_archive.cli import commands


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


def test_init_build_and_clean_follow_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    begun = invoke("init", tmp_path / "kho")
    assert begun.exit_code == 0
    assert f"hn-archive build --source {tmp_path / 'kho'}" in begun.output
    assert invoke("build", "--source", tmp_path / "kho").exit_code == 0
    assert (tmp_path / "kho/public/index.html").is_file()
    cleaned = invoke("clean", "--source", tmp_path / "kho")
    assert cleaned.exit_code == 0
    assert not (tmp_path / "kho/public").exists()
    assert invoke("init", tmp_path / "kho").exit_code == 2


def test_the_json_summary_has_the_numbers(site: TrialSite) -> None:
    site.article("a.md")
    site.article("b.md", date="2090-01-01")
    lines = invoke("build", "--source", site.folder, "--format", "json", "--now", "2026-06-01").stdout.splitlines()
    summary = json.loads(lines[-1])
    assert summary["articles"] == 1
    assert summary["scheduled"] == ["b.md"]
    assert summary["files"]["article"] == 1
    assert summary["written"] == sum(summary["files"].values())
    assert [json.loads(line)["type"] for line in lines] == ["problem", "summary"]


def test_scheduled_articles_are_counted_and_named(site: TrialSite) -> None:
    site.article("b.md", date="2090-01-01")
    assert "1 bài chờ đến ngày đăng: content/b.md" in invoke("build", "--source", site.folder).output


def test_a_full_disk_is_3_and_the_last_good_site_stays(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")
    assert invoke("build", "--source", site.folder).exit_code == 0
    before = site.page("2023/01/12/a.html")
    site.article("a.md", body="Mới.")

    def full(self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = invoke("build", "--source", site.folder)
    monkeypatch.undo()
    assert ended.exit_code == 3
    assert "No space left on device" in ended.output
    assert site.page("2023/01/12/a.html") == before
    assert invoke("build", "--source", site.folder).exit_code == 0
    assert "Mới." in site.page("2023/01/12/a.html")


def test_a_fault_in_the_program_shows_no_traceback_without_debug(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")

    def broken(*_: object) -> None:
        raise ValueError("something nobody thought of")

    monkeypatch.setattr("hn_archive.full_build.plan", broken)
    ended = invoke("build", "--source", site.folder)
    assert ended.exit_code == 70
    assert "something nobody thought of" in ended.output
    assert "Traceback" not in ended.output
    assert isinstance(invoke("build", "--source", site.folder, "--debug").exception, ValueError)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_clean_refuses_what_build_refuses(site: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    site.output.symlink_to(tmp_path / "elsewhere")
    assert invoke("clean", "--source", site.folder).exit_code == 2
    assert invoke("clean", "--source", site.folder, "--output", site.folder).exit_code == 2
