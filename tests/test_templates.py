"""Templates: the site's own before the theme's, escaping always on, faults with their place."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from markupsafe import Markup, escape

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


@pytest.mark.parametrize("name", ["article.html", "parts/mine.html"])
def test_a_template_that_is_not_utf_8_is_named_with_the_place(site: TrialSite, name: str) -> None:
    site.article("a.md")
    site.built()
    before = site.page("2023/01/12/a.html")
    site.write("templates/article.html", '{% include "parts/mine.html" %}')
    site.write(f"templates/{name}", "<p>Phố</p>\n<p>B".encode() + b"\xe0</p>")
    result = site.build()
    assert [(problem.code, str(problem.location)) for problem in result.problems if problem.code != "url-missing"] == [
        ("encoding", f"templates/{name}:2:5")
    ]
    assert site.page("2023/01/12/a.html") == before
    site.write(f"templates/{name}", b"\xff\xfeA\0")
    assert "encoding-utf16" in site.codes(site.build())
    site.write(f"templates/{name}", "{{ page.title }}")
    site.built()
    assert site.page("2023/01/12/a.html") == "Bài a"


def test_a_byte_order_mark_before_a_template_is_no_part_of_the_page(site: TrialSite) -> None:
    site.article("a.md")
    site.write("templates/article.html", '\ufeff<p>{% include "parts/mine.html" %}</p>')
    site.write("templates/parts/mine.html", "\ufeff{{ page.title }}")
    site.built()
    assert site.page("2023/01/12/a.html") == "<p>Bài a</p>"


def test_a_template_with_too_many_levels_is_named(site: TrialSite) -> None:
    site.article("a.md")
    site.write("templates/article.html", "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}")
    assert "templates/article.html:1: error[template-syntax]" in site.report(site.build())


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


def test_what_is_seen_of_the_programs_own_templates_at_a_glance_is_what_parsing_them_gives() -> None:
    folder = theme.bundled() / "templates"
    paths = [path for path in folder.rglob("*") if path.is_file() and "strings" not in path.parts]
    assert len(paths) > 30
    for path in paths:
        text, name = path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix()
        named, names = templates._glanced(text)
        parsed, all_names = templates._parsed(text, name, str(path))
        assert (named, None in parsed) == (parsed, False), name
        assert names >= all_names, name
        assert [each in names for each in ("head", "cite")] == [each in all_names for each in ("head", "cite")], name


_PARTS = {
    "base.html": "<{% block head %}gốc{% endblock %}|{% block main %}trống{% endblock %}>{{ site }}",
    "macros.html": "{% macro row(a, b='<b>', c=a) %}[{{ a }},{{ b }},{{ c }}]{% endmacro %}{% macro rest(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}"
    "{% macro around(a) %}({{ caller(a) }}){% endmacro %}{% macro nothing() %}{% endmacro %}",
    "part.html": "phần {{ name }}",
    "bare.html": "không thấy {{ site }}",
    "body.html": "[{{ body | html }}{{ body | text }}]",
}


@pytest.mark.parametrize(
    "text",
    [
        "{{ name }}{{ name | safe }}{{ number | safe }}{{ number }}{{ markup | safe }}{{ markup }}{{ '<' | safe }}",
        "{% extends 'base.html' %}{% block main %}{{ super() }} {{ name }}{% endblock %}{% set unseen = 1 %}",
        "{% extends 'base.html' %}{% block head %}{{ self.main() | upper }}{% endblock %}{% block main %}a&amp;b{% endblock %}",
        "{% block a %}{{ name }}{% endblock %}{{ self.a() }}{% block b scoped %}{% endblock %}",
        "trước {% include 'part.html' %} giữa {% include 'bare.html' without context %} sau {{ name }}",
        "{% for each in many %}{% include 'bare.html' without context %}{{ each }}{% else %}không{% endfor %}",
        "{% filter upper %}a{% include 'part.html' %}{{ name }}{% endfilter %}b",
        "{% set kept %}a {{ name }}{% include 'part.html' %}{% endset %}{{ kept }}{{ kept | length }}",
        "{% import 'macros.html' as m %}{{ m.row(name) }}{{ m.row(1, 2) }}{{ m.row(1, c=name) }}{{ m.row(1) | length }}{{ m.nothing() }}",
        "{% import 'macros.html' as m %}{{ m.rest(1) }}{{ m.rest(1, 2, x=name) }}{% call(x) m.around(name) %}<i>{{ x }}</i>{% endcall %}",
        "{% from 'macros.html' import row as r %}{{ r(name) ~ r(name) }}{% if r(1) %}{{ r(name) | safe }}{% endif %}",
        "{% macro own(x) %}{{ name }}{{ x }}{% endmacro %}{{ own('<') }}{% import 'macros.html' as m with context %}{{ m.row(own(1)) }}",
        "{% for each in tree recursive %}{{ each.n }}{% if each.of %}({{ loop(each.of) }}){% endif %}{% endfor %}",
        "{% for each in many if each != 2 %}{{ loop.index }}{{ each }}{{ ', ' if not loop.last }}{% endfor %}{{ ''.join(['<', 'b']) }}",
        "{% autoescape false %}{{ name }}{{ name | upper }}{% import 'macros.html' as m %}{{ m.row(name) }}{% endautoescape %}{{ name }}",
        "<p>{{ body | html }}</p>{{ body | text | safe }}{{ body | text }}{{ name }}{% include 'body.html' %}",
        "{% extends 'base.html' %}{% block main %}{{ name }}{{ body | html }}{% if name %}{{ body | html }}{% endif %}!{% endblock %}",
        "{% block a %}{% for each in many %}{{ each }}{% block b scoped %}{{ each }}{{ body | html }}{% endblock %}{% endfor %}{% endblock %}",
        "{% set kept %}{{ body | html }}{{ name }}{% endset %}{{ kept | length }}{{ kept }}{{ body | html | length }}{{ (body | html) ~ name }}",
        "{% macro own() %}{{ body | html }}{% endmacro %}{{ own() }}{% filter upper %}{{ body | html }}{% endfilter %}{{ body | html }}",
        "{% autoescape false %}{{ body | html }}{{ body | text }}{% endautoescape %}{{ body | text }}{{ body | html if name }}",
        "{% import 'macros.html' as m %}{{ m.row | once(name) }}{{ name }}{{ m.row | once(1) | safe }}{{ (m.row | once(1)) ~ '<' }}",
        "{{ body | html(' hơn') }}{{ body | html(more='!') }}{{ body | html | upper }}",
        "{% with a=name %}{{ a }}{% endwith %}{{ [name, '<'] | join(', ') }}{{ 'x'.format(1) }}{{ many | length }}{{ none_at_all }}",
    ],
)
def test_templates_give_what_jinja_makes_of_them(text: str) -> None:
    """All that this program does to render them faster changes nothing."""
    facts: dict[str, Any] = {
        "site": "<Kho>", "name": "Hà & <Nội>", "number": 7, "markup": escape("<em>"), "many": [1, 2, "<"], "none_at_all": None, "body": "Bài",
        "tree": [SimpleNamespace(n="<1>", of=[SimpleNamespace(n=2, of=[]), SimpleNamespace(n=3, of=[])])],
    }  # fmt: skip
    given: dict[str, Callable[..., bytes]] = {
        "html": lambda body, more="": f"<p>{body} &amp; hết{more}</p>".encode(),
        "text": lambda body: f"{body} & <hết>".encode(),
        "once": lambda macro, *arguments: escape(macro(*arguments)).encode(),
    }
    filters = {
        "html": lambda *asked, **named: Markup(given["html"](*asked, **named).decode()),  # noqa: S704
        "text": lambda body: given["text"](body).decode(),
        "once": lambda *asked: Markup(given["once"](*asked).decode()),  # noqa: S704
    }
    loader = jinja2.DictLoader({**_PARTS, "page.html": text})
    plain = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    plain.filters |= filters
    plain.globals |= facts
    expected = plain.get_template("page.html").render().encode()
    quick = templates._QuickEnvironment(loader, filters, facts, given)
    if "self." in text:  # no attribute, so that such a template goes the slower way
        with pytest.raises(AttributeError):
            _bytes_of(quick.get_template("page.html"))
        return
    for _ in range(2):
        assert b"".join(_bytes_of(quick.get_template("page.html"))) == expected


def _bytes_of(template: jinja2.Template) -> list[bytes]:
    pieces: list[Any] = list(template.root_render_func(template.new_context({})))
    return [piece if isinstance(piece, bytes) else piece.encode() for piece in pieces]


def test_the_programs_own_templates_need_no_slower_way(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is there for what only Jinja itself understands, and to say what is wrong."""
    site.write("site.yml", "title: Kho\nurl: https://example.org/\nid: kho\n")
    for number in range(3):
        site.article(f"b{number}.md", "Một.\n\n*Hai* & [ba](b0.md).", tags="[a, b]", source="Báo", lead="Dẫn & <em>", author="[An]")
    monkeypatch.setattr(templates._Environment, "code_generator_class", None)
    monkeypatch.setattr(templates._QuickEnvironment, "code_generator_class", templates._QuickCode)
    site.built()


@pytest.mark.parametrize(
    "text",
    [
        "{% set kept %}<{% include 'parts/text.html' %}>{% endset %}{{ kept }}",
        "{% filter trim %}<{% include 'parts/text.html' %}>{% endfilter %}",
        "{% extends 'parts/outer.html' %}{% block main %}<{{ super() }}>{% endblock %}",
        "{% macro own() %}<{% include 'parts/text.html' %}>{% endmacro %}{{ own() }}",
    ],
)
def test_a_text_may_also_go_where_characters_are_wanted(site: TrialSite, text: str) -> None:
    site.write("templates/parts/text.html", "{{ page.body | html }}")
    site.write("templates/parts/outer.html", "{% block main %}{{ page.body | html }}{% endblock %}")
    site.write("templates/article.html", text)
    site.article("a.md", "Đầu & cuối.")
    site.built()
    assert site.page("2023/01/12/a.html") == "<<p>Đầu &amp; cuối.</p>>"
