"""The files that the site will have, as values: made by a template from a view, written as planned, or copied."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec

from hn_archive.files import ContentFile
from hn_archive.segments import Segment
from hn_archive.variants import Variant
from hn_archive.view import View

Family = Literal[
    "static", "file", "text", "article", "standing", "poll", "redirect", "day", "month", "year", "category", "tag", "source", "author",
    "this-day", "most-read", "coverage", "corrections", "search", "old-address", "home", "404", "feed", "data", "sitemap", "host",
]  # fmt: skip
IndexKind = Literal["words", "pairs", "cards", "facets"]
# Also the order in which files become visible: what pages need, then pages, then lists that name them.
FAMILIES: Final[tuple[Family, ...]] = (
    "static", "file", "text", "article", "standing", "poll", "redirect", "day", "month", "year", "category", "tag", "source", "author",
    "this-day", "most-read", "coverage", "corrections", "search", "old-address", "home", "404", "feed", "data", "sitemap", "host",
)  # fmt: skip


# The template of what is left of a retracted article.
RETRACTED: Final = "retracted.html"


class Beside(msgspec.Struct, frozen=True):
    """A file made by another template from the view of the page that it stands beside; `origin` as in Page."""

    address: str
    family: Family
    template: str
    origin: str = ""


class Page(msgspec.Struct, frozen=True):
    """A file made by a template from the view that `compose` puts together; `origin` is the file of the site it comes from, "" for lists.

    `inputs` gives a digest of all that the view is put together from, so that while it stays the same, nothing need be composed to know that
    the view does; None where that is not known. `describes` are the addresses of other outputs whose digests and sizes the page names, so
    that it is made after them. `beside` are other files of the same view, made with it.
    """

    address: str
    family: Family
    template: str
    compose: Callable[[], View]
    origin: str = ""
    describes: tuple[str, ...] = ()
    inputs: Callable[[], bytes] | None = None
    beside: tuple[Beside, ...] = ()

    @property
    def view(self) -> View:
        """What the template sees, put together anew each time."""
        return self.compose()


def composed(view: View) -> Callable[[], View]:
    """What gives a view that is there already."""
    return lambda: view


class Text(msgspec.Struct, frozen=True):
    """A small file whose whole text is planned; `origin` as in Page."""

    address: str
    family: Family
    text: str
    origin: str = ""


class Copy(msgspec.Struct, frozen=True):
    """A file that is copied as it is; `origin` as in Page."""

    address: str
    family: Family
    path: Path
    origin: str = ""


class PictureCopy(msgspec.Struct, frozen=True):
    """A picture as it is published: `variant` of the picture `known` in the file `path`; `origin` as in Page."""

    address: str
    family: Family
    path: Path
    known: ContentFile
    variant: Variant
    origin: str = ""


class IndexFile(msgspec.Struct, frozen=True):
    """A file of a segment of the search index, one of its `kind`; `origin` as in Page. Its address names all that it is made from.

    Words and pairs are made from the terms of articles, the others are what `compose` gives.
    """

    address: str
    family: Family
    segment: Segment
    kind: IndexKind
    number: int = 0
    compose: Callable[[], str] | None = None
    origin: str = ""


Output = Page | Beside | Text | Copy | PictureCopy | IndexFile


def templates_of(outputs: Iterable[Output]) -> tuple[str, ...]:
    """The templates that make outputs, by name."""
    return tuple(sorted({output.template for output in outputs if isinstance(output, Page | Beside)}))


def count_by_family(outputs: Iterable[Output]) -> dict[Family, int]:
    """How many outputs each family has, in the order of FAMILIES; families without any are left out."""
    counts: dict[Family, int] = dict.fromkeys(FAMILIES, 0)
    for output in outputs:
        counts[output.family] += 1
    return {family: count for family, count in counts.items() if count}
