"""What a source says is kept where front matter takes it, and reported where not."""

import json

from hypothesis import given
from hypothesis import strategies as st

from hn_archive.dates import HANOI, DateFault, parse
from hn_archive.front_matter import open_article
from hn_archive.importers.fields import KEYS, iso, kept, plain_line, whole
from hn_archive.problem import Location, has_errors

START = Location("bai.md")
values = st.recursive(
    st.text("aăđ :/.#'\"-0123é", max_size=30) | st.booleans() | st.integers(0, 10**9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "url", "src", "count", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*sorted(KEYS - {"title", "date", "status"}), "kicker"]), values, max_size=6))
def test_what_is_kept_is_read_without_errors_and_what_is_not_is_reported(found: dict[str, object]) -> None:
    fields, problems = kept(found, {}, START)
    header = "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items())
    opened = open_article(f"---\ntitle: Cầu\ndate: 2023-01-12\n{header}---\n\nĐoạn.".encode(), "content/a.md", HANOI)
    assert not has_errors(opened.problems)
    assert not any(problem.code == "key-unknown" for problem in opened.problems)
    reported = {dict(problem.values)["key"] for problem in problems}
    assert all(key in fields or key in reported or not _says_something(found[key]) for key in found)


def _says_something(value: object) -> bool:
    return value not in ("", [], {})


def test_a_web_address_that_is_none_is_reported_with_its_value() -> None:
    fields, problems = kept({"original_url": "không rõ", "license": "CC BY"}, {"original_url": Location("bai.md", 4, 1)}, START)
    assert fields == {"license": "CC BY"}
    assert [problem.code for problem in problems] == ["import-key"]
    assert "không rõ" in problems[0].message("vi")
    assert problems[0].location == Location("bai.md", 4, 1)


def test_an_alias_that_is_no_address_does_not_take_the_others_with_it() -> None:
    fields, problems = kept({"aliases": ["/2020/cu.html", "mailto:a@b.vn"]}, {}, START)
    assert fields == {"aliases": ["/2020/cu.html"]}
    assert len(problems) == 1


def test_an_empty_rating_says_that_there_was_a_box() -> None:
    assert kept({"rating": {}, "tags": [], "lead": ""}, {}, START) == ({"rating": {}}, ())


def test_signs_of_html_become_letters() -> None:
    assert plain_line("Luật &#8220;Thủ đô&#8221;\n <b>mới</b>") == "Luật “Thủ đô” mới"
    assert plain_line("<p>Một.</p><p>Hai.</p>") == "Một. Hai."
    assert plain_line("3 < 4") == "3 < 4"


def test_dates_keep_the_offset_that_was_written_and_get_no_other() -> None:
    assert iso("12/01/2023 | 08:25") == "2023-01-12 08:25"
    assert iso("Thứ Năm, 12/01/2023") == "2023-01-12"
    assert iso("2016-02-09 10:00:37 -0400") == "2016-02-09 10:00:37 -0400"
    assert iso("2016-02-09 10:00:37 UTC") == "2016-02-09 10:00:37Z"
    assert iso("12/01/2023 08:25 GMT+9") == "2023-01-12 06:25+07:00"
    assert iso("12/01/2023 08:25:10 GMT+9") == "2023-01-12 06:25:10+07:00"


@given(st.datetimes(), st.sampled_from(["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y", "%d/%m/%Y %H:%M:%S GMT+3"]))
def test_a_date_means_the_same_moment_before_and_after(at: object, form: str) -> None:
    written = f"{at:{form}}"
    try:
        expected = parse(written, HANOI)
    except DateFault:
        return
    assert parse(iso(written), HANOI) == expected


def test_a_count_is_its_digits_and_what_is_none_stays_text() -> None:
    assert [whole(text) for text in ("7", "1.234", "1 007 lượt", "9" * 15)] == [7, 1234, 1007, 10**15 - 1]
    assert [whole(text) for text in ("", "nhiều", "9" * 16, "9" * 5_000)] == ["", "nhiều", "9" * 16, "9" * 5_000]
