"""The pages that an edit is first seen on are those that a build makes of it."""

from pathlib import Path, PurePath

import pytest

from conftest import NOW, TrialSite
from hn_archive.build import build
from hn_archive.first_pages import First, first, opened_pages
from hn_archive.making import Planned
from hn_archive.request import Request

HOME, DAY = "index.html", "2023/01/12/index.html"


@pytest.fixture
def trial(site: TrialSite) -> TrialSite:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\ntags: [{name: Mới, aliases: [Cũ]}]\n")
    for number in range(4):
        site.article(
            f"{number}.md",
            date=f"2023-01-12 08:2{number}",
            tags="[cầu, đường]",
            source="HNMO",
            body=f"Đoạn {number}.\n\n[Sau](0.md)",
        )
    site.article("read.md", views="12")
    site.article("_pages/gioi-thieu.md", body="Trang.")
    site.write("static/site.css", "h1 { color: red }")
    site.write("templates/parts/.keep", "")
    return site


def planned_of(site: TrialSite) -> Planned:
    seen: list[Planned] = []
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive")
    assert not build(request, lambda stage, done, total: None, seen.append).failed
    return seen[0]


def edited(site: TrialSite, tmp_path: Path, *paths: str, opened: tuple[str, ...] = ()) -> First:
    planned = planned_of(site)
    for path in paths:
        file = site.folder / path
        file.write_text(file.read_text(encoding="utf-8").replace("Đoạn", "Thêm **đoạn**"), encoding="utf-8")
    return first(planned, [PurePath(path) for path in paths], opened, tmp_path)


def assert_as_built(site: TrialSite, made: First) -> None:
    site.built()
    assert made.files == {place: (site.output / place).read_bytes() for place in made.files}


def test_an_articles_page_and_its_text_are_made_at_once(trial: TrialSite, tmp_path: Path) -> None:
    made = edited(trial, tmp_path, "content/2.md")
    assert set(made.files) == {"2023/01/12/2.html", "2023/01/12/2.txt"}
    assert "Thêm <strong>đoạn</strong> 2." in made.files["2023/01/12/2.html"].decode()
    assert_as_built(trial, made)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "Tên mới"), ("tags", "[cầu]"), ("tags", "[đường, mới toanh]"), ("source", "Báo mới"), ("lead", "Sapo."),
        ("views", "9"), ("image", "khong-co.jpg"),
    ],
)  # fmt: skip
def test_what_the_header_says_shows_at_once(trial: TrialSite, tmp_path: Path, key: str, value: str) -> None:
    planned = planned_of(trial)
    trial.article("1.md", **{"date": "2023-01-12 08:21", "tags": "[đường]", key: value})
    made = first(planned, [PurePath("content/1.md")], (), tmp_path)
    assert "2023/01/12/1.html" in made.files
    assert_as_built(trial, made)


@pytest.mark.parametrize(
    ("key", "value"),
    [("title", "Tên mới"), ("lead", "Sapo mới."), ("views", "999"), ("featured", "true"), ("updated", "2023-02-01")],
)
def test_open_lists_that_name_an_article_show_it_as_it_is_now(trial: TrialSite, tmp_path: Path, key: str, value: str) -> None:
    lists = (
        HOME, DAY, "2023/01/index.html", "2023/index.html", "tu-khoa/cau/index.html", "tu-khoa/cau/2023.html", "nguon/hnmo/index.html",
        "doc-nhieu.html", "ngay-nay-nam-xua/01-12.html", "2023/01/12/2.html", "2023/01/12/3.html",
    )  # fmt: skip
    planned = planned_of(trial)
    trial.article(
        "1.md",
        **{"date": "2023-01-12 08:21", "tags": "[cầu, đường]", "source": "HNMO", "body": "Đoạn 1.\n\n[Sau](0.md)", key: value},
    )
    made = first(planned, [PurePath("content/1.md")], lists, tmp_path)
    assert set(lists) <= set(made.files)
    assert_as_built(trial, made)


def test_an_open_list_waits_where_an_article_leaves_it(trial: TrialSite, tmp_path: Path) -> None:
    planned = planned_of(trial)
    trial.article("1.md", date="2023-01-12 08:21", tags="[cầu]", source="HNMO")
    made = first(planned, [PurePath("content/1.md")], (HOME, "tu-khoa/duong/index.html"), tmp_path)
    assert set(made.files) == {"2023/01/12/1.html", "2023/01/12/1.txt"}
    assert_as_built(trial, made)


def test_several_edits_build_on_one_another(trial: TrialSite, tmp_path: Path) -> None:
    made = edited(trial, tmp_path, "content/0.md", "content/1.md")
    assert len(made.files) == 4
    again = first(made.planned, [PurePath("content/1.md")], (), tmp_path)
    assert again.files == {place: content for place, content in made.files.items() if "1." in place}
    assert_as_built(trial, made)


def test_a_standing_page_is_made_at_once(trial: TrialSite, tmp_path: Path) -> None:
    planned = planned_of(trial)
    trial.article("_pages/gioi-thieu.md", body="Trang mới.")
    made = first(planned, [PurePath("content/_pages/gioi-thieu.md")], (), tmp_path)
    assert list(made.files) == ["trang/gioi-thieu.html"]
    assert "Trang mới." in made.files["trang/gioi-thieu.html"].decode()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date", "2023-01-13"),
        ("slug", "khac"),
        ("tags", "[Cũ]"),
        ("draft", "true"),
        ("status", "withheld"),
        ("aliases", "[/cu.html]"),
    ],
)
def test_what_moves_an_article_waits_for_the_build(trial: TrialSite, tmp_path: Path, key: str, value: str) -> None:
    planned = planned_of(trial)
    trial.article("1.md", **{"date": "2023-01-12 08:21", "tags": "[cầu, đường]", "source": "HNMO", key: value})
    made = first(planned, [PurePath("content/1.md")], (), tmp_path)
    assert (dict(made.files), dict(made.problems)) == ({}, {})


def test_a_file_that_is_new_to_the_site_waits_for_the_build(trial: TrialSite, tmp_path: Path) -> None:
    trial.write("content/cau.txt", "Cầu.")
    planned = planned_of(trial)
    trial.article("1.md", date="2023-01-12 08:21", body="[Tải về](cau.txt)")
    assert not first(planned, [PurePath("content/1.md")], (), tmp_path).files


def test_an_article_with_errors_is_told_and_not_made(trial: TrialSite, tmp_path: Path) -> None:
    planned = planned_of(trial)
    trial.article("1.md", date="30/02/2023")
    made = first(planned, [PurePath("content/1.md")], (), tmp_path)
    assert not made.files
    assert [problem.code for problem in made.problems["content/1.md"]] == ["date"]


@pytest.mark.parametrize(
    "path", ["content/new.md", "content/gone.md", "content/_polls/a.yml", "site.yml", "content", "static/x.css"]
)
def test_what_is_not_known_waits_for_the_build(trial: TrialSite, tmp_path: Path, path: str) -> None:
    planned = planned_of(trial)
    assert not first(planned, [PurePath(path)], (HOME,), tmp_path).files


def test_an_article_that_has_just_gone_waits_for_the_build(trial: TrialSite, tmp_path: Path) -> None:
    planned = planned_of(trial)
    (trial.folder / "content/1.md").unlink()
    assert not first(planned, [PurePath("content/1.md")], (), tmp_path).files


def test_a_template_shows_on_the_open_pages_at_once(trial: TrialSite, tmp_path: Path) -> None:
    planned = planned_of(trial)
    trial.write("templates/article.html", "<p>{{ page.title }}</p>{{ page.body | html }}")
    made = first(planned, [PurePath("templates/article.html")], ("2023/01/12/3.html", HOME), tmp_path)
    assert set(made.files) == {"2023/01/12/3.html", "2023/01/12/3.txt", HOME}
    assert made.files["2023/01/12/3.html"].decode().startswith("<p>Bài 3</p><p>Đoạn 3.")
    assert_as_built(trial, made)


def test_a_template_with_a_fault_waits_for_the_build_that_tells_it(trial: TrialSite, tmp_path: Path) -> None:
    planned = planned_of(trial)
    trial.write("templates/article.html", "{{ page.titel }}")
    assert not first(planned, [PurePath("templates/article.html")], ("2023/01/12/3.html",), tmp_path).files
    trial.write("templates/article.html", "{% if %}")
    assert not first(planned, [PurePath("templates/article.html")], ("2023/01/12/3.html",), tmp_path).files


def test_a_stylesheet_is_there_at_once(trial: TrialSite, tmp_path: Path) -> None:
    planned = planned_of(trial)
    trial.write("static/site.css", "h1 { color: blue }")
    made = first(planned, [PurePath("static/site.css")], (), tmp_path)
    assert_as_built(trial, made)
    assert list(made.files.values()) == [b"h1 { color: blue }"]


def test_open_lists_are_made_as_soon_as_they_are_planned(trial: TrialSite) -> None:
    planned = planned_of(trial)
    opened = (HOME, DAY, "robots.txt", "nowhere.html", "static/site.css")
    assert opened_pages(planned, opened) == {place: (trial.output / place).read_bytes() for place in (HOME, DAY, "robots.txt")}
