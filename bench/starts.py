#!/usr/bin/env python3
"""Print with which forms the files of words of a search index start, STARTS in hn_archive.search_lists, from how often words stand in real news.

usage: starts.py [FILES]   for so many files (1024)

Files are to be of about one size in a large archive, where a list takes as much as its articles until a bit for each of all articles takes
less. A spelling goes into one file where it fits, else its forms go into several, each of which repeats the lists of all of them together.
"""

import gzip
import math
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from hn_archive.search_words import folded, ordered, words

ARTICLES = 22_644  # were counted
FIRSTS = 0.75  # of the times that a word stands anywhere it is the first in its article, about
BITS = ARTICLES / 6  # signs that a bit for each article takes
BESIDE = 0.2  # of its articles have a word in title, lead or tags, about
LINE = 4  # signs beside form and lists
NUMBERS = 0.04  # of all signs are of numbers, of which the counts have few; their first digits are spread as Benford found


class Form(NamedTuple):
    """A form of a spelling, by the order of forms, and how many signs its line takes; and the line of the whole spelling."""

    spelling: str
    order: str
    form: str
    own: float
    together: float


def articles() -> dict[str, float]:
    """In about how many of the articles each form stands."""
    text = gzip.decompress((Path(__file__).parent / "vietnamese.tsv.gz").read_bytes()).decode()
    pairs, rare = (part.strip() for part in text.split("\n", 1)[1].split("\n\n", 1))
    counts: Counter[str] = Counter()
    for line in pairs.split("\n"):
        first, _, rest = line.partition("\t")
        for form in words(first):
            counts[form] += sum(int(entry.rpartition(":")[2]) for entry in rest.split(" "))
    for entry in rare.split():
        for form in words(entry.rpartition(":")[0]):
            counts[form] += int(entry.rpartition(":")[2])
    return {form: ARTICLES * (1 - math.exp(-FIRSTS * count / ARTICLES)) for form, count in counts.items()}


def signs(found: float) -> float:
    return min(found, BITS) + min(found * BESIDE, BITS) + LINE


def spellings(found: dict[str, float]) -> Iterator[list[Form]]:
    for spelling, group in groupby(sorted(found, key=lambda form: (folded(form), ordered(form), form)), folded):
        forms = [*group]
        together = signs(ARTICLES * (1 - math.prod(1 - found[form] / ARTICLES for form in forms))) if len(forms) > 1 else 0
        yield [Form(spelling, ordered(form), form, signs(found[form]) + len(form), together) for form in forms]


def with_numbers(known: list[list[Form]]) -> list[list[Form]]:
    share = NUMBERS * sum(form.own for forms in known for form in forms)
    by_spelling = {forms[0].spelling: forms for forms in known}
    for first in range(10, 100):
        number = str(first)
        weight = share * math.log10(1 + 1 / first)
        before = by_spelling.get(number, [Form(number, ordered(number), number, 0, 0)])[0]
        by_spelling[number] = [before._replace(own=before.own + weight)]
    return [by_spelling[spelling] for spelling in sorted(by_spelling)]


def packed(known: list[list[Form]], most: float) -> list[str]:
    """The starts of files of no more than so many signs, but for single forms that take more."""
    found, size, before = [], 0.0, ""
    for forms in known:
        whole = forms[0].together + sum(form.own for form in forms)
        if before and size + whole > most:
            found.append(shortest(forms[0].spelling, before))
            size = 0.0
        size += forms[0].together
        for place, form in enumerate(forms):
            if place and size + form.own > most and form.order != forms[place - 1].order:
                found.append(form.form)
                size = form.together
            size += form.own
        before = forms[0].spelling
    return found


def shortest(spelling: str, before: str) -> str:
    """The shortest beginning of a spelling that comes after the one before it."""
    return next(spelling[:end] for end in range(1, len(spelling) + 1) if spelling[:end] > before)


def starts(files: int) -> list[str]:
    """The starts of all files but the first, of as small a size as makes no more files than these."""
    known = with_numbers(list(spellings(articles())))
    sizes = range(1, 1_000_000_000)
    return packed(known, sizes[bisect_left(sizes, True, key=lambda size: len(packed(known, size)) < files)])


def main() -> None:
    print(" ".join(starts(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)))


if __name__ == "__main__":
    main()
