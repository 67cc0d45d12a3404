"""`hn-archive init`"""

import uuid
from pathlib import Path
from typing import cast

import click

from hn_archive.ci import Service
from hn_archive.commands import options
from hn_archive.desk import NewSite, init
from hn_archive.messages import WORDS


@click.command("init")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="The site's language.")
@click.option(
    "--ci",
    "service",
    type=click.Choice(["github", "gitlab", "none"]),
    default="none",
    show_default=True,
    help="Also write the workflow with which this service builds and publishes the site.",
)
@options.debug
def command(folder: Path, language: str, service: str, debug: bool) -> None:
    """Make a new site in DIR: site.yml, content/, templates/ and static/.

    What is there already is never overwritten.

    \b
    hn-archive init my-archive
    hn-archive init my-archive --ci github
    hn-archive build --source my-archive
    """
    with options.ending("text", language, debug=debug):
        new = NewSite(language=language, id=str(uuid.uuid4()), now=options.moment(None), ci=cast(Service, service))
        for name in init(folder, new):
            options.say(folder / name)
        options.say(WORDS[language]["began"].format(path=folder))
