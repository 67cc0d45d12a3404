"""Write only what differs, own only what we wrote, and change what readers see only when everything is made."""

import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec

from hn_archive import digest, stamps
from hn_archive.machine import naming
from hn_archive.problem import Location, Problem, Stop
from hn_archive.request import Changes

MANIFEST: Final = ".hn-archive-manifest"
STAGING: Final = ".hn-archive-staging"
UNTIL: Final = "# right until"
_DRAFTS: Final = "# with drafts and scheduled articles"
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\\]+)")
# Such a line is one, and its path leads out of no folder: so are nearly all, and to look at both one after the other takes half as long again.
_PLAIN_LINE: Final = re.compile(r"[0-9a-f]{64}  [\w@-][\w.@-]*+(?:/[\w@-][\w.@-]*+)*+", re.ASCII)
_SHA256: Final = 64  # signs


def refuse_unsafe(output: Path, source: Path, *, force: bool) -> None:
    """Raise Stop where building into `output` could destroy something: the site in `source`, or files of others."""
    if output.is_symlink():
        raise _stop("output-link", output)
    place = output.resolve()
    if place == Path(place.anchor) or place == Path.home().resolve():
        raise _stop("output-place", output)
    site = source.resolve()
    if site.is_relative_to(place):
        raise _stop("output-inside", output, source=source)
    for name in ("content", "templates", "static", ".git"):
        if place.is_relative_to((site / name).resolve()):
            raise _stop("output-inside", output, source=source / name)
    if output.exists():
        if not output.is_dir():
            raise _stop("output-blocked", output)
        if not force and not (output / MANIFEST).is_file() and any(path.name != STAGING for path in output.iterdir()):
            raise _stop("output-foreign", output)


def _stop(code: str, path: Path, **values: Any) -> Stop:
    return Stop(Problem.at(code, path=path, **values), 2)


def read_manifest(output: Path) -> dict[str, str]:
    """What this program owns in `output`: digests by address. Lines that could name anything outside are passed over."""
    return digests_in(_existing_manifest(output))


def digests_in(manifest: str) -> dict[str, str]:
    """What the text of a manifest names, as `read_manifest` gives it."""
    owned = {}
    for line in manifest.split("\n"):
        if _PLAIN_LINE.fullmatch(line):
            owned[line[_SHA256 + 2 :]] = line[:_SHA256]
        elif (match := _LINE.fullmatch(line)) and _is_inside(match[2]):
            owned[match[2]] = match[1]
    return owned


def manifest_lines(output: Path) -> Iterator[tuple[str, str]]:
    """What the manifest of a finished output says, one by one: path and digest, in the order of paths.

    Raises Stop where a line is damaged, and OSError where there is none.
    """
    with naming(output / MANIFEST), (output / MANIFEST).open("rb") as file:
        for number, content in enumerate(file, 1):
            if content.startswith(b"#"):
                continue
            line = manifest_line(content)
            if line is None:
                raise Stop(Problem.at("verify-manifest-damaged", Location(MANIFEST, number)), 1)
            yield line


def manifest_line(content: bytes) -> tuple[str, str] | None:
    """The path and digest in a line of a manifest, which is given with its end; None for what is none."""
    try:
        match = _LINE.fullmatch(content.decode().removesuffix("\n"))
    except UnicodeDecodeError:
        return None
    return (match[2], match[1]) if match and content.endswith(b"\n") and _is_inside(match[2]) else None


def has_drafts(output: Path) -> bool:
    """Whether what stands in `output` was built with drafts and scheduled articles, which nobody may see yet."""
    return _DRAFTS in _existing_manifest(output).split("\n")


def differences(output: Path, other: Path) -> tuple[str, ...]:
    """The addresses, and the manifest, that two outputs do not have alike to the byte; files of others aside."""
    names = [*sorted({*read_manifest(output), *read_manifest(other)}), MANIFEST]
    return tuple(name for name in names if _bytes_at(output / name) != _bytes_at(other / name))


def _bytes_at(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _existing_manifest(output: Path) -> str:
    try:
        with naming(output / MANIFEST):
            return (output / MANIFEST).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _is_inside(path: str) -> bool:
    return ":" not in path.partition("/")[0] and all(part not in ("", ".", "..") for part in path.split("/"))


class Place(msgspec.Struct, frozen=True):
    """The folder in which a build's files wait, and the output, None where there is none yet."""

    staging: Path
    output: Path | None

    def put(self, address: str, content: bytes) -> str:
        """Stage an output; the stamp of the staged file, "" where the same bytes stand at the address already."""
        existing = self.existing(address, len(content))
        if existing is not None:
            with naming(existing):
                if existing.read_bytes() == content:
                    return ""
        path = f"{self.staging}/{address}"
        try:
            return _write(path, content)
        except FileNotFoundError:  # its folder is made when it is first missed
            self.target(address)
            return _write(path, content)

    def existing(self, address: str, size: int) -> Path | None:
        """The regular file of that size that stands at an address, None where there is none."""
        if self.output is None:
            return None
        path = self.output / address
        try:
            facts = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return path if stat.S_ISREG(facts.st_mode) and facts.st_size == size else None

    def target(self, address: str) -> Path:
        """The staged file of an address, its folder made.

        Raises Stop where staging itself is gone: what stands at the output's path is no longer what the build began with, and may be a
        link to a folder of others.
        """
        path = self.staging / address
        if _identity(self.staging) is None:
            raise _changed(self.staging)
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 (a Path takes three times as long)
        return path


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from every other, whatever its path; None where there is none, or a link stands in its place."""
    try:
        facts = os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (facts.st_dev, facts.st_ino) if stat.S_ISDIR(facts.st_mode) else None


def _changed(path: Path) -> Stop:
    return Stop(Problem.at("output-changed", path=path), 3)


def _write(path: str, content: bytes) -> str:
    """All at once, and the file's stamp; a file object takes twice the time for a page."""
    with naming(path):
        descriptor = os.open(path, _FLAGS, 0o666)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            return stamps.of(os.fstat(descriptor))
        finally:
            os.close(descriptor)


class Staging:
    """A build's outputs on their way: what differs from the output is written beside it, and moved in place by `commit`.

    An output that does not exist yet is made by one rename of the whole tree; else staging is a hidden folder inside it.
    """

    def __init__(self, output: Path, *, is_dry: bool = False) -> None:
        """With `is_dry` no file is touched, and none can be taken. `owned` is what the last manifest names."""
        self.is_dry = is_dry
        self._output = output
        self.owned = read_manifest(output)
        self._is_new = not output.exists()
        self._folder = _sibling(output) if self._is_new else output / STAGING
        self._digests: dict[str, str] = {}
        self._staged: dict[str, str] = {}  # their stamps
        self._safe_folders: set[str] = set()
        if not is_dry:
            sweep(output)
            self._folder.mkdir(parents=True)
        self._identities = {folder: _identity(folder) for folder in (output, self._folder)}

    @property
    def place(self) -> "Place":
        """Where the files of this build go, for processes that make some of them."""
        return Place(self._folder, None if self._is_new else self._output)

    def keep(self, address: str, sha256: str) -> None:
        """Take an output that stands as it should."""
        self._digests[address] = sha256

    def take(self, address: str, sha256: str, stamp: str) -> None:
        """Take an output that `put` was given, and what it gave."""
        self._digests[address] = sha256
        if stamp:
            self._staged[address] = stamp

    @property
    def changing(self) -> int:
        """How many files a commit would write and remove."""
        return len(self._staged) + len(set(self.owned) - set(self._digests))

    def add(self, address: str, content: bytes) -> str:
        """Take an output that was made, and give its SHA-256."""
        sha256 = digest.of_bytes(content)
        self.take(address, sha256, self.place.put(address, content))
        return sha256

    def add_file(self, address: str, source: Path) -> str:
        """Take an output that is a copy of `source`, and give its SHA-256."""
        sha256 = digest.of_file(source)
        self._digests[address] = sha256
        existing = self.place.existing(address, source.stat().st_size)
        if existing is None or digest.of_file(existing) != sha256:
            target = self.place.target(address)
            with naming(target):
                shutil.copyfile(source, target)
            self._staged[address] = stamps.of(os.lstat(target))
        return sha256

    def blocked(self) -> tuple[Problem, ...]:
        """The planned addresses at which something stands that is not ours and must not be lost."""
        self._refuse_another_place()
        if self._is_new:
            return ()
        problems = []
        for address in self._staged:
            obstacle = self._obstacle(address)
            if obstacle is not None:
                problems.append(Problem.at("output-blocked", path=obstacle))
        return tuple(problems)

    def _obstacle(self, address: str) -> str | None:
        for folder in _folders_of(address):
            if folder in self._safe_folders:
                continue
            path = self._output / folder
            if path.is_symlink():
                raise _stop("output-link", path)
            if path.exists() and not path.is_dir() and folder not in self.owned:
                return folder
            self._safe_folders.add(folder)
        path = self._output / address
        if path.is_dir() and not path.is_symlink():
            strangers = (
                f"{address}/{below.relative_to(path).as_posix()}" for below in sorted(path.rglob("*")) if not below.is_dir()
            )
            return next((stranger for stranger in strangers if stranger not in self.owned), None)
        return address if os.path.lexists(path) and address not in self.owned else None

    def commit(self, order: Iterable[str], until: datetime | None = None, *, drafts: bool = False) -> Changes:
        """Make the output what was added, in the order of addresses given, and remove what we own and no longer plan.

        `until` is when it will be out of date though nobody changes anything; `drafts` is whether it has any.

        The first manifest owns old and new paths, so that a run killed anywhere after it leaves nothing that the next one does
        not know; each file is moved in place whole. Raises Stop where another folder or a link stands in the output's place by now.
        """
        self._refuse_another_place()
        removed = tuple(sorted(set(self.owned) - set(self._digests)))
        text = _manifest_text(self._digests, until, drafts=drafts)
        if self._is_new:
            _write_manifest(self._folder, text)
            os.replace(self._folder, self._output)
            _sync_folder(self._output.parent)
            return Changes(tuple(self._staged), (), 0)
        if self._staged or removed or text != _existing_manifest(self._output):
            both = {**self.owned, **self._digests}
            _write_manifest(self._output, _manifest_text(both, None, drafts=drafts or has_drafts(self._output)))
            self._make_folders()
            for address in order:
                if address in self._staged:
                    self._move(address)
            for address in removed:
                self._prune(address)
            _write_manifest(self._output, text)
        _remove_tree(self._folder)
        return Changes(tuple(self._staged), removed, len(self._digests) - len(self._staged))

    def _refuse_another_place(self) -> None:
        """While pages were made, somebody may have put another folder, or a link to one, where the output or staging was."""
        for folder, before in self._identities.items():
            if _identity(folder) != before or (before is None and os.path.lexists(folder)):
                raise _changed(folder)

    def _make_folders(self) -> None:
        """Before the first file is moved, since a disk may have no place left for a folder; but for those where a file of ours stands."""
        for folder in sorted({address.rpartition("/")[0] for address in self._staged}):
            if not any(part in self.owned for part in _folders_of(f"{folder}/")):
                (self._output / folder).mkdir(parents=True, exist_ok=True)

    def _move(self, address: str) -> None:
        target = self._output / address
        for folder in _folders_of(address):
            path = self._output / folder
            if folder in self.owned and path.is_file():
                path.unlink()
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)  # `blocked` has seen that all in it is ours
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self._folder / address, target)

    def _prune(self, address: str) -> None:
        folders = _folders_of(address)
        if any((self._output / folder).is_symlink() for folder in folders):
            return
        path = self._output / address
        if path.is_symlink() or path.is_file():
            path.unlink()
        for folder in reversed(folders):
            try:
                (self._output / folder).rmdir()
            except OSError:
                break

    def stamps(self) -> Mapping[str, str] | None:
        """What stamps the output has after a commit that made all of it, as `stamps.below` gives them; None where some of it was there, or
        was moved in place alone, which changes a stamp."""
        if not self._is_new:
            return None
        parents = {address.rpartition("/")[0] for address in self._staged} - {""}
        folders = {f"{folder}/": "" for parent in parents for folder in _folders_of(f"{parent}/")}
        return {**self._staged, **folders, MANIFEST: stamps.of(os.lstat(self._output / MANIFEST))}

    def discard(self) -> None:
        """Give up: the output stays as it was."""
        if _identity(self._folder) != self._identities[self._folder]:
            return  # it is not ours
        shutil.rmtree(self._folder, ignore_errors=True)


def sweep(output: Path) -> None:
    """Remove what an interrupted build left in staging."""
    for folder in (_sibling(output), output / STAGING):
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            _remove_tree(folder)


def _remove_tree(folder: Path) -> None:
    """Remove a folder; an error names all of the path at which it came, not its last part alone."""

    def refuse(_: object, path: str, found: tuple[type[BaseException], BaseException, TracebackType]) -> None:
        error = found[1]
        if isinstance(error, OSError):
            error.filename = path
        raise error

    shutil.rmtree(folder, onerror=refuse)


def remove(output: Path) -> tuple[str, ...]:
    """Remove what we own in `output`, and the folder itself if nothing else is in it. Returns the addresses removed."""
    sweep(output)
    if not (output / MANIFEST).is_file():
        return ()
    removed = Staging(output).commit(()).removed
    (output / MANIFEST).unlink()
    if not any(output.iterdir()):
        output.rmdir()
    return removed


def _sibling(output: Path) -> Path:
    return output.parent / f".{output.name}{STAGING}"


def _folders_of(address: str) -> list[str]:
    parts = address.split("/")[:-1]
    return ["/".join(parts[: place + 1]) for place in range(len(parts))]


def _manifest_text(digests: Mapping[str, str], until: datetime | None, *, drafts: bool) -> str:
    """`manifest_text` after comments: the moment, in seconds since 1970, at which this output will be out of date though nobody
    changes anything, and whether it has drafts."""
    comment = f"{UNTIL} {until.timestamp():.0f} ({until.isoformat()})\n" if until else ""
    return comment + (f"{_DRAFTS}\n" if drafts else "") + manifest_text(digests)


def manifest_text(digests: Mapping[str, str]) -> str:
    """`sha256  path` lines in the order of paths, as sha256sum -c reads them."""
    return "".join(f"{digests[address]}  {address}\n" for address in sorted(digests))


def _write_manifest(folder: Path, text: str) -> None:
    """Put a manifest on the disk before anything follows."""
    temporary = folder / f"{MANIFEST}.new"
    temporary.unlink(missing_ok=True)
    try:
        with naming(temporary), temporary.open("xb") as file:  # made anew, so that nothing is written through a link
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, folder / MANIFEST)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Renames are on the disk only when their folder is; Windows has no such thing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with naming(folder):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
