"""Problems as values and as reports."""

import json
import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.messages import CATALOGUE
from hn_archive.problem import Form, Location, Problem, Stop, arranged, has_errors, machine_fault, report

LINE = "date: 30/02/2023 08:25"
BAD_DATE = Problem.at("date", Location("content/2023/bao-cao.md", 3, 7), value="30/02/2023")
FORMS: list[Form] = ["text", "json", "github"]
WHOLE = """\
content/2023/bao-cao.md:3:7: error[date]: 30/02/2023 is not a day of the calendar
    3 | date: 30/02/2023 08:25
      |       ^
  hint: write day/month/year, for example 28/02/2023 08:25
"""
WHOLE_VI = """\
content/2023/bao-cao.md:3:7: lỗi[date]: 30/02/2023 không phải là một ngày có trong lịch
    3 | date: 30/02/2023 08:25
      |       ^
  gợi ý: hãy viết ngày/tháng/năm, ví dụ 28/02/2023 08:25
"""


def shown(*problems: Problem, form: Form = "text", language: str = "en", line: str = "") -> str:
    return report(problems, form, language, lambda location: line)


def in_json(*problems: Problem) -> list[dict[str, object]]:
    return [json.loads(line) for line in shown(*problems, form="json").splitlines()]


def test_a_problem_is_shown_with_its_place_line_caret_and_hint() -> None:
    assert shown(BAD_DATE, line=LINE) == WHOLE


def test_a_problem_is_shown_in_vietnamese() -> None:
    assert shown(BAD_DATE, language="vi", line=LINE) == WHOLE_VI


def test_the_gutter_grows_with_the_number_of_the_line() -> None:
    lines = shown(Problem.at("date", Location("a.md", 1234, 2), value="x"), line="abc").splitlines()
    assert lines[1:3] == ["    1234 | abc", "         |  ^"]


def test_the_other_place_is_shown() -> None:
    problem = Problem.at("key-twice", Location("a.md", 3, 1), Location("a.md", 2, 1), key="date")
    assert "  see also: a.md:2:1\n" in shown(problem)


def test_without_a_column_there_is_no_caret_and_without_a_line_no_excerpt() -> None:
    assert shown(Problem.at("yaml-size", Location("a.md", 2), size=1, limit=1), line="abc").splitlines()[1] == "    2 | abc"
    assert "^" not in shown(Problem.at("yaml-size", Location("a.md", 2), size=1, limit=1), line="abc")
    assert shown(Problem.at("file-size", Location("a.md"), size=1, limit=1), line="abc").splitlines()[0].startswith("a.md: error")
    assert "|" not in shown(Problem.at("file-size", Location("a.md"), size=1, limit=1), line="abc")
    assert shown(Problem.at("url-missing")).startswith("warning[url-missing]: ")


def test_a_line_that_is_blank_or_cannot_be_read_is_left_out() -> None:
    assert "|" not in shown(BAD_DATE, line="")
    assert "|" not in shown(BAD_DATE, line="  \t")


@given(st.integers(1, 2_000), st.integers(0, 2_000))
def test_a_long_line_is_cut_around_its_column(column: int, rest: int) -> None:
    line = "x" * (column - 1) + "!" + "x" * rest
    _, excerpt, caret, _ = shown(Problem.at("date", Location("a.md", 3, column), value=""), line=line).splitlines()
    assert len(excerpt) <= 180
    assert excerpt[caret.index("^")] == "!"


def test_tabs_and_control_characters_of_a_line_are_shown_as_blanks() -> None:
    excerpt = shown(Problem.at("date", Location("a.md", 3, 4), value="x"), line="\ta\x1b!").splitlines()[1:3]
    assert excerpt == ["    3 |  a !", "      |    ^"]


@pytest.mark.parametrize(("form", "lines"), [("text", 2), ("github", 1)])
def test_control_characters_of_a_value_never_reach_the_terminal(form: Form, lines: int) -> None:
    problem = Problem.at("key-unknown", Location("a.md", 1), key="\x1b[2J\x07\u202ex\n  hint: y", nearest="z")
    text = shown(problem, form=form)
    assert re.fullmatch(r"[ -~\n]*", text)
    assert text.count("\n") == lines


def test_long_values_are_cut() -> None:
    assert len(shown(Problem.at("link-dead", target="x" * 5_000)).splitlines()[0]) < 300


@pytest.mark.parametrize("value", ["{x}", "{0.__class__}", "{", "%s"])
def test_values_are_put_in_as_they_are(value: str) -> None:
    assert Problem.at("slug", value=value).message("en") == f"“{value}” leaves nothing to make an address of"


def test_words_of_the_program_are_shown_in_the_readers_language() -> None:
    problem = Problem.at("value-type", key="tags", expected="a list of texts", found="a group of keys", example="tags: [a]")
    assert problem.message("en") == "tags should be a list of texts, but this is a group of keys"
    assert problem.message("vi") == "tags phải là một danh sách tên, nhưng ở đây là một nhóm khóa"


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("word", ["more", "error", "hint", "failed", "family tag", "a list", "a date"])
def test_a_key_that_is_called_as_a_word_of_the_program_is_not_translated(word: str, language: str) -> None:
    assert word in Problem.at("key-unknown", key=word, nearest="lead").message(language)
    assert f"“{word}”" in Problem.at("slug", value=word).message(language)


def test_each_line_of_json_is_a_problem() -> None:
    twice = Problem.at("key-twice", Location("a.md", 3, 1), Location("a.md", 2, 1), key="Ngày")
    first, second = in_json(Problem.at("url-missing"), twice)
    assert first == {
        "type": "problem",
        "code": "key-twice",
        "severity": "error",
        "path": "a.md",
        "line": 3,
        "column": 1,
        "message": "the key Ngày stands twice",
        "hint": "keep one of the two lines",
        "related": {"path": "a.md", "line": 2, "column": 1},
        "count": 1,
    }
    assert (second["code"], second["severity"], second["path"], second["related"]) == ("url-missing", "warning", None, None)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_the_values_each_problem_is_one_line_of_json_and_of_github(path: str, value: str) -> None:
    problem = Problem.at("link-dead", Location(path, 1, 2), target=value)
    (mapping,) = (json.loads(line) for line in shown(problem, form="json").removesuffix("\n").split("\n"))
    assert mapping["path"] == path
    (command,) = shown(problem, form="github").removesuffix("\n").split("\n")
    assert re.fullmatch(r"::warning title=link-dead,file=[^:,\r\n]*,line=1,col=2::[^\r\n]*", command)


def test_github_commands_have_their_signs_escaped() -> None:
    problem = Problem.at("date-form", Location("a%b,c:d.md", 3, 7), value="50%: một, hai")
    assert shown(problem, form="github") == (
        "::error title=date-form,file=a%25b%2Cc%3Ad.md,line=3,col=7::“50%25: một, hai” is not a date this program can read%0A"
        "write 12/01/2023 08:25 or 2023-01-12 08:25; years from 1000\n"
    )


def test_a_github_command_names_only_the_place_there_is() -> None:
    assert shown(Problem.at("url-missing"), form="github").startswith("::warning title=url-missing::")
    assert ",line=" not in shown(Problem.at("file-size", Location("a.md"), size=1, limit=1), form="github")


@pytest.mark.parametrize("form", FORMS)
def test_a_fault_of_one_template_on_many_pages_is_shown_once(form: Form) -> None:
    place = Location("templates/article.html", 12)
    text = shown(*(Problem.at("template-render", place, page=f"{n:04}.html", reason="x") for n in range(1_000)), form=form)
    assert "0000.html" in text
    assert "0001.html" not in text
    assert '"count": 1000' in text if form == "json" else "(and 999 more pages)" in text


def test_different_faults_of_one_template_are_shown_each() -> None:
    place = Location("templates/article.html", 12)
    text = shown(*(Problem.at("template-render", place, page="a.html", reason=reason) for reason in "xyz"))
    assert text.count("error[template-render]") == 3
    assert "more pages" not in text


def test_problems_that_differ_in_their_other_place_are_shown_each() -> None:
    problems = [Problem.at("address-taken", Location("a.md", 2), Location(f"{name}.md", 2), address="x.html") for name in "bc"]
    text = shown(*problems)
    assert "more pages" not in text
    assert all(f"see also: {name}.md:2" in text for name in "bc")


MANY = [
    Problem.at("date", Location("content/a.md", 2, 5), value="x"),
    Problem.at("date-form", Location("content/a.md", 2, 5), value="x"),
    Problem.at("date", Location("content/a.md", 2, 11), value="x"),
    Problem.at("date", Location("content/a.md", 10, 1), value="x"),
    Problem.at("date", Location("content/b.md", 1, 1), value="x"),
    Problem.at("url-missing"),
]


def test_problems_are_in_the_order_of_their_places_and_each_once() -> None:
    for order in permutations(MANY):
        assert arranged((*order, *order)) == tuple(MANY)


@pytest.mark.parametrize("form", FORMS)
def test_a_report_has_one_order_whatever_the_order_of_the_problems(form: Form) -> None:
    texts = {shown(*order, *order[:2], form=form) for order in permutations(MANY[:4])}
    assert len(texts) == 1


def test_problems_that_differ_only_in_their_other_place_have_an_order_too() -> None:
    problems = [Problem.at("id-taken", Location("a.md", 2), Location("b.md", number), id="x") for number in range(50)]
    assert arranged(reversed(problems)) == tuple(problems)


def test_a_warning_is_no_error() -> None:
    assert not has_errors([])
    assert not has_errors([Problem.at("url-missing")])
    assert has_errors([Problem.at("url-missing"), BAD_DATE])
    assert BAD_DATE.severity == CATALOGUE["date"].severity == "error"


@pytest.mark.parametrize("form", FORMS)
def test_no_problems_are_an_empty_report(form: Form) -> None:
    assert shown(form=form) == ""


def test_problems_with_the_same_values_are_equal_whatever_their_order() -> None:
    first, second = (Problem.at("value-type", **values) for values in ({"key": 1, "found": "x"}, {"found": "x", "key": "1"}))
    assert first == second
    assert len({first, second}) == 1


def test_a_location_is_written_as_editors_read_it() -> None:
    assert [str(Location("a.md", *rest)) for rest in ((), (3,), (3, 7))] == ["a.md", "a.md:3", "a.md:3:7"]


def test_a_stop_says_why() -> None:
    stop = Stop(BAD_DATE, 2)
    assert str(stop) == "30/02/2023 is not a day of the calendar"
    assert (stop.problem, stop.exit_code) == (BAD_DATE, 2)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device", "/đĩa"), "/đĩa: No space left on device"),
        (OSError(13, "Permission denied", b"/\xff"), "/\ufffd: Permission denied"),
        (OSError("weird"), "?: weird"),
    ],
)
def test_a_fault_of_the_machine_names_the_file_and_the_reason(error: OSError, message: str) -> None:
    stop = machine_fault(error)
    assert stop.problem.message("en") == message
    assert stop.exit_code == 3


def test_the_words_of_a_problem_may_be_called_anything() -> None:
    assert "{% note %}" in Problem.at("import-code", code="{% note %}").message("en")
