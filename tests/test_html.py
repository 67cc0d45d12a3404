"""Every page of the golden sites passes a strict HTML5 parser, and its links lead somewhere."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

import html5lib
import pytest

from golden_sites import NAMES, build_golden


@pytest.fixture(params=NAMES)
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    build_golden(request.param, tmp_path / "public")
    return tmp_path / "public"


def test_every_page_is_valid_to_a_strict_parser(output: Path) -> None:
    pages = sorted(output.rglob("*.html"))
    assert pages
    for page in pages:
        html5lib.HTMLParser(strict=True).parse(page.read_text(encoding="utf-8"))


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.targets += [value for name in ("href", "src") if (value := values.get(name))]
        self.ids += [value for value in (values.get("id"),) if value]
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))


def test_every_internal_link_and_anchor_leads_somewhere(output: Path) -> None:
    pages = {path.relative_to(output).as_posix(): Page(path.read_text(encoding="utf-8")) for path in output.rglob("*.html")}
    for address, page in pages.items():
        base = f"https://site.invalid/{address}"
        for target in page.targets:
            resolved = urljoin(base, target)
            if not resolved.startswith("https://site.invalid/") or "/archive/" in resolved:
                continue
            path, _, fragment = unquote(resolved.removeprefix("https://site.invalid/")).partition("#")
            assert (output / path).is_file(), f"{address} links to {target}"
            assert not fragment or fragment in pages[path].ids, f"{address} links to {target}"


def test_ids_are_unique_and_headings_leave_out_no_level(output: Path) -> None:
    for path in output.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        assert len(set(page.ids)) == len(page.ids), path
        assert page.headings[0] == 1, path
        assert page.headings.count(1) == 1, path
        assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), path


def test_all_links_inside_the_site_are_relative_but_on_the_404_page(output: Path) -> None:
    for path in output.rglob("*.html"):
        targets = Page(path.read_text(encoding="utf-8")).targets
        rooted = [target for target in targets if target.startswith("/")]
        assert bool(rooted) == (path.name == "404.html"), path
