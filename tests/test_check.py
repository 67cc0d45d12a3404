"""What is wrong between files, where each alone is right; the rest stands in tests/broken/."""

import io

import msgspec
import pytest
from PIL import Image

from conftest import TrialSite
from test_images import iptc, picture


def found(site: TrialSite) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.location)) for problem in site.build().problems if problem.code != "url-missing"]


def test_anchors_of_other_articles_are_checked_by_path_and_by_address(site: TrialSite) -> None:
    site.article("b.md", body="## Mục đúng\n\nX")
    site.article(
        "a.md", body="[x](b.md#muc-dung)\n[y](b.md#muc-sai)\n[z](/2023/01/12/b.html#muc-sai)\n[w](/2023/01/12/b.html#muc-dung)"
    )
    assert found(site) == [("anchor-dead", "content/a.md:7:5"), ("anchor-dead", "content/a.md:8:5")]


def test_an_address_inside_the_site_must_be_planned(site: TrialSite) -> None:
    site.article("a.md", body="[x](/chuyen-muc/)\n[y](/khong/co/)\n[z](/static/site.css)")
    assert found(site) == [("link-dead", "content/a.md:7:5")]


def test_an_alias_may_not_take_the_place_of_a_page_whatever_its_case(site: TrialSite) -> None:
    site.article("a.md", aliases="[/INDEX.html, /2023/01/12/]")
    codes = found(site)
    assert [code for code, _ in codes] == ["address-taken", "address-taken"]
    assert not site.output.exists()


def test_an_alias_may_not_lie_below_a_page(site: TrialSite) -> None:
    site.article("a.md", aliases="[/2023/01/12/a.html/b.html]")
    assert [code for code, _ in found(site)] == ["address-taken"]


def test_two_articles_for_one_address_name_both_files(site: TrialSite) -> None:
    site.article("x/a.md")
    site.article("y/a.md")
    problem = next(problem for problem in site.build().problems if problem.code == "address-taken")
    assert {str(problem.location), str(problem.related)} == {"content/x/a.md", "content/y/a.md"}


def test_a_draft_may_have_the_address_of_a_published_article(site: TrialSite) -> None:
    site.article("x/a.md")
    site.article("y/a.md", draft="true")
    assert not found(site)


def test_ids_are_unique_over_drafts_and_withheld_articles_too(site: TrialSite) -> None:
    site.article("a.md", id="x1")
    site.article("b.md", id="x1", draft="true")
    assert found(site) == [("id-taken", "content/b.md:4:5")]


def test_a_picture_in_the_front_matter_is_checked(site: TrialSite) -> None:
    site.article("a.md", image="{src: mat.jpg, alt: A}")
    site.article("b.md", image="../c.jpg")
    assert found(site) == [
        ("picture-missing", "content/a.md:4:14"),
        ("link-outside", "content/b.md:4:8"),
    ]


def test_a_broken_picture_is_reported_where_it_is_named_once_a_place(site: TrialSite) -> None:
    site.write("content/a.png", b"\x89PNG\r\n\x1a\n broken")
    site.article("a.md", body="![A](a.png)\n\nvà ![B](a.png)", image="{src: a.png, alt: A}")
    assert found(site) == [("picture-broken", f"content/a.md:{place}") for place in ("4:14", "7:6", "9:9")]


def test_scheduled_articles_are_checked_before_their_day(site: TrialSite) -> None:
    site.article("a.md", date="2090-01-01", body="[x](khong-co.md)")
    assert found(site) == [("link-dead", "content/a.md:6:5")]


def test_related_articles_must_be_published_articles(site: TrialSite) -> None:
    site.write("content/p.pdf", "%PDF")
    site.write("content/n.xyz", "x")
    site.write("content/_pages/g.md", "---\ntitle: G\n---\nX\n")
    site.article("draft.md", draft="true")
    site.article("a.md", related="[p.pdf, n.xyz, _pages/g.md, draft.md, /khong.html, a.md]")
    assert [code for code, _ in found(site)] == ["link-dead", "link-dead", "link-dead", "link-unpublished", "link-dead"]


def test_the_main_picture_must_be_a_picture_of_content(site: TrialSite) -> None:
    site.write("content/d.pdf", "%PDF")
    for number, src in enumerate(("d.pdf", "/static/icon.svg", "0.md")):
        site.article(f"{number}.md", image=f"{{src: {src}, alt: A}}")
    assert [code for code, _ in found(site)] == ["file-kind", "link-outside", "file-kind"]


def test_a_static_file_that_differs_by_case_is_named(site: TrialSite) -> None:
    site.article("a.md")
    site.write("static/Site.css", "x")
    problem = next(problem for problem in site.build().problems if problem.code == "address-taken")
    assert {str(problem.location), str(problem.related)} == {"static/Site.css", "static/site.css"}


def test_settings_cannot_hold_a_script(site: TrialSite) -> None:
    for line in (
        "menu: [{label: A, to: 'javascript:alert(1)'}]",
        "contact: 'javascript:alert(1)'",
        "url: https://example.org/?a=1",
    ):
        site.write("site.yml", f"{line}\n")
        assert site.codes(site.build()) == {"web-address"}, line


def test_a_main_picture_without_a_description_is_named_with_its_own_way_out(site: TrialSite) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2, 1)).save(picture, "PNG")
    site.write("content/a.png", picture.getvalue())
    site.article("a.md", image="a.png")
    assert found(site) == [("main-picture-alt", "content/a.md:4:8")]
    assert "write image: {src: a.png, alt: what the picture shows}" in site.report(site.build())


def jpeg(*fields: tuple[int, bytes]) -> bytes:
    content = picture("JPEG")
    return content[:2] + iptc(*fields) + content[2:]


def test_what_a_picture_says_of_itself_is_offered_where_the_article_says_nothing(site: TrialSite) -> None:
    site.write("content/anh.jpg", jpeg((120, "Hồ Gươm".encode()), (80, "Nguyễn An".encode())))
    site.article("a.md", image="{src: anh.jpg, alt: Hồ}")
    found = {
        problem.code: site.report(msgspec.structs.replace(site.built(), problems=(problem,))) for problem in site.built().problems
    }
    assert "Hồ Gươm" in found["picture-caption"]
    assert "Nguyễn An" in found["picture-credit"]
    site.article("a.md", image="{src: anh.jpg, alt: Hồ, caption: Khác, credit: Khác}")
    assert not site.codes(site.built())


def test_a_damaged_picture_is_shown_and_named_with_the_article(site: TrialSite) -> None:
    file = io.BytesIO()
    Image.effect_noise((900, 600), 90).convert("RGB").save(file, "JPEG")
    site.write("content/anh.jpg", file.getvalue()[: len(file.getvalue()) // 2])
    site.article("a.md", body="Chữ.\n\n![Ảnh](anh.jpg)")
    problem = next(problem for problem in site.built().problems if problem.code == "picture-damaged")
    assert str(problem.location) == "content/a.md:8:8"
    assert "<img" in site.page("2023/01/12/a.html")


@pytest.mark.parametrize(("written", "file"), [("Anh.JPG", "anh.jpg"), ("ảnh/ANH.png", "Ảnh/anh.png")])
def test_names_that_differ_in_case_alone_are_named(site: TrialSite, written: str, file: str) -> None:
    site.write(f"content/{file}", picture("PNG"))
    site.article("a.md", image=f"{{src: {written}, alt: A}}", body=f"![B]({written})")
    problems = [problem for problem in site.built().problems if problem.code == "file-case"]
    assert len(problems) == 2
    assert file in site.report(site.built())


def test_an_old_address_below_a_text_is_taken(site: TrialSite) -> None:
    site.article("a.md")
    site.article("b.md", aliases="[/2023/01/12/a.txt/]")
    assert [problem.code for problem in site.build().problems if problem.severity == "error"] == ["address-taken"]
