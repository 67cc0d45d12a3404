"""Read the files of a source that nobody vouches for: up to a size, never out of its folder, in whatever encoding."""

from pathlib import Path

from hn_archive.legacy import Decoded, NotText, decoded
from hn_archive.problem import Location, Problem
from hn_archive.text import CONTROL_CHARACTERS


class Refused(Exception):
    """A source cannot be imported: `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path lies in the folder `root` once all links on it are followed; False also for what is no path."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):  # names that are too long, NUL, links in a circle
        return False


def content_of(path: Path, root: Path, shown: str, limit: int) -> bytes:
    """The bytes of the file `path`, which problems call `shown`.

    Raises Refused where it leads out of `root` or has more than `limit` bytes, and OSError where the machine will not read it.
    """
    if not is_inside(path, root):
        raise Refused(Problem.at("import-unsafe", Location(shown), entry=shown, reason="it leads out of the folder"))
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        reason = f"more than {limit:,} bytes"
        raise Refused(Problem.at("import-unreadable", Location(shown), kind="text", reason=reason))
    return content


def text_of(content: bytes, shown: str, declared: str | None = None) -> Decoded:
    """The text of a source in NFC with plain line ends; control characters, which no article may hold, become blanks.

    Raises Refused where it is no text.
    """
    try:
        found = decoded(content, declared)
    except NotText:
        problem = Problem.at("import-unreadable", Location(shown), kind="text", reason="no known encoding")
        raise Refused(problem) from None
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(CONTROL_CHARACTERS.sub(" ", text), found.encoding, found.is_certain)


def doubts(found: Decoded, shown: str) -> tuple[Problem, ...]:
    """What is to be said of how a text was read: nothing where its encoding is certain."""
    return () if found.is_certain else (Problem.at("import-encoding", Location(shown), encoding=found.encoding),)
