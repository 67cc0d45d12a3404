"""The XML of Word files in the form that mammoth reads."""

import io
import zipfile

import pytest
from lxml import etree

from hn_archive.importers.word_xml import Word, plain_word
from word_files import paragraph, parts_of, relations, run


def plain(body: str, rels: str = "", **others: str) -> Word:
    parts = {
        name: content.encode() if isinstance(content, str) else content for name, content in parts_of(body, rels, **others).items()
    }
    return plain_word(parts, {name: etree.fromstring(content) for name, content in parts.items() if not name.endswith(".bin")})


def test_all_words_are_read_a_line_a_paragraph() -> None:
    body = paragraph(run("Hà") + "<w:r><w:tab/></w:r>" + run("Nội")) + f"<w:tbl><w:tr><w:tc>{paragraph('ô')}</w:tc></w:tr></w:tbl>"
    assert plain(body).text == "Hà Nội\nô"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('hộp')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice Requires='x'><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    assert plain(paragraph(f"<w:r>{both}</w:r>")).text == "hộp"


def test_the_package_for_mammoth_has_only_what_it_reads() -> None:
    word = plain(paragraph("a"), word__vbaProject_bin="x", customXml__item1_xml="<a/>", word__settings_xml="<a/>")
    names = set(zipfile.ZipFile(io.BytesIO(word.package)).namelist())
    assert "word/document.xml" in names
    assert not {"word/vbaProject.bin", "customXml/item1.xml", "word/settings.xml"} & names


def test_a_level_in_the_outline_makes_a_heading() -> None:
    package = plain(paragraph("a", properties='<w:outlineLvl w:val="1"/>')).package
    assert b'w:val="Heading2"' in zipfile.ZipFile(io.BytesIO(package)).read("word/document.xml")


def test_the_main_part_is_where_the_package_says() -> None:
    parts = parts_of(paragraph("a"))
    trees = {name.replace("document.xml", "van-ban.xml"): etree.fromstring(str(content)) for name, content in parts.items()}
    trees["_rels/.rels"] = etree.fromstring(relations(("r", "officeDocument", "/word/van-ban.xml", False)))
    assert plain_word({}, trees).text == "a"
    with pytest.raises(KeyError):
        plain_word({}, {"[Content_Types].xml": trees["[Content_Types].xml"]})
