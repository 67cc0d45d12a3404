"""What a release is, and when two files can only be the same."""

from pathlib import Path

import pytest

from hn_archive.problem import Stop
from hn_archive.publishers.release import Prints, prints_of
from storage import release_of


def test_a_file_is_known_by_its_size_and_digests(tmp_path: Path) -> None:
    release = release_of(tmp_path, {"a/b.html": "nội dung"})
    (prints,) = prints_of(release, ["a/b.html"]).values()
    assert prints.size == 10
    assert prints.digests["sha256"] == release.digests["a/b.html"]
    assert {name: len(value) for name, value in prints.digests.items()} == {"sha256": 64, "sha1": 40, "md5": 32}


@pytest.mark.parametrize("content", ["khác nội", None])
def test_a_file_that_is_not_what_was_built_is_named(tmp_path: Path, content: str | None) -> None:
    release = release_of(tmp_path, {"a.html": "nội dung", "b.html": "x"})
    (tmp_path / "a.html").unlink()
    if content:
        (tmp_path / "a.html").write_text(content)
    with pytest.raises(Stop) as stopped:
        prints_of(release, ["b.html", "a.html"])
    assert dict(stopped.value.problem.values)["path"] == str(tmp_path / "a.html")


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        (Prints(1, {"md5": "a", "sha1": "b"}), Prints(1, {"md5": "a"}), True),
        (Prints(None, {"md5": "a"}), Prints(1, {"md5": "a"}), True),
        (Prints(1, {"md5": "a"}), Prints(2, {"md5": "a"}), False),
        (Prints(1, {"md5": "a"}), Prints(1, {"md5": "b"}), False),
        (Prints(1, {"md5": "a", "sha1": "b"}), Prints(1, {"md5": "a", "sha1": "c"}), False),
        (Prints(1, {"md5": "a"}), Prints(1, {"sha1": "a"}), False),
        (Prints(1, {}), Prints(1, {}), False),
        (Prints(1, {"md5": "a"}), None, False),
    ],
)
def test_files_are_the_same_only_where_a_digest_says_so(one: Prints, other: Prints | None, match: bool) -> None:
    assert one.match(other) == match


def test_a_manifest_is_what_sha256sum_reads_in_the_order_of_addresses(tmp_path: Path) -> None:
    release = release_of(tmp_path, {"b.html": "1", "a.html": "2"})
    lines = release.manifest.decode().splitlines()
    assert [line.split("  ")[1] for line in lines] == ["a.html", "b.html"]
    assert release.name != release_of(tmp_path, {"b.html": "1", "a.html": "3"}).name
