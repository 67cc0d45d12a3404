"""Texts for work with language: lines or files, complete, in NFC, and nothing that is not published."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest

import kept_site
from conftest import NOW, TrialSite, files_below, names_in
from hn_archive.exporters import corpus
from hn_archive.exporters.destination import Exported
from hn_archive.problem import Stop
from hn_archive.request import Request

FIRST = "2023/01/12/cau-rong"


def silent(stage: str, done: int, total: int) -> None:
    pass


def exported(site: TrialSite, path: Path) -> Exported:
    return corpus.export(Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive"), path, silent)


def test_each_line_is_an_article_with_what_is_known_of_it_and_its_text(kept: TrialSite, tmp_path: Path) -> None:
    assert exported(kept, tmp_path / "kho.jsonl") == Exported(language="vi", articles=2)
    first, second = map(json.loads, (tmp_path / "kho.jsonl").read_text(encoding="utf-8").splitlines())
    assert first | {"id": ""} == {
        "id": "",
        "address": f"{FIRST}.html",
        "url": f"https://luutru.example.vn/{FIRST}.html",
        "title": "Cầu Rồng phun lửa",
        "date": "2023-01-12T08:25+07:00",
        "updated": "",
        "category": "Đô thị",
        "tags": ["du lịch", "cầu"],
        "lead": "Cây cầu của thành phố.",
        "authors": ["Nguyễn Văn An"],
        "source": "HNMO",
        "source_url": "",
        "original_url": "",
        "language": "vi",
        "license": "Ghi rõ nguồn.",
        "text": f"Cầu Rồng ở Đà Nẵng {kept_site.SHOWN}.\n\nCầu\n\nHồ sơ",
    }
    assert first["id"].startswith("urn:uuid:")
    assert second["title"] == "Hồ Tây"


def test_a_path_without_an_ending_is_a_folder_with_a_text_for_each_article_and_a_table(kept: TrialSite, tmp_path: Path) -> None:
    exported(kept, tmp_path / "kho")
    made = dict(files_below(tmp_path / "kho"))
    assert list(made) == [f"{FIRST}.txt", "2023/02/01/ho-tay.txt", "metadata.csv"]
    assert made[f"{FIRST}.txt"].decode() == (
        f"Cầu Rồng phun lửa\n\nCây cầu của thành phố.\n\nCầu Rồng ở Đà Nẵng {kept_site.SHOWN}.\n\nCầu\n\nHồ sơ\n"
    )
    assert made["2023/02/01/ho-tay.txt"].decode() == "Hồ Tây\n\nSương sớm.\n"
    rows = list(csv.DictReader(io.StringIO(made["metadata.csv"].decode("utf-8-sig"), newline="")))
    assert [row["file"] for row in rows] == [f"{FIRST}.txt", "2023/02/01/ho-tay.txt"]
    assert rows[0]["tags"] == "du lịch; cầu"
    assert rows[0]["authors"] == "Nguyễn Văn An"


def test_both_are_the_same_bytes_each_time_and_hold_no_word_of_what_is_hidden(
    kept: TrialSite, twin: TrialSite, tmp_path: Path
) -> None:
    for name in ("a.jsonl", "a"):
        exported(kept, tmp_path / "one" / name)
        exported(twin, tmp_path / "other" / name)
    made = dict(files_below(tmp_path / "one"))
    assert made == dict(files_below(tmp_path / "other"))
    together = b"".join(made.values())
    assert [word for word in kept_site.HIDDEN if word.encode() in together] == []
    assert kept_site.SHOWN.encode() in together


def test_all_text_is_in_nfc_whatever_the_sources_and_entities_are_in(site: TrialSite, tmp_path: Path) -> None:
    site.article(
        "a.md", unicodedata.normalize("NFD", "Đường phố a&#x301;"), title="Ha&#x300;", tags=unicodedata.normalize("NFD", "[Hồ Tây]")
    )
    exported(site, tmp_path / "a.jsonl")
    line = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", line)
    assert json.loads(line)["text"] == "Đường phố á"
    assert json.loads(line)["tags"] == ["Hồ Tây"]


def test_a_site_without_articles_is_an_empty_file_that_the_next_export_replaces(site: TrialSite, tmp_path: Path) -> None:
    assert exported(site, tmp_path / "a.jsonl").articles == 0
    assert (tmp_path / "a.jsonl").read_bytes() == b""
    site.article("a.md")
    assert exported(site, tmp_path / "a.jsonl").articles == 1
    assert exported(site, tmp_path / "a.jsonl").articles == 1


def test_errors_in_the_site_are_reported_and_nothing_is_written(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.article("b.md", date="31/02/2023")
    made = exported(site, tmp_path / "a.jsonl")
    assert made.exit_code == 1
    assert "date" in {problem.code for problem in made.problems}
    site.write("site.yml", "titel: A\n")
    assert exported(site, tmp_path / "a").exit_code == 2
    assert names_in(tmp_path) == ["site"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jsonl", '{"id": 1}\n', "export-exists"),
        ("a.jsonl", "my thesis", "export-exists"),
        ("a.jsonl", '{"id":"","title":""}\n', "export-exists"),
        ("a.csv", None, "export-ending"),
        ("a.v2", None, "export-ending"),
        ("a", "x", "export-exists"),
    ],
)
def test_what_is_there_and_is_no_export_stays(name: str, content: str | None, code: str, site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(Stop) as stopped:
        exported(site, tmp_path / name)
    assert (stopped.value.problem.code, stopped.value.exit_code) == (code, 2)
    assert content is None or (tmp_path / name).read_text() == content
