"""Deque's axe-core in a page that stands open."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_LIBRARY = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# All rules that are on by default, best practices among them, and WCAG 2.2's size of targets, which is not.
_RUN = """async only => {
  const options = only.length ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } };
  const found = await axe.run(document, { ...options, resultTypes: ['violations'] });
  return found.violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html]));
}"""


# What another scheme can change: colours, and nothing else.
COLOURS = ("color-contrast", "link-in-text-block")


@cache
def _library() -> str:
    return _LIBRARY.read_text(encoding="utf-8")


def violations(page: Page, only: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Each fault of all rules, or `only` some, as the rule's name and the element's HTML. No CSP hinders it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_library())
    return [(str(rule), str(html)) for rule, html in page.evaluate(_RUN, only)]
