"""Parse one poll's file, `content/_polls/*.yml`: the question, and whatever was saved of its results."""

from datetime import timezone
from pathlib import PurePosixPath
from typing import Any, Final

import msgspec

from hn_archive import address
from hn_archive.dates import Moment
from hn_archive.decode import decode
from hn_archive.document import location_path
from hn_archive.problem import Problem, has_errors
from hn_archive.safe_yaml import parse as parse_yaml
from hn_archive.schema import Date, Many, Reading, Record, Slug, Text, Whole, field

FOLDER: Final = "_polls"


class Option(msgspec.Struct, frozen=True):
    """One answer; `votes` is None where its count was not saved."""

    text: str
    votes: int | None = None


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A question put to readers. `path` is relative to `content/`; without options or votes, none were saved."""

    path: str = ""
    slug: str = ""
    question: str
    date: Moment | None = None
    options: tuple[Option, ...] = ()
    as_of: Moment | None = None

    @property
    def name(self) -> str:
        """What articles call it by: its file's path below `_polls/`, without the ending."""
        return str(PurePosixPath(self.path).relative_to(FOLDER).with_suffix(""))

    def address(self, language: str) -> str:
        return address.poll(language, self.slug)


POLL: Final = Record(
    make=Poll,
    fields=(
        field("question", Text(), "The question.", "Câu hỏi.", required=True),
        field("date", Date(), "When it was put.", "Lúc đặt câu hỏi."),
        field("options", Many(kind=Record(make=Option, short="text", fields=(
            field("text", Text(), "The answer.", "Câu trả lời.", required=True),
            field("votes", Whole(), "How many chose it.", "Số người chọn."),
        ))), "The answers: a list of texts or of `{text, votes}`.", "Các câu trả lời: danh sách chữ hoặc `{text, votes}`."),
        field("as_of", Date(), "The day the votes were read off.", "Ngày ghi nhận số phiếu."),
        field("slug", Slug(), "The address's last part, instead of the file's name.", "Phần cuối của địa chỉ, thay cho tên tệp."),
    ),
)  # fmt: skip


def parse(content: bytes, path: str, zone: timezone) -> tuple[Poll | None, tuple[Problem, ...]]:
    """The poll in the bytes of the file `path`, which is relative to `content/`, None where it has errors, and its problems."""
    text, problems = decode(content, location_path(path))
    if has_errors(problems):
        return None, problems
    mapping, problems = parse_yaml(text, location_path(path))
    if mapping is None:
        return None, problems
    reading = Reading(zone, "setting-unknown")
    made: Any = POLL.read("", mapping, reading)
    problems = (*problems, *reading.problems)
    if made is None or has_errors(problems):
        return None, problems
    return msgspec.structs.replace(made, path=path, slug=made.slug or address.slug_of_file(path)), problems
