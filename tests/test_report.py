"""What an import tells its editor."""

import markdown as python_markdown
from lxml import html

from hn_archive.importers.accession import Taken
from hn_archive.importers.incoming import Guess, Incoming
from hn_archive.importers.report import counts, markdown, sample
from hn_archive.problem import Location, Problem

TAKEN = (
    Taken(
        source="a.html", status="written", title="Bài | một", path="content/a.md", address="2023/01/12/a.html", old=("/cu?id=1",),
        encoding="tcvn3", guesses=(Guess("date", "2023-01-12", "JSON-LD"),),
        problems=(Problem.at("import-file-missing", Location("a.html", 3), path="*cau*.jpg"),),
    ),
    Taken(source="b.html", status="refused", problems=(Problem.at("import-no-date", Location("b.html")),)),
    Taken(source="c.html", status="written", path="content/c.md", address="2023/01/12/c.html"),
)  # fmt: skip


def shown(language: str = "vi") -> html.HtmlElement:
    return html.fromstring(f"<div>{python_markdown.markdown(markdown(TAKEN, language), extensions=['tables'])}</div>")


def test_articles_are_counted_by_what_became_of_them() -> None:
    assert counts(TAKEN) == {"written": 2, "refused": 1}


def test_the_report_tells_what_became_of_what() -> None:
    report = shown()
    cells = [[cell.text_content() for cell in row.iter("td", "th")] for row in report.iter("tr")]
    assert ["đã ghi", "2"] in cells
    assert ["a.html", "date", "2023-01-12", "JSON-LD"] in cells
    assert ["tcvn3", "1"] in cells
    assert ["/cu?id=1", "/2023/01/12/a.html"] in cells
    assert ["a.html", "content/a.md", "đã ghi", "Bài | một"] in cells
    assert ["b.html", "–", "không nhập", ""] in cells


def test_errors_stand_before_warnings_each_with_its_way_out() -> None:
    report = shown("en")
    heads = [head.text_content() for head in report.iter("h2")]
    assert heads.index("Not imported") < heads.index("To look at")
    items = [item.text_content() for item in report.iter("li")]
    assert items[0].startswith("b.html: no date was found")
    assert "--date" in items[0]
    assert items[1].startswith("a.html:3: “*cau*.jpg” is not there")


def test_what_there_is_nothing_of_has_no_heading() -> None:
    assert "##" not in markdown((), "vi")
    assert shown("en").text_content().count("Encodings") == 1


def test_a_sample_shows_articles_beside_their_sources_with_missing_words_marked() -> None:
    article = Incoming(source="<a>.html", body="một hai", text="một <b>hai</b> ba hai")
    page = html.fromstring(sample([(article, "---\n<script>")], "vi").encode())
    left, right = page.iter("pre")
    assert left.text_content() == article.text
    assert [mark.text for mark in left.iter("mark")] == ["b", "b", "ba", "hai"]
    assert right.text == "---\n<script>"
    assert next(page.iter("h2")).text == "<a>.html"
