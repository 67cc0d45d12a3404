#!/usr/bin/env python3
"""Write an archive of N articles that look like real news, always the same ones for the same N.

usage: corpus.py FOLDER N [--prose]

Without --prose an article has about 12 kB in the words of the saved page in `content/`; each has emphasis and links, every seventh a table,
every eleventh a list. With --prose it has about 3 kB of plain paragraphs from a chain over the pairs of syllables in real news
(vietnamese.tsv.gz: counts only, from 22,644 Vietnamese news articles), so that it has as many different words as they have.
"""

import bisect
import gzip
import itertools
import random
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
SEED = HERE.parent / "content/2023/01/2023-01-12-lua-chon-nhiem-vu-trong-tam.md"
CATEGORIES = ("Chỉ đạo điều hành", "Kinh tế", "Văn hóa - Xã hội", "Đô thị", "Giáo dục", "Y tế", "Giao thông", "Nông thôn mới")
TAGS = ("quy hoạch", "chuyển đổi số", "Vành đai 4", "môi trường", "du lịch", "làng nghề", "sông Tô Lịch", "xe buýt", "metro", "Tết")
SOURCES = ("HNMO", "TTXVN", "Kinh tế & Đô thị", "VGP")
FIRST = datetime(2008, 8, 1, 6, 0)
YEARS = 15
TABLE = "| Chỉ tiêu | Năm 2022 | Năm 2023 |\n|---|---:|---:|\n| GRDP | 8,89% | 7,0% |\n| Thu | 332.000 | 353.000 |"


class Words(NamedTuple):
    """What texts are put together from, and how: paragraphs an article, and whether they have markup."""

    sentences: list[str]
    clauses: list[str]
    paragraphs: int
    has_markup: bool


class Story(NamedTuple):
    """One article, in whatever layout it will be written."""

    number: int
    title: str
    at: datetime
    category: str
    tags: list[str]
    source: str
    views: int
    lead: str
    body: str


def seed_words() -> Words:
    """The saved page's own sentences and clauses."""
    body = SEED.read_text(encoding="utf-8").split("---\n", 2)[2]
    sentences = [sentence for sentence in re.split(r"(?<=[.;])\s+", body) if len(sentence) > 40 and "#" not in sentence]
    clauses = [clause.strip(" .;\u00a0") for sentence in sentences for clause in sentence.split(",") if 15 < len(clause) < 70]
    return Words(sentences, clauses, 18, True)


def prose_words(pool: int = 40_000) -> Words:
    """Sentences and clauses from a chain over counted pairs of syllables, one syllable in 150 a rare one."""
    text = gzip.decompress((HERE / "vietnamese.tsv.gz").read_bytes()).decode()
    pairs, rare = (part.strip() for part in text.split("\n", 1)[1].split("\n\n", 1))
    seldom = [entry.rpartition(":")[0] for entry in rare.split()]
    follow: dict[str, tuple[list[str], list[int]]] = {}
    weights = []
    for line in pairs.split("\n"):
        first, _, rest = line.partition("\t")
        entries = [entry.rpartition(":") for entry in rest.split(" ")]
        counts = [int(count) for _, _, count in entries]
        follow[first] = [syllable for syllable, _, _ in entries], list(itertools.accumulate(counts))
        weights.append(sum(counts))
    starts, sums = list(follow), list(itertools.accumulate(weights))
    chance = random.Random(20230113)

    def drawn(names: list[str], totals: list[int]) -> str:
        return names[bisect.bisect_right(totals, chance.random() * totals[-1])]

    def chain(length: int) -> str:
        syllable, made = drawn(starts, sums), []
        for _ in range(length):
            made.append(chance.choice(seldom) if chance.random() < 1 / 150 else syllable)
            syllable = drawn(*(follow.get(syllable) or follow[chance.choice(starts)]))
        return " ".join(made)

    sentences = [chain(chance.randint(12, 38)).capitalize() + "." for _ in range(pool)]
    return Words(sentences, [chain(chance.randint(4, 9)) for _ in range(pool // 4)], 9, False)


def stories(words: Words, count: int) -> Iterator[Story]:
    """`count` articles, oldest first, spread evenly over YEARS years."""
    chance = random.Random(20230112)
    for number in range(count):
        at = FIRST + timedelta(minutes=number * (YEARS * 365 * 24 * 60) // max(count, 1))
        blocks = [" ".join(chance.choice(words.sentences) for _ in range(chance.randint(2, 4))) for _ in range(words.paragraphs)]
        for place in range(3, words.paragraphs, 5):
            blocks[place] = f"## {chance.choice(words.clauses)}\n\n{blocks[place]}"
        for place in range(1, words.paragraphs, 5) if words.has_markup else ():
            strong, soft = chance.choice(words.clauses), chance.choice(words.clauses)
            blocks[place] += f" Theo **{strong}**, *{soft}* và [báo cáo](https://example.org/{number}/{place})."
        if words.has_markup and number % 7 == 0:
            blocks.insert(5, TABLE)
        if words.has_markup and number % 11 == 0:
            blocks.insert(7, "\n".join(f"- {chance.choice(words.clauses)}" for _ in range(4)))
        yield Story(
            number,
            f"{chance.choice(words.clauses)} {chance.choice(words.clauses)} ({number})".replace('"', ""),
            at,
            chance.choice(CATEGORIES),
            sorted(chance.sample(TAGS, 3)),
            chance.choice(SOURCES),
            chance.randrange(1, 90_000),
            chance.choice(words.sentences).replace('"', ""),
            "\n\n".join(blocks) + "\n",
        )


def text_of(story: Story) -> str:
    """An article as hn-archive reads it."""
    return (
        f'---\ntitle: "{story.title}"\ndate: {story.at:%d/%m/%Y %H:%M}\ncategory: {story.category}\ntags: [{", ".join(story.tags)}]\n'
        f'source: {story.source}\nviews: {story.views}\nlead: "{story.lead}"\n---\n\n{story.body}'
    )


def write(folder: Path, count: int, *, prose: bool = False) -> None:
    """The articles as files `2023/01/2023-01-12-bai-7.md` below a folder."""
    for story in stories(prose_words() if prose else seed_words(), count):
        place = folder / f"{story.at:%Y/%m}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{story.at:%Y-%m-%d}-bai-{story.number}.md").write_text(text_of(story), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), prose="--prose" in sys.argv)
