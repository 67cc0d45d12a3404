#!/usr/bin/env python3
"""Draw what `run.py --sizes` has measured, as performance-time.svg and performance-memory.svg.

usage: chart.py RESULTS FOLDER

A line for each generator, named at its end; both scales are logarithmic, so that what grows with the number of articles rises as steeply
everywhere. The same results give the same bytes.
"""

import itertools
import json
import sys
from html import escape
from math import log
from pathlib import Path
from typing import NamedTuple

WIDTH, HEIGHT = 700, 440
LEFT, RIGHT, TOP, BOTTOM = 58, 520, 66, 388
STEPS = tuple(figure * 10.0**power for power in range(-2, 7) for figure in (1, 2, 5))
OWN = "hn-archive"
LIGHT = ("#b3122f", "#0a5fb4", "#8a5a00", "#16703c", "#6b3fa8", "#4d5560")
DARK = ("#ff8593", "#6cb6ff", "#e3b341", "#57c98a", "#c9a2ff", "#b3bcc6")
LETTER, LINE = 6.9, 16


class Chart(NamedTuple):
    """What one chart says: which figure of the results it shows, and the words around it."""

    name: str
    figure: str
    title: str
    axis: str
    unit: str


class Series(NamedTuple):
    """A generator's figures, by number of articles."""

    name: str
    values: tuple[tuple[int, float], ...]


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


CHARTS = (
    Chart("performance-time", "wall", "Time to build an archive from nothing", "wall seconds", "s"),
    Chart("performance-memory", "megabytes", "Memory needed to build an archive from nothing", "megabytes at the peak", "MB"),
)


def read(results: str, figure: str) -> list[Series]:
    """One figure of the lines of JSON that run.py writes; where a generator was measured twice at a size, the later counts."""
    values: dict[str, dict[int, float]] = {}
    for line in results.splitlines():
        found = json.loads(line)
        values.setdefault(found["generator"], {})[found["articles"]] = found[figure]
    return [Series(name, tuple(sorted(by_size.items()))) for name, by_size in values.items()]


def draw(chart: Chart, lines: list[Series]) -> str:
    """The chart as SVG."""
    sizes = sorted({size for line in lines for size, _ in line.values})
    amounts = [amount for line in lines for _, amount in line.values]
    low = max(step for step in STEPS if step <= max(min(amounts), STEPS[0]))
    high = min(step for step in STEPS if step >= max(*amounts, low * 2))

    def x(size: float) -> float:
        return _between(size, sizes[0], max(sizes[-1], sizes[0] + 1), LEFT, RIGHT)

    def y(amount: float) -> float:
        return _between(max(amount, low), low, high, BOTTOM, TOP)

    paths = [[Point(x(size), y(amount)) for size, amount in line.values] for line in lines]
    boxes = label_boxes(paths, [line.name for line in lines])
    rows = [step for step in STEPS if low <= step <= high]
    parts = [
        f'<path class="grid" d="{"".join(f"M{LEFT},{y(row):.1f}H{RIGHT}" for row in rows)}"/>',
        *(f'<text class="soft" x="{LEFT - 8}" y="{y(row) + 4:.1f}" text-anchor="end">{row:,.10g}</text>' for row in rows),
        *(f'<text class="soft" x="{x(size):.1f}" y="{BOTTOM + 20}" text-anchor="middle">{size:,}</text>' for size in sizes),
        f'<text class="soft" x="{(LEFT + RIGHT) / 2:.0f}" y="{BOTTOM + 40}" text-anchor="middle">articles</text>',
    ]
    shapes = zip(paths, boxes, _classes(lines), strict=True)
    parts += [_line(line.name, *shape) for line, shape in zip(lines, shapes, strict=True)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-labelledby="{chart.name}-title {chart.name}-desc">\n<title id="{chart.name}-title">{chart.title}</title>\n'
        f'<desc id="{chart.name}-desc">{escape(_in_words(chart, lines))}</desc>\n<style>{_style()}</style>\n'
        f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>\n<text class="title" x="16" y="26">{chart.title}</text>\n'
        f'<text class="soft" x="16" y="46">{chart.axis}; both scales are logarithmic</text>'
    )
    return "\n".join([head, *parts, "</svg>\n"])


def _between(value: float, low: float, high: float, start: float, end: float) -> float:
    return start + (end - start) * log(value / low) / log(high / low)


def _classes(lines: list[Series]) -> list[str]:
    """One colour for all that is ours, the second of them broken; the others' colours in turn."""
    own = iter(("c0 own", *("c0 own broken" for _ in lines)))
    others = itertools.cycle(f"c{number}" for number in range(1, len(LIGHT)))
    return [next(own if line.name.startswith(OWN) else others) for line in lines]


def _line(name: str, path: list[Point], box: Box, classes: str) -> str:
    end, middle = path[-1], (box.top + box.bottom) / 2
    leader = (
        f'<path class="leader" d="M{end.x + 4:.1f},{end.y:.1f}L{box.left - 2:.1f},{middle:.1f}"/>'
        if abs(middle - end.y) > 1
        else ""
    )
    course = "L".join(f"{x:.1f},{y:.1f}" for x, y in path)
    marks = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in path)
    return (
        f'<g class="{classes}"><path d="M{course}"/>{leader}{marks}'
        f'<text x="{box.left:.1f}" y="{middle + 4:.1f}">{escape(name)}</text></g>'
    )


def label_boxes(paths: list[list[Point]], names: list[str]) -> list[Box]:
    """Where each name stands: right of its line's end, as near to it as can be without touching another name or a line."""
    placed: dict[int, Box] = {}
    for number in sorted(range(len(paths)), key=lambda number: paths[number][-1]):
        end = paths[number][-1]
        choices = [_box(end, shift * 2 * sign, names[number]) for shift in range(HEIGHT // 2) for sign in (1, -1)]
        placed[number] = next((box for box in choices if _is_free(box, placed, paths)), choices[0])
    return [placed[number] for number in range(len(paths))]


def _box(end: Point, shift: float, name: str) -> Box:
    left, middle = end.x + (10 if not shift else 16), end.y + shift
    return Box(left, middle - LINE / 2, left + LETTER * len(name), middle + LINE / 2)


def _is_free(box: Box, placed: dict[int, Box], paths: list[list[Point]]) -> bool:
    return (
        box.top > TOP - LINE
        and box.bottom < BOTTOM + LINE
        and all(box.right < b.left or b.right < box.left or box.bottom <= b.top or b.bottom <= box.top for b in placed.values())
        and not any(_crosses(box, a, b) for path in paths for a, b in itertools.pairwise(path))
    )


def _crosses(box: Box, a: Point, b: Point) -> bool:
    """Whether a line from `a` to `b`, further right, comes through the box or within 3 pixels of it."""
    left, right = max(a.x, box.left), min(b.x, box.right)
    if left > right:
        return False
    heights = sorted(a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x) for x in (left, right))
    return heights[0] < box.bottom + 3 and heights[1] > box.top - 3


def _in_words(chart: Chart, lines: list[Series]) -> str:
    """The ends of each line, for those who do not see it."""
    said = []
    for line in lines:
        (first, least), (last, most) = line.values[0], line.values[-1]
        said.append(
            f"{line.name}: {_rounded(least)} {chart.unit} for {first:,} articles, {_rounded(most)} {chart.unit} for {last:,}."
        )
    return " ".join(said)


def _rounded(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 20 else f"{amount:.1f}"


def _style() -> str:
    def colours(page: str, ink: str, soft: str, grid: str, series: tuple[str, ...]) -> str:
        return f".page{{fill:{page}}}text{{fill:{ink}}}.soft{{fill:{soft}}}.grid{{stroke:{grid}}}" + "".join(
            f".c{n} path{{stroke:{colour}}}.c{n} text,.c{n} circle{{fill:{colour}}}" for n, colour in enumerate(series)
        )

    return (
        "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}.title{font-size:16px;font-weight:600}.soft{font-size:12px}"
        "path{fill:none;stroke-width:1.75;stroke-linejoin:round}.grid{stroke-width:1}.own path{stroke-width:3}.broken path{stroke-dasharray:7 4}"
        ".own text{font-weight:600}g .leader{stroke-width:1;stroke-dasharray:none}"
        + colours("#ffffff", "#1b1f24", "#57606a", "#e1e6eb", LIGHT)
        + f"@media (prefers-color-scheme:dark){{{colours('#15191e', '#e6eaee', '#a4adb6', '#2e363e', DARK)}}}"
    )


def main(results: Path, folder: Path) -> None:
    text = results.read_text(encoding="utf-8")
    for chart in CHARTS:
        (folder / f"{chart.name}.svg").write_text(draw(chart, read(text, chart.figure)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
