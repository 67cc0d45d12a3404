"""Parse one article's file into a complete value."""

from datetime import timezone

from hn_archive import address, document
from hn_archive.dates import Moment
from hn_archive.document import Document, Parsed
from hn_archive.front_matter import FrontMatter, open_article
from hn_archive.markdown import Renderer


class Article(Document[FrontMatter], frozen=True, kw_only=True):
    """One story of the archive."""

    @property
    def id(self) -> str:
        """What never changes about it; the file's path stands in where the front matter has no `id`."""
        return self.matter.id or self.path

    @property
    def modified(self) -> Moment:
        """When it last changed for readers: published, updated or corrected."""
        matter = self.matter
        moments: list[Moment] = [
            matter.date,
            *(note.date for note in matter.corrections),
            *((matter.updated,) if matter.updated else ()),
        ]
        return max(moments, key=lambda moment: moment.at)

    @property
    def address(self) -> str:
        return address.article(self.matter.date.at, self.slug)


def parse(content: bytes, path: str, zone: timezone, renderer: Renderer) -> Parsed:
    """The article in the bytes of the file `path`, which is relative to `content/`; its dates without an offset are in `zone`."""
    return document.parse(Article, open_article(content, document.location_path(path), zone), path, renderer)
