"""Writing: only what differs, only what is ours, all or nothing, and whole again after being killed anywhere."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import NOW, TrialSite, files_below
from hn_archive.build import build
from hn_archive.output import MANIFEST, STAGING, read_manifest, remove
from hn_archive.problem import Stop
from hn_archive.request import Request


def code_of(site: TrialSite, output: Path, *, force: bool = False) -> str:
    site.article("a.md")
    with pytest.raises(Stop) as stopped:
        site.build(output=output, force=force)
    assert stopped.value.exit_code == 2
    return stopped.value.problem.code


@pytest.mark.parametrize("place", [".", "..", "content", "content/public", "templates/x", "static", ".git/x"])
def test_an_output_in_or_around_the_sources_is_refused(site: TrialSite, place: str) -> None:
    assert code_of(site, site.folder / place, force=True) == "output-inside"


def test_the_root_and_home_are_refused(site: TrialSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    assert code_of(site, Path("/"), force=True) == "output-place"
    assert code_of(site, tmp_path / "home", force=True) == "output-place"


def test_a_link_as_output_is_refused(site: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    site.output.symlink_to(tmp_path / "elsewhere")
    assert code_of(site, site.output) == "output-link"
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_link_inside_the_output_is_not_written_through(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.built()
    shutil.rmtree(site.output / "2023")
    (tmp_path / "elsewhere").mkdir()
    (site.output / "2023").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Stop) as stopped:
        site.build()
    assert stopped.value.problem.code == "output-link"
    assert not list((tmp_path / "elsewhere").iterdir())
    (tmp_path / "elsewhere" / "01").mkdir()
    shutil.rmtree(site.folder / "content")
    (site.folder / "content").mkdir()
    site.build()
    assert (tmp_path / "elsewhere" / "01").is_dir()


def building(site: TrialSite, stage: str, meanwhile: Callable[[], object]) -> str:
    """Build, and do something else once all of a stage is done; the code of what stopped it, "" where nothing did."""
    waiting = [meanwhile]

    def progress(name: str, done: int, total: int) -> None:
        if (name, done) == (stage, total) and waiting:
            waiting.pop()()

    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive")
    try:
        result = build(request, progress)
    except Stop as stop:
        return f"{stop.problem.code} {stop.exit_code}"
    assert not waiting
    assert not result.failed
    return ""


@pytest.mark.parametrize(
    ("stage", "edit", "by"),
    [
        ("read", "new", "a link"), ("make", "new", "a link"), ("make", "gone", "a link"), ("read", "first", "a link"),
        ("read", "gone", "a folder"), ("make", "first", "a folder"), ("make", "new", "nothing"),
    ],
)  # fmt: skip
def test_an_output_that_becomes_another_while_it_is_built_is_left_alone(
    site: TrialSite, tmp_path: Path, stage: str, edit: str, by: str
) -> None:
    """As by a deployment that puts a link to a release there, or by somebody who may write beside it."""
    site.article("a.md")
    site.article("b.md", date="2022-02-02")
    site.built()
    others = tmp_path / "others"
    shutil.copytree(site.output, others)
    for path, _ in tuple(files_below(others)):
        (others / path).write_text("of others", encoding="utf-8")
    before = dict(files_below(others))
    site.article("a.md", body="Sửa.")
    site.article("c.md", date="2021-05-05")
    if edit == "gone":
        (site.folder / "content/b.md").unlink()
    elif edit == "first":
        shutil.rmtree(site.output)

    def swap() -> None:
        beside = next((path for path in site.folder.iterdir() if STAGING in path.name), None)
        place = beside or site.output
        place.rename(tmp_path / "moved")
        if by == "a link":
            place.symlink_to(others)
        elif by == "a folder":
            shutil.copytree(others, place)

    assert building(site, stage, swap) == "output-changed 3"
    assert dict(files_below(others)) == before
    if by == "a folder":
        assert all(content == b"of others" for path, content in files_below(site.output) if MANIFEST not in path)
    assert not [path.name for path in others.iterdir() if path.name.startswith(STAGING)]


def test_an_output_that_stays_is_built_whatever_else_happens_beside_it(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.built()
    site.article("a.md", body="Sửa.")
    assert building(site, "make", lambda: (tmp_path / "link").symlink_to(site.output)) == ""
    assert "Sửa." in site.page("2023/01/12/a.html")


def test_a_folder_of_others_is_refused_without_force(site: TrialSite) -> None:
    site.output.mkdir()
    (site.output / "thesis.txt").write_text("mine")
    assert code_of(site, site.output) == "output-foreign"
    assert not site.build(force=True).failed
    assert (site.output / "thesis.txt").read_text() == "mine"


def test_an_empty_folder_and_one_of_ours_are_taken(site: TrialSite) -> None:
    site.output.mkdir()
    site.article("a.md")
    site.built()
    site.built()


def test_foreign_files_in_the_output_stay(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    for name in ("CNAME", ".git/HEAD", "2023/notes.txt"):
        (site.output / name).parent.mkdir(exist_ok=True)
        (site.output / name).write_text("foreign")
    (site.folder / "content" / "a.md").unlink()
    site.built()
    assert all((site.output / name).read_text() == "foreign" for name in ("CNAME", ".git/HEAD", "2023/notes.txt"))
    assert not (site.output / "2023" / "01").exists()


@pytest.mark.parametrize("path", ["2023/01/12/a.html", "2023/01/12/a.html/inside.txt", "2023/01"])
def test_a_foreign_file_where_a_page_should_go_stops_the_build_before_anything_changes(site: TrialSite, path: str) -> None:
    site.article("b.md", date="2022-01-01")
    site.built()
    before = dict(files_below(site.output))
    place = site.output / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("foreign")
    site.article("a.md")
    result = site.build()
    assert result.failed
    assert "output-blocked" in site.codes(result)
    assert dict(files_below(site.output)) == before | {path: b"foreign"}


def test_a_page_of_ours_gives_way_to_a_folder_and_a_folder_to_a_page(site: TrialSite) -> None:
    site.article("a.md", aliases="[/x.html/y.html]")
    site.built()
    site.article("a.md", aliases="[/x.html]")
    site.built()
    assert (site.output / "x.html").is_file()
    site.article("a.md", aliases="[/x.html/y.html]")
    site.built()
    assert (site.output / "x.html" / "y.html").is_file()


def test_a_second_build_touches_nothing(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    stamps = {path: path.stat().st_mtime_ns for path in site.output.rglob("*")}
    result = site.built()
    assert result.changes is not None
    assert result.changes.written == ()
    assert {path: path.stat().st_mtime_ns for path in site.output.rglob("*")} == stamps


def test_tampered_and_lost_files_are_repaired(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = dict(files_below(site.output))
    (site.output / "index.html").write_text("tampered")
    (site.output / "404.html").unlink()
    (site.output / "2023/01/12/a.html").unlink()
    (site.output / "2023/01/12/a.html").symlink_to("/etc/hostname")
    result = site.built()
    assert result.changes is not None
    assert len(result.changes.written) == 3
    assert dict(files_below(site.output)) == before
    assert not (site.output / "2023/01/12/a.html").is_symlink()


def test_a_failed_build_leaves_the_last_good_site_as_it_was(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = dict(files_below(site.output))
    site.article("a.md", body="Mới.")
    site.article("b.md", date="30/02/2023")
    assert site.build().failed
    site.write("templates/404.html", "{{ page.nothing }}")
    site.article("b.md")
    assert site.build().failed
    assert dict(files_below(site.output)) == before


def test_the_manifest_has_the_digest_of_every_file_in_order(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    lines = (site.output / MANIFEST).read_text().splitlines()
    assert [line.split("  ")[1] for line in lines] == sorted(path for path, _ in files_below(site.output) if path != MANIFEST)
    assert shutil.which("sha256sum") is None or os.system(f"cd '{site.output}' && sha256sum -c --quiet {MANIFEST}") == 0  # noqa: S605


@pytest.mark.parametrize(
    "line", ["../outside.txt", "/outside.txt", "a/../../outside.txt", "a//b", "./outside.txt", "C:/outside.txt"]
)
def test_a_manifest_that_names_files_outside_removes_none(site: TrialSite, line: str) -> None:
    site.article("a.md")
    site.built()
    outside = site.folder / "outside.txt"
    outside.write_text("precious")
    with (site.output / MANIFEST).open("a") as manifest:
        manifest.write(f"{'0' * 64}  {line}\n")
    assert line not in read_manifest(site.output)
    site.built()
    assert outside.read_text() == "precious"


def test_the_manifest_is_not_written_through_a_link(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    victim = site.folder / "victim.txt"
    victim.write_text("precious")
    (site.output / f"{MANIFEST}.new").symlink_to(victim)
    site.article("b.md")
    site.built()
    assert victim.read_text() == "precious"
    assert not (site.output / MANIFEST).is_symlink()


def test_clean_removes_what_is_ours_and_nothing_else(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    (site.output / "CNAME").write_text("foreign")
    removed = remove(site.output)
    assert "index.html" in removed
    assert [path for path, _ in files_below(site.output)] == ["CNAME"]
    assert remove(site.output) == ()


def test_clean_leaves_no_empty_output(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    remove(site.output)
    assert not site.output.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed in mid-commit by forking it")
class TestKilled:
    """A child process ends, without any clean-up, at the n-th call that changes a file."""

    CALLS = ("replace", "unlink", "rmdir", "mkdir", "fsync")

    def killed_at(self, number: int, action: Callable[[], object]) -> bool:
        """Whether the action was killed; False where it ended before the n-th call."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        count = 0

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def wrapper(*arguments: object, **options: object) -> object:
                nonlocal count
                count += 1
                if count == number:
                    os._exit(9)
                return call(*arguments, **options)

            return wrapper

        for name in self.CALLS:
            setattr(os, name, counted(getattr(os, name)))
        try:
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
            action()
        finally:
            os._exit(0)

    def prepare(self, site: TrialSite) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """A built site with changes of every sort waiting; the output before, and what a clean build gives."""
        site.write(
            "site.yml",
            "lists: {days: off, months: off, sources: off, authors: off, texts: off, this_day: off, coverage: off, search: off}\n",
        )
        site.article("a.md", tags="[một]")
        site.article("b.md", date="2022-05-05", tags="[hai]")
        site.built()
        before = dict(files_below(site.output))
        site.article("a.md", body="Sửa.", tags="[ba]")
        (site.folder / "content" / "b.md").unlink()
        site.article("c.md", date="2021-05-05")
        clean = site.folder.parent / "clean"
        assert not site.build(output=clean).failed
        return before, dict(files_below(clean))

    def test_every_visible_file_is_old_or_new_and_the_next_build_equals_a_clean_one(self, site: TrialSite) -> None:
        before, clean = self.prepare(site)
        site.output.rename(site.folder / "kept")
        number, killed = 0, True
        while killed:
            number += 1
            shutil.rmtree(site.output, ignore_errors=True)
            shutil.copytree(site.folder / "kept", site.output, symlinks=True)
            killed = self.killed_at(number, site.build)
            for path, content in files_below(site.output):
                if path != MANIFEST and not path.startswith((STAGING, MANIFEST)):
                    assert content in (before.get(path), clean.get(path)), f"{path} after call {number}"
            site.built()
            assert dict(files_below(site.output)) == clean, f"after call {number}"
        assert number > 40

    def test_nothing_is_orphaned_when_an_article_is_deleted_after_the_kill(self, site: TrialSite) -> None:
        self.prepare(site)
        site.output.rename(site.folder / "kept")
        shutil.copytree(site.folder / "content", site.folder / "all")
        clean: dict[str, bytes] | None = None
        number, killed = 0, True
        while killed:
            number += 1
            shutil.rmtree(site.output, ignore_errors=True)
            shutil.copytree(site.folder / "kept", site.output, symlinks=True)
            shutil.rmtree(site.folder / "content")
            shutil.copytree(site.folder / "all", site.folder / "content")
            killed = self.killed_at(number, site.build)
            (site.folder / "content" / "c.md").unlink()
            if clean is None:
                assert not site.build(output=site.folder.parent / "clean2").failed
                clean = dict(files_below(site.folder.parent / "clean2"))
            site.built()
            assert dict(files_below(site.output)) == clean, f"after call {number}"

    def test_a_first_build_is_all_there_or_not_there(self, site: TrialSite) -> None:
        site.write("site.yml", "lists: {days: off, months: off, tags: off, sources: off, authors: off}\n")
        site.article("a.md")
        number, killed = 0, True
        while killed:
            number += 1
            shutil.rmtree(site.output, ignore_errors=True)
            killed = self.killed_at(number, site.build)
            assert not site.output.exists() or (site.output / MANIFEST).is_file()
        site.built()
        assert not [path for path in site.folder.iterdir() if STAGING in path.name]
