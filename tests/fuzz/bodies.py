"""Bodies: the fast path says what Python-Markdown says; nothing that runs reaches a page; no word of plain text is lost."""

import re
from collections import Counter
from functools import cache
from typing import Any

import html5lib

from fuzz.target import Target, check_problems, text_of, words
from hn_archive import sanitise
from hn_archive.decode import decode
from hn_archive.markdown import Body, Renderer, _Rendering, fill
from hn_archive.problem import Problem, has_errors
from hn_archive.python_markdown import parser
from hn_archive.typeset import text_of as text_of_html

_PATH = "content/a.md"
_ADDED = {"figure", "figcaption", "div", "audio", "video", "span"}
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)  # https://url.spec.whatwg.org/#scheme-start-state
_MARKUP = re.compile(r"[<>&\\`{}|\[\]_:~]|^\s*[0-9]+[.)]", re.MULTILINE)


@cache
def _renderer() -> Renderer:
    return Renderer("vi")


@cache
def _stock() -> Any:
    return parser("vi")


def body_of(content: bytes) -> str | None:
    """The text of a body as the program reads it, None where it refuses the file."""
    text, faults = decode(content, _PATH)
    return None if has_errors(faults) else text


def short_way(text: str) -> tuple[Body, tuple[Problem, ...]] | None:
    """What the fast path makes of a text, None where it leaves it to the long way."""
    return _renderer().short_way(text, _PATH, 1)


def is_taken(text: str) -> bool:
    """Whether the fast path takes a text."""
    return short_way(text) is not None


def agrees(text: str) -> bool:
    """Whether the fast path takes a text; if it does, the long way must say the same: HTML, references, anchors, summary and problems."""
    found = short_way(text)
    if found is None:
        return False
    body, problems = _Rendering(text, _PATH, 1).run(_stock().reset().convert(text))
    assert body is not None
    assert _said(*found) == _said(body, problems), text
    return True


def _said(body: Body, problems: tuple[Problem, ...]) -> tuple[object, ...]:
    return body.html, body.references, body.anchors, body.summary, problems


def check_prose(content: bytes) -> None:
    """Where the fast path takes a text, it gives the very bytes of Python-Markdown, the sanitiser and the typesetter."""
    text = body_of(content)
    if text is not None:
        agrees(text)


def check_body(content: bytes) -> None:
    """A body becomes HTML of the allow-list, or is given up with a problem; of text without markup no word is lost."""
    text = body_of(content)
    if text is None:
        return
    body, problems = _renderer().render(text, _PATH, 1)
    check_problems(problems, text)
    if body is None:
        assert {problem.code for problem in problems} & {"body-depth", "body-time"}
        return
    tags = tuple(f"<i>{place}</i>" for place, _ in enumerate(body.references))
    filled = fill(body.html.encode(), tags).decode()
    assert "\x02" not in filled
    _check_harmless(filled)
    for reference in body.references:
        _check_harmless(f"<span{reference.attributes}>x</span>")
    if not _MARKUP.search(text):
        assert not Counter(words(text)) - Counter(words(text_of_html(filled.encode()).decode())), "words are lost"


def check_html(content: bytes) -> None:
    """What the sanitiser lets through is of its list as browsers read it, and soon comes through as it is; of what is called plain nothing
    is taken."""
    html = text_of(content)
    if sanitise.is_too_deep(html):
        return
    cleaned = sanitise.clean(html)
    _check_harmless(cleaned)
    for _ in range(4):  # what is taken away can leave a paragraph in a paragraph
        before, cleaned = cleaned, sanitise.clean(cleaned)
    assert cleaned == before
    if sanitise.is_plain(html):
        assert not sanitise.removed(html)
    for what, tag, _ in sanitise.removed(html):
        assert what in ("tag", "attribute", "class", "link")
        assert tag


def _check_harmless(html: str) -> None:
    """By another parser than the sanitiser's, which reads HTML as browsers do: no element, attribute or address that is not of the list."""
    for element in html5lib.parseFragment(html, namespaceHTMLElements=True).iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            assert element.tag == "DOCUMENT_FRAGMENT", "a comment"
            continue
        space, _, tag = element.tag.removeprefix("{").rpartition("}")
        assert space == "http://www.w3.org/1999/xhtml", element.tag
        assert tag in sanitise.TAGS | _ADDED, tag
        for name, value in element.attrib.items():
            assert not str(name).startswith("on"), name
            assert name != "style"
            if name in ("href", "src"):
                scheme = _SCHEME.match(re.sub(r"[\t\n\r]", "", value))
                assert scheme is None or scheme[1].lower() in sanitise.SCHEMES, value


_TOKENS = (
    *(
        "*",
        "**",
        "_",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "#",
        "## ",
        "####### ",
        "&",
        "&amp;",
        "&#160;",
        "&a",
        ";",
        "\\",
        "`",
        "~~~\n",
        "```\n",
    ),
    *(
        " ",
        "  \n",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "\n \n",
        "\u00a0",
        "\u3000",
        "\u2028",
        "\u200b",
        "- ",
        "+ ",
        "* ",
        "1. ",
        "1945. ",
        "12) ",
        "---\n",
        "===\n",
    ),
    *(
        "> ",
        ">",
        "<",
        "{",
        "}",
        "{: #x .y onclick=z }",
        "|",
        "| a | b |\n|---|:-:|\n| c | d |",
        "[^1]",
        "[^1]: chú thích\n",
        "[a]: /b 'c'\n",
        ": ",
    ),
    *(
        "[a](b.md)",
        "[đ](https://a.vn/x?y=1&z=2#t_u)",
        '![ảnh](b.jpg "c")',
        "[a](<b c>)",
        "https://a.vn/a_b",
        "<https://a.vn>",
        "<x@y.vn>",
        "https://a.vn/a.mp4",
    ),
    *("đất", "Hà Nội", "R&D", "a_b", "“", "…", "–", "1.234", "12/01/2023", "o\u0302\u0323", "từ ", "- một\n- hai\n"),
)
_HTML = (
    *("<script>", "</script>", "<p>", "</p>", "<div>", "</div>", "<b", "<a href=\"", "javascript:", "java&#1;script:", "&#x6A;", "data:text/html,", "vbscript:"),
    *("<img src=x onerror=alert(1)>", "<svg><style>", "<math><mtext>", "<table><td>", "<!--", "-->", "<![CDATA[", "<![", "<![if x]>", "]]>", "<?x ?>", "<style>", "<noscript>"),
    *("<iframe src=//x>", "<base href=//x>", "<form>", "<input>", "<textarea>", "<title>", "<template>", "<select>", "<mglyph>", "<p title=\"</p>", " style=x", " class=\"wide x\""),
    *(" id=a", " target=_blank", "'", '"', "`", "=", "/>", ">", "<", "&lt;", "&nbsp;", "&#0;", "\x00", "<h2>", "<li>", "<details open>", "<ruby>", "</"),
)  # fmt: skip
TARGETS = (
    Target("prose", check_prose, _TOKENS, 150),
    Target("bodies", check_body, (*_TOKENS, *_HTML), 100),
    Target("html", check_html, (*_HTML, *_TOKENS), 100),
)
