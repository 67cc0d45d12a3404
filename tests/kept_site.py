"""A site with an article of every status and all kinds of files on, and its twin in which what is hidden says other things or is not there."""

import io
from pathlib import Path
from typing import Final

from PIL import Image

from conftest import TrialSite

# Stand in what nobody outside may read; a fold, a slug or an address leaves them as they are.
HIDDEN: Final = ("zqhuynhmat", "zqthuhoi", "zqbannhap", "zqhengio", "zqnhaptrang")
# Stands in what everybody may read, to see that such words can be found at all.
SHOWN: Final = "zqcongkhai"
_SETTINGS: Final = """\
title: Kho lưu trữ Đà Nẵng
description: Các bài của thành phố.
id: luutru.example.vn
url: https://luutru.example.vn/
contact: mailto:banbientap@example.vn
license: Ghi rõ nguồn.
publisher: Trung tâm Lưu trữ
feeds: full
lists: {data: on}
categories: [Đô thị]
default_category: Đô thị
"""


def written(folder: Path, *, hidden: bool = True) -> TrialSite:
    """The site; or its twin, without drafts, scheduled and withheld articles, and with nothing of what was retracted but what its page shows."""
    site = TrialSite(folder)
    site.write("site.yml", _SETTINGS)
    site.article(
        "2023/2023-01-12-cau-rong.md",
        f"Cầu Rồng ở Đà Nẵng {SHOWN}.\n\n![Cầu](cau.png)\n\n[Hồ sơ](ho-so.pdf)",
        title="Cầu Rồng phun lửa",
        tags="[du lịch, cầu]",
        author="Nguyễn Văn An",
        source="HNMO",
        lead="Cây cầu của thành phố.",
    )
    site.article("2023/2023-02-01-ho-tay.md", "Sương sớm.", title="Hồ Tây", date="2023-02-01 09:00", tags="[du lịch]")
    site.write("content/2023/cau.png", _picture(20))
    site.write("content/2023/ho-so.pdf", "%PDF-1.4 hồ sơ")
    _retracted(site, f"{HIDDEN[1]} " if hidden else "")
    if hidden:
        _unseen(site, HIDDEN[0], status="withheld")
        _unseen(site, HIDDEN[2], draft="true")
        _unseen(site, HIDDEN[3], date="2030-01-01 08:00")
        site.write("content/_pages/nhap.md", f"---\ntitle: Trang {HIDDEN[4]}\ndraft: true\n---\n\n{HIDDEN[4]}\n")
    return site


def _retracted(site: TrialSite, word: str) -> None:
    """Title, date, id, reason and address stay in sight, and nothing else."""
    site.article(
        "2023/2023-03-01-ban-thao.md",
        f"Nội dung {word}sai.\n\n![Ảnh {word}sai](sai.png)",
        title="Bản thảo",
        date="2023-03-01 10:00",
        id="ban-thao",
        lead=f"Sapo {word}sai.",
        tags=f"[{word}thẻ]",
        author=f"{word}Tác giả",
        source=f"{word}Nguồn",
        category=f"{word}Mục",
        status="retracted",
        corrections='[{date: 2023-03-02, text: "Bài dựa trên tài liệu sai."}]',
    )
    site.write("content/2023/sai.png", _picture(90))


def _unseen(site: TrialSite, word: str, **matter: str) -> None:
    fields = {
        "lead": f"Sapo {word}",
        "tags": f"[{word}]",
        "author": word,
        "source": word,
        "category": word,
        "aliases": f"[/{word}-cu.html]",
    }
    fields |= {"original_url": f"https://cu.example/{word}", "image": f"{{src: {word}.png, caption: Ảnh {word}}}"}
    body = f"{word} cả bài.\n\n[{word}]({word}.pdf)"
    site.article(f"2023/2023-04-01-{word}.md", body, **{"title": f"Bài {word}", "date": "2023-04-01 08:00", **fields, **matter})
    site.write(f"content/2023/{word}.pdf", f"%PDF-1.4 {word}")
    site.write(f"content/2023/{word}.png", _picture(len(word)))


def _picture(hue: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), (hue, 120, 200)).save(content, "PNG")
    return content.getvalue()
