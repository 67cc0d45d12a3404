"""The page that asks and what its index lists."""

import gzip
import json
import re
from typing import Any

from conftest import CHECKOUT, TrialSite
from hn_archive import digest
from hn_archive.segments import FORMAT
from test_search_lists import numbers

# A digest of the files of a small segment, by the format in which they are written.
WRITTEN = {2: "23d0f173838f2a26b7a31b175f95871a34a0c58cfcd1da2ce06a426dcb49b810"}


def answer(site: TrialSite, name: str) -> Any:
    """What a file of the index says that holds JSON."""
    found = re.fullmatch(rf'hnSearch\("{re.escape(name)}",(.*)\);\n', site.page(f"tim-kiem/{name}.js"))
    assert found
    return json.loads(found[1])


def test_every_page_leads_to_the_search_by_a_plain_form(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    form = '<form class="search-field" role="search" action="../../../tim-kiem.html"'
    assert form in site.page("2023/01/12/a.html")
    assert 'action="/tim-kiem.html"' in site.page("404.html")
    page = site.page("tim-kiem.html")
    assert "search-field" not in page  # it has its own
    assert '<form class="search-page" role="search" action="tim-kiem.html"' in page


def test_without_scripts_the_page_leads_to_the_indexes(site: TrialSite) -> None:
    site.article("a.md", tags="[một]", category="Đô thị")
    site.built()
    main = site.page("tim-kiem.html").partition("<main")[2].partition("</main>")[0]
    assert "<noscript>" in main
    for place in ("chuyen-muc/index.html", "tu-khoa/index.html", "ngay-nay-nam-xua/index.html"):
        assert f'<a href="{place}">' in main


def test_search_can_be_turned_off(site: TrialSite) -> None:
    site.article("a.md")
    site.write("site.yml", "lists: {search: off}\n")
    site.built()
    assert not (site.output / "tim-kiem").exists()
    assert not (site.output / "tim-kiem.html").exists()
    assert "search-field" not in site.page("index.html")


def test_an_archive_without_articles_has_no_search(site: TrialSite) -> None:
    site.built()
    assert not (site.output / "tim-kiem.html").exists()


def test_the_list_of_segments_names_their_files(site: TrialSite) -> None:
    site.article("a.md", date="2020-05-19")
    site.article("b.md", date="2023-01-12")
    site.built()
    ((key, count, words, pairs),) = answer(site, "segments")["segments"]
    assert count == 2
    names = {path.name for path in (site.output / "tim-kiem" / key).iterdir()}
    assert names == {f"w{n}.js" for n in range(words)} | {f"p{n}.js" for n in range(pairs)} | {"c0.js", "f.js", "s.js"}


def test_cards_say_what_results_show(site: TrialSite) -> None:
    site.article("a.md", title="Tên <b>", category="Đô thị", source="HNMO", lead="Sa pô.", language="en")
    site.built()
    ((key, *_),) = answer(site, "segments")["segments"]
    assert answer(site, f"{key}/c0") == [
        ["Tên <b>", "2023/01/12/a.html", "2023-01-12T08:25+07:00", "12/01/2023 | 08:25", "Đô thị", "HNMO", "Sa pô.", "en"]
    ]


def test_facets_have_the_day_category_and_source_of_each_article_oldest_first(site: TrialSite) -> None:
    for name, day, category in (("a", "2023-01-14", "Một"), ("b", "2020-05-19", "Hai"), ("c", "2023-01-12", "Một")):
        site.article(f"{name}.md", date=day, category=category, **({"source": "HNMO"} if name == "b" else {}))
    site.built()
    ((key, *_),) = answer(site, "segments")["segments"]
    first, gaps, categories, category, sources, source = answer(site, f"{key}/f")
    assert first == "2020-05-19"
    assert numbers(gaps) == [0, 968, 2]
    assert [categories[number] for number in numbers(category)] == ["Hai", "Một", "Một"]
    assert [sources[number] for number in numbers(source)] == ["HNMO", "", ""]


def test_the_terms_with_most_articles_are_suggested(site: TrialSite) -> None:
    for name in ("a", "b"):
        site.article(f"{name}.md", tags="[chung]", category="Đô thị")
    site.article("c.md", tags="[riêng]", category="Đô thị")
    site.built()
    assert answer(site, "suggestions") == [
        ["Đô thị", "chuyen-muc/do-thi/index.html"],
        ["chung", "tu-khoa/chung/index.html"],
        ["riêng", "tu-khoa/rieng/index.html"],
    ]


def test_what_readers_may_not_see_is_not_in_the_index(site: TrialSite) -> None:
    site.article("a.md")
    site.article("b.md", body="khôngaibiết", status="withheld")
    site.article("c.md", body="khôngaibiết", draft="true")
    site.article("d.md", body="khôngaibiết", date="2999-01-01")
    site.built()
    for path in (site.output / "tim-kiem").rglob("*.js"):
        assert "khôngaibiết" not in path.read_text(encoding="utf-8")


def test_files_never_change_their_format_under_the_same_address(site: TrialSite) -> None:
    for number, text in enumerate(["Khởi công cầu.", "Cầu đường sắt, đường bộ.", *[f"Số {each} của cầu" for each in range(40)]]):
        site.article(f"{number}.md", date=f"2020-05-{number % 28 + 1}", category="Đô thị", source="HNMO", body=text)
    site.built()
    ((key, *_),) = answer(site, "segments")["segments"]
    texts = [
        path.name + path.read_text(encoding="utf-8").replace(key, "") for path in sorted((site.output / "tim-kiem" / key).iterdir())
    ]
    written = {FORMAT: digest.of_bytes("".join(texts).encode())}
    assert written == WRITTEN, "files of the index hold something else: raise segments.FORMAT, and note the digest here"


def test_the_scripts_of_the_search_are_small() -> None:
    texts = [(CHECKOUT / "static" / f"{name}.js").read_bytes() for name in ("search-words", "search-index", "search")]
    assert sum(len(gzip.compress(text, 6)) for text in texts) <= 12_000
