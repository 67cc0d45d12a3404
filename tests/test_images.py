"""What picture files really are."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from hn_archive.images import MEGAPIXELS, NotAPicture, Size, measure

FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF"]
ORIENTATION = 0x0112


def picture(form: str, orientation: int | None = None) -> bytes:
    """A picture of 40 × 30 pixels, with EXIF where an orientation is given."""
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, form, **({"exif": exif} if orientation else {}))
    return file.getvalue()


def measured(folder: Path, content: bytes, name: str = "anh") -> Size:
    (folder / name).write_bytes(content)
    return measure(folder / name)


def wide_png(width: int, height: int) -> bytes:
    """A black-and-white PNG of any size (https://www.w3.org/TR/png/), small on disk."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_of_each_format_is_measured(tmp_path: Path, form: str) -> None:
    assert measured(tmp_path, picture(form)) == Size(40, 30)


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert measured(tmp_path, picture("PNG"), "anh.jpg") == Size(40, 30)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_what_readers_see_after_the_turn_of_exif(tmp_path: Path, form: str, orientation: int) -> None:
    turned = orientation in (5, 6, 7, 8)
    assert measured(tmp_path, picture(form, orientation)) == (Size(30, 40) if turned else Size(40, 30))


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_cut_off_in_its_header_is_none(tmp_path: Path, form: str) -> None:
    with pytest.raises(NotAPicture):
        measured(tmp_path, picture(form)[:20])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
    ],
)
def test_empty_false_and_foreign_files_are_no_pictures(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAPicture):
        measured(tmp_path, content, "anh.png")


@pytest.mark.parametrize("form", ["BMP", "TIFF", "PPM", "ICO"])
def test_formats_that_browsers_do_not_share_are_no_pictures(tmp_path: Path, form: str) -> None:
    with pytest.raises(NotAPicture):
        measured(tmp_path, picture(form), "anh.png")


@given(content=st.binary(), form=st.sampled_from(FORMATS), at=st.integers(0, 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes the file anew
def test_damaged_bytes_are_measured_or_refused_and_never_crash(tmp_path: Path, content: bytes, form: str, at: int) -> None:
    whole = picture(form)
    try:
        size = measured(tmp_path, whole[:at] + content + whole[at + len(content) :])
    except NotAPicture:
        return
    assert size.width > 0
    assert size.height > 0


def test_a_picture_at_the_limit_is_measured_and_one_beyond_it_refused(tmp_path: Path) -> None:
    assert measured(tmp_path, wide_png(12_000, MEGAPIXELS * 1_000_000 // 12_000)) == Size(12_000, MEGAPIXELS * 1_000_000 // 12_000)
    with pytest.raises(NotAPicture):
        measured(tmp_path, wide_png(12_001, 10_000))
    with pytest.raises(NotAPicture):
        measured(tmp_path, wide_png(20_000, 20_000))


@pytest.mark.parametrize("form", FORMATS)
def test_only_the_header_is_read_and_no_pixel_decoded(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture(form)

    def load(_self: ImageFile.ImageFile) -> None:
        raise AssertionError

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    assert measured(tmp_path, content) == Size(40, 30)


def test_a_file_that_is_not_there_is_the_machines_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "anh.jpg")
