"""Arranging: order, terms, neighbours, related articles."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hn_archive import article
from hn_archive.article import Article
from hn_archive.config import Config, read
from hn_archive.dates import HANOI
from hn_archive.load import Loaded
from hn_archive.markdown import Renderer
from hn_archive.related import Found
from hn_archive.site import Site, arrange, related_articles, select

RENDERER = Renderer("vi")
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def made(path: str, date: str = "2023-01-12", **matter: str) -> Article:
    header = "".join(f"{key}: {value}\n" for key, value in {"title": path, "date": date, **matter}.items())
    parsed: Article = article.parse(f"---\n{header}---\nX\n".encode(), path, HANOI, RENDERER, "").document
    return parsed


def arranged(*articles: Article, config: Config | None = None) -> tuple[Site, list[str]]:
    loaded = Loaded(articles, (), (), (), ())
    config = config or Config()
    selection = select(articles, NOW)
    site, problems = arrange(loaded, selection, {}, config, related_articles(selection.published, config, Found()))
    return site, [problem.code for problem in problems]


def configured(text: str) -> Config:
    config, problems = read(text)
    assert config is not None, problems
    return config


def test_articles_are_ordered_by_date_then_path_newest_first() -> None:
    site, _ = arranged(made("b.md"), made("a.md"), made("c.md", "2024-01-01"), made("d.md", "2023-01-12 00:01"))
    assert [each.path for each in site.articles] == ["c.md", "d.md", "b.md", "a.md"]


@given(st.permutations(["a.md", "b.md", "c.md", "d.md"]))
def test_the_order_of_files_does_not_matter(paths: list[str]) -> None:
    by_path = {path: made(path, tags=f"[{path}, chung]") for path in paths}
    assert arranged(*(by_path[path] for path in paths))[0] == arranged(*(by_path[path] for path in sorted(paths)))[0]


def test_drafts_withheld_retracted_and_scheduled_articles_go_their_ways() -> None:
    reason = "[{date: 2023-02-01, text: Sai}]"
    selection = select(
        (
            made("published.md"),
            made("draft.md", draft="true"),
            made("withheld.md", status="withheld"),
            made("retracted.md", status="retracted", corrections=reason),
            made("later.md", "2026-06-01 07:01"),
            made("now.md", "2026-06-01 07:00"),
            made("late-draft.md", "2090-01-01", draft="true"),
        ),
        NOW,
    )
    assert [each.path for each in selection.published] == ["now.md", "published.md"]
    assert [each.path for each in selection.retracted] == ["retracted.md"]
    assert [each.path for each in selection.scheduled] == ["later.md"]
    assert {each.path for each in selection.unpublished} == {"draft.md", "withheld.md", "late-draft.md"}


def test_a_preview_shows_all_but_withheld_articles() -> None:
    reason = "[{date: 2023-02-01, text: Sai}]"
    selection = select(
        (
            made("draft.md", draft="true"),
            made("withheld.md", status="withheld"),
            made("withheld-draft.md", status="withheld", draft="true"),
            made("retracted.md", status="retracted", corrections=reason),
            made("later.md", "2026-06-01 07:01"),
        ),
        NOW,
        drafts=True,
    )
    assert [each.path for each in selection.published] == ["later.md", "draft.md"]
    assert [each.path for each in selection.retracted] == ["retracted.md"]
    assert not selection.scheduled
    assert {each.path for each in selection.unpublished} == {"withheld.md", "withheld-draft.md"}


def test_spellings_of_one_word_are_one_term_under_the_most_used_form() -> None:
    spellings = ["Hòa Bình", "hoà bình", "HÒA\u00a0BÌNH", "Ho\u0300a Bình", "Hòa Bình"]
    site, codes = arranged(*(made(f"{n}.md", tags=f"[{name}]") for n, name in enumerate(spellings)))
    assert [(term.name, term.slug, len(term.articles)) for term in site.terms["tag"]] == [("Hòa Bình", "hoa-binh", 5)]
    assert not codes


def test_an_eth_is_the_letter_it_looks_like() -> None:
    site, _ = arranged(made("a.md", tags="[Ðảng bộ]"), made("b.md", tags="[Đảng bộ]"))
    assert len(site.terms["tag"]) == 1


def test_words_that_differ_only_by_tones_share_a_slug_and_the_oldest_has_it_bare() -> None:
    site, codes = arranged(made("a.md", "2022-01-01", tags="[Đường]"), made("b.md", "2021-01-01", tags="[Dương]"))
    assert {term.name: term.slug for term in site.terms["tag"]} == {"Dương": "duong", "Đường": "duong-2"}
    assert codes == ["term-address"]


def test_a_name_of_which_nothing_is_left_still_has_an_address() -> None:
    site, _ = arranged(made("a.md", tags="[😀, 東京]"))
    slugs = {term.name: term.slug for term in site.terms["tag"]}
    assert slugs["😀"].startswith("x-")
    assert len(set(slugs.values())) == 2


def test_terms_stand_in_vietnamese_order_and_people_by_given_name() -> None:
    names = "[Nguyễn Văn Đỗ, Trần Ân, Lê Ấn, Phạm Dương]"
    site, _ = arranged(made("a.md", tags="[Ngô, Đinh, Ấn, An, Dương, Ân]", author=names))
    assert [term.name for term in site.terms["tag"]] == ["An", "Ân", "Ấn", "Dương", "Đinh", "Ngô"]
    assert [term.name for term in site.terms["author"]] == ["Trần Ân", "Lê Ấn", "Phạm Dương", "Nguyễn Văn Đỗ"]


def test_categories_stand_as_site_yml_has_them_and_old_names_belong_to_the_new() -> None:
    config = configured("categories: [Y tế, {name: Đô thị, aliases: [Quy hoạch]}]\ndefault_category: Khác\n")
    site, _ = arranged(made("a.md", category="Quy hoạch"), made("b.md", category="y tế"), made("c.md"), config=config)
    assert [(term.name, term.old_slugs) for term in site.terms["category"]] == [
        ("Y tế", ()),
        ("Đô thị", ("quy-hoach",)),
        ("Khác", ()),
    ]
    assert site.by_term["category", "quy hoạch"].name == "Đô thị"


def test_an_article_under_two_names_of_one_tag_counts_once() -> None:
    config = configured("tags: [{name: Sông Hồng, aliases: [Sông Cái]}]\n")
    site, _ = arranged(made("a.md", tags="[Sông Cái, Sông Hồng]"), config=config)
    assert len(site.terms["tag"][0].articles) == 1


def test_related_articles_are_older_and_the_nearest_in_meaning_come_first() -> None:
    site, _ = arranged(
        made("new.md", "2023-05-01", tags="[cầu, sông]", title="Cầu mới thông xe"),
        made("both.md", "2023-01-01", tags="[cầu, sông]"),
        made("one.md", "2023-04-01", tags="[cầu]"),
        made("title.md", "2023-03-01", tags="[cầu]", title="Cầu mới khởi công"),
        made("none.md", "2023-04-02", tags="[khác]"),
        made("later.md", "2023-06-01", tags="[cầu, sông]"),
    )
    assert [each.path for each in site.related["new.md"]] == ["both.md", "title.md", "one.md"]


def test_a_new_article_changes_the_related_of_no_old_one() -> None:
    old = [made(f"{n}.md", f"2022-01-{n:02d}", tags="[cầu]", category="Đô thị") for n in range(1, 28)]
    before, _ = arranged(*old)
    after, _ = arranged(*old, made("new.md", "2023-01-01", tags="[cầu]", category="Đô thị"))
    assert [after.related[each.path] for each in before.articles] == [before.related[each.path] for each in before.articles]


def test_the_related_of_an_article_do_not_depend_on_the_size_of_the_archive() -> None:
    old = [made(f"{n}.md", f"20{n // 28 + 10}-01-{n % 28 + 1:02d}", tags="[cầu]") for n in range(60)]
    without_oldest, _ = arranged(*old[20:])
    every, _ = arranged(*old)
    assert every.related["59.md"] == without_oldest.related["59.md"]


def test_a_category_of_site_yml_has_its_list_before_its_first_article_and_after_its_last() -> None:
    config = configured("categories: [{name: Đô thị, aliases: [Quy hoạch]}, Y tế]\n")
    site, _ = arranged(made("a.md", category="Y tế"), config=config)
    assert [(term.name, term.slug, len(term.articles)) for term in site.terms["category"]] == [
        ("Đô thị", "do-thi", 0),
        ("Y tế", "y-te", 1),
    ]


def test_merged_tags_are_one_for_related_articles_too() -> None:
    config = configured("tags: [{name: Sông Hồng, aliases: [Sông Cái]}]\n")
    site, _ = arranged(made("a.md", "2022-01-01", tags="[Sông Cái]"), made("b.md", tags="[Sông Hồng]"), config=config)
    assert [each.path for each in site.related["b.md"]] == ["a.md"]
