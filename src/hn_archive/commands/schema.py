"""`hn-archive schema`"""

import json

import click

from hn_archive.commands import options
from hn_archive.reference import RECORDS, json_schema, table


@click.command("schema")
@click.argument("kind", type=click.Choice(list(RECORDS)), default="article")
@click.option("--json/--docs", "as_json", default=True, show_default=True, help="As JSON Schema, or as a table in Markdown.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="The language of descriptions.")
@options.debug
def command(kind: str, as_json: bool, language: str, debug: bool) -> None:
    """Print what a file may hold: KIND is article, page, introduction, poll or site.

    The JSON Schema is for programs that complete and check YAML while one types; the table has both languages.

    \b
    hn-archive schema site --json > site.schema.json
    hn-archive schema --docs
    """
    with options.ending("text", language, debug=debug):
        options.say(
            json.dumps(json_schema(kind, language), ensure_ascii=False, indent=1) if as_json else table(RECORDS[kind]).rstrip()
        )
