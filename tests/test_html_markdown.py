"""From the HTML of other programs to the archive's Markdown, proven by the archive's own renderer: the same words in the same order."""

import html as htmllib
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from hn_archive.importers.html_markdown import markdown_of
from hn_archive.markdown import Renderer, fill
from hn_archive.problem import Problem

RENDERER = Renderer("vi")
BLOCK = "p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|figure|figcaption|pre|table|caption|thead|tbody|tr|t[dh]|hr|br"


def tree(source: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(source, create_parent="div")


def picture(source: str) -> str | None:
    return f"import:{source}" if "mat" not in source else None


def written(source: str) -> str:
    return markdown_of(tree(source), picture, lambda address: address)


def rendered(markdown: str) -> tuple[str, tuple[Problem, ...]]:
    body, problems = RENDERER.render(markdown, "a.md", 1)
    assert body is not None
    tags = tuple(f"<{reference.kind} {reference.target}{reference.attributes}>" for reference in body.references)
    return fill(body.html.encode(), tags).decode(), problems


def shown(html: str) -> list[str]:
    """What readers see of HTML, cut at blanks and at the edges of blocks."""
    html = re.sub(r"<sup id=\"fnref.*?</sup>", "", html)
    text = htmllib.unescape(re.sub(r"<[^>]*>", "", re.sub(rf"</?(?:{BLOCK})\b[^>]*>", " ", html)))
    return unicodedata.normalize("NFC", text).split()


# Texts of signs that mean something to Markdown, HTML, or the extensions.
NASTY = st.lists(
    st.sampled_from(
        [
            *"*_`#+-=~|:.!()[]{}<>&\\\"'^/", "**", "__", "~~~", "```", "---", "===", "1.", "12.", "1)", "[^1]", "[^1]:", "[a]:", "](b)", "{: .x}",
            "&amp;", "&lt;", "&copy", "&#42;", "<b>", "</b>", "<div>", "<!--", "-->", "<?", "<![CDATA[", "http://a.vn/", "<a@b.vn>", "!", "Hà", "Nội", "đ",
            "2023", "a_b", "R&D", "    ", "\u00a0", "\u0301", "\u0338", "\n", "  ", "*[a]:", "|---|", ":--", "e\u0301",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)  # fmt: skip
PLAIN = st.sampled_from(["Hà Nội", "xây cầu mới.", "Ngày 12/01/2023", "(Ảnh: Minh Đỗ)", "“Đúng vậy”", "15 %"])
WORDS = st.one_of(PLAIN, NASTY).map(lambda text: htmllib.escape(text, quote=False))


def wrap(tag: str) -> "st.SearchStrategy[str]":
    name = tag.partition(" ")[0]
    return INLINE.map(lambda inner: f"<{tag}>{inner}</{name}>")


INLINE: "st.SearchStrategy[str]" = st.deferred(
    lambda: st.lists(
        st.one_of(
            WORDS,
            WORDS,
            st.sampled_from(["<br>", " ", "<br><br>", "&nbsp;", "<span> </span>"]),
            *map(
                wrap,
                [
                    "b",
                    "strong",
                    "i",
                    "em",
                    "u",
                    "sub",
                    "sup",
                    "code",
                    "span",
                    "font color=red",
                    "a href=https://a.vn/x_(1)?a=1&amp;copy=2",
                ],
            ),
        ),
        min_size=1,
        max_size=4,
    ).map("".join)
)
BLOCKS: "st.SearchStrategy[str]" = st.deferred(
    lambda: st.lists(
        st.one_of(
            INLINE,
            INLINE.map(lambda inner: f"<p>{inner}</p>"),
            INLINE.map(lambda inner: f"<p class=MsoNormal>{inner}<o:p></o:p></p>"),
            st.tuples(st.integers(1, 6), INLINE).map(lambda made: f"<h{made[0]}>{made[1]}</h{made[0]}>"),
            WORDS.map(lambda inner: f"<pre>x{inner}</pre>"),
            BLOCKS.map(lambda inner: f"<blockquote>{inner}</blockquote>"),
            BLOCKS.map(lambda inner: f"<div>{inner}</div>"),
            st.lists(st.one_of(INLINE, BLOCKS), min_size=1, max_size=3).map(lambda items: f"<ul>{''.join(f'<li>{i}</li>' for i in items)}</ul>"),
            st.lists(st.one_of(INLINE, BLOCKS), min_size=1, max_size=3).map(
                lambda items: f"<ol start=3>{''.join(f'<li>{i}</li>' for i in items)}</ol>"
            ),
            st.lists(INLINE, min_size=2, max_size=2).map(lambda c: f"<table><tr><th>{c[0]}</th><th>{c[1]}</th></tr><tr><td>{c[1]}</td><td>a</td></tr></table>"),
            st.lists(BLOCKS, min_size=2, max_size=2).map(lambda c: f"<table><tr><td colspan=2>{c[0]}</td></tr><tr><td>{c[1]}</td><td>a</td></tr></table>"),
            INLINE.map(lambda inner: f"<dl><dt>{inner}</dt><dd>b</dd></dl>"),
            WORDS.map(lambda inner: f"<figure><img src=a.jpg alt=''><figcaption>{inner}</figcaption></figure>"),
            st.just("<hr>"),
        ),
        min_size=1,
        max_size=3,
    ).map("".join)
)  # fmt: skip


@given(BLOCKS)
def test_the_words_of_any_html_are_shown_in_their_order(source: str) -> None:
    element = tree(source)
    seen = etree.tostring(element, encoding="unicode", method="html")
    markdown = markdown_of(element, picture, lambda address: address)
    html, _ = rendered(markdown)
    assert shown(html) == shown(seen), markdown
    assert unicodedata.is_normalized("NFC", markdown)


@given(st.lists(PLAIN, min_size=1, max_size=4).map(" ".join))
@example("Ông Nguyễn Văn An (Hà Nội) nói: “Từ 1/7/2023, R&D tăng 5 %; giá 1.500 đồng – rẻ!” [Ảnh] C:\\anh bao_cao")
def test_plain_prose_needs_no_escapes(text: str) -> None:
    assert written(f"<p>{htmllib.escape(text, quote=False)}</p>") == text


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<h1>Một</h1>a<h3>Hai</h3>b", "## Một\n\na\n\n#### Hai\n\nb"),
        ("<h3><b>Một</b></h3><h4>Hai <b>ba</b></h4>", "## Một\n\n### Hai **ba**"),
        ("<p>a <b>b </b><i> c</i></p>", "a **b** *c*"),
        ("<p><b><i>Sapo.</i></b></p>", "**_Sapo._**"),
        ("a<br>b<br><br>c<br/>&nbsp;<br>d", "a  \nb\n\nc\n\nd"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<p>&nbsp;</p><p><span></span></p><p>a</p>", "a"),
        ("<ul><li>a<li><p>b</p><ul><li>c</ul></ul>", "- a\n- b\n    - c"),
        ("<ul><li>a<p>b</p><li>c</ul>", "- a\n\n    b\n\n- c"),
        ("<ol start=7><li>a<li>b</ol>", "7. a\n8. b"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n<!-- -->\n\n- b"),
        ("<blockquote>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<pre>a\n  b *c*</pre>", "```\na\n  b *c*\n```"),
        ("a<hr>b", "a\n\n---\n\nb"),
        ("<p><code>a_b</code> H<sub>2</sub>O <del>c</del></p>", "`a_b` H<sub>2</sub>O <del>c</del>"),
        ("<table><tr><th>A<th>B<tr><td>1|2<td>b<br>c</table>", "| A | B |\n| --- | --- |\n| 1\\|2 | b<br>c |"),
        ("<table><tr><td><p>Hộp</p><p>tin</p></table>", "Hộp\n\ntin"),
        ("<a href='javascript:x()'>a</a> <a href='#muc'>b</a> <a href='x y.html'>c [1]</a>", "a b [c \\[1\\]](x%20y.html)"),
        ("<p>1. a<br>- b<br># c<br>&gt; d</p>", "1\\. a  \n\\- b  \n\\# c  \n\\> d"),
        ("<script>x</script><p style='display:none'>y</p><!-- z --><p hidden>w</p>a", "a"),
        ("<iframe src='https://a.vn/v' title='Phim'></iframe>", "[Phim](https://a.vn/v)"),
        ("<video><source src=v.mp4>Máy không phát được</video>", "[v.mp4](import:v.mp4)"),
    ],
)
def test_what_html_says_is_written_as_markdown_says_it(source: str, markdown: str) -> None:
    assert written(source) == markdown
    assert not rendered(markdown)[1] or "import:" in markdown


@pytest.mark.parametrize(
    "source",
    [
        '<figure><img src=a.jpg alt="Cầu"><figcaption>Cầu <b>mới</b>. Ảnh: "M" [1]</figcaption></figure>',
        '<div class="wp-caption"><img src=a.jpg alt="Cầu"><p class="wp-caption-text">Cầu mới. Ảnh: "M" [1]</p></div>',
        '<table><tr><td><img src=a.jpg alt="Cầu"></td></tr><tr><td>Cầu mới. Ảnh: "M" [1]</td></tr></table>',
        '<a href="lon.jpg"><img src=a.jpg alt="Cầu"></a><p class="Normal pCaption">Cầu mới. Ảnh: "M" [1]</p>',
    ],
)
def test_a_picture_has_its_caption(source: str) -> None:
    name = "lon.jpg" if "lon.jpg" in source else "a.jpg"
    assert written(source) == f'![Cầu](import:{name} "Cầu mới. Ảnh: &quot;M&quot; \\[1\\]")'
    html, _ = rendered(written(source).replace("import:", ""))
    assert f'<figure><picture {name} alt="Cầu"><figcaption>Cầu mới. Ảnh: &quot;M&quot; [1]</figcaption></figure>' in html


def test_of_a_lost_picture_its_caption_stays_or_what_it_shows() -> None:
    assert written("<figure><img src=mat.jpg alt=Cầu><figcaption>Chú thích.</figcaption></figure>") == "Chú thích."
    assert written("<p><img src=mat.jpg alt='Cầu mới'></p>") == "Cầu mới"
    assert written("<p>a <img src=mat.jpg> b</p>") == "a b"


@pytest.mark.parametrize(
    "source",
    [
        '<p>a<sup><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup> b</p><ol><li id="footnote-1"><p>Chú. <a href="#footnote-ref-1">↑</a></p></li></ol>',
        '<p>a<sup data-fn="u" class="fn"><a href="#u" id="u-link">1</a></sup> b</p><ol><li id="u">Chú. <a href="#u-link">↩︎</a></li></ol>',
        '<p>a<a href="#_ftn1" name="_ftnref1">[1]</a> b</p><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Chú.</p></div>',
        '<p>a<sup id="fnref:1"><a href="#fn:1">1</a></sup> b</p><ol><li id="fn:1"><p>Chú. <a href="#fnref:1">↩</a></p></li></ol>',
    ],
)
def test_footnotes_of_other_programs_are_footnotes_here(source: str) -> None:
    assert written(source) == "a[^1] b\n\n[^1]: Chú."


def test_a_mark_around_blocks_is_one_in_each() -> None:
    element = etree.fromstring("<div><b>a<p>b</p></b></div>", lxml_html.xhtml_parser)
    assert markdown_of(element, picture, lambda address: address) == "**a**\n\n**b**"


def test_a_table_of_contents_is_no_footnote() -> None:
    source = '<p><a href="#m1" id="toc1">Mục một</a></p><h2 id="m1"><a href="#toc1">Mục một</a></h2><p>b</p>'
    assert written(source) == "Mục một\n\n## Mục một\n\nb"


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "ul", "li", "blockquote", "table", "td", "a", "font", "figure", "h2", "dl", "sub", "sup"]
)
def test_nothing_is_lost_however_deep_it_stands(tag: str) -> None:
    root = lxml_html.Element("div")
    element = root
    depth = 10_000 if tag in ("div", "b", "li") else 2_000
    for number in range(depth):
        element = etree.SubElement(element, tag)
        element.text = "x" if number % 100 == 0 else ""
    markdown = markdown_of(root, picture, lambda address: address)
    assert markdown.count("x") == depth // 100
    body, _ = RENDERER.render(markdown, "a.md", 1)
    assert body is not None
    assert len(re.findall("x", re.sub(r"<[^>]*>", "", body.html))) == depth // 100


def test_control_characters_are_dropped_and_letters_composed() -> None:
    element = tree("<p>a</p>")
    element[0].text = "Ha\u0300 No\u0323\u0302i\u0085 a"
    assert markdown_of(element, picture, lambda address: address) == "Hà Nội a"


SIMPLE_WORDS = st.sampled_from(["Hà Nội", "xây cầu", "2023", "đường sắt", "sông Hồng"])
SIMPLE_INLINE = st.lists(
    st.one_of(
        SIMPLE_WORDS,
        st.tuples(st.sampled_from(["b", "i", "sub", "a href=https://a.vn/"]), SIMPLE_WORDS).map(
            lambda m: f"<{m[0]}>{m[1]}</{m[0].split()[0]}>"
        ),
        SIMPLE_WORDS.map(lambda text: f"<b>{text} <i>{text}</i></b>"),
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
SIMPLE_BLOCK = st.one_of(
    SIMPLE_INLINE.map(lambda text: f"<p>{text}</p>"),
    SIMPLE_WORDS.map(lambda text: f"<h2>{text}</h2>"),
    SIMPLE_WORDS.map(lambda text: f"<pre>{text}</pre>"),
    SIMPLE_INLINE.map(lambda text: f"<blockquote><p>{text}</p></blockquote>"),
    st.lists(SIMPLE_INLINE, min_size=1, max_size=3).map(lambda items: f"<ul>{''.join(f'<li>{text}</li>' for text in items)}</ul>"),
    st.lists(SIMPLE_INLINE, min_size=1, max_size=3).map(lambda items: f"<ol>{''.join(f'<li>{text}<ul><li>x</li></ul></li>' for text in items)}</ol>"),
    SIMPLE_INLINE.map(lambda text: f"<table><tr><th>{text}</th><th>b</th></tr><tr><td>a</td><td>{text}</td></tr></table>"),
)  # fmt: skip
SAME = {"b": "strong", "i": "em"}
TOLD = {"strong", "em", "sub", "a", "p", "h2", "pre", "blockquote", "ul", "ol", "li", "th", "td"}


def places(html: str) -> list[tuple[str, list[str]]]:
    """Each word with the elements it stands in, the paragraph of an item or cell left out."""
    found = []
    for element in lxml_html.fragment_fromstring(html, create_parent="div").iter():
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            around = (
                [SAME.get(str(each.tag), str(each.tag)) for each in (holder, *holder.iterancestors())] if holder is not None else []
            )
            told = sorted(name for name in around if name in TOLD and not (name == "p" and "li" in around))
            found += [(word, told) for word in (text or "").split()]
    return sorted(found)


@given(st.lists(SIMPLE_BLOCK, min_size=1, max_size=4).map("<p>Và</p>".join))
def test_each_word_stands_in_what_it_stood_in(source: str) -> None:
    html, problems = rendered(written(source))
    assert not problems
    assert places(html) == places(source)
