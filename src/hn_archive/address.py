"""Addresses: where each page and file of the site stands, for ever; all of them relative to the site's root."""

import posixpath
import re
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import quote, unquote, urlsplit

from hn_archive import digest
from hn_archive.text import is_windows_device, nfc, slug

TermKind = Literal["category", "tag", "source", "author"]
TERM_KINDS: Final[tuple[TermKind, ...]] = ("category", "tag", "source", "author")

_FOLDERS: Final[dict[str, dict[str, str]]] = {
    "vi": {
        "category": "chuyen-muc",
        "tag": "tu-khoa",
        "source": "nguon",
        "author": "tac-gia",
        "page": "trang",
        "poll": "tham-do",
        "files": "tep",
        "old": "dia-chi-cu",
        "data": "du-lieu",
        "this-day": "ngay-nay-nam-xua",
        "most-read": "doc-nhieu",
        "coverage": "thong-ke",
        "corrections": "dinh-chinh",
        "search": "tim-kiem",
    },
    "en": {
        "category": "category",
        "tag": "tag",
        "source": "source",
        "author": "author",
        "page": "page",
        "poll": "poll",
        "files": "files",
        "old": "old-address",
        "data": "data",
        "this-day": "on-this-day",
        "most-read": "most-read",
        "coverage": "coverage",
        "corrections": "corrections",
        "search": "search",
    },
}
HOME: Final = "index.html"
NOT_FOUND: Final = "404.html"
STATIC: Final = "static"
ROBOTS: Final = "robots.txt"
SITEMAP: Final = "sitemap.xml"
ATOM: Final = "atom.xml"
# The feeds of a site or category by their names, with their media types.
FEEDS: Final = {ATOM: "application/atom+xml", "rss.xml": "application/rss+xml", "feed.json": "application/feed+json"}

_PLAIN_PATH: Final = re.compile(r"[a-z0-9/._-]*+")
_DATE_PREFIX: Final = re.compile(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[-_ .]+|$)")
_WINDOWS_FORBIDS: Final = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')


def in_any_language(kind: str) -> tuple[str, ...]:
    """The folder of a kind of pages or files, by its key in the table above, as sites of each language have it."""
    return tuple(f"{folders[kind]}/" for folders in _FOLDERS.values())


def article(at: datetime, article_slug: str) -> str:
    return f"{at.year:04d}/{at.month:02d}/{at.day:02d}/{article_slug}.html"


def day(at: date) -> str:
    return f"{at.year:04d}/{at.month:02d}/{at.day:02d}/index.html"


def month(year_number: int, month_number: int) -> str:
    return f"{year_number:04d}/{month_number:02d}/index.html"


def year(year_number: int) -> str:
    return f"{year_number:04d}/index.html"


def terms(kind: TermKind, language: str) -> str:
    """The index of all terms of a kind."""
    return f"{_FOLDERS[language][kind]}/index.html"


def term(kind: TermKind, language: str, term_slug: str, period: str = "index") -> str:
    """A term's list: `index`, a year (`2023`) or a month (`2023-01`)."""
    return f"{_FOLDERS[language][kind]}/{term_slug}/{period}.html"


def standing(language: str, page_slug: str) -> str:
    return f"{_FOLDERS[language]['page']}/{page_slug}.html"


def poll(language: str, poll_slug: str) -> str:
    return f"{_FOLDERS[language]['poll']}/{poll_slug}.html"


def file(language: str, sha256: str, name: str) -> str:
    """A file beside articles: named after its content, so that another file of the name cannot take its place."""
    path = PurePosixPath(name)
    stem, ending = slug(path.stem), path.suffix.lower()
    return f"{files(language)}{sha256[:12]}{'-' if stem else ''}{stem}{ending}"


def copy_of_picture(place: str, width: int, ending: str) -> str:
    """A copy of the picture at an address, so many pixels wide; no file's own address has such a `_`."""
    return f"{place.rpartition('.')[0]}_{width}.{ending}"


def files(language: str) -> str:
    """The folder of files beside articles."""
    return f"{_FOLDERS[language]['files']}/"


def static(path: str) -> str:
    return f"{STATIC}/{path}"


def colours() -> str:
    """The stylesheet of a site's own colours."""
    return static("colours.css")


def category_feed(language: str, category_slug: str, name: str) -> str:
    """One of FEEDS for a category."""
    return f"{_FOLDERS[language]['category']}/{category_slug}/{name}"


def feed_archive(period: str) -> str:
    """All articles of a year (`2023`) as a feed."""
    return f"atom/{period}.xml"


def sitemap(name: str) -> str:
    """One of the sitemaps. They stand at the root, since one in a folder may only list what is below it (sitemaps.org)."""
    return f"sitemap-{name}.xml"


def data(language: str, name: str) -> str:
    return f"{_FOLDERS[language]['data']}/{name}"


def old_addresses(language: str) -> str:
    """The page that finds articles by their old addresses."""
    return f"{_FOLDERS[language]['old']}/index.html"


def old_address_shard(language: str, number: str) -> str:
    return f"{_FOLDERS[language]['old']}/{number}.js"


def this_day(language: str, month_number: int, day_number: int) -> str:
    """What was published on a day of the year, in all years."""
    return f"{_FOLDERS[language]['this-day']}/{month_number:02d}-{day_number:02d}.html"


def this_days(language: str) -> str:
    """The index of all days of the year."""
    return f"{_FOLDERS[language]['this-day']}/index.html"


def this_day_shard(language: str, month_number: int) -> str:
    """The days of a month as a script."""
    return f"{_FOLDERS[language]['this-day']}/{month_number:02d}.js"


def most_read(language: str, period: str = "") -> str:
    """The articles read most: of all time, or of a year (`2023`)."""
    return f"{_FOLDERS[language]['most-read']}{'/' if period else ''}{period}.html"


def search(language: str) -> str:
    """The page that finds articles by their words."""
    return f"{_FOLDERS[language]['search']}.html"


def search_index(language: str) -> str:
    """The folder of what it finds them with."""
    return f"{_FOLDERS[language]['search']}/"


def coverage(language: str) -> str:
    return f"{_FOLDERS[language]['coverage']}.html"


def corrections(language: str) -> str:
    return f"{_FOLDERS[language]['corrections']}.html"


def corrections_feed(language: str) -> str:
    return f"{_FOLDERS[language]['corrections']}.xml"


def as_text(page: str) -> str:
    """The plain text beside an article's page."""
    return page.removesuffix(".html") + ".txt"


def slug_of_file(path: str) -> str:
    """The slug of an article from its file's path: the name without date prefix and ending; `index.md` goes by its folder."""
    folder, _, name = path.rpartition("/")
    stem, parent = posixpath.splitext(name)[0], folder.rpartition("/")[2]
    if stem == "index" and parent and not parent.startswith("_"):
        stem = parent
    return slug_or_digest(_DATE_PREFIX.sub("", stem) or stem)


def slug_or_digest(name: str) -> str:
    """`text.slug`, or where nothing is left of the name (an emoji), eight digits of its digest."""
    return slug(name) or "x-" + digest.of_bytes(nfc(name).encode())[:8]


def of_alias(written: str) -> str | None:
    """The file that answers for an old address: `/2020/cu/` is `2020/cu/index.html`.

    None where no file on a static host can answer it, but only a search by old addresses: it names a host, has a query, or is no page.
    Raises ValueError where it is no address at all.
    """
    parts = urlsplit(written)
    if parts.scheme in ("http", "https") and parts.hostname:
        return None
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        raise ValueError(written)
    path = nfc(unquote(parts.path, errors="strict"))[1:]
    if parts.query or parts.fragment:
        return None
    if not path or path.endswith("/"):
        path += "index.html"
    segments = path.split("/")
    if not all(_is_safe_segment(segment) for segment in segments) or len(path) > 500:
        raise ValueError(written)
    ending = PurePosixPath(path).suffix.lower()
    if not ending:
        return path + "/index.html"
    return path if ending in (".html", ".htm") else None


def _is_safe_segment(segment: str) -> bool:
    """Whether a name can stand on every file system."""
    return (
        segment != ""
        and segment == segment.strip(" .")  # neither `.`, `..` nor a hidden file
        and not _WINDOWS_FORBIDS.search(segment)
        and not is_windows_device(segment)
        and len(segment.encode()) <= 200
    )


def root_from(page: str) -> str:
    """The way from a page back to the site's root: `../../../` from `2023/01/12/a.html`, "" from `index.html`."""
    return "../" * page.count("/")


def site_root(url: str) -> str:
    """The address of a site as links have it (RFC 3986): the host in ASCII, the path escaped and with a `/` at its end.

    Raises UnicodeError where the host's name is none.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    if ":" in host:
        host = f"[{host}]"  # IPv6
    port = f":{parts.port}" if parts.port else ""
    path = quote(unquote(parts.path).rstrip("/"), safe="/-._~!$&'()*+,;=:@")
    return f"{parts.scheme}://{host}{port}{path}/"


def permalink(site_url: str, place: str) -> str:
    """The absolute address of a page, "" where the site's is not known; the home page is the site's own."""
    return site_url + ("" if place == HOME else quoted(place)) if site_url else ""


def quoted(path: str) -> str:
    """A path as it stands in an href (RFC 3986)."""
    if _PLAIN_PATH.fullmatch(path):  # as nearly all are
        return path
    return quote(path, safe="/-._~!$&'()*+,;=@")
