"""Read what a picture file really is: its format and its size as readers see it."""

import warnings
from pathlib import Path
from typing import Final

import msgspec

from hn_archive.machine import naming

MEGAPIXELS: Final = 89  # just below the number at which Pillow warns of a bomb
_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_ORIENTATION: Final = 0x0112  # EXIF 2.32, tag 274
_TURNED: Final = (5, 6, 7, 8)


class Size(msgspec.Struct, frozen=True):
    """In pixels, after the turn that EXIF asks for."""

    width: int
    height: int


class NotAPicture(ValueError):
    """The file is none of JPEG, PNG, GIF, WebP and AVIF, is damaged, or holds more than MEGAPIXELS."""


def measure(path: Path) -> Size:
    """The size of the picture in `path`; only its header is read.

    Raises NotAPicture, and OSError when the file cannot be read.
    """
    from PIL import Image, UnidentifiedImageError  # 40 ms to import, and sites without pictures exist

    with naming(path), path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of EXIF blocks that are damaged, where the picture is not
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(file, formats=_FORMATS) as image:
                    width, height = image.size
                    has_exif = (
                        image.format != "PNG" or "exif" in image.info
                    )  # else Pillow decodes the PNG to look behind its pixels
                    turned = has_exif and image.getexif().get(_ORIENTATION) in _TURNED
        except UnidentifiedImageError:
            raise NotAPicture("unknown format") from None
        except OSError as error:
            if error.errno is not None:  # the machine's; Pillow's own, of a damaged file, have no number
                raise
            raise NotAPicture(type(error).__name__) from None
        except Exception as error:  # Pillow's decoders raise whatever a damaged header leads them to
            raise NotAPicture(type(error).__name__) from None
    if width * height > MEGAPIXELS * 1_000_000:
        raise NotAPicture(f"{width} × {height}")
    return Size(height, width) if turned else Size(width, height)
