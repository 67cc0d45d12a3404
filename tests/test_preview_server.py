"""The preview's server, asked over real sockets."""

import http.client
import json
import mimetypes
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOW, TrialSite
from hn_archive import preview_server
from hn_archive.header_fields import HEADERS, POLICY
from hn_archive.preview import Preview
from hn_archive.preview_server import PreviewServer
from hn_archive.problem import Location, Problem

ARTICLE = "2023/01/12/a.html"


@contextmanager
def served(site: TrialSite) -> Iterator[PreviewServer]:
    preview = Preview(site.folder, lambda: NOW, lambda stage, done, total: None, lambda: False)
    with PreviewServer(preview, 0) as server:
        preview.update()
        yield server


def prepared(site: TrialSite) -> TrialSite:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\n")
    site.write("static/big.bin", bytes(3 * 1024 * 1024))
    site.article("a.md", body="Chữ cũ.", aliases="[/cu.html]")
    site.article("draft.md", draft="true")
    return site


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PreviewServer]:
    """One for all that only ask."""
    with served(prepared(TrialSite(tmp_path_factory.mktemp("shared") / "site"))) as server:
        yield server


@pytest.fixture
def edited(site: TrialSite) -> Iterator[PreviewServer]:
    """One whose site changes."""
    with served(prepared(site)) as server:
        yield server


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(server: PreviewServer, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return Answer(connection.getresponse())
    finally:
        connection.close()


def send(server: PreviewServer, request: bytes) -> bytes:
    """The first line of the answer to bytes that may be no request."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").readline()


class Stream:
    """An open page's ear."""

    def __init__(self, server: PreviewServer, page: str, **seen: str) -> None:
        shown = server._preview.shown
        state = {"page": page, "made": shown.files.get(page, ""), "styles": shown.styles, "others": shown.others, **seen}
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self._connection.request("GET", "/_hn-archive/events?" + "&".join(f"{name}={value}" for name, value in state.items()))
        self._response = self._connection.getresponse()

    @property
    def kind(self) -> str:
        return self._response.headers["Content-Type"]

    def read_to_its_end(self) -> None:
        """Raises IncompleteRead where the stream breaks off."""
        self._response.read()

    def silent(self) -> bool:
        """Whether nothing more comes for a moment, after which nothing can be read from this stream but what comes later."""
        return not select.select([self._connection.sock], [], [], 0.2)[0]

    def next(self) -> dict[str, Any]:
        while not (line := self._response.readline()).startswith(b"data: "):
            assert line, "the stream has ended"
        news: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        assert self._response.readline() == b"\n", "an event ends with an empty line"
        return news

    def last(self) -> dict[str, Any]:
        """What is said once the preview is built."""
        while (news := self.next())["building"]:
            pass
        return news

    def close(self) -> None:
        self._response.close()
        self._connection.close()


def test_pages_are_sent_as_a_host_sends_them_with_what_listens_at_their_end(edited: PreviewServer, site: TrialSite) -> None:
    answer = ask(edited, f"/{ARTICLE}")
    built = (site.folder / ".hn-archive/preview/site" / ARTICLE).read_bytes()
    assert answer.body.startswith(built)
    assert answer.body.removeprefix(built).startswith(b'<script src="/_hn-archive/preview.js" data-page="2023/01/12/a.html"')
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/2023/", 200, "text/html; charset=utf-8"),
        ("/static/site.css", 200, "text/css; charset=utf-8"),
        ("/static/search.js", 200, "text/javascript; charset=utf-8"),
        ("/static/icon.svg", 200, "image/svg+xml; charset=utf-8"),
        ("/static/fonts/noto-serif-latin-400-normal.woff2", 200, "font/woff2"),
        ("/atom.xml", 200, "application/atom+xml; charset=utf-8"),
        ("/feed.json", 200, "application/feed+json; charset=utf-8"),
        ("/sitemap.xml", 200, "application/xml; charset=utf-8"),
        ("/robots.txt", 200, "text/plain; charset=utf-8"),
        ("/static/big.bin", 200, "application/octet-stream"),
        ("/nowhere.html", 404, "text/html; charset=utf-8"),
        ("/2023/01/12", 301, None),
        ("/cu.html", 301, None),
        ("/_hn-archive/preview.css", 200, "text/css; charset=utf-8"),
        ("/_hn-archive/preview.py", 404, "text/plain; charset=utf-8"),
        ("/_hn-archive/../preview.py", 404, "text/plain; charset=utf-8"),
    ],
)
def test_addresses_answer_as_on_a_static_host(server: PreviewServer, path: str, status: int, kind: str | None) -> None:
    answer = ask(server, path)
    assert (answer.status, answer.headers["Content-Type"]) == (status, kind)


def test_a_file_of_a_kind_that_only_this_machine_knows_is_bytes(
    edited: PreviewServer, site: TrialSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    mimetypes.init()
    monkeypatch.setitem(mimetypes.types_map, ".odd", "text/html")
    site.write("static/a.odd", "<script>alert(1)</script>")
    edited._preview.update()
    assert ask(edited, "/static/a.odd").headers["Content-Type"] == "application/octet-stream"


def test_redirects_lead_where_the_host_leads(server: PreviewServer) -> None:
    assert ask(server, "/cu.html").headers["Location"] == f"/{ARTICLE}"
    assert ask(server, "/2023/01/12").headers["Location"] == "/2023/01/12/"


def test_an_address_that_does_not_exist_shows_the_sites_own_page(server: PreviewServer) -> None:
    answer = ask(server, "/nowhere/at/all.html")
    assert answer.status == 404
    assert b'href="/static/site.css"' in answer.body
    assert b'data-page="nowhere/at/all.html"' in answer.body


def test_a_site_below_a_path_is_served_below_it(site: TrialSite) -> None:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/kho/\n")
    site.article("a.md")
    with served(site) as server:
        assert server.url.endswith("/kho/")
        assert ask(server, f"/kho/{ARTICLE}").status == 200
        assert ask(server, f"/{ARTICLE}").status == 404
        assert (ask(server, "/").status, ask(server, "/").headers["Location"]) == (302, "/kho/")
        assert b'href="/kho/static/site.css"' in ask(server, "/kho/nowhere.html").body


def test_its_own_address_is_that_of_the_socket_and_of_the_sites_path(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = msgspec.structs.replace(server._preview.shown, prefix="/kho á/")
    monkeypatch.setattr(server._preview, "shown", shown)
    assert server.url == f"http://127.0.0.1:{server.port}/kho%20%C3%A1/"


def test_a_part_of_a_large_file_can_be_asked_for(server: PreviewServer) -> None:
    answer = ask(server, "/static/big.bin", Range="bytes=10-19")
    assert (answer.status, answer.headers["Content-Range"], len(answer.body)) == (206, "bytes 10-19/3145728", 10)


@pytest.mark.parametrize(("part", "status"), [("", 400), ("lines=1-2", 400), ("bytes=9-1", 400), ("bytes=99999999-", 416)])
def test_a_part_that_is_none_is_refused_under_the_same_policy(server: PreviewServer, part: str, status: int) -> None:
    answer = ask(server, "/static/big.bin", Range=part)
    assert answer.status == status
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_head_has_the_head_alone(server: PreviewServer) -> None:
    answer = ask(server, f"/{ARTICLE}", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(ask(server, f"/{ARTICLE}").body)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_nothing_can_be_done_but_look(server: PreviewServer, method: str) -> None:
    answer = ask(server, "/", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "[::2]", "0.0.0.0:8000", "[::1", "::1", "localhost.",
        "evil@localhost", "localhost@evil.example", "localhost:80@evil.example", "localhost/evil", "localhost#", "localhost?", "127.1",
        "2130706433", "0x7f000001", "127.0.0.1, evil.example", "localhost evil.example", "localhost:evil", "127.0.0.1\xa0", "localhost/", "localhost:", "//localhost",
        "127x0x0x1", "127.0.0x1", "evil.localhost", "a.localhost:8000",
    ],
)  # fmt: skip
def test_another_hosts_name_is_refused(server: PreviewServer, host: str) -> None:
    assert ask(server, "/", Host=host).status == 421


def test_who_names_no_host_is_refused(server: PreviewServer) -> None:
    assert send(server, b"GET / HTTP/1.0\r\n\r\n").split()[1] == b"421"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_this_machines_names_are_taken(server: PreviewServer, host: str) -> None:
    assert ask(server, "/", Host=host).status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "null", "", "http://127.0.0.1:{other}", "http://127.0.0.1", "http://127.0.0.1:{port}0", "http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}.evil.example", "http://127.0.0.1:{port}@evil.example", "http://evil.example@127.0.0.1:{port}",
        "http://evil.example/127.0.0.1:{port}", "https://127.0.0.1:{port}", "HTTP://127.0.0.1:{port}", "http://localhost:{port}", "127.0.0.1:{port}",
    ],
)  # fmt: skip
def test_pages_of_another_origin_are_refused(server: PreviewServer, origin: str) -> None:
    assert ask(server, "/", Origin=origin.format(port=server.port, other=server.port + 1)).status == 403


def test_its_own_pages_are_answered_under_each_of_its_names(server: PreviewServer) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        own = f"{name}:{server.port}"
        assert ask(server, "/", Host=own, Origin=f"http://{own}").status == 200
    assert ask(server, "/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("place", "mode", "status"),
    [
        ("cross-site", "navigate", 200), ("same-site", "navigate", 200), ("none", "navigate", 200), ("same-origin", "navigate", 200),
        ("same-origin", "no-cors", 200), ("same-origin", "cors", 200), ("none", "no-cors", 200), ("same-origin", "same-origin", 200),
        ("cross-site", "no-cors", 403), ("cross-site", "cors", 403), ("cross-site", "websocket", 403), ("cross-site", "", 403),
        ("same-site", "no-cors", 403), ("same-site", "cors", 403), ("same-site", "same-origin", 403), ("same-site", None, 403), ("cross-site", None, 403),
    ],
)  # fmt: skip
def test_other_sites_may_lead_here_and_not_load_anything(server: PreviewServer, place: str, mode: str | None, status: int) -> None:
    named = {"Sec_Fetch_Mode": mode} if mode is not None else {}
    assert ask(server, "/static/site.css", Sec_Fetch_Site=place, **named).status == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_who_may_not_ask_is_refused_however_it_asks(server: PreviewServer, method: str) -> None:
    assert ask(server, f"/{ARTICLE}", method, Host="evil.example").status == 421
    assert ask(server, f"/{ARTICLE}", method, Origin="https://evil.example").status == 403


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        (f"/{ARTICLE}", "GET", {}), ("/static/site.css", "HEAD", {}), ("/static/big.bin", "GET", {}), ("/nowhere", "GET", {}), ("/cu.html", "GET", {}),
        ("/%00", "GET", {}), ("/", "POST", {}), ("/", "GET", {"Host": "evil.example"}), ("/", "GET", {"Origin": "null"}),
        ("/_hn-archive/preview.js", "GET", {}), ("/_hn-archive/none", "GET", {}),
    ],
)  # fmt: skip
def test_whatever_the_answer_its_policy_is_the_sites_and_nothing_is_stored_or_told(
    server: PreviewServer, path: str, method: str, headers: dict[str, str]
) -> None:
    answer = ask(server, path, method, **headers)
    policy = {**dict(HEADERS), "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
    assert {name: answer.headers[name] for name in policy} == policy
    assert not [name for name in ("Server", "Date", "Access-Control-Allow-Origin") if name in answer.headers]


def test_a_fault_is_an_answer_under_the_same_policy_and_the_preview_lives_on(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise RecursionError("odd")

    with monkeypatch.context() as patched:
        patched.setattr(preview_server, "_content", fail)
        answer = ask(server, f"/{ARTICLE}")
    assert answer.status == 500
    assert b"RecursionError: odd" in answer.body
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert ask(server, f"/{ARTICLE}").status == 200


@pytest.mark.parametrize("path", ["/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/a%22onload=%22alert(1)", "/a'b%3Cc%26.html"])
def test_an_address_cannot_become_markup_of_the_page_that_is_shown_for_it(server: PreviewServer, path: str) -> None:
    body = ask(server, path).body
    built = (server._preview.shown.folder / "404.html").read_bytes()
    element = body.removeprefix(built).decode()
    assert body.startswith(built)
    assert re.fullmatch(
        r'<script src="/_hn-archive/preview\.js"(?: data-[a-z]+="[^"<>&\']*"){4} defer></script>', element.replace("&amp;", "")
    )


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../site.yml", "/%2e%2e/%2e%2e/site.yml", "/..%2f..%2fsite.yml", "/%2e%2e%2f%2e%2e%2fsite.yml", "/....//site.yml",
        "//site.yml", "/./site.yml", "/static/../../../../site.yml", "/%252e%252e/site.yml", "/.hn-archive-manifest", "/site.yml",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%252f..%252fsite.yml", "/%2e./%2e./site.yml", "/.%2e/.%2e/site.yml",
        "/..;/..;/site.yml", "/%u002e%u002e/site.yml", "/%ef%bc%8e%ef%bc%8e/site.yml", "/%e2%80%a5/site.yml", "/..%ef%bc%8fsite.yml",
        "/%2f%2e%2e%2fsite.yml", "//127.0.0.1/site.yml", "/http://127.0.0.1/site.yml", "/file:///site.yml", "/2023/../../../../site.yml",
        "/_hn-archive/../../site.yml", "/_hn-archive/%2e%2e/preview.py", "/_hn-archive/preview.js/../../preview.py", "/?/../../site.yml#",
        "/C:/windows/win.ini", "/%c0%ae%c0%ae/site.yml", "/static/..%00/site.yml", "/..%5c..%5csite.yml", "/%ff",
    ],
)  # fmt: skip
def test_no_way_leads_out_of_the_preview(server: PreviewServer, path: str) -> None:
    answer = ask(server, path)
    assert answer.status in ((200,) if path.startswith("/?") else (400, 404))
    assert b"root:" not in answer.body
    assert b"id: k" not in answer.body


@pytest.mark.parametrize(
    "path", ["/%00", "/a%00.html", "/a%0a", "/a%01", "/a%1f", "/a%7f.html", "/%5c", "/%ff", "/" + "a" * 4096, "/" + "%61" * 4096]
)
def test_what_no_address_can_be_is_refused(server: PreviewServer, path: str) -> None:
    assert ask(server, path).status == 400


@pytest.mark.parametrize("path", ["/" + "a" * 4095, "/" + "%61" * 4095, "/x/_hn-archive/preview.js"])
def test_what_an_address_may_be_is_looked_for(server: PreviewServer, path: str) -> None:
    answer = ask(server, path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_an_address_is_decoded_once(site: TrialSite) -> None:
    site.write("static/a%41.txt", "một")
    site.write("static/b%41/index.html", "hai")
    site.article("a.md")
    with served(site) as server:
        assert ask(server, "/static/a%2541.txt").body == "một".encode()
        assert ask(server, "/static/a%41.txt").status == 404
        assert ask(server, "/static/b%2541").headers["Location"] == "/static/b%2541/"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP\r\n\r\n", b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n", b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(server: PreviewServer, request_: bytes) -> None:
    assert send(server, request_).split()[1] == b"400"
    assert ask(server, "/").status == 200


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_whatever_bytes_come_it_lives_on(server: PreviewServer, request_: bytes) -> None:
    send(server, request_ + b"\r\n\r\n")
    assert ask(server, "/robots.txt").status == 200


@pytest.mark.parametrize("address", ["robots.txt", "static/big.bin"])
@pytest.mark.parametrize("to", ["site.yml", ".hn-archive/preview/outside.txt", ".hn-archive/preview/site-too/a.txt"])
def test_a_link_in_the_previews_folder_leads_nowhere_outside(edited: PreviewServer, site: TrialSite, address: str, to: str) -> None:
    place = site.folder / ".hn-archive/preview/site" / address
    place.unlink()
    place.symlink_to(site.write(to, bytes(3 * 1024 * 1024)))
    assert ask(edited, f"/{address}").status == 404


def test_a_site_behind_a_link_is_served(tmp_path: Path) -> None:
    site = prepared(TrialSite(tmp_path / "site"))
    (tmp_path / "link").symlink_to(site.folder)
    site.folder = tmp_path / "link"
    with served(site) as server:
        assert ask(server, f"/{ARTICLE}").status == 200


def test_a_file_that_is_newer_than_the_disk_is_shown_and_one_that_has_just_gone_is_missing(
    edited: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = edited._preview.shown
    made = {ARTICLE: b"<p>newer", "2023/new.txt": b"not yet there"}
    edited._preview.shown = msgspec.structs.replace(shown, files={**shown.files, "2023/new.txt": "x"}, made=made)
    assert ask(edited, f"/{ARTICLE}").body.startswith(b"<p>newer<script ")
    assert ask(edited, "/2023/new.txt").body == b"not yet there"
    assert ask(edited, "/static/site.css").body == (shown.folder / "static/site.css").read_bytes()
    (shown.folder / "static/big.bin").unlink()
    assert ask(edited, "/static/big.bin").status == 404
    read = Path.read_bytes

    def gone(path: Path) -> bytes:
        if path.name == "robots.txt":
            path.unlink()
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", gone)
    assert ask(edited, "/robots.txt").status == 404


def test_an_open_page_is_told_to_load_again_when_it_is_another(edited: PreviewServer, site: TrialSite) -> None:
    stream = Stream(edited, ARTICLE)
    assert stream.next()["act"] == "stay"
    site.article("a.md", body="Chữ mới.")
    edited._preview.update([PurePath("content/a.md")])
    acts = [stream.next()["act"] for _ in range(2)]
    assert "reload" in acts
    assert "Chữ mới." in ask(edited, f"/{ARTICLE}").body.decode()
    stream.close()


def test_a_page_that_missed_a_change_is_told_when_it_asks(server: PreviewServer) -> None:
    for seen, act in (({"made": "old"}, "reload"), ({"others": "old"}, "reload"), ({"styles": "old"}, "styles"), ({}, "stay")):
        stream = Stream(server, ARTICLE, **seen)
        assert stream.last()["act"] == act
        stream.close()


def test_a_new_stylesheet_needs_no_new_page(edited: PreviewServer, site: TrialSite) -> None:
    stream = Stream(edited, ARTICLE)
    stream.next()
    site.write("static/site.css", "h1 { color: blue }")
    edited._preview.update([PurePath("static/site.css")])
    news: list[dict[str, Any]] = []
    while not news or news[-1]["building"]:
        news.append(stream.next())
    assert [each["act"] for each in news].count("styles") == 1
    assert not any(each["act"] == "reload" for each in news)
    stream.close()


def test_a_page_that_moved_is_followed(edited: PreviewServer, site: TrialSite) -> None:
    stream = Stream(edited, ARTICLE)
    stream.next()
    site.article("a.md", date="2023-01-13")
    edited._preview.update([PurePath("content/a.md")])
    news = stream.last()
    assert (news["act"], news["to"]) == ("go", "/2023/01/13/a.html")
    stream.close()


def test_problems_come_with_place_and_way_out_those_of_the_page_first(edited: PreviewServer, site: TrialSite) -> None:
    stream = Stream(edited, ARTICLE)
    site.article("0.md", body="[a](dau.md)")
    site.article("a.md", body="[a](dau.md)", views="nhiều")
    site.article("b.md", views="nhiều")
    edited._preview.update([PurePath("content/a.md")])
    news = stream.last()
    while not news["failed"]:
        news = stream.last()
    assert [(each["severity"], each["path"]) for each in news["problems"]][:2] == [
        ("error", "content/a.md"),
        ("error", "content/b.md"),
    ]
    assert news["problems"][0]["line"] == 4
    assert news["problems"][0]["hint"]
    assert news["here"] == "content/a.md"
    stream.close()


def test_unpublished_articles_are_named_with_their_status(server: PreviewServer) -> None:
    stream = Stream(server, ARTICLE)
    assert stream.last()["unpublished"] == {"/2023/01/12/draft.html": "draft"}
    stream.close()


# --- What an open page is told, whatever is shown

HERE, MOVED = "2023/a b.html", "2024/á.html"


def told(server: PreviewServer, monkeypatch: pytest.MonkeyPatch, page: str, made: str, **changes: object) -> dict[str, Any]:
    """What a page that was loaded as `made` is told first where `changes` of what is shown."""
    shown = msgspec.structs.replace(server._preview.shown, is_building=False, **changes)
    monkeypatch.setattr(server._preview, "shown", shown)
    stream = Stream(server, quote(page), made=made)
    try:
        return stream.next()
    finally:
        stream.close()


@pytest.mark.parametrize(
    ("made", "files", "origins", "act", "to"),
    [
        ("1", {MOVED: "1"}, {HERE: "a", MOVED: "a"}, "go", MOVED),
        ("1", {"b.html": "1", MOVED: "1"}, {HERE: "a", "b.html": "b", "c.html": "a", MOVED: "a"}, "go", MOVED),
        ("1", {HERE: "1", MOVED: "1"}, {MOVED: "a", HERE: "a"}, "stay", ""),
        ("1", {HERE: "2", MOVED: "1"}, {MOVED: "a", HERE: "a"}, "reload", ""),
        ("", {MOVED: "1"}, {HERE: "a", MOVED: "a"}, "stay", ""),
        ("1", {}, {HERE: "a", MOVED: "a"}, "reload", ""),
        ("1", {MOVED: "1"}, {HERE: "a", MOVED: "b"}, "reload", ""),
        ("1", {MOVED: "1"}, {MOVED: "b"}, "reload", ""),
    ],
)
def test_a_page_whose_file_has_another_address_leads_there_and_no_other_page_does(
    server: PreviewServer,
    monkeypatch: pytest.MonkeyPatch,
    made: str,
    files: dict[str, str],
    origins: dict[str, str],
    act: str,
    to: str,
) -> None:
    news = told(server, monkeypatch, HERE, made, files=files, origins=origins, prefix="/kho/")
    assert (news["act"], news["to"], news["here"]) == (act, quote(f"/kho/{to}"), origins.get(HERE, ""))


@pytest.mark.parametrize(("count", "more"), [(0, 0), (99, 0), (100, 0), (101, 1), (150, 50)])
def test_of_many_problems_a_hundred_are_told_and_how_many_more_there_are(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch, count: int, more: int
) -> None:
    problems = tuple(Problem.at("worker-died") for _ in range(count))
    news = told(server, monkeypatch, ARTICLE, "", problems=problems, fault="" if count else "odd")
    assert (len(news["problems"]), news["more"], news["failed"]) == (count - more, more, True)
    assert news["fault"] == ("" if count else "odd")


def test_errors_of_the_page_come_first_then_errors_then_warnings_of_the_page(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = Location("content/a.md"), Location("content/b.md")
    problems = (
        Problem.at("url-missing", other), Problem.at("url-missing", mine), Problem.at("worker-died"), Problem.at("worker-died", other),
        Problem.at("worker-died", mine),
    )  # fmt: skip
    news = told(server, monkeypatch, ARTICLE, "", problems=problems)
    assert [(each["severity"], each.get("path")) for each in news["problems"]] == [
        ("error", "content/a.md"),
        ("error", None),
        ("error", "content/b.md"),
        ("warning", "content/a.md"),
        ("warning", "content/b.md"),
    ]


def test_unpublished_pages_are_named_by_their_paths_and_words_are_those_of_the_preview(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = told(server, monkeypatch, ARTICLE, "", prefix="/kho/", unpublished={"2023/b.html": "draft"})
    assert news["unpublished"] == {"/kho/2023/b.html": "draft"}
    assert {name.partition(" ")[0] for name in news["words"]} == {"preview", "status"}


def test_a_stream_is_one_of_events_that_says_each_thing_once(edited: PreviewServer) -> None:
    stream = Stream(edited, ARTICLE, styles="old")
    assert stream.kind.partition(";")[0] == "text/event-stream"
    assert stream.next()["act"] == "styles"
    assert stream.silent()
    edited.tell()
    assert stream.next()["act"] == "stay"
    assert stream.silent()
    stream.close()


def test_all_open_pages_are_told_at_once(edited: PreviewServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_server, "_ALIVE", 1000)
    streams = [Stream(edited, page) for page in (ARTICLE, ARTICLE, "index.html")]
    for stream in streams:
        stream.next()
    edited.tell()
    assert [stream.next()["act"] for stream in streams] == ["stay"] * 3
    for stream in streams:
        stream.close()


def test_a_stream_with_nothing_new_says_so_again_as_long_as_somebody_is_there(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_server, "_ALIVE", 0.02)
    stream = Stream(server, ARTICLE)
    assert [stream.next()["act"] for _ in range(4)] == ["stay"] * 4
    stream.close()


def until(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within a time that is long enough for a busy machine."""
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_pages_are_open_as_long_as_they_listen(edited: PreviewServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_server, "_ALIVE", 0.02)
    streams = [Stream(edited, page) for page in (ARTICLE, ARTICLE, "index.html")]
    for stream in streams:
        stream.next()
    assert sorted(edited.opened()) == [ARTICLE, "index.html"]
    assert edited._preview.audience is edited
    for stream in streams[1:]:
        stream.close()
    assert until(lambda: edited.opened() == (ARTICLE,))
    streams[0].close()
    assert until(lambda: edited.opened() == ())


def test_a_build_waits_for_open_pages_to_be_loaded_again_and_not_for_long(
    edited: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Stream(edited, "index.html")
    right.next()
    monkeypatch.setattr(preview_server, "_RELOAD", 60)
    edited.await_reloads()  # nobody has to load anything
    stale = Stream(edited, ARTICLE, made="old")
    stale.next()
    monkeypatch.setattr(preview_server, "_RELOAD", 0.2)
    began = time.monotonic()
    edited.await_reloads()
    assert time.monotonic() - began >= 0.2
    monkeypatch.setattr(preview_server, "_RELOAD", 60)
    waiting = threading.Thread(target=edited.await_reloads, daemon=True)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    loaded = Stream(edited, ARTICLE)
    loaded.next()
    waiting.join(20)
    assert not waiting.is_alive()
    for stream in (right, stale, loaded):
        stream.close()


def test_before_anything_is_built_it_says_so(site: TrialSite) -> None:
    preview = Preview(site.folder, lambda: NOW, lambda stage, done, total: None, lambda: False)
    with PreviewServer(preview, 0) as server:
        answer = ask(server, "/")
        assert answer.status == 503
        assert "Đang dựng bản xem trước" in answer.body.decode()
        assert b'data-page="index.html"' in answer.body
        stream = Stream(server, "index.html")
        assert stream.next()["act"] == "stay"
        site.article("a.md")
        preview.update()
        assert stream.last()["act"] == "reload"
        stream.close()


def test_many_open_pages_do_not_hinder_one_another(server: PreviewServer) -> None:
    streams = [Stream(server, ARTICLE) for _ in range(200)]
    for stream in streams:
        stream.next()
    threading.Thread(target=server._preview.update, args=([PurePath("content/a.md")],)).start()
    assert ask(server, "/").status == 200
    assert all(stream.last()["act"] == "stay" for stream in streams)
    for stream in streams:
        stream.close()


def test_a_slow_client_keeps_nobody_waiting(server: PreviewServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: local")
        assert ask(server, "/").status == 200


def test_hundreds_of_slow_clients_keep_nobody_waiting(server: PreviewServer) -> None:
    """Of every sort: who says nothing, who says half a request, who claims a body that never comes, and who reads nothing."""
    starts = (b"", b"GET / HTTP/1.1\r\nHost: local", b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
              b"GET /static/big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")  # fmt: skip
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(200)]
    try:
        for place, connection in enumerate(slow):
            connection.sendall(starts[place % len(starts)])
        assert ask(server, "/").status == 200
        assert ask(server, "/static/big.bin").status == 200
    finally:
        for connection in slow:
            connection.close()
    assert ask(server, "/").status == 200


def test_it_listens_to_this_machine_alone(server: PreviewServer) -> None:
    assert server._socket.getsockname()[0] == "127.0.0.1"
    for other in ("127.0.0.2", "::1"):
        with pytest.raises(OSError, match=r"refused|unreachable|assign|not supported"):
            socket.create_connection((other, server.port), timeout=5)


def test_a_port_that_is_taken_is_refused(server: PreviewServer) -> None:
    with pytest.raises(OSError, match="in use"):
        PreviewServer(server._preview, server.port)


def test_who_asks_before_it_runs_is_answered_then(site: TrialSite) -> None:
    preview = Preview(site.folder, lambda: NOW, lambda stage, done, total: None, lambda: False)
    server = PreviewServer(preview, 0)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as early:
        early.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        with server:
            assert early.makefile("rb").readline().split()[1] == b"503"


def test_a_port_can_be_taken_again_as_soon_as_its_server_has_ended(site: TrialSite) -> None:
    site.article("a.md")
    with served(site) as server:
        assert ask(server, "/", Connection="close").status == 200
        port, preview = server.port, server._preview
    with PreviewServer(preview, port) as again:
        assert again.port == port
        assert ask(again, "/").status == 200


def test_an_ended_server_leaves_its_port_and_ends_its_streams_and_its_thread(site: TrialSite) -> None:
    site.article("a.md")
    with served(site) as server:
        stream = Stream(server, ARTICLE)
        stream.last()
        port = server.port
    assert not server._thread.is_alive()
    stream.read_to_its_end()
    stream.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    server.tell()  # whoever still wants to tell something need not know
