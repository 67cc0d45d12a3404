"""Parse one article's file into a complete value."""

from datetime import timedelta, timezone
from typing import Any

from hn_archive import address, document
from hn_archive.dates import Moment
from hn_archive.document import Document, Parsed
from hn_archive.front_matter import FrontMatter, open_article
from hn_archive.markdown import Renderer


class Article(Document[FrontMatter], frozen=True, kw_only=True):
    """One story of the archive."""

    address: str

    @property
    def id(self) -> str:
        """What never changes about it; the file's path stands in where the front matter has no `id`."""
        return self.matter.id or self.path

    @property
    def modified(self) -> Moment:
        """When it last changed for readers: published, updated or corrected.

        Of a change on the day it was published, whose time nobody wrote down, it is known that it came after.
        """
        published = self.matter.date
        if not self.matter.corrections and not self.matter.updated:
            return published
        changes = [note.date for note in self.matter.corrections] + ([self.matter.updated] if self.matter.updated else [])
        latest = max(changes, key=lambda moment: moment.at)
        if latest.at > published.at:
            return latest
        is_same_day = any(not each.has_time and each.at.date() == published.at.date() for each in changes)
        return Moment(published.at + timedelta(minutes=1)) if is_same_day and published.has_time else published


def _article(*, matter: FrontMatter, slug: str, **others: Any) -> Article:
    return Article(matter=matter, slug=slug, address=address.article(matter.date.at, slug), **others)


def parse(content: bytes, path: str, zone: timezone, renderer: Renderer, text: str) -> Parsed:
    """The article in the bytes of the file `path`, which is relative to `content/`; its dates without an offset are in `zone`,
    and its text goes by the digest `text`."""
    return document.parse(_article, open_article(content, document.location_path(path), zone), path, renderer, text)
