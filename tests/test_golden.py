"""Each golden site is built and compared with what it was; `pytest --update-golden` rewrites it, and the diff is read."""

import shutil
from pathlib import Path

import pytest

from conftest import CHECKOUT, files_below
from golden_sites import FOLDER, NAMES, build_golden
from hn_archive.decode import excerpts
from hn_archive.problem import report

# The theme's own files are the same in every site and are compared once, below.
THEME = {f"static/{path}": content for path, content in files_below(CHECKOUT / "static")}


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_site_is_as_it_was(name: str, tmp_path: Path, update_golden: bool) -> None:
    result = build_golden(name, tmp_path / "public")
    before, after = FOLDER / name / "before", FOLDER / name / "after"
    found = {path: content for path, content in files_below(tmp_path / "public") if path not in THEME}
    manifest = [line for line in found.pop(".hn-archive-manifest").decode().splitlines() if not line.startswith("#")]
    found["problems.txt"] = report(result.problems, "text", "en", excerpts(before)).encode()
    if update_golden:
        shutil.rmtree(after, ignore_errors=True)
        for path, content in found.items():
            (after / path).parent.mkdir(parents=True, exist_ok=True)
            (after / path).write_bytes(content)
    assert found == dict(files_below(after))
    assert len(manifest) == len(found) - 1 + len(THEME)


@pytest.mark.parametrize("name", NAMES)
def test_the_theme_reaches_every_site_unchanged(name: str, tmp_path: Path) -> None:
    build_golden(name, tmp_path / "public")
    assert {path: content for path, content in files_below(tmp_path / "public") if path in THEME} == THEME


def test_of_a_withheld_article_nothing_is_anywhere(tmp_path: Path) -> None:
    build_golden("everything", tmp_path / "public")
    everything = b"".join(content for _, content in files_below(tmp_path / "public")).decode(errors="replace")
    for words in ("Câu không được xuất hiện", "Bài giữ lại", "chỉ bài giữ lại mới có", "giu-lai"):
        assert words not in everything
    assert "Nội dung không còn" not in everything
    assert "Thông tin không đúng." in everything
