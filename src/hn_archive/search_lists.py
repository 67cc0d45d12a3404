"""Numbers, lists of articles and ranges of words as the files of the search index hold them, in signs of ASCII."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

# Not those that would end a template literal, or mean something in it.
SIGNS: Final = "".join(sign for sign in map(chr, range(32, 127)) if sign not in "`\\$")
_BASE: Final = len(SIGNS)
# The first sign of a number says how many there are: below 56 it is alone, then one more follows, two more, four more.
_ONE, _TWO, _THREE = 56, 89, 91
_NUMBERS: Final[tuple[str, ...]] = (
    *SIGNS[:_ONE],
    *map("".join, product(SIGNS[_ONE:_TWO], SIGNS)),
    *map("".join, product(SIGNS[_TWO:_THREE], SIGNS, SIGNS)),
)
_SMALL: Final = len(_NUMBERS)
# From each of these numbers on a number takes so many signs more.
LIMITS: Final = ((_ONE, 1), (_ONE + (_TWO - _ONE) * _BASE, 1), (_SMALL, 2))
_BITS: Final = 6  # of a set stand in one sign


def number_of(value: int) -> str:
    """A number in signs; the smaller, the fewer. Raises ValueError for one of more than 71 millions."""
    if value < _SMALL:
        return _NUMBERS[value]
    return _number(value)


def _number(value: int) -> str:
    rest = value - _SMALL
    if rest >= (_BASE - _THREE) * _BASE**4:
        raise ValueError(value)
    digits = [rest // _BASE**place % _BASE for place in (3, 2, 1, 0)]
    return SIGNS[_THREE + rest // _BASE**4] + "".join(SIGNS[digit] for digit in digits)


def encoded(numbers: Sequence[int], count: int) -> str:
    """Some of `count` articles by their numbers, in order: `-` and the gaps between them, or `=` and a bit for each article."""
    gaps = gaps_of(numbers)
    return f"-{gaps}" if len(gaps) <= signs_of_bits(count) else "=" + bits_of(numbers, count)


def gaps_of(numbers: Sequence[int]) -> str:
    """How many are left out before each of some numbers, which are in order."""
    before = -1
    parts = []
    for number in numbers:
        gap = number - before - 1
        parts.append(_NUMBERS[gap] if gap < _SMALL else _number(gap))
        before = number
    return "".join(parts)


def signs_of_bits(count: int) -> int:
    """How many signs a bit for each of `count` articles takes."""
    return -(-count // _BITS)


def bits_of(numbers: Iterable[int], count: int) -> str:
    """A bit for each of `count` articles, six in a sign, the first one the lowest."""
    found = [0] * signs_of_bits(count)
    for number in numbers:
        found[number // _BITS] |= 1 << number % _BITS
    return "".join([SIGNS[bits] for bits in found])


def file_of(spelling: str, starts: Sequence[str]) -> int:
    """Which of a segment's files of words holds a folded spelling: the last that starts before it or with it."""
    return bisect_right(starts, spelling)


def ranges(files: int) -> tuple[str, ...]:
    """What each file of words but the first starts with, where there are so many: at the most all of STARTS."""
    return tuple(STARTS[len(STARTS) * place // files] for place in range(1, files))


# Words of Vietnamese news in the order of their folded spelling, cut so that between each two of them there are about as many articles with a
# word: from how often syllables stand in 22,644 articles, of which `bench/vietnamese.tsv.gz` has the counts.
STARTS: Final = (
    "10 100 120 140 180 20 200 2015 2019 210 260 30 310 40 50 550 630 80 90 abed ama ana ani apa australian bab bach bamb "
    "bana bangk baoh bata baue baya bend benha bia biat bieng bieu big bio boa bok bota buoi c1 cab cach cact camb cana canh "
    "cann cap cape cav caye chanc chapm chav chd chez chia chian chieng chil chinhp chl choa choo chua chuan chuc chuck chuo "
    "chuot chx clm co2 conc congo cote cua cub cue cunn cuoi cuon cup cuy dab dail dama dana danh dani dap data dav dayt dea "
    "dena dha dia diam dien diep dif dio dna doa doai doanh doc doj dona donga dou dua duan dud duo duoi duot ema f1 gal "
    "gangw gaz ghid giac giam gian giang giap gioi gion giua gius gome guil haa haid hana hanh hanj hata haya hea heu hiep "
    "hig hip hoa hoac hoan hoanh hoay hoe hok hond hoo hope huan huou hute huyet ici isa joo kea keu kgb khach khai khais "
    "khanh khay khia khoa khoang khoanh khom khop khua kid kien kieng kinz kipp kye lab laik lan lana lank lap laur lea lend "
    "lht lieng lif loa loan lom longw lua luang luc luci luoi luot lux lyn maa maca mail mangk manha mate maur maya meta mini "
    "mohamme moj mongk moto muam muni mya namc nanc nanga nap naye neo newa ngac ngang ngat ngh nghen nghia nghic nghieng "
    "nghiet ngoan ngoe ngua nguon nguye nguyet nhac nhang nhao nhau nhay nhien nhiep nhin nhon nhua nhuo nien nino nol nons "
    "nuc nuoi nuop oa obamac onl phac phal phan phang phar phau phep phia phiet phoc phok phot phuc phui phuot poll quac "
    "quang quay quoi quye quyet quyn rac rach range ratc ria rod roo saa sachs sana sanh sap satu saud se1 sib sinm soa song "
    "songk sua sud syd tab tach taip tami tana tanh tap tar taur tayl tea tenh thaco thame thang thanh thani thap thaw thaye "
    "them then theod thia thieng thieu thoa thoc thom thongl thua thuat thue thui thuot thv tico tieng tiep tiet tig tinh tio "
    "tmc toa toac toang tok tongc tou tpb trac traf tran trang tranh trap trend tria triet tril trip troc trop trua trun truo "
    "truoi truot tua tuat tue tuom tuot tuyet tyl uae uni uop uye vac vanc vanga vap vati vea via viem vieng vietb voc voic "
    "voo vua vui vuo vz xac xach xaya xem xh xon xuat xuc xup ya yi"
).split(" ")
