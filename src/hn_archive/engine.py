"""Name the program that makes pages: its own code and the versions of the libraries that shape what it makes."""

import platform
import unicodedata
from importlib.metadata import version
from pathlib import Path
from typing import Final

from hn_archive import digest

_LIBRARIES: Final = ("jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pillow", "python-slugify", "pyyaml", "text-unidecode")


def engine() -> str:
    """A digest that changes whenever the same sources could give other bytes or other problems."""
    code = b"\0".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))
    versions = [platform.python_version(), unicodedata.unidata_version, *(version(name) for name in _LIBRARIES)]
    return digest.of_bytes(code + " ".join(versions).encode())
