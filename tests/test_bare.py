"""Pictures without what they say beside their pixels."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, IptcImagePlugin, PngImagePlugin

from hn_archive.bare import bare
from test_images import iptc

GPS = 0x8825
SECRET = b"camera-of-somebody"
FORMATS = ("JPEG", "PNG", "WEBP")


def noise() -> Image.Image:
    return Image.effect_noise((60, 40), 90).convert("RGB")


def telling(form: str, **options: object) -> bytes:
    """A picture that says where and with what it was taken, in each way its format has."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (21.0, 1.0, 42.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    file = io.BytesIO()
    if form == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET.decode())
        words.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options |= {"pnginfo": words}
    else:
        options |= {"xmp": xmp}
    noise().save(file, form, exif=exif, **options)
    content = file.getvalue()
    if form == "JPEG":
        comment = b"\xff\xfe" + struct.pack(">H", len(SECRET) + 2) + SECRET
        content = content[:2] + comment + content[2:]
    return content


def pixels(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).convert("RGB").tobytes()


@pytest.mark.parametrize("form", FORMATS)
def test_pixels_are_the_very_same_and_nothing_else_is_left(form: str) -> None:
    content = telling(form)
    assert SECRET in content
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)
    left = bare(content)
    assert left is not None
    assert SECRET not in left
    image = Image.open(io.BytesIO(left))
    assert not dict(image.getexif())
    assert not image.info.get("xmp")
    assert pixels(left) == pixels(content)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_bare_stays_as_it_is(form: str) -> None:
    left = bare(telling(form))
    assert left is not None
    assert bare(left) == left


def test_progressive_jpegs_and_colour_profiles_stay_whole() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = telling("JPEG", progressive=True, icc_profile=profile)
    left = bare(content)
    assert left is not None
    image = Image.open(io.BytesIO(left))
    assert image.info["icc_profile"] == profile
    assert image.info["progressive"]
    assert pixels(left) == pixels(content)


def test_who_is_to_be_credited_stays_and_the_rest_of_photoshops_resources_goes() -> None:
    content = telling("JPEG")
    words = iptc((80, "Nguyễn An".encode()))
    thumbnail = b"8BIM" + struct.pack(">H", 0x040C) + b"\0\0" + struct.pack(">I", len(SECRET)) + SECRET
    segment = words[4:] + thumbnail
    marked = content[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + content[2:]
    left = bare(marked)
    assert left is not None
    assert SECRET not in left
    found = IptcImagePlugin.getiptcinfo(Image.open(io.BytesIO(left)))
    assert found == {(2, 80): "Nguyễn An".encode()}


def test_a_second_picture_behind_the_first_goes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    noise().save(first, "MPO", save_all=True, append_images=[noise()])
    noise().save(second, "JPEG")
    for content in (first.getvalue(), second.getvalue() + telling("JPEG")):
        left = bare(content)
        assert left is not None
        assert left.count(b"\xff\xd8\xff") == 1
        assert getattr(Image.open(io.BytesIO(left)), "n_frames", 1) == 1


def test_of_iptc_stays_who_and_what_and_not_where() -> None:
    content = telling("JPEG")
    marked = content[:2] + iptc((80, b"An"), (90, SECRET), (92, SECRET), (120, b"Ho Guom")) + content[2:]
    left = bare(marked)
    assert left is not None
    assert SECRET not in left
    found = IptcImagePlugin.getiptcinfo(Image.open(io.BytesIO(left)))
    assert found == {(2, 80): b"An", (2, 120): b"Ho Guom"}


@pytest.mark.parametrize(
    "segment",
    [
        b"\xff\xe0" + struct.pack(">H", 8 + len(SECRET)) + b"JFXX\0\x10" + SECRET,
        b"\xff\xe0" + struct.pack(">H", 16 + 3 * 100) + b"JFIF\0\1\1\0\0\1\0\1\x0a\x0a" + (SECRET * 20)[:300],
        b"\xff\xee" + struct.pack(">H", 2 + len(SECRET)) + SECRET,
        b"\xff\xe5" + struct.pack(">H", 2 + len(SECRET)) + SECRET,
    ],
)
def test_no_other_segment_of_a_jpeg_stays(segment: bytes) -> None:
    content = telling("JPEG")
    left = bare(content[:2] + segment + content[2:])
    assert left is not None
    assert SECRET not in left
    assert pixels(left) == pixels(content)


def test_of_chunks_that_nobody_knows_nothing_stays() -> None:
    content = telling("PNG")
    chunk = struct.pack(">I", len(SECRET)) + b"caBX" + SECRET + b"\0\0\0\0"
    left = bare(content[:33] + chunk + content[33:])
    assert left is not None
    assert SECRET not in left
    content = telling("WEBP")
    body = content[8:] + b"XYZW" + struct.pack("<I", len(SECRET)) + SECRET + b"\0" * (len(SECRET) % 2)
    left = bare(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert left is not None
    assert SECRET not in left


@pytest.mark.parametrize("count", [1, 3])
def test_comments_of_a_gif_and_what_stands_behind_it_go(count: int) -> None:
    frames = [noise() for _ in range(count)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], comment=SECRET, loop=0)
    content = file.getvalue() + SECRET
    left = bare(content)
    assert left is not None
    assert SECRET not in left
    assert left.endswith(b";")
    image = Image.open(io.BytesIO(left))
    assert getattr(image, "n_frames", 1) == count
    assert image.info.get("loop") == 0
    assert pixels(left) == pixels(content)
    cut = bare(content[: -len(SECRET) - 1])  # without its last sign
    assert cut == left


def test_what_hides_behind_the_end_of_a_png_goes() -> None:
    left = bare(telling("PNG") + SECRET)
    assert left is not None
    assert left.endswith(b"IEND\xaeB`\x82")


def test_animations_keep_their_frames() -> None:
    frames = [noise() for _ in range(3)]
    for form in ("PNG", "WEBP", "GIF"):
        file = io.BytesIO()
        frames[0].save(file, form, save_all=True, append_images=frames[1:], exif=Image.Exif().tobytes(), lossless=True)
        left = bare(file.getvalue())
        assert left is not None
        assert getattr(Image.open(io.BytesIO(left)), "n_frames", 1) == 3


@given(st.sampled_from(FORMATS), st.integers(0, 2_000), st.binary(max_size=20))
def test_damaged_files_never_crash_it(form: str, at: int, damage: bytes) -> None:
    content = telling(form)
    bare(content[:at] + damage + content[at + len(damage) :])
    bare(content[:at])


def test_what_it_does_not_know_it_leaves_to_others() -> None:
    file = io.BytesIO()
    noise().save(file, "AVIF")
    assert bare(file.getvalue()) is None
    assert bare(b"") is None
