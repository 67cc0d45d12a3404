"""Bodies wait in files between reading and making."""

from hypothesis import given
from hypothesis import strategies as st

from hn_archive import bodies


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_bodies_come_back_from_where_they_stand_among_others(texts: list[str]) -> None:
    content = bodies.encoded("".join(texts))
    start = 0
    for text in texts:
        length = len(bodies.encoded(text))
        assert bodies.decoded(content[start : start + length]) == text
        start += length
    assert start == len(content)
