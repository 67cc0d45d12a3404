"""HTML set for reading."""

import re
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive import typeset as module
from hn_archive.sanitise import clean
from hn_archive.typeset import (
    SUMMARY_LENGTH,
    anchors,
    is_external,
    plain_text,
    shortened,
    summary_of,
    typeset,
)

HEADING_TEXTS = st.one_of(
    st.text("aăđơ 1.😀"), st.sampled_from(["Mục", "Mục 1", "HN", "hn-top", "Hn Online", "2.", "đ", "a-2", "a", "a 2"])
)


def elements(html: str) -> list[Any]:
    """The elements of a fragment; html5lib knows no element that `typeset` could have broken."""
    return [
        element for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter() if isinstance(element.tag, str)
    ][1:]


def headings(html: str) -> list[tuple[str, str]]:
    """The level and id of each heading."""
    return [(element.tag, element.get("id", "")) for element in elements(html) if re.fullmatch("h[1-6]", element.tag)]


def ids(html: str) -> list[str]:
    return [element.get("id") for element in elements(html) if element.get("id") is not None]


@pytest.mark.parametrize(
    ("html", "levels"),
    [
        ("<h1>a</h1><h2>b</h2><h3>c</h3>", "h2 h3 h4"),
        ("<h2>a</h2><h3>b</h3><h2>c</h2>", "h2 h3 h2"),
        ("<h3>a</h3><h5>b</h5><h4>c</h4>", "h2 h4 h3"),
        ("<h4>a</h4>", "h2"),
        ("<h1>a</h1><h6>b</h6>", "h2 h6"),
        ("<h2>a</h2><h1>b</h1>", "h3 h2"),
    ],
)
def test_headings_begin_at_h2_and_keep_their_order(html: str, levels: str) -> None:
    assert " ".join(level for level, _ in headings(typeset(html))) == levels


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Đường lối của Đảng", "duong-loi-cua-dang"),
        ("Trách nhiệm, chủ động", "trach-nhiem-chu-dong"),
        ("1. Mục <em>một</em>", "1-muc-mot"),
        ("A &amp; B", "a-b"),
        ("a\nb", "a-b"),
    ],
)
def test_a_heading_has_an_id_of_its_words(heading: str, name: str) -> None:
    assert headings(typeset(f"<h2>{heading}</h2>")) == [("h2", name)]


def test_headings_of_the_same_words_are_numbered() -> None:
    assert [name for _, name in headings(typeset("<h2>Đ</h2><h2>d</h2><h2>D!</h2>"))] == ["d", "d-2", "d-3"]


def test_a_written_id_is_kept_and_others_give_way() -> None:
    assert [name for _, name in headings(typeset('<h2>Mục</h2><h2 id="muc">Khác</h2>'))] == ["muc-2", "muc"]
    assert ids(typeset('<h2>Mục</h2><p id="muc">x</p>')) == ["muc-2", "muc"]


def test_an_id_that_stands_twice_stays_with_the_first() -> None:
    assert typeset('<p id="a">x</p><p id="a">y</p>') == '<p id="a">x</p><p>y</p>'


@pytest.mark.parametrize("name", ["hn-search", "", "a b"])
def test_ids_of_the_theme_and_broken_ids_are_taken_away(name: str) -> None:
    assert typeset(f'<p id="{name}">x</p>') == "<p>x</p>"


@pytest.mark.parametrize(
    "html", ["<h2>HN top</h2>", "<h2>Hn-Online 2023</h2>", '<h2 id="hn-top">Đầu</h2>', '<h2 id="a b">Đầu</h2>']
)
def test_a_heading_that_may_not_keep_its_id_gets_another(html: str) -> None:
    ((_, name),) = headings(typeset(html))
    assert name
    assert not name.startswith("hn-")


@given(st.lists(st.tuples(st.integers(1, 6), HEADING_TEXTS)))
def test_every_heading_can_be_linked_to_and_none_is_the_pages_own(parts: list[tuple[int, str]]) -> None:
    html = typeset(clean("".join(f"<h{level}>{words}</h{level}><p>x</p>" for level, words in parts)))
    found = headings(html)
    names = [name for _, name in found]
    assert len(found) == len(parts)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z0-9-]+", name) and not name.startswith("hn-") for name in names)
    assert set(anchors(html)) == set(names)
    assert "h1" not in {level for level, _ in found}


def test_a_heading_inside_a_heading_leaves_no_h1() -> None:
    assert "h1" not in {level for level, _ in headings(typeset(clean("<h1>a<div><h1>b</h1></div></h1>")))}


def test_text_that_looks_like_an_id_is_no_anchor() -> None:
    assert anchors(typeset(clean('<p id="a">x</p><p><code>&lt;b id="c"&gt;</code></p>'))) == ("a",)


def test_anchors_are_told_as_links_spell_them() -> None:
    assert anchors('<p id="a&amp;b">x</p>') == ("a&b",)


NOTE = '<li id="fn:1"><p>Chú thích\u00a0<a class="footnote-backref" href="#fnref:1" title="Trở lại">↩</a></p></li>'


def test_a_footnote_leads_back_only_where_something_refers_to_it() -> None:
    mark = '<p>x<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p>'
    assert typeset(mark + NOTE) == mark + NOTE
    assert typeset(NOTE) == '<li id="fn:1"><p>Chú thích</p></li>'


def test_a_table_is_wrapped_and_aligned_by_class() -> None:
    html = (
        '<table><thead><tr><th align="left">a</th><th align="center">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table>'
    )
    assert typeset(html) == (
        '<div class="table" tabindex="0"><table><thead><tr><th>a</th><th class="center">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="right">2</td></tr></tbody></table></div>'
    )


def test_a_table_in_a_table_is_wrapped_too() -> None:
    html = typeset(clean("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>"))
    assert html.count('<div class="table" tabindex="0"><table>') == html.count("</table></div>") == 2


@pytest.mark.parametrize("cell", ['<td align="right" class="note">', '<td class="note" align="right">'])
def test_an_aligned_cell_with_a_class_has_one_attribute_for_both(cell: str) -> None:
    html = typeset(clean(f"<table><tbody><tr>{cell}x</td></tr></tbody></table>"))
    assert html.count("class=") == 2
    assert set(re.findall(r'<td class="([^"]*)"', html)[0].split()) == {"note", "right"}


@pytest.mark.parametrize("align", ["justify", "RIGHT", "char"])
def test_no_obsolete_attribute_is_left_on_a_cell(align: str) -> None:
    assert " align=" not in typeset(clean(f'<table><tbody><tr><td align="{align}">x</td></tr></tbody></table>'))


def test_a_lone_picture_is_a_figure_with_its_title_as_caption() -> None:
    assert typeset('<p><img alt="Ảnh" src="a.jpg" title="Chú &lt;thích&gt; &quot;x&quot;"></p>') == (
        '<figure><img alt="Ảnh" src="a.jpg"><figcaption>Chú &lt;thích&gt; &quot;x&quot;</figcaption></figure>'
    )
    assert typeset('<p>\n<img alt="Ảnh" src="a.jpg">\n</p>') == '<figure><img alt="Ảnh" src="a.jpg"></figure>'


@pytest.mark.parametrize(
    "html",
    [
        '<p>chữ <img alt="a" src="a.jpg"></p>',
        '<p><img alt="a" src="a.jpg"><img alt="b" src="b.jpg"></p>',
        '<p><a href="b.html"><img alt="a" src="a.jpg"></a></p>',
    ],
)
def test_a_picture_among_words_stays_where_it_is(html: str) -> None:
    assert typeset(html) == html


@pytest.mark.parametrize(
    ("target", "tag"), [("phim.mp4", "video"), ("../a/phim.webm", "video"), ("loa.MP3", "audio"), ("m%20a.ogg", "audio")]
)
def test_a_lone_recording_is_a_player_with_a_link_to_the_file(target: str, tag: str) -> None:
    figure = f'<figure><{tag} src="{target}"><figcaption><a href="{target}">Nghe</a></figcaption></figure>'
    assert typeset(f'<p><a href="{target}">Nghe</a></p>') == figure
    assert typeset(f'<p><img alt="Nghe" src="{target}"></p>') == figure
    assert typeset(f'<p><img alt="x" src="{target}" title="Nghe"></p>') == figure


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://x.vn/phim.mp4">x</a></p>',
        '<p><a href="//x.vn/phim.mp4">x</a></p>',
        '<p>Xem <a href="phim.mp4">x</a></p>',
        '<p><a href="van-ban.pdf">x</a></p>',
        '<p><a href="phim.mp4">x</a> <a href="phim.mp4">y</a></p>',
        "<p>http://x.vn/phim.mp4</p>",
        "<p>phim.mp4</p>",
    ],
)
def test_recordings_elsewhere_and_links_among_words_stay_links(html: str) -> None:
    assert typeset(html) == html


YOUTUBE = [
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "http://youtube.com/watch?v=dQw4w9WgXcQ&amp;t=3",
    "https://m.youtube.com/watch?feature=share&amp;v=dQw4w9WgXcQ",
    "https://youtu.be/dQw4w9WgXcQ",
    "https://youtu.be/dQw4w9WgXcQ?si=abc",
    "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
    "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
    "https://www.youtube.com/shorts/dQw4w9WgXcQ",
]


@pytest.mark.parametrize("target", YOUTUBE)
@pytest.mark.parametrize("form", ['<p><a href="{}">Xem phim</a></p>', "<p>{}</p>"])
def test_a_lone_youtube_address_is_a_card_that_asks_nothing_of_youtube(target: str, form: str) -> None:
    html = typeset(form.format(target))
    assert html.startswith('<p class="video-card"><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">')
    assert {element.tag for element in elements(html)} <= {"p", "a", "span"}
    assert not {name for element in elements(html) for name in element.attrib} & {"src", "srcset", "style"}


@pytest.mark.parametrize(
    "target",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/@hanoi",
        "https://youtu.be/",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://x.vn/?u=https://youtu.be/dQw4w9WgXcQ",
        "https://youtube.com.x.vn/watch?v=dQw4w9WgXcQ",
    ],
)
def test_other_addresses_are_no_cards(target: str) -> None:
    for html in (f"<p>{target}</p>", f'<p><a href="{target}">x</a></p>'):
        assert typeset(html) == html


def test_a_youtube_address_among_words_stays_a_link() -> None:
    html = f'<p>Xem <a href="{YOUTUBE[0]}">phim</a></p>'
    assert typeset(html) == html


def test_plain_paragraphs_are_left_alone() -> None:
    html = "<p>Một &amp; hai</p>\n<p>ba\u00a0</p>\n<hr>"
    assert typeset(html) == html


@pytest.mark.parametrize(
    ("html", "summary"),
    [
        ("", ""),
        ("<ul><li>x</li></ul>", ""),
        ("<h2>Mục</h2><p></p><p>Đoạn <b>một</b>.</p><p>Hai.</p>", "Đoạn một."),
        ("<p>a &amp; b &lt;c&gt;</p>", "a & b <c>"),
        ("<p>a\n  b\u00a0c</p>", "a b\u00a0c"),
        ('<p>a<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> b</p>', "a b"),
        ("<p>một<br>hai</p>", "một hai"),
        ("<blockquote><p>Trích</p></blockquote>", "Trích"),
        ('<figure><img alt="a" src="a.jpg"></figure><p>b</p>', "b"),
    ],
)
def test_the_summary_is_the_first_paragraph_with_words(html: str, summary: str) -> None:
    assert summary_of(html) == summary


def test_a_long_summary_is_cut() -> None:
    summary = summary_of(f"<p>{'chữ ' * 200}</p>")
    assert summary == "chữ " * (SUMMARY_LENGTH // 4 - 1) + "chữ…"


@given(st.lists(st.text("abế,;:–-", min_size=1, max_size=8), min_size=1), st.integers(10, 60))
def test_a_text_is_shortened_at_a_word_and_to_the_limit(words: list[str], limit: int) -> None:
    text = " ".join(words)
    short = shortened(text, limit)
    if len(text) <= limit:
        assert short == text
    else:
        kept = short.removesuffix("…")
        assert short.endswith("…")
        assert len(kept) <= limit
        assert kept == kept.rstrip(" ,;:–-")
        assert re.match(r"[ ,;:–-]|$", text[len(kept) :])


def test_a_word_longer_than_the_limit_is_cut() -> None:
    assert shortened("a" * 50, 10) == "a" * 10 + "…"


def test_the_words_of_html_are_its_text() -> None:
    assert plain_text('<p title="x">a &amp; <b>b</b></p>') == "a & b"


@pytest.mark.parametrize("target", ["https://x", "HTTP://x", "//x/a", "mailto:a@b", "tel:1", "javascript:x"])
def test_an_address_with_a_scheme_or_a_host_leaves_the_site(target: str) -> None:
    assert is_external(target)


@pytest.mark.parametrize("target", ["", "/a", "a.md", "../a.md", "#a", "?a:b", "a/b:c", "2023:a"])
def test_a_path_does_not(target: str) -> None:
    assert not is_external(target)


_NOTES = '<div class="footnotes"><ol>\n<li id="fn:1"><p>Nguồn. <a href="#fnref:1" title="x">↩</a></p></li>\n</ol></div>'
WORDS = st.text(st.sampled_from("ab đ.\u00a0\u2003\t\n  "), max_size=12)
PIECES = st.one_of(
    WORDS.map(lambda words: f"<p>{words}</p>\n"),
    WORDS.map(lambda words: f'<h2 id="x">{words}</h2>\n'),
    WORDS.map(lambda words: f'<p><strong>{words}</strong> <a href="x">{words}</a></p>'),
    WORDS.map(lambda words: f"<ul>\n<li>{words}</li>\n<li>b</li>\n</ul>\n"),
    WORDS.map(lambda words: f'<div class="table" tabindex="0"><table><tr><th>{words}</th><td>c</td></tr></table></div>'),
    st.sampled_from(
        ["<p>a<br>b</p>", "<pre>x\n  y</pre>", '<img alt="Ảnh" src="x">', "<p>&lt;b&gt; &nbsp;</p>", "<hr>", "  ", "\n\n", _NOTES]
    ),
)


@given(st.lists(PIECES, max_size=6).map("".join))
def test_words_of_plain_texts_are_found_as_those_of_any(html: str) -> None:
    assert module.text_of(html.encode()).decode() == module._text_of_any(html)


def test_most_texts_take_the_short_way_to_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_text_of_any", lambda _: "the long way")
    html = '<p>Một\u00a0hai.</p>\n<h2 id="a">Mục</h2>\n<div class="table" tabindex="0"><table>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</table></div>'
    assert module.text_of(html.encode()).decode() == "Một\u00a0hai.\n\nMục\n\n1 2"
