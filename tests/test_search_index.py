"""The files of a segment, read back."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from conftest import TrialSite
from hn_archive import search_words
from hn_archive.output import Place
from hn_archive.search_index import PAIR_BITS, Part, Terms, TermsPlace, terms, write
from hn_archive.search_lists import SIGNS, file_of, ranges
from hn_archive.search_words import folded, pairs, words
from test_search_lists import listed, numbers

TEXTS = st.lists(st.text(st.sampled_from("aáàbđd oôộ12 \n.-")), min_size=1, max_size=8)


def part(kind: Literal["words", "pairs"], folder: Path, found: Iterable[Terms], files: int) -> Part:
    """Some files of the segment of these articles."""
    source = folder / "terms"
    (folder / "staging").mkdir(exist_ok=True)
    places = []
    with source.open("wb") as file:
        for each in found:
            places.append(TermsPlace(str(source), file.tell(), len(each.forms), len(each.pairs)))
            file.write(each.forms + each.pairs)
    return Part(kind, "k", "s/", tuple(places), files, 0, files, Place(folder / "staging", None))


def content(folder: Path, kind: str, number: int) -> str:
    text = (folder / f"staging/s/k/{kind}{number}.js").read_text(encoding="utf-8")
    found = re.fullmatch(rf'hnSearch\("k/{kind}{number}",`([^`]*)`\);\n', text)
    assert found
    return found[1]


def lines(folder: Path, files: int) -> dict[str, list[list[int]]]:
    """Of each form the articles that have it anywhere, in what is said about them, in their titles; each form in the file of its range."""
    known = {}
    for number in range(files):
        for line in content(folder, "w", number).split("\n"):
            if line:
                form, *lists = line.split("\t")
                assert file_of(folded(form), ranges(files)) == number
                known[form] = [listed(each) if each else [] for each in lists] + [[]] * (3 - len(lists))
    return known


@given(TEXTS)
def test_each_word_leads_to_the_articles_that_have_it(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(part("words", folder, [terms(text, [], []) for text in texts], 4))
        known = lines(folder, 4)
        for number, text in enumerate(texts):
            for form in {*words(unicodedata.normalize("NFD", text))}:
                assert number in known[form][0]
                assert number in known[form][2]
        assert sum(len(found[0]) for found in known.values()) == sum(len({*words(text)}) for text in texts)


def test_titles_what_is_said_about_articles_and_their_texts_are_told_apart(tmp_path: Path) -> None:
    found = [terms("Cầu mới", ["Khởi công cầu"], ["Một đoạn.", "Cầu dài."]), terms("Đường", [], ["cầu"])]
    write(part("words", tmp_path, found, 1))
    known = lines(tmp_path, 1)
    assert known["cầu"] == [[0, 1], [0], [0]]
    assert known["đường"] == [[1], [], [1]]
    assert known["dài"] == [[0], [], []]


def found_pairs(folder: Path, files: int, count: int) -> dict[int, list[int]]:
    """The articles of each pair, by file and number."""
    known: dict[int, list[int]] = {}
    for number in range(files):
        text, place, pair = content(folder, "p", number), 0, -1

        def take(text: str = text) -> int:
            nonlocal place
            for end in (1, 2, 3, 5):
                try:
                    (value,) = numbers(text[place : place + end])
                except (StopIteration, RuntimeError, ValueError):
                    continue
                place += end
                return value
            raise AssertionError(text[place:])

        while place < len(text):
            pair += take() + 1
            size = take()
            if size:
                before = -1
                articles = [before := before + take() + 1 for _ in range(size)]
            else:
                signs = -(-count // 6)
                articles = listed("=" + text[place : place + signs])
                place += signs
            known[number << PAIR_BITS | pair] = articles
    return known


def test_neighbours_lead_to_the_articles_that_have_them(tmp_path: Path) -> None:
    texts = [f"cầu long biên {'hà nội' if number % 3 else 'nội hà'} số {number}" for number in range(40)]
    files = 8
    write(part("pairs", tmp_path, [terms(text, [], []) for text in texts], files))
    known = found_pairs(tmp_path, files, len(texts))
    for pair, expected in (("long biên", range(40)), ("ha noi", [n for n in range(40) if n % 3]), ("số 7", [7]), ("7 số", None)):
        (number,) = pairs(search_words.numbers([pair]))
        assert known.get(number >> 29 - PAIR_BITS) == (list(expected) if expected is not None else None)


def test_neighbours_in_different_paragraphs_are_no_pair() -> None:
    assert terms("a", [], ["b c", "d"]).pairs == terms("x", [], ["b c"]).pairs


def test_a_sites_index_holds_every_word_of_its_articles(site: TrialSite) -> None:
    site.article(
        "a.md",
        title="Tiêu đề",
        lead="Sa pô",
        tags="[Từ khóa]",
        author="Ban Biên tập",
        source="{name: HNMO}",
        image='{caption: "Chú thích", credit: "Người chụp"}',
        body="Một **đoạn** có [liên kết](https://example.org/khong-tim) và 15/2023/QĐ-UBND.\n\n- mục",
    )
    site.built()
    (folder,) = (path for path in (site.output / "tim-kiem").iterdir() if path.is_dir())
    text = (folder / "w0.js").read_text(encoding="utf-8")
    forms = {line.split("\t")[0] for line in text.partition("`")[2].split("\n")}
    expected = "tiêu đề sa pô từ khóa ban biên tập hnmo chú thích người chụp một đoạn có liên kết và 15 2023 qđ ubnd mục"
    assert set(expected.split()) <= forms
    assert "khong" not in forms
    assert set(SIGNS).isdisjoint("`$\\")


def test_every_file_calls_one_function_with_its_own_name(site: TrialSite) -> None:
    site.article("a.md", title="'`${x}</script>\\'")
    site.built()
    for path in (site.output / "tim-kiem").rglob("*.js"):
        name = path.relative_to(site.output / "tim-kiem").with_suffix("").as_posix()
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"hnSearch({json.dumps(name)},")
        assert text.endswith(");\n")
        assert text.count("`") in (0, 2) or "/c" in name
