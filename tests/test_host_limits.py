"""What hosts do not take is named before anything is sent there."""

import pytest

from conftest import TrialSite
from hn_archive import host_limits
from hn_archive.config import Host
from hn_archive.host_limits import MEGABYTE, File, over


def codes(host: Host | None, files: tuple[File, ...], redirects: int = 0) -> list[str]:
    return [problem.code for problem in over(host, files, redirects)]


def many(count: int, folder: str = "", size: int = 0) -> tuple[File, ...]:
    return tuple(File(f"{folder}{number}.html", size) for number in range(count))


@pytest.mark.parametrize(
    ("host", "files", "redirects", "expected"),
    [
        ("cloudflare-pages", many(20_000), 2_000, []),
        ("cloudflare-pages", many(20_001), 0, ["host-files"]),
        ("cloudflare-pages", (), 2_001, ["host-redirects"]),
        ("cloudflare-pages", many(1, size=25 * MEGABYTE), 0, []),
        ("cloudflare-pages", many(1, size=25 * MEGABYTE + 1), 0, ["host-file-size"]),
        ("github-pages", many(11, size=100 * MEGABYTE), 0, ["host-size"]),
        ("github-pages", many(200_001), 2_001, []),
        ("gitlab-pages", many(200_001), 1_001, ["host-files", "host-redirects"]),
        ("netlify", many(54_000, "a/") + many(54_000, "b/"), 0, []),
        ("netlify", many(54_001, "a/"), 0, ["host-folder"]),
        ("s3", many(1, size=6 * MEGABYTE * MEGABYTE), 0, ["host-file-size"]),
        ("nginx", many(100_000, size=MEGABYTE), 100_000, []),
        (None, many(100_000, size=MEGABYTE), 100_000, []),
    ],
)
def test_each_host_has_its_limits(host: Host | None, files: tuple[File, ...], redirects: int, expected: list[str]) -> None:
    assert codes(host, files, redirects) == expected


def test_a_dry_run_of_a_build_says_what_the_host_would_not_take(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(host_limits.LIMITS, "cloudflare-pages", host_limits.Limits(files=10, megabytes=1, redirects=1))
    site.write("content/lon.pdf", b"%PDF-1.7\n" + b"0" * (1024 * 1024))
    site.article("a.md", body="[Tệp](lon.pdf)", aliases="[/cu.html, /cu-nua.html]")
    expected = {"host-files", "host-file-size", "host-redirects"}
    assert not expected & site.codes(site.build(dry_run=True))
    site.write("site.yml", "publish: {host: cloudflare-pages}\n")
    result = site.build(dry_run=True)
    assert expected <= site.codes(result)
    assert not result.failed
    assert "content/lon.pdf: warning[host-file-size]: lon.pdf has 2 MB" in site.report(result)
