"""One build at a time: the second one hears who holds the lock, and a lock never outlives its process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import CHECKOUT, TrialSite, files_below
from hn_archive.lock import locked
from hn_archive.problem import Stop

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "src"), os.environ.get("PYTHONPATH", "")])}
HOLD = """
import sys
from pathlib import Path
from hn_archive.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its standard input ends."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_holder_is_stopped_and_told_by_whom_and_since_when(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(Stop) as stopped, locked(tmp_path):
            pass
        assert stopped.value.exit_code == 4
        assert stopped.value.problem.code == "locked"
        told = dict(stopped.value.problem.values)["holder"]
        pid, _, since = told.partition(", ")
        assert int(pid) == process.pid
        began = time.mktime(time.strptime(since, "%Y-%m-%d %H:%M:%S"))
        assert -2 < time.time() - began < 60
        assert told in stopped.value.problem.message("en")
        assert told in stopped.value.problem.message("vi")


def test_the_lock_is_free_when_its_block_ends(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.communicate()
        with locked(tmp_path):
            pass
        with locked(tmp_path):
            pass


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path):
        pass


def test_one_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(Stop), locked(tmp_path):
        pass


def test_two_sites_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with locked(tmp_path / "a"), locked(tmp_path / "b"):
        pass


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_the_lock_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with locked(tmp_path):
            pass


def test_the_folder_is_made(tmp_path: Path) -> None:
    with locked(tmp_path / "deep" / "folder"):
        assert (tmp_path / "deep" / "folder").is_dir()


def command(site: TrialSite) -> list[str]:
    return [sys.executable, "-m", "hn_archive", "build", "--source", str(site.folder), "--now", "2026-06-01", "--jobs", "1"]


def test_a_build_beside_another_exits_4_and_changes_nothing(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = dict(files_below(site.output))
    site.article("b.md")
    with holder(site.folder / ".hn-archive") as process:
        done = subprocess.run(command(site), check=False, env=ENVIRONMENT, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 4
        assert str(process.pid) in done.stderr
        assert "Traceback" not in done.stderr
        assert dict(files_below(site.output)) == before
        assert not [path for path in site.output.iterdir() if "staging" in path.name]
    assert subprocess.run(command(site), check=False, env=ENVIRONMENT, capture_output=True).returncode == 0
    assert (site.output / "2023/01/12/b.html").is_file()


def test_of_builds_that_begin_at_once_each_succeeds_or_exits_4(site: TrialSite) -> None:
    for number in range(60):
        site.article(f"bài-{number}.md")
    builds = [
        subprocess.Popen(command(site), env=ENVIRONMENT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    codes = sorted(build.wait() for build in builds)
    assert set(codes) <= {0, 4}
    assert codes[0] == 0
    clean = site.folder.parent / "clean"
    assert not site.build(output=clean).failed
    assert dict(files_below(site.output)) == dict(files_below(clean))
