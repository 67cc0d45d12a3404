"""Front matter as it is written."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive import header
from hn_archive.dates import HANOI, Moment, parse
from hn_archive.safe_yaml import Mapping, Scalar, Sequence
from hn_archive.safe_yaml import parse as parse_yaml
from hn_archive.text import nfc

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=60)


def plain(node: Any) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(each) for each in node.entries]
    assert isinstance(node, Mapping)
    return {key.text: plain(value) for key, value in node.entries}


@given(TEXTS, st.lists(TEXTS, max_size=3), TEXTS)
def test_texts_are_read_as_they_were_written(text: str, items: list[str], inner: str) -> None:
    written = "\n".join(header.lines([("a", text), ("b", items), ("c", {"d": inner, "e": [inner]})])) + "\n"
    node, problems = parse_yaml(written, "a.md", 1)
    assert not problems
    assert plain(node) == {"a": nfc(text), "b": [nfc(each) for each in items], "c": {"d": nfc(inner), "e": [nfc(inner)]}}


def test_plain_words_are_written_plain() -> None:
    assert header.lines([("title", "Khởi công cầu"), ("tags", ["cầu", "C++"]), ("views", 7), ("draft", True), ("rating", {})]) == [
        "title: Khởi công cầu", 'tags: [cầu, "C++"]', "views: 7", "draft: true", "rating: {}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (Moment(datetime(2023, 1, 12, 8, 25, tzinfo=HANOI)), "12/01/2023 08:25"),
        (Moment(datetime(2023, 1, 12, tzinfo=HANOI), has_time=False), "12/01/2023"),
        (Moment(datetime(2023, 1, 12, 8, 25, 30, tzinfo=HANOI)), "2023-01-12 08:25:30+07:00"),
        (Moment(datetime(2023, 1, 12, 8, 25, tzinfo=UTC)), "2023-01-12 08:25:00+00:00"),
    ],
)
def test_dates_are_written_as_editors_write_them(moment: Moment, written: str) -> None:
    assert header.date(moment, HANOI) == written
    assert parse(written, HANOI) == moment


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-720, 720))
def test_dates_are_read_as_they_were_written(at: datetime, offset: int) -> None:
    moment = Moment(at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset))))
    assert parse(header.date(moment, HANOI), HANOI).at == moment.at
