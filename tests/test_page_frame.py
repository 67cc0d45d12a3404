"""What stands around the text of an article."""

import pytest
from lxml.html import HtmlElement, fromstring

from hn_archive.importers.incoming import Poll
from hn_archive.importers.page_frame import Frame, framed, polls_taken
from hn_archive.importers.page_tree import words_of

SAYS = {"title": "Cầu mới", "category": "", "lead": ""}
FIRST, LAST = "Đoạn đầu của bài kể về lễ khởi công sáng nay.", "Đoạn cuối của bài kể về những việc còn lại."


def frame(above: str, below: str = "", inside: bool = True) -> tuple[Frame, str]:
    """What is found around two paragraphs, and what is left of the text; `inside` tells whether the page has all in one element."""
    text = f"<p>{FIRST}</p><p>{LAST}</p>"
    html = f"<div class=x>{above}{text}{below}</div>" if inside else f"<section>{above}<div class=x>{text}</div>{below}</section>"
    root: HtmlElement = fromstring(f"<main>{html}</main>")
    element = root.find_class("x")[0]
    found = framed(root, element, next(iter(root.iter("h1")), None), SAYS)
    return found, words_of(element)


@pytest.mark.parametrize("inside", [True, False])
def test_lines_around_a_text_become_fields_and_leave_the_text_whole(inside: bool) -> None:
    found, text = frame(
        "<p>Đô thị Đô thị</p><h1>Cầu mới</h1><p>12/01/2023 08:25 | Lượt xem: 7</p><p class=sapo>Sapo của bài.</p>",
        "<p>Nguồn: HNMO</p><p>Tác giả: Văn An</p><p>Bình chọn Bình chọn</p><p>Bạn có đồng ý không?</p>",
        inside,
    )
    assert found.found == {
        "category": "Đô thị",
        "date": "2023-01-12 08:25",
        "views": 7,
        "lead": "Sapo của bài.",
        "rating": {},
        "author": "Văn An",
        "source": "HNMO",
        "poll": Poll("Bạn có đồng ý không?"),
    }
    assert text == f"{FIRST}\n{LAST}"
    assert found.left == ()


def test_nothing_is_taken_from_between_the_paragraphs() -> None:
    found, text = frame("<h1>Cầu mới</h1><p>Câu mở đầu này ở ngay trong phần chữ của bài.</p><p>Nguồn: HNMO</p>")
    assert found.found == {}
    assert text.startswith("Câu mở đầu")
    assert "Nguồn: HNMO" in text


def test_a_question_that_ends_a_text_is_no_poll() -> None:
    found, text = frame("<h1>Cầu mới</h1>", "<p>Bao giờ cầu thông xe?</p>")
    assert found.found == {}
    assert text.endswith("thông xe?")


def test_what_is_near_and_not_understood_is_told() -> None:
    found, _ = frame("<h1>Cầu mới</h1>", "<p>Lời của ban biên tập gửi bạn đọc.</p>", inside=False)
    assert found.left == ("Lời của ban biên tập gửi bạn đọc.",)


def test_captions_name_sources_of_their_own() -> None:
    found, text = frame("<h1>Cầu mới</h1>", "<figure><figcaption>Nguồn: Kho ảnh</figcaption></figure>")
    assert found.found == {}
    assert "Kho ảnh" in text


def test_polls_are_forms_with_answers_and_stars_are_none() -> None:
    html = "<div><form><p>Tên cầu?</p><label><input type=radio name=a>Bắc</label> <label><input type=radio name=a>Nam</label></form><p>1<input type=radio name=b>2<input type=radio name=b>3</p>chữ</div>"
    root: HtmlElement = fromstring(html)
    assert polls_taken(root) == (Poll("Tên cầu?", (("Bắc", None), ("Nam", None))),)
    assert words_of(root) == "123\nchữ"
