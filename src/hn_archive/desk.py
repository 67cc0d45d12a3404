"""Help editors begin: make the files of a new site, and of a new article."""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import __version__, ci, vscode
from hn_archive.ci import Service
from hn_archive.config import Config, TermSettings
from hn_archive.dates import HANOI, DateFault, Moment, parse
from hn_archive.front_matter import ARTICLE, open_article
from hn_archive.header import date as written_date
from hn_archive.header import quoted
from hn_archive.header import text as written_text
from hn_archive.problem import Problem, Stop
from hn_archive.schema import Field
from hn_archive.text import identity, is_readable_name, nearest, nfc, one_line, slug

_SETTINGS: Final = {
    "vi": """\
# Thiết lập của trang. Mọi khóa đều có thể bỏ qua; docs/site-yml.md mô tả từng khóa.
title: Kho lưu trữ tin tức
language: vi
id: {id}  # tên riêng của kho trong các kênh tin: đừng bao giờ đổi
# url: https://luutru.example.vn/        # nơi đặt trang; cần cho các địa chỉ tuyệt đối
# description: Một câu về kho lưu trữ.
# live_site: https://example.vn/         # trang đang hoạt động mà đây là bản lưu trữ
# contact: banbientap@example.vn
# publisher: {name: Tên cơ quan, url: "https://example.vn/"}
# license: Ghi rõ nguồn khi sử dụng lại.

default_category: Tin tức
categories:
  - Tin tức
  # - {name: Đô thị, description: Quy hoạch và xây dựng., aliases: [Quy hoạch]}

menu:
  - {label: Trang chủ, to: /}
  - {label: Chuyên mục, to: /chuyen-muc/}
  - {label: Từ khóa, to: /tu-khoa/}
  - {label: Giới thiệu, to: _pages/gioi-thieu.md}
""",
    "en": """\
# The site's settings. Every key may be left out; docs/site-yml.md describes each.
title: News archive
language: en
id: {id}  # names this archive in feeds: never change it
# url: https://archive.example.org/      # where the site stands; needed for absolute addresses
# description: One sentence about the archive.
# live_site: https://example.org/        # the living site that this is the archive of
# contact: editors@example.org
# publisher: {name: The publisher, url: "https://example.org/"}
# license: Name the source when you reuse a text.

default_category: News
categories:
  - News
  # - {name: City, description: Planning and building., aliases: [Planning]}

menu:
  - {label: Home, to: /}
  - {label: Categories, to: /category/}
  - {label: Tags, to: /tag/}
  - {label: About, to: _pages/about.md}
""",
}

_ARTICLE: Final = {
    "vi": """\
---
title: Bài đầu tiên của kho lưu trữ
date: {date}
tags: [hướng dẫn]
lead: Mở tệp này trong content/ và sửa lại để thấy một bài được viết như thế nào.
---

Phần giữa hai dòng `---` là thông tin bài; bên dưới là nội dung, viết bằng Markdown.

## Tiêu đề nhỏ

Mỗi đoạn cách nhau một dòng trống. Chữ **đậm**, chữ *nghiêng*, và [liên kết tới một trang](../../_pages/gioi-thieu.md).
""",
    "en": """\
---
title: The first article of the archive
date: {date}
tags: [how to]
lead: Open this file in content/ and change it to see how an article is written.
---

What stands between the two lines `---` is the front matter; the text below is Markdown.

## A subhead

A blank line parts paragraphs. **Bold**, *italics*, and [a link to a page](../../_pages/about.md).
""",
}

_ABOUT: Final = {
    "vi": ("gioi-thieu", "---\ntitle: Giới thiệu\n---\n\nKho lưu trữ này giữ lại các bài như lúc được lưu.\n"),
    "en": ("about", "---\ntitle: About\n---\n\nThis archive keeps the articles as they were captured.\n"),
}
_FIRST: Final = {"vi": "bai-dau-tien", "en": "first-article"}
_IGNORED: Final = "/public/\n/.hn-archive/\n/.public.hn-archive-staging/\n/import-report.md\n/import-sample.html\n"


class NewSite(msgspec.Struct, frozen=True, kw_only=True):
    """What a new site begins with: its language, its `id`, the moment its first article is dated, and who builds it."""

    language: str
    id: str
    now: datetime
    ci: Service = "none"


def init(folder: Path, new: NewSite) -> tuple[str, ...]:
    """Make the files of a new site in `folder`. Returns their paths below it.

    Raises Stop where any of them is already there; nothing is written then.
    """
    language = new.language
    local = new.now.astimezone(HANOI)
    about, about_text = _ABOUT[language]
    article = f"content/{local:%Y/%m}/{local:%Y-%m-%d}-{_FIRST[language]}.md"
    files = {
        "site.yml": _SETTINGS[language].replace("{id}", new.id),
        article: _ARTICLE[language].format(date=f"{local:%d/%m/%Y %H:%M}"),
        f"content/_pages/{about}.md": about_text,
        "templates/.gitkeep": "",
        "static/.gitkeep": "",
        ".gitignore": _IGNORED,
        **vscode.files(language),
        **ci.files(new.ci, __version__),
    }
    for place in (folder / name for name in ("site.yml", "content", "templates", "static", *files)):
        if place.exists():
            raise Stop(Problem.at("init-exists", path=place), 2)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return tuple(files)


class NewArticle(msgspec.Struct, frozen=True, kw_only=True):
    """What a new article begins with: its title, its `id`, and what is known of it, "" where nothing is: its category, and when it was
    published as one writes it, instead of `now`."""

    title: str
    id: str
    now: datetime
    category: str = ""
    date: str = ""
    is_draft: bool = False


# What stands in the header of each new article; the other keys follow as comments.
_GIVEN: Final = ("title", "date", "category", "id", "draft")
_OPTIONAL: Final = {
    "vi": "Bỏ dấu # ở đầu dòng nào cần dùng; docs/front-matter.md mô tả từng khóa.",
    "en": "Take away the # before a line to use it; docs/front-matter.md describes each key.",
}
_COLUMN: Final = 52


def new(source: Path, settings: Config, article: NewArticle) -> Path:
    """Make the file of a new article in the site `source`: `content/YEAR/MONTH/DATE-SLUG.md`, complete and right, with no text yet.

    Raises Stop where the title, date or category will not do, and where the file is already there.
    """
    title = one_line(nfc(article.title))
    name = slug(title)
    if not name or not is_readable_name(title):
        raise Stop(Problem.at("new-title", title=title), 2)
    date = _date(article, settings)
    header = [f"title: {quoted(title)}", f"date: {written_date(date, settings.timezone)}"]
    category = _category(article.category, settings)
    if category:
        header.append(f"category: {written_text(category)}")
    header += [f"id: {article.id}", *(["draft: true"] if article.is_draft else []), f"# {_OPTIONAL[settings.language]}"]
    header += [_commented(field, settings.language) for field in ARTICLE.fields if field.name not in _GIVEN]
    path = source / f"content/{date.at:%Y/%m}/{date.at:%Y-%m-%d}-{name}.md"
    content = "\n".join(["---", *header, "---", "", ""]).encode()
    wrong = open_article(content, path.name, settings.timezone).problems
    if wrong:
        raise Stop(msgspec.structs.replace(wrong[0], location=None), 2)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise Stop(Problem.at("new-exists", path=path), 2) from None
    return path


def _date(article: NewArticle, settings: Config) -> Moment:
    if not article.date:
        return Moment(article.now.astimezone(settings.timezone))
    try:
        return parse(article.date, settings.timezone)
    except DateFault as fault:
        raise Stop(Problem.at(fault.code, **fault.values), 2) from None


def _category(asked: str, settings: Config) -> str:
    """The category as `site.yml` writes it; its default, or "", where none is asked for."""
    name = one_line(nfc(asked))
    if not name:
        return settings.default_category
    names = tuple(category.name for category in settings.categories)
    known = {identity(alias): category.name for category in settings.categories for alias in (category.name, *_old_names(category))}
    if names and identity(name) not in known:
        raise Stop(Problem.at("new-category", value=name, nearest=nearest(name, names) or names[0]), 2)
    return known.get(identity(name), name)


def _old_names(category: TermSettings) -> tuple[str, ...]:
    return tuple(alias.text for alias in category.aliases)


def _commented(field: Field, language: str) -> str:
    """An optional key as a comment: an example of it, and what it means."""
    line = f"# {field.kind.example.format(key=field.name)}"
    return f"{line.ljust(_COLUMN)} # {field.meaning[language]}"
