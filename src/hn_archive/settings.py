"""Read the `site.yml` of a site's folder."""

from pathlib import Path
from typing import Final

from hn_archive import config
from hn_archive.config import Config
from hn_archive.decode import decode
from hn_archive.machine import naming
from hn_archive.problem import Location, Problem, Stop, has_errors

_MISNAMED: Final = "site.yaml"  # the other usual ending; without a word its settings would be lost


def settings_of(source: Path) -> tuple[Config | None, tuple[Problem, ...]]:
    """The settings of the site in `source`, None where they have errors, and their problems; a folder with only `content/` has defaults
    for everything.

    Raises Stop where it is no site at all, and OSError where the file cannot be read.
    """
    if not (source / "content").is_dir():
        raise Stop(Problem.at("source-missing", path=source), 2)
    try:
        with naming(source / config.NAME):
            content = (source / config.NAME).read_bytes()
    except FileNotFoundError:
        if (source / _MISNAMED).exists():
            return None, (Problem.at("config-name", Location(_MISNAMED), path=_MISNAMED),)
        return Config(), ()
    text, problems = decode(content, config.NAME)
    return config.read(text) if not has_errors(problems) else (None, problems)
