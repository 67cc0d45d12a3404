"""Make pages from their views, in whatever process, and know by its key whether a page has to be made."""

import os
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_args

import msgspec

from hn_archive import digest
from hn_archive.machine import naming
from hn_archive.output import Place
from hn_archive.outputs import Page
from hn_archive.problem import Problem
from hn_archive.reading import Bodies, BodyPlace, Texts
from hn_archive.templates import Described, TemplateFault, Templates
from hn_archive.theme import Theme
from hn_archive.view import ArticleView, Body, SiteInfo, View

BATCH: Final = 40
_CHECKSUM: Final = 4  # bytes
_ENCODER: Final = msgspec.msgpack.Encoder()
_FIELDS: Final = msgspec.msgpack.Decoder(list[msgspec.Raw])
_DECODERS: Final[dict[str, Any]] = {kind.__name__: msgspec.msgpack.Decoder(kind) for kind in get_args(View)}


class Setup(msgspec.Struct, frozen=True):
    """What all pages of a build share; texts that are made again are read in `language` and `zone` (minutes from UTC).

    `sources` is a digest of the templates, which are read where they are, and `needs` has what each wants besides its view.
    """

    source: Path
    theme: Theme
    site: SiteInfo
    words: dict[str, str]
    place: Place
    language: str
    zone: int
    sources: str = ""
    needs: dict[str, tuple[str, ...]] = {}

    def write(self, folder: Path) -> Path:
        """Put this into a file that is named after its content, so that a process that has read one of the name need not read it again."""
        content = msgspec.msgpack.encode(self, enc_hook=os.fsencode)
        path = folder / f"setup-{digest.of_bytes(content)}"
        with naming(path):
            path.write_bytes(content)
        return path


class Task(msgspec.Struct, frozen=True):
    """A page to make: its view as msgpack and the view's type, the outputs that it describes, where its texts are, and the address and
    template of each file beside it."""

    address: str
    template: str
    kind: str
    view: bytes
    describes: dict[str, Described]
    bodies: dict[str, BodyPlace]
    beside: tuple[tuple[str, str], ...] = ()


class Batch(msgspec.Struct, frozen=True):
    """Pages to make: `setup` is a file that holds the Setup, so that it is sent once and not with each batch, and `packed` are the tasks as
    msgpack, which takes a tenth of the time that it takes to pickle them."""

    setup: Path
    packed: bytes

    @classmethod
    def of(cls, setup: Path, tasks: Sequence[Task]) -> "Batch":
        return cls(setup, _ENCODER.encode(tasks))

    @property
    def tasks(self) -> tuple[Task, ...]:
        return _TASKS.decode(self.packed)


_TASKS: Final = msgspec.msgpack.Decoder(tuple[Task, ...])


class Finished(msgspec.Struct, frozen=True):
    """A page that was made: a checksum of each field of its view, its bytes' digest and count, and the stamp of the staged file, "" where
    the same stands already; or the problem that it met."""

    address: str
    fields: bytes = b""
    sha256: str = ""
    size: int = 0
    stamp: str = ""
    problem: Problem | None = None


def common(facts: str, template: str, closure: str) -> bytes:
    """A digest of what all pages of a template have in common: `facts` that all pages see, the template's name and its `closure`."""
    return digest.short(f"{facts}\n{template}\n{closure}".encode())


def encoded(view: View) -> bytes:
    """A view as msgpack."""
    return _ENCODER.encode(view)


def key(place: str, view: bytes, shared: bytes, described: Iterable[Described]) -> bytes:
    """A digest of all that a page depends on: its address, what all pages of its template have in common, `shared`, its view, and what it describes."""
    about = "".join([f"{place}\n", *(f"{each.sha256} {each.size}\n" for each in described)])
    return digest.short(shared + about.encode() + b"\0" + view)


def checksums(view: bytes) -> bytes:
    """A checksum of each field of a view, which is given as msgpack, in turn."""
    fields = _FIELDS.decode(view)
    return struct.pack(f">{len(fields)}I", *map(zlib.crc32, fields))


def changed_fields(view: View, before: bytes) -> tuple[str, ...]:
    """The names of the fields of a page's view whose checksums are not those of `before`; () where another version had other fields."""
    now = checksums(encoded(view))
    if len(before) != len(now):
        return ()
    places = enumerate(view.__struct_fields__)
    return tuple(name for place, name in places if _checksum(before, place) != _checksum(now, place))


def _checksum(fields: bytes, place: int) -> bytes:
    return fields[place * _CHECKSUM : (place + 1) * _CHECKSUM]


def task(page: Page, view: View, made: bytes, described: Mapping[str, Described], places: Bodies) -> Task:
    """The task of making a page from its view, which is `made` as msgpack; `places` has where all texts are, of which the task takes its own."""
    used = {body.digest: places[body.digest] for body in _bodies_of(view)}
    return Task(
        page.address,
        page.template,
        type(view).__name__,
        made,
        {place: described[place] for place in page.describes},
        used,
        tuple((other.address, other.template) for other in page.beside),
    )


def _bodies_of(view: View) -> list[Body]:
    """The texts that a view shows."""
    if isinstance(view, ArticleView):  # as most with texts are
        return [view.body]
    if not _WITH_TEXTS.intersection(view.__struct_fields__):
        return []
    own = getattr(view, "body", None)
    others = (getattr(entry, "body", None) for entry in getattr(view, "records", ()))
    texts = (getattr(entry, "text", None) for entry in getattr(view, "entries", ()))
    return [body for body in (own, *others, *texts) if body is not None]


_WITH_TEXTS: Final = frozenset({"body", "records", "entries"})


def make_batch(batch: Batch) -> tuple[Finished, ...]:
    """Make the pages of a batch and stage those that differ from what stands."""
    setup, templates = _prepared(batch.setup)
    finished = []
    with Texts(setup.source / "content", setup.language, setup.zone) as texts:
        for each in batch.tasks:
            body = _Bodies(texts, each.bodies)
            view = _DECODERS[each.kind].decode(each.view)
            for place, template in ((each.address, each.template), *each.beside):
                try:
                    content = templates.render(template, place, view, each.describes, body)
                except TemplateFault as fault:
                    finished.append(Finished(place, problem=fault.problem))
                    continue
                stamp = setup.place.put(place, content)
                fields = checksums(each.view) if place == each.address else b""
                finished.append(Finished(place, fields, digest.of_bytes(content), len(content), stamp))
    return tuple(finished)


class _Bodies:
    """Gives the HTML of a page's texts, which the files beside the page show once more."""

    def __init__(self, texts: Texts, places: Bodies) -> None:
        self._texts = texts
        self._places = places
        self._known: dict[str, bytes] = {}

    def __call__(self, sha256: str) -> bytes:
        if sha256 not in self._known:
            self._known[sha256] = self._texts.html(self._places[sha256], sha256)
        return self._known[sha256]


@lru_cache(maxsize=1)
def _prepared(path: Path) -> tuple[Setup, Templates]:
    setup = msgspec.msgpack.decode(_content(path), type=Setup, dec_hook=lambda kind, written: kind(os.fsdecode(written)))
    return setup, Templates(setup.theme, setup.source, setup.site, setup.words, setup.needs)


def _content(path: Path) -> bytes:
    with naming(path):
        return path.read_bytes()
