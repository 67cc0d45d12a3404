"""The published tree and its manifest: whatever is another, missing or too many is found and named."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import TrialSite
from hn_archive.cli import commands
from hn_archive.fixity import verify
from hn_archive.output import MANIFEST, STAGING, read_manifest
from hn_archive.problem import Stop

PAGE = "2023/01/12/a.html"


def silent(stage: str, done: int, total: int) -> None:
    pass


def found(folder: Path) -> list[tuple[str, str]]:
    problems = verify(folder, silent).problems
    return [(problem.code, problem.location.path if problem.location else "") for problem in problems]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = TrialSite(tmp_path_factory.mktemp("built") / "site")
    site.article("a.md")
    site.built()
    return site.output


@pytest.fixture
def tree(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "tree")


def test_a_built_site_is_as_its_manifest_says(built: Path) -> None:
    result = verify(built, silent)
    assert result.problems == ()
    assert result.files == len(read_manifest(built))
    assert result.size == sum((built / address).stat().st_size for address in read_manifest(built))


def test_the_manifest_can_be_read_by_sha256sum_too(tree: Path) -> None:
    command = ["sha256sum", "-c", "--strict", "--quiet", MANIFEST]
    assert subprocess.run(command, cwd=tree, check=False, capture_output=True).returncode == 0
    (tree / PAGE).write_bytes(b"x")
    done = subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, f"{PAGE}: FAILED\n")


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_of_any_file_that_is_another_is_found(tree: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(read_manifest(tree))))
    content = (tree / path).read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    damaged = bytearray(content)
    damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    (tree / path).write_bytes(damaged)
    try:
        assert found(tree) == [("verify-changed", path)]
    finally:
        (tree / path).write_bytes(content)


def put(tree: Path, path: str) -> None:
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    (tree / path).write_bytes(b"")


def behind_a_link(tree: Path) -> None:
    (tree / PAGE).rename(tree.parent / "elsewhere.html")
    (tree / PAGE).symlink_to(tree.parent / "elsewhere.html")


DAMAGES: list[tuple[Callable[[Path], object], list[tuple[str, str]]]] = [
    (lambda tree: (tree / PAGE).unlink(), [("verify-missing", PAGE)]),
    (lambda tree: (tree / PAGE).write_bytes((tree / PAGE).read_bytes()[:-1]), [("verify-changed", PAGE)]),
    (lambda tree: (tree / PAGE).write_bytes((tree / PAGE).read_bytes() + b"\n"), [("verify-changed", PAGE)]),
    (lambda tree: put(tree, "2023/01/12/a.htmk"), [("verify-added", "2023/01/12/a.htmk")]),
    (lambda tree: put(tree, "2023/01/12/a-b/c"), [("verify-added", "2023/01/12/a-b/c")]),
    (lambda tree: put(tree, ".DS_Store"), [("verify-added", ".DS_Store")]),
    (lambda tree: put(tree, "~"), [("verify-added", "~")]),
    (lambda tree: put(tree, f"x/{MANIFEST}"), [("verify-added", f"x/{MANIFEST}")]),
    (lambda tree: (tree / PAGE).rename(tree / "2023/01/12/A.HTML"), [("verify-renamed", PAGE)]),
    (lambda tree: (tree / PAGE).rename(tree / "index.html/"[:-1]), [("verify-changed", "index.html"), ("verify-missing", PAGE)]),
    (behind_a_link, [("verify-link", PAGE)]),
    (lambda tree: (tree / "x").symlink_to(tree / "2023"), [("verify-link", "x")]),
    (lambda tree: (tree / "x").symlink_to("nowhere"), [("verify-link", "x")]),
    (lambda tree: os.mkfifo(tree / "x"), [("verify-special", "x")]),
    (lambda tree: put(tree, f"{STAGING}/index.html"), [("verify-unfinished", STAGING)]),
]


@pytest.mark.parametrize(("damage", "expected"), DAMAGES)
def test_what_is_not_as_the_manifest_says_is_named(
    damage: Callable[[Path], object], expected: list[tuple[str, str]], tree: Path
) -> None:
    damage(tree)
    assert sorted(found(tree)) == expected


def test_a_file_where_a_folder_was_and_the_other_way_round_are_both_named(tree: Path) -> None:
    (tree / PAGE).unlink()
    put(tree, f"{PAGE}/index.html")
    shutil.rmtree(tree / "static/fonts")
    put(tree, "static/fonts")
    names = found(tree)
    assert ("verify-missing", PAGE) in names
    assert ("verify-added", f"{PAGE}/index.html") in names
    assert ("verify-added", "static/fonts") in names
    fonts = [path for path in read_manifest(tree) if path.startswith("static/fonts/")]
    assert fonts
    assert {("verify-missing", path) for path in fonts} <= set(names)
    assert len(names) == 3 + len(fonts)


def test_a_name_in_separate_marks_is_the_file_renamed(site: TrialSite) -> None:
    site.article("a.md")
    site.write("static/ảnh.txt", "x")
    site.built()
    (site.output / "static/ảnh.txt").rename(site.output / "static/a\u0309nh.txt")
    assert found(site.output) == [("verify-renamed", "static/ảnh.txt")]


def test_a_name_that_would_play_with_the_terminal_is_shown_without_harm(tree: Path) -> None:
    put(tree, "\x1b[2J\nOK")
    put(tree, os.fsdecode(b"\xff"))
    assert sorted(found(tree)) == [("verify-added", "\\u001b[2J\\u000aOK"), ("verify-added", "\\udcff")]


def line_of(tree: Path, path: str) -> int:
    return [line[66:] for line in (tree / MANIFEST).read_text(encoding="utf-8").splitlines()].index(path) + 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: b"?" + line[1:],
        lambda line: line[:64] + b"\x01" + line[65:],
        lambda line: line[:66] + b"../" + line[66:],
        lambda line: line[:66] + b"\xff" + line[66:],
        lambda line: b"\n",
    ],
)
def test_a_damaged_line_of_the_manifest_is_named_and_its_file_is_nobodys(damage: Callable[[bytes], bytes], tree: Path) -> None:
    number = line_of(tree, PAGE)
    lines = (tree / MANIFEST).read_bytes().splitlines(keepends=True)
    lines[number - 1] = damage(lines[number - 1])
    (tree / MANIFEST).write_bytes(b"".join(lines))
    problems = verify(tree, silent).problems
    assert [(problem.code, str(problem.location)) for problem in problems] == [
        ("verify-manifest-damaged", f"{MANIFEST}:{number}"),
        ("verify-added", PAGE),
    ]


def test_a_flipped_digit_of_the_manifest_is_found(tree: Path) -> None:
    lines = (tree / MANIFEST).read_bytes().splitlines(keepends=True)
    number = line_of(tree, PAGE) - 1
    lines[number] = (b"0" if lines[number][:1] != b"0" else b"1") + lines[number][1:]
    (tree / MANIFEST).write_bytes(b"".join(lines))
    assert found(tree) == [("verify-changed", PAGE)]


def test_a_manifest_that_is_cut_off_is_damaged_or_lacks_files(tree: Path) -> None:
    content = (tree / MANIFEST).read_bytes()
    lines = content.splitlines(keepends=True)
    (tree / MANIFEST).write_bytes(content[:-1])
    assert found(tree)[0] == ("verify-manifest-damaged", MANIFEST)
    (tree / MANIFEST).write_bytes(b"".join(lines[:-1]))
    assert found(tree) == [("verify-added", lines[-1].decode()[66:-1])]
    (tree / MANIFEST).write_bytes(b"")
    assert ("verify-manifest-damaged", MANIFEST) in found(tree)


@pytest.mark.parametrize("shape", ["out of order", "twice"])
def test_a_manifest_out_of_order_or_with_a_line_twice_is_damaged(shape: str, tree: Path) -> None:
    lines = (tree / MANIFEST).read_bytes().splitlines(keepends=True)
    lines = [*lines[1:], lines[0]] if shape == "out of order" else [lines[0], *lines]
    (tree / MANIFEST).write_bytes(b"".join(lines))
    assert "verify-manifest-damaged" in {code for code, _ in found(tree)}


@pytest.mark.parametrize("shape", ["none", "link", "folder"])
def test_without_a_manifest_nobody_can_say_what_should_stand_there(shape: str, tree: Path) -> None:
    (tree / MANIFEST).rename(tree.parent / "manifest")
    if shape == "link":
        (tree / MANIFEST).symlink_to(tree.parent / "manifest")
    if shape == "folder":
        (tree / MANIFEST).mkdir()
    assert found(tree) == [("verify-manifest-missing", "")]


def test_a_build_meanwhile_is_told_and_no_damage_is_made_up(tree: Path) -> None:
    def build_meanwhile(_: str, done: int, total: int) -> None:
        if done == total:
            (tree / MANIFEST).write_bytes((tree / MANIFEST).read_bytes())
            os.utime(tree / MANIFEST, ns=(1, 1))

    with pytest.raises(Stop) as stopped:
        verify(tree, build_meanwhile)
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("verify-meanwhile", 4)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, ["verify", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_ends_with_1_and_names_the_file(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    code, said, _ = run("--source", site.folder)
    assert (code, said.startswith("Đúng như bảng kê: ")) == (0, True)
    (site.output / PAGE).write_bytes(b"")
    code, said, problems = run("--source", site.folder)
    assert (code, said.startswith("Không đúng như bảng kê: 1 lỗi")) == (1, True)
    assert problems.startswith(f"{PAGE}: lỗi[verify-changed]: ")


def test_a_copy_is_verified_anywhere_and_programs_read_what_was_found(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree.parent)
    (tree / PAGE).unlink()
    code, said, _ = run(tree, "--format", "json")
    problem, summary = map(json.loads, said.splitlines())
    assert (code, problem["code"], problem["path"]) == (1, "verify-missing", PAGE)
    assert summary["errors"] == 1
    assert summary["files"] == len(read_manifest(tree)) - 1


def test_a_folder_that_is_not_there_is_a_wrong_command_line(tmp_path: Path) -> None:
    code, _, problems = run(tmp_path / "nowhere")
    assert (code, "verify-folder" in problems) == (2, True)
