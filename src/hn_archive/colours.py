"""The colours of a site's own choice: a stylesheet of tokens, and whether readers can read what is set in them."""

from collections.abc import Iterator
from typing import Final

import msgspec


class Colours(msgspec.Struct, frozen=True):
    """Colours as `#rrggbb` by their use; "" for the theme's own."""

    ink: str = ""
    ink_soft: str = ""
    paper: str = ""
    paper_soft: str = ""
    line: str = ""
    accent: str = ""
    link: str = ""
    link_visited: str = ""


class Theme(msgspec.Struct, frozen=True):
    """Colours on a light and on a dark page."""

    light: Colours = Colours()
    dark: Colours = Colours()


# What `static/site.css` has.
LIGHT: Final = Colours(
    ink="#1c1a17", ink_soft="#5c564d", paper="#fffdf8", paper_soft="#f5f0e6", line="#d9d0c0", accent="#8c1d18", link="#0b4f8a",
    link_visited="#5c3b80",
)  # fmt: skip
DARK: Final = Colours(
    ink="#ece8e1", ink_soft="#b3aca1", paper="#171614", paper_soft="#23211e", line="#423e38", accent="#f29a90", link="#8cc2f4",
    link_visited="#c9aeea",
)  # fmt: skip
# WCAG 2.2, 1.4.3: text in its colour on each of the papers that it stands on.
CONTRAST: Final = 4.5
_ON_PAPER: Final = ("ink", "ink_soft", "accent", "link", "link_visited")
_PAPERS: Final = ("paper", "paper_soft")


def stylesheet(theme: Theme) -> str:
    """The tokens that a site sets anew, after the theme's own; "" for none."""
    light, dark = _declarations(theme.light), _declarations(theme.dark)
    parts = [f":root {{ {light} }}\n"] if light else []
    if dark:
        parts.append(f'@media (prefers-color-scheme: dark) {{ :root:not([data-scheme="light"]) {{ {dark} }} }}\n')
        parts.append(f':root[data-scheme="dark"] {{ {dark} }}\n')
    return "".join(parts)


def _declarations(colours: Colours) -> str:
    chosen = msgspec.structs.asdict(colours)
    return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in chosen.items() if colour)


def faint(theme: Theme) -> Iterator[tuple[str, str, str, float]]:
    """The pairs of colours, of which the site chose at least one, that too few readers can tell apart: the setting's key, text and paper,
    and their contrast."""
    for scheme, own in (("light", theme.light), ("dark", theme.dark)):
        whole = LIGHT if scheme == "light" else DARK
        for paper in _PAPERS:
            for text in _ON_PAPER:
                chosen = [name for name in (text, paper) if getattr(own, name)]
                colours = [getattr(own, name) or getattr(whole, name) for name in (text, paper)]
                ratio = contrast(*colours)
                if chosen and ratio < CONTRAST:
                    yield f"theme.{scheme}.{chosen[0]}", text, paper, ratio


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """From 0 for black to 1 for white (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
