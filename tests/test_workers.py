"""Workers: results in order wherever they are made, and no process that outlives its work."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import CodeType

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CHECKOUT, NOW, TrialSite, files_below
from hn_archive import build, full_build, stamps
from hn_archive.compiled import Compiled
from hn_archive.output import STAGING
from hn_archive.problem import Problem, Stop
from hn_archive.request import Changes, Request
from hn_archive.templates import _QuickEnvironment
from hn_archive.workers import FEW, Workers, aside, cores

ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "src"), str(CHECKOUT / "tests"), os.environ.get("PYTHONPATH", "")]),
}
MANY = 12


def silent(stage: str, done: int, total: int) -> None:
    pass


def where(number: int) -> tuple[int, int]:
    """The batch and the process that did it; the first ones take longest."""
    time.sleep(0.02 if number < 2 else 0)
    return number, os.getpid()


def fails(number: int) -> int:
    if number == 5:
        raise FileNotFoundError(2, "No such file", "a.md")
    return number


def stops(number: int) -> int:
    if number == 5:
        raise Stop(Problem.at("changed-meanwhile", path="content/a.md"), 1)
    return number


def dies(number: int) -> int:
    if number == 5:
        os._exit(1)
    return number


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def all_end(pids: set[int]) -> bool:
    """Whether all processes end within some seconds."""
    end = time.monotonic() + 8
    while any(map(is_alive, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(is_alive, pids))


def test_results_come_in_order_from_several_processes(tmp_path: Path) -> None:
    with Workers(2, tmp_path, silent) as workers:
        done = list(workers.run("make", where, range(MANY), MANY))
    assert [number for number, _ in done] == list(range(MANY))
    pids = {pid for _, pid in done}
    assert os.getpid() not in pids
    assert 1 <= len(pids) <= 2
    assert all_end(pids)


def test_one_job_is_done_here(tmp_path: Path) -> None:
    with Workers(1, tmp_path, silent) as workers:
        assert list(workers.run("make", where, range(MANY), MANY)) == [(number, os.getpid()) for number in range(MANY)]


def test_few_batches_are_done_here(tmp_path: Path) -> None:
    with Workers(4, tmp_path, silent) as workers:
        assert {pid for _, pid in workers.run("make", where, range(FEW - 1), FEW - 1)} == {os.getpid()}
        assert list(workers.run("make", where, [], 0)) == []


def test_processes_that_are_there_do_few_batches_too(tmp_path: Path) -> None:
    with Workers(2, tmp_path, silent) as workers:
        first = {pid for _, pid in workers.run("read", where, range(MANY), MANY)}
        second = {pid for _, pid in workers.run("make", where, range(1), 1)}
    assert os.getpid() not in second
    assert len(first | second) <= 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_errors_come_through(tmp_path: Path, jobs: int) -> None:
    with pytest.raises(FileNotFoundError) as raised, Workers(jobs, tmp_path, silent) as workers:
        list(workers.run("make", fails, range(MANY), MANY))
    assert raised.value.filename == "a.md"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stop_comes_through_with_its_problem_and_exit_code(tmp_path: Path, jobs: int) -> None:
    with pytest.raises(Stop) as stopped, Workers(jobs, tmp_path, silent) as workers:
        list(workers.run("make", stops, range(MANY), MANY))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("changed-meanwhile", 1)


def test_a_process_that_dies_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped, Workers(2, tmp_path, silent) as workers:
        list(workers.run("make", dies, range(MANY), MANY))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("worker-died", 3)


def test_no_process_is_left_after_an_error(tmp_path: Path) -> None:
    pids: set[int] = set()

    def interrupted(pid: int) -> None:
        pids.add(pid)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Workers(2, tmp_path, silent) as workers:  # noqa: PT012 (the error is in its middle)
        for _, pid in workers.run("make", where, range(MANY), MANY):
            interrupted(pid)
    assert pids
    assert all_end(pids)


LARGE = b"x" * 5_000_000  # more than a pipe holds


def again(task: bytes) -> bytes:
    return task


def dies_of_much(task: bytes) -> bytes:
    return task if len(task) < len(LARGE) else os._exit(1)


def test_much_is_handed_over_both_ways_at_once(tmp_path: Path) -> None:
    with Workers(2, tmp_path, silent) as workers:
        assert [*workers.run("read", again, [LARGE] * MANY, MANY)] == [LARGE] * MANY
    assert [*tmp_path.iterdir()] == []


def test_an_error_ends_the_run_also_while_much_is_handed_over(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Workers(2, tmp_path, silent) as workers:  # noqa: PT012
        list(workers.run("read", where, iter(range(MANY)), MANY))
        for _ in range(20):
            workers.meanwhile(again, LARGE)
        raise KeyError


def test_a_process_that_dies_while_much_is_handed_over_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped, Workers(2, tmp_path, silent) as workers:
        list(workers.run("make", dies_of_much, [b"", b"", *[LARGE] * MANY], MANY + 2))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("worker-died", 3)


def test_a_process_that_was_ended_while_it_waited_stops_the_next_run(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped, Workers(2, tmp_path, silent) as workers:  # noqa: PT012
        pids = {pid for _, pid in workers.run("read", where, range(MANY), MANY)}
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert all_end(pids)
        list(workers.run("make", where, range(MANY), MANY))
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("worker-died", 3)


def test_no_process_is_left_where_not_all_results_are_taken(tmp_path: Path) -> None:
    with Workers(2, tmp_path, silent) as workers:
        done = workers.run("make", where, iter(range(1_000)), 1_000)
        pids = {next(done)[1] for _ in range(4)}
    assert all_end(pids)


def test_an_error_tells_where_it_arose(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised, Workers(2, tmp_path, silent) as workers:
        list(workers.run("make", fails, range(MANY), MANY))
    assert "in fails" in "".join(raised.value.__notes__)


@pytest.mark.parametrize("room", [0, 1])
def test_where_there_is_no_room_for_as_many_processes_fewer_do_it_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    def started(process: multiprocessing.Process) -> None:
        asked.append(process)
        if len(asked) > room:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        start(process)

    asked: list[multiprocessing.Process] = []
    monkeypatch.setattr(multiprocessing.Process, "start", started)
    with Workers(3, tmp_path, silent) as workers:
        for _ in range(2):
            done = list(workers.run("make", where, range(MANY), MANY))
            assert [number for number, _ in done] == list(range(MANY))
            pids = {pid for _, pid in done}
            assert len(pids) == 1
            assert (os.getpid() in pids) == (room == 0)
    assert len(asked) == room + 1, "nobody asks twice"
    assert all_end(pids - {os.getpid()})


def test_progress_is_told_of_each_batch_and_of_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with Workers(1, tmp_path, lambda *arguments: told.append(arguments)) as workers:
        list(workers.run("make", where, range(3), 3))
    assert told == [("make", 0, 3), ("make", 1, 3), ("make", 2, 3), ("make", 3, 3)]


def test_no_number_of_jobs_is_one_for_each_core(tmp_path: Path) -> None:
    assert cores() >= 1
    if hasattr(os, "sched_getaffinity"):
        assert cores() == len(os.sched_getaffinity(0))
    with Workers(0, tmp_path, silent) as workers:
        pids = {pid for _, pid in workers.run("make", where, range(MANY), MANY)}
    assert len(pids) <= cores()


BUSY = r"""
import os, sys, time
from pathlib import Path
from hn_archive.workers import Workers

def slow(number):
    os.write(1, b"%d\n" % os.getpid())
    time.sleep(60)

if __name__ == "__main__":
    with Workers(2, Path(sys.argv[1]), lambda *arguments: None) as workers:
        list(workers.run("make", slow, range(8), 8))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_workers_end_with_their_parent_however_that_ends(tmp_path: Path, name: str) -> None:
    (tmp_path / "busy.py").write_text(BUSY)
    command = [sys.executable, str(tmp_path / "busy.py"), str(tmp_path)]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        try:
            pids = {int(process.stdout.readline()) for _ in range(2)}
            assert all(map(is_alive, pids))
            process.send_signal(signal.Signals[name])
            process.wait(timeout=8)
        finally:
            process.kill()
    assert all_end(pids)


SPAWNED = """
import multiprocessing, sys
from datetime import UTC, datetime
from pathlib import Path
from hn_archive.build import build
from hn_archive.request import Request

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[3])
    request = Request(
        source=Path(sys.argv[1]), output=Path(sys.argv[2]), now=datetime(2026, 6, 1, tzinfo=UTC),
        store=Path(sys.argv[1]) / ".hn-archive", jobs=2,
    )
    result = build(request, lambda *arguments: None)
    sys.exit(result.exit_code)
"""


@pytest.mark.parametrize("method", sorted({*multiprocessing.get_all_start_methods()} - {"fork"}))
def test_a_site_is_built_the_same_however_processes_begin(site: TrialSite, tmp_path: Path, method: str) -> None:
    for number in range(210):
        site.article(f"bai-{number}.md", body=f"Nội dung *{number}*.", date=f"2023-01-{number % 28 + 1:02d}")
    site.built()
    (tmp_path / "spawned.py").write_text(SPAWNED)
    command = [sys.executable, str(tmp_path / "spawned.py"), str(site.folder), str(tmp_path / "public"), method]
    done = subprocess.run(command, check=False, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert dict(files_below(tmp_path / "public")) == dict(files_below(site.output))


@given(st.integers(0, 20_000), st.integers(1, 60), st.integers(1, 16))
def test_batches_hold_all_the_work_and_grow_smaller_towards_the_end(count: int, least: int, jobs: int) -> None:
    sizes = Workers(jobs, Path(), silent).sizes(count, least)
    assert sum(sizes) == count
    assert list(sizes) == sorted(sizes, reverse=True)
    assert all(size >= least for size in sizes[:-1])
    assert all(size <= 4 * least for size in sizes)


def test_little_work_is_in_as_few_batches_as_if_they_were_all_small() -> None:
    assert Workers(2, Path(), silent).sizes(120, 50) == (50, 50, 20)
    assert Workers(2, Path(), silent).sizes(0, 50) == ()


def test_progress_ends_once_also_where_there_are_more_batches_than_thought(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with Workers(1, tmp_path, lambda *step: told.append(step)) as workers:
        assert list(workers.run("read", str, range(4), 2)) == ["0", "1", "2", "3"]
    assert told == [("read", 0, 2), ("read", 1, 2), ("read", 1, 2), ("read", 1, 2), ("read", 2, 2)]


def leaves_a_mark(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(0.2)  # so that no process does it twice while another has not begun


def test_each_process_does_what_can_be_done_ahead(tmp_path: Path) -> None:
    with Workers(2, tmp_path, silent) as workers:
        workers.ahead(leaves_a_mark, tmp_path)  # there is none yet
        assert list(tmp_path.iterdir()) == []
        processes = {str(pid) for _, pid in workers.run("read", where, range(MANY), MANY)}
        workers.ahead(leaves_a_mark, tmp_path)
        workers.ahead(fails, 5)  # which is nobody's fault yet
        assert [number for number, _ in workers.run("read", where, range(MANY), MANY)] == list(range(MANY))
        assert {path.name for path in tmp_path.iterdir()} == processes


# --- Aside


start = multiprocessing.Process.start


def own(number: int) -> tuple[int, int]:
    return number, os.getpid()


def dies_elsewhere(parent: int) -> int:
    if os.getpid() != parent:
        os._exit(1)
    return parent


def refuses(name: str) -> str:
    raise PermissionError(13, "Permission denied", name)


def lasts(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(60)


FORKS = pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="no process begins at once")


def test_processes_that_wait_for_work_do_something_meanwhile(tmp_path: Path) -> None:
    with Workers(2, tmp_path, silent) as workers:
        list(workers.run("read", where, iter(range(MANY)), MANY))
        done = workers.meanwhile(own, 7)
        assert [number for number, _ in workers.run("make", where, iter(range(MANY)), MANY)] == list(range(MANY))
        number, pid = done()
        assert done() == (number, pid) == (7, pid)
        assert pid != os.getpid()


def test_where_no_process_waits_it_is_done_here_once_it_is_asked_for(tmp_path: Path) -> None:
    made: list[int] = []
    with Workers(2, tmp_path, silent) as workers:
        done = workers.meanwhile(made.append, 7)
        assert not made
        done()
        assert made == [7]


def test_a_process_that_dies_meanwhile_stops_the_run(tmp_path: Path) -> None:
    with Workers(2, tmp_path, silent) as workers:
        list(workers.run("read", where, iter(range(MANY)), MANY))
        done = workers.meanwhile(dies, 5)
        with pytest.raises(Stop) as stop:
            done()
    assert (stop.value.problem.code, stop.value.exit_code) == ("worker-died", 3)


def test_nobody_waits_for_what_was_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    began = time.monotonic()
    with Workers(2, tmp_path, silent) as workers:
        list(workers.run("read", where, iter(range(MANY)), MANY))
        workers.meanwhile(lasts, path)
        for _ in range(1_000):
            if path.exists() and path.read_text():
                break
            time.sleep(0.01)
    assert not is_alive(int(path.read_text()))
    assert time.monotonic() - began < 50, "it would have gone on for a minute"


@FORKS
def test_another_process_does_it_meanwhile_and_is_gone_afterwards() -> None:
    with aside(own, 7) as done:
        number, pid = done()
    assert number == 7
    assert pid != os.getpid()
    assert not is_alive(pid)


def test_what_another_process_could_not_do_is_done_here() -> None:
    with aside(dies_elsewhere, os.getpid()) as done:
        assert done() == os.getpid()


def test_what_is_wrong_there_is_said_here(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PermissionError, match=r"public/a\.html"), aside(refuses, "public/a.html") as done:
        done()
    assert capfd.readouterr() == ("", "")


def test_a_machine_without_room_for_another_process_does_it_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: multiprocessing.Process) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(multiprocessing.Process, "start", no_room)
    with aside(own, 7) as done:
        assert done() == (7, os.getpid())


@FORKS
def test_what_nobody_waits_for_any_more_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    with aside(lasts, path):
        for _ in range(1_000):
            if path.exists() and path.read_text():
                break
            time.sleep(0.01)
    assert not is_alive(int(path.read_text()))


def test_where_processes_begin_slowly_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda: "spawn")
    with aside(own, 7) as done:
        assert done() == (7, os.getpid())


@FORKS
def test_sources_and_a_large_output_are_looked_at_aside(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_MANY", 1)
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**18))
    looked: list[multiprocessing.Process] = []

    def started(self: multiprocessing.Process) -> None:
        looked.append(self)
        start(self)

    monkeypatch.setattr(multiprocessing.Process, "start", started)
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive", jobs=2)
    site.article("a.md")
    site.article("b.md", date="2022-02-02")
    build.build(request, silent)
    assert len(looked) == 1  # at the sources
    again = build.build(request, silent)
    assert (again.changes and again.changes.written, again.reasons, len(looked)) == ((), (), 1)
    (site.output / "2022/02/02/b.html").write_text("x")
    (site.output / "index.html").unlink()
    site.article("a.md", body="Khác.")
    build.build(request, silent)
    assert len(looked) == 2  # at the output
    clean = Request(source=site.folder, output=site.folder.parent / "clean", now=NOW)
    build.build(clean, silent)
    assert dict(files_below(site.output)) == dict(files_below(clean.output))


@FORKS
def test_templates_of_articles_are_compiled_while_the_site_is_planned(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_MANY", 1)
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive", jobs=2)
    site.article("a.md")
    build.build(request, silent)
    site.article("a.md", body="Khác.")
    compiled: list[str | None] = []

    def noting(self: _QuickEnvironment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        compiled.append(name)
        made = compile_here(self, source, name, filename)
        assert isinstance(made, CodeType)
        return made

    compile_here = jinja2.Environment.compile
    monkeypatch.setattr(_QuickEnvironment, "compiled", Compiled())
    monkeypatch.setattr(_QuickEnvironment, "compile", noting)
    built = build.build(request, silent)
    assert built.changes is not None
    assert not {"article.html", "base.html"} & {*compiled}
    assert "Khác." in site.page("2023/01/12/a.html")


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=FORKS)])
def test_what_stands_in_staging_is_no_output_of_the_build_that_removes_it(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(build, "_MANY", 1)
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**18))
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive", jobs=jobs)
    site.article("a.md")
    build.build(request, silent)
    (site.output / STAGING / "2023").mkdir(parents=True)
    (site.output / STAGING / "2023/left.html").write_text("x")
    site.article("a.md", body="Khác.")
    build.build(request, silent)
    assert not (site.output / STAGING).exists()
    monkeypatch.setattr(full_build, "build", lambda *_: pytest.fail("there is nothing to do"))
    assert build.build(request, silent).changes == Changes((), (), len(list(files_below(site.output))) - 1)


@FORKS
@pytest.mark.parametrize(
    "text", ["{% for x in [1] %}" * 40 + "{% endfor %}" * 40, "{{ " + "(" * 3_000 + ")" * 3_000 + " }}", "{% if", "\udce0"]
)
def test_a_template_that_cannot_be_compiled_aside_is_told_of_as_elsewhere(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], text: str
) -> None:
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive", jobs=2)
    site.article("a.md")
    told = []
    for many in (1_000, 1):
        monkeypatch.setattr(build, "_MANY", many)
        site.write("templates/article.html", "")
        build.build(request, silent)
        site.write("templates/article.html", text.encode(errors="surrogateescape"))
        told.append(build.build(request, silent).problems)
    assert told[0] == told[1]
    assert {problem.code for problem in told[0]} & {"template-syntax", "template-render", "encoding"}
    assert capfd.readouterr() == ("", "")
