"""`hn-archive new`"""

import secrets
import sys
from pathlib import Path

import click

from hn_archive.commands import options
from hn_archive.desk import NewArticle, new
from hn_archive.problem import Stop
from hn_archive.settings import settings_of
from hn_archive.text import fold


def _categories(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 (click's signature)
    """The names in `site.yml` that begin so, with or without accents; for shells, so whatever is wrong says nothing."""
    try:
        settings, _ = settings_of(ctx.params.get("source") or Path())
    except (Stop, OSError):
        return []
    names = [category.name for category in settings.categories] if settings else []
    return [name for name in names if fold(name).startswith(fold(incomplete))]


@click.command("new")
@click.argument("title")
@options.source
@click.option("--category", default="", metavar="NAME", shell_complete=_categories, help="Its category. Default: that of site.yml.")
@click.option("--date", default="", metavar="DATE", help="When it was published, day before month. Default: now.")
@click.option("--draft", is_flag=True, help="Not to be published yet.")
@options.debug
def command(  # noqa: PLR0913 (one parameter an option)
    title: str, source: Path, category: str, date: str, draft: bool, debug: bool
) -> None:
    """Make the file of a new article, and print its path.

    The file is named by date and TITLE and is right as it is; its optional keys stand in it as comments. What is there already is never
    overwritten.

    \b
    hn-archive new "Khởi công cầu Tứ Liên"
    hn-archive new "Hà Nội: những việc của năm" --category "Đô thị" --date "12/01/2023 08:25"
    $EDITOR "$(hn-archive new "Lịch cắt điện tuần này" --draft)"
    """
    with options.ending("text", "vi", debug=debug):
        settings, problems = settings_of(source)
    language = settings.language if settings else "vi"
    with options.ending("text", language, debug=debug):
        if settings is None:
            options.show(problems, "text", language, source)
            sys.exit(2)
        article = NewArticle(
            title=title, id=secrets.token_hex(6), now=options.moment(None), category=category, date=date, is_draft=draft
        )
        options.say(new(source, settings, article))
