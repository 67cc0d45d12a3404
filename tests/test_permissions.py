"""What a build does where it may not read or write, as a user for whom permissions count: root asks for nobody's rights first."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pytest
from click.testing import CliRunner

from conftest import NOW, TrialSite, files_below
from hn_archive import cli
from hn_archive.output import MANIFEST, STAGING

pytestmark = [pytest.mark.tools, pytest.mark.skipif(os.name == "nt", reason="modes of files are POSIX's")]

NOBODY: Final = 65534


class Ended(msgspec.Struct, frozen=True):
    code: int
    output: str


@pytest.fixture(scope="module", autouse=True)
def imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All that the program imports late, imported by this process: nobody may not read an interpreter in root's home."""
    site = TrialSite(tmp_path_factory.mktemp("imported") / "site")
    site.article("a.md")
    for arguments in (("build", "--jobs", "1"), ("build", "--jobs", "1"), ("new", "Bài"), ("clean",)):
        CliRunner().invoke(cli.commands, [*arguments, "--source", str(site.folder)])


@pytest.fixture
def site() -> Iterator[TrialSite]:
    """A site where nobody may come to it: pytest's own folders are their user's alone."""
    folder = Path(tempfile.mkdtemp(prefix="hn-archive-"))
    folder.chmod(0o755)
    site = TrialSite(folder / "site")
    site.write("templates/404.html", "x")
    site.write("site.yml", "title: Kho\n")
    for name in "ab":
        site.article(f"2023/{name}.md")
    try:
        yield site
    finally:
        for path in folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(folder)


def owned_by_nobody(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def run(site: TrialSite, *arguments: str) -> Ended:
    """A command in a process without root's rights."""
    sys.stdout.flush()
    sys.stderr.flush()
    said = site.folder.parent / "said"
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return Ended(code, said.read_text(encoding="utf-8"))
    code = 99
    try:
        descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for number in (1, 2):
            os.dup2(descriptor, number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (until the process ends)
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        sys.argv = ["hn-archive", *arguments, "--source", str(site.folder)]
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def build(site: TrialSite, *options: str) -> Ended:
    return run(site, "build", "--now", NOW.isoformat(), "--jobs", "1", *options)


def visible(site: TrialSite) -> dict[str, bytes]:
    return {path: content for path, content in files_below(site.output) if not path.startswith((STAGING, MANIFEST))}


def made_elsewhere(site: TrialSite) -> dict[str, bytes]:
    """What a clean build makes."""
    clean = site.folder.parent / "clean"
    clean.mkdir()
    owned_by_nobody(clean)
    assert build(site, "--clean", "--output", str(clean / "public")).code == 0
    return {path: content for path, content in files_below(clean / "public") if path != MANIFEST}


# What may not be touched, the mode that says so, and the path that is named.
REFUSALS: Final[dict[str, tuple[str, int]]] = {
    "an article": ("content/2023/a.md", 0),
    "a folder of articles": ("content/2023", 0),
    "a folder that cannot be entered": ("content/2023", 0o444),
    "a template": ("templates/404.html", 0),
    "the settings": ("site.yml", 0),
    "the output": ("public", 0o555),
    "a folder of the output": ("public/2023/01/12", 0o555),
    "the manifest": (f"public/{MANIFEST}", 0),
    "the store's folder": (".hn-archive", 0o555),
    "the lock": (".hn-archive/lock", 0),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_may_not_be_touched_is_3_by_name_and_the_last_good_site_stays(site: TrialSite, what: str) -> None:
    owned_by_nobody(site.folder)
    assert build(site).code == 0
    before = visible(site)
    site.article("2023/a.md", body="Sửa.")
    site.article("c.md", date="2023-01-12 09:00")
    owned_by_nobody(site.folder)
    name, mode = REFUSALS[what]
    place = site.folder / name
    usual = stat.S_IMODE(place.stat().st_mode)
    place.chmod(mode)
    ended = build(site)
    place.chmod(usual)
    assert ended.code == 3, ended
    first = ended.output.splitlines()[0]
    assert first.startswith(f"lỗi[machine]: {site.folder}"), ended.output
    assert "Traceback" not in ended.output
    assert len(ended.output.splitlines()) == 2
    if what != "a folder of the output":
        assert visible(site) == before
    # And with the right to it, all is well.
    assert build(site).code == 0
    assert visible(site) == made_elsewhere(site)
    assert "Sửa." in site.page("2023/01/12/a.html")
    assert not [path.name for path in (*site.folder.iterdir(), *site.output.iterdir()) if STAGING in path.name]


# What the program only replaces or can do without.
REPLACED: Final[dict[str, tuple[str, int]]] = {
    "a page": ("public/2023/01/12/a.html", 0),
    "the store": (".hn-archive/store.sqlite", 0),
    "the store, to write": (".hn-archive/store.sqlite", 0o444),
}


@pytest.mark.parametrize("what", REPLACED)
def test_what_is_only_replaced_needs_no_right_to_it(site: TrialSite, what: str) -> None:
    owned_by_nobody(site.folder)
    assert build(site).code == 0
    site.article("2023/a.md", body="Bài sửa, dài hơn.")
    owned_by_nobody(site.folder)
    name, mode = REPLACED[what]
    (site.folder / name).chmod(mode)
    ended = build(site)
    assert ended.code == 0
    assert ("store-unreadable" in ended.output) == name.endswith(".sqlite")
    (site.folder / name).chmod(0o644)
    assert visible(site) == made_elsewhere(site)


def test_a_folder_where_only_reading_is_allowed_can_be_built_elsewhere_and_not_here(site: TrialSite) -> None:
    owned_by_nobody(site.folder)
    site.folder.chmod(0o555)
    assert build(site).code == 3
    elsewhere = site.folder.parent / "elsewhere"
    elsewhere.mkdir()
    owned_by_nobody(elsewhere)
    assert build(site, "--clean", "--output", str(elsewhere / "public")).code == 0
    assert (elsewhere / "public/index.html").is_file()
    site.folder.chmod(0o755)


COMMANDS: Final[dict[str, tuple[tuple[str, ...], str, int]]] = {
    "new": (("new", "Bài mới"), "content", 0o555),
    "clean": (("clean",), "public", 0o555),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_other_commands_say_what_they_may_not_touch_and_leave_it(site: TrialSite, name: str) -> None:
    arguments, folder, mode = COMMANDS[name]
    owned_by_nobody(site.folder)
    assert build(site).code == 0
    before = tuple(files_below(site.folder / "public")), sorted((site.folder / "content").iterdir())
    (site.folder / folder).chmod(mode)
    ended = run(site, *arguments)
    (site.folder / folder).chmod(0o755)
    assert ended.code == 3, ended
    assert str(site.folder / folder) in ended.output
    assert (tuple(files_below(site.folder / "public")), sorted((site.folder / "content").iterdir())) == before
    assert run(site, *arguments).code == 0
