"""An article takes files of its source's folder along, and none from anywhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.beside import Beside, is_file_name


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_a_file_is_found_in_the_first_folder_that_has_it(tmp_path: Path) -> None:
    near, far = put(tmp_path / "posts/cau.jpg"), put(tmp_path / "static/cau.jpg")
    beside = Beside(tmp_path, (tmp_path / "posts", tmp_path / "static"))
    assert beside.take("cau.jpg") == "import:cau.jpg"
    assert [file.path for file in beside.files] == [near.resolve()]
    assert far.resolve() not in [file.path for file in beside.files]


def test_a_file_that_is_named_twice_comes_once_and_two_of_one_name_stay_two(tmp_path: Path) -> None:
    put(tmp_path / "a/cau.jpg")
    put(tmp_path / "b/cau.jpg")
    beside = Beside(tmp_path, (tmp_path,))
    assert [beside.take(name) for name in ("a/cau.jpg", "b/cau.jpg", "/a/cau.jpg?w=300")] == [
        "import:cau.jpg",
        "import:cau-2.jpg",
        "import:cau.jpg",
    ]
    assert len(beside.files) == 2


def test_escaped_names_are_understood(tmp_path: Path) -> None:
    put(tmp_path / "Cầu Long Biên.jpg")
    beside = Beside(tmp_path, (tmp_path,))
    assert beside.take("C%E1%BA%A7u%20Long%20Bi%C3%AAn.jpg") == "import:cau-long-bien.jpg"


@pytest.mark.parametrize(
    "target",
    [
        "../secret.jpg",
        "a/../../secret.jpg",
        "..%2Fsecret.jpg",
        "..\\secret.jpg",
        "link.jpg",
        "folder/secret.jpg",
        "a\x00.jpg",
        "a" * 5000 + ".jpg",
    ],
)
def test_nothing_outside_of_the_folder_is_taken(tmp_path: Path, target: str) -> None:
    secret = put(tmp_path / "secret.jpg")
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (root / "link.jpg").symlink_to(secret)
    (root / "folder").symlink_to(tmp_path, target_is_directory=True)
    beside = Beside(root, (root,))
    assert beside.take(target) is None
    assert beside.files == ()


@pytest.mark.parametrize(
    "target",
    [
        "https://example.vn/a.jpg",
        "//example.vn/a.jpg",
        "file:///etc/a.jpg",
        "trang.html",
        "a.svg",
        "",
        "data:image/png;base64,AA.jpg",
    ],
)
def test_web_addresses_and_what_is_not_published_are_no_files(target: str) -> None:
    assert not is_file_name(target)


@given(st.text())
def test_no_target_makes_it_fail(target: str) -> None:
    assert Beside(Path("/nonexistent"), (Path("/nonexistent"),)).take(target) is None
