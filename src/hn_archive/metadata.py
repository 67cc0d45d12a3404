"""What the head of a page tells machines: Open Graph, Dublin Core, JSON-LD, feeds, neighbours; made from its view alone."""

from typing import Any, Final, Literal

import msgspec

from hn_archive import address
from hn_archive.schema import is_web_address
from hn_archive.view import (
    ArticleView,
    CorrectionsView,
    DayView,
    FeedLink,
    Figure,
    HomeView,
    Link,
    MonthView,
    MostReadView,
    NotFoundView,
    PageView,
    RetractedView,
    SiteInfo,
    TermPeriodView,
    TermsView,
    TermView,
    ThisDaysView,
    ThisDayView,
    YearView,
)

_PUBLISHERS: Final = {"organization": "Organization", "news": "NewsMediaOrganization", "government": "GovernmentOrganization"}
# Open Graph wants a territory too (ogp.me, og:locale).
_LOCALES: Final = {
    "vi": "vi_VN", "en": "en_US", "fr": "fr_FR", "zh": "zh_CN", "ja": "ja_JP", "ko": "ko_KR",
    "lo": "lo_LA", "km": "km_KH", "de": "de_DE", "ru": "ru_RU", "es": "es_ES",
}  # fmt: skip
_LISTS: Final = (
    TermView, TermPeriodView, TermsView, DayView, MonthView, YearView, ThisDayView, ThisDaysView, MostReadView, CorrectionsView,
)  # fmt: skip

_JSON: Final = msgspec.json.Encoder()

JsonObject = dict[str, Any]


class Meta(msgspec.Struct, frozen=True):
    """A `<meta>`: `attribute` says which of its two vocabularies `key` is of."""

    attribute: Literal["name", "property"]
    key: str
    content: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in `<head>` beside title and description. `structured` is JSON-LD, "" for none; `canonical` is absolute, "" where
    the site's address is not known; `newer` and `older` are addresses of this site, "" for none."""

    canonical: str = ""
    meta: tuple[Meta, ...] = ()
    structured: str = ""
    license: str = ""
    newer: str = ""
    older: str = ""
    feeds: tuple[FeedLink, ...] = ()


def head(view: PageView, site: SiteInfo) -> Head:
    """The head of the page that shows `view`. Pure.

    After ogp.me, the Dublin Core element set in HTML (DCMI, `DC.`), schema.org, and what Zotero reads: `newsItem`, never a
    `citation_journal_title`, which would make an article of a newspaper one of a journal.
    """
    if isinstance(view, NotFoundView):
        return Head(meta=(Meta("name", "robots", "noindex"),), feeds=site.feeds)
    canonical = address.permalink(site.url, view.address)
    newer: Link | None = getattr(view, "newer", None)
    older: Link | None = getattr(view, "older", None)
    article = view if isinstance(view, ArticleView) else None
    return Head(
        canonical=canonical,
        meta=(*_identifier(view), *_open_graph(view, article, site, canonical), *(_dublin_core(article, site) if article else ())),
        structured=_json(_structured(view, site, canonical)),
        license=article.license if article and is_web_address(article.license) else "",
        newer=newer.address if newer else "",
        older=older.address if older else "",
        feeds=(*site.feeds, *(view.feeds if isinstance(view, TermView) else ())),
    )


def _picture_address(figure: Figure | None, site: SiteInfo) -> str:
    """The absolute address of an article's main picture where this site has it, else ""."""
    return address.permalink(site.url, figure.address) if figure and figure.address else ""


def _open_graph(view: PageView, article: ArticleView | None, site: SiteInfo, canonical: str) -> list[Meta]:
    language = (article.language if article else "") or site.language
    figure = article.figure if article else None
    picture = _picture_address(figure, site)
    found = [
        ("og:type", "article" if article else "website"),
        ("og:site_name", site.title),
        ("og:title", view.title),
        ("og:description", view.description),
        ("og:url", canonical),
        ("og:locale", _LOCALES[language]),
    ]
    if figure and picture:
        size = (("og:image:width", str(figure.width)), ("og:image:height", str(figure.height)), ("og:image:alt", figure.alt))
        found += [("og:image", picture), *size]
    if article:
        found += [
            ("article:published_time", article.time.machine),
            ("article:modified_time", article.modified),
            ("article:section", article.category.label if article.category else ""),
            *(("article:tag", tag.label) for tag in article.tags),
            *(("article:author", address.permalink(site.url, author.address)) for author in article.authors if author.address),
        ]
    made = [Meta("property", key, content) for key, content in found if content]
    return [*made, Meta("name", "twitter:card", "summary_large_image" if picture else "summary")]


def _identifier(view: PageView) -> list[Meta]:
    """Which article a page shows, first of all; what is left of a retracted one is nothing to be found by."""
    if isinstance(view, RetractedView):
        return [Meta("name", "DC.identifier", view.id), Meta("name", "robots", "noindex")]
    return [Meta("name", "DC.identifier", view.id)] if isinstance(view, ArticleView) else []


def _dublin_core(view: ArticleView, site: SiteInfo) -> list[Meta]:
    """Dublin Core, and the one plain name that readers of metadata look for."""
    authors = [author.label for author in view.authors]
    found = [
        *(("author", author) for author in authors),
        ("DC.type", "newsItem"),
        ("DC.title", view.title),
        *(("DC.creator", author) for author in authors),
        ("DC.date", view.time.machine),
        ("DC.publisher", site.publisher or site.title),
        ("DC.language", view.language or site.language),
        ("DC.source", (view.source.url or view.source.name) if view.source else ""),
        ("DC.description", view.description),
        *(("DC.subject", tag.label) for tag in view.tags),
        ("DC.rights", view.license),
    ]
    return [Meta("name", key, content) for key, content in found if content]


def _structured(view: PageView, site: SiteInfo, canonical: str) -> list[JsonObject]:
    if isinstance(view, ArticleView):
        graph = [_news_article(view, site, canonical)]
    elif isinstance(view, HomeView):
        graph = [_filled(_website(site) | {"publisher": _publisher(site), "inLanguage": site.language})]
    else:
        graph = [
            _filled({
                "@type": "CollectionPage" if isinstance(view, _LISTS) else "WebPage",
                "name": view.title,
                "description": view.description,
                "url": canonical,
                "inLanguage": site.language,
                "isPartOf": _website(site),
            })
        ]  # fmt: skip
    trail: tuple[Link, ...] = getattr(view, "breadcrumbs", ())
    return [*graph, _breadcrumbs(trail, view, site)] if trail and site.url else graph


def _website(site: SiteInfo) -> JsonObject:
    return _filled({"@type": "WebSite", "name": site.title, "url": site.url, "description": site.description})


def _publisher(site: SiteInfo) -> JsonObject:
    return _filled({
        "@type": _PUBLISHERS[site.publisher_kind],
        "name": site.publisher or site.title,
        "url": site.publisher_url,
        "logo": {"@type": "ImageObject", "url": site.publisher_logo} if site.publisher_logo else None,
    })  # fmt: skip


def _news_article(view: ArticleView, site: SiteInfo, canonical: str) -> JsonObject:
    is_address = is_web_address(view.license)
    return _filled({
        "@type": "NewsArticle",
        "@id": view.id if view.id.startswith("urn:") else "",
        "url": canonical,
        "mainEntityOfPage": canonical,
        "headline": view.title,
        "description": view.lead or view.description,
        "datePublished": view.time.machine,
        "dateModified": view.modified,
        "inLanguage": view.language or site.language,
        "articleSection": view.category.label if view.category else "",
        "keywords": [tag.label for tag in view.tags],
        "author": [
            _filled({"@type": "Person", "name": author.label, "url": address.permalink(site.url, author.address) if author.address else ""})
            for author in view.authors
        ],
        "publisher": _publisher(site),
        "image": _image(view.figure, site),
        "isBasedOn": _based_on(view),
        "isAccessibleForFree": True,
        "license": view.license if is_address else "",
        "copyrightNotice": "" if is_address else view.license,
        "interactionStatistic": _views(view),
        "aggregateRating": _rating(view),
        "correction": [
            {"@type": "CorrectionComment", "text": note.text, "datePublished": note.time.machine} for note in view.corrections
        ],
    })  # fmt: skip


def _image(figure: Figure | None, site: SiteInfo) -> JsonObject | None:
    picture = _picture_address(figure, site)
    if figure is None or not picture:
        return None
    is_address = is_web_address(figure.license)
    return _filled({
        "@type": "ImageObject",
        "url": picture,
        "width": figure.width,
        "height": figure.height,
        "caption": figure.caption or figure.alt,
        "creditText": figure.credit,
        "license": figure.license if is_address else "",
        "copyrightNotice": "" if is_address else figure.license,
    })  # fmt: skip


def _based_on(view: ArticleView) -> list[JsonObject]:
    """The story at the source that was republished, and the page that was captured."""
    found = []
    if view.source:
        publisher = {"@type": "Organization", "name": view.source.name}
        found.append(_filled({"@type": "NewsArticle", "url": view.source.url, "publisher": publisher}))
    if view.capture and view.capture.original_url:
        found.append({"@type": "WebPage", "url": view.capture.original_url})
    return found


def _views(view: ArticleView) -> JsonObject | None:
    if view.views is None:
        return None
    return _filled({
        "@type": "InteractionCounter",
        "interactionType": {"@type": "ViewAction"},
        "userInteractionCount": view.views.value,
        "endTime": view.views.day,
    })  # fmt: skip


def _rating(view: ArticleView) -> JsonObject | None:
    """Only a rating with votes has a view, so no stars are invented."""
    if view.rating is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": view.rating.value,
        "ratingCount": view.rating.voters,
        "bestRating": 5,
        "worstRating": 0,
    }


def _breadcrumbs(trail: tuple[Link, ...], view: PageView, site: SiteInfo) -> JsonObject:
    steps = [
        {"@type": "ListItem", "position": place, "name": link.label, "item": address.permalink(site.url, link.address)}
        for place, link in enumerate(trail, start=1)
    ]
    here = {"@type": "ListItem", "position": len(steps) + 1, "name": view.title}
    return {"@type": "BreadcrumbList", "itemListElement": [*steps, here]}


def _filled(thing: JsonObject) -> JsonObject:
    """Without the properties that have nothing; 0 is something."""
    return {name: value for name, value in thing.items() if value or value == 0}


def _json(graph: list[JsonObject]) -> str:
    return _JSON.encode({"@context": "https://schema.org", "@graph": graph}).decode()
