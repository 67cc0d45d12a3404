"""The header fields with which each file of the site is sent, the same for every kind of host: type, caching, and what pages may load."""

import re
from pathlib import PurePosixPath
from typing import Final

from hn_archive import address

# Nothing but what the site itself brings: no page asks anything of another host, no script or style stands in a page.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
# The header fields of every page and file.
HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
)
# Names that come from their content are right for ever (RFC 8246); all else is asked for again after five minutes, but what names files
# that go with the next release: that is asked for each time.
IMMUTABLE: Final = "public, max-age=31536000, immutable"
SHORT: Final = "public, max-age=300"
FRESH: Final = "no-cache"
EVERYONE: Final = ("Access-Control-Allow-Origin", "*")

# By ending: the media type, and whether it is text, which is UTF-8 and can be compressed. No machine's own table is asked, since they differ.
TYPES: Final[dict[str, tuple[str, bool]]] = {
    ".html": ("text/html", True), ".htm": ("text/html", True), ".css": ("text/css", True), ".js": ("text/javascript", True),
    ".txt": ("text/plain", True), ".csv": ("text/csv", True), ".xml": ("application/xml", True), ".json": ("application/json", True),
    ".jsonl": ("application/jsonl", True), ".webmanifest": ("application/manifest+json", True), ".svg": ("image/svg+xml", True),
    ".rtf": ("application/rtf", False), ".jpg": ("image/jpeg", False), ".jpeg": ("image/jpeg", False), ".png": ("image/png", False),
    ".gif": ("image/gif", False), ".webp": ("image/webp", False), ".avif": ("image/avif", False), ".ico": ("image/x-icon", False),
    ".woff2": ("font/woff2", False), ".woff": ("font/woff", False), ".ttf": ("font/ttf", False), ".otf": ("font/otf", False),
    ".pdf": ("application/pdf", False), ".zip": ("application/zip", False), ".epub": ("application/epub+zip", False),
    ".doc": ("application/msword", False), ".xls": ("application/vnd.ms-excel", False), ".ppt": ("application/vnd.ms-powerpoint", False),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", False),
    ".odt": ("application/vnd.oasis.opendocument.text", False), ".ods": ("application/vnd.oasis.opendocument.spreadsheet", False),
    ".odp": ("application/vnd.oasis.opendocument.presentation", False),
    ".mp4": ("video/mp4", False), ".webm": ("video/webm", False), ".mp3": ("audio/mpeg", False), ".m4a": ("audio/mp4", False),
    ".ogg": ("audio/ogg", False), ".wav": ("audio/wav", False), ".gz": ("application/gzip", False),
}  # fmt: skip
_UNKNOWN: Final = ("application/octet-stream", False)
# Feeds whose names are not in address.FEEDS: archives by year, and corrections.
ATOM_ARCHIVES: Final = r"atom/[0-9]{4}\.xml"
_ATOM: Final = re.compile(rf"{ATOM_ARCHIVES}|(?:{'|'.join(re.escape(address.corrections_feed(each)) for each in ('vi', 'en'))})")


def media_type(place: str) -> str:
    """The Content-Type of an address."""
    path = PurePosixPath(place)
    if path.name in address.FEEDS:
        return f"{address.FEEDS[path.name]}; charset=utf-8"
    if _ATOM.fullmatch(place):
        return f"{address.FEEDS[address.ATOM]}; charset=utf-8"
    kind, is_text = TYPES.get(path.suffix.lower(), _UNKNOWN)
    return f"{kind}; charset=utf-8" if is_text else kind


def is_text(place: str) -> bool:
    """Whether an address has text, which grows smaller when it is compressed."""
    return TYPES.get(PurePosixPath(place).suffix.lower(), _UNKNOWN)[1]


def immutable(language: str) -> tuple[str, ...]:
    """The folders of which each file's address comes from its content, as patterns in which `*` is one name."""
    return f"{address.files(language)}*", f"{address.search_index(language)}*/*"


_IMMUTABLE: Final = re.compile(
    "|".join("[^/]+".join(map(re.escape, pattern.split("*"))) for language in ("vi", "en") for pattern in immutable(language))
)


def fresh(language: str) -> str:
    """The address of what names the files of the search index, whose own names are others when they change."""
    return f"{address.search_index(language)}segments.js"


_FRESH: Final = (fresh("vi"), fresh("en"))


def caching(place: str) -> str:
    """The Cache-Control of an address."""
    if _IMMUTABLE.fullmatch(place):
        return IMMUTABLE
    return FRESH if place in _FRESH else SHORT


def stored_fields(place: str) -> dict[str, str]:
    """What storage is told to send with a file."""
    return {"Content-Type": media_type(place), "Cache-Control": caching(place)}
