"""Making: only what may have changed is put together and rendered, and each output is remembered by how it was made."""

import io
import math
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from conftest import NOW, TrialSite, files_below, names_in
from hn_archive import article_pages, digest, making, pages, period_pages, stamps, term_pages, variants
from hn_archive.build import build
from hn_archive.engine import engine
from hn_archive.output import Staging
from hn_archive.problem import Stop
from hn_archive.request import Progress, Reason, Request, Result
from hn_archive.store import Store
from hn_archive.view import ArticleView


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stamps are trusted at once, so that what tests did just before counts as settled."""
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**12))


def make(site: TrialSite, progress: Progress = lambda stage, done, total: None) -> Result:
    return build(Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive"), progress)


def clean(site: TrialSite) -> dict[str, bytes]:
    """The files of a site as a build makes them that knows of none before it."""
    output = site.folder / "clean"
    build(Request(source=site.folder, output=output, now=NOW), lambda stage, done, total: None)
    return dict(files_below(output))


def reasons(result: Result) -> dict[str, Reason]:
    return {reason.address: reason for reason in result.reasons}


def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of views of articles, days and lists of terms that are put together from now on."""
    found: list[str] = []

    def noting(compose: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*parts: object) -> Any:
            view = compose(*parts)
            found.append(view.address)
            return view

        return noted

    for module, name in ((article_pages, "_article"), (period_pages, "_day_view"), (term_pages, "_period_view")):
        monkeypatch.setattr(module, name, noting(getattr(module, name)))
    return found


@pytest.mark.usefixtures("trusting")
def test_after_an_edit_only_views_that_show_the_article_are_put_together(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 9):
        site.article(f"{number}.md", date=f"202{number}-01-01", category="Đô thị" if number == 3 else "Y tế")
    make(site)
    found = composed(monkeypatch)
    site.article("3.md", date="2023-01-01", category="Đô thị", body="Câu đầu.\n\nMột đoạn mới.")
    result = make(site)
    assert sorted(found) == ["2023/01/01/3.html", "2023/01/01/index.html", "chuyen-muc/do-thi/2023.html"]
    assert result.changes
    assert "2023/01/01/3.html" in result.changes.written


@pytest.mark.usefixtures("trusting")
def test_where_what_views_start_from_changes_all_are_put_together(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        site.article(f"{number}.md", date=f"202{number}-01-01")
    make(site)
    found = composed(monkeypatch)
    site.write("site.yml", "title: Tên khác\n")
    make(site)
    assert {f"202{number}/01/01/{number}.html" for number in range(1, 4)} <= set(found)


@pytest.mark.usefixtures("trusting")
def test_a_page_that_was_tampered_with_is_put_together_and_made_again(site: TrialSite) -> None:
    site.article("a.md", date="2023-01-01")
    make(site)
    before = dict(files_below(site.output))
    place: Path = site.output / "2023/01/01/a.html"
    place.write_text("khác", encoding="utf-8")
    result = make(site)
    assert [(reason.address, reason.code) for reason in result.reasons] == [("2023/01/01/a.html", "tampered")]
    assert dict(files_below(site.output)) == before


@pytest.mark.usefixtures("trusting")
def test_a_page_that_describes_others_names_those_that_changed(site: TrialSite) -> None:
    site.write("site.yml", "lists: {data: on}\n")
    site.article("a.md", date="2022-01-01")
    site.article("b.md", date="2023-01-01")
    make(site)
    site.article("b.md", date="2023-01-01", body="Câu đầu.\n\nMột đoạn mới.")
    reasons = {reason.address: reason for reason in make(site).reasons}
    package = reasons["du-lieu/datapackage.json"]
    assert (package.code, package.what) == ("described", "du-lieu/articles-2023.jsonl")


def test_a_file_beside_a_page_is_repaired_with_it_and_named_alone(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    before = site.page("2023/01/12/a.txt")
    site.write("public/2023/01/12/a.txt", "khác")
    result = site.built()
    assert result.changes
    assert result.changes.written == ("2023/01/12/a.txt",)
    assert [(reason.address, reason.code) for reason in result.reasons] == [("2023/01/12/a.txt", "tampered")]
    assert site.page("2023/01/12/a.txt") == before
    (site.output / "2023/01/12/a.txt").unlink()
    assert [(reason.address, reason.code) for reason in site.built().reasons] == [("2023/01/12/a.txt", "gone")]
    assert site.page("2023/01/12/a.txt") == before


def test_an_edited_template_of_texts_makes_the_texts_again(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    site.write("templates/article.txt", "{{ page.title | safe }}\n")
    result = site.built()
    assert result.changes
    assert result.changes.written == ("2023/01/12/a.txt",)
    assert [(reason.address, reason.code, reason.what) for reason in result.reasons] == [
        ("2023/01/12/a.txt", "template", "article.txt")
    ]


@pytest.mark.usefixtures("trusting")
def test_an_edit_that_no_view_shows_puts_its_views_together_once(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md", date="2023-01-01")
    site.article("b.md", date="2022-01-01")
    make(site)
    found = composed(monkeypatch)
    site.article("a.md", date="2023-01-01 # một lời ghi")
    make(site)
    assert "2023/01/01/a.html" in found
    found.clear()
    site.article("c.md", date="2020-01-01")
    make(site)
    assert "2020/01/01/c.html" in found
    assert "2023/01/01/a.html" not in found


@pytest.mark.usefixtures("trusting")
def test_an_edit_of_a_text_that_leaves_its_html_as_it_was_makes_the_page_and_writes_nothing(site: TrialSite) -> None:
    site.write("site.yml", "lists: {search: off}\n")
    site.article("a.md", date="2023-01-01", body="Một.\n\nHai.")
    make(site)
    site.article("a.md", date="2023-01-01", body="Một.\n\n\n\nHai.\n\n")
    result = make(site)
    assert reasons(result)["2023/01/01/a.html"] == Reason("2023/01/01/a.html", "fields", "body (content/a.md)")
    assert result.changes
    assert result.changes.written == ()


@pytest.mark.usefixtures("trusting")
def test_what_all_pages_show_of_the_site_is_on_all_of_them_when_it_changes(site: TrialSite) -> None:
    site.article("a.md")
    site.write("site.yml", "title: Kho\nid: k\nfooter: {text: Chân trang cũ}\n")
    make(site)
    site.write("site.yml", "title: Kho\nid: k\nfooter: {text: Chân trang mới}\n")
    make(site)
    assert "Chân trang mới" in site.page("404.html")
    assert dict(files_below(site.output)) == clean(site)


def test_a_template_that_is_edited_again_and_again_in_one_process_is_read_each_time(site: TrialSite) -> None:
    site.article("a.md")
    for text in ("một", "hai", "ba", "bốn"):
        site.write("templates/404.html", text)
        make(site)
        assert site.page("404.html") == text


def test_the_faults_of_all_templates_are_named_at_once_and_nothing_changes(site: TrialSite) -> None:
    site.article("a.md")
    site.article("b.md", date="2022-01-01")
    make(site)
    before = dict(files_below(site.output))
    for name in ("article.html", "article.txt", "day.html"):
        site.write(f"templates/{name}", "{{ 1 // 0 }}")
    result = make(site)
    found = [str(problem.location) for problem in result.problems if problem.code == "template-render"]
    assert sorted(set(found)) == ["templates/article.html:1", "templates/article.txt:1", "templates/day.html:1"]
    assert result.failed
    assert result.changes is None
    assert dict(files_below(site.output)) == before


def test_progress_comes_to_the_end_that_it_names(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "BATCH", 3)
    site.write("site.yml", "lists: {data: on}\n")
    told: list[tuple[int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "make":
            told.append((done, total))

    for edit in range(2):
        site.article("a.md", title=f"Tên {edit}")
        told.clear()
        result = make(site, progress)
        first, second = told[: told.index((0, 1))], told[told.index((0, 1)) :]
        if edit == 0:
            made = [address for address in reasons(result) if not address.startswith("tim-kiem/") and not address.endswith(".txt")]
            most = first[0][1]
            assert 1 < most <= math.ceil((len(made) - 1) / 3)  # the package of data is made after what it describes
            assert first == [(done, most) for done in range(most + 1)]
        assert first[-1][0] == first[-1][1] == first[0][1]
        assert all(done <= total for done, total in first)
        assert second == [(0, 1), (1, 1)]


@pytest.mark.parametrize("heavy", [0, 4_000, 10**9])
def test_pages_of_large_views_are_made_a_few_at_a_time(site: TrialSite, monkeypatch: pytest.MonkeyPatch, heavy: int) -> None:
    monkeypatch.setattr(making, "_HEAVY", heavy)
    found: list[list[int]] = []
    make_batch = pages.make_batch

    def noting(batch: pages.Batch) -> tuple[pages.Finished, ...]:
        found.append([len(task.view) for task in batch.tasks])
        return make_batch(batch)

    monkeypatch.setattr(pages, "make_batch", noting)
    site.article("a.md")
    made = [address for address in reasons(make(site)) if not address.startswith("tim-kiem/") and not address.endswith(".txt")]
    assert sum(map(len, found)) == len(made)
    assert all(found)
    assert all(sum(sizes[:-1]) <= heavy for sizes in found), "a batch that is heavy takes no more pages"
    assert (len(found) == 1) is (heavy == 10**9)
    assert (max(map(len, found)) == 1) is (heavy == 0)


@pytest.mark.usefixtures("trusting")
def test_sizes_and_digests_of_what_stands_are_right_where_they_are_named_anew(site: TrialSite) -> None:
    site.write("site.yml", "lists: {data: on}\n")
    site.article("a.md", date="2022-01-01")
    site.article("b.md", date="2023-01-01")
    make(site)
    site.article("b.md", date="2023-01-01", title="Một cái tên khác")
    make(site)
    package = site.page("du-lieu/datapackage.json")
    for name in ("articles-2022.jsonl", "articles-2023.jsonl", "articles.csv"):
        content = (site.output / "du-lieu" / name).read_bytes()
        assert f'"bytes": {len(content)}' in package
        assert digest.of_bytes(content) in package
    assert dict(files_below(site.output)) == clean(site)


# --- Reasons


def test_pages_and_what_is_beside_them_name_their_file_and_the_fields_that_changed(site: TrialSite) -> None:
    site.article("a.md")
    new = reasons(make(site))
    for address in ("2023/01/12/a.html", "2023/01/12/a.txt"):
        assert new[address] == Reason(address, "new", "content/a.md")
    assert new["2023/01/12/index.html"] == Reason("2023/01/12/index.html", "new", "")
    site.article("a.md", title="Tên khác", summary="Tóm tắt.")
    edited = reasons(make(site))
    for address in ("2023/01/12/a.html", "2023/01/12/a.txt"):
        code, what = edited[address].code, edited[address].what
        assert (edited[address].address, code) == (address, "fields")
        names = what.removesuffix(" (content/a.md)").split(", ")
        assert what.endswith(" (content/a.md)")
        assert set(names) <= set(ArticleView.__struct_fields__)
        assert len(names) > 1
        assert "body" not in names
    assert edited["2023/01/12/index.html"] == Reason("2023/01/12/index.html", "fields", "cards")


def test_all_that_changed_of_what_a_page_describes_is_named(site: TrialSite) -> None:
    site.write("site.yml", "lists: {data: on}\n")
    site.article("a.md", date="2022-01-01")
    site.article("b.md", date="2023-01-01")
    make(site)
    site.article("a.md", date="2022-01-01", title="Tên khác")
    site.article("b.md", date="2023-01-01", title="Tên khác nữa")
    package = reasons(make(site))["du-lieu/datapackage.json"]
    names = ("du-lieu/articles.csv", "du-lieu/articles-2022.jsonl", "du-lieu/articles-2023.jsonl")
    assert package == Reason("du-lieu/datapackage.json", "described", ", ".join(names))


def forgotten(site: TrialSite, *addresses: str) -> None:
    """The store knows nothing of some outputs any more."""
    place = digest.of_bytes(os.fsencode(site.output.resolve()))
    with Store(site.folder / ".hn-archive", engine()) as store:
        known = store.made(place)
        assert known.keys() >= set(addresses)
        store.save(place, {}, {}, store.content(), {address: made for address, made in known.items() if address not in addresses})


def test_where_the_store_has_lost_a_page_it_is_made_again_with_all_that_knew_it(site: TrialSite) -> None:
    site.write("site.yml", "lists: {data: on}\n")
    site.article("a.md")
    make(site)
    forgotten(site, "2023/01/12/a.html", "du-lieu/articles-2023.jsonl")
    site.article("a.md", title="Tên khác")
    found = reasons(make(site))
    assert found["2023/01/12/a.html"].code == found["du-lieu/articles-2023.jsonl"].code == "new"
    assert "2023/01/12/a.txt" in found
    assert "du-lieu/articles-2023.jsonl" in found["du-lieu/datapackage.json"].what
    assert dict(files_below(site.output)) == clean(site)


# --- Copies


def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of files that are compared or copied from now on."""
    found: list[str] = []
    add = Staging.add_file

    def noting(staging: Staging, address: str, source: Path) -> str:
        found.append(address)
        return add(staging, address, source)

    monkeypatch.setattr(Staging, "add_file", noting)
    return found


@pytest.mark.usefixtures("trusting")
def test_a_file_is_copied_again_only_when_it_or_its_copy_changes(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("static/a.txt", "một")
    site.write("static/b.txt", "hai")
    make(site)
    found = copied(monkeypatch)
    for number in range(2):
        site.article(f"{number}.md")
        make(site)
        assert found == []
    site.write("static/a.txt", "ba!")
    make(site)
    assert found == ["static/a.txt"]
    assert site.page("static/a.txt") == "ba!"
    found.clear()
    site.write("public/static/b.txt", "bốn")
    make(site)
    assert found == ["static/b.txt"]
    assert site.page("static/b.txt") == "hai"


def test_on_a_disk_whose_clock_hardly_ticks_files_are_compared_byte_for_byte(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = time.time_ns()
    monkeypatch.setattr(stamps, "of", lambda facts: f"{facts.st_ino:x}.{facts.st_size:x}.{tick:x}.{tick:x}")
    file = site.write("static/a.txt", "mot")
    make(site)
    file.write_text("hai", encoding="utf-8")
    site.article("a.md")
    make(site)
    assert site.page("static/a.txt") == "hai"


@pytest.mark.skipif(os.name == "nt", reason="paths are text on Windows")
@pytest.mark.usefixtures("trusting")
def test_files_of_a_site_whose_path_is_no_text_are_copied_once_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = TrialSite(tmp_path / os.fsdecode(b"\xff"))
    site.write("static/a.txt", "một")
    make(site)
    found = copied(monkeypatch)
    site.article("a.md")
    make(site)
    assert found == []
    assert site.page("static/a.txt") == "một"


# --- Copies of pictures


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of a few pixels have copies too."""
    monkeypatch.setattr(variants, "_SMALL", 0)
    monkeypatch.setattr(variants, "WIDTHS", (4, 8))


def picture(colour: str, turn: int = 1) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[274] = turn
    Image.new("RGB", (12, 6), colour).save(file, "JPEG", exif=exif)
    return file.getvalue()


def encoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The pictures that copies are made of from now on, each with their number."""
    found: list[tuple[str, int]] = []
    made = variants.make

    def noting(task: variants.Task) -> None:
        found.append((task.path, len(task.copies)))
        made(task)

    monkeypatch.setattr(variants, "make", noting)
    return found


@pytest.mark.usefixtures("tiny", "trusting")
def test_a_picture_is_read_once_for_all_its_copies_and_again_only_when_they_are_lost(
    site: TrialSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, colour in (("a", "red"), ("b", "blue")):
        site.write(f"content/{name}.jpg", picture(colour))
        site.article(f"{name}.md", image=f"{{src: {name}.jpg, alt: A}}")
    told: list[tuple[int, int]] = []
    found = encoded(monkeypatch)
    make(site, lambda stage, done, total: told.append((done, total)) if stage == "pictures" else None)
    assert sorted(found) == [("content/a.jpg", 5), ("content/b.jpg", 5)]
    assert told == [(0, 2), (1, 2), (2, 2)]
    before = dict(files_below(site.output / "tep"))
    assert len(before) == 10
    found.clear()
    shutil.rmtree(site.folder / ".hn-archive" / "pictures")
    for number in range(2):  # what stands is known to have been made so, also by a build that did not make it
        site.article(f"{number}.md")
        make(site)
    assert found == []
    lost = min((site.output / "tep").iterdir())
    lost.write_bytes(b"")
    make(site)
    assert found in ([("content/a.jpg", 1)], [("content/b.jpg", 1)])
    assert dict(files_below(site.output / "tep")) == before


@pytest.mark.usefixtures("tiny")
def test_each_copy_has_its_own_size_and_is_upright(site: TrialSite) -> None:
    site.write("content/a.jpg", picture("red", turn=6))
    site.article("a.md", image="{src: a.jpg, alt: A}")
    make(site)
    sizes = {}
    for path in (site.output / "tep").iterdir():
        with Image.open(path) as image:
            sizes[path.name.partition("-")[2]] = image.size
    assert sizes == {"a.jpg": (6, 12), "a_4.jpg": (4, 8), "a_4.webp": (4, 8), "a_6.webp": (6, 12)}


@pytest.mark.usefixtures("tiny")
def test_another_encoder_makes_all_copies_anew(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("content/a.jpg", picture("red"))
    site.article("a.md", image="{src: a.jpg, alt: A}")
    make(site)
    found = encoded(monkeypatch)
    monkeypatch.setattr(variants, "encoder", lambda: "another")
    site.article("b.md")
    make(site)
    assert found == [("content/a.jpg", 5)]


@pytest.mark.usefixtures("tiny")
def test_a_picture_that_cannot_be_copied_is_named_by_its_path_in_the_site(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise ValueError("odd")

    site.write("content/a.jpg", picture("red"))
    site.article("a.md", image="{src: a.jpg, alt: A}")
    monkeypatch.setattr(variants, "_saved", refuse)
    with pytest.raises(Stop) as stopped:
        make(site)
    assert (stopped.value.problem.code, str(stopped.value.problem.location)) == ("picture-copy", "content/a.jpg")


@pytest.mark.usefixtures("tiny")
def test_copies_of_one_picture_are_forgotten_and_those_of_others_stay(site: TrialSite) -> None:
    kept = site.folder / ".hn-archive" / "pictures"
    site.article("c.md")
    make(site)
    assert not kept.exists()
    for name, colour in (("a", "red"), ("b", "blue")):
        site.write(f"content/{name}.jpg", picture(colour))
        site.article(f"{name}.md", image=f"{{src: {name}.jpg, alt: A}}")
        make(site)
    first = names_in(kept)
    assert len(first) == 10
    (kept / "a folder").mkdir()
    site.article("b.md")
    make(site)
    assert len(names_in(kept)) == 6
    assert "a folder" in names_in(kept)
    assert set(names_in(kept)) < {"a folder", *first}


# --- Limits


def test_a_build_may_change_as_many_files_as_are_expected_and_not_one_more(site: TrialSite) -> None:
    site.article("a.md")
    make(site)
    site.article("a.md", title="Tên khác")
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive", max_changes=0)
    stopped = build(request, lambda stage, done, total: None)
    (problem,) = (problem for problem in stopped.problems if problem.code == "too-many-changes")
    count = int(dict(problem.values)["count"])
    assert (dict(problem.values)["limit"], stopped.failed, stopped.changes) == ("0", True, None)
    one_less, enough = (
        build(msgspec.structs.replace(request, max_changes=limit), lambda stage, done, total: None) for limit in (count - 1, count)
    )
    assert one_less.failed
    assert enough.changes is not None
    assert len(enough.changes.written) + len(enough.changes.removed) == count
