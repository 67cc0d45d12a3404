"""The text of a saved portal page, and what becomes of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.incoming import Incoming, Poll, missing_words
from hn_archive.importers.page_text import read

LEAD = "Sáng nay, thành phố khởi công cây cầu mới qua sông, dự kiến thông xe sau ba năm, nối hai bờ ở phía đông."
LONG = "Cây cầu dài hơn một nghìn mét, có bốn làn xe và hai làn đi bộ; đường dẫn hai đầu cầu được mở rộng thêm mười lăm mét."
PAGE = f"""Tin hoạt động Tin hoạt động

Khởi công cầu mới
12/01/2023 | 08:25 \u00a0|\u00a0Lượt xem: 1.234

{LEAD}

Toàn cảnh công trường bên bờ bắc.

Vốn của thành phố

{LONG}

“Chúng tôi sẽ về đích sớm”, ban quản lý dự án cho biết.

Nguồn: Báo Thủ đô

Bình chọn Bình chọn

Bạn muốn cầu mang tên gì?"""


def imported(folder: Path, text: str | bytes) -> Incoming:
    path = folder / "page.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, folder, "page.txt")


def codes(incoming: Incoming) -> list[str]:
    return [problem.code for problem in incoming.problems]


def test_each_part_of_a_page_finds_its_place(tmp_path: Path) -> None:
    article = imported(tmp_path, PAGE)
    assert (article.title, article.date, codes(article)) == ("Khởi công cầu mới", "2023-01-12 08:25", [])
    assert article.fields == {
        "category": "Tin hoạt động",
        "lead": LEAD,
        "source": "Báo Thủ đô",
        "views": 1234,
        "rating": {},
        "image": {"caption": "Toàn cảnh công trường bên bờ bắc."},
    }
    assert article.body == f"## Vốn của thành phố\n\n{LONG}\n\n“Chúng tôi sẽ về đích sớm”, ban quản lý dự án cho biết."
    assert article.poll == Poll("Bạn muốn cầu mang tên gì?")
    assert missing_words(article) == ()


def test_what_is_not_there_is_not_invented(tmp_path: Path) -> None:
    article = imported(tmp_path, f"Khởi công cầu\n12/01/2023\n\n{LEAD}\n\n{LONG}\n")
    assert (article.date, article.poll, dict(article.fields)) == ("2023-01-12", None, {"lead": LEAD})
    assert article.body == LONG


def test_every_field_is_said_to_be_a_guess(tmp_path: Path) -> None:
    article = imported(tmp_path, PAGE)
    assert {guess.field for guess in article.guesses} == {"title", "date", *article.fields}


def test_a_page_without_a_date_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    article = imported(tmp_path, f"Khởi công cầu\n\n{LEAD}\n")
    assert (codes(article), article.date, article.title) == (["import-no-date"], "", "Khởi công cầu")
    assert article.body == LEAD


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_has_neither_title_nor_date(tmp_path: Path, content: str) -> None:
    assert codes(imported(tmp_path, content)) == ["import-no-title", "import-no-date", "import-empty"]


def test_a_head_without_text_is_a_problem(tmp_path: Path) -> None:
    assert codes(imported(tmp_path, "Khởi công cầu\n12/01/2023 | 08:25\n")) == ["import-empty"]


def test_words_above_the_label_are_not_lost_in_silence(tmp_path: Path) -> None:
    article = imported(tmp_path, f"Trang chủ\n\n{PAGE}")
    assert missing_words(article) == ("Trang", "chủ")


def test_a_question_in_the_text_is_no_poll(tmp_path: Path) -> None:
    article = imported(tmp_path, f"Khởi công cầu\n12/01/2023\n\n{LEAD}\n\n{LONG}\n\nAi sẽ đi trên cây cầu ấy?\n")
    assert article.poll is None
    assert article.body.endswith("Ai sẽ đi trên cây cầu ấy?")


def test_a_polls_options_come_with_it(tmp_path: Path) -> None:
    article = imported(tmp_path, f"{PAGE}\n\nCầu Bắc\n\nCầu Nam")
    assert article.poll == Poll("Bạn muốn cầu mang tên gì?", (("Cầu Bắc", None), ("Cầu Nam", None)))


def test_a_short_sentence_below_the_lead_is_no_caption_where_the_text_goes_on_like_it(tmp_path: Path) -> None:
    article = imported(tmp_path, f"Cầu\n12/01/2023\n\n{LEAD}\n\nCầu dài một nghìn mét.\n\nĐường rộng mười mét.\n")
    assert "image" not in article.fields
    assert article.body == "Cầu dài một nghìn mét.\n\nĐường rộng mười mét."


def test_lines_are_paragraphs_where_no_line_is_blank(tmp_path: Path) -> None:
    article = imported(tmp_path, f"Cầu\n12/01/2023\n{LEAD}\n{LONG}\n{LONG}")
    assert article.body == f"{LONG}\n\n{LONG}"


def test_text_stays_text_in_markdown(tmp_path: Path) -> None:
    article = imported(tmp_path, f"Cầu\n12/01/2023\n\n{LEAD}\n\n1. Cầu *Bắc* dài [gần] <b>một</b> nghìn mét.\n\n# {LONG}\n")
    assert article.body == f"1\\. Cầu \\*Bắc\\* dài [gần] &lt;b>một&lt;/b> nghìn mét.\n\n\\# {LONG}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_in_all_its_encodings(tmp_path: Path, encoding: str) -> None:
    article = imported(tmp_path, PAGE.encode(encoding))
    assert (article.title, codes(article)) == ("Khởi công cầu mới", [])


def test_a_picture_called_txt_is_refused(tmp_path: Path) -> None:
    assert codes(imported(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)) == ["import-unreadable"]


def test_a_file_outside_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "out.txt")
    assert codes(read(tmp_path / "in" / "a.txt", tmp_path / "in", "a.txt")) == ["import-unsafe"]


SENTENCES = st.text(st.sampled_from('aăâbcđeêgiôơuưỳ .,?!:“”"0123456789-*_#[]()<>&|\u00a0'), min_size=1, max_size=200)


@given(st.lists(SENTENCES, min_size=1, max_size=8))
def test_no_word_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, blocks: list[str]) -> None:
    folder = tmp_path_factory.mktemp("page")
    article = imported(folder, "Tin\n\nKhởi công\n12/01/2023 | 08:25\n\n" + "\n\n".join(blocks))
    assert missing_words(article) == ()
