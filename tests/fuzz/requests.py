"""Requests to the preview: whoever asks for whatever gets a file of the site, a way within it, or a refusal; never a file from outside."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from fuzz.target import Target
from hn_archive.preview import Preview, Shown
from hn_archive.preview_server import PreviewServer

_OUTSIDE: Final = b"outside of the site"
_FILES: Final = {
    "index.html": b"home",
    "404.html": b"none",
    "2023/01/12/a.html": b"article",
    "2023/index.html": b"year",
    "static/site.css": b"style",
    "tep/c\u00e0 ph\u00ea.pdf": b"PDF",
    "big.bin": b"x" * (1024 * 1024 + 1),
}
_MADE: Final = {"2023/01/12/moi.html": b"new"}
_REDIRECTS: Final = {"/cu.html": "/2023/01/12/a.html", "/c\u0169/": "/"}
# Where a browser is driven in the same process, its own loop runs in this thread.
_APART: Final = ThreadPoolExecutor(1)
_LOCAL: Final = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_STATUSES: Final = {200, 206, 301, 302, 400, 403, 404, 405, 416, 421}


class _Preview(Preview):
    """One that is not built, and shows what it is given."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown


@cache
def _server(prefix: str) -> tuple[PreviewServer, TemporaryDirectory[str]]:
    """A server that is asked without a socket, and the folder of its site, with ways out of it and files that are not the site's."""
    kept = TemporaryDirectory(prefix="hn-archive-")
    outside = Path(kept.name)
    folder = outside / "site"
    for place, content in _FILES.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(content)
    (outside / "secret.html").write_bytes(_OUTSIDE)
    (folder / "unlisted.html").write_bytes(_OUTSIDE)
    (folder / "link.html").symlink_to(outside / "secret.html")
    (folder / "up").symlink_to(outside)
    files = dict.fromkeys([*_FILES, *_MADE, "link.html", "up/secret.html", "../secret.html", "gone.html"], "0")
    shown = Shown(folder=folder, prefix=prefix, files=files, made=_MADE, redirects=_REDIRECTS, is_building=False)
    server = PreviewServer(_Preview(shown), 0)
    server._socket.close()
    return server, kept


def _ask(
    server: PreviewServer, method: str, path: bytes, headers: list[tuple[bytes, bytes]]
) -> tuple[int, dict[bytes, bytes], bytes]:
    """What it answers: the status, the headers and the body."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw, _, query = path.partition(b"?")

    async def receive() -> Any:
        if not is_stream:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}  # a stream ends when whoever asked is gone

    is_stream = unquote_to_bytes(raw).endswith(b"/events")
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": raw.decode("latin-1"), "raw_path": raw, "query_string": query, "headers": headers, "server": ("127.0.0.1", 80), "root_path": "",
    }  # fmt: skip
    _APART.submit(asyncio.run, server._answer(scope, receive, send)).result()
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


def check_path(content: bytes) -> None:
    """A path leads to a file of the site with its bytes, or to another path of the site."""
    for prefix in ("/", "/kho/"):
        server, _ = _server(prefix)
        path = prefix.encode() + content
        status, headers, body = _ask(server, "GET", path, [(b"host", b"127.0.0.1:80")])
        assert status in _STATUSES, (status, body)
        assert _OUTSIDE not in body
        assert b"content-security-policy" in headers
        way = headers.get(b"location", b"").decode("ascii")
        assert (status in (301, 302)) == bool(way)
        if way:
            assert re.fullmatch(r"/(?![/\\])[!-~]*", way), way
        elif status == 200 and not unquote_to_bytes(path).startswith(b"/_hn-archive/"):
            assert any(body.startswith(known) for known in (*_FILES.values(), *_MADE.values())), body


def check_request(content: bytes) -> None:
    """Only who asks this machine, from one of its own pages, is answered; METHOD PATH, then a line for each header."""
    server, _ = _server("/")
    first, *lines = content.split(b"\n")
    method, _, path = first.partition(b" ")
    headers = [(name.strip().lower(), value.strip()) for name, colon, value in (line.partition(b":") for line in lines) if colon]
    status, found, body = _ask(server, method.decode("latin-1"), b"/" + path.lstrip(b"/"), headers)
    assert status in _STATUSES, (status, body)
    assert _OUTSIDE not in body
    said = dict(reversed(headers))  # the first of each name
    host, origin = said.get(b"host", b"").decode("latin-1"), said.get(b"origin")
    if not _LOCAL.fullmatch(host):
        assert status in (400, 421)
    elif origin is not None and origin.decode("latin-1") != f"http://{host}":
        assert status == 403
    elif method not in (b"GET", b"HEAD"):
        assert status in (403, 405)
    assert found.get(b"cross-origin-resource-policy") == b"same-origin"


_TOKENS = (
    *(
        "/",
        "//",
        "..",
        "../",
        "%2e%2e/",
        "%2E%2E%2F",
        "..%2f",
        "%252e%252e%252f",
        "..%5c",
        "\\",
        "%5c..",
        ".",
        "./",
        "%00",
        "%0d%0a",
        "%ff",
        "%C3%A0",
        "%c0%ae",
        "%",
    ),
    *(
        "2023/01/12/a.html",
        "2023",
        "2023/",
        "index.html",
        "static/site.css",
        "tep/c%C3%A0%20ph%C3%AA.pdf",
        "tep/ca%CC%80",
        "big.bin",
        "cu.html",
        "c%C5%A9/",
        "moi.html",
    ),
    *(
        "link.html",
        "up/secret.html",
        "../secret.html",
        "gone.html",
        "unlisted.html",
        "secret.html",
        "_hn-archive/",
        "_hn-archive/events?page=a&made=b",
        "preview.js",
        "etc/passwd",
    ),
    *("?", "#", "?x=1", ";x", ":", "C:", "kho/", "a" * 300, "//evil.example/%2f..", "\r\n", "é"),
)
_HEADS = (
    *("GET ", "HEAD ", "POST ", "OPTIONS ", "get ", "\nHost: 127.0.0.1:80", "\nHost: localhost", "\nHost: [::1]:80", "\nHost: evil.example", "\nHost: 127.0.0.1.evil.example"),
    *("\nHost: localhost@evil.example", "\nHost: evil.example#@localhost", "\nHost: [::1", "\nHost: 127.1", "\nHost: LOCALHOST.", "\nHost:", "\nHost: localhost:x", "\nHost: localhost/"),
    *("\nOrigin: http://127.0.0.1:80", "\nOrigin: null", "\nOrigin: http://localhost", "\nOrigin: https://evil.example", "\nSec-Fetch-Site: cross-site", "\nSec-Fetch-Mode: navigate"),
    *("\nRange: bytes=0-1", "\nRange: bytes=-1", "\nRange: bytes=9-1,0-", "\nIf-None-Match: *", "\nSec-Fetch-Site: same-site", "\nRange: bytes=99999999-"),
)  # fmt: skip
TARGETS = (
    Target("paths", check_path, _TOKENS, 150),
    Target("requests", check_request, (*_HEADS, *_TOKENS), 150),
)
