"""List the articles of a site by what becomes of them, and name the file behind an address."""

from collections.abc import Iterable
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

from hn_archive import old_address
from hn_archive.article import Article
from hn_archive.dates import machine
from hn_archive.document import location_path
from hn_archive.making import Planned
from hn_archive.outputs import Beside, Copy, Page
from hn_archive.site import Site

Status = Literal["published", "corrected", "retracted", "scheduled", "draft", "withheld"]


class Entry(msgspec.Struct, frozen=True):
    """An article as it is listed: `path` is its file in the site's folder, `date` as machines read it (ISO 8601)."""

    status: Status
    date: str
    title: str
    address: str
    path: str
    id: str


class Behind(msgspec.Struct, frozen=True):
    """What is behind an address: the site's or theme's file that it comes from, "" for lists, its family, and the template that makes it, "" where none does."""

    address: str
    path: str
    family: str
    template: str = ""


def entries(site: Site, wanted: Iterable[Status] = ()) -> tuple[Entry, ...]:
    """The articles of these statuses, of all where none is wanted; newest first."""
    chosen = frozenset(wanted)
    found: list[tuple[Article, Status]] = [(article, _published(article)) for article in site.articles]
    found += [(article, "retracted") for article in site.retracted]
    found += [(article, "scheduled") for article in site.scheduled]
    found += [(article, "withheld" if article.matter.status == "withheld" else "draft") for article in site.unpublished]
    found.sort(key=lambda pair: (pair[0].matter.date.at, pair[0].path), reverse=True)
    return tuple(_entry(article, status) for article, status in found if not chosen or status in chosen)


def _published(article: Article) -> Status:
    return "corrected" if article.matter.corrections else "published"


def _entry(article: Article, status: Status) -> Entry:
    matter = article.matter
    return Entry(status, machine(matter.date), matter.title, article.address, location_path(article.path), article.id)


def behind(planned: Planned, written: str) -> Behind | None:
    """What is behind an address of the site, or an old one, however it is written: with or without host, slashes and `.html`; None for nothing.

    Of articles that are not published, what would be behind it.
    """
    site = planned.site
    known = {output.address: output for output in planned.outputs}
    waiting = {article.address: article for article in (*site.scheduled, *site.unpublished)}
    old = site.old_addresses.get(old_address.key(written))
    for address in (*_spellings(written, site.config.host_path), *((old.address,) if old else ())):
        if address in known:
            output = known[address]
            template = output.template if isinstance(output, Page | Beside) else ""
            copied = str(output.path) if isinstance(output, Copy) else ""
            return Behind(address, output.origin or copied, output.family, template)
        if address in waiting:
            return Behind(address, location_path(waiting[address].path), "article")
    return None


def _spellings(written: str, prefix: str) -> tuple[str, ...]:
    """The addresses that one may mean: a folder is its index, and a page may lack its ending."""
    path = unquote(urlsplit(written).path).strip()
    path = path.removeprefix(prefix).lstrip("/") if urlsplit(written).netloc else path.lstrip("/")
    return (path, f"{path.rstrip('/')}/index.html".lstrip("/"), f"{path}.html")
