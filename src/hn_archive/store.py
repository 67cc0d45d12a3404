"""What the last build knew: parsed files, what each output was made from, and the stamps of both; it may be lost at any time."""

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import msgspec

_NAME: Final = "store.sqlite"
_CHECKSUM: Final = 4  # bytes
# What was made of content files is kept in so many parts: to take rows of their own apart, or write them, would cost each build more, and to
# write all in one piece would cost an edit more.
_PARTS: Final = 256
_TABLES: Final = """
    create table if not exists facts (name text primary key, value blob) without rowid;
    create table if not exists content (part integer primary key, value blob);
    create table if not exists terms (path text primary key, sha256 text, value blob) without rowid;
    create table if not exists outputs (place text primary key, value blob);
"""
_NO_TABLES: Final = "drop table facts; drop table content; drop table terms; drop table if exists output; drop table outputs;"


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What was made of a content file: its stamp ("" where it may not be trusted), its bytes' digest, and the value as JSON."""

    stamp: str
    sha256: str
    value: bytes


class Made(msgspec.Struct, frozen=True, array_like=True):
    """How an output was made: a digest of what its view is composed from, the key of all that it depends on, a checksum for each of its
    view's fields, and the file that came of it."""

    inputs: bytes
    key: bytes
    fields: bytes
    sha256: str
    stamp: str


def standing(made: Mapping[str, Made], stamps: Mapping[str, str]) -> frozenset[str]:
    """The addresses at which outputs are as the last build left them: `made` is how all outputs were made then, `stamps` what stamps they have
    now, both by address."""
    return frozenset([address for address, before in made.items() if before.stamp and before.stamp == stamps.get(address)])


_MADE: Final = msgspec.msgpack.Decoder(dict[str, Made])
_KEPT: Final = msgspec.msgpack.Decoder(dict[str, Kept])


class Forged(Exception):
    """What is kept has its right checksum and not its form: somebody put it there who is not this program."""


@contextmanager
def decoding() -> Iterator[None]:
    """Where values from a store are decoded: raises Forged for what is not of their form."""
    try:
        yield
    except (msgspec.DecodeError, ValueError) as error:
        raise Forged from error


class Store:
    """The store of one site, for one build.

    Three rules hold it together. What is kept is only ever used under the digest or key of all that it was made from, so a store from
    another time costs work, not truth. Nothing is written before the output is, so a run killed in between finds outputs that it does not
    know, and makes them again. Whatever another program version wrote, or cannot be read, is thrown away whole.
    """

    def __init__(self, folder: Path, engine: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / _NAME
        self._engine = engine
        self.was_unreadable = False
        self._made: dict[str, dict[str, Made]] = {}
        self._content: dict[int, dict[str, Kept]] | None = None  # by part, None until it is read
        try:
            self._connection = self._opened(engine)
        except sqlite3.DatabaseError:
            self.was_unreadable = True
            self.remove(folder)
            self._connection = self._opened(engine)

    def _opened(self, engine: str) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        try:
            # It can be lost, so nothing waits for the disk; it can be torn by a crash of the machine, so it has a checksum of each value.
            connection.execute("pragma journal_mode = memory")
            connection.execute("pragma synchronous = off")
            connection.executescript(_TABLES)
            known = connection.execute("select value from facts where name = 'engine'").fetchone()
            if known is None or known[0] != engine:
                connection.executescript(f"begin; {_NO_TABLES} {_TABLES} commit;")
                connection.execute("insert into facts values ('engine', ?)", (engine,))
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    @staticmethod
    def remove(folder: Path) -> None:
        """Forget everything."""
        for path in (folder / _NAME, folder / f"{_NAME}-journal"):
            path.unlink(missing_ok=True)

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where the file is torn, which is then thrown away whole."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            self.start_anew()
            return []

    def start_anew(self) -> None:
        """Throw all away, which the build says."""
        self.was_unreadable = True
        self._made = {}
        self._content = None
        self._connection.close()
        self.remove(self._path.parent)
        self._connection = self._opened(self._engine)

    def fact(self, name: str) -> bytes | None:
        """The value kept under a name; None where there is none, or it is damaged."""
        rows = self._rows("select value from facts where name = ?", name)
        return _checked(rows[0][0], name) if rows else None

    def content(self) -> dict[str, Kept]:
        """What was made of each content file, by path. Raises Forged."""
        return {path: kept for part in self._parts().values() for path, kept in part.items()}

    def _parts(self) -> dict[int, dict[str, Kept]]:
        if self._content is None:
            found = {}
            for part, value in self._rows("select part, value from content"):
                whole = _checked(value, str(part))
                if whole is not None:
                    with decoding():
                        found[part] = _KEPT.decode(whole)
            self._content = found
        return self._content

    def terms(self, paths: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """What articles give to the search index, of those that are asked for and known: path, digest of the file, and terms."""
        for path in paths:
            for sha256, value in self._rows("select sha256, value from terms where path = ?", path):
                whole = _checked(value, f"{path}\n{sha256}")
                if whole is not None:
                    yield path, sha256, whole

    def made(self, place: str) -> dict[str, Made]:
        """How each output below the folder `place` was made, by address."""
        if place not in self._made:
            rows = self._rows("select value from outputs where place = ?", place)
            whole = _checked(rows[0][0], place) if rows else None
            with decoding():
                self._made[place] = _MADE.decode(whole) if whole is not None else {}
        return self._made[place]

    def save(
        self, place: str, facts: Mapping[str, bytes], content: Mapping[str, Kept], paths: Iterable[str], made: Mapping[str, Made]
    ) -> None:
        """Keep what a build made: `facts`, the `content` that is new or changed of all `paths` that there are, and all outputs of `place`.

        A torn file is thrown away, and what a build made is forgotten with it. Raises sqlite3.OperationalError where the disk is full.
        """
        try:
            self._save(place, facts, content, paths, made)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.start_anew()

    def _save(
        self, place: str, facts: Mapping[str, bytes], content: Mapping[str, Kept], paths: Iterable[str], made: Mapping[str, Made]
    ) -> None:
        connection = self._connection
        connection.execute("begin")
        connection.executemany(
            "insert or replace into facts values (?, ?)", ((name, _with_checksum(value, name)) for name, value in facts.items())
        )
        connection.executemany(
            "insert or replace into content values (?, ?)",
            ((part, _with_checksum(msgspec.msgpack.encode(kept), str(part))) for part, kept in self._changed(content, set(paths))),
        )
        if made != self.made(place):
            # In one piece: to take a hundred thousand rows apart one by one would cost each build more than to write all of them costs some.
            value = _with_checksum(msgspec.msgpack.encode(made), place)
            connection.execute("insert or replace into outputs values (?, ?)", (place, value))
        connection.execute("commit")
        self._made = {}
        self._content = None

    def _changed(self, content: Mapping[str, Kept], present: Set[str]) -> Iterator[tuple[int, dict[str, Kept]]]:
        """The parts that are not as they were: with the `content` that is new, and without what is not `present`."""
        new: dict[int, dict[str, Kept]] = defaultdict(dict)
        for path, kept in content.items():
            new[zlib.crc32(path.encode()) % _PARTS][path] = kept
        for part in range(_PARTS):
            before = self._parts().get(part, {})
            now = {path: kept for path, kept in (before | new[part]).items() if path in present}
            if now != before:
                yield part, now

    def save_terms(self, terms: Iterable[tuple[str, str, bytes]], paths: Iterable[str]) -> None:
        """Keep `terms` that are new, as `terms` gives them; those of articles that are not among all `paths` are forgotten.

        A torn file is thrown away. Raises sqlite3.OperationalError where the disk is full.
        """
        rows = ((path, sha256, _with_checksum(value, f"{path}\n{sha256}")) for path, sha256, value in terms)
        present = set(paths)
        try:
            self._connection.execute("begin")
            self._connection.executemany("insert or replace into terms values (?, ?, ?)", rows)
            gone = [(path,) for (path,) in self._connection.execute("select path from terms") if path not in present]
            self._connection.executemany("delete from terms where path = ?", gone)
            self._connection.execute("commit")
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.start_anew()

    def forget(self, name: str) -> None:
        """Drop a fact, before what it says stops being true."""
        try:
            self._connection.execute("delete from facts where name = ?", (name,))
        except sqlite3.DatabaseError:
            self.start_anew()


def _with_checksum(value: bytes, name: str) -> bytes:
    return value + _checksum(value, name)


def _checked(stored: object, name: str) -> bytes | None:
    """What is stored under a name, None where that is not what was put there: a disk can fail, and nobody gains by forging what is his own."""
    if not isinstance(stored, bytes):
        return None
    value = stored[:-_CHECKSUM]
    return value if stored[-_CHECKSUM:] == _checksum(value, name) else None


def _checksum(value: bytes, name: str) -> bytes:
    return zlib.crc32(value, zlib.crc32(name.encode())).to_bytes(_CHECKSUM)
