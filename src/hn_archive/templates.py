"""Render pages: the Jinja environment, what each template depends on, and template faults as problems with their place."""

import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import jinja2
from jinja2 import meta
from markupsafe import Markup

from hn_archive.problem import Location, Problem
from hn_archive.theme import Theme, bundled
from hn_archive.view import SiteInfo, View

# The theme's own template is still to be had under this prefix when the site's hides it.
PREFIX: Final = "theme"


class TemplateFault(Exception):
    """A page could not be rendered; `problem` has the template's file and line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Templates:
    """The templates of one site. Each sees `site`, `page` (its view), `body`, `root` (the way to the site's root) and `t` (words)."""

    def __init__(self, theme: Theme, folder: Path, site: SiteInfo, words: Mapping[str, str]) -> None:
        self._folder = folder.resolve()
        own = [jinja2.FileSystemLoader(path) for path in theme.templates]
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([*own, jinja2.PrefixLoader({PREFIX: jinja2.FileSystemLoader(bundled() / "templates")})]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._globals: dict[str, object] = {"site": site, "t": words}
        # The 404 page is shown at any address, so its links start from the host's root.
        self.host_root = urlsplit(site.url).path or "/"

    def check(self, names: Iterable[str]) -> tuple[Problem, ...]:
        """What is wrong with these templates and all that they extend, include or import, before any of them runs."""
        problems: list[Problem] = []
        waiting = sorted(set(names))
        seen: set[str] = set()
        named_by: dict[str, Location] = {}
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            try:
                references = self._references(name)
            except jinja2.TemplateNotFound:
                problems.append(Problem.at("template-missing", named_by.get(name), name=name))
                continue
            except jinja2.TemplateSyntaxError as error:
                problems.append(
                    Problem.at("template-syntax", self._location(error.filename, error.lineno), reason=error.message or "?")
                )
                continue
            for reference, location in references:
                if reference is None:
                    problems.append(Problem.at("template-computed", location))
                else:
                    named_by.setdefault(reference, location)
                    waiting.append(reference)
        return tuple(problems)

    def _references(self, name: str) -> list[tuple[str | None, Location]]:
        assert self._environment.loader is not None  # noqa: S101 (it was given one above)
        source, filename, _ = self._environment.loader.get_source(self._environment, name)
        tree = self._environment.parse(source, name, filename)
        location = self._location(filename, 1)
        return [(reference, location) for reference in meta.find_referenced_templates(tree)]

    def render(self, template: str, view: View, root: str, body: str) -> str:
        """The page that `template` makes of its view; `body` is the HTML of the view's text, sanitised and complete.

        Raises TemplateFault.
        """
        try:
            made = self._environment.get_template(template, globals=self._globals)
            return made.render(page=view, body=Markup(body), root=root)  # noqa: S704 (the sanitiser has passed it)
        except Exception as error:
            reason = str(error).replace("hn_archive.view.", "")
            raise TemplateFault(Problem.at("template-render", self._place_of(error), page=view.address, reason=reason)) from error

    def _place_of(self, error: Exception) -> Location | None:
        """The innermost line of a template in the error's traceback; Jinja names templates in it by their files."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename.endswith((".html", ".xml", ".txt")):
                return self._location(frame.filename, frame.lineno or 0)
        return None

    def _location(self, filename: str | None, line: int) -> Location:
        path = Path(filename or "?")
        for root, shown in ((self._folder, ""), (bundled(), f"{PREFIX}/")):
            if path.is_relative_to(root):
                return Location(f"{shown}{path.relative_to(root).as_posix()}", line)
        return Location(path.name, line)
