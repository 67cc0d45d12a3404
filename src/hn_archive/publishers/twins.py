"""Compress texts before anybody asks for them: beside `a.html` stand `a.html.gz` and `a.html.br`, always the same bytes for the same text."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import digest
from hn_archive.config import Compression
from hn_archive.header_fields import is_text
from hn_archive.machine import naming
from hn_archive.problem import Problem, Stop
from hn_archive.publishers.release import Release
from hn_archive.publishers.transfer import UNKNOWN
from hn_archive.request import Progress
from hn_archive.workers import Workers

ENDINGS: Final[dict[Compression, str]] = {"gzip": ".gz", "brotli": ".br"}
# RFC 1952: no name, no time, made as small as can be, on no system in particular.
_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_BATCH: Final = 100

# A file to compress, the folder for its twins, its address, and the ways in which it is to be compressed.
_Task = tuple[Path, Path, str, tuple[Compression, ...]]


def added(
    release: Release, standing: Mapping[str, str], ways: tuple[Compression, ...], folder: Path, progress: Progress
) -> Release:
    """A release with the twins of its texts; those that are not smaller are left out. New ones are written below `folder`.

    What stands at the target beside a text that has not changed is its twin, and is not made again: another machine's compressor may well
    make other bytes of the same text. Raises Stop where the library for a way is missing.
    """
    if not ways:
        return release
    _compressors(ways)
    had = {way: any(place.endswith(ENDINGS[way]) for place in standing) for way in ways}
    digests, tasks = dict(release.digests), []
    for place, sha256 in release.digests.items():
        if is_text(place):
            missing = []
            for way in ways:
                twin = place + ENDINGS[way]
                is_same = standing.get(place) == sha256
                if is_same and standing.get(twin, UNKNOWN) != UNKNOWN:
                    digests[twin] = standing[twin]
                elif not (is_same and had[way] and twin not in standing):  # else it was not smaller
                    missing.append(way)
            if missing:
                tasks.append((release.file(place), folder, place, tuple(missing)))
    batches = [tuple(tasks[start : start + _BATCH]) for start in range(0, len(tasks), _BATCH)]
    made: dict[str, str] = {}
    with Workers(0, folder, progress) as workers:
        for done in workers.run("compress", compress, iter(batches), len(batches)):
            made |= done
    return msgspec.structs.replace(release, digests=digests | made, twins=frozenset(made), twins_folder=folder)


def compress(tasks: tuple[_Task, ...]) -> dict[str, str]:
    """Write the twins of each task, in whatever process, and give their digests by address."""
    found = {}
    for file, folder, place, ways in tasks:
        with naming(file):
            content = file.read_bytes()
        for way, compressed in _compressors(ways):
            twin, result = place + ENDINGS[way], compressed(content)
            if len(result) < len(content):
                target = folder / twin
                target.parent.mkdir(parents=True, exist_ok=True)
                with naming(target):
                    target.write_bytes(result)
                found[twin] = digest.of_bytes(result)
    return found


def _compressors(ways: tuple[Compression, ...]) -> Iterator[tuple[Compression, Callable[[bytes], bytes]]]:
    return iter([(way, _gzip if way == "gzip" else _brotli()) for way in ways])


def _gzip(content: bytes) -> bytes:
    """Not by the module gzip, whose head is another with other versions of Python."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    tail = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return _GZIP_HEAD + deflate.compress(content) + deflate.flush() + tail


def _brotli() -> Callable[[bytes], bytes]:
    try:
        import brotli  # type: ignore[import-untyped]
    except ImportError:
        raise Stop(Problem.at("publish-library", library="brotli"), 2) from None

    def compressed(content: bytes) -> bytes:
        result: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=11)
        return result

    return compressed
