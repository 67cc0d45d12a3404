"""Word files made by hand: the XML of their parts, packed."""

import struct
import zipfile
import zlib
from pathlib import Path

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def png(shade: int = 0) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes([0, shade]))) + chunk(b"IEND", b"")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, style: str = "", properties: str = "", marks: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{run(text, marks) if not text.startswith('<') else text}</w:p>"


def picture(relation: str = 'r:embed="rIdA"', alt: str = "") -> str:
    blip = f"<pic:pic><pic:blipFill><a:blip {relation}/></pic:blipFill></pic:pic>"
    return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic><a:graphicData>{blip}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'


def relations(*rows: tuple[str, str, str, bool]) -> str:
    """The links of a part: `(id, kind, target, whether it is outside)`."""
    made = "".join(
        f'<Relationship Id="{key}" Type="{_TYPES}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if outside else ""}/>'
        for key, kind, target, outside in rows
    )
    return f'<Relationships xmlns="{_RELATIONS}">{made}</Relationships>'


def style(key: str, name: str) -> str:
    return f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'


def parts_of(body: str, rels: str = "", **others: str | bytes) -> dict[str, str | bytes]:
    """The parts of a document; `others` by names in which `__` is `/` and the last `_` a full stop."""
    styles = "".join(
        style(key, name)
        for key, name in {
            "Title": "Title",
            "Subtitle": "Subtitle",
            "Caption": "caption",
            "Heading1": "heading 1",
            "Heading2": "heading 2",
        }.items()
    )
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="png" ContentType="image/png"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml", False)),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMES}>{styles}</w:styles>",
        "word/_rels/document.xml.rels": rels or relations(),
    }
    for name, content in others.items():
        stem, _, end = name.replace("__", "/").rpartition("_")
        made[f"{stem}.{end}"] = content
    return made


def pack(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path
