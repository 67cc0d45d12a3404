"""The preview as an editor sees it in Chromium."""

import sys
from collections.abc import Callable, Iterator
from pathlib import PurePath

import pytest
from playwright.sync_api import Browser, expect

from conftest import CHECKOUT, NOW, TrialSite
from hn_archive.preview import Preview
from hn_archive.preview_server import PreviewServer

sys.path.append(str(CHECKOUT / "tests" / "tools"))

import browser

pytestmark = pytest.mark.tools

ARTICLE = "2023/01/12/a.html"
Save = Callable[[str], None]


@pytest.fixture
def server(site: TrialSite) -> Iterator[PreviewServer]:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\n")
    site.article("a.md", body="Chữ cũ.")
    preview = Preview(site.folder, lambda: NOW, lambda stage, done, total: None, lambda: False)
    with PreviewServer(preview, 0) as server:
        preview.update()
        yield server


def update(server: PreviewServer, path: str) -> None:
    server._preview.update([PurePath(path)])


def test_an_open_page_shows_what_is_saved(chromium: Browser, server: PreviewServer, site: TrialSite) -> None:
    with browser.opened(chromium, f"{server.url}{ARTICLE}") as visit:
        expect(visit.page.locator("main")).to_contain_text("Chữ cũ.")
        site.article("a.md", body="Chữ mới.")
        update(server, "content/a.md")
        expect(visit.page.locator("main")).to_contain_text("Chữ mới.")
        assert not [*visit.console, *visit.errors, *visit.foreign]  # the stream of the page before was broken off


def test_a_stylesheet_shows_without_loading_the_page_again(chromium: Browser, server: PreviewServer, site: TrialSite) -> None:
    with browser.opened(chromium, f"{server.url}{ARTICLE}") as visit:
        visit.page.evaluate("window.stayed = true")
        site.write("static/site.css", "h1 { color: rgb(1, 2, 3) }")
        update(server, "static/site.css")
        expect(visit.page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
        assert visit.page.evaluate("window.stayed")


def test_a_page_follows_its_article_to_a_new_address(chromium: Browser, server: PreviewServer, site: TrialSite) -> None:
    with browser.opened(chromium, f"{server.url}{ARTICLE}") as visit:
        site.article("a.md", slug="ten-khac")
        update(server, "content/a.md")
        expect(visit.page).to_have_url(f"{server.url}2023/01/12/ten-khac.html")


def test_what_is_wrong_stands_on_the_page_until_it_is_right(chromium: Browser, server: PreviewServer, site: TrialSite) -> None:
    with browser.opened(chromium, f"{server.url}{ARTICLE}") as visit:
        panel = visit.page.locator("#hn-preview .hn-preview-panel")
        expect(panel).to_be_hidden()
        site.article("a.md", body="Chữ mới.", views="nhiều")
        update(server, "content/a.md")
        expect(panel.get_by_role("button")).to_have_text("Lỗi: 1, cảnh báo: 0")
        expect(panel.get_by_role("listitem")).to_contain_text("content/a.md:4:8")
        expect(panel).to_contain_text("Đây là trang tốt gần nhất.")
        expect(visit.page.locator("main")).to_contain_text("Chữ cũ.")
        site.article("a.md", body="Chữ mới.")
        update(server, "content/a.md")
        expect(visit.page.locator("main")).to_contain_text("Chữ mới.")
        expect(panel).to_be_hidden()


def test_the_list_of_problems_is_opened_and_closed_by_keyboard(chromium: Browser, server: PreviewServer, site: TrialSite) -> None:
    site.article("a.md", body="[đi đâu](khong-co.md)")
    update(server, "content/a.md")
    with browser.opened(chromium, f"{server.url}{ARTICLE}") as visit:
        button = visit.page.get_by_role("button", name="Lỗi: 0, cảnh báo: 1")
        expect(button).to_have_attribute("aria-expanded", "false")
        button.focus()
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("#hn-preview li")).to_contain_text("khong-co.md")
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("#hn-preview li")).to_have_count(0)


def test_drafts_say_so_on_their_page_and_wherever_they_are_linked(
    chromium: Browser, server: PreviewServer, site: TrialSite
) -> None:
    site.article("draft.md", title="Nháp", draft="true")
    site.article("later.md", title="Sau", date="2090-01-12")
    update(server, "content/draft.md")
    with browser.opened(chromium, server.url) as visit:
        expect(visit.page.get_by_role("link", name="Nháp").first).to_contain_text("bản nháp")
        expect(visit.page.get_by_role("link", name="Sau").first).to_contain_text("chờ đăng")
        expect(visit.page.get_by_role("link", name="Bài a").first).not_to_contain_text("bản nháp")
    with browser.opened(chromium, f"{server.url}2023/01/12/draft.html") as visit:
        expect(visit.page.locator("#hn-preview .mark")).to_have_text("Bạn đọc chưa thấy bài này: bản nháp")
        assert not visit.complaints


def test_hostile_words_are_inert(chromium: Browser, server: PreviewServer, site: TrialSite) -> None:
    evil = "<img src=x onerror=window.hit=1></script><script>window.hit=1</script>"
    site.write(f"content/{evil.replace('/', '_')}.md", "---\ntitle: a\n---\n")
    site.article("a.md", views=f'"{evil}"')
    site.write("templates/home.html", "{{ '" + evil + "' | no_such_filter }}")
    update(server, "content/a.md")
    with browser.opened(chromium, f"{server.url}{ARTICLE}") as visit:
        expect(visit.page.locator("#hn-preview li").first).to_contain_text("onerror")
        assert visit.page.evaluate("window.hit") is None
        assert visit.page.locator("#hn-preview img").count() == 0


def test_the_previews_styles_reach_nothing_of_the_site(chromium: Browser, server: PreviewServer) -> None:
    rules = """() => [...document.querySelector("head link[href$='preview.css']").sheet.cssRules]
        .flatMap((rule) => rule.cssRules.length ? [...rule.cssRules] : [rule]).map((rule) => rule.selectorText)"""
    with browser.opened(chromium, f"{server.url}index.html") as visit:
        link = visit.page.locator("head link[href$='/_hn-archive/preview.css']")
        expect(link).to_have_count(1)
        link.evaluate("link => link.sheet || new Promise((done) => link.addEventListener('load', done))")
        selectors = visit.page.evaluate(rules)
        assert len(selectors) > 10
        assert all(visit.page.evaluate("found => document.querySelectorAll(found).length", each) == 0 for each in selectors)


def test_a_page_that_nobody_sees_holds_no_stream(chromium: Browser, server: PreviewServer) -> None:
    with browser.opened(chromium, f"{server.url}{ARTICLE}") as visit:
        expect(visit.page.locator("#hn-preview")).to_have_count(1)
        visit.page.wait_for_timeout(300)
        assert server.opened() == (ARTICLE,)
        visit.page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        visit.page.wait_for_timeout(300)
        assert server.opened() == ()
