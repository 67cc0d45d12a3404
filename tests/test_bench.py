"""The bench counts what was built, lays out the same articles for everyone, and draws what it measured."""

import json
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import CHECKOUT
from hn_archive.search_lists import STARTS

sys.path.append(str(CHECKOUT / "bench"))

import chart
import corpus
import peers
import publishing
import run
import starts
import tally

NAMES = ("hn-archive, same job", "hn-archive, full site", "Hugo", "Pelican", "Eleventy", "Jekyll")


def results(*, apart: float) -> str:
    """What run.py would write, with each generator `apart` times as slow as the one before; the last was not tried with the largest site."""
    lines = [
        {"generator": name, "articles": size, "wall": size / 1000 * apart**place, "megabytes": 50 + size / 20 * apart**place}
        for size in (1000, 2000, 5000, 10_000, 20_000)
        for place, name in enumerate(NAMES)
        if not (name == NAMES[-1] and size == 20_000)
    ]
    return "\n".join(map(json.dumps, lines))


def test_pages_of_articles_and_links_between_pages_are_counted(tmp_path: Path) -> None:
    pages = {
        "index.html": '<h1>Lưu trữ</h1><a href="bai/1.html">1</a> <a class="x" href="/ch%E1%BB%A7%20%C4%91%E1%BB%81/">2</a> <a href="/">3</a>',
        "bai/1.html": '<h1 class="t">A &amp;\u00a0B (1)</h1><a href="../index.html#x">4</a><a href=2.html>5</a>',
        "bai/2.html": '<h1>C (2)</h1><a href="#x">–</a><a href="https://example.org/bai/1.html">–</a><a href="../feed.xml">–</a>',
        "chủ đề/index.html": '<h1>Chủ đề</h1><a href="../gone.html">–</a><a href="mailto:a@example.org">–</a><link href="/index.html">',
        "feed.xml": '<a href="/">–</a>',
    }
    for name, text in pages.items():
        peers.put(tmp_path / name, text)
    assert tally.tally(tmp_path, ["A & B (1)", "C (2)", "D (3)"]) == tally.Tally(files=5, articles=2, links=5)


def test_the_same_job_has_a_page_for_each_article_and_links_to_it(tmp_path: Path) -> None:
    articles = list(corpus.stories(corpus.seed_words(), 12))
    [peer] = [peer for peer in peers.PEERS if peer.name == "same-job"]
    peer.lay_out(tmp_path, articles)
    subprocess.run(peer.command, cwd=tmp_path, check=True, capture_output=True)
    made = tally.tally(tmp_path / peer.output, (story.title for story in articles))
    assert made.articles == 12
    assert made.links > 12 * 3


@pytest.mark.parametrize("left_out", [0, 1])
def test_a_generator_that_leaves_an_article_out_ends_the_run(left_out: int, tmp_path: Path) -> None:
    def lay_out(folder: Path, articles: list[corpus.Story]) -> None:
        for story in articles[left_out:]:
            peers.put(folder / f"laid/{story.number}.html", f'<h1>{story.title}</h1><a href="{story.number}.html">–</a>')

    articles = list(corpus.stories(corpus.seed_words(), 3))
    peer = peers.Peer("copy", "Copy", lay_out, ("cp", "-r", "laid", "public"), ("cp", "--version"))
    if left_out:
        with pytest.raises(SystemExit, match="Copy has made pages for 2 of 3 articles"):
            run.build_in_turn([peer], articles, lambda _: 2, tmp_path)
    else:
        [built] = run.build_in_turn([peer], articles, lambda _: 2, tmp_path)
        assert built.made == tally.Tally(files=3, articles=3, links=3)


@pytest.mark.parametrize("peer", peers.PEERS, ids=lambda peer: peer.name)
def test_every_generator_gets_every_article_whole(peer: peers.Peer, tmp_path: Path) -> None:
    articles = list(corpus.stories(corpus.seed_words(), 12))
    peer.lay_out(tmp_path, articles)
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")]
    assert len(texts) == 12
    for story in articles:
        [text] = [text for text in texts if story.title in text]
        assert text.endswith(story.body)
        for field in (f"{story.at:%H:%M}", story.category, story.source, str(story.views), story.lead, *story.tags):
            assert field in text


@pytest.mark.parametrize("drawn", chart.CHARTS, ids=lambda drawn: drawn.name)
def test_a_chart_names_each_generator_once_and_is_told_in_words(drawn: chart.Chart) -> None:
    text = chart.draw(drawn, chart.read(results(apart=1.3), drawn.figure))
    svg = ElementTree.fromstring(text)  # noqa: S314
    shown = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert [shown.count(name) for name in NAMES] == [1] * len(NAMES)
    assert "prefers-color-scheme:dark" in text
    title, words = (svg.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") or "" for tag in ("title", "desc"))
    assert title == drawn.title
    assert all(f"{name}: " in words for name in NAMES)
    assert " for 20,000." in words


def test_the_same_results_give_the_same_bytes_and_a_later_one_counts(tmp_path: Path) -> None:
    (tmp_path / "once").write_text(results(apart=1.3))
    (tmp_path / "again").write_text(results(apart=2) + "\n" + results(apart=1.3))
    for name in ("once", "again"):
        (tmp_path / f"{name}-drawn").mkdir()
        chart.main(tmp_path / name, tmp_path / f"{name}-drawn")
    for name in ("performance-time.svg", "performance-memory.svg"):
        assert (tmp_path / "once-drawn" / name).read_bytes() == (tmp_path / "again-drawn" / name).read_bytes()


@pytest.mark.parametrize("apart", [1.0, 1.01, 1.05, 1.3, 3.0, 0.95])
def test_names_in_a_chart_touch_neither_each_other_nor_a_line(apart: float) -> None:
    lines = chart.read(results(apart=apart), "wall")
    paths = [[chart.Point(60 + 40 * place, 380 - amount) for place, (_, amount) in enumerate(line.values)] for line in lines]
    boxes = chart.label_boxes(paths, [line.name for line in lines])
    for one, other in combinations(boxes, 2):
        assert one.bottom <= other.top or other.bottom <= one.top or one.right < other.left or other.right < one.left
    for box in boxes:
        assert not any(chart._crosses(box, a, b) for path in paths for a, b in pairwise(path))


def test_files_of_words_start_where_the_counts_of_real_news_say() -> None:
    assert tuple(starts.starts(1024)) == tuple(STARTS)


def test_the_plan_that_is_measured_is_the_right_one() -> None:
    assert publishing.planning(1_000) > 0
