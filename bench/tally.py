"""What a build has made: files, pages that are articles, and links from page to page."""

import html
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_HREF = re.compile(r"""<a\b[^>]*?\shref=["']?([^"'\s>]+)""")


class Tally(NamedTuple):
    """How many of each."""

    files: int
    articles: int
    links: int


def tally(output: Path, titles: Iterable[str]) -> Tally:
    """A page is an article if its first heading is one of `titles`; a link counts if it leads to a page that is there.

    Addresses with a scheme are left out: those in the texts go to other sites."""
    known = {_plain(title) for title in titles}
    files = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    articles = links = 0
    for name in files:
        if name.endswith(".html"):
            text = (output / name).read_text(encoding="utf-8")
            heading = _HEADING.search(text)
            articles += heading is not None and _plain(html.unescape(heading[1])) in known
            links += sum(_target(name, html.unescape(href)) in files for href in _HREF.findall(text))
    return Tally(len(files), articles, links)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _target(page: str, href: str) -> str | None:
    """The page that `href` leads to, from a page; None where it does not leave the page or leads elsewhere."""
    address = unquote(href.partition("#")[0].partition("?")[0])
    if not address or ":" in address or address.startswith("//"):
        return None
    parts = [] if address.startswith("/") else page.split("/")[:-1]
    for part in address.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    place = "/".join(parts)
    return place if place.endswith(".html") else f"{place}/index.html".lstrip("/")
