"""Python-Markdown is set up as articles need it, and imported only where a text needs it."""

import subprocess
import sys

from hn_archive.python_markdown import parser

PROGRAM = """
import sys
from hn_archive import full_build
from hn_archive.markdown import Renderer

renderer = Renderer("vi")
renderer.render("Một **đoạn** [văn](b.md).\\n\\n## Mục\\n\\n- một\\n- hai\\n", "a.md", 1)
before = "markdown" in sys.modules
renderer.render("> Trích", "a.md", 1)
print(before, "markdown" in sys.modules)
"""


def test_plain_prose_imports_no_markdown() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"


def test_a_footnote_leads_back_in_the_words_of_the_language() -> None:
    text = "Chữ[^ghi chú].\n\n[^ghi chú]: Thêm."
    for language, words in (("vi", "Trở lại chỗ chú thích 1 trong bài"), ("en", "Back to note 1 in the text")):
        html = parser(language).convert(text)
        assert f'title="{words}"' in html
        assert 'id="fn:ghi' not in html


def test_what_would_lose_words_is_left_out() -> None:
    """`md_in_html`, which `extra` brings, drops the rest of a text after two unclosed elements."""
    assert "Cuối" in parser("vi").convert("<div><p>một\n\n<div>hai\n\nCuối.")
