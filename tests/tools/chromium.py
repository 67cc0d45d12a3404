"""Run Debian's Chromium without a screen: no network, a profile of its own, and an end by itself."""

import subprocess
import tempfile
from pathlib import Path

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def run(page: str, *arguments: str) -> str:
    """What Chromium prints when it opens `page`, a path or an address."""
    return _opened(page, *arguments).stdout


def complaints(page: str) -> list[str]:
    """What a page writes to the console, refusals of its Content-Security-Policy among it."""
    lines = _opened(page, "--dump-dom", "--enable-logging=stderr").stderr.splitlines()
    return [line.partition("] ")[2] for line in lines if ":CONSOLE" in line]


def _opened(page: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", *FLAGS, f"--user-data-dir={profile}", *arguments, page]
        return subprocess.run(command, check=True, capture_output=True, timeout=60, text=True, encoding="utf-8")


def screenshot(page: str, picture: Path, width: int, height: int, *arguments: str) -> None:
    """A PNG of the top of `page` in a window of `width` by `height` pixels."""
    run(page, f"--window-size={width},{height}", f"--screenshot={picture}", *arguments)
