"""The command line from outside: exit codes, streams, start-up."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from conftest import CHECKOUT, TrialSite, files_below
from hn_archive import cli
from hn_archive.commands import options

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "SOURCE_DATE_EPOCH": "1780272000"}


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hn_archive", *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT | environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_good_site_is_0_and_the_last_line_says_what_was_made(site: TrialSite) -> None:
    site.article("a.md")
    done = run("build", "--source", site.folder)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith(
        "1 bài · 53 tệp (17 của giao diện, 1 bản chữ thuần, 1 bài viết, 1 trang ngày, 1 trang tháng, 1 trang năm"
    )
    assert "ghi 53, xóa 0, giữ nguyên 0" in done.stdout
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


def test_an_interrupt_while_a_command_is_imported_is_130_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hn_archive.cli.importlib.import_module", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.commands.main(["build"])
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_an_interrupt_while_a_question_waits_is_130_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, options.ending("text", "vi", debug=False):
        raise click.Abort
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


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


def test_explain_says_of_each_page_why_it_was_made_and_prove_that_a_clean_build_is_the_same(site: TrialSite) -> None:
    site.article("a.md")
    run("build", "--source", site.folder)
    site.article("a.md", body="Khác.")
    done = run("build", "--source", site.folder, "--explain", "--prove")
    assert done.returncode == 0
    assert "2023/01/12/a.html: có thay đổi: " in done.stdout
    assert "body" in done.stdout
    assert "(content/a.md)" in done.stdout
    assert "Đã chứng minh" in done.stderr


def test_prove_names_what_differs_from_a_clean_build(site: TrialSite) -> None:
    site.article("a.md")
    site.write("templates/404.html", "{{ range(1000000) | random }}")
    done = run("build", "--source", site.folder, "--prove")
    assert done.returncode == 1
    assert "khác với bản dựng từ đầu: 404.html" in done.stderr
    assert "index.html" not in done.stderr


def test_more_changes_than_expected_stop_the_build_before_anything_changes(site: TrialSite) -> None:
    site.article("a.md")
    run("build", "--source", site.folder)
    site.article("b.md")
    done = run("build", "--source", site.folder, "--max-changes", "3")
    assert done.returncode == 1
    assert "too-many-changes" in done.stderr
    assert not (site.output / "2023/01/12/b.html").exists()
    assert run("build", "--source", site.folder, "--max-changes", "60").returncode == 0


def test_the_report_for_gitlab_is_one_json_value_and_nothing_else(site: TrialSite) -> None:
    site.article("a.md", body="[x](khong.md) [y](khong.md)")
    done = run("build", "--source", site.folder, "--format", "gitlab")
    found = json.loads(done.stdout)
    assert [entry["check_name"] for entry in found] == ["link-dead", "link-dead", "url-missing"]
    assert len({entry["fingerprint"] for entry in found}) == 3
    assert found[0]["location"] == {"path": "content/a.md", "lines": {"begin": 6}}
    assert {entry["severity"] for entry in found} == {"minor"}


@pytest.mark.parametrize("url", ["mailto:a@b.vn", "https://a..b/", "https://example.org/?a", "x"])
def test_an_address_that_pages_cannot_stand_below_is_a_wrong_command_line(site: TrialSite, url: str) -> None:
    done = run("build", "--source", site.folder, "--url", url)
    assert done.returncode == 2
    assert "web-address" in done.stderr


def test_the_address_on_the_command_line_is_the_one_that_counts(site: TrialSite) -> None:
    site.article("a.md")
    site.write("site.yml", "url: https://mot.example/\nid: kho\n")
    assert run("build", "--source", site.folder, "--url", "https://hai.example/kho").returncode == 0
    assert 'href="https://hai.example/kho/2023/01/12/a.html"' in site.page("2023/01/12/a.html")
    assert "mot.example" not in site.page("atom.xml")


def test_a_build_that_is_ended_is_143_within_three_seconds_and_leaves_no_process(site: TrialSite) -> None:
    for number in range(600):
        site.article(f"{number}.md", body="Một đoạn *dài* <b>x</b>.\n\n" * 200)
    process = subprocess.Popen(
        [sys.executable, "-m", "hn_archive", "build", "--jobs", "2", "--source", str(site.folder)],
        env=ENVIRONMENT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not list((site.folder / ".hn-archive").glob("work/bodies-*")):
        assert process.poll() is None
        time.sleep(0.01)
    process.terminate()
    assert process.wait(timeout=3) == 143
    for _ in range(100):
        if not members(process.pid):
            break
        time.sleep(0.02)
    assert members(process.pid) == []
    assert sorted(path.name for path in site.folder.iterdir()) == [".hn-archive", "content"]


def members(session: int) -> list[str]:
    """The processes of a session that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == session and "State:\tZ" not in (entry / "status").read_text():
                found.append(entry.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize(("limit", "value"), [("RLIMIT_FSIZE", 60_000), ("RLIMIT_NOFILE", 6)])
def test_a_machine_that_refuses_is_3_with_path_and_reason_and_the_last_good_site_stays(
    site: TrialSite, limit: str, value: int
) -> None:
    site.article("a.md")
    run("build", "--source", site.folder)
    before = dict(files_below(site.output))
    site.write("static/lon.css", "/* */\n" * 20_000)
    site.write("templates/strings/vi.yml", "skip: Nhảy qua\n")
    code = f"import resource; resource.setrlimit(resource.{limit}, ({value}, {value}))"
    program = f"{code}\nfrom hn_archive.cli import main; main()"
    command = [sys.executable, "-c", program, "build", "--jobs", "1", "--source", str(site.folder)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") <= 3
    assert dict(files_below(site.output)) == before
    assert run("build", "--source", site.folder, "--prove").returncode == 0


def test_nobody_reading_on_is_141_without_a_word(site: TrialSite) -> None:
    """`hn-archive list | true`"""
    site.article("a.md")
    command = [sys.executable, "-m", "hn_archive", "list", "--source", str(site.folder)]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert (running.stderr.read(), running.wait()) == (b"", 141)


def test_what_a_run_says_is_whole_though_it_ends_at_once(site: TrialSite) -> None:
    """The process ends without freeing what it has; what it wrote must have left it by then."""
    for number in range(300):
        site.article(f"{number}.md", title=f"Bài {number}", draft="true")
    listed = run("list", "--drafts", "--source", site.folder)
    assert (listed.returncode, len(listed.stdout.splitlines())) == (0, 300)


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_the_help_of_each_command_has_examples_of_it(name: str) -> None:
    shown = run(name, "--help").stdout
    assert f"\n  hn-archive {name}" in shown or f"$(hn-archive {name}" in shown
    assert cli.COMMANDS[name].rstrip(".").split(":")[0] in " ".join(shown.split())


def test_a_new_article_is_made_by_one_command_that_prints_its_path(site: TrialSite) -> None:
    done = run("new", "Khởi công cầu Tứ Liên", "--source", site.folder, "--date", "12/01/2023 08:25")
    assert (done.returncode, done.stderr) == (0, "")
    path = site.folder / "content/2023/01/2023-01-12-khoi-cong-cau-tu-lien.md"
    assert done.stdout == f"{path}\n"
    assert path.read_text(encoding="utf-8").startswith('---\ntitle: "Khởi công cầu Tứ Liên"\ndate: 12/01/2023 08:25\nid: ')
    assert run("build", "--source", site.folder).returncode == 0
    again = run("new", "Khởi công cầu Tứ Liên", "--source", site.folder, "--date", "12/01/2023")
    assert (again.returncode, again.stdout) == (2, "")
    assert "new-exists" in again.stderr


def test_two_new_articles_have_two_ids(site: TrialSite) -> None:
    paths = [Path(run("new", title, "--source", site.folder).stdout.strip()) for title in ("Một", "Hai")]
    assert len({re.search("^id: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[1] for path in paths}) == 2  # type: ignore[index]


def test_a_site_in_english_says_in_english_what_is_wrong(site: TrialSite) -> None:
    site.write("site.yml", "language: en\ncategories: [City]\n")
    assert "the category “Cty” is not in site.yml" in run("new", "A", "--category", "Cty", "--source", site.folder).stderr


def test_a_shell_completes_commands_and_options() -> None:
    assert "_HN_ARCHIVE_COMPLETE" in run("completion", "bash").stdout
    asked = {"_HN_ARCHIVE_COMPLETE": "bash_complete", "COMP_WORDS": "hn-archive new --ca", "COMP_CWORD": "2"}
    assert run(**asked).stdout.split() == ["plain,--category"]


def test_articles_are_listed_for_people_and_for_programs(site: TrialSite) -> None:
    site.article("a.md", title="'=1+1'")
    site.article("nhap.md", draft="true", date="13/01/2023 09:00")
    table = run("list", "--source", site.folder).stdout.splitlines()
    assert table[0].split("  ") == ["2023-01-13 09:00", "bản nháp", "content/nhap.md", "Bài nhap"]
    assert [entry["path"] for entry in json.loads(run("list", "--source", site.folder, "--drafts", "--format", "json").stdout)] == [
        "content/nhap.md"
    ]
    lines = run("list", "--source", site.folder, "--format", "csv").stdout.splitlines()
    assert lines[0] == "\ufeffstatus,date,title,address,path,id"
    assert "'=1+1" in lines[2]
    none = run("list", "--source", site.folder, "--retracted")
    assert (none.stdout, none.stderr, none.returncode) == ("", "Không có bài nào như vậy.\n", 0)


def test_the_file_behind_an_address_is_printed(site: TrialSite) -> None:
    site.article("a.md")
    assert run("list", "https://example.vn/2023/01/12/a.html", "--source", site.folder).stdout == "content/a.md\n"
    assert run("list", "/", "--source", site.folder).stdout == "index.html: trang chủ, lập từ các bài theo templates/home.html\n"
    unknown = run("list", "/khong-co", "--source", site.folder)
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "address-unknown" in unknown.stderr


def test_what_has_errors_is_counted_beside_the_list(site: TrialSite) -> None:
    site.article("a.md")
    site.article("sai.md", date="31/02/2023")
    done = run("list", "--source", site.folder)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert done.stderr.startswith("1 lỗi")


def test_a_check_reports_and_ends_as_a_build_would(site: TrialSite) -> None:
    site.article("a.md", body="tòan")
    done = run("check", "--source", site.folder)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Đã kiểm tra 1 bài · 0 lỗi, 2 cảnh báo")
    assert "content/a.md:6:1: cảnh báo[tone-place]" in done.stderr
    assert run("check", "--source", site.folder, "--strict").returncode == 1
    site.article("b.md", date="31/02/2023")
    assert run("check", "--source", site.folder).returncode == 1
    assert run("check", "content/a.md", "--source", site.folder).returncode == 0
    assert not site.output.exists()


def test_a_check_shows_its_changes_and_writes_them_only_when_told(site: TrialSite) -> None:
    path = site.article("a.md", body="tòan quy\u200bhoạch")
    asked = run("check", "--fix", "--source", site.folder)
    assert "-tòan quy<U+200B>hoạch\n+toàn quyhoạch\n" in asked.stderr
    assert "tòan" in path.read_text(encoding="utf-8")
    done = run("check", "--fix", "--yes", "--source", site.folder, "content/a.md")
    assert done.stdout == "Đã kiểm tra 1 bài · 0 lỗi, 0 cảnh báo\n"
    assert path.read_text(encoding="utf-8").endswith("\ntoàn quyhoạch\n")


def test_a_check_speaks_to_programs(site: TrialSite) -> None:
    site.article("a.md", body="tòan")
    lines = [json.loads(line) for line in run("check", "--format", "json", "--source", site.folder).stdout.splitlines()]
    assert [line.get("code") for line in lines] == ["tone-place", "url-missing", None]
    assert lines[-1] == {"type": "summary", "articles": 1, "errors": 0, "warnings": 2, "fixable": 1}
    assert (
        "::warning title=tone-place,file=content/a.md,line=6,col=1::"
        in run("check", "--format", "github", "--source", site.folder).stdout
    )
    assert len(json.loads(run("check", "--format", "gitlab", "--source", site.folder).stdout)) == 2


@pytest.mark.parametrize("path", ["khong-co.md", "/etc/hostname"])
def test_a_path_outside_the_site_is_a_wrong_command_line(site: TrialSite, path: str) -> None:
    done = run("check", path, "--source", site.folder)
    assert (done.returncode, "path-unknown" in done.stderr) == (2, True)
