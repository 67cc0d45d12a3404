"""An article on its way into the archive."""

import re

from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.incoming import Incoming, Poll, count_words, file_name, missing_words
from hn_archive.text import is_windows_device


def test_words_are_looked_for_in_all_that_is_kept() -> None:
    incoming = Incoming(
        source="a.html",
        title="Cầu mới",
        date="2023-01-12 08:25",
        fields={"tags": ["giao thông"], "image": {"caption": "Toàn cảnh."}},
        body="Đoạn một.",
        poll=Poll("Có nên không?", (("Có", 3),)),
        text="Cầu mới 12 Toàn cảnh. Đoạn một. giao thông Có nên không? Có",
    )
    assert missing_words(incoming) == ()


def test_a_word_that_stands_twice_must_stay_twice() -> None:
    assert missing_words(Incoming(source="a", body="một hai", text="một hai một ba")) == ("một", "ba")


def test_forms_of_one_letter_are_one_word() -> None:
    assert missing_words(Incoming(source="a", body="Hà Nội", text="Ha\u0300 No\u0323\u0302i")) == ()


def test_signs_and_blanks_are_no_words() -> None:
    assert count_words("một, hai – ba_bốn \u00a0 — !") == 4


def test_a_file_keeps_what_its_name_says() -> None:
    assert file_name("uploads/Đường Vành Đai 3.JPG?w=300", ()) == "duong-vanh-dai-3.jpg"
    assert file_name("C:\\anh\\Cầu.png", ("cau.png",)) == "cau-2.png"
    assert file_name("%%%", ()) == "tep"


@given(st.text(max_size=200), st.lists(st.text(), max_size=3))
def test_names_of_files_are_harmless_everywhere(written: str, others: list[str]) -> None:
    taken = {file_name(other, ()) for other in others}
    name = file_name(written, taken)
    assert re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9]+)?", name)
    assert name not in taken
    assert len(name) < 80
    assert not is_windows_device(name.partition(".")[0])
