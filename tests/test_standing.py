"""Standing pages."""

from conftest import TrialSite


def test_a_standing_page_needs_no_date_and_stands_under_its_name(site: TrialSite) -> None:
    site.article("a.md")
    site.write(
        "content/_pages/lien-he.md",
        "---\ntitle: Liên hệ\nlead: Gặp chúng tôi.\nupdated: 02/03/2023\n---\n\nĐịa chỉ ở [bài](../a.md).\n",
    )
    site.built()
    page = site.page("trang/lien-he.html")
    assert "<h1>Liên hệ</h1>" in page
    assert 'href="../2023/01/12/a.html"' in page
    assert "Cập nhật: Thứ Năm, 02/03/2023" in page


def test_a_draft_page_is_not_published(site: TrialSite) -> None:
    site.write("content/_pages/nhap.md", "---\ntitle: Nháp\ndraft: true\n---\n\nChưa xong.\n")
    site.built()
    assert not (site.output / "trang").exists()
