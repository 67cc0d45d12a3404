"""Saved web pages become articles."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import TrialSite
from hn_archive.dates import HANOI
from hn_archive.front_matter import open_article
from hn_archive.importers import page_html
from hn_archive.importers.incoming import Guess, Incoming, Poll, missing_words
from hn_archive.importers.rules import Rules
from hn_archive.importers.rules import read as read_rules
from hn_archive.problem import has_errors

SENTENCES = (
    "Dự lễ có đại diện các sở, ngành và đông đảo người dân hai bên bờ sông, những người đã chờ cây cầu này nhiều năm.",
    "Theo thiết kế, cầu dài hơn năm cây số, có sáu làn xe, và nhịp chính thuộc loại dài nhất trong các cầu của thành phố.",
    "Công trình dự kiến hoàn thành trong ba năm, với sự tham gia của nhiều nhà thầu trong nước và hàng nghìn công nhân.",
    "Cùng ngày, các đơn vị đã bàn giao mặt bằng sạch, trong đó có nhiều hộ dân tự nguyện di dời trước thời hạn đã định.",
)
LEAD = "Sáng 12-1, thành phố khởi công cây cầu mới bắc qua sông Hồng, nối quận Tây Hồ với huyện Đông Anh."
PORTAL = f"""<!DOCTYPE html>
<!-- saved from url=(0042)https://thudo.example.vn/portal/tin?id=77 -->
<html><head><meta charset="utf-8"><title>Khởi công cầu Tứ Liên - Cổng thông tin Thủ đô</title></head>
<body><div id="menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li></ul></div>
<div class="wrap"><div class="main">
<div class="chuyen-muc">Đô thị Đô thị</div>
<h1>Khởi công cầu Tứ Liên</h1>
<div class="meta">12/01/2023 | 08:25 &nbsp;|&nbsp;Lượt xem: 1.007</div>
<div class="share"><a>Chia sẻ</a> <a>In trang</a></div>
<p class="sapo">{LEAD}</p>
<div class="content">
<table><tr><td><img src="tin_files/cau.jpg"></td></tr><tr><td>Toàn cảnh lễ khởi công.</td></tr></table>
<p>{SENTENCES[0]}</p><p><b>Nhịp chính dài nhất</b></p><p>{SENTENCES[1]}</p>
<p>Xem <a href="tin_files/nghi-quyet.pdf">nghị quyết</a> và <a href="/portal/khac">bài trước</a>. {SENTENCES[2]}</p>
</div>
<p>Nguồn: HNMO</p>
<div>Bình chọn Bình chọn</div>
<p>Theo bạn, cây cầu nên mang tên gì?</p>
<div class="tin-lien-quan"><h3>Tin liên quan</h3><ul><li><a href="a">Hà Nội mở thêm ba tuyến xe buýt điện</a></li></ul></div>
</div></div>
<div id="footer">Bản quyền thuộc Cổng thông tin Thủ đô. Ghi rõ nguồn khi phát hành lại.</div>
</body></html>"""


def read(folder: Path, page: str | bytes, rules: Rules | None = None) -> Incoming:
    folder.mkdir(exist_ok=True)
    (folder / "tin.html").write_bytes(page.encode() if isinstance(page, str) else page)
    return page_html.read(folder / "tin.html", folder, "tin.html", rules)


def codes(incoming: Incoming) -> list[str]:
    return [problem.code for problem in incoming.problems]


def guess(incoming: Incoming, field: str) -> Guess:
    return next(guess for guess in incoming.guesses if guess.field == field)


def article(head: str = "", above: str = "", below: str = "", title: str = "Khởi công cầu Tứ Liên") -> str:
    """A plain page of a news site."""
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return f"<html><head><meta charset=utf-8>{head}</head><body><div class=main><h1>{title}</h1>{above}<div class=noi-dung>{text}</div>{below}</div></body></html>"


def test_a_page_of_a_portal_gives_all_its_parts(tmp_path: Path) -> None:
    (tmp_path / "tin_files").mkdir()
    for name in ("cau.jpg", "nghi-quyet.pdf"):
        (tmp_path / "tin_files" / name).write_bytes(b"x")
    made = read(tmp_path, PORTAL)
    assert (made.title, made.date) == ("Khởi công cầu Tứ Liên", "2023-01-12 08:25")
    assert made.fields == {
        "category": "Đô thị",
        "lead": LEAD,
        "source": {"name": "HNMO"},
        "original_url": "https://thudo.example.vn/portal/tin?id=77",
        "views": 1007,
        "rating": {},
    }
    assert made.body == "\n\n".join(
        [
            '![](import:cau.jpg "Toàn cảnh lễ khởi công.")',
            SENTENCES[0],
            "**Nhịp chính dài nhất**",
            SENTENCES[1],
            f"Xem [nghị quyết](import:nghi-quyet.pdf) và [bài trước](https://thudo.example.vn/portal/khac). {SENTENCES[2]}",
        ]
    )
    assert made.poll == Poll("Theo bạn, cây cầu nên mang tên gì?")
    assert made.address == "https://thudo.example.vn/portal/tin?id=77"
    assert missing_words(made) == ()


def test_what_stood_around_an_article_is_reported_and_buttons_are_not(tmp_path: Path) -> None:
    problem = next(problem for problem in read(tmp_path, PORTAL).problems if problem.code == "import-words")
    assert "xe buýt điện" in problem.message("vi")
    assert "Chia sẻ" not in problem.message("vi")


def test_pictures_that_were_not_saved_leave_their_captions(tmp_path: Path) -> None:
    made = read(tmp_path, PORTAL)
    assert "Toàn cảnh lễ khởi công." in made.body
    assert codes(made).count("import-file-missing") == 2
    assert made.files == ()


def test_machines_are_believed_before_readers_and_rules_before_machines(tmp_path: Path) -> None:
    linked = """<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Khởi công cầu Tứ Liên",
        "datePublished": "2023-01-12T08:25:00+07:00", "author": [{"@type": "Person", "name": "Nguyễn Văn An"}], "articleSection": "Đô thị"}]}</script>"""
    metas = '<meta property="article:published_time" content="2023-02-02T00:00:00+07:00"><meta name="author" content="Người khác">'
    page = article(metas + linked, "<div>11/01/2023 07:00</div><span class=ngay>10/01/2023</span>")
    made = read(tmp_path, page)
    assert made.date == "2023-01-12T08:25:00+07:00"
    assert made.fields["author"] == ["Nguyễn Văn An"]
    assert made.fields["category"] == "Đô thị"
    assert guess(made, "date").origin == "JSON-LD"
    assert guess(read(tmp_path, article(metas)), "date").origin == "article:published_time"
    rules, problems = read_rules(b"eras:\n  - {date: .ngay, date_format: '%d/%m/%Y', title: h1}\n", "rules.yml")
    assert problems == ()
    ruled = read(tmp_path, page, rules)
    assert ruled.date == "2023-01-10"
    assert not {guess.field for guess in ruled.guesses} & {"date", "title"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Thứ Năm, 12/01/2023, 08:25", "2023-01-12 08:25"),
        ("12/01/2023 | 08:25", "2023-01-12 08:25"),
        ("08:25 | 12/01/2023", "2023-01-12 08:25"),
        ("Thứ năm, ngày 12/1/2023 - 8h25", "2023-01-12 08:25"),
        ("Cập nhật lúc 08:25 ngày 12-01-2023", "2023-01-12 08:25"),
        ("Ngày đăng: 12.1.2023", "2023-01-12"),
        ("Thứ Năm, ngày 12 tháng 01 năm 2023", "2023-01-12"),
    ],
)
def test_dates_that_readers_saw_are_found(written: str, expected: str, tmp_path: Path) -> None:
    made = read(tmp_path, article(above=f"<div>{written}</div>"))
    assert made.date == expected
    assert guess(made, "date") == Guess("date", expected, "text")
    assert written not in made.body


def test_a_date_that_nobody_wrote_is_missing_and_not_todays(tmp_path: Path) -> None:
    made = read(tmp_path, article())
    assert made.date == ""
    assert "import-no-date" in codes(made)


def test_a_date_in_a_sentence_of_the_text_is_no_date_of_the_article(tmp_path: Path) -> None:
    made = read(tmp_path, article(below="<p>Trước đó, ngày 05/03/2019, thành phố đã duyệt quy hoạch của khu vực này.</p>"))
    assert made.date == ""


def test_no_sentence_of_the_text_is_lost_wherever_it_stands(tmp_path: Path) -> None:
    page = article(above=f"<div class=mo-dau><p>{LEAD}</p></div>", below="<p class=ky-ten>Nguyễn Văn An</p>")
    made = read(tmp_path, page)
    everything = f"{made.fields.get('lead', '')} {made.body}"
    assert all(sentence in everything for sentence in (*SENTENCES, LEAD))
    assert missing_words(made) == ()


def test_an_old_encoding_is_read_with_the_help_of_what_the_page_declares(tmp_path: Path) -> None:
    page = article(above="<div>12/01/2003</div>").replace("charset=utf-8", "charset=windows-1258")
    assert read(tmp_path, page.encode("utf-16")).title == "Khởi công cầu Tứ Liên"
    made = read(tmp_path, _as_1258(page))
    assert (made.title, made.encoding) == ("Khởi công cầu Tứ Liên", "windows-1258")
    assert missing_words(made) == ()


def _as_1258(text: str) -> bytes:
    """Text in windows-1258, where the five tones are letters of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = []
    for char in text:
        spelt = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(mark for mark in spelt if mark not in tones))
        out.append(base + "".join(mark for mark in spelt if mark in tones))
    return "".join(out).encode("cp1258")


def test_a_poll_and_its_answers_are_kept(tmp_path: Path) -> None:
    poll = """<form class=poll><h3>Thăm dò ý kiến</h3><p>Cầu nên mang tên gì?</p><label><input type=radio name=p> Cầu Bắc</label><br>
        <input type=radio name=p id=b><label for=b>Cầu Nam</label><button>Gửi</button></form>"""
    stars = "".join(f"<input type=radio name=sao value={n}> {n}" for n in range(1, 6))
    made = read(tmp_path, article(above="<div>12/01/2023</div>", below=f"<div>{stars}</div>{poll}"))
    assert made.poll == Poll("Cầu nên mang tên gì?", (("Cầu Bắc", None), ("Cầu Nam", None)))


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "../../secret.jpg",
        "/etc/secret.jpg",
        "..%2f..%2fsecret.jpg",
        "tin_files/link.jpg",
        "https://example.vn/a.jpg",
    ],
)
def test_no_picture_leads_out_of_the_folder_or_onto_the_network(source: str, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"x")
    root = tmp_path / "root"
    (root / "tin_files").mkdir(parents=True)
    (root / "tin_files/link.jpg").symlink_to(tmp_path / "secret.jpg")
    page = PORTAL.replace("tin_files/cau.jpg", source).replace("tin_files/nghi-quyet.pdf", source)
    made = read(root, page)
    assert made.files == ()
    assert "Toàn cảnh lễ khởi công." in made.body
    assert "(file:" not in made.body


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"   ",
        b"<html></html>",
        b"<div>" * 10_000 + b"x",
        b"\x00\x01\x02" * 1000,
        b"<p>a" * 3_000_000,
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><html><body>&b;</body></html>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body>&x;</body></html>",
    ],
    ids=range(9),
)
def test_what_is_no_article_is_an_error_and_no_accident(page: bytes, tmp_path: Path) -> None:
    made = read(tmp_path, page)
    assert has_errors(made.problems)
    assert "root:" not in made.body
    assert len(made.body) < 100


def test_a_link_to_a_page_elsewhere_on_the_disk_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mat.html").write_text(PORTAL)
    root = tmp_path / "root"
    root.mkdir()
    (root / "tin.html").symlink_to(tmp_path / "mat.html")
    assert codes(page_html.read(root / "tin.html", root, "tin.html", None)) == ["import-unsafe"]


def test_a_page_that_this_program_made_comes_back_as_it_was(site: TrialSite, tmp_path: Path) -> None:
    body = "\n\n".join([*SENTENCES[:2], "## Nhịp chính dài nhất", *SENTENCES[2:]])
    site.write("site.yml", "title: Kho tin\nurl: https://kho.example.vn/\nid: kho\n")
    site.article(
        "2023/cau.md", body, title="Khởi công cầu Tứ Liên", date="2023-01-12 08:25", author="Nguyễn Văn An", lead=f'"{LEAD}"', category="Đô thị",
        source="HNMO", views="7",
    )  # fmt: skip
    site.built()
    page = (site.output / "2023/01/12/cau.html").read_bytes()
    made = read(tmp_path / "saved", page)
    assert made.title == "Khởi công cầu Tứ Liên"
    header = f"---\ntitle: x\ndate: {made.date}\n---\n"
    assert open_article(header.encode(), "a.md", HANOI).matter.date.at.isoformat() == "2023-01-12T08:25:00+07:00"
    assert made.fields["author"] == ["Nguyễn Văn An"]
    assert made.fields["lead"] == LEAD
    assert made.fields["category"] == "Đô thị"
    assert made.fields["views"] == 7
    assert made.fields["source"] == {"name": "HNMO"}
    assert made.body == body
    assert made.address == "https://kho.example.vn/2023/01/12/cau.html"


def _in(tag: str, sentences: tuple[str, ...] = SENTENCES, between: str = "") -> str:
    return between.join(f"<{tag}>{sentence}</{tag.split(maxsplit=1)[0]}>" for sentence in sentences)


MENU = "".join(
    f'<li><a href="/{n}">{name}</a></li>'
    for n, name in enumerate(("Trang chủ", "Tin tức", "Văn bản", "Thủ tục hành chính", "Liên hệ"))
)
OTHERS = "".join(
    f'<li><a href="/tin/{n}">{name} (0{n}/02/2023)</a></li>'
    for n, name in enumerate(("Hồ Tây thêm đường dạo ven bờ", "Chợ hoa mở sớm hơn mọi năm", "Phố sách đón bạn đọc nhỏ"), 1)
)
LAYOUTS = {
    "tables and fonts": f"""<table width=780><tr><td width=150><ul>{MENU}</ul></td><td><font class="title" size=4><b>Khởi công cầu Tứ Liên</b></font><br>
        <i>Thứ Năm, 12/01/2023</i><br><br><font face="Arial"><b>{LEAD}</b><br><br>{"<br><br>".join(SENTENCES)}</font></td>
        <td width=200><b>Tin mới</b><ul>{OTHERS}</ul></td></tr><tr><td colspan=3>Giấy phép số 12/GP-BC cấp ngày 01/02/2003. Ghi rõ nguồn khi phát hành lại.</td></tr></table>""",
    "WordPress": f"""<header><nav><ul>{MENU}</ul></nav></header><div id=content><article class="post"><header class="entry-header"><h1 class="entry-title">Khởi công cầu Tứ Liên</h1>
        <div class="entry-meta"><span class="posted-on"><time class="entry-date" datetime="2023-01-12T08:25:00+07:00">12/01/2023</time></span></div></header>
        <div class="entry-content"><p><strong>{LEAD}</strong></p>{_in("p")}</div><footer class="entry-footer">Đăng trong Đô thị</footer></article>
        <div id="comments" class="comments-area"><h2>2 bình luận</h2><p>Bài viết rất hay, cảm ơn tòa soạn đã đưa tin sớm cho mọi người cùng biết.</p></div></div>
        <aside class="sidebar"><ul>{OTHERS}</ul></aside><footer>Bản quyền thuộc về trang tin của thành phố, mọi quyền được bảo lưu.</footer>""",
    "divs for paragraphs": f"""<div id=nav><ul>{MENU}</ul></div><div class="news-detail"><div class="news-title">Khởi công cầu Tứ Liên</div><div class="news-date">12/01/2023 08:25</div>
        <div class="news-sapo">{LEAD}</div><div class="ms-rtestate-field">{_in('div style="text-align:justify"')}</div><div class="news-other"><ul>{OTHERS}</ul></div></div>
        <div class=footer>Cơ quan chủ quản và ban biên tập chịu trách nhiệm về nội dung của trang này.</div>""",
    "advertisements between": f"""<div class=header><ul>{MENU}</ul></div><div class="detail"><h1>Khởi công cầu Tứ Liên</h1><div class="date">08:25 | 12/01/2023</div><h2 class="sapo">{LEAD}</h2>
        <div class="detail-content">{_in("p", between='<div class="ads-box"><div class="ads">Mua ngay hôm nay, giá ưu đãi chưa từng có dành cho mọi bạn đọc.</div></div>')}</div></div>
        <div class="related-news"><ul>{OTHERS}</ul></div>""",
    "microdata": f"""<ul>{MENU}</ul><div itemscope><span itemprop="headline">Khởi công cầu Tứ Liên</span><meta itemprop="datePublished" content="2023-01-12T08:25:00+07:00">
        <div class=chu-dan>{LEAD}</div><div itemprop="articleBody">{_in("p")}</div><ul>{OTHERS}</ul></div>""",
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_articles_are_found_in_the_layouts_of_all_eras(layout: str, tmp_path: Path) -> None:
    made = read(
        tmp_path,
        f"<html><head><meta charset=utf-8><title>Khởi công cầu Tứ Liên | Trang tin</title></head><body>{LAYOUTS[layout]}</body></html>",
    )
    assert made.title == "Khởi công cầu Tứ Liên"
    assert made.date.startswith("2023-01-12")
    everything = f"{made.fields.get('lead', '')}\n{made.body}"
    assert [sentence for sentence in (LEAD, *SENTENCES) if everything.count(sentence) != 1] == []
    assert not any(
        word in made.body for word in ("Hồ Tây", "Mua ngay", "bình luận", "Trang chủ", "Giấy phép", "chịu trách nhiệm", "Tứ Liên\n")
    )
    assert missing_words(made) == ()
    assert not has_errors(made.problems)


def test_what_readers_saw_is_told_where_machines_are_told_something_else(tmp_path: Path) -> None:
    metas = '<meta property="article:published_time" content="2023-02-02"><meta name="author" content="Ban biên tập">'
    made = read(
        tmp_path, article(metas, "<div>12/01/2023 08:25</div><div>Tác giả: Nguyễn Văn An</div>", "<p>Từ khóa: cầu, sông Hồng</p>")
    )
    assert made.date == "2023-02-02"
    assert made.fields["author"] == ["Ban biên tập"]
    assert made.fields["tags"] == ["cầu", "sông Hồng"]
    told = {dict(problem.values)["key"]: dict(problem.values)["value"] for problem in made.problems if problem.code == "import-key"}
    assert told == {"date": "2023-01-12 08:25", "author": "Nguyễn Văn An"}


def test_a_short_article_is_found_too(tmp_path: Path) -> None:
    page = f"<html><head><title>Cầu mới</title></head><body><ul>{MENU}</ul><div class=tin><h1>Cầu mới</h1><div>12/01/2023</div><p>Cầu đã thông xe.</p></div></body></html>"
    made = read(tmp_path, page)
    assert "Cầu đã thông xe." in made.body


SOUP = st.lists(
    st.sampled_from(
        [*(f"<p>{sentence}</p>" for sentence in SENTENCES), "<h1>Khởi công cầu Tứ Liên</h1>", "<title>Khởi công cầu Tứ Liên</title>", "<div class=sapo>", "<div>", "</div>",
         "12/01/2023 | 08:25", "<br>", "<br><br>", "<table><tr><td>", "</td></tr></table>", "<img src=a.jpg>", "<form>", "</form>", "<input type=radio name=a>Có", "<font>", "</font>",
         "<article>", "<nav>Mục lục", "<p>Nguồn: HNMO</p>", "Bình chọn Bình chọn", "<p>Thế nào?</p>", "<b>", "<a href='file:///x'>", "<li>", "<!--", "-->", "<td>", "<time datetime=x>",
         "<base href='http://['>", "<a href='http://['>x</a>", "<link rel=canonical href='//['>", "<svg><p>", "<frameset>", "<p itemprop=articleBody>", "&#0;&#x1;", "chữ "]
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOUP)
def test_any_soup_is_read_and_no_word_of_the_article_is_lost(tmp_path: Path, pieces: list[str]) -> None:
    made = read(tmp_path, " ".join(["<!-- saved from url=(0020)https://example.vn/a -->", *pieces]))
    assert missing_words(made) == ()
    if not has_errors(made.problems):
        assert made.title
        assert made.date
