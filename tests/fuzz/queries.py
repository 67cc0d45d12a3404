"""Questions of readers: the scripts of the theme know the words that the program knows, and lose none of a question and of what they mark."""

import json
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import playwright

from fuzz.target import Target, text_of
from hn_archive import old_address
from hn_archive.search_words import folded, words

_NODE = Path(playwright.__file__).parent / "driver" / "node"
_NO_TEXT = re.compile("[\ud800-\udfff]")


class _Scripts:
    """The scripts in a process of Node.js, which ends with this one."""

    def __init__(self) -> None:
        command = [str(_NODE), str(Path(__file__).with_name("node.mjs"))]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def answer(self, *question: str) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@cache
def _scripts() -> _Scripts:
    return _Scripts()


def _is_known(text: str) -> bool:
    """Whether all signs are of the Unicode that this Python knows; what browsers know beyond it they may tell apart otherwise."""
    return not any(unicodedata.category(char) == "Cn" for char in text)


def check_words(content: bytes) -> None:
    """A text has the same words, folded the same, in the program and in the browser."""
    text = text_of(content)
    if _is_known(text):
        assert _scripts().answer("words", text) == [[form, folded(form)] for form in words(text)]


def check_question(content: bytes) -> None:
    """No word of a question is lost, only its last may go on, and a text in which hits are marked stays the same text."""
    asked, _, text = text_of(content).partition("\n")
    found = _scripts().answer("question", asked, text or asked)
    forms = [form for group in (*found["groups"], *found["without"]) for form in group]
    if _is_known(asked):
        assert sorted(forms) == sorted(words(asked))
        assert found["prefixes"] in ([], words(asked)[-1:])
    assert found["words"] == [form for group in found["groups"] for form in group]
    for pieces in found["pieces"]:
        assert "".join(pieces) == (text or asked)
        assert all(pieces[1::2])


def check_old_address(content: bytes) -> None:
    """An old address has the same key and shard in the program and in the browser."""
    written = text_of(content)
    if _is_known(written):
        key = old_address.key(written)
        assert _scripts().answer("old", written) == [key, old_address.shard(key)]


_TOKENS = (
    *(
        '"',
        "“",
        "”",
        "-",
        " ",
        "  ",
        "\u00a0",
        "\n",
        "\u3000",
        "\u00ad",
        "\u200b",
        "\ufeff",
        "\u2028",
        "_",
        ",",
        ".",
        "/",
        "…",
        "'",
        "(",
        ")",
    ),
    *(
        "cầu",
        "Cau",
        "LONG",
        "Biên",
        "bien",
        "đường",
        "Ðường",
        "Ɖà",
        "hoà",
        "hòa",
        "thuỷ",
        "Nội",
        "nội",
        "2023",
        "15/2023/QĐ-UBND",
        "C++",
        "a_b",
    ),
    *(
        "o\u0302\u0323",
        "J\u030c",
        "İ",
        "ẞ",
        "ß",
        "ﬁ",
        "Σς",
        "ÅΩ",
        "ಠ",
        "ກຳລັງ",
        "ខ្មែរ",
        "가",
        "\u1100\u1161",
        "²",
        "Ⅷ",
        "🎉",
        "\u20e3",
        "\U0001d165",
    ),
)
_WAYS = (
    *("/", "//", "?", "#", "&", "=", "+", "%", "%20", "%2F", "%c3%a0", "%C3", "%zz", "%25", "http://", "HTTPS:", "a.vn", "//b.vn", "utm_x=1", "fbclid=1", "utm%5fa"),
    *("\t", "\r\n", " ", "id=12", "Tin", "…", "~", "!", "*", "'", "(", ")", "[", "|", "^", "\x00", "\x7f", "\u2028", "à", "a\u0300", "İ", "😀"),
)  # fmt: skip
TARGETS = (
    Target("search-words", check_words, _TOKENS, 300),
    Target("questions", check_question, _TOKENS, 300),
    Target("old-addresses-in-browsers", check_old_address, _WAYS, 300),
)
