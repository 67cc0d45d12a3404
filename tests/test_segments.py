"""Where segments end."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive import segments as module
from hn_archive.segments import segments

# How many zero bits an article's hash ends in, as many as articles would have them.
ZEROS = st.lists(st.sampled_from([*[0] * 8, 1, 1, 1, 1, 2, 2, 3, 4, 5]), max_size=60)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KINDS", (4, 3, 1))
    monkeypatch.setattr(module, "_zeros", lambda article: article.zeros)


def articles(zeros: list[int]) -> list[Any]:
    return [SimpleNamespace(zeros=count, words=100, name=f"{place}") for place, count in enumerate(zeros)]


def cut(found: list[Any]) -> list[list[str]]:
    return [[named(article) for article in segment.articles] for segment in segments(found, named)]


def named(article: Any) -> str:
    return str(article.name)


def keys(found: list[Any]) -> list[str]:
    return [segment.key for segment in segments(found, named)]


@given(ZEROS)
def test_each_article_is_in_one_segment_and_in_order(zeros: list[int]) -> None:
    assert [name for segment in cut(articles(zeros)) for name in segment] == [str(place) for place in range(len(zeros))]


@given(ZEROS)
def test_a_segment_but_the_last_ends_with_an_article_that_ends_one(zeros: list[int]) -> None:
    for segment in cut(articles(zeros))[:-1]:
        assert zeros[int(segment[-1])] >= 1


@given(ZEROS)
def test_after_the_last_large_one_there_is_at_most_one_of_each_kind_and_the_tail(zeros: list[int]) -> None:
    large = sum(count >= 4 for count in zeros)
    assert len(cut(articles(zeros))) <= large + 2 + 1


@given(ZEROS, st.sampled_from([0, 0, 0, 1, 2, 4]))
def test_a_new_article_leaves_all_segments_that_it_does_not_gather(zeros: list[int], count: int) -> None:
    before, after = articles(zeros), articles([*zeros, count])
    kept = [segment for segment in cut(before) if segment in cut(after)]
    if count == 0:
        assert len(kept) >= len(cut(before)) - 1
        assert keys(before)[: len(kept)] == keys(after)[: len(kept)]
    large = [segment for segment in cut(before) if zeros[int(segment[-1])] >= 4]
    assert all(segment in kept for segment in large)


@given(ZEROS, st.data())
def test_an_old_article_that_ends_nothing_changes_its_own_segment_alone(zeros: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(zeros)))
    before = articles(zeros)
    after = [*before[:place], SimpleNamespace(zeros=0, words=100, name="new"), *before[place:]]
    assert len(set(keys(after)) - set(keys(before))) == 1


def test_what_an_article_is_made_of_is_in_the_key_of_its_segment() -> None:
    found = articles([0, 4, 0, 0])
    assert keys(found) != [segment.key for segment in segments(found, lambda article: f"{named(article)} in another category")]


def test_a_segment_has_more_files_the_more_words_it_has() -> None:
    found: list[Any] = [SimpleNamespace(zeros=0, words=700, name=str(place)) for place in range(100)]
    (segment,) = segments(found, named)
    assert (segment.words, segment.pairs, segment.cards) == (8, 32, 7)


def test_articles_end_segments_as_seldom_as_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    day = datetime(2023, 1, 1, tzinfo=UTC)
    found: list[Any] = [SimpleNamespace(id=f"bai-{place}", at=day + timedelta(place)) for place in range(20_000)]
    ends = sum(module._zeros(article) >= module.KINDS[-1] for article in found)
    assert 20 < ends < 60  # one of 512
