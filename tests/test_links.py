"""Where paths in articles lead."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conftest import TrialSite
from hn_archive import article, poll, standing
from hn_archive.config import Config
from hn_archive.dates import HANOI
from hn_archive.files import ContentFile
from hn_archive.images import Shape
from hn_archive.links import UNUSED, Links, Target, content_path, path_in_url, path_of_link, site_address, used_files
from hn_archive.markdown import Reference, Renderer
from hn_archive.problem import Location
from hn_archive.site import Site


@pytest.mark.parametrize(
    ("target", "folder", "path"),
    [
        ("b.md", "2023/01", "2023/01/b.md"),
        ("../02/b.md", "2023/01", "2023/02/b.md"),
        ("./b.md", "", "b.md"),
        ("../../../b.md", "2023/01", None),
        ("../b.md", "", None),
        ("..", "", None),
        ("/b.md", "2023", None),
        ("..b/c.md", "", "..b/c.md"),
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


PLACE = Location("content/2023/a.md", 5, 3)
LARGE = ContentFile("2023/ảnh.jpg", "ab" * 32, 300_000, Shape(1000, 500, "JPEG"))
SMALL = ContentFile("nhỏ.png", "cd" * 32, 900, Shape(40, 30, "PNG"))
FILM = ContentFile("phim.mp4", "ef" * 32, 5_000)
SPEECH = ContentFile("lời.mp3", "23" * 32, 5_000)
NARROW = ContentFile("hep.jpg", "45" * 32, 300_000, Shape(700, 350, "JPEG"))
VAST = ContentFile("to.jpg", "67" * 32, 3_000_000, Shape(4000, 1000, "JPEG"))
SLIM = ContentFile("gay.jpg", "89" * 32, 300_000, Shape(300, 900, "JPEG"))
WIDE = ContentFile("rong.webp", "01" * 32, 900_000, Shape(4000, 1000, "WEBP"))


def document(path: str, title: str = "T", **matter: str) -> Any:
    header = "".join(f"{key}: {value}\n" for key, value in {"title": title, **matter}.items())
    parse = article.parse if "date" in matter else standing.parse
    parsed = parse(
        f"---\n{header}---\n\n## Mục một\n\n[x](../nhỏ.png) [y](/z.png) [z](b.md)\n".encode(), path, HANOI, Renderer("vi"), ""
    )
    assert parsed.document is not None, parsed.problems
    return parsed.document


def links(**others: Any) -> Links:
    """The links of a site that has an article, a page, a poll, and files."""
    asked, _ = poll.parse("question: Hỏi gì?\n".encode(), "_polls/hoi.yml", HANOI)
    asked_too, _ = poll.parse("question: Hỏi nữa?\n".encode(), "_polls/nua.yaml", HANOI)
    files = {file.path: file for file in (LARGE, SMALL, FILM, SPEECH, NARROW, VAST, WIDE, SLIM)}
    site = {
        "config": Config(),
        "files": files,
        "articles": (document("2023/b.md", date="12/01/2023"),),
        "retracted": (document("2023/r.md", date="12/01/2023", status="retracted", corrections="[{date: 13/01/2023, text: x}]"),),
        "standings": (document("_pages/g.md"),),
        "introductions": {("category", "do-thi"): document("_categories/do-thi.md")},
        "polls": (asked, asked_too),
        "unpublished": (document("2023/n.md", date="12/01/2023", draft="true"),),
        "scheduled": (document("2023/s.md", date="12/01/2090"),),
        **others,
    }
    present = (*files, "2023/B.pdf", "2023/c.pdf", "x.exe", "2023/old.markdown", "2023/b.md")
    return Links(cast(Site, SimpleNamespace(**site)), present)


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("b.md", Target("2023/01/12/b.html", anchors=("muc-mot",))),
        ("r.md", Target("2023/01/12/r.html", anchors=())),
        ("../_pages/g.md", Target("trang/g.html", anchors=("muc-mot",))),
        ("../_categories/do-thi.md", Target("chuyen-muc/do-thi/index.html", anchors=("muc-mot",))),
        ("../_polls/hoi.yml", Target("tham-do/hoi.html")),
        ("n.md", Target(fault="link-unpublished")),
        ("s.md", Target(fault="link-unpublished")),
        ("ảnh.jpg", Target("tep/abababababab-anh.jpg", LARGE)),
        ("c.pdf", Target(fault=UNUSED)),
        ("b.PDF", Target(fault="file-case", other="2023/B.pdf")),
        ("../x.exe", Target(fault="file-kind")),
        ("old.markdown", Target(fault="link-dead")),
        ("gone.pdf", Target(fault="link-dead")),
        ("../../x.pdf", Target(fault="link-outside")),
        ("/2023/01/12/b.html", Target("2023/01/12/b.html", anchors=("muc-mot",))),
        ("/2023/", Target("2023/index.html")),
        ("/", Target("index.html")),
    ],
)
def test_a_path_leads_to_what_stands_there_or_is_a_fault(target: str, found: Target) -> None:
    assert links().to(target, "2023") == found


def test_once_addresses_are_planned_only_those_are_led_to() -> None:
    before = links()
    planned = before.within(frozenset({"2023/index.html"}))
    assert planned.to("/2023/", "") == Target("2023/index.html")
    assert planned.to("/2024/", "") == Target(fault="link-dead")
    assert planned.to("2023/b.md", "").address == "2023/01/12/b.html"
    assert before.to("/2024/", "") == Target("2024/index.html")


def test_a_poll_is_known_by_its_name_whatever_its_ending() -> None:
    assert links().poll("hoi") == Target("tham-do/hoi.html")
    assert links().poll("nua") == Target("tham-do/nua.html")
    assert links().poll("không") == Target(fault="poll-missing")


def test_a_picture_has_copies_in_each_width_beside_its_own_address() -> None:
    copies = [(place, each.width, each.format) for place, each in links().copies(LARGE)]
    assert copies == [
        ("tep/abababababab-anh.jpg", 1000, ""),
        ("tep/abababababab-anh_480.webp", 480, "WEBP"),
        ("tep/abababababab-anh_960.webp", 960, "WEBP"),
        ("tep/abababababab-anh_1000.webp", 1000, "WEBP"),
        ("tep/abababababab-anh_480.jpg", 480, "JPEG"),
        ("tep/abababababab-anh_960.jpg", 960, "JPEG"),
    ]
    assert links().copies(FILM) == ()
    assert [place for place, _ in links().copies(SMALL)] == ["tep/cdcdcdcdcdcd-nho.png"]


SIZES = 'sizes="(min-width: 38.5rem) 36rem, calc(100vw - 2.5rem)"'


@pytest.mark.parametrize(
    ("kind", "target", "attributes", "loading", "html"),
    [
        ("link", "b.md", ' title="t"', "alone", '<a href="../../2023/01/12/b.html#a%20b&amp;c" title="t">'),
        ("link", "gone.md", ' title="t"', "alone", '<a title="t">'),
        ("player", "../phim.mp4", "", "lazy", '<video controls="" preload="metadata" src="../../tep/efefefefefef-phim.mp4"></video>'),
        ("player", "../lời.mp3", "", "lazy", '<audio controls="" preload="metadata" src="../../tep/232323232323-loi.mp3"></audio>'),
        ("player", "/phim.bin", "", "lazy", '<video controls="" preload="metadata" src="../../phim.bin"></video>'),
        ("player", "gone.mp3", "", "lazy", ""),
        ("picture", "gone.jpg", ' alt="một" title="hai"', "lazy", '<span class="lost">một – hai</span>'),
        ("picture", "gone.jpg", ' title="hai"', "lazy", '<span class="lost">hai</span>'),
        ("picture", "gone.jpg", "", "lazy", ""),
        ("picture", "b.md", ' alt="bài"', "lazy", '<span class="lost">bài</span>'),
        ("picture", "/static/a.svg", ' alt="a"', "lazy", '<img src="../../static/a.svg" alt="a" loading="lazy" decoding="async">'),
        (
            *("picture", "../nhỏ.png", ' alt="n"', "eager"),
            '<img src="../../tep/cdcdcdcdcdcd-nho.png" alt="n" width="40" height="30" fetchpriority="high" decoding="async">',
        ),
        ("picture", "../nhỏ.png", ' width="9"', "alone", '<img src="../../tep/cdcdcdcdcdcd-nho.png" width="9" loading="lazy" decoding="async">'),
        (
            *("picture", "ảnh.jpg", "", "lazy"),
            '<picture><source type="image/webp" srcset="../../tep/abababababab-anh_480.webp 480w, ../../tep/abababababab-anh_960.webp 960w, '
            f'../../tep/abababababab-anh_1000.webp 1000w" {SIZES}><img src="../../tep/abababababab-anh.jpg" width="1000" height="500" loading="lazy" '
            'decoding="async" srcset="../../tep/abababababab-anh_480.jpg 480w, ../../tep/abababababab-anh_960.jpg 960w, '
            f'../../tep/abababababab-anh.jpg 1000w" {SIZES}></picture>',
        ),
        (
            *("picture", "ảnh.jpg", "", "alone"),
            '<img src="../../tep/abababababab-anh.jpg" width="1000" height="500" loading="lazy" decoding="async">',
        ),
        (
            *("picture", "../rong.webp", "", "lazy"),
            '<picture><source type="image/webp" srcset="../../tep/010101010101-rong_480.webp 480w, ../../tep/010101010101-rong_960.webp 960w, '
            f'../../tep/010101010101-rong_1600.webp 1600w" {SIZES}><img src="../../tep/010101010101-rong.webp" width="4000" height="1000" loading="lazy" '
            'decoding="async"></picture>',
        ),
    ],
)  # fmt: skip
def test_a_reference_becomes_the_tag_that_a_page_shows(kind: Any, target: str, attributes: str, loading: Any, html: str) -> None:
    fragment = "a b&c" if kind == "link" else ""
    assert links().tag(Reference(kind, target, fragment, attributes, PLACE), "2023", "../../", loading) == html


@pytest.mark.parametrize(
    ("file", "same"),
    [
        (NARROW, "tep/454545454545-hep_480.jpg 480w, tep/454545454545-hep.jpg 700w"),
        (VAST, "tep/676767676767-to_480.jpg 480w, tep/676767676767-to_960.jpg 960w, tep/676767676767-to_1600.jpg 1600w"),
    ],
)
def test_copies_of_a_pictures_own_format_are_offered_up_to_the_widest_column(file: ContentFile, same: str) -> None:
    assert f' srcset="{same}" sizes=' in links().tag(Reference("picture", file.path, "", "", PLACE), "", "", "lazy")


def test_a_picture_narrower_than_any_copy_is_offered_lighter_and_has_no_choice_of_its_own_format() -> None:
    html = links().tag(Reference("picture", SLIM.path, "", "", PLACE), "", "", "lazy")
    assert html.startswith(f'<picture><source type="image/webp" srcset="tep/898989898989-gay_300.webp 300w" {SIZES}><img src=')
    assert html.endswith(' decoding="async"></picture>')


def test_a_picture_is_alone_where_nobody_says_otherwise() -> None:
    reference = Reference("picture", LARGE.path, "", "", PLACE)
    assert links().tag(reference, "", "") == links().tag(reference, "", "", "alone") != links().tag(reference, "", "", "lazy")


def test_the_files_that_documents_and_settings_use_are_found_with_the_place_that_names_them() -> None:
    known = document("2023/a.md", date="12/01/2023", image="ảnh%20đẹp.jpg")
    other = document("2023/c.md", date="12/01/2023", image="https://a.vn/b.jpg")
    settings = SimpleNamespace(
        targets=(
            ("bao%20cao.pdf#2", PLACE),
            ("/a.pdf", PLACE),
            ("https://a.vn/x.pdf", PLACE),
            ("x.exe", PLACE),
            ("../y.pdf", PLACE),
        )
    )
    found = used_files((known, other), cast(Config, settings))
    assert [path for path, _ in found] == ["bao cao.pdf", "nhỏ.png", "2023/ảnh đẹp.jpg", "nhỏ.png"]
    assert found[0][1] == PLACE
    assert str(found[1][1]) == "content/2023/a.md:9:5"
    assert str(found[2][1]) == "content/2023/a.md:4:8"


def test_addresses_in_links_are_paths_once_their_escapes_and_fragments_are_off() -> None:
    assert path_in_url("a%20b%C3%A0#c") == "a bà#c"
    assert path_in_url("a\u0300") == "à"
    assert path_of_link("a%23b#c#d") == "a#b"
    assert [site_address(way) for way in ("/", "/a/", "/a", "/a.html")] == ["index.html", "a/index.html", "a", "a.html"]
