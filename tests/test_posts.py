"""Posts of Hugo, Jekyll, Pelican and Eleventy."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hn_archive.dates import HANOI
from hn_archive.front_matter import open_article
from hn_archive.importers.incoming import Guess, Incoming, missing_words
from hn_archive.importers.posts import read
from hn_archive.problem import has_errors


def post(folder: Path, text: str, name: str = "bai.md") -> Incoming:
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name, folder, name)


def codes(incoming: Incoming) -> list[str]:
    return [problem.code for problem in incoming.problems]


def left(incoming: Incoming) -> dict[str, str]:
    """The keys that were reported, and their values."""
    return {dict(p.values)["key"]: dict(p.values)["value"] for p in incoming.problems if p.code == "import-key"}


def test_a_post_of_jekyll_has_its_date_and_slug_in_the_name_of_its_file(tmp_path: Path) -> None:
    made = post(tmp_path, "---\nlayout: post\ntitle: Khởi công cầu\nlang: vi_VN\n---\n\nĐoạn một.\n", "2004-02-16-khoi-cong.md")
    assert (made.title, made.date, made.body) == ("Khởi công cầu", "2004-02-16", "Đoạn một.")
    assert made.fields == {"slug": "khoi-cong", "language": "vi"}
    assert set(made.guesses) == {Guess("date", "2004-02-16", "file name"), Guess("slug", "khoi-cong", "file name")}
    assert left(made) == {"layout": "post"}


def test_a_post_of_hugo_gives_all_that_has_a_place(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static/cau.jpg").write_bytes(b"x")
    made = post(
        tmp_path,
        """---
title: 'Luật &#8220;Thủ đô&#8221;'
date: 2016-02-09 10:00:37 -0400
lastmod: 2016-02-10
summary: 'Sapo &amp; tóm tắt'
authors: [An Nguyễn, {name: Bình Trần, email: b@example.vn}]
categories: [Đô thị, Giao thông]
tags: [cầu]
topics:
  - quy hoạch
  - cầu
slug: luat-thu-do
url: /tin/luat.html
aliases: [/cu/luat.html]
featured_image: {image: cau.jpg, alt: Cầu}
source: hnmo
source_url: https://example.vn/bai
draft: true
kicker: Chuyên đề
weight: 3
---
Đoạn một.
""",
    )
    assert made.title == "Luật “Thủ đô”"
    assert made.date == "2016-02-09 10:00:37 -0400"
    assert made.address == "/tin/luat.html"
    assert made.fields == {
        "updated": "2016-02-10",
        "category": "Đô thị",
        "tags": ["Giao thông", "cầu", "quy hoạch"],
        "lead": "Sapo & tóm tắt",
        "author": ["An Nguyễn", "Bình Trần"],
        "source": {"name": "hnmo", "url": "https://example.vn/bai"},
        "image": {"src": "import:cau.jpg", "alt": "Cầu"},
        "slug": "luat-thu-do",
        "aliases": ["/cu/luat.html"],
        "draft": True,
    }
    assert left(made) == {"authors.email": "b@example.vn", "kicker": "Chuyên đề", "weight": "3"}
    assert made.files[0].path == (tmp_path / "static/cau.jpg").resolve()
    assert missing_words(made) == ()


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Cầu\ndate: 2023-01-12T08:25:00Z\ntags: [một]\n---\n",
        '+++\ntitle = "Cầu"\ndate = 2023-01-12T08:25:00Z\n[taxonomies]\ntags = ["một"]\n+++\n',
        '{"title": "Cầu", "publishDate": "2023-01-12T08:25:00Z", "tags": ["một"]}\n',
        "Title: Cầu\nDate: 2023-01-12T08:25:00Z\nTags: một\n\n",
    ],
    ids=["YAML", "TOML", "JSON", "lines"],
)
def test_the_form_of_the_head_makes_no_difference(head: str, tmp_path: Path) -> None:
    made = post(tmp_path, head + "Đoạn một.")
    assert (made.title, made.fields["tags"], made.body) == ("Cầu", ["một"], "Đoạn một.")
    assert open_article(f"---\ntitle: a\ndate: {made.date}\n---\n".encode(), "a.md", HANOI).matter.date.at.hour == 15


def test_a_date_is_never_made_up(tmp_path: Path) -> None:
    made = post(tmp_path, "---\ntitle: Cầu\n---\nĐoạn.")
    assert made.date == ""
    assert codes(made) == ["import-no-date"]
    assert codes(post(tmp_path, "---\ntitle: Cầu\ndate: hôm qua\n---\nĐoạn.")) == ["import-date"]


def test_without_a_title_the_first_heading_is_taken_for_it(tmp_path: Path) -> None:
    made = post(tmp_path, "---\ndate: 2023-01-12\n---\n# Khởi công cầu\n\nĐoạn.")
    assert (made.title, made.body) == ("Khởi công cầu", "Đoạn.")
    assert Guess("title", "Khởi công cầu", "# heading") in made.guesses
    assert codes(post(tmp_path, "---\ndate: 2023-01-12\n---\nĐoạn.")) == ["import-no-title"]


def test_a_post_without_any_text_is_an_error(tmp_path: Path) -> None:
    assert codes(post(tmp_path, "---\ntitle: Cầu\ndate: 2023-01-12\n---\n")) == ["import-empty"]


def test_values_that_no_article_may_have_are_reported_and_the_post_is_kept(tmp_path: Path) -> None:
    made = post(
        tmp_path,
        "---\ntitle: Cầu\ndate: 2023-01-12\nlang: tlh\nsource_url: không\nupdated: mai\npermalink: /:year/:title/\n---\nĐoạn.",
    )
    assert left(made) == {"language": "tlh", "source_url": "không", "updated": "mai", "permalink": "/:year/:title/"}
    assert not has_errors(made.problems)


def test_keys_that_say_the_same_thing_twice_lose_nothing(tmp_path: Path) -> None:
    made = post(tmp_path, "---\ntitle: Cầu\ndate: 2023-01-12\nsummary: Một\ndeck: Hai\n---\nĐoạn.")
    assert made.fields["lead"] == "Một"
    assert left(made) == {"deck": "Hai"}


@pytest.mark.parametrize(
    ("line", "draft"), [("draft: false", False), ("published: false", True), ("status: draft", True), ("published: true", False)]
)
def test_drafts_stay_drafts(line: str, draft: bool, tmp_path: Path) -> None:
    made = post(tmp_path, f"---\ntitle: Cầu\ndate: 2023-01-12\n{line}\n---\nĐoạn.")
    assert made.fields.get("draft", False) is draft
    assert left(made) == {}


def test_a_main_picture_that_is_lost_leaves_its_caption(tmp_path: Path) -> None:
    made = post(tmp_path, "---\ntitle: Cầu\ndate: 2023-01-12\nimage: {path: ../mat.jpg, caption: Toàn cảnh}\n---\nĐoạn.")
    assert made.fields["image"] == {"caption": "Toàn cảnh"}
    assert codes(made) == ["import-file-missing"]


def test_an_old_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "bai.md").write_bytes("---\ntitle: Hội nghị\ndate: 2003-01-12\n---\nĐoạn".encode("utf-16"))
    made = read(tmp_path / "bai.md", tmp_path, "bai.md")
    assert (made.title, made.encoding) == ("Hội nghị", "utf-16")


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\x03" * 50, b"---\ntitle: x\n", b"a" * 3_000_000, b"---\n" + b"- " * 40_000 + b"\n---\n"]
)
def test_what_cannot_be_read_is_an_error_and_no_accident(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bai.md").write_bytes(content)
    assert has_errors(read(tmp_path / "bai.md", tmp_path, "bai.md").problems)


WORDS = st.text("aăâđ éọ:#'\"-[]{}<>&*1%", max_size=25)
KEYS = [
    "summary",
    "tags",
    "authors",
    "categories",
    "source",
    "slug",
    "kicker",
    "image",
    "url",
    "aliases",
    "lang",
    "draft",
    "views",
    "rating",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(KEYS), WORDS | st.lists(WORDS, max_size=3) | st.dictionaries(st.sampled_from(["name", "src", "x"]), WORDS)
    ),
    WORDS,
)
def test_the_archive_reads_whatever_comes_of_a_post(tmp_path: Path, values: dict[str, object], body: str) -> None:
    made = post(tmp_path, f"{json.dumps({'title': 'Cầu', 'date': '2023-01-12', **values})}\nĐoạn. {body}\n")
    assert not has_errors(made.problems)
    head = json.dumps({"title": made.title, "date": made.date, **made.fields}, ensure_ascii=False)
    opened = open_article(f"---\n{head}\n---\n\n{made.body}\n".encode(), "content/bai.md", HANOI)
    assert opened.matter is not None
    assert "key-unknown" not in {problem.code for problem in opened.problems}
    assert missing_words(made) == ()
