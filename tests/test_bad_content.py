"""What the worst editor and an attacker can put into `content/`, all in one site: each file is named, every other is still checked, and the last good site stays."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from conftest import TrialSite, files_below
from hn_archive import markdown
from hn_archive.problem import Problem

ARTICLE: Final = "title: A\ndate: 2023-01-12\n"


def headed(header: str | bytes, body: str = "Chữ.") -> bytes:
    return b"---\n" + (header.encode() if isinstance(header, str) else header) + b"\n---\n\n" + body.encode() + b"\n"


def dated(date: str) -> bytes:
    return headed(f"title: A\ndate: {date}")


# By file: what stands in it, and the code and the place of what is said of it.
REFUSED: Final[dict[str, tuple[bytes, str]]] = {
    "day-30-02": (dated("30/02/2023"), "date:3:7"),
    "month-13": (dated("2023-13-01"), "date:3:7"),
    "leap-second": (dated("2016-12-31 23:59:60"), "date-time:3:7"),
    "hour-25": (dated("2023-01-12 25:00"), "date-time:3:7"),
    "year-0": (dated("0000-01-01"), "date-form:3:7"),
    "year-99999": (dated("99999-01-01"), "date-form:3:7"),
    "year-negative": (dated("-1-01-01"), "date-form:3:7"),
    "offset-99": (dated("2023-01-12 08:25+99:00"), "timezone:3:7"),
    "quote-open": (headed('title: "A\ndate: 2023-01-12'), "yaml-quote:2:8"),
    "tab": (headed("title: A\n\tdate: 2023-01-12"), "yaml-tab:3:1"),
    "tag": (headed("title: !!python/object/apply:os.system [touch x]\ndate: 2023-01-12"), "yaml-tag:2:8"),
    "alias": (headed("title: &a A\ndate: 2023-01-12\nlead: *a"), "yaml-alias:2:8"),
    "bomb": (headed(f"{ARTICLE}a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"), "yaml-alias:4:4"),
    "brackets": (headed("tags: " + "[" * 60_000), "yaml-depth:2:38"),
    "braces": (headed("tags: " + "{" * 60_000), "yaml-depth:2:38"),
    "header-5-mb": (headed(f"{ARTICLE}lead: {'x' * 5_000_000}"), "file-size"),
    "header-1-mb": (headed(f"{ARTICLE}lead: {'x' * 1_000_000}"), "yaml-size:2"),
    "header-list": (headed("- a\n- b"), "yaml-shape:2:1"),
    "header-scalar": (headed("chỉ có chữ"), "yaml-shape:2:1"),
    "header-open": (b"---\ntitle: A\ndate: 2023-01-12\n\nx", "front-matter-open:1:1"),
    "header-none": (b"x", "front-matter-missing:1:1"),
    "key-twice": (headed("title: A\ntitle: B\ndate: 2023-01-12"), "key-twice:3:1"),
    "nul": (headed(b"title: A\0B\ndate: 2023-01-12"), "control-character:2:9"),
    "escape": (headed(b"title: A\x1b[2JB\ndate: 2023-01-12"), "control-character:2:9"),
    "nul-escaped": (headed('title: "A\\0B"\ndate: 2023-01-12'), "control-character:2:8"),
    "surrogate": (headed('title: "\\ud800"\ndate: 2023-01-12'), "yaml-syntax:2:11"),
    "title-list": (headed("title: [a]\ndate: 2023-01-12"), "value-type:2:8"),
    "date-list": (headed("title: A\ndate: [2023-01-12]"), "value-type:3:7"),
    "tags-mapping": (headed(f"{ARTICLE}tags: {{a: b}}"), "value-type:4:7"),
    "views-words": (headed(f"{ARTICLE}views: nhiều"), "number:4:8"),
    "views-5000-digits": (headed(f"{ARTICLE}views: {'9' * 5000}"), "number:4:8"),
    "rating-nan": (headed(f"{ARTICLE}rating: {{average: .nan, votes: 3}}"), "rating:4:19"),
    "rating-infinite": (headed(f"{ARTICLE}rating: {{average: 1e999, votes: 3}}"), "rating:4:19"),
    "status-unknown": (headed(f"{ARTICLE}status: gone"), "value-choice:4:9"),
    "address-script": (headed(f"{ARTICLE}original_url: javascript:alert(1)"), "web-address:4:15"),
    "utf-8-broken": (headed(b"title: H\xe0 N\xf4i\ndate: 2023-01-12"), "encoding:2:9"),
    "utf-16": (headed(ARTICLE).decode().encode("utf-16"), "encoding-utf16:1:1"),
    "windows-1258": (headed("title: Hà Nôi\ndate: 2023-01-12").decode().encode("cp1258", "replace"), "encoding:2:9"),
    "empty": (b"", "front-matter-missing:1:1"),
    "nothing-but-nul": (b"\0" * 1000, "control-character:1:1"),
    "marks-without-end": (headed(ARTICLE, "a" + "\u0301" * 100_000), "stacked-marks:7:2"),
    "pictures-open": (headed(ARTICLE, "![[" * 5000), "body-time:6"),
    "slug-dots": (headed(f"{ARTICLE}slug: .."), "slug:4:7"),
    "slug-blank": (headed(f"{ARTICLE}slug: '  '"), "slug:4:7"),
    "slug-index": (headed(f"{ARTICLE}slug: index"), "address-taken"),
    "alias-up": (headed(f"{ARTICLE}aliases: [/../x.html]"), "alias:4:11"),
    "alias-up-encoded": (headed(f"{ARTICLE}aliases: [/%2e%2e/x.html]"), "alias:4:11"),
    "alias-slash-encoded": (headed(f"{ARTICLE}aliases: [/..%2fx.html]"), "alias:4:11"),
    "alias-backslash": (headed(f"{ARTICLE}aliases: ['/a\\b.html']"), "alias:4:11"),
    "alias-drive": (headed(f"{ARTICLE}aliases: ['/C:/x.html']"), "alias:4:11"),
    "alias-nul": (headed(f"{ARTICLE}aliases: [/x%00.html]"), "alias:4:11"),
    "alias-device": (headed(f"{ARTICLE}aliases: [/con.html]"), "alias:4:11"),
    "alias-hidden": (headed(f"{ARTICLE}aliases: [/.git/x.html]"), "alias:4:11"),
    "alias-line": (headed(f"{ARTICLE}aliases: [/x%0aSet-Cookie.html]"), "alias:4:11"),
    "alias-star": (headed(f"{ARTICLE}aliases: ['/*.html']"), "alias:4:11"),
    "alias-host": (headed(f"{ARTICLE}aliases: [//evil.example/x.html]"), "alias:4:11"),
    "alias-script": (headed(f"{ARTICLE}aliases: ['javascript:alert(1)']"), "alias:4:11"),
    "alias-home": (headed(f"{ARTICLE}aliases: [/index.html]"), "address-taken"),
    "alias-home-case": (headed(f"{ARTICLE}aliases: [/INDEX.html]"), "address-taken"),
    "alias-list": (headed(f"{ARTICLE}aliases: [/2023/]"), "address-taken"),
    "alias-404": (headed(f"{ARTICLE}aliases: [/404.html]"), "address-taken"),
    "alias-own": (headed(f"{ARTICLE}aliases: [/2023/01/12/alias-own.html]"), "address-taken"),
    "alias-below-page": (headed(f"{ARTICLE}aliases: [/2023/01/12/alias-own.html/x.html]"), "address-taken"),
    "loop-a": (headed(f"{ARTICLE}aliases: [/2023/01/12/loop-b.html]"), "address-taken"),
    "loop-b": (headed(f"{ARTICLE}aliases: [/2023/01/12/loop-a.html]"), "address-taken"),
    "x/Tin": (headed(ARTICLE), "address-taken"),
    "y/TIN": (headed(ARTICLE), ""),  # which of the two is named does not matter
    "x/đường": (headed(ARTICLE), "address-taken"),
    "y/duong": (headed(ARTICLE), ""),
    "index": (headed(ARTICLE), "address-taken"),
}
# The same with the fault taken out: file, what stands in it, and where its page is.
TAKEN: Final[dict[str, tuple[bytes, str]]] = {
    "day-28-02": (dated("28/02/2023"), "2023/02/28/day-28-02.html"),
    "last-second": (dated("2016-12-31 23:59:59"), "2016/12/31/last-second.html"),
    "midnight": (dated("2023-01-12 00:00"), "2023/01/12/midnight.html"),
    "quote-closed": (headed('title: "A"\ndate: 2023-01-12'), "2023/01/12/quote-closed.html"),
    "tab-in-value": (headed("title: A\tB\ndate: 2023-01-12"), "2023/01/12/tab-in-value.html"),
    "tag-quoted": (headed("title: '!!python/object/apply:os.system'\ndate: 2023-01-12"), "2023/01/12/tag-quoted.html"),
    "brackets-quoted": (headed("title: '[[[['\ndate: 2023-01-12"), "2023/01/12/brackets-quoted.html"),
    "line-1-mb": (headed(ARTICLE, "chữ " * 200_000), "2023/01/12/line-1-mb.html"),
    "brackets-6000": (headed(ARTICLE, "\\[" * 6000), "2023/01/12/brackets-6000.html"),
    "footnotes-300": (headed(ARTICLE, "".join(f"[^{n}]" for n in range(300)) + "\n\n" + "\n".join(f"[^{n}]: x" for n in range(300))), "2023/01/12/footnotes-300.html"),
    "unclosed": (headed(ARTICLE, "<div><b><i>a *b **c `d\n\nchữ cuối"), "2023/01/12/unclosed.html"),
    "slug-absolute": (headed(f"{ARTICLE}slug: /etc/x"), "2023/01/12/etc-x.html"),
    "slug-encoded": (headed(f"{ARTICLE}slug: ..%2f"), "2023/01/12/2f.html"),
    "slug-backslash": (headed(f"{ARTICLE}slug: 'u\\b'"), "2023/01/12/u-b.html"),
    "slug-drive": (headed(f"{ARTICLE}slug: 'C:'"), "2023/01/12/c.html"),
    "slug-device": (headed(f"{ARTICLE}slug: nul"), "2023/01/12/nul-0.html"),
    "con": (headed(ARTICLE), "2023/01/12/con-0.html"),
    "-rf": (headed(ARTICLE), "2023/01/12/rf.html"),
    "$(touch x)": (headed(ARTICLE), "2023/01/12/touch-x.html"),
    "'><script>": (headed(ARTICLE), "2023/01/12/script.html"),
    "\U0001f600": (headed(ARTICLE), "2023/01/12/x-f0443a34.html"),
    "d" * 252: (headed(ARTICLE), f"2023/01/12/{'d' * 80}.html"),
    "ư" * 126: (headed(ARTICLE), f"2023/01/12/{'u' * 80}.html"),
    "cau-mo\u031b\u0301i": (headed(ARTICLE), "2023/01/12/cau-moi.html"),
    "alias-good": (headed(f"{ARTICLE}aliases: [/cu.html, /portal?id=1]"), "2023/01/12/alias-good.html"),
}  # fmt: skip


def link(to: str) -> Callable[[Path], object]:
    return lambda place: place.symlink_to(to)


def pipe(place: Path) -> None:
    os.mkfifo(place)


def listening(place: Path) -> None:
    """A socket; its path may be longer than sockets' names may be."""
    here = Path.cwd()
    os.chdir(place.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(here)


def large(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(100 * 1024 * 1024)


# What is no plain file, by name; the code of what is said, and the name as it is shown.
SPECIAL: Final[tuple[tuple[bytes, Callable[[Path], object], str, str], ...]] = (
    (b"link-file.md", link("/etc/hostname"), "file-link", "link-file.md"),
    (b"link-folder", link("/etc"), "file-link", "link-folder"),
    (b"link-parent", link(".."), "file-link", "link-parent"),
    (b"link-loop", link("link-loop"), "file-link", "link-loop"),
    (b"link-dangling.md", link("nowhere"), "file-link", "link-dangling.md"),
    (b"link-good.md", link("good.md"), "file-link", "link-good.md"),
    (b"pipe.md", pipe, "file-special", "pipe.md"),
    (b"socket.md", listening, "file-special", "socket.md"),
    (b"100-mb.md", large, "file-size", "100-mb.md"),
    (b"line\nline.md", lambda place: place.write_bytes(headed(ARTICLE)), "file-name", "line?line.md"),
    (b"\xff\xfe.md", lambda place: place.write_bytes(headed(ARTICLE)), "file-name", "\ufffd\ufffd.md"),
)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes too long takes not so long."""
    monkeypatch.setattr(markdown, "CPU_LIMIT", 0.15)


def told(problems: tuple[Problem, ...]) -> set[tuple[str, str]]:
    return {(problem.code, str(problem.location)) for problem in problems}


@pytest.mark.skipif(os.name == "nt", reason="links, pipes and names of bytes are POSIX's")
@pytest.mark.usefixtures("quick")
def test_each_bad_file_is_named_every_other_is_still_checked_and_the_last_good_site_stays(site: TrialSite) -> None:
    site.article("good.md")
    site.built()
    before = dict(files_below(site.output))
    for name, (content, _) in REFUSED.items():
        site.write(f"content/{name}.md", content)
    for raw, make, _, _ in SPECIAL:
        make(site.folder / "content" / os.fsdecode(raw))
    result = site.build()
    found = told(result.problems)
    expected = {(fault.partition(":")[0], f"content/{name}.md{fault[fault.find(':'):] if ':' in fault else ''}") for name, (_, fault) in REFUSED.items() if fault}  # fmt: skip
    expected |= {(code, f"content/{shown}") for _, _, code, shown in SPECIAL}
    # Addresses are compared once every single file is right.
    clashes = {each for each in expected if each[0] == "address-taken"}
    assert expected - clashes <= found
    assert result.exit_code == 1
    assert dict(files_below(site.output)) == before
    report = site.report(result)
    assert all(line.isprintable() or "\u00a0" in line for line in report.split("\n"))


@pytest.mark.usefixtures("quick")
def test_what_is_right_about_the_same_things_is_published(site: TrialSite) -> None:
    for name, (content, _) in TAKEN.items():
        site.write(f"content/{name}.md", content)
    site.built()
    pages = {path for path, _ in files_below(site.output)}
    assert {address for _, address in TAKEN.values()} <= pages
    assert "chữ cuối" in site.page("2023/01/12/unclosed.html")
    assert site.page("2023/01/12/line-1-mb.html").count("chữ") >= 200_000
    assert site.page("2023/01/12/brackets-6000.html").count("[") >= 6000
    assert all(address.isascii() and ".." not in address for address in pages)


def test_names_that_meet_are_refused_whoever_made_them(site: TrialSite) -> None:
    site.article("good.md")
    site.built()
    before = dict(files_below(site.output))
    for name, (content, fault) in REFUSED.items():
        if fault in ("address-taken", ""):
            site.write(f"content/{name}.md", content)
    result = site.build()
    named = {problem.location.path for problem in result.problems if problem.code == "address-taken" and problem.location}
    beside = {problem.related.path for problem in result.problems if problem.code == "address-taken" and problem.related}
    assert {f"content/{name}.md" for name, (_, fault) in REFUSED.items() if fault == "address-taken"} <= named | beside
    assert dict(files_below(site.output)) == before


def test_terms_that_fold_to_one_address_both_live_and_none_leaves_its_folder(site: TrialSite) -> None:
    site.article("a.md", tags="[Dương, Đường, C++, 'C#', '..', '/', 'a/b', '%2e%2e', 2023, con, \U0001f600]", category="'../../x'")
    site.article("b.md", tags="[hòa, hoà, HÒA]", author="'<b>x</b>'")
    result = site.built()
    places = {path for path, _ in files_below(site.output)}
    for slug in ("duong", "duong-2", "c", "c-2", "a-b", "2023", "con-0", "hoa"):
        assert f"tu-khoa/{slug}/index.html" in places
    assert "tu-khoa/hoa-2/index.html" not in places
    assert {"chuyen-muc/x/index.html", "tac-gia/b-x-b/index.html"} <= places
    assert all(".." not in path.split("/") for path in places)
    assert "term-address" in site.codes(result)
