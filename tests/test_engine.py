"""The engine's name: another program or another library may make other bytes, so it has another name."""

import platform
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest

from hn_archive import engine as module
from hn_archive.engine import engine


def test_the_same_program_has_the_same_name() -> None:
    assert engine() == engine()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program's code that is named instead of it."""
    folder = tmp_path / "hn_archive"
    shutil.copytree(Path(module.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "__file__", str(folder / "engine.py"))
    return folder


def test_where_the_program_stands_is_no_part_of_its_name(copy: Path) -> None:
    here = engine()
    copy.rename(copy.parent / "elsewhere")
    shutil.copytree(copy.parent / "elsewhere", copy)
    assert engine() == here


@pytest.mark.parametrize("name", ["typeset.py", "commands/build.py"])
def test_one_byte_of_its_code_changes_the_name(copy: Path, name: str) -> None:
    before = engine()
    code = bytearray((copy / name).read_bytes())
    code[-2] ^= 1
    (copy / name).write_bytes(code)
    assert engine() != before


def test_a_module_more_or_fewer_changes_the_name(copy: Path) -> None:
    before = engine()
    (copy / "new.py").write_text("")
    more = engine()
    assert more != before
    (copy / "new.py").unlink()
    (copy / "typeset.py").unlink()
    assert engine() not in (before, more)


@pytest.mark.parametrize("library", ["jinja2", "markdown", "markupsafe", "nh3", "pyyaml", "python-slugify", "pillow", "msgspec"])
def test_another_version_of_a_library_changes_the_name(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine()
    monkeypatch.setattr("hn_archive.engine.version", lambda name: "999" if name.lower() == library else version(name))
    assert engine() != before


def test_another_python_changes_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    assert engine() != before
