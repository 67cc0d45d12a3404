"""The sub-commands as functions of the program: what they print and how they end."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import TrialSite, names_in
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


def last_built(site: TrialSite, days: float) -> None:
    """Let the last build have been so many days from now, as after the clock was set."""
    at = time.time() + days * 86_400
    os.utime(site.folder / ".hn-archive/lock-holder", (at, at))


def test_a_clock_that_was_set_back_takes_nothing_off_the_site(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    site.article("a.md")
    assert invoke("build", "--source", site.folder).exit_code == 0
    last_built(site, 400)
    site.article("b.md", date="2023-02-02")
    refused = invoke("build", "--source", site.folder)
    assert refused.exit_code == 3
    assert "clock-back" in refused.output
    assert (site.output / "2023/01/12/a.html").is_file()
    assert not (site.output / "2023/02/02").exists()
    assert invoke("build", "--source", site.folder, "--now", "2026-06-01").exit_code == 0
    assert (site.output / "2023/02/02/b.html").is_file()


@pytest.mark.parametrize("days", [0.5, -0.5, -4000])
def test_a_clock_that_goes_on_or_is_a_little_wrong_builds(site: TrialSite, monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    site.article("a.md")
    assert invoke("build", "--source", site.folder).exit_code == 0
    last_built(site, days)
    assert invoke("build", "--source", site.folder).exit_code == 0


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


@contextmanager
def serving(site: TrialSite, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`hn-archive serve` as a process of its own, and where it says that the preview is."""
    command = [sys.executable, "-m", "hn_archive", "serve", "--source", str(site.folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            yield process, next(found[0] for line in lines if (found := re.search(r"http://\S+", line)))
        finally:
            process.kill()


def test_serve_shows_what_is_saved_until_it_is_ended(site: TrialSite) -> None:
    site.article("a.md", body="Chữ cũ.", draft="true")
    with serving(site, "--port", "0") as (process, url):
        address = f"{url}2023/01/12/a.html"

        def shows(text: str) -> bool:
            with urllib.request.urlopen(address, timeout=20) as page:  # noqa: S310 (loopback)
                return text in page.read().decode()

        assert shows("Chữ cũ.")
        for _ in range(200):  # nobody says when a system has begun to watch
            site.article("a.md", body="Chữ mới.", draft="true")
            if shows("Chữ mới."):
                break
            time.sleep(0.05)
        assert shows("Chữ mới.")
        assert not site.output.exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 143
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_serve_says_what_is_wrong_and_goes_on(site: TrialSite) -> None:
    site.article("a.md", date="30/02/2023")
    with serving(site, "--port", "0") as (process, url):
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(url, timeout=20)  # noqa: S310 (loopback)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stderr is not None
        assert "content/a.md:3:7: lỗi[date]" in process.stderr.read()


def test_one_site_is_served_once(site: TrialSite) -> None:
    site.article("a.md")
    with serving(site, "--port", "0"):
        second = invoke("serve", "--source", site.folder, "--port", "0")
    assert second.exit_code == 4
    assert "locked" in second.output


def test_a_taken_port_is_3_with_the_way_out(site: TrialSite) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = invoke("serve", "--source", site.folder, "--port", str(other.getsockname()[1]))
    assert taken.exit_code == 3
    assert "--port 0" in taken.output


def test_serve_wants_a_site(tmp_path: Path) -> None:
    assert invoke("serve", "--source", tmp_path).exit_code == 2


def test_a_shell_completes_the_categories_of_the_site(site: TrialSite) -> None:
    site.write("site.yml", "title: Kho\ncategories: [Đô thị, Đối ngoại, Giáo dục]\n")

    def completed(typed: str, source: Path) -> list[str]:
        words = f"hn-archive new Bài --source {source} --category {typed}"
        environment = {"_HN_ARCHIVE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        command = [sys.executable, "-c", "from hn_archive.cli import main; main()"]
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8", check=False)
        return [line.removeprefix("plain,") for line in done.stdout.splitlines() if line.startswith("plain,")]

    assert completed("do", site.folder) == ["Đô thị", "Đối ngoại"]
    assert completed("Gi", site.folder) == ["Giáo dục"]
    assert completed("x", site.folder / "nowhere") == []


def test_serve_tells_all_problems_again_where_it_is_asked_to(site: TrialSite) -> None:
    site.article("a.md", body="[đi đâu](khong-co.md)")
    with serving(site, "--port", "0", "--all") as (process, _):
        is_done = threading.Event()

        def save() -> None:
            pause = 0.1  # longer each time: a save during a build ends it, and this machine may be slow
            while not is_done.wait(pause):
                site.article("b.md", body=f"Đoạn {time.monotonic()}.")
                pause *= 2

        saving = threading.Thread(target=save)
        saving.start()
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            assert any("đã ghi" in line for line in iter(process.stdout.readline, ""))  # again, after the first time
        finally:
            is_done.set()
            saving.join()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 143
        assert process.stderr.read().count("link-dead") > 1


EXPORTS = (
    ("bag", "bag"),
    ("bag --public", "cong-khai"),
    ("zip", "kho.zip"),
    ("corpus", "kho.jsonl"),
    ("corpus", "van-ban"),
    ("sqlite", "kho.db"),
)


@pytest.fixture
def exporting(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> TrialSite:
    site.article("a.md")
    monkeypatch.chdir(site.folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    return site


def exported(kind: str, output: str, *options: str) -> Result:
    return invoke("export", *kind.split(), "--output", output, *options)


@pytest.mark.parametrize(("kind", "output"), EXPORTS)
def test_an_export_says_in_one_line_what_it_made_and_where(
    kind: str, output: str, kept: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = exported(kind, f"ra/{output}", "--source", str(kept.folder), "--now", "2026-06-01T07:00")
    assert (done.exit_code, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert f"ra/{output}" in done.stdout
    assert names_in(Path("ra")) == [output]


def test_programs_read_what_was_exported(kept: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = exported("corpus", "kho.jsonl", "--source", str(kept.folder), "--format", "json")
    expected = {
        "type": "summary",
        "kind": "corpus",
        "path": "kho.jsonl",
        "articles": 2,
        "files": 0,
        "bytes": 0,
        "errors": 0,
        "warnings": 0,
    }
    assert json.loads(done.stdout) == expected


def test_errors_in_the_site_end_every_export_with_1_and_their_places(exporting: TrialSite) -> None:
    exporting.built()
    exporting.article("b.md", date="31/02/2023")
    for kind, output in EXPORTS:
        done = exported(kind, output)
        assert done.exit_code == 1
        assert "content/b.md:3:7: lỗi[date]" in done.stderr
        assert done.stdout == "Chưa xuất được: 1 lỗi, 1 cảnh báo. Không ghi gì.\n"
    assert names_in(exporting.folder) == [".hn-archive", "content", "public"]


def test_nothing_is_exported_from_wrong_settings_or_no_site(exporting: TrialSite) -> None:
    exporting.built()
    exporting.write("site.yml", "titel: A\n")
    for kind, output in EXPORTS:
        assert exported(kind, output).exit_code == 2
        assert exported(kind, output, "--source", "content").exit_code == 2
    assert names_in(exporting.folder) == [".hn-archive", "content", "public", "site.yml"]


@pytest.mark.usefixtures("exporting")
def test_what_is_made_of_the_built_site_wants_one() -> None:
    done = exported("zip", "kho.zip")
    assert (done.exit_code, "export-unbuilt" in done.stderr) == (1, True)
    invoke("build", "--output", "../elsewhere")
    assert exported("zip", "kho.zip", "--site", "../elsewhere").exit_code == 0


def test_a_site_built_for_another_address_is_exported_for_that_address(exporting: TrialSite) -> None:
    exporting.write("site.yml", "language: en\nid: kho\nurl: https://mot.example/\n")
    invoke("build", "--url", "https://hai.example/")
    stale = exported("bag", "bag")
    assert (stale.exit_code, "error[export-stale]" in stale.stderr) == (1, True)
    assert exported("bag", "bag", "--url", "https://hai.example/").exit_code == 0
    assert "External-Identifier: https://hai.example/\n" in Path("bag/bag-info.txt").read_text(encoding="utf-8")


def test_bags_zip_files_and_verifying_import_neither_markdown_nor_templates() -> None:
    """They take no longer to begin than a build with nothing to do; `built` tells that such a build is all they need."""
    modules = "hn_archive.commands.export, hn_archive.commands.verify, hn_archive.exporters.bag, hn_archive.exporters.zip_archive"
    program = f"import sys, {modules}\nprint(sorted({{'jinja2', 'markdown', 'PIL', 'numpy', 'hn_archive.full_build'}} & {{*sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("kind", "output"), [("bag", "ra/bag"), ("sqlite", "ra/kho.db")])
def test_a_full_disk_is_3_with_the_file_and_leaves_nothing_of_the_export(kind: str, output: str, exporting: TrialSite) -> None:
    exporting.article("dai.md", "Một đoạn dài. " * 20_000)
    exporting.write("static/phim.mp4", random.Random(1).randbytes(300_000))  # noqa: S311 (what cannot be packed)
    exporting.built()
    limits = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))"
    program = f"{limits}\nfrom hn_archive.cli import main; main()"
    command = [sys.executable, "-c", program, "export", kind, "--source", str(exporting.folder), "--output", output]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith("lỗi[machine]: ra/")) == (3, True), done.stderr
    assert names_in(Path("ra")) == []
