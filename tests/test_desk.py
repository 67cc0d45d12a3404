"""Beginning a new site."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import TrialSite
from hn_archive.build import build
from hn_archive.desk import NewSite, init
from hn_archive.problem import Stop
from hn_archive.request import Request

NOW = datetime(2024, 2, 28, 20, tzinfo=UTC)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_new_site_builds_at_once_with_nothing_to_report_but_its_missing_url(tmp_path: Path, language: str) -> None:
    init(tmp_path / "new", NewSite(language=language, id="kho-cua-toi", now=NOW))
    result = build(Request(source=tmp_path / "new", output=tmp_path / "out", now=NOW), lambda *_: None)
    assert [problem.code for problem in result.problems] == ["url-missing"]
    assert result.articles == 1
    assert len(list((tmp_path / "out/2024/02/29").glob("*.html"))) == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_commented_settings_are_right_too(site: TrialSite, tmp_path: Path, language: str) -> None:
    init(tmp_path / "new", NewSite(language=language, id="kho-cua-toi", now=NOW))
    text = (tmp_path / "new" / "site.yml").read_text(encoding="utf-8")
    settings = [re.sub(r"^( *)# (?=\w+:|- )", r"\1", line) for line in text.splitlines()[1:]]
    site.write("site.yml", "\n".join(settings))
    site.article("a.md")
    result = site.build()
    assert "\nurl: https" in site.page("../site.yml")
    assert "urn:uuid:" in site.page("atom.xml")
    assert site.codes(result) <= {"link-dead", "category-unknown"}, site.report(result)


@pytest.mark.parametrize("name", ["site.yml", "content", "static", "templates", ".gitignore"])
def test_nothing_is_overwritten_and_nothing_written_beside_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(Stop) as stopped:
        init(tmp_path, NewSite(language="vi", id="kho-cua-toi", now=NOW))
    assert stopped.value.problem.code == "init-exists"
    assert [path.name for path in tmp_path.iterdir()] == [name]
