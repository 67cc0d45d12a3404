"""Addresses that last."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hn_archive import address
from hn_archive.address import TERM_KINDS, of_alias, quoted, root_from, slug_of_file, slug_or_digest
from hn_archive.dates import HANOI
from hn_archive.files import KINDS

AT = datetime(2023, 1, 12, 8, 25, tzinfo=HANOI)
SHA = "0123456789abcdef" * 4
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1)
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def is_safe(path: str) -> bool:
    """Whether a path stays in its folder and can be written on every file system."""
    return (
        not path.startswith("/")
        and not re.search(r'[\\:*?"<>|\x00-\x1f\x7f]', path)
        and all(
            part and part.strip(". ") == part and not DEVICE.match(part) and len(part.encode()) <= 255 for part in path.split("/")
        )
    )


def answer(written: str) -> str:
    """The file that answers for an old address, or why there is none."""
    try:
        return of_alias(written) or "unservable"
    except ValueError:
        return "refused"


def places(name: str) -> Iterable[str]:
    """Every address that is made of a name somebody gave."""
    made = slug_or_digest(name)
    yield address.article(AT, slug_of_file(f"2023/{name}.md"))
    yield address.article(AT, slug_of_file(f"{name}/index.md"))
    for language in ("vi", "en"):
        yield address.standing(language, made)
        yield address.poll(language, made)
        yield from (address.term(kind, language, made) for kind in TERM_KINDS)


@given(NAMES)
@example("..")
@example("con")
@example("😀")
@example("2023-01-12-")
@example("ế" * 86)
def test_any_name_makes_a_safe_address_in_ascii(name: str) -> None:
    for place in places(name):
        assert place.isascii()
        assert is_safe(place)
        assert quoted(place) == place


@given(NAMES, st.sampled_from([*KINDS, *(ending.upper() for ending in KINDS)]))
@example("..", "jpg")
@example("CON", "pdf")
@example("ế" * 84, "jpg")
def test_any_file_beside_an_article_has_a_safe_address_in_ascii(name: str, ending: str) -> None:
    place = address.file("vi", SHA, f"{name}.{ending}")
    assert place.isascii()
    assert is_safe(place)
    assert place.startswith(f"tep/{SHA[:12]}")
    assert place.endswith(f".{ending.lower()}")


@given(NAMES)
def test_composed_and_decomposed_names_have_one_address(name: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert list(places(composed)) == list(places(decomposed))


def test_the_addresses_of_pages() -> None:
    assert address.article(AT, "bao-cao") == "2023/01/12/bao-cao.html"
    assert address.day(AT) == "2023/01/12/index.html"
    assert address.month(2023, 1) == "2023/01/index.html"
    assert address.year(2023) == "2023/index.html"
    assert address.terms("category", "vi") == "chuyen-muc/index.html"
    assert address.term("tag", "vi", "ha-noi") == "tu-khoa/ha-noi/index.html"
    assert address.term("source", "vi", "hnmo", "2023") == "nguon/hnmo/2023.html"
    assert address.term("author", "en", "an", "2023-01") == "author/an/2023-01.html"
    assert address.standing("vi", "gioi-thieu") == "trang/gioi-thieu.html"
    assert address.poll("vi", "cau") == "tham-do/cau.html"
    assert address.file("en", SHA, "Quyết định.PDF") == "files/0123456789ab-quyet-dinh.pdf"
    assert address.file("vi", SHA, "😀.png") == "tep/0123456789ab.png"
    assert address.static("fonts/a.woff2") == "static/fonts/a.woff2"
    assert address.copy_of_picture("tep/0123-a.v2.png", 640, "webp") == "tep/0123-a.v2_640.webp"
    assert address.colours() == "static/colours.css"
    assert address.category_feed("vi", "do-thi", "atom.xml") == "chuyen-muc/do-thi/atom.xml"
    assert address.category_feed("en", "traffic", "feed.json") == "category/traffic/feed.json"
    assert address.feed_archive("2023") == "atom/2023.xml"
    assert address.sitemap("2023") == "sitemap-2023.xml"
    assert address.data("vi", "bai.csv") == "du-lieu/bai.csv"
    assert address.data("en", "articles.csv") == "data/articles.csv"
    assert address.old_addresses("vi") == "dia-chi-cu/index.html"
    assert address.old_address_shard("en", "c5") == "old-address/c5.js"
    assert address.this_day("vi", 1, 2) == "ngay-nay-nam-xua/01-02.html"
    assert address.this_days("en") == "on-this-day/index.html"
    assert address.this_day_shard("vi", 3) == "ngay-nay-nam-xua/03.js"
    assert [address.most_read("vi"), address.most_read("vi", "2023")] == ["doc-nhieu.html", "doc-nhieu/2023.html"]
    assert address.most_read("en", "2023") == "most-read/2023.html"
    assert [address.search("vi"), address.search_index("vi")] == ["tim-kiem.html", "tim-kiem/"]
    assert [address.coverage("vi"), address.coverage("en")] == ["thong-ke.html", "coverage.html"]
    assert [address.corrections("vi"), address.corrections_feed("vi")] == ["dinh-chinh.html", "dinh-chinh.xml"]
    assert address.corrections_feed("en") == "corrections.xml"
    assert address.as_text("2023/01/12/a.html") == "2023/01/12/a.txt"
    assert address.as_text("2023/01/12/ban-moi.html.html") == "2023/01/12/ban-moi.html.txt"


def test_years_have_four_digits() -> None:
    assert address.year(999) == "0999/index.html"
    assert address.article(AT.replace(year=999), "a") == "0999/01/12/a.html"


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("2023/2023-01-12-khoi-cong.md", "khoi-cong"),
        ("2023-1-2_bài mới.md", "bai-moi"),
        ("2023-01-12 Đường Láng.markdown", "duong-lang"),
        ("2023-01-12.md", "2023-01-12"),
        ("2023-01-12bai.md", "2023-01-12bai"),
        ("2023/khoi-cong/index.md", "khoi-cong"),
        ("2023-01-12-khoi-cong/index.md", "khoi-cong"),
        ("index.md", "index"),
        ("_pages/index.md", "index"),
        ("con.md", "con-0"),
        ("C++.md", "c"),
        ("a.b.md", "a-b"),
    ],
)
def test_an_article_has_the_slug_of_its_file(path: str, made: str) -> None:
    assert slug_of_file(path) == made


def test_a_name_without_letters_has_a_slug_of_its_digest() -> None:
    assert slug_of_file("😀.md") == slug_or_digest("😀") == slug_of_file("2023-01-12-😀.md")
    assert re.fullmatch(r"x-[0-9a-f]{8}", slug_or_digest("😀"))
    assert slug_or_digest("😀") != slug_or_digest("😃")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/cu/", "cu/index.html"),
        ("/cu", "cu/index.html"),
        ("/", "index.html"),
        ("/2020/01/bai-cu.html", "2020/01/bai-cu.html"),
        ("/a.htm", "a.htm"),
        ("/v1.2/", "v1.2/index.html"),
        ("/tin%20t%E1%BB%A9c/", "tin tức/index.html"),
        ("/" + unicodedata.normalize("NFD", "đường") + ".html", "đường.html"),
        ("/bai-0.html", "bai-0.html"),
        ("/trang/so-0/", "trang/so-0/index.html"),
        ("/contact/", "contact/index.html"),
        ("/XX/aX.html", "XX/aX.html"),
        ("/" + "a" * 195 + ".html", "a" * 195 + ".html"),
        ("/" + "a/" * 245 + "abcde.html", "a/" * 245 + "abcde.html"),
    ],
)
def test_an_old_address_is_answered_by_a_file(written: str, path: str) -> None:
    assert answer(written) == path


@pytest.mark.parametrize(
    "written",
    [
        "",
        "cu/",
        "//evil.example/",
        "javascript:alert(1)",
        "/../etc/passwd",
        "/a/../../b",
        "/a/./b",
        "/a//b",
        "/%2e%2e/b",
        "/a%2f..%2f..%2fb",
        "/a\\b",
        "/..\\b",
        "/a%5c..%5cb",
        "/C:/Windows",
        "/c%3A/",
        "/con",
        "/nul/",
        "/AUX.html",
        "/a/com1.txt.html",
        "/.git/config",
        "/.htaccess",
        "/a./b",
        "/a /b",
        "/a%00.html",
        "/a%0a.html",
        "/a*.html",
        "/a%3Cb%3E/",
        "/" + "a" * 196 + ".html",
        "/" + "\u00e0" * 98 + ".html",
        "/%ff.html",
        "/.",
        "/..",
        "/.a.html",
        "/" + "a/" * 300,
        "/" + "a/" * 245 + "abcdef.html",
    ],
)
def test_what_is_no_path_inside_the_site_is_refused(written: str) -> None:
    assert answer(written) == "refused"


@pytest.mark.parametrize("written", ["cu/", "/../a.html"])
def test_what_is_refused_is_named(written: str) -> None:
    with pytest.raises(ValueError, match=re.escape(written)):
        of_alias(written)


@pytest.mark.parametrize(
    "written",
    [
        "/tin.php",
        "/tin.aspx",
        "/a.pdf",
        "/?p=12",
        "/tin.html?id=1",
        "/tin#muc",
        "/tin-tuc/1.vnp",
        "https://hanoi.gov.vn/cu/",
        "http://hanoi.gov.vn/cu/",
        "HTTP://A",
    ],
)
def test_what_no_file_on_a_static_host_can_answer_is_told_apart(written: str) -> None:
    assert answer(written) == "unservable"


@given(st.one_of(st.text(), st.text("/.\\%2eEf5cC:aế? #con\0").map("/".__add__)))
def test_an_old_address_is_a_safe_page_or_refused(written: str) -> None:
    path = answer(written)
    if path not in ("refused", "unservable"):
        assert is_safe(path)
        assert path.lower().endswith((".html", ".htm"))
        assert unicodedata.is_normalized("NFC", path)


@given(st.lists(st.text("abc", min_size=1), min_size=1), st.lists(st.text("abc", min_size=1), min_size=1))
def test_the_way_to_the_root_and_on_leads_to_any_page_from_any_page(here: list[str], there: list[str]) -> None:
    page, other = "/".join(here), "/".join(there)
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), root_from(page) + other)) == other


@given(st.lists(NAMES.filter(lambda name: name not in (".", "..")), min_size=1))
def test_a_quoted_path_leads_a_browser_to_the_path(parts: list[str]) -> None:
    path = "/".join(parts)
    href = quoted(path)
    assert href.isascii()
    assert not set(' "<>\\^`{}|?#') & set(href)
    assert unquote(href) == path
    assert urljoin("https://x.vn/a/b.html", "./" + href).startswith("https://x.vn/a/")


@pytest.mark.parametrize(
    ("written", "root"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/kho//", "https://example.org/kho/"),
        ("http://Example.org:8080/a", "http://example.org:8080/a/"),
        ("https://[::1]:8080/kho/", "https://[::1]:8080/kho/"),
        ("https://ví-dụ.vn/lưu trữ", "https://xn--v-d-rma6749a.vn/l%C6%B0u%20tr%E1%BB%AF/"),
        ("https://example.org/l%C6%B0u/", "https://example.org/l%C6%B0u/"),
        ("https://example.org/~X", "https://example.org/~X/"),
        ("https://example.org/-._~!$&'()*+,;=:@", "https://example.org/-._~!$&'()*+,;=:@/"),
        ("https:///kho", "https:///kho/"),
    ],
)
def test_the_address_of_a_site_is_written_as_links_have_it(written: str, root: str) -> None:
    assert address.site_root(written) == root
    assert address.site_root(root) == root


def test_a_permalink_is_absolute_where_the_site_has_an_address_and_the_home_page_is_the_site_itself() -> None:
    assert address.permalink("https://a.vn/kho/", "2023/tin tức.html") == "https://a.vn/kho/2023/tin%20t%E1%BB%A9c.html"
    assert address.permalink("https://a.vn/kho/", "index.html") == "https://a.vn/kho/"
    assert address.permalink("https://a.vn/", "2023/index.html") == "https://a.vn/2023/index.html"
    assert address.permalink("", "index.html") == address.permalink("", "a.html") == ""


def test_signs_that_a_path_may_have_stand_as_they_are() -> None:
    assert quoted("A-._~!$&'()*+,;=@.html") == "A-._~!$&'()*+,;=@.html"
