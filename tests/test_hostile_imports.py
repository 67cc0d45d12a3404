"""Sources that mean ill, imported by the command with its memory capped: each is refused by name, no other is lost, and nothing is read or written outside."""

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
import pytest
from PIL import Image

from conftest import CHECKOUT, NOW, TrialSite, files_below
from test_importing import HTML, WXR
from word_files import NAMES, paragraph

pytestmark = [
    pytest.mark.tools,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is capped by RLIMIT_AS, and read from /proc"),
]

# What numpy, lxml and trafilatura take before anything is read is 0.5 GB of it.
MEMORY: Final = 1_200_000_000
HIDDEN: Final = "bí mật của máy này"
WORD: Final = (CHECKOUT / "tests/word/cau-moi.docx").read_bytes()


class Ended(msgspec.Struct, frozen=True):
    code: int
    output: str


def run(site: TrialSite, *arguments: str) -> Ended:
    """A command that may have so much memory and no more."""
    script = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2); import runpy; sys.argv[:] = sys.argv[1:]; runpy.run_module('hn_archive', run_name='__main__', alter_sys=True)"
    command = [sys.executable, "-c", script, str(MEMORY), *arguments, "--source", str(site.folder)]
    # Threads of numerical libraries reserve memory for each core.
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)
    return Ended(done.returncode, done.stdout + done.stderr)


def imported(site: TrialSite, tmp_path: Path, kind: str, sources: Mapping[str, bytes]) -> Ended:
    folder = tmp_path / "sources"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(HIDDEN, encoding="utf-8")
    (tmp_path / "secret.png").write_bytes((CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes())
    for name, content in sources.items():
        (folder / name).write_bytes(content)
    before = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
    named = [str(folder / name) for name in sources]
    # Of some kinds one file is taken at a time.
    runs = [run(site, "import", kind, *each) for each in ([[name] for name in named] if kind == "wordpress" else [named])]
    ended = Ended(max(each.code for each in runs), "".join(each.output for each in runs))
    new = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")} - before
    inside = ("site/content", "site/import-report", "site/.hn-archive")
    assert all(path.as_posix().startswith(inside) for path in new), new
    assert all(HIDDEN.encode() not in content for _, content in files_below(site.folder))
    assert "Traceback" not in ended.output
    assert ended.code == 1, ended
    return ended


def articles(site: TrialSite) -> list[str]:
    return [content.decode() for path, content in files_below(site.folder / "content") if path.endswith(".md")]


@pytest.fixture
def site(tmp_path: Path) -> TrialSite:
    site = TrialSite(tmp_path / "site")
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\n")
    return site


def doctyped(text: str, secret: str) -> bytes:
    declared = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "{secret}"><!ENTITY % p SYSTEM "{secret}">]>'
    return text.replace("?>", f"?>{declared}", 1).replace("Đoạn một.", "Đoạn một &secret;").encode()


def laughing(text: str) -> bytes:
    bombs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return text.replace("?>", f'?><!DOCTYPE x [<!ENTITY l0 "ha">{bombs}]>', 1).replace("Đoạn một.", "&l11;").encode()


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in good.infolist():
            if entry.filename not in parts:
                made.writestr(entry, good.read(entry))
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def document(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<w:document {NAMES}><w:body>{body}</w:body></w:document>'.encode()


def test_word_files(site: TrialSite, tmp_path: Path) -> None:
    main = "word/document.xml"
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{tmp_path}/secret.txt">]>'
    hostile = {
        "xxe.docx": packed(**{main: document(paragraph("&s;"), entity)}),
        "laughs.docx": packed(**{main: document(paragraph("&b;"), '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>')}),
        "slip.docx": packed(**{"../../../secret.txt": b"x"}),
        "slip-windows.docx": packed(**{"..\\..\\secret.txt": b"x"}),
        "absolute.docx": packed(**{"/srv/evil": b"x"}),
        "bomb.docx": packed(**{"word/media/a.png": bytes(190_000_000)}),
        "bomb-xml.docx": packed(**{"word/styles.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}),
        "deep.docx": packed(**{main: document("<w:tbl><w:tr><w:tc>" * 5000)}),
        "cut.docx": WORD[: len(WORD) // 2],
        "nothing.docx": b"",
        "text.docx": b"PK\x03\x04 no zip",
    }
    ended = imported(site, tmp_path, "docx", {**hostile, "good.docx": WORD})
    for name in hostile:
        assert f"{name}" in ended.output, name
    assert len(articles(site)) == 1


def test_wordpress_exports(site: TrialSite, tmp_path: Path) -> None:
    hostile = {
        "xxe.xml": doctyped(WXR, f"file://{tmp_path}/secret.txt"),
        "laughs.xml": laughing(WXR),
        "deep.xml": WXR.replace("<channel>", "<channel>" + "<a>" * 100_000).encode(),
        "cut.xml": WXR.encode()[:400],
        "none.xml": b"\x00" * 1000,
    }
    path = (
        f"<img src='../../secret.png'><img src='file://{tmp_path}/secret.png'><img src='/wp-content/uploads/../../../secret.png'>"
    )
    good = WXR.replace("Đoạn một.", f"Đoạn một. {path}" + "<div><b>" * 3000).encode()
    ended = imported(site, tmp_path, "wordpress", {**hostile, "good.xml": good})
    for name in hostile:
        assert name in ended.output, name
    assert not list((site.folder / "content").rglob("*.png"))


def test_pages(site: TrialSite, tmp_path: Path) -> None:
    pictures = f"<img src='../secret.png'><img src='file://{tmp_path}/secret.png'><img src='..%2fsecret.png'><iframe src='file:///etc/passwd'></iframe>"
    hostile = {
        "deep.html": HTML.replace("<h1>", "<div>" * 200_000 + "<h1>").encode(),
        "tables.html": HTML.replace("<h1>", "<table><tr><td>" * 20_000 + "<h1>").encode(),
        "large.html": HTML.encode() + b"<p>x</p>" * 10_000_000,
        "picture.html": (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes(),
        "empty.html": b"",
        "attributes.html": ("<html><body " + " ".join(f"a{n}=1" for n in range(2_000)) + ">").encode(),
    }
    sources = {**hostile, "good.html": HTML.replace("<h3>", f"{pictures}<h3>").encode()}
    sources["xxe.html"] = doctyped(
        "<?xml version='1.0'?>" + HTML.replace("Khởi công", "Hoàn thành &secret; khởi công"), f"file://{tmp_path}/secret.txt"
    )
    (tmp_path / "link").symlink_to(tmp_path / "secret.txt")
    ended = imported(site, tmp_path, "page", sources)
    for name in ("large.html", "picture.html", "empty.html"):
        assert name in ended.output, name
    assert any("Khởi công cầu mới" in text for text in articles(site))
    assert not list((site.folder / "content").rglob("*.png"))


def test_posts_and_tables(site: TrialSite, tmp_path: Path) -> None:
    posts = {
        "yaml.md": b"---\ntitle: !!python/object/apply:os.system [touch hit]\ndate: 2023-01-12\n---\nx\n",
        "bomb.md": b"---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: A\ndate: 2023-01-12\n---\nx\n",
        "deep.md": b"---\ntitle: " + b"[" * 60_000 + b"\n---\nx\n",
        "deep.json.md": b'{"title": ' + b"[" * 100_000 + b"}\nx\n",
        "large.md": b"---\ntitle: A\ndate: 2023-01-12\n---\n" + b"x " * 30_000_000,
        "good.md": b"---\ntitle: A\ndate: 2023-01-12\n---\n![x](../secret.png) ![y](/etc/passwd) chu\n",
    }
    ended = imported(site, tmp_path, "markdown", posts)
    for name in posts:
        assert name in ended.output or name == "good.md", name
    assert sum("chu" in text for text in articles(site)) == 1
    assert not list(tmp_path.rglob("hit"))
    rows = tmp_path / "rows.csv"
    rows.write_bytes(b'title;date;body\n"' + b"x" * 60_000_000)
    assert run(site, "import", "table", str(rows)).code == 1
    lines = tmp_path / "rows.jsonl"
    lines.write_text(json.dumps({"title": "Tốt", "date": "2023-03-03", "body": "x"}) + "\n" + '{"title": ' + "[" * 100_000 + "\n")
    table = run(site, "import", "table", str(lines))
    assert table.code == 1
    assert "Traceback" not in table.output
    assert any("Tốt" in text for text in articles(site))


def png(width: int, height: int, rows: int) -> bytes:
    """A picture that says to be of a size, and has so many rows."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    row = bytes(width * 4 + 1)
    content = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def gif(width: int, height: int) -> bytes:
    frame = b"," + struct.pack("<HHHH", 0, 0, width, height) + b"\0\2\2\x44\1\0"
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + bytes(6) + frame + b";"


def saved(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(file, kind)
    return file.getvalue()


# By file: its bytes, and the code of what is said; "" where the picture is good and published.
PICTURES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "50000.png": (lambda: png(50_000, 50_000, 2), "picture-broken"),
    "65535.gif": (lambda: gif(65_535, 65_535), "picture-broken"),
    "wide.png": (lambda: png(2_000_000_000, 1, 0), "picture-broken"),
    "cut.jpg": (lambda: saved("JPEG", (400, 300))[:5000], "picture-damaged"),
    "head.jpg": (lambda: saved("JPEG")[:12], "picture-broken"),
    "html.png": (lambda: b"<html><script>alert(1)</script></html>", "picture-broken"),
    "svg.png": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture-broken"),
    "zip.gif": (lambda: WORD, "picture-broken"),
    "tiff.jpg": (lambda: saved("TIFF"), "picture-broken"),
    "eps.jpg": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n", "picture-broken"),
    "png.jpg": (lambda: saved("PNG"), ""),
    "good.jpg": (lambda: saved("JPEG"), ""),
}


def test_pictures(site: TrialSite) -> None:
    """A build, since no importer reads more of a picture than that it is there."""
    for name, (make, _) in PICTURES.items():
        site.write(f"content/{name}", make())
        site.article(f"{name.replace('.', '-')}.md", f"Chữ.\n\n![Ảnh]({name})")
    ended = run(site, "build", "--now", NOW.isoformat(), "--jobs", "1")
    assert ended.code == 0, ended
    for name, (_, code) in PICTURES.items():
        said = [line for line in ended.output.splitlines() if line.startswith(f"content/{name.replace('.', '-')}.md:")]
        assert [code in line for line in said] == [True] * bool(code), (name, said)
        page = site.page(f"2023/01/12/{name.replace('.', '-')}.html")
        assert ("<img" in page.partition("<article")[2].partition("</article>")[0]) == (code in ("", "picture-damaged"))


def test_more_memory_than_there_may_be_would_be_seen(site: TrialSite) -> None:
    site.write("templates/404.html", "{{ 'x' * 2000000000 }}")
    site.article("a.md")
    assert run(site, "build", "--now", NOW.isoformat(), "--jobs", "1").code != 0
