"""Name the program that makes pages: its own code and the versions of the libraries that shape what it makes."""

import os
import platform
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from hn_archive import digest

_LIBRARIES: Final = ("jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pillow", "python-slugify", "pyyaml", "text-unidecode")
_RECORD: Final = re.compile(r"([^-]+)-(.+?)(?:-py[0-9.]+)?\.(?:dist|egg)-info")


def engine() -> str:
    """A digest that changes whenever the same sources could give other bytes or other problems."""
    code = b"\0".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))
    parts = [platform.python_version(), unicodedata.unidata_version, *versions()]
    return digest.of_bytes(code + " ".join(parts).encode())


def versions() -> Iterator[str]:
    """The version of each library, from the name of the folder that says that it is installed ("Recording installed projects", PyPA).

    `importlib.metadata` takes a tenth of a build that has nothing to do to be imported, and is asked only for what has no such folder.
    Raises importlib.metadata.PackageNotFoundError for a library that is not installed.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for name in sorted(os.listdir(folder or ".")):  # noqa: PTH208 (a Path is made for each entry)
                if match := _RECORD.fullmatch(name):
                    found.setdefault(re.sub("[-_.]+", "-", match[1]).lower(), match[2])
    for library in _LIBRARIES:
        if library not in found:
            from importlib.metadata import version

            found[library] = version(library)
        yield found[library]
