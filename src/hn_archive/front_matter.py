"""The front matter of articles and standing pages: split off, read as text, typed."""

import re
from datetime import timezone
from typing import Any, Final, Literal

import msgspec

from hn_archive.dates import Moment
from hn_archive.decode import decode
from hn_archive.problem import Location, Problem, has_errors
from hn_archive.safe_yaml import Mapping, Scalar, parse
from hn_archive.schema import (
    Choice,
    Date,
    Flag,
    Identifier,
    Many,
    Name,
    Names,
    Reading,
    Record,
    Slug,
    Stars,
    Text,
    WebAddress,
    Whole,
    field,
    is_empty,
)

Status = Literal["published", "retracted", "withheld"]

# A header is capped before YAML sees it, and no closing line is looked for beyond this.
_LINE_LIMIT: Final = 5_000
_FENCE: Final = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING: Final = re.compile(r"\n---[ \t]*(?:\n|\Z)")
_DATED_NAME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[-_ .]|$)")


class Source(msgspec.Struct, frozen=True, array_like=True):
    """Who published the story first."""

    name: str
    url: str = ""


class Views(msgspec.Struct, frozen=True, array_like=True):
    """How often the page had been read when it was captured."""

    count: int
    as_of: Moment | None = None


class Rating(msgspec.Struct, frozen=True, array_like=True):
    """The readers' rating at capture; without votes only that the page had such a box (`rating: {}`)."""

    average: float | None = None
    votes: int | None = None
    as_of: Moment | None = None


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """An article's main picture; `src` is "" where only its caption was saved."""

    src: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    license: str = ""


class Correction(msgspec.Struct, frozen=True, array_like=True):
    date: Moment
    text: str


class FrontMatter(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """All that an article's front matter says, typed. `places` has the line and column of each key's value."""

    title: str
    date: Moment
    updated: Moment | None = None
    category: str = ""
    tags: tuple[Name, ...] = ()
    lead: str = ""
    author: tuple[Name, ...] = ()
    source: Source | None = None
    original_url: str = ""
    captured: Moment | None = None
    views: Views | None = None
    rating: Rating | None = None
    image: Picture | None = None
    slug: str = ""
    id: str = ""
    aliases: tuple[Name, ...] = ()
    corrections: tuple[Correction, ...] = ()
    status: Status = "published"
    draft: bool = False
    featured: bool = False
    language: str = ""
    license: str = ""
    related: tuple[Name, ...] = ()
    poll: str = ""
    extra: dict[str, Any] = {}
    places: dict[str, tuple[int, int]] = {}


class StandingMatter(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """All that the front matter of a standing page or of an introduction says, typed."""

    title: str
    lead: str = ""
    image: Picture | None = None
    updated: Moment | None = None
    slug: str = ""
    aliases: tuple[Name, ...] = ()
    draft: bool = False
    language: str = ""
    extra: dict[str, Any] = {}
    places: dict[str, tuple[int, int]] = {}


LANGUAGE: Final = Choice(example="{key}: en", choices=("vi", "en", "fr", "zh", "ja", "ko", "lo", "km", "de", "ru", "es"))

_TITLE: Final = field("title", Text(example='{key}: "Khởi công cầu Tứ Liên"'), "The headline.", "Tiêu đề bài.", required=True)
_LEAD: Final = field(
    "lead", Text(limit=10_000), "The opening paragraph (sapo); without it, lists show the first paragraph.",
    "Sapo; nếu không có, danh sách hiện đoạn đầu của bài.",
)  # fmt: skip
_UPDATED: Final = field("updated", Date(), "When the text last changed.", "Lúc nội dung được sửa lần cuối.")
_SLUG: Final = field(
    "slug", Slug(), "The address's last part, instead of the file's name.", "Phần cuối của địa chỉ, thay cho tên tệp.",
)  # fmt: skip
_ALIASES: Final = field(
    "aliases", Names(commas=False, example="{key}: [/2020/01/bai-cu.html]"),
    "Old addresses; each on this site becomes a page that leads here, others (`/portal?newsid=123`, other hosts) are found by the search for old addresses.",
    "Các địa chỉ cũ; địa chỉ trên trang này thành một trang dẫn về đây, địa chỉ khác (`/portal?newsid=123`, tên miền khác) tìm được ở trang tìm theo địa chỉ cũ.",
)  # fmt: skip
_DRAFT: Final = field("draft", Flag(), "Not published while true.", "Chưa xuất bản khi là true.")
_LANGUAGE: Final = field(
    "language", LANGUAGE, "The text's language, where it is not the site's.", "Ngôn ngữ của bài, nếu khác với trang."
)
_IMAGE: Final = field("image", Record(make=Picture, short="src", example="{key}: hoi-nghi.jpg", fields=(
    field("src", Text(), "The file, from this file's folder.", "Tệp ảnh, tính từ thư mục của bài."),
    field("alt", Text(), "What it shows, for people who cannot see it.", "Ảnh chụp gì, cho người không nhìn thấy."),
    field("caption", Text(limit=2_000), "The caption; shown even if the picture is lost.", "Chú thích; vẫn hiện dù ảnh đã mất."),
    field("credit", Text(), "Who took it.", "Người chụp."),
    field("license", Text(), "On what terms it may be used.", "Điều kiện sử dụng."),
)), "The main picture: a file, or `{src, alt, caption, credit, license}`.",
    "Ảnh chính: một tệp, hoặc `{src, alt, caption, credit, license}`.")  # fmt: skip

ARTICLE: Final = Record(
    make=FrontMatter,
    fields=(
        _TITLE,
        field("date", Date(), "When it was published; day before month, +07:00 unless it says otherwise. A date in the future waits.",
              "Lúc đăng bài; ngày trước tháng, giờ +07:00 nếu không ghi khác. Ngày trong tương lai thì bài chờ đến lúc đó.", required=True),
        _UPDATED,
        field("category", Text(limit=200), "One category.", "Một chuyên mục."),
        field("tags", Names(), "Any number of tags.", "Các từ khóa, bao nhiêu cũng được."),
        _LEAD,
        field("author", Names(), "Who wrote it; one or more names.", "Tác giả; một hoặc nhiều tên."),
        field("source", Record(make=Source, short="name", example="{key}: HNMO", fields=(
            field("name", Text(limit=200), "The name.", "Tên nguồn.", required=True),
            field("url", WebAddress(), "The story there.", "Địa chỉ bài ở đó."),
        )), "Who published it first: a name, or `{name, url}`.", "Nơi đăng đầu tiên: một tên, hoặc `{name, url}`."),
        field("original_url", WebAddress(), "Where the archived page stood.", "Địa chỉ gốc của trang được lưu."),
        field("captured", Date(), "When it was captured there.", "Lúc trang được lưu lại."),
        field("views", Record(make=Views, short="count", example="{key}: 1234", fields=(
            field("count", Whole(), "The number.", "Số lượt.", required=True),
            field("as_of", Date(), "The day it was read off.", "Ngày ghi nhận con số."),
        )), "The view count at capture: a number, or `{count, as_of}`.", "Lượt xem lúc lưu: một số, hoặc `{count, as_of}`."),
        field("rating", Record(make=Rating, example='{key}: {{average: "4,5", votes: 12}}', fields=(
            field("average", Stars(), "From 0 to 5.", "Từ 0 đến 5."),
            field("votes", Whole(), "How many voted.", "Số người bình chọn."),
            field("as_of", Date(), "The day it was read off.", "Ngày ghi nhận."),
        )), "The rating at capture, `{average, votes, as_of}`; `{}` where the page had such a box and its value was not saved.",
            "Đánh giá lúc lưu, `{average, votes, as_of}`; `{}` nếu trang có ô bình chọn mà giá trị không được lưu."),
        _IMAGE,
        _SLUG,
        field("id", Identifier(), "Never changes and is never used again; without it the file's path stands in.",
              "Không bao giờ đổi, không dùng lại; nếu không có thì lấy đường dẫn của tệp."),
        _ALIASES,
        field("corrections", Many(example="{key}: [{{date: 13/01/2023, text: …}}]", kind=Record(make=Correction, fields=(
            field("date", Date(), "When it was corrected.", "Ngày đính chính.", required=True),
            field("text", Text(limit=5_000), "What was wrong and what is right.", "Điều sai và điều đúng.", required=True),
        ))), "Corrections: a list of `{date, text}`.", "Đính chính: danh sách `{date, text}`."),
        field("status", Choice(choices=("published", "retracted", "withheld"), example="{key}: published"),
              "`published`; `retracted` leaves a page with the reason (the last correction); `withheld` leaves nothing.",
              "`published`; `retracted` để lại một trang ghi lý do (đính chính cuối cùng); `withheld` không để lại gì."),
        _DRAFT,
        field("featured", Flag(), "On top of the home page.", "Đặt lên đầu trang chủ."),
        _LANGUAGE,
        field("license", Text(), "On what terms the text may be used, where not as the site's.", "Điều kiện sử dụng bài, nếu khác với trang."),
        field("related", Names(commas=False, example="{key}: [../02/bai-khac.md]"), "Related articles, as files from this file's folder.",
              "Các bài liên quan, ghi bằng tệp tính từ thư mục của bài."),
        field("poll", Text(limit=100), "The poll that stood on the page: the name of a file in `content/_polls/`.",
              "Cuộc thăm dò đứng trên trang: tên một tệp trong `content/_polls/`."),
    ),
)  # fmt: skip

STANDING: Final = Record(
    make=StandingMatter,
    fields=(_TITLE, _LEAD, _UPDATED, _SLUG, _ALIASES, _DRAFT, _LANGUAGE),
)


INTRODUCTION: Final = Record(
    make=StandingMatter,
    fields=(_TITLE, _LEAD, _IMAGE, _DRAFT, _LANGUAGE),
)


class Opened(msgspec.Struct, frozen=True):
    """A content file taken apart: its typed front matter, None where it has errors, and its text from line `body_line` on."""

    matter: Any
    body: str
    body_line: int
    problems: tuple[Problem, ...]


def open_article(content: bytes, path: str, zone: timezone) -> Opened:
    """Read the bytes of an article; `matter` is a FrontMatter or None."""
    opened = _open(ARTICLE, content, path, zone)
    matter: FrontMatter | None = opened.matter
    if matter is not None and matter.status == "retracted" and not matter.corrections:
        problem = Problem.at("retracted-reason", Location(path, *matter.places["status"]))
        return msgspec.structs.replace(opened, matter=None, problems=(*opened.problems, problem))
    return opened


def open_standing(content: bytes, path: str, zone: timezone) -> Opened:
    """Read the bytes of a standing page; `matter` is a StandingMatter or None."""
    return _open(STANDING, content, path, zone)


def open_introduction(content: bytes, path: str, zone: timezone) -> Opened:
    """Read the bytes of an introduction; `matter` is a StandingMatter or None."""
    return _open(INTRODUCTION, content, path, zone)


def _open(record: Record, content: bytes, path: str, zone: timezone) -> Opened:
    text, problems = decode(content, path)
    if has_errors(problems):
        return Opened(None, "", 0, problems)
    parts = _split(text, path)
    if isinstance(parts, Problem):
        return Opened(None, "", 0, (parts,))
    header, header_line, body, body_line = parts
    mapping, problems = parse(header, path, header_line)
    if mapping is None:
        return Opened(None, body, body_line, problems)
    reading = Reading(zone, "key-unknown")
    if record is ARTICLE:
        mapping = _dated_by_name(mapping, path, reading)
    matter = record.read("", mapping, reading)
    problems = (*problems, *reading.problems)
    if matter is None or has_errors(problems):
        return Opened(None, body, body_line, problems)
    places = {key: (place.line, place.column) for key, place in reading.places.items()}
    return Opened(msgspec.structs.replace(matter, extra=reading.extra, places=places), body, body_line, problems)


def _dated_by_name(mapping: Mapping, path: str, reading: Reading) -> Mapping:
    """Jekyll's posts have their date in the file's name alone; it is taken from there, with a warning, before it is missed."""
    named = _DATED_NAME.match(path.rpartition("/")[2])
    if named is None or any(key.text == "date" and not is_empty(value) for key, value in mapping.entries):
        return mapping
    reading.add("date-from-name", mapping, date=named[1])
    key, value = (Scalar(text, True, mapping.location) for text in ("date", named[1]))
    others = tuple(entry for entry in mapping.entries if entry[0].text != "date")
    return Mapping((*others, (key, value)), mapping.location)


def _split(text: str, path: str) -> tuple[str, int, str, int] | Problem:
    """The header, its first line's number, the body and its first line's number; blank lines may stand before all."""
    blank = len(text) - len(text.lstrip())
    blank = text.rfind("\n", 0, blank) + 1
    first_line = text.count("\n", 0, blank) + 1
    opening = _FENCE.match(text, blank)
    if opening is None:
        return Problem.at("front-matter-missing", Location(path, first_line if text.strip() else 1, 1))
    closing = _CLOSING.search(text, opening.end() - 1)
    if closing is None:
        return Problem.at("front-matter-open", Location(path, first_line, 1))
    header = text[opening.end() : closing.start()]
    last_line = text.count("\n", 0, closing.start() + 1) + 1
    if last_line - first_line >= _LINE_LIMIT:
        return Problem.at("front-matter-open", Location(path, first_line, 1))
    return header, first_line + 1, text[closing.end() :], last_line + 1
