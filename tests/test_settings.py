"""Reading a site's `site.yml` from its folder."""

from pathlib import Path

import pytest

from hn_archive.config import Config
from hn_archive.problem import Stop
from hn_archive.settings import settings_of


def settings_in(folder: Path, name: str, content: bytes) -> tuple[Config | None, list[str]]:
    (folder / "content").mkdir()
    (folder / name).write_bytes(content)
    settings, problems = settings_of(folder)
    return settings, [problem.code for problem in problems]


def test_a_folder_with_only_content_has_defaults_for_everything(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert settings_of(tmp_path) == (Config(), ())


def test_settings_are_read(tmp_path: Path) -> None:
    settings, codes = settings_in(tmp_path, "site.yml", b"\xef\xbb\xbftitle: Kho\r\n")
    assert (settings and settings.title, codes) == ("Kho", [])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("site.yml", b"titel: Kho\n", "setting-unknown"),
        ("site.yml", b"title: \xff\n", "encoding"),
        ("site.yaml", b"title: Kho\n", "config-name"),
    ],
)
def test_settings_with_errors_are_none(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert settings_in(tmp_path, name, content) == (None, [code])


def test_a_folder_without_content_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped:
        settings_of(tmp_path)
    assert (stopped.value.problem.code, stopped.value.exit_code) == ("source-missing", 2)
