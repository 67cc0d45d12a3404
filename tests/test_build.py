"""A build as a whole: deterministic, honest about time, and all of it reported at once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import CHECKOUT, TrialSite, files_below
from golden_sites import FOLDER
from hn_archive.problem import Stop


def build_apart(folder: Path, output: Path, **environment: str) -> dict[str, bytes]:
    """Build in a fresh process with its own environment."""
    command = [
        sys.executable,
        "-m",
        "hn_archive",
        "build",
        "--source",
        str(folder),
        "--output",
        str(output),
        "--clean",
        "--now",
        "2026-06-01",
    ]
    path = os.pathsep.join([str(CHECKOUT / "src"), os.environ.get("PYTHONPATH", "")])
    subprocess.run(command, check=True, env={"PATH": os.environ["PATH"], "PYTHONPATH": path, **environment}, capture_output=True)
    return dict(files_below(output))


def test_zone_locale_umask_hash_seed_folder_order_and_clock_change_no_byte(tmp_path: Path) -> None:
    first = build_apart(FOLDER / "everything" / "before", tmp_path / "a", TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    copy = tmp_path / "elsewhere" / "đường dài"
    for path, content in reversed(list(files_below(FOLDER / "everything" / "before"))):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes(content)
        os.utime(copy / path, (0, 0))
    before = os.umask(0o077)
    try:
        second = build_apart(copy, tmp_path / "b", TZ="America/New_York", LC_ALL="vi_VN.UTF-8", PYTHONHASHSEED="2", PYTHONUTF8="0")
    finally:
        os.umask(before)
    assert first == second


def test_two_tags_that_want_one_address_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    site = TrialSite(tmp_path / "site")
    site.article("a.md", tags="[Alpha, Beta, Ấn, An]")
    trees = [build_apart(site.folder, tmp_path / seed, PYTHONHASHSEED=seed) for seed in "123456"]
    assert all(tree == trees[0] for tree in trees)


def test_a_folder_with_only_content_builds(site: TrialSite) -> None:
    site.article("a.md")
    assert not site.build().failed


def test_a_folder_without_content_is_no_site(tmp_path: Path) -> None:
    site = TrialSite(tmp_path)
    shutil.rmtree(tmp_path / "content")
    with pytest.raises(Stop) as stopped:
        site.build()
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("source-missing", 2)


def test_an_article_waits_for_its_moment_and_is_counted_and_named(site: TrialSite) -> None:
    site.article("a.md", date="2023-01-12 08:25")
    early = site.built(now=datetime(2023, 1, 12, 1, 24, tzinfo=UTC))
    assert early.scheduled == ("a.md",)
    assert early.articles == 0
    assert not (site.output / "2023").exists()
    due = site.built(now=datetime(2023, 1, 12, 1, 25, tzinfo=UTC))
    assert due.scheduled == ()
    assert (site.output / "2023/01/12/a.html").is_file()


def test_without_scheduled_articles_the_time_changes_no_byte(site: TrialSite) -> None:
    site.article("a.md")
    site.built(now=datetime(2024, 1, 1, tzinfo=UTC))
    before = dict(files_below(site.output))
    result = site.built(now=datetime(2030, 1, 1, tzinfo=UTC))
    assert result.changes is not None
    assert result.changes.written == ()
    assert dict(files_below(site.output)) == before


def test_problems_of_all_files_and_all_stages_come_in_one_run(site: TrialSite) -> None:
    site.article("a.md", date="30/02/2023")
    site.article("b.md", views="nhiều")
    site.article("c.md", body="[x](mat.md)")
    site.write("content/_polls/p.yml", "cau-hoi: x\n")
    site.write("templates/day.html", "{% if %}")
    assert site.codes(site.build()) == {"date", "number", "link-dead", "setting-unknown", "key-missing", "template-syntax"}


def test_strict_makes_warnings_stop_the_build(site: TrialSite) -> None:
    site.article("a.md")
    assert site.build(strict=True).failed
    site.write("site.yml", "url: https://example.org/\nid: example\n")
    assert not site.build(strict=True).failed


def test_a_dry_run_checks_everything_and_writes_nothing(site: TrialSite) -> None:
    site.article("a.md", body="[x](mat.md)")
    result = site.build(dry_run=True)
    assert "link-dead" in site.codes(result)
    assert sorted(path.name for path in site.folder.iterdir()) == ["content"]


def test_an_edited_body_rewrites_one_page(site: TrialSite) -> None:
    site.article("a.md", body="Đoạn đầu.\n\nĐoạn hai.")
    site.article("b.md", date="2023-01-13")
    site.built()
    site.article("a.md", body="Đoạn đầu.\n\nĐoạn hai đã sửa.")
    result = site.built()
    assert result.changes is not None
    written = [path for path in result.changes.written if not path.startswith("tim-kiem/")]
    assert written == ["2023/01/12/a.html", "2023/01/12/a.txt"]


def test_a_changed_stylesheet_rewrites_one_file(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    site.write("static/site.css", "body { color: red }\n")
    result = site.built()
    assert result.changes is not None
    assert result.changes.written == ("static/site.css",)


def test_incremental_equals_clean_after_every_sort_of_edit(site: TrialSite) -> None:
    site.article("a.md", tags="[một]")
    site.built()
    edits: tuple[Callable[[], object], ...] = (
        lambda: site.article("b.md", date="2022-02-02", tags="[một]", source="HNMO"),
        lambda: site.article("a.md", tags="[hai]", title="Tên khác"),
        lambda: site.article("a.md", date="2021-03-03"),
        lambda: site.write("site.yml", "title: Khác\nlanguage: en\n"),
        (site.folder / "content/b.md").unlink,
        lambda: site.write("templates/404.html", "{{ t.home }}"),
        lambda: shutil.rmtree(site.folder / "templates"),
    )
    for number, edit in enumerate(edits):
        edit()
        site.built()
        clean = site.folder.parent / f"clean{number}"
        assert not site.build(output=clean).failed
        assert dict(files_below(site.output)) == dict(files_below(clean))
