"""Clients nobody here wrote: the Nu HTML checker, a browser, and an empty Python with the wheel."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from conftest import CHECKOUT, NOW, files_below
from golden_sites import NAMES, build_golden
from hn_archive.build import Request, build

pytestmark = pytest.mark.tools

TOOLS = CHECKOUT / "tests" / "tools"
sys.path.append(str(TOOLS))

import chromium  # noqa: E402


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden sites and this repository's own, built side by side."""
    folder = tmp_path_factory.mktemp("outputs")
    for name in NAMES:
        build_golden(name, folder / name)
    own = build(Request(source=CHECKOUT, output=folder / "own", now=NOW.replace(year=2030)), lambda *_: None)
    assert not own.failed
    return folder


def test_the_nu_checker_finds_no_fault_on_any_page(outputs: Path) -> None:
    jar = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--format", "json", "--skip-non-html", "--also-check-css", str(outputs)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    messages = json.loads(done.stderr)["messages"]
    assert [(message["url"], message.get("lastLine"), message["message"]) for message in messages] == []


def test_a_browser_shows_the_saved_page_from_disk(outputs: Path) -> None:
    page = outputs / "own" / "2023/01/12/lua-chon-nhiem-vu-trong-tam.html"
    shown = chromium.run(page.as_uri(), "--dump-dom")
    assert "Lượt xem: 7 (theo bản lưu)" in shown


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_its_window(outputs: Path, tmp_path: Path, width: int) -> None:
    """Each page in a frame of the width of a phone, asked for its own width by a page beside it."""
    pages = sorted(path.relative_to(outputs / "own").as_posix() for path in (outputs / "own").rglob("*.html"))
    frames = "".join(
        f'<iframe src="{outputs.as_uri()}/own/{page}" title="{page}" width="{width}" height="900"></iframe>' for page in pages
    )
    script = (
        "addEventListener('load', () => { const wide = [...document.querySelectorAll('iframe')].filter(f => {"
        " const root = f.contentDocument.documentElement; return root.scrollWidth > root.clientWidth; });"
        " document.body.textContent = 'too wide: ' + wide.map(f => f.title).join(' ') + '.'; });"
    )
    (tmp_path / "frames.html").write_text(f"<!doctype html><body>{frames}<script>{script}</script>", encoding="utf-8")
    shown = chromium.run(
        (tmp_path / "frames.html").as_uri(), "--dump-dom", "--allow-file-access-from-files", "--virtual-time-budget=20000"
    )
    assert len(pages) > 30
    assert "too wide: ." in shown


def test_the_stylesheet_reaches_the_page(outputs: Path, tmp_path: Path) -> None:
    page = outputs / "own" / "index.html"
    chromium.screenshot(page.as_uri(), tmp_path / "with.png", 800, 600)
    (outputs / "own" / "static" / "site.css").rename(tmp_path / "site.css")
    chromium.screenshot(page.as_uri(), tmp_path / "without.png", 800, 600)
    (tmp_path / "site.css").rename(outputs / "own" / "static" / "site.css")
    assert (tmp_path / "with.png").read_bytes() != (tmp_path / "without.png").read_bytes()


def test_the_wheel_in_an_empty_environment_makes_and_builds_a_new_site(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def python(*arguments: str | Path, program: str | Path = sys.executable) -> str:
        command = [str(program), *map(str, arguments)]
        return subprocess.run(
            command, check=True, env=environment, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path
        ).stdout

    python("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path / "wheels", CHECKOUT)
    wheel = next((tmp_path / "wheels").glob("*.whl"))
    venv.create(tmp_path / "empty", with_pip=True)
    own = tmp_path / "empty" / "bin" / "python"
    python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, program=own)
    command = tmp_path / "empty" / "bin" / "hn-archive"
    python("init", "kho", program=command)
    built = python("build", "--source", "kho", program=command)
    assert built.startswith("1 bài · ")
    found = dict(files_below(tmp_path / "kho" / "public"))
    assert found["static/site.css"] == (CHECKOUT / "static" / "site.css").read_bytes()
    assert any(path.endswith("bai-dau-tien.html") for path in found)
