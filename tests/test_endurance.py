"""Long use: many edits with a build each in one store, many requests to a preview that is edited meanwhile, builds beside it; nothing grows but what is written.

The numbers are small here; `make endurance` runs a thousand edits and ten thousand requests, and prints what it measures.
"""

import gc
import http.client
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import pytest

from conftest import CHECKOUT, NOW, TrialSite, files_below

pytestmark = [
    pytest.mark.tools,
    pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="memory and descriptors are read from /proc"),
]

EDITS: Final = int(os.environ.get("HN_ARCHIVE_EDITS", "40"))
REQUESTS: Final = int(os.environ.get("HN_ARCHIVE_REQUESTS", "400"))
ARTICLES: Final = 24
WARM: Final = 0.2  # of a run, until all is in memory that stays there
MOST_MEGABYTES: Final = 24.0  # of growth after that; an allocator keeps what was free in between
PICTURE: Final = (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes()
LISTS: Final = "lists: {days: off, months: off, sources: off, authors: off, this_day: off, coverage: off}\n"
WORDS: Final = "cầu đường sông hồ phố chợ trường bệnh viện nhà máy công viên tàu xe thư viện bảo tàng lễ hội".split()


class Use(msgspec.Struct, frozen=True):
    """What a process and a store use at one moment."""

    megabytes: float
    descriptors: int
    store_kilobytes: float

    def __str__(self) -> str:
        return f"{self.megabytes:.0f} MB, {self.descriptors} descriptors, store {self.store_kilobytes:.0f} kB"


def use_of(process: int, store: Path) -> Use:
    status = Path(f"/proc/{process}/status").read_text()
    resident = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert resident
    return Use(int(resident[1]) / 1024, len(list(Path(f"/proc/{process}/fd").iterdir())), size_of(store) / 1024)


def size_of(store: Path) -> int:
    """The bytes in a store without the site that a preview shows; a build may remove its own files meanwhile."""
    size = 0
    for folder, folders, names in os.walk(store):
        if folder.endswith("/preview"):
            folders[:] = [name for name in folders if name != "site"]
        for name in names:
            with suppress(FileNotFoundError):
                size += os.lstat(f"{folder}/{name}").st_size
    return size


class Editor:
    """Edits a site at random, always about as large."""

    def __init__(self, site: TrialSite, seed: int) -> None:
        self._site = site
        self._random = random.Random(seed)  # noqa: S311
        self._number = 0
        self._kept: list[str] = []
        self.texts: dict[str, str] = {}
        for _ in range(ARTICLES):
            self._new()

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(WORDS, k=count))

    def _write(self, name: str) -> None:
        self.texts[name] = f"{self._words(self._random.randint(5, 60))} {self._random.random()}"
        picture = "\n\n![Ảnh](anh.png)" if self._random.random() < 0.2 else ""
        day = self._random.randint(1, 28)
        tags = ", ".join(self._random.sample(WORDS, 2))
        self._site.article(
            f"{name}.md", self.texts[name] + picture, title=self._words(4), date=f"2023-01-{day:02}", tags=f"[{tags}]"
        )

    def _new(self) -> None:
        self._number += 1
        self._kept.append(f"bai-{self._number}")
        self._write(self._kept[-1])

    def edit(self) -> None:
        chance = self._random.random()
        if chance < 0.6:
            self._write(self._random.choice(self._kept))
        elif chance < 0.9:
            gone = self._kept.pop(self._random.randrange(len(self._kept)))
            (self._site.folder / f"content/{gone}.md").unlink()
            del self.texts[gone]
            self._new()
        elif chance < 0.95:
            self._site.write("content/anh.png", PICTURE + self._random.randbytes(4))
        else:
            self._site.write("templates/strings/vi.yml", f"skip: {self._words(2)}\n")


@pytest.fixture
def written(site: TrialSite) -> TrialSite:
    site.write("site.yml", f"title: Kho\nid: k\nurl: https://example.org/\n{LISTS}")
    site.write("content/anh.png", PICTURE)
    return site


def test_many_edits_leave_no_more_than_one(written: TrialSite) -> None:
    site, store = written, written.folder / ".hn-archive"
    editor = Editor(site, 7)
    uses = []
    for number in range(EDITS):
        editor.edit()
        site.built()
        if number >= EDITS * WARM:
            gc.collect()
            uses.append(use_of(os.getpid(), store))
    print(f"\n{EDITS} edits: after {EDITS * WARM:.0f} {uses[0]}; at the end {uses[-1]}")
    assert uses[-1].descriptors == uses[0].descriptors
    assert uses[-1].megabytes - uses[0].megabytes < MOST_MEGABYTES
    clean = site.folder.parent / "clean"
    assert not site.build(output=clean).failed
    assert dict(files_below(clean)) == dict(files_below(site.output))
    assert sorted(path.name for path in store.iterdir()) == ["lock", "lock-holder", "pictures", "store.sqlite"]
    # A store that knows this site alone, and never another one.
    (store / "store.sqlite").unlink()
    site.built()
    fresh = use_of(os.getpid(), store).store_kilobytes
    assert uses[-1].store_kilobytes < 2 * fresh + 64
    print(f"a fresh store {fresh:.0f} kB")


@contextmanager
def served(site: TrialSite) -> Iterator[tuple[int, int]]:
    """A preview in a process of its own: its number, and its port."""
    command = [sys.executable, "-m", "hn_archive", "serve", "--source", str(site.folder), "--port", "0"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT / "src"),
        "PYTHONUNBUFFERED": "1",
        "SOURCE_DATE_EPOCH": str(int(NOW.timestamp())),
    }
    with (
        open(site.folder.parent / "said", "w", encoding="utf-8") as said,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        try:
            assert process.stdout
            port = None
            while port is None:
                line = process.stdout.readline()
                assert line, (site.folder.parent / "said").read_text(encoding="utf-8")
                port = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield process.pid, int(port[1])
        finally:
            process.terminate()
            process.wait(timeout=60)


ASKED: Final = (
    ("/", {200}),
    ("/tu-khoa/", {200}),
    ("/static/site.css", {200}),
    ("/khong-co.html", {404}),
    ("/%2e%2e/%2e%2e/site.yml", {404}),
    ("/%00", {400}),
    ("/tim-kiem.html?q=x", {200}),
)


def asking(port: int, seed: int, count: int, wrong: list[str]) -> None:
    """Ask so often, over connections that are kept and some that are not."""
    chance = random.Random(seed)  # noqa: S311
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for _ in range(count):
        path, statuses = chance.choice(ASKED)
        if chance.random() < 0.02:
            connection.close()
        try:
            connection.request(chance.choice(("GET", "GET", "HEAD")), path)
            response = connection.getresponse()
            response.read()
            if response.status not in statuses:
                wrong.append(f"{path}: {response.status}")
        except (OSError, http.client.HTTPException) as error:
            wrong.append(f"{path}: {error!r}")
            connection.close()
    connection.close()


def listening(port: int) -> None:
    """Open the stream of a page, hear one word, and go."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/_hn-archive/events?page=index.html&made=&styles=&others=")
    connection.getresponse().readline()
    connection.close()


def shown(port: int, address: str, text: str) -> bool:
    """Whether a page shows a text within two minutes."""
    for _ in range(1200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", address)
        body = connection.getresponse().read().decode()
        connection.close()
        if text in body:
            return True
        time.sleep(0.1)
    return False


def test_many_requests_while_files_are_edited_leave_no_more_than_one(written: TrialSite) -> None:
    editor = Editor(written, 11)
    store = written.folder / ".hn-archive"
    wrong: list[str] = []
    uses = []
    rounds = 20
    with served(written) as (process, port):
        for number in range(rounds):
            editor.edit()
            threads = [
                threading.Thread(target=asking, args=(port, number * 4 + each, REQUESTS // rounds // 4, wrong)) for each in range(4)
            ]
            for thread in threads:
                thread.start()
            listening(port)
            for thread in threads:
                thread.join()
            if number >= rounds * WARM:
                uses.append(use_of(process, store))
        written.article("cuoi.md", "Bài cuối cùng.", date="2023-02-01")
        assert shown(port, "/2023/02/01/cuoi.html", "Bài cuối cùng.")
        time.sleep(0.5)
        last = use_of(process, store)
    print(f"\n{REQUESTS} requests: after {REQUESTS * WARM:.0f} {uses[0]}; at the end {last}")
    assert wrong == []
    assert last.descriptors <= uses[0].descriptors + 2
    assert last.megabytes - uses[0].megabytes < MOST_MEGABYTES
    assert last.store_kilobytes < 2 * uses[0].store_kilobytes + 64
    assert not (written.folder / "public").exists()


def test_builds_beside_a_preview_are_the_same_as_alone(written: TrialSite) -> None:
    """Each has its own store and its own output; both read the same files while they change."""
    editor = Editor(written, 13)
    with served(written) as (_, port):
        for _ in range(5):
            editor.edit()
            written.built()
        written.article("cuoi.md", "Bài cuối cùng.", date="2023-02-01")
        written.built()
        assert shown(port, "/2023/02/01/cuoi.html", "Bài cuối cùng.")
    clean = written.folder.parent / "clean"
    assert not written.build(output=clean).failed
    assert dict(files_below(clean)) == dict(files_below(written.output))
