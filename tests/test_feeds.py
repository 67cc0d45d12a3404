"""Feeds say in three formats the same as the articles do, for ever under the same names, and lead to every article."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]
import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from conftest import TrialSite
from hn_archive import feeds
from hn_archive.text import CONTROL_CHARACTERS, nfc, one_line

URL = "https://example.org/kho/"
SETTINGS = "title: Kho Hà Nội\nurl: https://example.org/kho\nid: kho.example.org\n"
CATEGORY = "chuyen-muc/do-thi/"
HOSTILE = {
    "cdata": "Hết ]]> rồi <![CDATA[ lại",
    "script": "</script><script>alert(1)</script>",
    "comment": "<!-- một --> hai",
    "bold": "Cầu <b>Tứ Liên</b> và <br>",
    "entity": "A &amp; B &lt; C &nbsp; &#65; &",
    "nbsp": "12\u00a0giờ ngày\u00a012",
    "emoji": "Tết 😀👨‍👩‍👧 𠀀𝒳",
    "quotes": "\"Nói\" 'thật' “rồi” \\ hết",
    "direction": "\u200fعربي\u200e và \u202eđảo\u202c",
    "letters": "Lưỡi, ưỡn ẹo, Đặng Ðức, nghĩa trang",
    "template": "{{ 7 * 7 }} {% raw %}",
}
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
}


def quoted(text: str) -> str:
    """A text as YAML in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def picture(site: TrialSite, path: str) -> None:
    place = site.write(path, b"")
    Image.new("RGB", (3, 2)).save(place, "PNG")


def xml(site: TrialSite, place: str) -> Any:
    return etree.fromstring((site.output / place).read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))


def texts(root: Any, path: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(path, NAMES)]


def entry_ids(site: TrialSite, place: str = "atom.xml") -> list[str]:
    return texts(xml(site, place), "a:entry/a:id")


def link(root: Any, relation: str) -> str:
    return next((element.get("href") for element in root.iterfind("a:link", NAMES) if element.get("rel") == relation), "")


def json_feed(site: TrialSite, place: str = "feed.json") -> dict[str, Any]:
    feed = json.loads(site.page(place))
    assert isinstance(feed, dict)
    return feed


def read(site: TrialSite, place: str) -> Any:
    """A feed as feedparser reads it off a server that names its type."""
    kind = {"atom.xml": "application/atom+xml", "rss.xml": "application/rss+xml"}[place.rpartition("/")[2]]
    headers = {"content-type": f"{kind}; charset=utf-8", "content-location": URL + place}
    return feedparser.parse((site.output / place).read_bytes(), response_headers=headers)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    """Articles whose titles and leads look like markup, one a day."""
    site = TrialSite(tmp_path_factory.mktemp("hostile") / "site")
    site.write("site.yml", SETTINGS + "feeds: full\n")
    for day, (name, text) in enumerate(HOSTILE.items(), 1):
        site.article(
            f"{name}.md", title=quoted(text), lead=quoted(f"Sapo: {text}"), date=f"2023-01-{day:02d} 08:25", category="Đô thị"
        )
    site.built()
    return site


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    """Articles with all that links and pictures can be, in feeds with full texts."""
    site = TrialSite(tmp_path_factory.mktemp("full") / "site")
    site.write(
        "site.yml", SETTINGS + "feeds: full\nlicense: Ghi nguồn\npublisher: {name: Sở Văn hóa, url: 'https://so.example.org/'}\n"
    )
    picture(site, "content/2023/anh to.png")
    site.write("content/2023/văn bản.pdf", b"%PDF-1.4\n")
    site.write("content/2023/phim.mp4", b"")
    body = """Chữ[^1] có [bài kia](kia.md#phan-hai) và [chỗ dưới](#muc-luc), [văn bản](<văn bản.pdf>).

![Cây cầu](<anh to.png> "Cầu")

[Đoạn phim](phim.mp4)

## Mục lục

Gửi [thư](mailto:a@example.org), [nơi khác](https://khac.example.org/a?b=1&c=2#d), [chuyên mục](/chuyen-muc/do-thi/).

<details><summary>Thêm</summary><a id="day" href="#muc-luc" title="x &quot; y">lên</a></details>

[^1]: Chú thích.
"""
    site.article(
        "2023/nay.md", body, title="Bài này", category="Đô thị", tags="[cầu, đường]", author="[Nguyễn Văn Ân, Trần Thị Bé]",
        source="{name: Hà Nội mới, url: 'https://hnm.example.org/1'}", image="{src: anh%20to.png, alt: Cây cầu, caption: Cầu <mới>, credit: Ân}",
        language="en", license="CC BY 4.0",
    )  # fmt: skip
    site.article("2023/kia.md", "Một.\n\n## Phần hai\n\nHai.", title="Bài kia", date="2023-01-11 08:25", category="Đô thị")
    site.built()
    return site


@pytest.mark.parametrize("place", ["atom.xml", "rss.xml", "atom/2023.xml", f"{CATEGORY}atom.xml", f"{CATEGORY}rss.xml"])
def test_titles_that_look_like_markup_come_out_of_the_xml_as_they_went_in(hostile: TrialSite, place: str) -> None:
    titles = "channel/item/title" if place.endswith("rss.xml") else "a:entry/a:title"
    assert texts(xml(hostile, place), titles) == list(HOSTILE.values())[::-1]


@pytest.mark.parametrize("place", ["rss.xml", f"{CATEGORY}rss.xml"])
def test_a_reader_of_rss_shows_a_hostile_title_as_text_where_it_does_not_take_it_for_markup(hostile: TrialSite, place: str) -> None:
    found = read(hostile, place)
    assert not found.bozo
    assert found.version == "rss20"
    plain = {entry.title for entry in found.entries if entry.title_detail.type == "text/plain"}
    assert plain == set(HOSTILE.values()) - {HOSTILE["bold"], HOSTILE["entity"]}


@pytest.mark.parametrize("place", ["atom.xml", f"{CATEGORY}atom.xml"])
def test_a_feed_reader_shows_hostile_titles_and_leads_as_text(hostile: TrialSite, place: str) -> None:
    found = read(hostile, place)
    assert not found.bozo
    assert found.version == "atom10"
    assert [entry.title for entry in found.entries] == list(HOSTILE.values())[::-1]
    assert {entry.title_detail.type for entry in found.entries} == {"text/plain"}
    assert [entry.summary for entry in found.entries] == [f"Sapo: {text}" for text in HOSTILE.values()][::-1]


def test_a_reader_of_rss_takes_a_lead_for_html_and_finds_its_words_there(hostile: TrialSite) -> None:
    shown = [unescape(entry.summary) for entry in read(hostile, "rss.xml").entries]
    assert shown == [f"Sapo: {text}" for text in HOSTILE.values()][::-1]


def test_the_json_feed_has_hostile_titles_and_leads_as_text(hostile: TrialSite) -> None:
    for place in ("feed.json", f"{CATEGORY}feed.json"):
        items = json_feed(hostile, place)["items"]
        assert [item["title"] for item in items] == list(HOSTILE.values())[::-1]
        assert [item["summary"] for item in items] == [f"Sapo: {text}" for text in HOSTILE.values()][::-1]


def test_full_text_in_a_feed_shows_a_hostile_lead_as_text(hostile: TrialSite) -> None:
    for item, text in zip(json_feed(hostile)["items"], list(HOSTILE.values())[::-1], strict=True):
        fragment = html5lib.parseFragment(item["content_html"], namespaceHTMLElements=False)
        assert fragment.findtext("p/strong") == f"Sapo: {text}"


def test_the_three_formats_agree_on_every_article(hostile: TrialSite, full: TrialSite) -> None:
    for site in (hostile, full):
        for folder in ("", CATEGORY):
            atom, rss, items = (
                xml(site, f"{folder}atom.xml"),
                xml(site, f"{folder}rss.xml"),
                json_feed(site, f"{folder}feed.json")["items"],
            )
            assert texts(atom, "a:entry/a:id") == texts(rss, "channel/item/guid") == [item["id"] for item in items]
            links = [entry.get("href") for entry in atom.iterfind("a:entry/a:link[@rel='alternate']", NAMES)]
            assert links == texts(rss, "channel/item/link") == [item["url"] for item in items]
            published = [datetime.fromisoformat(text) for text in texts(atom, "a:entry/a:published")]
            assert published == [parsedate_to_datetime(text) for text in texts(rss, "channel/item/pubDate")]
            assert published == [datetime.fromisoformat(item["date_published"]) for item in items]
            assert texts(atom, "a:entry/a:updated") == [item["date_modified"] for item in items]
            assert (
                texts(atom, "a:entry/a:content")
                == texts(rss, "channel/item/content:encoded")
                == [item["content_html"] for item in items]
            )
            assert {guid.get("isPermaLink") for guid in rss.iterfind("channel/item/guid")} == {"false"}


def test_ids_are_urns_and_no_two_feeds_or_articles_share_one(hostile: TrialSite) -> None:
    ids = [texts(xml(hostile, place), "a:id")[0] for place in ("atom.xml", f"{CATEGORY}atom.xml")] + entry_ids(hostile)
    assert all(name.startswith("urn:uuid:") for name in ids)
    assert len(set(ids)) == len(ids)


def test_a_date_is_the_moment_that_the_front_matter_gives(hostile: TrialSite) -> None:
    newest = texts(xml(hostile, "rss.xml"), "channel/item/pubDate")[0]
    expected = datetime(2023, 1, len(HOSTILE), 1, 25, tzinfo=UTC)
    assert parsedate_to_datetime(newest) == expected
    assert newest.endswith("+0700")
    assert texts(xml(hostile, "atom.xml"), "a:entry/a:published")[0] == f"2023-01-{len(HOSTILE):02d}T08:25:00+07:00"


def test_the_json_feed_has_what_its_specification_requires(full: TrialSite) -> None:
    feed = json_feed(full)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Kho Hà Nội"
    assert feed["home_page_url"] == URL
    assert feed["feed_url"] == f"{URL}feed.json"
    assert feed["authors"] == [{"name": "Sở Văn hóa", "url": "https://so.example.org/"}]
    item = feed["items"][0]
    assert {type(item[name]) for name in ("id", "url", "title", "content_html", "date_published", "language")} == {str}
    assert item["authors"] == [{"name": "Nguyễn Văn Ân"}, {"name": "Trần Thị Bé"}]
    assert item["tags"] == ["Đô thị", "cầu", "đường"]
    assert item["language"] == "en"
    assert item["image"].startswith(f"{URL}tep/")


def test_an_atom_entry_credits_authors_source_terms_and_terms_of_use(full: TrialSite) -> None:
    entry = xml(full, "atom.xml").find("a:entry", NAMES)
    assert texts(entry, "a:author/a:name") == ["Nguyễn Văn Ân", "Trần Thị Bé"]
    assert texts(entry, "a:contributor/a:name") == ["Hà Nội mới"]
    assert [term.get("term") for term in entry.iterfind("a:category", NAMES)] == ["Đô thị", "cầu", "đường"]
    assert texts(entry, "a:rights") == ["CC BY 4.0"]
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_every_address_in_a_full_text_is_absolute_and_stands_for_itself(full: TrialSite) -> None:
    page = f"{URL}2023/01/12/nay.html"
    content = json_feed(full)["items"][0]["content_html"]
    fragment = html5lib.parseFragment(content, namespaceHTMLElements=False)
    targets = [value for element in fragment.iter() for name in ("href", "src", "poster") if (value := element.get(name))]
    assert all(urlsplit(target).scheme for target in targets), targets
    assert {f"{page}#fn:1", f"{page}#fnref:1", f"{page}#muc-luc", f"{URL}2023/01/11/kia.html#phan-hai"} <= set(targets)
    assert {"mailto:a@example.org", "https://khac.example.org/a?b=1&c=2#d", f"{URL}{CATEGORY}index.html"} <= set(targets)
    ours = [target.removeprefix(URL).partition("#")[0] for target in targets if target.startswith(URL)]
    assert all((full.output / path).is_file() for path in ours)
    assert {path.rpartition(".")[2] for path in ours} == {"html", "png", "pdf", "mp4"}


def test_the_picture_of_an_article_stands_in_its_full_text(full: TrialSite) -> None:
    fragment = html5lib.parseFragment(json_feed(full)["items"][0]["content_html"], namespaceHTMLElements=False)
    shown = fragment.find("figure/img")
    assert shown is not None
    assert [shown.get(name) for name in ("alt", "width", "height")] == ["Cây cầu", "3", "2"]
    assert "Cầu <mới>" in fragment.findtext("figure/figcaption")


@pytest.mark.parametrize("place", ["atom.xml", "rss.xml", f"{CATEGORY}atom.xml", f"{CATEGORY}rss.xml"])
def test_a_feed_reader_finds_the_full_text(full: TrialSite, place: str) -> None:
    found = read(full, place)
    assert not found.bozo
    assert [entry.title for entry in found.entries] == ["Bài này", "Bài kia"]
    assert [entry.link for entry in found.entries] == [f"{URL}2023/01/12/nay.html", f"{URL}2023/01/11/kia.html"]
    assert f'href="{URL}2023/01/12/nay.html#fn:1"' in found.entries[0].content[0].value
    assert found.feed.link == (URL if place in ("atom.xml", "rss.xml") else f"{URL}{CATEGORY}index.html")


def test_a_feed_names_its_own_address_and_the_page_with_the_same_articles(full: TrialSite) -> None:
    for place, home in (("atom.xml", URL), (f"{CATEGORY}atom.xml", f"{URL}{CATEGORY}index.html")):
        root = xml(full, place)
        assert link(root, "self") == URL + place
        assert link(root, "alternate") == home
    assert xml(full, "rss.xml").find("channel/a:link", NAMES).get("href") == f"{URL}rss.xml"


def test_feeds_hold_leads_unless_the_settings_say_full(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", "Đoạn đầu.\n\nĐoạn sau.", lead="Sapo & hết.")
    site.article("b.md", "Đoạn một.\n\nĐoạn hai.", date="2023-01-11")
    site.article("c.md", "", date="2023-01-10")
    site.built()
    for place in ("atom.xml", "rss.xml", "feed.json"):
        assert "Đoạn sau" not in site.page(place)
        assert "Đoạn hai" not in site.page(place)
    assert texts(xml(site, "atom.xml"), "a:entry/a:summary") == ["Sapo & hết.", "Đoạn một."]
    items = json_feed(site)["items"]
    assert [item["content_text"] for item in items] == ["Sapo & hết.", "Đoạn một.", ""]
    assert not any("content_html" in item for item in items)


def test_editing_a_title_changes_no_id(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", id="7f3a")
    site.article("b.md", date="2023-01-11")
    site.built()
    before = entry_ids(site)
    site.article("a.md", id="7f3a", title="Tên mới")
    site.article("b.md", date="2023-01-11", title="Tên khác", slug="ten-khac")
    site.built()
    assert entry_ids(site) == before


def test_an_article_with_an_id_keeps_its_name_wherever_it_moves(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", id="7f3a")
    site.built()
    before = entry_ids(site)
    (site.folder / "content/a.md").unlink()
    site.article("2020/b.md", id="7f3a", slug="khac", date="2020-01-01", category="Đô thị")
    site.built()
    assert entry_ids(site) == entry_ids(site, f"{CATEGORY}atom.xml") == entry_ids(site, "atom/2020.xml") == before


def test_moving_the_site_changes_no_id_and_another_archive_has_others(site: TrialSite) -> None:
    site.article("a.md", category="Đô thị")
    found = []
    for address, name in (
        ("https://a.example.org", "kho"),
        ("http://b.example.org/kho/", "kho"),
        ("https://a.example.org", "khac"),
    ):
        site.write("site.yml", f"url: {address}\nid: {name}\n")
        site.built()
        found.append([name for place in ("atom.xml", f"{CATEGORY}atom.xml") for name in texts(xml(site, place), ".//a:id")])
    assert found[0] == found[1]
    assert not set(found[0]) & set(found[2])


def test_an_article_that_readers_may_not_see_is_in_no_feed(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS + "feeds: full\n")
    site.article("seen.md", category="Đô thị")
    site.article("withheld.md", status="withheld", category="Đô thị")
    site.article("draft.md", draft="true", category="Đô thị")
    site.article("retracted.md", status="retracted", corrections="[{date: 03/02/2023, text: Sai}]", category="Đô thị")
    site.article("scheduled.md", date="2030-01-01", category="Đô thị")
    site.built()
    found = [path for path in site.output.rglob("*") if path.suffix == ".xml" or path.name == "feed.json"]
    for path in found:
        if "sitemap" not in path.as_posix() and path.name != "dinh-chinh.xml":
            assert "seen" in path.read_text(encoding="utf-8")
            assert not any(name in path.read_text(encoding="utf-8") for name in ("withheld", "draft", "retracted", "scheduled"))
    assert {path.relative_to(site.output).as_posix() for path in found} >= {
        "atom.xml",
        "atom/2023.xml",
        f"{CATEGORY}rss.xml",
        "feed.json",
    }
    assert not (site.output / "atom/2030.xml").exists()


def test_updated_is_when_the_article_last_changed_for_readers(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    corrections = "[{date: 2024-03-01, text: Sau}, {date: 2024-02-01, text: Trước}]"
    site.article("corrected.md", date="2023-01-05", updated="2023-06-01 09:00", corrections=corrections, category="Đô thị")
    site.article("updated.md", date="2023-01-04", updated="2023-06-01 09:00:30", corrections="[{date: 2023-02-01, text: Cũ}]")
    site.article("plain.md", date="2023-01-03 10:00Z", category="Đô thị")
    site.built()
    root = xml(site, "atom.xml")
    assert texts(root, "a:entry/a:updated") == [
        "2024-03-01T00:00:00+07:00",
        "2023-06-01T09:00:30+07:00",
        "2023-01-03T17:00:00+07:00",
    ]
    assert texts(root, "a:updated") == ["2024-03-01T00:00:00+07:00"]
    assert texts(xml(site, "atom/2023.xml"), "a:updated") == ["2024-03-01T00:00:00+07:00"]
    assert [item["date_modified"] for item in json_feed(site, f"{CATEGORY}feed.json")["items"]] == [
        "2024-03-01T00:00:00+07:00",
        "2023-01-03T17:00:00+07:00",
    ]


def test_a_feed_does_not_depend_on_when_it_is_built(hostile: TrialSite, tmp_path: Path) -> None:
    hostile.build(now=datetime(2027, 12, 31, 23, 59, tzinfo=UTC), output=tmp_path / "later")
    for name in ("atom.xml", "rss.xml", "feed.json", "atom/2023.xml"):
        assert (tmp_path / "later" / name).read_bytes() == (hostile.output / name).read_bytes()


def test_a_feed_has_the_newest_fifty_and_following_its_archives_finds_every_article_once(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    for number in range(201):
        site.article(f"b{number}.md", date=f"2023-{number % 3 + 1:02d}-{number % 28 + 1:02d}", category="Đô thị")
    for number in range(200):
        site.article(f"a{number}.md", date=f"2021-{number % 12 + 1:02d}-01")
    site.article("c.md", date="2024-12-31 23:30")
    site.built()
    newest = xml(site, "atom.xml")
    assert (
        len(texts(newest, "a:entry/a:id"))
        == len(texts(xml(site, "rss.xml"), "channel/item"))
        == len(json_feed(site)["items"])
        == 50
    )
    assert len(entry_ids(site, f"{CATEGORY}atom.xml")) == 50
    assert newest.find("fh:archive", NAMES) is None
    assert not link(newest, "next-archive")
    published = texts(newest, "a:entry/a:published")
    assert published == sorted(published, reverse=True)
    place, newer, walked, found = link(newest, "prev-archive"), "", [], []
    while place:
        root = xml(site, place.removeprefix(URL))
        assert root.find("fh:archive", NAMES) is not None
        assert (link(root, "self"), link(root, "current"), link(root, "next-archive")) == (place, f"{URL}atom.xml", newer)
        assert texts(root, "a:id") == texts(newest, "a:id")
        walked.append(place.removeprefix(f"{URL}atom/"))
        found += texts(root, "a:entry/a:id")
        place, newer = link(root, "prev-archive"), place
    assert walked == ["2024.xml", "2023.xml", "2021.xml"]
    assert sorted(path.name for path in (site.output / "atom").iterdir()) == sorted(walked)
    assert len(found) == len(set(found)) == 402
    assert found[:50] == texts(newest, "a:entry/a:id")


def test_without_archives_the_newest_feed_leads_to_none(site: TrialSite) -> None:
    site.write("site.yml", f"{SETTINGS}lists: {{archive_feeds: off}}\n")
    site.article("a.md")
    site.built()
    newest = xml(site, "atom.xml")
    assert not link(newest, "prev-archive")
    assert len(texts(newest, "a:entry/a:id")) == 1
    assert not (site.output / "atom").exists()


def test_a_new_article_rewrites_no_archive_but_its_own(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    for year in range(2020, 2024):
        site.article(f"{year}.md", date=f"{year}-01-01")
    site.built()
    site.article("new.md", date="2023-06-01")
    result = site.built()
    assert result.changes is not None
    assert [path for path in result.changes.written if path.startswith("atom/")] == ["atom/2023.xml"]


@pytest.mark.parametrize(
    ("written", "code"), [("", "url-missing"), ("id: kho\n", "url-missing"), ("url: https://example.org\n", "id-missing")]
)
def test_without_an_address_or_a_name_there_are_no_feeds_and_the_report_says_why(site: TrialSite, written: str, code: str) -> None:
    site.write("site.yml", written)
    site.article("a.md", category="Đô thị")
    result = site.built()
    assert {problem.code for problem in result.problems} == {code}
    assert not [path for path in site.output.rglob("*") if path.name in ("atom.xml", "rss.xml", "feed.json", "atom")]
    for page in site.output.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'rel="alternate"' not in text
        assert "atom.xml" not in text


def test_a_site_without_articles_has_no_feeds(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS + "categories: [Đô thị]\n")
    site.built()
    assert not [path for path in site.output.rglob("*") if path.name in ("atom.xml", "rss.xml", "feed.json", "atom")]
    assert 'rel="alternate"' not in site.page("index.html") + site.page(f"{CATEGORY}index.html")


def test_every_page_names_the_feeds_of_the_site_and_a_category_its_own_too(full: TrialSite) -> None:
    whole = ["atom.xml", "rss.xml", "feed.json"]
    types = ["application/atom+xml", "application/rss+xml", "application/feed+json"]
    pages = sorted(full.output.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        place = page.relative_to(full.output).as_posix()
        document = html5lib.parse(page.read_bytes(), namespaceHTMLElements=False)
        found = [element for element in document.findall("head/link") if element.get("rel") == "alternate"]
        own = [f"{CATEGORY}{name}" for name in whole] if place == f"{CATEGORY}index.html" else []
        root = "/kho/" if place == "404.html" else "../" * place.count("/")
        assert [element.get("href") for element in found] == [root + name for name in (*whole, *own)], place
        assert [element.get("type") for element in found] == types * (2 if own else 1)
        assert len({element.get("title") for element in found}) == len(found)


@pytest.mark.parametrize("written", ['"A\\u0002B"', '"A\\u001bB"', '"A\\uffffB"', "A\x0bB", "A\x7fB"])
def test_a_title_that_xml_cannot_hold_is_refused_before_there_is_a_feed(site: TrialSite, written: str) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", title=written)
    result = site.build()
    assert result.failed
    assert "control-character" in site.codes(result)
    assert not (site.output / "atom.xml").exists()


def is_a_title(text: str) -> bool:
    visible = any(char.isalnum() for char in text)
    return visible and CONTROL_CHARACTERS.search(text) is None


TITLES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Mn"]) | st.sampled_from("<>&\"'];\u00a0\u200e\u2028"), min_size=1
).filter(is_a_title)


def looks_misread(text: str) -> bool:
    try:
        text.encode("latin-1").decode()
    except UnicodeError:
        return False
    return not text.isascii()


@settings(max_examples=6)
@given(titles=st.lists(TITLES, min_size=1, max_size=20))
@example(titles=["]]>a", "&amp;amp;", "<b", "\u00a0a\u00a0", "a\u2028b", "A\u030a"])
def test_any_title_comes_back_from_every_feed(titles: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    site = TrialSite(tmp_path_factory.mktemp("titles") / "site")
    site.write("site.yml", SETTINGS)
    for number, title in enumerate(titles):
        site.article(f"{number}.md", title=quoted(title), date=f"2023-01-{28 - number}")
    site.built()
    expected = [one_line(nfc(title)) for title in titles]
    assert texts(xml(site, "atom.xml"), "a:entry/a:title") == expected
    assert texts(xml(site, "rss.xml"), "channel/item/title") == expected
    assert [item["title"] for item in json_feed(site)["items"]] == expected
    found = read(site, "atom.xml")
    assert not found.bozo
    # feedparser takes blanks off the ends, NBSP too, and what might be UTF-8 read as Latin-1 for that.
    shown = [(entry.title, title.strip()) for entry, title in zip(found.entries, expected, strict=True)]
    assert [pair for pair in shown if pair[0] != pair[1] and not looks_misread(pair[1])] == []
    assert not read(site, "rss.xml").bozo


def test_a_feed_has_fifty_articles() -> None:
    assert feeds.NEWEST == 50


def test_a_correction_of_the_same_day_whose_time_nobody_wrote_down_counts_as_an_update(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", date="2023-01-12 08:25", corrections="[{date: 12/01/2023, text: Sai.}]")
    site.article("b.md", date="2023-01-12 08:20", updated="11/01/2023")
    site.built()
    assert texts(xml(site, "atom.xml"), "a:entry/a:updated") == ["2023-01-12T08:26:00+07:00", "2023-01-12T08:20:00+07:00"]


def test_an_entry_leads_to_the_story_at_its_source_and_to_its_licence(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", source="{name: HNM, url: 'https://hnm.example.org/1'}", license="https://example.org/by/4.0/")
    site.built()
    entry = xml(site, "atom.xml").find("a:entry", NAMES)
    assert link(entry, "via") == "https://hnm.example.org/1"
    assert link(entry, "license") == "https://example.org/by/4.0/"
    assert entry.find("a:rights", NAMES) is None
