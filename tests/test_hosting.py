"""What hosts and crawlers read is right for each of them, and no page asks for anything that its own host has not."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from conftest import TrialSite, files_below
from golden_sites import NAMES, build_golden

HOST_FILES: Final = {"_redirects", "_headers", "_nginx.conf", "_nginx-server.conf", ".htaccess"}
ODD_NAMES: Final = "[/cu/, /cũ và mới.html, \"/a'b (1) & $x;.html\", /2020/Bài số 1.HTM, /100%25.html, /a%23b.html, /không-đuôi, '/a+b,c=d@e!.html']"
LANGUAGE_MODELS: Final = ("GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Bytespider")


def robots(site: TrialSite) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(site.page("robots.txt").splitlines())
    return parser


def test_robots_may_read_everything_unless_the_site_says_otherwise(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    for name in (*LANGUAGE_MODELS, "Googlebot", "anything"):
        assert robots(site).can_fetch(name, "https://example.vn/2023/01/12/a.html")
    assert robots(site).site_maps() is None


def test_programs_that_gather_texts_for_language_models_can_be_kept_out_and_search_engines_stay(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.vn/kho\nid: kho\nrobots: {ai_crawlers: deny}\n")
    site.article("a.md")
    site.built()
    for name in LANGUAGE_MODELS:
        assert not robots(site).can_fetch(name, "https://example.vn/kho/2023/01/12/a.html"), name
        assert not robots(site).can_fetch(name, "https://example.vn/kho/"), name
    for name in ("Googlebot", "bingbot", "coccocbot-web", "anything"):
        assert robots(site).can_fetch(name, "https://example.vn/kho/2023/01/12/a.html"), name
    assert robots(site).site_maps() == ["https://example.vn/kho/sitemap.xml"]
    assert (site.output / "sitemap.xml").is_file()


def rules(site: TrialSite) -> list[tuple[str, str, str]]:
    """The rules in `_redirects`: from, to and status."""
    found = []
    for line in site.page("_redirects").splitlines():
        assert line.isascii()
        old, new, status = line.split(" ")
        found.append((old, new, status))
    return found


def in_output(site: TrialSite, path: str, prefix: str = "/") -> Path:
    """The file that answers for a path on the host."""
    assert path.startswith(prefix)
    place = unquote(path.removeprefix(prefix), errors="strict")
    return site.output / (f"{place}index.html" if not place or place.endswith("/") else place)


def redirect_pages(site: TrialSite) -> set[Path]:
    return {site.output / path for path, content in files_below(site.output) if b'http-equiv="refresh"' in content}


@pytest.mark.parametrize("prefix", ["/", "/kho/"])
def test_each_old_address_is_one_rule_that_leads_from_its_page_to_a_page(site: TrialSite, prefix: str) -> None:
    site.write("site.yml", f"url: https://example.vn{prefix}\nid: kho\ncategories: [{{name: Đô thị, aliases: [Quy hoạch]}}]\n")
    site.article("a.md", aliases=ODD_NAMES, category="Quy hoạch")
    site.article("go.md", status="retracted", corrections="[{date: 13/01/2023, text: Sai.}]", aliases="[/go.html]")
    site.write("content/_pages/b.md", "---\ntitle: B\naliases: [/b.html]\n---\n\nx\n")
    site.built()
    found = rules(site)
    old = [rule[0] for rule in found]
    assert len(set(old)) == len(old)
    assert {in_output(site, path, prefix) for path in old if path.endswith((".html", ".HTM", "/"))} == redirect_pages(site)
    for path, new, status in found:
        assert in_output(site, new, prefix).is_file(), new
        assert in_output(site, new, prefix) not in redirect_pages(site)
        assert status == "301"
        assert path != new


def test_a_folder_answers_with_and_without_the_name_of_its_page(site: TrialSite) -> None:
    site.article("a.md", aliases="[/cu/]")
    site.built()
    assert rules(site) == [("/cu/", "/2023/01/12/a.html", "301"), ("/cu/index.html", "/2023/01/12/a.html", "301")]


def test_the_feeds_of_a_renamed_category_move_with_it(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.vn/\nid: kho\ncategories: [{name: Đô thị, aliases: [Quy hoạch]}]\n")
    site.article("a.md", category="Đô thị")
    site.built()
    moved = {old: new for old, new, _ in rules(site)}
    for name in ("atom.xml", "rss.xml", "feed.json"):
        assert moved[f"/chuyen-muc/quy-hoach/{name}"] == f"/chuyen-muc/do-thi/{name}"
        assert (site.output / f"chuyen-muc/do-thi/{name}").is_file()
    assert moved["/chuyen-muc/quy-hoach/"] == "/chuyen-muc/do-thi/"


@pytest.mark.parametrize("alias", ["'/tin?id=7'", "'https://cu.example.vn/a.html'"])
def test_what_no_static_host_can_answer_is_no_rule(site: TrialSite, alias: str) -> None:
    site.article("a.md", aliases=f"[{alias}]")
    site.built()
    assert not (site.output / "_redirects").exists()


@pytest.mark.parametrize(
    ("host", "files", "status"),
    [
        ("", {"_redirects", "_headers"}, "301"),
        ("netlify", {"_redirects", "_headers"}, "301!"),
        ("cloudflare-pages", {"_redirects", "_headers"}, "301"),
        ("gitlab-pages", {"_redirects"}, "301"),
        ("github-pages", set(), ""),
        ("nginx", {"_nginx.conf", "_nginx-server.conf"}, ""),
        ("s3", set(), ""),
        ("apache", {".htaccess"}, ""),
    ],
)
def test_each_host_gets_its_own_files_and_no_others(site: TrialSite, host: str, files: set[str], status: str) -> None:
    site.write("site.yml", f"publish: {{host: {host}}}\n" if host else "")
    site.article("a.md", aliases="[/cu.html]")
    site.built()
    assert {path for path, _ in files_below(site.output)} & HOST_FILES == files
    assert (site.output / "robots.txt").is_file()
    assert (site.output / "cu.html").is_file()
    if status:
        assert rules(site) == [("/cu.html", "/2023/01/12/a.html", status)]


def test_another_host_takes_the_files_of_the_last_one_away(site: TrialSite) -> None:
    site.article("a.md", aliases="[/cu.html]")
    site.built()
    site.write("site.yml", "publish: {host: apache}\n")
    site.built()
    assert {path for path, _ in files_below(site.output)} & HOST_FILES == {".htaccess"}


def test_the_map_for_nginx_has_each_old_address_as_it_is_and_buckets_that_hold_the_longest(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.vn/kho/\nid: kho\npublish: {host: nginx}\n")
    long = "đ" * 90
    site.article("a.md", aliases=f'["/cũ và mới.html", "/{long}.html"]')
    site.built()
    text = site.page("_nginx.conf")
    assert dict(re.findall(r'^    "(/.*)" "(.+)";$', text, re.MULTILINE)) == {
        "/kho/cũ và mới.html": "/kho/2023/01/12/a.html",
        f"/kho/{long}.html": "/kho/2023/01/12/a.html",
    }
    size = re.search(r"^map_hash_bucket_size ([0-9]+);$", text, re.MULTILINE)
    assert size
    assert int(size[1]) >= len(f"/kho/{long}.html".encode()) + 32
    assert int(size[1]).bit_count() == 1
    assert text.endswith(";\n}\n")


def test_a_pattern_for_apache_matches_its_old_address_and_no_other(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.vn/kho/\nid: kho\npublish: {host: apache}\n")
    site.article("a.md", aliases="['/a+b (1).html', /cu/]")
    site.built()
    text = site.page(".htaccess")
    found = re.findall(r'^RedirectMatch 301 "(.*)" "(.*)"$', text, re.MULTILINE)
    assert {new for _, new in found} == {"/kho/2023/01/12/a.html"}
    for path in ("/kho/a+b (1).html", "/kho/cu/", "/kho/cu/index.html"):
        assert sum(bool(re.search(pattern, path)) for pattern, _ in found) == 1
    for path in ("/kho/aab (1).html", "/kho/a+b (1)xhtml", "/x/kho/cu/", "/kho/cu/index.html.bak", "/kho/2023/01/12/a.html"):
        assert not any(re.search(pattern, path) for pattern, _ in found)
    assert "ErrorDocument 404 /kho/404.html\n" in text
    assert "Header always set Content-Security-Policy \"default-src 'none';" in text


def header_fields(text: str) -> dict[str, dict[str, str]]:
    """The fields in `_headers` by their paths."""
    found: dict[str, dict[str, str]] = {}
    path = ""
    for line in text.splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found[path][name] = value
        else:
            path = line
            found[path] = {}
    return found


@pytest.mark.parametrize("host", ["netlify", "nginx", "apache"])
def test_a_path_of_the_site_is_escaped_once_however_its_address_is_written(site: TrialSite, host: str) -> None:
    site.article("a.md", aliases="[/cu.html]")
    found = set()
    for url in ("https://xn--v-d-rma6749a.vn/l%C6%B0u%20tr%E1%BB%AF/", "https://ví-dụ.vn/lưu%20trữ"):
        site.write("site.yml", f"url: {url}\nid: kho\npublish: {{host: {host}}}\n")
        site.built()
        names = [name for name in ("_redirects", "_headers", "_nginx.conf", ".htaccess") if (site.output / name).exists()]
        found.add("".join(site.page(name) for name in names) + site.page("robots.txt"))
    assert len(found) == 1
    (text,) = found
    # Apache escapes what RedirectMatch leads to.
    assert ("/lưu trữ" if host == "apache" else "/l%C6%B0u%20tr%E1%BB%AF") + "/2023/01/12/a.html" in text
    assert "%25" not in text
    assert "Sitemap: https://xn--" in text
    assert text.count("/lưu trữ/") == {"netlify": 0, "nginx": 1, "apache": 1}[host]


@pytest.mark.parametrize("prefix", ["/", "/kho/"])
def test_every_page_is_sent_with_a_policy_that_lets_nothing_in_from_elsewhere(site: TrialSite, prefix: str) -> None:
    site.write("site.yml", f"url: https://example.vn{prefix}\nid: kho\nlists: {{data: on}}\n")
    site.article("a.md")
    site.built()
    fields = header_fields(site.page("_headers"))
    policy = dict(rule.split(" ", 1) for rule in fields[f"{prefix}*"]["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {*policy.values()} == {"'none'", "'self'"}
    assert "upgrade-insecure-requests" not in policy  # an archive may stand in an intranet
    assert fields[f"{prefix}*"]["X-Content-Type-Options"] == "nosniff"
    for name, kind in (("atom.xml", "atom+xml"), ("rss.xml", "rss+xml"), ("feed.json", "feed+json")):
        assert fields[prefix + name]["Content-Type"].startswith(f"application/{kind}")
        assert (site.output / name).is_file()
    for lasting in ("tep/*", "tim-kiem/:folder/*"):
        assert "immutable" in fields[f"{prefix}{lasting}"]["Cache-Control"]
    assert fields[f"{prefix}du-lieu/*"] == {"Access-Control-Allow-Origin": "*"}


class Asked(HTMLParser):
    """What a page would run and load, and what the policy would refuse."""

    LOADING: Final = {
        "script": "src",
        "img": "src",
        "video": "src",
        "audio": "src",
        "source": "src",
        "iframe": "src",
        "form": "action",
    }

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        inline = tag == "script" and "src" not in given and given.get("type") != "application/ld+json"
        if inline or tag in ("style", "iframe", "object", "embed", "base"):
            self.refused.append(tag)
        self.refused += [name for name in given if name == "style" or name.startswith("on")]
        if tag in self.LOADING and self.LOADING[tag] in given:
            self.loaded.append(given[self.LOADING[tag]])
        if tag == "link" and set(given.get("rel", "").split()) & {"stylesheet", "icon", "preload", "manifest"}:
            self.loaded.append(given["href"])


@pytest.mark.parametrize("name", NAMES)
def test_no_page_has_what_its_own_policy_refuses_or_asks_another_host_for_anything(name: str, tmp_path: Path) -> None:
    build_golden(name, tmp_path / "public")
    loaded = 0
    for path, content in files_below(tmp_path / "public"):
        if path.endswith(".html"):
            page = Asked()
            page.feed(content.decode())
            assert page.refused == [], path
            for target in page.loaded:
                parts = urlsplit(target)
                assert not parts.scheme, f"{path}: {target}"
                assert not parts.netloc, f"{path}: {target}"
            loaded += len(page.loaded)
    assert loaded > 10
