"""Read what a picture file really is: its format, its size as readers see it, and what it says of itself."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

from hn_archive.bare import bare
from hn_archive.machine import naming
from hn_archive.text import CONTROL_CHARACTERS, nfc, one_line

if TYPE_CHECKING:
    from PIL import Image, ImageFile

MEGAPIXELS: Final = 89  # just below the number at which Pillow warns of a bomb
Format = Literal["JPEG", "PNG", "GIF", "WEBP", "AVIF"]
_FORMATS: Final[tuple[str, ...]] = get_args(Format)
_ORIENTATION: Final = 0x0112  # EXIF 2.32, tag 274
_TURNS: Final = range(2, 9)
_SIDEWAYS: Final = (5, 6, 7, 8)
# IPTC-IIM 4.2, record 2: caption, then by-line and credit.
_CAPTION: Final = (2, 120)
_CREDITS: Final = ((2, 80), (2, 110))
_WORDS: Final = 500
# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: the file that stands for one that was not fetched.
_LFS: Final = b"version https://git-lfs.github.com/spec/"
_HEIC: Final = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")


class Shape(msgspec.Struct, frozen=True):
    """A picture: its size in pixels after the turn that EXIF asks for, and its format. `turn` is EXIF's orientation from 2 to 8, 1 for none;
    animations and damaged pictures stay as they are.

    `damage` says why its pixels end before they should, "" where they are whole; `caption` and `credit` are those in the file (IPTC).
    """

    width: int
    height: int
    format: Format
    is_animated: bool = False
    turn: int = 1
    damage: str = ""
    caption: str = ""
    credit: str = ""


class NotAPicture(ValueError):
    """The file is none of JPEG, PNG, GIF, WebP and AVIF, is damaged in its header, or holds more than MEGAPIXELS; `code` is a problem's."""

    def __init__(self, reason: str, code: str = "picture-broken") -> None:
        super().__init__(reason)
        self.code = code


def measure(path: Path) -> Shape:
    """The picture in `path`; its pixels are gone through once.

    Raises NotAPicture, and OSError when the file cannot be read.
    """
    from PIL import Image, UnidentifiedImageError  # 40 ms to import, and sites without pictures exist

    with naming(path), path.open("rb") as file:
        _refuse_by_name(file.read(64))
        file.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of EXIF blocks that are damaged, where the picture is not
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(file, formats=_FORMATS) as image:
                    shape = _shape(image)
            if shape.damage and bare(path.read_bytes()) is None:  # it could not be published without what it says of its maker
                raise NotAPicture(shape.damage)
            return shape
        except NotAPicture:
            raise
        except UnidentifiedImageError:
            raise NotAPicture("unknown format") from None
        except OSError as error:
            if error.errno is not None:  # the machine's; Pillow's own, of a damaged file, have no number
                raise
            raise NotAPicture(type(error).__name__) from None
        except Exception as error:  # Pillow's decoders raise whatever a damaged header leads them to
            raise NotAPicture(type(error).__name__) from None


def _refuse_by_name(start: bytes) -> None:
    """Files that say what they are, and are nothing that a browser shows."""
    if start.startswith(_LFS):
        raise NotAPicture("Git LFS", "picture-lfs")
    if start[4:12] in _HEIC:
        raise NotAPicture("HEIC", "picture-heic")


def _shape(image: "ImageFile.ImageFile") -> Shape:
    width, height = image.size
    if width * height > MEGAPIXELS * 1_000_000:
        raise NotAPicture(f"{width} × {height}")
    # Telephones put several pictures into one JPEG (CIPA DC-007), which Pillow calls MPO; the first is the picture.
    kind: Format = "JPEG" if image.format == "MPO" else image.format  # type: ignore[assignment]  # one of _FORMATS
    is_animated = kind != "JPEG" and bool(getattr(image, "is_animated", False))
    if is_animated and kind == "AVIF":
        raise NotAPicture("animated AVIF")  # nobody here can take out of it what it says of its maker
    damage = _damage(image)
    turn = _turn(image) if not damage and not is_animated else 1
    if turn in _SIDEWAYS:
        width, height = height, width
    caption, credit = _words(image)
    return Shape(width, height, kind, is_animated, turn, damage, caption, credit)


def _turn(image: "ImageFile.ImageFile") -> int:
    """The turn that EXIF asks for, of a picture that was gone through: a PNG may say it after its pixels. What XMP says, browsers pass over."""
    from PIL import Image

    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif") or b"")
        orientation = exif.get(_ORIENTATION)
    except Exception:
        return 1
    return orientation if isinstance(orientation, int) and orientation in _TURNS else 1


def _damage(image: "Image.Image") -> str:
    """Why the pixels cannot all be read; what browsers show of such a picture is better than none."""
    try:
        image.load()
    except OSError as error:
        if error.errno is not None:
            raise
        return type(error).__name__ if not str(error) else str(error)
    except Exception as error:  # as above
        return type(error).__name__
    return ""


def _words(image: "ImageFile.ImageFile") -> tuple[str, str]:
    """The caption and the credit that the file itself holds."""
    if "photoshop" not in image.info:
        return "", ""
    from PIL import IptcImagePlugin

    try:
        found = IptcImagePlugin.getiptcinfo(image) or {}
    except Exception:
        return "", ""
    credit = next((words for key in _CREDITS if (words := _readable(found.get(key)))), "")
    return _readable(found.get(_CAPTION)), credit


def _readable(value: object) -> str:
    """A field of IPTC as text; "" where it is none, or in an encoding that nobody knows."""
    content = value[0] if isinstance(value, list) and value else value
    if not isinstance(content, bytes):
        return ""
    try:
        return one_line(CONTROL_CHARACTERS.sub(" ", nfc(content.decode())))[:_WORDS]
    except UnicodeDecodeError:
        return ""
