"""What an editor would put right: each rule with what it finds and what it lets pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.lint import lint, mended

LONG = "Sáng nay, thành phố khởi công cây cầu mới qua sông với sự có mặt của đông đảo người dân hai bờ, sau nhiều năm chờ đợi và nhiều lần đổi thiết kế kể từ lần đầu được nhắc đến."


def codes(text: str) -> list[str]:
    return [finding.problem.code for finding in lint(text, "content/a.md")]


def fixed(text: str) -> str:
    return mended(text)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Ðường sắt", "Đường sắt"),
        ("ðê Yên Phụ, Ɖà Nẵng", "đê Yên Phụ, Đà Nẵng"),
        ("quy\u200bhoạch", "quyhoạch"),
        ("Hà\ufeff Nội\u00ad", "Hà Nội"),
        ("Ð\u200ba", "Đa"),
        ("Tòan thành phố, gía cả", "Toàn thành phố, giá cả"),
        ("Ở HÃ\xa0 Ná»™i hÃ´m nay", "Ở Hà Nội hôm nay"),
    ],
)
def test_what_has_one_right_answer_is_put_right(text: str, better: str) -> None:
    assert fixed(text) == better


@pytest.mark.parametrize(
    "text",
    [
        "Guðmundur Þórðarson",  # Icelandic
        "eð ba",
        "👩\u200d🚒 ខ្មែរ\u200bភាសា می\u200cخواهم",  # joined and parted as these scripts want
        "hòa và hoà, thủy và thuỷ",
        "“Một” và “hai “trong” ba”.",
        "“Đoạn đầu.\n\n“Đoạn sau.”",
        "> “Đoạn đầu.\n\n> “Đoạn sau.”",
        "```\nprint(“)\n```",
        f"{LONG}\n\n{LONG}",
        f"- {LONG}\n- {LONG}",
        f"{LONG}  \n{LONG}",
        f"{LONG}\\\n{LONG}",
        f"{LONG[:-1]}\nvà {LONG}",  # broken lines of one paragraph
        "Một câu.\nHai câu.\nBa câu.",  # a sentence a line
        f"---\nlead: {LONG}\ntitle: {LONG}\n---\n",
        f"| {LONG} |\n| {LONG} |",
    ],
)
def test_what_is_right_passes(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a\n  Ðường", "text-eth", "content/a.md:2:3"),
        ("Hà\u200bNội", "text-invisible", "content/a.md:1:3"),
        ("ra tòan", "tone-place", "content/a.md:1:4"),
        ("Một.\n\nUû ban nh©n d©n thµnh phè Hµ Néi\n", "text-mistaken", "content/a.md:3:1"),
        ("Ông nói: “Đi.\n\nHết.", "quote-unpaired", "content/a.md:1:10"),
        ("Đi” là xong.", "quote-unpaired", "content/a.md:1:3"),
        ("---\ntitle: “Đi\n---\n", "quote-unpaired", "content/a.md:2:8"),
        (f"\n{LONG}\n{LONG}", "lines-merged", "content/a.md:3:1"),
        (f"{LONG}”\n“{LONG[:-1]}?\n{LONG}", "lines-merged", "content/a.md:2:1"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(text: str, code: str, place: str) -> None:
    assert (code, place) in [(finding.problem.code, str(finding.problem.location)) for finding in lint(text, "content/a.md")]


def test_what_only_an_editor_knows_is_left_to_one() -> None:
    text = f"“Mở.\n\n{LONG}\n{LONG}"
    assert codes(text) == ["quote-unpaired", "lines-merged"]
    assert fixed(text) == text


@given(st.text(st.sampled_from("aoiuyòàÐđ\u200b\ufeff “”.\n-tqg"), max_size=60))
def test_what_was_put_right_is_right(text: str) -> None:
    better = fixed(text)
    assert [finding for finding in lint(better, "a.md") if finding.better is not None] == []


@given(st.text(max_size=100))
def test_any_text_is_looked_through(text: str) -> None:
    found = lint(text, "a.md")
    assert all(0 <= finding.start <= finding.end <= len(text) for finding in found)
    assert list(found) == sorted(found, key=lambda finding: finding.start)
