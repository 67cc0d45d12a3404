"""Put every file of the search index that is not as it should be into staging; what unchanged articles give to it comes from the store."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import search, search_index
from hn_archive.article import Article
from hn_archive.document import location_path
from hn_archive.machine import naming
from hn_archive.making import Planned
from hn_archive.output import Staging
from hn_archive.outputs import IndexFile
from hn_archive.request import Reason
from hn_archive.search_index import Finished, Part, Reading, TermsPlace, Text
from hn_archive.segments import PAIRS, Segment
from hn_archive.store import Made, standing
from hn_archive.workers import Workers

BATCH: Final = 50
# So many words of text are gone through at a time for their pairs, which are held in memory.
_AT_ONCE: Final = 1_048_576

KnownTerms = Callable[[Iterable[str]], Iterable[tuple[str, str, bytes]]]
_FORMS: Final = 4  # bytes in front of terms that are kept: how long their forms are


def no_terms(_: Iterable[str]) -> Iterable[tuple[str, str, bytes]]:
    """What is known where nothing is kept."""
    return ()


class NewTerms(msgspec.Struct, frozen=True):
    """What an article gives to the index, found in this build: the article's path, the digest of its file, and where they are."""

    path: str
    sha256: str
    place: TermsPlace


def contents(found: Iterable[NewTerms]) -> Iterator[tuple[str, str, bytes]]:
    """Terms as they are kept: path, digest of the file, and the terms after the length of their forms."""
    for each in found:
        with Path(each.place.file).open("rb") as file:
            file.seek(each.place.start)
            terms = file.read(each.place.forms + each.place.pairs)
        yield each.path, each.sha256, each.place.forms.to_bytes(_FORMS) + terms


class Indexing:
    """Makes the search index: of each segment that is not as the last build left it, all files that are of one kind."""

    def __init__(
        self, planned: Planned, known: Mapping[str, Made], stamps_now: Mapping[str, str], terms: KnownTerms, staging: Staging
    ) -> None:
        """`known` has how each output was made last, `stamps_now` what stamp it has now, by address; `terms` gives those that are kept."""
        self._planned = planned
        self._known = known
        self._stamps = stamps_now
        self._kept = terms
        self._staging = staging
        self.made: dict[str, Made] = {}
        self.reasons: list[Reason] = []
        self.terms: tuple[NewTerms, ...] = ()

    def run(self, workers: Workers) -> None:
        stale: defaultdict[str, list[IndexFile]] = defaultdict(list)
        segments: dict[str, Segment] = {}
        stand = standing(self._known, self._stamps)
        for output in self._planned.outputs:
            if isinstance(output, IndexFile):
                if output.address in stand:
                    self._staging.keep(output.address, self._known[output.address].sha256)
                    self.made[output.address] = self._known[output.address]
                else:
                    stale[output.segment.key].append(output)
                    segments[output.segment.key] = output.segment
        if not stale:
            return
        wanted = [segments[key] for key, files in stale.items() if any(file.compose is None for file in files)]
        places = self._terms({article.path: article for segment in wanted for article in segment.articles}, workers)
        is_first = not any(output.address in self._known for output in self._planned.outputs if output.family == "search")
        changed = set() if is_first else {each.path for each in self.terms}
        why = {
            key: ", ".join(location_path(article.path) for article in segment.articles if article.path in changed)
            for key, segment in segments.items()
        }
        keys = {file.address: key for key, files in stale.items() for file in files}
        for finished in chain(self._composed(stale), self._written(wanted, stale, places, workers)):
            self._take(finished, why.get(keys.get(finished.address, ""), ""))

    def _composed(self, stale: Mapping[str, Sequence[IndexFile]]) -> Iterator[Finished]:
        for file in chain.from_iterable(stale.values()):
            if file.compose:
                yield search_index.put(self._staging.place, file.address, file.compose())

    def _written(
        self,
        segments: Iterable[Segment],
        stale: Mapping[str, Sequence[IndexFile]],
        places: Mapping[str, TermsPlace],
        workers: Workers,
    ) -> Iterator[Finished]:
        """All files of words of these segments where one is stale, and all of pairs."""
        parts: list[Part] = []
        for segment in segments:
            folders = {file.kind: file.address.rpartition(segment.key)[0] for file in stale[segment.key]}
            own = tuple(places[article.path] for article in segment.articles)
            place = self._staging.place
            if "words" in folders:
                parts.append(Part("words", segment.key, folders["words"], own, segment.words, 0, segment.words, place))
            if "pairs" in folders:
                folder = folders["pairs"]
                parts += [Part("pairs", segment.key, folder, own, segment.pairs, *span, place) for span in _spans(segment.pairs)]
        yield from chain.from_iterable(workers.run("index", search_index.write, parts, len(parts)))

    def _take(self, finished: Finished, changed: str) -> None:
        self._staging.take(finished.address, finished.sha256, finished.stamp)
        self.made[finished.address] = Made(b"", b"", b"", finished.sha256, "")
        before = self._known.get(finished.address)
        if before is None:
            self.reasons.append(Reason(finished.address, "new", changed))
        else:
            self.reasons.append(Reason(finished.address, "tampered" if finished.address in self._stamps else "gone"))

    def _terms(self, articles: Mapping[str, Article], workers: Workers) -> dict[str, TermsPlace]:
        """Where the terms of articles are: those that are kept are written into one file, the others are found in their texts."""
        digests = self._planned.site.digests
        places: dict[str, TermsPlace] = {}
        kept = workers.folder / "terms-kept"
        with naming(kept), kept.open("wb") as file:
            for path, sha256, value in self._kept(articles):
                if sha256 == digests[path] and search_index.is_whole(value[_FORMS:], int.from_bytes(value[:_FORMS])):
                    forms = int.from_bytes(value[:_FORMS])
                    places[path] = TermsPlace(str(kept), file.tell(), forms, len(value) - _FORMS - forms)
                    file.write(value[_FORMS:])
        missing = [article for path, article in articles.items() if path not in places]
        batches = [
            self._reading(missing[start : start + BATCH], workers.folder / f"terms-{start}")
            for start in range(0, len(missing), BATCH)
        ]
        found = chain.from_iterable(workers.run("index", search_index.read, batches, len(batches)))
        new = tuple(NewTerms(article.path, digests[article.path], place) for article, place in zip(missing, found, strict=True))
        self.terms = new
        return places | {each.path: each.place for each in new}

    def _reading(self, articles: Sequence[Article], to: Path) -> Reading:
        setup = self._planned.setup
        bodies = self._planned.loaded.bodies
        texts = tuple(Text(*search.terms_of(article), article.body, bodies[article.body]) for article in articles)
        return Reading(texts, to, setup.source / "content", setup.language, setup.zone)


def _spans(files: int) -> Iterator[tuple[int, int]]:
    """Files of pairs that are made at once."""
    step = max(_AT_ONCE // PAIRS, 1)
    for start in range(0, files, step):
        yield start, min(start + step, files)
