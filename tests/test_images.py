"""What picture files really are."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from hn_archive.images import MEGAPIXELS, NotAPicture, measure

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


def measured(folder: Path, content: bytes, name: str = "anh") -> tuple[int, int]:
    (folder / name).write_bytes(content)
    shape = measure(folder / name)
    return shape.width, shape.height


def wide_png(width: int, height: int) -> bytes:
    """A black-and-white PNG of any size (https://www.w3.org/TR/png/), small on disk."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_of_each_format_is_measured(tmp_path: Path, form: str) -> None:
    assert measured(tmp_path, picture(form)) == (40, 30)


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert measured(tmp_path, picture("PNG"), "anh.jpg") == (40, 30)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_what_readers_see_after_the_turn_of_exif(tmp_path: Path, form: str, orientation: int) -> None:
    turned = orientation in (5, 6, 7, 8)
    assert measured(tmp_path, picture(form, orientation)) == ((30, 40) if turned else (40, 30))


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
        width, height = measured(tmp_path, whole[:at] + content + whole[at + len(content) :])
    except NotAPicture:
        return
    assert width > 0
    assert height > 0


def test_a_picture_at_the_limit_is_measured_and_one_beyond_it_refused(tmp_path: Path) -> None:
    assert measured(tmp_path, wide_png(12_000, MEGAPIXELS * 1_000_000 // 12_000)) == (12_000, MEGAPIXELS * 1_000_000 // 12_000)
    with pytest.raises(NotAPicture):
        measured(tmp_path, wide_png(12_001, 10_000))
    with pytest.raises(NotAPicture):
        measured(tmp_path, wide_png(20_000, 20_000))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_whose_end_is_lost_is_a_picture_that_says_so(tmp_path: Path, form: str) -> None:
    file = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(file, form)
    (tmp_path / "anh").write_bytes(file.getvalue()[: len(file.getvalue()) // 2])
    shape = measure(tmp_path / "anh")
    assert (shape.width, shape.height) == (300, 200)
    assert shape.damage
    (tmp_path / "anh").write_bytes(file.getvalue())
    assert not measure(tmp_path / "anh").damage


def test_animations_and_turned_pictures_are_known(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green")]
    for form in ("GIF", "WEBP", "PNG"):
        frames[0].save(tmp_path / form, form, save_all=True, append_images=frames[1:])
        assert measure(tmp_path / form).is_animated
    (tmp_path / "still").write_bytes(picture("GIF"))
    assert not measure(tmp_path / "still").is_animated
    (tmp_path / "turned").write_bytes(picture("JPEG", 3))
    assert measure(tmp_path / "turned").turn == 3
    (tmp_path / "upright").write_bytes(picture("JPEG", 1))
    assert measure(tmp_path / "upright").turn == 1


def test_what_exif_or_xmp_say_of_turns_counts_as_in_browsers(tmp_path: Path) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>'
    Image.new("RGB", (40, 30)).save(tmp_path / "xmp.jpg", xmp=xmp)
    Image.new("RGB", (40, 30)).save(tmp_path / "xmp.webp", xmp=xmp)
    for name in ("xmp.jpg", "xmp.webp"):
        shape = measure(tmp_path / name)
        assert (shape.width, shape.height, shape.turn) == (40, 30, 1)
    content = picture("PNG", 6)
    start = content.index(b"eXIf") - 4
    end = start + 12 + int.from_bytes(content[start : start + 4])
    late = content[:start] + content[end:-12] + content[start:end] + content[-12:]  # behind the pixels
    (tmp_path / "late.png").write_bytes(late)
    assert (measure(tmp_path / "late.png").width, measure(tmp_path / "late.png").turn) == (30, 6)


def test_damaged_pictures_and_animations_are_not_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    file = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(file, "JPEG", exif=exif)
    (tmp_path / "anh").write_bytes(file.getvalue()[: len(file.getvalue()) // 2])
    assert (measure(tmp_path / "anh").width, measure(tmp_path / "anh").turn) == (300, 1)
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green")]
    frames[0].save(tmp_path / "webp", "WEBP", save_all=True, append_images=frames[1:], exif=exif)
    assert (measure(tmp_path / "webp").width, measure(tmp_path / "webp").turn) == (40, 1)
    frames[0].save(tmp_path / "avif", "AVIF", save_all=True, append_images=frames[1:])
    with pytest.raises(NotAPicture):
        measure(tmp_path / "avif")


def test_several_pictures_of_a_telephone_in_one_file_are_its_first(tmp_path: Path) -> None:
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("red", "green"))
    first.save(tmp_path / "anh.jpg", "MPO", save_all=True, append_images=[second])
    shape = measure(tmp_path / "anh.jpg")
    assert (shape.format, shape.is_animated) == ("JPEG", False)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "picture-lfs"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "picture-heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "picture-heic"),
        (b"khong phai anh", "picture-broken"),
    ],
)
def test_files_that_stand_for_pictures_are_named_for_what_they_are(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "anh.jpg").write_bytes(content)
    with pytest.raises(NotAPicture) as refused:
        measure(tmp_path / "anh.jpg")
    assert refused.value.code == code


def iptc(*fields: tuple[int, bytes]) -> bytes:
    """Photoshop's resources with an IPTC block, as JPEG files hold them."""
    block = b"".join(b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(value)) + value for number, value in fields)
    resource = b"8BIM" + struct.pack(">H", 0x0404) + b"\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)
    content = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


@pytest.mark.parametrize(
    ("fields", "caption", "credit"),
    [
        ([(120, "Hồ Gươm\r\nmùa thu".encode()), (80, "Nguyễn An".encode())], "Hồ Gươm mùa thu", "Nguyễn An"),
        ([(110, b"TTXVN")], "", "TTXVN"),
        ([(120, b"H\xf4 G\xfd\xf5m")], "", ""),
        ([], "", ""),
    ],
)
def test_caption_and_credit_in_the_file_are_read(
    tmp_path: Path, fields: list[tuple[int, bytes]], caption: str, credit: str
) -> None:
    content = picture("JPEG")
    (tmp_path / "anh.jpg").write_bytes(content[:2] + iptc(*fields) + content[2:])
    shape = measure(tmp_path / "anh.jpg")
    assert (shape.caption, shape.credit) == (caption, credit)


def test_a_file_that_is_not_there_is_the_machines_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "anh.jpg")
