"""Lists and code of other dialects mean the same in the archive's Markdown."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.dialect import rewritten
from hn_archive.limits import cpu_seconds
from hn_archive.markdown import Renderer


def html(markdown: str) -> str:
    body, problems = Renderer("vi").render(rewritten(markdown), "a.md", 1)
    assert body is not None
    assert "words-lost" not in {problem.code for problem in problems}
    return re.sub(r"\s*\n\s*|(?<=>) | (?=<)", "", body.html).replace(' tabindex="0"', "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("* a\n  * b\n    * c\n* d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("* a\n\n  sau a\n\n* b\n\nhết", "<ul><li><p>a</p><p>sau a</p></li><li><p>b</p></li></ul><p>hết</p>"),
        ("Gồm:\n* a\n* b", "<p>Gồm:</p><ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n  ```sh\n  x y\n  ```\n- b", "<ul><li><p>a</p><pre><code>x y</code></pre></li><li><p>b</p></li></ul>"),
        ("- a\n  ```\n  x\n- b", "<ul><li><p>a</p><pre><code>x</code></pre></li><li><p>b</p></li></ul>"),
        (" ```\n x\n ```", "<pre><code>x</code></pre>"),
        ("- a\n\n      x\n", "<ul><li>a<pre><code>x</code></pre></li></ul>"),
        ("1. a\n   sau\n\n   nữa\n2. b", "<ol><li><p>asau</p><p>nữa</p></li><li><p>b</p></li></ol>"),
        (
            "[[a 1]] và [[b]]\n\n[a 1]: https://example.vn/",
            '<p>[<a href="https://example.vn/" rel="external noopener">a 1</a>] và [[b]]</p>',
        ),
    ],
)
def test_lists_and_code_are_read_as_they_were_meant(written: str, expected: str) -> None:
    assert html(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Đoạn *một*\n- không",
        "> * trích\n>   * sâu",
        "* * *\n\nđoạn",
        "    * mã\n      * mã",
        "```\n* a\n  * b\n```",
        "| a |\n|---|\n| * b |",
        "**đậm** chữ\n\n*nghiêng*",
        "1945 là năm\n2\\. x",
    ],
)
def test_what_is_no_list_of_another_dialect_stays(written: str) -> None:
    assert rewritten(written).replace("\n\n-", "\n-") == written


trees: st.SearchStrategy[list[Any]] = st.recursive(st.just([]), lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=8)


def _written(tree: list[Any], sign: str, indent: str, names: list[str]) -> list[str]:
    lines = []
    for branch in tree:
        names.append(f"mục{len(names)}")
        lines += [f"{indent}{sign} {names[-1]}", *_written(branch, sign, indent + " " * (len(sign) + 1), names)]
    return lines


def _expected(tree: list[Any], tag: str, names: list[str]) -> str:
    parts = ""
    for branch in tree:
        names.append(f"mục{len(names)}")
        parts += f"<li>{names[-1]}{_expected(branch, tag, names) if branch else ''}</li>"
    return f"<{tag}>{parts}</{tag}>"


@given(trees, st.sampled_from([("*", "ul"), ("-", "ul"), ("1.", "ol")]))
def test_levels_of_lists_are_those_of_their_columns(tree: list[Any], kind: tuple[str, str]) -> None:
    sign, tag = kind
    if tree:
        assert html("\n".join(_written(tree, sign, "", []))) == _expected(tree, tag, [])


LINES = st.sampled_from(
    [
        "chữ",
        "* a",
        "  * b",
        "    * c",
        "1. d",
        "   e",
        "",
        "```",
        "  ```",
        "    mã",
        "      f",
        "\tg",
        "# đề mục",
        "---",
        "> h",
        "- ",
        "10. i",
        "~~~ k",
        "* * *",
    ]
)


@given(st.lists(LINES, max_size=20).map("\n".join))
def test_no_word_is_lost_or_moved(written: str) -> None:
    words = re.compile(r"[^\W\d_]+")
    expected = words.findall(written.replace("~~~ k", "~~~"))
    assert words.findall(rewritten(written).replace("~~~ k", "~~~")) == expected


def test_time_grows_with_the_length_alone() -> None:
    with cpu_seconds(20):
        for piece in ("* a\n", "  * b\n", "```\n", "- a\n\n", "> ", "    x\n\n", "[[a]]"):
            rewritten(piece * 20_000)
        rewritten("".join(" " * 2 * depth + "* a\n" for depth in range(2_000)))
