"""Each file is sent as what it is, and kept for as long as its address is good."""

import pytest

from hn_archive.files import KINDS
from hn_archive.header_fields import FRESH, IMMUTABLE, SHORT, TYPES, caching, is_text, media_type


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("2023/01/12/a.html", "text/html; charset=utf-8"),
        ("static/site.css", "text/css; charset=utf-8"),
        ("static/search.js", "text/javascript; charset=utf-8"),
        ("2023/01/12/a.txt", "text/plain; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("chuyen-muc/do-thi/rss.xml", "application/rss+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
        ("atom/2023.xml", "application/atom+xml; charset=utf-8"),
        ("dinh-chinh.xml", "application/atom+xml; charset=utf-8"),
        ("sitemap-2023.xml", "application/xml; charset=utf-8"),
        ("du-lieu/articles-2023.jsonl", "application/jsonl; charset=utf-8"),
        ("static/fonts/a.woff2", "font/woff2"),
        ("tep/0123456789ab-anh.JPG", "image/jpeg"),
        ("tep/0123456789ab.webp", "image/webp"),
        ("2023/01/12/a.html.gz", "application/gzip"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_each_ending_has_its_type(place: str, kind: str) -> None:
    assert media_type(place) == kind


def test_every_kind_of_file_that_articles_publish_has_a_type() -> None:
    assert {f".{ending}" for ending in KINDS} <= TYPES.keys()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("tep/0123456789ab-anh.jpg", IMMUTABLE),
        ("files/0123456789ab_640.webp", IMMUTABLE),
        ("tim-kiem/8cc5769af7f6d321/w0.js", IMMUTABLE),
        ("tim-kiem/segments.js", FRESH),
        ("search/segments.js", FRESH),
        ("tim-kiem/suggestions.js", SHORT),
        ("tim-kiem.html", SHORT),
        ("static/site.css", SHORT),
        ("index.html", SHORT),
        ("2023/01/12/tep/x.html", SHORT),
    ],
)
def test_only_what_is_named_by_its_content_is_kept_for_ever(place: str, value: str) -> None:
    assert caching(place) == value


def test_text_is_what_grows_smaller() -> None:
    assert is_text("a.html")
    assert is_text("a.svg")
    assert not is_text("a.html.gz")
    assert not is_text("a.woff2")
