"""Write the files of a segment of the search index, in whatever process; `static/search-index.js` reads them."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from hn_archive import digest
from hn_archive.machine import naming
from hn_archive.markdown import without_references
from hn_archive.output import Place
from hn_archive.reading import BodyPlace, Texts
from hn_archive.search_lists import LIMITS, bits_of, encoded, file_of, number_of, numbers_of, ranges, signs_of_bits
from hn_archive.search_words import folded, forms, numbers, ordered, pairs
from hn_archive.typeset import text_of

if TYPE_CHECKING:
    import numpy as np

    Articles = np.ndarray[tuple[int], np.dtype[np.int64]]

FREQUENT: Final = 8_192  # forms of a segment can be suggested
PAIR_BITS: Final = 20  # of a pair's number stand in its file; the highest ones say which file
# The bits of a posting that are its article; those above are its word or pair, up to 32, and none may be the sign.
_ABOVE: Final = 31
_ARTICLE: Final = (1 << _ABOVE) - 1


class Terms(msgspec.Struct, frozen=True):
    """What an article gives to the index: the forms of its title, of what is said about it (lead, tags, source, authors), and of all of it,
    each once and in any order, in lines of UTF-8 with spaces between them; and the numbers of its pairs as 32-bit integers."""

    forms: bytes
    pairs: bytes


class TermsPlace(msgspec.Struct, frozen=True):
    """Where an article's terms are: in `file` from byte `start` on, the forms and then the pairs, so many bytes long."""

    file: str
    start: int
    forms: int
    pairs: int


class Text(msgspec.Struct, frozen=True):
    """What an article's terms are made from: `more` are its captions and the like; its body's digest, and where that is."""

    title: str
    about: tuple[str, ...]
    more: tuple[str, ...]
    body: str
    place: BodyPlace


class Reading(msgspec.Struct, frozen=True):
    """Articles whose terms are wanted in the file `to`; bodies that this build has not made are made again from `content`."""

    texts: tuple[Text, ...]
    to: Path
    content: Path
    language: str
    zone: int


class Part(msgspec.Struct, frozen=True):
    """Some files of a segment: all its words, or its pairs from the file `first` up to `last`. `files` is how many there are of the kind."""

    kind: Literal["words", "pairs"]
    key: str
    folder: str
    terms: tuple[TermsPlace, ...]
    files: int
    first: int
    last: int
    place: Place


class Finished(msgspec.Struct, frozen=True):
    """A file that was made: its address, its digest, and the stamp of the staged file, "" where the same stands already."""

    address: str
    sha256: str
    stamp: str


def terms(title: str, about: Iterable[str], body: Iterable[str]) -> Terms:
    """The terms of an article; neighbours in different paragraphs are no pair."""
    in_title, in_about = numbers([title]), numbers(about)
    everywhere = in_title + in_about + numbers(body)
    lines = "\n".join([" ".join(forms({*each})) for each in (in_title, in_about, everywhere)])
    return Terms(lines.encode(), pairs(everywhere).tobytes())


def is_whole(written: bytes, forms: int) -> bool:
    """Whether bytes are terms of which so many are the forms."""
    pairs_length = len(written) - forms
    try:
        return written[:forms].decode().count("\n") == 2 and pairs_length >= 0 and pairs_length % array("I").itemsize == 0
    except UnicodeDecodeError:
        return False


def read(batch: Reading) -> tuple[TermsPlace, ...]:
    """Write the terms of a batch of articles into its file, and say where each one's are."""
    places = []
    with naming(batch.to), batch.to.open("wb") as file, Texts(batch.content, batch.language, batch.zone) as texts:
        for text in batch.texts:
            html = texts.html(text.place, text.body) if text.body else b""
            made = terms(text.title, text.about, (*text.more, *text_of(without_references(html)).decode().split("\n\n")))
            places.append(TermsPlace(str(batch.to), file.tell(), len(made.forms), len(made.pairs)))
            file.write(made.forms + made.pairs)
    return tuple(places)


def write(part: Part) -> tuple[Finished, ...]:
    """The files of a part, of either kind."""
    return write_words(part) if part.kind == "words" else write_pairs(part)


class _Numbering(dict[str, int]):
    """Forms by the number that each has since it was first met, from 0 on."""

    def __missing__(self, form: str) -> int:
        self[form] = len(self)
        return self[form]


def write_words(part: Part) -> tuple[Finished, ...]:
    """The files of a segment's words, and one of the forms that most articles have, of each how many. Each spelling has a line, `*` in front, with the articles that have any of its forms, and then a line for
    each form: those that have it anywhere, in what is said about them, and in their titles. An only form has what its spelling has.

    Forms are in order, and a file holds those from its start on. A spelling whose forms may be in several files has its own line in each, since
    any of them may be the one that is asked for.
    """
    numbering, lists = _lists(part.terms)
    starts = [ordered(form) for form in ranges(part.files)]
    files: list[list[str]] = [[] for _ in range(part.files)]
    count = len(part.terms)
    for spelling, group in groupby(sorted((folded(form), ordered(form), form) for form in numbering), itemgetter(0)):
        forms = [(file_of(order, starts), form, lists(numbering[form])) for _, order, form in group]
        alone = len(forms) == 1
        every = forms[0][2] if alone else [_together(each) for each in zip(*(found for *_, found in forms), strict=True)]
        for number in range(file_of(ordered(spelling), starts), file_of(f"{spelling} \uffff", starts) + 1):
            files[number].append(_line(f"*{spelling}", every, count))
            files[number] += [
                form if alone else _line(form, found, count) for place, form, found in forms if alone or place == number
            ]
    made = [_put(part, f"w{number}", "".join(f"\n{line}" for line in lines)) for number, lines in enumerate(files)]
    frequent = sorted((-len(lists(number)[0]), form) for form, number in numbering.items() if not form.isdecimal())[:FREQUENT]
    return (*made, _put(part, "s", "\n".join(f"{form} {-count}" for count, form in frequent)))


def _lists(places: Sequence[TermsPlace]) -> tuple[_Numbering, Callable[[int], list["Articles"]]]:
    """The numbers of all forms, and what gives the articles that have one of them: anywhere, in what is said about them, in their titles."""
    import numpy as np  # 0.1 s to import, and a build without new words needs none

    numbering = _Numbering()
    fields = [
        (array("I"), array("I")) for _ in range(3)
    ]  # of titles, of what is said, of all: forms, and how many each article has
    for lines in _slices(places, lambda place: (place.start, place.forms)):
        for line, (known, sizes) in zip(lines.decode().split("\n"), fields, strict=True):
            found = line.split(" ") if line else []
            known.extend(map(numbering.__getitem__, found))
            sizes.append(len(found))
    lists = []
    for known, sizes in reversed(fields):
        postings = np.array(known, np.int64) << _ABOVE | np.repeat(np.arange(len(places)), np.array(sizes, np.int64))
        postings.sort()
        bounds = np.searchsorted(postings >> _ABOVE, np.arange(len(numbering) + 1)).tolist()
        lists.append((postings & _ARTICLE, bounds))
    return numbering, lambda number: [articles[bounds[number] : bounds[number + 1]] for articles, bounds in lists]


def _together(lists: Sequence["Articles"]) -> "Articles":
    """All articles of some lists, each once."""
    import numpy as np

    found = np.concatenate(lists)
    found.sort()
    is_first: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.diff(found, prepend=-1) != 0
    return found[is_first]  # `unique` hashes, and takes six times as long


def _line(name: str, lists: Iterable["Articles"], count: int) -> str:
    return "\t".join([name, *(encoded(found, count) if len(found) else "" for found in lists)]).rstrip("\t")


def write_pairs(part: Part) -> tuple[Finished, ...]:
    """The files of a segment's pairs, one after the other: the gap to a pair's number, how many articles have it, and which.

    Of the number's highest bits, as many as it takes say which file, and the next PAIR_BITS are its number there; two pairs that are the
    same so far are taken for one.
    """
    import numpy as np

    count = len(part.terms)
    shift = 32 - (part.files.bit_length() - 1)
    found = [np.frombuffer(each, np.uint32) for each in _slices(part.terms, lambda place: (place.start + place.forms, place.pairs))]
    if part.last - part.first < part.files:
        found = [each[(each >> shift >= part.first) & (each >> shift < part.last)] for each in found]
    postings = (np.concatenate(found) >> (shift - PAIR_BITS)).astype(np.int64) << _ABOVE
    postings |= np.repeat(np.arange(count), [len(each) for each in found])
    del found
    postings.sort()
    postings = postings[np.diff(postings, prepend=-1) != 0]
    articles, numbers = postings & _ARTICLE, postings >> _ABOVE
    heads = np.flatnonzero(np.diff(numbers, prepend=-1))  # where the articles of each pair begin
    numbers = numbers[heads]
    sizes = np.diff(heads, append=len(postings))
    gaps = np.diff(articles, prepend=-1) - 1
    gaps[heads] = articles[heads]
    signs = np.ones(len(gaps), np.int64) + sum((gaps >= limit).astype(np.int64) * more for limit, more in LIMITS)
    dense = np.flatnonzero(np.add.reduceat(signs, heads) > signs_of_bits(count)) if len(heads) else heads
    files = numbers >> PAIR_BITS
    before = np.diff(numbers, prepend=-1) - 1
    is_first = np.diff(files, prepend=-1) != 0
    before[is_first] = numbers[is_first] & (1 << PAIR_BITS) - 1

    # All in a row, as it will stand in the files: for each pair the gap to its number, how many articles, and the gaps to them.
    places = np.arange(len(heads))
    row = np.empty(len(postings) + 2 * len(heads), np.int64)
    row[heads + 2 * places] = before
    row[heads + 2 * places + 1] = sizes
    row[np.arange(len(postings)) + 2 * np.repeat(places + 1, sizes)] = gaps
    starts = np.append(heads, len(postings)) + 2 * np.arange(len(heads) + 1)
    texts = []
    for start, last in pairwise(np.searchsorted(files, np.arange(part.first, part.last + 1)).tolist()):
        text: list[str] = []
        first = start
        for pair in dense[np.searchsorted(dense, start) : np.searchsorted(dense, last)].tolist():
            text += numbers_of(row[starts[first] : starts[pair]].tolist())
            own = articles[heads[pair] : heads[pair] + sizes[pair]]
            text += (number_of(int(before[pair])), number_of(0), bits_of(own, count))  # 0 is no count, and says that bits follow
            first = pair + 1
        text += numbers_of(row[starts[first] : starts[last]].tolist())
        texts.append("".join(text))
    return tuple(_put(part, f"p{part.first + place}", text) for place, text in enumerate(texts))


def _slices(places: Sequence[TermsPlace], where: Callable[[TermsPlace], tuple[int, int]]) -> Iterator[bytes]:
    """A piece of each article's terms; the files in which they are follow one another."""
    name, file = "", None
    try:
        for place in places:
            if place.file != name:
                if file:
                    file.close()
                name, file = place.file, Path(place.file).open("rb")  # noqa: SIM115 (closed below, or before the next one is opened)
            assert file is not None  # noqa: S101
            start, length = where(place)
            with naming(name):
                file.seek(start)
                yield file.read(length)
    finally:
        if file:
            file.close()


def _put(part: Part, name: str, content: str) -> Finished:
    called = msgspec.json.encode(f"{part.key}/{name}").decode()
    return put(part.place, f"{part.folder}{part.key}/{name}.js", f"hnSearch({called},`{content}`);\n")


def put(place: Place, address: str, text: str) -> Finished:
    """Stage one file."""
    content = text.encode()
    return Finished(address, digest.of_bytes(content), place.put(address, content))
