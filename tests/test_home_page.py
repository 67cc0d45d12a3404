"""The home page and what every page sees of the site."""

from conftest import TrialSite


def test_featured_articles_are_on_top_and_nowhere_twice(site: TrialSite) -> None:
    site.article("old.md", date="2020-01-01", featured="true")
    for number in range(30):
        site.article(f"n{number}.md", date=f"2023-01-{number + 1:02d}")
    site.built()
    page = site.page("index.html")
    featured, _, rest = page.partition('id="hn-newest"')
    assert "Bài old" in featured
    newest = rest.partition('id="hn-years"')[0]
    assert newest.count('class="card"') == 20
    assert "Bài old" not in newest


def test_without_featured_articles_the_newest_leads(site: TrialSite) -> None:
    site.article("a.md", date="2020-01-01")
    site.article("b.md", date="2021-01-01")
    site.built()
    assert "Bài b" in site.page("index.html").partition('id="hn-newest"')[0]


def test_an_empty_archive_has_a_home_page(site: TrialSite) -> None:
    site.built()
    assert "Chưa có bài nào." in site.page("index.html")


def test_the_menu_and_footer_come_from_site_yml(site: TrialSite) -> None:
    site.article("a.md")
    site.write("content/_pages/lien-he.md", "---\ntitle: Liên hệ\n---\nX\n")
    site.write(
        "site.yml",
        "menu: [{label: Gặp, to: _pages/lien-he.md}, {label: Ngoài, to: 'https://example.org/'}, {label: Hỏng, to: khong-co.md}]\n"
        "footer: Một dòng.\ncontact: a@example.org\nlive_site: https://example.org/\npublisher: Cơ quan\n",
    )
    result = site.built()
    page = site.page("2023/01/12/a.html")
    for part in (
        '<a href="../../../trang/lien-he.html">Gặp</a>',
        '<a href="https://example.org/" rel="external noopener">Ngoài</a>',
        "<li>Hỏng</li>",
        "<p>Một dòng.</p>",
        'href="mailto:a@example.org"',
        "Đơn vị xuất bản: Cơ quan",
    ):
        assert part in page
    assert [(problem.code, str(problem.location)) for problem in result.problems if problem.code == "link-dead"] == [
        ("link-dead", "site.yml:1:7")
    ]


def test_the_404_page_links_from_the_root_of_the_host(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.org/kho/\n")
    site.built()
    assert 'href="/kho/static/site.css"' in site.page("404.html")
    site.write("site.yml", "title: A\n")
    site.built()
    assert 'href="/static/site.css"' in site.page("404.html")


def test_without_url_no_absolute_address_is_made_up(site: TrialSite) -> None:
    site.article("a.md", aliases="[/cu/]")
    result = site.built()
    assert "url-missing" in {problem.code for problem in result.problems}
    for path in site.output.rglob("*.html"):
        text = path.read_text(encoding="utf-8").replace('"@context":"https://schema.org"', "")
        assert "http" not in text.replace("http-equiv", "")
