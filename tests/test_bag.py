"""Bags: what they hold and say, what the public one leaves out, and what the Library of Congress's own program makes of them."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import bagit  # type: ignore[import-untyped]
import msgspec
import pytest

import kept_site
from conftest import NOW, TrialSite, files_below, names_in
from hn_archive.exporters import bag
from hn_archive.exporters.built import built
from hn_archive.exporters.destination import Exported
from hn_archive.fixity import verify
from hn_archive.output import MANIFEST
from hn_archive.problem import Stop
from hn_archive.request import Progress, Request, Result


def silent(stage: str, done: int, total: int) -> None:
    pass


def request(site: TrialSite, **changes: object) -> Request:
    asked = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive")
    return msgspec.structs.replace(asked, **changes)


def bagged(site: TrialSite, path: Path, *, public: bool = False, **changes: object) -> Exported:
    made = bag.export(request(site, **changes), path, silent, public=public)
    assert made.exit_code == 0, made.problems
    return made


@pytest.fixture(scope="module")
def private(kept: TrialSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bags") / "private"
    bagged(kept, path)
    return path


@pytest.fixture(scope="module")
def public(kept: TrialSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bags") / "public"
    bagged(kept, path, public=True)
    return path


def test_both_bags_are_valid_for_the_program_of_the_library_of_congress(private: Path, public: Path) -> None:
    for path in (private, public):
        made = bagit.Bag(str(path))
        made.validate()
        assert made.version_info == (1, 0)
        assert set(made.algorithms) == {"sha256", "sha512"}
        assert made.has_oxum()


def test_that_program_run_by_hand_calls_it_valid_and_finds_a_flipped_byte(public: Path) -> None:
    program = [sys.executable, str(Path(sys.executable).with_name("bagit.py")), "--validate"]
    done = subprocess.run([*program, str(public)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1].endswith("public is valid")) == (0, True)
    page = public / "data/site/index.html"
    content = page.read_bytes()
    page.write_bytes(content[:-1] + b"?")
    try:
        done = subprocess.run([*program, str(public)], capture_output=True, text=True, check=False)
    finally:
        page.write_bytes(content)
    assert (done.returncode, "data/site/index.html sha256 validation failed" in done.stderr) == (1, True)


def test_it_holds_the_site_and_its_sources_byte_for_byte(kept: TrialSite, private: Path) -> None:
    assert dict(files_below(private / "data/site")) == dict(files_below(kept.output))
    sources = {f"content/{path}": content for path, content in files_below(kept.folder / "content")}
    assert dict(files_below(private / "data/source")) == sources | {"site.yml": (kept.folder / "site.yml").read_bytes()}


def test_the_public_bag_holds_the_site_and_of_its_manifest_what_it_says_of_files(kept: TrialSite, public: Path) -> None:
    held, there = dict(files_below(public / "data/site")), dict(files_below(kept.output))
    comment, _, lines = there.pop(MANIFEST).partition(b"\n")
    assert comment.startswith(b"# right until")
    assert held.pop(MANIFEST) == lines
    assert held == there
    assert names_in(public / "data") == ["site"]
    assert verify(public / "data/site", silent).problems == ()


def test_the_site_in_it_can_be_verified_and_built_anew_from_its_sources(private: Path, tmp_path: Path) -> None:
    assert verify(private / "data/site", silent).problems == ()
    again = TrialSite(tmp_path / "again")
    for path, content in files_below(private / "data/source"):
        again.write(path, content)
    again.built()
    assert dict(files_below(again.output)) == dict(files_below(private / "data/site"))


def test_the_manifests_name_each_file_in_order_and_the_oxum_is_their_sum(private: Path) -> None:
    payload = {f"data/{path}": content for path, content in files_below(private / "data")}
    for name in bag.ALGORITHMS:
        expected = "".join(f"{hashlib.new(name, payload[path]).hexdigest()}  {path}\n" for path in sorted(payload))
        assert (private / f"manifest-{name}.txt").read_text(encoding="utf-8") == expected
        tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]
        expected = "".join(f"{hashlib.new(name, (private / tag).read_bytes()).hexdigest()}  {tag}\n" for tag in tags)
        assert (private / f"tagmanifest-{name}.txt").read_text(encoding="utf-8") == expected
    assert f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}\n" in (private / "bag-info.txt").read_text(
        encoding="utf-8"
    )


def test_what_site_yml_says_of_the_archive_stands_in_bag_info(private: Path, public: Path) -> None:
    info = bagit.Bag(str(private)).info
    assert info["Source-Organization"] == "Trung tâm Lưu trữ"
    assert info["Contact-Email"] == "banbientap@example.vn"
    assert info["External-Description"] == "Kho lưu trữ Đà Nẵng: Các bài của thành phố."
    assert info["External-Identifier"] == "https://luutru.example.vn/"
    assert info["Internal-Sender-Identifier"] == "luutru.example.vn"
    assert info["License"] == "Ghi rõ nguồn."
    assert info["Bagging-Date"] == "2026-06-01"
    assert "not for publication" in info["Internal-Sender-Description"]
    assert "source" not in bagit.Bag(str(public)).info["Internal-Sender-Description"]


def test_a_site_that_says_nothing_of_itself_has_a_valid_bag_too(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.built()
    bagged(site, tmp_path / "bag")
    made = bagit.Bag(str(tmp_path / "bag"))
    made.validate()
    assert "Source-Organization" not in made.info
    assert "External-Identifier" not in made.info


def test_the_day_is_that_of_the_given_moment_in_the_sites_own_zone(kept: TrialSite, tmp_path: Path) -> None:
    bagged(kept, tmp_path / "bag", now=datetime(2026, 6, 2, 18, 0, tzinfo=UTC))
    assert bagit.Bag(str(tmp_path / "bag")).info["Bagging-Date"] == "2026-06-03"


def test_the_same_site_at_the_same_moment_gives_the_same_bytes(
    kept: TrialSite, private: Path, public: Path, tmp_path: Path
) -> None:
    bagged(kept, tmp_path / "one")
    bagged(kept, tmp_path / "other", public=True)
    assert list(files_below(tmp_path / "one")) == list(files_below(private))
    assert list(files_below(tmp_path / "other")) == list(files_below(public))


# What the public bag leaves out


def spellings(word: str) -> set[bytes]:
    upper = {word, word.upper(), word.capitalize()}
    return {
        unicodedata.normalize(form, each).encode(code)
        for each in upper
        for form in ("NFC", "NFD")
        for code in ("utf-8", "utf-16-le")
    }


def holders(folder: Path, word: str) -> set[str]:
    """The files whose names or bytes hold a word."""
    looked_for = spellings(word)
    return {path for path, content in files_below(folder) if word in path.lower() or any(each in content for each in looked_for)}


def test_no_byte_of_the_public_bag_has_a_word_of_what_is_hidden(private: Path, public: Path) -> None:
    for word in kept_site.HIDDEN:
        assert holders(private, word), word
        assert holders(public, word) == set(), word


def test_such_words_would_be_found_in_pages_texts_feeds_data_and_the_search_index(public: Path) -> None:
    found = holders(public, kept_site.SHOWN)
    assert {"data/site/2023/01/12/cau-rong.html", "data/site/2023/01/12/cau-rong.txt", "data/site/atom.xml"} <= found
    assert "data/site/du-lieu/articles-2023.jsonl" in found
    assert any(path.startswith("data/site/tim-kiem/") for path in found)


def test_what_is_hidden_changes_no_byte_of_the_public_bag(public: Path, twin: TrialSite, tmp_path: Path) -> None:
    """The bag of a site that never held it is the same one: nothing can be told from it, in whatever form."""
    bagged(twin, tmp_path / "bag", public=True)
    there, here = dict(files_below(tmp_path / "bag")), dict(files_below(public))
    assert there.keys() == here.keys()
    assert [path for path in here if here[path] != there[path]] == []


def test_what_was_withheld_after_it_was_published_is_gone_from_the_next_public_bag(tmp_path: Path) -> None:
    site = TrialSite(tmp_path / "site")
    site.article("a.md")
    site.write("site.yml", "id: kho\nurl: https://kho.example/\nfeeds: full\nlists: {data: on}\n")
    path = site.article("2023/2023-05-01-tin.md", "Bài zqsaurut.", title="Tin zqsaurut", date="2023-05-01")
    site.built()
    bagged(site, tmp_path / "before", public=True)
    assert holders(tmp_path / "before", "zqsaurut")
    path.write_text(path.read_text(encoding="utf-8").replace("---\n\n", "status: withheld\n---\n\n", 1), encoding="utf-8")
    refused = bag.export(request(site), tmp_path / "old", silent, public=True)
    assert [problem.code for problem in refused.problems if problem.severity == "error"] == ["export-stale"]
    assert not (tmp_path / "old").exists()
    site.built()
    bagged(site, tmp_path / "after", public=True)
    assert holders(tmp_path / "after", "zqsaurut") == set()


def test_files_of_others_in_the_output_are_in_no_bag(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.built()
    (site.output / "rieng.txt").write_text("riêng", encoding="utf-8")
    bagged(site, tmp_path / "bag")
    assert not list((tmp_path / "bag").rglob("rieng.txt"))
    bagit.Bag(str(tmp_path / "bag")).validate()


# What is left out, named otherwise, or refused


def test_hidden_files_and_leftovers_are_no_sources_and_links_of_the_theme_are_what_they_lead_to(
    site: TrialSite, tmp_path: Path
) -> None:
    site.article("a.md")
    for path in ("content/.env", "content/a.md~", "content/.git/config", "static/.DS_Store", "templates/x.html~"):
        site.write(path, "x")
    site.write("../chung/mau.css", "body {}")
    site.write("../chung/site.yml", "title: Kho\n")
    (site.folder / "site.yml").symlink_to(site.folder.parent / "chung/site.yml")
    (site.folder / "templates").mkdir(exist_ok=True)
    os.mkfifo(site.folder / "templates/pipe")
    (site.folder / "templates/dead").symlink_to("nowhere")
    (site.folder / "static").mkdir(exist_ok=True)
    (site.folder / "static/chung").symlink_to(site.folder.parent / "chung")
    site.built()
    bagged(site, tmp_path / "bag")
    held = [path for path, _ in files_below(tmp_path / "bag/data/source")]
    assert held == ["content/a.md", "site.yml", "static/chung/mau.css", "static/chung/site.yml"]
    assert not (tmp_path / "bag/data/source/static/chung").is_symlink()
    bagit.Bag(str(tmp_path / "bag")).validate()


def test_a_percent_sign_is_written_as_the_standard_has_it_and_said(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md", "[Báo cáo](<bao cao 50%.pdf>)")
    site.write("content/bao cao 50%.pdf", "%PDF-1.4")
    site.built()
    made = bagged(site, tmp_path / "bag")
    assert [problem.code for problem in made.problems] == ["export-percent"]
    assert "  data/source/content/bao cao 50%25.pdf\n" in (tmp_path / "bag/manifest-sha512.txt").read_text(encoding="utf-8")
    assert (tmp_path / "bag/data/source/content/bao cao 50%.pdf").is_file()


@pytest.mark.skipif(sys.platform == "darwin", reason="such names cannot be made there")
def test_a_name_that_is_no_text_is_refused_by_its_name(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.write(f"templates/{os.fsdecode(bytes([255]))}.html", "")
    site.built()
    with pytest.raises(Stop) as stopped:
        bagged(site, tmp_path / "bag")
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-name", 1)
    assert names_in(tmp_path) == ["site"]


def test_a_file_that_is_not_as_the_manifest_says_ends_the_export(
    site: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What rots on a disk changes no date, so a build does not see it."""
    site.article("a.md")
    site.built()
    page = site.output / "2023/01/12/a.html"
    content = bytearray(page.read_bytes())
    content[5] ^= 1
    monkeypatch.setattr(bag, "built", damaging(page, bytes(content)))
    with pytest.raises(Stop) as stopped:
        bagged(site, tmp_path / "bag")
    assert stopped.value.problem.code == "export-damaged"
    assert str(page) in str(stopped.value)
    assert names_in(tmp_path) == ["site"]


def damaging(path: Path, content: bytes) -> object:
    """`built`, and then a file gets other bytes."""

    @contextmanager
    def made(asked: Request, progress: Progress) -> Iterator[Result]:
        with built(asked, progress) as result:
            path.write_bytes(content)
            yield result

    return made


def test_an_edit_while_the_sources_are_copied_ends_the_export(
    site: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("a.md")
    site.built()
    monkeypatch.setattr(bag, "built", damaging(site.folder / "content/a.md", b"---\ntitle: X\ndate: 2023-01-12\n---\nX\n"))
    with pytest.raises(Stop) as stopped:
        bagged(site, tmp_path / "bag")
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-changed", 1)
    assert names_in(tmp_path) == ["site"]


def test_a_bag_never_takes_the_place_of_a_folder_that_holds_anything(kept: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    bagged(kept, tmp_path / "bag", public=True)
    with pytest.raises(Stop) as stopped:
        bagged(kept, tmp_path / "bag", public=True)
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("export-folder", 2)
    assert (tmp_path / "bag" / "bagit.txt").is_file()
