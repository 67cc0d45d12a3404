"""Build a site, or see at once that nothing has changed since the last build."""

import gc
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hn_archive import digest, related, stamps
from hn_archive.engine import engine
from hn_archive.lock import locked
from hn_archive.output import MANIFEST, STAGING, refuse_unsafe
from hn_archive.problem import Problem, Stop
from hn_archive.request import Changes, Progress, Request, Result
from hn_archive.store import Forged, Made, Store, decoding
from hn_archive.theme import bundled

if TYPE_CHECKING:
    from hn_archive.full_build import Watch

_WORK: Final = "work"
# To look at so many outputs takes longer than to have another process do it.
_MANY: Final = 5_000
# Of addresses that went with the last build the next has nothing to say.
_SAID_ONCE: Final = frozenset({"address-gone", "address-hidden", "address-lost"})


class Last(msgspec.Struct, frozen=True):
    """A build that succeeded: the stamps of all that went in and of all that came out as one digest each, and what it said.

    The same sources give the same site from `now` until `until` (seconds since 1970; None for ever).
    """

    sources: str
    output: str
    now: float
    until: float | None
    result: Result


def build(request: Request, progress: Progress, watch: "Watch | None" = None) -> Result:
    """Build a site. Nothing that readers see changes unless everything was made without an error.

    `watch` is shown the site once it is planned without errors, also where nothing has changed.

    Raises Stop for a wrong command line and where another build is running, and OSError for what the machine refuses.
    """
    with building(request, progress, watch) as result:
        return result


@contextmanager
def building(request: Request, progress: Progress, watch: "Watch | None" = None) -> Iterator[Result]:
    """Build a site as `build` does, and let no other build of it begin while one works with what came of it."""
    refuse_unsafe(request.output, request.source, force=request.force)
    if not (request.source / "content").is_dir():
        raise Stop(Problem.at("source-missing", path=request.source), 2)
    if request.store is None or (request.dry_run and not request.store.exists()):
        with no_collecting(), tempfile.TemporaryDirectory(prefix="hn-archive-") as work:
            yield _built(request, None, Path(work), progress, watch)
        return
    with no_collecting(), locked(request.store), _work_folder(request.store) as work:
        try:
            with Store(request.store, engine()) as store:
                try:
                    result = _built(request, store, work, progress, watch)
                except Forged:  # before anything was changed
                    store.start_anew()
                    result = _built(request, store, work, progress, watch)
        except sqlite3.Error as error:  # the disk is full, or nobody may write there
            raise Stop(Problem.at("machine", path=request.store, reason=error), 3) from error
        yield result


@contextmanager
def no_collecting() -> Iterator[None]:
    """A build makes a million values without rings among them; to look for some again and again takes a tenth of its time.

    Afterwards they count as old: they are looked through when all is, and not at once because they are new.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def unfinished(site: Path, output: Path) -> Path:
    """The file that says that the last build of a site into `output` failed, or was interrupted: it stands from a build's beginning
    until it has succeeded. What is in the output may be good all the same; it is not what the sources say."""
    return site / ".hn-archive" / f"unfinished-{_place(output)[:16]}"


@contextmanager
def _work_folder(store: Path) -> Iterator[Path]:
    """A folder for what is needed until the site is built; what a killed build left in it is swept away."""
    work = store / _WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _built(request: Request, store: Store | None, work: Path, progress: Progress, watch: "Watch | None") -> Result:
    started = time.time_ns()
    place = _place(request.output)
    mark = unfinished(request.source, request.output)
    last = _last(store, place) if store and watch is None else None
    content, sources = _content_and_sources(request, started, is_first=last is None and watch is None) if store else ({}, "")
    if (
        last
        and sources
        and sources == last.sources
        and _is_right(last, request)
        and last.output == _digest_of(_stamps_in(request.output))
    ):
        if request.dry_run:
            return msgspec.structs.replace(last.result, changes=None)
        mark.unlink(missing_ok=True)
        return last.result

    with _output_stamps(request, last) as outputs:
        # Markdown, Jinja and Pillow take 0.2 s to import, and are not needed where nothing changed.
        from hn_archive import full_build

        known = full_build.Known()
        if store:
            known = full_build.Known(store.content(), store.made(place), _related(store), store.terms, content, outputs)
        if store and not request.dry_run:
            store.forget(f"last {place}")
        if not request.dry_run and mark.parent.is_dir():
            mark.write_bytes(b"")
        built = full_build.build(request, known, work, progress, watch or full_build.nobody)
    if store and built.result.changes is not None:
        _remember(request, store, built, sources, known.outputs())
    elif store and built.result.failed and built.paths:
        store.save(place, {}, built.fresh, built.paths, built.made)  # while one file is mended the others need not be read again
    if built.result.changes is not None:
        mark.unlink(missing_ok=True)
    if store and store.was_unreadable:
        problems = (*built.result.problems, Problem.at("store-unreadable"))
        return msgspec.structs.replace(built.result, problems=problems)
    return built.result


def _stamps_after(request: Request, before: Mapping[str, str], built: Any) -> Mapping[str, str]:
    """The output's stamps after a build, of which only those files have others that it changed."""
    changes: Changes = built.result.changes
    known: Mapping[str, str] | None = built.stamps
    if known is not None:
        return known
    if changes.removed:
        return _stamps_in(request.output)
    found = dict(before)
    for address in (*changes.written, MANIFEST):
        found[address] = stamps.of(os.lstat(f"{request.output}/{address}"))
        found |= {address[: place + 1]: "" for place, sign in enumerate(address) if sign == "/"}
    return found


def _stamped(row: Made, stamp: str) -> Made:
    return row if row.stamp == stamp else msgspec.structs.replace(row, stamp=stamp)


def _remember(request: Request, store: Store, built: Any, sources: str, before: Mapping[str, str]) -> None:
    place = _place(request.output)
    found = _stamps_after(request, before, built)
    made = {address: _stamped(row, found.get(address, "")) for address, row in built.made.items()}
    changes = Changes((), (), len(made))
    problems = tuple(problem for problem in built.result.problems if problem.code not in _SAID_ONCE)
    result = msgspec.structs.replace(built.result, problems=problems, changes=changes, written={}, reasons=())
    last = Last(sources, _digest_of(found), request.now.timestamp(), built.until, result)
    facts = {f"last {place}": msgspec.json.encode(last), "related": msgspec.msgpack.encode(built.related)}
    store.save(place, facts, built.fresh, built.paths, made)
    store.save_terms(built.terms, built.paths)


def _place(output: Path) -> str:
    """A name for the output folder; its path may be no text."""
    return digest.of_bytes(os.fsencode(output.resolve()))


def _last(store: Store, place: str) -> Last | None:
    kept = store.fact(f"last {place}")
    with decoding():
        return msgspec.json.decode(kept, type=Last) if kept else None


def _related(store: Store) -> related.Found:
    kept = store.fact("related")
    with decoding():
        return msgspec.msgpack.decode(kept, type=related.Found) if kept else related.Found()


def _is_right(last: Last, request: Request) -> bool:
    """Whether time alone has changed nothing."""
    now = request.now.timestamp()
    return last.now <= now and (last.until is None or now < last.until)


def _content_and_sources(request: Request, at: int, *, is_first: bool) -> tuple[dict[str, str], str]:
    """The stamps of `content/`, and `_sources`. At a first build, where all has to be made, another process looks while what makes it is
    imported."""
    if not is_first or request.jobs == 1:
        return _content_and_sources_here((request, at))
    from hn_archive.workers import aside

    with aside(_content_and_sources_here, (request, at)) as found:
        from hn_archive import full_build  # noqa: F401 (so that it is there then)

        return found()


def _content_and_sources_here(task: tuple[Request, int]) -> tuple[dict[str, str], str]:
    request, at = task
    content = dict(stamps.below(request.source / "content", follow=True))
    return content, _sources(request, content, at)


def _sources(request: Request, content: Mapping[str, str], at: int) -> str:
    """All that goes into a build as one digest, by stamps, of which those of `content` are known; "" where a file changed too shortly before
    to tell."""
    roots = [folder / name for folder in (request.source, bundled()) for name in ("templates", "static")]
    found = {f"{root}/{path}": stamp for root in roots for path, stamp in stamps.below(root, follow=True)}
    found |= {f"{request.source}/content/{path}": stamp for path, stamp in content.items()}
    for name in ("site.yml", "site.yaml"):
        try:
            found[name] = stamps.of((request.source / name).stat())
        except FileNotFoundError:
            found[name] = ""
    if not all(stamps.is_settled(stamp, at) for stamp in found.values() if stamp):
        return ""
    asked = {"url": request.url, "strict": str(request.strict), "force": str(request.force), "drafts": str(request.drafts)}
    return _digest_of(found | asked)


@contextmanager
def _output_stamps(request: Request, last: Last | None) -> Iterator[Callable[[], Mapping[str, str]]]:
    """What gives the output's stamps as they are before the build writes there, looked at once. Where there are many, another process looks at
    them while the site is read and planned, and compiles the templates of articles, one of which has most likely changed. A preview has no
    `last`: beside its threads no process may begin."""
    from hn_archive.workers import aside

    if request.jobs == 1 or last is None or sum(last.result.outputs.values()) < _MANY:
        yield cache(partial(_stamps_before, request.output))
        return
    with aside(_stamps_and_code, request) as found:

        def taken() -> Mapping[str, str]:
            from hn_archive.templates import take_compiled

            looked, code = found()
            take_compiled(code)
            return looked

        yield cache(taken)


def _stamps_and_code(request: Request) -> tuple[dict[str, str], bytes]:
    looked = _stamps_before(request.output)
    from hn_archive import article_pages, templates, theme

    return looked, templates.compiled((theme.of_site(request.source), article_pages.TEMPLATES))


def _stamps_before(output: Path) -> dict[str, str]:
    """Without staging, in which this build puts its files, or will remove what one that was interrupted left."""
    return {path: stamp for path, stamp in stamps.below(output) if not path.startswith(f"{STAGING}/")}


def _stamps_in(output: Path) -> dict[str, str]:
    return dict(stamps.below(output))


def _digest_of(found: Mapping[str, str]) -> str:
    parts = [f"{path}\0{stamp}" for path, stamp in sorted(found.items())]
    return digest.of_bytes("\0".join(parts).encode(errors="surrogateescape"))
