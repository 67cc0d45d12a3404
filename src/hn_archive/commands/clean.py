"""`hn-archive clean`"""

from contextlib import nullcontext
from pathlib import Path

import click

from hn_archive.commands import options
from hn_archive.lock import locked
from hn_archive.messages import WORDS
from hn_archive.output import refuse_unsafe, remove
from hn_archive.settings import settings_of
from hn_archive.text import number


@click.command("clean")
@options.source
@options.output
@options.debug
def command(source: Path, output: Path | None, debug: bool) -> None:
    """Remove what was built; files of others in the output stay.

    \b
    hn-archive clean
    hn-archive clean --output /srv/www
    """
    with options.ending("text", "vi", debug=debug):
        settings, _ = settings_of(source)
        language = settings.language if settings else "vi"
        place = output or source / "public"
        refuse_unsafe(place, source, force=True)
        store = source / ".hn-archive"
        with locked(store) if store.exists() else nullcontext():
            removed = remove(place)
        options.say(WORDS[language]["cleaned"].format(count=number(len(removed), language), path=place))
