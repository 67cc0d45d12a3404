#!/usr/bin/env python3
"""Ask a built archive's search in Chromium: how long from Enter to the results, and what that loads.

usage: asking.py PUBLIC [QUESTION…] [--rounds R] [--slowdown X]   medians of R rounds (9), the browser's processor slowed X times (4)

    asking.py ../public
    asking.py /dev/shm/archive/public "đường sắt" "ha noi" --slowdown 1

Each round opens the search page anew with an empty cache, fills in the question and submits it: words are not typed, so nothing is loaded ahead.
Times are from the submission to the first result, and to all that are shown, as the page itself sees them. Files and bytes are those of the
index, compressed as by gzip -6; the page and its scripts are in the last line. Needs Playwright and Debian's Chromium (CHROME_PATH for another),
and serves the folder on loopback itself.
"""

import argparse
import gzip
import statistics
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

sys.path.append(str(Path(__file__).parents[1] / "tests" / "tools"))

import browser
import loopback

QUESTIONS = ("thành phố", "đường sắt", "bến xe", "quy hoạch", "ha noi", "giáo dục")
PAGES = ("tim-kiem.html", "search.html")
SCRIPTS = ("search-words.js", "search-index.js", "search.js")
ASK = """question => new Promise((done) => {
  const form = document.querySelector("form.search-page"), list = document.querySelector("ol.results");
  let first = 0;
  performance.clearResourceTimings();
  const start = performance.now();
  new MutationObserver((_, observer) => {
    first = first || (list.children.length ? performance.now() - start : 0);
    if (!first || list.hasAttribute("aria-busy")) return;
    observer.disconnect();
    const all = performance.now() - start, files = performance.getEntriesByType("resource").map((entry) => entry.name);
    done([first, all, files, document.querySelector(".search-status").textContent]);
  }).observe(list, { childList: true, attributes: true });
  form.elements.q.value = question;
  form.requestSubmit();
})"""


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def main() -> None:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1], add_help=True)
    parser.add_argument("public", type=Path)
    parser.add_argument("questions", nargs="*", default=list(QUESTIONS))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--slowdown", type=float, default=4)
    options = parser.parse_args()
    page = next((name for name in PAGES if (options.public / name).is_file()), None)
    if page is None:
        parser.error(f"{options.public} has no search page: {' or '.join(PAGES)}")
    manifest = options.public / page.removesuffix(".html") / "segments.js"
    print("| question | first result ms | all shown ms | files | kB | |\n|---|---:|---:|---:|---:|---|")
    with browser.started() as chromium, loopback.serving(options.public) as host:
        for question in options.questions:
            rounds = []
            for _ in range(options.rounds):
                with browser.opened(chromium, f"{host}/{page}") as visit:
                    visit.page.wait_for_timeout(500)
                    visit.devtools.send("Emulation.setCPUThrottlingRate", {"rate": options.slowdown})
                    rounds.append(visit.page.evaluate(ASK, question))
            files = {manifest, *(options.public / unquote(urlsplit(name).path).lstrip("/") for name in rounds[0][2])}
            sizes = [compressed(path) for path in files if manifest.parent in path.parents]
            first, every = (statistics.median(each[place] for each in rounds) for place in (0, 1))
            print(
                f"| {question} | {first:.0f} | {every:.0f} | {len(sizes)} | {sum(sizes) / 1000:.0f} | {rounds[0][3]} |", flush=True
            )
    beside = [compressed(options.public / "static" / name) for name in SCRIPTS]
    print(f"\nThe page {compressed(options.public / page) / 1000:.1f} kB, its scripts {sum(beside) / 1000:.1f} kB.")


if __name__ == "__main__":
    main()
