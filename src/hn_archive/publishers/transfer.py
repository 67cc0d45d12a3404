"""Plan what must travel for one published tree to become another, and in which order: pure, from their manifests alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

import msgspec

from hn_archive import address

Sign = Literal["+", "~", "-"]
Phase = Literal["assets", "pages", "lists"]
PHASES: Final[tuple[Phase, ...]] = ("assets", "pages", "lists")

# In place of a digest: a file stands there, or may, and nobody knows what it holds.
UNKNOWN: Final = ""
# The endings of compressed twins of files; a twin travels with its file.
TWINS: Final = (".gz", ".br")

_ASSETS: Final = (f"{address.STATIC}/", *address.in_any_language("files"))
_SEGMENT: Final = re.compile(rf"(?:{'|'.join(map(re.escape, address.in_any_language('search')))})[^/]+/[^/]+")
_DAY: Final = "[0-9]{4}/[0-9]{2}/[0-9]{2}/"
_TEXT: Final = re.compile(rf"{_DAY}[^/]+\.txt")
_ARTICLE: Final = re.compile(rf"{_DAY}(?!index\.html$)[^/]+\.html")
_PAGES: Final = (*address.in_any_language("page"), *address.in_any_language("poll"))


class Transfer(msgspec.Struct, frozen=True):
    """What makes one tree of another, as addresses in their order. `in_the_way` are those of `removed` at whose place, or below it, a
    new file stands: where addresses are files in folders, they must go before it comes."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    in_the_way: tuple[str, ...] = ()

    @property
    def sent(self) -> tuple[str, ...]:
        """All that travels, in the order of phases."""
        return tuple(place for _, places in self.phases() for place in places)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def phases(self) -> Iterator[tuple[Phase, tuple[str, ...]]]:
        """What travels, phase by phase: what pages need, then pages, then lists, feeds and sitemaps that name them. So no page is there
        before its pictures and stylesheets are, and none is listed before it is there."""
        return _by_phase((*self.added, *self.changed))

    def removals(self) -> Iterator[tuple[str, ...]]:
        """What goes when all has come, phase by phase in the other order: a page keeps what it needs, and is listed no more, before it goes."""
        before = frozenset(self.in_the_way)
        found = tuple(_by_phase(place for place in self.removed if place not in before))
        return (places for _, places in reversed(found))

    def steps(self) -> Iterator[tuple[Sign, str]]:
        """Each single step, in the order in which it is taken."""
        new = frozenset(self.added)
        for place in self.in_the_way:
            yield "-", place
        for place in self.sent:
            yield "+" if place in new else "~", place
        for places in self.removals():
            for place in places:
                yield "-", place


def plan(before: Mapping[str, str], after: Mapping[str, str]) -> Transfer:
    """What makes the tree `before` that of `after`; both have a digest by address, `before` also UNKNOWN."""
    old, new = before.keys(), after.keys()
    added = tuple(sorted(new - old))
    removed = tuple(sorted(old - new))
    changed = tuple(sorted(place for place in new & old if before[place] != after[place]))
    return Transfer(added, changed, removed, _in_the_way(added, removed))


def _by_phase(places: Iterable[str]) -> Iterator[tuple[Phase, tuple[str, ...]]]:
    found: dict[Phase, list[str]] = {phase: [] for phase in PHASES}
    for place in sorted(places):
        found[phase_of(place)].append(place)
    for phase, together in found.items():
        yield phase, tuple(together)


def _in_the_way(added: tuple[str, ...], removed: tuple[str, ...]) -> tuple[str, ...]:
    if not removed:
        return ()
    files, folders = frozenset(added), frozenset(folder for place in added for folder in _folders_of(place))
    return tuple(place for place in removed if place in folders or not files.isdisjoint(_folders_of(place)))


def _folders_of(place: str) -> list[str]:
    return [place[:end] for end, sign in enumerate(place) if sign == "/"]


def phase_of(place: str) -> Phase:
    """When an address travels; what is not known for something that pages need travels last."""
    for ending in TWINS:
        place = place.removesuffix(ending)
    if place.startswith(_ASSETS) or _TEXT.fullmatch(place) or _SEGMENT.fullmatch(place):
        return "assets"
    return "pages" if is_article(place) or place.startswith(_PAGES) else "lists"


def is_article(place: str) -> bool:
    """Whether an article's page stands at an address, or stood."""
    return _ARTICLE.fullmatch(place) is not None
