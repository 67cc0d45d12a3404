"""Introductions of categories and tags."""

from conftest import TrialSite
from test_images import picture


def dossier(site: TrialSite, folder: str, name: str, body: str = "Một đoạn.", **matter: str) -> None:
    header = "".join(f"{key}: {value}\n" for key, value in {"title": "Thành phố lớn lên", **matter}.items())
    site.write(f"content/{folder}/{name}.md", f"---\n{header}---\n\n{body}\n")


def test_a_tag_with_an_introduction_is_a_dossier(site: TrialSite) -> None:
    site.write("content/_tags/cau.png", picture("PNG"))
    site.article("a.md", tags="[Cầu Long Biên]")
    dossier(site, "_tags", "cau-long-bien", body="Xem [bài](../a.md).\n\n## Mục", lead="Sapo.", image="{src: cau.png, alt: Cầu}")
    result = site.built()
    assert not site.codes(result)
    page = site.page("tu-khoa/cau-long-bien/index.html")
    assert '<p class="kind">Từ khóa: Cầu Long Biên</p>\n<h1>Thành phố lớn lên</h1>' in page
    for part in (
        '<p class="lead">Sapo.</p>',
        'alt="Cầu"',
        '<a href="../../2023/01/12/a.html">bài</a>',
        '<h2 id="muc">Mục</h2>',
        "Bài a",
    ):
        assert part in page
    assert "Cầu Long Biên" in site.page("tu-khoa/index.html"), "the list keeps its name elsewhere"


def test_a_category_too_and_links_lead_to_its_list(site: TrialSite) -> None:
    site.article("a.md", category="Đô thị", body="[hồ sơ](_categories/do-thi.md)")
    dossier(site, "_categories", "do-thi")
    assert not site.codes(site.built())
    assert "Thành phố lớn lên" in site.page("chuyen-muc/do-thi/index.html")
    assert '<a href="../../../chuyen-muc/do-thi/index.html">hồ sơ</a>' in site.page("2023/01/12/a.html")


def test_an_introduction_of_nothing_is_named_with_the_nearest_list(site: TrialSite) -> None:
    site.article("a.md", category="Đô thị")
    dossier(site, "_categories", "do-thj")
    result = site.built()
    assert "do-thi.md" in site.report(result)
    dossier(site, "_categories", "do-thj", draft="true")
    assert not site.codes(site.built())


def test_its_dead_links_and_lost_pictures_are_reported(site: TrialSite) -> None:
    site.article("a.md", category="Đô thị")
    dossier(site, "_categories", "do-thi", body="[x](khong-co.md)", image="{src: mat.png, alt: A}")
    assert site.codes(site.built()) == {"link-dead", "picture-missing"}


def test_editing_it_makes_one_page(site: TrialSite) -> None:
    site.article("a.md", category="Đô thị")
    site.article("b.md", category="Y tế")
    dossier(site, "_categories", "do-thi")
    site.built()
    dossier(site, "_categories", "do-thi", body="Đoạn khác.")
    result = site.built()
    assert result.changes
    assert result.changes.written == ("chuyen-muc/do-thi/index.html",)
    assert result.reasons[0].what == "description, body (content/_categories/do-thi.md)"


def test_of_an_introduction_that_nobody_reads_no_picture_is_published(site: TrialSite) -> None:
    site.write("content/_tags/bi-mat.png", picture("PNG"))
    site.article("a.md", tags="[bí mật]", status="withheld")
    dossier(site, "_tags", "bi-mat", image="{src: bi-mat.png, alt: A}")
    assert site.codes(site.built()) == {"introduction-unused"}
    assert not (site.output / "tep").exists()


def test_where_lists_are_off_introductions_and_links_to_them_are_reported(site: TrialSite) -> None:
    site.write("site.yml", "lists: {tags: off}\n")
    site.article("a.md", tags="[cầu]", body="[x](_tags/cau.md#muc)")
    dossier(site, "_tags", "cau")
    assert site.codes(site.built()) == {"introduction-unused", "link-dead"}
    assert "tu-khoa" not in site.page("2023/01/12/a.html")


def test_of_two_introductions_of_one_list_the_second_is_named(site: TrialSite) -> None:
    site.article("a.md", tags="[cầu]")
    dossier(site, "_tags", "cau")
    dossier(site, "_tags", "2020-01-01-cau")
    result = site.built()
    (problem,) = (problem for problem in result.problems if problem.code == "introduction-twice")
    assert "cau.md" in str(problem.location) + str(problem.related)
