"""Name bytes and files by their SHA-256."""

import hashlib
from pathlib import Path


def of_bytes(content: bytes) -> str:
    """SHA-256 (FIPS 180-4) of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces.

    Raises OSError when the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
