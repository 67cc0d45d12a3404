"""The numbers of lists in Word files."""

from pathlib import Path

from lxml import etree, html

from hn_archive.importers.docx import read
from hn_archive.importers.word_lists import mark_items, number_lists
from word_files import NAMES, pack, paragraph, parts_of

NUMBERING = (
    f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="2"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>'
)


def numbered(text: str, number: int = 1, level: int = 0) -> str:
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_items_count_on_across_paragraphs_and_lists_of_a_family() -> None:
    items = [
        numbered("a"),
        numbered("b", level=1),
        numbered("c", level=1),
        paragraph("x"),
        numbered("d"),
        numbered("e", level=1),
        numbered("f", 3),
        numbered("g", 2),
    ]
    root = etree.fromstring(f"<w:body {NAMES}>{''.join(items)}</w:body>")
    mark_items(root, etree.fromstring(NUMBERING))
    marks = [mark.get(f"{{{mark.nsmap['w']}}}name") for mark in root.iter("{*}bookmarkStart")]
    assert marks == [
        "hn-list-1-decimal",
        "hn-list-2-lowerLetter",
        "hn-list-3-lowerLetter",
        "hn-list-2-decimal",
        "hn-list-2-lowerLetter",
        "hn-list-7-decimal",
    ]


def test_a_list_goes_on_after_a_paragraph(tmp_path: Path) -> None:
    body = (
        paragraph("T", "Title")
        + paragraph("1/1/2020")
        + numbered("một")
        + paragraph("Xen giữa.")
        + numbered("hai")
        + numbered("ba")
    )
    incoming = read(pack(tmp_path / "a.docx", parts_of(body, word__numbering_xml=NUMBERING)), "a", tmp_path)
    assert incoming.body == "1. một\n\nXen giữa.\n\n2. hai\n3. ba"


def test_bookmarks_are_taken_away() -> None:
    body = html.fragment_fromstring(
        "<div><ol><li><a id='hn-list-3-lowerRoman'></a>a</li></ol><p><a id=x></a>b <a href='#y'>c</a></p></div>"
    )
    number_lists(body)
    assert html.tostring(body) == b'<div><ol start="3" type="i"><li>a</li></ol><p>b <a href="#y">c</a></p></div>'
