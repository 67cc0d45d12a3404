"""`hn-archive publish` from the command line: what it says, what it changes, how it ends."""

import json
import re
import shlex
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from conftest import CHECKOUT, TrialSite, files_below
from hn_archive import config, host_limits
from hn_archive.cli import commands
from hn_archive.publishers.delivery import target_of
from hn_archive.publishers.folder import Folder
from hn_archive.publishers.refusals import Site
from hn_archive.publishers.remote import Remote
from storage import Storage

NOW = "2026-06-01"


def invoke(site: TrialSite, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["publish", *arguments, "--source", str(site.folder), "--now", NOW])


@pytest.fixture
def english(site: TrialSite) -> TrialSite:
    site.write("site.yml", "language: en\nurl: https://example.org/kho/\nid: kho\n")
    site.article("a.md")
    site.built()
    return site


def test_a_publish_says_what_it_does_and_what_is_live(english: TrialSite, tmp_path: Path) -> None:
    target = str(tmp_path / "www")
    first = invoke(english, target)
    assert first.exit_code == 0
    count = len(list(files_below(tmp_path / "www/current"))) - 1
    assert first.stdout.startswith(f"Nothing is live at {target} yet.\n+ {count} (")
    assert first.stdout.endswith(f"Published to {target}, and checked there: release 1 is live, {count} files.\n")
    again = invoke(english, target)
    assert re.fullmatch(
        rf"Live at {re.escape(target)}: release 1 of \S+, {count} files\.\nNothing to publish: release 1 is what was built\.\n",
        again.stdout,
    )


def test_a_dry_run_names_each_step_in_its_order_and_changes_nothing(english: TrialSite, tmp_path: Path) -> None:
    target = tmp_path / "www"
    assert invoke(english, str(target), "--dry-run").exit_code == 0
    assert not target.exists()
    invoke(english, str(target))
    english.article("b.md", date="2023-01-13")
    english.built()
    before = list(files_below(target))
    shown = invoke(english, str(target), "--dry-run").stdout
    assert list(files_below(target)) == before
    steps = re.findall(r"^([+~-]) +[\d.]+ k?B  (\S+)$", shown, re.MULTILINE)
    places = [place for _, place in steps]
    assert places.index("2023/01/13/b.html") < places.index("index.html") < places.index("sitemap-2023.xml")
    assert ("+", "2023/01/13/b.html") in steps
    assert ("~", "index.html") in steps
    assert [sign for sign, _ in steps][-1] == "-"
    counts = [sum(step[0] == sign for step in steps) for sign in "+~-"]
    assert re.search(rf"^\+ {counts[0]} \(.*\) · ~ {counts[1]} \(.*\) · - {counts[2]} \([1-9].*\)$", shown, re.MULTILINE)


def test_refusals_end_with_1_and_change_nothing(english: TrialSite, tmp_path: Path) -> None:
    target = tmp_path / "www"
    invoke(english, str(target))
    english.article("b.md", date="31/02/2023")
    assert english.build().failed
    ended = invoke(english, str(target))
    assert ended.exit_code == 1
    assert "error[publish-unfinished]" in ended.output
    assert [path.name for path in (target / "releases").iterdir()] == ["000001"]


@pytest.mark.parametrize("place", ["", "content", "public", "public/x"])
def test_a_target_in_the_site_or_its_output_is_refused(english: TrialSite, place: str) -> None:
    ended = invoke(english, str(english.folder / place))
    assert ended.exit_code == 2
    assert "error[output-inside]" in ended.output


def test_a_rollback_says_what_is_live_then(english: TrialSite, tmp_path: Path) -> None:
    target = str(tmp_path / "www")
    invoke(english, target)
    assert invoke(english, target, "--rollback").exit_code == 1
    english.article("b.md", date="2023-01-13")
    english.built()
    invoke(english, target)
    back = invoke(english, target, "--rollback")
    assert (back.exit_code, back.stdout) == (0, f"Went back at {target}, and checked it: release 1 is live.\n")
    assert not (tmp_path / "www/current/2023/01/13/b.html").exists()


def test_after_withholding_an_article_all_that_is_left_to_do_is_named(
    english: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    target = tmp_path / "www"
    english.article("b.md", date="2023-01-13", body="Ai cũng đọc được.")
    english.built()
    invoke(english, str(target))
    english.article("b.md", date="2023-01-13", body="Ai cũng đọc được.", status="withheld")
    english.built()
    shown = invoke(english, str(target)).stdout
    assert "Articles that are withheld now: 1." in shown
    addresses = re.findall(r"^  (https://\S+)$", shown, re.MULTILINE)
    for path in ("2023/01/13/b.html", "2023/01/13/b.txt", "2023/01/13/", "2023/01/13/index.html", "", "index.html", "atom.xml"):
        assert f"https://example.org/kho/{path}" in addresses
    assert "https://example.org/kho/static/site.css" not in addresses
    assert "Whether a history holds the text of content/b.md cannot be told here" in shown
    assert [path.name for path in (target / "releases").iterdir()] == ["000002"]
    assert not any("Ai cũng đọc được".encode() in content for _, content in files_below(target))


def test_a_line_that_breaks_is_3_and_one_line_that_says_what_is_live(english: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage()
    monkeypatch.setattr("hn_archive.publishers.remote.rclone", storage)
    assert invoke(english, "here:").exit_code == 0
    english.article("b.md", date="2023-01-13")
    english.built()
    storage.between = lambda: setattr(storage, "left", 0) if storage.sent[-1] == "2023/01/13/b.html" else None
    ended = invoke(english, "here:")
    assert ended.exit_code == 3
    (line,) = (line for line in ended.stderr.splitlines() if line.startswith("error"))
    assert re.fullmatch(
        r"error\[publish-broken\]: the line to here: broke \(connection reset by peer\)\. Live: release 1, with at least \d+ files of the new one",
        line,
    )
    storage.left, storage.between = None, lambda: None
    finished = invoke(english, "here:")
    assert finished.exit_code == 0
    assert "A publish was interrupted there; it is gone on with." in finished.stdout
    assert "2023/01/13/b.html" in storage.site
    assert json.loads(storage.files[".hn-archive/release.json"])["unfinished"] == 0


@pytest.mark.parametrize(
    "target", ["s3:luutru", "kho:", "may chu:/var/www", ":sftp,host=example.org:/srv", ":local:/mnt/usb", "-x:y", "a;b:c"]
)
def test_what_rclone_knows_is_a_remote(target: str, site: TrialSite) -> None:
    assert isinstance(target_of(target, Site(site.folder, site.output)), Remote)


@pytest.mark.parametrize("target", ["www", "../www", "./a:b", "/srv/a:b", "-www", "a;b", "x/y:z"])
def test_what_is_a_path_is_a_folder(target: str, site: TrialSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(target_of(target, Site(site.folder, site.output)), Folder)


def test_nothing_of_a_site_with_wrong_settings_is_published(english: TrialSite, tmp_path: Path) -> None:
    english.write("site.yml", "publish: {keep: nhiều}\n")
    ended = invoke(english, str(tmp_path / "www"))
    assert ended.exit_code == 2
    assert not (tmp_path / "www").exists()


def test_twins_are_counted_apart(english: TrialSite, tmp_path: Path) -> None:
    english.write("site.yml", "language: en\nurl: https://example.org/kho/\nid: kho\npublish: {compress: gzip}\n")
    english.built()
    files = len(list(files_below(english.output))) - 1
    shown = invoke(english, str(tmp_path / "www")).stdout
    twins = len(list((tmp_path / "www/current").rglob("*.gz")))
    assert twins > 10
    assert shown.endswith(f"release 1 is live, {files} files and {twins} compressed twins.\n")
    assert "Nothing to publish" in invoke(english, str(tmp_path / "www")).stdout


def test_the_examples_of_the_document_print_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (CHECKOUT / "docs" / "publish.md").read_text(encoding="utf-8")
    site = TrialSite(tmp_path / "archive")
    site.write("site.yml", "language: en\n")
    site.article("a.md")
    monkeypatch.chdir(site.folder)
    count = 0
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, printed = part.partition("\n")
            done = CliRunner().invoke(commands, shlex.split(line)[1:])
            assert done.exit_code == 0, (line, done.output)
            expected = ".*".join(map(re.escape, printed.split("…")))
            assert re.fullmatch(expected, done.stdout, re.DOTALL), (line, printed, done.stdout)
            count += 1
    assert count > 6


def test_the_settings_of_the_document_are_read_without_a_problem() -> None:
    (settings,) = re.findall(
        r"```yaml site\.yml\n(.*?)```", (CHECKOUT / "docs" / "publish.md").read_text(encoding="utf-8"), re.DOTALL
    )
    found, problems = config.read(settings)
    assert not problems
    assert found
    assert found.publish == config.Publish("nginx", 3, ("gzip", "brotli"))


def test_the_document_names_the_limits_that_the_program_knows() -> None:
    text = (CHECKOUT / "docs" / "publish.md").read_text(encoding="utf-8")
    for host, limits in host_limits.LIMITS.items():
        (row,) = re.findall(rf"^\| `{host}` \| (.*) \|$", text, re.MULTILINE)
        found = {
            int(value.replace(",", "")) * {"GiB": 1024, "TiB": 1024 * 1024}.get(unit, 1)
            for value, unit in re.findall(r"(\d[\d,]*) (\w+)", row)
        }
        assert found == {value for value in msgspec.structs.astuple(limits) if value}, host
