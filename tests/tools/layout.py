"""Questions to a page that stands open: is it too wide, does it jump, can a keyboard reach everything, what does it weigh."""

import gzip
from dataclasses import dataclass

from browser import Visit
from playwright.sync_api import Page

# WCAG 1.4.12, and 1.4.4 for text alone.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    " p { margin-bottom: 2em !important; }"
)
TEXT_TWICE = "html { font-size: 200% !important; }"

_TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > root.clientWidth + 0.5);
  return wide.length ? wide.map(one => one.cloneNode().outerHTML) : ['?'];
}"""
_CUT = """() => [...document.body.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  if (!one.checkVisibility() || one.clientWidth < 2 || style.webkitLineClamp !== 'none') return false;
  const hides = way => way === 'hidden' || way === 'clip';
  return hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1
    || hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
}).map(one => one.cloneNode().outerHTML)"""
_STYLED = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
_JUMPS = """() => new Promise(done => {
  const found = {};
  const name = node => !node ? '?' : node.cloneNode().outerHTML ?? node.textContent.trim().slice(0, 80);
  const add = list => {
    for (const entry of list) if (!entry.hadRecentInput) {
      const names = entry.sources.map(source => name(source.node)).join(' ');
      found[names] = (found[names] ?? 0) + entry.value;
    }
  };
  const observer = new PerformanceObserver(list => add(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { add(observer.takeRecords()); done(found); }, 50)));
})"""
# Everything that Tab should reach: also boxes that scroll and hold nothing to focus, which Chromium lets the keyboard enter.
_REACHABLE = """() => {
  const usual = 'a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls],'
    + ' [tabindex], [contenteditable]';
  const shown = one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]');
  const able = one => one.matches(usual) && one.tabIndex >= 0 && !one.matches(':disabled, input[type=hidden]') && shown(one)
    && (one.localName !== 'summary' || one.matches('details > summary:first-of-type'));
  const scrolls = one => {
    const style = getComputedStyle(one);
    const way = value => value === 'auto' || value === 'scroll';
    const wide = way(style.overflowX) && one.scrollWidth > one.clientWidth;
    const high = way(style.overflowY) && one.scrollHeight > one.clientHeight;
    return (wide || high) && shown(one) && ![...one.querySelectorAll('*')].some(able);
  };
  const groups = new Set();
  const found = [...document.body.querySelectorAll('*')].filter(one => able(one) || scrolls(one)).filter(one => {
    if (one.type !== 'radio') return true;
    if (groups.has(one.name)) return false;
    return groups.add(one.name);
  });
  return found.map(one => one.cloneNode(one.childElementCount === 0).outerHTML);
}"""
_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  window.__reached ??= new Map();
  const known = window.__reached.get(one);
  if (known !== undefined) return { known };
  window.__reached.set(one, window.__reached.size);
  const style = getComputedStyle(one);
  const clear = /^(transparent|rgba\\(.*, 0\\))$/.test(style.outlineColor);
  const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && !clear;
  const box = [...one.getClientRects()].find(part => part.width > 0 && part.height > 0) ?? one.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const top = document.elementFromPoint(x, y);
  const seen = inside && !!top && (one.contains(top) || top.contains(one));
  return { html: one.cloneNode(one.childElementCount === 0).outerHTML, outline, seen };
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """An element that Tab reached: has it an outline, and is it on the screen with nothing above it."""

    html: str
    outline: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class Weight:
    """A file that a page needs: its kind (document, stylesheet, script, font, image), and its bytes as they are and gzipped."""

    address: str
    kind: str
    raw: int
    gzipped: int


def too_wide(page: Page) -> list[str]:
    """The elements past the right edge, where the page scrolls sideways."""
    return [str(one) for one in page.evaluate(_TOO_WIDE)]


def cut_off(page: Page) -> list[str]:
    """The elements that hide a part of their content, but for those that shorten it on purpose by lines."""
    return [str(one) for one in page.evaluate(_CUT)]


def restyle(page: Page, css: str) -> None:
    """Use a style sheet as a reader's own, and no other before it; no Content-Security-Policy refuses it."""
    page.evaluate(_STYLED, css)


def jumps(page: Page) -> dict[str, float]:
    """All layout shifts since the page was asked for: how much, by the elements that moved."""
    return {str(moved): float(score) for moved, score in page.evaluate(_JUMPS).items()}


def reachable(page: Page) -> list[str]:
    """What a keyboard should reach, in the document's order."""
    return [str(one) for one in page.evaluate(_REACHABLE)]


def walked(page: Page, limit: int = 500) -> list[Stop]:
    """Press Tab from the page's start until it is left or starts over; a player's own buttons count as one stop."""
    stops: list[Stop] = []
    last = -1
    for _ in range(limit):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUS)
        if found is None:
            return stops
        if "known" not in found:
            stops.append(Stop(**found))
            last = len(stops) - 1
        elif found["known"] != last:
            return stops
    raise AssertionError(f"Tab has not left the page after {limit} times")


def weights(visit: Visit) -> list[Weight]:
    """What the page was made of when it was opened, from a server."""
    bodies = [(one.url, one.request.resource_type, one.body()) for one in visit.responses if one.status == 200]
    return [Weight(address, kind, len(body), len(gzip.compress(body, 9, mtime=0))) for address, kind, body in bodies]
