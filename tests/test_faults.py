"""What the machine can refuse in the middle of a build: a full disk, faults of single calls, and a kill; with real faults, made by tmpfs and strace."""

import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import pytest

from conftest import CHECKOUT, NOW, TrialSite, files_below
from hn_archive import cli, full_build, load, pages, workers
from hn_archive.commands import build as build_command
from hn_archive.output import MANIFEST, STAGING, read_manifest

pytestmark = pytest.mark.tools

AS_ROOT: Final = () if os.geteuid() == 0 else ("sudo",)
ENVIRONMENT: Final = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
# Imported late by the program, and here before any call is counted.
IMPORTED: Final = (build_command, full_build)
# Jinja takes most of the time of a small build with the theme's own templates.
TEMPLATES: Final = {
    "article.html": "<title>{{ page.title }}</title>{{ page.body | html }}",
    **dict.fromkeys(("404.html", "home.html", "terms.html"), "{{ page }}"),
}
# What a build may leave beside the sources when it has ended well.
STORE: Final = frozenset({"pictures", "lock", "lock-holder", "store.sqlite"})


# --- A build in a process of its own


class Ended(msgspec.Struct, frozen=True):
    """How a build ended: its exit code, negative for a signal, and what it said."""

    code: int
    stdout: str
    stderr: str


class Begun:
    """A forked build: this process has imported all it needs, so that the calls which are counted are those of the build."""

    def __init__(self, site: TrialSite, folder: Path, jobs: int, *, files: int | None = None) -> None:
        """The child does nothing before `finish`. It may have no more than `files` files open besides those that it has."""
        self._files = [folder / "stdout", folder / "stderr"]
        streams = [os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for path in self._files]
        waiting, self._start = os.pipe()
        self.pid = os.fork()
        if self.pid:
            for descriptor in (waiting, *streams):
                os.close(descriptor)
            return
        os.close(self._start)
        try:
            self._become(waiting, streams, files, [str(site.folder), "--output", str(site.output), "--jobs", str(jobs)])
        finally:
            os._exit(99)

    def _become(self, waiting: int, streams: list[int], files: int | None, arguments: list[str]) -> None:
        """In the child. No call that is counted may come before the wait, since strace looks on from some moment before its end."""
        for number, descriptor in enumerate(streams, 1):
            os.dup2(descriptor, number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (until the process ends)
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.argv = ["hn-archive", "build", "--now", NOW.isoformat(), "--source", *arguments]
        code = 1
        os.read(waiting, 1)
        os.close(waiting)
        if files is not None:
            os.closerange(3, 1000)
            resource.setrlimit(resource.RLIMIT_NOFILE, (3 + files, 3 + files))
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:
            traceback.print_exc()
        for stream in (sys.stdout, sys.stderr):  # as the interpreter does at its end
            try:
                stream.flush()
            except OSError:
                code = 120
        os._exit(code)

    def finish(self) -> Ended:
        os.write(self._start, b"!")
        os.close(self._start)
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return Ended(code, *(path.read_text(encoding="utf-8") for path in self._files))


class Trace(msgspec.Struct, frozen=True):
    """The calls that a build made, one a line as strace tells of them, each after the number of its process."""

    lines: tuple[str, ...]

    def numbers(self, family: str, folder: Path, *, are_done: bool = False) -> dict[str, list[int]]:
        """For each call of a family the places, in the counts of the processes that made it, at which it was about something below a folder.

        A file is read in many pieces, of which the first stands for all. With `are_done` calls that were refused do not count: a folder
        that is there already, a file that is not.
        """
        counts: Counter[tuple[str, str]] = Counter()
        found: dict[str, set[int]] = {}
        read: set[str] = set()
        for line in self.lines:
            match = re.match(r"(\d+) +(\w+)\((?:\d+<([^>]*)>)?", line)
            if match and match[2] in FAMILIES[family]:
                counts[match[1], match[2]] += 1
                if are_done and " = -1 E" in line:
                    continue
                if str(folder) in (match[3] or line) and not (family == "read" and match[3] in read):
                    found.setdefault(match[2], set()).add(counts[match[1], match[2]])
                    read.add(match[3])
        return {name: sorted(numbers) for name, numbers in found.items()}

    @property
    def injected(self) -> str:
        """The calls that were made to fail."""
        return "; ".join(line for line in self.lines if "(INJECTED)" in line)


def traced(site: TrialSite, folder: Path, *options: str, jobs: int = 1) -> tuple[Ended, Trace]:
    """Build under strace."""
    if shutil.which("strace") is None:
        pytest.fail("this test needs strace, which tests/tools/install brings")
    folder.mkdir(exist_ok=True)
    log = folder / "trace"
    begun = Begun(site, folder, jobs)
    command = [*AS_ROOT, "strace", "-f", "-y", "-s", "300", "-o", str(log), *options, "-p", str(begun.pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr
        said = line = strace.stderr.readline()
        while line and "attached" not in line:
            line = strace.stderr.readline()
            said += line
        ended = begun.finish()
        said += strace.stderr.read()
    assert "attached" in said, f"strace could not look at a process: {said}"
    return ended, Trace(tuple(log.read_text(encoding="utf-8", errors="replace").splitlines()))


def plain(site: TrialSite, folder: Path) -> Ended:
    """Build, and let nothing go wrong but what the disk refuses."""
    folder.mkdir(exist_ok=True)
    return Begun(site, folder, 1).finish()


def command(site: TrialSite, *options: str | Path) -> list[str]:
    """The command line of a build, for a process that begins from nothing."""
    return [sys.executable, "-m", "hn_archive", "build", "--now", NOW.isoformat(), "--source", str(site.folder), *map(str, options)]


# --- What must hold after each fault


def visible(site: TrialSite) -> dict[str, bytes]:
    """What readers see."""
    if not site.output.exists():
        return {}
    return {path: content for path, content in files_below(site.output) if not path.startswith((STAGING, MANIFEST))}


def leftovers(site: TrialSite) -> list[str]:
    """What was only needed while a build went on."""
    output = [path.name for path in (*site.output.glob(".*"), *site.output.parent.glob(".*")) if "hn-archive" in path.name]
    store = [path.name for path in (site.folder / ".hn-archive").iterdir() if path.name not in STORE]
    return sorted({*output, *store} - {MANIFEST, ".hn-archive"})


def said_wrongly(ended: Ended, site: TrialSite) -> str | None:
    """What is wrong with how a build told of the machine's fault: one problem, its path and reason in one line, and the way out.

    Of a worker that was ended nobody knows more than that.
    """
    lines = ended.stderr.splitlines()
    first = re.fullmatch(r"lỗi\[(?:machine\]: (.+?): .+|worker-died\]: .+)", lines[0]) if lines else None
    if first is None or len(lines) != 2:
        return f"it did not say one thing: {ended.stderr!r}"
    # The theme that comes with the program is part of what is built, too.
    places = (site.folder.parent, CHECKOUT / "static", CHECKOUT / "templates")
    if first[1] and not any(Path(first[1]).is_relative_to(place) for place in places):
        return f"it did not name the path: {lines[0]!r}"
    return None


class Change(msgspec.Struct, frozen=True):
    """A site that was built, with edits waiting: what readers see before the build and after it."""

    site: TrialSite
    before: dict[str, bytes]
    after: dict[str, bytes]
    kept: Path

    def reset(self) -> None:
        """The output and the store as the last good build left them, and nothing in the memory of this process, whose children build."""
        pages._prepared.cache_clear()
        for place in (self.site.output, self.site.folder / ".hn-archive"):
            shutil.rmtree(place, ignore_errors=True)
            if (self.kept / place.name).exists():
                shutil.copytree(self.kept / place.name, place)

    def wrong(self, ended: Ended, codes: tuple[int, ...]) -> Iterator[str]:
        """What does not hold after a build that met a fault, and after the next one, which meets none."""
        site = self.site
        if ended.code not in codes:
            yield f"it ended with {ended.code}: {ended.stderr!r}"
        elif ended.code == 3 and (wrong := said_wrongly(ended, site)):
            yield wrong
        now = visible(site)
        if ended.code == 0 and now != self.after:
            yield f"it ended with 0, and these are not as they should be: {differing(now, self.after)}"
        torn = [path for path, content in now.items() if content not in (self.before.get(path), self.after.get(path))]
        lost = [path for path in self.before if path in self.after and path not in now]
        if torn or lost:
            yield f"neither old nor new: {torn}, lost: {lost}"
        if strangers := set(now) - set(read_manifest(site.output)):
            yield f"no manifest knows {strangers}"
        result = site.build()
        if result.failed or visible(site) != self.after or set(read_manifest(site.output)) != set(self.after):
            yield f"the next build does not equal a clean one: {site.report(result)} {differing(visible(site), self.after)}"
        if left := leftovers(site):
            yield f"after the next build there is still {left}"


def differing(found: Mapping[str, bytes], expected: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in {*found, *expected} if found.get(path) != expected.get(path))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches so small that a handful of articles goes to workers."""
    for module, name, value in ((load, "BATCH", 2), (pages, "BATCH", 4), (workers, "FEW", 2)):
        monkeypatch.setattr(module, name, value)


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Change:
    """Edits of every sort: articles that are new, altered and gone, a picture that is new and a static file that is another.

    It is one for all tests, each of which begins with `reset`.
    """
    site = TrialSite(tmp_path_factory.mktemp("change") / "site")
    begin(site)
    site.write("content/a.png", (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes())
    site.article("a.md", body="Nội dung.\n\n![Ảnh](a.png)")
    site.article("b.md", date="2022-05-05")
    site.write("static/a.txt", "cũ\n")
    site.built()
    before = visible(site)
    kept = site.folder.parent / "kept"
    for place in (site.output, site.folder / ".hn-archive"):
        shutil.copytree(place, kept / place.name)
    site.article("a.md", body="Sửa.\n\n![Ảnh](a.png)\n\n![Ảnh](b.png)")
    site.write("content/b.png", (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes() + b"\0")
    (site.folder / "content" / "b.md").unlink()
    site.article("c.md", date="2021-05-05")
    site.write("static/a.txt", "mới\n")
    return Change(site, before, cleanly_built(site), kept)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Change:
    """A site that was never built; one for all tests too."""
    site = TrialSite(tmp_path_factory.mktemp("beginning") / "site")
    begin(site)
    site.article("a.md")
    return Change(site, {}, cleanly_built(site), site.folder.parent / "kept")


def begin(site: TrialSite) -> None:
    """The settings and templates of a site that is built in no time."""
    site.write("site.yml", "lists: {days: off, months: off, tags: off, sources: off, authors: off}\n")
    for name, text in TEMPLATES.items():
        site.write(f"templates/{name}", text)


def cleanly_built(site: TrialSite) -> dict[str, bytes]:
    """What a clean build in a fresh process makes."""
    clean = site.folder.parent / "clean"
    shutil.rmtree(clean, ignore_errors=True)
    subprocess.run(command(site, "--clean", "--output", clean), env=ENVIRONMENT, check=True, capture_output=True)
    return {path: content for path, content in files_below(clean) if path != MANIFEST}


# --- Single calls that fail

# Calls by what they do, since each kind of processor has its own of them.
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "write": ("write", "pwrite64", "writev"),
    "read": ("read", "pread64"),
    "open": ("open", "openat"),
    "rename": ("rename", "renameat", "renameat2"),
    "sync": ("fsync", "fdatasync"),
    "remove": ("unlink", "unlinkat", "rmdir"),
    "mkdir": ("mkdir", "mkdirat"),
    "copy": ("sendfile", "copy_file_range"),
}


def set_of(*families: str) -> str:
    """Calls of families, in strace's words; those that this processor does not have are passed over."""
    return ",".join(f"?{name}" for family in families for name in FAMILIES[family])


def swept(change: Change, folder: Path, family: str, errors: tuple[str, ...], *, jobs: int = 1) -> list[str]:
    """What goes wrong where the n-th call of a family that is about the site fails, for each n, with one error after the other.

    An error that ends in `+` meets all that follow too, as on a disk that is broken for good.
    """
    change.reset()
    ended, trace = traced(change.site, folder, "-e", f"trace={set_of(family)}", jobs=jobs)
    assert ended.code == 0, ended
    numbers = trace.numbers(family, change.site.folder, are_done="KILL" in errors)
    assert numbers
    found = []
    for name, places in numbers.items():
        for number, error in zip(places, cycle(errors), strict=False):
            when = f"{number}{'+' * error.endswith('+')}"
            kind = f"error={error.rstrip('+')}" if error != "KILL" else "signal=KILL"
            change.reset()
            ended, trace = traced(change.site, folder, "-e", f"trace={name}", "-e", f"inject={name}:{kind}:when={when}", jobs=jobs)
            assert jobs > 1 or error == "KILL" or trace.injected, f"{name} {when} was not reached"
            codes = (0, 3) if error != "KILL" else (-9,)
            found += [f"{name} {when} {error}: {wrong} [{trace.injected}]" for wrong in change.wrong(ended, codes)]
    return found


@pytest.mark.parametrize(
    ("family", "errors"),
    [
        ("write", ("EIO", "ENOSPC")),
        ("read", ("EIO",)),
        ("open", ("EMFILE", "EACCES+", "EIO")),
        ("rename", ("EIO",)),
        ("rename", ("ENOSPC+", "EACCES")),
        ("sync", ("EIO", "ENOSPC+")),
        ("remove", ("EIO", "EACCES+")),
        ("mkdir", ("ENOSPC+", "EACCES")),
        ("copy", ("EIO", "ENOSPC+")),
    ],
)
def test_whatever_call_fails_the_site_is_whole_and_the_next_build_equals_a_clean_one(
    change: Change, tmp_path: Path, family: str, errors: tuple[str, ...]
) -> None:
    found = swept(change, tmp_path / "run", family, errors)
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(("family", "errors"), [("write", ("ENOSPC", "EIO")), ("mkdir", ("ENOSPC+", "EIO")), ("rename", ("EIO+",))])
def test_whatever_call_fails_in_whatever_process_the_site_is_whole(
    change: Change, tmp_path: Path, family: str, errors: tuple[str, ...]
) -> None:
    found = swept(change, tmp_path / "run", family, errors, jobs=2)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("family", ["write", "rename", "mkdir", "sync"])
def test_a_first_build_is_all_there_or_not_there_whatever_call_fails(beginning: Change, tmp_path: Path, family: str) -> None:
    found = swept(beginning, tmp_path / "run", family, ("ENOSPC", "EIO+") if family != "write" else ("ENOSPC",))
    assert not found, "\n".join(found)


# What else changes files; `open` makes an empty one, which is there when the first `write` is killed too.
CHANGING: Final = (
    "truncate ftruncate fallocate link linkat symlink symlinkat mknod mknodat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat"
    " utime utimes utimensat futimesat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr msync io_uring_enter io_submit"
    " mount umount2 creat pwritev pwritev2 splice tee"
).split()
# Calls that change files, at each of which a build is killed.
KILLED: Final = ("write", "rename", "sync", "remove", "mkdir", "copy")


def test_a_build_changes_files_by_no_call_at_which_it_is_not_killed(change: Change, tmp_path: Path) -> None:
    change.reset()
    others = ",".join(f"?{name}" for name in CHANGING)
    ended, trace = traced(change.site, tmp_path / "run", "-e", f"trace={set_of(*KILLED)},{others}")
    assert ended.code == 0
    about = [line for line in trace.lines if str(change.site.folder) in line]
    names = {match[1] for line in about if (match := re.match(r"\d+ +(\w+)\(", line))}
    tried = {name for family in KILLED for name in FAMILIES[family]}
    assert {"write", "rename", "mkdir", "unlink"} <= {name.removesuffix("at") for name in names}
    assert names <= tried, names - tried


@pytest.mark.parametrize("family", KILLED)
def test_a_build_that_is_killed_at_any_call_leaves_the_site_whole(change: Change, tmp_path: Path, family: str) -> None:
    found = swept(change, tmp_path / "run", family, ("KILL",))
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("few")
def test_a_worker_that_is_killed_while_it_writes_a_page_leaves_the_site_whole(change: Change, tmp_path: Path) -> None:
    found = []
    for address in ("2021/05/05/c.html", "2023/01/12/a.html", "index.html"):
        change.reset()
        page = change.site.output / STAGING / address
        ended, trace = traced(
            change.site, tmp_path / "run", "-P", str(page), "-e", "trace=write", "-e", "inject=write:signal=KILL", jobs=2
        )
        assert "SIGKILL" in "".join(trace.lines)
        found += [f"{address}: {wrong}" for wrong in change.wrong(ended, (3,))]
    assert not found, "\n".join(found)


def test_a_first_build_that_is_killed_is_all_there_or_not_there(beginning: Change, tmp_path: Path) -> None:
    found = swept(beginning, tmp_path / "run", "rename", ("KILL",)) + swept(beginning, tmp_path / "run", "mkdir", ("KILL",))
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("jobs", [1, 2])
def test_too_few_files_that_may_be_open_leave_the_site_whole(change: Change, tmp_path: Path, jobs: int) -> None:
    """The limit itself, not an error in its name; from none at all up to what a build needs. Pipes between processes have no path to name."""
    found = []
    for limit in count():
        change.reset()
        ended = Begun(change.site, tmp_path, jobs, files=limit).finish()
        wrongs = change.wrong(ended, (0, 3))
        found += [f"{limit} files: {wrong}" for wrong in wrongs if jobs == 1 or "did not name the path" not in wrong]
        if ended.code == 0:
            break
    assert limit > 2
    assert not found, "\n".join(found)


# --- A full disk


class Disk(msgspec.Struct, frozen=True):
    """A small file system in memory."""

    place: Path

    def used(self, kind: str) -> int:
        """How many blocks or inodes are in use."""
        facts = os.statvfs(self.place)
        return facts.f_blocks - facts.f_bfree if kind == "bytes" else facts.f_files - facts.f_ffree

    def resize(self, kind: str, limit: int) -> None:
        """Let there be only so many blocks or inodes."""
        option = f"size={limit * os.statvfs(self.place).f_bsize}" if kind == "bytes" else f"nr_inodes={limit}"
        as_root("mount", "-o", f"remount,{option}", str(self.place))


def as_root(*command: str) -> None:
    """Run what only root may; a machine on which even root may not is none for these tests, and that must be seen."""
    done = subprocess.run([*AS_ROOT, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"this test needs root and a system that allows it to mount: {shlex.join(command)}: {done.stderr.strip()}")


@contextmanager
def mounted(place: Path) -> Iterator[Disk]:
    place.mkdir(parents=True, exist_ok=True)
    as_root("mount", "-t", "tmpfs", "-o", f"size=64m,nr_inodes=100000,mode=755,uid={os.geteuid()}", "tmpfs", str(place))
    try:
        yield Disk(place)
    finally:
        as_root("umount", str(place))


@pytest.mark.parametrize("kind", ["bytes", "inodes"])
@pytest.mark.parametrize("place", ["public", ".hn-archive", "."])
def test_on_a_full_disk_the_last_good_site_stands_and_with_space_the_next_build_equals_a_clean_one(
    tmp_path: Path, place: str, kind: str
) -> None:
    """The output's disk, the store's, and one for all of the site; each with room for nothing, a little more, and so on up to enough."""
    with mounted(tmp_path / "site" / place) as disk:
        site = TrialSite(tmp_path / "site")
        begin(site)
        for number in range(4):
            site.article(f"{number}.md", date=f"2023-01-{number + 1:02}")
        site.built()
        before = visible(site)
        (site.folder / "content" / "0.md").unlink()
        site.article("1.md", date="2023-01-02", body="Sửa.")
        for number in range(4, 10):
            site.article(f"{number}.md", date=f"2023-01-{number + 1:02}", body="Một đoạn *dài*.\n\n" * 200)
        after = cleanly_built(site)
        found = []
        for room in count():
            disk.resize(kind, disk.used(kind) + room)
            ended = plain(site, tmp_path / "run") if room else ended_command(site)
            if ended.code == 0:
                break
            found += [f"with room for {room}: {wrong}" for wrong in not_as_before(ended, site, before, after)]
        assert room > 2
        assert visible(site) == after
        disk.resize(kind, 10_000)
        proven = ended_command(site, "--prove")
        assert proven.code == 0, proven
        assert not leftovers(site)
    assert not found, "\n".join(found)


def not_as_before(ended: Ended, site: TrialSite, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """What does not hold on a full disk. The new site may stand where only what the next build would know found no room."""
    if ended.code != 3:
        yield f"it ended with {ended.code}: {ended.stderr!r}"
    elif wrong := said_wrongly(ended, site):
        yield wrong
    if (now := visible(site)) not in (before, after):
        yield f"of the last good site these are others: {differing(now, before)}, and of the new one: {differing(now, after)}"
    # That the last build did not end well is written down until one does.
    if left := [name for name in leftovers(site) if not name.startswith("unfinished-")]:
        yield f"there is still {left}"


def ended_command(site: TrialSite, *options: str) -> Ended:
    """Build as one does, in a process that begins from nothing."""
    done = subprocess.run(command(site, *options), env=ENVIRONMENT, capture_output=True, text=True, encoding="utf-8", check=False)
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_words_that_find_no_room_are_3_without_a_traceback_and_the_site_is_whole(
    change: Change, stream: Literal["stdout", "stderr"]
) -> None:
    """`hn-archive build > log`, on a disk that is full."""
    change.reset()
    with open("/dev/full", "wb") as full:
        streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full}
        done = subprocess.run(command(change.site), env=ENVIRONMENT, text=True, encoding="utf-8", check=False, **streams)
    said = (done.stdout or "") + (done.stderr or "")
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert "?: No space" not in said
    assert done.returncode == 3
    assert visible(change.site) == change.after
    assert not leftovers(change.site)


def test_a_fault_of_the_machine_is_3_also_where_it_cannot_be_told(change: Change, tmp_path: Path) -> None:
    change.reset()
    (tmp_path / "file").write_bytes(b"")
    output = tmp_path / "file" / "public"
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command(change.site, "--output", output), env=ENVIRONMENT, stdout=full, stderr=full, check=False)
    assert done.returncode == 3
