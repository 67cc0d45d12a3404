"""Lines that say something of an article, and lines that are its text."""

import pytest

from hn_archive.importers.page_lines import line_of, twice


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12/01/2023 | 08:25 \u00a0|\u00a0Lượt xem: 7", {"date": "2023-01-12 08:25", "views": 7}),
        ("1.234 lượt xem", {"views": 1234}),
        ("Nguồn: HNMO", {"source": "HNMO"}),
        ("(Nguồn: Báo Hà Nội mới)", {"source": "Báo Hà Nội mới"}),
        ("Tác giả: Nguyễn Văn An", {"author": "Nguyễn Văn An"}),
        ("Từ khóa: cầu, sông Hồng", {"tags": ["cầu", "sông Hồng"]}),
        ("Bình chọn Bình chọn", {"rating": {}}),
        ("In trang | Gửi email | Chia sẻ", {}),
        ("Đô thị - Cập nhật lúc 08:25 ngày 12/01/2023", {"date": "2023-01-12 08:25"}),
    ],
)
def test_what_a_line_says_is_understood(text: str, found: dict[str, object]) -> None:
    line = line_of(text, ("Đô thị",))
    assert line is not None
    assert line.found == found


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 12/01/2023, thành phố khởi công cầu.",
        "Nhịp chính dài nhất",
        "Thực hiện: giải phóng mặt bằng đúng tiến độ",
        "Theo báo cáo, 7 lượt xem mỗi giờ là ít.",
        "In trang báo đầu tiên",
        "2023",
        "– – –",
        "Lượt xem: 7 " + "rất nhiều chữ " * 20,
    ],
)
def test_a_line_with_a_word_that_says_more_is_text(text: str) -> None:
    assert line_of(text, ()) is None


def test_a_label_that_is_printed_twice_is_one() -> None:
    assert twice("Tin tức Tin tức") == "Tin tức"
    assert twice("Tin tức\nTin tức") == "Tin tức"
    assert twice("Tin tức") == ""
    assert twice("") == ""
