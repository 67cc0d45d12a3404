"""The site that browsers look at: a page of every type, from articles with everything they can have."""

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from conftest import TrialSite

URL: Final = "https://luutru.example.vn/"

# One page of each type.
KINDS: Final = {
    "home": "index.html",
    "article": "2023/01/12/lich-mo-cua-phong-doc.html",
    "article-rich": "2023/01/12/cau-moi-qua-song.html",
    "article-captured": "2022/01/12/hoi-nghi-dau-nam.html",
    "article-english": "2024/02/29/a-walk-around-the-lake.html",
    "retracted": "2023/05/20/ban-du-thao.html",
    "category": "chuyen-muc/do-thi/index.html",
    "category-year": "chuyen-muc/do-thi/2023.html",
    "tag": "tu-khoa/song-hong/index.html",
    "tags": "tu-khoa/index.html",
    "categories": "chuyen-muc/index.html",
    "authors": "tac-gia/index.html",
    "day": "2023/01/12/index.html",
    "month": "2023/01/index.html",
    "year": "2023/index.html",
    "this-day": "ngay-nay-nam-xua/01-12.html",
    "this-days": "ngay-nay-nam-xua/index.html",
    "most-read": "doc-nhieu.html",
    "coverage": "thong-ke.html",
    "corrections": "dinh-chinh.html",
    "search": "tim-kiem.html",
    "poll": "tham-do/cau.html",
    "standing": "trang/gioi-thieu.html",
    "finder": "dia-chi-cu/index.html",
    "not-found": "404.html",
}
ARTICLES: Final = tuple(kind for kind in KINDS if kind.startswith("article"))

_SETTINGS = f"""\
title: Kho lưu trữ tin tức Thành phố
description: Các bài của cổng thông tin thành phố, giữ nguyên như lúc được lưu lại.
url: {URL}
id: luutru.example.vn
live_site: https://example.vn/
contact: banbientap@example.vn
license: Ghi rõ nguồn khi sử dụng lại.
publisher: {{name: Trung tâm Lưu trữ, url: "https://example.vn/", kind: government, logo: /static/icon.svg}}
default_category: Văn hóa
categories:
  - {{name: Đô thị, description: "Quy hoạch, xây dựng, giao thông trong thành phố.", aliases: [Quy hoạch]}}
  - {{name: Văn hóa, description: "Lễ hội, bảo tàng, thư viện."}}
  - Đời sống
tags:
  - {{name: Sông Hồng, slug: song-hong, aliases: [sông Cái], description: "Các bài về con sông và hai bờ của nó."}}
lists: {{data: on}}
menu:
  - {{label: Trang chủ, to: /}}
  - {{label: Chuyên mục, to: /chuyen-muc/}}
  - {{label: Từ khóa, to: /tu-khoa/}}
  - {{label: Giới thiệu, to: _pages/gioi-thieu.md}}
footer:
  text: Đây là bản lưu trữ. Chức danh, số liệu và sự việc trong bài là của thời điểm đăng bài.
  links: [{{label: Giới thiệu, to: _pages/gioi-thieu.md}}, {{label: Cổng chính, to: "https://example.vn/"}}]
"""
_LEAD = (
    "Cây cầu dài hơn hai cây số nối hai bờ sông Hồng được đưa vào sử dụng sáng nay, sau ba năm thi công;"
    " người dân hai bờ từ nay qua sông mất chưa đầy năm phút."
)
_PARAGRAPH = (
    "Từ sáng sớm, hai bên bờ đã đông người. Những ý kiến gửi về trong đợt lấy ý kiến nhân dân được tổng hợp, phân loại rồi chuyển"
    " tới từng đơn vị để trả lời; nhiều kiến nghị về chiếu sáng, cây xanh và lối đi cho người khuyết tật đã được tiếp thu."
    " Ở những chặng tiếp theo, thành phố sẽ sửa đường dẫn phía bắc, mở thêm hai tuyến xe buýt và trồng lại hàng cây ven đê."
)
_WIDE = """\
| Nhịp | Dài (m) | Rộng (m) | Số làn xe | Tải trọng (tấn) | Khởi công | Hợp long | Đơn vị thi công | Ghi chú |
|---|---:|---:|:-:|---:|---|---|---|---|
| Dẫn phía bắc | 1.205 | 19,5 | 4 | 30 | 12/01/2020 | 30/11/2022 | Công ty Cầu đường số 1 | Có lối đi bộ hai bên |
| Chính | 830 | 19,5 | 4 | 30 | 05/03/2020 | 15/12/2022 | Liên danh nhà thầu số 2 | Đèn chiếu sáng dùng điện mặt trời |
"""
_RICH = f"""\
{_PARAGRAPH}

## Những con số chính

| Nhịp | Dài (m) |
|---|---:|
| Dẫn phía bắc | 1.205 |
| Chính | 830 |

Bảng đầy đủ, theo hồ sơ hoàn công:[^1]

{_WIDE}
![Mặt cầu nhìn từ bờ bắc, hai hàng đèn chạy dài về phía nội thành](mat-cau.png "Mặt cầu buổi sáng. Ảnh: Minh Đỗ")

{_PARAGRAPH}

![Đoàn xe đầu tiên đi giữa hai hàng người](doan-xe.png)

## Ý kiến người dân

> Trước đây đi phà mất nửa giờ, hôm nào nước lớn thì nghỉ. Nay thì đạp xe một lát là sang.

- bà Lê Thị Bưởi, phường Bồ Đề;
- ông Đỗ Văn Sửu, xã Đông Hội:

    1. đi chợ sớm;
    2. đưa cháu đi học.

Mã tra cứu của hồ sơ là `HN-2023-01-12/CAU`; cách ghi trong sổ:

```text
HN-2023-01-12/CAU | cầu dẫn phía bắc và cầu chính | 2.035 m | hồ sơ hoàn công, bản vẽ và biên bản nghiệm thu kèm theo
```

[Phim tư liệu về cây cầu](https://www.youtube.com/watch?v=abcdefghijk)

Xem [bảng số liệu](so-lieu.csv), [bản vẽ](ban-ve.pdf), bài [Lịch mở cửa phòng đọc](2023-01-12-lich-mo-cua-phong-doc.md)
và [trang của nhà thầu](https://nha-thau.example/).[^hai]

[^1]: Hồ sơ hoàn công, quyển 2.
[^hai]: Truy cập ngày 12-01-2023.
"""
_TITLES = (
    "Mở lại phố đi bộ quanh hồ vào ba tối cuối tuần",
    "Trồng thêm một nghìn cây bóng mát dọc các tuyến đường mới",
    "Đường sắt trên cao chạy thử toàn tuyến",
    "Thư viện thành phố nhận hơn hai nghìn cuốn sách cũ do bạn đọc gửi tặng",
    "Chợ hoa ngày giáp Tết đông từ mờ sáng",
    "Sửa xong kè bờ sông trước mùa mưa",
    "Bảo tàng mở phòng trưng bày ảnh Hà Nội đầu thế kỷ trước, nhiều tấm lần đầu ra mắt công chúng",
    "Xe buýt điện có thêm bốn tuyến",
)
_DAYS = (
    "12/01/2022 14:10", "20/02/2022 09:00", "03/05/2022 07:45", "18/09/2022 16:20", "12/01/2023 06:30", "13/01/2023 10:00",
    "28/01/2023 08:05", "14/02/2023 11:11", "02/09/2023 06:00", "31/12/2023 23:55", "01/01/2024 00:05", "12/01/2024 15:15",
    "29/02/2024 07:00", "30/04/2024 09:30", "19/05/2024 17:40", "10/10/2024 08:00",
)  # fmt: skip
_AUTHORS = ("Nguyễn Văn An", "Trần Thị Ấn", "Lê Đức Ý", "Đỗ Minh Đăng")
_TAGS = ("Sông Hồng", "giao thông", "lễ hội", "bảo tàng", "cây xanh", "thư viện")


def written(folder: Path) -> TrialSite:
    """The site's sources in `folder`, not yet built."""
    site = TrialSite(folder)
    site.write("site.yml", _SETTINGS)
    _rich(site)
    _others(site)
    for number, date in enumerate(_DAYS):
        # Some are alike in all, some know little.
        extra = {"author": _AUTHORS[number % 4], "source": "{name: Báo Thủ đô}"} if number % 3 else {}
        counted = {"views": f"{{count: {(number * 7919) % 4000 + 12}, as_of: 20/05/2025}}"} if number % 4 else {}
        day, month, year = date[:10].split("/")
        site.article(
            f"{year}/{year}-{month}-{day}-tin-{number:02}.md",
            f"{_PARAGRAPH}\n\n{_PARAGRAPH}",
            title=_TITLES[number % len(_TITLES)] + (f" (kỳ {number // len(_TITLES) + 1})" if number >= len(_TITLES) else ""),
            date=date,
            category=("Đô thị", "Văn hóa", "Đời sống")[number % 3],
            tags=f"[{_TAGS[number % 6]}, {_TAGS[(number + 2) % 6]}]",
            **extra,
            **counted,
        )
    return site


def _rich(site: TrialSite) -> None:
    folder = "content/2023"
    for name, hue in (("toan-canh", 200), ("mat-cau", 30), ("doan-xe", 110)):
        site.write(f"{folder}/{name}.png", _drawn(hue))
    site.write(f"{folder}/so-lieu.csv", "\ufeffNhịp,Dài\nDẫn phía bắc,1205\nChính,830\n")
    site.write(f"{folder}/ban-ve.pdf", b"%PDF-1.4\n%%EOF\n")
    site.article(
        "2023/2023-01-12-cau-moi-qua-song.md",
        _RICH,
        title="Cầu mới qua sông Hồng đưa vào sử dụng, nhiều ngõ nhỏ ở hai bờ từ nay gần nhau",
        date="12/01/2023 | 08:25",
        updated="14/01/2023 09:00",
        category="Quy hoạch",
        tags="[sông Cái, giao thông, quy hoạch]",
        lead=_LEAD,
        author="[Nguyễn Văn An, Trần Thị Ấn]",
        source='{name: Báo Thủ đô, url: "https://bao.example/cau-moi"}',
        original_url="https://cong.example/tin/chi-tiet?newsid=4567",
        captured="20/05/2025 10:30",
        views="{count: 12.345, as_of: 20/05/2025}",
        rating="{average: 4.5, votes: 12, as_of: 20/05/2025}",
        image="{src: toan-canh.png, alt: Cây cầu chạy ngang mặt sông rộng, caption: Toàn cảnh cầu mới., credit: Minh Đỗ}",
        corrections="[{date: 14/01/2023, text: Bản trước ghi cầu dài 2.350 m; con số đúng là 2.035 m.}]",
        poll="cau",
        featured="true",
        aliases='[/tin/cau-moi.html, "/portal?newsid=4567"]',
        related="[2023-01-12-lich-mo-cua-phong-doc.md]",
    )
    site.write(
        "content/_polls/cau.yml",
        "question: Bạn muốn cây cầu mới mang tên gì?\ndate: 11/01/2023\nas_of: 20/05/2025\noptions:\n"
        "  - {text: Cầu Đông Hội, votes: 1.230}\n  - {text: Cầu Bồ Đề, votes: 410}\n  - {text: Tên khác, votes: 0}\n",
    )


def _others(site: TrialSite) -> None:
    site.article(
        "2023/2023-01-12-lich-mo-cua-phong-doc.md",
        f"{_PARAGRAPH}\n\n{_PARAGRAPH}",
        title="Lịch mở cửa phòng đọc",
        category="Đời sống",
    )
    site.article(
        "2022/2022-01-12-hoi-nghi-dau-nam.md",
        f"{_PARAGRAPH}\n\n{_PARAGRAPH}",
        title='"Hội nghị đầu năm: những việc của thành phố"',
        date="12/01/2022 08:00",
        category="Đời sống",
        lead="Hội nghị bàn về những việc lớn của năm.",
        image="{caption: Toàn cảnh hội nghị., credit: Minh Đỗ}",
        original_url="https://cong.example/tin/chi-tiet?newsid=123",
        captured="20/05/2025",
        views="7",
        rating="{}",
        poll="ten-duong",
    )
    site.write(
        "content/_polls/ten-duong.yml",
        "question: Theo bạn con đường mới nên mang tên ai?\noptions: [Một nhà thơ, Một nhà khoa học]\n",
    )
    site.article(
        "2024/2024-02-29-a-walk-around-the-lake.md",
        "The path around the lake opens again this weekend. Lamps have been mended and the benches painted.\n\n## By bus\n\n"
        "Four lines stop at the gate; the last one leaves at a quarter past ten.",
        title="A walk around the lake",
        date="29/02/2024 10:00",
        language="en",
        tags="[lễ hội]",
        author="Ann Archer",
        lead="The path around the lake opens again, with new lamps and old trees.",
    )
    site.article(
        "2023/2023-05-20-ban-du-thao.md",
        "Nội dung không còn.",
        title="Bản dự thảo quy chế",
        date="20/05/2023 08:00",
        status="retracted",
        corrections="[{date: 21/05/2023, text: Bài được gỡ vì dựa trên một bản dự thảo chưa được công bố.}]",
    )
    site.write(
        "content/_pages/gioi-thieu.md",
        f"---\ntitle: Giới thiệu\nlead: Kho này giữ các bài của cổng thông tin cũ.\n"
        f"aliases: [/gioi-thieu.html]\n---\n\n{_PARAGRAPH}\n\n"
        "## Cách tìm một bài\n\nTheo [chuyên mục](/chuyen-muc/), theo [từ khóa](/tu-khoa/), hoặc theo ngày.\n",
    )


def _drawn(hue: int) -> bytes:
    """A picture of 1200 by 675: sky, water and a bridge."""
    image = Image.new("HSV", (1200, 675), (hue, 60, 235))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 420, 1200, 675), fill=(hue, 120, 150))
    draw.rectangle((0, 330, 1200, 360), fill=(hue, 40, 70))
    for x in range(90, 1200, 170):
        draw.rectangle((x, 360, x + 24, 480), fill=(hue, 40, 90))
        draw.line((x + 12, 180, x - 70, 330), fill=(hue, 30, 110), width=4)
        draw.line((x + 12, 180, x + 94, 330), fill=(hue, 30, 110), width=4)
    found = io.BytesIO()
    image.convert("RGB").save(found, "PNG", optimize=True)
    return found.getvalue()
