"""What pages say of themselves to machines."""

import json

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from hn_archive.importers.page_claims import Claim, claims_of


def claims(head: str) -> dict[str, tuple[Claim, ...]]:
    return claims_of(document_fromstring(f"<html><head><meta name=a content=b>{head}</head><body>x</body></html>"))


def linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_json_ld_comes_before_open_graph_and_that_before_the_rest() -> None:
    found = claims(
        '<meta name="description" content="Ba"><meta property="og:description" content="Hai">'
        + linked({"@graph": [{"@type": ["NewsArticle"], "description": "Một", "headline": "Cầu"}]})
    )
    assert [(claim.values, claim.origin) for claim in found["lead"]] == [
        (("Một",), "JSON-LD"),
        (("Hai",), "og:description"),
        (("Ba",), "description"),
    ]
    assert found["title"] == (Claim(("Cầu",), "JSON-LD"),)


def test_authors_are_names_and_no_addresses() -> None:
    found = claims(
        '<meta property="article:author" content="https://example.vn/an"><meta name=author content="An &amp; Bình">'
        + linked({"@type": "Article", "author": [{"name": "Nguyễn Văn An"}, "Trần Bình"]})
    )
    assert [claim.values for claim in found["author"]] == [("Nguyễn Văn An", "Trần Bình"), ("An & Bình",)]


def test_tags_are_parted_at_commas() -> None:
    assert claims('<meta name="keywords" content="cầu, sông Hồng,cầu">')["tags"] == (Claim(("cầu", "sông Hồng"), "keywords"),)


def test_an_address_is_what_the_page_calls_its_own() -> None:
    found = claims('<link rel="canonical" href="https://example.vn/a"><meta property="og:url" content="https://example.vn/b">')
    assert [claim.values[0] for claim in found["address"]] == ["https://example.vn/b", "https://example.vn/a"]


def test_json_that_is_broken_or_endless_says_nothing() -> None:
    assert "title" not in claims('<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>')
    assert "title" not in claims(f'<script type="application/ld+json">{"[" * 100_000}</script>')
    nested: object = {"@type": "NewsArticle", "headline": "Sâu"}
    for _ in range(100):
        nested = [nested]
    assert "title" not in claims(linked(nested))


things = st.recursive(
    st.none() | st.text() | st.integers() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["name", "url", "@id"]), inner),
)


@given(st.dictionaries(st.sampled_from(["headline", "author", "datePublished", "keywords", "image", "url"]), things))
def test_whatever_stands_in_json_ld_the_claims_are_texts_that_say_something(values: dict[str, object]) -> None:
    found = claims(linked({"@type": "NewsArticle", **values}).replace("</", "<\\/", 0))
    assert all(value for field in found.values() for claim in field for value in claim.values)
