"""Put sources and site, or the public site alone, into a bag (BagIt, RFC 8493): a folder that any archive can take in and check."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from hn_archive import __version__, stamps
from hn_archive.config import NAME, Config
from hn_archive.exporters.built import Copied, Copier, built, write_public_manifest
from hn_archive.exporters.destination import Exported, refuse_over_folder, refuse_place, whole
from hn_archive.leftovers import is_leftover
from hn_archive.machine import naming
from hn_archive.output import MANIFEST, manifest_lines
from hn_archive.problem import Location, Problem, Stop
from hn_archive.request import Progress, Request
from hn_archive.settings import settings_of
from hn_archive.text import byte_size, is_readable_name, one_line

ALGORITHMS: Final = ("sha256", "sha512")
SITE: Final = "data/site"
SOURCE: Final = "data/source"
_DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# What links in these folders lead to counts, as it does for a build.
_FOLLOWED: Final = ("templates", "static")
_STEP: Final = 256  # files between two reports of progress


class _Part(NamedTuple):
    """A file on its way: where it stands, its path in the bag, its digest where that is known, and whether a link in its place counts."""

    place: str
    path: str
    sha256: str = ""
    follow: bool = False


def export(request: Request, path: Path, progress: Progress, *, public: bool) -> Exported:
    """Make a bag at `path`, where nothing may stand yet, of the site in `request.output` and, unless it is `public`, of its sources.

    The public one has what readers see and nothing else: no sources, so no drafts and no withheld or retracted texts. The site has to be what its
    sources give now, or the export fails and there is no bag. The same sources at the same moment give the same bytes.

    Raises Stop where a bag cannot stand there or something changed meanwhile, and OSError for what the machine refuses.
    """
    refuse_place(path, request)
    refuse_over_folder(path)
    before = {} if public else _sources(request.source)
    with built(request, progress) as result:
        if result.failed:
            return Exported(language=result.language, problems=result.problems, exit_code=result.exit_code)
        settings, _ = settings_of(request.source)
        with whole(path) as folder, _Bag(folder, progress, sum(result.outputs.values()) + len(before)) as bag:
            manifest = request.output / MANIFEST
            if public:
                manifest = folder.parent / MANIFEST
                write_public_manifest(request.output, manifest)
            bag.take(_site(request.output, manifest))
            bag.take(_source(request.source, name) for name in sorted(before))
            if not public and _sources(request.source) != before:
                raise Stop(Problem.at("export-changed", path=request.source), 1)
            facts = _facts(settings or Config(), request, public=public)
            bag.describe(facts | {"Bag-Size": byte_size(bag.size, "en"), "Payload-Oxum": f"{bag.size}.{bag.files}"})
    return Exported(language=result.language, problems=tuple(bag.notes), files=bag.files, size=bag.size)


def _sources(source: Path) -> Mapping[str, str]:
    """What a site is made of: the stamps of its files by their paths in its folder; what a build passes over is not there."""
    found = {}
    for folder in ("content", *_FOLLOWED):
        for path, stamp in stamps.below(source / folder, follow=folder in _FOLLOWED):
            is_left = any(_is_left(part, folder) for part in path.split("/"))
            # In content/ anything else is an error; elsewhere pipes and links to nowhere are passed over.
            if not path.endswith("/") and not is_left and (folder == "content" or (source / folder / path).is_file()):
                found[f"{folder}/{path}"] = stamp
    if (source / NAME).is_file():
        found[NAME] = stamps.of((source / NAME).stat())
    return found


def _is_left(name: str, folder: str) -> bool:
    return is_leftover(name) if folder == "content" else name.startswith(".") or name.endswith("~")


def _source(source: Path, name: str) -> _Part:
    """A file of the sources; a build follows links but in `content/`."""
    return _Part(f"{source}/{name}", f"{SOURCE}/{name}", follow=not name.startswith("content/"))


def _site(output: Path, manifest: Path) -> Iterator[_Part]:
    """The site's files, and its manifest, with which a copy can be verified and built upon."""
    yield _Part(str(manifest), f"{SITE}/{MANIFEST}")
    for address, sha256 in manifest_lines(output):
        yield _Part(f"{output}/{address}", f"{SITE}/{address}", sha256)


def _facts(config: Config, request: Request, *, public: bool) -> dict[str, str]:
    """What `bag-info.txt` says of the archive, in the words of RFC 8493, section 2.2.2, and a few of its own."""
    publisher = config.publisher
    what = f"{SITE}/: the website as it was published, to be opened at {SITE}/index.html."
    if not public:
        what += f" {SOURCE}/: what it is made from, Markdown articles and templates; drafts and withheld articles are among them, not for publication."
    contact = config.contact.removeprefix("mailto:")
    facts = {
        "Source-Organization": publisher.name if publisher else "",
        "Contact-Email": contact if "@" in contact and "/" not in contact else "",
        "External-Description": f"{config.title}: {config.description}" if config.description else config.title,
        "External-Identifier": request.url or config.site_url,
        "Internal-Sender-Identifier": config.id,
        "Internal-Sender-Description": what,
        "License": config.license,
        "Bagging-Date": f"{request.now.astimezone(config.timezone):%Y-%m-%d}",
        "Bag-Software-Agent": f"hn-archive {__version__}",
    }
    return {name: one_line(value) for name, value in facts.items() if value}


class _Bag:
    """A bag that is being filled: payload first, in the order of paths, then the files that say what it is."""

    def __init__(self, folder: Path, progress: Progress, most: int) -> None:
        self._folder = folder
        self._progress = progress
        self._most = most
        self._copier = Copier(*ALGORITHMS)
        self._made: set[str] = set()
        folder.mkdir()
        (folder / "data").mkdir()
        self._manifests = [(folder / f"manifest-{name}.txt").open("x", encoding="utf-8", newline="\n") for name in ALGORITHMS]
        self.files = 0
        self.size = 0
        self.notes: list[Problem] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        for manifest in self._manifests:
            with naming(manifest.name):
                manifest.close()

    def take(self, parts: Iterator[_Part]) -> None:
        """Copy files into the payload and note their digests. Raises Stop where one is not as it should be."""
        for part in parts:
            copied = self._copy(part)
            if part.sha256 and copied.digests[0] != part.sha256:
                raise Stop(Problem.at("export-damaged", path=part.place), 1)
            listed = self._listed(part.path)
            for manifest, value in zip(self._manifests, copied.digests, strict=True):
                manifest.write(f"{value}  {listed}\n")
            self.files += 1
            self.size += copied.size
            if self.files % _STEP == 0:
                self._progress("bag", min(self.files, self._most - 1), self._most)

    def _copy(self, part: _Part) -> Copied:
        if not is_readable_name(part.path.replace("\n", "").replace("\r", "")):
            raise Stop(Problem.at("export-name", path=os.fsencode(part.path).decode(errors="replace")), 1)
        target = f"{self._folder}/{part.path}"
        parent = target.rpartition("/")[0]
        if parent not in self._made:
            Path(parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        with naming(target):
            descriptor = os.open(target, _CREATE, 0o666)
            try:
                return self._copier.copy(part.place, lambda piece: _write(descriptor, piece), follow=part.follow)
            finally:
                os.close(descriptor)

    def _listed(self, path: str) -> str:
        """A path as manifests name it (RFC 8493, section 2.1.3)."""
        if "%" in path:
            self.notes.append(Problem.at("export-percent", Location(path), path=path))
        return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")

    def describe(self, facts: Mapping[str, str]) -> None:
        """Say what the bag is, and take the digests of what says it."""
        self._close()
        self._write("bagit.txt", _DECLARATION)
        self._write("bag-info.txt", "".join(f"{name}: {value}\n" for name, value in facts.items()))
        tags = sorted(["bagit.txt", "bag-info.txt", *(f"manifest-{name}.txt" for name in ALGORITHMS)])
        found = {tag: self._copier.copy(f"{self._folder}/{tag}", lambda piece: None).digests for tag in tags}
        for place, name in enumerate(ALGORITHMS):
            self._write(f"tagmanifest-{name}.txt", "".join(f"{found[tag][place]}  {tag}\n" for tag in tags))
        self._progress("bag", self._most, self._most)

    def _write(self, name: str, text: str) -> None:
        with naming(self._folder / name):
            (self._folder / name).write_text(text, encoding="utf-8", newline="\n")


def _write(descriptor: int, piece: memoryview) -> None:
    while piece:
        piece = piece[os.write(descriptor, piece) :]
