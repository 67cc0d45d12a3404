"""Find what a path in an article leads to: another article, a file beside it, or a page of this site."""

import html as htmllib
import posixpath
from collections.abc import Iterable
from copy import copy
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from hn_archive import address, files, poll
from hn_archive.article import Article
from hn_archive.config import Config
from hn_archive.document import Document
from hn_archive.files import ContentFile
from hn_archive.markdown import Reference
from hn_archive.problem import Location
from hn_archive.site import Site
from hn_archive.text import nfc
from hn_archive.typeset import is_external

# A file that is there and was not read: it is no picture, or only unpublished articles name it. Not a problem's code.
UNUSED: Final = "unused"
_MARKDOWN: Final = (".md", ".markdown")


class Target(msgspec.Struct, frozen=True):
    """What a path leads to: an address, and the file or document there; or in `fault` the code of the problem that it is, or UNUSED."""

    address: str = ""
    file: ContentFile | None = None
    anchors: tuple[str, ...] | None = None
    fault: str = ""


class Links:
    """The paths of one site's content and where each leads."""

    def __init__(self, site: Site, present: Iterable[str]) -> None:
        """`present` are the paths of all files in `content/`. Before all addresses of the site are planned, each is taken to exist."""
        self._addresses: frozenset[str] | None = None
        language = site.config.language
        self._language = language
        self._files = site.files
        self._present = frozenset(present)
        self._targets: dict[str, Target] = {}
        for article in (*site.articles, *site.retracted):
            anchors = article.anchors if article.matter.status == "published" else ()
            self._targets[article.path] = Target(article.address, anchors=anchors)
        for page in site.standings:
            self._targets[page.path] = Target(page.address(language), anchors=page.anchors)
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
            known = self._files[path]
            return Target(address.file(self._language, known.sha256, posixpath.basename(path)), known)
        if path not in self._present or path.endswith(_MARKDOWN):
            return Target(fault="link-dead")
        return Target(fault="file-kind" if files.family(path) is None else UNUSED)

    def poll(self, name: str) -> Target:
        """The poll that articles call `name`."""
        found = (self._targets.get(f"{poll.FOLDER}/{name}{ending}") for ending in (".yml", ".yaml"))
        return next((target for target in found if target), Target(fault="poll-missing"))

    def tag(self, reference: Reference, folder: str, root: str) -> str:
        """The finished HTML for a reference in a page whose way to the site's root is `root`."""
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
        return f'<img src="{href}"{others}{size} loading="lazy" decoding="async">'


def _attribute(attributes: str, name: str) -> str:
    _, found, rest = attributes.partition(f' {name}="')
    return rest.partition('"')[0] if found else ""


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
    inside = (
        (content_path(path_of_link(to), ""), place)
        for to, place in config.targets
        if not to.startswith("/") and not is_external(to)
    )
    used: list[tuple[str, Location]] = [(path, place) for path, place in inside if path and files.family(path)]
    for document in documents:
        named = [(reference.target, reference.location) for reference in document.references]
        if isinstance(document, Article) and document.matter.image and not is_external(document.matter.image.src):
            named.append((path_in_url(document.matter.image.src), document.place("image.src")))
        for target, location in named:
            path = content_path(target, document.folder)
            if path and not target.startswith("/") and files.family(path):
                used.append((path, location))
    return used


def path_of_link(written: str) -> str:
    """The path of a link, without what follows `#`."""
    return path_in_url(written.partition("#")[0])


def path_in_url(written: str) -> str:
    """The path that a relative address spells, `%20` as a space."""
    return nfc(unquote(written))
