"""Read a Word file as an article: what its styles say, what its paragraphs look like, and every word of it."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

import mammoth  # type: ignore[import-untyped]
import msgspec
from lxml import html
from lxml.html import HtmlElement

from hn_archive import digest
from hn_archive.importers import soup
from hn_archive.importers.html_markdown import markdown_of_blocks
from hn_archive.importers.incoming import FILE, File, Guess, Incoming, file_name
from hn_archive.importers.word_lists import number_lists
from hn_archive.importers.word_package import Refused, parts_of, trees_of
from hn_archive.importers.word_roles import Roles, take_roles
from hn_archive.importers.word_xml import Word, plain_word
from hn_archive.problem import Location, Problem
from hn_archive.text import nfc

_STYLES: Final = """
p[style-name='Title'] => p.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='hn center'] => p.center:fresh
p[style-name='hn right'] => p.right:fresh
"""
_SIDES: Final = {"center": "hn center", "right": "hn right", "end": "hn right"}
_PLAIN_STYLES: Final = frozenset({None, "Normal", "Standard", "Body Text", "Text body", "Default"})
# What a picture begins with, by its ending; the name that the file gives it says nothing.
_PICTURES: Final = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "gif": b"GIF8"}


def read(path: Path, shown: str, files: Path) -> Incoming:
    """The article in a Word file (.docx) that reports name `shown`; its pictures are written to the folder `files` as SHA256.ENDING.

    Where the file cannot be read, or is refused, the article has nothing but an error among its problems.
    Raises OSError when the file cannot be read or a picture not be written.
    """
    place = Location(shown)
    try:
        parts = parts_of(path)
        word = plain_word(parts, trees_of(parts))
        pictures = _Pictures(files)
        body = _body(word, pictures)
    except Refused as refusal:
        return Incoming(source=shown, problems=(Problem.at(refusal.code, place, None, **refusal.values),))
    except (ExpatError, KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        reason = f"its parts do not fit together ({type(error).__name__}: {error})"
        return Incoming(source=shown, problems=(Problem.at("import-unreadable", place, kind="Word (.docx)", reason=reason),))
    return _article(shown, word, body, pictures)


def _article(shown: str, word: Word, body: HtmlElement, pictures: "_Pictures") -> Incoming:
    roles = _with_properties(take_roles(body), word)
    found = soup.read(body, pictures.address, lambda address: address)
    markdown = markdown_of_blocks(found.blocks, found.notes)
    return Incoming(
        source=shown,
        title=roles.title,
        date=roles.date,
        fields=_fields(roles),
        body=markdown,
        files=tuple(pictures.files.values()),
        text=_text(word.text, roles),
        guesses=roles.guesses,
        problems=tuple(_problems(Location(shown), word, roles, markdown, pictures)),
    )


def _body(word: Word, pictures: "_Pictures") -> HtmlElement:
    """The document as mammoth's HTML."""
    made = mammoth.convert_to_html(
        io.BytesIO(word.package),
        style_map=_STYLES,
        include_embedded_style_map=False,  # a file does not say how it is read
        transform_document=mammoth.transforms.paragraph(_with_side),
        convert_image=mammoth.images.img_element(pictures.take),
        ignore_empty_paragraphs=True,
    )
    # Without `huge_tree` libxml2 leaves out what is nested deeper than 256, without a word; XML so deep was refused, but HTML has more levels.
    body = html.fragment_fromstring(made.value, create_parent="div", parser=html.HTMLParser(huge_tree=True))
    number_lists(body)
    return body


def _with_side(paragraph: Any) -> Any:
    """A plain paragraph with the side of the page it stands on as its style."""
    side = _SIDES.get(paragraph.alignment)
    if side is None or paragraph.numbering is not None or paragraph.style_name not in _PLAIN_STYLES:
        return paragraph
    return paragraph.copy(style_id="hn", style_name=side)


class _Pictures:
    """The pictures of a document as they come in: those that were written, and those that the archive cannot show."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, File] = {}  # by SHA-256
        self.strange: list[str] = []

    def take(self, image: Any) -> Mapping[str, str]:
        """Write a picture of mammoth's and name it by its SHA-256; one in a format that no browser shows has no source."""
        with image.open() as opened:
            content, part = opened.read(), str(getattr(opened, "name", ""))
        ending = next((ending for ending, start in _PICTURES.items() if content.startswith(start)), None)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            ending = "webp"
        if ending is None:
            self.strange.append(part)
            return {"src": ""}
        sha256 = digest.of_bytes(content)
        if sha256 not in self.files:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{sha256}.{ending}"
            path.write_bytes(content)
            stem = image.alt_text or part.rpartition("/")[2].rpartition(".")[0]
            self.files[sha256] = File(
                file_name(f"{stem.replace('.', ' ').replace('/', ' ')}.{ending}", {f.name for f in self.files.values()}), path
            )
        return {"src": sha256}

    def address(self, source: str) -> str | None:
        file = self.files.get(source)
        return f"{FILE}{file.name}" if file else None


def _with_properties(roles: Roles, word: Word) -> Roles:
    """With what the file says of itself where nothing else does; never a date, which is that of the file."""
    guesses = list(roles.guesses)
    if not roles.title and word.title:
        guesses.append(Guess("title", word.title, "properties"))
    if not roles.author and word.author:
        guesses.append(Guess("author", word.author, "properties"))
    return msgspec.structs.replace(
        roles, title=roles.title or word.title, author=roles.author or word.author, guesses=tuple(guesses)
    )


def _fields(roles: Roles) -> dict[str, Any]:
    fields = {"lead": roles.lead, "author": [roles.author] if roles.author else "", "source": roles.source}
    return {key: value for key, value in fields.items() if value}


def _text(text: str, roles: Roles) -> str:
    """All words of the file but labels: `Nguồn:` says what the field `source` says by its name."""
    lines = text.split("\n")
    for label in roles.labels:
        for place in reversed(range(len(lines))):
            if nfc(lines[place]).startswith(label.strip()):
                lines[place] = nfc(lines[place])[len(label.strip()) :].strip()
                break
    return "\n".join(lines)


def _problems(place: Location, word: Word, roles: Roles, markdown: str, pictures: _Pictures) -> list[Problem]:
    found = []
    if not roles.title:
        found.append(Problem.at("import-no-title", place))
    if not roles.date:
        found.append(Problem.at("import-no-date", place))
    if not markdown:
        found.append(Problem.at("import-empty", place))
    found += [Problem.at("import-file-missing", place, path=path) for path in word.missing]
    found += [Problem.at("import-key", place, key="picture", value=name) for name in pictures.strange]
    return [*found, *(Problem.at("import-key", place, key=what, value=words) for what, words in word.beside)]
