"""The files beside articles: which kinds are published, and what is known of each."""

from pathlib import Path, PurePosixPath
from typing import Final, Literal

import msgspec

from hn_archive import digest
from hn_archive.images import NotAPicture, Shape, measure

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
    shape: Shape | None = None


def family(path: str) -> Family | None:
    """What kind of file a path names, None where files of its kind are not published."""
    return KINDS.get(PurePosixPath(path).suffix.lower().removeprefix("."))


def label(path: str) -> str:
    """The kind as readers know it: `PDF`, `DOCX`."""
    return PurePosixPath(path).suffix.removeprefix(".").upper()


class Look(msgspec.Struct, frozen=True, array_like=True):
    """What came of looking at a file: what is known of it; or None, a problem's `code` and the `reason`, where it should be a picture
    and is none."""

    file: ContentFile | None
    code: str = ""
    reason: str = ""


def look(path: str, place: Path) -> Look:
    """What is known of the file at `place`, whose path in `content/` is `path`.

    Raises OSError when the file cannot be read.
    """
    shape = None
    if family(path) == "picture":
        try:
            shape = measure(place)
        except NotAPicture as error:
            return Look(None, error.code, str(error))
    return Look(ContentFile(path, digest.of_file(place), place.stat().st_size, shape))


def look_at(batch: tuple[tuple[str, Path], ...]) -> tuple[Look, ...]:
    """What is known of each `(path, place)`, in whatever process."""
    return tuple(look(path, place) for path, place in batch)
