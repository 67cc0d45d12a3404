"""The pieces that pages share."""

from hypothesis import given
from hypothesis import strategies as st

from hn_archive.composer import with_neighbours


@given(st.lists(st.integers(), unique=True))
def test_each_entry_stands_between_its_neighbours(entries: list[int]) -> None:
    found = list(with_neighbours(entries))
    assert [entry for _, entry, _ in found] == entries
    assert [newer for newer, _, _ in found] == ([None, *entries] if entries else [])[: len(entries)]
    assert [older for _, _, older in found] == [*entries[1:], None][: len(entries)]
