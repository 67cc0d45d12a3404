"""Vietnamese as it was written before Unicode."""

import gzip
import random
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import CHECKOUT
from hn_archive.legacy import Decoded, Mend, NotText, decoded, in_encoding, mended

TONES = "\u0300\u0309\u0303\u0301\u0323"
MARKED = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
# These letters as the iconv of glibc 2.36 writes them in TCVN5712-1 and VISCII, and as xvnkb's table has them for VNI.
TCVN3 = "a8a9aeaaabacadb5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9eaebecedeeeff1f2f3f4f5f6f7f8f9fafbfcfdfe"
TCVN3_CAPITALS = dict(zip("ĂÂĐÊÔƠƯ", b"\xa1\xa2\xa7\xa3\xa4\xa5\xa6", strict=True))
VISCII = "e5e2f0eaf4bddfe0e4e3e1d5a2c6c7a1a3a5a6e7a4a7e8eba8e9a9abacadaaaeecefeeedb8f2f6f5f3f7b0b1b2afb5b6b7debefef9fcfbfaf8d7d8e6d1f1cfd6dbfddc"
VISCII_CAPITALS = "c5c2d0cad4b4bfc0c4c3c18082020581838586068487c8cb88c9898b8c8d8a8ecc9bcecd98d299a0d39a9091928f939697b39594d99c9dda9ebbbcffbab99f1419dd1e"
VNI = (
    "aê aâ ñ eâ oâ ô ö aø aû aõ aù aï aè aú aü aé aë aà aå aã aá aä eø eû eõ eù eï eà eå eã eá eä ì æ ó í ò "
    "oø oû oõ où oï oà oå oã oá oä ôø ôû ôõ ôù ôï uø uû uõ uù uï öø öû öõ öù öï yø yû yõ yù î"
).split()


def tables() -> dict[str, dict[str, bytes]]:
    def bytewise(codes: str, letters: str) -> dict[str, bytes]:
        return {letter: bytes([code]) for letter, code in zip(letters, bytes.fromhex(codes), strict=True)}

    vni = {letter: code.encode("latin-1") for letter, code in zip(MARKED, VNI, strict=True)}
    small = bytewise(TCVN3, MARKED)
    return {
        "tcvn3": small
        | {letter.upper(): code for letter, code in small.items()}
        | {letter: bytes([code]) for letter, code in TCVN3_CAPITALS.items()},
        "viscii": bytewise(VISCII, MARKED) | bytewise(VISCII_CAPITALS, MARKED.upper()),
        "vni": vni | {letter.upper(): code.decode("latin-1").upper().encode("latin-1") for letter, code in vni.items()},
    }


TABLES = tables()
FONTS = ["tcvn3", "vni", "viscii"]
ENCODINGS = [*FONTS, "windows-1258"]


def encoded(text: str, encoding: str) -> bytes:
    """A text in an old encoding; in TCVN3 small letters stand for capitals with tones."""
    if encoding == "windows-1258":  # a mark after its letter
        spelt = [unicodedata.normalize("NFD", char) for char in text]
        split = (
            (unicodedata.normalize("NFC", "".join(c for c in s if c not in TONES)), [c for c in s if c in TONES]) for s in spelt
        )
        return "".join(letter + "".join(tones) for letter, tones in split).encode("cp1258")
    return b"".join(TABLES[encoding].get(char) or char.encode("cp1252") for char in text)


def misread(text: str, encoding: str) -> str:
    """A text in an old encoding, taken for windows-1252 as browsers do it."""
    content = text.encode() if encoding == "utf-8" else encoded(text, encoding)
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in content)


PROSE = (
    "Sáng 12-1, Hội đồng nhân dân thành phố khai mạc kỳ họp thứ mười với nhiều nội dung quan trọng.",
    "Cầu mới bắc qua sông Hồng dài hơn hai cây số, nối hai quận và rút ngắn quãng đường đi làm của hàng vạn người.",
    "Đường Võ Chí Công bị ngập sâu sau trận mưa đêm qua, nhiều xe chết máy giữa đường.",
    "Ủy ban nhân dân huyện yêu cầu các xã kiểm tra đê điều trước ngày 30-6.",
    "Giá rau xanh ở chợ đầu mối tăng gấp rưỡi vì rét đậm kéo dài.",
    "“Chúng tôi sẽ trồng thêm mười nghìn cây xanh”, ông chủ tịch phường nói.",
    "Nghệ sĩ biểu diễn ca trù, hát xẩm và chầu văn ở phố cổ vào tối thứ bảy hằng tuần.",
    "Trường tiểu học Nguyễn Trãi khánh thành dãy nhà mới gồm 24 phòng học, thư viện và nhà ăn.",
    "Ngành đường sắt bán vé tàu Tết từ ngày mai; hành khách có thể mua vé tại ga hoặc qua điện thoại.",
    "Đội bóng chủ nhà thắng 3-1, giữ vững ngôi đầu bảng và tiến gần tới chức vô địch.",
    "Quỹ khuyến học của quận tặng xe đạp cho những em nhỏ vượt khó, nghỉ hè vẫn miệt mài đọc sách.",
    "Ở ngoại thành, nông dân gặt lúa sớm để tránh bão; huyện huy động máy móc giúp bà con.",
)
TITLES = ["Thủ đô Hà Nội", "Kỳ họp thứ mười", "Chợ hoa ngày Tết", "Giữ gìn phố cổ", "Bão số năm gần bờ", "Đường sắt đô thị"]
GOOD = """château, Hôtel de Ville, Île-de-France, voilà où nous étions né, là où on va où, Thaï, Haïti, maïs, naïve, Noël, « oui », «non»
Straße, für, schön, Köln, Bäume über Lübeck, ‚Ä‘, größer, Bö, „Über“
São Paulo, Curaçao, não, mãe, Leão, baú, você já está lá, ação, coração, 1ª, Nº 5
mañana, año, león, aún, país, niño, Seán, ¿qué?, ¡olé!, Mª
gå på, gå-på, på gå, så små, Bæ på, søn, øl, bæ bø, það er ör, col·lecció
µm, 5 µm, 10 N·m, 25 °C, m², n° 5, 30 m², © 2020, ® 2020, § 5, 5 × 3, ½, ¼, 3 ÷ 2, £5, ±1, «», – — …, 😀, 👍🏽, ☎, Windows®, don’t, I’m
def été(µ): return "é" + x[0xE9]  # ¬p · q, ¶, a¹ b²
https://www.example.org/tìm-kiếm?q=Hà+Nội&trang=2, ảnh.jpg, ban@example.org, Số 1, ngõ 2/3 phố Huế, TP. HCM
XÃ HỘI, “XÔ, “DÂN XÔ, “VÀ XÃ”, ‘GIÀ’, «XÃ», XÃ… HỘI, ĐÃ, Đắk Lắk, Bắc Kạn, Ê-đê, ôtô, H'Hen Niê, GD&ĐT, Bộ GTVT"""


def writable(text: str, encoding: str) -> str:
    """With what the encoding has: TCVN3 is without capitals that have tones, VISCII without curly quotes."""
    if encoding == "tcvn3" and text[0].lower() in MARKED and text[0] not in TCVN3_CAPITALS:
        return text[0].lower() + text[1:]
    return text.replace("“", '"').replace("”", '"') if encoding == "viscii" else text


@cache
def corpus() -> list[str]:
    """Pairs of syllables out of 22,644 articles, drawn by how often they stand there, as phrases of eight pairs."""
    pairs, weights = [], []
    with gzip.open(CHECKOUT / "bench" / "vietnamese.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file:
            first, _, rest = line.rstrip("\n").partition("\t")
            if not first.isalpha():
                continue
            for second, count in (pair.rsplit(":", 1) for pair in rest.split()[:40]):
                if second.isalpha():
                    pairs.append(f"{first} {second}")
                    weights.append(int(count))
    drawn = random.Random(7).choices(pairs, weights, k=1_600)  # noqa: S311
    return [" ".join(drawn[at : at + 8]) for at in range(0, 1_600, 8)]


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=20)
@given(st.permutations(PROSE))
def test_prose_in_an_old_encoding_is_read_right(encoding: str, sentences: list[str]) -> None:
    text = " ".join(writable(sentence, encoding) for sentence in sentences)
    assert decoded(encoded(text, encoding)) == Decoded(text, encoding, is_certain=True)


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=30)
@given(st.text(st.sampled_from(MARKED), min_size=1, max_size=20))
def test_each_letter_of_an_old_encoding_is_read_right(encoding: str, letters: str) -> None:
    # Among so many words that letters alone, most of which are no words, do not outweigh them.
    prose = " ".join(writable(sentence, encoding) for sentence in PROSE)
    text = f"{prose} {' '.join(letters)} {' '.join(letters).upper() if encoding != 'tcvn3' else ''}"
    assert decoded(encoded(text, encoding)).text == text


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("title", TITLES)
def test_a_short_title_is_read_right(encoding: str, title: str) -> None:
    found = decoded(encoded(title, encoding))
    assert (found.text, found.encoding) == (title, encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_phrases_of_real_news_are_read_right(encoding: str) -> None:
    phrases = corpus()
    wrong = [phrase for phrase in phrases if decoded(encoded(phrase, encoding)).text != phrase]
    assert len(wrong) <= len(phrases) // 100


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_is_read_with_its_tags_entities_and_scripts(encoding: str) -> None:
    page = (
        '<html><head><meta charset="x-user-defined"><script>var café = "x";</script></head>\r\n'
        f'<body class="main"><p style="font-family:.VnTime">{PROSE[0]}<br>&nbsp;{PROSE[4]}</p></body></html>'
    )
    assert decoded(encoded(page, encoding)) == Decoded(page, encoding, is_certain=True)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Hà Nội".encode(), "utf-8"),
        ("Hà Nội".encode("utf-8-sig"), "utf-8"),
        (unicodedata.normalize("NFD", "Hà Nội").encode(), "utf-8"),
        ("Hà Nội".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "Hà Nội".encode("utf-16-be"), "utf-16"),
    ],
)
def test_unicode_is_certain_and_in_nfc(content: bytes, encoding: str) -> None:
    assert decoded(content, "viscii") == Decoded("Hà Nội", encoding, is_certain=True)


@settings(max_examples=30)
@given(st.text(st.characters(max_codepoint=0x7F, exclude_characters="\x00", exclude_categories=["Cc"])))
def test_ascii_is_utf_8(text: str) -> None:
    assert decoded(text.encode()) == Decoded(text, "utf-8", is_certain=True)


def test_utf_8_that_is_cut_off_is_no_certainty() -> None:
    assert decoded(PROSE[0].encode() + b"\xe1\xbb") == Decoded(f"{PROSE[0]}\ufffd", "utf-8", is_certain=False)


@pytest.mark.parametrize(
    "text",
    [
        "château",
        "Hôtel de Ville",
        "Le thé à la menthe",
        "où aller ?",
        "São Paulo",
        "Curaçao",
        "Müller – Größe",
        "© 2020 … “quoted”",
    ],
)
def test_western_text_is_not_read_as_vietnamese(text: str) -> None:
    assert decoded(text.encode("cp1252")) == Decoded(text, "windows-1252", is_certain=False)


@pytest.mark.parametrize("declared", ["viscii", "TCVN", "windows-1258", "VNI", "nonsense", "iso-8859-1"])
def test_a_false_charset_is_not_believed(declared: str) -> None:
    for encoding in ENCODINGS:
        assert decoded(encoded(PROSE[1], encoding), declared).text == PROSE[1]
    assert decoded("Hôtel de Ville à Curaçao".encode("cp1252"), declared).text == "Hôtel de Ville à Curaçao"


def test_a_charset_decides_between_readings_that_are_as_good() -> None:
    title = "Rõ vụ án"
    assert decoded(encoded(title, "viscii"), "viscii").text == title
    assert decoded(encoded("Khi nhóm", "tcvn3"), "TCVN").text == "Khi nhóm"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x08",
        "Hà Nội".encode("utf-16-le"),
        bytes(range(256)),
    ],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotText):
        decoded(content)


@settings(max_examples=50)
@given(st.binary())
@example(b"\xff\xfe\x00")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = decoded(content)
    except NotText:
        return
    assert unicodedata.is_normalized("NFC", found.text)


@pytest.mark.parametrize(
    ("stands", "meant"),
    [
        ("CéNG HOµ X· HéI CHñ NGHÜA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA"),
        ("Bé GTVT vµ Së GD-§T häp", "Bộ GTVT và Sở GD-ĐT họp"),
        ("ñY BAN NH¢N D¢N HUYÖN", "ỦY BAN NHÂN DÂN HUYỆN"),
    ],
)
def test_small_letters_of_tcvn3_among_capitals_are_capitals(stands: str, meant: str) -> None:
    assert decoded(stands.encode("cp1252")).text == meant


@pytest.mark.parametrize(
    ("stands", "meant", "encoding"),
    [
        ("Hµ Néi", "Hà Nội", "tcvn3"),
        ("Thµnh phè Hå ChÝ Minh, ngµy 12-1, häp", "Thành phố Hồ Chí Minh, ngày 12-1, họp", "tcvn3"),
        ("Bé tr­ëng Bé Néi vô", "Bộ trưởng Bộ Nội vụ", "tcvn3"),
        ("Haø Noäi", "Hà Nội", "vni"),
        ("Thuû töôùng thaêm tænh", "Thủ tướng thăm tỉnh", "vni"),
        ("Thành ph¯ có nhi«u sñ ki®n", "Thành phố có nhiều sự kiện", "viscii"),
        ("HÃ\u00a0 Ná»™i", "Hà Nội", "utf-8"),
        ("HÃ  Ná»™i", "Hà Nội", "utf-8"),
        ("thÃ nh phá»‘ lÃ  má»™t", "thành phố là một", "utf-8"),
        ("lÃ má»™t ngÃ y má»›i", "là một ngày mới", "utf-8"),
        ("â€œHÃ  Ná»™iâ€\x9d â€“ thá»§ Ä‘Ã´", "“Hà Nội” – thủ đô", "utf-8"),
    ],
)
def test_a_phrase_that_was_converted_wrongly_is_mended_where_it_stands(stands: str, meant: str, encoding: str) -> None:
    text = f"Ông nói:\n  {stands} (2009)\nrồi về."
    start = text.index(stands)
    (found,) = mended(text)
    assert found.mistaken == encoding
    assert text[found.start : found.end] == found.found
    assert text[start : found.start] + found.meant + text[found.end : start + len(stands)] == meant


def test_a_phrase_amid_good_text_is_mended_without_its_neighbours() -> None:
    text = "Cô bé ở ViÖt Nam, thñ ®« Hµ Néi của là một"
    assert mended(text) == (Mend(8, 31, "ViÖt Nam, thñ ®« Hµ Néi", "Việt Nam, thủ đô Hà Nội", "tcvn3"),)


@pytest.mark.parametrize("encoding", [*FONTS, "utf-8"])
@settings(max_examples=20)
@given(st.permutations(PROSE))
def test_mending_gives_prose_back(encoding: str, sentences: list[str]) -> None:
    text = "\n".join(writable(sentence, encoding) for sentence in sentences)
    stands = misread(text, encoding)
    mends = mended(stands)
    assert {mend.mistaken for mend in mends} == {encoding}
    assert all(before.end <= after.start for before, after in pairwise(mends))
    for mend in reversed(mends):
        assert stands[mend.start : mend.end] == mend.found
        stands = stands[: mend.start] + mend.meant + stands[mend.end :]
    words = list(zip(text.split(), stands.split(), strict=True))
    assert sum(right == made for right, made in words) >= 0.97 * len(words)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", [line for block in GOOD.split("\n") for line in (block, *block.split(", "))])
def test_good_text_is_left_alone(text: str, form: Literal["NFC", "NFD"]) -> None:
    assert mended(unicodedata.normalize(form, text)) == ()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_good_vietnamese_is_left_alone(form: Literal["NFC", "NFD"]) -> None:
    for text in (*PROSE, *TITLES, *corpus()):
        for written in (text, text.upper(), text.title()):
            assert mended(unicodedata.normalize(form, written)) == ()


def test_articles_are_left_alone() -> None:
    articles = sorted((CHECKOUT / "tests" / "judged" / "articles").glob("*.md"))
    assert len(articles) == 60
    for path in articles:
        found = decoded(path.read_bytes())
        assert found.encoding == "utf-8"
        assert mended(found.text) == ()


@settings(max_examples=50)
@given(st.text())
def test_mends_are_in_order_and_within_any_text(text: str) -> None:
    ends = [0] + [place for mend in mended(text) for place in (mend.start, mend.end)]
    assert ends == sorted(ends)


def test_what_was_mended_is_left_alone() -> None:
    for encoding in (*FONTS, "utf-8"):
        for mend in mended(misread(PROSE[2], encoding)):
            assert mended(mend.meant) == ()


def test_a_part_of_a_file_is_read_in_the_encoding_of_the_whole() -> None:
    whole = "Hội nghị bàn về quy hoạch sông Hồng, đường vành đai và cầu mới".encode("utf-16")
    assert in_encoding(whole[2:24], decoded(whole).encoding + "-le") == "Hội nghị bà"
    assert in_encoding(b"H\xf4m nay", "windows-1252") == "Hôm nay"
    assert in_encoding(b"\xff", "utf-8") == "\ufffd"
