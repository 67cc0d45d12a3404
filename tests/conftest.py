"""What tests share: a site made of texts in a temporary folder, and the option that rewrites golden files."""

import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from hn_archive.build import build
from hn_archive.decode import excerpts
from hn_archive.problem import report
from hn_archive.request import Request, Result

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long an example takes depends on what else the machine does.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("steady")
# Of a change to the program that is made to be noticed (`make mutate`) nobody wants to know the smallest example.
settings.register_profile(
    "mutation", settings.get_profile("steady"), derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)

# A shell lets what it starts in the background ignore interrupts, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CHECKOUT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files; read the diff")


class TrialSite:
    """A site in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "public"
        (folder / "content").mkdir(parents=True)

    def write(self, path: str, content: str | bytes) -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def article(self, path: str, body: str = "Nội dung.", **matter: str) -> Path:
        """An article with a title and a date, unless `matter` says otherwise; values are YAML."""
        values = {"title": f"Bài {Path(path).stem}", "date": "2023-01-12 08:25", **matter}
        header = "".join(f"{key}: {value}\n" for key, value in values.items())
        return self.write(f"content/{path}", f"---\n{header}---\n\n{body}\n")

    def build(
        self, *, now: datetime = NOW, strict: bool = False, force: bool = False, dry_run: bool = False, output: Path | None = None
    ) -> Result:
        place = output or self.output
        request = Request(
            source=self.folder,
            output=place,
            now=now,
            strict=strict,
            force=force,
            dry_run=dry_run,
            store=self.folder / ".hn-archive",
        )
        return build(request, lambda stage, done, total: None)

    def built(self, *, now: datetime = NOW) -> Result:
        """Build, and expect no errors."""
        result = self.build(now=now)
        assert not result.failed, self.report(result)
        return result

    def report(self, result: Result, language: str = "en") -> str:
        return report(result.problems, "text", language, excerpts(self.folder))

    def codes(self, result: Result) -> set[str]:
        """The codes of the problems, but for those that every site without `url` and `id` has."""
        return {problem.code for problem in result.problems} - {"url-missing", "id-missing"}

    def page(self, address: str) -> str:
        return (self.output / address).read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> TrialSite:
    return TrialSite(tmp_path / "site")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file below a folder as `(path, content)`, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    """A built site with an article of every status; who changes it spoils it for others."""
    import kept_site

    site = kept_site.written(tmp_path_factory.mktemp("kept") / "site")
    site.built()
    return site


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    """The same, built where what is hidden in it was never there."""
    import kept_site

    site = kept_site.written(tmp_path_factory.mktemp("twin") / "site", hidden=False)
    site.built()
    return site


def names_in(folder: Path) -> list[str]:
    """What stands in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for all tests of a process."""
    sys.path.append(str(CHECKOUT / "tests" / "tools"))
    import browser  # only the tests that are marked as needing it have what it takes

    with browser.started() as started:
        yield started
