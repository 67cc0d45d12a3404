"""The words that search knows; that the browser's are the same is seen in `test_browser.py`."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.search_words import folded, forms, hashed, numbers, ordered, pairs, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hà Nội, ngày 12/1/2023.", ["hà", "nội", "ngày", "12", "1", "2023"]),
        ("15/2023/QĐ-UBND", ["15", "2023", "qđ", "ubnd"]),
        ("“Đường”…(sắt)", ["đường", "sắt"]),
        ("Ðường Ɖà Nẵng", ["đường", "đà", "nẵng"]),
        ("Hà\u00a0Nội\u2003mới", ["hà", "nội", "mới"]),
        ("Hà\u200bNội m\u00adới", ["hànội", "mới"]),
        ("a\u200b\u0301", ["á"]),
        ("J\u030c", ["ǰ"]),
        ("a_b", ["a", "b"]),
        ("İ", ["i\u0307"]),
        ("Covid-19 và Wi-Fi", ["covid", "19", "và", "wi", "fi"]),
        ("ກຳລັງ ខ្មែរ", ["ກຳລັງ", "ខ្មែរ"]),
        ("…", []),
        ("", []),
    ],
)
def test_words_are_runs_of_letters_digits_and_marks(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_composed_and_decomposed_text_has_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("form", "expected"), [("đường", "duong"), ("nghễnh", "nghenh"), ("ỷ", "y"), ("café", "cafe"), ("2023", "2023")]
)
def test_a_folded_form_has_no_marks_and_d_for_dyet(form: str, expected: str) -> None:
    assert folded(form) == expected


@given(st.text())
def test_folding_the_folded_changes_nothing(text: str) -> None:
    for form in words(text):
        assert folded(folded(form)) == folded(form)


def test_forms_are_in_the_order_of_their_spelling_then_of_their_letters_then_of_their_tones() -> None:
    forms = ["da", "dà", "dá", "dã", "dạ", "đa", "đà", "đá", "dab", "e"]
    assert sorted(forms, key=ordered) == forms


@pytest.mark.parametrize(("one", "other"), [("hòa", "hoà"), ("thủy", "thuỷ")])
def test_forms_that_differ_in_the_place_of_their_tone_mark_have_one_order(one: str, other: str) -> None:
    assert ordered(one) == ordered(other)


@given(st.text(st.sampled_from("aăâdđoôơuưy")), st.sampled_from(["", *"\u0300\u0301\u0303\u0309\u0323"]))
def test_nothing_comes_between_a_spelling_and_its_forms(letters: str, tone: str) -> None:
    form = unicodedata.normalize("NFC", letters + tone)
    assert ordered(folded(form)) <= ordered(form) < f"{folded(form)} \uffff"


def test_hashes_are_fnv_1a() -> None:
    assert [hashed(text) for text in ("", "a", "foobar")] == [0x811C9DC5, 0xE40C292C, 0xBF9CF968]


def pairs_of(*paragraphs: str) -> set[int]:
    return set(pairs(numbers(paragraphs)))


def test_a_pair_is_two_neighbours_in_their_order_whatever_their_marks() -> None:
    assert pairs_of("hà nội") == pairs_of("HA NOI")
    assert pairs_of("hà nội") != pairs_of("nội hà")
    assert pairs_of("cầu long biên") == pairs_of("cầu long") | pairs_of("long biên")
    assert pairs_of("cầu") == pairs_of() == set()


def test_neighbours_in_different_paragraphs_are_no_pair() -> None:
    assert pairs_of("cầu long", "biên") == pairs_of("cầu long")


@given(st.lists(st.text(st.sampled_from("aáb "))))
def test_a_pair_that_stands_twice_is_there_once(paragraphs: list[str]) -> None:
    found = pairs(numbers(paragraphs))
    assert len(found) == len(set(found))
    assert {*found} == {
        value for text in paragraphs for one, other in pairwise(words(text)) for value in pairs_of(f"{one} {other}")
    }


def test_a_word_has_one_number() -> None:
    assert numbers(["Nội,"]) == numbers(["(nội)"])
    assert forms(numbers(["Hà Nội", "mới"])) == ["hà", "nội", "mới"]
