"""Open a Word file that nobody vouches for: its parts as bytes, or why it is refused."""

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lxml import etree

PARTS_LIMIT: Final = 2_000
BYTES_LIMIT: Final = 200_000_000  # of all parts, unpacked
XML_LIMIT: Final = 20_000_000  # of one part of XML; its tree takes some fifty times as much
RATIO_LIMIT: Final = 300  # pictures are packed already, and no text is packed so well
_RATIO_FROM: Final = 5_000_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2: a .doc, or a .docx with a password
_XML: Final = re.compile(r"\.(?:xml|rels|vml)\Z", re.IGNORECASE)
# Word can save the strict form of the format too; it differs in these names.
_STRICT: Final = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    b"http://purl.oclc.org/ooxml/drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_UNSAFE_NAME: Final = re.compile(r"\A/|\\|\A[a-zA-Z]:|(?:\A|/)\.\.(?:/|\Z)|[\x00-\x1f]")


class Refused(Exception):
    """The file is not read: `code` is a problem's code, `values` fill its words."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _unreadable(reason: str) -> Refused:
    return Refused("import-unreadable", kind="Word (.docx)", reason=reason)


def parts_of(path: Path) -> Mapping[str, bytes]:
    """The parts of a Word file by their names. Nothing is unpacked before names, sizes and their sum are found harmless.

    Raises Refused, and OSError when the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(len(_OLE))
    if start == _OLE:
        raise _unreadable("it is an old .doc file, or has a password; save it in Word as .docx without one")
    if not start:
        raise _unreadable("the file is empty")
    try:
        with zipfile.ZipFile(path) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            _check(entries)
            parts = {entry.filename: package.read(entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:
        raise _unreadable(f"its ZIP is broken ({error})") from None
    if "word/document.xml" not in parts and "_rels/.rels" not in parts:
        raise _unreadable("it is a ZIP without a Word document")
    return parts


def _check(entries: list[zipfile.ZipInfo]) -> None:
    """Raises Refused for what no program that writes Word files makes."""
    if len(entries) > PARTS_LIMIT:
        raise _unreadable(f"it has {len(entries)} parts; {PARTS_LIMIT} are allowed")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if _UNSAFE_NAME.search(entry.orig_filename) or _UNSAFE_NAME.search(name):
            raise Refused("import-unsafe", entry=name, reason="its name leads out of the file")
        if name in seen:
            raise Refused("import-unsafe", entry=name, reason="two parts have this name")
        seen.add(name)
        if entry.flag_bits & 1:
            raise _unreadable("it has a password; save it in Word as .docx without one")
        is_bomb = entry.file_size > _RATIO_FROM and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1)
        if is_bomb or (_XML.search(name) and entry.file_size > XML_LIMIT):
            raise Refused("import-unsafe", entry=name, reason=f"unpacked it has {entry.file_size} bytes")
    total = sum(entry.file_size for entry in entries)
    if total > BYTES_LIMIT:
        largest = max(entries, key=lambda entry: entry.file_size)
        raise Refused(
            "import-unsafe", entry=largest.filename, reason=f"unpacked the file has {total} bytes; {BYTES_LIMIT} are allowed"
        )


def trees_of(parts: Mapping[str, bytes]) -> dict[str, etree._Element]:
    """The parts that are XML, read without entities and network.

    Raises Refused for declarations of a document type, and for XML that is broken or nested deeper than libxml2 reads (256).
    """
    trees = {}
    for name, content in parts.items():
        if not _XML.search(name):
            continue
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(_usual(content), parser)
        except etree.XMLSyntaxError as error:
            if b"<!DOCTYPE" in content[:4096].replace(b"\x00", b""):
                raise _doctype(name) from None
            if "depth" in str(error):
                raise Refused("import-unsafe", entry=name, reason="its XML is nested deeper than any text") from None
            raise _unreadable(f"{name} is no XML ({error.msg})") from None
        info = root.getroottree().docinfo
        if info.doctype or info.internalDTD is not None:
            raise _doctype(name)
        trees[name] = root
    return trees


def _usual(content: bytes) -> bytes:
    for strict, usual in _STRICT.items():
        content = content.replace(strict, usual)
    return content


def _doctype(name: str) -> Refused:
    return Refused("import-unsafe", entry=name, reason="it declares a document type, which no Word file does")
