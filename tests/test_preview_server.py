"""The preview's server, asked over real sockets."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOW, TrialSite
from hn_archive.header_fields import POLICY
from hn_archive.preview import Preview
from hn_archive.preview_server import PreviewServer

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

    def next(self) -> dict[str, Any]:
        while not (line := self._response.readline()).startswith(b"data: "):
            assert line, "the stream has ended"
        news: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
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
    ],
)  # fmt: skip
def test_another_hosts_name_is_refused(server: PreviewServer, host: str) -> None:
    assert ask(server, "/", Host=host).status == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_this_machines_names_are_taken(server: PreviewServer, host: str) -> None:
    assert ask(server, "/", Host=host).status == 200


def test_another_sites_pages_are_refused(server: PreviewServer) -> None:
    own = f"http://127.0.0.1:{server.port}"
    assert ask(server, "/", Origin="https://evil.example").status == 403
    assert ask(server, "/", Origin="null").status == 403
    assert ask(server, "/", Origin=f"http://127.0.0.1:{server.port + 1}").status == 403
    assert ask(server, "/", Origin=own).status == 200
    assert ask(server, "/_hn-archive/events", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert ask(server, "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200
    assert ask(server, "/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


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


@pytest.mark.parametrize("path", ["/%00", "/a%00.html", "/a%0a", "/%5c", "/%ff", "/" + "a" * 5000])
def test_what_no_address_can_be_is_refused(server: PreviewServer, path: str) -> None:
    assert ask(server, path).status == 400


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


def test_a_link_in_the_previews_folder_leads_nowhere(edited: PreviewServer, site: TrialSite) -> None:
    place = site.folder / ".hn-archive/preview/site/robots.txt"
    place.unlink()
    place.symlink_to(site.folder / "site.yml")
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


def test_before_anything_is_built_it_says_so(site: TrialSite) -> None:
    preview = Preview(site.folder, lambda: NOW, lambda stage, done, total: None, lambda: False)
    with PreviewServer(preview, 0) as server:
        answer = ask(server, "/")
        assert answer.status == 503
        assert "Đang dựng bản xem trước" in answer.body.decode()
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


def test_an_ended_server_leaves_its_port_and_its_streams(site: TrialSite) -> None:
    site.article("a.md")
    with served(site) as server:
        stream = Stream(server, ARTICLE)
        stream.last()
        port = server.port
    stream.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
