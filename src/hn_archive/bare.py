"""Take out of a picture file what it says beside its pixels: where it was taken, with which camera, thumbnails; without touching a pixel."""

import struct
from collections.abc import Iterator
from typing import Final

# JPEG (ITU T.81 B.1.1): markers without a segment, and the applications' segments, of which few stay.
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_APPLICATIONS: Final = frozenset({0xFE, *range(0xE0, 0xF0)})
_JFIF, _COLOURS, _RESOURCES, _ADOBE = 0xE0, 0xE2, 0xED, 0xEE
_SCAN: Final = 0xDA
_END: Final = 0xD9
# In a scan, 0xFF stands for itself before 0x00, and restarts are part of it.
_IN_SCAN: Final = frozenset({0x00, 0xFF, *range(0xD0, 0xD8)})
_PHOTOSHOP: Final = b"Photoshop 3.0\0"
_IPTC_KEPT: Final = frozenset({(1, 90), (2, 80), (2, 110), (2, 120)})  # the encoding, by-line, credit, caption
_IPTC: Final = 0x0404  # the resource with caption and credit; others hold EXIF and thumbnails
# Of all others nobody knows what they say. PNG 3, WebP container (RFC 9649).
_PNG_KEPT: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split())
_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_FLAGS: Final = 0x0C  # in VP8X: that there is EXIF, that there is XMP
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def bare(content: bytes) -> bytes | None:
    """The same picture without its metadata; None where this is not known how to do, or the file does not keep to its format. A picture that is
    cut off stays so.

    What tells how the picture is to be turned goes too.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return b"".join(_jpeg(content))
        if content.startswith(_PNG):
            return b"".join(_png(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
        if content[:6] in (b"GIF87a", b"GIF89a"):
            return b"".join(_gif(content))
    except (struct.error, IndexError, ValueError):
        return None
    return None


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Segments and scans up to the end of the picture; what stands behind it, such as a second picture, goes too."""
    yield content[:2]
    place = 2
    while True:
        if content[place] != 0xFF:
            raise struct.error
        marker = content[place + 1]
        if marker == 0xFF:  # a filler
            place += 1
            continue
        if marker == _END:
            yield content[place : place + 2]
            return
        (length,) = struct.unpack_from(">H", content, place + 2) if marker not in _ALONE else (0,)
        end = place + 2 + length
        segment = content[place:end]
        yield _kept(marker, segment) if marker in _APPLICATIONS else segment
        place = end
        if marker == _SCAN:
            place = _end_of_scan(content, end)
            yield content[end:place]
            if place == len(content):
                return


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next marker stands, or the end of a file that is cut off."""
    while True:
        place = content.find(b"\xff", place)
        if not 0 <= place < len(content) - 1:
            return len(content)
        if content[place + 1] not in _IN_SCAN:
            return place
        place += 2 if content[place + 1] != 0xFF else 1


def _kept(marker: int, segment: bytes) -> bytes:
    """What stays of an application's segment: the kind of colours, and who is to be credited."""
    if marker == _COLOURS and segment[4:16] == b"ICC_PROFILE\0":
        return segment
    if marker == _JFIF and segment[4:9] == b"JFIF\0":  # without its thumbnail
        return segment[:2] + struct.pack(">H", 16) + segment[4:16] + b"\0\0"
    if marker == _ADOBE and segment[4:9] == b"Adobe":
        return segment[:2] + struct.pack(">H", 14) + segment[4:16]
    if marker == _RESOURCES and segment[4 : 4 + len(_PHOTOSHOP)] == _PHOTOSHOP:
        kept = b"".join(_credits(segment[4 + len(_PHOTOSHOP) :]))
        return segment[:2] + struct.pack(">H", 2 + len(_PHOTOSHOP) + len(kept)) + _PHOTOSHOP + kept if kept else b""
    return b""


def _credits(resources: bytes) -> Iterator[bytes]:
    """The IPTC block among Photoshop's resources (Adobe Photoshop file formats, Image Resource Blocks)."""
    place = 0
    while resources[place : place + 4] == b"8BIM":
        (number,) = struct.unpack_from(">H", resources, place + 4)
        name = resources[place + 6] + 1
        start = place + 6 + name + name % 2
        (length,) = struct.unpack_from(">I", resources, start)
        end = start + 4 + length + length % 2
        if number == _IPTC:
            fields = b"".join(_fields(resources[start + 4 : start + 4 + length]))
            yield resources[place:start] + struct.pack(">I", len(fields)) + fields + b"\0" * (len(fields) % 2)
        place = end


def _fields(block: bytes) -> Iterator[bytes]:
    """The fields of IPTC (IIM 4.2) that say who took a picture and what it shows; not where."""
    place = 0
    while block[place : place + 1] == b"\x1c":
        (length,) = struct.unpack_from(">H", block, place + 3)
        end = place + 5 + length
        if (block[place + 1], block[place + 2]) in _IPTC_KEPT:
            yield block[place:end]
        place = end


def _gif(content: bytes) -> Iterator[bytes]:
    """Images with their timing and the number of rounds; comments and whatever programs left goes (GIF89a)."""

    def table(flags: int) -> int:
        return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0

    def after_blocks(place: int) -> int:
        while content[place]:
            place += content[place] + 1
        return place + 1

    place = 13 + table(content[10])
    yield content[:place]
    while place < len(content) and content[place] != 0x3B:
        start = place
        if content[place] == 0x2C:
            place = after_blocks(place + 11 + table(content[place + 9]))
            yield content[start:place]
        elif content[place] == 0x21:
            place = after_blocks(place + 2)
            is_loop = content[start + 1] == 0xFF and content[start + 3 : start + 14] in (b"NETSCAPE2.0", b"ANIMEXTS1.0")
            if content[start + 1] == 0xF9 or is_loop:
                yield content[start:place]
        else:
            raise ValueError(content[place])
    yield b"\x3b"


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG
    place = len(_PNG)
    while place + 8 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        name = content[place + 4 : place + 8]
        end = place + 12 + length
        if name in _PNG_KEPT:
            yield content[place:end]
        if name == b"IEND":  # what is hidden behind it goes too
            return
        place = end


def _webp(content: bytes) -> bytes:
    chunks = []
    (size,) = struct.unpack_from("<I", content, 4)
    place, last = 12, min(len(content), 8 + size)
    while place + 8 <= last:
        name = content[place : place + 4]
        (length,) = struct.unpack_from("<I", content, place + 4)
        end = place + 8 + length + length % 2
        if name == b"VP8X":
            chunks.append(content[place : place + 8] + bytes([content[place + 8] & ~_WEBP_FLAGS]) + content[place + 9 : end])
        elif name in _WEBP_KEPT:
            chunks.append(content[place:end])
        place = end
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body
