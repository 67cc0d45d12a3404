"""Find what a path in an article leads to: another article, a file beside it, or a page of this site."""

import html as htmllib
import posixpath
from collections.abc import Iterable
from copy import copy
from functools import cached_property
from typing import Any, Final, Literal
from urllib.parse import unquote

import msgspec

from hn_archive import address, files, poll
from hn_archive.config import Config
from hn_archive.document import Document
from hn_archive.files import ContentFile
from hn_archive.markdown import Reference
from hn_archive.problem import Location
from hn_archive.site import Site
from hn_archive.text import nfc
from hn_archive.typeset import is_external
from hn_archive.variants import WIDTHS, Variant, variants_of

# A file that is there and was not read: it is no picture, or only unpublished articles name it. Not a problem's code.
UNUSED: Final = "unused"
_MARKDOWN: Final = (".md", ".markdown")
# How wide the theme shows pictures in a text: as its column, which is as wide as the page on a phone.
SIZES: Final = "(min-width: 38.5rem) 36rem, calc(100vw - 2.5rem)"

Loading = Literal["eager", "lazy", "alone"]


class Target(msgspec.Struct, frozen=True):
    """What a path leads to: an address, and the file or document there; or in `fault` the code of the problem that it is, or UNUSED;
    `other` is the file whose name differs in case alone."""

    address: str = ""
    file: ContentFile | None = None
    anchors: tuple[str, ...] | None = None
    fault: str = ""
    other: str = ""


class Links:
    """The paths of one site's content and where each leads."""

    def __init__(self, site: Site, present: Iterable[str]) -> None:
        """`present` are the paths of all files in `content/`. Before all addresses of the site are planned, each is taken to exist."""
        self._addresses: frozenset[str] | None = None
        language = site.config.language
        self._language = language
        self._files = site.files
        self._present = frozenset(present)
        self._copies: dict[str, tuple[tuple[str, Variant], ...]] = {}
        self._targets: dict[str, Target] = {}
        for article in (*site.articles, *site.retracted):
            anchors = article.anchors if article.matter.status == "published" else ()
            self._targets[article.path] = Target(article.address, anchors=anchors)
        for page in site.standings:
            self._targets[page.path] = Target(page.address(language), anchors=page.anchors)
        for (kind, slug), introduction in site.introductions.items():
            self._targets[introduction.path] = Target(address.term(kind, language, slug), anchors=introduction.anchors)
        for question in site.polls:
            self._targets[question.path] = Target(question.address(language))
        for hidden in (*site.unpublished, *site.scheduled):
            self._targets[hidden.path] = Target(fault="link-unpublished")
        self._anchors = {known.address: known.anchors for known in self._targets.values() if known.anchors is not None}

    def within(self, addresses: frozenset[str]) -> "Links":
        """The same, where `addresses` are those of the whole site."""
        planned = copy(self)
        planned._addresses = addresses
        return planned

    def to(self, target: str, folder: str) -> Target:
        """What `target` leads to from a file in `folder`: a page of this site where it starts with `/`, else a file of `content/`."""
        if target.startswith("/"):
            path = site_address(target)
            is_known = self._addresses is None or path in self._addresses
            return Target(path, anchors=self._anchors.get(path)) if is_known else Target(fault="link-dead")
        inside = content_path(target, folder)
        return Target(fault="link-outside") if inside is None else self._targets.get(inside) or self._file(inside)

    def _file(self, path: str) -> Target:
        """What a path in `content/` leads to that is no published article, page or poll."""
        if path in self._files:
            return Target(self.place(self._files[path]), self._files[path])
        if path not in self._present:
            other = self._by_case.get(path.casefold())
            return Target(fault="file-case", other=other) if other else Target(fault="link-dead")
        if path.endswith(_MARKDOWN):
            return Target(fault="link-dead")
        return Target(fault="file-kind" if files.family(path) is None else UNUSED)

    @cached_property
    def _by_case(self) -> dict[str, str]:
        """The paths of all files, by what they are where case does not count; only a slip asks for it."""
        return {path.casefold(): path for path in self._present}

    def place(self, known: ContentFile) -> str:
        """The address of a file beside articles."""
        return address.file(self._language, known.sha256, posixpath.basename(known.path))

    def copies(self, known: ContentFile) -> tuple[tuple[str, Variant], ...]:
        """The addresses of a picture and of its smaller copies, itself first; () for other files."""
        if known.shape is None:
            return ()
        made = self._copies.get(known.path)
        if made is None:
            place = self.place(known)
            itself, *others = variants_of(known.shape, known.size)
            copies = (
                (address.copy_of_picture(place, each.width, "jpg" if each.format == "JPEG" else each.format.lower()), each)
                for each in others
            )
            made = self._copies[known.path] = ((place, itself), *copies)
        return made

    def poll(self, name: str) -> Target:
        """The poll that articles call `name`."""
        found = (self._targets.get(f"{poll.FOLDER}/{name}{ending}") for ending in (".yml", ".yaml"))
        return next((target for target in found if target), Target(fault="poll-missing"))

    def tag(self, reference: Reference, folder: str, root: str, loading: Loading = "alone") -> str:
        """The finished HTML for a reference where `root` is the way to the site's root.

        A picture comes with its smaller copies, and is read at once or when it comes into sight; or alone, for feeds.
        """
        target = self.to(reference.target, folder)
        href = htmllib.escape(f"{root}{address.quoted(target.address)}") if target.address else ""
        others = reference.attributes
        if reference.kind == "link":
            fragment = htmllib.escape(f"#{address.quoted(reference.fragment)}") if reference.fragment else ""
            return f'<a href="{href}{fragment}"{others}>' if href else f"<a{others}>"
        if reference.kind == "player":
            player = files.family(reference.target) or "video"
            return f'<{player} controls="" preload="metadata" src="{href}"></{player}>' if href else ""
        shape = target.file.shape if target.file else None
        if not href or not (shape or reference.target.startswith("/")):
            words = " – ".join(part for name in ("alt", "title") if (part := _attribute(others, name)))
            return f'<span class="lost">{words}</span>' if words else ""
        size = f' width="{shape.width}" height="{shape.height}"' if shape and "width=" not in others else ""
        urgency = ' fetchpriority="high"' if loading == "eager" else ' loading="lazy"'
        image = f'<img src="{href}"{others}{size}{urgency} decoding="async">'
        return self._with_copies(target.file, image, root) if target.file and loading != "alone" else image

    def _with_copies(self, known: ContentFile, image: str, root: str) -> str:
        """A picture's tag, with its smaller copies for the browser to choose from."""
        webp = _srcset(self.copies(known), "WEBP", root)
        if not webp:
            return image
        same = _srcset(self.copies(known), "", root)
        others = f' srcset="{same}" sizes="{SIZES}">' if same else ">"
        return f'<picture><source type="image/webp" srcset="{webp}" sizes="{SIZES}">{image[:-1]}{others}</picture>'


def _srcset(copies: Iterable[tuple[str, Variant]], kind: str, root: str) -> str:
    """The copies of one format, "" for that of the picture itself, as `srcset` has them; "" where the picture itself is the only one."""
    chosen = [(place, each.width) for place, each in copies if (each.format == kind if kind else each.format != "WEBP")]
    chosen.sort(key=lambda each: each[1])
    if len(chosen) < 2 and not kind:
        return ""
    return ", ".join(f"{root}{place} {width}w" for place, width in chosen if width <= WIDTHS[-1])


def _attribute(attributes: str, name: str) -> str:
    return attributes.partition(f' {name}="')[2].partition('"')[0]


def site_address(target: str) -> str:
    """The address that an absolute path of this site names: `/` is `index.html`, `/2023/` is `2023/index.html`."""
    path = target[1:]
    return f"{path}index.html" if not path or path.endswith("/") else path


def content_path(target: str, folder: str) -> str | None:
    """The path in `content/` that `target` names from a file in `folder`; None where it leads out of it."""
    path = posixpath.normpath(posixpath.join(folder, target))
    return None if path == ".." or path.startswith(("../", "/")) else path


def used_files(documents: Iterable[Document[Any]], config: Config) -> list[tuple[str, Location]]:
    """The files of `content/` that documents and settings use, each with the place that names it."""
    inside = ((content_path(path_of_link(to), ""), place) for to, place in config.targets if not is_external(to))
    used: list[tuple[str, Location]] = [(path, place) for path, place in inside if path and files.family(path)]
    for document in documents:
        named = [(reference.target, reference.location) for reference in document.references]
        image = document.matter.image
        if image and not is_external(image.src):
            named.append((path_in_url(image.src), document.place("image.src")))
        for target, location in named:
            path = content_path(target, document.folder)
            if path and files.family(path):
                used.append((path, location))
    return used


def path_of_link(written: str) -> str:
    """The path of a link, without what follows `#`."""
    return path_in_url(written.partition("#")[0])


def path_in_url(written: str) -> str:
    """The path that a relative address spells, `%20` as a space."""
    return nfc(unquote(written))
