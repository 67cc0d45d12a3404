"""The files of a segment, read back."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TrialSite
from hn_archive import search_index, search_words
from hn_archive.output import Place
from hn_archive.search_index import PAIR_BITS, Part, Terms, TermsPlace, terms, write
from hn_archive.search_lists import SIGNS, STARTS, file_of, ranges
from hn_archive.search_words import folded, ordered, pairs, words
from hn_archive.segments import MOST_PAIRS
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


def content(folder: Path, name: str) -> str:
    text = (folder / f"staging/s/k/{name}.js").read_text(encoding="utf-8")
    found = re.fullmatch(rf'hnSearch\("k/{name}",`([^`]*)`\);\n', text)
    assert found
    return found[1]


def lines(folder: Path, files: int) -> tuple[dict[str, list[list[int]]], list[dict[str, list[list[int]]]]]:
    """Of each form the articles that have it anywhere, in what is said about them, in their titles, each form in the file of its range; and of
    each file the same of its spellings."""
    known: dict[str, list[list[int]]] = {}
    spellings: list[dict[str, list[list[int]]]] = []
    starts = [ordered(form) for form in ranges(files)]
    for number in range(files):
        text = content(folder, f"w{number}")
        spellings.append({})
        for block in text.split("\n*")[1:]:
            (spelling, *lists), *forms = (line.split("\t") for line in block.split("\n"))
            assert spelling not in spellings[-1]
            spellings[-1][spelling] = every = padded(lists)
            for form, *own in forms:
                assert folded(form) == spelling
                assert file_of(ordered(form), starts) == number or not own
                known[form] = padded(own) if own else every
        assert list(spellings[-1]) == sorted(spellings[-1])
    return known, spellings


def padded(lists: list[str]) -> list[list[int]]:
    return [listed(each) if each else [] for each in lists] + [[]] * (3 - len(lists))


@given(TEXTS)
def test_each_word_leads_to_the_articles_that_have_it(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(part("words", folder, [terms(text, [], []) for text in texts], 4))
        known, _ = lines(folder, 4)
        for number, text in enumerate(texts):
            for form in {*words(unicodedata.normalize("NFD", text))}:
                assert number in known[form][0]
                assert number in known[form][2]
        assert sum(len(found[0]) for found in known.values()) == sum(len({*words(text)}) for text in texts)


def test_whatever_accents_are_asked_for_its_file_has_the_articles_with_others(tmp_path: Path) -> None:
    texts = ["độ đo", "thu thủ", "đỗ thư", "thứ ba", "thử", "bánh", "bành banh", "tai", "tái tài", "đó", "xyz"]
    files = len(STARTS) + 1
    write(part("words", tmp_path, [terms(text, [], []) for text in texts], files))
    known, spellings = lines(tmp_path, files)
    starts = [ordered(form) for form in ranges(files)]
    assert {form for text in texts for form in words(text)} == set(known)
    asked = {form: folded(form) for form in (*known, *STARTS, "thú", "thụ", "đò", "dõ", "bạnh")}
    assert len({file_of(ordered(form), starts) for form, spelling in asked.items() if spelling == "thu"}) > 2
    for form, spelling in asked.items():
        expected = [number for number, text in enumerate(texts) if spelling in map(folded, words(text))]
        found = spellings[file_of(ordered(form), starts)].get(spelling, [[]])
        assert found[0] == expected


def test_titles_what_is_said_about_articles_and_their_texts_are_told_apart(tmp_path: Path) -> None:
    found = [terms("Cầu mới", ["Khởi công cầu"], ["Một đoạn.", "Cầu dài."]), terms("Đường", [], ["cầu"])]
    write(part("words", tmp_path, found, 1))
    known, _ = lines(tmp_path, 1)
    assert known["cầu"] == [[0, 1], [0], [0]]
    assert known["đường"] == [[1], [], [1]]
    assert known["dài"] == [[0], [], []]


def test_the_forms_that_most_articles_have_are_listed_with_their_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "FREQUENT", 2)
    write(part("words", tmp_path, [terms(text, [], []) for text in ("đường sắt 12", "đường bộ 12", "cầu sắt đường 12")], 1))
    assert content(tmp_path, "s") == "đường 3\nsắt 2"


def found_pairs(folder: Path, files: int, count: int) -> dict[int, list[int]]:
    """The articles of each pair, by file and number."""
    known: dict[int, list[int]] = {}
    for number in range(files):
        text, place, pair = content(folder, f"p{number}"), 0, -1

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


def test_neighbours_are_found_in_the_files_of_the_largest_segments_too(tmp_path: Path) -> None:
    found = ["thủ đô", "thành phố", "đường sắt"]
    write(part("pairs", tmp_path, [terms(text, [], []) for text in found], MOST_PAIRS))
    expected = {int(pairs(search_words.numbers([pair]))[0]): [article] for article, pair in enumerate(found)}
    assert found_pairs(tmp_path, MOST_PAIRS, len(found)) == expected
    assert max(expected) >= 1 << 31


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
    forms = {line.split("\t")[0] for line in text.split("`")[1].split("\n") if line[:1] != "*"}
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
