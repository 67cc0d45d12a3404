"""Heads of posts in the forms of several generators."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.heads import Head, taken_off
from hn_archive.importers.source import Refused
from hn_archive.schema import plain

BODY = "Đoạn một.\n\nĐoạn hai.\n"
FORMS = {
    "YAML": '---\ntitle: "Cầu: khởi công"\ntags: [một, hai]\ndraft: false\nviews: 0123\n---\n',
    "TOML": '+++\ntitle = "Cầu: khởi công"\ntags = ["một", "hai"]\ndraft = false\nviews = "0123"\n+++\n',
    "JSON": '{\n "title": "Cầu: khởi công",\n "tags": ["một", "hai"], "draft": false, "views": "0123"}\n',
}


def values_of(head: Head) -> object:
    return plain(head.values)


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_say_the_same(form: str) -> None:
    head = taken_off(FORMS[form] + BODY, "bai.md")
    assert values_of(head) == {"title": "Cầu: khởi công", "tags": ["một", "hai"], "draft": "false", "views": "0123"}
    assert head.body.strip() == BODY.strip()


@pytest.mark.parametrize("form", FORMS)
def test_the_body_begins_on_the_line_that_is_told(form: str) -> None:
    text = FORMS[form] + BODY
    head = taken_off(text, "bai.md")
    assert "\n".join(text.split("\n")[head.body_line - 1 :]).strip() == BODY.strip()


def test_plain_lines_are_a_head_where_one_is_the_title() -> None:
    head = taken_off(f"Title: Cầu mới\nDate: 2023-01-12\nSummary: Dòng đầu\n    và dòng sau\n\n{BODY}", "bai.md")
    assert values_of(head) == {"Title": "Cầu mới", "Date": "2023-01-12", "Summary": "Dòng đầu và dòng sau"}
    assert taken_off(f"Ghi chú: đoạn này là của bài.\n\n{BODY}", "bai.md").body.startswith("Ghi chú")


def test_dates_and_numbers_of_toml_are_texts() -> None:
    head = taken_off("+++\na = 2023-01-12T08:25:00+07:00\nb = 1.50\nc = 2023-01-12\n[params]\nd = 7\n+++\n", "bai.md")
    assert values_of(head) == {"a": "2023-01-12 08:25:00+07:00", "b": "1.50", "c": "2023-01-12", "params": {"d": "7"}}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Cầu\n",
        "---\na: &x [1]\nb: *x\n---\n",
        "---\n" + "a: " + "[" * 60_000 + "\n---\n",
        "+++\na = " + "[" * 30_000 + "\n+++\n",
        "+++\na = \n+++\n",
        '{"a": ' + "[" * 30_000,
        '{"a": 1',
        "---\na: !!python/object:os.system x\n---\n",
    ],
    ids=range(8),
)
def test_heads_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        taken_off(text, "bai.md")
    assert caught.value.problem.severity == "error"
    assert caught.value.problem.location


@given(st.dictionaries(st.text("abcdef", min_size=1), st.text("aăâ: \"'\\{}[]#\n", max_size=20), min_size=1))
def test_texts_of_json_come_back_as_they_are(values: dict[str, str]) -> None:
    assert values_of(taken_off(json.dumps(values) + "\n" + BODY, "bai.md")) == values


@given(st.text('-+{}:\n "atitle', max_size=60))
def test_whatever_stands_there_is_read_or_refused(text: str) -> None:
    try:
        head = taken_off(text, "bai.md")
    except Refused:
        return
    assert text.endswith(head.body)
