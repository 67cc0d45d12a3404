"""The open data hold every public article whole, for programs and spreadsheets alike."""

import csv
import io
import json
import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.provisional import urls

from conftest import NOW, TrialSite, files_below
from golden_sites import build_golden
from hn_archive.templates import csv_line

ON = "url: https://luutru.example.vn/kho/\nid: kho\nlists: {data: on}\n"
BODY = """Đoạn **một** có [liên kết](https://example.vn/?a=1&b=2) & dấu < >.

## Tiêu đề nhỏ

- mục *a*
- mục b

| Cột | Số |
|-----|----|
| x   | 1  |

Dòng một<br>dòng hai.
"""


def lines(site: TrialSite, year: int) -> list[dict[str, Any]]:
    text = site.page(f"du-lieu/articles-{year}.jsonl")
    assert text.endswith("\n")
    return [json.loads(line) for line in text[:-1].split("\n")]


def table(site: TrialSite) -> list[dict[str, str]]:
    text = (site.output / "du-lieu/articles.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True))


@pytest.fixture
def archive(site: TrialSite) -> TrialSite:
    site.write("site.yml", f"{ON}title: Kho tin\nlicense: https://creativecommons.org/licenses/by/4.0/\n")
    site.article(
        "a.md", BODY, title="'Bài \"một\", hai; ba'", date="2023-01-12 08:25", updated="2023-02-01", category="Đô thị",
        tags="[sông Hồng, cầu]", lead="'Sapo: một, \"hai\"'", author="[An, Bình]", source="{name: HNMO, url: 'https://hnmo.vn/1?a=1&b=2'}",
        original_url="https://cu.example.vn/?id=1", captured="2023-05-20", views="{count: 1234, as_of: 2023-05-20}",
        rating="{average: '4,5', votes: 12}", language="en", license="CC0", id="bai-1",
        corrections="[{date: 2023-03-04 05:06, text: Sửa một.}, {date: 2023-03-05, text: Sửa hai.}]",
    )  # fmt: skip
    site.article("b.md", date="2023-06-01")
    site.article("c.md", date="2022-12-31 23:59")
    site.built()
    return site


def test_each_published_article_is_one_line_of_its_year_the_oldest_first(archive: TrialSite) -> None:
    assert [record["address"] for record in lines(archive, 2023)] == ["2023/01/12/a.html", "2023/06/01/b.html"]
    assert [record["address"] for record in lines(archive, 2022)] == ["2022/12/31/c.html"]
    for record in (*lines(archive, 2022), *lines(archive, 2023)):
        assert record["url"] == f"https://luutru.example.vn/kho/{record['address']}"
        assert (archive.output / record["address"]).is_file()
        assert f'<meta name="DC.identifier" content="{record["id"]}">' in archive.page(record["address"])


def test_a_line_has_all_that_the_front_matter_says(archive: TrialSite) -> None:
    record = lines(archive, 2023)[0]
    del record["id"], record["text"]
    assert record == {
        "address": "2023/01/12/a.html",
        "url": "https://luutru.example.vn/kho/2023/01/12/a.html",
        "title": 'Bài "một", hai; ba',
        "date": "2023-01-12T08:25+07:00",
        "updated": "2023-02-01",
        "modified": "2023-03-05",
        "category": "Đô thị",
        "tags": ["sông Hồng", "cầu"],
        "lead": 'Sapo: một, "hai"',
        "authors": ["An", "Bình"],
        "source": "HNMO",
        "source_url": "https://hnmo.vn/1?a=1&b=2",
        "original_url": "https://cu.example.vn/?id=1",
        "captured": "2023-05-20",
        "views": 1234,
        "views_as_of": "2023-05-20",
        "rating": 4.5,
        "votes": 12,
        "language": "en",
        "license": "CC0",
        "corrections": [{"date": "2023-03-04T05:06+07:00", "text": "Sửa một."}, {"date": "2023-03-05", "text": "Sửa hai."}],
    }


def test_what_was_not_written_down_is_empty_and_not_invented(archive: TrialSite) -> None:
    record = lines(archive, 2022)[0]
    assert [record[name] for name in ("views", "rating", "votes")] == [None, None, None]
    assert [record[name] for name in ("updated", "lead", "source", "source_url", "original_url", "captured", "views_as_of")] == [
        ""
    ] * 7
    assert [record[name] for name in ("tags", "authors", "corrections")] == [[], [], []]
    assert record["language"] == "vi"
    assert record["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_the_text_has_the_words_in_paragraphs_and_no_html(archive: TrialSite) -> None:
    text = lines(archive, 2023)[0]["text"]
    paragraphs = text.split("\n\n")
    assert paragraphs[:4] == ["Đoạn một có liên kết & dấu < >.", "Tiêu đề nhỏ", "mục a", "mục b"]
    assert paragraphs[-1] == "Dòng một\ndòng hai."
    assert [row.split() for row in paragraphs[4:-1]] == [["Cột", "Số"], ["x", "1"]]
    assert not re.search(r"</?[a-z]|&[a-z]+;|\n{3}", text)
    assert lines(archive, 2022)[0]["text"] == "Nội dung."


def test_the_table_has_the_same_as_the_lines_and_opens_in_a_spreadsheet(archive: TrialSite) -> None:
    raw = (archive.output / "du-lieu/articles.csv").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r") == 4
    rows = table(archive)
    records = [*lines(archive, 2022), *lines(archive, 2023)]
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        for name, value in row.items():
            expected = record[name]
            if name == "corrections":
                expected = len(expected)
            assert value == ("; ".join(expected) if isinstance(expected, list) else "" if expected is None else str(expected)), name


@pytest.mark.parametrize("sign", "=+-@")
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe_and_the_lines_do_not(site: TrialSite, sign: str) -> None:
    site.write("site.yml", ON)
    formula = f'{sign}HYPERLINK("http://x.vn","a")'
    site.article("a.md", title=f"'{formula}'", tags=f"['{formula}', b]", lead=f"'{formula}'", license=f"'{formula}'")
    site.built()
    (row,) = table(site)
    for name in ("title", "lead", "license"):
        assert row[name] == f"'{formula}"
    assert row["tags"] == f"'{formula}; b"
    assert lines(site, 2023)[0]["title"] == formula


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=5))
def test_what_is_written_into_a_line_of_the_table_is_read_back(values: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(f"{csv_line(values)}\n", newline=""), strict=True)
    assert [value.removeprefix("'") if value[:2] in {"'=", "'+", "'-", "'@"} else value for value in row] == values
    assert not any(value.startswith(("=", "+", "-", "@")) for value in row)


def test_the_package_describes_the_files_that_are_there(archive: TrialSite) -> None:
    package = json.loads(archive.page("du-lieu/datapackage.json"))
    assert package["title"] == "Kho tin"
    assert package["homepage"] == "https://luutru.example.vn/kho/"
    assert package["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    folder = archive.output / "du-lieu"
    assert {entry["path"] for entry in package["resources"]} == {path for path, _ in files_below(folder)} - {"datapackage.json"}
    assert len({entry["name"] for entry in package["resources"]}) == 3
    for entry in package["resources"]:
        content = (folder / entry["path"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["hash"] == f"sha256:{sha256(content).hexdigest()}"
        assert entry["encoding"] == "utf-8"
    fields = next(entry for entry in package["resources"] if entry["format"] == "csv")["schema"]["fields"]
    assert [field["name"] for field in fields] == list(table(archive)[0])


def test_a_package_of_a_bare_site_is_json_too(site: TrialSite) -> None:
    site.write("site.yml", "title: '\"'\nlists: {data: on}\n")
    site.built()
    package = json.loads(site.page("du-lieu/datapackage.json"))
    assert package["title"] == '"'
    assert [entry["path"] for entry in package["resources"]] == ["articles.csv"]
    assert table(site) == []


def test_articles_that_are_not_public_are_in_no_file(site: TrialSite) -> None:
    site.write("site.yml", ON)
    site.article("a.md")
    note = "[{date: 13/01/2023, text: bimat}]"
    for name, matter in {
        "b": {"status": "withheld"},
        "c": {"draft": "true"},
        "d": {"date": "2030-01-01"},
        "e": {"status": "retracted", "corrections": note},
    }.items():
        site.article(f"bimat-{name}.md", body="bimat", title="bimat", **matter)
    site.built()
    assert not [path for path, content in files_below(site.output / "du-lieu") if b"bimat" in content]
    assert len(table(site)) == 1


@pytest.mark.parametrize("settings", ["", "lists: {data: off}\n", "lists: {days: off}\n"])
def test_there_are_no_open_data_unless_the_site_wants_them(site: TrialSite, settings: str) -> None:
    site.write("site.yml", settings)
    site.article("a.md")
    site.built()
    assert not (site.output / "du-lieu").exists()


def test_an_article_of_one_year_changes_no_file_of_another(archive: TrialSite) -> None:
    before = dict(files_below(archive.output / "du-lieu"))
    archive.article("moi.md", date="2024-01-01")
    archive.article("b-2.md", date="2022-12-31 23:59:30")
    archive.built()
    after = dict(files_below(archive.output / "du-lieu"))
    assert after["articles-2023.jsonl"] == before["articles-2023.jsonl"]
    assert after["articles-2022.jsonl"].startswith(before["articles-2022.jsonl"])
    assert set(after) - set(before) == {"articles-2024.jsonl"}


def test_the_same_articles_give_the_same_bytes_at_any_time(archive: TrialSite, tmp_path: Path) -> None:
    archive.build(now=NOW + timedelta(days=900), output=tmp_path / "later")
    assert dict(files_below(archive.output / "du-lieu")) == dict(files_below(tmp_path / "later" / "du-lieu"))


def test_the_data_have_their_own_address_in_english(site: TrialSite) -> None:
    site.write("site.yml", f"{ON}language: en\n")
    site.article("a.md")
    site.built()
    assert {path for path, _ in files_below(site.output / "data")} == {"articles-2023.jsonl", "articles.csv", "datapackage.json"}


def test_each_link_and_attachment_of_a_golden_site_is_in_the_data_as_words(tmp_path: Path) -> None:
    build_golden("everything", tmp_path)
    found = [
        json.loads(line)
        for path in sorted((tmp_path / "du-lieu").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert found
    for record in found:
        assert (tmp_path / record["address"]).is_file()
        assert not re.search(r"</?(?:p|a|div|span|img|figure|table|br)\b", record["text"])


@given(st.lists(urls(), min_size=1, max_size=3))
def test_web_addresses_are_never_taken_for_formulas(addresses: list[str]) -> None:
    assert next(csv.reader([str(csv_line(addresses))])) == addresses


def test_a_licence_in_words_is_not_passed_off_as_an_open_one(site: TrialSite) -> None:
    site.write("site.yml", f"{ON}license: Tất cả quyền được bảo lưu\n")
    site.article("a.md")
    site.built()
    package = json.loads(site.page("du-lieu/datapackage.json"))
    assert "licenses" not in package
    assert package["rights"] == "Tất cả quyền được bảo lưu"
