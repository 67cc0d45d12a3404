"""A site's own colours."""

import re

import msgspec
import pytest

from conftest import CHECKOUT, TrialSite
from hn_archive import colours
from hn_archive.colours import DARK, LIGHT, Colours, Theme, contrast, faint, stylesheet

SHEET = (CHECKOUT / "static" / "site.css").read_text(encoding="utf-8")


def tokens(block: str) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)}


def test_the_themes_own_colours_are_those_of_its_stylesheet() -> None:
    light, dark, chosen_dark = re.findall(r":root[^{]*\{\n\s*color-scheme: (?:light|dark);(.*?)\}", SHEET, re.DOTALL)
    assert tokens(light) == msgspec.structs.asdict(LIGHT)
    assert tokens(dark) == tokens(chosen_dark) == msgspec.structs.asdict(DARK)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_as_wcag_reckons_it(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(one, other) == contrast(other, one)


def test_the_theme_itself_is_readable() -> None:
    assert not list(faint(Theme(LIGHT, DARK)))
    assert not list(faint(Theme()))


def test_a_pale_colour_is_named_with_its_place(site: TrialSite) -> None:
    site.article("a.md")
    site.write("site.yml", 'theme:\n  light:\n    paper: "#fff"\n    link: "#9cf"\n')
    result = site.built()
    found = [(problem.code, str(problem.location)) for problem in result.problems if problem.code == "contrast"]
    assert found == [("contrast", "site.yml:4:11")] * 2


def test_a_site_sets_colours_for_light_and_dark_pages(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    assert "colours.css" not in site.page("2023/01/12/a.html")
    site.write("site.yml", 'theme: {light: {accent: "#046", ink_soft: "#444444"}, dark: {accent: "#8cf"}}\n')
    site.built()
    assert site.page("static/colours.css") == (
        ":root { --ink-soft: #444444; --accent: #004466; }\n"
        '@media (prefers-color-scheme: dark) { :root:not([data-scheme="light"]) { --accent: #88ccff; } }\n'
        ':root[data-scheme="dark"] { --accent: #88ccff; }\n'
    )
    page = site.page("2023/01/12/a.html")
    assert page.index("static/site.css") < page.index("static/colours.css")


def test_without_colours_there_is_no_stylesheet() -> None:
    assert stylesheet(Theme()) == ""
    assert stylesheet(Theme(dark=Colours(ink="#ffffff"))).count("--ink") == 2
    assert colours.CONTRAST == 4.5
