"""Plan every file the site will have, as values: nothing is read, rendered or written to know what a build makes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from hn_archive import (
    address,
    article_pages,
    corrections,
    coverage,
    feeds,
    home_page,
    hosting,
    most_read,
    old_addresses,
    open_data,
    period_pages,
    search,
    sitemaps,
    term_pages,
    this_day,
)
from hn_archive.composer import Composer
from hn_archive.document import location_path
from hn_archive.outputs import FAMILIES, Copy, Output, Page, PictureCopy

_KINDS: Final = (
    article_pages, period_pages, term_pages, this_day, most_read, coverage, corrections, search, home_page, old_addresses, feeds, open_data,
)  # fmt: skip


def pages(composer: Composer) -> Iterator[Page]:
    """Every page but sitemaps, one after the other. Pure."""
    return chain.from_iterable(kind.pages(composer) for kind in _KINDS)


def plan(composer: Composer, static: Mapping[str, Path], content: Mapping[str, Path], now: datetime) -> tuple[Output, ...]:
    """Every output, in the order of families and addresses. Pure; of all of them only the news sitemap depends on `now`.

    `static` has the theme's files by their path below `static/`, `content` the files of `content/` by theirs.
    """
    copies: dict[str, Copy | PictureCopy] = {
        address.static(name): Copy(address.static(name), "static", path, address.static(name)) for name, path in static.items()
    }
    for path, known in composer.site.files.items():  # two copies of one picture are one file
        origin = location_path(path)
        if known.shape is None:
            place = composer.links.place(known)
            copies[place] = Copy(place, "file", content[path], origin)
        for place, variant in composer.links.copies(known):
            copies[place] = PictureCopy(place, "file", content[path], known, variant, origin)
    made = tuple(pages(composer))
    beside = chain.from_iterable(page.beside for page in made)
    others = (
        *old_addresses.shards(composer),
        *this_day.shards(composer),
        *search.files(composer),
        *sitemaps.pages(composer, made, now),
        *hosting.outputs(composer.site, made),
    )
    return tuple(
        sorted((*copies.values(), *made, *beside, *others), key=lambda output: (FAMILIES.index(output.family), output.address))
    )
