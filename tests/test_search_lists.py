"""Numbers, lists and ranges, read back by a reader of their own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.search_lists import SIGNS, STARTS, encoded, file_of, number_of, numbers_of, ranges
from hn_archive.search_words import ordered

NUMBERS = st.one_of(st.integers(0, 100), st.integers(0, 71_000_000))


def numbers(text: str) -> list[int]:
    """The numbers in a text of signs."""
    found = []
    signs = iter(map(SIGNS.index, text))
    for lead in signs:
        if lead < 56:
            found.append(lead)
            continue
        count, value = (1, lead - 56) if lead < 89 else (2, lead - 89) if lead < 91 else (4, lead - 91)
        for _ in range(count):
            value = value * 92 + next(signs)
        found.append(value + {1: 56, 2: 3_092, 4: 20_020}[count])
    return found


def listed(text: str) -> list[int]:
    """The articles in a list."""
    if text[0] == "=":
        return [place * 6 + bit for place, sign in enumerate(text[1:]) for bit in range(6) if SIGNS.index(sign) >> bit & 1]
    found, before = [], -1
    for gap in numbers(text[1:]):
        before += gap + 1
        found.append(before)
    return found


@given(st.lists(NUMBERS))
def test_numbers_stand_one_after_the_other_without_anything_between_them(values: list[int]) -> None:
    assert numbers("".join(map(number_of, values))) == values
    assert numbers_of(values) == [number_of(value) for value in values]


@pytest.mark.parametrize(
    ("value", "signs"), [(0, 1), (55, 1), (56, 2), (3_091, 2), (3_092, 3), (20_019, 3), (20_020, 5), (71_000_000, 5)]
)
def test_small_numbers_take_few_signs(value: int, signs: int) -> None:
    assert len(number_of(value)) == signs


def test_a_number_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="1000000000"):
        number_of(1_000_000_000)


@given(st.integers(1, 400).flatmap(lambda count: st.tuples(st.sets(st.integers(0, count - 1), min_size=1), st.just(count))))
def test_a_list_of_articles_is_read_back(chosen: tuple[set[int], int]) -> None:
    articles, count = chosen
    text = encoded(np.array(sorted(articles)), count)
    assert listed(text) == sorted(articles)
    assert len(text) <= 1 + -(-count // 6)


def test_many_articles_stand_as_bits_and_few_as_gaps() -> None:
    assert encoded(np.arange(600), 600)[0] == "="
    assert len(encoded(np.arange(600), 600)) == 101
    assert encoded(np.array([3, 500]), 600)[0] == "-"


def test_no_sign_ends_a_template_literal() -> None:
    assert not set(SIGNS) & set("`\\$\n")
    assert len(SIGNS) == 92


def test_ranges_are_in_order_and_more_of_them_cut_finer() -> None:
    orders = [ordered(start) for start in STARTS]
    assert orders == sorted(set(orders))
    assert ranges(1) == ()
    assert [len(ranges(count)) for count in (2, 16, 1024)] == [1, 15, 1023]
    assert set(ranges(16)) <= set(ranges(256))


def test_a_form_is_in_the_last_file_that_does_not_start_after_it() -> None:
    starts = tuple(map(ordered, ("b", "dò", "dô")))
    forms = ("a", "b", "cx", "do", "đo", "dò", "đọ", "dô", "đố", "z")
    assert [file_of(ordered(form), starts) for form in forms] == [0, 1, 1, 1, 3, 2, 3, 3, 3, 3]
