#!/usr/bin/env python3
"""Edit a site while `hn-archive serve` shows it in Chromium: how long from the save to the page that shows the edit.

usage: refresh.py SITE [--rounds R] [--port N]   medians of R rounds (7) of each edit; SITE is a folder with content/, whose files are edited

    refresh.py ../../my-archive
    refresh.py /dev/shm/archive --rounds 3

Edits, each with the page open that shows it: an article's text, its title, a stylesheet, a template, a new tag (which only a whole build can
place), and an article's title with the home page open. Times are from just before the file is written to the moment at which the open page shows
the edit, as its own script sees it, reloaded and drawn. Each round waits until the preview is whole again. The files are put back at the end.
Needs Playwright and Debian's Chromium (CHROME_PATH for another).
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "tools"))

import browser
from playwright.sync_api import Page

Edit = Callable[[str], str]
_LONG = 60_000  # milliseconds


def newest(content: Path) -> Path:
    """The newest article, by its folder and name."""
    return max(path for path in content.rglob("*.md") if not path.relative_to(content).as_posix().startswith("_"))


def with_text(text: str) -> Edit:
    return lambda source: f"{source.rstrip()}\n\n{text}\n"


def with_key(key: str, value: str) -> Edit:
    def edited(source: str) -> str:
        lines = source.split("\n")
        at = next((n for n, line in enumerate(lines) if line.startswith(f"{key}:")), None)
        if at is None:
            return source.replace("---\n", f"---\n{key}: {value}\n", 1)
        return "\n".join([*lines[:at], f"{key}: {value}", *lines[at + 1 :]])

    return edited


def seen(page: Page, script: str, save: Callable[[], None]) -> float:
    """Milliseconds from a save until a script on the page is true."""
    start = time.perf_counter()
    save()
    page.wait_for_function(script, timeout=_LONG, polling=10)
    return (time.perf_counter() - start) * 1000


def whole(log: Path, count: int) -> None:
    """Wait until the preview has been made as often as this."""
    while log.read_text(encoding="utf-8").count(" · ") < count:
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1], add_help=True)
    parser.add_argument("site", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args()
    article = newest(options.site / "content")
    style, template = options.site / "static" / "site.css", options.site / "templates" / "article.html"
    kept = {path: path.read_bytes() if path.exists() else None for path in (article, style, template)}
    theme = Path(__file__).parents[1]
    log = options.site / ".hn-archive" / "refresh.log"
    log.parent.mkdir(exist_ok=True)
    for path in (style, template):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(kept[path] or (theme / path.relative_to(options.site)).read_bytes())
    host = f"http://127.0.0.1:{options.port}"
    command = [sys.executable, "-m", "hn_archive", "serve", "--source", str(options.site), "--port", str(options.port)]
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        start = time.perf_counter()
        whole(log, 1)
        print(f"The first preview took {time.perf_counter() - start:.1f} s.\n")
        measure(host, log, options.rounds, (article, style, template), options.site)
    finally:
        server.terminate()
        server.wait()
        for path, content in kept.items():
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)


def measure(host: str, log: Path, rounds: int, files: tuple[Path, Path, Path], site: Path) -> None:
    article, style, template = files
    source = {path: path.read_text(encoding="utf-8") for path in files}
    shown = address_of(host, article, site)
    body, heading = "document.body?.textContent.includes", "document.querySelector('h1')?.textContent ==="
    edits: dict[str, tuple[str, Path, Callable[[str], Edit], Callable[[str], str]]] = {
        "an article's text": (shown, article, with_text, lambda word: f"{body}('{word}')"),
        "an article's title": (shown, article, lambda word: with_key("title", word), lambda word: f"{heading} '{word}'"),
        "a stylesheet": (
            shown, style, lambda word: with_text(f"h1 {{ --word: {word}; }}"),
            lambda word: f"getComputedStyle(document.querySelector('h1') ?? document.documentElement).getPropertyValue('--word').trim() === '{word}'",
        ),
        "a template": (shown, template, lambda word: lambda text: text.replace("<h1", f'<h1 data-word="{word}"', 1),
                       lambda word: f"document.querySelector('h1')?.dataset.word === '{word}'"),
        "a new tag": (shown, article, lambda word: with_key("tags", f"[{word}]"), lambda word: f"{body}('{word}')"),
        "a title, home page open": (f"{host}/", article, lambda word: with_key("title", word), lambda word: f"{body}('{word}')"),
    }  # fmt: skip
    print("| edit | until the open page shows it, ms | slowest, ms |\n|---|---:|---:|")
    with browser.started() as chromium:
        for name, (url, path, edit, is_seen) in edits.items():
            times = []
            page = chromium.new_page(bypass_csp=True)
            page.goto(url)
            page.wait_for_timeout(500)
            for round_ in range(rounds):
                count = log.read_text(encoding="utf-8").count(" · ")
                word = f"w{name.count('e')}{len(name)}x{round_}"
                new = edit(word)(source[path])
                times.append(seen(page, is_seen(word), lambda path=path, new=new: path.write_text(new, encoding="utf-8")))  # type: ignore[misc]
                whole(log, count + 1)
            page.close()
            print(f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} |", flush=True)
            path.write_text(source[path], encoding="utf-8")
            time.sleep(5)


def address_of(host: str, article: Path, site: Path) -> str:
    command = [sys.executable, "-m", "hn_archive", "list", "--source", str(site), "--format", "json"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    path = article.relative_to(site).as_posix()
    address = next(entry["address"] for entry in json.loads(listed) if entry["path"] == path)
    return f"{host}/{address}"


if __name__ == "__main__":
    main()
