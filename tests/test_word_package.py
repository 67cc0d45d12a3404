"""Word files that nobody vouches for."""

import zipfile
from pathlib import Path

import pytest

from hn_archive.importers import word_package
from hn_archive.importers.word_package import Refused, parts_of, trees_of
from word_files import pack, paragraph
from word_files import parts_of as parts_made


def refusal(path: Path) -> Refused:
    with pytest.raises(Refused) as found:
        trees_of(parts_of(path))
    return found.value


def test_parts_come_by_their_names(tmp_path: Path) -> None:
    parts = parts_of(pack(tmp_path / "a.docx", parts_made(paragraph("a"))))
    assert trees_of(parts)["word/document.xml"].find("{*}body") is not None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it in Word as .docx"),
        (b"PK\x03\x04 cut", "ZIP is broken"),
        (b"{\\rtf1 }", "ZIP is broken"),
    ],
)
def test_what_is_no_word_file_says_what_to_do(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    found = refusal(path)
    assert found.code == "import-unreadable"
    assert reason in found.values["reason"]


def test_a_file_that_was_cut_short_is_broken(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.docx", parts_made(paragraph("a")))
    whole = path.read_bytes()
    damaged = whole.replace(b"PK\x03\x04", b"PK\x03\x05", 1)
    for content in (whole[: len(whole) // 2], damaged):
        path.write_bytes(content)
        assert refusal(path).code == "import-unreadable"


def test_a_zip_of_something_else_is_no_word_file(tmp_path: Path) -> None:
    assert refusal(pack(tmp_path / "a.docx", {"a.txt": "x"})).code == "import-unreadable"


@pytest.mark.parametrize("name", ["../x.xml", "/x.xml", "word/../../x", "C:/x", "word\\..\\x"])
def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    found = refusal(pack(tmp_path / "a.docx", {**parts_made(paragraph("a")), name: "x"}))
    assert found.code == "import-unsafe"
    assert found.values["entry"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.docx", parts_made(paragraph("a")))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/document.xml", "<x/>")
    assert refusal(path).values["entry"] == "word/document.xml"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "a.docx", {**parts_made(paragraph("a")), "word/media/x.png": bytes(6_000_000)})
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    assert refusal(path).values["entry"] == "word/media/x.png"


def test_many_parts_that_are_too_much_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(
        tmp_path / "a.docx", {**parts_made(paragraph("a")), "word/media/x.png": bytes(2_000), "word/media/y.png": bytes(2_000)}
    )
    monkeypatch.setattr(word_package, "BYTES_LIMIT", 4_000)
    assert refusal(path).code == "import-unsafe"
    monkeypatch.setattr(word_package, "PARTS_LIMIT", 4)
    assert refusal(path).code == "import-unreadable"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/_rels/document.xml.rels", "customXml/item1.xml"])
def test_declarations_of_document_types_are_refused_wherever_they_stand(part: str, encoding: str, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><a>&c;&x;</a>'
    found = refusal(pack(tmp_path / "a.docx", {**parts_made(paragraph("a")), part: bomb.encode(encoding)}))
    assert (found.code, found.values["entry"]) == ("import-unsafe", part)


def test_xml_that_is_broken_or_too_deep_is_refused(tmp_path: Path) -> None:
    parts = parts_made(paragraph("a"))
    assert refusal(pack(tmp_path / "a.docx", {**parts, "word/styles.xml": "<a>"})).code == "import-unreadable"
    deep = "<a>" * 10_000 + "</a>" * 10_000
    assert refusal(pack(tmp_path / "b.docx", {**parts, "word/styles.xml": deep})).code == "import-unsafe"
