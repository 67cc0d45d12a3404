"""Texts have compressed twins, always the same bytes, and none is made twice."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import brotli  # type: ignore[import-untyped]
import pytest

from hn_archive.config import Compression
from hn_archive.problem import Stop
from hn_archive.publishers import twins
from hn_archive.publishers.release import Release
from hn_archive.publishers.transfer import UNKNOWN
from storage import release_of

BOTH: Final[tuple[Compression, ...]] = ("gzip", "brotli")
LONG: Final = "Kho lưu trữ. " * 100
FILES: Final = {"a.html": LONG, "static/b.css": LONG, "tiny.txt": "x", "c.jpg": LONG}


def added(
    release: Release, folder: Path, standing: Mapping[str, str] | None = None, ways: tuple[Compression, ...] = BOTH
) -> Release:
    return twins.added(release, standing or {}, ways, folder, lambda *_: None)


def test_each_text_that_grows_smaller_has_its_twins(tmp_path: Path) -> None:
    found = added(release_of(tmp_path / "site", FILES), tmp_path / "twins")
    assert set(found.digests) - set(FILES) == {"a.html.br", "a.html.gz", "static/b.css.br", "static/b.css.gz"}
    assert gzip.decompress(found.file("a.html.gz").read_bytes()).decode() == LONG
    assert brotli.decompress(found.file("a.html.br").read_bytes()).decode() == LONG
    assert found.file("a.html") == tmp_path / "site/a.html"


def test_twins_are_the_same_bytes_wherever_and_whenever_they_are_made(tmp_path: Path) -> None:
    release = release_of(tmp_path / "site", FILES)
    first, second = added(release, tmp_path / "1"), added(release, tmp_path / "2")
    assert first.digests == second.digests
    head = first.file("a.html.gz").read_bytes()[:10]
    assert head == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"  # no name, no time, no system


def test_what_has_not_changed_keeps_the_twins_it_has(tmp_path: Path) -> None:
    """Though another machine's compressor would make other bytes."""
    release = release_of(tmp_path / "site", FILES)
    standing = dict(release.digests) | {"a.html.gz": "of another machine", "a.html.br": UNKNOWN, "static/b.css.gz": "also"}
    found = added(release, tmp_path / "twins", standing)
    assert found.digests["a.html.gz"] == "of another machine"
    assert found.digests["static/b.css.gz"] == "also"
    assert found.twins == {"a.html.br"}  # nobody knows what stands there; that of b.css was not smaller
    assert "tiny.txt.gz" not in found.digests


def test_a_text_that_has_changed_has_new_twins(tmp_path: Path) -> None:
    release = release_of(tmp_path / "site", FILES)
    standing = dict(release.digests) | {"a.html": "another", "a.html.gz": "old", "static/b.css.gz": "also"}
    assert added(release, tmp_path / "twins", standing, ("gzip",)).twins == {"a.html.gz"}


def test_without_a_way_there_are_none(tmp_path: Path) -> None:
    release = release_of(tmp_path / "site", FILES)
    assert added(release, tmp_path / "twins", None, ()) is release


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    with pytest.raises(Stop) as stopped:
        added(release_of(tmp_path / "site", FILES), tmp_path / "twins")
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("publish-library", 2)
