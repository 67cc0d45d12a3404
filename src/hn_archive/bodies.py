"""Keep rendered bodies on disk, by digest, between reading articles and making pages: they are never all in memory."""

import tempfile
from types import TracebackType
from typing import Self


class Bodies:
    """An unnamed temporary file with an index; it is gone with the process, however that ends."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="hn-archive-")  # noqa: SIM115 (closed in __exit__)
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def put(self, sha256: str, html: str) -> None:
        """Keep the HTML whose UTF-8 has this digest."""
        if sha256 in self._places:
            return
        content = html.encode()
        self._file.seek(self._end)
        self._file.write(content)
        self._places[sha256] = (self._end, len(content))
        self._end += len(content)

    def get(self, sha256: str) -> str:
        """The HTML with this digest; KeyError where it was never put."""
        start, length = self._places[sha256]
        self._file.seek(start)
        return self._file.read(length).decode()
