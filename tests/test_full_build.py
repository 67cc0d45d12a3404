"""A build makes what is stale and says why, in as many processes as it is given, and never from a file that has changed meanwhile."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from conftest import CHECKOUT, NOW, TrialSite, files_below
from hn_archive import digest, files, load, pages, stamps, workers
from hn_archive.build import build
from hn_archive.output import STAGING, Staging
from hn_archive.pages import make_batch
from hn_archive.problem import Problem, Stop
from hn_archive.reading import Batch, Done, read_batch
from hn_archive.request import Progress, Reason, Request, Result


def make(
    site: TrialSite,
    *,
    jobs: int = 1,
    max_changes: int | None = None,
    progress: Progress = lambda stage, done, total: None,
    output: Path | None = None,
    now: datetime = NOW,
) -> Result:
    request = Request(
        source=site.folder,
        output=output or site.output,
        now=now,
        store=site.folder / ".hn-archive",
        jobs=jobs,
        max_changes=max_changes,
    )
    return build(request, progress)


def clean(site: TrialSite, now: datetime = NOW) -> tuple[Result, dict[str, bytes]]:
    """What a build without a store gives."""
    output = site.folder.parent / "clean" / str(len(list(site.folder.parent.iterdir()))) / os.urandom(4).hex()
    result = build(Request(source=site.folder, output=output, now=now), lambda stage, done, total: None)
    return result, dict(files_below(output)) if output.exists() else {}


def reasons(result: Result) -> dict[str, Reason]:
    assert result.changes is not None
    return {reason.address: reason for reason in result.reasons}


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stamps are trusted at once, as they are two seconds later."""
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**18))


def a_few(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.org/\nid: thu\nlists: {data: on}\n")
    site.article("a.md", body="Đoạn đầu.\n\nĐoạn hai.", tags="[một]")
    site.article("b.md", date="2022-05-05", body="Có [a](a.md).")
    site.article("c.md", date="2021-05-05", draft="true")


# --- Reasons


def test_a_first_build_says_of_each_page_that_it_is_new_and_of_which_file(site: TrialSite) -> None:
    site.article("a.md")
    result = site.built()
    found = reasons(result)
    assert found["2023/01/12/a.html"] == Reason("2023/01/12/a.html", "new", "content/a.md")
    assert found["index.html"] == Reason("index.html", "new", "")
    assert {reason.code for reason in result.reasons} == {"new"}


def test_an_edited_body_names_the_field_and_the_file(site: TrialSite) -> None:
    site.article("a.md", body="Đoạn đầu.\n\nĐoạn hai.")
    site.article("b.md")
    site.built()
    site.article("a.md", body="Đoạn đầu.\n\nĐoạn hai đã sửa.")
    pages: list[Reason] = []
    index: list[Reason] = []
    for reason in site.built().reasons:
        (index if reason.address.startswith("tim-kiem/") else pages).append(reason)
    assert pages == [Reason(f"2023/01/12/a.{ending}", "fields", "body (content/a.md)") for ending in ("html", "txt")]
    assert {(reason.code, reason.what) for reason in index} == {("new", "content/a.md")}


def test_a_new_title_names_the_fields_of_every_page_that_shows_it(site: TrialSite) -> None:
    site.article("a.md")
    site.article("b.md", date="2023-01-13")
    site.built()
    site.article("a.md", title="Tên khác")
    found = reasons(site.built())
    assert found["2023/01/12/a.html"].what == "title (content/a.md)"
    assert found["2023/01/13/b.html"].what == "older (content/b.md)"
    assert {reason.code for address, reason in found.items() if not address.startswith("tim-kiem/")} == {"fields"}


def test_an_edited_template_names_it(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    site.write("templates/404.html", "khác")
    assert site.built().reasons == (Reason("404.html", "template", "404.html"),)


def test_an_edited_included_template_makes_the_pages_that_include_it(site: TrialSite) -> None:
    site.article("a.md")
    site.write("templates/404.html", "{% include 'parts/own.html' %}")
    site.write("templates/parts/own.html", "một")
    site.built()
    site.write("templates/parts/own.html", "hai")
    assert site.built().reasons == (Reason("404.html", "template", "404.html"),)


def test_other_words_make_every_page(site: TrialSite) -> None:
    site.article("a.md")
    count = len([reason for reason in site.built().reasons if not reason.address.startswith("tim-kiem/")])
    site.write("templates/strings/vi.yml", "skip: Nhảy qua\n")
    result = site.built()
    assert len(result.reasons) == count
    assert {reason.code for reason in result.reasons} == {"template"}


def test_a_page_that_is_gone_and_one_that_was_tampered_with_are_told_apart(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = dict(files_below(site.output))
    (site.output / "2023/01/12/a.html").unlink()
    facts = (site.output / "index.html").stat()
    (site.output / "index.html").write_bytes(bytes(byte ^ 1 for byte in before["index.html"]))
    os.utime(site.output / "index.html", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    result = site.built()
    assert {(reason.address, reason.code) for reason in result.reasons} == {
        ("2023/01/12/a.html", "gone"),
        ("index.html", "tampered"),
    }
    assert result.changes is not None
    assert set(result.changes.written) == {"2023/01/12/a.html", "index.html"}
    assert dict(files_below(site.output)) == before


def test_a_page_that_was_only_touched_is_made_and_not_written(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    os.utime(site.output / "index.html", (1, 1))
    result = site.built()
    assert [reason.code for reason in result.reasons] == ["tampered"]
    assert result.changes is not None
    assert result.changes.written == ()


def test_a_new_article_is_new_and_its_lists_name_their_fields(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    site.article("b.md", date="2023-01-13")
    found = reasons(site.built())
    assert found["2023/01/13/b.html"].code == "new"
    assert found["index.html"].code == "fields"
    assert "404.html" not in found


# --- Nothing to do


@pytest.mark.usefixtures("trusting")
def test_nothing_to_do_says_the_same_again(site: TrialSite) -> None:
    a_few(site)
    first = site.built()
    again = site.built()
    assert again.problems == first.problems
    assert (again.articles, again.scheduled, again.outputs) == (first.articles, first.scheduled, first.outputs)
    assert again.changes is not None
    assert first.changes is not None
    assert again.changes.written == again.changes.removed == ()
    assert again.changes.unchanged == len(first.changes.written)
    assert again.reasons == ()


@pytest.mark.usefixtures("trusting")
def test_problems_of_files_that_did_not_change_are_said_again(site: TrialSite) -> None:
    a_few(site)
    site.article("d.md", extra_key="x", body="<script>x</script>")
    first = site.built()
    assert first.problems
    site.article("e.md")
    second = site.built()
    assert set(first.problems) <= set(second.problems)
    assert second.problems == clean(site)[0].problems


def test_nothing_to_do_imports_neither_markdown_nor_jinja_nor_pillow(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; from hn_archive import stamps\n"
        "stamps._SETTLED_AFTER = -(10 ** 18)\n"
        "sys.argv = ['hn-archive', 'build', '--source', sys.argv[1], '--now', '2026-06-01']\n"
        "from hn_archive.cli import commands\n"
        "try:\n    commands.main()\n"
        "except SystemExit as end:\n    assert end.code == 0, end.code\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'markdown', 'jinja2', 'PIL', 'nh3'}))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "src"), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", code, str(site.folder)]
    runs = [
        subprocess.run(command, check=True, env=environment, capture_output=True, text=True, encoding="utf-8").stdout.splitlines()
        for _ in range(2)
    ]
    assert "jinja2" in runs[0][-1]  # nothing was remembered of stamps that could not be trusted
    assert runs[1][-1] == ""


@pytest.mark.usefixtures("trusting")
def test_the_short_cut_is_not_taken_where_time_changes_something(site: TrialSite) -> None:
    site.article("a.md")
    site.article("b.md", date="2026-06-02 08:00")
    assert site.built().scheduled == ("b.md",)
    result = site.built(now=datetime(2026, 6, 2, 1, tzinfo=UTC))
    assert result.scheduled == ()
    assert (site.output / "2026/06/02/b.html").is_file()
    assert site.built(now=NOW).scheduled == ("b.md",)
    assert not (site.output / "2026").exists()


@pytest.mark.usefixtures("trusting")
def test_a_warning_about_the_future_ends_when_it_comes(site: TrialSite) -> None:
    site.article("a.md", updated="2026-07-01")
    assert "date-future" in site.codes(site.built())
    assert "date-future" not in site.codes(site.built(now=datetime(2026, 8, 1, tzinfo=UTC)))


@pytest.mark.usefixtures("trusting")
def test_each_warning_about_the_future_ends_when_its_date_comes(site: TrialSite) -> None:
    site.article("a.md", updated="2026-07-01", corrections="[{date: 2026-09-01, text: Sửa.}]")
    site.built()
    now = datetime(2026, 8, 1, tzinfo=UTC)
    assert site.built(now=now).problems == clean(site, now)[0].problems


@pytest.mark.parametrize("gone", ["x", "y"])
@pytest.mark.usefixtures("trusting")
def test_two_links_to_one_folder_are_two_folders(site: TrialSite, gone: str) -> None:
    site.article("a.md")
    site.write("shared/own.html", "một")
    (site.folder / "templates").mkdir()
    for name in ("x", "y"):
        (site.folder / "templates" / name).symlink_to("../shared")
    site.write("templates/404.html", "{% include 'x/own.html' %}{% include 'y/own.html' %}")
    site.built()
    (site.folder / "templates" / gone).unlink()
    assert "template-missing" in site.codes(site.build())


@pytest.mark.usefixtures("trusting")
def test_what_is_linked_to_is_part_of_the_sources(site: TrialSite) -> None:
    site.article("a.md")
    site.write("shared/site.css", "body { margin: 1px }\n")
    site.write("shared/parts/own.html", "một")
    site.write("shared/site.yml", "title: Một\n")
    site.write("templates/404.html", "{% include 'own/own.html' %}")
    (site.folder / "static").mkdir()
    (site.folder / "static" / "site.css").symlink_to("../shared/site.css")
    (site.folder / "templates" / "own").symlink_to("../shared/parts")
    (site.folder / "site.yml").symlink_to("shared/site.yml")
    site.built()
    for path, content in (("site.css", "body { margin: 2px }\n"), ("parts/own.html", "hai"), ("site.yml", "title: Hai\n")):
        site.write(f"shared/{path}", content)
        site.built()
        assert dict(files_below(site.output)) == clean(site)[1], path


@pytest.mark.usefixtures("trusting")
def test_a_folder_that_is_passed_over_is_said_also_if_it_is_empty(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    (site.folder / "content" / "_la").mkdir()
    assert "folder-unknown" in site.codes(site.built())


@pytest.mark.parametrize("setting", ["timezone: +00:00", "language: en"])
@pytest.mark.usefixtures("trusting")
def test_another_zone_or_language_reads_every_file_again(site: TrialSite, setting: str) -> None:
    site.article("a.md", body="Chữ[^1] và câu.\n\n[^1]: Chú thích.")
    site.built()
    site.write("site.yml", f"{setting}\n")
    site.built()
    assert dict(files_below(site.output)) == clean(site)[1]


# --- Limits and failures


def test_more_changes_than_expected_stop_the_build_and_change_nothing(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = dict(files_below(site.output))
    site.article("b.md")
    result = make(site, max_changes=2)
    assert result.exit_code == 1
    assert "too-many-changes" in site.codes(result)
    assert result.changes is None
    assert dict(files_below(site.output)) == before
    (problem,) = (problem for problem in result.problems if problem.code == "too-many-changes")
    count = int(dict(problem.values)["count"])
    again = make(site, max_changes=count)
    assert again.changes is not None
    assert len(again.changes.written) + len(again.changes.removed) == count


def test_removed_files_count_as_changes(site: TrialSite) -> None:
    site.article("a.md")
    site.article("b.md", date="2022-01-01")
    site.built()
    (site.folder / "content" / "b.md").unlink()
    before = dict(files_below(site.output))
    assert make(site, max_changes=3).failed
    assert dict(files_below(site.output)) == before


def test_no_change_is_within_any_limit(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    assert not make(site, max_changes=0).failed


def test_a_page_that_cannot_be_made_is_a_problem_also_where_another_describes_it(site: TrialSite) -> None:
    site.write("site.yml", "lists: {data: on}\n")
    site.article("a.md")
    site.built()
    before = dict(files_below(site.output))
    site.write("templates/articles.csv", "{{ page.nothing }}")
    result = site.build()
    assert "template-render" in site.codes(result)
    assert dict(files_below(site.output)) == before


@pytest.mark.usefixtures("trusting")
def test_after_a_failed_build_the_next_one_is_right(site: TrialSite) -> None:
    a_few(site)
    site.built()
    site.article("a.md", body="Sửa.")
    site.article("hỏng.md", date="30/02/2023")
    assert site.build().failed
    (site.folder / "content" / "hỏng.md").unlink()
    site.built()
    assert dict(files_below(site.output)) == clean(site)[1]


@pytest.mark.usefixtures("trusting")
def test_two_outputs_of_one_site_do_not_confuse_each_other(site: TrialSite) -> None:
    a_few(site)
    other = site.folder.parent / "other"
    site.built()
    site.article("a.md", title="Khác")
    make(site, output=other)
    site.article("b.md", date="2022-05-06")
    site.built()
    make(site, output=other)
    expected = clean(site)[1]
    assert dict(files_below(site.output)) == dict(files_below(other)) == expected


# --- Processes


def test_several_processes_make_the_same_bytes_problems_and_reasons_as_one(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name, value in ((load, "BATCH", 3), (pages, "BATCH", 4), (workers, "FEW", 1)):
        monkeypatch.setattr(module, name, value)
    a_few(site)
    for number in range(8):
        site.article(
            f"bài-{number}.md",
            body=f"Có [a](a.md), [mất](mất.md) và *{number}*.",
            tags="[một, hai]",
            date=f"2022-0{number % 9 + 1}-01",
        )
    one = make(site)
    before = dict(files_below(site.output))
    output = site.folder.parent / "jobs"
    two = make(site, jobs=2, output=output)
    assert two.problems == one.problems
    assert set(two.reasons) == set(one.reasons)
    assert dict(files_below(output)) == before


def stops_or_is_late(batch: pages.Batch) -> tuple[pages.Finished, ...]:
    """Make the first page's batch end the build, and all others write a little later."""
    if any(task.address.endswith("/a.html") for task in batch.tasks):
        raise Stop(Problem.at("changed-meanwhile", path="content/a.md"), 1)
    time.sleep(0.1)
    return make_batch(batch)


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the workers must know this module")
def test_no_worker_writes_after_the_build_gave_up(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")
    site.built()
    for module, name, value in ((pages, "make_batch", stops_or_is_late), (pages, "BATCH", 1), (workers, "FEW", 1)):
        monkeypatch.setattr(module, name, value)
    discard = Staging.discard

    def slow(staging: Staging) -> None:
        discard(staging)
        time.sleep(0.4)

    monkeypatch.setattr(Staging, "discard", slow)
    site.write("templates/strings/vi.yml", "skip: Nhảy qua\n")
    with pytest.raises(Stop):
        make(site, jobs=2)
    assert not (site.output / STAGING).exists()


# --- Files that change while the site is built


def meanwhile(stage: str, edit: Callable[[], object]) -> Progress:
    """Edit once, when the first batch of a stage is done."""
    is_done = False

    def progress(name: str, *_: int) -> None:
        nonlocal is_done
        if name == stage and not is_done:
            is_done = True
            edit()

    return progress


def attempt(site: TrialSite, progress: Progress, jobs: int = 1) -> str:
    """Build while something changes; the code of what stopped it."""
    try:
        result = make(site, progress=progress, jobs=jobs)
    except Stop as stop:
        return stop.problem.code
    assert not result.failed, site.report(result)
    return ""


@pytest.mark.parametrize("stage", ["read", "make"])
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.usefixtures("trusting")
def test_an_article_that_changes_while_it_is_built_is_as_it_was_or_stops_the_build(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch, stage: str, is_known: bool, jobs: int
) -> None:
    for module, name, value in ((load, "BATCH", 1), (pages, "BATCH", 2), (workers, "FEW", 1)):
        monkeypatch.setattr(module, name, value)
    for name in "abcd":
        site.article(f"{name}.md", body=f"Một {name}.")
    if is_known:
        site.built()
        site.write("templates/strings/vi.yml", "skip: Nhảy qua\n")  # so that every page has to be made
        site.article("e.md")
    # As editors save: another process may read at this very moment, and must not find half of it.
    stopped = attempt(
        site,
        meanwhile(stage, lambda: site.article(".d.md", title="Bài d", body="Hai d.").replace(site.folder / "content/d.md")),
        jobs,
    )
    assert stopped in ("", "changed-meanwhile")
    page = site.output / "2023/01/12/d.html"
    if not stopped:
        assert ("Một d." in page.read_text()) != ("Hai d." in page.read_text())
    elif is_known:
        assert "Một d." in page.read_text()
    site.built()
    assert "Hai d." in page.read_text()
    assert dict(files_below(site.output)) == clean(site)[1]


@pytest.mark.usefixtures("trusting")
def test_what_changed_meanwhile_is_told_with_its_place(site: TrialSite) -> None:
    site.article("a.md", body="Một.")
    site.built()
    site.write("templates/strings/vi.yml", "skip: Nhảy qua\n")
    site.article("b.md")
    with pytest.raises(Stop) as stopped:
        make(site, progress=meanwhile("read", lambda: site.article("a.md", body="Hai.")))
    assert stopped.value.exit_code == 1
    assert stopped.value.problem == Problem.at("changed-meanwhile", stopped.value.problem.location, path="content/a.md")


@pytest.mark.parametrize(
    "path", ["static/site.css", "content/so-lieu.csv", "templates/404.html", "templates/strings/vi.yml", "site.yml"]
)
@pytest.mark.parametrize("stage", ["read", "make"])
@pytest.mark.usefixtures("trusting")
def test_any_other_file_that_changes_meanwhile_is_right_after_the_next_build(site: TrialSite, path: str, stage: str) -> None:
    first = {"site.yml": "title: Một\n", "templates/strings/vi.yml": "skip: Một\n"}.get(path, "một\n")
    second = {"site.yml": "title: Hai\n", "templates/strings/vi.yml": "skip: Hai\n"}.get(path, "hai\n")
    site.article("a.md", body="Có [số liệu](so-lieu.csv).")
    site.write("content/so-lieu.csv", "x\n")
    site.write(path, first)
    attempt(site, meanwhile(stage, lambda: site.write(path, second)))
    site.built()
    assert dict(files_below(site.output)) == clean(site)[1]


@pytest.mark.usefixtures("trusting")
def test_a_file_that_changes_while_it_is_copied_is_right_after_the_next_build(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("a.md")
    site.write("static/site.css", "một\n")
    copyfile = shutil.copyfile

    def changing(source: Path, target: Path) -> Path:
        if source.name == "site.css" and source.is_relative_to(site.folder):
            source.write_text("hai\n", encoding="utf-8")
        return copyfile(source, target)

    monkeypatch.setattr(shutil, "copyfile", changing)
    attempt(site, lambda stage, done, total: None)
    monkeypatch.undo()
    site.built()
    assert dict(files_below(site.output)) == clean(site)[1]


@pytest.mark.usefixtures("trusting")
def test_while_one_file_is_mended_the_others_are_not_read_again(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    a_few(site)
    site.article("hong.md", date="30/02/2023")
    assert make(site).failed
    read: list[str] = []

    def noted(batch: Batch) -> tuple[Done, ...]:
        read.extend(path for path, _, _ in batch.files)
        return read_batch(batch)

    monkeypatch.setattr(load, "read_batch", noted)
    site.article("hong.md", date="28/02/2023")
    result = make(site)
    assert not result.failed, site.report(result)
    assert read == ["hong.md"]


def illustrated(site: TrialSite, colour: int) -> Path:
    """An article with a picture of one pixel."""
    place = site.folder / "content/anh.png"
    Image.new("L", (1, 1), colour).save(place)
    site.article("a.md", image="{src: anh.png, alt: Ảnh}")
    return place


@pytest.mark.usefixtures("trusting")
def test_pictures_and_static_files_that_did_not_change_are_not_read_again(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    illustrated(site, 0)
    site.write("static/mine.css", "a { color: red }\n")
    make(site)
    site.article("b.md")
    read: list[str] = []
    monkeypatch.setattr(digest, "of_file", lambda path: read.append(path.name))
    monkeypatch.setattr(files, "measure", lambda path: read.append(path.name))
    assert not make(site).failed
    assert read == []
    monkeypatch.undo()
    assert dict(files_below(site.output)) == clean(site)[1]


@pytest.mark.usefixtures("trusting")
def test_another_picture_of_the_same_size_and_date_is_seen(site: TrialSite) -> None:
    place = illustrated(site, 0)
    make(site)
    facts = place.stat()
    illustrated(site, 255)
    os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert place.stat().st_size == facts.st_size
    assert make(site).changes
    assert dict(files_below(site.output)) == clean(site)[1]


@pytest.mark.usefixtures("trusting")
def test_a_broken_picture_is_said_again_without_another_look(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    illustrated(site, 0).write_bytes(b"no picture")
    first = make(site)
    site.article("b.md")
    monkeypatch.setattr(files, "measure", None)
    again = make(site)
    assert [problem.code for problem in first.problems].count("picture-broken") == 1
    assert again.problems == first.problems
