"""Front matter: every file is read or refused with a place; the short way agrees with the parser; what is written is read back."""

import re
from typing import Any

from fuzz.target import Target, check_problems, text_of
from hn_archive import header
from hn_archive.dates import HANOI
from hn_archive.decode import decode
from hn_archive.front_matter import open_article, open_introduction, open_standing
from hn_archive.problem import has_errors
from hn_archive.safe_yaml import Mapping, Node, Scalar, _parsed, _simple, parse
from hn_archive.text import CONTROL_CHARACTERS, nfc, stacked_marks

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = "content/a.md"


def check_file(content: bytes) -> None:
    """A file is taken apart without loss: either there is typed front matter, or an error says where there is none."""
    text, faults = decode(content, _PATH)
    if has_errors(faults):
        check_problems(faults)
    else:
        assert decode(text.encode(), _PATH) == (text, faults), "reading what was read changes it"
    for opening in (open_article, open_standing, open_introduction):
        opened = opening(content, _PATH, HANOI)
        check_problems(opened.problems, text if not has_errors(faults) else None)
        assert (opened.matter is None) == has_errors(opened.problems)
        if opened.matter is not None:
            assert "\n".join(text.split("\n")[opened.body_line - 1 :]) == opened.body
            assert opened.matter.title
            assert all(line < opened.body_line for line, _ in opened.matter.places.values())


def check_header(content: bytes) -> None:
    """YAML is read the same the short way and by the parser, and what it says can be written and read back."""
    text, faults = decode(content, _PATH)
    if has_errors(faults):
        return
    found, problems = parse(text, _PATH, 2)
    check_problems(problems, f"\n{text}")
    assert found is not None or has_errors(problems)
    simple = _simple(text, _PATH, 2)
    if simple is not None:
        assert _parsed(text, _PATH, 2) == (simple, ())
    if found is not None and not has_errors(problems):
        _check_round_trip(_values(found))


def _check_round_trip(values: dict[str, Any]) -> None:
    again, problems = parse("\n".join(header.lines(values.items())) + "\n", _PATH)
    assert again is not None, problems
    assert not problems
    assert _values(again) == values


def check_text(content: bytes) -> None:
    """Any text that an importer may find, written into a header on its own, in a list and in a group, is read back as it was."""
    text = nfc(CONTROL_CHARACTERS.sub(" ", text_of(content)))
    if stacked_marks(text) is None:
        _check_round_trip({"title": text, "tags": [text, "x"], "source": {"name": text, "url": "y"}})


def _values(node: Node) -> Any:
    """What YAML says; keys that no importer writes have others in their place."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {_key(key.text, place): _values(value) for place, (key, value) in enumerate(node.entries)}
    return [_values(entry) for entry in node.entries]


def _key(written: str, place: int) -> str:
    return written if _KEY.fullmatch(written) else f"key{place}"


_TOKENS = (
    *("---\n", "\n", "\n---\n", ": ", ":", " ", "  ", "- ", "# ", " #", "\t", "\r\n", "\ufeff", "\u00a0", "\u2028", "\u0085", "…"),
    *("title: Khởi công cầu\n", "date: 12/01/2023 08:25\n", "tags: [a, 'b', \"c\"]\n", "source: Nguồn: HNMO\n", "views: 1.234\n"),
    *(
        "rating: {average: 4,5, votes: 12}\n",
        "corrections:\n  - {date: 13/01/2023, text: Sai}\n",
        "status: retracted\n",
        "draft: no\n",
    ),
    *(
        "image: {src: a.jpg, alt: b}\n",
        "aliases: [/2020/cu.html]\n",
        "lead: >\n  một\n  hai\n",
        "lead: |\n  x\n",
        "related: [../b.md]\n",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "\\",
        '"\\x41',
        "\\u2028",
        "!!bool ",
        "&a ",
        "*a",
        "? ",
        "<<: ",
        "|",
        ">",
        "|-",
        "%YAML 1.1",
        "@",
        "`",
    ),
    *(
        "null",
        "~",
        "yes",
        "0123",
        "1_000",
        "2023-02-30",
        "Hà Nội",
        "đường",
        "o\u0302\u0323",
        "<<<<<<< \n=======\n>>>>>>> \n",
        "a" * 200,
    ),
)
TARGETS = (
    Target("front-matter", check_file, _TOKENS),
    Target("header", check_header, _TOKENS, 150),
    Target("header-text", check_text, _TOKENS),
)
