"""Checking a site without making it, and putting right what has one right answer."""

import io

import pytest
from PIL import Image

from conftest import NOW, TrialSite, files_below
from hn_archive.host_limits import LIMITS, Limits
from hn_archive.problem import Stop
from hn_archive.proofreading import Proof, apply, proofread
from hn_archive.request import Request

WRONG = "Tòan thành phố quy\u200bhoạch, và cu\u0309a ông Ðức."
RIGHT = "Toàn thành phố quyhoạch, và của ông Đức."


def proof(site: TrialSite, *paths: str) -> Proof:
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive")
    return proofread(request, paths, lambda stage, done, total: None)


def found(site: TrialSite, *paths: str) -> set[tuple[str, str]]:
    return {(problem.code, str(problem.location)) for problem in proof(site, *paths).problems} - {("url-missing", "site.yml")}


def test_a_check_finds_what_a_build_finds_and_the_texts_faults_and_writes_nothing(site: TrialSite) -> None:
    site.article("a.md", body="[đi đâu](khong-co.md)")
    site.article("b.md", date="31/02/2023")
    site.article("c.md", body=WRONG)
    before = list(files_below(site.folder))
    assert found(site) == {
        ("link-dead", "content/a.md:6:10"),
        ("date", "content/b.md:3:7"),
        ("tone-place", "content/c.md:6:1"),
        ("text-invisible", "content/c.md:6:19"),
        ("text-decomposed", "content/c.md:6:30"),
        ("text-eth", "content/c.md:6:38"),
    }
    assert list(files_below(site.folder)) == before


def test_standing_pages_introductions_and_polls_are_read_too(site: TrialSite) -> None:
    site.write("content/_pages/a.md", "---\ntitle: Ðường\n---\n\nMột.\n")
    site.write("content/_polls/b.yml", "question: Ðường nào?\noptions: [Một, Hai]\n")
    assert {("text-eth", "content/_pages/a.md:2:8"), ("text-eth", "content/_polls/b.yml:1:11")} <= found(site)


def test_only_what_concerns_the_files_asked_for_is_shown(site: TrialSite) -> None:
    site.article("2023/a.md", body="tòan", id="x")
    site.article("2023/b.md", body="tòan", date="13/01/2023")
    site.article("2024/c.md", body="tòan", id="x", date="14/01/2023")
    assert found(site, "content/2023/b.md") == {("tone-place", "content/2023/b.md:6:1")}
    both = found(site, "content/2023")
    assert {place.partition(":")[0] for code, place in both if code == "tone-place"} == {"content/2023/a.md", "content/2023/b.md"}
    assert "id-taken" in {code for code, _ in both}  # the other article of the two is asked for
    assert found(site, ".") == found(site)


def test_what_was_put_right_is_right_and_all_else_is_as_it_was(site: TrialSite) -> None:
    header = "\ufeff---\r\ntitle: Bài  a   # ghi chú\r\ndate: 12/01/2023\r\n---\r\n\r\n"
    path = site.write("content/a.md", f"{header}{WRONG}\r\n\r\n  Hai.  \r\n")
    path.chmod(0o640)
    (fix,) = proof(site).fixes
    apply(fix)
    assert path.read_bytes().decode() == f"{header}{RIGHT}\r\n\r\n  Hai.  \r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert proof(site).fixes == ()
    assert found(site) == set()


def test_a_file_whose_lines_end_in_several_ways_is_left_to_its_editor(site: TrialSite) -> None:
    site.write("content/a.md", "---\r\ntitle: Một\ndate: 12/01/2023\n---\n\nTòan.\n")
    assert (proof(site).fixes, found(site)) == ((), {("tone-place", "content/a.md:6:1")})


def test_a_file_that_was_changed_meanwhile_is_left_as_it_is(site: TrialSite) -> None:
    path = site.article("a.md", body="tòan")
    (fix,) = proof(site).fixes
    path.write_text("của tôi", encoding="utf-8")
    with pytest.raises(Stop) as stopped:
        apply(fix)
    assert stopped.value.problem.code == "fix-changed"
    assert path.read_text(encoding="utf-8") == "của tôi"
    assert [place.name for place in path.parent.iterdir()] == ["a.md"]


@pytest.mark.parametrize("content", [b"---\ntitle: \xff\n---\n", "a" + "\u0301" * 40])
def test_what_cannot_be_read_is_said_once_by_the_build(site: TrialSite, content: bytes | str) -> None:
    site.write("content/a.md", content)
    assert len(found(site)) == 1


def test_one_byte_order_mark_of_several_stays(site: TrialSite) -> None:
    path = site.article("a.md", body="tòan thành phố")
    path.write_bytes(b"\xef\xbb\xbf" * 2 + path.read_bytes())
    assert ("tone-place", "content/a.md:6:1") in found(site)
    (fix,) = proof(site).fixes
    apply(fix)
    assert path.read_bytes() == b"\xef\xbb\xbf" + site.article("a.md", body="toàn thành phố").read_bytes()


def test_a_picture_without_a_credit_is_named(site: TrialSite) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "JPEG")
    site.write("content/a.jpg", picture.getvalue())
    site.article("a.md", image="{src: a.jpg, alt: Cầu}")
    site.article("b.md", image="{src: a.jpg, alt: Cầu, credit: Minh Đỗ}", date="13/01/2023")
    site.article("c.md", image="{src: mat.jpg, alt: Cầu}", date="14/01/2023")
    assert {place for code, place in found(site) if code == "credit-missing"} == {"content/a.md:4:14"}


def test_what_the_host_does_not_take_is_named(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "cloudflare-pages", Limits(files=10, megabytes=1))
    site.write("content/lon.pdf", b"%PDF-1.7\n" + b"0" * (1024 * 1024))
    site.write("content/nho.pdf", b"%PDF-1.7\n")
    site.article("a.md", body="[Tệp](lon.pdf), [tệp](nho.pdf)")
    assert not {"host-files", "host-file-size"} & {code for code, _ in found(site)}
    site.write("site.yml", "publish: {host: cloudflare-pages}\n")
    assert {("host-files", "site.yml"), ("host-file-size", "content/lon.pdf")} <= found(site)
    assert ("host-file-size", "content/nho.pdf") not in found(site)


def test_settings_with_errors_are_all_that_is_said(site: TrialSite) -> None:
    site.article("a.md", body="tòan")
    site.write("site.yml", "titel: A\n")
    assert (found(site), proof(site).articles) == ({("setting-unknown", "site.yml:1:1")}, None)
