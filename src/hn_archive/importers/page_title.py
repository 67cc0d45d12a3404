"""Find the title of an article on its page, and the element that shows it to readers."""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from lxml.html import HtmlElement

from hn_archive.importers.page_claims import Claim
from hn_archive.importers.page_tree import Page, words_of
from hn_archive.text import one_line

_PARTS: Final = re.compile(r"\s+[-–—|»:]\s+")
_WAY: Final = re.compile(r"^(?:a|li|nav|option|head|title)\b|breadcrumb|pathway")
_HOMES: Final = frozenset({"trang chủ", "home", "trang nhất"})


class Title(msgspec.Struct, frozen=True):
    """A title, "" where a page has none, what it was taken from, and the element that shows it, None where none does."""

    text: str
    origin: str
    element: Any = None


def title_of(page: Page, claims: Mapping[str, tuple[Claim, ...]], ruled: str) -> Title:
    """The title of a page: what rules found (`ruled`), or the page claims, or its `<title>`; of `Khởi công cầu - Cổng thông tin` the part that
    readers saw as a heading. A page that says nothing has it in its only `<h1>`."""
    said = [(value, claim.origin) for claim in claims.get("title", ()) for value in claim.values]
    said += [(title, "<title>") for title in [one_line(each.text_content()) for each in page.head.iter("title")][:1] if title]
    said = [(ruled, "rules")] if ruled else said
    site = claims["site"][0].values[0] if "site" in claims else ""
    headings = [element for name in ("h1", "h2", "h3") for element in page.body.iter(name) if words_of(element)]
    named = page.body.xpath(".//*[contains(@class, 'title') or contains(@class, 'tieu-de') or contains(@itemprop, 'headline')]")
    for claim, origin in said:
        shown = {_in_one_line(element): element for element in [*named, *reversed(headings)] if not _leads_home(element)}
        for part in (claim, _without_site(claim, site), *_PARTS.split(claim)):  # the site's name comes last, if it is there
            if part in shown and part != site:
                return Title(part, origin, shown[part])
    for claim, origin in said:
        for part in (claim, _without_site(claim, site), *_PARTS.split(claim)):
            element = _saying(page.body, part) if part != site else None
            if element is not None:
                return Title(part, origin, element)
    if said:
        return Title(_without_site(said[0][0], site), said[0][1])
    highest = [element for element in headings if element.tag == "h1"]
    return Title(_in_one_line(highest[0]), "<h1>", highest[0]) if len(highest) == 1 else Title("", "")


def _saying(body: HtmlElement, title: str) -> HtmlElement | None:
    """The first element that says the title and nothing else, however it is called; no step of a way to the page, and no link."""
    found = [
        element
        for element in body.xpath(".//*[normalize-space(.) = $title]", title=title)
        if not any(_WAY.search(f"{each.tag} {each.get('class') or ''}") for each in (element, *element.iterancestors()))
    ]
    inner = [element for element in found if found[0] in (element, *element.iterancestors())]
    return inner[-1] if inner else None


def last_crumb(body: HtmlElement, title: str) -> str:
    """The last step of a breadcrumb that is neither the home page nor the article, "" where there is none."""
    steps = [_in_one_line(link) for link in body.xpath(".//*[contains(@class, 'breadcrumb')]//a")]
    return next((step for step in reversed(steps) if step and step != title and step.casefold() not in _HOMES), "")


def _in_one_line(element: HtmlElement) -> str:
    return one_line(words_of(element).replace("\n", " "))


def _leads_home(element: HtmlElement) -> bool:
    """Whether a heading is the site's name, which links to its first page."""
    links = [link.get("href", "") for link in element.iter("a")]
    return any(re.fullmatch(r"(?:https?://[^/]+)?/?(?:(?:index|default|home)\.\w+)?", link) is not None for link in links)


def _without_site(title: str, site: str) -> str:
    return re.sub(rf"\s+[-–—|»:]\s+{re.escape(site)}$", "", title) if site else title
