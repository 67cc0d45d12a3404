"""Bring the XML of a Word file into a form of which mammoth loses nothing, and read all its words."""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

import msgspec
from lxml import etree

from hn_archive.importers.word_lists import mark_items
from hn_archive.text import one_line

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WRAPPERS: Final = tuple(f"{_W}{name}" for name in "fldSimple dir bdo ruby rt rubyBase".split())
_GONE: Final = frozenset(f"{_W}{name}" for name in "del moveFrom instrText delText rPr pPr sectPr footnoteRef endnoteRef".split())
_BODIES: Final = ("document", "footnotes", "endnotes")
# What mammoth reads; headers, footers, macros and embedded programs stay behind.
_KEPT: Final = (*_BODIES, "styles", "numbering")
_MARKED: Final = ("b", "i", "strike", "vertAlign")
_PICTURES: Final = tuple(f".{ending}" for ending in "png jpg jpeg jpe gif webp bmp tif tiff emf wmf svg avif".split())


class Word(msgspec.Struct, frozen=True):
    """A Word file: `package` for mammoth; `text`, a line a paragraph, and what stands beside it: comments, headers and footers, as `(what,
    words)`; the addresses of pictures that are not in it; and the title and author that its properties name."""

    package: bytes
    text: str
    beside: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    title: str = ""
    author: str = ""


def plain_word(parts: Mapping[str, bytes], trees: Mapping[str, etree._Element]) -> Word:
    """The Word file of these parts; `trees` are those of XML, as `trees_of` gives them, and are changed.

    Raises KeyError where the document is not among them.
    """
    main = _main_part(trees)
    folder = posixpath.dirname(main)
    kept = {name: tree for name, tree in trees.items() if _is_kept(name, main, folder)}
    missing: list[str] = []
    lines: list[str] = []
    notes = {name: _note_ids(trees.get(f"{folder}/{name}.xml")) for name in ("footnotes", "endnotes")}
    for name in sorted(kept, key=lambda name: name != main):
        if name == main or posixpath.basename(name) in ("footnotes.xml", "endnotes.xml"):
            _flatten(kept[name])
            _name_headings(kept[name])
            mark_items(kept[name], trees.get(f"{folder}/numbering.xml"))
            _drop_dead_links(kept[name], _targets(trees, name), parts, missing)
            _drop_dead_notes(kept[name], notes)
            lines += _lines(kept[name])
    core = trees.get("docProps/core.xml")
    return Word(
        _packed(parts, kept),
        "\n".join(lines),
        tuple(_beside(trees)),
        tuple(missing),
        _property(core, "title"),
        _property(core, "creator"),
    )


def _main_part(trees: Mapping[str, etree._Element]) -> str:
    package = trees.get("_rels/.rels")
    for relation in package if package is not None else ():
        name = posixpath.normpath((relation.get("Target") or "").lstrip("/"))
        if (relation.get("Type") or "").endswith("/officeDocument") and name in trees:
            return name
    if "word/document.xml" not in trees:
        raise KeyError("word/document.xml")
    return "word/document.xml"


def _is_kept(name: str, main: str, folder: str) -> bool:
    if name in (main, "[Content_Types].xml", "_rels/.rels"):
        return True
    base = posixpath.basename(name).removesuffix(".rels").removesuffix(".xml")
    return name.startswith(folder) and base in (*_KEPT, posixpath.basename(main).removesuffix(".xml"))


def _flatten(root: etree._Element) -> None:
    """Take away the wrappers that mammoth does not look into, and put text boxes where it does."""
    for alternatives in list(root.iter(f"{_MC}AlternateContent")):
        chosen = alternatives.find(f"{_MC}Fallback")
        first = alternatives.find(f"{_MC}Choice")
        if chosen is None or (first is not None and len(_words(first)) > len(_words(chosen))):
            chosen = first
        _replace(alternatives, list(chosen) if chosen is not None else [])
    for drawing in list(root.iter(f"{_W}drawing")):
        for box in list(drawing.iter(f"{_W}txbxContent")):
            pict = etree.SubElement(drawing, f"{_W}pict")
            pict.append(box)
    for element in list(root.iter(*_WRAPPERS)):
        element.tag = f"{_W}smartTag"
    for formula in list(root.iter(f"{_M}oMath")):
        run = etree.Element(f"{_W}r")
        etree.SubElement(run, f"{_W}t").text = "".join(text.text or "" for text in formula.iter(f"{_M}t"))
        _replace(formula, [run])
    for formula in list(root.iter(f"{_M}oMathPara")):
        formula.tag = f"{_W}smartTag"
    for element in list(root.iter(f"{_W}cr")):
        element.tag = f"{_W}br"
    for element in list(root.iter(f"{_W}ptab")):
        element.tag = f"{_W}tab"


def _name_headings(root: etree._Element) -> None:
    """Give a paragraph that is a heading by its level in the outline the style of one."""
    for outline in list(root.iter(f"{_W}outlineLvl")):
        properties, level = outline.getparent(), outline.get(f"{_W}val") or ""
        if properties is not None and properties.tag == f"{_W}pPr" and level in tuple("012345"):
            style = properties.find(f"{_W}pStyle")
            style = style if style is not None else etree.SubElement(properties, f"{_W}pStyle")
            style.set(f"{_W}val", f"Heading{int(level) + 1}")


def _replace(old: etree._Element, new: list[etree._Element]) -> None:
    parent = old.getparent()
    if parent is not None:
        place = parent.index(old)
        parent[place : place + 1] = new


def _targets(trees: Mapping[str, etree._Element], name: str) -> dict[str, tuple[str, bool]]:
    """Where the links of a part lead by their ids, and whether out of the file."""
    folder, base = posixpath.split(name)
    relations = trees.get(f"{folder}/_rels/{base}.rels")
    return {
        relation.get("Id") or "": (relation.get("Target") or "", relation.get("TargetMode") == "External")
        for relation in (relations if relations is not None else ())
    }


def _drop_dead_links(
    root: etree._Element, targets: Mapping[str, tuple[str, bool]], parts: Mapping[str, bytes], missing: list[str]
) -> None:
    """Take away links to pictures that are not in the file, and links that lead nowhere; mammoth fails at them."""
    for element in root.iter(etree.Element):
        for attribute in ("embed", "link", "id"):
            key = element.get(f"{_R}{attribute}")
            if key is None:
                continue
            target, is_outside = targets.get(key, ("", False))
            is_picture = attribute != "id" or etree.QName(element).localname == "imagedata"
            name = target.lstrip("/") if target.startswith("/") else f"word/{target}"
            if (is_picture and (is_outside or unquote(name) not in parts) and name not in parts) or not target:
                del element.attrib[f"{_R}{attribute}"]
                if is_picture and target not in missing:
                    missing.append(target or key)


def _note_ids(notes: etree._Element | None) -> frozenset[str]:
    return frozenset(
        note.get(f"{_W}id") or "" for note in (notes if notes is not None else ()) if note.get(f"{_W}type") in (None, "normal")
    )


def _drop_dead_notes(root: etree._Element, notes: Mapping[str, frozenset[str]]) -> None:
    for kind in ("footnote", "endnote"):
        for reference in list(root.iter(f"{_W}{kind}Reference")):
            parent = reference.getparent()
            if reference.get(f"{_W}id") not in notes[f"{kind}s"] and parent is not None:
                parent.remove(reference)


def _lines(root: etree._Element) -> Iterator[str]:
    """The words of each paragraph of a document, or of its notes; those of a text box are lines of their own."""
    for paragraph in root.iter(f"{_W}p"):
        if not any(
            note.get(f"{_W}type") not in (None, "normal") for note in paragraph.iterancestors(f"{_W}footnote", f"{_W}endnote")
        ):
            line = one_line(_words(paragraph))
            if line:
                yield line


def _words(element: etree._Element) -> str:
    """The words in an element as they are shown, without those of paragraphs in it: of text boxes."""
    parts: list[str] = []
    looks: tuple[str, ...] = ()
    todo = list(reversed(element))
    while todo:
        child = todo.pop()
        if child.tag in _GONE:
            continue
        if child.tag == f"{_W}r":
            before, looks = looks, _looks(child)
            # What is set otherwise is marked, and marks part words: H<sub>2</sub>O.
            parts.append(" " if before != looks and parts else "")
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in (f"{_W}tab", f"{_W}br"):
            parts.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("\u2011")
        elif child.tag != f"{_W}txbxContent" or element.tag != f"{_W}p":
            todo += reversed(child)
    return "".join(parts)


def _looks(run: etree._Element) -> tuple[str, ...]:
    """What of the looks of a run has a mark in Markdown."""
    properties = run.find(f"{_W}rPr")
    found = (properties.find(f"{_W}{name}") for name in _MARKED) if properties is not None else ()
    return tuple(str(place.get(f"{_W}val")) if place is not None else "-" for place in found)


def _beside(trees: Mapping[str, etree._Element]) -> Iterator[tuple[str, str]]:
    for name, tree in sorted(trees.items()):
        what = etree.QName(tree).localname
        if what in ("hdr", "ftr") and str(tree.tag).startswith(_W):
            words = one_line(" ".join(_lines(tree)))
            if words:
                yield posixpath.basename(name).removesuffix(".xml"), words
        elif what == "comments":
            yield from (("comment", words) for comment in tree if (words := one_line(" ".join(_lines(comment)))))


def _property(core: etree._Element | None, name: str) -> str:
    found = core.find(f"{{http://purl.org/dc/elements/1.1/}}{name}") if core is not None else None
    return one_line(found.text or "") if found is not None else ""


def _packed(parts: Mapping[str, bytes], kept: Mapping[str, etree._Element]) -> bytes:
    """A file of the kept parts and the pictures."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        for name, tree in kept.items():
            package.writestr(name, etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
        for name, content in parts.items():
            if name.lower().endswith(_PICTURES):
                package.writestr(name, content)
    return made.getvalue()
