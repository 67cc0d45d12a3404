"""One published tree becomes another in an order in which no reader ever meets a page without what it needs."""

from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.publishers.transfer import UNKNOWN, Transfer, phase_of, plan

ASSETS: Final = (
    "static/site.css",
    "static/a b;c.js",
    "tep/0123456789ab-anh.jpg",
    "tep/ba9876543210-anh_640.webp",
    "tim-kiem/ff00/w0.js",
)
PAGES: Final = ("2023/01/12/a.html", "2023/01/12/-b.html", "2023/01/13/c.html", "trang/gioi-thieu.html", "tham-do/cau.html")
LISTS: Final = (
    "index.html",
    "2023/01/12/index.html",
    "chuyen-muc/do-thi/2023.html",
    "atom.xml",
    "sitemap-2023.xml",
    "tim-kiem/segments.js",
)


class Tree:
    """A site: what each page and list links to, and a version of each file that says so."""

    def __init__(self, links: Mapping[str, frozenset[str]], version: str) -> None:
        self.links = links
        self.digests = {place: f"{version}{sorted(targets)}" for place, targets in links.items()}


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A whole site: pages link to assets that are there, lists to pages and assets that are there."""
    assets = draw(st.sets(st.sampled_from(ASSETS)))
    pages = draw(
        st.dictionaries(st.sampled_from(PAGES), st.sets(st.sampled_from(sorted(assets)), max_size=3) if assets else st.just(set()))
    )
    known = sorted({*assets, *pages})
    lists = draw(st.dictionaries(st.sampled_from(LISTS), st.sets(st.sampled_from(known), max_size=4) if known else st.just(set())))
    links = {place: frozenset[str]() for place in assets} | {
        place: frozenset(targets) for place, targets in (pages | lists).items()
    }
    return Tree(links, draw(st.sampled_from(("", "x"))))


@given(trees(), trees())
def test_wherever_it_is_interrupted_nothing_links_to_what_is_not_there(before: Tree, after: Tree) -> None:
    standing = dict(before.links)
    for sign, place in [("", ""), *plan(before.digests, after.digests).steps()]:
        if sign == "-":
            del standing[place]
        elif sign:
            assert (place in standing) == (sign == "~")
            standing[place] = after.links[place]
        for page, targets in standing.items():
            assert targets <= standing.keys(), (page, sign, place)
    assert standing == after.links


@given(trees(), trees())
def test_only_what_differs_travels(before: Tree, after: Tree) -> None:
    found = plan(before.digests, after.digests)
    same = {place for place, digest in after.digests.items() if before.digests.get(place) == digest}
    assert same.isdisjoint({*found.sent, *found.removed})
    assert len(found.sent) + len(same) == len(after.digests)
    assert plan(after.digests, after.digests).is_empty


NAMES: Final = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join)


def without_clashes(places: set[str]) -> set[str]:
    return {place for place in places if not any(other.startswith(f"{place}/") for other in places)}


@given(st.sets(NAMES).map(without_clashes), st.sets(NAMES).map(without_clashes))
def test_what_is_in_the_way_of_a_new_file_goes_before_it_comes(before: set[str], after: set[str]) -> None:
    standing = set(before)
    for sign, place in plan(dict.fromkeys(before, "1"), dict.fromkeys(after, "2")).steps():
        if sign == "-":
            standing.remove(place)
        else:
            standing.add(place)
        assert standing == without_clashes(standing), (sign, place)
    assert standing == after


def test_what_is_not_in_the_way_goes_last() -> None:
    found = plan({"a": "1", "b": "1", "c/d": "1"}, {"a/e": "2", "c": "2", "f": "2"})
    assert found == Transfer(("a/e", "c", "f"), (), ("a", "b", "c/d"), ("a", "c/d"))
    assert [step for step in found.steps() if step[0] == "-"] == [("-", "a"), ("-", "c/d"), ("-", "b")]


def test_a_file_of_which_nothing_is_known_is_sent_or_removed() -> None:
    found = plan({"a": UNKNOWN, "b": UNKNOWN, "c": "1"}, {"a": "1", "c": "1"})
    assert (found.added, found.changed, found.removed) == ((), ("a",), ("b",))


@pytest.mark.parametrize(
    ("place", "phase"),
    [
        ("static/site.css", "assets"),
        ("static/fonts/a.woff2", "assets"),
        ("tep/0123456789ab-bao-cao.pdf", "assets"),
        ("files/0123456789ab.jpg", "assets"),
        ("2023/01/12/a.txt", "assets"),
        ("tim-kiem/8cc5769af7f6d321/w0.js", "assets"),
        ("static/site.css.gz", "assets"),
        ("2023/01/12/a.html", "pages"),
        ("2023/01/12/a.html.br", "pages"),
        ("trang/gioi-thieu.html", "pages"),
        ("poll/bridge.html", "pages"),
        ("2023/01/12/index.html", "lists"),
        ("2023/index.html", "lists"),
        ("index.html", "lists"),
        ("404.html", "lists"),
        ("chuyen-muc/do-thi/index.html", "lists"),
        ("chuyen-muc/do-thi/atom.xml", "lists"),
        ("sitemap.xml", "lists"),
        ("robots.txt", "lists"),
        ("_redirects", "lists"),
        (".htaccess", "lists"),
        ("tim-kiem/segments.js", "lists"),
        ("ngay-nay-nam-xua/01.js", "lists"),
        ("du-lieu/articles-2023.jsonl", "lists"),
        ("bai-cu.html", "lists"),
    ],
)
def test_each_kind_of_file_has_its_time(place: str, phase: str) -> None:
    assert phase_of(place) == phase
