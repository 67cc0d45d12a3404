"""Sources are read up to a size, and never out of their folder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.source import Refused, content_of, doubts, is_inside, text_of
from hn_archive.text import CONTROL_CHARACTERS


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        text_of(content, "bai.md")
    return caught.value.problem.code


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("mật")
    root = tmp_path / "posts"
    root.mkdir()
    (root / "bai.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(Refused) as caught:
        content_of(root / "bai.md", root, "bai.md", 100)
    assert caught.value.problem.code == "import-unsafe"
    assert "bai.md" in caught.value.problem.message("vi")


def test_what_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "bai.md").write_bytes(b"a" * 101)
    with pytest.raises(Refused) as caught:
        content_of(tmp_path / "bai.md", tmp_path, "bai.md", 100)
    assert caught.value.problem.code == "import-unreadable"
    assert len(content_of(tmp_path / "bai.md", tmp_path, "bai.md", 101)) == 101


@pytest.mark.parametrize("name", ["\x00", "../a", "/etc/hostname"])
def test_names_that_are_no_paths_are_outside(tmp_path: Path, name: str) -> None:
    assert not is_inside(tmp_path / name, tmp_path)


def test_a_picture_is_no_text() -> None:
    assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") == "import-unreadable"


def test_old_encodings_are_read_and_told_of_where_they_are_doubtful() -> None:
    found = text_of("Hội nghị bàn về quy hoạch sông Hồng".encode("cp1258", "ignore"), "bai.md")
    assert found.encoding != "utf-8"
    assert [problem.code for problem in doubts(found, "bai.md")] == ([] if found.is_certain else ["import-encoding"])


@given(st.text())
def test_a_text_has_plain_line_ends_and_no_control_characters(written: str) -> None:
    try:
        found = text_of(written.encode(errors="replace"), "bai.md")
    except Refused:
        return
    assert "\r" not in found.text
    assert not CONTROL_CHARACTERS.search(found.text)
