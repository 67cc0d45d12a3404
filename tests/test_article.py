"""Articles: their addresses, and that a file's form does not change what it says."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from hn_archive import article
from hn_archive.dates import HANOI
from hn_archive.markdown import Renderer

RENDERER = Renderer("vi")
TEXT = "---\ntitle: Hà Nội đổi mới\ndate: 12/01/2023 | 08:25\n---\n\nĐường phố *Hà Nội*.\n"


def parsed(content: bytes, path: str = "2023/2023-01-12-ha-noi.md") -> article.Article:
    result = article.parse(content, path, HANOI, RENDERER, "")
    assert result.document is not None, result.problems
    made: article.Article = result.document
    return made


def test_the_address_has_the_date_and_the_files_name_without_its_date() -> None:
    assert parsed(TEXT.encode()).address == "2023/01/12/ha-noi.html"


def test_a_new_title_keeps_the_address_and_slug_overrides_it() -> None:
    assert parsed(TEXT.replace("đổi mới", "xưa").encode()).address == "2023/01/12/ha-noi.html"
    assert parsed(TEXT.replace("date:", "slug: Đường mới\ndate:").encode()).address == "2023/01/12/duong-moi.html"


def test_the_day_of_the_address_is_the_sites_own() -> None:
    text = TEXT.replace("12/01/2023 | 08:25", "2023-01-12T22:00:00Z")
    assert parsed(text.encode()).address == "2023/01/13/ha-noi.html"


@given(st.sampled_from(["NFC", "NFD"]), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_normal_form_line_ends_and_byte_order_mark_change_nothing(form: str, ending: str, mark: bool) -> None:
    text = unicodedata.normalize(form, TEXT).replace("\n", ending)  # type: ignore[arg-type]
    assert parsed(text.encode("utf-8-sig" if mark else "utf-8")) == parsed(TEXT.encode())


def test_the_id_stays_when_the_file_moves_and_the_path_stands_in_without_one() -> None:
    assert parsed(TEXT.replace("date:", "id: hn-1\ndate:").encode()).id == "hn-1"
    assert parsed(TEXT.encode()).id == "2023/2023-01-12-ha-noi.md"
