"""Vietnamese text: normal form, identity, folding, slugs, order, numbers."""

import re
import unicodedata
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hn_archive import text
from hn_archive.text import (
    MARKS_LIMIT,
    NBSP,
    byte_size,
    collation_key,
    control_character,
    decimal,
    fold,
    identity,
    initial,
    is_common,
    is_windows_device,
    nearest,
    nfc,
    number,
    one_line,
    person_key,
    slug,
    stacked_marks,
)

TONES = "\u0300\u0309\u0303\u0301\u0323"
VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯÐƉ -,.0123456789" + TONES + "\u0302\u0306\u031b" + NBSP)
TEXTS = st.one_of(VIETNAMESE, st.text())
SHORT_WORDS = st.lists(st.text("abcdeghilmnotuxy", min_size=1, max_size=12), min_size=2, max_size=30)
DEVICES = ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("key", [identity, fold, slug, collation_key, person_key, initial])
@given(text=TEXTS)
@example(text="Ờ Ðường ủy ban ẤN")
def test_composed_and_decomposed_text_are_the_same(key: Callable[[str], object], text: str) -> None:
    assert key(nfc(text)) == key(nfd(text))


@given(text=TEXTS)
def test_normal_form_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", nfc(nfd(text)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hòa", "hoà"),
        ("HÒA", "hoà"),
        ("ủy ban", "uỷ ban"),
        ("Ủy Ban", "UỶ BAN"),
        ("Thúy", "Thuý"),
        ("khỏe", "khoẻ"),
        ("hòan", "hoàn"),
        ("Đường", "Ðường"),
        ("Đường", "Ɖường"),
        ("đường", "ðường"),
        ("Hà Nội", "hà\u00a0nội"),
        ("Hà  Nội ", "\tHà\nNội"),
    ],
)
def test_spellings_of_one_word_have_one_identity(first: str, second: str) -> None:
    assert identity(first) == identity(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Dương", "Đường"), ("ma", "má"), ("C++", "C#"), ("của", "cua"), ("quý", "quy"), ("an", "ăn")],
)
def test_letters_tones_and_signs_keep_texts_apart(first: str, second: str) -> None:
    assert identity(first) != identity(second)


@given(TEXTS)
def test_identity_of_an_identity_is_itself(text: str) -> None:
    assert identity(identity(text)) == identity(text)


@given(TEXTS)
def test_what_has_one_identity_folds_alike(text: str) -> None:
    assert fold(identity(text)).split() == fold(text).split()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đà Nẵng", "da nang"),
        ("Ðà Nẵng", "da nang"),
        ("Ɖắk Lắk", "dak lak"),
        ("HÒA", "hoa"),
        ("uỷ", "uy"),
        ("Trưởng phòng", "truong phong"),
        ("C++", "c++"),
    ],
)
def test_folding_spells_text_as_an_unaccented_query(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(VIETNAMESE)
def test_folded_vietnamese_is_ascii_but_for_blanks(text: str) -> None:
    assert fold(text).replace(NBSP, " ").isascii()


def test_one_line_joins_lines_and_runs_of_blanks() -> None:
    assert one_line("  một\n\thai \r\n ba ") == "một hai ba"


def test_one_line_keeps_a_no_break_space() -> None:
    assert one_line(f"12/01/2023 | 08:25{NBSP}|{NBSP}Lượt xem: 7") == f"12/01/2023 | 08:25{NBSP}|{NBSP}Lượt xem: 7"


@given(TEXTS)
def test_one_line_has_no_breaks_and_no_outer_spaces(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip(" ")
    assert "  " not in line


@given(TEXTS)
@example("con")
@example("NUL")
@example("-" * 90)
@example("😀")
def test_a_slug_is_empty_or_safe_in_every_file_system(text: str) -> None:
    made = slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", made)
    assert len(made) <= 82
    assert made not in DEVICES


@given(TEXTS)
def test_the_slug_of_a_slug_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@given(SHORT_WORDS)
def test_a_long_slug_is_cut_at_a_word(words: list[str]) -> None:
    kept = slug(" ".join(words)).split("-")
    assert kept == words[: len(kept)]
    assert len("-".join(kept)) <= 80
    assert kept == words or len("-".join(words[: len(kept) + 1])) > 80


@pytest.mark.parametrize("device", DEVICES)
def test_a_slug_never_names_a_windows_device(device: str) -> None:
    assert slug(device) == slug(device.upper()) == f"{device}-0"


@pytest.mark.parametrize("name", ["con", "NUL.txt", "aux.tar.gz", "COM1", "lpt9.html", "con .txt"])
def test_a_device_of_windows_is_told_with_any_ending(name: str) -> None:
    assert is_windows_device(name)


@pytest.mark.parametrize("name", ["", "con-0", "côn", "contact", "com", "com10", "a.con", "so-0"])
def test_other_names_are_no_devices(name: str) -> None:
    assert not is_windows_device(name)


@pytest.mark.parametrize(
    ("text", "name"), [("a\x02b\x03", "U+0002"), ("\x00", "U+0000"), ("\r", "U+000D"), ("\x85", "U+0085"), ("a\uffff", "U+FFFF")]
)
def test_the_first_control_character_is_named(text: str, name: str) -> None:
    assert control_character(text) == name


def test_tabs_breaks_and_what_is_invisible_are_no_control_characters() -> None:
    assert control_character(f"a\t\n{NBSP}\u200b\u2028ế😀") is None


@given(VIETNAMESE)
def test_vietnamese_has_no_stacked_marks(text: str) -> None:
    assert stacked_marks(f"{nfd(text)[:MARKS_LIMIT]}ế") is None


@pytest.mark.parametrize("mark", ["\u0301", "\u0323", "\u05b0", "\u20d0", "\u3099"])
def test_marks_beyond_the_limit_are_found_where_they_begin(mark: str) -> None:
    assert stacked_marks("aế" + mark * MARKS_LIMIT) is None
    assert stacked_marks("aế" + mark * (MARKS_LIMIT + 1)) == 2


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Đường lối của Đảng", "duong-loi-cua-dang"),
        ("Ðường Ɖường", "duong-duong"),
        ("Hà Nội: Khởi công cầu Tứ Liên!", "ha-noi-khoi-cong-cau-tu-lien"),
        ("C++", "c"),
        ("C#", "c"),
        ("😀", ""),
        ("", ""),
        ("12/01/2023", "12-01-2023"),
        ("&#273;", "273"),
        ("&amp;", "amp"),
    ],
)
def test_slugs_of_vietnamese_and_of_signs(text: str, made: str) -> None:
    assert slug(text) == made


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ân", "Ấn", "Doãn", "Dương", "Đinh", "Đỗ", "Nghiêm", "Ngô", "Nguyễn"],
        "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y".split(),
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["mạ", "mab", "màb", "mac"],
        ["ma", "Ma", "MA", "mà"],
        ["", "a b", "a-b", "a1", "aa", "aб"],
        ["hoa", "hòa", "hoa hồng", "hoàn"],
    ],
)
def test_texts_sort_as_in_a_vietnamese_dictionary(ordered: list[str]) -> None:
    assert all(collation_key(first) < collation_key(second) for first, second in combinations(ordered, 2))


@pytest.mark.parametrize(("first", "second"), [("hòa", "hoà"), ("HÒA", "HOÀ"), ("Ủy", "Uỷ"), ("Đường", "Ðường")])
def test_two_spellings_of_a_word_sort_to_one_place(first: str, second: str) -> None:
    assert collation_key(first) == collation_key(second)


def test_people_sort_by_given_name() -> None:
    names = ["Trần Ân", "Nguyễn Văn Bình", "Lê An", "Đỗ An"]
    assert sorted(names, key=person_key) == ["Đỗ An", "Lê An", "Trần Ân", "Nguyễn Văn Bình"]


def test_a_no_break_space_parts_a_given_name_too() -> None:
    assert person_key(f"Nguyễn Văn{NBSP}An") == person_key("Nguyễn Văn An")


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("ăn", "Ă"),
        ("Ấn", "Â"),
        ("an", "A"),
        ("ý", "Y"),
        ("đinh", "Đ"),
        ("Ðinh", "Đ"),
        ("ổn", "Ô"),
        ("  12", "0–9"),
        ("“Hà”", "#"),
        ("", "#"),
    ],
)
def test_a_text_stands_under_its_first_letter(text: str, group: str) -> None:
    assert initial(text) == group


@pytest.mark.parametrize(
    ("value", "vi", "en"), [(0, "0", "0"), (999, "999", "999"), (1234, "1.234", "1,234"), (1234567, "1.234.567", "1,234,567")]
)
def test_thousands_are_set_apart_as_each_language_does(value: int, vi: str, en: str) -> None:
    assert number(value, "vi") == vi
    assert number(value, "en") == en


def test_decimals_have_a_comma_in_vietnamese() -> None:
    assert (decimal(4.5, "vi"), decimal(4.5, "en"), decimal(4, "vi")) == ("4,5", "4.5", "4,0")


@pytest.mark.parametrize(
    ("count", "vi", "en"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (1_000, "1 kB", "1 kB"),
        (12_345, "12 kB", "12 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1,0 MB", "1.0 MB"),
        (1_234_567, "1,2 MB", "1.2 MB"),
    ],
)
def test_file_sizes_are_in_steps_of_a_thousand(count: int, vi: str, en: str) -> None:
    assert byte_size(count, "vi") == vi
    assert byte_size(count, "en") == en


def test_the_nearest_word_is_found_and_a_far_one_is_not() -> None:
    known = ("title", "date", "ngày đăng")
    assert nearest("titel", known) == "title"
    assert nearest("Ngay dang", known) == "ngày đăng"
    assert nearest("xyz", known) is None
    assert nearest("title", ()) is None


@given(st.text(st.sampled_from("abcđeêôơưÀẢÃÁẠ0129 -'.,&"), max_size=100))
def test_a_slug_of_plain_words_is_the_one_that_the_library_makes(words: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text, "_PLAIN_WORDS", re.compile("(?!)"))
        made = text.slug(words)
    assert text.slug(words) == made


def test_common_text_holds_nothing_that_has_to_be_looked_for() -> None:
    common = "".join(char for char in map(chr, range(0x110000)) if is_common(char))
    assert is_common("Thủ đô Hà Nội – “Ễ Ặ ữ ợ”…\u00a0\n")
    assert not any(is_common(each) for each in ("a\u0301", "\t", "\r", "\x85", "\u2028", "\u202e", "\ufeff", "\uffff", "\u200b"))
    assert 800 > len(common) > 500
    assert nfc(common) == common
    assert nfc(common[::-1]) == common[::-1]
    assert control_character(common) is None
    assert not any(map(unicodedata.combining, common))
