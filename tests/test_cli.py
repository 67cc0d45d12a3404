"""The command line from outside: exit codes, streams, start-up."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from conftest import CHECKOUT, TrialSite
from hn_archive import cli

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "SOURCE_DATE_EPOCH": "1780272000"}


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hn_archive", *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT | environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_good_site_is_0_and_the_last_line_says_what_was_made(site: TrialSite) -> None:
    site.article("a.md")
    done = run("build", "--source", site.folder)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith(
        "1 bài · 16 tệp (4 của giao diện, 1 bài viết, 1 trang ngày, 1 trang tháng, 1 trang năm"
    )
    assert "ghi 16, xóa 0, giữ nguyên 0" in done.stdout
    assert "url-missing" in done.stderr


def test_problems_in_the_site_are_1_and_the_report_goes_to_standard_error(site: TrialSite) -> None:
    site.article("a.md", date="30/02/2023")
    done = run("build", "--source", site.folder)
    assert done.returncode == 1
    assert "content/a.md:3:7: lỗi[date]: 30/02/2023 không phải là một ngày có trong lịch" in done.stderr
    assert "Chưa dựng được: 1 lỗi" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["build", "--source", "nowhere"], ["build", "--no-such-option"], ["nonsense"], ["build", "--now", "hôm qua"], ["init"]],
)
def test_a_wrong_command_line_is_2(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hn_archive", *arguments], env=ENVIRONMENT, capture_output=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_wrong_configuration_names_its_place(site: TrialSite) -> None:
    site.write("site.yml", "titel: A\n")
    done = run("build", "--source", site.folder)
    assert done.returncode == 2
    assert "site.yml:1:1" in done.stderr


def test_what_the_machine_refuses_is_3_with_path_and_reason_in_one_line(site: TrialSite) -> None:
    place = site.write("file", "") / "public"
    done = run("build", "--source", site.folder, "--output", place)
    assert done.returncode == 3
    assert f"{place.parent}" in done.stderr
    assert "Not a directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_problems_can_be_read_by_programs(site: TrialSite) -> None:
    site.article("a.md", date="30/02/2023")
    assert '"code": "date"' in run("build", "--source", site.folder, "--format", "json").stdout
    assert (
        "::error title=date,file=content/a.md,line=3,col=7::" in run("build", "--source", site.folder, "--format", "github").stdout
    )


def test_text_is_utf8_where_the_locale_is_c(site: TrialSite) -> None:
    site.article("a.md", title="Đường")
    done = run("build", "--source", site.folder, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert "bài" in done.stdout


def test_now_wins_over_source_date_epoch_over_the_clock(site: TrialSite) -> None:
    site.article("a.md", date="2026-05-31")
    assert "1 bài ·" in run("build", "--source", site.folder, "--dry-run").stdout
    assert "0 bài ·" in run("build", "--source", site.folder, "--dry-run", "--now", "2026-05-30").stdout
    assert "0 bài ·" in run("build", "--source", site.folder, "--dry-run", SOURCE_DATE_EPOCH="1000000000").stdout


def test_an_interrupted_build_is_130_and_leaves_nothing(site: TrialSite) -> None:
    for number in range(600):
        site.article(f"{number}.md", body="Một đoạn *dài*.\n\n" * 200)
    process = subprocess.Popen(
        [sys.executable, "-m", "hn_archive", "build", "--source", str(site.folder)], env=ENVIRONMENT, stderr=subprocess.DEVNULL
    )
    for _ in range(200):
        if (site.folder / ".hn-archive" / "work").exists():
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert sorted(path.name for path in site.folder.iterdir()) == [".hn-archive", "content"]
    assert not (site.folder / ".hn-archive" / "work").exists()


def test_help_names_every_command_with_its_own_words_and_imports_none() -> None:
    done = run("--help")
    assert done.returncode == 0
    context = click.Context(cli.commands)
    for name, words in cli.COMMANDS.items():
        command = cli.commands.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(200) == words
        assert words.split(":")[0] in done.stdout
    loaded = run("--version", PYTHONPROFILEIMPORTTIME="1").stderr
    assert "hn_archive.cli" in loaded
    assert "hn_archive.commands" not in loaded
    assert "jinja2" not in loaded


def test_every_command_has_help_with_examples() -> None:
    for name in cli.COMMANDS:
        done = run(name, "--help")
        assert done.returncode == 0
        assert f"hn-archive {name}" in done.stdout


def test_output_cut_off_by_a_pipe_is_no_fault(site: TrialSite) -> None:
    site.article("a.md")
    command = f"{sys.executable} -m hn_archive build --format json --source '{site.folder}' | true"
    done = subprocess.run(command, shell=True, env=ENVIRONMENT, capture_output=True, check=False)  # noqa: S602
    assert b"Traceback" not in done.stderr
