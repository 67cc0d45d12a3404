"""What templates are compiled to is kept for the next build: for those that were installed with the program, and only while it is right."""

import os
import sys
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
import pytest

from hn_archive import compiled
from hn_archive.compiled import BESIDE_MODULES, Compiled
from hn_archive.templates import _QuickEnvironment
from hn_archive.theme import INSTALLED


class Program:
    """A program with installed templates, of which each start finds what the ones before kept."""

    def __init__(self, folder: Path) -> None:
        self.templates = folder / "templates"
        self.kept = folder / "kept"
        for each in (self.templates / "parts", self.kept):
            each.mkdir(parents=True)
        (self.templates / "page.html").write_text("Một {{ name }}", encoding="utf-8")
        (self.templates / "parts" / "list.html").write_text("Hai {{ name }}", encoding="utf-8")

    def start(self, folder: Path | None = None, name: str = "page.html") -> tuple[str, int]:
        """What a template of a folder, the installed ones if none is given, makes at a new start; and how many were compiled for that."""
        made = 0

        class Counting(jinja2.Environment):
            def compile(self, *given: object, **named: object) -> object:  # type: ignore[override]
                nonlocal made
                made += 1
                return super().compile(*given, **named)  # type: ignore[call-overload]

        loader = jinja2.FileSystemLoader(folder or self.templates)
        environment = Counting(loader=loader, bytecode_cache=Compiled(self.templates, self.kept))
        return environment.get_template(name).render(name="ba"), made


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Program(tmp_path)


def test_installed_templates_are_compiled_once_for_all_starts(program: Program) -> None:
    assert program.start() == ("Một ba", 1)
    assert program.start() == ("Một ba", 0)
    assert program.start(name="parts/list.html") == ("Hai ba", 1)
    assert program.start(name="parts/list.html") == ("Hai ba", 0)
    assert len(list(program.kept.iterdir())) == 2, "and nothing else is left there"


def test_another_text_is_compiled_anew_and_takes_the_place_of_the_old_one(program: Program) -> None:
    program.start()
    (program.templates / "page.html").write_text("Bốn {{ name }}", encoding="utf-8")
    assert program.start() == ("Bốn ba", 1)
    assert program.start() == ("Bốn ba", 0)
    assert len(list(program.kept.iterdir())) == 1


def test_another_program_compiles_anew(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.start()
    monkeypatch.setattr(compiled, "_engine", lambda: "another")
    assert program.start() == ("Một ba", 1)


def test_of_a_sites_own_templates_nothing_is_kept(program: Program, tmp_path: Path) -> None:
    site = tmp_path / "templates-of-a-site"
    site.mkdir()
    (site / "page.html").write_text("Một {{ name }}", encoding="utf-8")
    assert program.start(site) == ("Một ba", 1)
    assert program.start(site) == ("Một ba", 1)
    assert not list(program.kept.iterdir())


def test_code_of_one_template_is_not_taken_for_another(program: Program) -> None:
    program.start()
    (page,) = program.kept.iterdir()
    program.start(name="parts/list.html")
    (other,) = set(program.kept.iterdir()) - {page}
    other.write_bytes(page.read_bytes())
    assert program.start(name="parts/list.html") == ("Hai ba", 1)


def test_a_damaged_file_is_compiled_anew(program: Program) -> None:
    program.start()
    (page,) = program.kept.iterdir()
    whole = page.read_bytes()
    for damaged in (b"", whole[:10], whole[:-1], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], whole + b"x"):
        page.write_bytes(damaged)
        assert program.start() == ("Một ba", 1)
        assert page.read_bytes() == whole


@pytest.mark.parametrize("way", ["gone", "file", "full"])
def test_where_nothing_can_be_kept_templates_are_compiled_each_time(
    program: Program, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    program.kept.rmdir()
    if way == "file":
        program.kept.write_bytes(b"")
    elif way == "full":
        program.kept.mkdir()
        monkeypatch.setattr(Path, "write_bytes", full)
    assert program.start() == ("Một ba", 1)
    assert program.start() == ("Một ba", 1)


def test_python_that_is_to_write_no_code_keeps_none_and_takes_what_is_there(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert program.start() == ("Một ba", 1)
    assert not list(program.kept.iterdir())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    program.start()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert program.start() == ("Một ba", 0)


def test_what_is_kept_of_the_program_stands_beside_its_modules() -> None:
    assert Path(cache_from_source(compiled.__file__)).parent == BESIDE_MODULES
    kept = _QuickEnvironment.compiled
    assert (kept._folder, kept._installed) == (BESIDE_MODULES, f"{INSTALLED / 'templates'}{os.sep}")
