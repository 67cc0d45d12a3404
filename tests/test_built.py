"""Working from the built site: only from one that is right, and from its very bytes."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from conftest import NOW, TrialSite, files_below
from hn_archive import full_build, stamps
from hn_archive.build import build
from hn_archive.exporters.built import Copier, built
from hn_archive.output import MANIFEST
from hn_archive.problem import Stop
from hn_archive.request import Request


def silent(stage: str, done: int, total: int) -> None:
    pass


def request(site: TrialSite, now: datetime = NOW) -> Request:
    return Request(source=site.folder, output=site.output, now=now, store=site.folder / ".hn-archive")


def errors(site: TrialSite, now: datetime = NOW) -> list[str]:
    with built(request(site, now), silent) as result:
        assert result.failed == bool([problem for problem in result.problems if problem.severity == "error"])
        return [problem.code for problem in result.problems if problem.severity == "error"]


def test_a_site_as_it_was_built_is_worked_from_and_left_as_it_is(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = dict(files_below(site.output))
    assert errors(site) == []
    assert dict(files_below(site.output)) == before


def test_where_nothing_has_changed_nothing_is_made_to_know_it(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "is_settled", lambda stamp, at: True)
    site.article("a.md")
    site.built()
    monkeypatch.setattr(full_build, "build", lambda *_: pytest.fail("built"))
    assert errors(site) == []


PAGE = "public/2023/01/12/a.html"
CHANGES: dict[str, Callable[[TrialSite], object]] = {
    "an edit": lambda site: site.article("a.md", "Khác."),
    "a new article": lambda site: site.article("d.md"),
    "an article that is gone": lambda site: (site.folder / "content/b.md").unlink(),
    "other bytes in a page": lambda site: site.write(PAGE, (site.folder / PAGE).read_bytes() + b" "),
    "a page that is gone": lambda site: (site.folder / PAGE).unlink(),
    "other settings": lambda site: site.write("site.yml", "title: Khác\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_site_that_is_not_what_its_sources_give_is_refused_and_left_as_it_is(
    change: Callable[[TrialSite], object], site: TrialSite
) -> None:
    site.article("a.md")
    site.article("b.md")
    site.built()
    change(site)
    before = dict(files_below(site.output))
    assert errors(site) == ["export-stale"]
    assert dict(files_below(site.output)) == before


def test_an_article_whose_time_has_come_since_makes_a_site_old(site: TrialSite) -> None:
    site.article("a.md", date=f"{NOW:%Y-%m-%d} 12:00")
    site.built()
    assert errors(site) == []
    assert errors(site, NOW.replace(day=3)) == ["export-stale"]


def test_errors_in_the_sources_are_all_reported(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    site.article("b.md", date="31/02/2023")
    site.article("c.md", date="32/02/2023")
    assert errors(site) == ["date", "date"]


@pytest.mark.parametrize("shape", ["none", "foreign"])
def test_without_a_built_site_nothing_is_made(shape: str, site: TrialSite) -> None:
    site.article("a.md")
    if shape == "foreign":
        site.write("public/index.html", "x")
    with pytest.raises(Stop) as stopped:
        errors(site)
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-unbuilt", 1)
    assert not (site.output / MANIFEST).exists()


def test_a_folder_that_is_no_site_is_a_wrong_command_line(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped, built(Request(source=tmp_path, output=tmp_path, now=NOW), silent):
        pass
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("source-missing", 2)


def test_no_build_begins_while_one_works_with_the_site(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    with built(request(site), silent):
        with pytest.raises(Stop) as stopped:
            build(request(site), silent)
        assert stopped.value.exit_code == 4
    assert not build(request(site), silent).failed


@pytest.mark.parametrize("size", [0, 1, 256 * 1024 - 1, 256 * 1024, 700_001])
def test_a_copy_has_the_bytes_and_their_digests(size: int, tmp_path: Path) -> None:
    content = bytes(number % 251 for number in range(size))
    (tmp_path / "a").write_bytes(content)
    pieces: list[bytes] = []
    copied = Copier("sha512", "sha256").copy(str(tmp_path / "a"), lambda piece: pieces.append(bytes(piece)))
    assert b"".join(pieces) == content
    assert copied == (size, (hashlib.sha512(content).hexdigest(), hashlib.sha256(content).hexdigest()))


def test_a_link_is_followed_only_where_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "link").symlink_to("a")
    copier = Copier("sha256")
    assert copier.copy(str(tmp_path / "link"), lambda piece: None, follow=True).size == 1
    with pytest.raises(OSError, match="link"):
        copier.copy(str(tmp_path / "link"), lambda piece: None)
