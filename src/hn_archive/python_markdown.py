"""Python-Markdown, set up for what articles are written in: with tables, footnotes, attributes, sane lists and fenced code."""

import re
from typing import Final

import markdown
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from hn_archive import digest

_BACKLINK: Final = {"vi": "Trở lại chỗ chú thích {} trong bài", "en": "Back to note {} in the text"}


class _Footnotes(FootnoteExtension):
    """Footnotes whose ids are right whatever their labels: `[^ghi chú]` would have a blank in them."""

    def makeFootnoteId(self, id: str) -> str:  # noqa: A002, N802 (the extension's names)
        return super().makeFootnoteId(_id_part(id))

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: A002, N802 (the extension's names)
        return super().makeFootnoteRefId(_id_part(id), found)


def _id_part(label: str) -> str:
    return label if re.fullmatch(r"[\w-]+", label) else digest.of_bytes(label.encode())[:8]


def parser(language: str) -> markdown.Markdown:
    """A parser whose own words are in a language. Never `extra` or `md_in_html`, which drop the rest of a text after two unclosed elements."""
    return markdown.Markdown(
        output_format="xhtml",
        extensions=[
            TableExtension(use_align_attribute=True),
            _Footnotes(BACKLINK_TITLE=_BACKLINK[language]),
            AttrListExtension(),
            SaneListExtension(),
            FencedCodeExtension(),
        ],
    )
