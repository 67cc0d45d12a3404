"""The files beside articles."""

import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from hn_archive import digest
from hn_archive.files import KINDS, ContentFile, Look, family, label, look
from hn_archive.images import Shape


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("2023/anh.jpg", "picture"),
        ("Ảnh.JPEG", "picture"),
        ("a.webp", "picture"),
        ("quyet-dinh.PDF", "document"),
        ("bảng.xlsx", "document"),
        ("phim.mp4", "video"),
        ("loa.mp3", "audio"),
        ("a.tar.zip", "document"),
    ],
)
def test_a_files_ending_says_its_family_in_any_case(path: str, kind: str) -> None:
    assert family(path) == kind


@pytest.mark.parametrize(
    "path", ["a.html", "a.svg", "a.js", "a.exe", "a.md", "a.pdf.html", "pdf", ".pdf", "a.", "", "a.pdf/b", "a.pdf~"]
)
def test_what_could_run_in_the_readers_browser_is_of_no_family(path: str) -> None:
    assert family(path) is None


def test_no_kind_of_file_that_runs_in_a_browser_is_published() -> None:
    assert not {"html", "htm", "xhtml", "svg", "xml", "js", "mjs", "css", "swf", "php"} & set(KINDS)


def test_readers_see_the_ending_in_capitals() -> None:
    assert label("2023/quyết định.docx") == "DOCX"
    assert label("a.PDF") == "PDF"


def test_a_document_is_known_by_its_digest_and_size(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"%PDF")
    assert look("2023/a.pdf", tmp_path / "x") == Look(ContentFile("2023/a.pdf", digest.of_bytes(b"%PDF"), 4))


def test_a_picture_has_its_shape(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (4, 3)).save(file, "PNG")
    (tmp_path / "x").write_bytes(file.getvalue())
    known, _, reason = msgspec.structs.astuple(look("a.png", tmp_path / "x"))
    assert known == ContentFile("a.png", digest.of_bytes(file.getvalue()), len(file.getvalue()), Shape(4, 3, "PNG"))
    assert reason == ""


def test_a_false_picture_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"<svg/>")
    known, _, reason = msgspec.structs.astuple(look("a.png", tmp_path / "x"))
    assert known is None
    assert reason


def test_a_file_that_is_not_there_is_the_machines_error(tmp_path: Path) -> None:
    for path in ("a.png", "a.pdf"):
        with pytest.raises(FileNotFoundError):
            look(path, tmp_path / "x")
