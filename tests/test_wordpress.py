"""WordPress exports as articles."""

from pathlib import Path

import pytest

from hn_archive.dates import HANOI, parse
from hn_archive.importers.incoming import Incoming, missing_words
from hn_archive.importers.wordpress import read
from hn_archive.problem import has_errors
from word_files import png

AUTHOR = "<wp:author><wp:author_login>an</wp:author_login><wp:author_display_name><![CDATA[Nguyễn Văn An]]></wp:author_display_name></wp:author>"


def post(number: int = 1, content: str = "Đoạn một.\n\nĐoạn hai.", more: str = "", **texts: str) -> str:
    fields = {
        "title": "Cầu mới",
        "link": f"https://example.vn/2023/01/cau-{number}/",
        "wp:post_id": str(number),
        "wp:post_date": "2023-01-12 08:25:00",
        "wp:post_date_gmt": "2023-01-12 01:25:00",
        "wp:status": "publish",
        "wp:post_type": "post",
        "dc:creator": "an",
        **{
            f"wp:{name}"
            if name in ("post_date", "post_date_gmt", "status", "post_type", "attachment_url", "is_sticky", "post_password")
            else name: text
            for name, text in texts.items()
        },
    }
    made = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items())
    return f"<item>{made}<content:encoded><![CDATA[{content}]]></content:encoded>{more}</item>"


def export(folder: Path, *items: str, head: str = "") -> Path:
    names = (
        'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    path = folder / "xuat.xml"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<rss {names}><channel>{AUTHOR}{"".join(items)}</channel></rss>',
        encoding="utf-8",
    )
    return path


def only(folder: Path, *items: str) -> Incoming:
    (incoming,) = read(export(folder, *items))
    return incoming


def codes(incoming: Incoming) -> list[str]:
    return [problem.code for problem in incoming.problems]


def meta(key: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"


def test_a_post_is_an_article(tmp_path: Path) -> None:
    more = (
        "<excerpt:encoded><![CDATA[Sapo của bài.]]></excerpt:encoded>"
        '<category domain="category" nicename="a"><![CDATA[Đô thị]]></category><category domain="post_tag" nicename="b"><![CDATA[cầu]]></category>'
        '<category domain="category" nicename="c"><![CDATA[Giao thông]]></category>' + meta("post_views_count", "1234")
    )
    incoming = only(tmp_path, post(7, more=more))
    assert incoming.source == "xuat.xml#7"
    assert (incoming.title, incoming.date, incoming.address) == (
        "Cầu mới",
        "2023-01-12T08:25:00+07:00",
        "https://example.vn/2023/01/cau-7/",
    )
    assert parse(incoming.date, HANOI).at.hour == 8
    assert incoming.fields == {
        "category": "Đô thị",
        "tags": ["Giao thông", "cầu"],
        "lead": "Sapo của bài.",
        "author": ["Nguyễn Văn An"],
        "aliases": ["/?p=7"],
        "views": 1234,
    }
    assert incoming.body == "Đoạn một.\n\nĐoạn hai."
    assert incoming.problems == ()
    assert missing_words(incoming) == ()


@pytest.mark.parametrize(
    ("local", "universal", "date"),
    [
        ("2023-01-12 08:25:00", "0000-00-00 00:00:00", "2023-01-12 08:25:00"),
        ("0000-00-00 00:00:00", "2023-01-12 01:25:00", "2023-01-12T01:25:00+00:00"),
        ("2023-01-12 08:25:00", "2021-01-01 00:00:00", "2021-01-01T00:00:00+00:00"),
        ("0000-00-00 00:00:00", "", ""),
    ],
)
def test_dates_keep_the_offset_they_had(local: str, universal: str, date: str, tmp_path: Path) -> None:
    incoming = only(tmp_path, post(post_date=local, post_date_gmt=universal))
    assert incoming.date == date
    assert codes(incoming) == ([] if date else ["import-no-date"])


def test_blocks_and_short_codes_become_markdown(tmp_path: Path) -> None:
    content = (
        '<!-- wp:heading --><h2>Mục</h2><!-- /wp:heading --><!-- wp:paragraph --><p>Đoạn[form id="3"].</p><!-- /wp:paragraph -->'
    )
    incoming = only(tmp_path, post(content=content))
    assert incoming.body == '## Mục\n\nĐoạn[form id="3"].'
    assert codes(incoming) == ["import-code"]


def test_pictures_are_taken_from_the_folder_beside(tmp_path: Path) -> None:
    uploads = tmp_path / "wp-content" / "uploads" / "2023"
    uploads.mkdir(parents=True)
    (uploads / "Cầu.png").write_bytes(png())
    (uploads / "a.pdf").write_bytes(b"%PDF")
    base = "https://example.vn/wp-content/uploads/2023"
    content = f'<img src="{base}/Cầu-300x200.png" alt="Cầu">\n\n[caption]<img src="{base}/khac.png"> Chú thích.[/caption]\n\n<a href="{base}/a.pdf">Tệp</a>'
    image = post(9, "", meta("_wp_attachment_image_alt", "Cầu"), post_type="attachment", attachment_url=f"{base}/C%E1%BA%A7u.png")
    incoming = only(tmp_path, post(content=content, more=meta("_thumbnail_id", "9")), image)
    assert incoming.body == "![Cầu](import:cau.png)\n\nChú thích.\n\n[Tệp](import:a.pdf)"
    assert incoming.fields["image"] == {"src": "import:cau.png", "alt": "Cầu"}
    assert {file.name: file.path.name for file in incoming.files} == {"cau.png": "Cầu.png", "a.pdf": "a.pdf"}
    assert [dict(problem.values) for problem in incoming.problems] == [{"path": f"{base}/khac.png"}]


def test_no_path_leads_out_of_the_folder(tmp_path: Path) -> None:
    uploads = tmp_path / "site" / "uploads"
    uploads.mkdir(parents=True)
    (tmp_path / "mat.png").write_bytes(png())
    (uploads / "link.png").symlink_to(tmp_path / "mat.png")
    content = "".join(
        f'<p><img src="{src}"></p>'
        for src in (
            "/uploads/../../mat.png",
            "/uploads/%2e%2e/%2e%2e/mat.png",
            f"/uploads/{tmp_path}/mat.png",
            "/uploads/link.png",
            "http://[x/uploads/a.png",
            "/uploads/%00.png",
        )
    )
    incoming = only(tmp_path / "site", post(content=content + "Chữ"))
    assert incoming.files == ()
    assert incoming.body == "Chữ"
    assert set(codes(incoming)) == {"import-file-missing"}


@pytest.mark.parametrize(
    "texts", [{"status": "draft"}, {"status": "private"}, {"status": "trash"}, {"post_type": "page"}, {"post_password": "x"}]
)
def test_what_is_not_for_all_comes_as_a_reported_draft(texts: dict[str, str], tmp_path: Path) -> None:
    incoming = only(tmp_path, post(1, "Chữ", "", **texts))
    assert incoming.fields["draft"] is True
    assert codes(incoming) == ["import-key"]


def test_items_that_stand_twice_come_once_and_are_reported(tmp_path: Path) -> None:
    incoming = only(tmp_path, post(), post(), post(5, post_type="revision"))
    assert codes(incoming) == ["import-same"]


def test_depth_loses_no_word_or_is_a_problem(tmp_path: Path) -> None:
    deep, deeper = ("<div>" * depth + "Sâu" + "</div>" * depth + "<p>Sau</p>" for depth in (1_000, 10_000))
    assert only(tmp_path, post(content=deep)).body == "Sâu\n\nSau"
    assert codes(only(tmp_path, post(content=deeper))) == ["import-unreadable"]


def test_an_export_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    path = export(tmp_path, post(1), post(2))
    path.write_text(path.read_text(encoding="utf-8")[:-60], encoding="utf-8")
    articles = list(read(path))
    assert codes(articles[-1]) == ["import-unreadable"]
    assert has_errors(articles[-1].problems)


@pytest.mark.parametrize("content", [b"", b"not XML", b"\xff\xfe\x00"])
def test_what_is_no_export_is_unreadable(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    assert [codes(incoming) for incoming in read(path)] == [["import-unreadable"]]


def test_declarations_of_document_types_are_refused(tmp_path: Path) -> None:
    path = export(tmp_path, post(), head='<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY x SYSTEM "file:///etc/passwd">]>')
    assert [codes(incoming) for incoming in read(path)] == [["import-unsafe"]]


def test_posts_come_one_by_one(tmp_path: Path) -> None:
    path = export(tmp_path, *(post(number) for number in range(300)))
    found = read(path)
    assert [next(found).source, next(found).source] == ["xuat.xml#0", "xuat.xml#1"]
    assert len(list(found)) == 298


def test_a_count_that_no_page_ever_had_is_reported(tmp_path: Path) -> None:
    made = only(tmp_path, post(more=meta("views", "9" * 5_000)))
    assert "views" not in made.fields
    assert "import-key" in codes(made)
    assert only(tmp_path, post(more=meta("views", "1234"))).fields["views"] == 1234


def test_a_picture_whose_name_no_disk_takes_is_missing(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    made = only(tmp_path, post(content=f'Một. <img src="https://a.vn/wp-content/uploads/{"a" * 300}.jpg" alt="Cầu">'))
    assert "import-file-missing" in codes(made)
    assert "Cầu" in made.body
