"""Documents: what articles and standing pages have in common."""

from hn_archive import article
from hn_archive.dates import HANOI
from hn_archive.markdown import Renderer


def test_old_addresses_become_files_and_bad_ones_problems_at_their_places() -> None:
    text = "---\ntitle: A\ndate: 2023-01-12\naliases: [/cu/, /portal?id=1{}, /cu/]\n---\nB\n"
    parsed = article.parse(text.format("").encode(), "a.md", HANOI, Renderer("vi"), "")
    assert parsed.document.aliases == ("cu/index.html",)
    assert parsed.problems == ()
    parsed = article.parse(text.format(", cu.html").encode(), "a.md", HANOI, Renderer("vi"), "")
    assert [(problem.code, str(problem.location)) for problem in parsed.problems] == [("alias", "content/a.md:4:31")]


def test_the_summary_is_the_lead_or_else_the_first_paragraph() -> None:
    renderer = Renderer("vi")
    with_lead = "---\ntitle: A\ndate: 2023-01-12\nlead: Sapo.\n---\nĐoạn đầu.\n"
    without = "---\ntitle: A\ndate: 2023-01-12\n---\n## Đề mục\n\nĐoạn *đầu*.\n\nĐoạn sau.\n"
    assert article.parse(with_lead.encode(), "a.md", HANOI, renderer, "").document.summary == "Sapo."
    assert article.parse(without.encode(), "a.md", HANOI, renderer, "").document.summary == "Đoạn đầu."


def test_problems_of_header_and_body_are_reported_together() -> None:
    text = "---\ntitle: A\ndate: 30/02/2023\n---\n<iframe></iframe>\n"
    parsed = article.parse(text.encode(), "a.md", HANOI, Renderer("vi"), "")
    assert parsed.document is None
    assert [problem.code for problem in parsed.problems] == ["date", "html-removed"]
