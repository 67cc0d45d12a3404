"""Word files as articles: no word is lost, whoever made the file, and nothing harmful gets through.

The files in tests/word/ were made by LibreOffice from the sources beside them:
`soffice --headless --convert-to docx:"MS Word 2007 XML" X.fodt`, and for HTML with `--infilter="HTML (StarWriter)"`.
"""

from pathlib import Path

import pytest

import word_files as word
from conftest import CHECKOUT
from hn_archive.digest import of_bytes
from hn_archive.importers.docx import read
from hn_archive.importers.incoming import Incoming, missing_words
from hn_archive.problem import has_errors
from word_files import paragraph, parts_of, picture, png, relations, run

WORD = CHECKOUT / "tests" / "word"
BOLD = "<w:b/>"
LONG = "Sáng nay, hàng nghìn người dân hai bờ sông đến xem lễ thông xe cây cầu mới."


def made(folder: Path, body: str, rels: str = "", **others: str | bytes) -> Incoming:
    """The article in a document made by hand, none of whose words is lost."""
    incoming = read(word.pack(folder / "a.docx", parts_of(body, rels, **others)), "a.docx", folder / "files")
    assert missing_words(incoming) == (), incoming
    return incoming


def codes(incoming: Incoming) -> list[str]:
    return [problem.code for problem in incoming.problems]


def guessed(incoming: Incoming) -> dict[str, str]:
    return {guess.field: guess.origin for guess in incoming.guesses}


@pytest.mark.parametrize("path", sorted(WORD.glob("*.docx")), ids=lambda path: path.stem)
def test_no_word_of_what_libreoffice_writes_is_lost(path: Path, tmp_path: Path) -> None:
    incoming = read(path, path.name, tmp_path)
    assert missing_words(incoming) == ()
    assert incoming.title
    assert set(codes(incoming)) <= {"import-key", "import-no-date"}


def test_an_article_with_all_that_articles_have(tmp_path: Path) -> None:
    incoming = read(WORD / "cau-moi.docx", "cau-moi.docx", tmp_path)
    assert incoming.title == "Thông xe cầu mới qua sông Lam"
    assert incoming.date == "12/01/2023 | 08:25"
    assert incoming.fields == {
        "lead": "Sau ba năm thi công, cây cầu thứ tư đón những chuyến xe đầu tiên.",
        "author": ["Lê Thị Hạnh"],
        "source": "Báo Sông Lam",
    }
    assert incoming.body == (
        "Sáng nay, hàng nghìn người dân hai bờ đến xem lễ thông xe[^1]. Cầu dài 1.250 m, có bốn làn xe[^2].\n\n"
        '![Cây cầu nhìn từ bờ bắc](import:cay-cau-nhin-tu-bo-bac.png "Cầu mới trong ngày thông xe. Ảnh: Trần Bình")\n\n'
        "## Đi lại thuận tiện hơn\n\n"
        "Người dân xã bên không còn phải chờ phà. Xem thêm [trang của dự án](https://example.vn/du-an).\n\n"
        "[^1]: Số liệu của ban quản lý dự án.\n\n[^2]: Theo hồ sơ hoàn công."
    )
    assert incoming.problems == ()
    assert guessed(incoming) == {"date": "text", "author": "text", "subhead": "text"}


def test_a_table_and_lists_of_libreoffice(tmp_path: Path) -> None:
    body = read(WORD / "bang-gia.docx", "b", tmp_path).body
    assert "| Gạo \\| tẻ | 14.500 |" in body
    assert "- Vận chuyển thuận lợi:\n    1. đường bộ,\n    2. đường sông." in body
    assert '<td rowspan="2">Ngày đầu</td>' in read(WORD / "o-gop.docx", "o", tmp_path).body


def test_deleted_changes_are_gone_and_inserted_ones_there(tmp_path: Path) -> None:
    incoming = read(WORD / "sua-doi.docx", "s", tmp_path)
    assert "trồng bốn mươi nghìn cây" in incoming.body
    assert "ba mươi" not in incoming.body + incoming.text


def test_comments_headers_and_footers_are_reported(tmp_path: Path) -> None:
    incoming = read(WORD / "hop-chu.docx", "h", tmp_path)
    assert [dict(problem.values) for problem in incoming.problems] == [
        {"key": "comment", "value": "Hỏi lại giờ mở cửa."},
        {"key": "footer1", "value": "Bản lưu hành nội bộ"},
        {"key": "header1", "value": "Ủy ban nhân dân phường"},
    ]
    assert "Đường dây nóng: 024 1234 5678." in incoming.body
    assert incoming.date == "2021-02-05"
    assert "Hà Nội, ngày 5 tháng 2 năm 2021" in incoming.body  # it says where, too
    assert "## Địa điểm" in incoming.body


def test_styles_say_what_is_title_lead_and_subhead(tmp_path: Path) -> None:
    body = (
        paragraph("Cầu mới", "Title")
        + paragraph("Sapo.", "Subtitle")
        + paragraph("12/01/2023")
        + paragraph("Mục", "Heading1")
        + paragraph(LONG)
    )
    incoming = made(tmp_path, body)
    assert (incoming.title, incoming.fields, incoming.date) == ("Cầu mới", {"lead": "Sapo."}, "12/01/2023")
    assert incoming.body == f"## Mục\n\n{LONG}"
    assert guessed(incoming) == {"date": "text"}


def test_without_styles_the_looks_say_it(tmp_path: Path) -> None:
    lead = "Công trình hoàn thành sớm hai tháng."
    body = (
        paragraph("Cầu mới", marks=BOLD)
        + paragraph("05/03/2020 07:10")
        + paragraph(lead, marks=BOLD)
        + paragraph(LONG)
        + paragraph("Đường dẫn", marks=BOLD)
        + paragraph(LONG)
        + paragraph("Nguyễn Văn An", properties='<w:jc w:val="right"/>')
    )
    incoming = made(tmp_path, body)
    assert (incoming.title, incoming.date) == ("Cầu mới", "05/03/2020 07:10")
    assert incoming.fields == {"lead": lead, "author": ["Nguyễn Văn An"]}
    assert incoming.body == f"{LONG}\n\n## Đường dẫn\n\n{LONG}"
    assert guessed(incoming) == {"title": "text", "date": "text", "lead": "text", "author": "text", "subhead": "text"}


def test_properties_are_the_last_resort_and_never_give_a_date(tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Tên tệp</dc:title>'
        "<dc:creator>Văn phòng</dc:creator><dcterms:created>2001-01-01T00:00:00Z</dcterms:created></cp:coreProperties>"
    )
    incoming = made(tmp_path, paragraph(LONG), docProps__core_xml=core)
    assert (incoming.title, incoming.fields, incoming.date) == ("Tên tệp", {"author": ["Văn phòng"]}, "")
    assert guessed(incoming) == {"title": "properties", "author": "properties"}
    assert codes(incoming) == ["import-no-date"]


def test_pictures_are_written_by_what_they_hold(tmp_path: Path) -> None:
    rels = relations(
        ("rIdA", "image", "media/image1.png", False),
        ("rIdB", "image", "media/../../x.emf", False),
        ("rIdC", "image", "media/y.emf", False),
    )
    body = (
        paragraph("Ảnh", "Title")
        + paragraph("1/1/2020")
        + paragraph(picture(alt="Cầu"))
        + paragraph("Chú thích.", "Caption")
        + paragraph(picture('r:embed="rIdA"', "Cầu"))
        + paragraph(picture('r:embed="rIdB"', "mất") + picture('r:embed="rIdC"', "lạ"))
    )
    incoming = made(tmp_path, body, rels, word__media__image1_png=png(), word__media__y_emf=b"\x01\x00\x00\x00")
    name = f"{of_bytes(png())}.png"
    assert [path.name for path in (tmp_path / "files").iterdir()] == [name]
    assert [(file.name, file.path) for file in incoming.files] == [("cau.png", tmp_path / "files" / name)]
    assert incoming.body == '![Cầu](import:cau.png "Chú thích.")\n\n![Cầu](import:cau.png)\n\nlạ'
    assert sorted(codes(incoming)) == ["import-file-missing", "import-key"]


def test_pictures_elsewhere_are_not_fetched(tmp_path: Path) -> None:
    rels = relations(
        ("rIdA", "image", "http://192.0.2.1/x.png", True),
        ("rIdB", "image", "file:///etc/passwd", True),
        ("rIdL", "hyperlink", "https://a.vn/", True),
    )
    link = f'<w:hyperlink r:id="rIdL">{run("liên kết")}</w:hyperlink><w:hyperlink r:id="rIdX">{run(" cụt")}</w:hyperlink>'
    body = (
        paragraph("T", "Title")
        + paragraph("1/1/2020")
        + paragraph(picture('r:link="rIdA"'))
        + paragraph(picture('r:embed="rIdB"'))
        + paragraph(link)
    )
    incoming = made(tmp_path, body, rels)
    assert incoming.body == "[liên kết](https://a.vn/) cụt"
    assert [dict(problem.values)["path"] for problem in incoming.problems] == ["http://192.0.2.1/x.png", "file:///etc/passwd"]


def test_words_that_mammoth_does_not_look_for_stay(tmp_path: Path) -> None:
    box = "<w:txbxContent>{}</w:txbxContent>"
    body = (
        paragraph("T", "Title")
        + paragraph("1/1/2020")
        + paragraph(f'<w:fldSimple w:instr="AUTHOR">{run("Trường")}</w:fldSimple><w:dir w:val="ltr">{run(" hướng")}</w:dir>')
        + paragraph(f"<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>{run(' là công thức')}")
        + paragraph(
            f"<w:r><w:drawing><wp:anchor><a:graphic><a:graphicData>{box.format(paragraph('Hộp một'))}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
        )
        + paragraph(
            f"<w:r><mc:AlternateContent><mc:Choice Requires='x'><w:pict>{box.format(paragraph('Hộp hai'))}</w:pict></mc:Choice></mc:AlternateContent></w:r>"
        )
        + f"<w:sdt><w:sdtContent>{paragraph('Trong khung')}</w:sdtContent></w:sdt>"
        + paragraph(
            f"<w:ins>{run('thêm')}</w:ins><w:del><w:r><w:delText>bớt</w:delText></w:r></w:del><w:moveFrom>{run('đi')}</w:moveFrom>"
        )
    )
    incoming = made(tmp_path, body)
    assert incoming.body == "Trường hướng\n\na+b là công thức\n\nHộp một\n\nHộp hai\n\nTrong khung\n\nthêm"
    assert not has_errors(incoming.problems)


def test_what_is_set_otherwise_within_a_word_is_marked(tmp_path: Path) -> None:
    water = run("H") + run("2", '<w:vertAlign w:val="subscript"/>') + run("O là n") + run("ước", BOLD) + run(".")
    incoming = made(tmp_path, paragraph("T", "Title") + paragraph("1/1/2020") + paragraph(water) + paragraph(LONG))
    assert incoming.body == f"H<sub>2</sub>O là n**ước**.\n\n{LONG}"


def test_notes_that_are_not_there_are_not_referred_to(tmp_path: Path) -> None:
    notes = f'<w:footnotes {word.NAMES}><w:footnote w:id="-1" w:type="separator">{paragraph("ngăn")}</w:footnote><w:footnote w:id="2">{paragraph("Chú.")}</w:footnote></w:footnotes>'
    body = (
        paragraph("T", "Title")
        + paragraph("1/1/2020")
        + paragraph(
            run("Một") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" hai.") + '<w:r><w:footnoteReference w:id="9"/></w:r>'
        )
    )
    incoming = made(tmp_path, body, word__footnotes_xml=notes)
    assert incoming.body == "Một[^1] hai.\n\n[^1]: Chú."
    assert "ngăn" not in incoming.text


def test_the_source_line_is_a_field_and_not_repeated(tmp_path: Path) -> None:
    incoming = made(tmp_path, paragraph("T", "Title") + paragraph("1/1/2020") + paragraph(LONG) + paragraph("Nguồn: HNMO"))
    assert incoming.fields == {"source": "HNMO"}
    assert incoming.body == LONG


def test_the_strict_form_of_the_format_is_read_too(tmp_path: Path) -> None:
    parts = parts_of(paragraph("T", "Title") + paragraph("1/1/2020") + paragraph(LONG))
    document = str(parts["word/document.xml"])
    parts["word/document.xml"] = document.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    incoming = read(word.pack(tmp_path / "a.docx", parts), "a", tmp_path)
    assert incoming.body == LONG


@pytest.mark.parametrize("level", [20, 240, 10_000])
def test_depth_is_read_or_ends_in_a_problem(level: int, tmp_path: Path) -> None:
    inner = "<w:smartTag>" * level + run("x") + "</w:smartTag>" * level
    incoming = read(word.pack(tmp_path / "a.docx", parts_of(f"<w:p>{inner}</w:p>")), "a.docx", tmp_path)
    assert "x" in incoming.title or set(codes(incoming)) <= {"import-unsafe", "import-unreadable"}
    assert has_errors(incoming.problems)


@pytest.mark.parametrize(
    "body", ["<w:p><w:r><w:sym/></w:r></w:p>", '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr></w:tc></w:tr></w:tbl>']
)
def test_parts_that_do_not_fit_together_are_a_problem(body: str, tmp_path: Path) -> None:
    incoming = read(word.pack(tmp_path / "a.docx", parts_of(body)), "a.docx", tmp_path)
    assert codes(incoming) == ["import-unreadable"]
