"""Sources of each kind, and the very files that an import makes of them.

`tests/imports/KIND/` holds the sources, `tests/imports/KIND.txt` what became of them: what was printed, and each file in content/.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import CHECKOUT, TrialSite, files_below
from hn_archive.cli import commands

FOLDER = CHECKOUT / "tests" / "imports"
ARGUMENTS = {
    "page-text": ("page", "page-text"),
    "page-html": ("page", "page-html"),
    "docx": ("docx", "../word"),
    "markdown": ("markdown", "markdown"),
    "wordpress": ("wordpress", "wordpress/export.xml"),
    "table": ("table", "table/bai.csv"),
}


def made(site: TrialSite, kind: str) -> str:
    command, source = ARGUMENTS[kind]
    done = CliRunner().invoke(commands, ["import", command, source, "--source", str(site.folder)])
    printed = done.output.replace(str(site.folder), "SITE")
    parts = [f"$ hn-archive import {command} {source}\n{printed}exit {done.exit_code}\n"]
    for path, content in files_below(site.folder / "content"):
        shown = content.decode() if path.endswith((".md", ".yml", ".txt")) else f"{len(content)} bytes\n"
        parts.append(f"=== {path}\n{shown}")
    return "\n".join(parts)


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_an_import_makes_these_very_files(site: TrialSite, kind: str, monkeypatch: pytest.MonkeyPatch, update_golden: bool) -> None:
    monkeypatch.chdir(FOLDER)
    expected = FOLDER / f"{kind}.txt"
    text = made(site, kind)
    if update_golden:
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_bytes().decode()
    assert not site.build().failed


def test_every_source_has_its_golden_file() -> None:
    folders = {path.name for path in Path(FOLDER).iterdir() if path.is_dir()} | {"docx"}
    assert folders == set(ARGUMENTS) == {path.stem for path in FOLDER.glob("*.txt")}
