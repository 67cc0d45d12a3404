"""Beginning a new site and a new article."""

import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import TrialSite
from hn_archive.build import build
from hn_archive.config import Config
from hn_archive.dates import HANOI
from hn_archive.desk import NewArticle, NewSite, init, new
from hn_archive.front_matter import ARTICLE, open_article
from hn_archive.problem import Stop
from hn_archive.request import Request
from hn_archive.settings import settings_of
from hn_archive.text import nfc, one_line

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


def article(site: TrialSite, settings: Config | None = None, **values: Any) -> Path:
    given: dict[str, Any] = {"title": "Khởi công cầu", "id": "7f3a", "now": NOW}
    return new(site.folder, settings or Config(), NewArticle(**given | values))


def settings_with(site: TrialSite, text: str) -> Config:
    site.write("site.yml", text)
    settings, problems = settings_of(site.folder)
    assert settings
    assert not problems
    return settings


def test_a_new_article_is_named_by_date_and_title_and_builds_at_once(site: TrialSite) -> None:
    path = article(site)
    assert path == site.folder / "content/2024/02/2024-02-29-khoi-cong-cau.md"  # 20:00 in UTC is the next day in Hà Nội
    result = site.build(now=NOW + timedelta(days=1))
    assert site.codes(result) == {"body-empty"}
    assert "<h1>Khởi công cầu</h1>" in site.page("2024/02/29/khoi-cong-cau.html")


def test_a_new_article_says_what_was_asked_for(site: TrialSite) -> None:
    path = article(site, date="12/01/2023 08:25", category="Đô thị", is_draft=True)
    matter = open_article(path.read_bytes(), "a.md", HANOI).matter
    assert (matter.title, matter.category, matter.id, matter.draft) == ("Khởi công cầu", "Đô thị", "7f3a", True)
    assert matter.date.at == datetime(2023, 1, 12, 8, 25, tzinfo=HANOI)
    assert path.parent.name == "01"


def test_a_date_without_a_time_stays_without(site: TrialSite) -> None:
    matter = open_article(article(site, date="12/01/2023").read_bytes(), "a.md", HANOI).matter
    assert not matter.date.has_time


@given(st.text(min_size=1, max_size=200))
def test_any_title_that_names_a_file_comes_back(title: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = new(Path(folder), Config(), NewArticle(title=title, id="7f3a", now=NOW))
        except Stop:
            assume(False)
        opened = open_article(path.read_bytes(), "a.md", HANOI)
        assert not opened.problems
        assert opened.matter.title == one_line(nfc(title))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_commented_key_is_right_when_its_sign_is_taken_away(site: TrialSite, language: str) -> None:
    path = article(site, settings_with(site, f"language: {language}\n"))
    text = path.read_text(encoding="utf-8")
    content = re.sub(r"^# (?=\w+: )", "", text, flags=re.MULTILINE)
    opened = open_article(content.encode(), "a.md", HANOI)
    assert not opened.problems
    assert opened.matter.places.keys() >= {field.name for field in ARTICLE.fields} - {"category", "draft"}
    assert all(field.meaning[language] in text for field in ARTICLE.fields if f"# {field.name}:" in text)


def test_a_category_is_written_as_site_yml_has_it(site: TrialSite) -> None:
    settings = settings_with(site, "categories: [{name: Đô thị, aliases: [Quy hoạch]}, Y tế]\ndefault_category: Y tế\n")
    assert "\ncategory: Đô thị\n" in article(site, settings, category="ĐÔ THỊ").read_text(encoding="utf-8")
    assert "\ncategory: Đô thị\n" in article(site, settings, title="Hai", category="quy hoạch").read_text(encoding="utf-8")
    assert "\ncategory: Y tế\n" in article(site, settings, title="Ba").read_text(encoding="utf-8")


def test_a_category_that_site_yml_has_not_is_refused_with_the_nearest(site: TrialSite) -> None:
    settings = settings_with(site, "categories: [Đô thị, Y tế]\n")
    with pytest.raises(Stop) as stopped:
        article(site, settings, category="Y te")
    assert (stopped.value.problem.code, dict(stopped.value.problem.values)["nearest"]) == ("new-category", "Y tế")
    assert not list(site.folder.glob("content/*/*/*"))


def test_an_article_that_is_there_is_never_overwritten(site: TrialSite) -> None:
    path = article(site)
    path.write_text("---\ntitle: Của tôi\n", encoding="utf-8")
    with pytest.raises(Stop) as stopped:
        article(site)
    assert stopped.value.problem.code == "new-exists"
    assert path.read_text(encoding="utf-8") == "---\ntitle: Của tôi\n"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": "🎉"}, "new-title"),
        ({"title": " "}, "new-title"),
        ({"date": "31/02/2023"}, "date"),
        ({"title": "a\x1b"}, "new-title"),
        ({"title": "a" * 2_000}, "value-long"),
    ],
)
def test_what_makes_no_article_is_refused(site: TrialSite, values: dict[str, Any], code: str) -> None:
    with pytest.raises(Stop) as stopped:
        article(site, **values)
    assert (stopped.value.problem.code, stopped.value.exit_code) == (code, 2)
