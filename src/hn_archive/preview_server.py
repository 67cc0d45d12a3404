"""Serve a preview to this machine alone, as a static host would, and tell the pages that are open what has changed."""

import asyncio
import contextlib
import json
import mimetypes
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self
from urllib.parse import quote, unquote_to_bytes

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from hn_archive import address
from hn_archive.header_fields import HEADERS
from hn_archive.messages import WORDS
from hn_archive.preview import Audience, Preview, Shown
from hn_archive.problem import Problem, as_mapping

# Below this path stands what the preview itself needs; no address of a site begins so.
OWN: Final = "/_hn-archive/"
# The whole of a `Host` field: whatever else a parser might find such a name in is no browser's way to write it.
_HOSTS: Final = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_ALIVE: Final = (
    15  # seconds: how often a stream that has nothing new to tell says the same again, which shows whether anybody is there
)
_LARGE: Final = 1024 * 1024  # bytes: what is larger is sent in pieces, and in part where a browser asks for a part
_RELOAD: Final = 0.5  # seconds
_MOST_PROBLEMS: Final = 100
_UNWANTED: Final = re.compile(rb"[\x00-\x1f\x7f\\]")
_CLIENT: Final = {name: Path(__file__).with_name(name) for name in ("preview.js", "preview.css")}


class _Stream(NamedTuple):
    """A page that is open, and the digest of what it was loaded from."""

    page: str
    made: str


class PreviewServer(Audience):
    """Serves a preview on 127.0.0.1 while it is open, in a thread of its own."""

    def __init__(self, preview: Preview, port: int) -> None:
        """With port 0 the system chooses one. Raises OSError where the port is taken."""
        self._preview = preview
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
            self._socket.listen()  # who asks before the thread runs is answered then
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        self._streams: dict[asyncio.Event, _Stream] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        config = uvicorn.Config(
            self._answer,
            interface="asgi3",
            lifespan="off",
            ws="none",
            log_config=None,
            log_level="critical",
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)
        preview.audience = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{quote(self._preview.shown.prefix)}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.should_exit = True
        self.tell()
        self._thread.join(timeout=5)
        self._socket.close()

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve([self._socket])

        asyncio.run(serve())

    def opened(self) -> tuple[str, ...]:
        return tuple({stream.page for stream in tuple(self._streams.values())})

    def tell(self) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has just been closed
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for news in self._streams:
            news.set()

    def await_reloads(self) -> None:
        """Until each page that is shown otherwise now has been loaded again and listens, but for no longer than `_RELOAD` seconds."""
        waiting = self._pages(are_right=False)
        end = time.monotonic() + _RELOAD
        while waiting - self._pages(are_right=True) and time.monotonic() < end:
            time.sleep(0.01)

    def _pages(self, *, are_right: bool) -> Counter[str]:
        """The open pages, those that are as they should be or those that are not."""
        files = self._preview.shown.files
        streams = tuple(self._streams.values())
        return Counter(stream.page for stream in streams if (stream.made == files.get(stream.page, "")) == are_right)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = self._refused(request) or self._response(request)
        except Exception as error:  # whatever one address does to it, the preview lives on
            response = PlainTextResponse(f"A fault in the program itself: {type(error).__name__}: {error}\n", 500)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":  # also of what Starlette answers in place of a response
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers.setdefault(name, value)
                headers["Cache-Control"] = "no-store"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
            await send(message)

        await response(scope, receive, send_with_headers)

    def _refused(self, request: Request) -> Response | None:
        """Nobody but a browser on this machine that looks at this very server: no other site's pages, under whatever name they call it."""
        host = request.headers.get("host", "")
        if not _HOSTS.fullmatch(host):
            return PlainTextResponse("This preview answers to 127.0.0.1 and localhost only.\n", 421)
        origin = request.headers.get("origin")
        is_foreign = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if (origin is not None and origin != f"http://{host}") or (
            is_foreign and request.headers.get("sec-fetch-mode") != "navigate"
        ):
            return PlainTextResponse("This preview answers to its own pages only.\n", 403)
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET and HEAD.\n", 405, {"Allow": "GET, HEAD"})
        return None

    def _response(self, request: Request) -> Response:
        raw: bytes = request.scope["raw_path"]
        written = unquote_to_bytes(raw)
        if _UNWANTED.search(written) or len(written) > 4096:
            return PlainTextResponse("This is no address.\n", 400)
        try:
            path = written.decode()
        except UnicodeDecodeError:
            return PlainTextResponse("This is no address.\n", 400)
        if path.startswith(OWN):
            return self._own(path.removeprefix(OWN), request)
        return self._of_site(path, self._preview.shown)

    def _own(self, name: str, request: Request) -> Response:
        """What the preview itself needs: its script, its styles, and the stream of what changes."""
        if name in _CLIENT:
            return FileResponse(_CLIENT[name], media_type=_media_type(name))
        if name == "events":
            seen = {key: request.query_params.get(key, "") for key in ("page", "made", "styles", "others")}
            return StreamingResponse(self._events(seen), media_type="text/event-stream")
        return PlainTextResponse("There is nothing here.\n", 404)

    def _of_site(self, path: str, shown: Shown) -> Response:
        """What a host that has the site would answer."""
        if path in shown.redirects:
            return RedirectResponse(shown.redirects[path], 301)
        if not path.startswith(shown.prefix):
            return RedirectResponse(quote(shown.prefix), 302) if path == "/" else self._missing("", shown)
        place = path.removeprefix(shown.prefix)
        if not place or place.endswith("/"):
            place += "index.html"
        if place in shown.files:
            return self._file(place, shown)
        if f"{place}/index.html" in shown.files:
            return RedirectResponse(quote(f"{path}/"), 301)
        return self._missing(place, shown)

    def _file(self, place: str, shown: Shown) -> Response:
        file = _inside(shown.folder, place)
        if place not in shown.made and (file is None or file.stat().st_size > _LARGE):
            return FileResponse(file, media_type=_media_type(place)) if file else self._missing(place, shown)
        content = _content(place, shown)
        if content is None:
            return self._missing(place, shown)
        if place.endswith(".html"):
            content += _client(place, shown)
        return Response(content, media_type=_media_type(place))

    def _missing(self, place: str, shown: Shown) -> Response:
        """The site's page for addresses that do not exist; before there is any, one that waits for the first build."""
        content = _content(address.NOT_FOUND, shown) if address.NOT_FOUND in shown.files else None
        if content is None:
            waiting = WORDS[shown.language]["preview waits"]
            content = (
                f'<!DOCTYPE html><html lang="{shown.language}"><meta charset="utf-8"><title>{waiting}</title><p>{waiting}'.encode()
            )
            return Response(content + _client(place, shown), 503, media_type=_media_type(address.NOT_FOUND))
        return Response(content + _client(place, shown), 404, media_type=_media_type(address.NOT_FOUND))

    async def _events(self, seen: dict[str, str]) -> AsyncIterator[str]:
        """What a page that is open is told, as server-sent events (https://html.spec.whatwg.org/#server-sent-events).

        `seen` has what the page was made of when it was loaded, so whatever happened since, it is told what it must do.
        """
        news = asyncio.Event()
        page = seen["page"]
        self._streams[news] = _Stream(page, seen["made"])
        origin = ""
        try:
            while not self._server.should_exit:
                shown = self._preview.shown
                origin = shown.origins.get(page, origin)
                event = _event(seen, origin, shown)
                seen = {**seen, "styles": shown.styles}
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_ALIVE):
                        await news.wait()
                news.clear()
        finally:
            del self._streams[news]


def _event(seen: Mapping[str, str], origin: str, shown: Shown) -> dict[str, object]:
    """What an open page must do, and what there is to say."""
    page = seen["page"]
    now = _state(page, shown)
    to = ""
    if page not in shown.files and seen["made"] and origin:
        to = next((place for place, other in shown.origins.items() if other == origin and place in shown.files), "")
    if to:
        act = "go"
    elif now["made"] != seen["made"] or now["others"] != seen["others"]:
        act = "reload"
    else:
        act = "styles" if now["styles"] != seen["styles"] else "stay"
    return {
        "act": act,
        "to": quote(f"{shown.prefix}{to}"),
        "styles": shown.styles,
        "building": shown.is_building,
        "failed": shown.failed,
        "problems": [as_mapping(problem, shown.language) for problem in _nearest_first(shown.problems, origin)[:_MOST_PROBLEMS]],
        "more": max(len(shown.problems) - _MOST_PROBLEMS, 0),
        "fault": shown.fault,
        "here": origin,
        "unpublished": {f"{shown.prefix}{place}": status for place, status in shown.unpublished.items()},
        "words": {name: text for name, text in WORDS[shown.language].items() if name.startswith(("preview ", "status "))},
    }


def _nearest_first(problems: Iterable[Problem], origin: str) -> list[Problem]:
    """Errors before warnings; of each those first that stand in the file behind the page."""
    return sorted(
        problems, key=lambda problem: (problem.severity != "error", not problem.location or problem.location.path != origin)
    )


def _state(page: str, shown: Shown) -> dict[str, str]:
    """What a page is made of: its own bytes, stylesheets, and other files of the theme, each as a digest."""
    return {"made": shown.files.get(page, ""), "styles": shown.styles, "others": shown.others}


def _client(place: str, shown: Shown) -> bytes:
    """What makes a page listen: an element at its end. Nothing of the site's own bytes is another for it."""
    state = {"page": place, **_state(place, shown)}
    attributes = "".join(f' data-{name}="{quote(value)}"' for name, value in state.items())
    return f'<script src="{OWN}preview.js"{attributes} defer></script>'.encode()


def _content(place: str, shown: Shown) -> bytes | None:
    """A file's bytes; None where it has just gone."""
    if place in shown.made:
        return shown.made[place]
    file = _inside(shown.folder, place)
    try:
        return file.read_bytes() if file else None
    except FileNotFoundError:
        return None


def _inside(folder: Path, place: str) -> Path | None:
    """A regular file of the preview; None where it is none, or a link leads out."""
    path = folder / place
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


# Not as this machine has them in its own files, but as Python and the hosts do.
_TYPES: Final = mimetypes.MimeTypes(())
for _ending, _type in {
    ".avif": "image/avif", ".webp": "image/webp", ".woff2": "font/woff2", ".jsonl": "application/jsonl", ".js": "text/javascript",
    ".xml": "application/xml", ".md": "text/markdown",
}.items():  # fmt: skip
    _TYPES.add_type(_type, _ending)


def _media_type(place: str) -> str:
    kind = address.FEEDS.get(place.rpartition("/")[2]) or _TYPES.guess_type(place)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("json", "xml", "jsonl"))
    return f"{kind}; charset=utf-8" if is_text else kind
