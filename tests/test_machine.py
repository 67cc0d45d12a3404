"""Errors of the machine name their file."""

import errno
import os
import pickle
from pathlib import Path

import pytest

from hn_archive.machine import naming


def test_an_error_that_names_no_file_gets_the_name() -> None:
    with pytest.raises(OSError, match=r"No space left on device: 'trang\.html'") as caught, naming(Path("trang.html")):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.filename == "trang.html"
    assert pickle.loads(pickle.dumps(caught.value)).filename == "trang.html"  # noqa: S301 (as from a worker)


def test_an_error_that_names_its_file_keeps_the_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, naming("other"):
        (tmp_path / "missing").read_bytes()
    assert caught.value.filename == str(tmp_path / "missing")


def test_other_errors_pass_as_they_are() -> None:
    with pytest.raises(ValueError, match=r"^a$"), naming("b"):
        raise ValueError("a")
