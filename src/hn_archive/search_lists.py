"""Numbers, lists of articles and ranges of words as the files of the search index hold them, in signs of ASCII."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

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


def numbers_of(values: Sequence[int]) -> list[str]:
    """Numbers in signs, each by itself."""
    try:
        return [_NUMBERS[value] for value in values]
    except IndexError:
        return [number_of(value) for value in values]


def encoded(numbers: "np.ndarray[tuple[int], np.dtype[np.integer]]", count: int) -> str:
    """Some of `count` articles by their numbers, in order: `-` and how many are left out before each, or `=` and a bit for each article."""
    import numpy as np  # not where search is off

    most = signs_of_bits(count)
    if len(numbers) <= most:
        gaps = "".join(numbers_of((np.diff(numbers, prepend=-1) - 1).tolist()))
        if len(gaps) <= most:
            return f"-{gaps}"
    return "=" + bits_of(numbers, count)


def signs_of_bits(count: int) -> int:
    """How many signs a bit for each of `count` articles takes."""
    return -(-count // _BITS)


def bits_of(numbers: "np.ndarray[tuple[int], np.dtype[np.integer]]", count: int) -> str:
    """A bit for each of `count` articles, six in a sign, the first one the lowest."""
    import numpy as np

    bits = np.zeros((signs_of_bits(count), _BITS), np.uint8)
    bits.reshape(-1)[numbers] = 1
    values = bits @ (1 << np.arange(_BITS, dtype=np.uint8))
    return np.frombuffer(SIGNS.encode(), np.uint8)[values].tobytes().decode()


def file_of(spelling: str, starts: Sequence[str]) -> int:
    """Which of a segment's files of words holds a folded spelling: the last that starts before it or with it."""
    return bisect_right(starts, spelling)


def ranges(files: int) -> tuple[str, ...]:
    """What each file of words but the first starts with, where there are so many: at the most all of STARTS."""
    return tuple(STARTS[len(STARTS) * place // files] for place in range(1, files))


# Words of Vietnamese news in the order of their folded spelling, cut so that between each two of them there are about as many articles with a
# word: from how often syllables stand in 22,644 articles, of which `bench/vietnamese.tsv.gz` has the counts.
STARTS: Final = (
    "10 100 1000 110 120 130 1488 150k 170 18h2 1978 20 200 2000 2012 2016 2017 2018 2019 202 2026 220 240 260 280 30 300 350 "
    "40 440 50 500 60 70 750 80 800 90 a1 aeh aia alex ana ani aom apa asem auc b1 bab bach baik bana bangk bank baoh bashi "
    "bata bav baya bea bend benha bia bieng bieu big bio bo boa boe bok bomb boni bua buk buoi buom buong cab cach cact cair "
    "camb cana canh cann cap cape cata cav cef champ chanc chap chapm chau chav chd chea chez chia chibi chiem chieng chil "
    "chinhp chl choa choi chong choo christi chua chuan chuc chuck chuo chuot chur chx ciu co2 comb conc congo cpb cua cub "
    "cue cunn cuoi cuon cuop cur cuy dab dae dail dailym dama dana danh dani dap daph data dav dayt dea den dena depo deut "
    "dha dia diam dick dien diep dies dif dio doa doanh doat dock doj dona donga dou dua duan dud duo duoi duom duot duye dv "
    "ema f1 flow gab gal gang gap gar gaz gdc ghid gia giac giam gian giang gianh giap giay gib gioi gion giot giua giuc gius "
    "god gol gome gong grah guil ha haa haid hama hana hanh hanj hap hata haue haya hcmc hea heron heu hiep hieu hig hip hoa "
    "hoac hoach hoai hoang hoanh hoay hoe hok home hond hoo hope hua huf hunga huou huy huye huyet huyt ice ima iraq isa ita "
    "jes joo kea kep keu khac khach khai khais khame khang khanh khap khay kheng khia khic khieng khoa khoac khoang khoanh "
    "khoet khom khop khua khuo khuyn kid kien kieng kieu kimb kinz km2 kono kye lab lach laik lan lana lanh lank lany lap "
    "lapt laur lb lea lend leni lhpv lico lieng lieu lif link links loa loan loang loay lom lond longw lope lua luan luang "
    "luc luci luoi luot lux luyn lyn m1 maa maca mail mana mangk manha mate matu maur maya mea mel mew mieng mini mob moj "
    "mona mongk mosu moto muam mud muh muong mya nac namc nanc nang nanga nap nay naye neo neta nev ngac ngam ngang nganh "
    "ngao ngh nghen nghia nghic nghien nghieng nghiet ngoa ngoan ngoe ngom ngong ngua nguo nguon nguong nguye nguyet nhac "
    "nhai nhan nhang nhao nhat nhau nhay nhic nhien nhiep nhin nhinh nhoa nhon nhong nhua nhuc nhuo nhut nien niet nino nob "
    "nol nong nons nua num nuoi nuop oa om onl ono oz pct phac phal phan phang phar phau phet phia phic phiet phil phin phoc "
    "phot phuc phui phuot phuy pts q5 quac quang quanh quar queenl quoi quye quyet quyn rac ran range rapp ratc reuv riet roa "
    "rol rona rou runn rutt sac sachs saig sana sanh sant sapa satu saud sav se1 seng sib sinm soa soc soma song songk sta "
    "sua sub sud suni supe sys tab tach taip tami tana tanh tap tar tata taur tayl tea tenh tha thaco thak thame thang thanh "
    "thani thap that thaw thaye them then theod ther thia thie thieng thiet thieu thin thoa thoai thoan thom thoma thongl "
    "thua thuan thuat thuc thue thui thuom thuot thuye tia tico tieg tieng tiep tiet tieu tig time tinh tio tnm toa toac "
    "toang tod tok tom tone tongc tou tpb trac traf tram tran trang tranh trans trap trea trend tria triet tril trip troc "
    "trom trong trop trua trud trun truo truoi truot truye ts tua tuat tue tuni tuom tuot tuye tuyet tuyp tyl ube ubo unc uni "
    "uop ush uye vac vaj vanc vanga vap vati vaz vea vf via viem vieng vietb vinho vl voc voic vong voo vua vuc vui vuo vut "
    "wasp xac xach xanh xav xaya xem xen xeng xh xieng xoa xot xua xuat xuc xue xuon xup xuyt ya yeo yi"
).split(" ")
