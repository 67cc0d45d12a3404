"""Put every output that is not as it should be into staging, and note why, and how each was made."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import digest, pages, stamps, variants
from hn_archive.composer import Composer
from hn_archive.load import Loaded
from hn_archive.output import Staging
from hn_archive.outputs import Copy, Output, Page, PictureCopy, Text, templates_of
from hn_archive.pages import Setup
from hn_archive.problem import Problem
from hn_archive.request import Reason
from hn_archive.site import Site
from hn_archive.store import Made, standing
from hn_archive.templates import Described, Templates
from hn_archive.view import View
from hn_archive.workers import Workers

_HEAVY: Final = 1_000_000  # bytes
_UNKNOWN: Final = Made(b"", b"", b"", "", "")


class Planned(msgspec.Struct, frozen=True):
    """A site up to the point where pages are made: every output as a value, what renders them, and what was found wrong."""

    composer: Composer
    loaded: Loaded
    paths: tuple[str, ...]
    outputs: tuple[Output, ...]
    templates: Templates
    setup: Setup
    problems: tuple[Problem, ...]

    @property
    def site(self) -> Site:
        return self.composer.site


class Making:
    """Puts every output that is not as it should be into staging, and notes why, and how each was made."""

    def __init__(
        self, planned: Planned, known: Mapping[str, Made], stamps_now: Mapping[str, str], staging: Staging, copies: Path
    ) -> None:
        """`known` has how each output was made last, and `stamps_now` what stamp it has now, by address; `copies` is the folder that keeps
        copies of pictures."""
        self._planned = planned
        self._known = known
        self._stamps = stamps_now
        self._standing = standing(known, stamps_now)
        self._staging = staging
        self._copies = copies
        self._described: dict[str, Described] = {}
        self.made: dict[str, Made] = {}
        self.reasons: list[Reason] = []
        setup = planned.setup
        self._facts = msgspec.json.encode((setup.site, sorted(setup.words.items()))).decode()
        self._commons: dict[tuple[str, ...], tuple[bytes, ...]] = {}
        self._began = time.time_ns()

    def run(self, workers: Workers) -> tuple[Problem, ...]:
        """Those that describe others come last; a template's faults are gathered from all pages."""
        outputs = self._planned.outputs
        describing = [output for output in outputs if isinstance(output, Page) and output.describes]
        wanted = frozenset(chain.from_iterable(page.describes for page in describing))
        for output in outputs:
            if isinstance(output, Copy):
                self._copy(output)
            elif isinstance(output, Text):
                self._write(output)
        self._copy_pictures([output for output in outputs if isinstance(output, PictureCopy)], workers)
        used = templates_of(outputs)
        sources = digest.of_bytes("".join(map(self._planned.templates.closure, used)).encode())
        needs = {template: self._planned.templates.needs(template) for template in used}
        setup = msgspec.structs.replace(self._planned.setup, sources=sources, needs=needs).write(workers.folder)
        problems: list[Problem] = []
        # Where a page could not be made, nothing can be said of it.
        others = [output for output in outputs if isinstance(output, Page) and not output.describes]
        others.sort(key=_is_article)  # last, since what is related to them is found meanwhile
        for group in (others, describing):
            if problems:
                break
            sizes = workers.sizes(len(group), pages.BATCH)
            for finished in workers.run("make", pages.make_batch, self._batches(group, setup, wanted, sizes), len(sizes)):
                problems += self._take(finished, wanted)
        return tuple(problems)

    def _copy(self, output: Copy) -> None:
        stamp = stamps.of(output.path.stat())
        inputs = f"{output.path}\n{stamp}".encode(errors="surrogateescape") if stamps.is_settled(stamp, self._began) else b""
        before = self._known.get(output.address)
        if before and before.inputs == inputs != b"" and before.stamp == self._stamps.get(output.address):
            self._staging.keep(output.address, before.sha256)
            self.made[output.address] = before
            return
        self.made[output.address] = Made(inputs, b"", b"", self._staging.add_file(output.address, output.path), "")

    def _copy_pictures(self, outputs: Sequence[PictureCopy], workers: Workers) -> None:
        """Each copy is kept under the digest of all that it is made from, so that none is made twice, also where the output is lost."""
        stale: list[tuple[PictureCopy, bytes]] = []
        for output in outputs:
            key = _key_of(output)
            before = self._known.get(output.address)
            if before and before.key == key and before.stamp == self._stamps.get(output.address):
                self._staging.keep(output.address, before.sha256)
                self.made[output.address] = before
            else:
                stale.append((output, key))
        if stale:
            self._copies.mkdir(exist_ok=True)
        wanted: dict[str, list[tuple[PictureCopy, Path]]] = defaultdict(list)
        for output, key in stale:
            if variants.kept(self._copies / key.hex()) is None:
                wanted[output.known.sha256].append((output, self._copies / key.hex()))
        tasks = [_task_of(copies) for copies in wanted.values()]
        for _ in workers.run("pictures", variants.make, tasks, len(tasks)):
            pass
        for output, key in stale:
            content = variants.kept(self._copies / key.hex())
            assert content is not None, "it was made a moment ago"  # noqa: S101
            self.made[output.address] = Made(b"", key, b"", self._staging.add(output.address, content), "")

    def prune(self) -> None:
        """Forget the copies of pictures that no output is."""
        if self._copies.is_dir():
            names = {_key_of(output).hex() for output in self._planned.outputs if isinstance(output, PictureCopy)}
            for path in self._copies.iterdir():
                if path.name not in names and path.is_file():
                    path.unlink()

    def _write(self, output: Text) -> None:
        self.made[output.address] = Made(b"", b"", b"", self._staging.add(output.address, output.text.encode()), "")

    def _batches(self, group: Sequence[Page], setup: Path, wanted: frozenset[str], sizes: Sequence[int]) -> Iterator[pages.Batch]:
        """The pages to make, in batches of these sizes; where views are large, in smaller ones."""
        tasks: list[pages.Task] = []
        weight = 0
        limits = chain(sizes, repeat(pages.BATCH))
        limit = next(limits)
        for page in group:
            task = self._task(page, wanted)
            if task is not None:
                tasks.append(task)
                weight += len(task.view)
            if len(tasks) == limit or weight > _HEAVY:
                yield pages.Batch.of(setup, tasks)
                tasks, weight, limit = [], 0, next(limits)
        if tasks:
            yield pages.Batch.of(setup, tasks)

    def _task(self, page: Page, wanted: frozenset[str]) -> pages.Task | None:
        """The task of making a page and what is beside it; None where all stand as the last build made them from what they would be made
        from now."""
        templates = {page.address: page.template}
        for other in page.beside:
            templates[other.address] = other.template
        are_there = self._standing.issuperset(templates)
        commons = self._commons_of(tuple(templates.values()))
        inputs = b"".join((*commons, page.inputs())) if page.inputs else b""
        if are_there and inputs and self._known[page.address].inputs == inputs:
            self._keep(page, {place: self._known[place] for place in templates}, wanted)
            return None
        view = page.view
        encoded = pages.encoded(view)
        described = [self._described[place] for place in page.describes]
        keys = {place: pages.key(place, encoded, common, described) for place, common in zip(templates, commons, strict=True)}
        if are_there and all(self._known[place].key == key for place, key in keys.items()):
            self._keep(page, {place: msgspec.structs.replace(self._known[place], inputs=inputs) for place in templates}, wanted)
            return None
        for place, key in keys.items():
            self.made[place] = Made(inputs, key, b"", "", "")
            if place not in self._standing or self._known[place].key != key:
                self.reasons.append(self._reason(place, page, view, templates[place]))
        return pages.task(page, view, encoded, self._described, self._planned.loaded.bodies)

    def _commons_of(self, templates: tuple[str, ...]) -> tuple[bytes, ...]:
        """For each template a digest of all that its pages have in common."""
        known = self._commons.get(templates)
        if known is None:
            closure = self._planned.templates.closure
            known = tuple([pages.common(self._facts, template, closure(template)) for template in templates])
            self._commons[templates] = known
        return known

    def _keep(self, page: Page, kept: Mapping[str, Made], wanted: frozenset[str]) -> None:
        self.made.update(kept)
        for place, made in kept.items():
            self._staging.keep(place, made.sha256)
        if page.address in wanted:
            made = self.made[page.address]
            self._described[page.address] = Described(made.sha256, _size_of(made.stamp))

    def _reason(self, place: str, page: Page, view: View, template: str) -> Reason:
        """Why a file of a page is made: one cause, the nearest to what somebody did."""
        before = self._known.get(place)
        if before is None:
            return Reason(place, "new", page.origin)
        if before.key == self.made[place].key:
            return Reason(place, "tampered" if place in self._stamps else "gone")
        fields = pages.changed_fields(view, self._known.get(page.address, _UNKNOWN).fields)
        if fields:
            return Reason(place, "fields", ", ".join(fields) + (f" ({page.origin})" if page.origin else ""))
        described = [other for other in page.describes if self._described[other].sha256 != self._known.get(other, _UNKNOWN).sha256]
        return Reason(place, "described", ", ".join(described)) if described else Reason(place, "template", template)

    def _take(self, finished: Sequence[pages.Finished], wanted: frozenset[str]) -> Iterator[Problem]:
        for page in finished:
            if page.problem:
                yield page.problem
                continue
            self._staging.take(page.address, page.sha256, page.stamp)
            made = self.made[page.address]
            self.made[page.address] = Made(made.inputs, made.key, page.fields, page.sha256, page.stamp)
            if page.address in wanted:
                self._described[page.address] = Described(page.sha256, page.size)

    def too_many(self, limit: int | None) -> tuple[Problem, ...]:
        """The problem that a build would change more files than somebody expects."""
        count = self._staging.changing
        return (Problem.at("too-many-changes", count=count, limit=limit),) if limit is not None and count > limit else ()


def _is_article(page: Page) -> bool:
    return page.family == "article"


def _key_of(output: PictureCopy) -> bytes:
    """A digest of all that a copy of a picture is made from."""
    parts = (variants.encoder(), output.known.sha256, output.variant)
    return digest.short(msgspec.msgpack.encode(parts))


def _task_of(copies: Sequence[tuple[PictureCopy, Path]]) -> variants.Task:
    """The task of making copies of one picture."""
    output = copies[0][0]
    turn = output.known.shape.turn if output.known.shape else 1
    return variants.Task(
        output.origin, output.path, output.known.sha256, turn, tuple((each.variant, place) for each, place in copies)
    )


def _size_of(stamp: str) -> int:
    return int(stamp.split(".")[1], 16)
