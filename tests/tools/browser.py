"""Debian's Chromium, driven by Playwright: one for many checks, each page in a context of its own, no network but loopback."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, Request, Response, sync_playwright

Scheme = Literal["light", "dark"]
Medium = Literal["screen", "print"]

CHROMIUM = os.environ.get("CHROME_PATH", "/usr/bin/chromium")
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # no names, no other addresses
    "--disable-gpu",
    "--disable-quic",
    "--disable-lcd-text",  # pictures do not depend on the order of a screen's red, green and blue
    "--font-render-hinting=none",
    "--disable-font-subpixel-positioning",
)
_INLINE = ("data", "blob", "about")


@dataclass(slots=True)
class Visit:
    """A page that stands open, and what it did since it was asked for."""

    page: Page
    devtools: CDPSession
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    @property
    def complaints(self) -> list[str]:
        """Everything that a sound page has none of: messages, errors, failed requests, requests to other origins."""
        return [*self.console, *self.errors, *self.failed, *self.foreign]


@contextmanager
def started() -> Iterator[Browser]:
    """A browser without a screen, for the fixture of a session; it ends with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, chromium_sandbox=False, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    height: int = 900,
    scale: float = 1,
    scheme: Scheme = "light",
    scripts: bool = True,
    forced_colours: bool = False,
    reduced_motion: bool = False,
    medium: Medium = "screen",
    timezone: str = "Asia/Ho_Chi_Minh",
    clock: datetime | None = None,
    prepare: Callable[[Page], None] | None = None,
) -> Iterator[Visit]:
    """The page at `address`, loaded with its fonts; its clock may stand still, and `prepare` may add init scripts or routes.

    Without `scripts` the page's own never run and `noscript` shows, yet checks may still ask the page what it is like.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme=scheme,
        forced_colors="active" if forced_colours else "none",
        reduced_motion="reduce" if reduced_motion else "no-preference",
        locale="vi-VN",
        timezone_id=timezone,
    )
    try:
        page = context.new_page()
        page.set_default_timeout(15_000)
        visit = Visit(page, context.new_cdp_session(page))
        _listen(visit, address)
        if clock:
            page.clock.set_fixed_time(clock)
        if prepare:
            prepare(page)
        # Not Playwright's `java_script_enabled=False`: with it, checks that wait for a promise would wait for ever.
        if not scripts:
            visit.devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})
        page.goto(address, wait_until="load")
        if not scripts:
            visit.devtools.send("Emulation.setScriptExecutionDisabled", {"value": False})
        if medium == "print":  # not before: the way to another page would undo it
            page.emulate_media(media="print")
        page.evaluate("async () => { await document.fonts.ready; }")
        yield visit
    finally:
        context.close()


def _listen(visit: Visit, address: str) -> None:
    own = _origin(address)
    gone_to: list[str] = []

    def requested(request: Request) -> None:
        if request.is_navigation_request() and request.frame == visit.page.main_frame:
            gone_to.append(request.url)
        if urlsplit(request.url).scheme not in _INLINE and _origin(request.url) != own:
            visit.foreign.append(request.url)

    def answered(response: Response) -> None:
        visit.responses.append(response)
        if response.status >= 400:
            visit.failed.append(f"{response.status} {response.url}")

    def failed(request: Request) -> None:
        # What a page still waited for is given up when the reader goes on to the next; the icon, which Chromium asks for
        # by itself, also when there is no next.
        left = len(gone_to) > 1 and not request.is_navigation_request()
        if not (request.failure == "net::ERR_ABORTED" and (left or request.url.endswith("/static/icon.svg"))):
            visit.failed.append(f"{request.failure} {request.url}")

    page = visit.page
    page.on("console", lambda message: visit.console.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("requestfailed", failed)
    page.on("request", requested)
    page.on("response", answered)


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def picture(page: Page, *, whole: bool = True) -> bytes:
    """A PNG of the page, all of it or its first screen: no animation moves, no caret blinks."""
    page.evaluate("async () => { await document.fonts.ready; scrollTo(0, 0); }")
    return page.screenshot(full_page=whole, animations="disabled", caret="hide", scale="css", type="png")


def node() -> Path:
    """The Node.js that came with Playwright: newer than Debian's, and as new as Lighthouse asks for."""
    import playwright

    return Path(playwright.__file__).parent / "driver" / "node"
