"""The plan: every output before anything is made."""

from conftest import TrialSite, files_below
from hn_archive.output import MANIFEST
from hn_archive.outputs import FAMILIES


def test_the_plan_counts_exactly_the_files_that_the_build_makes(site: TrialSite) -> None:
    site.article("a.md", tags="[một]", source="HNMO", author="An", aliases="[/cu/]")
    planned = site.build(dry_run=True)
    assert not site.output.exists()
    assert planned.changes is None
    made = site.built()
    assert made.outputs == planned.outputs
    assert sum(made.outputs.values()) == len([path for path, _ in files_below(site.output) if path != MANIFEST])
    assert list(made.outputs) == [family for family in FAMILIES if family in made.outputs]


def test_one_picture_under_two_names_of_one_address_is_one_file(site: TrialSite) -> None:
    for path in ("a.md", "b/b.md"):
        site.article(path, body="[x](tep.pdf)")
    site.write("content/tep.pdf", "%PDF same")
    site.write("content/b/tep.pdf", "%PDF same")
    assert site.built().outputs["file"] == 1


def test_lists_that_are_off_are_not_planned(site: TrialSite) -> None:
    site.article("a.md", tags="[một]", source="HNMO", author="An", category="Đô thị")
    site.write(
        "site.yml",
        "lists: {days: off, months: off, tags: off, sources: off, authors: off, texts: off, this_day: off, most_read: off, coverage: off,"
        " corrections: off, search: off}\n",
    )
    assert set(site.built().outputs) == {"static", "article", "category", "home", "404", "host"}
    page = site.page("2023/01/12/a.html")
    assert "HNMO" in page
    assert "một" in page
    assert "tu-khoa" not in page
