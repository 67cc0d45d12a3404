"""Where paths in articles lead."""

import pytest

from conftest import TrialSite
from hn_archive.links import content_path


@pytest.mark.parametrize(
    ("target", "folder", "path"),
    [
        ("b.md", "2023/01", "2023/01/b.md"),
        ("../02/b.md", "2023/01", "2023/02/b.md"),
        ("./b.md", "", "b.md"),
        ("../../../b.md", "2023/01", None),
        ("../b.md", "", None),
        ("..", "", None),
    ],
)
def test_a_path_starts_from_the_files_own_folder_and_stays_in_content(target: str, folder: str, path: str | None) -> None:
    assert content_path(target, folder) == path


def href(site: TrialSite, body: str) -> str:
    site.article("2023/a.md", body=body)
    site.build()
    page = site.page("2023/01/12/a.html")
    return page.partition('<div class="body">\n')[2].partition("\n</div>")[0]


def test_links_lead_to_articles_pages_polls_files_and_addresses(site: TrialSite) -> None:
    site.article("2023/b.md")
    site.write("content/_pages/gioi-thieu.md", "---\ntitle: G\n---\nX\n")
    site.write("content/_polls/hoi.yml", "question: H\n")
    site.write("content/tep dài.pdf", "%PDF")
    for target, found in (
        ("b.md", "../../../2023/01/12/b.html"),
        ("b.md#muc", "../../../2023/01/12/b.html#muc"),
        ("../_pages/gioi-thieu.md", "../../../trang/gioi-thieu.html"),
        ("../_polls/hoi.yml", "../../../tham-do/hoi.html"),
        ("<../tep dài.pdf>", "../../../tep/"),
        ("../tep%20d%C3%A0i.pdf", "../../../tep/"),
        ("/", "../../../index.html"),
        ("/chuyen-muc/", "../../../chuyen-muc/index.html"),
    ):
        assert f'<a href="{found}' in href(site, f"[x]({target})"), target


def test_a_dead_link_is_text_and_a_lost_picture_its_description(site: TrialSite) -> None:
    assert href(site, "[chữ](khong-co.md)") == "<p><a>chữ</a></p>"
    assert href(site, "Có ![một ảnh “đẹp” <b>](mat.png) đây") == '<p>Có <span class="lost">một ảnh “đẹp” &lt;b&gt;</span> đây</p>'


def test_a_moved_article_changes_exactly_the_pages_that_link_to_it(site: TrialSite) -> None:
    site.write("site.yml", "lists: {days: off, months: off, texts: off, search: off}\n")
    site.article("a.md", date="2020-01-01")
    site.article("b.md", date="2021-01-01", body="[a](a.md)")
    site.article("c.md", date="2022-01-01")
    site.article("d.md", date="2023-01-01")
    site.built()
    site.article("a.md", date="2020-01-01", slug="moi")
    result = site.built()
    assert result.changes is not None
    articles = [path for path in result.changes.written if path.startswith("20")]
    assert sorted(articles) == ["2020/01/01/moi.html", "2021/01/01/b.html"]
    assert result.changes.removed == ("2020/01/01/a.html",)


def test_what_no_page_has_is_not_linked_to_from_the_root_either(site: TrialSite) -> None:
    site.article("2023/w.md", status="withheld")
    assert (
        href(site, "[chữ](/2023/01/12/w.html) [và](/khong-co/) [nhà](/)")
        == '<p><a>chữ</a> <a>và</a> <a href="../../../index.html">nhà</a></p>'
    )


def test_fragments_are_written_as_addresses_need_them(site: TrialSite) -> None:
    site.article("2023/b.md", body='<p id="a%20b">x</p>\n\n<p id="c&amp;d">y</p>')
    assert 'b.html#a%2520b"' in href(site, "[x](b.md#a%2520b)")
    result = site.build()
    assert not site.codes(result)


def test_files_of_the_menu_are_published_and_quoted(site: TrialSite) -> None:
    site.article("a.md")
    site.write("content/bao cao.pdf", "%PDF")
    site.write("static/a#b?c%.txt", "x")
    site.write(
        "site.yml", "menu: [{label: B, to: bao cao.pdf}, {label: C, to: '/static/a%23b%3Fc%25.txt'}, {label: D, to: '/#hn-main'}]\n"
    )
    assert not site.codes(site.built())
    page = site.page("index.html")
    assert 'href="tep/' in page
    assert 'href="static/a%23b%3Fc%25.txt"' in page
    assert 'href="index.html#hn-main"' in page


def test_a_scheduled_article_may_use_files_that_nothing_published_uses_yet(site: TrialSite) -> None:
    site.write("content/b.pdf", "%PDF")
    site.article("a.md", date="2090-01-01", body="[x](b.pdf)")
    assert not site.codes(site.built())
    assert not (site.output / "tep").exists()


def test_only_a_picture_is_shown_as_one(site: TrialSite) -> None:
    site.article("2023/b.md")
    site.write("content/2023/c.pdf", "%PDF")
    assert href(site, "Có ![bài](b.md), ![tệp](c.pdf)") == '<p>Có <span class="lost">bài</span>, <span class="lost">tệp</span></p>'
    assert 'src="../../../static/icon.svg"' in href(site, "Có ![hình](/static/icon.svg) đây")
