"""Keep a preview of a site right while its files change, and say at each moment what there is to see."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from hn_archive import digest, first_pages
from hn_archive.build import build
from hn_archive.making import Planned
from hn_archive.output import read_manifest
from hn_archive.outputs import Page, Text
from hn_archive.problem import Problem, Stop, arranged, has_errors, machine_fault
from hn_archive.request import Progress, Request, Result

FOLDER: Final = ".hn-archive/preview"
REDIRECTS: Final = "_redirects"
_STATIC: Final = "static/"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a preview shows at one moment.

    `files` has a digest of each file, by address, and `made` the bytes of those that are newer than what stands in `folder`; `styles` is a
    digest of the theme's stylesheets and `others` of its other files. `prefix` is the path at which the host will have the site. `origins` has the file of the site that a page comes from; `unpublished` says of the pages
    of articles that readers do not see yet whether they are drafts or scheduled; `redirects` are from path to path.
    `fault` is what went wrong in the program itself, "" for nothing. While it `is_building`, all this may soon be another.
    """

    folder: Path
    language: str = "vi"
    prefix: str = "/"
    files: Mapping[str, str] = {}
    styles: str = ""
    others: str = ""
    made: Mapping[str, bytes] = {}
    origins: Mapping[str, str] = {}
    unpublished: Mapping[str, str] = {}
    redirects: Mapping[str, str] = {}
    problems: tuple[Problem, ...] = ()
    fault: str = ""
    is_building: bool = True

    @property
    def failed(self) -> bool:
        """Whether the site, as its files are now, could not be built; what is shown is the last good one."""
        return bool(self.fault) or has_errors(self.problems)


class _Overtaken(Exception):
    """While the site was built, files have changed again."""


class Audience:
    """Those who look at a preview; here nobody."""

    def opened(self) -> Iterable[str]:
        """The addresses of the pages that are open."""
        return ()

    def tell(self) -> None:
        """Something else is shown now."""

    def await_reloads(self) -> None:
        """Leave the processor to open pages that are being loaded again, for a short while."""


class Preview:
    """A site's preview in `.hn-archive/preview/`: drafts and articles whose time has not come are built too."""

    def __init__(
        self,
        source: Path,
        clock: Callable[[], datetime],
        progress: Progress,
        is_overtaken: Callable[[], bool],
    ) -> None:
        """A build is given up when it `is_overtaken`: there are changes that it knows nothing of."""
        self._is_overtaken = is_overtaken
        self.source = source
        self._clock = clock
        self._progress = progress
        self._work = source / FOLDER / "first"
        self._planned: Planned | None = None
        output = source / FOLDER / "site"
        self.shown = Shown(folder=output, **_shared(read_manifest(output)))
        self.audience = Audience()

    def update(self, changed: Iterable[PurePath] = ()) -> Result | None:
        """Make the preview what the site is now: first the pages that an edit of the `changed` files is seen on, then all.

        Whatever comes to pass is in `shown`, never an exception; the audience is told of each step. None where there is no result: something
        went wrong, or files have changed again.
        """
        try:
            self._show(is_building=True)
            self._first(changed)
            result = self._all()
        except _Overtaken:
            pass
        except Stop as stop:
            self._show(problems=(stop.problem,), fault="", is_building=False)
        except OSError as error:
            self._show(problems=(machine_fault(error).problem,), fault="", is_building=False)
        except Exception as error:  # an editor's preview lives on, whatever one page does to it
            self._show(fault=f"{type(error).__name__}: {error}", is_building=False)
        else:
            return result
        return None

    def _first(self, changed: Iterable[PurePath]) -> None:
        if self._planned is None:
            return
        self._work.mkdir(parents=True, exist_ok=True)
        try:
            first = first_pages.first(self._planned, changed, self.audience.opened(), self._work)
        except Exception:  # what is wrong, if anything is, the whole build says in its own words
            self._planned = None
            return
        self._planned = first.planned
        if first.files or first.problems:
            others = (each for each in self.shown.problems if each.location is None or each.location.path not in first.problems)
            new = (problem for problems in first.problems.values() for problem in problems)
            self._show(**self._with(first.files), problems=arranged((*others, *new)))
            self.audience.await_reloads()

    def _all(self) -> Result:
        request = Request(
            source=self.source,
            output=self.shown.folder,
            now=self._clock(),
            drafts=True,
            force=True,
            store=self.source / FOLDER,
            jobs=0,
        )
        result = build(request, self._unless_overtaken, self._plan)
        if result.failed:
            self._show(problems=result.problems, fault="", language=result.language, is_building=False)
        else:
            files = _shared(read_manifest(request.output))
            self._show(problems=result.problems, fault="", **files, made={}, is_building=False)
        return result

    def _unless_overtaken(self, stage: str, done: int, total: int) -> None:
        self._progress(stage, done, total)
        if done < total and self._is_overtaken():
            raise _Overtaken

    def _plan(self, planned: Planned) -> None:
        """The site is planned and will be made: what is open in a browser is made at once."""
        self._planned = planned
        now = self._clock()
        config = planned.site.config
        waiting = {article.address: "draft" for article in planned.site.articles if article.matter.draft}
        scheduled = {article.address: "scheduled" for article in planned.site.articles if article.matter.date.at > now}
        texts = (output.text for output in planned.outputs if isinstance(output, Text) and output.address == REDIRECTS)
        self._show(
            **self._with(first_pages.opened_pages(planned, self.audience.opened())),
            language=config.language,
            prefix=config.host_path,
            origins={page.address: page.origin for page in planned.outputs if isinstance(page, Page) and page.origin},
            unpublished=scheduled | waiting,
            redirects={unquote(old): new for text in texts for old, new, _ in map(str.split, text.splitlines())},
        )
        self.audience.await_reloads()

    def _with(self, new: Mapping[str, bytes]) -> dict[str, Any]:
        """What is shown, with some files as they are now."""
        digests = {place: digest.of_bytes(content) for place, content in new.items()}
        return {**_shared({**self.shown.files, **digests}), "made": {**self.shown.made, **new}}

    def _show(self, **changes: object) -> None:
        self.shown = msgspec.structs.replace(self.shown, **changes)
        self.audience.tell()


def _shared(files: Mapping[str, str]) -> dict[str, Any]:
    """The files, and digests of those that many pages use."""
    static = sorted((place, made) for place, made in files.items() if place.startswith(_STATIC))
    styles, others = ([each for each in static if each[0].endswith(".css") == is_style] for is_style in (True, False))
    return {"files": files, "styles": digest.of_bytes(repr(styles).encode()), "others": digest.of_bytes(repr(others).encode())}
