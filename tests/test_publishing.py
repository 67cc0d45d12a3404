"""Publishing to real servers: what arrives, what travels, and what a line that breaks or a second publisher does."""

import gzip
import http.client
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

import brotli  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result

from conftest import CHECKOUT, TrialSite, files_below
from hn_archive.cli import commands
from hn_archive.header_fields import IMMUTABLE, POLICY, SHORT

pytestmark = pytest.mark.tools

sys.path.append(str(CHECKOUT / "tests" / "tools"))

import servers  # noqa: E402
import storages  # noqa: E402

SETTINGS: Final = "language: en\nurl: https://example.org/\nid: kho\n"
TARGET: Final = "kho:luu-tru/site; -x"


@pytest.fixture
def english(site: TrialSite) -> TrialSite:
    site.write("site.yml", SETTINGS)
    site.article("a.md", body="![Ảnh](anh.png)")
    site.write("content/anh.png", (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes())
    site.write("static/-x; y.txt", "a name like an option")
    site.built()
    return site


def publish(site: TrialSite, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["publish", TARGET, *arguments, "--source", str(site.folder), "--now", "2026-06-01"])


class Remote:
    """A server's folder, and the line to it."""

    def __init__(self, folder: Path, line: storages.Line) -> None:
        self.folder = folder
        self.line = line

    @property
    def site(self) -> dict[str, bytes]:
        """What readers see."""
        return {path: content for path, content in files_below(self.folder) if not path.startswith(".hn-archive")}

    def puts(self) -> dict[str, bytes]:
        """What was put over an HTTP line, by path, with the head of each."""
        heads = [(re.match(rb"PUT (\S+) HTTP", head), head) for head in self.line.heads]
        return {unquote(found[1].decode().partition("?")[0]): head for found, head in heads if found}


@contextmanager
def reached(kind: storages.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    root = tmp_path / "server"
    root.mkdir()
    with storages.serving(kind, root) as port:
        line = storages.Line(port)
        for name, value in storages.settings(kind, line.port).items():
            monkeypatch.setenv(name, value)
        try:
            yield Remote(root / TARGET.partition(":")[2], line)
        finally:
            line.close()


def built(site: TrialSite) -> dict[str, bytes]:
    return {path: content for path, content in files_below(site.output) if path != ".hn-archive-manifest"}


@pytest.mark.parametrize("kind", ["s3", "webdav", "sftp"])
def test_a_line_that_breaks_leaves_whole_pages_a_second_publish_finishes_it_and_a_rollback_takes_it_back(
    kind: storages.Kind, english: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reached(kind, tmp_path, monkeypatch) as remote:
        first = publish(english)
        assert first.exit_code == 0, first.output
        before = remote.site
        assert before == built(english)
        english.article("b.md", date="2023-01-13")
        english.article("a.md", body="Ảnh bị bỏ.")
        english.built()
        if kind != "sftp":  # what goes over its line cannot be read, and rclone does not give it up for minutes
            remote.line.cut_at = "/2023/01/13/b.html"
            broken = publish(english)
            assert broken.exit_code == 3, broken.output
            assert len(re.findall(r"^error\[publish-broken\]: .* Live: release 1, ", broken.stderr, re.MULTILINE)) == 1
            assert (remote.folder / "2023/01/13/b.txt").exists()
            assert not (remote.folder / "2023/01/13/b.html").exists()
            assert set(before) <= set(remote.site)  # nothing is removed before all has come
            remote.line.mend()
        finished = publish(english)
        assert finished.exit_code == 0, finished.output
        assert remote.site == built(english)
        back = publish(english, "--rollback")
        assert back.exit_code == 0, back.output
        assert remote.site == before
        subprocess.run(["sha256sum", "--check", "--quiet", ".hn-archive-manifest"], cwd=remote.folder, check=True)


def test_a_storage_that_stalls_is_a_line_that_breaks(english: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reached("s3", tmp_path, monkeypatch) as remote:
        assert publish(english).exit_code == 0
        before = remote.site
        english.article("b.md", date="2023-01-13")
        english.built()
        for name, value in (("TIMEOUT", "2s"), ("RETRIES", "1"), ("LOW_LEVEL_RETRIES", "1")):
            monkeypatch.setenv(f"RCLONE_{name}", value)
        remote.line.stall_at = "/2023/01/13/b.html"
        stalled = publish(english)
        assert stalled.exit_code == 3, stalled.output
        assert "Live: release 1, " in stalled.stderr
        assert set(before) <= set(remote.site)
        remote.line.mend()
        finished = publish(english)
        assert finished.exit_code == 0, finished.output
        assert remote.site == built(english)


def test_a_new_article_moves_only_its_changed_files_each_with_its_type(
    english: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reached("s3", tmp_path, monkeypatch) as remote:
        assert publish(english).exit_code == 0
        before, heads = remote.site, remote.puts()
        picture = next(path for path in heads if path.endswith(".png"))
        assert f"Cache-Control: {IMMUTABLE}".encode() in heads[picture]
        assert b"Content-Type: image/png\r\n" in heads[picture]
        (odd,) = (path for path in heads if "y.txt" in path)
        assert b"Content-Type: text/plain; charset=utf-8\r\n" in heads[odd]
        english.article("b.md", date="2023-01-13")
        english.built()
        remote.line.heads.clear()
        assert publish(english).exit_code == 0
        after = remote.site
        changed = {path for path in after if after[path] != before.get(path)}
        sent = {path.partition("-x/")[2] for path in remote.puts()}
        assert {path for path in sent if path and not path.startswith(".hn-archive")} == changed
        assert len(changed) < len(after) / 2
        page = next(head for path, head in remote.puts().items() if path.endswith("/13/b.html"))
        assert b"Content-Type: text/html; charset=utf-8\r\n" in page
        assert f"Cache-Control: {SHORT}".encode() in page


def test_two_publishers_at_once(english: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two machines that publish other releases one is turned away, and the site is that of the other."""
    with reached("s3", tmp_path, monkeypatch) as remote:
        assert publish(english).exit_code == 0
        other = TrialSite(tmp_path / "other")
        other.write("site.yml", SETTINGS)
        for site, day in ((english, "13"), (other, "14")):
            site.article(f"x{day}.md", date=f"2023-01-{day}")
            site.built()
        command = [sys.executable, "-m", "hn_archive", "publish", TARGET, "--now", "2026-06-01", "--max-delete", "1000", "--source"]
        running = [
            subprocess.Popen([*command, str(site.folder)], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
            for site in (english, other)
        ]
        ended = [process.communicate(timeout=120) for process in running]
        codes = [process.returncode for process in running]
        assert set(codes) <= {0, 4}, ended
        assert 4 in codes, ended
        for site, code in zip((english, other), codes, strict=True):
            if code == 0:
                assert remote.site == built(site)
        again = publish(english, "--max-delete", "1000") if 0 not in codes else None
        assert again is None or again.exit_code in (0, 4)


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def answer(host: str, path: str, **fields: str) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(host).netloc, timeout=10)
    connection.request("GET", path, headers=fields)
    found = connection.getresponse()
    body = found.read()
    connection.close()
    return Answer(found.status, found.headers, body)


@pytest.mark.parametrize("prefix", ["/", "/kho/"])
def test_nginx_with_its_generated_configuration(english: TrialSite, tmp_path: Path, prefix: str) -> None:
    english.write(
        "site.yml",
        f"language: en\nurl: https://example.org{prefix}\nid: kho\nlists: {{data: on}}\n"
        "publish: {host: nginx, compress: [gzip, brotli]}\n",
    )
    english.article("a.md", body="![Ảnh](anh.png)\n\n" + "Nội dung. " * 200, aliases='["/cũ.html"]')
    english.built()
    root = tmp_path / "www"
    root.mkdir()
    target = root / prefix.strip("/") if prefix != "/" else root / "x"
    done = CliRunner().invoke(commands, ["publish", str(target), "--source", str(english.folder), "--now", "2026-06-01"])
    assert done.exit_code == 0, done.output
    shown = target / "current"
    if prefix != "/":  # a web server's root may hold more sites than one
        (tmp_path / "root").mkdir()
        (tmp_path / "root" / prefix.strip("/")).symlink_to(shown)
        shown = tmp_path / "root"
    (tmp_path / "work").mkdir()
    page = f"{prefix}2023/01/12/a.html"
    content = (english.output / "2023/01/12/a.html").read_bytes()
    with servers.serving("nginx", shown, tmp_path / "work", target / "current") as host:
        moved = answer(host, f"{prefix}c%C5%A9.html")
        assert (moved.status, moved.headers["Location"]) == (301, page)
        assert moved.headers["Content-Security-Policy"] == POLICY
        plain = answer(host, page)
        assert (plain.status, plain.body) == (200, content)
        assert plain.headers["Content-Type"] == "text/html; charset=utf-8"
        assert plain.headers["Content-Security-Policy"] == POLICY
        assert plain.headers["X-Content-Type-Options"] == "nosniff"
        assert plain.headers["Cache-Control"] == SHORT
        assert plain.headers["Vary"] == "Accept-Encoding"
        assert plain.headers["Access-Control-Allow-Origin"] is None
        for way, ending, unpacked in (("gzip", ".gz", gzip.decompress), ("br", ".br", brotli.decompress)):
            packed = answer(host, page, **{"Accept-Encoding": way})
            assert packed.headers["Content-Encoding"] == way
            assert packed.body == (target / f"current/2023/01/12/a.html{ending}").read_bytes()
            assert unpacked(packed.body) == content
        picture = next(path.relative_to(english.output).as_posix() for path in english.output.rglob("*.png"))
        kept = answer(host, prefix + picture)
        assert (kept.headers["Cache-Control"], kept.headers["Content-Type"]) == (IMMUTABLE, "image/png")
        for path, kind in (
            ("atom.xml", "application/atom+xml; charset=utf-8"),
            ("feed.json", "application/feed+json; charset=utf-8"),
            ("sitemap.xml", "application/xml; charset=utf-8"),
            ("static/site.css", "text/css; charset=utf-8"),
            ("data/articles-2023.jsonl", "application/jsonl; charset=utf-8"),
        ):
            found = answer(host, prefix + path)
            assert (path, found.status, found.headers["Content-Type"]) == (path, 200, kind)
        assert answer(host, f"{prefix}atom.xml").headers["Access-Control-Allow-Origin"] == "*"
        assert answer(host, f"{prefix}data/articles-2023.jsonl").headers["Access-Control-Allow-Origin"] == "*"
        assert answer(host, f"{prefix}search/segments.js").headers["Cache-Control"] == "no-cache"
        for path in ("khong-co.html", ".hn-archive-manifest", "_nginx.conf", "_nginx-server.conf"):
            lost = answer(host, prefix + path)
            assert (path, lost.status) == (path, 404)
            assert lost.headers["Content-Security-Policy"] == POLICY
            assert lost.body == (english.output / "404.html").read_bytes()
        # A release is live the moment that its link is, without a word to the server.
        english.article("a.md", body="Khác.")
        english.built()
        assert CliRunner().invoke(commands, ["publish", str(target), "--source", str(english.folder)]).exit_code == 0
        assert answer(host, page, **{"Accept-Encoding": "gzip"}).body == (target / "current/2023/01/12/a.html.gz").read_bytes()
        assert "Khác." in answer(host, page).body.decode()


def test_apache_with_its_generated_configuration(english: TrialSite, tmp_path: Path) -> None:
    english.write("site.yml", SETTINGS + "lists: {data: on}\npublish: {host: apache}\n")
    english.built()
    (tmp_path / "work").mkdir()
    picture = next(path.relative_to(english.output).as_posix() for path in english.output.rglob("*.png"))
    segment = next(path.relative_to(english.output).as_posix() for path in english.output.rglob("w0.js"))
    with servers.serving("apache", english.output, tmp_path / "work") as host:
        for path, value in (
            ("2023/01/12/a.html", SHORT),
            (picture, IMMUTABLE),
            (segment, IMMUTABLE),
            ("search/segments.js", "no-cache"),
        ):
            assert (path, answer(host, f"/{path}").headers["Cache-Control"]) == (path, value)
        for path, allowed in (("atom.xml", "*"), ("data/articles.csv", "*"), ("index.html", None)):
            assert (path, answer(host, f"/{path}").headers["Access-Control-Allow-Origin"]) == (path, allowed)
        lost = answer(host, "/khong-co.html")
        assert (lost.status, lost.headers["Content-Security-Policy"]) == (404, POLICY)
