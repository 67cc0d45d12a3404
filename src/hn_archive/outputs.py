"""The files that the site will have, as values: made by a template from a view, or copied."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec

from hn_archive.view import View

Family = Literal[
    "static", "file", "article", "standing", "poll", "redirect", "day", "month", "year",
    "category", "tag", "source", "author", "home", "404",
]  # fmt: skip
# Also the order in which files become visible: what pages need, then pages, then lists that name them.
FAMILIES: Final[tuple[Family, ...]] = (
    "static", "file", "article", "standing", "poll", "redirect", "day", "month", "year",
    "category", "tag", "source", "author", "home", "404",
)  # fmt: skip


class Page(msgspec.Struct, frozen=True):
    """A file made by a template from its view; `origin` is the file of the site it comes from, "" for lists."""

    address: str
    family: Family
    template: str
    view: View
    origin: str = ""


class Copy(msgspec.Struct, frozen=True):
    """A file that is copied as it is; `origin` as in Page."""

    address: str
    family: Family
    path: Path
    origin: str = ""


Output = Page | Copy


def count_by_family(outputs: Iterable[Output]) -> dict[Family, int]:
    """How many outputs each family has, in the order of FAMILIES; families without any are left out."""
    counts: dict[Family, int] = dict.fromkeys(FAMILIES, 0)
    for output in outputs:
        counts[output.family] += 1
    return {family: count for family, count in counts.items() if count}
