"""The site in one file: what it unpacks to, the same bytes for the same site, and a reader who opens it from a disk."""

import io
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kept_site
from conftest import CHECKOUT, NOW, TrialSite, files_below, names_in
from hn_archive.exporters import zip_archive
from hn_archive.exporters.destination import Exported
from hn_archive.fixity import verify
from hn_archive.output import MANIFEST, read_manifest
from hn_archive.problem import Stop
from hn_archive.request import Request

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = "kho-luu-tru-da-nang"


def silent(stage: str, done: int, total: int) -> None:
    pass


def zipped(site: TrialSite, path: Path) -> Exported:
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive")
    return zip_archive.export(request, path, silent)


@pytest.fixture(scope="module")
def made(kept: TrialSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zip") / "kho.zip"
    result = zipped(kept, path)
    assert (result.exit_code, result.folder, result.files) == (0, FOLDER, len(read_manifest(kept.output)) + 1)
    return path


def test_it_unpacks_to_one_folder_with_the_sites_files_and_no_others(kept: TrialSite, made: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(made, tmp_path)
    assert names_in(tmp_path) == [FOLDER]
    unpacked = dict(files_below(tmp_path / FOLDER))
    lines = unpacked.pop(MANIFEST).decode().splitlines()
    owned = read_manifest(kept.output)
    assert unpacked == {path: content for path, content in files_below(kept.output) if path in owned}
    assert lines == [f"{sha256}  {path}" for path, sha256 in owned.items()]
    assert verify(tmp_path / FOLDER, silent).problems == ()


def test_the_same_site_gives_the_same_bytes_wherever_and_whenever(made: Path, tmp_path: Path) -> None:
    again = kept_site.written(tmp_path / "elsewhere/site")
    umask = os.umask(0o077)
    try:
        again.built()
        for path in again.output.rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
        zipped(again, tmp_path / "other name.zip")
    finally:
        os.umask(umask)
    assert (tmp_path / "other name.zip").read_bytes() == made.read_bytes()


def test_order_dates_and_permissions_are_fixed_and_what_is_packed_already_is_stored(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr >> 16) for entry in entries} == {(3, 0o100644)}
    kinds = {entry.filename.rpartition(".")[2]: entry.compress_type for entry in entries}
    assert (kinds["html"], kinds["woff2"], kinds["png"]) == (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_STORED)


def test_names_with_letters_of_vietnamese_are_marked_as_utf_8(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.write("static/ảnh đẹp.txt", "x")
    site.built()
    zipped(site, tmp_path / "kho.zip")
    with zipfile.ZipFile(tmp_path / "kho.zip") as archive:
        entry = next(entry for entry in archive.infolist() if entry.filename.endswith("ảnh đẹp.txt"))
    assert entry.flag_bits & 0x800


def test_a_large_file_takes_the_form_for_large_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where 2 GiB would begin is moved down, since nobody wants to wait for so many bytes."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, size in (("small", 10), ("large", 5000)):
            with archive.open(zip_archive._entry(name, size), "w") as target:
                target.write(b"x" * size)
    versions = {entry.filename: entry.extract_version for entry in zipfile.ZipFile(content).infolist()}
    assert versions == {"small": 20, "large": 45}


def test_an_earlier_export_is_replaced_and_a_file_of_somebody_else_is_not(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.built()
    zipped(site, tmp_path / "kho.zip")
    before = (tmp_path / "kho.zip").read_bytes()
    site.article("b.md")
    site.built()
    zipped(site, tmp_path / "kho.zip")
    assert (tmp_path / "kho.zip").read_bytes() != before
    with zipfile.ZipFile(tmp_path / "theirs.zip", "w") as archive:
        archive.writestr("a", "x")
    with pytest.raises(Stop) as stopped:
        zipped(site, tmp_path / "theirs.zip")
    assert stopped.value.problem.code == "export-exists"


def test_a_site_that_is_out_of_date_leaves_the_last_file_as_it_is(site: TrialSite, tmp_path: Path) -> None:
    site.article("a.md")
    site.built()
    zipped(site, tmp_path / "kho.zip")
    before = (tmp_path / "kho.zip").read_bytes()
    site.article("a.md", "Khác.")
    assert zipped(site, tmp_path / "kho.zip").exit_code == 1
    assert (tmp_path / "kho.zip").read_bytes() == before


@pytest.mark.tools
def test_a_reader_unpacks_it_opens_it_from_the_disk_and_searches_with_and_without_accents(
    chromium: "Browser", made: Path, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    sys.path.append(str(CHECKOUT / "tests" / "tools"))
    import browser

    shutil.unpack_archive(made, tmp_path / "USB của tôi")
    home = (tmp_path / "USB của tôi" / FOLDER / "index.html").as_uri()
    with browser.opened(chromium, home) as visit:
        page = visit.page
        for question in ("da nang", "Đà Nẵng", '"cau rong"'):
            page.goto(home)
            # What is still on its way when a reader leaves the page is given up, which is no fault of the page.
            with page.expect_request_finished(lambda request: request.url.endswith("/suggestions.js")):
                page.locator("input[name=q]").first.fill(question)
            page.locator("input[name=q]").first.press("Enter")
            page.wait_for_url("**/tim-kiem.html?q=*")
            hit = page.locator("ol.results > li h2 a")
            expect(hit).to_have_count(1)
            expect(hit).to_contain_text("Cầu Rồng phun lửa")
        hit.click()
        page.wait_for_url("file://**/2023/01/12/cau-rong.html*")
        assert page.locator("figure img, .body img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        assert visit.complaints == []
