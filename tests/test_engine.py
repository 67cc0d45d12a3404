"""The engine's name: another program or another library may make other bytes, so it has another name."""

import platform
import shutil
import sys
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


@pytest.mark.parametrize("library", module._LIBRARIES)
@pytest.mark.parametrize("ending", ["dist-info", "py3.11.egg-info"])
def test_another_version_of_a_library_changes_the_name(
    library: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine()
    written = library.replace("-", "_").upper()
    (tmp_path / (f"{written}-9.9.9.{ending}" if ending == "dist-info" else f"{written}-9.9.9-{ending}")).mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert engine() != before
    assert "9.9.9" in module.versions()


def test_versions_are_those_that_python_knows() -> None:
    assert list(module.versions()) == [version(library) for library in module._LIBRARIES]


def test_of_a_library_that_has_no_folder_python_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"999 {name}")
    monkeypatch.setattr(sys, "path", ["/nowhere", ""])
    assert list(module.versions()) == [f"999 {library}" for library in module._LIBRARIES]


def test_other_packages_beside_are_no_part_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine()
    (tmp_path / "numpy-2.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert engine() == before


def test_another_python_changes_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    assert engine() != before
