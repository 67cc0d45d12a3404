"""Nothing is published that is not finished, not meant for readers, or more than was allowed."""

from pathlib import Path

import pytest

from conftest import NOW, TrialSite
from hn_archive import host_limits
from hn_archive.build import build
from hn_archive.config import Host
from hn_archive.output import STAGING, read_manifest
from hn_archive.problem import Problem
from hn_archive.publishers.refusals import Site, refusals, secrets
from hn_archive.publishers.release import Release, Standing
from hn_archive.publishers.transfer import plan
from hn_archive.request import Request
from storage import release_of


def found(
    site: TrialSite,
    before: dict[str, str] | None = None,
    max_delete: int | None = None,
    output: Path | None = None,
    host: Host | None = None,
) -> tuple[Problem, ...]:
    place = output or site.output
    release = Release(read_manifest(place), place)
    standing = Standing(1, "", before or {})
    return refusals(Site(site.folder, place, host), release, plan(standing.digests, release.digests), standing, max_delete)


def codes(*arguments: object, **named: object) -> list[str]:
    return [problem.code for problem in found(*arguments, **named)]  # type: ignore[arg-type]


def test_a_site_that_was_built_may_be_published(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    assert codes(site) == []
    site.built()
    assert codes(site) == []


def test_what_was_not_built_is_not_published(site: TrialSite) -> None:
    site.article("a.md")
    assert codes(site) == ["publish-empty"]
    site.output.mkdir()
    assert codes(site) == ["publish-empty"]


@pytest.mark.parametrize("clean", [False, True])
def test_after_a_failed_build_nothing_is_published_until_one_succeeds(site: TrialSite, clean: bool) -> None:
    site.article("a.md")
    site.built()
    site.article("b.md", date="31/02/2023")
    store = None if clean else site.folder / ".hn-archive"
    request = Request(source=site.folder, output=site.output, now=NOW, store=store)
    assert build(request, lambda *_: None).failed
    assert codes(site) == ["publish-unfinished"]
    other = Request(source=site.folder, output=site.folder / "other", now=NOW, store=site.folder / ".hn-archive")
    assert build(other, lambda *_: None).failed
    (site.folder / "content/b.md").unlink()
    assert not build(other, lambda *_: None).failed
    assert codes(site) == ["publish-unfinished"]  # it is another output that was built
    site.built()
    assert codes(site) == []


def test_after_a_build_that_was_killed_nothing_is_published(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md")
    site.built()
    site.article("b.md")
    with monkeypatch.context() as patched:
        patched.setattr("hn_archive.full_build.plan", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            site.build()
    assert codes(site) == ["publish-unfinished"]
    site.built()
    (site.output / STAGING).mkdir()
    assert codes(site) == ["publish-unfinished"]


def test_a_dry_run_that_fails_changes_nothing(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    site.article("b.md", date="31/02/2023")
    assert site.build(dry_run=True).failed
    assert codes(site) == []


def test_a_preview_is_not_published(site: TrialSite) -> None:
    site.article("a.md", draft="true")
    request = Request(source=site.folder, output=site.output, now=NOW, drafts=True)
    assert not build(request, lambda *_: None).failed
    assert codes(site) == ["publish-drafts"]
    assert not build(Request(source=site.folder, output=site.output, now=NOW), lambda *_: None).failed
    assert codes(site) == []


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        ".env.production",
        ".git/config",
        "keys/id_rsa",
        "site.key",
        "tls/site.pem",
        ".htpasswd",
        ".netrc",
        "rclone.conf",
        "a.PFX",
    ],
)
def test_what_looks_like_a_secret_is_not_published(site: TrialSite, name: str) -> None:
    site.article("a.md")
    site.write(f"static/{name}", "x")
    site.built()
    if not (site.output / "static" / name).exists():  # the build takes none of it
        assert codes(site) == []
        return
    (problem,) = found(site)
    assert (problem.code, dict(problem.values)["path"]) == ("publish-secret", f"static/{name}")


@pytest.mark.parametrize(
    ("content", "is_secret"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", True),
        ("x\n-----BEGIN OPENSSH PRIVATE KEY-----\n", True),
        ("-----BEGIN PRIVATE KEY-----", True),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----", True),
        ("PuTTY-User-Key-File-3: ssh-ed25519", True),
        ("-----BEGIN CERTIFICATE-----", False),
        ("-----BEGIN PUBLIC KEY-----", False),
        ("private key", False),
    ],
)
def test_a_key_is_found_whatever_its_file_is_called(tmp_path: Path, content: str, is_secret: bool) -> None:
    release = release_of(tmp_path, {"static/notes.txt": content, "2023/01/12/a.html": content})
    problems = secrets(release, plan({}, release.digests))
    assert [dict(problem.values)["path"] for problem in problems] == (["static/notes.txt"] if is_secret else [])


def test_ordinary_names_are_no_secrets(tmp_path: Path) -> None:
    names = (
        "2023/01/12/monkey.html",
        ".htaccess",
        ".well-known/security.txt",
        "static/environment.css",
        "tep/0a-khoa.key.pdf",
        "static/.gitignore.txt",
    )
    release = release_of(tmp_path, dict.fromkeys(names, "x"))
    assert list(secrets(release, plan({}, release.digests))) == []


@pytest.mark.parametrize(
    ("gone", "max_delete", "refused"), [(100, None, False), (101, None, True), (101, 101, False), (1, 0, True)]
)
def test_more_deletions_than_allowed_are_not_made(site: TrialSite, gone: int, max_delete: int | None, refused: bool) -> None:
    site.article("a.md")
    site.built()
    before = {f"x{number}": "1" for number in range(gone)}
    assert codes(site, before, max_delete) == (["publish-deletions"] if refused else [])


def test_a_tenth_of_a_large_site_may_go(site: TrialSite) -> None:
    site.article("a.md")
    site.built()
    kept = dict.fromkeys(read_manifest(site.output), "1")
    many = {f"x{number}": "1" for number in range(150)}
    assert codes(site, kept | many) == ["publish-deletions"]


def test_all_reasons_are_named_at_once(site: TrialSite) -> None:
    site.article("a.md")
    site.write("static/id_rsa.key", "x")
    site.built()
    site.article("b.md", date="31/02/2023")
    assert site.build().failed
    assert codes(site, {"gone": "1"}, 0) == ["publish-unfinished", "publish-secret", "publish-deletions"]


def test_more_than_the_host_takes_is_not_published(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md", aliases="[/cu.html, /cu-nua.html]")
    site.built()
    assert codes(site, host="cloudflare-pages") == []
    monkeypatch.setitem(host_limits.LIMITS, "cloudflare-pages", host_limits.Limits(files=10, redirects=1))
    assert codes(site, host="cloudflare-pages") == ["host-files", "host-redirects", "publish-limits"]
    assert codes(site, host="nginx") == []
