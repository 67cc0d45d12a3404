"""Polls: only what was saved is shown."""

import pytest

from conftest import TrialSite
from hn_archive.dates import HANOI
from hn_archive.poll import parse


def test_a_poll_is_its_question_and_whatever_was_saved_of_its_results() -> None:
    poll, problems = parse(
        "question: Có nên không?\noptions: [Có, {text: Không, votes: 1.200}]\n".encode(), "_polls/nen.yml", HANOI
    )
    assert poll is not None
    assert not problems
    assert (poll.name, poll.address("vi"), poll.address("en")) == ("nen", "tham-do/nen.html", "poll/nen.html")
    assert [(option.text, option.votes) for option in poll.options] == [("Có", None), ("Không", 1200)]


@pytest.mark.parametrize("text", ["option: [Có]\n", "options: [Có]\n", "question: [a]\n", "question: a\noptions: [{votes: 1}]\n"])
def test_a_poll_with_errors_is_none(text: str) -> None:
    poll, problems = parse(text.encode(), "_polls/a.yml", HANOI)
    assert poll is None
    assert problems[0].location is not None
    assert problems[0].location.line


@pytest.mark.parametrize(
    ("options", "shown", "hidden"),
    [
        ("", "Bản lưu không có các phương án trả lời", "Tổng cộng"),
        ("options: [Có, Không]\n", "không có kết quả", "Tổng cộng"),
        ("options: [{text: Có, votes: 3}, {text: Không, votes: 1}]\nas_of: 20/05/2023\n", "75 %", "không được lưu"),
        ("options: [{text: Có, votes: 0}, {text: Không, votes: 0}]\n", "Tổng cộng: 0 phiếu", " %"),
        ("options: [{text: Có, votes: 34}, Không]\n", "chỉ có một phần kết quả", " %"),
    ],
)
def test_the_page_says_what_was_saved_and_what_was_not(site: TrialSite, options: str, shown: str, hidden: str) -> None:
    site.article("a.md", poll="nen")
    site.write("content/_polls/nen.yml", f"question: Có nên không?\n{options}")
    site.built()
    assert shown in site.page("tham-do/nen.html")
    assert hidden not in site.page("tham-do/nen.html")
    assert 'href="../../../tham-do/nen.html"' in site.page("2023/01/12/a.html")


def test_a_poll_in_a_folder_goes_by_its_path(site: TrialSite) -> None:
    site.article("a.md", poll="2023/hoi")
    site.write("content/_polls/2023/hoi.yml", "question: H\n")
    assert not site.codes(site.built())
    assert 'href="../../../tham-do/hoi.html"' in site.page("2023/01/12/a.html")
