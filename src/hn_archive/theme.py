"""Find the templates and static files: the site's own first, then the theme that comes with the program."""

from pathlib import Path
from typing import Final

import msgspec

from hn_archive.problem import Problem
from hn_archive.text import is_readable_name, nfc

INSTALLED: Final = Path(__file__).resolve().parent / "bundled"
"""Where the program's own templates and static files are once it is installed: as they were when it was tested. In a checkout they are not
here, and may be as somebody has just saved them."""


class Theme(msgspec.Struct, frozen=True):
    """Folders in the order they are searched; a file of the first hides files of the same name in the others."""

    templates: tuple[Path, ...]
    static: tuple[Path, ...]


def bundled() -> Path:
    """The folder that holds the program's own `templates/` and `static/`: inside the wheel, or the checkout it runs from.

    Raises FileNotFoundError where the installation has lost them.
    """
    for folder in (INSTALLED, INSTALLED.parent.parent.parent):
        if (folder / "templates" / "strings").is_dir() and (folder / "static").is_dir():
            return folder
    raise FileNotFoundError(2, "the theme is missing from the installation", str(INSTALLED))


def of_site(folder: Path) -> Theme:
    """The theme of the site in `folder`; where the site is the checkout itself, its folders count once."""
    roots = [folder.resolve()]
    if bundled() not in roots:
        roots.append(bundled())
    return Theme(
        tuple(root / "templates" for root in roots if (root / "templates").is_dir()),
        tuple(root / "static" for root in roots if (root / "static").is_dir()),
    )


def static_files(theme: Theme) -> tuple[dict[str, Path], tuple[Problem, ...]]:
    """Each static file by its NFC path below `static/`, and those whose names no address can have.

    Hidden files and what editors leave behind are passed over.
    """
    found: dict[str, Path] = {}
    problems = []
    for folder in reversed(theme.static):
        for path in sorted(folder.rglob("*")):
            written = path.relative_to(folder).as_posix()
            if not path.is_file() or any(part.startswith(".") or part.endswith("~") for part in written.split("/")):
                continue
            shown = f"static/{written.encode(errors='replace').decode()}"
            if "\\" in written or not is_readable_name(written):
                problems.append(Problem.at("static-name", path=shown))
            else:
                found[nfc(written)] = path
    return dict(sorted(found.items())), tuple(problems)
