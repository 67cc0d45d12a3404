"""Every attack by script that public lists have, in every place where content can stand, shown by Chromium: nothing runs, and nothing is left for the policy to stop."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from conftest import CHECKOUT, NOW, TrialSite, files_below
from hn_archive.header_fields import HEADERS
from hn_archive.preview import Preview
from hn_archive.preview_server import PreviewServer
from hn_archive.text import CONTROL_CHARACTERS
from test_sanitise import PAYLOADS

sys.path.append(str(CHECKOUT / "tests" / "tools"))

import loopback

pytestmark = pytest.mark.tools

# For places that are no HTML: attributes, scripts, Markdown, templates, feeds. Many of them from the lists of OWASP and PortSwigger.
OTHERS: Final = (
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--</script><script>alert(1)</script>-->",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script><![CDATA[",
    '" onmouseover=alert(1) onfocus=alert(1) autofocus x="',
    "' onmouseover=alert(1) onfocus=alert(1) autofocus x='",
    '";alert(1);//',
    "';alert(1);//",
    "\\';alert(1);//",
    "`;alert(1);//",
    "${alert(1)}",
    "</script>${alert(1)}`",
    '{"x": alert(1)}',
    "\u2028alert(1)\u2029",
    '{{constructor.constructor("alert(1)")()}}',
    "{{ 7 * 7 }}{% include 'base.html' %}{# x #}",
    "<%= alert(1) %><?php alert(1) ?>",
    "javascript:alert(1)",
    "javascript://%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x.js",
    "javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '![x" onerror="alert(1)](x.png)',
    "[x](https://x.example \"' onmouseover='alert(1)\")",
    "[x](https://x.example){: onclick=alert(1) style=position:fixed }",
    "# x {: onclick=alert(1) id=currentScript }",
    '```html" onclick=alert(1)\n<script>alert(1)</script>\n```',
    '[^"><img src=x onerror=alert(1)>]\n\n[^"><img src=x onerror=alert(1)>]: x',
    "| <script>alert(1)</script> | `<img src=x onerror=alert(1)>` |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)\">x</a>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<noscript><style></noscript><img src=x onerror=alert(1)>",
    "<select><iframe></select><img src=x onerror=alert(1)>",
    "<p id=location>x</p><p id=document>x</p><p id=hn-main>x</p><a id=print>x</a>",
    "<img src=x onerror\n=alert(1)><b/style=x onclick=alert(1)>x",
    "<isindex type=image src=1 onerror=alert(1)><object><param name=src value=javascript:alert(1)></object>",
    "=cmd|' /C calc'!A0",
)  # fmt: skip
ATTACKS: Final = tuple(
    each for each in dict.fromkeys((*PAYLOADS, *OTHERS)) if not CONTROL_CHARACTERS.search(each.replace("\n", "").replace("\t", ""))
)
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML: Final = b"<!doctype html><script>alert(1)</script><img src=x onerror=alert(1)>"
SETTINGS: Final = """\
title: Kho
id: k
url: https://example.org/
contact: a@example.org
default_category: Đô thị
categories: [{name: Đô thị}]
lists: {data: on}
"""
# Watches over every frame from before its first byte: what runs, and what the policy has to stop.
WATCH: Final = """
window.seen = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = (...values) => { seen.push(name + " " + values); };
addEventListener("securitypolicyviolation", (event) => seen.push("policy " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""
# What would run, or leave the page, once somebody points at it or clicks.
DORMANT: Final = """() => {
  const found = [];
  const own = ["http:", "https:", "mailto:", "tel:"];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || ["srcdoc", "style", "formaction", "ping"].includes(name)) found.push(element.tagName + " " + name + "=" + value);
    }
    if (element.protocol !== undefined && element.hasAttribute("href") && !own.includes(element.protocol)) found.push(element.outerHTML);
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "APPLET", "MATH", "FRAME", "PORTAL"].includes(element.tagName)) found.push(element.outerHTML);
  }
  for (const script of document.scripts) {
    if (script.src ? new URL(script.src).origin !== location.origin : script.type !== "application/ld+json") found.push(script.outerHTML);
  }
  for (const script of document.querySelectorAll("script[type='application/ld+json']")) JSON.parse(script.textContent);
  return found;
}"""


def quoted(text: str) -> str:
    """A text as YAML in double quotes, which JSON is too."""
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def attacked(folder: Path) -> TrialSite:
    """A site with each attack in every place that an article has for words."""
    site = TrialSite(folder)
    site.write("site.yml", SETTINGS)
    site.write("content/anh.png", (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes())
    site.write("content/_polls/hoi.yml", f"question: {quoted(OTHERS[0])}\noptions: [{quoted(OTHERS[4])}, {quoted(PAYLOADS[6])}]\n")
    site.write(
        "content/_categories/do-thi.md", f"---\ntitle: {quoted(OTHERS[2])}\nlead: {quoted(OTHERS[4])}\n---\n\n{PAYLOADS[6]}\n"
    )
    for number, attack in enumerate(ATTACKS):
        words = quoted(f"{attack} số {number}")
        site.article(
            f"tin-{number}.md",
            attack,
            title=words,
            date=f"2023-01-{number % 28 + 1:02} 08:25",
            lead=words,
            tags=f"[{words}, chung]",
            author=f"[{words}]",
            source=f"{{name: {words}, url: 'https://x.example/'}}",
            license=words,
            image=f"{{src: anh.png, alt: {words}, caption: {words}, credit: {words}, license: {words}}}",
            corrections=f"[{{date: 2023-02-01, text: {words}}}]",
            aliases=f"[{quoted(f'/cu?x={attack}')}]",
            views="7",
            rieng=words,
            **({"poll": "hoi"} if not number else {}),
        )
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    site = attacked(tmp_path_factory.mktemp("attacked") / "site")
    site.write("content/hai.txt", HTML)
    site.write("content/ba.csv", HTML)
    for name in ("x.svg", "x.html", "x.js", "x.xml"):
        site.write(f"content/{name}", SVG)
    site.article("tep.md", "[a](hai.txt) [b](ba.csv) [c](x.svg) [d](x.html) [e](x.js) [f](x.xml)\n\n![g](x.svg)")
    site.built()
    return site


@pytest.fixture(scope="module")
def host(site: TrialSite) -> Iterator[str]:
    with loopback.serving(site.output, dict(HEADERS)) as address:
        yield address


@contextmanager
def watched(chromium: Browser, *, is_without_policy: bool = False) -> Iterator[tuple[Page, list[str]]]:
    """A page that is watched, and what it asked of other hosts."""
    context = chromium.new_context(bypass_csp=is_without_policy)
    try:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(60_000)
        foreign: list[str] = []

        def asked(request: Request) -> None:
            if "127.0.0.1" not in request.url:
                foreign.append(request.url)

        page.on("request", asked)
        yield page, foreign
    finally:
        context.close()


def found(page: Page) -> list[Any]:
    """What ran, what was stopped and what waits, in the page and all its frames."""
    frames = [frame for frame in page.frames if frame != page.main_frame] or [page.main_frame]
    return [(frame.url, each) for frame in frames for each in (*frame.evaluate("window.seen"), *frame.evaluate(DORMANT))]


def in_frames(page: Page, host: str, addresses: list[str]) -> None:
    """Open many pages at once, each in a frame of one page."""
    frames = "".join(f'<iframe src="{host}/{quote(address)}"></iframe>' for address in addresses)
    page.route("**/frames", lambda route: route.fulfill(content_type="text/html", body=f"<!doctype html>{frames}"))
    page.goto(f"{host}/frames", wait_until="load")
    assert len(page.frames) == len(addresses) + 1


def pages(site: TrialSite) -> list[str]:
    """Every article's page, and one list of each kind."""
    every = [path for path, _ in files_below(site.output) if path.endswith(".html")]
    articles = [path for path in every if re.fullmatch(r"2023/01/\d\d/(?:tin-\d+|tep)\.html", path)]
    assert len(articles) == len(ATTACKS) + 1
    lists = (
        "index 2023/index 2023/01/index 2023/01/01/index chuyen-muc/do-thi/2023 chuyen-muc/do-thi/index tu-khoa/index tac-gia/index"
    )
    lists += " nguon/index tu-khoa/chung/index doc-nhieu thong-ke dinh-chinh ngay-nay-nam-xua/01-01 tham-do/hoi 404"
    return [*articles, *(f"{name}.html" for name in lists.split())]


@pytest.mark.parametrize("is_without_policy", [False, True], ids=["with the policy", "without any policy"])
def test_no_attack_runs_or_waits_on_any_page(chromium: Browser, site: TrialSite, host: str, is_without_policy: bool) -> None:
    """With the policy nothing is there that it would have to stop; without it nothing runs either, which lists and some articles show."""
    addresses = pages(site)
    with watched(chromium, is_without_policy=is_without_policy) as (page, foreign):
        in_frames(page, host, addresses[-36:] if is_without_policy else addresses)
        assert found(page) == []
        assert foreign == []


def test_an_attack_that_ran_or_waited_would_be_seen(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p onclick="1"><a href="javascript:1">x</a><img src=x onerror=alert(1)><script>alert(2)</script>'
    )
    for headers, signs in (({}, {"alert 1", "alert 2"}), (dict(HEADERS), {"policy"})):
        with loopback.serving(tmp_path, headers) as host, watched(chromium) as (page, _):
            in_frames(page, host, ["a.html"])
            page.wait_for_timeout(200)
            seen = {each if "alert" in each else each.partition(" ")[0] for _, each in found(page)}
            assert signs <= seen
            assert {"P", "<a"} <= seen


def test_files_that_are_no_pages_are_shown_as_what_they_are_called(chromium: Browser, site: TrialSite, host: str) -> None:
    """Feeds, texts and data; and documents full of HTML. Pictures that hold script, and pages, are not published at all."""
    published = [path for path, _ in files_below(site.output)]
    assert not [path for path in published if path.startswith("tep/") and not path.endswith((".txt", ".csv", ".png", ".webp"))]
    documents = [path for path in published if path.startswith("tep/") and path.endswith(".txt")]
    texts = [
        "2023/01/07/tin-6.txt",
        "atom.xml",
        "rss.xml",
        "feed.json",
        "chuyen-muc/do-thi/atom.xml",
        "sitemap-2023.xml",
        *documents,
    ]
    with watched(chromium) as (page, foreign):
        for address in texts:
            page.goto(f"{host}/{address}", wait_until="load")
            # The browser's own view of XML has a style.
            assert [each for each in page.evaluate("window.seen || []") if not each.startswith("policy style")] == [], address
            assert page.evaluate("document.querySelectorAll('script, img, svg').length") == 0, address
        assert foreign == []


@pytest.mark.parametrize("query", ["alert", "script", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "javascript"])
def test_no_attack_runs_in_results_of_the_search(chromium: Browser, host: str, query: str) -> None:
    with watched(chromium) as (page, foreign):
        page.goto(f"{host}/tim-kiem.html?q={quote(query)}", wait_until="load")
        expect(page.locator("main h2 a, main h3 a, main li a").first).to_be_visible()
        assert found(page) == []
        assert foreign == []


@pytest.mark.parametrize("address", ["dia-chi-cu/index.html?q=", "khong-co/", "tim-kiem.html?q=", "tim-kiem.html#", "index.html?"])
def test_no_attack_runs_from_an_address(chromium: Browser, host: str, address: str) -> None:
    with watched(chromium) as (page, foreign):
        for attack in (
            "<img src=x onerror=alert(1)>",
            '"><script>alert(1)</script>',
            "javascript:alert(1)",
            "{{alert(1)}}'`${alert(1)}",
        ):
            page.goto(f"{host}/{address}{quote(attack, safe='')}", wait_until="load")
            assert found(page) == []
        assert foreign == []


def test_no_attack_runs_from_a_script_that_is_made_of_content(chromium: Browser, site: TrialSite, host: str) -> None:
    """The index of the search, old addresses, titles of each day: files that call one function with what they know, and do no more."""
    made = {path: content.decode() for path, content in files_below(site.output) if path.endswith(".js") and "static/" not in path}
    calls = {path: found[1] for path, content in made.items() if (found := re.match(r"([A-Za-z]\w*)\(", content))}
    assert len(calls) == len(made) > 100
    assert len(set(calls.values())) == 3
    with watched(chromium, is_without_policy=True) as (page, foreign):
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route("**/blank", lambda route: route.fulfill(content_type="text/html", body="<!doctype html><body>"))
        page.goto(f"{host}/blank", wait_until="load")
        stubs = "".join(f"window.{name} = (...values) => {{ told.push(values); }};" for name in set(calls.values()))
        page.evaluate(f"window.told = []; {stubs} null")
        load = """(sources) => Promise.all(sources.map((source) => new Promise((done) => {
            const script = document.createElement("script");
            script.src = source;
            script.onload = script.onerror = done;
            document.body.append(script);
        })))"""
        page.evaluate(load, [f"/{path}" for path in made])
        assert page.evaluate("told.length") == len(made)
        assert errors == []
        assert page.evaluate("seen") == []
        assert foreign == []


@pytest.mark.parametrize("number", [4, 15], ids=lambda number: OTHERS[number])
def test_no_attack_runs_from_an_old_address_that_is_found(chromium: Browser, host: str, number: int) -> None:
    with watched(chromium) as (page, foreign):
        page.goto(f"{host}/dia-chi-cu/index.html?q={quote(f'/cu?x={OTHERS[number]}', safe='')}", wait_until="load")
        expect(page.locator(".finder [role=status]").get_by_role("link")).to_be_visible()
        assert found(page) == []
        assert foreign == []


def test_no_attack_runs_in_the_preview_and_what_it_says_of_problems(chromium: Browser, tmp_path: Path) -> None:
    site = TrialSite(tmp_path / "site")
    site.write("site.yml", SETTINGS)
    site.article("tin.md", "Chữ.")
    site.article("nhap.md", title=quoted(OTHERS[0]), draft="true")
    preview = Preview(site.folder, lambda: NOW, lambda stage, done, total: None, lambda: False)
    with PreviewServer(preview, 0) as server, watched(chromium) as (page, foreign):
        preview.update()
        for number, attack in enumerate(ATTACKS):
            site.article(f"xau-{number}.md", attack, views=quoted(attack), status=quoted(attack))
        name = PAYLOADS[6].replace("/", "_")
        site.write(f"content/{name}.md", "---\ntitle: x\n---\n")
        site.write("templates/home.html", "{{ '" + PAYLOADS[6] + "' | no_such_filter }}")
        preview.update([PurePath("content/tin.md")])
        page.goto(f"{server.url}2023/01/12/tin.html", wait_until="load")
        expect(page.locator("#hn-preview li.error").nth(90)).to_contain_text("xau-")
        assert page.locator("#hn-preview img, #hn-preview script, #hn-preview iframe, #hn-preview a").count() == 0
        assert found(page) == []
        assert foreign == []


def test_what_no_text_can_hold_is_refused_before_it_comes_to_that(tmp_path: Path) -> None:
    left = [each for each in (*PAYLOADS, *OTHERS) if each not in ATTACKS]
    assert 0 < len(left) < 10
    trial = TrialSite(tmp_path / "trial")
    for number, attack in enumerate(left):
        trial.article(f"{number}.md", attack)
    assert trial.codes(trial.build()) == {"control-character"}
