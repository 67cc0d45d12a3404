"""Templates: the site's own before the theme's, escaping always on, faults with their place."""

from pathlib import Path
from typing import Any

import jinja2
import pytest

from conftest import TrialSite
from hn_archive import templates, theme


def test_a_site_may_hide_a_template_and_still_extend_the_themes_own(site: TrialSite) -> None:
    site.article("a.md")
    site.write(
        "templates/article.html", '{% extends "theme/article.html" %}{% block title %}Của tôi: {{ page.title }}{% endblock %}'
    )
    site.built()
    page = site.page("2023/01/12/a.html")
    assert "<title>Của tôi: Bài a</title>" in page
    assert "<h1>Bài a</h1>" in page


def test_a_site_may_hide_a_part_that_the_themes_templates_import(site: TrialSite) -> None:
    site.article("a.md")
    site.write("templates/base.html", "<!doctype html><title>{{ page.title }}</title>{% block main %}{% endblock %}")
    site.built()
    assert site.page("404.html").startswith("<!doctype html><title>Không tìm thấy trang</title>")


@pytest.mark.parametrize("name", ["day.html", "other.xml", "part.txt"])
def test_escaping_is_on_whatever_a_templates_name(site: TrialSite, name: str) -> None:
    site.article("a.md", title='"<b>"')
    site.write(f"templates/{name}", "{{ page.cards[0].title }}")
    site.write("templates/day.html", f'{{% include "{name}" %}}' if name != "day.html" else "{{ page.cards[0].title }}")
    site.built()
    assert site.page("2023/01/12/index.html") == "&lt;b&gt;"


def test_a_fault_is_placed_in_the_innermost_template(site: TrialSite) -> None:
    site.article("a.md")
    site.write("templates/parts/mine.html", "\n\n{{ page.nothing }}\n")
    site.write("templates/day.html", '<p>\n{% include "parts/mine.html" %}\n')
    result = site.build()
    assert [(problem.code, str(problem.location)) for problem in result.problems if problem.code != "url-missing"] == [
        ("template-render", "templates/parts/mine.html:3")
    ]


def test_a_fault_on_many_pages_is_told_once(site: TrialSite) -> None:
    for number in range(5):
        site.article(f"{number}.md")
    site.write("templates/article.html", "{{ 1 // 0 }}")
    report = site.report(site.build())
    assert report.count("template-render") == 1
    assert "and 4 more pages" in report
    assert "templates/article.html:1: error" in report


def test_a_template_cannot_reach_other_articles_or_the_site(site: TrialSite) -> None:
    site.article("a.md")
    for name in ("site.articles", "articles", "page.site", "config"):
        site.write("templates/article.html", f"{{{{ {name} }}}}")
        assert "template-render" in {problem.code for problem in site.build().problems}, name


def test_unknown_keys_reach_templates_as_extra(site: TrialSite) -> None:
    site.article("a.md", kicker="Trước tiêu đề", nested="{a: [1, 2]}")
    site.write("templates/article.html", "{{ page.extra.kicker }} {{ page.extra.nested.a[1] }}")
    site.built()
    assert site.page("2023/01/12/a.html") == "Trước tiêu đề 2"


def test_the_words_of_a_site_are_merged_over_the_themes(site: TrialSite) -> None:
    site.article("a.md")
    site.write("templates/strings/vi.yml", "home: Về nhà\n")
    site.built()
    assert "Về nhà" in site.page("2023/01/12/a.html")
    assert "Bản lưu trữ" in site.page("2023/01/12/a.html")


def test_what_is_made_once_is_made_of_imported_macros_alone(site: TrialSite) -> None:
    site.write(
        "templates/article.html",
        "{% import 'parts/o.html' as o %}{% import 'parts/p.html' as p %}{% macro own(r) %}[{{ page.title }}]{% endmacro %}{{ own | once(root) }}{{ o.part | once(root) }}{{ p.part | once(root) }}",
    )
    site.write("templates/parts/o.html", "{% macro part(root) %}một{% endmacro %}")
    site.write("templates/parts/p.html", "{% macro part(root) %}hai{% endmacro %}")
    site.article("a.md")
    site.article("b.md")
    site.built()
    assert site.page("2023/01/12/a.html") == "[Bài a]mộthai"
    assert site.page("2023/01/12/b.html") == "[Bài b]mộthai"


def test_a_template_that_was_compiled_before_says_where_it_fails_now(tmp_path: Path) -> None:
    """Code is kept between builds by the template's text; it names the file that it came from."""
    for folder in ("one", "two"):
        site = TrialSite(tmp_path / folder)
        site.article("a.md")
        site.write("templates/article.html", "{{ page.titel }}")
        (problem,) = (each for each in site.build().problems if each.code == "template-render")
        assert str(problem.location) == "templates/article.html:1"


def test_what_was_compiled_ahead_is_not_compiled_again(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it extends and imports; what is wrong with a template is left to those who check it."""
    site.article("a.md", title="Bài <đầu>")
    mine = (
        f"{{% extends 'mine.html' %}}{{% block main %}}{{{{ page.title }}}}{{{{ [1] | json }}}}{site.folder.name}{{% endblock %}}"
    )
    site.write("templates/article.html", mine)
    site.write(
        "templates/mine.html",
        f"{site.folder.name}: {{% block main %}}{{% endblock %}}{{% include 'parts/bad.html' ignore missing %}}",
    )
    site.write("templates/parts/bad.html", "{% if %}")
    look = theme.of_site(site.folder)
    templates.compile_ahead((look, ("article.html", "gone.html")))
    site.write("templates/parts/bad.html", "tốt")
    compiled: list[object] = []
    compile_one = jinja2.Environment.compile

    def compile_and_note(*given: Any, **named: Any) -> Any:
        compiled.append(given[2])
        return compile_one(*given, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_and_note)
    site.built()
    assert "Bài &lt;đầu&gt;[1]" in site.page("2023/01/12/a.html")
    assert "parts/bad.html" in compiled
    assert not {"article.html", "mine.html"} & set(compiled)
