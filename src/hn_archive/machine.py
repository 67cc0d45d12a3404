"""Name the file that the machine would not read or write: the errors of open files do not."""

import os
from types import TracebackType


class naming:  # noqa: N801 (it reads as a word of the language)
    """`with naming(path):` gives an OSError that names no file the name of this one."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(value, OSError) and value.filename is None:
            value.filename = os.fspath(self._path)
