"""The files beside articles: which kinds are published, and what is known of each."""

from pathlib import Path, PurePosixPath
from typing import Final, Literal

import msgspec

from hn_archive import digest
from hn_archive.images import NotAPicture, Size, measure

Family = Literal["picture", "document", "video", "audio"]

# What an article may publish. No HTML, SVG or script: content is not trusted, and these run in the reader's browser.
KINDS: Final[dict[str, Family]] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif"), "picture"),
    **dict.fromkeys(
        ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "csv", "txt", "zip", "epub"), "document"
    ),
    **dict.fromkeys(("mp4", "webm"), "video"),
    **dict.fromkeys(("mp3", "m4a", "ogg", "wav"), "audio"),
}


class ContentFile(msgspec.Struct, frozen=True):
    """A file in `content/` that an article uses. `path` is relative to `content/`; `size` in bytes; pictures have a `shape`."""

    path: str
    sha256: str
    size: int
    shape: Size | None = None


def family(path: str) -> Family | None:
    """What kind of file a path names, None where files of its kind are not published."""
    return KINDS.get(PurePosixPath(path).suffix.lower().removeprefix("."))


def label(path: str) -> str:
    """The kind as readers know it: `PDF`, `DOCX`."""
    return PurePosixPath(path).suffix.removeprefix(".").upper()


def read(path: str, place: Path) -> tuple[ContentFile | None, str]:
    """What is known of the file at `place`; None and the reason where it should be a picture and is none.

    Raises OSError when the file cannot be read.
    """
    shape = None
    if family(path) == "picture":
        try:
            shape = measure(place)
        except NotAPicture as error:
            return None, str(error)
    return ContentFile(path, digest.of_file(place), place.stat().st_size, shape), ""
