"""Read the files of a source, in as many processes as there are cores."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from hn_archive.importers.incoming import Incoming
from hn_archive.limits import CpuTimeExceeded, cpu_seconds
from hn_archive.problem import Location, Problem, Stop
from hn_archive.workers import Workers

if TYPE_CHECKING:  # it needs libraries that only an import needs, and whoever lacks them is told so
    from hn_archive.importers.rules import Rules

Kind = Literal["page", "docx", "markdown"]

ENDINGS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "page": (".html", ".htm", ".xhtml", ".txt"),
    "docx": (".docx", ".docm", ".doc"),
    "markdown": (".md", ".markdown"),
}
_BATCH: Final = 10
CPU_LIMIT: Final = 60.0  # seconds a file; the largest Word files take some ten
# What browsers keep beside a page that they save: its pictures, and the pages in its frames.
_BESIDE: Final = ("_files", "_tep", "_tệp", ".files")


class Source(msgspec.Struct, frozen=True):
    """A file to read, and the folder out of which nothing of it may lead."""

    path: Path
    root: Path

    @property
    def shown(self) -> str:
        """What problems call it: as it was named on the command line."""
        return str(self.path).encode(errors="replace").decode()


class Batch(msgspec.Struct, frozen=True):
    """Files of one kind to read; pictures out of them go into the folder `files`."""

    kind: Kind
    sources: tuple[Source, ...]
    files: Path
    rules: "Rules | None" = None


def sources(kind: Kind, named: Iterable[Path]) -> tuple[Source, ...]:
    """The files to read, in the order of their paths: those that are named, and those of this kind in folders that are.

    Links are passed over in folders, and so are hidden files and what a browser saved beside a page. Raises Stop where a name is none, and
    OSError where a folder cannot be read.
    """
    found: list[Source] = []
    for path in named:
        if path.is_dir():
            found += [Source(file, path) for file in _below(path, ENDINGS[kind])]
        elif path.exists():
            found.append(Source(path, path.parent))
        else:
            raise Stop(Problem.at("path-unknown", path=path), 2)
    return tuple(dict.fromkeys(found))


def _below(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    pages = {Path(entry.name).stem for entry in found if entry.is_file(follow_symlinks=False)}
    for entry in found:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            beside = next((entry.name.removesuffix(end) for end in _BESIDE if entry.name.endswith(end)), "")
            if not beside or beside not in pages:
                yield from _below(folder / entry.name, endings)
        elif entry.name.lower().endswith(endings) and entry.is_file():
            yield folder / entry.name


def read(kind: Kind, found: Sequence[Source], workers: Workers, rules: "Rules | None" = None) -> Iterator[Incoming]:
    """What is in these files, in their order; a few batches at a time are in memory. Raises OSError for what the machine refuses."""
    files = workers.folder / "files"
    files.mkdir(exist_ok=True)
    batches = (Batch(kind, tuple(found[start : start + _BATCH]), files, rules) for start in range(0, len(found), _BATCH))
    for articles in workers.run("import", read_batch, batches, -(-len(found) // _BATCH)):
        yield from articles


def read_batch(batch: Batch) -> tuple[Incoming, ...]:
    """What is in the files of a batch, in whatever process. No file of which a library makes nothing stops the others."""
    return tuple([_read_or_refused(batch, source) for source in batch.sources])


def _read_or_refused(batch: Batch, source: Source) -> Incoming:
    try:
        with cpu_seconds(CPU_LIMIT):
            return _read(batch, source)
    except CpuTimeExceeded:
        return _unreadable(batch.kind, source, f"more than {CPU_LIMIT:.0f} s of computing")
    except OSError as error:
        return _unreadable(batch.kind, source, error.strerror or str(error))
    except Exception as error:  # hostile files find faults in whatever reads them
        return _unreadable(batch.kind, source, f"{type(error).__name__}: {error}")


def _read(batch: Batch, source: Source) -> Incoming:
    """Readers are imported by those who need them: together they take half a second."""
    if batch.kind == "docx":
        from hn_archive.importers import docx

        return docx.read(source.path, source.shown, batch.files)
    if batch.kind == "markdown":
        from hn_archive.importers import posts

        return posts.read(source.path, source.root, source.shown)
    if source.path.suffix.lower() == ".txt":
        from hn_archive.importers import page_text

        return page_text.read(source.path, source.root, source.shown)
    from hn_archive.importers import page_html

    return page_html.read(source.path, source.root, source.shown, batch.rules)


def _unreadable(kind: Kind, source: Source, reason: str) -> Incoming:
    problem = Problem.at("import-unreadable", Location(source.shown), kind=kind, reason=reason)
    return Incoming(source=source.shown, problems=(problem,))
