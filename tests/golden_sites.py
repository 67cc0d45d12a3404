"""The golden sites: folders that are built and compared; examples for readers of the repository too."""

from pathlib import Path

from conftest import CHECKOUT, NOW
from hn_archive.build import build
from hn_archive.request import Request, Result

FOLDER = CHECKOUT / "tests" / "golden"
NAMES = sorted(path.name for path in FOLDER.iterdir())


def build_golden(name: str, output: Path) -> Result:
    request = Request(source=FOLDER / name / "before", output=output, now=NOW)
    return build(request, lambda stage, done, total: None)
