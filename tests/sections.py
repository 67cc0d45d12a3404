"""Parts of texts: several files in one, headed by `-- path --` lines each, and what stands between two marks."""

import re
from pathlib import Path

_HEAD = re.compile(r"^-- (.+?) --\n", re.MULTILINE)


def split(text: str) -> dict[str, str]:
    """The files of a text, by path; what stands before the first head is a remark."""
    parts = _HEAD.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def write(folder: Path, files: dict[str, str]) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8", newline="")


def section(text: str, start: str, end: str) -> str:
    """What stands between the first `start` and the next `end`; both must be there."""
    _, found, rest = text.partition(start)
    assert found, f"{start} is not there"
    inside, found, _ = rest.partition(end)
    assert found, f"{end} is not there"
    return inside
