"""Cut the archive into segments of the search index, so that a new article changes the last, smallest one, and an old one its own."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from hn_archive import digest
from hn_archive.article import Article

# What files of an index hold is this version's way to write it; another way needs another number here.
FORMAT: Final = 2
# A segment ends with an article whose hash ends in at least so many zero bits: one article of 65,536 ends one of the large kind, one of 512
# a small one. With more kinds less would be made anew when an article changes, and more files be loaded for each question.
KINDS: Final = (16, 9)
# About so many words of text go into one file of words, and of pairs; more files than this a segment never has.
WORDS: Final = 8_192
PAIRS: Final = 2_048
MOST_WORDS: Final = 1_024
MOST_PAIRS: Final = 4_096
CARDS: Final = 16


class Segment(msgspec.Struct, frozen=True):
    """A run of articles, oldest first. `key` names all that its files are made from; `words`, `pairs` and `cards` say how many files of each
    it has, the first two a power of two."""

    key: str
    articles: tuple[Article, ...]
    words: int
    pairs: int
    cards: int


def segments(articles: Sequence[Article], about: Callable[[Article], str]) -> tuple[Segment, ...]:
    """The segments of all articles, which come oldest first; `about` names all that an article's part of the index is made from.

    Only the articles decide where a segment ends, each by itself, so that one more or less changes no other segment but by ending one.
    After the last end of the largest kind there is one segment up to the last end of the next kind, and so on: a handful for any number
    of articles, and what is left is the tail, of 512 articles on average.
    """
    ends = _ends([_zeros(article) for article in articles])
    return tuple(
        _segment(tuple(articles[start:end]), about)
        for start, end in zip([0, *ends], [*ends, len(articles)], strict=True)
        if start < end
    )


def _ends(zeros: Sequence[int]) -> list[int]:
    """Where segments end: each the number of articles before it."""
    largest, *smaller = KINDS
    ends = [place + 1 for place, count in enumerate(zeros) if count >= largest]
    for kind in smaller:
        start = ends[-1] if ends else 0
        last = max((place for place in range(start, len(zeros)) if zeros[place] >= kind), default=None)
        if last is not None:
            ends.append(last + 1)
    return ends


def _zeros(article: Article) -> int:
    """In how many zero bits the hash of what never changes about an article ends."""
    value = int.from_bytes(hashlib.blake2b(article.id.encode(), digest_size=4).digest())
    return (value & -value).bit_length() - 1 if value else 32


def _segment(articles: tuple[Article, ...], about: Callable[[Article], str]) -> Segment:
    count = sum(article.words for article in articles)
    facts = "\n".join([str(FORMAT), *map(about, articles)])
    return Segment(
        key=digest.of_bytes(facts.encode())[:16],
        articles=articles,
        words=_files(count, WORDS, MOST_WORDS),
        pairs=_files(count, PAIRS, MOST_PAIRS),
        cards=-(-len(articles) // CARDS),
    )


def _files(count: int, each: int, most: int) -> int:
    return min(1 << max((count // each).bit_length() - 1, 0), most)
