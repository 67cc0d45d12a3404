"""Vietnamese syllables and the place of their tones."""

import gzip
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CHECKOUT
from hn_archive.syllables import is_syllable, with_tone_placed
from hn_archive.text import nfc

RIGHT = (
    "hòa hoà thúy thuý lúa quả quý giữa gì gìn giá giết khuỷu chuyện muốn thuở hoàng ngoài đường tiến của nghĩa xoáy khoét quyển "
    "Huế HUẾ Nguyễn THUỶ ướt mía bữa kịch khuya ngoằn quốc giếng già yến uỷ ủy ý ạ"
).split(" ")


@pytest.mark.parametrize("word", RIGHT)
def test_right_words_stay(word: str) -> None:
    assert is_syllable(word)
    assert with_tone_placed(word) == word


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("tòan", "toàn"), ("hòang", "hoàng"), ("ngòai", "ngoài"), ("khỏang", "khoảng"), ("qúy", "quý"), ("qủa", "quả"), ("gía", "giá"),
        ("đừơng", "đường"), ("tíên", "tiến"), ("cuả", "của"), ("nghiã", "nghĩa"), ("múôn", "muốn"), ("chuỵên", "chuyện"),
        ("thủơ", "thuở"), ("TÒAN", "TOÀN"), ("Tòan", "Toàn"), ("khúyu", "khuýu"),
    ],
)  # fmt: skip
def test_a_tone_on_the_wrong_vowel_is_put_right(word: str, right: str) -> None:
    assert with_tone_placed(word) == right


@pytest.mark.parametrize(
    "word", "café José Chloé Búk château naïve résumé Zürich Đắk Krông Hà-Nội tòantòan ToÀn 2023 aá".split(" ")
)
def test_what_is_no_syllable_stays(word: str) -> None:
    assert with_tone_placed(word) == word


def test_the_words_of_news_have_their_tones_in_place() -> None:
    """Of the 6,700 most frequent forms in real news none is changed."""
    with gzip.open(CHECKOUT / "bench" / "vietnamese.tsv.gz", "rt", encoding="utf-8") as lines:
        forms = [line.split("\t")[0] for line in lines]
    assert len(forms) > 5_000
    assert [form for form in forms if with_tone_placed(form) != form] == []


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"


@given(st.text(st.sampled_from(LETTERS), max_size=7))
def test_to_place_a_tone_changes_nothing_but_its_place_and_is_done_once(word: str) -> None:
    placed = with_tone_placed(word)
    assert with_tone_placed(placed) == placed
    assert sorted(unicodedata.normalize("NFD", placed)) == sorted(unicodedata.normalize("NFD", word))
    assert nfc(placed) == placed
