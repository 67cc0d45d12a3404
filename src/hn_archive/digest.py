"""Name bytes and files by their SHA-256."""

import hashlib
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Final

from hn_archive.machine import naming

SHORT: Final = 16
_ARCHIVES: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "hn-archive")


def of_bytes(content: bytes) -> str:
    """SHA-256 (FIPS 180-4) of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def short(content: bytes) -> bytes:
    """The first SHORT bytes of SHA-256: for keys and checksums that never leave the machine."""
    return hashlib.sha256(content).digest()[:SHORT]


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces.

    Raises OSError when the file cannot be read.
    """
    with naming(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def urn(archive: str, *names: str) -> str:
    """A name for what `names` names within an archive, which itself goes by `archive`: `urn:uuid:…` (RFC 9562, version 5)."""
    return uuid.uuid5(_namespace(archive), "\n".join(names)).urn


@lru_cache(maxsize=16)
def _namespace(archive: str) -> uuid.UUID:
    return uuid.uuid5(_ARCHIVES, archive)
