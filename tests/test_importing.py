"""Imports from the command line to the published page."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import extruct  # type: ignore[import-untyped]
import pytest
import trafilatura
from click.testing import CliRunner, Result
from htmldate import find_date
from trafilatura.settings import Document

from conftest import CHECKOUT, TrialSite, files_below
from hn_archive.cli import commands
from hn_archive.commands import import_
from hn_archive.importers.accession import Accession, Taken
from hn_archive.importers.incoming import Incoming
from test_page_text import LEAD, LONG, PAGE

URL = "https://example.org/"
HTML = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Khởi công cầu mới - Cổng thông tin</title>
<link rel="canonical" href="https://cu.example.vn/portal/tin.aspx?newsid=7">
<meta property="article:published_time" content="2023-01-12T08:25:00+07:00"></head>
<body><nav><a href="/">Trang chủ</a> <a href="/tin">Tin tức</a></nav>
<div class="content"><h1>Khởi công cầu mới</h1><p class="author">Tác giả: Trần Bình</p><p><b>{LEAD}</b></p>
<p>{LONG}</p><h3>Vốn của thành phố</h3><p>{LONG.replace("Cây cầu", "Cầu")}</p><p>{LONG.replace("Cây cầu", "Cây cầu ấy")}</p></div>
<footer>Bản quyền của Cổng thông tin</footer></body></html>"""
CSV = "Tiêu đề;Ngày đăng;Nội dung;Chuyên mục\nCầu một;12/01/2023 08:25;Đoạn một.;Đô thị\nCầu hai;13/01/2023;Đoạn hai.;Đô thị\n"
WXR = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/">
<channel><wp:wxr_version>1.2</wp:wxr_version><item><title>Cầu mới</title><link>https://cu.example.vn/2023/01/cau-moi/</link>
<content:encoded><![CDATA[Đoạn một.

Đoạn hai.]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_date>2023-01-12 08:25:00</wp:post_date><wp:post_date_gmt>2023-01-12 01:25:00</wp:post_date_gmt>
<wp:post_name>cau-moi</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"""


@pytest.fixture
def trial(site: TrialSite) -> TrialSite:
    site.write("site.yml", f"title: Kho\nid: k\nurl: {URL}\nlanguage: vi\n")
    return site


def run(site: TrialSite, kind: str, *arguments: object) -> Result:
    return CliRunner().invoke(commands, ["import", kind, *map(str, arguments), "--source", str(site.folder)])


def source(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def articles(site: TrialSite) -> list[str]:
    return [path for path, _ in files_below(site.folder / "content") if path.endswith(".md")]


@pytest.mark.parametrize(("name", "text"), [("page.txt", PAGE), ("page.html", HTML)])
def test_a_saved_page_comes_out_as_it_went_in(trial: TrialSite, tmp_path: Path, name: str, text: str) -> None:
    done = run(trial, "page", source(tmp_path, f"in/{name}", text))
    assert done.exit_code == 0, done.output
    trial.built()
    (path,) = articles(trial)
    assert path == "2023/01/2023-01-12-khoi-cong-cau-moi.md"
    page = trial.page("2023/01/12/khoi-cong-cau-moi.html")
    found = trafilatura.bare_extraction(page, with_metadata=True, url=f"{URL}2023/01/12/khoi-cong-cau-moi.html")
    assert isinstance(found, Document)
    assert (found.title, found.date) == ("Khởi công cầu mới", "2023-01-12")
    assert find_date(page, original_date=True) == "2023-01-12"
    assert LONG in (found.text or "")
    (graph,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    ld = next(each for each in graph["@graph"] if each["@type"] == "NewsArticle")
    assert (ld["headline"], ld["datePublished"]) == ("Khởi công cầu mới", "2023-01-12T08:25+07:00")
    assert [author["name"] for author in ld.get("author", [])] == (["Trần Bình"] if name.endswith("html") else [])


def test_an_old_address_leads_to_the_imported_page(trial: TrialSite, tmp_path: Path) -> None:
    run(trial, "page", source(tmp_path, "in/page.html", HTML))
    listed = CliRunner().invoke(
        commands, ["list", "https://cu.example.vn/portal/tin.aspx?newsid=7", "--source", str(trial.folder), "--format", "json"]
    )
    assert json.loads(listed.stdout)["path"].endswith("2023-01-12-khoi-cong-cau-moi.md")
    assert "newsid=7 | /2023/01/12/khoi-cong-cau-moi.html" in (trial.folder / import_.REPORT).read_text(encoding="utf-8")


def test_a_second_import_changes_nothing_and_an_edit_stays(trial: TrialSite, tmp_path: Path) -> None:
    source(tmp_path, "in/a.txt", PAGE)
    source(tmp_path, "in/b.html", HTML.replace("Khởi công cầu mới", "Thông xe cầu mới"))
    assert "đã ghi 2" in run(trial, "page", tmp_path / "in").output
    before = list(files_below(trial.folder / "content"))
    assert "đã có, không đổi 2" in run(trial, "page", tmp_path / "in").output
    assert list(files_below(trial.folder / "content")) == before
    edited = trial.folder / "content" / articles(trial)[0]
    edited.write_text(edited.read_text(encoding="utf-8") + "\nThêm.\n", encoding="utf-8")
    kept = run(trial, "page", tmp_path / "in")
    assert (kept.exit_code, "giữ nguyên 1" in kept.output, "import-changed" in kept.output) == (0, True, True)
    assert "Thêm." in edited.read_text(encoding="utf-8")
    assert "đã ghi đè 1" in run(trial, "page", tmp_path / "in", "--force").output
    assert list(files_below(trial.folder / "content")) == before


def test_an_import_that_was_broken_off_goes_on(trial: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        source(tmp_path, f"in/{number}.md", f"---\ntitle: Bài {number}\ndate: 2023-01-12\n---\n\nĐoạn {number}.\n")
    with monkeypatch.context() as broken:
        take = Accession.take
        count = iter(range(10))

        def stop(self: Accession, incoming: Incoming) -> Taken:
            if next(count) == 3:
                raise KeyboardInterrupt
            return take(self, incoming)

        broken.setattr(Accession, "take", stop)
        assert run(trial, "markdown", tmp_path / "in").exit_code == 130
    assert len(articles(trial)) == 3
    assert "đã ghi 3, đã có, không đổi 3" in run(trial, "markdown", tmp_path / "in").output
    trial.built()


def test_what_has_no_date_is_not_written_and_ends_with_1(trial: TrialSite, tmp_path: Path) -> None:
    page = source(tmp_path, "in/a.txt", f"Cầu mới\n\n{LEAD}\n")
    refused = run(trial, "page", page)
    assert refused.exit_code == 1
    assert "import-no-date" in refused.output
    assert not articles(trial)
    assert run(trial, "page", page, "--date", "12/01/2023").exit_code == 0
    assert articles(trial) == ["2023/01/2023-01-12-cau-moi.md"]


def test_rules_name_the_places_of_an_era(trial: TrialSite, tmp_path: Path) -> None:
    page = source(
        tmp_path, "in/a.html", HTML.replace('<p class="author">', '<p class="sapo">Một câu mở đầu.</p><p class="author">')
    )
    rules = source(tmp_path, "rules.yml", "eras:\n- match: {host: cu.example.vn}\n  lead: p.sapo\n  body: div.content\n")
    done = run(trial, "page", page, "--rules", rules)
    assert done.exit_code == 0, done.output
    assert "lead: Một câu mở đầu." in (trial.folder / "content" / articles(trial)[0]).read_text(encoding="utf-8")
    source(tmp_path, "rules.yml", "eras:\n- match: {host: cu.example.vn}\n  lead: 'p['\n")
    wrong = run(trial, "page", page, "--rules", rules)
    assert (wrong.exit_code, "rules.yml:3:9" in wrong.output) == (2, True)


def test_a_sample_shows_articles_beside_their_sources(trial: TrialSite, tmp_path: Path) -> None:
    for number in range(9):
        source(tmp_path, f"in/{number}.md", f"---\ntitle: Bài {number}\ndate: 2023-01-12\n---\n\nĐoạn {number}.\n")
    run(trial, "markdown", tmp_path / "in", "--sample", "3")
    page = (trial.folder / import_.SAMPLE).read_text(encoding="utf-8")
    assert [number for number in range(9) if f"{number}.md</h2>" in page] == [0, 3, 6]


def test_word_files_become_articles(trial: TrialSite) -> None:
    done = run(trial, "docx", CHECKOUT / "tests" / "word")
    assert (done.exit_code, done.output.count("import-no-date")) == (1, 1)
    assert len(articles(trial)) == 4
    trial.built()
    assert "Cầu mới trong ngày thông xe." in trial.page("2023/01/12/thong-xe-cau-moi-qua-song-lam.html")


def test_a_hostile_word_file_stops_no_other(trial: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.docx").write_bytes((CHECKOUT / "tests/word/cau-moi.docx").read_bytes())
    with zipfile.ZipFile(tmp_path / "in/b.docx", "w") as bomb:
        bomb.writestr("../../evil.xml", "x")
    done = run(trial, "docx", tmp_path / "in")
    assert (done.exit_code, "evil.xml" in done.output, len(articles(trial))) == (1, True, 1)


def test_a_table_becomes_articles_by_the_names_of_its_columns(trial: TrialSite, tmp_path: Path) -> None:
    assert run(trial, "table", source(tmp_path, "a.csv", CSV)).exit_code == 0
    assert [Path(path).stem for path in articles(trial)] == ["2023-01-12-cau-mot", "2023-01-13-cau-hai"]
    lines = '{"t": "Cầu ba", "d": "2023-01-14", "b": "Đoạn ba."}\n'
    mapped = run(trial, "table", source(tmp_path, "a.jsonl", lines), "--map", "title=t", "--map", "date=d", "--map", "body=b")
    assert mapped.exit_code == 0, mapped.output
    assert len(articles(trial)) == 3
    assert run(trial, "table", tmp_path / "a.csv", "--map", "title").exit_code == 2


def test_a_wordpress_export_becomes_articles(trial: TrialSite, tmp_path: Path) -> None:
    done = run(trial, "wordpress", source(tmp_path, "export.xml", WXR))
    assert done.exit_code == 0, done.output
    assert articles(trial) == ["2023/01/2023-01-12-cau-moi.md"]
    result = trial.built()
    assert not trial.codes(result)
    assert "<p>Đoạn hai.</p>" in trial.page("2023/01/12/cau-moi.html")


def test_problems_are_lines_of_json_for_programs(trial: TrialSite, tmp_path: Path) -> None:
    done = run(trial, "page", source(tmp_path, "in/a.txt", f"Cầu mới\n\n{LEAD}\n"), "--format", "json")
    assert [json.loads(line)["code"] for line in done.stdout.splitlines()] == ["import-no-date"]


@pytest.mark.parametrize("kind", ["page", "docx", "markdown", "wordpress", "table"])
def test_without_its_libraries_it_says_how_to_get_them(trial: TrialSite, tmp_path: Path, kind: str) -> None:
    """In a process of its own, in which none of them can be imported."""
    without = "import sys; sys.modules.update(dict.fromkeys(('cssselect', 'htmldate', 'lxml', 'mammoth', 'trafilatura')))"
    program = f"{without}; from hn_archive.cli import main; main()"
    page = source(tmp_path, "in/a.txt", PAGE)
    command = [sys.executable, "-c", program, "import", kind, str(page), "--source", str(trial.folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2, done.stderr
    assert "cssselect, htmldate, lxml, mammoth, trafilatura" in done.stderr
    assert 'pip install "hn-archive[import]"' in done.stderr


def test_names_of_nothing_and_sites_that_are_none_end_with_2(trial: TrialSite, tmp_path: Path) -> None:
    assert run(trial, "page", tmp_path / "nowhere").exit_code == 2
    assert run(trial, "table", tmp_path / "nowhere.csv").exit_code == 2
    trial.write("site.yml", "titel: A\n")
    assert run(trial, "page", source(tmp_path, "in/a.txt", PAGE)).exit_code == 2
