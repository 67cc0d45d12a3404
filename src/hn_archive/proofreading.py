"""Find all that a build would report, and what it lets pass and an editor would not; put right what has one right answer."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import load
from hn_archive.decode import BOM, place
from hn_archive.document import location_path
from hn_archive.lint import lint, mended
from hn_archive.machine import naming
from hn_archive.making import Planned
from hn_archive.problem import Location, Problem, Stop, arranged
from hn_archive.request import Progress, Request
from hn_archive.survey import survey
from hn_archive.text import nfc, stacked_marks
from hn_archive.workers import Workers

_TEXTS: Final = (".md", ".markdown", ".yml", ".yaml")
_BATCH: Final = 200


class Fix(msgspec.Struct, frozen=True):
    """A file with all put right that has one right answer: its path as problems name it, the file, its bytes now, and what they should be."""

    path: str
    file: Path
    before: bytes
    after: bytes


class Proof(msgspec.Struct, frozen=True):
    """What was found in a site, and the files that can be put right; `articles` is how many there are, None where `site.yml` has errors."""

    language: str
    problems: tuple[Problem, ...]
    fixes: tuple[Fix, ...] = ()
    articles: int | None = None


def proofread(request: Request, paths: Iterable[str], progress: Progress) -> Proof:
    """Check the site of a request, or of it the files and folders `paths`, which are relative to its folder. Nothing is written.

    Raises Stop where the folder is no site, and OSError for what the machine refuses.
    """
    found = survey(request, progress)
    if found.planned is None:
        return Proof(found.language, found.problems)
    chosen = tuple(paths)
    content = load.find(request.source / "content")
    texts = [path for path in content.names if path.lower().endswith(_TEXTS) and _is_within(location_path(path), chosen)]
    problems, fixes = [*found.problems, *_credits(found.planned)], []
    files = [(location_path(path), request.source / "content" / content.names[path]) for path in texts]
    batches = [tuple(files[start : start + _BATCH]) for start in range(0, len(files), _BATCH)]
    with tempfile.TemporaryDirectory(prefix="hn-archive-") as folder, Workers(request.jobs, Path(folder), progress) as workers:
        for faults, fix in chain.from_iterable(workers.run("lint", _proofread_batch, batches, len(batches))):
            problems += faults
            fixes += [fix] if fix else []
    shown = (problem for problem in problems if _concerns(problem, chosen))
    site = found.planned.site
    count = sum(map(len, (site.articles, site.retracted, site.scheduled, site.unpublished)))
    return Proof(found.language, arranged(shown), tuple(fixes), count)


def _is_within(path: str, chosen: tuple[str, ...]) -> bool:
    return not chosen or any(each in (".", path) or path.startswith(f"{each}/") for each in chosen)


def _concerns(problem: Problem, chosen: tuple[str, ...]) -> bool:
    places = [place.path for place in (problem.location, problem.related) if place]
    return not chosen or any(_is_within(path, chosen) for path in places)


def _proofread_batch(files: tuple[tuple[str, Path], ...]) -> tuple[tuple[list[Problem], Fix | None], ...]:
    return tuple(_proofread(path, file) for path, file in files)


def _proofread(path: str, file: Path) -> tuple[list[Problem], Fix | None]:
    with naming(file):
        content = file.read_bytes()
    text = _text_of(content)
    if text is None:
        return [], None
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    composed = nfc(plain)
    findings = lint(composed, path)
    problems = [*_decomposed(plain, composed, path), *(finding.problem for finding in findings)]
    end = "\r\n" if "\r\n" in text else "\n"
    after = (mended(composed) if any(finding.better is not None for finding in findings) else composed).replace("\n", end).encode()
    after = BOM.encode() + after if content.startswith(BOM.encode()) else after
    is_kept = plain.replace("\n", end) == text  # else lines end in several ways, and would end in one
    return problems, Fix(path, file, content, after) if is_kept and after != content else None


def _text_of(content: bytes) -> str | None:
    """The text of a file; None where it cannot be read, which every build says."""
    try:
        text = content.decode().lstrip(BOM)
    except UnicodeDecodeError:
        return None
    return text if stacked_marks(text) is None else None


def _decomposed(plain: str, composed: str, path: str) -> Iterator[Problem]:
    """Letters and marks that stand apart: said once, at the first word of a file that has any."""
    if plain != composed:
        words = [word for word in re.finditer(r"\S+", plain) if nfc(word[0]) != word[0]]
        start = len(nfc(plain[: words[0].start()])) if words else 0
        yield Problem.at("text-decomposed", place(composed, start, path), count=len(words))


def _credits(planned: Planned) -> Iterator[Problem]:
    """Main pictures of which nobody says who took them, where nothing else is said of them."""
    faulty = {problem.location for problem in planned.problems}
    for article in (*planned.site.articles, *planned.site.scheduled):
        image = article.matter.image
        if image and image.src and not image.credit and article.place("image.src") not in faulty:
            yield Problem.at("credit-missing", article.place("image.src"), target=image.src)


def apply(fix: Fix) -> None:
    """Put a file right, in one step and with its permissions.

    Raises Stop where it is no longer what was looked at, and OSError for what the machine refuses.
    """
    with naming(fix.file):
        if fix.file.read_bytes() != fix.before:
            raise Stop(Problem.at("fix-changed", Location(fix.path), path=fix.path), 1)
        beside = fix.file.with_name(f".{fix.file.name}.hn-archive")
        try:
            beside.write_bytes(fix.after)
            shutil.copymode(fix.file, beside)
            os.replace(beside, fix.file)
        finally:
            beside.unlink(missing_ok=True)
