"""The page of an article has every part of the portal's page, and says what was lost."""

import re

from conftest import CHECKOUT, TrialSite


def page_of(site: TrialSite, **matter: str) -> str:
    site.article("a.md", **matter)
    site.built()
    return site.page("2023/01/12/a.html")


def test_the_saved_portal_page_has_all_its_parts(site: TrialSite) -> None:
    source = (CHECKOUT / "content/2023/01/2023-01-12-lua-chon-nhiem-vu-trong-tam.md").read_text(encoding="utf-8")
    poll = (CHECKOUT / "content/_polls/thanh-pho-thong-minh.yml").read_text(encoding="utf-8")
    site.write("content/2023/01/2023-01-12-lua-chon-nhiem-vu-trong-tam.md", source)
    site.write("content/_polls/thanh-pho-thong-minh.yml", poll)
    site.built()
    page = site.page("2023/01/12/lua-chon-nhiem-vu-trong-tam.html")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.partition("<body>")[2]))
    parts = (
        "Thông tin hoạt động của Thành phố",
        "Lựa chọn nhiệm vụ trọng tâm, trọng điểm để tập trung lãnh đạo, chỉ đạo",
        "12/01/2023 | 08:25 | Lượt xem: 7 (theo bản lưu)",
        "Phát biểu khai mạc Hội nghị lần thứ mười một",
        "Bí thư Thành ủy Hà Nội Đinh Tiến Dũng phát biểu khai mạc hội nghị.",
        "Lan tỏa phong cách lãnh đạo quyết liệt, thực chất",
        "Trách nhiệm, chủ động, tiên phong, gương mẫu",
        "Sớm đưa nghị quyết của Trung ương đi vào cuộc sống",
        "Nguồn: HNMO",
        "Về bản lưu này",
        "“Bình chọn”: trang gốc có ô này; giá trị không được lưu.",
        "Theo bạn Hà Nội có nên xây dựng thành phố thông minh hay không?",
    )
    places = [text.index(part) for part in parts[2:]]
    assert places == sorted(places)
    assert all(part in text for part in parts)
    assert '<time datetime="2023-01-12T08:25+07:00"' in page
    assert "Bản lưu không có các phương án trả lời" in site.page("tham-do/thanh-pho-thong-minh.html")


def test_an_article_written_here_shows_no_empty_boxes(site: TrialSite) -> None:
    page = page_of(site)
    for word in ("Về bản lưu này", "Lượt xem", "Thăm dò", "Đính chính", "Nguồn:", "Tài liệu kèm theo", "Đánh giá", "Tin liên quan"):
        assert word not in page


def test_views_with_a_day_say_so(site: TrialSite) -> None:
    assert "Lượt xem: 1.234 (tính đến 20/5/2023)" in page_of(site, views="{count: 1.234, as_of: 20/05/2023}")


def test_there_are_no_stars_without_votes(site: TrialSite) -> None:
    assert "4,5/5 (12 lượt bình chọn, theo bản lưu)" in page_of(site, rating="{average: 4.5, votes: 12}")
    assert "số lượt bình chọn không được lưu" in page_of(site, rating="{average: 4.5}")
    assert "giá trị không được lưu" in page_of(site, rating="{}")


def test_corrections_stand_in_the_order_of_their_dates(site: TrialSite) -> None:
    page = page_of(site, corrections="[{date: 03/02/2023, text: Sau}, {date: 02/02/2023, text: Trước}]")
    assert page.index("Trước") < page.index("Sau")


def test_a_retracted_article_leaves_its_last_reason_and_is_in_no_list(site: TrialSite) -> None:
    page = page_of(
        site,
        status="retracted",
        title="Tên cũ",
        corrections="[{date: 03/02/2023, text: Lý do sau}, {date: 02/02/2023, text: Lý do đầu}]",
    )
    assert "Lý do sau" in page
    assert "Nội dung." not in page
    assert "Tên cũ" not in site.page("index.html")


def test_named_related_articles_come_before_those_that_were_found(site: TrialSite) -> None:
    site.article("x/named.md", date="2024-01-01")
    site.article("found.md", date="2022-01-01", tags="[cầu]")
    page = page_of(site, tags="[cầu]", related="[x/named.md]")
    related = page.partition("Tin liên quan")[2]
    assert 0 < related.index("Bài named") < related.index("Bài found")


def test_another_first_paragraph_changes_no_page_of_a_later_article(site: TrialSite) -> None:
    site.article("named.md", date="2021-01-01")
    site.article("found.md", date="2022-01-01", tags="[cầu]")
    page = page_of(site, tags="[cầu]", related="[named.md]")
    site.article("named.md", "Đoạn đầu khác.", date="2021-01-01")
    site.article("found.md", "Đoạn đầu khác.", date="2022-01-01", tags="[cầu]")
    changes = site.built().changes
    assert changes
    assert {"2021/01/01/named.html", "2022/01/01/found.html", "index.html"} <= set(changes.written)
    assert "2023/01/12/a.html" not in changes.written
    assert page.partition("Tin liên quan")[2].count("card-title") == 2


def test_only_named_related_articles_are_shown_where_the_others_are_turned_off(site: TrialSite) -> None:
    site.write("site.yml", "lists: {related: off}\n")
    site.article("x/named.md", date="2024-01-01")
    site.article("found.md", date="2021-01-01", tags="[cầu]")
    site.article("between.md", date="2022-06-01")
    related = page_of(site, tags="[cầu]", related="[x/named.md]").partition("Tin liên quan")[2]
    assert "Bài named" in related
    assert "Bài found" not in related


OWN_SCRIPTS = {
    '<script src="../../../static/article.js" defer>',
    *(f'<script src="{root}static/head.js">' for root in ("", "../", "../../../")),
    '<script src="static/this-day.js" defer>',
    '<script type="application/ld+json">',
}


def test_hostile_front_matter_is_text(site: TrialSite) -> None:
    evil = '"<script>alert(1)</script>\\" onload=\\"x"'
    page = page_of(site, title=evil, lead=evil, tags=f"[{evil}]", source=evil, author=evil, category=evil, license=evil)
    for address in (
        "2023/01/12/a.html",
        "index.html",
        "tu-khoa/index.html",
        "nguon/index.html",
        "tac-gia/index.html",
        "chuyen-muc/index.html",
    ):
        page = site.page(address)
        assert set(re.findall(r"<script[^>]*>", page)) <= OWN_SCRIPTS
        assert "<script>alert" not in page
        assert ' onload="' not in page


def test_newer_and_older_lead_to_the_neighbours(site: TrialSite) -> None:
    site.article("old.md", date="2022-01-01")
    site.article("new.md", date="2024-01-01")
    page = page_of(site)
    assert '<a href="../../../2024/01/01/new.html" rel="next">' in page
    assert '<a href="../../../2022/01/01/old.html" rel="prev">' in page


def test_old_addresses_redirect_with_a_plain_link_and_a_canonical(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.org/sub\n")
    page_of(site, aliases="[/cu/bai.html]")
    redirect = site.page("cu/bai.html")
    assert 'content="0; url=../2023/01/12/a.html"' in redirect
    assert '<a href="../2023/01/12/a.html">' in redirect
    assert '<link rel="canonical" href="https://example.org/sub/2023/01/12/a.html">' in redirect


def test_a_mistyped_picture_does_not_make_a_captured_page_of_an_article_written_here(site: TrialSite) -> None:
    assert "Về bản lưu này" not in page_of(site, image="{src: mat.jpg, alt: A}")
    assert "ảnh không được lưu" in page_of(site, image="{src: mat.jpg, alt: A}", captured="2023-02-01")


def test_a_picture_elsewhere_is_a_link_and_not_lost(site: TrialSite) -> None:
    page = page_of(site, image="{src: 'https://example.org/a.jpg', alt: A}")
    assert '<a href="https://example.org/a.jpg" rel="external noopener">Ảnh ở trang khác</a>' in page
    assert "không còn trong bản lưu" not in page


def test_a_rating_that_nobody_gave_is_not_called_lost(site: TrialSite) -> None:
    page = page_of(site, rating="{votes: 0}")
    assert "chưa có lượt bình chọn nào" in page
    assert "không được lưu" not in page
