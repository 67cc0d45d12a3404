"""Outputs and their families."""

import typing
from pathlib import Path

from hn_archive.messages import WORDS
from hn_archive.outputs import FAMILIES, Copy, Family, count_by_family


def test_every_family_has_its_place_in_the_order_and_its_words() -> None:
    assert set(FAMILIES) == set(typing.get_args(Family))
    assert len(set(FAMILIES)) == len(FAMILIES)
    for words in WORDS.values():
        assert {name.removeprefix("family ") for name in words if name.startswith("family ")} == set(FAMILIES) | set()


def test_what_pages_need_becomes_visible_before_them_and_lists_after() -> None:
    order = FAMILIES.index
    assert order("static") < order("file") < order("article") < order("day") < order("category") < order("home")


def test_families_are_counted_in_order_and_empty_ones_left_out() -> None:
    outputs = [Copy(str(n), family, Path()) for n, family in enumerate(("home", "static", "static"))]  # type: ignore[arg-type]
    assert list(count_by_family(outputs).items()) == [("static", 2), ("home", 1)]
