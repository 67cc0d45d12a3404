"""Related articles: the older ones most like each, found again only where something before them is another."""

from collections.abc import Callable
from random import Random
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from hn_archive import related
from hn_archive.related import MOST, Found, Related, Subject

SUBJECTS = st.builds(
    Subject,
    st.lists(st.sampled_from(["sông", "Hồng", "cầu", "mới", "Cầu", "Tô", "Lịch"]), max_size=5).map(" ".join),
    st.lists(st.sampled_from(["cau", "song", "duong"]), unique=True, max_size=3).map(tuple),
    st.sampled_from(["", "do-thi", "y-te"]),
)
ARCHIVES = st.lists(SUBJECTS, max_size=60)


def find(subjects: list[Subject], known: Found) -> Found:
    return Related(subjects, known).found()


def subject(title: str = "", tags: str = "", category: str = "") -> Subject:
    return Subject(title, tuple(tags.split()), category)


@given(ARCHIVES, ARCHIVES, st.integers(0, 60))
@example([], [subject("a b")], 0)
@example([subject("a b"), subject("a b")], [], 1)
def test_what_is_known_changes_nothing_but_the_time(before: list[Subject], after: list[Subject], shared: int) -> None:
    after = [*before[:shared], *after]
    assert find(after, find(before, Found())) == find(after, Found())


@given(ARCHIVES)
def test_what_was_found_for_the_same_articles_is_given_back_as_it_is(subjects: list[Subject]) -> None:
    found = find(subjects, Found())
    assert find(subjects, found) is found


@given(ARCHIVES)
def test_only_older_articles_are_related_each_once_and_not_too_many(subjects: list[Subject]) -> None:
    for place, others in enumerate(find(subjects, Found()).related):
        assert len(others) == len(set(others)) <= MOST
        assert all(other < place for other in others)


@given(ARCHIVES, ARCHIVES, st.integers(0, 60))
def test_what_is_found_elsewhere_is_the_same_and_begun_before_it_is_asked_for(
    before: list[Subject], after: list[Subject], shared: int
) -> None:
    after = [*before[:shared], *after]
    begun: list[bytes] = []

    def meanwhile(work: Callable[[bytes], bytes], task: bytes) -> Callable[[], bytes]:
        begun.append(work(task))
        return begun.pop

    expected = find(after, Found())
    found = Related(after, find(before, Found()))
    found.ahead(meanwhile)
    is_known = all(before[place : place + 1] == after[place : place + 1] for place in range(len(after)))
    assert len(begun) == (0 if is_known else 1)
    with patch.object(related._Search, "take", side_effect=AssertionError("nothing is left to be found here")):
        assert tuple(found.of(place) for place in range(len(after))) == expected.related
        assert found.found() == expected
    assert not begun


def test_tags_and_words_of_the_title_count_more_than_the_category() -> None:
    archive = [
        subject("Một", "cau song", ""),
        subject("Cầu mới khởi công", "", ""),
        subject("Hai", "", "do-thi"),
        subject("Ba", "khac", "khac"),
        subject("Bốn", "cau", "do-thi"),
        subject("cầu  MỚI khởi công xong", "cau song", "do-thi"),
    ]
    assert find(archive, Found()).related[-1] == (1, 0, 4, 2)


def test_of_equals_the_newer_comes_first() -> None:
    assert find([subject(category="a")] * 4, Found()).related[-1] == (2, 1, 0)


def test_an_article_without_tags_and_category_has_those_with_words_of_its_title() -> None:
    archive = [subject("Mưa lớn ở Hà Nội"), subject("Nắng"), subject("Hà Nội rét đậm")]
    assert find(archive, Found()).related == ((), (), (0,))


def test_no_article_is_looked_for_beyond_the_nearest_of_each_kind() -> None:
    archive = [
        subject("Hà Nội", "cau", "a"),
        *[subject(tags="cau", category="a")] * related._REACH,
        *[subject("Hà Nội")] * related._TITLE_REACH,
    ]
    assert 0 not in find([*archive, subject("Hà Nội", "cau", "a")], Found()).related[-1]


@given(ARCHIVES, ARCHIVES, st.randoms(use_true_random=False))
def test_what_is_asked_for_in_any_order_is_the_same(before: list[Subject], after: list[Subject], chance: Random) -> None:
    expected = find(after, Found()).related
    asked = Related(after, find(before, Found()))
    places = list(range(len(after)))
    chance.shuffle(places)
    assert {place: asked.of(place) for place in places} == dict(enumerate(expected))
    assert asked.found().related == expected
