"""rclone is asked so that a file's name is never anything else but a name."""

import hashlib
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from hn_archive.problem import Stop
from hn_archive.publishers import rclone

ODD: Final = (
    "-rf.html",
    "--config=x.html",
    "a b;touch c.html",
    "$(touch d) `e`.html",
    "# f.html",
    "; g.html",
    "bài số 1.html",
    "'\"*?[x].html",
    "{{h}}.html",
)


@pytest.fixture
def storage(tmp_path: Path) -> tuple[Path, str]:
    """A folder of odd names, and an empty target on this disk that rclone takes for a remote."""
    for place in ODD:
        (tmp_path / "site" / place).parent.mkdir(exist_ok=True)
        (tmp_path / "site" / place).write_text(place, encoding="utf-8")
    return tmp_path / "site", f":local:{tmp_path / 'target; -x'}"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_odd_names_are_sent_told_of_and_removed_and_no_others(storage: tuple[Path, str], tmp_path: Path) -> None:
    site, target = storage
    (site / "f.html").write_text("not asked for")
    rclone.copy(str(site), target, ODD)
    assert names(tmp_path / "target; -x") == set(ODD)
    found = rclone.prints_at(target, (*ODD, "not there"), ("sha256",))
    assert {place: prints.digests["sha256"] for place, prints in found.items()} == {
        place: hashlib.sha256(place.encode()).hexdigest() for place in ODD
    }
    rclone.delete(target, (*ODD[1:], "not there"))
    assert names(tmp_path / "target; -x") == {ODD[0]}
    assert names(tmp_path) == {"site", "target; -x"}


def test_names_are_no_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        assert not options.get("shell")
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, b"[]", b"")

    monkeypatch.setattr(subprocess, "run", run)
    rclone.copy("-from", "-to:", ODD)
    rclone.delete("-to:", ODD)
    rclone.prints_at("-to:", ODD)
    rclone.purge("-to:")
    rclone.is_empty("-to:")
    assert len(commands) == 5
    for command in commands:
        assert not set(command) & set(ODD)
        assert all(argument.startswith("-") for argument in command[2 : command.index("--")])
        assert command[command.index("--") + 1 :] in (["-from", "-to:"], ["-to:"])


def test_what_is_not_there_is_empty(tmp_path: Path) -> None:
    target = f":local:{tmp_path / 'nowhere'}"
    assert rclone.is_empty(target)
    assert rclone.prints_at(target, ("a",)) == {}
    rclone.purge(target)
    rclone.delete(target, ("a",))
    rclone.copy(target, str(tmp_path / "here"), ("a",))


def test_what_rclone_says_is_the_reason() -> None:
    with pytest.raises(rclone.Failed, match="didn't find section in config file"):
        rclone.is_empty("no-such-remote:x")


def test_the_owners_own_settings_win(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}

    def run(command: list[str], env: dict[str, str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        given.update(env)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setenv("RCLONE_TRANSFERS", "32")
    monkeypatch.setattr(subprocess, "run", run)
    rclone.is_empty("x:")
    assert (given["RCLONE_TRANSFERS"], given["RCLONE_CHECKERS"]) == ("32", "8")


def test_without_rclone_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(Stop) as stopped:
        rclone.program()
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-rclone", 2)


@pytest.mark.parametrize(
    ("target", "folder"), [("a:", "a:x/y"), ("a:b", "a:b/x/y"), ("a:b/", "a:b/x/y"), (":local:/b", ":local:/b/x/y")]
)
def test_a_folder_below_a_target(target: str, folder: str) -> None:
    assert rclone.below(target, "x/y") == folder
