"""Sitemaps name every public page once, say truly when articles changed, and stay below the protocol's limits."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import jinja2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CHECKOUT, NOW, TrialSite, files_below
from golden_sites import FOLDER, build_golden
from hn_archive import config, sitemaps
from hn_archive.article import Article
from hn_archive.composer import Composer
from hn_archive.dates import HANOI, Moment
from hn_archive.front_matter import FrontMatter
from hn_archive.output import MANIFEST
from hn_archive.outputs import Page, composed
from hn_archive.view import RedirectView, SitemapEntry, SitemapIndexView, SitemapView

URL = "https://luutru.example.vn/kho&l%C6%B0u/"
SETTINGS = f"url: {URL}\nid: luu-tru\n"
PROTOCOL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
# W3C "Date and Time Formats", the forms that lastmod may have.
W3C = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?")
# RFC 3986: what may stand in an address, percent signs only before two hexadecimal digits.
ADDRESS = re.compile(r"https?://[A-Za-z0-9.:-]+/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
TODAY = datetime(2026, 6, 1, 12, tzinfo=HANOI)
SECOND = timedelta(seconds=1)


def entries(text: str, name: str = "url") -> list[tuple[str, str]]:
    """Each `(loc, lastmod)` of a sitemap or an index, in its order."""
    root = ET.fromstring(text.encode())  # noqa: S314 (we wrote it)
    assert root.tag == f"{PROTOCOL}{'urlset' if name == 'url' else 'sitemapindex'}"
    assert {child.tag for child in root} <= {PROTOCOL + name}
    return [(child.findtext(f"{PROTOCOL}loc", ""), child.findtext(f"{PROTOCOL}lastmod", "")) for child in root]


def place_of(loc: str, url: str) -> str:
    """The path in the output that answers an address."""
    assert ADDRESS.fullmatch(loc), loc
    assert loc.startswith(url)
    return unquote(loc.removeprefix(url)) or "index.html"


def by_sitemap(output: Path, url: str) -> dict[str, list[tuple[str, str]]]:
    """The `(path, lastmod)` entries of each sitemap in the index but the news."""
    index = entries((output / "sitemap.xml").read_text(encoding="utf-8"), "sitemap")
    places = [place_of(loc, url) for loc, _ in index]
    assert len(set(places)) == len(places)
    assert all((output / place).is_file() for place in places)
    return {
        place: [(place_of(loc, url), modified) for loc, modified in entries((output / place).read_text(encoding="utf-8"))]
        for place in places
        if place != "sitemap-news.xml"
    }


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """The golden sites that say where they stand: each one's output and address."""
    made = {}
    for name in ("everything", "english", "portal-page"):
        output = tmp_path_factory.mktemp(name) / "public"
        assert not build_golden(name, output).failed
        settings, _ = config.read((FOLDER / name / "before" / "site.yml").read_text(encoding="utf-8"))
        assert settings is not None
        made[name] = (output, settings.url)
    return made


@pytest.mark.parametrize("name", ["everything", "english", "portal-page"])
def test_each_public_page_is_in_one_sitemap_once_and_nothing_else_is(golden: dict[str, tuple[Path, str]], name: str) -> None:
    output, url = golden[name]
    listed = [place for found in by_sitemap(output, url).values() for place, _ in found]
    assert len(listed) == len(set(listed))
    pages = {path: content.decode() for path, content in files_below(output) if path.endswith(".html")}
    redirects = {path for path, text in pages.items() if 'http-equiv="refresh"' in text}
    others = {"404.html", "2023/01/03/go.html"}
    assert set(listed) == set(pages) - redirects - others


@pytest.mark.parametrize("name", ["everything", "english", "portal-page"])
def test_what_the_head_of_an_article_says_of_its_last_change_the_sitemap_says_too(
    golden: dict[str, tuple[Path, str]], name: str
) -> None:
    output, url = golden[name]
    modified = dict(entry for found in by_sitemap(output, url).values() for entry in found)
    articles = 0
    for place, stamp in modified.items():
        assert not stamp or W3C.fullmatch(stamp), stamp
        text = (output / place).read_text(encoding="utf-8")
        said = re.search(r'<meta property="article:modified_time" content="([^"]*)">', text)
        if said:
            articles += 1
            assert stamp == said[1]
    assert articles


def test_an_article_changed_when_it_was_published_updated_or_last_corrected(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", date="2023-01-12 08:25")
    site.article("b.md", date="2023-01-12 08:25", updated="2024-03-04 05:06")
    notes = "[{date: 2025-01-02 03:04, text: x}, {date: 2024-12-31, text: y}]"
    site.article("c.md", date="2023-01-12 08:25", updated="2024-03-04 05:06", corrections=notes)
    site.article("d.md", date="2023-01-12", updated="2022-01-01")
    site.article("e.md", date="2023-01-12T08:25:59Z")
    site.built()
    found = {place.rpartition("/")[2][0]: stamp for place, stamp in by_sitemap(site.output, URL)["sitemap-2023.xml"] if stamp}
    assert found == {
        "a": "2023-01-12T08:25+07:00",
        "b": "2024-03-04T05:06+07:00",
        "c": "2025-01-02T03:04+07:00",
        "d": "2023-01-12",
        "e": "2023-01-12T15:25+07:00",
    }


def test_each_year_has_its_sitemap_and_the_rest_another(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", date="2022-12-31 23:59", category="Đô thị", tags="['2021']")
    site.article("b.md", date="2023-01-01 00:00", category="Đô thị", author="An", source="HNMO")
    site.write("content/_pages/gioi-thieu.md", "---\ntitle: Giới thiệu\nupdated: 2024-05-06\n---\n\nx\n")
    site.built()
    found = {name: [place for place, _ in listed] for name, listed in by_sitemap(site.output, URL).items()}
    assert set(found) == {"sitemap-2022.xml", "sitemap-2023.xml", "sitemap-pages.xml"}
    assert {"2022/12/31/a.html", "2022/12/index.html", "chuyen-muc/do-thi/2022.html"} <= set(found["sitemap-2022.xml"])
    assert {"2023/01/01/b.html", "2023/index.html", "tac-gia/an/2023.html"} <= set(found["sitemap-2023.xml"])
    assert {"index.html", "trang/gioi-thieu.html", "tu-khoa/2021/index.html"} <= set(found["sitemap-pages.xml"])
    stamps = dict(by_sitemap(site.output, URL)["sitemap-pages.xml"])
    assert stamps["trang/gioi-thieu.html"] == "2024-05-06"
    assert stamps["index.html"] == ""


def test_an_address_is_escaped_in_xml(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md")
    site.built()
    assert "<loc>https://luutru.example.vn/kho&amp;l%C6%B0u/2023/01/12/a.html</loc>" in site.page("sitemap-2023.xml")
    assert "<loc>https://luutru.example.vn/kho&amp;l%C6%B0u/</loc>" in site.page("sitemap-pages.xml")


def test_without_an_address_of_the_site_there_are_no_sitemaps(site: TrialSite) -> None:
    site.article("a.md", date="2026-05-31")
    site.built()
    assert not (site.output / "sitemap.xml").exists()
    assert not (site.output / "sitemaps").exists()


def test_an_article_of_another_year_changes_no_sitemap_but_its_own_and_that_of_lists(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", date="2022-05-05", category="Đô thị")
    site.built()
    before = site.page("sitemap-2022.xml")
    site.article("b.md", date="2023-05-05", category="Đô thị")
    site.built()
    assert site.page("sitemap-2022.xml") == before
    found = {path.name for path in site.output.glob("sitemap*")}
    assert found == {"sitemap.xml", "sitemap-2022.xml", "sitemap-2023.xml", "sitemap-pages.xml"}


def test_the_moment_of_the_build_is_in_no_sitemap(site: TrialSite, tmp_path: Path) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md")
    site.built()
    site.build(now=NOW + timedelta(days=4_000), output=tmp_path / "later")
    assert dict(files_below(site.output)) == dict(files_below(tmp_path / "later"))


def synthetic(count: int, length: int = 60) -> list[SitemapEntry]:
    stem = "https://luutru.example.vn/"
    return [
        SitemapEntry(f"{stem}{number:07d}{'a' * (length - len(stem) - 7)}", "2023-01-12T08:25+07:00") for number in range(count)
    ]


@pytest.mark.parametrize(("count", "length"), [(120_000, 60), (30_000, 2_000)])
def test_a_hundred_thousand_pages_are_parted_below_the_limits_of_the_protocol(count: int, length: int) -> None:
    many = synthetic(count, length)
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (CHECKOUT / "templates" / "sitemap.xml").read_text(encoding="utf-8")
    )
    parts = list(sitemaps.split(many))
    assert [entry for part in parts for entry in part] == many
    assert 1 < len(parts) < 5
    for part in parts:
        assert len(part) <= 50_000
        assert len(template.render(page=SitemapView(entries=part)).encode()) <= 50_000_000


def test_an_address_full_of_signs_that_xml_escapes_counts_with_its_escapes() -> None:
    template = jinja2.Environment(autoescape=True).from_string((CHECKOUT / "templates" / "sitemap.xml").read_text(encoding="utf-8"))
    many = [SitemapEntry("https://example.vn/" + "&'" * 900, "2023-01-12T08:25+07:00")] * 12_000
    for part in sitemaps.split(many):
        assert len(template.render(page=SitemapView(entries=part)).encode()) <= 50_000_000


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 8), st.integers(200, 2_000))
def test_what_is_added_at_the_end_changes_the_last_part_alone(before: int, added: int, most: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sitemaps, "ADDRESSES", most)
        patch.setattr(sitemaps, "BYTES", size)
        every = synthetic(before + added)
        old, new = list(sitemaps.split(every[:before])), list(sitemaps.split(every))
    assert new[: len(old) - 1] == old[: len(old) - 1] if old else True
    assert not old or new[len(old) - 1][: len(old[-1])] == old[-1]
    assert [entry for part in new for entry in part] == every
    assert all(part and len(part) <= most for part in new)


class BareComposer(Composer):
    """What sitemaps ask of a composer, without cards for a hundred thousand articles."""

    def __init__(self, settings: config.Config, articles: tuple[Article, ...]) -> None:
        facts: Any = SimpleNamespace(config=settings, articles=articles, standings=())
        self.site = facts
        self.config = settings
        self.language = settings.language
        self.site_url = settings.site_url


def test_a_hundred_and_twenty_thousand_articles_of_one_year_fill_numbered_sitemaps() -> None:
    at = datetime(2023, 1, 1, tzinfo=HANOI)
    articles = tuple(
        Article(
            path=f"{number}.md", slug=f"bai-{number}", address=f"{at:%Y}/01/01/bai-{number}.html", aliases=(), summary="", body="", references=(), anchors=(), words=1,
            matter=FrontMatter(title="Bài", date=Moment(at + timedelta(minutes=number))),
        )
        for number in range(120_000)
    )  # fmt: skip
    view = RedirectView(title="", address="", to="")
    made = [Page(article.address, "article", "article.html", composed(view)) for article in articles]
    settings = config.Config(url="https://luutru.example.vn")
    pages = list(sitemaps.pages(BareComposer(settings, articles), made, at + timedelta(days=400)))
    found = [page.view.entries for page in pages if isinstance(page.view, SitemapView)]
    assert [page.address for page in pages] == [
        "sitemap-2023.xml", "sitemap-2023-2.xml", "sitemap-2023-3.xml", "sitemap.xml",
    ]  # fmt: skip
    assert all(len(part) <= 50_000 for part in found)
    assert [entry.permalink for part in found for entry in part] == [
        f"{settings.site_url}{name.address}" for name in sorted_by_address(made)
    ]
    index = pages[-1].view
    assert isinstance(index, SitemapIndexView)
    assert list(index.permalinks) == [settings.site_url + page.address for page in pages[:-1]]


def sorted_by_address(pages: list[Page]) -> list[Page]:
    return sorted(pages, key=lambda page: page.address)


def news(site: TrialSite) -> list[dict[str, str]]:
    """The entries of the news sitemap, each with its fields by their bare names."""
    root = ET.fromstring(site.page("sitemap-news.xml").encode())  # noqa: S314 (we wrote it)
    fields = ("name", "language", "publication_date", "title")
    return [
        {"loc": url.findtext(f"{PROTOCOL}loc", ""), **{name: url.findtext(f".//{NEWS}{name}", "") for name in fields}}
        for url in root
    ]


def test_the_news_are_the_articles_of_the_last_two_days_alone(site: TrialSite) -> None:
    site.write("site.yml", f"{SETTINGS}title: Tin & ảnh\n")
    site.article("a.md", date="2026-06-01 11:59", title="'Một & <hai>'")
    site.article("b.md", date="2026-05-30 12:00:01", language="en")
    site.article("c.md", date="2026-05-30 12:00")
    site.article("d.md", date="2026-06-01 12:00:01")
    site.article("e.md", date="2026-06-01", draft="true")
    site.article("f.md", date="2026-06-01", status="withheld")
    site.article("g.md", date="2026-06-01", status="retracted", corrections="[{date: 2026-06-01, text: x}]")
    site.built(now=TODAY)
    first, second = news(site)
    assert first == {
        "loc": f"{URL}2026/06/01/a.html",
        "name": "Tin & ảnh",
        "language": "vi",
        "publication_date": "2026-06-01T11:59+07:00",
        "title": "Một & <hai>",
    }
    assert (second["loc"], second["language"]) == (f"{URL}2026/05/30/b.html", "en")
    assert f"{URL}sitemap-news.xml" in [loc for loc, _ in entries(site.page("sitemap.xml"), "sitemap")]


def test_without_news_there_is_no_news_sitemap_and_it_goes_away_again(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", date="2026-06-01 11:00")
    site.built(now=TODAY)
    assert len(news(site)) == 1
    site.built(now=TODAY + timedelta(days=2))
    assert not (site.output / "sitemaps" / "news.xml").exists()
    assert "news.xml" not in site.page("sitemap.xml")


def test_the_news_are_never_more_than_a_thousand() -> None:
    at = datetime(2026, 5, 31, tzinfo=HANOI)
    articles = tuple(
        Article(
            path=f"{number}.md", slug=f"bai-{number}", address=f"{at:%Y}/01/01/bai-{number}.html", aliases=(), summary="", body="", references=(), anchors=(), words=1,
            matter=FrontMatter(title="Bài", date=Moment(at - timedelta(seconds=number))),
        )
        for number in range(1_500)
    )  # fmt: skip
    pages = sitemaps.pages(BareComposer(config.Config(url="https://example.vn/"), articles), (), TODAY)
    (found,) = (page.view for page in pages if page.template == "sitemap_news.xml")
    assert [entry.permalink for entry in msgspec.structs.asdict(found)["entries"]] == [
        f"https://example.vn/{article.address}" for article in articles[:1_000]
    ]


def until(site: TrialSite) -> datetime | None:
    """The moment in the manifest's first line."""
    first = site.page(MANIFEST).partition("\n")[0]
    if not first.startswith("#"):
        return None
    said = re.fullmatch(r"# right until ([0-9]+) \((.*)\)", first)
    assert said, first
    moment = datetime.fromtimestamp(int(said[1]), UTC)
    assert datetime.fromisoformat(said[2]) == moment
    return moment


@pytest.mark.parametrize(
    ("url", "dates", "expected"),
    [
        (SETTINGS, ["2026-06-01 11:00"], "2026-06-03T11:00+07:00"),
        (SETTINGS, ["2026-06-01 11:00", "2026-05-30 12:00:01"], "2026-06-01T12:00:01+07:00"),
        (SETTINGS, ["2026-06-01 11:00", "2026-06-02 10:00", "2026-06-05"], "2026-06-02T10:00+07:00"),
        (SETTINGS, ["2020-06-01 11:00", "2026-06-02"], "2026-06-02T00:00+07:00"),
        ("", ["2026-06-01 11:00", "2026-06-20T00:00Z"], "2026-06-20T00:00+00:00"),
    ],
)
def test_the_output_stays_right_until_the_very_second_that_its_manifest_says(
    site: TrialSite, url: str, dates: list[str], expected: str
) -> None:
    site.write("site.yml", url)
    for number, date in enumerate(dates):
        site.article(f"{number}.md", date=date)
    site.built(now=TODAY)
    moment = until(site)
    assert moment == datetime.fromisoformat(expected)
    before = dict(files_below(site.output))
    site.built(now=moment - SECOND)
    assert dict(files_below(site.output)) == before
    site.built(now=moment)
    after = dict(files_below(site.output))
    assert {name for name in before | after if before.get(name) != after.get(name)} > {MANIFEST}


@pytest.mark.parametrize("settings", ["", SETTINGS])
def test_an_output_that_time_cannot_change_has_no_such_moment(site: TrialSite, settings: str) -> None:
    site.write("site.yml", settings)
    site.article("a.md")
    site.article("b.md", date="2026-07-01", draft="true")
    site.article("c.md", date="2026-07-01", status="withheld")
    site.built(now=TODAY)
    assert until(site) is None


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the manifest is read by sha256sum")
def test_the_manifest_with_its_moment_is_read_by_sha256sum_without_a_word(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", date="2026-06-01 11:00")
    site.built(now=TODAY)
    assert until(site)
    command = ["sha256sum", "-c", "--strict", "--quiet", MANIFEST]
    done = subprocess.run(command, cwd=site.output, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_address_stands_below_the_site_and_on_its_host(site: TrialSite) -> None:
    site.write("site.yml", "url: http://localhost:8000/a/b\nid: x\n")
    site.article("a.md")
    site.built()
    for found in by_sitemap(site.output, "http://localhost:8000/a/b/").values():
        assert found
    index = entries(site.page("sitemap.xml"), "sitemap")
    assert {urlsplit(loc).netloc for loc, _ in index} == {"localhost:8000"}
