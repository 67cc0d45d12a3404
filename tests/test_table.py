"""Tables of articles."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hn_archive.dates import HANOI
from hn_archive.front_matter import open_article
from hn_archive.importers.incoming import Guess, Incoming, missing_words
from hn_archive.importers.table import read
from hn_archive.markdown import Renderer
from hn_archive.problem import Location, has_errors


def articles(folder: Path, content: str, columns: dict[str, str] | None = None, name: str = "tin.csv") -> list[Incoming]:
    (folder / name).write_text(content, encoding="utf-8")
    return list(read(folder / name, columns or {}))


def codes(made: Incoming) -> list[str]:
    return [problem.code for problem in made.problems]


def test_columns_are_mapped_to_keys_and_groups(tmp_path: Path) -> None:
    columns = {
        "title": "Tieu_de",
        "date": "Ngay",
        "source.name": "Nguon",
        "source.url": "LinkNguon",
        "body": "ND",
        "tags": "TK",
        "views": "LX",
        "address": "URL",
    }
    text = 'Tieu_de;Ngay;Nguon;LinkNguon;ND;TK;LX;URL;Ma\nCầu mới;12/01/2023 | 08:25;HNMO;https://example.vn/a;"Đoạn một.\n\nĐoạn hai.";cầu, sông Hồng;1.234;/tin/1.html;77\n'
    (made,) = articles(tmp_path, text, columns)
    assert (made.title, made.date, made.address) == ("Cầu mới", "2023-01-12 08:25", "/tin/1.html")
    assert made.body == "Đoạn một.\n\nĐoạn hai."
    assert made.fields == {"tags": ["cầu", "sông Hồng"], "source": {"name": "HNMO", "url": "https://example.vn/a"}, "views": 1234}
    assert [(problem.code, problem.location) for problem in made.problems] == [("import-key", Location("tin.csv", 2))]
    assert "Ma" in made.problems[0].message("vi")
    assert "77" in made.problems[0].message("vi")
    assert missing_words(made) == ()


def test_headers_of_vietnamese_editors_are_understood_as_guesses(tmp_path: Path) -> None:
    text = "Tiêu đề,Ngày đăng,Chuyên mục,Sapo,Nội dung,Tác giả,Nguồn,Lượt xem,Từ khóa\nCầu mới,12/01/2023,Đô thị,Mở đầu.,Đoạn.,Văn An; Bình,HNMO,7,cầu\n"
    (made,) = articles(tmp_path, text)
    assert made.fields == {
        "category": "Đô thị", "tags": ["cầu"], "lead": "Mở đầu.", "author": ["Văn An", "Bình"], "source": {"name": "HNMO"}, "views": 7,
    }  # fmt: skip
    assert Guess("title", "Cầu mới", "column Tiêu đề") in made.guesses
    assert made.problems == ()


def test_columns_that_are_called_like_our_keys_are_no_guesses(tmp_path: Path) -> None:
    (made,) = articles(tmp_path, "title,date,body,image.caption,image\nCầu,2023-01-12,Đoạn.,Toàn cảnh,mat.jpg\n")
    assert made.guesses == ()
    assert made.fields == {"image": {"caption": "Toàn cảnh"}}
    assert codes(made) == ["import-file-missing"]


def test_pictures_beside_the_table_come_along_and_others_do_not(tmp_path: Path) -> None:
    folder = tmp_path / "bang"
    (folder / "anh").mkdir(parents=True)
    (folder / "anh/cau.jpg").write_bytes(b"x")
    (tmp_path / "mat.jpg").write_bytes(b"x")
    text = 'title,date,image,body\nCầu,2023-01-12,anh/cau.jpg,"<p>Đoạn <b>đậm</b>.</p><img src=../mat.jpg alt=Mật>"\n'
    (made,) = articles(folder, text)
    assert made.fields == {"image": "import:cau.jpg"}
    assert [file.name for file in made.files] == ["cau.jpg"]
    assert made.body == "Đoạn **đậm**.\n\nMật"
    assert codes(made) == ["import-file-missing"]


def test_columns_of_one_group_come_together_in_any_order(tmp_path: Path) -> None:
    text = 'title,date,body,rating.votes,rating.average,views.as_of,views\nCầu,2023-01-12,x,12,"4,5",20/05/2023,1.007\n'
    (made,) = articles(tmp_path, text)
    assert made.fields == {"views": {"as_of": "2023-05-20", "count": 1007}, "rating": {"votes": "12", "average": "4,5"}}


def test_text_stays_text(tmp_path: Path) -> None:
    (made,) = articles(tmp_path, 'title,date,body\nCầu,2023-01-12,"*Một* 3 < 4 & 5\n# Hai\n1945. Ba"\n')
    body, _ = Renderer("vi").render(made.body, "a.md", 1)
    assert body is not None
    assert body.html == "<p>*Một* 3 &lt; 4 &amp; 5</p>\n<p># Hai</p>\n<p>1945. Ba</p>"
    assert missing_words(made) == ()


def test_rows_that_lack_something_are_told_with_their_line_and_do_not_stop_the_others(tmp_path: Path) -> None:
    made = articles(tmp_path, "title,date,body\n,2023-01-12,x\nCầu,,x\nCầu,hôm qua,x\nCầu,2023-01-12,\nCầu,2023-01-12,x\n")
    assert [codes(each) for each in made] == [["import-no-title"], ["import-no-date"], ["import-date"], ["import-empty"], []]
    assert [each.problems[0].location for each in made[:4]] == [Location("tin.csv", line) for line in (2, 3, 4, 5)]
    assert [each.source for each in made] == [f"tin.csv#{line}" for line in range(2, 7)]


@pytest.mark.parametrize("name", ["tin.csv", "tin.tsv"])
@pytest.mark.parametrize("columns", [{"tittle": "a"}, {"title": "không có"}])
def test_a_map_that_does_not_fit_is_an_error(columns: dict[str, str], name: str, tmp_path: Path) -> None:
    (made,) = articles(tmp_path, "a,b\n1,2\n", columns, name)
    assert codes(made) == ["import-unreadable"]
    assert next(iter(columns.values() if "title" in columns else columns)) in made.problems[0].message("vi")


def test_json_lines_give_the_same_as_a_table(tmp_path: Path) -> None:
    line = {
        "title": "Cầu",
        "date": "2023-01-12",
        "tags": ["một", "hai"],
        "source": {"name": "HNMO"},
        "body": "Đoạn.",
        "draft": True,
    }
    (made,) = articles(tmp_path, json.dumps(line) + "\n", name="tin.jsonl")
    (same,) = articles(tmp_path, 'title,date,tags,source.name,body,draft\nCầu,2023-01-12,"một,hai",HNMO,Đoạn.,true\n')
    assert (made.title, made.date, made.fields, made.body) == (same.title, same.date, same.fields, same.body)


def test_what_is_nested_too_deeply_is_an_error_of_its_row(tmp_path: Path) -> None:
    made = articles(tmp_path, f"title,date,body\nCầu,2023-01-12,{'<div>' * 5000}x</div>\nCầu,2023-01-12,x\n")
    assert codes(made[0])[0] == "import-unreadable"
    assert codes(made[1]) == []


KEYS = [
    "lead",
    "tags",
    "author",
    "views",
    "views.as_of",
    "source",
    "source.name",
    "source.url",
    "image",
    "image.caption",
    "rating.average",
    "updated",
    "slug",
    "language",
    "khác",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(KEYS), st.text("aăđ ,;:.#<>&\"'*1203/-\n", max_size=20)),
    st.text("aăđ ,;#<>&*_1.\n-", max_size=40),
)
def test_the_archive_reads_whatever_comes_of_a_row(tmp_path: Path, values: dict[str, str], body: str) -> None:
    (made,) = articles(
        tmp_path, json.dumps({"title": "Cầu", "date": "2023-01-12", "body": f"Đoạn. {body}", **values}), name="tin.jsonl"
    )
    assert not has_errors(made.problems)
    head = json.dumps({"title": made.title, "date": made.date, **made.fields}, ensure_ascii=False)
    opened = open_article(f"---\n{head}\n---\n\n{made.body}\n".encode(), "content/bai.md", HANOI)
    assert opened.matter is not None
    assert missing_words(made) == ()


def test_a_count_that_no_page_ever_had_is_reported(tmp_path: Path) -> None:
    (tmp_path / "bai.csv").write_text(
        f"title,date,body,views\nCầu,2023-01-12,x,{'9' * 6_000}\nHai,2023-01-12,y,7\n", encoding="utf-8"
    )
    first, second = read(tmp_path / "bai.csv", {})
    assert [problem.code for problem in first.problems] == ["import-key"]
    assert (first.body, second.fields["views"]) == ("x", 7)
