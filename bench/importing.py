#!/usr/bin/env python3
"""Import saved portal pages that are made for it: how long it takes, what it needs, and what a second import of the same costs.

usage: importing.py [N] [--text] [--at FOLDER]   N pages (20000) as HTML, or as text with --text

    importing.py 2000
    importing.py 20000 --at /dev/shm

Prints wall and CPU time, peak memory (the sum of all processes' proportional set sizes) and pages a second, of a first import into an empty
site and of a second one, which changes nothing; then how many articles there are, and how many words of the pages' articles are not in them.
"""

import argparse
import shutil
import sys
import tempfile
from html import escape
from pathlib import Path

from corpus import Story, prose_words, stories
from run import measure

PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{title} - Cổng thông tin</title>
<link rel="canonical" href="https://cu.example.org/portal/tin.aspx?newsid={number}">
<link rel="stylesheet" href="/css/a.css"></head><body>
<div id="menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li><li><a href="/lien-he">Liên hệ</a></li></ul></div>
<div class="crumb"><a href="/">Trang chủ</a> » <a href="/c">{category}</a></div>
<div class="detail"><h1 class="title">{title}</h1><div class="info">{date} | Lượt xem: {views}</div>
<p class="sapo"><strong>{lead}</strong></p>
{body}
<p class="source">Nguồn: {source}</p></div>
<div class="share"><a href="#">In trang</a> <a href="#">Gửi email</a> <a href="#">Chia sẻ</a></div>
<div class="other"><h3>Tin liên quan</h3><ul><li><a href="/tin.aspx?newsid={before}">Tin trước</a></li></ul></div>
<div id="footer">Bản quyền của Cổng thông tin điện tử</div></body></html>
"""


def as_html(story: Story) -> str:
    blocks = [escape(block, quote=False) for block in story.body.strip().split("\n\n")]
    body = "\n".join(f"<h2>{block[3:]}</h2>" if block.startswith("## ") else f"<p>{block}</p>" for block in blocks)
    return PAGE.format(
        title=escape(story.title), number=story.number, before=story.number - 1, category=escape(story.category),
        date=f"{story.at:%d/%m/%Y | %H:%M}", views=story.views, lead=escape(story.lead), body=body, source=escape(story.source),
    )  # fmt: skip


def as_text(story: Story) -> str:
    body = story.body.replace("## ", "")
    head = f"{story.category} {story.category}\n\n{story.title}\n{story.at:%d/%m/%Y | %H:%M} | Lượt xem: {story.views}\n\n{story.lead}\n\n"
    return f"{head}{body}\nNguồn: {story.source}\n\nBình chọn Bình chọn\n"


def main() -> None:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1], add_help=True)
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--at", type=Path, default=Path(tempfile.gettempdir()))
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="importing-", dir=options.at))
    try:
        (folder / "site/content").mkdir(parents=True)
        for story in stories(prose_words(), options.count):
            place = folder / f"pages/{story.at:%Y}"
            place.mkdir(parents=True, exist_ok=True)
            name, made = (f"{story.number}.txt", as_text(story)) if options.text else (f"{story.number}.html", as_html(story))
            (place / name).write_text(made, encoding="utf-8")
        command = (sys.executable, "-m", "hn_archive", "import", "page", "pages", "--source", "site")
        print("| import | wall s | CPU s | memory MB | pages a second |\n|---|---:|---:|---:|---:|")
        for name in ("first", "second"):
            cost = measure(command, folder, memory=True)
            print(
                f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.megabytes:.0f} | {options.count / cost.wall:.0f} |",
                flush=True,
            )
        report = (folder / "site/import-report.md").read_text(encoding="utf-8")
        written = sum(1 for _ in (folder / "site/content").rglob("*.md"))
        print(f"\n{written} articles, {report.count('import-words')} of them with words missing.")
        print("\n".join(report.split("\n")[:8]))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
