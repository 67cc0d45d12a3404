"""Articles are found by the addresses they had on the old portal, in whatever way those are written."""

import html
import json
import re
import sys
import threading
import unicodedata
from collections.abc import Iterator
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from conftest import CHECKOUT, TrialSite, files_below
from hn_archive.old_address import key, shard

sys.path.append(str(CHECKOUT / "tests" / "tools"))

import chromium

FINDER = "dia-chi-cu/index.html"
SCRIPT = CHECKOUT / "static" / "old-addresses.js"
SHARD = re.compile(r'hnOldAddresses\("([0-9a-f]{2})",(.*)\);\n', re.DOTALL)

PATHS = (
    "", "/", "/a", "/a/b", "/A/B/", "//a", "/a//b///c//", "/./a/../b", "/tin-tuc/cũ.html", "/TIN-TỨC/CŨ.HTML", "/đường/Đê",
    "/a%20b", "/a+b", "/a b", "/%61%62", "/%C4%91", "/%c4%91", "/%zz", "/100%", "/%", "/%C3", "/%C3%28", "/%ED%A0%80", "/%00",
    "/%2F%2f", "/a%2Fb", "/%3Fa", "/%23a", "/%25", "/%2525", "/~a/*(b)!'c'", "/a:b@c;d,e=f&g$h", "/[a]{b}|c^d`e", "/<a>\"b\"\\c",
    "/İstanbul", "/ΟΔΟΣ", "/ΣΑΣ ΣΙΓΜΑ", "/ẞ", "/ǅ", "/K\u212b", "/e\u0302\u0301", "/ế", "/e\u0301\u0302", "/ﬁ", "/😀", "/\u00ad\u200b",
    "/한글", "/가", "/日本", "/\u202eabc", "/\u0345\u03b1", "/__proto__", "/constructor", "/toString", "/a/index.html", "/a.aspx",
)  # fmt: skip
QUERIES = (
    "", "?", "?id=1", "?ID=1", "?b=2&a=1", "?a=1&b=2", "?a=1&&b=2&", "?a", "?a=", "?=", "?=a", "?a==b", "?a=b=c", "?a=1&a=2&a=1", "?a=x+y",
    "?a=x%20y", "?a=x%2By", "?a=%26b", "?a=%3D", "?q=cũ&Q=CŨ", "?utm_source=x&id=1", "?UTM_x=1", "?fbclid=1", "?fbclid", "?fbclidx=1",
    "?gclid=A&id=2", "?%75tm_a=1", "?x=utm_a", "?a=%zz", "?a=%C3", "?a?b=c?d", "?a=/b//c/", "?a=😀&%F0%9F%98%80=b", "?!'()*~=-._",
)  # fmt: skip
HOSTS = ("", "https://example.vn", "HTTP://www.Example.VN:8080", "//example.vn", "example.vn", "ftp+x.y-z://u:p@h")
# Every path behind some host, and every query behind some path.
NASTY = (
    *(f"{host}{path}" for path in PATHS for host in HOSTS),
    *(f"{path}{query}" for query in QUERIES for path in ("", "/", "/vi/tin", "https://example.vn/Tin//")),
    *(f"{path}{query}#đây?a=1" for path, query in zip(PATHS, QUERIES, strict=False)),
    "#a", "/a#", "  /a  ", "\n/a\t", "/a#b\nc", "https:/a", "https:a", "https://", "mailto:a@b.vn", "?a#b#c", "1://a/b", "a:b/c", "://a/b",
)  # fmt: skip

addresses = st.builds(
    lambda host, path, query: host + path + query,
    st.sampled_from(HOSTS),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("%?#&=+/ a1"), max_size=8), max_size=4).map(
        lambda names: "/" + "/".join(names)
    ),
    st.lists(st.tuples(st.text("aBđ%+ =1", max_size=4), st.text("aBđ%+ =1", max_size=4)), max_size=3).map(
        lambda pairs: "?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else ""
    ),
)
names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
values = st.text("abcdefgh0123456789", min_size=1, max_size=5)


@pytest.mark.parametrize(
    "other",
    [
        "https://example.vn/vi/tin-tức?id=12&m=Xem",
        "http://WWW.Example.VN:8080/vi/tin-tức?id=12&m=Xem",
        "//cdn.example.vn/vi/tin-tức?id=12&m=Xem",
        "example.vn/vi/tin-tức?id=12&m=Xem",
        "/VI/TIN-TỨC?ID=12&M=xem",
        "/vi/tin-tức?m=xem&id=12",
        "/vi/tin-tức?utm_source=zalo&id=12&fbclid=Iw&m=Xem&gclid=x&utm_medium=y",
        "//example.vn//vi///tin-tức//?id=12&m=Xem",
        "/vi/tin-tức/?&id=12&&m=Xem&",
        "/vi/tin-tức?id=12&m=Xem#binh-luan",
        "/vi/tin-t%E1%BB%A9c?%69d=12&m=%58em",
        unicodedata.normalize("NFD", "/vi/tin-tức?id=12&m=Xem"),
        "  /vi/tin-tức?id=12&m=Xem\n",
    ],
)
def test_what_does_not_tell_two_addresses_apart_does_not_count(other: str) -> None:
    assert key(other) == key("/vi/tin-tức?id=12&m=Xem")


@pytest.mark.parametrize(
    "other",
    [
        "/vi/tin-tức?id=13&m=Xem", "/vi/tin-tức?id=12", "/vi/tin-tức", "/vi/tin-tuc?id=12&m=Xem", "/vi/tin/tức?id=12&m=Xem",
        "/vi/tin-tức?id=12&m=Xem&m=Xem", "/vi/tin-tức?id=12%26m=Xem", "/vi/tin-tức?id=12&m=X+em", "/vi/tin-tức%3Fid=12&m=Xem",
        "/vi/tin-tức?xutm_a=1&id=12&m=Xem",
    ],
)  # fmt: skip
def test_what_tells_two_addresses_apart_counts(other: str) -> None:
    assert key(other) != key("/vi/tin-tức?id=12&m=Xem")


@given(addresses)
@example("/İ?%C4%B0=ΣΑΣ")
def test_a_key_is_plain_ascii_begins_at_the_root_and_is_its_own_key(address: str) -> None:
    made = key(address)
    assert re.fullmatch(r"/[!-~]*", made)
    assert key(made) == made
    assert re.fullmatch("[0-9a-f]{2}", shard(made))


@given(st.lists(names, min_size=1, max_size=4), st.dictionaries(values, values, max_size=3), st.randoms(use_true_random=False))
def test_an_address_is_known_again_however_it_was_written(path: list[str], query: dict[str, str], random: Any) -> None:
    assume(not any(set(name) & set("%?#/") for name in path))
    pairs = [f"{name}={value}" for name, value in query.items()]
    plain = "/" + "/".join(path) + ("?" + "&".join(pairs) if pairs else "")
    random.shuffle(pairs)
    shared = [*pairs, "utm_source=zalo", "fbclid=IwAR0"]
    random.shuffle(shared)
    escaped = "https://portal.vn//" + "//".join(quote(name, safe="") for name in path) + "/?" + "&".join(shared) + "#top"
    for form in ("NFC", "NFD"):
        assert key(unicodedata.normalize(form, plain)) == key(plain)
    assert key(escaped) == key(plain)


@given(st.dictionaries(values, values, min_size=1, max_size=3), st.dictionaries(values, values, min_size=1, max_size=3))
def test_other_parameters_are_another_address(one: dict[str, str], other: dict[str, str]) -> None:
    first, second = ("/tin.aspx?" + "&".join(f"{name}={value}" for name, value in each.items()) for each in (one, other))
    assert (key(first) == key(second)) == (one == other)


def test_keys_are_spread_over_all_shards() -> None:
    counts = dict.fromkeys((f"{number:02x}" for number in range(256)), 0)
    for number in range(25_600):
        counts[shard(key(f"/tin.aspx?newsid={number}"))] += 1
    assert min(counts.values()) > 50
    assert max(counts.values()) < 200


def found(site: TrialSite) -> dict[str, list[str]]:
    """All that the shards of a built site know, and that each key is in its own shard."""
    known: dict[str, list[str]] = {}
    for path in sorted((site.output / FINDER).parent.glob("*.js")):
        match = SHARD.fullmatch(path.read_text(encoding="utf-8"))
        assert match
        entries = json.loads(match[2])
        assert match[1] == path.stem
        assert {shard(made) for made in entries} == {path.stem}
        assert list(entries) == sorted(entries)
        known |= entries
    return known


def test_every_old_address_of_an_article_is_found_and_only_plain_ones_become_pages(site: TrialSite) -> None:
    aliases = "[/tin/cu.html, /cu/, '/news?newsid=7', 'https://cu.example.vn/x.html', 'http://cu.example.vn/?p=9']"
    site.article("a.md", aliases=aliases, original_url="https://goc.example.vn/Xem?ID=5")
    site.built()
    answer = ["2023/01/12/a.html", "Bài a"]
    assert found(site) == dict.fromkeys(("/tin/cu.html", "/cu", "/news?newsid=7", "/x.html", "/?p=9", "/xem?id=5"), answer)
    pages = {path for path, content in files_below(site.output) if b'http-equiv="refresh"' in content}
    assert pages == {"tin/cu.html", "cu/index.html"}


def test_without_old_addresses_there_is_no_finder(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    assert not (site.output / FINDER).parent.exists()
    assert "old-addresses.js" not in site.page("404.html")
    assert "dia-chi-cu" not in site.page("index.html")


def test_of_articles_that_nobody_may_read_no_old_address_is_known(site: TrialSite) -> None:
    site.article("a.md", aliases="['/a?id=1']")
    hidden = {"b": {"status": "withheld"}, "c": {"draft": "true"}, "d": {"date": "2030-01-01"}}
    for name, matter in hidden.items():
        site.article(
            f"{name}.md",
            aliases=f"['/bimat?id={name}', /bimat/{name}.html]",
            original_url=f"https://cu.vn/bimat?id={name}",
            **matter,
        )
    site.built()
    assert set(found(site)) == {"/a?id=1"}
    assert not [path for path, content in files_below(site.output) if b"bimat" in content or "bimat" in path]


def test_a_retracted_article_is_found_too_and_leads_to_its_reason(site: TrialSite) -> None:
    site.article("a.md", status="retracted", corrections="[{date: 13/01/2023, text: Sai.}]", aliases="['/a?id=1', /a.html]")
    site.built()
    assert {place for place, _ in found(site).values()} == {"2023/01/12/a.html"}
    assert "Sai." in site.page("2023/01/12/a.html")


def test_the_older_of_two_articles_has_an_old_address_and_the_younger_is_named(site: TrialSite) -> None:
    site.article("a.md", date="2023-05-05", aliases="['/news?a=1&id=7']")
    site.article("b.md", date="2022-05-05", original_url="https://cu.vn/NEWS/?id=7&a=1")
    result = site.built()
    assert site.codes(result) == {"old-address-twice"}
    (problem,) = (problem for problem in result.problems if problem.code == "old-address-twice")
    assert problem.location is not None
    assert problem.related is not None
    assert (problem.location.path, problem.related.path) == ("content/a.md", "content/b.md")
    assert found(site) == {"/news?a=1&id=7": ["2022/05/05/b.html", "Bài b"]}


def test_a_standing_page_is_found_by_its_old_address_unless_an_article_has_it(site: TrialSite) -> None:
    site.write("content/_pages/gioi-thieu.md", "---\ntitle: Giới thiệu\naliases: ['/?tab=2', '/?tab=3']\n---\n\nx\n")
    site.article("a.md", aliases="['/?tab=3']")
    assert site.codes(site.built()) == {"old-address-twice"}
    assert found(site) == {"/?tab=2": ["trang/gioi-thieu.html", "Giới thiệu"], "/?tab=3": ["2023/01/12/a.html", "Bài a"]}


def test_pages_name_the_shards_that_there_are(site: TrialSite) -> None:
    site.article("a.md", aliases="['/?id=1', '/?id=2', /cu.html]")
    site.built()
    there = " ".join(sorted(path.stem for path in (site.output / FINDER).parent.glob("*.js")))
    assert len(there.split()) == 3
    for page in (FINDER, "404.html"):
        assert f'data-shards="{there}"' in site.page(page)


def test_an_article_may_name_its_old_address_twice(site: TrialSite) -> None:
    site.article("a.md", aliases="['/news?id=7', '/NEWS?id=7']", original_url="https://cu.vn/news?id=7")
    assert site.codes(site.built()) == set()
    assert set(found(site)) == {"/news?id=7"}


@pytest.mark.parametrize(
    "alias", ["mailto:a@b.vn", "bai-cu", "../a.html", "javascript:alert(1)", "//", "/a/../b.html", "/%ff.html"]
)
def test_what_is_no_address_is_no_old_address(site: TrialSite, alias: str) -> None:
    site.article("a.md", aliases=f"['{alias}']")
    assert "alias" in site.codes(site.build())


def test_a_page_for_each_language(site: TrialSite) -> None:
    site.write("site.yml", "language: en\n")
    site.article("a.md", aliases="['/a?id=1']")
    site.built()
    assert (site.output / "old-address" / "index.html").is_file()
    assert (site.output / "old-address" / f"{shard('/a?id=1')}.js").is_file()


def test_the_form_says_all_that_the_script_needs_and_works_as_a_link(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.vn/kho/\n")
    site.article("a.md", aliases="['/a?id=1']")
    site.built()
    assert '<form class="finder" action="../dia-chi-cu/index.html" data-root="../" data-here="search"' in site.page(FINDER)
    assert '<form class="finder" action="/kho/dia-chi-cu/index.html" data-root="/kho/" data-here="missing"' in site.page("404.html")


def functions() -> str:
    """The functions of the script that nothing but their arguments decides."""
    text = SCRIPT.read_text(encoding="utf-8")
    cut = [
        re.search(rf"^  function {name}\(.*?^  }}$", text, re.DOTALL | re.MULTILINE)
        for name in ("decoded", "encoded", "key", "shard")
    ]
    assert all(cut)
    return "\n".join(match[0] for match in cut if match)


def status_of(dom: str) -> str:
    match = re.search(r'<p role="status">(.*?)</p>', dom, re.DOTALL)
    assert match, dom
    return match[1]


class Host(SimpleHTTPRequestHandler):
    """A static host that shows 404.html, with that status, at every address below `/kho/` that has no file."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        content = (Path(self.directory) / "kho" / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name in the standard library)
        pass


@pytest.fixture
def portal(site: TrialSite) -> TrialSite:
    """A site below a path, with old addresses of every sort."""
    site.write("site.yml", "url: https://example.vn/kho/\nid: kho\n")
    site.article(
        "cu.md",
        title="'Bài \"cũ\" & <img src=x onerror=document.title=1>'",
        aliases="['/vi/news?newsid=123&m=xem', /đường/cũ.html, '/__proto__?a=1']",
        original_url="https://cu.example.vn/Default.aspx?tabid=4&ID=%C4%90%C3%AA",
    )
    site.article("khac.md", title="Bài khác", original_url="https://cu.example.vn/Default.aspx?tabid=5")
    site.output = site.folder / "host" / "kho"
    site.built()
    return site


@pytest.fixture
def host(portal: TrialSite) -> Iterator[str]:
    folder = str(portal.output.parent)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *arguments: Host(*arguments, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(page: str) -> str:
    return chromium.run(
        page, "--dump-dom", "--virtual-time-budget=10000", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    )


@pytest.mark.tools
def test_a_browser_makes_the_same_keys_and_shards(tmp_path: Path) -> None:
    page = tmp_path / "keys.html"
    asked = json.dumps(NASTY).replace("<", "\\u003c")
    script = f"{functions()}\nvar asked = {asked};\ndocument.body.textContent = JSON.stringify(asked.map(function (a) {{ return [key(a), shard(key(a))]; }}));"
    page.write_text(f'<!doctype html><meta charset="utf-8"><body><script>{script}</script>', encoding="utf-8")
    body = re.search(r"<body>(.*)</body>", opened(page.as_uri()), re.DOTALL)
    assert body
    made = json.loads(html.unescape(body[1]))
    assert len(NASTY) > 300
    differ = [
        (address, theirs) for address, theirs in zip(NASTY, made, strict=True) if theirs != [key(address), shard(key(address))]
    ]
    assert differ == []


@pytest.mark.tools
@pytest.mark.parametrize(
    "address",
    [
        "/vi/news?newsid=123&m=xem",
        "https://cu.example.vn/VI/news/?m=xem&newsid=123&utm_source=zalo#a",
        "http://cu.example.vn/default.aspx?id=%c4%91%C3%AA&tabid=4",
        "/Đường/CŨ.html",
        "/__proto__?a=1",
    ],
)
def test_a_reader_who_pastes_an_old_address_gets_a_link_from_disk_too(portal: TrialSite, address: str) -> None:
    page = portal.output / FINDER
    status = status_of(opened(f"{page.as_uri()}?q={quote(address, safe='')}"))
    link = re.search(r'<a href="([^"]*)">(.*)</a>', status)
    assert link, status
    assert link[1] == (portal.output / "2023/01/12/cu.html").as_uri()
    assert link[2] == 'Bài "cũ" &amp; &lt;img src=x onerror=document.title=1&gt;'
    assert "<img" not in status


@pytest.mark.tools
@pytest.mark.parametrize(
    "address", ["/vi/news?newsid=124&m=xem", "/__proto__", "/toString?a=1", "<img src=x onerror=document.title=1>"]
)
def test_an_address_that_nobody_knows_gets_a_sentence_and_no_link(portal: TrialSite, address: str) -> None:
    dom = opened(f"{(portal.output / FINDER).as_uri()}?q={quote(address, safe='')}")
    missing = re.search(r'data-missing="([^"]*)"', dom)
    assert missing
    assert missing[1]
    assert status_of(dom) == missing[1]


@pytest.mark.tools
@pytest.mark.parametrize(
    "address",
    [
        "/vi/news?newsid=123&m=xem&fbclid=Iw",
        "/kho/vi/news?m=xem&newsid=123",
        "/DEFAULT.ASPX?id=%C4%90%C3%AA&tabid=4",
        "/kho/__proto__?a=1",
    ],
)
def test_a_reader_who_follows_an_old_link_lands_on_the_article(host: str, address: str) -> None:
    dom = opened(host + address)
    assert '<meta property="og:url" content="https://example.vn/kho/2023/01/12/cu.html">' in dom


@pytest.mark.tools
def test_a_reader_who_follows_an_unknown_link_stays_on_the_page_that_says_so(host: str) -> None:
    for address in ("/vi/news?newsid=124", "/kho/khong/co.html"):
        dom = opened(host + address)
        assert 'data-here="missing"' in dom
        assert status_of(dom) == ""
