"""Pack the built site into one ZIP file that opens from a disk, search and all, and is the same bytes for the same site."""

import os
import zipfile
from itertools import chain
from pathlib import Path
from typing import Final

from hn_archive import digest
from hn_archive.config import Config
from hn_archive.exporters.built import Copier, built, write_public_manifest
from hn_archive.exporters.destination import Exported, refuse_over_file, refuse_place, whole
from hn_archive.machine import naming
from hn_archive.output import MANIFEST, manifest_lines
from hn_archive.problem import Problem, Stop
from hn_archive.request import Progress, Request
from hn_archive.settings import settings_of
from hn_archive.text import slug

# Stands at the very end of the file, as the archive's comment, and tells ours from others.
MARK: Final = b"hn-archive export zip"
# The first day that a ZIP file can name: a site has no date, and that of a build says nothing.
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_REGULAR: Final = 0o100644 << 16
# These are compressed already.
_PACKED: Final = frozenset(
    "jpg jpeg png gif webp avif woff2 zip docx xlsx pptx odt ods odp epub mp4 webm mp3 m4a ogg gz br".split()
)
_STEP: Final = 64  # files between two reports of progress


def export(request: Request, path: Path, progress: Progress) -> Exported:
    """Make a ZIP file at `path` of the site in `request.output`, all of it in one folder named after the site.

    The site has to be what its sources give now, or the export fails and there is no file. Names, order, dates, permissions and
    compression are fixed: the same site gives the same bytes where zlib is the same.

    Raises Stop where a file cannot stand there or something changed meanwhile, and OSError for what the machine refuses.
    """
    refuse_place(path, request)
    refuse_over_file(path, is_ours)
    with built(request, progress) as result:
        if result.failed:
            return Exported(language=result.language, problems=result.problems, exit_code=result.exit_code)
        settings, _ = settings_of(request.source)
        folder = slug((settings or Config()).title) or "archive"
        with whole(path) as made:
            files, size = _pack(request.output, made, folder, progress, sum(result.outputs.values()))
    return Exported(language=result.language, files=files, size=size, folder=folder)


def is_ours(path: Path) -> bool:
    """Whether a file is one of these."""
    with naming(path), path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(file.tell() - len(MARK), 0))
        return file.read() == MARK


def _pack(output: Path, made: Path, folder: str, progress: Progress, most: int) -> tuple[int, int]:
    files = size = 0
    copier = Copier("sha256")
    manifest = made.parent / MANIFEST
    write_public_manifest(output, manifest)
    with naming(made), zipfile.ZipFile(made, "x") as archive:
        archive.comment = MARK
        for address, sha256 in chain([(MANIFEST, digest.of_file(manifest))], manifest_lines(output)):
            source = str(manifest) if address == MANIFEST else f"{output}/{address}"
            entry = _entry(f"{folder}/{address}", os.lstat(source).st_size)
            with archive.open(entry, "w") as target:
                copied = copier.copy(source, target.write)
            if copied.digests[0] != sha256:
                raise Stop(Problem.at("export-damaged", path=source), 1)
            files += 1
            size += copied.size
            if files % _STEP == 0:
                progress("zip", min(files, most - 1), most)
    progress("zip", most, most)
    return files, size


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    """A file of the archive; its size decides beforehand whether it needs the form for large ones (ZIP64)."""
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = _REGULAR
    entry.compress_type = zipfile.ZIP_STORED if name.rpartition(".")[2].lower() in _PACKED else zipfile.ZIP_DEFLATED
    entry.file_size = size
    return entry
