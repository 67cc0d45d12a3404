"""Rules that say where the pages of an old site have their title, date and text, for each era of it: `rules.yml`."""

import re
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from hn_archive.dates import HANOI
from hn_archive.decode import decode
from hn_archive.problem import Problem, has_errors
from hn_archive.safe_yaml import Scalar, parse
from hn_archive.schema import Kind, Many, Reading, Record, Text, field

# What a date's form may hold: numbers alone, since names of days and months depend on the machine's language.
_DIRECTIVES: Final = "%d %m %Y %y %H %I %M %S %z %%"


class Selector(Kind, frozen=True):
    """A CSS selector (https://www.w3.org/TR/selectors-3/), read by cssselect, which lxml is made to work with: it becomes an XPath for the
    very tree that pages are parsed into."""

    noun: str = "a CSS selector"
    example: str = '{key}: ".bai-viet h1"'

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:
        try:
            CSSSelector(node.text.strip(), translator="html")
        except SelectorError as error:
            reading.add("selector", node, key=key, value=node.text.strip(), reason=error)
            return None
        return node.text.strip()


class DateForm(Kind, frozen=True):
    """How a date is written, in the signs of C's `strftime`: `%d.%m.%Y - %H:%M`."""

    example: str = '{key}: "%d.%m.%Y - %H:%M"'

    def of_text(self, key: str, node: Scalar, reading: Reading) -> str | None:
        signs = re.findall("%.?", node.text)
        if not {"%d", "%m"} <= set(signs) <= set(_DIRECTIVES.split()):
            reading.add("value-choice", node, key=key, value=node.text, choices=_DIRECTIVES)
            return None
        return node.text.strip()


class Match(msgspec.Struct, frozen=True):
    """Which pages an era is: all that is given must hold. `url` is a pattern with `*` and `?`, `generator` a part of what the page says."""

    url: str = ""
    host: str = ""
    generator: str = ""
    selector: str = ""


class Era(msgspec.Struct, frozen=True, kw_only=True):
    """Where pages that look alike have what: CSS selectors, of which the first element found counts, and for `author` and `tags` each."""

    match: Match = Match()
    title: str = ""
    date: str = ""
    date_format: str = ""
    author: str = ""
    category: str = ""
    lead: str = ""
    tags: str = ""
    views: str = ""
    source: str = ""
    body: str = ""
    drop: tuple[str, ...] = ()


class Rules(msgspec.Struct, frozen=True):
    eras: tuple[Era, ...] = ()

    def era(self, page: HtmlElement, address: str, generator: str) -> Era:
        """The first era that a page belongs to; one that says nothing where it belongs to none."""
        return next((era for era in self.eras if _is_of(era.match, page, address, generator)), Era())


_RULES: Final = Record(make=Rules, fields=(
    field("eras", Many(kind=Record(make=Era, fields=(
        field("match", Record(make=Match, fields=(
            field("url", Text(), "The page's address, with `*` for anything.", "Địa chỉ của trang, `*` thay cho mọi chữ."),
            field("host", Text(), "The host's name.", "Tên miền."),
            field("generator", Text(), "A part of what `<meta name=generator>` says.", "Một phần của `<meta name=generator>`."),
            field("selector", Selector(), "Something that these pages have.", "Phần tử mà các trang này có."),
        )), "Which pages these are.", "Những trang nào."),
        field("title", Selector(), "The title.", "Tiêu đề."),
        field("date", Selector(), "The date.", "Ngày đăng."),
        field("date_format", DateForm(), "How it is written.", "Cách ghi ngày."),
        field("author", Selector(), "The authors.", "Tác giả."),
        field("category", Selector(), "The category.", "Chuyên mục."),
        field("lead", Selector(), "The lead.", "Sapo."),
        field("tags", Selector(), "The tags.", "Các từ khóa."),
        field("views", Selector(), "The count of views.", "Lượt xem."),
        field("source", Selector(), "Who published it first.", "Nơi đăng đầu tiên."),
        field("body", Selector(), "The text.", "Nội dung."),
        field("drop", Many(kind=Selector()), "What is no part of it.", "Những phần không thuộc về bài."),
    ))), "The eras of the site; the first that fits counts.", "Các thời kỳ của trang; lấy thời kỳ đầu tiên phù hợp.", required=True),
))  # fmt: skip


def read(content: bytes, path: str) -> tuple[Rules | None, tuple[Problem, ...]]:
    """The rules in the bytes of the file `path`, None where they have errors, and their problems with their places."""
    text, problems = decode(content, path)
    if has_errors(problems):
        return None, problems
    mapping, problems = parse(text, path)
    if mapping is None:
        return None, problems
    reading = Reading(HANOI, "setting-unknown")
    rules: Rules | None = _RULES.read("", mapping, reading)
    problems = (*problems, *reading.problems)
    return (None if has_errors(problems) else rules), problems


def chosen(page: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements that a selector chooses, none for ""."""
    if not selector:
        return []
    found: list[HtmlElement] = CSSSelector(selector, translator="html")(page)
    return found


def read_date(written: str, form: str) -> str | None:
    """A date in the form that rules give, as front matter takes it; None where it is not written so."""
    try:
        at = datetime.strptime(written.strip(), form)
    except ValueError:
        return None
    if at.tzinfo is not None:
        return at.isoformat(sep=" ", timespec="minutes")
    return f"{at:%Y-%m-%d %H:%M}" if re.search("%[HI]", form) else f"{at:%Y-%m-%d}"


def _is_of(match: Match, page: HtmlElement, address: str, generator: str) -> bool:
    host = (urlsplit(address).hostname or "") if address else ""
    return (
        (not match.url or fnmatchcase(address, match.url))
        and (not match.host or host == match.host.lower())
        and (not match.generator or match.generator.casefold() in generator.casefold())
        and (not match.selector or bool(chosen(page, match.selector)))
    )
