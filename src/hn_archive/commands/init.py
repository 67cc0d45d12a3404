"""`hn-archive init`"""

from pathlib import Path

import click

from hn_archive.commands import options
from hn_archive.desk import init
from hn_archive.messages import WORDS


@click.command("init")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="The site's language.")
@options.debug
def command(folder: Path, language: str, debug: bool) -> None:
    """Make a new site in DIR: site.yml, content/, templates/ and static/.

    What is there already is never overwritten.

    \b
    hn-archive init my-archive
    hn-archive build --source my-archive
    """
    with options.ending("text", language, debug=debug):
        for name in init(folder, language, options.moment(None)):
            click.echo(folder / name)
        click.echo(WORDS[language]["began"].format(path=folder))
