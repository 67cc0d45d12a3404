"""Clients nobody here wrote: the Nu HTML checker, a browser, and an empty Python with the wheel."""

import http.client
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from conftest import CHECKOUT, NOW, TrialSite, files_below
from golden_sites import NAMES, build_golden
from hn_archive.build import build
from hn_archive.request import Request

pytestmark = pytest.mark.tools

TOOLS = CHECKOUT / "tests" / "tools"
sys.path.append(str(TOOLS))

import chromium  # noqa: E402
import servers  # noqa: E402


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
    # On a disk it takes no file to be the page's own, and it takes JSON-LD for a script that would run. Browsers do neither: test_browser.py.
    about_policy = "violates Content Security Policy (meta tag)"
    messages = [message for message in json.loads(done.stderr)["messages"] if about_policy not in message["message"]]
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


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_servers_answer_every_old_address_with_301(site: TrialSite, tmp_path: Path, server: servers.Server) -> None:
    odd = ("/cũ/bài số 1 (đầu).html", "/a$b&c+d.html", "/100%25.html", "/a'b;c.html", "/thu-muc/")
    site.article("a.md", category="Đô thị", aliases=json.dumps(odd, ensure_ascii=False))
    site.write(
        "site.yml",
        "url: https://example.org/\nid: example\n"
        f"categories: [{{name: Đô thị, aliases: [Quy hoạch]}}]\npublish: {{host: {server}}}\n",
    )
    site.built()
    (tmp_path / "work").mkdir()
    new = "/2023/01/12/a.html"
    expected = {
        **dict.fromkeys((quote(old.replace("%25", "%")) for old in odd), new),
        "/thu-muc/index.html": new,
        "/chuyen-muc/quy-hoach/": "/chuyen-muc/do-thi/",
        "/chuyen-muc/quy-hoach/2023.html": "/chuyen-muc/do-thi/2023.html",
        "/chuyen-muc/quy-hoach/atom.xml": "/chuyen-muc/do-thi/atom.xml",
    }
    with servers.serving(server, site.output, tmp_path / "work") as host:
        found = {old: answer(host, old) for old in expected}
        missing = answer(host, "/portal?newsid=123")
        present = answer(host, new)
    assert found == {old: (301, to) for old, to in expected.items()}
    assert missing == (404, "")
    assert present == (200, "")


def test_under_the_shipped_policy_the_themes_scripts_run_and_nothing_is_refused(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md", original_url="https://cong.example/tin?newsid=1", body="Nội dung.\n\n![Ảnh](anh.png)")
    site.write("content/anh.png", (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes())
    site.write("site.yml", "url: https://example.org/\nid: example\npublish: {host: apache}\n")
    site.built()
    (tmp_path / "work").mkdir()
    with servers.serving("apache", site.output, tmp_path / "work") as host:
        pages = [
            f"{host}/{path}"
            for path in ("2023/01/12/a.html", "index.html", "tim-kiem.html?q=noi", "dia-chi-cu/index.html", "404.html")
        ]
        assert {page: chromium.complaints(page) for page in pages} == {page: [] for page in pages}
        shown = chromium.run(pages[0], "--dump-dom")
        found = chromium.run(f"{host}/TIN?newsid=1&utm_source=x", "--dump-dom", "--virtual-time-budget=5000")
    assert shown.count("<button") == 12
    assert "<h1>Bài a</h1>" in found


def test_a_refusal_by_the_policy_would_be_seen(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.write("templates/article.html", "<!doctype html><title>x</title><script>document.title = 'y'</script>")
    site.write("site.yml", "publish: {host: apache}\n")
    site.built()
    (tmp_path / "work").mkdir()
    with servers.serving("apache", site.output, tmp_path / "work") as host:
        assert "Content Security Policy" in " ".join(chromium.complaints(f"{host}/2023/01/12/a.html"))


def answer(host: str, path: str) -> tuple[int, str]:
    """The status of an answer and the path it leads to."""
    connection = http.client.HTTPConnection(urlsplit(host).netloc, timeout=10)
    connection.request("GET", path)
    found = connection.getresponse()
    found.read()
    connection.close()
    return found.status, urlsplit(found.headers.get("Location", "")).path


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
