"""An article's citation reads the same in every reference manager, and a Vietnamese name stays whole in it."""

import json
import re
from typing import Any

import html5lib
import msgspec
import pytest
import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import example, given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db  # type: ignore[import-untyped]

from conftest import TrialSite
from hn_archive.citation import Citation, cite
from hn_archive.view import ArticleView, Body, Capture, Link, SiteInfo, SourceCredit, Time

SITE = SiteInfo(
    title="Kho lưu trữ Hà Nội",
    description="",
    language="vi",
    url="https://example.org/kho/",
    live_site="",
    contact="",
    publisher="Thành ủy Hà Nội",
    publisher_url="",
    publisher_logo="",
    publisher_kind="government",
    license="",
    feeds=(),
    old_addresses="",
    colours="",
    search="",
    search_index="",
    categories=(),
    explore=(),
    menu=(),
    footer_text="",
    footer_links=(),
)
CAPTURED = Capture(
    time=Time("", "", "2023-02-03"),
    original_url="https://thanhuyhanoi.vn/tin?a=1&b=%C4%91",
    lost_picture=False,
    lost_rating=False,
    no_votes=False,
    average_alone="",
    votes_alone="",
    poll=None,
)
ARTICLE = ArticleView(
    title="Khởi công cầu Tứ Liên: “Đường đến ước mơ”",
    address="2023/01/12/khoi-cong-cau.html",
    description="",
    id="urn:uuid:00000000-0000-0000-0000-000000000000",
    modified="2023-01-12T08:25+07:00",
    language="",
    category=None,
    breadcrumbs=(),
    time=Time("12/01/2023 | 08:25", "", "2023-01-12T08:25+07:00"),
    day=None,
    updated=None,
    views=None,
    lead="",
    figure=None,
    body=Body("", ()),
    attachments=(),
    source=SourceCredit("Hà Nội mới", "", ""),
    authors=(Link("Nguyễn Thị Ưng", ""), Link("Đặng Văn Ẩn", "")),
    tags=(Link("cầu", ""), Link("giao thông", "")),
    rating=None,
    poll=None,
    corrections=(),
    capture=CAPTURED,
    license="",
    text="",
    related=(),
    newer=None,
    older=None,
    extra={},
)
NAMES = ["Nguyễn Thị Ưng", "Đặng Văn Ẩn"]
ADDRESS = "https://example.org/kho/2023/01/12/khoi-cong-cau.html"


def cited(site: SiteInfo = SITE, **changes: Any) -> Citation:
    words = {"source_label": "Nguồn:" if site.language == "vi" else "Source:"}
    return cite(msgspec.structs.replace(ARTICLE, **changes), site, words)


def without(site: SiteInfo, *fields: str) -> SiteInfo:
    return msgspec.structs.replace(site, **dict.fromkeys(fields, ""))


def bibtex(record: str) -> dict[str, str]:
    """The fields of the one entry in BibTeX, still as TeX."""
    library = parse_string(record)
    assert not library.failed_blocks
    assert len(library.blocks) == 1
    (entry,) = library.entries
    assert entry.entry_type == "article"
    return {field.key: str(field.value) for field in entry.fields}


def tex_reader() -> LatexNodes2Text:
    """pylatexenc with the signs of LaTeX that it does not know, or takes for an accent."""
    known = get_default_latex_context_db()
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    known.add_context_category("signs", prepend=True, macros=[MacroTextSpec(name, sign) for name, sign in signs.items()])
    return LatexNodes2Text(latex_context=known, math_mode="verbatim", strict_latex_spaces=True)


READER = tex_reader()


def words(tex: str) -> str:
    """What TeX prints."""
    return str(READER.latex_to_text(tex))


def names(record: str) -> list[list[str]]:
    """Each author in BibTeX by the parts that a reference manager splits a name into."""
    library = parse_string(record, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not library.failed_blocks
    return [part.first + part.von + part.last + part.jr for part in library.entries[0]["author"]]


def ris(record: str) -> dict[str, Any]:
    (entry,) = rispy.loads(record)
    return dict(entry)


def csl(record: str) -> dict[str, Any]:
    (entry,) = json.loads(record)
    assert isinstance(entry, dict)
    return entry


def test_bibtex_reads_back_as_the_article_it_cites() -> None:
    fields = bibtex(cited().bibtex)
    assert {name: words(value) for name, value in fields.items() if name != "author"} == {
        "title": ARTICLE.title,
        "journal": "Thành ủy Hà Nội",
        "entrysubtype": "newspaper",
        "date": "2023-01-12",
        "year": "2023",
        "url": ADDRESS,
        "langid": "vietnamese",
        "keywords": "cầu, giao thông",
        "library": "Kho lưu trữ Hà Nội",
        "note": "Nguồn: Hà Nội mới",
    }
    assert names(cited().bibtex) == [[f"{{{name}}}"] for name in NAMES]


def test_ris_reads_back_as_the_article_it_cites() -> None:
    entry = ris(cited().ris)
    assert entry["type_of_reference"] == "NEWS"
    assert entry["title"] == ARTICLE.title
    assert entry["authors"] == NAMES
    assert entry["secondary_title"] == "Thành ủy Hà Nội"
    assert (entry["year"], entry["date"]) == ("2023", "2023/01/12")
    assert entry["urls"] == [ADDRESS]
    assert entry["language"] == "vi"
    assert entry["keywords"] == ["cầu", "giao thông"]
    assert entry["notes"] == ["Nguồn: Hà Nội mới"]
    assert entry["name_of_database"] == "Kho lưu trữ Hà Nội"
    assert "unknown_tag" not in entry


def test_csl_json_reads_back_as_the_article_it_cites() -> None:
    assert csl(cited().csl_json) == {
        "id": "khoi-cong-cau-20230112",
        "type": "article-newspaper",
        "title": ARTICLE.title,
        "author": [{"literal": name} for name in NAMES],
        "container-title": "Thành ủy Hà Nội",
        "issued": {"date-parts": [[2023, 1, 12]]},
        "URL": ADDRESS,
        "language": "vi",
        "keyword": "cầu, giao thông",
        "archive": "Kho lưu trữ Hà Nội",
        "note": "Nguồn: Hà Nội mới",
    }


def test_the_sentence_names_author_title_publication_date_source_and_address() -> None:
    assert cited().text == (
        "Nguyễn Thị Ưng, Đặng Văn Ẩn. “Khởi công cầu Tứ Liên: “Đường đến ước mơ””. "
        f"Thành ủy Hà Nội, 12/01/2023. Nguồn: Hà Nội mới. {ADDRESS}"
    )
    english = msgspec.structs.replace(SITE, language="en")
    assert "Thành ủy Hà Nội, 2023-01-12. Source: Hà Nội mới. https://" in cited(english).text


def test_what_an_article_lacks_is_in_no_record() -> None:
    bare = cited(without(SITE, "url", "publisher"), authors=(), source=None, tags=(), capture=None)
    assert bare.text == f"“{ARTICLE.title}”. Kho lưu trữ Hà Nội, 12/01/2023."
    assert set(bibtex(bare.bibtex)) == {"title", "journal", "entrysubtype", "date", "year", "langid"}
    assert not set(ris(bare.ris)) & {"authors", "urls", "notes", "keywords", "name_of_database", "access_date"}
    assert set(csl(bare.csl_json)) == {"id", "type", "title", "container-title", "issued", "language"}


def test_without_an_address_of_the_site_the_captured_page_is_cited() -> None:
    bare = cited(without(SITE, "url"))
    assert csl(bare.csl_json)["URL"] == CAPTURED.original_url
    assert csl(bare.csl_json)["accessed"] == {"date-parts": [[2023, 2, 3]]}
    assert ris(bare.ris)["urls"] == [CAPTURED.original_url]
    assert bibtex(bare.bibtex)["url"] == CAPTURED.original_url
    assert bare.text.endswith(CAPTURED.original_url)


def test_a_text_in_another_language_is_cited_in_it() -> None:
    other = cited(language="fr")
    assert bibtex(other.bibtex)["langid"] == "french"
    assert ris(other.ris)["language"] == csl(other.csl_json)["language"] == "fr"


def test_records_are_named_so_that_no_two_articles_share_a_key() -> None:
    keys = {
        cited(address=f"2023/01/{day}/{slug}.html", time=Time("", "", f"2023-01-{day}")).key for day in (12, 13) for slug in "ab"
    }
    assert keys == {"a-20230112", "b-20230112", "a-20230113", "b-20230113"}


TITLES = st.text(st.sampled_from("{}\\%&#$_~^\"'`-@,=<>()[]|/:;.!?* aBđƯợ\u00a0😀”“"), min_size=1, max_size=40).filter(
    lambda text: text == " ".join(text.split(" ")).strip() and "  " not in text
)


@given(title=TITLES)
@example(title="\\textbackslash{} \\& {{x}} 100% #1 $x_1^2$ a~b")
@example(title="}, note = {x")
@example(title="% lời bình")
@example(title='"x" # "y"')
@example(title="a, b and c")
@example(title="1945---1954 ``A'' ?` !`")
def test_any_title_comes_back_from_every_record(title: str) -> None:
    made = cited(title=title)
    fields = bibtex(made.bibtex)
    assert words(fields["title"]) == title
    assert fields["note"] == "Nguồn: Hà Nội mới"
    assert ris(made.ris)["title"] == title
    assert csl(made.csl_json)["title"] == title


@given(name=TITLES)
@example(name="Sở Văn hóa, Thể thao and Du lịch")
@example(name="van der Đặng, Jr.")
@example(name="others")
def test_any_name_of_an_author_is_one_whole(name: str) -> None:
    made = cited(authors=(Link(name, ""), Link(NAMES[1], "")))
    parts = names(made.bibtex)
    assert [len(part) for part in parts] == [1, 1]
    assert [words(part[0]) for part in parts] == [name, NAMES[1]]
    assert ris(made.ris)["authors"] == [name, NAMES[1]]
    assert csl(made.csl_json)["author"] == [{"literal": name}, {"literal": NAMES[1]}]


@given(text=TITLES)
def test_any_source_publisher_and_tag_leaves_the_records_whole(text: str) -> None:
    site = msgspec.structs.replace(SITE, publisher=text, title=text)
    made = cited(site, source=SourceCredit(text, "", ""), tags=(Link(text, ""),))
    fields = bibtex(made.bibtex)
    assert [words(fields[name]) for name in ("journal", "note", "keywords", "library")] == [text, f"Nguồn: {text}", text, text]
    entry = ris(made.ris)
    assert (entry["secondary_title"], entry["notes"], entry["keywords"]) == (text, [f"Nguồn: {text}"], [text])


@given(path=st.text(st.sampled_from("%&#$_~@,=()[]:;.!?*aZ0/"), max_size=30))
def test_any_captured_address_leaves_the_record_whole(path: str) -> None:
    capture = msgspec.structs.replace(CAPTURED, original_url=f"https://example.org/{path}")
    fields = bibtex(cited(without(SITE, "url"), capture=capture).bibtex)
    assert fields["url"] == f"https://example.org/{path}"
    assert fields["date"] == "2023-01-12"


def test_the_records_stand_in_the_page_and_need_no_script(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.org/kho\nid: kho\npublisher: Thành ủy\n")
    site.article("a.md", title="'Cầu & <b> {x} </pre> \"Tứ\"'", author="[Nguyễn Văn Ân]", source="HNMO", tags="[cầu]")
    site.built()
    document = html5lib.parse(site.page("2023/01/12/a.html"), namespaceHTMLElements=False)
    (block,) = [element for element in document.iter("details") if element.get("class") == "cite"]
    records = {record.get("data-file"): "".join(record.itertext()) for record in block.iter("pre")}
    assert set(records) == {"a-20230112.bib", "a-20230112.ris", "a-20230112.json"}
    title = 'Cầu & <b> {x} </pre> "Tứ"'
    assert words(bibtex(records["a-20230112.bib"])["title"]) == title
    assert ris(records["a-20230112.ris"])["title"] == csl(records["a-20230112.json"])["title"] == title
    (sentence,) = [element.text for element in block.iter("p")]
    assert sentence == f"Nguyễn Văn Ân. “{title}”. Thành ủy, 12/01/2023. Nguồn: HNMO. https://example.org/kho/2023/01/12/a.html"
    assert not [element for element in block.iter() if element.get("hidden") is not None or element.tag == "script"]


@pytest.mark.parametrize("written", ["", "url: https://example.org\n"])
def test_a_built_page_without_any_address_to_name_names_none(site: TrialSite, written: str) -> None:
    site.write("site.yml", written)
    site.article("a.md")
    site.article("b.md", original_url="https://thanhuyhanoi.vn/b?x=1&y=2", captured="2023-02-03")
    site.built()
    found = []
    for name in ("a", "b"):
        document = html5lib.parse(site.page(f"2023/01/12/{name}.html"), namespaceHTMLElements=False)
        (record,) = [element.text or "" for element in document.iter("pre") if (element.get("data-file") or "").endswith(".json")]
        found.append(csl(record).get("URL"))
    ours = "https://example.org/2023/01/12/{}.html"
    assert found == ([ours.format("a"), ours.format("b")] if written else [None, "https://thanhuyhanoi.vn/b?x=1&y=2"])


def test_every_line_of_ris_has_the_form_of_its_specification() -> None:
    lines = cited().ris.split("\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert (lines[0], lines[-2:]) == ("TY  - NEWS", ["ER  - ", ""])
