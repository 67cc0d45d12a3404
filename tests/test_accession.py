"""Articles are taken into content/ once, and never over an editor's work."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import TrialSite, files_below
from hn_archive.config import Config
from hn_archive.importers.accession import Accession, Taken
from hn_archive.importers.incoming import File, Guess, Incoming, Poll
from hn_archive.problem import Location, Problem

PATH = "content/2023/01/2023-01-12-khoi-cong-cau.md"


def incoming(**others: Any) -> Incoming:
    values = {"source": "a.html", "title": "Khởi công cầu", "date": "2023-01-12 08:25", "body": "Đoạn một."}
    return Incoming(**(values | others))


def take(site: TrialSite, *articles: Incoming, **options: Any) -> list[Taken]:
    accession = Accession(site.folder, Config(), **options)
    return [accession.take(article) for article in articles]


def codes(taken: Taken) -> list[str]:
    return [problem.code for problem in taken.problems]


def test_an_article_becomes_a_file_that_an_editor_could_have_written(site: TrialSite) -> None:
    fields = {"category": "Đô thị", "tags": ["cầu", "đường"], "views": {"count": 7}, "source": "HNMO: bản tin"}
    (taken,) = take(site, incoming(fields=fields))
    assert (taken.status, taken.path, taken.address) == ("written", PATH, "2023/01/12/khoi-cong-cau.html")
    head, _, body = (site.folder / PATH).read_text(encoding="utf-8").partition("\nid: ")
    assert head == (
        "---\ntitle: Khởi công cầu\ndate: 12/01/2023 08:25\ncategory: Đô thị\ntags: [cầu, đường]\n"
        'source: "HNMO: bản tin"\nviews: {count: 7}'
    )
    assert body.endswith("\n---\n\nĐoạn một.\n")
    site.built()
    assert "Đoạn một." in site.page(taken.address)


def test_the_second_run_changes_nothing(site: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    article = incoming(
        body="![Cầu](import:cau.jpg)",
        files=(File("cau.jpg", tmp_path / "a.jpg"),),
        poll=Poll("Có không?", (("Có", 3), ("Không", None))),
    )
    take(site, article)
    before = {path.name: path.stat().st_mtime_ns for path in site.folder.rglob("*")}
    assert [taken.status for taken in take(site, article)] == ["unchanged"]
    assert {path.name: path.stat().st_mtime_ns for path in site.folder.rglob("*")} == before


def test_an_editors_work_stays_unless_somebody_says_force(site: TrialSite) -> None:
    take(site, incoming())
    edited = (site.folder / PATH).read_text(encoding="utf-8").replace("Đoạn một.", "Đoạn một, đã sửa.")
    site.write(PATH, edited)
    (kept,) = take(site, incoming())
    assert (kept.status, codes(kept), (site.folder / PATH).read_text(encoding="utf-8")) == ("kept", ["import-changed"], edited)
    assert take(site, incoming(), force=True)[0].status == "replaced"
    assert "đã sửa" not in (site.folder / PATH).read_text(encoding="utf-8")


def test_an_article_that_was_moved_is_known_by_its_id(site: TrialSite) -> None:
    take(site, incoming())
    (site.folder / PATH).rename(site.folder / "content/khac.md")
    (taken,) = take(site, incoming())
    assert (taken.status, taken.path) == ("unchanged", "content/khac.md")


def test_what_stands_at_the_place_of_an_article_stays(site: TrialSite) -> None:
    site.write(PATH, "---\ntitle: Khác\ndate: 12/01/2023\n---\n\nKhác.\n")
    (taken,) = take(site, incoming())
    assert taken.path == PATH.replace(".md", "-2.md")
    assert "Khác." in (site.folder / PATH).read_text(encoding="utf-8")
    assert take(site, incoming())[0].status == "unchanged"


def test_two_articles_of_one_title_and_day_both_live(site: TrialSite) -> None:
    twins = incoming(title="Thông báo"), incoming(title="Thông báo", body="Đoạn khác.", source="b.html")
    assert [Path(taken.path).name for taken in take(site, *twins)] == ["2023-01-12-thong-bao.md", "2023-01-12-thong-bao-2.md"]
    assert [taken.status for taken in take(site, *twins)] == ["unchanged", "unchanged"]


def test_the_same_article_is_written_once(site: TrialSite) -> None:
    taken = take(site, incoming(), incoming(source="b.html"))
    assert [(each.status, codes(each)) for each in taken] == [("written", []), ("same", ["import-same"])]


def test_another_text_of_the_same_article_is_an_error(site: TrialSite) -> None:
    old = "https://example.vn/a?id=7"
    taken = take(site, incoming(address=old), incoming(address=old, body="Bản khác.", source="b.html"))
    assert [(each.status, codes(each)) for each in taken] == [("written", []), ("same", ["import-differs"])]


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ({"date": "", "problems": (Problem.at("import-no-date", Location("a.html")),)}, "import-no-date"),
        ({"date": "30/02/2023"}, "import-date"),
        ({"problems": (Problem.at("import-unsafe", Location("a.html"), entry="x", reason="y"),)}, "import-unsafe"),
        ({"fields": {"views": "nhiều"}}, "number"),
        ({"title": ""}, "key-missing"),
    ],
)
def test_what_is_not_right_is_not_written(site: TrialSite, others: dict[str, Any], code: str) -> None:
    (taken,) = take(site, incoming(**others))
    assert (taken.status, taken.path, codes(taken)) == ("refused", "", [code])
    assert taken.problems[0].location == Location("a.html")
    assert not list(files_below(site.folder))


def test_a_date_that_somebody_gives_is_taken_where_the_source_has_none(site: TrialSite) -> None:
    undated = incoming(date="", problems=(Problem.at("import-no-date", Location("a.html")),))
    (taken,) = take(site, undated, date="13/01/2023")
    assert (taken.status, taken.path) == ("written", "content/2023/01/2023-01-13-khoi-cong-cau.md")
    assert taken.guesses == (Guess("date", "13/01/2023", "--date"),)
    assert take(site, incoming(source="b.html"), date="14/01/2023")[0].path == PATH


def test_old_addresses_lead_to_the_article(site: TrialSite) -> None:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\n")
    first, second = take(
        site,
        incoming(address="/cu/bai.html"),
        incoming(title="Hai", address="https://cu.example.vn/portal?newsid=7", fields={"aliases": ["/cu/hai/"]}),
    )
    assert (first.old, second.old) == (("/cu/bai.html",), ("https://cu.example.vn/portal?newsid=7", "/cu/hai/"))
    result = site.built()
    assert result.outputs["redirect"] == 2
    assert first.address.rpartition("/")[2] in site.page("cu/bai.html")


def test_files_stand_beside_their_article(site: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Cầu.", encoding="utf-8")
    file = File("phu-luc.txt", tmp_path / "a.txt")
    (taken,) = take(site, incoming(body="Xem [phụ lục](import:phu-luc.txt).", files=(file,)))
    assert (site.folder / "content/2023/01/2023-01-12-khoi-cong-cau/phu-luc.txt").read_text(encoding="utf-8") == "Cầu."
    result = site.built()
    assert site.codes(result) == set()
    assert "phu-luc.txt" in site.page(taken.address)


def test_a_main_picture_is_named_where_it_stands(site: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    image = {"src": "import:cau.jpg", "alt": "Cầu"}
    take(site, incoming(fields={"image": image}, files=(File("cau.jpg", tmp_path / "a.jpg"),)))
    assert 'image: {src: "2023-01-12-khoi-cong-cau/cau.jpg", alt: Cầu}' in (site.folder / PATH).read_text(encoding="utf-8")


def test_the_same_question_is_the_same_poll(site: TrialSite) -> None:
    asked = Poll("Nên xây cầu không?", (("Có", 3), ("Không: vì đắt", None)))
    take(
        site,
        incoming(poll=asked),
        incoming(title="Hai", poll=Poll("Nên xây cầu không?")),
        incoming(title="Ba", poll=Poll("Nên xây cầu, không?")),
    )
    assert sorted(path.name for path in (site.folder / "content/_polls").iterdir()) == [
        "nen-xay-cau-khong-2.yml",
        "nen-xay-cau-khong.yml",
    ]
    result = site.built()
    assert site.codes(result) == set()
    page = site.page("tham-do/nen-xay-cau-khong.html")
    assert "Không: vì đắt" in page


def test_words_that_did_not_come_along_are_told(site: TrialSite) -> None:
    (taken,) = take(site, incoming(text="Đoạn một. Khởi công cầu. Thêm năm chữ bị rơi mất"))
    assert (taken.status, codes(taken), taken.missing[:2]) == ("written", ["import-words"], ("Thêm", "năm"))


def test_a_few_words_of_many_are_borne(site: TrialSite) -> None:
    (taken,) = take(site, incoming(body="một " * 99, text="một " * 99 + "In"))
    assert (codes(taken), taken.missing) == ([], ("In",))


def test_half_a_file_is_never_seen(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("os.replace", stop)
        with pytest.raises(KeyboardInterrupt):
            take(site, incoming())
    assert not (site.folder / PATH).exists()
    assert take(site, incoming())[0].status == "written"
    assert [path.name for path in (site.folder / "content/2023/01").iterdir()] == [Path(PATH).name]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(WORDS, WORDS, st.lists(WORDS, max_size=3), st.dates())
def test_whatever_is_taken_is_taken_once_and_stays_in_content(
    tmp_path_factory: pytest.TempPathFactory, title: str, category: str, tags: list[str], day: Any
) -> None:
    site = TrialSite(tmp_path_factory.mktemp("site"))
    article = incoming(title=title, date=day.isoformat(), fields={"category": category, "tags": tags})
    (first,) = take(site, article)
    if first.status == "written":
        assert (site.folder / first.path).resolve().is_relative_to(site.folder / "content")
        assert take(site, article)[0].status == "unchanged"
    else:
        assert first.problems
