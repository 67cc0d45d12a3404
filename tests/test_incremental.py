"""Whatever was edited, broken, tampered with or killed before: an incremental build equals a clean one in a fresh process, byte for byte."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from conftest import CHECKOUT
from hn_archive import (
    coverage,
    digest,
    feeds,
    home_page,
    indexing,
    load,
    most_read,
    pages,
    related,
    search,
    segments,
    sitemaps,
    stamps,
    term_pages,
    this_day,
    variants,
    workers,
)
from hn_archive.build import build
from hn_archive.composer import Composer
from hn_archive.output import MANIFEST, STAGING, read_manifest
from hn_archive.problem import Problem, Stop
from hn_archive.request import Request, Result
from hn_archive.view import Link

INDEX: Final = ("tim-kiem/", "search/")
START: Final = datetime(2026, 6, 1, tzinfo=UTC)
# So small that a handful of articles crosses every boundary.
LIMITS: Final[tuple[tuple[Any, str, object], ...]] = (
    (term_pages, "NEWEST", 2),
    (term_pages, "YEAR_LIMIT", 2),
    (feeds, "NEWEST", 2),
    (home_page, "NEWEST", 2),
    (home_page, "FEATURED", 1),
    (home_page, "SECTION", 1),
    (home_page, "MOST_READ", 1),
    (this_day, "SHOWN", 1),
    (most_read, "MOST", 2),
    (coverage, "_ROWS", 2),
    (segments, "KINDS", (3, 2, 1)),
    (segments, "WORDS", 8),
    (segments, "PAIRS", 4),
    (segments, "CARDS", 2),
    (search, "CARDS", 2),
    (indexing, "_AT_ONCE", 2 * 8_192),
    (variants, "_SMALL", 0),
    (variants, "WIDTHS", (1, 2)),
    (related, "MOST", 2),
    (related, "_REACH", 2),
    (related, "_TITLE_REACH", 2),
    (sitemaps, "ADDRESSES", 4),
    (sitemaps, "NEWS", 2),
    (load, "BATCH", 2),
    (pages, "BATCH", 7),
    (workers, "FEW", 2),
)
# What is said of the last output, of which a clean build knows nothing, and of the store, which it has not.
ABOUT_THE_PAST: Final = frozenset({"address-gone", "address-lost", "address-hidden", "store-unreadable"})
# A run of many steps by hand: HYPOTHESIS_STEPS=5000 pytest tests/test_incremental.py
STEPS: Final = int(os.environ.get("HYPOTHESIS_STEPS", "0"))


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in LIMITS:
            patch.setattr(module, name, value)
        yield


# --- The clean build, in a process of its own


class Outcome(msgspec.Struct, frozen=True):
    """What came of a build: its result, or the code of what stopped it."""

    result: Result | None
    stopped: str = ""


def silent(stage: str, done: int, total: int) -> None:
    pass


def outcome_of(request: Request) -> Outcome:
    try:
        return Outcome(build(request, silent))
    except Stop as stop:
        return Outcome(None, stop.problem.code)


def serve() -> None:
    """In the other process: build clean what each line of standard input asks for."""
    for module, name, value in LIMITS:
        setattr(module, name, value)
    for line in sys.stdin:
        source, output, now = json.loads(line)
        shutil.rmtree(output, ignore_errors=True)
        request = Request(source=Path(source), output=Path(output), now=datetime.fromisoformat(now))
        print(b64encode(msgspec.json.encode(outcome_of(request))).decode(), flush=True)


class Clean:
    """A process that shares nothing with this one, and builds without a store into an empty folder."""

    def __init__(self) -> None:
        path = os.pathsep.join([str(CHECKOUT / "src"), str(CHECKOUT / "tests"), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )

    def ask(self, source: Path, output: Path, now: datetime) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps([str(source), str(output), now.isoformat()]) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Outcome:
        assert self._process.stdout
        return msgspec.json.decode(b64decode(self._process.stdout.readline()), type=Outcome)

    def end(self) -> None:
        self._process.communicate()


@contextmanager
def clean_process() -> Iterator[Clean]:
    clean = Clean()
    try:
        yield clean
    finally:
        clean.end()


@pytest.fixture(scope="module")
def clean() -> Iterator[Clean]:
    with clean_process() as process:
        yield process


# --- A site that is built in both ways


class Seen(msgspec.Struct, frozen=True):
    """What stands at an address: a regular file's bytes, or what else it is, and when it was last written."""

    content: bytes
    mtime: int


def tree_of(folder: Path, foreign: frozenset[str] = frozenset()) -> dict[str, Seen]:
    """Everything below a folder but its directories; what was left in staging is not visible."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        facts = path.lstat()
        if stat.S_ISDIR(facts.st_mode) or name in foreign or name.startswith(STAGING):
            continue
        content = path.read_bytes() if stat.S_ISREG(facts.st_mode) else f"link to {path.readlink()}".encode()
        found[name] = Seen(content, facts.st_mtime_ns)
    return found


def bytes_of(tree: Mapping[str, Seen]) -> dict[str, bytes]:
    return {path: seen.content for path, seen in tree.items()}


def present(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.code not in ABOUT_THE_PAST]


class Pair:
    """A site that is built again and again with its store, and after each build once more from nothing."""

    def __init__(self, clean: Clean, folder: Path, *, jobs: int = 1, is_trusting: bool = False) -> None:
        self.folder = folder / "site"
        self.output = folder / "output"
        self.store = self.folder / ".hn-archive"
        self.now = START
        self.jobs = jobs
        self.foreign: frozenset[str] = frozenset()
        self._clean = clean
        self._clean_output = folder / "clean"
        (self.folder / "content").mkdir(parents=True)
        # Files changed shortly before are read again, so without trust the tests would never take the short cut.
        stamps._SETTLED_AFTER = -(10**18) if is_trusting else 2_000_000_000  # type: ignore[misc]

    def write(self, path: str, content: str | bytes) -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def build(self, *, jobs: int = 0) -> Outcome:
        return outcome_of(Request(source=self.folder, output=self.output, now=self.now, store=self.store, jobs=jobs or self.jobs))

    def check(self) -> Result | None:
        """Build in both ways and compare; the result, None where the site has errors."""
        before = tree_of(self.output, self.foreign)
        owned = read_manifest(self.output)
        self._clean.ask(self.folder, self._clean_output, self.now)
        try:
            made = self.build()
        finally:
            right = self._clean.answer()
        after = tree_of(self.output, self.foreign)
        assert made.stopped == right.stopped
        if made.result is None or right.result is None:
            assert bytes_of(after) == bytes_of(before)
            return None
        assert present(made.result.problems) == present(right.result.problems)
        assert made.result.exit_code == right.result.exit_code
        if made.result.changes is None:
            assert after == before
            return None
        expected = bytes_of(tree_of(self._clean_output))
        differing = sorted(
            path for path in {*after, *expected} if path not in after or after[path].content != expected.get(path, b"?" * 99)
        )
        assert not differing, f"differing: {differing}"
        assert (made.result.articles, made.result.scheduled, made.result.outputs) == (
            right.result.articles,
            right.result.scheduled,
            right.result.outputs,
        )
        self._check_changes(made.result, before, after, owned)
        return made.result

    def _check_changes(
        self, result: Result, before: Mapping[str, Seen], after: Mapping[str, Seen], owned: Mapping[str, str]
    ) -> None:
        """Exactly what differs was written, and what does not was not touched."""
        assert result.changes
        paths = {path for path in after if path != MANIFEST}
        changed = {path for path in paths if path not in before or before[path].content != after[path].content}
        assert set(result.changes.written) == changed
        assert set(result.changes.removed) == set(owned) - paths
        assert result.changes.unchanged == len(paths - changed)
        touched = {path for path in paths - changed if before[path].mtime != after[path].mtime}
        assert not touched

    def check_idle(self) -> None:
        """A second build of the same makes no page."""
        result = self.check()
        assert result is not None
        assert result.changes is not None
        assert result.changes.written == ()
        assert result.reasons == ()


# --- The articles of a trial site, as values


class Trial(msgspec.Struct, frozen=True):
    """An article's front matter as YAML by key, and its text: the first paragraph, and what follows."""

    matter: dict[str, str]
    first: str = "Đoạn đầu."
    rest: str = "Đoạn sau."

    def text(self) -> str:
        header = "".join(f"{key}: {value}\n" for key, value in self.matter.items())
        return f"---\n{header}---\n\n{self.first}\n\n{self.rest}\n"


DATES: Final = (
    "2023-01-12 08:25",
    "2023-01-12 09:00",
    "2023-01-12",
    "2023-01-30",
    "2023-02-03",
    "2023-11-09",
    "2024-02-29",
    "2024-03-01",
    "2025-12-31",
    "2026-01-01",
    "2026-05-30 12:00",
    "2026-05-31 20:00",
    "2026-06-03",
    "2026-06-20",
)
CATEGORIES: Final = ("Đô thị", "Quy hoạch", "Văn hóa", "")
TAGS: Final = ("[một]", "[một, hai]", "[Hai]", "[sông Cái]", "")
FOLDERS: Final = ("", "2023/", "khác/")
PICTURES: Final = tuple(
    # A PNG of one pixel row: 1, 2 and 2 pixels wide; the last two differ in colour alone.
    (width, colour)
    for width, colour in ((1, 0), (2, 0), (2, 255))
)


def png(width: int, colour: int) -> bytes:
    """A picture of one row in one shade of grey."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)

    head = width.to_bytes(4) + (1).to_bytes(4) + bytes([8, 0, 0, 0, 0])
    row = zlib.compress(bytes([0] + [colour] * width))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


SETTINGS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title: Kho\n", "title: Kho khác\n"),
    "address": (
        "url: https://example.org/a/\nid: thu\n",
        "url: https://example.org/a/\n",
        "",
        "url: https://khac.example/\nid: thu\n",
    ),
    "feeds": ("feeds: full\n", "feeds: lead\n"),
    "lists": (
        "lists: {data: on}\n",
        "",
        "lists: {data: on, days: off, tags: off, texts: off, coverage: off}\n",
        "lists: {months: off, sources: off, this_day: off, most_read: off, corrections: off}\n",
        "lists: {related: off, archive_feeds: off}\n",
    ),
    "categories": (
        "categories: [{name: Đô thị, aliases: [Quy hoạch]}, Văn hóa]\n",
        "categories: [{name: Quy hoạch, aliases: [Đô thị], description: Câu.}]\n",
        "",
    ),
    "tags": ("", "tags: [{name: Sông Hồng, aliases: [Sông Cái, một]}]\n"),
    "menu": ("", "menu: [{label: Giới thiệu, to: _pages/gioi-thieu.md}, {label: Mục, to: /chuyen-muc/}]\n"),
    "host": ("", "publish: {host: nginx}\n"),
    "zone": ("", "timezone: +09:00\n"),
    "language": ("", "language: en\n"),
}
CALLS: Final = ("replace", "unlink", "rmdir", "mkdir", "fsync", "open", "lstat")


def kill_at(number: int, action: Callable[[], object]) -> None:
    """Do something in a child that ends, without any clean-up, at the n-th call that looks at or changes a file."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    count = 0

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def wrapper(*arguments: object, **options: object) -> object:
            nonlocal count
            count += 1
            if count == number:
                os._exit(9)
            return call(*arguments, **options)

        return wrapper

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))
    try:
        action()
    finally:
        os._exit(0)


class Editing:
    """A site and everything that may happen to it; `pick` and other numbers choose among whatever there is."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.articles: dict[str, Trial] = {}
        self.settings = dict.fromkeys(SETTINGS, 0)
        self.count = 0
        self.configure("title", 0)
        pair.write("content/anh.png", png(1, 0))
        pair.write("content/so-lieu.csv", "a,b\n")
        pair.write("content/_pages/gioi-thieu.md", "---\ntitle: Giới thiệu\n---\n\nTrang [đầu](../bai-1.md).\n")
        pair.write("content/_polls/cau.yml", "question: Tên gì?\noptions: [{text: Bắc, votes: 3}, {text: Nam, votes: 1}]\n")
        for date, category, tags in ((0, 0, 1), (3, 1, 0), (5, 2, 2), (6, 0, 3), (8, 0, 0), (10, 2, 1)):
            self.add(date, category, tags)

    def number(self) -> int:
        self.count += 1
        return self.count

    def path(self, pick: int) -> str:
        return sorted(self.articles)[pick % len(self.articles)]

    def put(self, path: str, trial: Trial) -> None:
        self.articles[path] = trial
        self.pair.write(f"content/{path}", trial.text())

    def alter(self, pick: int, **matter: str) -> None:
        """Change keys of an article's front matter; "" takes one out."""
        path = self.path(pick)
        new = {key: value for key, value in {**self.articles[path].matter, **matter}.items() if value}
        self.put(path, msgspec.structs.replace(self.articles[path], matter=new))

    def add(self, date: int, category: int, tags: int, folder: int = 0) -> None:
        number = self.number()
        path = f"{FOLDERS[folder % 3]}bai-{number}.md"
        matter = {"title": f"Bài số {number} bên sông", "date": DATES[date % len(DATES)]}
        matter |= {"category": CATEGORIES[category % 4]} if CATEGORIES[category % 4] else {}
        matter |= {"tags": TAGS[tags % 5]} if TAGS[tags % 5] else {}
        matter |= {"source": "HNMO"} if number % 3 == 0 else {}
        matter |= {"author": "[Nguyễn Văn An]", "id": f"hn-{number}"} if number % 2 else {}
        matter |= {"poll": "cau"} if number % 4 == 0 else {}
        self.put(path, Trial(matter, rest=f"Đoạn sau, mốc-{number}-0-hết."))

    def body(self, pick: int) -> str:
        """Another text below the first paragraph; the mark that it had before."""
        path = self.path(pick)
        before = self.articles[path]
        mark = before.rest.rpartition(" ")[2]
        self.put(path, msgspec.structs.replace(before, rest=f"Đoạn sau đã sửa, mốc-{self.number()}-{pick}-hết."))
        return mark

    def first(self, pick: int) -> None:
        path = self.path(pick)
        self.put(path, msgspec.structs.replace(self.articles[path], first=f"Đoạn đầu lần {self.number()}."))

    def same_stamp(self, pick: int) -> None:
        """An edit that leaves the file's size and date as they were."""
        path = self.path(pick)
        place = self.pair.folder / "content" / path
        facts = place.stat()
        before = self.articles[path]
        turned = before.first[::-1]
        self.put(path, msgspec.structs.replace(before, first=turned))
        os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    def link(self, pick: int, other: int, sort: int) -> None:
        """The text names another article, a picture, a document, a poll or an address, there or not."""
        path = self.path(pick)
        up = "../" * path.count("/")
        targets = (
            f"[bài]({up}{self.path(other)})",
            f"![Ảnh]({up}anh.png)",
            f"[tệp]({up}so-lieu.csv)",
            "[mục](/chuyen-muc/van-hoa/)",
            "[tháng](/2024/02/)",
            f"[mất]({up}bai-99.md)",
            f"[cầu]({up}_polls/cau.yml)",
            f"[trang]({up}_pages/gioi-thieu.md)",
        )
        before = self.articles[path]
        rest = f"Có {targets[sort % len(targets)]}, mốc-{self.number()}-{pick}-hết."
        self.put(path, msgspec.structs.replace(before, rest=rest))

    def special(self, pick: int, sort: int) -> None:
        """Keys that few articles have."""
        path = self.path(pick)
        up = "../" * path.count("/")
        keys: tuple[dict[str, str], ...] = (
            {"image": f"{{src: {up}anh.png, alt: Ảnh, caption: Chú thích}}"},
            {"aliases": f"[/cu/{self.number()}.html]"},
            {"aliases": f'["?newsid={self.number()}"]'},
            {"corrections": f"[{{date: 2026-02-01, text: Sửa lần {self.number()}.}}]"},
            {"corrections": "[{date: 2026-06-02, text: Sửa sau.}]"},
            {"updated": "2026-06-02"},
            {"related": f"[{up}{self.path(pick + 1)}]"},
            {"featured": "true"},
            {"lead": f"Sapo {self.number()}."},
            {"views": "1.234"},
            {"language": "en"},
            {"image": "", "aliases": "", "related": "", "featured": "", "lead": "", "updated": "", "corrections": ""},
        )
        self.alter(pick, **keys[sort % len(keys)])

    def status(self, pick: int, sort: int) -> None:
        choices: tuple[dict[str, str], ...] = (
            {"draft": "true"},
            {"draft": ""},
            {"status": "retracted", "corrections": "[{date: 2026-01-01, text: Rút bài.}]"},
            {"status": "withheld"},
            {"status": ""},
        )
        self.alter(pick, **choices[sort % len(choices)])

    def move(self, pick: int, folder: int, *, rename: bool) -> None:
        path = self.path(pick)
        name = f"bai-{self.number()}.md" if rename else path.rpartition("/")[2]
        new = FOLDERS[folder % 3] + name
        if new not in self.articles:
            (self.pair.folder / "content" / new).parent.mkdir(exist_ok=True)
            (self.pair.folder / "content" / path).rename(self.pair.folder / "content" / new)
            self.articles[new] = self.articles.pop(path)

    def delete(self, pick: int) -> None:
        if len(self.articles) > 1:
            path = self.path(pick)
            (self.pair.folder / "content" / path).unlink()
            del self.articles[path]

    def configure(self, name: str, choice: int) -> None:
        self.settings[name] = choice % len(SETTINGS[name])
        self.pair.write("site.yml", "".join(SETTINGS[key][chosen] for key, chosen in self.settings.items()))

    def theme(self, sort: int) -> None:
        """The site's own template, included template, words or static file, or none."""
        number = self.number()

        def marked(path: str, sign: str) -> str:
            return (CHECKOUT / path).read_text(encoding="utf-8").replace(sign, f"{sign}<!-- {number} -->")

        edits: tuple[Callable[[], object], ...] = (
            lambda: self.pair.write("templates/article.html", marked("templates/article.html", '<article class="article">')),
            lambda: self.pair.write("templates/parts/lists.html", marked("templates/parts/lists.html", "<li>")),
            lambda: self.pair.write("templates/atom.xml", marked("templates/atom.xml", "</title>")),
            lambda: self.pair.write(
                "templates/articles.jsonl",
                (CHECKOUT / "templates/articles.jsonl").read_text(encoding="utf-8") + "\n" * number,
            ),
            lambda: self.pair.write(
                "templates/404.html", f'{{% extends "theme/404.html" %}}{{% block title %}}{number}{{% endblock %}}'
            ),
            lambda: self.pair.write("templates/strings/vi.yml", f"home: Trang chủ {number}\n"),
            lambda: self.pair.write("static/site.css", f"body {{ margin: {number}px }}\n"),
            lambda: self.pair.write(f"static/thêm/{number % 2}.txt", f"{number}\n"),
            lambda: shutil.rmtree(self.pair.folder / "templates", ignore_errors=True),
            lambda: shutil.rmtree(self.pair.folder / "static", ignore_errors=True),
        )
        edits[sort % len(edits)]()

    def others(self, sort: int) -> None:
        """What is no article: the picture, the document, the standing page and the poll."""
        number = self.number()
        picture = PICTURES[number % 3]
        edits: tuple[Callable[[], object], ...] = (
            lambda: self.pair.write("content/anh.png", png(*picture)),
            lambda: (self.pair.folder / "content/anh.png").unlink(missing_ok=True),
            lambda: self.pair.write("content/so-lieu.csv", f"a,{number}\n"),
            lambda: self.pair.write("content/_pages/gioi-thieu.md", f"---\ntitle: Về {number}\n---\n\nTrang {number}.\n"),
            lambda: self.pair.write("content/_pages/gioi-thieu.md", "---\ntitle: Về\ndraft: true\n---\n\nTrang.\n"),
            lambda: self.pair.write("content/_polls/cau.yml", f"question: Tên {number}?\n"),
            lambda: self.pair.write("content/_polls/moi.yml", f"question: Mới {number}?\ndate: 2025-01-01\n"),
            lambda: (self.pair.folder / "content/_polls/moi.yml").unlink(missing_ok=True),
            lambda: self.pair.write(
                "content/_tags/mot.md", f"---\ntitle: Hồ sơ {number}\nimage: ../anh.png\n---\n\n[Bài](../bai-1.md) {number}.\n"
            ),
            lambda: self.pair.write("content/_categories/do-thi.md", f"---\ntitle: Phố {number}\n---\n\n![Ảnh](../anh.png)\n"),
            lambda: (self.pair.folder / "content/_tags/mot.md").unlink(missing_ok=True),
            lambda: (self.pair.folder / "content" / f"_la-{number % 2}").mkdir(exist_ok=True),
        )
        edits[sort % len(edits)]()

    def tamper(self, pick: int, sort: int) -> None:
        """Do something to a file of the output."""
        owned = sorted(read_manifest(self.pair.output))
        if not owned:
            return
        place = self.pair.output / owned[pick % len(owned)]
        facts = place.lstat()
        content = place.read_bytes()
        if sort % 6 == 0:
            place.write_bytes(bytes(byte ^ 1 for byte in content))
            os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        elif sort % 6 == 1:
            place.write_bytes(content + b"!")
        elif sort % 6 == 2:
            place.unlink()
        elif sort % 6 == 3:
            place.unlink()
            place.mkdir()
        elif sort % 6 == 4:
            copy = self.pair.output.parent / "copy"
            copy.write_bytes(content)
            place.unlink()
            place.symlink_to(copy)
        else:
            stranger = place.parent / "la.txt"
            stranger.write_text("của người khác", encoding="utf-8")
            self.pair.foreign |= {stranger.relative_to(self.pair.output).as_posix()}

    def harm_store(self, sort: int, place: int) -> None:
        path = self.pair.store / "store.sqlite"
        if not path.exists():
            return
        content = path.read_bytes()
        if sort % 5 == 0:
            shutil.rmtree(self.pair.store)
        elif sort % 5 == 1:
            path.write_bytes(b"")
        elif sort % 5 == 2:
            path.write_bytes(content[: len(content) * (place % 100) // 100])
        elif sort % 5 == 3:
            start = place * 997 % len(content)
            path.write_bytes(content[:start] + bytes(99) + content[start + 99 :])
        else:
            path.write_bytes(b"garbage" * 999)

    def fail(self, pick: int, sort: int) -> None:
        """A build of a broken site, which changes nothing; then it is whole again."""
        path = self.path(pick)
        if sort % 3 == 0:
            self.pair.write(f"content/{path}", "---\ndate: 30/02/2023\n---\n\nHỏng.\n")
            assert self.pair.check() is None
            self.put(path, self.articles[path])
            return
        name = ("term.html", "articles.jsonl")[sort % 2]
        place = self.pair.folder / "templates" / name
        kept = place.read_bytes() if place.exists() else None
        self.pair.write(f"templates/{name}", ("{% if %}", "{{ page.records[0].nothing }}{{ page.nothing }}")[sort % 2])
        self.pair.check()
        place.unlink() if kept is None else place.write_bytes(kept)

    def kill(self, number: int) -> None:
        """A build that ends in the middle; each visible file is as it was or as it will be."""
        before = bytes_of(tree_of(self.pair.output, self.pair.foreign))
        kill_at(number, lambda: self.pair.build(jobs=1))
        torn = bytes_of(tree_of(self.pair.output, self.pair.foreign))
        if self.pair.check() is not None:
            after = bytes_of(tree_of(self.pair.output, self.pair.foreign))
            torn_files = {
                path
                for path, content in torn.items()
                if not path.startswith(MANIFEST) and content not in (before.get(path), after.get(path))
            }
            assert not torn_files


# --- The property

PICK: Final = st.integers(0, 99)


class Machine(RuleBasedStateMachine):
    """Anything in any order, and after each step a build that equals a clean one."""

    clean: Clean
    taken = 0

    @initialize(jobs=st.sampled_from([1, 1, 2]), is_trusting=st.booleans())
    def begin(self, jobs: int, is_trusting: bool) -> None:
        self.folder = Path(mkdtemp(prefix="hn-archive-test-"))
        self.pair = Pair(self.clean, self.folder, jobs=jobs, is_trusting=is_trusting)
        self.site = Editing(self.pair)

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @invariant()
    def incremental_equals_clean(self) -> None:
        Machine.taken += 1
        self.pair.check()

    @rule(date=PICK, category=PICK, tags=PICK, folder=PICK)
    def add(self, date: int, category: int, tags: int, folder: int) -> None:
        self.site.add(date, category, tags, folder)

    @rule(pick=PICK)
    def edit_below_the_first_paragraph(self, pick: int) -> None:
        before = bytes_of(tree_of(self.pair.output, self.pair.foreign))
        if "[" in self.site.articles[self.site.path(pick)].rest:
            self.site.body(pick)  # its links are gone too, which may change what others say
            return
        mark = self.site.body(pick).encode()
        result = self.pair.check()
        if result is None or result.changes is None:
            return
        index = {path for path in result.changes.written if path.startswith(INDEX)}
        assert len({path.split("/")[1] for path in index} - {"segments.js"}) <= 1  # segments
        holders = {path for path, content in before.items() if mark in content and not path.startswith(INDEX)}
        data = {path for path in before if path.endswith("/datapackage.json") and any(".jsonl" in holder for holder in holders)}
        assert set(result.changes.written) == holders | data | index
        table = {path for path in before if path.endswith("/articles.csv")}
        assert {reason.address for reason in result.reasons} <= holders | data | table | index

    @rule(pick=PICK)
    def edit_the_first_paragraph(self, pick: int) -> None:
        self.site.first(pick)

    @rule(pick=PICK)
    def edit_without_a_trace(self, pick: int) -> None:
        self.site.same_stamp(pick)

    @rule(pick=PICK)
    def retitle(self, pick: int) -> None:
        self.site.alter(pick, title=f"Tên khác {self.site.number()} bên sông")

    @rule(pick=PICK, tags=PICK, category=PICK)
    def refile(self, pick: int, tags: int, category: int) -> None:
        self.site.alter(pick, tags=TAGS[tags % 5], category=CATEGORIES[category % 4])

    @rule(pick=PICK, date=PICK)
    def redate(self, pick: int, date: int) -> None:
        self.site.alter(pick, date=DATES[date % len(DATES)])

    @rule(pick=PICK, folder=PICK, rename=st.booleans())
    def move(self, pick: int, folder: int, rename: bool) -> None:
        self.site.move(pick, folder, rename=rename)

    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        self.site.delete(pick)

    @rule(pick=PICK, sort=PICK)
    def change_status(self, pick: int, sort: int) -> None:
        self.site.status(pick, sort)

    @rule(pick=PICK, other=PICK, sort=PICK)
    def link(self, pick: int, other: int, sort: int) -> None:
        self.site.link(pick, other, sort)

    @rule(pick=PICK, sort=PICK)
    def set_a_rare_key(self, pick: int, sort: int) -> None:
        self.site.special(pick, sort)

    @rule(hours=st.sampled_from([1, 12, 24, 49, 24 * 20, -24]))
    def let_time_pass(self, hours: int) -> None:
        self.pair.now += timedelta(hours=hours)

    @rule(sort=PICK)
    def edit_the_theme(self, sort: int) -> None:
        self.site.theme(sort)

    @rule(name=st.sampled_from(sorted(SETTINGS)), choice=PICK)
    def configure(self, name: str, choice: int) -> None:
        self.site.configure(name, choice)

    @rule(sort=PICK)
    def edit_other_files(self, sort: int) -> None:
        self.site.others(sort)

    @rule(pick=PICK, sort=PICK)
    def tamper(self, pick: int, sort: int) -> None:
        self.site.tamper(pick, sort)

    @rule(sort=PICK, place=PICK)
    def harm_the_store(self, sort: int, place: int) -> None:
        self.site.harm_store(sort, place)

    @rule()
    def lose_the_output(self) -> None:
        shutil.rmtree(self.pair.output, ignore_errors=True)
        self.pair.foreign = frozenset()

    @rule(pick=PICK, sort=PICK)
    def fail(self, pick: int, sort: int) -> None:
        self.site.fail(pick, sort)

    @rule(pick=PICK, number=st.integers(1, 400))
    def kill(self, pick: int, number: int) -> None:
        self.site.alter(pick, title=f"Tên {self.site.number()} trước lúc đứt")
        self.site.add(pick, pick, pick)
        if hasattr(os, "fork"):
            self.site.kill(number)

    @rule()
    def do_nothing(self) -> None:
        result = self.pair.check()
        if result and result.changes:
            assert result.changes.written == ()
            assert result.reasons == ()


def test_an_incremental_build_equals_a_clean_one_whatever_happened_before(clean: Clean, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", stamps._SETTLED_AFTER)
    Machine.clean = clean
    length = 25 if STEPS else 10
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=STEPS // length or 2,
            stateful_step_count=length,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if STEPS:
        print(f"{Machine.taken} builds were compared")


# --- The property notices wrong keys and stamps


def small_site(pair: Pair, *, has_data: bool = False) -> Editing:
    """A built site with few kinds of page."""
    editing = Editing(pair)
    if not has_data:
        editing.configure("address", 2)
        editing.configure("lists", 3)
    pair.check()
    return editing


def built_after(editing: Editing, edit: Callable[[Editing], object]) -> Editing:
    edit(editing)
    editing.pair.check()
    return editing


EDITS: Final[dict[str, Callable[[Editing], object]]] = {
    "title": lambda editing: editing.alter(1, title="Tên khác"),
    "included template": lambda editing: editing.theme(1),
    "words": lambda editing: editing.theme(5),
    "site": lambda editing: editing.configure("title", 1),
    "body": lambda editing: editing.body(2),
    "no trace": lambda editing: editing.same_stamp(3),
    "tag": lambda editing: editing.configure("tags", 1),
    "last title": lambda editing: editing.alter(5, title="Tên cuối"),
    "linked address": lambda editing: built_after(editing, lambda before: before.link(0, 4, 0)).alter(4, date=DATES[9]),
    "named title": lambda editing: built_after(editing, lambda before: before.alter(0, related="[bai-4.md]")).alter(
        3, title="Tên được nêu"
    ),
}


def test_each_of_these_edits_passes_with_the_right_key(clean: Clean, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", stamps._SETTLED_AFTER)
    pair = Pair(clean, tmp_path, is_trusting=True)
    editing = small_site(pair, has_data=True)
    for edit in EDITS.values():
        edit(editing)
        result = pair.check()
        assert result
        assert result.reasons
    pair.check_idle()


KEY: Final = pages.key


COMMON: Final = pages.common
INPUTS: Final = Composer.inputs


def without_the_view(place: Any, view: bytes, common: bytes, described: Any) -> bytes:  # noqa: ARG001 (that is the mutation)
    return KEY(place, b"", common, described)


def without_the_described(place: Any, view: bytes, common: bytes, described: Any) -> bytes:  # noqa: ARG001 (that is the mutation)
    return KEY(place, view, common, ())


def without_the_closure(facts: str, template: str, closure: str) -> bytes:  # noqa: ARG001 (that is the mutation)
    return COMMON(facts, template, "")


def without_the_facts(facts: str, template: str, closure: str) -> bytes:  # noqa: ARG001 (that is the mutation)
    return COMMON("", template, closure)


def without_what_is_common(self: Composer, articles: Any, *parts: object) -> bytes:
    return digest.short(self._inputs_of(articles) + msgspec.msgpack.encode(parts))


def without_the_neighbours(self: Composer, articles: Any, *parts: Any) -> bytes:
    return INPUTS(
        self, articles, *(part for part in parts if not (isinstance(part, tuple) and any(isinstance(each, Link) for each in part)))
    )


def without_the_shown_articles(self: Composer, articles: Any, *parts: Any) -> bytes:
    return INPUTS(self, tuple(articles)[:1], *parts)


def without_the_files(self: Composer, articles: Any) -> bytes:
    return msgspec.msgpack.encode([(article.path, self._led_to(article)) for article in articles])


def without_where_paths_lead(self: Composer, article: Any) -> tuple[object, ...]:  # noqa: ARG001 (that is the mutation)
    return ()


@pytest.mark.parametrize(
    ("place", "mutant", "edit"),
    [
        ((pages, "key"), without_the_view, "title"),
        ((pages, "key"), without_the_described, "body"),
        ((pages, "common"), without_the_closure, "included template"),
        ((pages, "common"), without_the_facts, "words"),
        ((pages, "common"), without_the_facts, "site"),
        ((Composer, "inputs"), without_what_is_common, "tag"),
        ((Composer, "inputs"), without_the_neighbours, "last title"),
        ((Composer, "inputs"), without_the_shown_articles, "title"),
        ((Composer, "_inputs_of"), without_the_files, "body"),
        ((Composer, "_led_to"), without_where_paths_lead, "linked address"),
        ((Composer, "_led_to"), without_where_paths_lead, "named title"),
    ],
)
def test_a_key_that_leaves_something_out_is_noticed(
    place: tuple[Any, str], mutant: Any, edit: str, clean: Clean, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", stamps._SETTLED_AFTER)
    monkeypatch.setattr(*place, mutant)
    pair = Pair(clean, tmp_path, is_trusting=True)
    EDITS[edit](small_site(pair, has_data=mutant is without_the_described))
    with pytest.raises(AssertionError, match="differing"):
        pair.check()


def of_nothing(facts: os.stat_result) -> str:  # noqa: ARG001 (that is the mutation)
    return "1.1.1.1"


def of_size_and_date(facts: os.stat_result) -> str:
    return f"1.{facts.st_size:x}.{facts.st_mtime_ns:x}.1"


@pytest.mark.parametrize(("mutant", "edit"), [(of_nothing, "body"), (of_size_and_date, "no trace")])
def test_a_stamp_that_leaves_something_out_is_noticed(
    mutant: Callable[..., str], edit: str, clean: Clean, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", stamps._SETTLED_AFTER)
    monkeypatch.setattr(stamps, "of", mutant)
    pair = Pair(clean, tmp_path, is_trusting=True)
    EDITS[edit](small_site(pair))
    with pytest.raises(AssertionError, match="differing"):
        pair.check()


def test_a_build_that_makes_everything_again_is_noticed(clean: Clean, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", stamps._SETTLED_AFTER)
    monkeypatch.setattr(pages, "key", lambda *arguments: os.urandom(16))
    pair = Pair(clean, tmp_path, is_trusting=False)
    small_site(pair)
    with pytest.raises(AssertionError):
        pair.check_idle()


if __name__ == "__main__":
    serve()
