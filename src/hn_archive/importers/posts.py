"""Read a post of Hugo, Jekyll and their like: a Markdown file with a head."""

import re
from pathlib import Path
from typing import Any, Final

import msgspec

from hn_archive.dates import DateFault
from hn_archive.importers.beside import Beside
from hn_archive.importers.dialect import rewritten
from hn_archive.importers.fields import as_line, iso, kept, plain_line, unique, unplaced
from hn_archive.importers.heads import Head, taken_off
from hn_archive.importers.incoming import Guess, Incoming
from hn_archive.importers.shortcodes import Converted, converted
from hn_archive.importers.source import Refused, content_of, doubts, text_of
from hn_archive.limits import CpuTimeExceeded, cpu_seconds
from hn_archive.problem import Location, Problem
from hn_archive.reading import ARTICLE_LIMIT
from hn_archive.safe_yaml import Mapping, Node, Scalar, Sequence
from hn_archive.schema import is_web_address, plain
from hn_archive.text import one_line

_CPU_LIMIT: Final = 10.0
# The keys of other generators for ours, those that count first in front; all in lower case, with `_` for `-`.
_TITLES: Final = ("title",)
_DATES: Final = ("date", "publishdate", "publish_date", "published_at", "pubdate", "created")
_UPDATES: Final = ("updated", "lastmod", "modified", "last_modified_at", "last_modified")
_LEADS: Final = ("lead", "sapo", "summary", "description", "deck", "excerpt", "subtitle")
_AUTHORS: Final = ("author", "authors", "byline")
_CATEGORIES: Final = ("category", "categories")
_TAGS: Final = ("tags", "tag", "topics", "keywords")
_IMAGES: Final = ("image", "featured_image", "featuredimage", "feature_image", "cover", "thumbnail", "primary_image", "images")
_SOURCE_NAMES: Final = ("source", "source_name")
_SOURCE_URLS: Final = ("source_url", "sourceurl")
_ADDRESSES: Final = ("url", "permalink")
_ALIASES: Final = ("aliases", "alias", "redirect_from")
_LANGUAGES: Final = ("language", "lang", "locale")
# Groups whose keys mean what they would mean outside: Hugo's own, and Zola's.
_GROUPS: Final = ("params", "taxonomies", "extra")
_SAME: Final = ("slug", "original_url", "captured", "views", "rating", "corrections", "license", "featured")
_PICTURES: Final = ("src", "image", "url", "path", "feature", "teaser", "file")
_DATED_NAME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-(.+)")


def read(path: Path, root: Path, shown: str) -> Incoming:
    """The post in the file `path`, which problems call `shown`; the pictures and documents that it names are looked for beside it, and in
    `static/`, `assets/` and `content/` of the folder `root`, out of which nothing leads.

    Links to other posts by their file (`ref`, `relref`, `post_url`) stay as they are and are reported: where those will stand is not known
    yet. Raises OSError where the machine will not read the file.
    """
    try:
        found = text_of(content_of(path, root, shown, ARTICLE_LIMIT), shown)
        with cpu_seconds(_CPU_LIMIT):
            head = taken_off(found.text, shown)
            beside = Beside(root, (path.parent, root, *(root / name for name in ("static", "assets", "content"))))
            post = _Post(head, path, shown, beside)
            made = post.incoming(converted(head.body, head.body_line, shown, beside))
    except Refused as refused:
        return Incoming(source=shown, problems=(refused.problem,))
    except CpuTimeExceeded:
        reason = f"more than {_CPU_LIMIT:.0f} s of computing"
        return Incoming(source=shown, problems=(Problem.at("import-unreadable", Location(shown), kind="Markdown", reason=reason),))
    return msgspec.structs.replace(made, encoding=found.encoding, problems=(*doubts(found, shown), *made.problems))


class _Post:
    """One post while its keys are placed."""

    def __init__(self, head: Head, path: Path, shown: str, beside: Beside) -> None:
        self._path = path
        self._start = Location(shown)
        self._beside = beside
        self._nodes: dict[str, Node] = {}
        self._places: dict[str, Location] = {}
        self._guesses: list[Guess] = []
        self._problems = list(head.problems)
        self._spread(head.values)

    def _spread(self, values: Mapping) -> None:
        for key, node in values.entries:
            name = key.text.strip().lower().replace("-", "_")
            if name in _GROUPS and isinstance(node, Mapping):
                self._spread(node)
            elif name in self._nodes:
                self._leave(key.text, node, key.location)
            else:
                self._nodes[name] = node
                self._places[name] = key.location

    def incoming(self, body: Converted) -> Incoming:
        markdown, title = rewritten(body.markdown), plain_line(self._text(*_TITLES))
        if not title and (heading := re.match(r"#[ \t]+(?P<words>[^\n]+?)[ \t]*#*(?:\n+|\Z)", markdown)):
            title, markdown = one_line(heading["words"]), markdown[heading.end() :]
            self._guesses.append(Guess("title", title, "# heading"))
        date = self._date()
        fields, problems = kept(self._fields(), self._places, self._start)
        address = self._address()
        for name, node in self._nodes.items():
            self._leave(name, node, self._places[name])
        missing = [
            code for code, value in (("import-no-title", title), ("import-empty", markdown or fields.get("lead"))) if not value
        ]
        words = [title, str(fields.get("lead", "")), *fields.get("author", ()), *fields.get("tags", ()), body.text]
        return Incoming(
            source=self._start.path,
            title=title,
            date=date,
            fields=fields,
            body=markdown,
            files=self._beside.files,
            address=address,
            text="\n".join(words),
            guesses=tuple(self._guesses),
            problems=(*(Problem.at(code, self._start) for code in missing), *self._problems, *problems, *body.problems),
        )

    def _fields(self) -> dict[str, Any]:
        categories = unique(plain_line(each) for name in _CATEGORIES for each in self._names(name))
        tags = [plain_line(each) for name in _TAGS for each in self._names(name)]
        found: dict[str, Any] = {
            "updated": self._moment(self._text(*_UPDATES)),
            "category": categories[0] if categories else "",
            "tags": unique([*categories[1:], *tags]),
            "lead": plain_line(self._text(*_LEADS)),
            "author": unique(plain_line(each) for name in _AUTHORS for each in self._names(name)),
            "source": self._source(),
            "image": self._image(),
            "aliases": [each for name in _ALIASES for each in self._names(name, ",")],
            "language": re.split("[-_]", self._text(*_LANGUAGES))[0].lower(),
            "draft": self._is_draft(),
        }
        found |= {key: plain(self._nodes.pop(key)) for key in _SAME if key in self._nodes}
        found.setdefault("slug", self._slug())
        return found

    def _take(self, names: tuple[str, ...], kind: type[Node]) -> Node | None:
        """The first of some keys that has a value of a kind; the others stay, to be reported."""
        for name in names:
            node = self._nodes.get(name)
            if isinstance(node, kind) and not (isinstance(node, Scalar) and not node.text.strip()):
                return self._nodes.pop(name)
        return None

    def _text(self, *names: str) -> str:
        node = self._take(names, Scalar)
        return node.text if isinstance(node, Scalar) else ""

    def _names(self, key: str, separator: str = ",") -> list[str]:
        """The texts of a key: a list's, or those between commas; of a group (`{name: …, email: …}`) its name."""
        node = self._nodes.pop(key, None)
        entries = node.entries if isinstance(node, Sequence) else (node,) if node else ()
        found: list[str] = []
        for entry in entries:
            if isinstance(entry, Scalar):
                found += entry.text.split(separator) if entry is node else [entry.text]
            else:
                values = dict(_flat(entry))
                found.append(values.pop("name", ""))
                self._problems += [unplaced(f"{key}.{name}", value, entry.location) for name, value in values.items()]
        return [text.strip() for text in found]

    def _date(self) -> str:
        written, origin = self._text(*_DATES), ""
        named = _DATED_NAME.match(self._path.stem)
        if not written and named:
            written, origin = named[1], "file name"
        if not written:
            self._problems.append(Problem.at("import-no-date", self._start))
            return ""
        try:
            found = iso(written)
        except DateFault:
            self._problems.append(Problem.at("import-date", self._start, value=written))
            return ""
        if origin:
            self._guesses.append(Guess("date", found, origin))
        return found

    def _moment(self, written: str) -> str:
        try:
            return iso(written) if written else ""
        except DateFault:
            self._problems.append(Problem.at("import-key", self._start, key="updated", value=written))
            return ""

    def _slug(self) -> str:
        """The name that the file has for its address, which the front matter does not say."""
        named = _DATED_NAME.match(self._path.stem)
        stem = named[2] if named else self._path.stem
        if stem in ("index", "_index"):
            stem = self._path.parent.name
        if stem:
            self._guesses.append(Guess("slug", stem, "file name"))
        return stem

    def _source(self) -> dict[str, str]:
        name, url = plain_line(self._text(*_SOURCE_NAMES)), self._text(*_SOURCE_URLS).strip()
        if not url and is_web_address(name):
            name, url = "", name
        if url and not is_web_address(url):
            self._problems.append(unplaced("source_url", url, self._start))
            url = ""
        if url and not name:
            name = url.partition("://")[2].partition("/")[0]
            self._guesses.append(Guess("source.name", name, "source_url"))
        return {"name": name} | ({"url": url} if url else {}) if name else {}

    def _image(self) -> dict[str, str]:
        """The main picture: a path, a group, or the first of a list; of one that is lost the caption."""
        node = self._take(_IMAGES, Scalar) or self._take(_IMAGES, Sequence) or self._take(_IMAGES, Mapping)
        entries = node.entries if isinstance(node, Sequence) else (node,) if node else ()
        for other in entries[1:]:
            self._leave("images", other, other.location)
        if not entries:
            return {}
        first = entries[0]
        values = {"src": first.text.strip()} if isinstance(first, Scalar) else dict(_flat(first))
        source = next((values.pop(name) for name in _PICTURES if values.get(name)), "")
        found = {name: plain_line(values.pop(name)) for name in ("alt", "caption", "credit", "license") if values.get(name)}
        self._problems += [unplaced(f"image.{name}", value, first.location) for name, value in values.items() if value]
        taken = self._beside.take(source)
        if taken:
            return {"src": taken, **found}
        if source:
            self._problems.append(Problem.at("import-file-missing", first.location, path=source))
        return found

    def _is_draft(self) -> bool | str:
        """True where some key says that nobody was to read the post; "" where none does."""
        said = {key: self._text(key).strip().lower() for key in ("draft", "published", "status") if key in self._nodes}
        meant = {("draft", "true"), ("published", "false"), ("status", "draft")}
        usual = {
            ("draft", "false"),
            ("published", "true"),
            ("status", "published"),
            ("draft", ""),
            ("published", ""),
            ("status", ""),
        }
        self._problems += [
            unplaced(key, value, self._places[key]) for key, value in said.items() if (key, value) not in meant | usual
        ]
        return True if meant & set(said.items()) else ""

    def _address(self) -> str:
        """Where the post stood; a pattern (`/:year/:title/`) says that of many."""
        written = self._text(*_ADDRESSES).strip()
        if re.search(r"/:[a-z]", written):
            self._problems.append(unplaced("permalink", written, self._start))
            return ""
        return written

    def _leave(self, key: str, node: Node, location: Location) -> None:
        """Report what has no place; what says nothing needs none."""
        value = plain(node)
        if value:
            self._problems.append(unplaced(key, value, location))


def _flat(node: Node) -> list[tuple[str, str]]:
    """The keys of a group and their values, each in one line."""
    return (
        [(key.text.lower(), as_line(plain(value))) for key, value in node.entries]
        if isinstance(node, Mapping)
        else [("", as_line(plain(node)))]
    )
