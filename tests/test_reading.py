"""Content files are read in batches, and a text's HTML can be made again."""

import os
from itertools import product
from pathlib import Path

import pytest

from hn_archive import front_matter, markdown, reading
from hn_archive.decode import decode
from hn_archive.problem import Problem, Stop
from hn_archive.reading import ARTICLES, Batch, BodyPlace, Done, Texts, read_batch

TEXT = "---\ntitle: A\ndate: 2023-01-12\n---\nMột đoạn.\n"


def read(folder: Path, known: str = "", zone: int = 420, language: str = "vi") -> Done:
    (done,) = read_batch(Batch(folder, (("a.md", "a.md", known),), language, zone, folder / "bodies"))
    return done


def html(place: BodyPlace, sha256: str, folder: Path) -> str:
    with Texts(folder, "vi", 420) as texts:
        return texts.html(place, sha256).decode()


def test_a_file_whose_outcome_is_known_is_not_parsed_again(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    first = read(tmp_path)
    assert ARTICLES.decode(first.outcome).value
    assert read(tmp_path, first.sha256) == Done("a.md", first.sha256, b"")


@pytest.mark.parametrize(("zone", "language"), [(0, "vi"), (420, "en")])
def test_an_outcome_is_of_the_zone_and_language_it_was_read_in(tmp_path: Path, zone: int, language: str) -> None:
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    first = read(tmp_path)
    assert read(tmp_path, first.sha256, zone, language).outcome


PIECES = ("---\n", "---", "---- x\n", "\n", "a: b\n", "Chữ.\n", "\r\n", "\ufeff", "--- \t\n", "e\u0302\n")


def test_files_whose_texts_go_by_one_digest_have_one_text() -> None:
    """Every file of up to five of these pieces: whatever a header holds, the digest of a text leaves nothing of the text out."""
    texts: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for count in range(6):
        for pieces in product(PIECES, repeat=count):
            source = "".join(pieces).encode()
            text, _ = decode(source, "a.md")
            parts = front_matter._split(text, "a.md")
            if not isinstance(parts, Problem):
                name = reading.names(source, "vi", 420)[1]
                texts.setdefault(name, set()).add(parts[2])
                sizes[name] = sizes.get(name, 0) + 1
    assert [found for found in texts.values() if len(found) > 1] == []
    assert max(sizes.values()) > 100


def test_a_header_alone_names_another_file_with_the_same_text() -> None:
    one, other = (f"---\ntitle: {title}\n---\nChữ.\n".encode() for title in ("A", "B"))
    first, second = (reading.names(source, "vi", 420) for source in (one, other))
    assert first[0] != second[0]
    assert first[1] == second[1]
    assert reading.names(one, "en", 420)[1] != first[1]
    assert reading.names(one + b"x", "vi", 420)[1] != first[1]


def test_the_html_of_a_text_comes_from_its_place_or_is_made_again_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    done = read(tmp_path)
    assert done.place
    assert html(done.place, done.body, tmp_path) == "<p>Một đoạn.</p>"
    again = BodyPlace("a.md")
    assert html(again, done.body, tmp_path) == "<p>Một đoạn.</p>"
    (tmp_path / "a.md").write_text(TEXT + "Hai.\n", encoding="utf-8")
    with pytest.raises(Stop) as stopped:
        html(again, done.body, tmp_path)
    assert stopped.value.problem.code == "changed-meanwhile"


def descriptors() -> int:
    """How many files this process has open, 0 where nobody tells."""
    told = Path("/proc/self/fd")
    return len(list(told.iterdir())) if told.exists() else 0


def test_texts_are_read_from_their_places_in_files_each_of_which_is_opened_once(tmp_path: Path) -> None:
    written = ["<p>Đầu tiên</p>", "", "<p>Thứ \U00020000 ba</p>\n"]
    files = [tmp_path / "bodies-0", tmp_path / "bodies-1"]
    places = []
    for file in files:
        start = 0
        for text in written:
            length = len(text.encode())
            places.append((BodyPlace("a.md", os.fsencode(file), start, length), text))
            start += length
        file.write_bytes("".join(written).encode())
    before = descriptors()
    with Texts(tmp_path, "vi", 420) as texts:
        for place, text in reversed(places):
            assert texts.html(place, "").decode() == text
        for file in files:
            file.unlink()
        assert [texts.html(place, "").decode() for place, _ in places] == [text for _, text in places]
    assert descriptors() == before
    with pytest.raises(FileNotFoundError, match="bodies-0"), Texts(tmp_path, "vi", 420) as texts:
        texts.html(places[0][0], "")


def below(levels: int, place: BodyPlace, sha256: str, folder: Path) -> str:
    """The HTML of a text, asked for so many calls deeper."""
    return below(levels - 1, place, sha256, folder) if levels else html(place, sha256, folder)


def test_a_deep_text_is_made_again_however_deep_its_page_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT + "> " * 150 + "trích\n", encoding="utf-8")
    done = read(tmp_path)
    assert done.body
    assert below(700, BodyPlace("a.md"), done.body, tmp_path) == below(0, BodyPlace("a.md"), done.body, tmp_path)


def test_a_text_that_keeps_its_limit_no_more_is_not_said_to_have_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(TEXT + "<b>x</b> ![[" * 100, encoding="utf-8")
    done = read(tmp_path)
    assert done.body
    monkeypatch.setattr(markdown, "CPU_LIMIT", 0.0001)
    with pytest.raises(Stop) as stopped:
        html(BodyPlace("a.md"), done.body, tmp_path)
    assert stopped.value.problem.code == "body-time"
    assert stopped.value.exit_code == 1
