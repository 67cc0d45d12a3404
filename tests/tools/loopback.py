"""Serve a folder on a free port of 127.0.0.1 for the time of a `with` block, as good hosts do: compressed, with lasting caches."""

import gzip
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TEXT = ("text/", "application/json", "application/xml", "application/atom+xml", "application/rss+xml", "image/svg+xml")


@contextmanager
def serving(site: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address at which the files of `site` stand, each with `headers` (its Content-Security-Policy, say)."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, site.resolve(), dict(headers or {}))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@lru_cache(maxsize=500)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits for the head to be acknowledged
    timeout = 30

    def __init__(self, site: Path, extra: dict[str, str], *arguments: object) -> None:
        self.site = site
        self.extra = extra
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def _answer(self, *, with_body: bool) -> None:
        path = (self.site / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
        if path.is_dir():
            path /= "index.html"
        found = path.is_relative_to(self.site) and path.is_file()
        if not found:
            path = self.site / "404.html"
        body = path.read_bytes() if path.is_file() else b""
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        text = kind.startswith(_TEXT)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Cache-Control", "no-cache" if kind == "text/html" else "public, max-age=31536000, immutable")
        if text and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = _compressed(body)
            self.send_header("Content-Encoding", "gzip")
        for name, value in self.extra.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            with suppress(ConnectionError):  # nobody waits for it any more
                self.wfile.write(body)
