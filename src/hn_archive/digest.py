"""Name bytes and files by their SHA-256."""

import hashlib
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Final

from hn_archive.machine import naming

SHORT: Final = 16
_ARCHIVES: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "hn-archive")
# The digit that has a UUID's variant in its two upper bits (RFC 9562, 4.1), for each that may have been there.
_VARIANT: Final = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


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
    """A name for what `names` names within an archive, which itself goes by `archive`: `urn:uuid:…` (RFC 9562, 5.5: version 5)."""
    # Not by `uuid.uuid5`, which takes three times as long: each article has a name.
    made = hashlib.sha1(_namespace(archive) + "\n".join(names).encode(), usedforsecurity=False).hexdigest()
    return f"urn:uuid:{made[:8]}-{made[8:12]}-5{made[13:16]}-{_VARIANT[made[16]]}{made[17:20]}-{made[20:32]}"


@lru_cache(maxsize=16)
def _namespace(archive: str) -> bytes:
    return uuid.uuid5(_ARCHIVES, archive).bytes
