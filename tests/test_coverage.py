"""What the archive holds, and what it lacks."""

import html
import re

from conftest import TrialSite
from sections import section


def facts(page: str) -> dict[str, str]:
    found = re.findall(r"<div><dt>([^<]*)</dt><dd>([^<]*)</dd></div>", page)
    return {html.unescape(label): value for label, value in found}


def chart(page: str, title: str) -> list[tuple[str, int, str]]:
    """The rows of a chart as `(label, length, count)`."""
    rows = section(page, f">{title}</h2>", "</table>").split("<tr>")[2:]
    read = []
    for row in rows:
        label = re.sub(r"<[^>]*>", "", row.partition("</th>")[0])
        length, count = re.findall(r'<rect width="([0-9]+)".*?<span>([0-9.]+)</span>', row, re.DOTALL)[0]
        read.append((label, int(length), count))
    return read


def test_the_numbers_are_those_of_the_published_articles(site: TrialSite) -> None:
    site.article("a.md", date="2023-01-01", body="một hai " * 1000, source="HNMO", author="An", views="3", captured="2023-02-01")
    site.article("b.md", date="2023-01-11", image="{caption: Chú thích}", corrections="[{date: 12/01/2023, text: Sửa}]")
    site.article("c.md", date="2023-01-11", body="ba " * 500)
    site.article("d.md", draft="true")
    site.article("e.md", status="retracted", corrections="[{date: 12/01/2023, text: Gỡ}]")
    site.built()
    page = site.page("thong-ke.html")
    assert facts(page) == {
        "Số bài": "3",
        "Số chữ": "khoảng 3.000",
        "Số ngày có bài": "2",
        "Khoảng trống dài nhất": "9 ngày",
        "Bài mất ảnh, chỉ còn chú thích": "1",
        "Bài lưu từ trang khác": "1",
        "Bài ghi nguồn": "1",
        "Bài ghi tác giả": "1",
        "Bài có lượt xem": "1",
        "Bài có đính chính": "1",
        "Bài đã gỡ": "1",
    }
    assert "Từ Chủ Nhật, 01/01/2023 đến Thứ Tư, 11/01/2023." in page


def test_gaps_are_the_months_between_that_have_nothing(site: TrialSite) -> None:
    for day in ("2022-11-30", "2023-02-01", "2023-04-01", "2023-05-01"):
        site.article(f"{day}.md", date=day)
    site.built()
    gaps = section(site.page("thong-ke.html"), 'id="hn-gaps"', "</section>")
    assert re.findall(r"<li>([^<]*)</li>", gaps) == ["Tháng 12/2022 – Tháng 1/2023", "Tháng 3/2023"]


def test_without_gaps_it_says_so(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    assert "tháng nào cũng có bài" in site.page("thong-ke.html")


def test_charts_are_tables_whose_longest_row_is_full(site: TrialSite) -> None:
    for number in range(10):
        site.article(
            f"{number}.md", date=f"{2020 + (number > 0)}-01-01", category="Đô thị" if number < 7 else "Y tế", source="HNMO"
        )
    site.built()
    page = site.page("thong-ke.html")
    assert chart(page, "Theo năm") == [("2020", 12, "1"), ("2021", 100, "9")]
    assert chart(page, "Theo chuyên mục") == [("Đô thị", 100, "7"), ("Y tế", 43, "3")]
    assert chart(page, "Theo nguồn") == [("HNMO", 100, "10")]
    assert "Theo tác giả" not in page


def test_months_are_a_table_of_numbers_with_shades(site: TrialSite) -> None:
    for number in range(70):
        site.article(f"{number}.md", date="2023-03-01")
    site.built()
    row = section(site.page("thong-ke.html"), '<table class="months">', "</table>").split("<tr>")[2]
    cells = re.findall(r'<td class="shade-([0-5])">(?:<a href="([^"]*)">)?([^<]*)', row)
    assert cells == [("0", "", "–")] * 2 + [("2", "2023/03/index.html", "70")] + [("0", "", "–")] * 9


def test_a_word_more_is_no_other_page(site: TrialSite) -> None:
    site.article("a.md", body="Đoạn.\n\n" + "một " * 5_000)
    site.built()
    site.article("a.md", body="Đoạn.\n\n" + "một " * 5_001)
    result = site.built()
    assert result.changes
    assert [path for path in result.changes.written if path.endswith(".html")] == ["2023/01/12/a.html"]


def test_an_empty_archive_says_that_it_is(site: TrialSite) -> None:
    site.built()
    assert "Chưa có bài nào." in site.page("thong-ke.html")
