"""Tell the lines of a page that say something of its article, or nothing at all, from those that are its text."""

import re
from typing import Any, Final

import msgspec

from hn_archive.importers.fields import whole
from hn_archive.importers.page_dates import date_in, without_dates
from hn_archive.text import fold, one_line

_LONGEST: Final = 160  # letters of such a line
_VIEWS: Final = re.compile(
    r"(?:số\s+)?(?:lượt|lần)\s+(?:xem|đọc|truy cập)\s*:?\s*\(?(?P<count>\d[\d.,]*)\)?|(?P<count2>\d[\d.,]*)\s+lượt\s+(?:xem|đọc)"
    r"|\b(?:views?|hits?)\s*:\s*(?P<count3>\d[\d.,]*)",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(r"[(\[]?\s*(?:nguồn(?:\s+tin)?|theo nguồn)\s*:\s*(?P<name>[^:]{2,100}?)\s*[)\]]?\.?", re.IGNORECASE)
_AUTHOR: Final = re.compile(
    r"(?:tác giả|người viết|phóng viên|biên tập|thực hiện|bài|tin|bài và ảnh|bài, ảnh|tin, ảnh|tin, bài|by|author)\s*:\s*(?P<name>[^:.\d]{2,80})",
    re.IGNORECASE,
)
_TAGS: Final = re.compile(r"(?:từ kh[óo][aá]|tags?|thẻ)\s*:\s*(?P<names>.{2,})", re.IGNORECASE)
_RATING: Final = re.compile(
    r"(?:(?:bình chọn|đánh giá|rating)\s*(?:bài viết|tin này)?\s*:?\s*)+(?:\d(?:[.,]\d)?\s*/\s*5\s*)?(?:\(\s*0[^)]*\))?",
    re.IGNORECASE,
)
# What such a line says to nobody of the article: folded, longest first.
_CHROME: Final = re.compile(
    r"\b(?:"
    + "|".join(
        sorted(
            (
                "in trang|in bai viet|in bai|in tin|ban in|print|gui email|gui mail|gui cho ban be|gui bai viet|email|e-mail|chia se facebook|chia se|share|tweet"
                "|facebook|twitter|zalo|linkedin|pinterest|google|sao chep lien ket|copy link|copy|luu bai viet|luu tin|luu|co chu|a-|a\\+|doc bai viet|nghe doc bai"
                "|nghe|thich|like|quay lai|tro lai|ve dau trang|len dau trang|top|ngay dang|dang luc|dang ngay|cap nhat luc|cap nhat ngay|cap nhat|ngay|luc|gmt\\+7"
                "|font size|phong chu|tang co chu|giam co chu|mac dinh|tuong phan|xem theo ngay|theo doi|theo ban luu|binh luan|gui y kien"
            ).split("|"),
            key=len,
            reverse=True,
        )
    )
    + r")(?!\w)"
)
_LETTER: Final = re.compile(r"[^\W_]")


class Line(msgspec.Struct, frozen=True):
    """What a line says of the article: `found` are fields by their names, empty where it is a button's word or the like."""

    found: dict[str, Any]


def _is_name(text: str) -> bool:
    """Whether a text may be people's names: every word of them begins with a capital."""
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", text) if word != "và")


def line_of(text: str, known: tuple[str, ...]) -> Line | None:
    """What a short line says beside the article's text, None where it is text itself: every word of it must be understood.

    `known` are texts that say nothing new, such as the category's name.
    """
    text = one_line(text)
    if len(text) > _LONGEST or not _LETTER.search(text):
        return None
    for field, pattern in (("source", _SOURCE), ("author", _AUTHOR)):
        match = pattern.fullmatch(text)
        if match and (field == "source" or _is_name(match["name"])):
            return Line({field: match["name"].strip(" .")})
    if match := _TAGS.fullmatch(text):
        return Line({"tags": [name.strip() for name in re.split("[,;|]", match["names"]) if name.strip()]})
    found: dict[str, Any] = {}
    rest = text
    if views := _VIEWS.search(rest):
        found["views"] = whole(views["count"] or views["count2"] or views["count3"])
        rest = rest.replace(views[0], " ", 1)
    if date := date_in(rest):
        found["date"] = date[0]
        rest = without_dates(rest)
    if rating := _RATING.search(rest):
        found["rating"] = {}
        rest = rest.replace(rating[0], " ", 1)
    for name in known:
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", rest, flags=re.IGNORECASE)
    return Line(found) if not _LETTER.search(_CHROME.sub(" ", fold(rest))) else None


def twice(text: str) -> str:
    """The label that a line prints two times over (`Tin tức Tin tức`), "" where it does not."""
    words = one_line(text.replace("\n", " ")).split(" ")
    half = len(words) // 2
    return " ".join(words[:half]) if half and len(words) % 2 == 0 and words[:half] == words[half:] else ""
