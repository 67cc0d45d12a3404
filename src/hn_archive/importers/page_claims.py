"""Gather what a page says of itself to machines: JSON-LD, Open Graph, Dublin Core and their like."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from lxml.html import HtmlElement

from hn_archive.importers.fields import plain_line, unique

_LENGTH: Final = 200_000
_DEPTH: Final = 20
_ARTICLES: Final = frozenset(
    "newsarticle article blogposting reportagenewsarticle report analysisnewsarticle opinionnewsarticle".split()
)
_JSON_KEYS: Final = {
    "title": ("headline", "name"),
    "date": ("datePublished",),
    "updated": ("dateModified",),
    "author": ("author",),
    "category": ("articleSection",),
    "lead": ("description",),
    "tags": ("keywords",),
    "image": ("image", "thumbnailUrl"),
    "address": ("url", "mainEntityOfPage"),
}
# The names of `<meta>`, in lower case, those that count first in front.
_META_NAMES: Final = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title"),
    "date": (
        "article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
        "dc.date", "dcterms.date", "citation_publication_date", "citation_date", "pubdate", "publishdate", "publish-date", "publish_date",
    ),
    "updated": ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod", "last-modified"),
    "author": ("article:author", "author", "dc.creator", "dcterms.creator", "citation_author"),
    "category": ("article:section", "section"),
    "lead": ("og:description", "twitter:description", "description", "dc.description", "dcterms.description"),
    "tags": ("article:tag", "news_keywords", "keywords", "dc.subject", "dcterms.subject"),
    "image": ("og:image", "twitter:image"),
    "address": ("og:url",),
    "site": ("og:site_name",),
    "language": ("dc.language", "dcterms.language", "content-language"),
    "generator": ("generator",),
}  # fmt: skip
_MANY: Final = frozenset({"author", "tags"})


class Claim(msgspec.Struct, frozen=True):
    """What a page says of a field: its values, and where: `JSON-LD`, or a meta element's name."""

    values: tuple[str, ...]
    origin: str


def claims_of(head: HtmlElement) -> dict[str, tuple[Claim, ...]]:
    """What a page says to machines by field, in the order in which it is believed; `address`, `site` and `generator` are fields here too."""
    found: dict[str, list[Claim]] = {}
    for article in _articles(head):
        for field, names in _JSON_KEYS.items():
            _add(found, field, _first(article, names), "JSON-LD")
    named = _metas(head)
    for field, names in _META_NAMES.items():
        for name in names:
            _add(found, field, named.get(name, []), name)
    canonical = [link.get("href", "") for link in head.iter("link") if "canonical" in link.get("rel", "").lower().split()]
    _add(found, "address", canonical, "canonical")
    return {field: tuple(claims) for field, claims in found.items()}


def _add(found: dict[str, list[Claim]], field: str, values: list[str], origin: str) -> None:
    if field == "tags":
        values = [part for value in values for part in value.split(",")]
    values = unique(plain_line(value) for value in values)
    if field == "author":
        values = [value for value in values if not re.match("https?:", value)]  # a profile is no name
    if values:
        found.setdefault(field, []).append(Claim(tuple(values if field in _MANY else values[:1]), origin))


def _metas(head: HtmlElement) -> dict[str, list[str]]:
    """The contents of `<meta>` and of `itemprop` on it, by name; what has none in its `content` is left out."""
    found: dict[str, list[str]] = {}
    for meta in head.iter("meta"):
        for name in {meta.get(attribute, "").lower().strip() for attribute in ("property", "name", "itemprop", "http-equiv")}:
            if name and meta.get("content", "").strip():
                found.setdefault(name, []).append(meta.get("content", ""))
    return found


def _articles(head: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles in a page's JSON-LD; what cannot be read as JSON says nothing."""
    for script in head.iter("script"):
        written = script.text or ""
        if "ld+json" not in script.get("type", "").lower() or len(written) > _LENGTH:
            continue
        try:
            # Many portals break lines within texts, which strict JSON has not.
            loaded = json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(loaded, 0):
            kinds = node.get("@type")
            if {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])} & _ARTICLES:
                yield node


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner, depth + 1)


def _first(article: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    return next((texts for name in names if (texts := _texts(article.get(name), 0))), [])


def _texts(value: Any, depth: int) -> list[str]:
    """The texts of a value of JSON-LD: a text, a thing with a name or address, or several of them."""
    if isinstance(value, str | int):
        return [str(value)]
    if isinstance(value, list) and depth < 3:
        return [text for inner in value[:100] for text in _texts(inner, depth + 1)]
    if isinstance(value, dict) and depth < 3:
        return next((texts for name in ("name", "url", "@id") if (texts := _texts(value.get(name), depth + 1))), [])
    return []
