"""What a reader's browser makes of the pages: faults, layout, keyboard, behaviour, weight, pictures, scores."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import browser_site
from browser_site import ARTICLES, KINDS
from conftest import CHECKOUT, NOW, TrialSite
from hn_archive.build import build
from hn_archive.header_fields import POLICY
from hn_archive.request import Request

pytestmark = pytest.mark.tools

TOOLS = CHECKOUT / "tests" / "tools"
sys.path.append(str(TOOLS))

import axe  # noqa: E402
import browser  # noqa: E402
import layout  # noqa: E402
import lighthouse  # noqa: E402
import loopback  # noqa: E402
import pictures  # noqa: E402

PICTURES = CHECKOUT / "tests" / "screens"
SIZES = {375: 812, 1280: 900}
SCHEMES: tuple[browser.Scheme, ...] = ("light", "dark")
# The archive's clock, +07:00, on a day of the year that has articles.
MORNING = datetime(2026, 1, 12, 2, tzinfo=UTC)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
STRICT = (
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'\">"
)
# The page for addresses that do not exist names its files from the host's root: only a server can show it.
ON_DISK = [kind for kind in KINDS if kind != "not-found"]

_COMBOBOX = re.compile(r' (?:role="combobox"|aria-(?:autocomplete|controls|expanded)="[^"]*")')

every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    """A site with a page of every type, on disk."""
    site = browser_site.written(tmp_path_factory.mktemp("rich") / "site")
    site.built()
    return site


@pytest.fixture(scope="session")
def host(rich: TrialSite) -> Iterator[str]:
    """The same site on a server that sends what the program's `_headers` say."""
    with loopback.serving(rich.output, HEADERS) as address:
        yield address


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site, on disk."""
    output = tmp_path_factory.mktemp("own") / "public"
    assert not build(Request(source=CHECKOUT, output=output, now=NOW.replace(year=2030)), lambda *_: None).failed
    return output


def own_articles() -> list[str]:
    """The articles of this repository's own site, by the ends of their addresses."""
    return sorted(path.stem[11:] for path in (CHECKOUT / "content").glob("2*/*/*.md"))


def address_of(own: Path, slug: str) -> str:
    return next(own.glob(f"2*/*/*/{slug}.html")).as_uri()


def trial(folder: Path, body: str, head: str = STRICT) -> str:
    page = folder / "page.html"
    page.write_text(f'<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title>{head}{body}', encoding="utf-8")
    return page.as_uri()


def first(script: str) -> Callable[[Page], None]:
    """Run a script in the page before its own."""

    def prepare(page: Page) -> None:
        page.add_init_script(script)

    return prepare


def listed(found: Mapping[Any, object]) -> str:
    """All that was found, a line for each; pytest would cut it."""
    return "\n".join(f"{where}: {what}" for where, what in found.items())


# The tools themselves


@pytest.mark.parametrize("scripts", [True, False])
def test_axe_runs_under_a_strict_policy_and_without_scripts(chromium: Browser, tmp_path: Path, scripts: bool) -> None:
    (tmp_path / "x.png").write_bytes((CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes())
    address = trial(tmp_path, '<main><h1>H</h1><img src="x.png"><p>Text</p></main>')
    with browser.opened(chromium, address, scripts=scripts) as visit:
        assert axe.violations(visit.page) == [("image-alt", '<img src="x.png">')]
        layout.restyle(visit.page, layout.SPACING)
        assert visit.complaints == []


def test_what_a_page_does_wrong_is_collected(chromium: Browser, tmp_path: Path) -> None:
    body = '<img src="no.png"><img src="http://other.example/a.png"><script>throw new Error("oh")</script>'
    with browser.opened(chromium, trial(tmp_path, body, "")) as visit:
        assert (len(visit.failed), visit.foreign, visit.errors) == (2, ["http://other.example/a.png"], ["oh"])
    with browser.opened(chromium, trial(tmp_path, body)) as visit:
        assert sum("Content Security Policy" in line for line in visit.console) == 2, visit.console


def test_without_scripts_noscript_shows(chromium: Browser, tmp_path: Path) -> None:
    address = trial(tmp_path, "<noscript><p>none</p></noscript><script>document.title = 'ran'</script>", "")
    with browser.opened(chromium, address, scripts=False) as visit:
        assert (visit.page.title(), visit.page.inner_text("p")) == ("x", "none")
    with browser.opened(chromium, address) as visit:
        assert (visit.page.title(), visit.page.locator("p").count()) == ("ran", 0)


def test_a_jump_a_wide_page_and_a_stop_that_shows_nothing_are_seen(chromium: Browser, tmp_path: Path) -> None:
    body = (
        '<style>#no { outline: 0 }</style><div id="top"></div><a href="a">a</a><a id="no" href="b">b</a>'
        '<div style="overflow:auto;width:50px"><div style="width:90px">x</div></div>'
        '<label><input type="radio" name="r">1</label><label><input type="radio" name="r">2</label>'
        '<p style="height:1em;overflow:hidden;width:50px">many many words</p><div style="width:2000px">wide</div>'
        # What was not painted yet cannot jump.
        "<script>new PerformanceObserver((_, observer) => { observer.disconnect();"
        " setTimeout(() => document.getElementById('top').style.height = '300px', 100) }).observe({type: 'paint', buffered: true})</script>"
    )
    with browser.opened(chromium, trial(tmp_path, body, "")) as visit:
        visit.page.wait_for_function("() => document.getElementById('top').offsetHeight === 300")
        visit.page.wait_for_timeout(300)
        assert sum(layout.jumps(visit.page).values()) > 0.01
        assert len(layout.too_wide(visit.page)) == 1
        assert len(layout.cut_off(visit.page)) == 1
        stops = layout.walked(visit.page)
        assert len(stops) == len(layout.reachable(visit.page)) == 4
        assert [stop.outline for stop in stops] == [True, False, True, True]


def test_pictures_are_kept_small_and_compared(chromium: Browser, tmp_path: Path) -> None:
    with browser.opened(chromium, trial(tmp_path, "<h1>Chữ ễ ữ ợ</h1><p style='color:#8c1d18'>text", ""), width=375) as visit:
        before = browser.picture(visit.page)
        pictures.keep(before, tmp_path / "golden.png")
        assert pictures.difference(tmp_path / "golden.png", before) == 0
        visit.page.evaluate("() => { document.querySelector('h1').style.paddingLeft = '3px'; }")
        assert 0 < pictures.difference(tmp_path / "golden.png", browser.picture(visit.page)) < 0.1


# Faults


@every_kind
def test_axe_finds_no_fault_on_phone_and_desktop_in_light_and_dark(chromium: Browser, host: str, kind: str) -> None:
    found = faults(chromium, f"{host}/{KINDS[kind]}")
    assert not found, listed(found)


@pytest.mark.parametrize("slug", own_articles())
def test_axe_finds_no_fault_in_this_repositorys_articles(chromium: Browser, own: Path, slug: str) -> None:
    found = faults(chromium, address_of(own, slug), widths=(375,))
    assert not found, listed(found)


@pytest.mark.parametrize("kind", ["home", "article-rich", "year", "coverage", "finder"])
def test_axe_finds_no_fault_under_forced_colours(chromium: Browser, host: str, kind: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS[kind]}", forced_colours=True, clock=MORNING) as visit:
        found = axe.violations(visit.page)
    assert not found, listed(dict(enumerate(found)))


Faults = list[tuple[str, str]]


def faults(chromium: Browser, address: str, widths: tuple[int, ...] = (375, 1280)) -> dict[tuple[int, str], Faults]:
    """What axe finds, by width and scheme: one load, as the page itself follows each change."""
    found = {}
    with browser.opened(chromium, address, reduced_motion=True, clock=MORNING) as visit:
        for width in widths:
            visit.page.set_viewport_size({"width": width, "height": SIZES[width]})
            visit.page.emulate_media(color_scheme="light")
            found[width, "light"] = axe.violations(visit.page)
            visit.page.emulate_media(color_scheme="dark")
            found[width, "dark"] = axe.violations(visit.page, axe.COLOURS)
    return {key: value for key, value in found.items() if value}


@every_kind
def test_pages_of_a_server_complain_of_nothing_without_scripts(chromium: Browser, host: str, kind: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS[kind]}", scripts=False, clock=MORNING) as visit:
        assert visit.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("kind", ON_DISK)
def test_pages_on_a_disk_complain_of_nothing_and_have_style_and_fonts(
    chromium: Browser, rich: TrialSite, kind: str, scripts: bool
) -> None:
    with browser.opened(chromium, (rich.output / KINDS[kind]).as_uri(), scripts=scripts, clock=MORNING) as visit:
        assert visit.complaints == []
        assert visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 253, 248)"
        assert loaded_fonts(visit.page) > 0


def loaded_fonts(page: Page) -> int:
    return int(page.evaluate("() => [...document.fonts].filter(face => face.status === 'loaded').length"))


# Layout


def own_jumps(chromium: Browser, visit: browser.Visit, width: int = 1280) -> dict[str, float]:
    """How the page of a visit jumps each time it is opened: where the machine is busy, a font may come late once."""
    found = layout.jumps(visit.page)
    for _ in range(2):
        if found:
            with browser.opened(chromium, visit.page.url, width=width, clock=MORNING) as again:
                again.page.wait_for_timeout(300)
                found = layout.jumps(again.page)
    return found


@every_kind
def test_nothing_complains_or_is_too_wide_or_cut_off_or_jumps(chromium: Browser, host: str, kind: str) -> None:
    """At 320 pixels, at a zoom of 200 %, with text of twice its size, and with the text spacing of WCAG 1.4.12."""
    found: dict[str, object] = {}
    address = f"{host}/{KINDS[kind]}"
    with browser.opened(chromium, address, width=320, height=640, clock=MORNING) as visit:
        page = visit.page

        def ask(when: str) -> None:
            found[f"too wide {when}"] = layout.too_wide(page)
            found[f"cut off {when}"] = layout.cut_off(page)

        found["jumps at 320 px"] = own_jumps(chromium, visit, 320)
        ask("at 320 px")
        layout.restyle(page, layout.SPACING)
        ask("with spaced text")
        layout.restyle(page, "")
        # To a page's layout a browser's zoom of 200 % is a window of half the size.
        page.set_viewport_size({"width": 640, "height": 450})
        ask("at 200 %")
        layout.restyle(page, layout.TEXT_TWICE)
        ask("with text twice as large")
        found["complaints at 320 px"] = visit.complaints
    with browser.opened(chromium, address, clock=MORNING) as visit:
        found["jumps at 1280 px"] = own_jumps(chromium, visit)
        found["complaints at 1280 px"] = visit.complaints
    wrong = {where: what for where, what in found.items() if what}
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("slug", own_articles())
def test_this_repositorys_articles_fit_a_small_phone(chromium: Browser, own: Path, slug: str) -> None:
    with browser.opened(chromium, address_of(own, slug), width=320, height=640) as visit:
        assert (own_jumps(chromium, visit, 320), layout.too_wide(visit.page), layout.cut_off(visit.page)) == ({}, [], [])


@pytest.mark.parametrize(
    ("kind", "width"), [*((kind, 1280) for kind in KINDS), *((kind, 375) for kind in ("home", "article-rich", "year", "finder"))]
)
def test_a_keyboard_reaches_everything_and_shows_where_it_is(chromium: Browser, host: str, kind: str, width: int) -> None:
    address = f"{host}/{KINDS[kind]}"
    with browser.opened(chromium, address, width=width, height=SIZES[width], reduced_motion=True, clock=MORNING) as visit:
        expected = layout.reachable(visit.page)
        stops = layout.walked(visit.page)
        # The search field becomes a combobox when it is reached.
        assert [_COMBOBOX.sub("", stop.html) for stop in stops] == expected
        assert [stop for stop in stops if not (stop.outline and stop.seen)] == []


def test_the_first_press_of_tab_offers_to_skip_to_the_content(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['article']}") as visit:
        visit.page.keyboard.press("Tab")
        expect(visit.page.locator(".skip")).to_be_focused()
        expect(visit.page.locator(".skip")).to_be_in_viewport(ratio=1)
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("() => !!document.activeElement.closest('main')")


# Light and dark


def background(page: Page) -> str:
    return str(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))


# When the page's scheme was set, and what it was when there was a body to paint.
_WATCH = """
new MutationObserver(() => {
  const root = document.documentElement;
  if (root?.dataset.scheme) window.__schemeAt ??= performance.now();
  if (document.body) window.__schemeAtBody ??= root.dataset.scheme ?? 'none';
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_theme_switch_changes_the_colours_and_the_next_page_has_them_from_its_first_paint(
    chromium: Browser, host: str, scheme: browser.Scheme
) -> None:
    other = {"light": "dark", "dark": "light"}[scheme]
    watch = first(_WATCH)
    with browser.opened(chromium, f"{host}/{KINDS['home']}", scheme=scheme, prepare=watch) as visit:
        page = visit.page
        before = background(page)
        assert page.evaluate("() => window.__schemeAtBody") == "none"
        page.locator(".theme-switch").click()
        after = background(page)
        assert after != before
        page.goto(f"{host}/{KINDS['article']}")
        assert background(page) == after
        assert page.evaluate("() => window.__schemeAtBody") == other
        painted = page.wait_for_function("() => performance.getEntriesByName('first-paint')[0]?.startTime").json_value()
        assert page.evaluate("() => window.__schemeAt") < painted


def test_the_theme_switched_back_follows_the_system_again(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['home']}") as visit:
        page = visit.page
        light = background(page)
        page.locator(".theme-switch").click()
        page.emulate_media(color_scheme="dark")
        dark = background(page)
        page.emulate_media(color_scheme="light")
        assert background(page) == dark
        page.locator(".theme-switch").click()
        assert background(page) == light
        page.emulate_media(color_scheme="dark")
        assert background(page) == dark
        page.reload()
        assert background(page) == dark
        assert page.evaluate("() => localStorage.length") == 0


def test_the_theme_switch_works_from_a_disk(chromium: Browser, rich: TrialSite) -> None:
    with browser.opened(chromium, (rich.output / KINDS["home"]).as_uri()) as visit:
        before = background(visit.page)
        visit.page.locator(".theme-switch").click()
        assert background(visit.page) != before
        visit.page.goto((rich.output / KINDS["article"]).as_uri())
        assert background(visit.page) != before


def test_the_theme_switch_has_a_name_and_the_size_of_a_finger(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['home']}", width=375) as visit:
        button = visit.page.get_by_role("button", name="Đổi nền sáng, tối")
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


# An article's tools


def tool(page: Page, name: str) -> Any:
    return page.locator(".tools").get_by_role("button", name=name)


def clipboard(page: Page) -> str:
    return str(page.evaluate("() => navigator.clipboard.readText()"))


def allow_clipboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


def canonical(kind: str) -> str:
    return browser_site.URL + KINDS[kind]


def test_the_print_button_prints(chromium: Browser, host: str) -> None:
    stub = first("window.printed = 0; window.print = () => { window.printed++; };")
    with browser.opened(chromium, f"{host}/{KINDS['article']}", prepare=stub) as visit:
        tool(visit.page, "In").click()
        assert visit.page.evaluate("() => window.printed") == 1


def test_copy_link_copies_the_canonical_address_and_says_so(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['article']}", prepare=allow_clipboard) as visit:
        tool(visit.page, "Chép liên kết").click()
        expect(visit.page.locator(".tools [role=status]")).to_have_text("Đã chép")
        assert clipboard(visit.page) == canonical("article")


def test_copy_link_works_without_the_clipboards_interface(chromium: Browser, host: str) -> None:
    def without(page: Page) -> None:
        allow_clipboard(page)
        page.add_init_script(
            "window.kept = navigator.clipboard;"
            " Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });"
        )

    with browser.opened(chromium, f"{host}/{KINDS['article']}", prepare=without) as visit:
        tool(visit.page, "Chép liên kết").click()
        expect(visit.page.locator(".tools [role=status]")).to_have_text("Đã chép")
        expect(tool(visit.page, "Chép liên kết")).to_be_focused()
        assert visit.page.evaluate("() => window.kept.readText()") == canonical("article")


def test_share_shows_only_where_the_browser_can_share_and_shares_the_canonical_address(chromium: Browser, host: str) -> None:
    address = f"{host}/{KINDS['article']}"
    with browser.opened(chromium, address) as visit:
        assert not visit.page.evaluate("() => 'share' in navigator")
        expect(visit.page.locator("[data-do=share]")).to_be_hidden()
    script = "navigator.share = what => { window.shared = what; return Promise.resolve(); };"
    with browser.opened(chromium, address, prepare=first(script)) as visit:
        tool(visit.page, "Chia sẻ").click()
        assert visit.page.evaluate("() => window.shared") == {"title": "Lịch mở cửa phòng đọc", "url": canonical("article")}


def test_without_scripts_no_button_is_shown_that_needs_one(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['article-rich']}", scripts=False) as visit:
        assert visit.page.locator("button").count() > 0
        assert visit.page.locator("button:visible").all_inner_texts() == ["Tìm"]  # it sends a form
        expect(visit.page.get_by_role("link", name="Tải về (.txt)")).to_be_visible()


@pytest.mark.parametrize("place", ["server", "disk"])
def test_the_plain_text_is_saved_with_a_byte_order_mark(chromium: Browser, rich: TrialSite, host: str, place: str) -> None:
    root = {"server": f"{host}/", "disk": f"{rich.output.as_uri()}/"}[place]
    with browser.opened(chromium, root + KINDS["article-rich"]) as visit:
        link = visit.page.get_by_role("link", name="Tải về (.txt)")
        address = str(link.evaluate("link => link.href"))
        assert address == root + KINDS["article-rich"].replace(".html", ".txt")
        if place == "server":
            with visit.page.expect_download() as saving:
                link.click()
            assert saving.value.suggested_filename == "cau-moi-qua-song.txt"
            saved = Path(saving.value.path()).read_bytes()
        else:
            saved = (rich.output / KINDS["article-rich"]).with_suffix(".txt").read_bytes()
    assert saved.startswith("\ufeffCầu mới qua sông Hồng".encode())


def test_a_citation_is_copied_as_a_sentence_and_as_records(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['article-rich']}", prepare=allow_clipboard) as visit:
        box = visit.page.locator("details.cite")
        box.locator("summary").click()
        box.get_by_role("button", name="Sao chép", exact=True).click()
        expect(box.locator("[role=status]")).to_have_text("Đã sao chép")
        assert clipboard(visit.page) == box.locator(".cite-text").text_content()
        for number, record in enumerate(("BibTeX", "RIS", "CSL-JSON")):
            box.get_by_role("button", name=f"Sao chép {record}").click()
            expect(box.get_by_text("Đã sao chép")).not_to_have_count(0)
            assert clipboard(visit.page) == box.locator("pre").nth(number).text_content()
        assert visit.complaints == []


@pytest.mark.parametrize(("record", "ending"), [("BibTeX", ".bib"), ("RIS", ".ris"), ("CSL-JSON", ".json")])
def test_a_citation_is_saved_as_a_file(chromium: Browser, host: str, record: str, ending: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['article-rich']}") as visit:
        box = visit.page.locator("details.cite")
        box.locator("summary").click()
        with visit.page.expect_download() as saving:
            box.get_by_role("button", name=f"Tải về {record}").click()
        shown = str(box.locator(f"pre[data-file$='{ending}']").text_content())
        saved = Path(saving.value.path()).read_bytes().decode()
        assert saving.value.suggested_filename.endswith(ending)
        assert saved == (shown.replace("\n", "\r\n") if ending == ".ris" else shown)
        assert visit.complaints == []


# This day


def this_day(chromium: Browser, host: str, clock: datetime, timezone: str = "Asia/Ho_Chi_Minh") -> tuple[str, list[str], str]:
    """What the home page says of a day, the titles it shows, and where its link leads."""
    with browser.opened(chromium, f"{host}/{KINDS['home']}", clock=clock, timezone=timezone) as visit:
        box = visit.page.locator(".this-day")
        expect(box.locator("p.count")).to_be_visible()
        said = str(box.locator("p.count").text_content())
        titles = box.locator("li a").all_text_contents()
        link = str(box.locator("p:last-child a").get_attribute("href"))
        assert visit.complaints == []
        return said, titles, link


def test_the_home_page_shows_the_titles_of_this_day_in_other_years(chromium: Browser, host: str) -> None:
    said, titles, link = this_day(chromium, host, MORNING)
    assert (said, link) == ("Hôm nay, 12/1", "ngay-nay-nam-xua/01-12.html")
    assert "Lịch mở cửa phòng đọc" in titles
    assert len(titles) == 5


def test_titles_of_this_day_lead_to_their_articles(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['home']}", clock=MORNING) as visit:
        visit.page.locator(".this-day").get_by_role("link", name="Lịch mở cửa phòng đọc").click()
        expect(visit.page).to_have_url(f"{host}/{KINDS['article']}")


def test_the_home_page_says_so_on_a_day_without_articles(chromium: Browser, host: str) -> None:
    said, titles, link = this_day(chromium, host, datetime(2026, 7, 14, 5, tzinfo=UTC))
    assert (said, titles, link) == ("Kho chưa có bài nào đăng ngày 14/7.", [], "ngay-nay-nam-xua/index.html")


def test_the_29th_of_february_is_a_day_like_others(chromium: Browser, host: str) -> None:
    said, titles, _ = this_day(chromium, host, datetime(2028, 2, 29, 5, tzinfo=UTC))
    assert said == "Hôm nay, 29/2"
    assert "A walk around the lake" in titles


def test_a_title_of_this_day_in_another_language_says_so(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['home']}", clock=datetime(2028, 2, 29, 5, tzinfo=UTC)) as visit:
        title = visit.page.locator(".this-day").get_by_text("A walk around the lake")
        assert title.evaluate("one => one.closest('[lang]').lang") == "en"


@pytest.mark.parametrize("timezone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_this_day_is_the_archives_day_wherever_its_reader_is(chromium: Browser, host: str, timezone: str) -> None:
    before = this_day(chromium, host, datetime(2026, 1, 11, 16, 59, 59, tzinfo=UTC), timezone)
    after = this_day(chromium, host, datetime(2026, 1, 11, 17, 0, 0, tzinfo=UTC), timezone)
    assert (before[0], after[0]) == ("Kho chưa có bài nào đăng ngày 11/1.", "Hôm nay, 12/1")


def test_without_scripts_a_link_leads_to_all_days(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['home']}", scripts=False, clock=MORNING) as visit:
        box = visit.page.locator(".this-day")
        assert box.locator("li").count() == 0
        box.get_by_role("link", name="Xem tất cả các ngày").click()
        expect(visit.page).to_have_url(f"{host}/{KINDS['this-days']}")


# Old addresses


@pytest.mark.parametrize("place", ["server", "disk"])
def test_the_finder_finds_a_page_by_its_old_address(chromium: Browser, rich: TrialSite, host: str, place: str) -> None:
    root = {"server": f"{host}/", "disk": f"{rich.output.as_uri()}/"}[place]
    with browser.opened(chromium, root + KINDS["finder"]) as visit:
        visit.page.get_by_label("Địa chỉ cũ").fill("https://cong.example/tin/chi-tiet?utm_source=x&newsid=123")
        visit.page.locator(".finder").get_by_role("button", name="Tìm").click()
        visit.page.locator(".finder [role=status]").get_by_role("link").click()
        expect(visit.page).to_have_url(root + KINDS["article-captured"])


def test_the_finder_says_that_an_address_is_not_known(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['finder']}?q=https://cong.example/khong-co") as visit:
        expect(visit.page.locator(".finder [role=status]")).to_have_text("Không có bài nào trong kho từng có địa chỉ này.")


def test_an_old_address_that_is_asked_for_leads_to_its_page(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/tin/chi-tiet?newsid=4567") as visit:
        expect(visit.page).to_have_url(f"{host}/{KINDS['article-rich']}")


# Paper


@pytest.mark.parametrize("scheme", SCHEMES)
def test_on_paper_an_article_is_black_on_white_without_navigation_and_says_where_it_is_from(
    chromium: Browser, host: str, scheme: browser.Scheme
) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['article-captured']}", scheme=scheme, medium="print") as visit:
        page = visit.page
        for name in (
            ".menu",
            ".categories",
            ".breadcrumbs",
            ".neighbours",
            ".related",
            ".tools",
            ".cite",
            ".footer",
            "button",
            ".skip",
        ):
            assert page.locator(f"{name}:visible").count() == 0, name
        printed = page.locator(".printed")
        expect(printed).to_be_visible()
        expect(printed).to_contain_text(canonical("article-captured"))
        expect(printed).to_contain_text("20/05/2025")
        expect(page.locator("h1")).to_be_visible()
        colours = page.evaluate(
            "() => [...document.querySelectorAll('body, h1, .lead, .body p')].map(one => getComputedStyle(one).color)"
        )
        assert set(colours) == {"rgb(0, 0, 0)"}
        assert background(page) in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


def test_on_paper_a_chosen_dark_scheme_is_left_aside_too(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{KINDS['article']}") as visit:
        visit.page.locator(".theme-switch").click()
        visit.page.emulate_media(media="print")
        colours = visit.page.evaluate("() => ['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])")
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


# Weight


@pytest.mark.parametrize("kind", [*ARTICLES, *(f"own:{slug}" for slug in own_articles())])
def test_an_article_is_light(chromium: Browser, host: str, own: Path, kind: str) -> None:
    """Without its pictures at most 100 kB as transferred; at most 30 kB of HTML, CSS and JavaScript."""
    if kind.startswith("own:"):
        page = next(own.glob(f"2*/*/*/{kind.removeprefix('own:')}.html")).relative_to(own).as_posix()
        with loopback.serving(own, HEADERS) as address, browser.opened(chromium, f"{address}/{page}") as visit:
            found = layout.weights(visit)
    else:
        with browser.opened(chromium, f"{host}/{KINDS[kind]}") as visit:
            found = layout.weights(visit)
    text = sum(one.gzipped for one in found if one.kind in {"document", "stylesheet", "script"})
    icon = sum(one.gzipped for one in found if one.kind == "other")
    fonts = sum(one.raw for one in found if one.kind == "font")
    print(f"weight {kind}: {text} bytes of text, {fonts} of fonts, {text + fonts + icon} in all")
    assert {one.kind for one in found} <= {"document", "stylesheet", "script", "font", "image", "other"}
    assert text <= 30_000
    assert text + fonts + icon <= 100_000


# Pictures


def waiting_for_fonts(page: Page) -> None:
    """However slow the machine is at this moment, a page is painted in its own fonts."""

    def patient(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("font-display: optional", "font-display: block"))

    page.route("**/site.css", patient)


@every_kind
def test_the_first_screen_looks_as_it_did(chromium: Browser, host: str, kind: str, update_golden: bool) -> None:
    """On phone and desktop, in light and dark; `--update-golden` takes new pictures."""
    different = {}
    with browser.opened(chromium, f"{host}/{KINDS[kind]}", clock=MORNING, prepare=waiting_for_fonts) as visit:
        for width, height in SIZES.items():
            visit.page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                visit.page.emulate_media(color_scheme=scheme)
                golden = PICTURES / f"{kind}-{width}-{scheme}.png"
                taken = browser.picture(visit.page, whole=False)
                if update_golden:
                    pictures.keep(taken, golden)
                different[golden.name] = pictures.difference(golden, taken)
    assert {name: share for name, share in different.items() if share > 0.005} == {}


def test_no_picture_is_left_of_a_type_that_is_gone(update_golden: bool) -> None:
    expected = {f"{kind}-{width}-{scheme}.png" for kind in KINDS for width in SIZES for scheme in SCHEMES}
    found = {path.name for path in PICTURES.glob("*")}
    if update_golden:  # others are being taken at this moment
        for name in found - expected:
            (PICTURES / name).unlink()
    else:
        assert found == expected


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("kind", ["home", "article"])
def test_pictures_would_tell_if_the_fonts_were_gone(chromium: Browser, host: str, kind: str, width: int) -> None:
    def without(page: Page) -> None:
        page.route("**/*.woff2", lambda route: route.abort())

    address = f"{host}/{KINDS[kind]}"
    with browser.opened(chromium, address, width=width, height=SIZES[width], clock=MORNING, prepare=without) as visit:
        taken = browser.picture(visit.page, whole=False)
    assert pictures.difference(PICTURES / f"{kind}-{width}-light.png", taken) > 0.005


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("kind", ["home", "article"])
def test_pictures_would_tell_if_the_masthead_were_gone(chromium: Browser, host: str, kind: str, width: int) -> None:
    address = f"{host}/{KINDS[kind]}"
    with browser.opened(chromium, address, width=width, height=SIZES[width], clock=MORNING, prepare=waiting_for_fonts) as visit:
        layout.restyle(visit.page, ".masthead { display: none !important; }")
        taken = browser.picture(visit.page, whole=False)
    assert pictures.difference(PICTURES / f"{kind}-{width}-light.png", taken) > 0.005


# Scores

FULL = ("accessibility", "best-practices", "seo")
# A retracted article and an address that does not exist ask search engines to leave them out: on purpose.
LEFT_OUT = {"retracted": {"is-crawlable"}, "not-found": {"is-crawlable"}}


@pytest.mark.parametrize("form", ["mobile", "desktop"])
@pytest.mark.parametrize("part", range(4))
def test_lighthouse_gives_full_scores(host: str, form: lighthouse.Form, part: int) -> None:
    kinds = list(KINDS)[part::4]
    found = {}
    for kind, one in zip(kinds, lighthouse.judged([f"{host}/{KINDS[kind]}" for kind in kinds], form), strict=True):
        print(f"lighthouse {form} {kind}: performance {one.scores['performance']}")
        low = {
            audit: where for category in FULL for audit, where in one.low[category].items() if audit not in LEFT_OUT.get(kind, ())
        }
        if low or one.faults:
            found[kind] = (low, one.faults)
    assert not found, listed(found)
