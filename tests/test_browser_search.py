"""The search in a reader's browser: what it finds, in which order, how it shows it, and what it does on bad days."""

import json
import math
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
import yaml
from playwright.sync_api import Browser, Page, Route, expect

from conftest import CHECKOUT, NOW, TrialSite
from hn_archive.build import build
from hn_archive.header_fields import POLICY
from hn_archive.request import Request
from hn_archive.search_words import folded, ordered, words
from hn_archive.typeset import text_of

pytestmark = pytest.mark.tools

sys.path.append(str(CHECKOUT / "tests" / "tools"))

import axe  # noqa: E402
import browser  # noqa: E402
import loopback  # noqa: E402

JUDGED: Final = CHECKOUT / "tests" / "judged"
PAGE: Final = "tim-kiem.html"
HOSTILE: Final = "<img src=x onerror=alert(1)> </script><script>alert(2)</script> '`${alert(3)}"
# Questions of these kinds break off in a word.
UNFINISHED: Final = ("prefix", "telex")
# What the figures of docs/search.md may not fall below.
MRR, NDCG = 0.98, 0.98


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    """The judged articles, and one that means ill."""
    site = TrialSite(tmp_path_factory.mktemp("judged") / "site")
    for path in JUDGED.glob("articles/*.md"):
        site.write(f"content/{path.name}", path.read_bytes())
    site.article("xau.md", title=json.dumps(HOSTILE), date="2001-01-01", body="Lời ác ý.")
    site.built()
    return site


@pytest.fixture(scope="module")
def host(judged: TrialSite) -> Iterator[str]:
    with loopback.serving(judged.output, {"Content-Security-Policy": POLICY}) as address:
        yield address


@pytest.fixture(params=["server", "disk"])
def place(request: pytest.FixtureRequest, judged: TrialSite, host: str) -> str:
    return host if request.param == "server" else judged.output.as_uri()


def ask(page: Page, question: str) -> list[str]:
    """Ask, and give the names of the articles found that are shown, in their order."""
    page.locator("#hn-query").fill(question)
    page.locator("#hn-query").press("Enter")
    return shown(page)


def typed(page: Page, question: str) -> list[str]:
    """What is found while a question is typed, whose last word may go on."""
    page.locator("#hn-query").fill(question)
    expect(page).to_have_url(re.compile(re.escape(f"?{urlencode({'q': question})}")))
    return shown(page)


def shown(page: Page) -> list[str]:
    page.wait_for_load_state("load")  # the script has begun
    expect(page.locator("ol.results[aria-busy]")).to_have_count(0)
    links = page.locator("ol.results > li h2 a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    return ["-".join(link.split("#")[0].rsplit("/", 4)[1:]).removesuffix(".html") for link in links]


def status(page: Page) -> str:
    return page.locator(".search-status").inner_text()


# What is found


def test_the_browser_takes_texts_apart_as_the_program_does(chromium: Browser, host: str) -> None:
    chance = random.Random(1)  # noqa: S311 (texts to try, the same each time)
    letters = "aĂắđĐÐɖ ƯỡỢıİßΣς ǆﬁ ກຳ ខ្មែ ไทย 中 🎉 ①½٣-_'’.…/\u00a0\u00ad\u200b\u200d\ufeff\u0301\u0323\u0302"
    texts = ["".join(chance.choices(letters, k=chance.randrange(1, 30))) for _ in range(2_000)]
    texts += [path.read_text(encoding="utf-8") for path in JUDGED.glob("articles/*.md")]
    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        found = visit.page.evaluate(
            "texts => texts.map((text) => hnWords.words(text).map((form) => [form, hnWords.folded(form), hnWords.ordered(form)]))",
            texts,
        )
    for text, forms in zip(texts, found, strict=True):
        assert forms == [[form, folded(form), ordered(form)] for form in words(text)], ascii(text)


def test_each_word_of_each_article_finds_it(chromium: Browser, own: tuple[str, str, str]) -> None:
    """All words of the saved page, folded; some as they stand, composed and decomposed."""
    address, slug, text = own
    with browser.opened(chromium, f"{address}/{PAGE}") as visit:
        forms = sorted({*words(text)})
        assert len(forms) > 200
        asked = [*{folded(form) for form in forms}]
        asked += [unicodedata.normalize(kind, form) for kind in ("NFC", "NFD") for form in islice(forms, 0, None, 9)]
        missed = [question for question in asked if not any(slug in name for name in ask(visit.page, f'"{question}"'))]
        assert missed == []
        assert visit.complaints == []


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """Where this repository's own site stands, and the saved portal page's slug and words."""
    output = tmp_path_factory.mktemp("own") / "public"
    assert not build(Request(source=CHECKOUT, output=output, now=NOW.replace(year=2030)), lambda *_: None).failed
    page = next(output.glob("2023/01/12/*.txt"))
    html = page.with_suffix(".html").read_bytes()
    body = text_of(html.partition(b'<div class="body">')[2].partition(b"</div>\n")[0]).decode()
    title = text_of(html.partition(b"<h1>")[2].partition(b"</h1>")[0]).decode()
    with loopback.serving(output, {"Content-Security-Policy": POLICY}) as address:
        yield address, page.stem, f"{title}\n{body}"


def test_judged_questions_are_answered_as_well_as_the_handbook_says(chromium: Browser, host: str) -> None:
    judgements: list[dict[str, Any]] = yaml.safe_load((JUDGED / "judgements.yml").read_text(encoding="utf-8"))
    ranks, gains = [], []
    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        for entry in judgements:
            found = (typed if entry["kind"] in UNFINISHED else ask)(visit.page, entry["query"])
            relevant = entry["relevant"]
            if "suggest" in entry:
                assert entry["suggest"] in status(visit.page)
                visit.page.locator(".search-status a").click()
                found = shown(visit.page)
            best = max(relevant.values())
            ranks.append(next((1 / place for place, name in enumerate(found, 1) if relevant.get(name) == best), 0))
            ideal = gain(sorted(relevant.values(), reverse=True))
            gains.append(gain([relevant.get(name, 0) for name in found]) / ideal)
        assert visit.complaints == []
    figures = sum(ranks) / len(ranks), sum(gains) / len(gains)
    print(f"MRR {figures[0]:.3f}, NDCG@10 {figures[1]:.3f} of {len(judgements)} questions")
    for entry, value in zip(judgements, gains, strict=True):
        if value < 0.9:
            print(f"  {value:.2f} {entry['kind']}: {entry['query']}")
    assert figures > (MRR, 0)
    assert figures[1] > NDCG


def gain(grades: list[int]) -> float:
    """Discounted cumulative gain of the first ten."""
    return math.fsum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:10], 1))


@pytest.mark.parametrize(
    ("question", "first", "count"),
    [
        ("hồ tây", "2023-04-04-ho-tay-nao-vet", 8),
        ("ho tay", "2023-04-04-ho-tay-nao-vet", 8),
        ("HỒ TÂY", "2023-04-04-ho-tay-nao-vet", 8),
        ("cầu Long Biê", "2022-05-10-cau-long-bien-sua-mat-cau", 5),
        ('"phố cổ"', "2013-01-28-cho-tet-trong-pho-co", 4),
        ("“phố cổ”", "2013-01-28-cho-tet-trong-pho-co", 4),
        ("15/2023/QĐ-UBND", "2023-03-20-quyet-dinh-gia-trong-giu-xe", 2),
        ("metro -làng", "2024-08-09-metro-nhon-ga-ha-noi", 3),
    ],
)
def test_questions_are_answered_over_the_net_and_from_a_disk(
    chromium: Browser, place: str, question: str, first: str, count: int
) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}") as visit:
        found = ask(visit.page, question)
        assert (found[0], len(found), status(visit.page)) == (first, count, f"{count} bài")
        assert visit.complaints == []


def test_words_that_no_article_has_together_find_nothing_and_say_so(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q={quote('hổ metro UNESCO')}") as visit:
        assert shown(visit.page) == []
        assert "Không có bài nào" in status(visit.page)


@pytest.mark.parametrize(("question", "said"), [("", ""), ("   ", ""), ("-đường", "Hãy cho thêm một từ"), ("…?!", "")])
def test_a_question_without_words_is_answered_by_nothing(chromium: Browser, host: str, question: str, said: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        assert ask(visit.page, question) == []
        assert status(visit.page).startswith(said)


def test_on_enter_the_last_word_is_whole_unless_no_article_has_it_so(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}") as visit:
        pump = "2020-04-07-sua-tram-bom-thuy-loi"
        assert pump in typed(visit.page, "tram bo")
        assert pump not in ask(visit.page, "tram bo")
        assert ask(visit.page, "trạm bơ") == typed(visit.page, "trạm bơ")
        assert pump in shown(visit.page)


def test_results_come_while_one_types(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        visit.page.locator("#hn-query").press_sequentially("cầu Long Bi", delay=20)
        expect(visit.page.locator("ol.results > li").first).to_be_visible()
        assert shown(visit.page)[0] == "2022-05-10-cau-long-bien-sua-mat-cau"
        expect(visit.page).to_have_url(f"{host}/{PAGE}?q=c%E1%BA%A7u+Long+Bi")


# What is shown


def marked(page: Page, inside: str) -> list[str]:
    return page.locator(f"{inside} mark").all_inner_texts()


def test_hits_are_marked_at_the_right_letters(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}") as visit:
        for question, first in (("duong", "đường"), ("ho tay", "hồ"), ("hồ tây", "hồ"), ("cầu long biê", "cầu")):
            ask(visit.page, question)
            assert first in [text.lower() for text in marked(visit.page, "ol.results > li:first-child")]
        assert "Biê" in marked(visit.page, "ol.results > li:first-child")


def test_a_result_says_title_day_category_and_source(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q={quote('mùa sen')}") as visit:
        shown(visit.page)
        first = visit.page.locator("ol.results > li").first
        assert first.locator("h2").inner_text() == "Mùa sen hồ Tây"
        assert first.locator(".card-meta").inner_text() == "05/06/2012 | 11:45 · Văn hóa · Trung tâm Văn hóa thành phố"
        assert first.locator(".snippet").inner_text() != ""


def test_over_the_net_a_result_quotes_the_passage_where_its_summary_has_none_of_the_words(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}?q={quote('quan trắc')}") as visit:
        shown(visit.page)
        expect(visit.page.locator("ol.results .snippet mark").first).to_have_text("quan")
        assert "trạm quan trắc tự động" in visit.page.locator("ol.results .snippet").first.inner_text()


def test_words_are_marked_in_the_article_that_was_found(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q={quote('hồ tây')}") as visit:
        shown(visit.page)
        visit.page.locator("ol.results a").first.click()
        expect(visit.page.locator("h1 mark").first).to_have_text("Hồ")
        assert marked(visit.page, ".lead") == ["hồ", "Tây"]
        assert visit.page.locator("h1").inner_text() == "Hồ Tây được nạo vét khu vực cửa cống"
        assert visit.complaints == []


def test_words_of_tags_are_marked_in_the_article_too(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q={quote('duong sat')}") as visit:
        shown(visit.page)
        visit.page.locator("ol.results a").first.click()
        expect(visit.page.locator(".article-tags mark").first).to_have_text("đường")
        assert marked(visit.page, ".article-tags") == ["đường", "sắt"]
        assert visit.complaints == []


def test_results_stand_near_the_field_once_there_is_a_question(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}", width=390) as visit:
        expect(visit.page.locator(".search-page .note")).to_be_visible()
        assert ask(visit.page, "hồ tây")
        expect(visit.page.locator(".search-page .note")).to_be_hidden()


def test_more_results_are_shown_when_asked_for(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}?q={quote('của')}") as visit:
        assert len(shown(visit.page)) == 10
        visit.page.get_by_role("button", name="Xem thêm").click()
        expect(visit.page.locator("ol.results > li")).to_have_count(20)
        assert visit.page.evaluate("document.activeElement.closest('li') === document.querySelectorAll('ol.results > li')[10]")


def test_a_misspelt_word_gets_a_suggestion_that_leads_on(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}") as visit:
        assert ask(visit.page, "chợ đồnng xuân") == []
        visit.page.get_by_role("link", name="chợ đồng xuân").click()
        assert shown(visit.page)[0] == "2019-09-24-cho-dong-xuan-chua-chay"


def test_a_slip_in_the_first_letter_is_found_too(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q={quote('gường sắt')}") as visit:
        assert shown(visit.page) == []
        visit.page.get_by_role("link", name="đường sắt").click()
        assert shown(visit.page)
        assert visit.complaints == []


@pytest.mark.parametrize("question", [HOSTILE, "loi ac y", "'\"><svg onload=alert(4)>"])
def test_hostile_titles_and_questions_are_text(chromium: Browser, place: str, question: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q={quote(question)}") as visit:
        visit.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        shown(visit.page)
        if question == "loi ac y":
            assert visit.page.locator("ol.results h2").inner_text() == HOSTILE
            visit.page.locator("ol.results a").click()
            expect(visit.page.locator(".body mark").first).to_have_text("Lời")
        assert visit.page.locator("ol.results img, ol.results script, ol.results svg").count() == 0
        assert visit.complaints == []


# Order and filters


def test_results_are_sorted_by_date_on_request(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q=metro") as visit:
        best = shown(visit.page)
        visit.page.get_by_label("Xếp theo").select_option("oldest")
        assert shown(visit.page) == sorted(best)
        visit.page.get_by_label("Xếp theo").select_option("newest")
        assert shown(visit.page) == sorted(best, reverse=True)
        assert "sort=newest" in visit.page.url


def test_filters_count_combine_and_stand_in_the_address(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}?q={quote('hồ')}&sort=newest") as visit:
        every = status(visit.page)
        visit.page.get_by_text("Lọc kết quả").click()
        category = visit.page.get_by_role("combobox", name="Chuyên mục")
        expect(category.locator("option")).not_to_have_count(1)
        label = category.locator("option").nth(1).inner_text()
        name, _, count = label.rpartition(" (")
        category.select_option(name)
        found = shown(visit.page)
        assert status(visit.page) == f"{count.removesuffix(')')} bài" != every
        assert all(name in text for text in visit.page.locator("ol.results .card-meta").all_inner_texts())
        newest = found[0][:10]
        visit.page.get_by_label("Đến ngày").fill("2019-12-31")
        visit.page.get_by_label("Đến ngày").dispatch_event("change")
        before = shown(visit.page)
        assert all(text[:10] <= "2019-12-31" for text in before)
        assert newest > "2019-12-31" or before == found
        visit.page.reload()
        assert shown(visit.page) == before
        visit.page.get_by_role("button", name="Bỏ lọc").click()
        shown(visit.page)
        assert status(visit.page) == every


def test_the_back_button_goes_back_to_the_question_before(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/{PAGE}") as visit:
        first, second = ask(visit.page, "hồ tây"), ask(visit.page, "metro")
        assert first != second
        visit.page.go_back()
        assert (shown(visit.page), visit.page.locator("#hn-query").input_value()) == (first, "hồ tây")
        visit.page.go_forward()
        assert shown(visit.page) == second
        visit.page.locator("ol.results a").first.click()
        expect(visit.page.locator("article")).to_be_visible()
        visit.page.go_back()
        assert shown(visit.page) == second


# Ways in


def test_every_page_leads_to_the_search(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/2023/04/04/ho-tay-nao-vet.html") as visit:
        visit.page.get_by_role("combobox").or_(visit.page.get_by_role("searchbox")).first.fill("metro")
        visit.page.keyboard.press("Enter")
        expect(visit.page).to_have_url(f"{place}/{PAGE}?q=metro")
        assert len(shown(visit.page)) == 4


def test_suggestions_are_asked_for_when_the_field_is_used_and_not_before(chromium: Browser, place: str) -> None:
    with browser.opened(chromium, f"{place}/index.html") as visit:
        asked: list[tuple[str, str]] = []
        visit.page.on("request", lambda request: asked.append((request.resource_type, request.url.rpartition("/")[2])))
        assert not any("sugg" in response.url for response in visit.responses)
        field = visit.page.locator("#hn-search")
        field.focus()
        expect(field).to_have_attribute("role", "combobox")
        field.press_sequentially("moi tr")
        expect(visit.page.get_by_role("option")).to_have_text(["Môi trường"])
        scripts = [name for kind, name in asked if kind == "script"]  # a browser asks for the site's icon when it likes
        assert scripts == ["suggest.js", "search-words.js", "suggestions.js"]
        field.press("ArrowDown")
        expect(visit.page.get_by_role("option")).to_have_attribute("aria-selected", "true")
        assert field.get_attribute("aria-activedescendant") == "hn-suggestion-0"
        field.press("Enter")
        expect(visit.page).to_have_url(f"{place}/chuyen-muc/moi-truong/index.html")
        assert visit.complaints == []


def test_suggestions_close_on_escape(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/index.html") as visit:
        field = visit.page.locator("#hn-search")
        field.focus()
        expect(field).to_have_attribute("role", "combobox")
        field.press_sequentially("do")
        expect(visit.page.get_by_role("option").first).to_be_visible()
        assert axe.violations(visit.page) == []
        field.press("Escape")
        expect(visit.page.get_by_role("listbox")).to_be_hidden()
        expect(field).to_have_attribute("aria-expanded", "false")


def test_without_scripts_the_form_leads_to_a_page_with_indexes(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}?q=metro", scripts=False) as visit:
        assert "Không có JavaScript, vẫn tìm được bài" in visit.page.locator("main").inner_text()
        expect(visit.page.locator(".search-browse").get_by_role("link", name="Chuyên mục")).to_be_visible()
        expect(visit.page.locator(".search-options")).to_be_hidden()


def test_the_search_works_by_keyboard_alone(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        for _ in range(60):
            if visit.page.evaluate("document.activeElement.id") == "hn-query":
                break
            visit.page.keyboard.press("Tab")
        visit.page.keyboard.type("hồ tây")
        visit.page.keyboard.press("Enter")
        assert len(shown(visit.page)) == 8
        for _ in range(10):
            visit.page.keyboard.press("Tab")
            if visit.page.evaluate("!!document.activeElement.closest('ol.results')"):
                break
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("article h1")).to_contain_text("Hồ Tây")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_results_have_no_fault_and_fit(chromium: Browser, host: str, scheme: browser.Scheme, width: int) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}?q={quote('hồ tây')}&sort=newest", scheme=scheme, width=width) as visit:
        assert shown(visit.page)
        visit.page.get_by_text("Lọc kết quả").click()
        expect(visit.page.get_by_role("combobox", name="Chuyên mục").locator("option")).not_to_have_count(1)
        assert axe.violations(visit.page) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        status_line = visit.page.get_by_role("status")
        assert status_line.inner_text() == "8 bài"


# Bad days


def test_on_a_slow_net_it_says_that_it_is_searching(chromium: Browser, host: str) -> None:
    def slowly(route: Route) -> None:
        visit.page.wait_for_timeout(700)
        route.continue_()

    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        visit.page.route("**/w0.js*", slowly)
        visit.page.locator("#hn-query").fill("hồ tây")
        visit.page.locator("#hn-query").press("Enter")
        expect(visit.page.locator(".search-status")).to_have_text("Đang tìm…")
        assert len(shown(visit.page)) == 8


@pytest.mark.parametrize("missing", ["w*", "p*", "c*", "segments"])
def test_a_missing_file_is_said_and_can_be_tried_again(chromium: Browser, host: str, missing: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        pattern = f"**/{missing}.js*"
        visit.page.route(pattern, lambda route: route.fulfill(status=404, body=""))
        visit.page.reload()
        assert ask(visit.page, "hồ tây") == []
        assert status(visit.page).startswith("Chưa tải được một phần chỉ mục")
        visit.page.unroute(pattern)
        visit.page.get_by_role("button", name="Thử lại").click()
        assert len(shown(visit.page)) == 8


def test_a_list_of_segments_from_a_cache_is_read_anew_where_its_files_are_gone(chromium: Browser, host: str) -> None:
    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        old = 'hnSearch("segments",{"segments":[["0123456789abcdef",9,1,1]],"starts":"a b","cards":16});'
        visit.page.route("**/segments.js", lambda route: route.fulfill(status=200, content_type="text/javascript", body=old))
        visit.page.reload()
        assert len(ask(visit.page, "hồ tây")) == 8


def test_of_two_questions_the_later_one_is_answered(chromium: Browser, host: str) -> None:
    def slowly(route: Route) -> None:
        visit.page.wait_for_timeout(300)
        route.continue_()

    with browser.opened(chromium, f"{host}/{PAGE}") as visit:
        visit.page.route("**/c0.js*", slowly)
        visit.page.locator("#hn-query").fill("hồ tây")
        visit.page.locator("#hn-query").press("Enter")
        assert len(ask(visit.page, "metro")) == 4
        visit.page.wait_for_timeout(500)
        assert len(shown(visit.page)) == 4
