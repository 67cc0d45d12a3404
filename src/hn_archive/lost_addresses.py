"""Find the articles' addresses that the last build answered and this one does not: links to them are out in the world."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Final

from hn_archive.problem import Problem
from hn_archive.site import Site, identifier

_ARTICLE: Final = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]{2}/(?!index\.html$)[^/]+\.html")
# What metadata.py puts first into the head of each article. A theme whose base.html leaves it out loses the article's name in the warning.
_IDENTIFIER: Final = re.compile(rb'<meta name="DC\.identifier" content="([^"]*)">')
_HEAD: Final = 65_536  # bytes of a page


def lost_addresses(output: Path, before: Iterable[str], planned: Iterable[str], site: Site) -> Iterator[Problem]:
    """What to say of addresses in the last manifest, `before`, that are not `planned`; what stood there is read in `output`.

    Nothing is said of articles that are withheld: they are to leave no trace, nor are their old addresses.
    """
    old = {alias for article in (*site.unpublished, *site.scheduled) for alias in article.aliases}
    gone = sorted(place for place in set(before) - set(planned) - old if _ARTICLE.fullmatch(place))
    if not gone:
        return
    public = {identifier(article, site.config): article for article in (*site.articles, *site.retracted)}
    hidden = {identifier(article, site.config): article for article in (*site.unpublished, *site.scheduled)}
    for place in gone:
        name = _identifier_at(output / place)
        if name in public:
            yield Problem.at("address-gone", public[name].place("slug"), address=place)
        elif name not in hidden:
            yield Problem.at("address-lost", None, address=place)
        elif hidden[name].matter.status != "withheld":
            key = "draft" if hidden[name].matter.draft else "date"
            yield Problem.at("address-hidden", hidden[name].place(key), address=place)


def _identifier_at(path: Path) -> str:
    """Which article a published page shows, "" where it does not say."""
    try:
        with path.open("rb") as file:
            found = _IDENTIFIER.search(file.read(_HEAD))
    except OSError:  # it is gone already, or was never a file: nothing can be said of it
        return ""
    return unescape(found[1].decode(errors="replace")) if found else ""
