"""The published articles of a site one by one, with what is known of each and its text, for programs that work with language."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from hn_archive.making import Planned
from hn_archive.markdown import fill
from hn_archive.open_data import record
from hn_archive.reading import BodyPlace, Texts
from hn_archive.text import nfc
from hn_archive.typeset import text_of
from hn_archive.view import DataRecord
from hn_archive.workers import Workers

_BATCH: Final = 40


class Batch(msgspec.Struct, frozen=True):
    """Texts to make again from their files in the folder `content`: where each is, its digest, and the tags of its references."""

    content: Path
    language: str
    zone: int
    texts: tuple[tuple[BodyPlace, str, tuple[str, ...]], ...]


def records(planned: Planned, workers: Workers) -> Iterator[tuple[DataRecord, str]]:
    """Each published article and its text, oldest first: paragraphs with a blank line between them, in NFC.

    Drafts, scheduled, withheld and retracted articles are not among them. Texts are never all in memory. Raises Stop where a file has
    changed since the site was planned.
    """
    asked: deque[tuple[DataRecord, ...]] = deque()
    articles = planned.site.articles[::-1]
    setup = planned.setup

    def batches() -> Iterator[Batch]:
        for start in range(0, len(articles), _BATCH):
            found = tuple(record(planned.composer, article) for article in articles[start : start + _BATCH])
            asked.append(found)
            texts = tuple((_again(planned, each.body.digest), each.body.digest, each.body.tags) for each in found)
            yield Batch(setup.source / "content", setup.language, setup.zone, texts)

    for texts in workers.run("texts", texts_of, batches(), -(-len(articles) // _BATCH)):
        yield from zip(asked.popleft(), texts, strict=True)


def _again(planned: Planned, sha256: str) -> BodyPlace:
    """What was read to plan the site is kept nowhere by now."""
    return BodyPlace(planned.loaded.bodies[sha256].name)


def texts_of(batch: Batch) -> tuple[str, ...]:
    """The texts of a batch, in whatever process."""
    with Texts(batch.content, batch.language, batch.zone) as texts:
        bodies = [fill(texts.html(place, sha256), tags) for place, sha256, tags in batch.texts]
    return tuple(nfc(text_of(body).decode()) for body in bodies)
