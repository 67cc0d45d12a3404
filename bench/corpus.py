#!/usr/bin/env python3
"""Write an archive of N articles that look like real news, always the same ones for the same N.

usage: corpus.py FOLDER N

The words come from the saved page in `content/`; every third article has a table, a list or links, as the portal's have.
"""

import random
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

SEED = Path(__file__).parent.parent / "content/2023/01/2023-01-12-lua-chon-nhiem-vu-trong-tam.md"
CATEGORIES = ("Chỉ đạo điều hành", "Kinh tế", "Văn hóa - Xã hội", "Đô thị", "Giáo dục", "Y tế", "Giao thông", "Nông thôn mới")
TAGS = ("quy hoạch", "chuyển đổi số", "Vành đai 4", "môi trường", "du lịch", "làng nghề", "sông Tô Lịch", "xe buýt", "metro", "Tết")
SOURCES = ("HNMO", "TTXVN", "Kinh tế & Đô thị", "VGP")
FIRST = datetime(2008, 8, 1, 6, 0)
YEARS = 15


def write(folder: Path, count: int) -> None:
    """About 12 kB of text an article, spread evenly over YEARS years."""
    chance = random.Random(20230112)
    body = SEED.read_text(encoding="utf-8").split("---\n", 2)[2]
    sentences = [sentence for sentence in re.split(r"(?<=[.;])\s+", body) if len(sentence) > 40 and "#" not in sentence]
    clauses = [clause.strip(" .;\u00a0") for sentence in sentences for clause in sentence.split(",") if 15 < len(clause) < 70]
    for number in range(count):
        at = FIRST + timedelta(minutes=number * (YEARS * 365 * 24 * 60) // max(count, 1))
        blocks = [" ".join(chance.choice(sentences) for _ in range(chance.randint(2, 4))) for _ in range(18)]
        for place in (3, 8, 13):
            blocks[place] = f"## {chance.choice(clauses)}\n\n{blocks[place]}"
        for place in range(1, 18, 5):
            blocks[place] += (
                f" Theo **{chance.choice(clauses)}**, *{chance.choice(clauses)}* và [báo cáo](https://example.org/{number})."
            )
        if number % 7 == 0:
            blocks.insert(
                5, "| Chỉ tiêu | Năm 2022 | Năm 2023 |\n|---|---:|---:|\n| GRDP | 8,89% | 7,0% |\n| Thu | 332.000 | 353.000 |"
            )
        if number % 11 == 0:
            blocks.insert(7, "\n".join(f"- {chance.choice(clauses)}" for _ in range(4)))
        tags = ", ".join(sorted(chance.sample(TAGS, 3)))
        header = (
            f'---\ntitle: "{chance.choice(clauses)} {chance.choice(clauses)} ({number})"\ndate: {at:%d/%m/%Y %H:%M}\n'
            f"category: {chance.choice(CATEGORIES)}\ntags: [{tags}]\nsource: {chance.choice(SOURCES)}\nviews: {chance.randrange(1, 90000)}\n"
            f'lead: "{chance.choice(sentences)}"\n---\n\n'
        )
        place_of = folder / f"{at:%Y/%m}"
        place_of.mkdir(parents=True, exist_ok=True)
        (place_of / f"{at:%Y-%m-%d}-bai-{number}.md").write_text(header + "\n\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
