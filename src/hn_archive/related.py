"""Find for each article the older ones most like it, by tags, category and words of the title."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import Final

import msgspec

from hn_archive import digest
from hn_archive.text import identity

MOST: Final = 5
# They are looked for among this many older ones of each tag and the category, so that an article's page does not
# depend on the size of the archive, and a new article changes no page of an old one.
_REACH: Final = 32
_TITLE_REACH: Final = 8  # of each pair of words in the title
# What a common category counts once, a common tag and a common pair of words in the titles count so many times.
_TAG_SCORE, _TITLE_SCORE = 3, 2
_SIGNATURE: Final = 8  # bytes
_BITS: Final = 32
_PLACE: Final = (1 << _BITS) - 1
_ENCODER: Final = msgspec.msgpack.Encoder()


class Subject(msgspec.Struct, frozen=True, array_like=True):
    """What an article is known by: its title, and the identities of its tags and of its category."""

    title: str
    tags: tuple[str, ...]
    category: str


class Found(msgspec.Struct, frozen=True, array_like=True):
    """What was found for a sequence of subjects, oldest first: a signature of each, and the places of those most like it, the nearer first."""

    signatures: tuple[bytes, ...] = ()
    related: tuple[tuple[int, ...], ...] = ()


Meanwhile = Callable[[Callable[[bytes], bytes], bytes], Callable[[], bytes]]
"""Has another process do something, and gives what waits for what comes of it."""


class Related:
    """What is related to each of the subjects, oldest first, found when it is first asked for, and all before it.

    Only older ones count, so what is `known` of another sequence holds up to the first subject that is another.
    """

    def __init__(self, subjects: Sequence[Subject], known: Found) -> None:
        self._subjects = subjects
        self._known = known
        self._signatures = tuple(digest.short(_ENCODER.encode(subject))[:_SIGNATURE] for subject in subjects)
        both = enumerate(zip(self._signatures, known.signatures, strict=False))
        least = min(len(self._signatures), len(known.signatures))
        same = next((place for place, (now, before) in both if now != before), least)
        self._related = list(known.related[:same])
        self._elsewhere: Callable[[], bytes] | None = None

    def ahead(self, meanwhile: Meanwhile) -> None:
        """Have all that is not known found elsewhere until it is asked for."""
        if len(self._related) < len(self._subjects):
            self._elsewhere = meanwhile(_from, _ENCODER.encode((self._subjects, len(self._related))))

    def of(self, place: int) -> tuple[int, ...]:
        """The places of those most like the subject at a place, the nearer first."""
        if self._elsewhere is not None and len(self._related) <= place:
            self._related += _RELATED.decode(self._elsewhere())
            self._elsewhere = None
        while len(self._related) <= place:
            self._related.append(self._search.take(len(self._related), find=True))
        return self._related[place]

    def found(self) -> Found:
        """What is related to all, for the next time."""
        if self._signatures == self._known.signatures:
            return self._known
        if self._subjects:
            self.of(len(self._subjects) - 1)
        return Found(self._signatures, tuple(self._related))

    @cached_property
    def _search(self) -> "_Search":
        search = _Search(self._subjects)
        for place in range(len(self._related)):
            search.take(place)
        return search


_TASK: Final = msgspec.msgpack.Decoder(tuple[tuple[Subject, ...], int])
_RELATED: Final = msgspec.msgpack.Decoder(list[tuple[int, ...]])


def _from(task: bytes) -> bytes:
    """What is related to each of the subjects from a place on; a task for any process."""
    subjects, start = _TASK.decode(task)
    search = _Search(subjects)
    for place in range(start):
        search.take(place)
    return _ENCODER.encode([search.take(place, find=True) for place in range(start, len(subjects))])


class _Search:
    """Goes through the subjects, and holds the newest of each tag, category and pair of words in a title that it has come by."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = subjects
        self._by_tag: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_REACH))
        self._by_category: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_REACH))
        self._by_words: dict[str, list[int]] = {}

    def take(self, place: int, *, find: bool = False) -> tuple[int, ...]:
        """Come by the next subject; with `find`, what is most like it of those before."""
        subject = self._subjects[place]
        tagged = [self._by_tag[tag] for tag in subject.tags]
        filed = [self._by_category[subject.category]] if subject.category else []
        words = identity(subject.title).split()
        named = [self._by_words.setdefault(pair, []) for pair in set(map(" ".join, pairwise(words)))]
        found = _best([*tagged * _TAG_SCORE, *filed, *named * _TITLE_SCORE]) if find else ()
        for recent in (*tagged, *filed):
            recent.append(place)
        for each in named:
            each.append(place)
            del each[:-_TITLE_REACH]
        return found


def _best(recent: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """The places that stand most often in these, of equals the newer first; counted where C does it."""
    counts = Counter(chain.from_iterable(recent))
    if not counts:
        return ()
    least = sorted(counts.values(), reverse=True)[:MOST][-1]  # with fewer none is among the best
    ranks = sorted([count << _BITS | place for place, count in counts.items() if count >= least], reverse=True)[:MOST]
    return tuple([rank & _PLACE for rank in ranks])  # one number for both is sorted without calling back for each
