"""The short way for plain prose gives, byte for byte, what Python-Markdown and the sanitiser give; or nothing."""

import re
import runpy
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CHECKOUT
from fuzz.bodies import agrees, is_taken, short_way
from hn_archive.decode import decode
from hn_archive.text import control_character, nfc

SAVED_PAGE = CHECKOUT / "content/2023/01/2023-01-12-lua-chon-nhiem-vu-trong-tam.md"


def body(path: Path) -> str:
    text, problems = decode(path.read_bytes(), path.name)
    assert not problems
    return text.split("---\n", 2)[2] if text.startswith("---\n") else text


TAKEN = [
    "",
    "\n\n",
    "Một đoạn văn.",
    "Một đoạn\nxuống dòng bằng tay.\n\n\n\nĐoạn hai.\n",
    "Một.\n   \nHai. \n\n  \n",
    "## Tiểu mục\n\nĐoạn.\n\n### Mục con\nliền dưới\n#### Nữa\n",
    "##Không có dấu cách",
    "Giá 1.234 đồng; 5 % – “tăng”… (theo 'VGP'): 12/01/2023.\n\n2023 là năm\n\n1.234 tỷ\n\n12,5 %\n\n12.01.2023",
    "Kinh tế & Đô thị, R&D, Q&A.",
    "**Đậm**, *nghiêng*; (**đậm**) “*nghiêng*”, giữa*chữ*và\n**hai\ndòng**.",
    "Xem [báo cáo](https://example.org/a?b=1&c=2#d_e), [tệp](../02/khac.md#phan-1), **[kia](/a_b/c%20d.pdf)**.",
    "Dòng có dấu cách cuối  \n\nĐoạn sau.",
    "\u00a0Thụt bằng NBSP\n\n\u00a0\n\n\u3000Hết\u00a0",
    "Thư: toa-soan@example.org. Trang https://example.org/a?b=1&c=2.",
    "– Gạch đầu dòng bằng dấu gạch dài\n\n• Chấm tròn",
    "- một\n- hai \n- ba\u00a0",
    "- “Một”, ông nói\n- bốn việc như: hai\n- ‘Ba’: bốn::",
    "Trước.\n\n- một\n\nGiữa.\n\n- hai\n\nSau.\n\n| Năm | Thu |\n|:---|----:|\n| 2023 | 8,89% |\n| 2024| 0\u00a0 |\n\n## Hết",
    "Năm 2023 - 2025 + 1 = 2; a ~ b; !; # 5; 1. giữa dòng.",
]
LEFT_ALONE = [
    "a <b>c</b>",
    "a > b",
    "> trích",
    "a `b` c",
    "a\\*b",
    "a_b",
    "_a_ b",
    "a {: #x }",
    "a | b",
    "a | b\n--|--",
    "a\tb",
    "-một",
    "+ một",
    "* một",
    "1. một",
    "1) một",
    "   12. một",
    "1\u0660. một",
    "a\n- b",
    "    mã",
    "  thụt",
    "a\n===",
    "a\n---",
    "***",
    "* * *",
    "---",
    "~~~\na\n~~~",
    "![a](b.jpg)",
    "[a]: https://example.org",
    "[a][b]",
    "[a]",
    "[^1]",
    "[1] chú",
    "[a] (b)",
    "[a](b c)",
    "[a](<b>)",
    '[a](b "c")',
    "[a](b_(c))",
    "[[a](b)](c)",
    "[](b)",
    "[a](#b)",
    "[a](b)",
    " [a](b) ",
    "https://example.org/",
    "- một\n\n- hai",
    "- một\n  hai",
    "- một\n\n  hai",
    "- 1",
    "| a |",
    "| a |\n|---|\n| b | c |",
    "| a | b |\n|---|---|\n| c |",
    "| a | b |\n|---|\n| c | d |",
    "| a |\n|---|",
    "[a]()",
    "[*a*](b)",
    "[a_b](c)",
    "[a](javascript:alert%281%29)",
    "[a](mailto:b@example.org)",
    "[a](//example.org)",
    "[a](https://xn--a.vn)",
    "[a](https://a.xn--b.vn)",
    "[a](https://localhost/)",
    "[a](https://example.org:99999/)",
    "a]",
    "a [",
    "*a",
    "a*",
    "* a*",
    "*a *",
    "**a **",
    "** a**",
    "*a**",
    "***a***",
    "*a**b*",
    "**a*b*c**",
    "*a\n\nb*",
    "[a\n\nb](c)",
    "## a *b\n\nc* d",
    "# a #",
    "####### a",
    "#",
    "## C#",
    "a  \nb",
    "&amp;",
    "&#160;",
    "&#x0;",
    "&khong;",
    "<https://example.org>",
    "<a@example.org>",
    "a\u0002b",
    "a\u0003b",
    "a\rb",
]


@pytest.mark.parametrize("text", TAKEN)
def test_what_news_is_made_of_is_taken(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_could_be_other_markup_is_left_alone(text: str) -> None:
    assert not is_taken(text)
    assert not is_taken(f"Trước.\n\n{text}\n\nSau.")


def test_a_first_line_of_blanks_is_left_alone_since_it_is_code() -> None:
    assert not is_taken("    \n\nMột.")
    assert agrees("Một.\n\n    \n\nHai.")


def test_the_saved_page_is_taken() -> None:
    text = body(SAVED_PAGE)
    assert agrees(text)
    found = short_way(text)
    assert found
    html = found[0].html
    assert html.count("<p>") == 18
    assert html.count("<h2 ") == 3
    assert html.count("\u00a0") == text.count("\u00a0") == 5


def test_articles_of_the_benchmark_are_taken_unless_they_have_blanks_inside_marks(tmp_path: Path) -> None:
    runpy.run_path(str(CHECKOUT / "bench/corpus.py"))["write"](tmp_path, 60)
    texts = [body(path) for path in sorted(tmp_path.rglob("*.md"))]
    more = re.compile(r"\*\u00a0|\u00a0\*")
    assert [agrees(text) for text in texts] == [not more.search(text) for text in texts]
    assert sum(map(agrees, texts)) > 40


@pytest.mark.parametrize("path", sorted((CHECKOUT / "tests/golden").glob("*/before/content/**/*.md")), ids=lambda path: path.name)
def test_bodies_of_the_golden_sites_come_out_as_they_did(path: Path) -> None:
    agrees(body(path))


def test_any_sign_and_blank_may_stand_anywhere() -> None:
    """Every Unicode blank, sign and mark of format that `decode` lets through."""
    shapes = [
        *("X", "Xa", "aX", "aXa", "a b X c", "a\nX\nb", "a\nXb", "aX\nb", "a\n\nX\n\nb", "a\n\nXb\n\nc", "aX\n\nb", "aX  \n\nb"),
        *("a\n \nX", "X\n", "\nX", "X- a", "X1. a", "X# a", "1X", "1.X", "1.X a", "1X. a", "-X", "=X", "a\n-X", "a\n=X"),
        *("#X", "# X", "#X a", "# aX", "# aX\nb", "*X*", "*Xa*", "*aX*", "a*Xa*", "*a*X", "X*a*", "a**X**a", "** X**"),
        *("[X](b)", "[a](X)", "[a](bXc)", "[a](Xb)", "X[a](b)", "[a](b)X", "[a]X(b)", "[a](https://X.vn)", "[a](https://a.vn/X)"),
        *("&X", "&X;", "&aX;", "X&", "a & X"),
    ]
    signs = [chr(code) for code in range(0x11000) if _is_sign(chr(code))]
    assert len(signs) > 800
    for sign in signs:
        texts = [nfc(shape.replace("X", sign)) for shape in shapes]
        if sign.isspace() or unicodedata.category(sign) == "Cf":  # at the very beginning and end of a text too
            assert sum(map(agrees, texts)) > 20 or sign in "\t\n "
        else:
            assert agrees("\n\n".join(text for text in texts if is_taken(text))), hex(ord(sign))


def _is_sign(char: str) -> bool:
    categories = {"Zs", "Zl", "Zp", "Cc", "Cf", "Po", "Pd", "Ps", "Pe", "Pi", "Pf", "Pc", "Sm", "Sk", "Nd", "No", "Nl"}
    common = char < "\u0250" or char.isspace() or unicodedata.category(char) in categories
    return common and not "\ud800" <= char <= "\udfff" and control_character(char) is None


MARKS = [
    *("*", "**", "***", "_", "[", "]", "(", ")", "](", "!", "#", "## ", "###### ", "####### ", " #", "&", "& ", "&amp;", "&a", ";"),
    *(" ", "  ", "   ", "    ", "\t", "\n", "\n", "\n\n", "\n \n", "\n\n\n", "  \n", "\u00a0", "\u3000", "\u2028", "\u2003"),
    *("- ", "+ ", "* ", "1. ", "1.", "12) ", "1.5", "-", "--", "---", "==", "===", "> ", ">", "<", "`", "\\", "{", "}", "|", "~~~"),
    *(
        ": ",
        "]:",
        "^",
        "[^1]",
        "[1]",
        "[a]",
        "(c)",
        "“",
        "”",
        '"',
        "'",
        "…",
        "–",
        "%",
        ".",
        ",",
        "từ",
        "đất",
        "a",
        "B",
        "R&D",
        "a_b",
    ),
    *("[a](b)", "[đ ê](https://a.vn/x?y=1&z=2#t_u)", "[a] (b)", "[a](b c)", "[a](b)(c)", "[a](b)[c](d)", "![a](b)", "[a\nb](c)"),
    *("[*a*](b)", "[a*](b)", "*[a](b)*", "**[a](b)**", "*[a*](b)", "[a_b](c)", "[_a_](b)", "[ ](b)", "[a](x:y)", "[a](//x)"),
    *("*a*", "**b c**", "* a*", "*a *", "**a **", "a*b*c", "*a**b*", "**a\nb**", "*\na*", "*a\n*", "https://x.vn/a_b", "x@y.vn"),
]
PLAIN = [mark for mark in MARKS if not re.search(r"[<>`\\{|\t]|    ", mark)]


@settings(max_examples=500)
@given(st.one_of(st.lists(st.sampled_from(PLAIN), max_size=30), st.lists(st.sampled_from(MARKS), max_size=12)).map("".join))
def test_any_mix_of_marks_is_rendered_as_python_markdown_does_or_left_to_it(text: str) -> None:
    agrees(nfc(text))


WORD = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạễữợ0123456789.,:;…–“”()'\"%&\u00a0"), min_size=1, max_size=8)
PHRASE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
INLINE = st.one_of(
    PHRASE,
    PHRASE.map(lambda text: f"**{text}**"),
    PHRASE.map(lambda text: f"*{text}*"),
    st.tuples(PHRASE, st.sampled_from(["https://example.org/a_b?c=1&d=2", "../b.md#c", "#c", "tệp.pdf", "b c"])).map(
        lambda parts: f"[{parts[0]}]({parts[1]})"
    ),
    st.sampled_from(MARKS),
)
LINE = st.tuples(st.lists(INLINE, min_size=1, max_size=4), st.sampled_from([" ", " ", ""])).map(
    lambda parts: parts[1].join(parts[0])
)
BLOCK = st.one_of(
    st.lists(LINE, min_size=1, max_size=3).map("\n".join),
    st.tuples(st.sampled_from(["#", "## ", "### ", "##\u00a0"]), LINE, st.sampled_from(["", "\n", " \n"]), PHRASE).map("".join),
)


@settings(max_examples=500)
@given(st.lists(st.tuples(BLOCK, st.sampled_from(["\n\n", "\n\n", "\n \n", "\n\n\n"])).map("".join), max_size=5).map("".join))
def test_any_document_is_rendered_as_python_markdown_does_or_left_to_it(text: str) -> None:
    agrees(nfc(text))


@settings(max_examples=300)
@given(st.data())
def test_a_slip_of_the_pen_in_a_real_article_is_rendered_as_python_markdown_does_or_left_to_it(data: st.DataObject) -> None:
    text = REAL
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.sampled_from(PLACES))
        length = data.draw(st.integers(0, 3))
        text = text[:place] + data.draw(st.sampled_from(PLAIN)) + text[place + length :]
    agrees(nfc(text))


REAL = "\n\n".join(
    [
        *body(SAVED_PAGE).split("\n\n")[:6],
        "Theo **Ban Thường vụ Thành ủy**, *năm 2023* và [báo cáo](https://example.org/17).",
    ]
)
PLACES = [match.start() for match in re.finditer(r"(?<=[\n#*.,])|(?=[\n#*\[\](.])|\b(?=[TN])", REAL)]


@pytest.mark.parametrize(
    "part",
    [
        *(
            "*",
            "**",
            "*a ",
            "**a",
            "a*",
            "*a*",
            "[",
            "]",
            "[a",
            "[a](",
            "[a](b",
            "[a](b)",
            "![",
            "*[",
            "[a](a_",
            "_",
            "&",
            "&a",
            "&-",
        ),
        *(" ", "\n", "\n ", "\n  ", "  \n", "\u00a0", "\u3000\n", "#", "\n#", "1", "\n1", "[a](https://", "a.", "xn-", "a\n"),
    ],
)
def test_time_grows_no_faster_than_the_text(part: str) -> None:
    for before in ("", "a", "[a](https://", "*a", "# ", "&"):
        text = before + part * (200_000 // len(part))
        start = time.process_time()
        is_taken(text)
        assert time.process_time() - start < 0.5
