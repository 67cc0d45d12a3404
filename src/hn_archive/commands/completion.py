"""`hn-archive completion`"""

import click
from click.shell_completion import get_completion_class

from hn_archive.commands import options


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@options.debug
@click.pass_context
def command(ctx: click.Context, shell: str, debug: bool) -> None:
    """Print what makes SHELL complete commands and options.

    \b
    hn-archive completion bash >> ~/.bashrc
    hn-archive completion zsh >> ~/.zshrc
    hn-archive completion fish > ~/.config/fish/completions/hn-archive.fish
    """
    with options.ending("text", "vi", debug=debug):
        kind = get_completion_class(shell)
        assert kind is not None  # noqa: S101 (click has all three)
        root = ctx.find_root()
        options.say(kind(root.command, {}, root.info_name or "", "_HN_ARCHIVE_COMPLETE").source())
