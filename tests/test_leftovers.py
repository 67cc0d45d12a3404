"""What systems and editing programs leave behind."""

import pytest

from hn_archive.leftovers import is_leftover


@pytest.mark.parametrize("name", [".DS_Store", ".env", "a.md~", "#a.md#", "a.md.swp", "A.BAK", "Thumbs.db", "~$bai.docx"])
def test_leftovers_are_known_by_their_names(name: str) -> None:
    assert is_leftover(name)


@pytest.mark.parametrize("name", ["a.md", "_pages", "c#.md", "bak.md", "ảnh.png", "swp"])
def test_other_names_are_somebodys_files(name: str) -> None:
    assert not is_leftover(name)
