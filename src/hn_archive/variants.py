"""Smaller and lighter copies of a picture for screens of all sizes, always the same bytes for the same picture."""

import io
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from hn_archive import digest
from hn_archive.bare import bare
from hn_archive.images import Format, Shape
from hn_archive.machine import naming
from hn_archive.problem import Location, Problem, Stop

if TYPE_CHECKING:
    from PIL import Image

# In pixels: a phone's column, a column on a screen of twice the density, the largest that a page shows.
WIDTHS: Final = (480, 960, 1600)
# What is no larger than this, in bytes, would gain nothing.
_SMALL: Final = 20_000
# The formats whose smaller copies are made beside WebP; animations and what hardly any old browser reads have none.
_FALLBACKS: Final[frozenset[Format]] = frozenset({"JPEG", "PNG"})
_SAVED: Final[dict[str, dict[str, Any]]] = {
    "WEBP": {"quality": 78, "method": 4},
    "JPEG": {"quality": 80, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
}
_TURNED_JPEG: Final = {"quality": 92, "optimize": True, "progressive": True}

# In pixels: https://developers.google.com/speed/webp/faq, and libjpeg's JPEG_MAX_DIMENSION.
_HIGHEST: Final = {"WEBP": 16_383, "JPEG": 65_500, "PNG": 1_000_000}

Encoding = Literal["WEBP", "JPEG", "PNG", ""]


class Variant(msgspec.Struct, frozen=True, array_like=True):
    """A copy of a picture, `width` pixels wide; `format` is "" for the picture itself, upright and without metadata."""

    width: int
    format: Encoding


def variants_of(shape: Shape, size: int) -> tuple[Variant, ...]:
    """The copies of a picture of `size` bytes, the picture itself first, then each format's from the narrowest on; none is wider than
    the picture is. Pure."""
    itself = Variant(shape.width, "")
    if shape.is_animated or shape.damage or size <= _SMALL:
        return (itself,)
    narrower = [width for width in WIDTHS if width < shape.width]
    webp = [Variant(width, "WEBP") for width in (*narrower, *((shape.width,) if shape.width <= WIDTHS[-1] else ()))]
    others = [Variant(width, _fallback(shape)) for width in narrower] if shape.format in _FALLBACKS else []
    return (itself, *(each for each in (*webp, *others) if _height(shape.width, shape.height, each.width) <= _HIGHEST[each.format]))


def _height(width: int, height: int, narrower: int) -> int:
    """The height of a copy so wide."""
    return max(1, round(height * narrower / width))


def _fallback(shape: Shape) -> Encoding:
    return "PNG" if shape.format == "PNG" else "JPEG"


# What undoes each of EXIF's orientations (EXIF 2.32, tag 274), in Pillow's names.
_WAYS: Final = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90",
}  # fmt: skip


class Task(msgspec.Struct, frozen=True):
    """Copies to make of the picture in the file `source`, whose path in `content/` is `path` and that is to be turned as EXIF's `turn` says:
    each copy, and the file it goes into."""

    path: str
    source: Path
    sha256: str
    turn: int
    copies: tuple[tuple[Variant, Path], ...]


def make(task: Task) -> None:
    """Make the copies of a picture, in whatever process, each file whole and with a checksum, as `kept` reads it.

    Raises OSError for what the machine refuses, and Stop where the picture has changed since it was looked at, or cannot be copied.
    """
    with naming(task.source):
        content = task.source.read_bytes()
    if digest.of_bytes(content) != task.sha256:
        raise Stop(Problem.at("changed-meanwhile", Location(task.path), path=task.path), 1)
    copies = _Copies(content, task.turn)
    for variant, target in task.copies:
        made = _made(copies, variant, task.path)
        waiting = target.with_suffix(".new")
        with naming(waiting):
            waiting.write_bytes(_checksum(made) + made)
            waiting.replace(target)


def kept(path: Path) -> bytes | None:
    """A copy that was made, None where there is none or it is not as it was left: what lies about for long may be torn.

    Raises OSError where it cannot be read.
    """
    try:
        with naming(path):
            content = path.read_bytes()
    except FileNotFoundError:
        return None
    start = len(_checksum(b""))
    return content[start:] if content[:start] == _checksum(content[start:]) else None


def _checksum(content: bytes) -> bytes:
    return digest.short(content)


def _made(copies: "_Copies", variant: Variant, path: str) -> bytes:
    try:
        return copies.copy(variant) if variant.format else copies.itself()
    except Exception as error:  # Pillow's encoders raise whatever an odd picture leads them to
        raise Stop(Problem.at("picture-copy", Location(path), path=path, reason=f"{type(error).__name__}: {error}"), 1) from error


class _Copies:
    """One picture, read once for all of its copies."""

    def __init__(self, content: bytes, turn: int) -> None:
        self._content = content
        self._turn = turn
        self._base: Image.Image | None = None

    def itself(self) -> bytes:
        """The picture without metadata: its very pixels, or where it has to be turned, saved anew with little loss."""
        if self._turn == 1:
            stripped = bare(self._content)
            if stripped is not None:
                return stripped
        image, kind = self._opened(None)
        options: dict[str, Any] = _TURNED_JPEG if kind == "JPEG" else {"quality": 92} if kind != "PNG" else {}
        return _saved(image, kind, options)

    def copy(self, variant: Variant) -> bytes:
        if self._base is None:
            self._base, _ = self._opened(WIDTHS[-1])
        base = self._base
        size = (variant.width, _height(base.width, base.height, variant.width))
        image = base if base.width == variant.width else base.resize(size, _lanczos(), reducing_gap=3.0)
        if variant.format == "JPEG" and image.mode != "RGB":
            image = image.convert("RGB")
        return _saved(image, variant.format, _SAVED[variant.format])

    def _opened(self, widest: int | None) -> "tuple[Image.Image, str]":
        """The picture upright, in RGB or RGBA, no wider than `widest`; and its format."""
        from PIL import Image

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of EXIF blocks that are damaged, where the picture is not
            with Image.open(io.BytesIO(self._content)) as image:
                kind = "JPEG" if image.format == "MPO" else str(image.format)
                if widest is not None:
                    image.draft(None, (2 * widest, 2 * widest))
                image.load()
                way = _WAYS.get(self._turn)
                upright = image.transpose(Image.Transpose[way]) if way else image
                colours = image.info.get("icc_profile") if upright.mode in ("RGB", "RGBA", "P") else None
                has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
                upright.info = image.info
                made = _in_rgb(upright, has_alpha=has_alpha)
            del image, upright  # each may have hundreds of megabytes
        if widest is not None and made.width > widest:
            made = made.resize((widest, _height(made.width, made.height, widest)), _lanczos(), reducing_gap=3.0)
        made.info = {"icc_profile": colours} if colours else {}
        return made, kind


def _in_rgb(image: "Image.Image", *, has_alpha: bool) -> "Image.Image":
    """A picture in the colours of screens. 16 bits a pixel are brought down to 8 by hand, since Pillow would cut them off."""
    from PIL import Image

    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode == "CMYK" and image.info.get("icc_profile"):
        from PIL import ImageCms

        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
            made = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            made = None
        if isinstance(made, Image.Image):
            return made
    mode = "RGBA" if has_alpha else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _lanczos() -> Any:
    from PIL import Image

    return Image.Resampling.LANCZOS


def _saved(image: "Image.Image", kind: str, options: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    profile = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
    image.save(file, kind, **options, **profile)
    return file.getvalue()


@cache
def encoder() -> str:
    """What copies depend on besides the picture: this program's own way, and the libraries'."""
    from PIL import __version__, features

    own = b"".join((Path(__file__).parent / name).read_bytes() for name in ("variants.py", "bare.py"))
    libraries = [
        __version__,
        *(str(features.version(name)) for name in ("webp", "avif", "jpg", "libjpeg_turbo", "zlib", "littlecms2")),
    ]
    return digest.of_bytes(own + " ".join(libraries).encode())
