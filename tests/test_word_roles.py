"""What the paragraphs of a Word file are, told by their looks."""

import pytest
from lxml import html

from hn_archive.importers.word_roles import Roles, take_roles

LONG = "<p>Sáng nay, hàng nghìn người dân hai bờ sông đến xem lễ thông xe cây cầu mới.</p>"


def roles(source: str) -> tuple[Roles, str]:
    body = html.fragment_fromstring(source, create_parent="div")
    found = take_roles(body)
    return found, "".join(html.tostring(child, encoding="unicode") for child in body)


def test_a_heading_far_down_is_no_title() -> None:
    found, left = roles(LONG * 6 + "<h1>Mục</h1>")
    assert found.title == ""
    assert "<h1>Mục</h1>" in left


@pytest.mark.parametrize(
    "line", ["Hà Nội, ngày 12 tháng 1 năm 2023", "ngày 12 tháng 01 năm 2023", "TP. Vinh, Ngày 12 tháng 1 năm 2023."]
)
def test_a_date_with_its_place_stays_in_the_text(line: str) -> None:
    found, left = roles(f"<h1>T</h1>{LONG}<p>{line}</p>")
    assert found.date == "2023-01-12"
    assert line in left


@pytest.mark.parametrize("line", ["30/02/2023", "ngày 30 tháng 2 năm 2023", "Ngày 12/01/2023 là ngày hội", "2023"])
def test_what_is_no_date_is_text(line: str) -> None:
    found, left = roles(f"<h1>T</h1><p>{line}</p>{LONG}")
    assert found.date == ""
    assert line in left


@pytest.mark.parametrize(
    "line", ["<strong>Xin cảm ơn</strong>", "Nguyễn Văn An", "<strong>Hết.</strong>", "<strong>Tổ 3 Phường Tây</strong>"]
)
def test_not_every_last_line_is_an_author(line: str) -> None:
    found, left = roles(f"<h1>T</h1>{LONG}<p>{line}</p>")
    assert found.author == ""
    assert line in left


def test_words_before_the_source_are_labels() -> None:
    found, _ = roles(f"<h1>T</h1>{LONG}<p>(Nguồn tin: Báo Sông Lam)</p>")
    assert (found.source, found.labels) == ("Báo Sông Lam", ("(Nguồn tin: ",))


def test_subheads_stand_below_headings_and_before_text() -> None:
    found, left = roles(
        f"<h1>T</h1><h2>A</h2><p><strong>B</strong></p>{LONG}<p><strong>Cuối</strong></p><p><strong>bài.</strong></p>"
    )
    assert [guess.value for guess in found.guesses if guess.field == "subhead"] == ["B"]
    assert "<h3><strong>B</strong></h3>" in left


def test_an_emphasised_line_below_a_picture_is_its_caption() -> None:
    _, left = roles(f"<h1>T</h1>{LONG}<p><img src='x'></p><p><em>Ảnh.</em></p><p><em>Không.</em></p>")
    assert '<p class="caption"><em>Ảnh.</em></p><p><em>Không.</em></p>' in left
