"""Reading content/: what counts as an article, and what is refused."""

import os
from pathlib import Path

import pytest

from conftest import TrialSite
from hn_archive import load


def test_articles_pages_polls_and_other_files_are_told_apart(site: TrialSite) -> None:
    for path in ("a.md", "2023/b.MD", "_pages/c.md", "_polls/d.yml", "2023/e.jpg", "_polls/f.txt"):
        site.write(f"content/{path}", "x")
    content = load.find(site.folder / "content")
    assert content.articles == ("2023/b.MD", "a.md")
    assert content.standings == ("_pages/c.md",)
    assert content.polls == ("_polls/d.yml",)
    assert set(content.names) >= {"2023/e.jpg", "_polls/f.txt"}
    assert not content.problems


@pytest.mark.parametrize(
    "name", [".DS_Store", ".git/config", "a.md~", "#a.md#", ".a.md.swp", "a.md.orig", "Thumbs.db", "~$bai.docx"]
)
def test_what_editors_and_systems_leave_behind_is_passed_over(site: TrialSite, name: str) -> None:
    site.write(f"content/{name}", "x")
    content = load.find(site.folder / "content")
    assert not content.names
    assert not content.problems


def codes(site: TrialSite) -> list[tuple[str, str]]:
    result = site.build()
    return [(problem.code, str(problem.location)) for problem in result.problems if problem.code != "url-missing"]


def test_links_are_refused_wherever_they_lead(site: TrialSite, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("---\ntitle: A\ndate: 2023-01-12\n---\nSecret\n")
    for name, target in (
        ("file.md", tmp_path / "secret.md"),
        ("folder", tmp_path),
        ("loop", Path()),
        ("dangling.md", Path("nowhere")),
    ):
        (site.folder / "content" / name).symlink_to(target)
    assert codes(site) == [("file-link", f"content/{name}") for name in ("dangling.md", "file.md", "folder", "loop")]
    assert not site.output.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are made with mkfifo")
def test_a_pipe_is_refused_and_not_read(site: TrialSite) -> None:
    os.mkfifo(site.folder / "content" / "pipe.md")
    assert codes(site) == [("file-special", "content/pipe.md")]


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
def test_a_name_that_is_no_text_is_refused(site: TrialSite) -> None:
    for name in (b"\xff.md", b"a\nb.md"):
        (site.folder / "content" / os.fsdecode(name)).write_text("x")
    assert [code for code, _ in codes(site)] == ["file-name", "file-name"]


def test_two_files_of_one_name_are_refused(site: TrialSite) -> None:
    site.article("Hà Nội.md")
    site.article("Ha\u0300 Nội.md".replace("Nội", "No\u0323\u0302i"))
    site.article("HÀ NỘI.md")
    found = codes(site)
    assert {code for code, _ in found} == {"file-twice"}
    assert len(found) == 2


def test_a_name_with_separate_marks_is_the_same_name(site: TrialSite) -> None:
    site.article("cau-mo\u031b\u0301i.md")
    site.article("b.md", body="[Cầu](cau-mới.md)")
    site.built()
    assert 'href="../../../2023/01/12/cau-moi.html"' in site.page("2023/01/12/b.html")


def test_a_folder_that_is_not_read_is_named(site: TrialSite) -> None:
    site.write("content/_drafts/a.md", "x")
    site.article("b.md")
    assert codes(site) == [("folder-unknown", "content/_drafts")]


def test_a_large_article_is_refused_before_it_is_read(site: TrialSite) -> None:
    with site.write("content/a.md", "").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert codes(site) == [("file-size", "content/a.md")]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("---\ntitle: Hà".encode() + b"\xff\n", "encoding", "content/a.md:2:10"),
        ("---\ntitle: A\n".encode("utf-16"), "encoding-utf16", "content/a.md:1:1"),
        (b"", "front-matter-missing", "content/a.md:1:1"),
        (f"---\ntitle: A\nlead: {'x' * 70_000}\n---\n".encode(), "yaml-size", "content/a.md:2"),
        (("---\ntags: " + "[" * 60_000 + "\n---\n").encode(), "yaml-depth", "content/a.md:2:38"),
        (b"---\n- a\n---\n", "yaml-shape", "content/a.md:2:1"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_still_checked(
    site: TrialSite, content: bytes, code: str, place: str
) -> None:
    site.write("content/a.md", content)
    site.article("b.md", date="30/02/2023")
    assert codes(site) == [(code, place), ("date", "content/b.md:3:7")]


def test_only_files_that_a_published_article_uses_are_copied(site: TrialSite) -> None:
    for name in ("used.pdf", "unused.pdf", "draft.pdf"):
        site.write(f"content/{name}", name)
    site.article("a.md", body="[Tệp](used.pdf)")
    site.article("b.md", body="[Tệp](draft.pdf)", draft="true")
    site.built()
    assert [path.name.partition("-")[2] for path in (site.output / "tep").iterdir()] == ["used.pdf"]


def test_an_unreadable_file_ends_the_run_as_a_fault_of_the_machine(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied", "content/a.md")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PermissionError):
        site.build()


def test_a_static_file_whose_name_no_address_can_have_is_refused(site: TrialSite) -> None:
    site.article("a.md")
    for name in (b"\xff.txt", b"a\nb.txt", b"a\\b.txt"):
        (site.folder / "static").mkdir(exist_ok=True)
        (site.folder / "static" / os.fsdecode(name)).write_text("x")
    assert [code for code, _ in codes(site)] == ["static-name"] * 3
    assert not site.output.exists()
