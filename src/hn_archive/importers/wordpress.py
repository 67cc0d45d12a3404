"""Read the posts of a WordPress export (WXR), one after the other, with pictures from the folder of uploads beside it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec
from lxml import etree, html

from hn_archive import digest
from hn_archive import files as kinds
from hn_archive.importers.fields import unplaced, whole
from hn_archive.importers.html_markdown import markdown_of
from hn_archive.importers.incoming import FILE, File, Incoming, file_name
from hn_archive.importers.inline_html import PLAYERS, is_hidden, names_of
from hn_archive.importers.source import is_inside
from hn_archive.importers.wordpress_content import Content, content_of
from hn_archive.problem import Location, Problem
from hn_archive.text import CONTROL_CHARACTERS, nfc, one_line

# What WordPress keeps for itself: nobody read it.
_TECHNICAL: Final = frozenset(
    "attachment revision nav_menu_item custom_css customize_changeset oembed_cache user_request wp_template wp_template_part wp_global_styles "
    "wp_navigation wp_font_family wp_font_face".split()
)
_PUBLIC: Final = frozenset({"publish", "future", "inherit"})
_SIZED: Final = re.compile(r"-[0-9]+x[0-9]+(?=\.[a-z0-9]+\Z)|-scaled(?=\.[a-z0-9]+\Z)", re.IGNORECASE)
_VIEWS: Final = ("post_views_count", "views", "_post_views")
_FOLDERS: Final = ("wp-content/uploads", "uploads")


class _Item(msgspec.Struct, frozen=True):
    """An item of the export: its texts by the local names of their elements, its terms as `(domain, name)`, what plugins noted, its comments."""

    texts: Mapping[str, str]
    terms: tuple[tuple[str, str], ...]
    notes: Mapping[str, str]
    comments: int

    @property
    def key(self) -> str:
        """The same for items that say the same."""
        return digest.of_bytes("\0".join(f"{name}={text}" for name, text in sorted(self.texts.items())).encode())


class _Site(msgspec.Struct, frozen=True):
    """What the export says beside its posts: names of authors by their logins, attachments by their ids, and how often an item stands in it."""

    authors: Mapping[str, str]
    attachments: Mapping[str, _Item]
    times: Mapping[str, int]


def read(path: Path) -> Iterator[Incoming]:
    """The posts of an export, each as soon as it is read. What is not public (drafts, private posts, the bin) and what is no post (pages) comes as
    a draft and is reported; what WordPress keeps for itself is left out.

    Pictures are looked for in `wp-content/uploads` or `uploads` beside the export, and nowhere else. A file that cannot be read to its end gives
    a last article with nothing but that error. Raises OSError when it cannot be read at all.
    """
    shown = path.name
    try:
        _refuse_doctype(path)
        site = _site(path)
        seen: set[str] = set()
        for item in _items(path):
            if item.texts.get("post_type", "post") not in _TECHNICAL and item.key not in seen:
                seen.add(item.key)
                yield _article(path, site, item)
    except _Doctype:
        problem = Problem.at(
            "import-unsafe", Location(shown), entry=shown, reason="it declares a document type, which no export does"
        )
        yield Incoming(source=shown, problems=(problem,))
    except etree.XMLSyntaxError as error:
        problem = Problem.at("import-unreadable", Location(shown, error.lineno or 0), kind="WordPress (WXR)", reason=error.msg)
        yield Incoming(source=shown, problems=(problem,))


def _article(path: Path, site: "_Site", item: "_Item") -> Incoming:
    post = _Post(path, site, item)
    try:
        return post.incoming()
    except _TooDeep:
        reason = "its elements are nested too deep"
        return Incoming(
            source=post.source, problems=(Problem.at("import-unreadable", Location(path.name), kind="HTML", reason=reason),)
        )


class _TooDeep(Exception):
    """The HTML of a post is nested deeper than any text."""


class _Doctype(Exception):
    """The export declares a document type, and with it perhaps entities."""


def _refuse_doctype(path: Path) -> None:
    with path.open("rb") as file:
        for _, root in etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True, load_dtd=False):
            if root.getroottree().docinfo.doctype:
                raise _Doctype
            return


def _elements(path: Path, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements of these names one after the other; each is gone when the next is asked for."""
    with path.open("rb") as file:
        for _, element in etree.iterparse(file, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _items(path: Path) -> Iterator[_Item]:
    for element in _elements(path, ("item",)):
        yield _item(element)


def _item(element: etree._Element) -> _Item:
    texts: dict[str, str] = {}
    terms: list[tuple[str, str]] = []
    notes: dict[str, str] = {}
    comments = 0
    for child in element.iterchildren(etree.Element):
        name = etree.QName(child)
        if name.localname == "category":
            terms.append((child.get("domain") or "category", nfc(one_line(child.text or ""))))
        elif name.localname == "postmeta":
            note = {etree.QName(inner).localname: inner.text or "" for inner in child.iterchildren(etree.Element)}
            notes[note.get("meta_key", "")] = note.get("meta_value", "")
        elif name.localname == "comment":
            comments += 1
        else:
            is_excerpt = name.localname == "encoded" and "excerpt" in (name.namespace or "")
            texts["excerpt" if is_excerpt else name.localname] = child.text or ""
    return _Item(texts, tuple(terms), notes, comments)


def _site(path: Path) -> _Site:
    authors: dict[str, str] = {}
    attachments: dict[str, _Item] = {}
    times: dict[str, int] = {}
    for element in _elements(path, ("{*}author", "item")):
        if element.tag != "item":
            author = {etree.QName(inner).localname: inner.text or "" for inner in element.iterchildren(etree.Element)}
            authors[author.get("author_login", "")] = one_line(author.get("author_display_name", ""))
            continue
        item = _item(element)
        times[item.key] = times.get(item.key, 0) + 1
        if item.texts.get("post_type") == "attachment":
            attachments[item.texts.get("post_id", "")] = item
    return _Site(authors, attachments, times)


class _Post:
    """One post on its way into an article."""

    def __init__(self, path: Path, site: _Site, item: _Item) -> None:
        self._site = site
        self._item = item
        self._texts = item.texts
        self.source = f"{path.name}#{self._texts.get('post_id', '').strip()}"
        self._place = Location(path.name)
        self._folders = [folder for name in _FOLDERS if (folder := path.parent / name).is_dir()]
        self._files: dict[Path, File] = {}
        self._problems: list[Problem] = []

    def incoming(self) -> Incoming:
        addresses = {key: item.texts.get("attachment_url", "").strip() for key, item in self._site.attachments.items()}
        content = content_of(self._texts.get("encoded", ""), addresses)
        title = nfc(one_line(self._texts.get("title", "")))
        body = self._body(content)
        fields = self._fields()
        date = _date(self._texts)
        self._report(title, date, body, content)
        return Incoming(
            source=self.source,
            title=title,
            date=date,
            fields=fields,
            body=body,
            files=tuple(self._files.values()),
            address=self._texts.get("link", "").strip(),
            text="\n".join([title, fields.get("lead", ""), _text(content.html)]),
            problems=tuple(self._problems),
        )

    def _body(self, content: Content) -> str:
        return markdown_of(_tree(content.html), self._picture, self._link) if content.html.strip() else ""

    def _fields(self) -> dict[str, Any]:
        categories = [name for domain, name in self._item.terms if domain == "category" and name]
        tags = [*categories[1:], *(name for domain, name in self._item.terms if domain == "post_tag" and name)]
        login = self._texts.get("creator", "").strip()
        author = self._site.authors.get(login, "") or login
        found = (self._item.notes.get(name, "").strip() for name in _VIEWS)
        views = next((whole(written) for written in found if written.isdecimal()), None)
        if isinstance(views, str):
            self._problems.append(unplaced("views", views, self._place))
        number = self._texts.get("post_id", "").strip()
        fields: dict[str, Any] = {
            "category": categories[0] if categories else "",
            "tags": list(dict.fromkeys(tags)),
            "lead": nfc(one_line(str(_tree(self._texts.get("excerpt", "")).text_content()))),
            "author": [nfc(author)] if author else [],
            "image": self._image(),
            "aliases": [f"/?p={number}"] if number else [],
            "views": views if isinstance(views, int) else None,
            "featured": self._texts.get("is_sticky", "").strip() == "1",
            "draft": self._is_draft(),
        }
        return {key: value for key, value in fields.items() if value or (value == 0 and value is not False)}

    def _is_draft(self) -> bool:
        """Whether the post is not for all readers; why is reported."""
        status = self._texts.get("status", "publish").strip()
        kind = self._texts.get("post_type", "post").strip()
        found = [("status", status)] if status not in _PUBLIC else []
        found += [("post_type", kind)] if kind != "post" else []
        found += [("post_password", "…")] if self._texts.get("post_password", "").strip() else []
        self._problems += [Problem.at("import-key", self._place, key=key, value=f"{value} ({self.source})") for key, value in found]
        return bool(found)

    def _image(self) -> dict[str, str]:
        attachment = self._site.attachments.get(self._item.notes.get("_thumbnail_id", "").strip())
        if attachment is None:
            return {}
        found = self._picture(attachment.texts.get("attachment_url", "").strip())
        alt, caption = attachment.notes.get("_wp_attachment_image_alt", ""), attachment.texts.get("excerpt", "")
        image = {"src": found or "", "alt": one_line(alt), "caption": one_line(str(_tree(caption).text_content()))}
        return {key: nfc(value) for key, value in image.items() if value}

    def _picture(self, address: str) -> str | None:
        found = self._file(address)
        if found is None and address:
            self._problems.append(Problem.at("import-file-missing", self._place, path=address))
        return found

    def _link(self, address: str) -> str:
        return self._file(address) or address

    def _file(self, address: str) -> str | None:
        """What names the upload at an address in the article, None where it is not beside the export."""
        _, is_upload, written = unquote(urlsplit(address).path).partition("/uploads/") if _is_address(address) else ("", "", "")
        if not is_upload or kinds.family(written) is None:
            return None
        for name in dict.fromkeys((_SIZED.sub("", written), written)):
            for folder in self._folders:
                path = folder / name
                if _is_inside(path, folder):
                    if path not in self._files:
                        self._files[path] = File(file_name(name, {file.name for file in self._files.values()}), path)
                    return f"{FILE}{self._files[path].name}"
        return None

    def _report(self, title: str, date: str, body: str, content: Content) -> None:
        codes = [("import-no-title", not title), ("import-no-date", not date), ("import-empty", not body)]
        self._problems += [Problem.at(code, self._place) for code, is_so in codes if is_so]
        self._problems += [Problem("import-code", self._place, (("code", code),)) for code in content.codes]
        if self._item.comments:
            self._problems.append(Problem.at("import-key", self._place, key="comments", value=self._item.comments))
        if self._site.times.get(self._item.key, 1) > 1:
            self._problems.append(Problem.at("import-same", self._place, other=self.source))


def _is_address(written: str) -> bool:
    try:
        urlsplit(written)
    except ValueError:
        return False
    return "\0" not in unquote(written)


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a path is a file in the folder, and no link out of it."""
    try:
        return path.is_file() and is_inside(path, folder)
    except OSError:  # no disk has such a name
        return False


def _tree(source: str) -> html.HtmlElement:
    """HTML as a tree, whatever it begins with.

    Raises _TooDeep: libxml2 leaves out what is nested deeper than it likes, and all that follows, and says so in its log alone.
    """
    parser = html.HTMLParser(huge_tree=True)
    tree = html.fragment_fromstring(CONTROL_CHARACTERS.sub("", source), create_parent="div", parser=parser)
    if any("depth" in entry.message for entry in parser.error_log):
        raise _TooDeep
    return tree


def _text(source: str) -> str:
    """All that readers see of a post's HTML."""
    parts: list[str] = []
    todo: list[Any] = [_tree(source)]
    while todo:
        element = todo.pop()
        if isinstance(element, str):
            parts.append(element)
        elif isinstance(element.tag, str) and not is_hidden(element):
            gap = "" if element.tag in ("span", "font") and not names_of(element) else " "
            inner = (
                []
                if element.tag in PLAYERS
                else [element.text or "", *(part for child in element for part in (child, child.tail or ""))]
            )
            todo += [gap, *reversed(inner), gap]
    return "".join(parts)


def _date(texts: Mapping[str, str]) -> str:
    """When a post was published, with the offset that the site had then; "" where nothing says so."""
    local, universal = _moment(texts.get("post_date", "")), _moment(texts.get("post_date_gmt", ""))
    if universal is None or local is None:
        return (f"{universal.isoformat()}+00:00" if universal else "") or (local.isoformat(" ") if local else "")
    shift = local - universal
    if abs(shift) > timedelta(hours=14) or shift.total_seconds() % 900:
        return f"{universal.isoformat()}+00:00"
    return local.replace(tzinfo=timezone(shift)).isoformat()


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written.strip(), "%Y-%m-%d %H:%M:%S")
    except ValueError:  # 0000-00-00 00:00:00 is WordPress's word for none
        return None
