"""All corrections and retractions in one place."""

import feedparser  # type: ignore[import-untyped]

from conftest import TrialSite

SETTINGS = "url: https://example.org/\nid: kho\n"


def corrected(site: TrialSite) -> None:
    site.article("a.md", corrections="[{date: 14/01/2023, text: Hai}, {date: 13/01/2023, text: Một}]")
    site.article(
        "b.md", title="Bài gỡ", status="retracted", corrections="[{date: 01/02/2022, text: Sửa}, {date: 01/03/2023, text: Sai hẳn}]"
    )
    site.article("c.md", title="Bài giấu", status="withheld", corrections="[{date: 01/03/2023, text: Không ai được biết}]")


def test_the_newest_first_by_year_with_retractions_marked(site: TrialSite) -> None:
    corrected(site)
    site.built()
    page = site.page("dinh-chinh.html")
    assert (
        page.index("Sai hẳn") < page.index("Hai</p>") < page.index("Một</p>") < page.index("<h2>2022</h2>") < page.index("Sửa</p>")
    )
    assert page.count('<strong class="mark">Bài đã gỡ</strong>') == 1
    assert page.index("Bài đã gỡ</strong>") < page.index("Sai hẳn")
    assert '<a href="2023/01/12/b.html">Bài gỡ</a>' in page
    assert '<p class="count">4 đính chính</p>' in page


def test_of_withheld_articles_nothing_is_said(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    corrected(site)
    site.built()
    for name in ("dinh-chinh.html", "dinh-chinh.xml"):
        assert "giấu" not in site.page(name)
        assert "Không ai được biết" not in site.page(name)


def test_the_feed_has_an_entry_for_each_whose_id_stays(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    corrected(site)
    site.built()
    feed = feedparser.parse(site.page("dinh-chinh.xml").encode())
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [
        "Bài đã gỡ: Bài gỡ",
        "Đính chính: Bài a",
        "Đính chính: Bài a",
        "Đính chính: Bài gỡ",
    ]
    assert [entry.summary for entry in feed.entries] == ["Sai hẳn", "Hai", "Một", "Sửa"]
    assert feed.feed.updated == "2023-03-01T00:00:00+07:00"
    ids = {entry.id for entry in feed.entries}
    assert len(ids) == 4
    site.article(
        "a.md", corrections="[{date: 13/01/2023, text: Một}, {date: 14/01/2023, text: Hai rõ hơn}, {date: 15/01/2023, text: Ba}]"
    )
    site.built()
    assert ids < {entry.id for entry in feedparser.parse(site.page("dinh-chinh.xml").encode()).entries}


def test_two_of_one_moment_are_two(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md", corrections="[{date: 13/01/2023, text: Một}, {date: 13/01/2023, text: Hai}]")
    site.built()
    feed = feedparser.parse(site.page("dinh-chinh.xml").encode())
    assert len({entry.id for entry in feed.entries}) == 2


def test_before_the_first_correction_there_is_no_page(site: TrialSite) -> None:
    site.write("site.yml", SETTINGS)
    site.article("a.md")
    site.built()
    assert not (site.output / "dinh-chinh.html").exists()
    assert not (site.output / "dinh-chinh.xml").exists()
    assert "dinh-chinh" not in site.page("index.html")
