"""One broken site for each code of problem, with the report that its editor reads."""

from pathlib import Path

import pytest

import sections
from conftest import CHECKOUT, NOW, TrialSite
from hn_archive.messages import CATALOGUE

FOLDER = CHECKOUT / "tests" / "broken"
CASES = sorted(path.stem for path in FOLDER.glob("*.txt"))
REPORT = "report"

# Sites that text cannot hold, and faults outside a site; each has its test in test_load.py, test_check.py, test_variants.py, test_output.py, test_lost_addresses.py, test_lock.py, test_workers.py, test_store.py, test_full_build.py, test_fixity.py, test_built.py, test_bag.py, test_corpus.py, test_database.py, test_destination.py, test_commands.py or those of the publishers.
ELSEWHERE = {
    "clock-back",
    "address-gone",
    "changed-meanwhile",
    "locked",
    "store-unreadable",
    "too-many-changes",
    "worker-died",
    "address-hidden",
    "address-lost",
    "body-time",
    "encoding",
    "encoding-utf16",
    "export-changed",
    "export-damaged",
    "export-ending",
    "export-exists",
    "export-folder",
    "export-fts5",
    "export-inside",
    "export-name",
    "export-percent",
    "export-stale",
    "export-unbuilt",
    "file-link",
    "file-name",
    "file-size",
    "file-special",
    "file-twice",
    "folder-unknown",
    "address-unknown",
    "credit-missing",
    "fix-changed",
    "host-folder",
    "host-size",
    "host-redirects",
    "publish-empty",
    "publish-unfinished",
    "publish-drafts",
    "publish-secret",
    "publish-deletions",
    "publish-limits",
    "publish-changed",
    "publish-foreign",
    "publish-running",
    "publish-overtaken",
    "publish-broken",
    "publish-unreached",
    "publish-unverified",
    "publish-no-previous",
    "publish-rclone",
    "publish-library",
    "host-file-size",
    "host-files",
    "lines-merged",
    "path-unknown",
    "quote-unpaired",
    "text-decomposed",
    "text-eth",
    "text-mistaken",
    "text-invisible",
    "tone-place",
    "import-changed",
    "import-code",
    "import-date",
    "import-differs",
    "import-empty",
    "import-encoding",
    "import-file-missing",
    "import-key",
    "import-libraries",
    "import-map",
    "import-no-date",
    "import-no-title",
    "import-same",
    "import-unreadable",
    "import-unsafe",
    "import-words",
    "init-exists",
    "new-category",
    "new-exists",
    "new-title",
    "machine",
    "main-picture-alt",
    "picture-caption",
    "port-taken",
    "picture-copy",
    "picture-credit",
    "picture-damaged",
    "output-blocked",
    "output-changed",
    "output-foreign",
    "output-inside",
    "output-link",
    "output-place",
    "selector",
    "source-missing",
    "verify-added",
    "verify-changed",
    "verify-folder",
    "verify-link",
    "verify-manifest-damaged",
    "verify-manifest-missing",
    "verify-meanwhile",
    "verify-missing",
    "verify-renamed",
    "verify-special",
    "verify-unfinished",
    "static-name",
    "yaml-size",
}


def test_every_code_has_a_broken_site() -> None:
    assert set(CASES) | ELSEWHERE == set(CATALOGUE)
    assert not set(CASES) & ELSEWHERE


@pytest.mark.parametrize("code", CASES)
def test_the_report_names_the_place_and_the_way_out(code: str, tmp_path: Path, update_golden: bool) -> None:
    case = FOLDER / f"{code}.txt"
    files = sections.split(case.read_bytes().decode())
    expected = files.pop(REPORT, "")
    site = TrialSite(tmp_path)
    sections.write(tmp_path, files)
    result = site.build(now=NOW)
    found = site.report(result)
    if update_golden:
        text = "".join(f"-- {path} --\n{content}" for path, content in files.items())
        case.write_bytes(f"{text}-- {REPORT} --\n{found}".encode())
        expected = found
    assert code in {problem.code for problem in result.problems}
    assert found == expected
    assert result.failed == (CATALOGUE[code].severity == "error")
    assert site.output.exists() != result.failed
    assert len(site.report(result, "vi").split("\n")) == len(found.split("\n"))
