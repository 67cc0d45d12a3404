"""Bodies on disk, by digest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive import digest
from hn_archive.bodies import Bodies


def name(html: str) -> str:
    return digest.of_bytes(html.encode())


@given(st.lists(st.text()))
def test_what_was_put_is_got_in_any_order(texts: list[str]) -> None:
    with Bodies() as bodies:
        for text in texts:
            bodies.put(name(text), text)
        for text in (*reversed(texts), *texts):
            assert bodies.get(name(text)) == text


def test_putting_after_getting_overwrites_nothing() -> None:
    with Bodies() as bodies:
        bodies.put("a", "<p>Đầu tiên</p>")
        bodies.put("b", "<p>Thứ hai</p>")
        assert bodies.get("a") == "<p>Đầu tiên</p>"
        bodies.put("c", "<p>Thứ ba</p>")
        assert [bodies.get(key) for key in "abc"] == ["<p>Đầu tiên</p>", "<p>Thứ hai</p>", "<p>Thứ ba</p>"]


def test_what_was_never_put_is_a_key_error() -> None:
    with Bodies() as bodies, pytest.raises(KeyError):
        bodies.get(name("x"))


def test_after_the_block_the_file_is_gone() -> None:
    with Bodies() as bodies:
        bodies.put("a", "x")
    with pytest.raises(ValueError, match="closed"):
        bodies.get("a")
