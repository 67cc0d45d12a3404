"""Parse the introduction of a category's or tag's list, `content/_categories/*.md` and `content/_tags/*.md`, into a complete value."""

from datetime import timezone
from typing import Final

from hn_archive import document
from hn_archive.address import TermKind
from hn_archive.document import Document, Parsed
from hn_archive.front_matter import StandingMatter, open_introduction
from hn_archive.markdown import Renderer

FOLDERS: Final[dict[str, TermKind]] = {"_categories": "category", "_tags": "tag"}


class Introduction(Document[StandingMatter], frozen=True, kw_only=True):
    """What stands above a list and makes a dossier of it: title, lead, picture, text. Its `slug` is that of the category or tag."""

    @property
    def kind(self) -> TermKind:
        return FOLDERS[self.path.partition("/")[0]]


def parse(content: bytes, path: str, zone: timezone, renderer: Renderer, text: str) -> Parsed:
    """The introduction in the bytes of the file `path`, which is relative to `content/`; its text goes by the digest `text`."""
    return document.parse(Introduction, open_introduction(content, document.location_path(path), zone), path, renderer, text)
