"""Parse one standing page's file, `content/_pages/*.md`, into a complete value."""

from datetime import timezone

from hn_archive import address, document
from hn_archive.document import Document, Parsed
from hn_archive.front_matter import StandingMatter, open_standing
from hn_archive.markdown import Renderer

FOLDER = "_pages"


class Standing(Document[StandingMatter], frozen=True, kw_only=True):
    """A page without a date, such as About or Contact."""

    def address(self, language: str) -> str:
        return address.standing(language, self.slug)


def parse(content: bytes, path: str, zone: timezone, renderer: Renderer, text: str) -> Parsed:
    """The standing page in the bytes of the file `path`, which is relative to `content/`; its text goes by the digest `text`."""
    return document.parse(Standing, open_standing(content, document.location_path(path), zone), path, renderer, text)
