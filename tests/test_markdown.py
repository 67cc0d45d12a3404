"""From Markdown to safe HTML: every word of the source is on the page, and nothing can stop or kill a build."""

import html as htmllib
import re

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import CHECKOUT
from hn_archive import markdown
from hn_archive.markdown import Body, Renderer, fill
from hn_archive.problem import Problem

RENDERER = Renderer("vi")


def render(text: str) -> tuple[Body, tuple[Problem, ...]]:
    body, problems = RENDERER.render(text, "content/a.md", 1)
    assert body is not None
    return body, problems


def html_of(text: str) -> str:
    return render(text)[0].html


def codes(text: str) -> list[str]:
    return [problem.code for problem in RENDERER.render(text, "content/a.md", 1)[1]]


WORD = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạễữợ0123456789"), min_size=1, max_size=8)
PHRASE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
INLINE = st.one_of(
    PHRASE,
    PHRASE.map(lambda text: f"**{text}**"),
    PHRASE.map(lambda text: f"*{text}*"),
    PHRASE.map(lambda text: f"`{text}`"),
    PHRASE.map(lambda text: f"[{text}](https://example.org/x)"),
    PHRASE.map(lambda text: f"“{text}”"),
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    LINE,
    PHRASE.map(lambda text: f"## {text}"),
    st.lists(LINE, min_size=1, max_size=4).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=4).map(lambda lines: "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))),
    LINE.map(lambda line: f"> {line}"),
    st.lists(PHRASE, min_size=2, max_size=2).map(lambda cells: f"| {' | '.join(cells)} |\n|---|---:|\n| {' | '.join(cells)} |"),
    PHRASE.map(lambda text: f"```\n{text}\n```"),
)
# Anything at all: markup out of place too.
NOISE = st.lists(
    st.sampled_from(
        ["*", "_", "`", "[", "]", "(", ")", "<", ">", "|", "#", "-", "1.", "{", "}", "!", "\n", "\n\n", " ", "từ", "đất"]
    ),
    max_size=40,
)


@given(st.lists(BLOCK, min_size=1, max_size=6))
def test_every_word_of_the_source_is_on_the_page(blocks: list[str]) -> None:
    source = "\n\n".join(blocks)
    body, problems = render(source)
    shown = re.findall(
        r"\w+", htmllib.unescape(re.sub(r"<[^>]*>", " ", fill(body.html.encode(), ("",) * len(body.references)).decode()))
    )
    written = re.sub(r"\(https://example.org/x\)|^ *\d+\. ", " ", source, flags=re.MULTILINE)
    assert set(re.findall(r"\w+", written)) <= set(shown) | {number for number in shown if number.isdigit()}
    assert {problem.code for problem in problems} <= {"list-number"}  # two lists with a blank line between are one to Markdown


@given(NOISE.map(" ".join))
def test_words_that_do_not_reach_the_page_are_reported(source: str) -> None:
    body, problems = RENDERER.render(source, "content/a.md", 1)
    assert body is not None
    shown = htmllib.unescape(re.sub(r"<[^>]*>", " ", body.html))
    lost = sum(source.count(word) - shown.count(word) for word in ("từ", "đất"))
    assert lost <= 0 or {problem.code for problem in problems} & {"words-lost", "html-removed", "link-scheme"} or body.references


@given(st.text(max_size=200))
def test_any_text_renders_to_html_without_script(source: str) -> None:
    body, _ = RENDERER.render(re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", source), "content/a.md", 1)
    assert body is not None
    assert not re.search(r"<script|\son\w+=|javascript:", re.sub(r"&[^;]+;", "", body.html), re.IGNORECASE) or "<" not in source


def test_the_saved_page_keeps_every_sentence_and_its_blanks() -> None:
    text = (CHECKOUT / "content/2023/01/2023-01-12-lua-chon-nhiem-vu-trong-tam.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    html = html_of(text)
    paragraphs = [block for block in text.split("\n\n") if block.strip()]
    assert len(paragraphs) == 21
    assert html.count("<p>") == 18
    assert html.count("<h2 ") == 3
    for block in paragraphs:
        assert block.strip("\n ").removeprefix("## ") in htmllib.unescape(html)
    assert html.count("\u00a0") == text.count("\u00a0") == 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("unclosed CDATA", "<![CDATA[" * 2000),
        ("footnotes", "[^1]" * 3000),
        ("brackets", "[" * 6000),
        ("deep lists", "\n".join("  " * depth + "- x" for depth in range(400))),
        ("deep quotations", "> " * 2000 + "x"),
        ("elements", "<div>" * 5000),
        ("open comments", "<!--" * 3000 + "abc"),
        ("pictures", "![[" * 5000),
        ("list marks", "1. " * 3000),
        ("pipes", "|" * 20000 + "\n|-|-\n"),
    ],
)
def test_no_text_can_stop_or_kill_a_build(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "CPU_LIMIT", 0.5)
    body, problems = RENDERER.render(text, "content/a.md", 7)
    assert body is not None or {problem.code for problem in problems} <= {"body-time", "body-depth"}, name
    assert html_of("Sau đó *vẫn* đọc được.") == "<p>Sau đó <em>vẫn</em> đọc được.</p>"


def test_a_text_that_takes_too_long_is_given_up_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "CPU_LIMIT", 0.2)
    body, problems = RENDERER.render("![[" * 5000, "content/a.md", 7)
    assert body is None
    assert [str(problem.location) for problem in problems] == ["content/a.md:7"]
    assert problems[0].code == "body-time"


def test_links_to_other_files_are_kept_as_references_with_their_places() -> None:
    body, _ = render("Một.\n\nXem [bài](../02/khac.md#phan-1) và [tệp](a%20b.pdf).")
    assert [(r.kind, r.target, r.fragment, r.location.line, r.location.column) for r in body.references] == [
        ("link", "../02/khac.md", "phan-1", 3, 11),
        ("link", "a b.pdf", "", 3, 42),
    ]
    assert (
        fill(body.html.encode(), ('<a href="x">', '<a href="y">')).decode()
        == '<p>Một.</p>\n<p>Xem <a href="x">bài</a> và <a href="y">tệp</a>.</p>'
    )


def test_a_link_that_is_written_twice_has_two_places() -> None:
    body, _ = render("[a](x.md)\n[b](x.md)\n`[c](x.md)`\n[d](x.md)")
    assert [reference.location.line for reference in body.references] == [1, 2, 4]


def test_external_links_say_so_and_mail_is_left_alone() -> None:
    assert 'rel="external noopener"' in html_of("[a](https://example.org/)")
    assert "rel=" not in html_of("[a](mailto:a@example.org)")


def test_templates_in_content_are_text() -> None:
    assert html_of("{{ site.title }} {% raw %}") == "<p>{{ site.title }} {% raw %}</p>"


def test_a_footnote_leads_there_and_back_in_the_sites_language() -> None:
    html = html_of("Chữ[^1].\n\n[^1]: Chú.")
    assert 'href="#fn:1"' in html
    assert 'title="Trở lại chỗ chú thích 1 trong bài"' in html
    assert not codes("Chữ[^1].\n\n[^1]: Chú.")


def test_two_unclosed_elements_do_not_swallow_the_rest() -> None:
    assert "Còn lại" in html_of("<div>\n\n<div>\n\nCòn lại.")


def test_a_picture_elsewhere_becomes_a_link_and_asks_nothing_of_its_host() -> None:
    html = html_of("![Ảnh](https://example.org/a.png)")
    assert "<img" not in html
    assert ">Ảnh</a>" in html


def test_an_anchor_of_the_same_text_is_checked() -> None:
    assert codes("[a](#phan-mot)\n\n## Phần một") == []
    assert codes("[a](#phan-hai)\n\n## Phần một") == ["anchor-dead"]


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<div>",
            "</div>",
            "<p>",
            "</p>",
            "<span lang=vi>",
            "</b>",
            "<b>",
            '<i title="a">',
            "<button>",
            "</button>",
            "<li>",
            "<td>",
            "<h1>",
            "<a href='http://x.vn'>",
            "</a>",
            "[a](http://x.vn)",
            "![p](p.png \"C 'x'\")",
            "![e](http://x.vn/e.png)",
            "[v](v.mp4)",
            "### H",
            "**đậm**",
            "`mã`",
            "[^1]",
            "\n\n[^1]: chú\n\n",
            "\n\n",
            "\n\n",
            "- x\n",
            "| a | b |\n|---|---|\n| 1 | 2 |\n",
            "{: #id1 .note }",
            "<details><summary>",
            "chữ",
            "&#2;0&#3;",
            "https://youtu.be/abcdefgh",
        ]
    ),
    max_size=14,
)


@given(FRAGMENTS.map(" ".join))
@settings(max_examples=300)
def test_any_mixture_of_markup_gives_valid_html(source: str) -> None:
    body, _ = RENDERER.render(source, "content/a.md", 1)
    assert body is not None
    tags = tuple(
        {"link": "<a>", "picture": '<img src="x" alt="">', "player": "<video></video>"}[each.kind] for each in body.references
    )
    html = fill(body.html.encode(), tags).decode()
    assert not re.search("[\x00-\x08\x0b-\x1f]", html)
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><html lang=vi><title>x</title><body><div>{html}</div></body></html>")


def test_no_entity_can_forge_the_mark_of_a_reference() -> None:
    body, _ = render('[a](b.md#x%20onmouseover=alert(1)) <span title="&#2;0&#3;">z</span> &#2;9&#3;')
    assert body.html.count("\x02") == len(body.references) == 1


def test_there_is_no_link_in_a_link() -> None:
    assert html_of("[![ảnh](http://x.vn/y.jpg)](http://z.vn/)").count("<a ") == 1


def test_a_recording_in_running_text_is_a_link() -> None:
    body, problems = render("Nghe ![bản tin](b.mp3) nhé")
    assert fill(body.html.encode(), ("<a>",)).decode() == "<p>Nghe <a>bản tin</a> nhé</p>"
    assert not problems


def test_captions_of_pictures_in_running_text_are_kept() -> None:
    assert "Ảnh – Chú thích" in html_of('Chữ ![Ảnh](http://x.vn/y.jpg "Chú thích") sau')


@pytest.mark.parametrize("label", ["ghi chú", 'a"b', "a&b", "1"])
def test_footnotes_may_have_any_label(label: str) -> None:
    assert codes(f"Chữ[^{label}].\n\n[^{label}]: Chú.") == []


def test_a_footnote_that_nothing_refers_to_is_shown_without_a_way_back() -> None:
    html = html_of("Chữ.\n\n[^3]: Thừa.")
    assert "Thừa." in html
    assert "fnref" not in html
    assert codes("Chữ.\n\n[^3]: Thừa.") == []


def test_an_address_that_is_part_of_another_has_its_own_place() -> None:
    body, _ = render("Tệp aa.md nói\n\n[1](zaa.md) [2](aa.md)")
    assert [(each.target, each.location.line, each.location.column) for each in body.references] == [
        ("zaa.md", 3, 5),
        ("aa.md", 3, 17),
    ]


def test_an_address_that_no_browser_can_read_breaks_nothing() -> None:
    assert "chữ" in html_of('<a href="/&#9;/[bad">chữ</a> [x](http://[bad)')


BLOCKS = [
    "Một đoạn văn.", "## Đề mục", "- một\n- hai", "- một", "| A | B |\n|---|---:|\n| 1 | 2,5% |", "|A|B|\n|---|:---:|\n|x|y|\n|z|w|",
    "**đậm** và *nghiêng*", "Dòng\nngắt", "1. x", "> y", "| A |\n|---|", "- một\nhai", "  - lệch", "| A | B |\n|---|---|\n| 1 |",
    "| A | B |\n|---|\n| 1 | 2 |", "- x [a](b)", "* sao", "Văn\n- gạch", "|không bảng", "\u00a0", "- \u00a0x", "---", "- - a", "- a  ",
    "- a\n    b", "| a | b |  \n|---|---|\n| c | d |", "- tin 12/3", "[a](b)",
]  # fmt: skip
CELLS = st.text(st.sampled_from("aệ1T .,%&*_[]\\<`|#~=+:^!-–“\u00a0\u200b²😀"), min_size=1, max_size=4)
LISTS = st.lists(CELLS, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines))
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=2, max_size=3).map(
    lambda rows: "\n".join([f"| {' | '.join(rows[0])} |", "|---|---:|", *(f"| {' | '.join(row)} |" for row in rows[1:])])
)
PARTS = st.one_of(st.sampled_from(BLOCKS), LISTS, TABLES)


@settings(max_examples=400)
@given(st.lists(st.tuples(PARTS, st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n", " \n\n"])), min_size=1, max_size=6))
@example([("- một", "\n\n"), ("- hai", "\n\n")])
@example([("- một", "\n\n"), ("\u00a0", "\n\n"), ("- hai", "\n\n")])
@example([("| A | B |\n|---|---:|\n| 1 | 2 |", "\n\n"), ("Sau.", "")])
@example([("[a](b)", "\n"), ("Một đoạn văn.", "")])
def test_tables_and_lists_among_prose_come_out_as_from_markdown_alone(parts: list[tuple[str, str]]) -> None:
    text = "".join(block + gap for block, gap in parts)
    body, problems = RENDERER.render(text, "a.md", 1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Renderer, "short_way", lambda *others: None)
        stock, others = RENDERER.render(text, "a.md", 1)
    assert (shown(body), problems) == (shown(stock), others)


def shown(body: Body | None) -> tuple[object, ...]:
    """All that others see of a body: not how its links were written, where the short way has marks already."""
    return (body.html, body.references, body.anchors, body.summary) if body else ()


def test_news_with_plain_tables_and_lists_goes_the_short_way() -> None:
    for part in BLOCKS[2:6]:
        text = f"Trước **đậm**.\n\n{part}\n\n## Sau\n\nHết."
        assert RENDERER.short_way(text, "a.md", 1) is not None, part
    assert RENDERER.short_way("- một\n\n- hai", "a.md", 1) is None


@pytest.mark.parametrize(
    "text", ["<div>Một <![if x]> hai</div>", "<div>\n<![x[ một\n</div>\n\nHai.", "<div><![endif]--></div> <![x["]
)
def test_marked_sections_of_old_pages_are_comments_and_stop_no_build(text: str) -> None:
    body, problems = render(text)
    assert "<!" not in body.html
    assert {problem.code for problem in problems} <= {"words-lost"}
