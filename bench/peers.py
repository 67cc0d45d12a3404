"""Lay the same articles out for each generator, with templates that show the same: an article's fields, text and neighbours, a home page and
category lists, a feed and a sitemap."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from corpus import Story, text_of

HEAD = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    '<meta name="description" content="{lead}"><link rel="stylesheet" href="/static/site.css"></head><body><header><a href="/">Lưu trữ</a>'
    "</header><main>"
)
FOOT = "</main><footer>Cổng thông tin</footer></body></html>"


class Peer(NamedTuple):
    """A generator: how its site is laid out in a folder, the command that builds it there, and where the pages come out."""

    name: str
    lay_out: Callable[[Path, list[Story]], None]
    command: tuple[str, ...]
    output: str


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# hn-archive itself: the same job with templates as small, and families that the others have not turned off; and with all it has.

SAME_JOB = (
    "title: Lưu trữ\nurl: https://example.org/\nid: bench\nmenu: [{label: Trang chủ, to: /}]\n"
    "lists: {days: off, months: off, tags: off, sources: off, authors: off}\n"
)
FULL = "title: Lưu trữ\nurl: https://example.org/\nid: bench\n"
_BASE = HEAD.format(title="{{ page.title }}", lead="{{ page.description }}") + "{% block main %}{% endblock %}" + FOOT
_CARDS = (
    '{% for card in cards %}<article><h2><a href="{{ root }}{{ card.address }}">{{ card.title }}</a></h2><time>{{ card.time.short }}</time>'
    "<p>{{ card.summary }}</p></article>{% endfor %}"
)
_ARTICLE = (
    '{% extends "base.html" %}{% block main %}<article><h1>{{ page.title }}</h1><p><time>{{ page.time.short }}</time> | '
    'Lượt xem: {{ page.views.count }}</p><p class="lead">{{ page.lead }}</p>{{ page.body | html }}<p>Nguồn: {{ page.source.name }}</p><nav>'
    '{% if page.newer %}<a href="{{ root }}{{ page.newer.address }}">{{ page.newer.label }}</a>{% endif %}'
    '{% if page.older %}<a href="{{ root }}{{ page.older.address }}">{{ page.older.label }}</a>{% endif %}</nav></article>{% endblock %}'
)


def _list(cards: str, more: str = "") -> str:
    return f'{{% extends "base.html" %}}{{% block main %}}<h1>{{{{ page.title }}}}</h1>{{% set cards = {cards} %}}{_CARDS}{more}{{% endblock %}}'


def _periods(name: str) -> str:
    return f'{{% for entry in {name} %}}<a href="{{{{ root }}}}{{{{ entry.address }}}}">{{{{ entry.label }}}}</a>{{% endfor %}}'


def ours_small(folder: Path, stories: list[Story]) -> None:
    ours(folder, stories, SAME_JOB)
    templates = {
        "base.html": _BASE,
        "article.html": _ARTICLE,
        "home.html": _list("page.newest"),
        "term.html": _list("page.cards", _periods("page.periods")),
        "term_period.html": _list("page.cards", _periods("page.months")),
    }
    for name, text in templates.items():
        put(folder / "templates" / name, text)


def ours(folder: Path, stories: list[Story], settings: str = FULL) -> None:
    put(folder / "site.yml", settings)
    for story in stories:
        put(folder / f"content/{story.at:%Y/%m/%Y-%m-%d}-bai-{story.number}.md", text_of(story))


def hugo(folder: Path, stories: list[Story]) -> None:
    put(
        folder / "hugo.toml",
        'baseURL="https://example.org/"\nlanguageCode="vi"\ntitle="Lưu trữ"\ntimeZone="Asia/Ho_Chi_Minh"\n[pagination]\npagerSize=20\n'
        '[taxonomies]\ncategory="categories"\n',
    )
    put(
        folder / "layouts/baseof.html",
        HEAD.format(title="{{.Title}}", lead="{{.Summary | plainify}}") + '{{block "main" .}}{{end}}' + FOOT,
    )
    put(
        folder / "layouts/single.html",
        '{{define "main"}}<article><h1>{{.Title}}</h1><p><time>{{.Date.Format "02/01/2006 | 15:04"}}</time> | Lượt xem: {{.Params.views}}</p>'
        '<p class="lead">{{.Summary}}</p>{{.Content}}<p>Nguồn: {{.Params.source}}</p><nav>{{with .PrevInSection}}'
        '<a href="{{.RelPermalink}}">{{.Title}}</a>{{end}}{{with .NextInSection}}<a href="{{.RelPermalink}}">{{.Title}}</a>{{end}}</nav>'
        "</article>{{end}}",
    )
    pages = (
        '{{define "main"}}<h1>{{.Title}}</h1>{{$p := .Paginate %s}}{{range $p.Pages}}<article><h2><a href="{{.RelPermalink}}">{{.Title}}</a></h2>'
        '<time>{{.Date.Format "02/01/2006 | 15:04"}}</time><p>{{.Summary}}</p></article>{{end}}{{if $p.HasNext}}<a href="{{$p.Next.URL}}">Tiếp</a>'
        "{{end}}{{end}}"
    )
    put(folder / "layouts/list.html", pages % ".RegularPages")
    put(folder / "layouts/home.html", pages % ".Site.RegularPages")
    put(
        folder / "layouts/taxonomy.html",
        '{{define "main"}}<h1>{{.Title}}</h1>{{range .Pages}}<a href="{{.RelPermalink}}">{{.Title}}</a>{{end}}{{end}}',
    )
    for story in stories:
        put(
            folder / f"content/posts/a-{story.number}.md",
            f"---\ntitle: {quoted(story.title)}\ndate: {story.at:%Y-%m-%dT%H:%M:00+07:00}\nviews: {story.views}\ncategories: [{quoted(story.category)}]\n"
            f"tags: {json.dumps(story.tags, ensure_ascii=False)}\nsummary: {quoted(story.lead)}\nsource: {quoted(story.source)}\n---\n\n{story.body}",
        )


def pelican(folder: Path, stories: list[Story]) -> None:
    put(
        folder / "pelicanconf.py",
        'SITENAME = "Lưu trữ"\nSITEURL = "https://example.org"\nPATH = "content"\nTIMEZONE = "Asia/Ho_Chi_Minh"\nDEFAULT_LANG = "vi"\n'
        'DEFAULT_PAGINATION = 20\nFEED_ALL_RSS = "feeds/all.rss"\nFEED_MAX_ITEMS = 50\nCATEGORY_FEED_ATOM = None\nAUTHOR_FEED_ATOM = None\n'
        'TRANSLATION_FEED_ATOM = None\nTHEME = "theme"\nDIRECT_TEMPLATES = ["index"]\nTAG_SAVE_AS = ""\nAUTHOR_SAVE_AS = ""\nTAGS_SAVE_AS = ""\n'
        'ARCHIVES_SAVE_AS = ""\nAUTHORS_SAVE_AS = ""\nPAGINATED_TEMPLATES = {"index": None, "category": None}\nSTATIC_PATHS = []\n',
    )
    (folder / "theme/static").mkdir(parents=True, exist_ok=True)
    put(
        folder / "theme/templates/base.html",
        HEAD.format(title="{% block title %}{% endblock %}", lead="{% block lead %}{% endblock %}")
        + "{% block main %}{% endblock %}"
        + FOOT,
    )
    put(
        folder / "theme/templates/article.html",
        '{% extends "base.html" %}{% block title %}{{article.title}}{% endblock %}{% block lead %}{{article.summary|striptags}}{% endblock %}'
        '{% block main %}<article><h1>{{article.title}}</h1><p><time>{{article.date.strftime("%d/%m/%Y | %H:%M")}}</time> | Lượt xem: '
        '{{article.views}}</p><p class="lead">{{article.summary}}</p>{{article.content}}<p>Nguồn: {{article.source}}</p></article>{% endblock %}',
    )
    pages = (
        '{% extends "base.html" %}{% block main %}{% for a in articles_page.object_list %}<article><h2><a href="/{{a.url}}">{{a.title}}</a></h2>'
        '<time>{{a.date.strftime("%d/%m/%Y | %H:%M")}}</time><p>{{a.summary}}</p></article>{% endfor %}'
        '{% if articles_page.has_next() %}<a href="/{{articles_next_page.url}}">Tiếp</a>{% endif %}{% endblock %}'
    )
    put(folder / "theme/templates/index.html", pages)
    put(folder / "theme/templates/category.html", pages)
    for story in stories:
        put(
            folder / f"content/a-{story.number}.md",
            f"Title: {story.title}\nDate: {story.at:%Y-%m-%d %H:%M}\nCategory: {story.category}\nTags: {', '.join(story.tags)}\nSlug: a-{story.number}\n"
            f"Views: {story.views}\nSource: {story.source}\nSummary: {story.lead}\n\n{story.body}",
        )


def eleventy(folder: Path, stories: list[Story]) -> None:
    put(folder / "package.json", '{"type": "commonjs"}')
    put(
        folder / "eleventy.config.js",
        'module.exports = c => { c.addCollection("cats", api => { const m = {}; for (const p of api.getFilteredByTag("post").reverse()) '
        "(m[p.data.category] ??= []).push(p); const out = []; for (const [k, v] of Object.entries(m)) for (let i = 0; i < v.length; i += 20) "
        'out.push({name: k, n: i / 20, items: v.slice(i, i + 20)}); return out; }); c.addFilter("d", d => d.toISOString()); '
        'return {dir: {input: "content", output: "public", includes: "../_includes"}, markdownTemplateEngine: false, htmlTemplateEngine: "njk"}; };\n',
    )
    put(folder / "_includes/base.njk", HEAD.format(title="{{title}}", lead="{{lead}}") + "{{content|safe}}" + FOOT)
    put(
        folder / "_includes/article.njk",
        "---\nlayout: base.njk\n---\n<article><h1>{{title}}</h1><p><time>{{date|d}}</time> | Lượt xem: {{views}}</p>"
        '<p class="lead">{{lead}}</p>{{content|safe}}<p>Nguồn: {{source}}</p></article>',
    )
    card = '<article><h2><a href="{{p.url}}">{{p.data.title}}</a></h2><time>{{p.date|d}}</time><p>{{p.data.lead}}</p></article>'
    put(
        folder / "content/index.njk",
        "---\nlayout: base.njk\npagination:\n  data: collections.post\n  size: 20\n  reverse: true\n---\n{% for p in pagination.items %}"
        + card
        + "{% endfor %}",
    )
    put(
        folder / "content/cats.njk",
        "---\nlayout: base.njk\npagination:\n  data: collections.cats\n  size: 1\n  alias: cat\n"
        'permalink: "/c/{{cat.name|slugify}}/{{cat.n}}/"\n---\n{% for p in cat.items %}' + card + "{% endfor %}",
    )
    put(
        folder / "content/sitemap.njk",
        "---\npermalink: /sitemap.xml\n---\n<urlset>{% for p in collections.all %}<url><loc>https://example.org{{p.url}}</loc></url>{% endfor %}</urlset>",
    )
    for story in stories:
        put(
            folder / f"content/posts/a-{story.number}.md",
            f"---\ntitle: {quoted(story.title)}\ndate: {story.at:%Y-%m-%dT%H:%M:00+07:00}\nviews: {story.views}\ncategory: {quoted(story.category)}\n"
            f"topics: {json.dumps(story.tags, ensure_ascii=False)}\nlead: {quoted(story.lead)}\nsource: {quoted(story.source)}\n"
            f"layout: article.njk\ntags: [post]\n---\n\n{story.body}",
        )


BUILD = (sys.executable, "-m", "hn_archive", "build")
PEERS = (
    Peer("hn-archive, same job", ours_small, BUILD, "public"),
    Peer("hn-archive, full site", ours, BUILD, "public"),
    Peer("hugo", hugo, ("hugo", "--quiet", "--cleanDestinationDir"), "public"),
    Peer("pelican", pelican, ("pelican", "-q", "content", "-o", "public", "-s", "pelicanconf.py"), "public"),
    Peer("eleventy", eleventy, ("eleventy", "--quiet"), "public"),
)


def present() -> tuple[Peer, ...]:
    """Those whose command is there."""
    return tuple(peer for peer in PEERS if peer.command == BUILD or shutil.which(peer.command[0]))
