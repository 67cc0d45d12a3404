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
    most = signs_of_bits(count)
    if len(numbers) <= most:
        listed = numbers.tolist()  # most lists are short, and for these numpy takes longer
        gaps = "".join(numbers_of([number - before - 1 for before, number in zip([-1, *listed], listed, strict=False)]))
        if len(gaps) <= most:
            return f"-{gaps}"
    return "=" + bits_of(numbers, count)


def signs_of_bits(count: int) -> int:
    """How many signs a bit for each of `count` articles takes."""
    return -(-count // _BITS)


def bits_of(numbers: "np.ndarray[tuple[int], np.dtype[np.integer]]", count: int) -> str:
    """A bit for each of `count` articles, six in a sign, the first one the lowest."""
    import numpy as np  # not where search is off

    bits = np.zeros((signs_of_bits(count), _BITS), np.uint8)
    bits.reshape(-1)[numbers] = 1
    values = bits @ (1 << np.arange(_BITS, dtype=np.uint8))
    return np.frombuffer(SIGNS.encode(), np.uint8)[values].tobytes().decode()


def file_of(order: str, starts: Sequence[str]) -> int:
    """Which of a segment's files of words holds a form by its order: the last that starts before it or with it."""
    return bisect_right(starts, order)


def ranges(files: int) -> tuple[str, ...]:
    """The form with which each file of words but the first starts, where there are so many: at the most all of STARTS."""
    return tuple(STARTS[len(STARTS) * place // files] for place in range(1, files))


# Forms in their order, cut so that the files between them are of about one size in a large archive; `bench/starts.py` makes them, from how
# often words stand in real news. Of a spelling with many frequent forms several files have a part each.
STARTS: Final = (
    "10 100 11 12 13 14 15 16 17 18 19 2 20 2017 22 24 26 28 3 300k 3411 39 41 46 5 52 59 62 7 74m 80 8h 96 ach alai an án ản "
    "ăn anh ánh ảnh antonio ap asad ba bà bac bắc bai bam ban bàn bán bản bạn bắn bang bằng banh bao báo bão bảo bạo bat bắt "
    "bau bay bày be ben bến benh bi bị bia bien biến biển biện biet biệt bieu binh bình biz bo bỏ bố bổ bộ bơ boi bom bot buc "
    "buo buoi buu ca cá cả cac các cắc cach cai cam cầm can cán cân cần cận căn cang canh cảnh cạnh cao cáo cap cập cat cau cầu "
    "cậu cay chac cham chan chang chap chat chau chay che cheo chi chí chỉ chị chia chie chien chieu chinh chính chỉnh cho chò "
    "chở choi chong chống chu chủ chư chua chứa chuan chuc chức chui chung chúng chứng chuon chuy chuyến chuyển chuyện co có cỏ "
    "cố cổ cơ cờ coi con còn cón cong công cồng contai cu cư cứ cử cua cưa cuc cung cùng cúng cũng củng cuo cuoi cuong cuu cựu "
    "da đà đá đã đả dac dai đài đại dak dam đảm dan dân dần dặn đắn dang đang đàng đảng đăng danh đánh dao đảo đạo dap dat đất "
    "đặt dau đau đầu đấu day đây đầy de đề đế để đệ dem den đến đển desi di đi dia dich diem dien diện điện diep dieu điều điếu "
    "dinh đình đỉnh định dino do dò đó đõ đồ đổ độ đỡ doan đoạn doanh doc độc doi đối đỗi đội đời don đơn donald dong đóng đông "
    "đồng đống động donga du dù dư dự đu dua đưa duc dung dùng dũng dụng dừng dựng đúng đứng duoc được duoi duong đường dut dzu "
    "em ep fr gam gan gang gap gay gd gi gia già giá giã giai giải giam giảm gian giang giao giáo giap gieng gio gioi giong giu "
    "giua go goi gom gop gui ha hạ hai hài hải hại ham han hạn hang hàng hãng hanh hành hãnh hat hau hay hcm he hells hi hien "
    "hiện hieng hieu hiệu hinh ho hồ hỗ hộ hoa hoà hoá hoạ hoac hoai hoan hoang hoat hoc học hodges hoi hồi hội hơi hom hon hơn "
    "hong hop hợp hospitali hung huon hưởng hut huy huye huynh imai it johnn ke kế kể kenh ket keu kha khac khach khai kham "
    "khan khang khanh khau khi khí khic khieu kho khoa khoan khoang khoc khoi khởi khong không khồng khu khuc ki kiem kiểm kien "
    "kiện kim kinh kip ky ký kỹ kyod la là lá lach lai lại lak lam làm lãm lan lần lặn lang lanh lao lap lat lay le lễ lein "
    "lenh lic lien liền lieu linh lo lộ loai loat loi lời lợi lon long lop lua lựa luan luat luc lực lui luong lượng luot ly "
    "lyd ma mà mac mai mam mang mạng manh mariano mat mắt matsus may mây me met mig minh mình mo mở moi môi mối mỗi mới mon "
    "mort mot một motc mua mưa muc mức munchi muong my mỹ mỵ nam nạm năm nằm namg nang năng nẵng nao nay này náy nen nền neu "
    "new nga ngai ngan ngắn nganh ngat ngay ngày ngây nghe nghệ nghi nghỉ nghị nghia nghie nghien nghiep ngo ngoai ngoại ngoc "
    "ngoi ngon ngu nguoc nguoi người ngưởi nguon nguy nguye nguyễn nguyện nha nhà nhá nhac nham nhan nhân nhấn nhận nhăn nhanh "
    "nhap nhat nhật nhau nhi nhiem nhien nhieu nhiều nhiếu nho nhom nhu như nhua nhung nhưng nhừng những nhuo nikki no nợ noi "
    "nối nội nơi non norov nua nuo nước nuoi o ở oa ong ông ống p4 ph phai phải phal pham phẩm phan phản phân phần phận phap "
    "phat phát phạt phe phi phí phia phien phieu pho phố phoi phong phòng phóng phu phú phủ phụ phuc phức phuong phường plet qu "
    "quà quả quan quàn quản quân quần quận quang quanh quet quoc quốc quoi quy quý quye quyet ra rà rai rang ranh rat re ro roi "
    "ron rung sa sach sai san sản sân sẵn sang sáng sao sat sắt sau sáu se sẽ sẻ sergey si singa sint so số sổ sở sợ soc son "
    "song sống spartans su sứ sử sự sua suc sung sut ta tac tắc tai tài tái tải tại tain tam tâm tầm tan tấn tang tăng tao tap "
    "tat tau tay tayyi teix tet thai tham thâm thăm than thang thăng thanh thành thánh thao thap that thay thấy the thế thể thệ "
    "them theo thẹo thi thì thí thị thib thiep thiet thiệt thieu tho thoa thoat thoi thời thon thong thông thống thổng thu thù "
    "thủ thụ thứ thử thua thuan thuc thức thực thue thuoc thuong thường thưởng thuy ti tich tịch tiem tien tiền tiến tiện tieng "
    "tiep tiet tieu tim tin tín tinh tình tính tĩnh tỉnh tịnh to tố tổ tờ toa toan toán toc toi tôi tồi tội tới toky tong tổng "
    "tonga tp tr trả trach trai trại tram tran trận trang trạng tranh trao tre tren trên trển tri trí trị trich trien trieu "
    "triệu trinh trịnh tro trở trợ troi trong trọng trông tru truc trump trun trùng truo truong trường trướng trưởng truot "
    "truye tu tư từ tứ tự tua tuc tue tung tuoi tuong tướng tưởng turke tuy tuye tuyến tuyet ty tỷ ubd ung ứng uoc usd uy va và "
    "vá vai van vấn vẫn vận văn vằn vang vao vảo vat vay ve về vế ven vi vì ví vị via viec việc viej vien viền viet việt vietl "
    "vnr vo vợ voi với vợi von vong vu vụ vừ vua vuc vui vung vuo wanc xa xã xả xac xam xay xây xe xẻ xem xi xoay xu xuan xuat "
    "xuc xuon xuye y ý yen yeu yếu zinga"
).split(" ")
