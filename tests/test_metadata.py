"""What a page's head tells machines is what the front matter says, to every client that reads it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import extruct  # type: ignore[import-untyped]
import html5lib
import htmldate
import pytest
import trafilatura
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from conftest import TrialSite
from hn_archive.text import CONTROL_CHARACTERS, nfc, one_line

URL = "https://example.org/kho/"
PLACE = "2023/01/12/cau.html"
TITLE = "Khởi công cầu Tứ Liên: ưỡn, lưỡi, Đặng"
LEAD = "Thành phố khởi công cây cầu thứ tám qua sông Hồng."
AUTHORS = ["Nguyễn Thị Ưng", "Đặng Văn Ẩn"]
PARAGRAPHS = [
    "Sáng 12/1, thành phố Hà Nội khởi công cầu Tứ Liên bắc qua sông Hồng, nối quận Tây Hồ với huyện Đông Anh.",
    "Cây cầu dài hơn năm ki-lô-mét, có sáu làn xe, và sẽ được hoàn thành sau ba năm, theo lời của lãnh đạo thành phố.",
    "Người dân hai bên bờ sông đã chờ đợi cây cầu này nhiều năm.",
]
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "publisher: {name: Thành ủy Hà Nội, url: 'https://so.example.org/', logo: dau.png, kind: government}\n"
SETTINGS = f"title: Kho Hà Nội\ndescription: Tin của Hà Nội\ncategories: [Đô thị, Rỗng]\nid: kho.example.org\n{PUBLISHER}"


def picture(site: TrialSite, path: str) -> None:
    Image.new("RGB", (640, 360)).save(site.write(path, b""), "PNG")


def filled(site: TrialSite, written: str) -> TrialSite:
    """A site with an article that has everything, its neighbours, and every kind of page."""
    site.write("site.yml", written)
    picture(site, "content/dau.png")
    picture(site, "content/2023/cau.png")
    site.article(
        "2023/cau.md",
        "\n\n".join(PARAGRAPHS),
        title=f'"{TITLE}"',
        lead=LEAD,
        category="Đô thị",
        tags="[cầu, giao thông]",
        author=f"[{', '.join(AUTHORS)}]",
        source="{name: Hà Nội mới, url: 'https://hnm.example.org/1'}",
        original_url="https://thanhuyhanoi.vn/tin?a=1&b=2",
        captured="2023-02-03 10:00",
        views="{count: 1.234, as_of: 03/02/2023}",
        rating='{average: "4,5", votes: 12}',
        image="{src: cau.png, alt: Bản vẽ cây cầu, caption: Cầu Tứ Liên, credit: Đức Ân, license: CC BY 4.0}",
        corrections="[{date: 13/01/2023, text: Sáu làn xe.}]",
        updated="2023-01-14 09:00",
        license=LICENSE,
    )
    site.article(
        "2023/cu.md", date="2022-12-31", category="Đô thị", tags="[cầu]", rating='{average: "4,5"}', views="0", license="Ghi nguồn"
    )
    site.article(
        "2023/moi.md",
        date="2023-03-01",
        category="Đô thị",
        language="en",
        poll="cau",
        image="{src: https://x.example.org/a.png, alt: A}",
    )
    site.article("2023/rut.md", date="2023-01-02", status="retracted", corrections="[{date: 03/02/2023, text: Sai}]")
    site.write("content/_pages/gioi-thieu.md", "---\ntitle: Giới thiệu\n---\n\nVề kho.\n")
    site.write("content/_polls/cau.yml", "question: Có nên xây cầu?\noptions: [{text: Có, votes: 2}]\n")
    site.built()
    return site


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    return filled(TrialSite(tmp_path_factory.mktemp("rich") / "site"), f"{SETTINGS}url: https://example.org/kho\n")


@pytest.fixture(scope="module")
def homeless(tmp_path_factory: pytest.TempPathFactory) -> TrialSite:
    """The same site where nobody knows its address."""
    return filled(TrialSite(tmp_path_factory.mktemp("homeless") / "site"), SETTINGS)


def pages(site: TrialSite) -> Iterator[tuple[str, Any]]:
    """Each page's address and document."""
    for path in sorted(site.output.rglob("*.html")):
        yield path.relative_to(site.output).as_posix(), html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)


def document(site: TrialSite, place: str) -> Any:
    return html5lib.parse(site.page(place), namespaceHTMLElements=False)


def metas(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in root.iterfind("head/meta"):
        found.setdefault(element.get("property") or element.get("name") or "", []).append(element.get("content"))
    return found


def links(root: Any, relation: str) -> list[str]:
    return [element.get("href") for element in root.iterfind("head/link") if element.get("rel") == relation]


def graph(root: Any) -> dict[str, dict[str, Any]]:
    """The nodes of a page's JSON-LD by their types."""
    (script,) = [element for element in root.iter("script") if element.get("type") == "application/ld+json"]
    found = json.loads(script.text)
    assert found["@context"] == "https://schema.org"
    nodes = {node["@type"]: node for node in found["@graph"]}
    assert len(nodes) == len(found["@graph"])
    return nodes


def article(site: TrialSite, place: str = PLACE) -> dict[str, Any]:
    return graph(document(site, place))["NewsArticle"]


def test_a_crawler_finds_in_json_ld_all_that_the_front_matter_says(rich: TrialSite) -> None:
    (found,) = extruct.extract(rich.page(PLACE), base_url=URL + PLACE, syntaxes=["json-ld"])["json-ld"]
    (node,) = [node for node in found["@graph"] if node["@type"] == "NewsArticle"]
    image, logo = node.pop("image"), node["publisher"].pop("logo")
    assert node.pop("@id").startswith("urn:uuid:")
    assert node == {
        "@type": "NewsArticle",
        "url": URL + PLACE,
        "mainEntityOfPage": URL + PLACE,
        "headline": TITLE,
        "description": LEAD,
        "datePublished": "2023-01-12T08:25+07:00",
        "dateModified": "2023-01-14T09:00+07:00",
        "inLanguage": "vi",
        "articleSection": "Đô thị",
        "keywords": ["cầu", "giao thông"],
        "author": [
            {"@type": "Person", "name": AUTHORS[0], "url": f"{URL}tac-gia/nguyen-thi-ung/index.html"},
            {"@type": "Person", "name": AUTHORS[1], "url": f"{URL}tac-gia/dang-van-an/index.html"},
        ],
        "publisher": {"@type": "GovernmentOrganization", "name": "Thành ủy Hà Nội", "url": "https://so.example.org/"},
        "isBasedOn": [
            {
                "@type": "NewsArticle",
                "url": "https://hnm.example.org/1",
                "publisher": {"@type": "Organization", "name": "Hà Nội mới"},
            },
            {"@type": "WebPage", "url": "https://thanhuyhanoi.vn/tin?a=1&b=2"},
        ],
        "isAccessibleForFree": True,
        "license": LICENSE,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": {"@type": "ViewAction"},
            "userInteractionCount": 1234,
            "endTime": "2023-02-03",
        },
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.5, "ratingCount": 12, "bestRating": 5, "worstRating": 0},
        "correction": [{"@type": "CorrectionComment", "text": "Sáu làn xe.", "datePublished": "2023-01-13"}],
    }
    assert (rich.output / image.pop("url").removeprefix(URL)).is_file()
    assert image == {
        "@type": "ImageObject",
        "width": 640,
        "height": 360,
        "caption": "Cầu Tứ Liên",
        "creditText": "Đức Ân",
        "copyrightNotice": "CC BY 4.0",
    }
    assert (rich.output / logo["url"].removeprefix(URL)).is_file()


def test_a_social_network_finds_in_open_graph_what_the_front_matter_says(rich: TrialSite) -> None:
    (found,) = extruct.extract(rich.page(PLACE), base_url=URL + PLACE, syntaxes=["opengraph"])["opengraph"]
    read: dict[str, list[str]] = {}
    for name, value in found["properties"]:
        read.setdefault(name, []).append(value)
    (image,) = read.pop("og:image")
    assert (rich.output / image.removeprefix(URL)).is_file()
    assert read == {
        "og:type": ["article"],
        "og:site_name": ["Kho Hà Nội"],
        "og:title": [TITLE],
        "og:description": [LEAD],
        "og:url": [URL + PLACE],
        "og:locale": ["vi_VN"],
        "og:image:width": ["640"],
        "og:image:height": ["360"],
        "og:image:alt": ["Bản vẽ cây cầu"],
        "article:published_time": ["2023-01-12T08:25+07:00"],
        "article:modified_time": ["2023-01-14T09:00+07:00"],
        "article:section": ["Đô thị"],
        "article:tag": ["cầu", "giao thông"],
        "article:author": [f"{URL}tac-gia/nguyen-thi-ung/index.html", f"{URL}tac-gia/dang-van-an/index.html"],
    }


def test_a_library_finds_in_dublin_core_what_the_front_matter_says(rich: TrialSite) -> None:
    (found,) = extruct.extract(rich.page(PLACE), base_url=URL + PLACE, syntaxes=["dublincore"])["dublincore"]
    read: dict[str, list[str]] = {}
    for element in found["elements"]:
        if element["name"].startswith("DC."):
            read.setdefault(element["name"], []).append(element["content"])
    assert read.pop("DC.identifier") == [article(rich)["@id"]]
    assert read == {
        "DC.type": ["newsItem"],
        "DC.title": [TITLE],
        "DC.creator": AUTHORS,
        "DC.date": ["2023-01-12T08:25+07:00"],
        "DC.publisher": ["Thành ủy Hà Nội"],
        "DC.language": ["vi"],
        "DC.source": ["https://hnm.example.org/1"],
        "DC.description": [LEAD],
        "DC.subject": ["cầu", "giao thông"],
        "DC.rights": [LICENSE],
    }


@pytest.mark.parametrize("fixture", ["rich", "homeless"])
def test_collectors_of_corpora_find_title_authors_date_and_text(fixture: str, request: pytest.FixtureRequest) -> None:
    page = request.getfixturevalue(fixture).page(PLACE)
    assert htmldate.find_date(page, original_date=True) == "2023-01-12"
    written = trafilatura.extract(page, output_format="json", with_metadata=True, date_extraction_params={"original_date": True})
    found = json.loads(written or "{}")
    assert found["title"] == TITLE
    assert found["author"].split("; ") == AUTHORS
    assert found["date"] == "2023-01-12"
    assert found["excerpt"] == LEAD
    assert found["tags"].split(";") == ["cầu", "giao thông"]
    assert found["categories"] == "Đô thị"
    lines = found["text"].split("\n")
    start = lines.index(LEAD)
    assert lines[start : start + 4] == [LEAD, *PARAGRAPHS]


def test_no_article_of_a_newspaper_is_said_to_be_one_of_a_journal(rich: TrialSite) -> None:
    for place, root in pages(rich):
        names = metas(root)
        assert not [name for name in names if name.startswith("citation_")], place
        assert names.get("DC.type", ["newsItem"]) == ["newsItem"], place


def test_every_list_is_a_collection_and_the_home_page_the_site(rich: TrialSite) -> None:
    lists = (
        "2023/index.html", "2023/01/index.html", "2023/01/12/index.html", "chuyen-muc/index.html", "chuyen-muc/do-thi/index.html",
        "chuyen-muc/do-thi/2023.html", "chuyen-muc/rong/index.html", "tu-khoa/index.html", "tu-khoa/cau/index.html",
        "tu-khoa/cau/2022.html", "nguon/ha-noi-moi/index.html", "tac-gia/index.html", "tac-gia/dang-van-an/index.html",
    )  # fmt: skip
    for place in lists:
        node = graph(document(rich, place))["CollectionPage"]
        assert node["url"] == URL + place
        assert node["isPartOf"] == {"@type": "WebSite", "name": "Kho Hà Nội", "url": URL, "description": "Tin của Hà Nội"}
    for place in ("trang/gioi-thieu.html", "tham-do/cau.html", "2023/01/02/rut.html"):
        assert "WebPage" in graph(document(rich, place))
    home = graph(document(rich, "index.html"))
    assert set(home) == {"WebSite"}
    assert (home["WebSite"]["name"], home["WebSite"]["url"]) == ("Kho Hà Nội", URL)
    assert home["WebSite"]["publisher"]["@type"] == "GovernmentOrganization"


def test_breadcrumbs_lead_from_the_home_page_to_here(rich: TrialSite) -> None:
    steps = graph(document(rich, PLACE))["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert [step["name"] for step in steps] == ["Trang chủ", "Đô thị", TITLE]
    assert [step.get("item") for step in steps] == [URL, f"{URL}chuyen-muc/do-thi/index.html", None]
    for place, root in pages(rich):
        shown = [link.text for nav in root.iter("nav") if nav.get("class") == "breadcrumbs" for link in nav.iter("a")]
        if shown:
            steps = graph(root)["BreadcrumbList"]["itemListElement"]
            assert [step["name"] for step in steps[:-1]] == shown, place


@pytest.mark.parametrize(("kind", "type_"), [("organization", "Organization"), ("news", "NewsMediaOrganization")])
def test_a_publisher_is_of_the_kind_that_the_settings_say(site: TrialSite, kind: str, type_: str) -> None:
    site.write("site.yml", f"publisher: {{name: Báo, kind: {kind}, logo: 'https://bao.example.org/dau.png'}}\n")
    site.article("a.md")
    site.built()
    logo = {"@type": "ImageObject", "url": "https://bao.example.org/dau.png"}
    assert article(site, "2023/01/12/a.html")["publisher"] == {"@type": type_, "name": "Báo", "logo": logo}


def test_there_are_no_stars_without_votes_and_no_reader_is_one_reader_too_many(rich: TrialSite) -> None:
    node = article(rich, "2022/12/31/cu.html")
    assert "aggregateRating" not in node
    assert node["interactionStatistic"]["userInteractionCount"] == 0
    assert not {"correction", "author", "isBasedOn", "image"} & set(node)
    assert node["dateModified"] == node["datePublished"] == "2022-12-31"


def test_terms_of_use_are_a_link_only_where_they_are_an_address(rich: TrialSite) -> None:
    assert links(document(rich, PLACE), "license") == [LICENSE]
    assert links(document(rich, "2022/12/31/cu.html"), "license") == []
    node = article(rich, "2022/12/31/cu.html")
    assert (node.get("license"), node["copyrightNotice"]) == (None, "Ghi nguồn")
    assert "copyrightNotice" not in article(rich)
    assert metas(document(rich, "2022/12/31/cu.html"))["DC.rights"] == ["Ghi nguồn"]


def test_an_article_says_its_own_language(rich: TrialSite) -> None:
    found = metas(document(rich, "2023/03/01/moi.html"))
    assert (found["og:locale"], found["DC.language"]) == (["en_US"], ["en"])
    assert article(rich, "2023/03/01/moi.html")["inLanguage"] == "en"
    assert metas(document(rich, "2023/index.html"))["og:locale"] == ["vi_VN"]


def test_a_card_is_large_only_with_a_picture_of_this_site(rich: TrialSite) -> None:
    assert metas(document(rich, PLACE))["twitter:card"] == ["summary_large_image"]
    for place in ("2023/03/01/moi.html", "2022/12/31/cu.html", "index.html", "2023/index.html"):
        found = metas(document(rich, place))
        assert found["twitter:card"] == ["summary"]
        assert not [name for name in found if name.startswith("og:image")]
    assert "image" not in article(rich, "2023/03/01/moi.html")


def test_neighbours_and_periods_are_chained(rich: TrialSite) -> None:
    chains = (
        ("2022/12/31/cu.html", PLACE, "2023/03/01/moi.html"),
        ("2022/12/31/index.html", "2023/01/12/index.html", "2023/03/01/index.html"),
        ("2022/12/index.html", "2023/01/index.html", "2023/03/index.html"),
        ("2022/index.html", "2023/index.html"),
        ("chuyen-muc/do-thi/2022.html", "chuyen-muc/do-thi/2023.html"),
        ("index.html",),
    )
    for chain in chains:
        for older, place, newer in zip(("", *chain), chain, (*chain[1:], ""), strict=False):
            root = document(rich, place)
            assert [urljoin(place, link) for link in links(root, "prev")] == ([older] if older else [])
            assert [urljoin(place, link) for link in links(root, "next")] == ([newer] if newer else [])


def test_every_page_names_its_own_address_once(rich: TrialSite) -> None:
    for place, root in pages(rich):
        if place == "404.html":
            continue
        address = URL + ("" if place == "index.html" else place)
        assert links(root, "canonical") == [address]
        found = metas(root)
        assert found["og:url"] == [address]
        assert found["og:type"] == ["article" if "DC.type" in found else "website"]
        assert all(len(found[name]) == 1 for name in ("og:title", "og:site_name", "og:locale", "twitter:card"))


def test_the_404_page_is_for_no_index_and_has_no_address(rich: TrialSite, homeless: TrialSite) -> None:
    for site in (rich, homeless):
        root = document(site, "404.html")
        found = metas(root)
        assert found["robots"] == ["noindex"]
        assert links(root, "canonical") == []
        assert not [name for name in found if name.startswith(("og:", "DC."))]
        assert not [script for script in root.iter("script") if script.get("type") == "application/ld+json"]
    assert [place for place, root in pages(rich) if "robots" in metas(root)] == ["2023/01/02/rut.html", "404.html"]


def test_where_nobody_knows_the_address_no_page_names_one(rich: TrialSite, homeless: TrialSite) -> None:
    for place, root in pages(homeless):
        assert "example.org/kho" not in homeless.page(place)
        found = metas(root)
        assert links(root, "canonical") == links(root, "alternate") == []
        assert not [name for name in found if name.startswith("og:image") or name in ("og:url", "article:author")], place
        if place != "404.html":
            for node in graph(root).values():
                assert not {"url", "mainEntityOfPage", "image"} & set(node), place
    node, same = article(homeless), article(rich)
    assert node["publisher"] == {"@type": "GovernmentOrganization", "name": "Thành ủy Hà Nội", "url": "https://so.example.org/"}
    assert node["author"] == [{"@type": "Person", "name": name} for name in AUTHORS]
    assert {name: node[name] for name in ("@id", "headline", "isBasedOn", "datePublished")} == {
        name: same[name] for name in ("@id", "headline", "isBasedOn", "datePublished")
    }


def test_without_a_name_of_the_archive_no_urn_is_made_up(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.org\n")
    site.article("2023/a.md")
    site.article("b.md", id="7f3a")
    site.built()
    assert "@id" not in article(site, "2023/01/12/a.html")
    assert metas(document(site, "2023/01/12/a.html"))["DC.identifier"] == ["2023/a.md"]
    assert metas(document(site, "2023/01/12/b.html"))["DC.identifier"] == ["7f3a"]


def is_a_title(text: str) -> bool:
    return any(char.isalnum() for char in text) and CONTROL_CHARACTERS.search(text) is None


SIGNS = st.sampled_from(
    ["</script>", "<!--", "<script>", "-->", "]]>", "&amp;", "&lt;", '"', "'", "\\", "\\u003c", "<", "\u00a0", "\u200e"]
)
TITLES = st.lists(
    SIGNS | st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Mn"]), max_size=5), min_size=1, max_size=6
).map("".join)


@settings(max_examples=8)
@given(titles=st.lists(TITLES.filter(is_a_title), min_size=1, max_size=12))
@example(titles=["a</script>", "a<!--<script>", "</SCRIPT a", "]]>b", "\\u003c/script>", "{{ a }}"])
def test_no_title_ends_the_element_it_stands_in(titles: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    site = TrialSite(tmp_path_factory.mktemp("titles") / "site")
    site.write("site.yml", "url: https://example.org\nid: kho\n")
    for number, title in enumerate(titles):
        site.article(f"{number}.md", title=json.dumps(title, ensure_ascii=False), date="2023-01-01")
    site.built()
    for number, written in enumerate(titles):
        title = one_line(nfc(written))
        root = document(site, f"2023/01/01/{number}.html")
        nodes = graph(root)
        assert nodes["NewsArticle"]["headline"] == title
        assert nodes["BreadcrumbList"]["itemListElement"][-1]["name"] == title
        found = metas(root)
        assert found["og:title"] == found["DC.title"] == [title]
        assert root.findtext("body/main/article/header/h1") == title
        assert len(list(root.iter("script"))) == 3
