"""Keep what templates were compiled to, so that it need not be done again."""

import marshal
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Final

import jinja2
from jinja2.bccache import Bucket

from hn_archive import digest
from hn_archive.engine import engine

BESIDE_MODULES: Final = Path(__spec__.cached).parent if __spec__.cached else None
"""Where Python keeps what the program's modules were compiled to (PEP 3147); None where it has no place for it."""


class Compiled(jinja2.BytecodeCache):
    """What this process has compiled, by name and text: a preview renders the same templates again and again.

    The templates that were installed with the program are compiled once for all builds, as its modules are, and kept beside them, where
    nobody writes who could not change the program as well. Of a site's own templates nothing is kept: who reads them would not see the code.
    """

    def __init__(self, installed: Path | None = None, folder: Path | None = None) -> None:
        """What templates below the folder `installed` are compiled to is kept in `folder`, where that is there and may be written to."""
        self._code: dict[tuple[str, str], CodeType] = {}
        self._installed = f"{installed}{os.sep}" if installed and folder else None
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The code names its file, whose path may be no text; Jinja's own key would encode it."""
        return f"{name}|{filename}"

    def load_bytecode(self, bucket: Bucket) -> None:
        place = bucket.key, bucket.checksum
        if place not in self._code:
            code = self._kept(bucket)
            if code is not None:
                self._code[place] = code
        bucket.code = self._code.get(place)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is None:
            return
        self._code[bucket.key, bucket.checksum] = bucket.code
        path = self._path(bucket)
        if path is None or sys.dont_write_bytecode:
            return
        code = marshal.dumps(bucket.code)
        new = path.with_name(f"{path.name}.{os.getpid()}")  # so that nobody reads half of it
        with suppress(OSError):
            try:
                new.write_bytes(_signed(bucket, code) + code)
                new.replace(path)
            finally:
                new.unlink(missing_ok=True)

    def give(self) -> bytes:
        """All that was compiled, for another process of this program."""
        return marshal.dumps(self._code)

    def take(self, given: bytes) -> None:
        """What another process of this program has compiled."""
        self._code.update(marshal.loads(given))  # noqa: S302 (it comes from a process that this one began)

    def _path(self, bucket: Bucket) -> Path | None:
        name, _, filename = bucket.key.partition("|")
        if self._installed is None or self._folder is None or not filename.startswith(self._installed):
            return None
        return self._folder / f"template-{name.replace('/', '-')}.{sys.implementation.cache_tag}"

    def _kept(self, bucket: Bucket) -> CodeType | None:
        path = self._path(bucket)
        if path is None:
            return None
        try:
            content = path.read_bytes()
        except OSError:
            return None
        code = content[digest.SHORT :]
        if content[: digest.SHORT] != _signed(bucket, code):
            return None
        made: CodeType = marshal.loads(code)  # noqa: S302 (it is part of the installed program)
        return made


def _signed(bucket: Bucket, code: bytes) -> bytes:
    """A digest of code and of all that it was made from: the template, and the program that compiles it."""
    return digest.short(f"{_engine()}\n{bucket.key}\n{bucket.checksum}\n".encode(errors="surrogateescape") + code)


@cache
def _engine() -> str:
    return engine()
