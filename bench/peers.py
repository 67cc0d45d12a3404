"""Lay the same articles out for each generator, with templates that show the same: an article's fields, text and neighbours, a home page with
the newest articles, a list of categories, every article in the lists of its category, a feed with the newest and a sitemap.

Whatever a generator does besides, unasked, is turned off where it has a setting for that."""

import json
import shutil
import sys
from collections import Counter
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
NEWEST = 23  # on the home page, as on ours
FEED = 50  # as in ours
PAGE = 80  # cards on a page of a list: 10,000 articles then have as many pages of lists as with ours, fewer have fewer


class Peer(NamedTuple):
    """A generator: its name for the command line and for people, how its site is laid out in a folder, the commands that build it there and
    that tell its version, and where the pages come out."""

    name: str
    title: str
    lay_out: Callable[[Path, list[Story]], None]
    command: tuple[str, ...]
    version: tuple[str, ...]
    output: str = "public"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# hn-archive itself: the same job with templates as small, and families that the others have not turned off; with all it has but the search
# index; and with that, too.

SAME_JOB = (
    "title: Lưu trữ\nurl: https://example.org/\nid: bench\nmenu: [{label: Trang chủ, to: /}]\n"
    "lists: {days: off, months: off, tags: off, sources: off, authors: off, texts: off, this_day: off, most_read: off, coverage: off,"
    " corrections: off, related: off, archive_feeds: off, search: off}\n"
)
FULL = "title: Lưu trữ\nurl: https://example.org/\nid: bench\nlists: {search: off}\n"
WITH_SEARCH = "title: Lưu trữ\nurl: https://example.org/\nid: bench\n"
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
        "home.html": _list("page.featured + page.newest"),
        "term.html": _list("page.cards", _periods("page.periods")),
        "term_period.html": _list("page.cards", _periods("page.months")),
    }
    for name, text in templates.items():
        put(folder / "templates" / name, text)


def ours(folder: Path, stories: list[Story], settings: str = FULL) -> None:
    put(folder / "site.yml", settings)
    for story in stories:
        put(folder / f"content/{story.at:%Y/%m/%Y-%m-%d}-bai-{story.number}.md", text_of(story))


def ours_with_search(folder: Path, stories: list[Story]) -> None:
    ours(folder, stories, WITH_SEARCH)


def hugo(folder: Path, stories: list[Story]) -> None:
    _hugo(folder, stories, f"[pagination]\npagerSize={PAGE}\ndisableAliases=true\n[services.rss]\nlimit={FEED}\n", "content")
    home = f'{{{{define "main"}}}}<h1>{{{{.Title}}}}</h1>{{{{range first {NEWEST} .Site.RegularPages}}}}{_HUGO_CARDS}{{{{end}}}}'
    put(folder / "layouts/home.html", home)


def hugo_usual(folder: Path, stories: list[Story]) -> None:
    """As Hugo's own guides lay a site out: all articles in a section, which lists them once more, 20 a page as the home page does, and a feed
    of all in each list."""
    _hugo(folder, stories, "[pagination]\npagerSize=20\n", "content/posts")
    put(folder / "layouts/home.html", _HUGO_PAGES % ".Site.RegularPages")


_HUGO_CARDS = (
    '<article><h2><a href="{{.RelPermalink}}">{{.Title}}</a></h2><time>{{.Date.Format "02/01/2006 | 15:04"}}</time>'
    "<p>{{.Summary}}</p></article>{{end}}"
)
_HUGO_PAGES = (
    '{{define "main"}}<h1>{{.Title}}</h1>{{$p := .Paginate %s}}{{range $p.Pages}}'
    + _HUGO_CARDS
    + '{{if $p.HasNext}}<a href="{{$p.Next.URL}}">Tiếp</a>{{end}}{{end}}'
)


def _hugo(folder: Path, stories: list[Story], settings: str, content: str) -> None:
    put(
        folder / "hugo.toml",
        'baseURL="https://example.org/"\nlanguageCode="vi"\ntitle="Lưu trữ"\ntimeZone="Asia/Ho_Chi_Minh"\n'
        f'{settings}[taxonomies]\ncategory="categories"\n',
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
    put(folder / "layouts/list.html", _HUGO_PAGES % ".RegularPages")
    put(
        folder / "layouts/taxonomy.html",
        '{{define "main"}}<h1>{{.Title}}</h1>{{range .Pages}}<a href="{{.RelPermalink}}">{{.Title}}</a>{{end}}{{end}}',
    )
    for story in stories:
        put(
            folder / f"{content}/a-{story.number}.md",
            f"---\ntitle: {quoted(story.title)}\ndate: {story.at:%Y-%m-%dT%H:%M:00+07:00}\nviews: {story.views}\ncategories: [{quoted(story.category)}]\n"
            f"tags: {json.dumps(story.tags, ensure_ascii=False)}\nsummary: {quoted(story.lead)}\nsource: {quoted(story.source)}\n---\n\n{story.body}",
        )


def pelican(folder: Path, stories: list[Story]) -> None:
    put(
        folder / "pelicanconf.py",
        'SITENAME = "Lưu trữ"\nSITEURL = "https://example.org"\nPATH = "content"\nTIMEZONE = "Asia/Ho_Chi_Minh"\nDEFAULT_LANG = "vi"\n'
        f'DEFAULT_PAGINATION = {PAGE}\nFEED_ALL_RSS = "feeds/all.rss"\nFEED_MAX_ITEMS = {FEED}\nFEED_ALL_ATOM = None\n'
        'CATEGORY_FEED_ATOM = None\nAUTHOR_FEED_ATOM = None\nTRANSLATION_FEED_ATOM = None\nTHEME = "theme"\n'
        'DIRECT_TEMPLATES = ["index", "categories", "sitemap"]\nSITEMAP_SAVE_AS = "sitemap.xml"\nTAG_SAVE_AS = ""\nAUTHOR_SAVE_AS = ""\n'
        'PAGINATED_TEMPLATES = {"category": None}\nSTATIC_PATHS = []\nPLUGIN_PATHS = ["."]\nPLUGINS = ["neighbours"]\n',
    )
    put(
        folder / "neighbours.py",
        "from itertools import pairwise\nfrom pelican import signals\n\n\ndef join(generator):\n    for newer, older in pairwise(generator.articles):\n"
        "        newer.older, older.newer = older, newer\n\n\ndef register():\n    signals.article_generator_finalized.connect(join)\n",
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
        '{{article.views}}</p><p class="lead">{{article.summary}}</p>{{article.content}}<p>Nguồn: {{article.source}}</p><nav>'
        '{% if article.newer %}<a href="/{{article.newer.url}}">{{article.newer.title}}</a>{% endif %}'
        '{% if article.older %}<a href="/{{article.older.url}}">{{article.older.title}}</a>{% endif %}</nav></article>{% endblock %}',
    )

    def listing(title: str, cards: str, more: str = "") -> str:
        return (
            f'{{% extends "base.html" %}}{{% block main %}}<h1>{{{{{title}}}}}</h1>{{% for a in {cards} %}}<article><h2><a href="/{{{{a.url}}}}">'
            '{{a.title}}</a></h2><time>{{a.date.strftime("%d/%m/%Y | %H:%M")}}</time><p>{{a.summary}}</p></article>{% endfor %}'
            f"{more}{{% endblock %}}"
        )

    more = '{% if articles_page.has_next() %}<a href="/{{articles_next_page.url}}">Tiếp</a>{% endif %}'
    put(folder / "theme/templates/index.html", listing("SITENAME", f"articles[:{NEWEST}]"))
    put(folder / "theme/templates/category.html", listing("category", "articles_page.object_list", more))
    put(
        folder / "theme/templates/categories.html",
        '{% extends "base.html" %}{% block main %}<h1>Chuyên mục</h1>{% for category, _ in categories %}<a href="/{{category.url}}">{{category}}</a>'
        "{% endfor %}{% endblock %}",
    )
    put(
        folder / "theme/templates/sitemap.html",
        "<urlset>{% for a in articles %}<url><loc>{{SITEURL}}/{{a.url}}</loc></url>{% endfor %}{% for c, _ in categories %}<url><loc>{{SITEURL}}/"
        "{{c.url}}</loc></url>{% endfor %}</urlset>",
    )
    for story in stories:
        put(
            folder / f"content/a-{story.number}.md",
            f"Title: {story.title}\nDate: {story.at:%Y-%m-%d %H:%M}\nCategory: {story.category}\nTags: {', '.join(story.tags)}\nSlug: a-{story.number}\n"
            f"Views: {story.views}\nSource: {story.source}\nSummary: {story.lead}\n\n{story.body}",
        )


_ELEVENTY = """module.exports = config => {
  config.addCollection("newest", api => {
    const posts = api.getFilteredByTag("post").reverse();
    posts.forEach((post, place) => { post.data.newer = posts[place - 1]; post.data.older = posts[place + 1]; });
    return posts.slice(0, FEED);
  });
  config.addCollection("cats", api => {
    const lists = {};
    for (const post of api.getFilteredByTag("post").reverse()) (lists[post.data.category] ??= []).push(post);
    return Object.entries(lists).flatMap(([name, posts]) => Array.from({length: Math.ceil(posts.length / PAGE)}, (_, n) =>
      ({name, n, more: posts.length > PAGE * (n + 1), items: posts.slice(PAGE * n, PAGE * (n + 1))})));
  });
  config.addFilter("d", date => date.toISOString());
  return {dir: {input: "content", output: "public", includes: "../_includes"}, markdownTemplateEngine: false, htmlTemplateEngine: "njk"};
};
"""


def eleventy(folder: Path, stories: list[Story]) -> None:
    put(folder / "package.json", '{"type": "commonjs"}')
    put(folder / "eleventy.config.js", _ELEVENTY.replace("PAGE", str(PAGE)).replace("FEED", str(FEED)))
    put(folder / "_includes/base.njk", HEAD.format(title="{{title}}", lead="{{lead}}") + "{{content|safe}}" + FOOT)
    put(
        folder / "_includes/article.njk",
        "---\nlayout: base.njk\n---\n<article><h1>{{title}}</h1><p><time>{{date|d}}</time> | Lượt xem: {{views}}</p>"
        '<p class="lead">{{lead}}</p>{{content|safe}}<p>Nguồn: {{source}}</p><nav>{% if newer %}<a href="{{newer.url}}">{{newer.data.title}}</a>'
        '{% endif %}{% if older %}<a href="{{older.url}}">{{older.data.title}}</a>{% endif %}</nav></article>',
    )
    card = '<article><h2><a href="{{p.url}}">{{p.data.title}}</a></h2><time>{{p.date|d}}</time><p>{{p.data.lead}}</p></article>'
    put(
        folder / "content/index.njk",
        "---\nlayout: base.njk\ntitle: Lưu trữ\n---\n<h1>{{title}}</h1>{% for p in collections.newest.slice(0, "
        + f"{NEWEST}) %}}{card}{{% endfor %}}",
    )
    put(
        folder / "content/c/lists.njk",
        "---\nlayout: base.njk\npagination:\n  data: collections.cats\n  size: 1\n  alias: cat\n  addAllPagesToCollections: true\n"
        'permalink: "/c/{{cat.name|slugify}}/{{cat.n}}/"\neleventyComputed:\n  title: "{{cat.name}}"\n---\n<h1>{{title}}</h1>'
        f"{{% for p in cat.items %}}{card}{{% endfor %}}"
        '{% if cat.more %}<a href="/c/{{cat.name|slugify}}/{{cat.n + 1}}/">Tiếp</a>{% endif %}',
    )
    put(
        folder / "content/c/index.njk",
        "---\nlayout: base.njk\ntitle: Chuyên mục\n---\n<h1>{{title}}</h1>{% for cat in collections.cats %}{% if cat.n == 0 %}"
        '<a href="/c/{{cat.name|slugify}}/0/">{{cat.name}}</a>{% endif %}{% endfor %}',
    )
    put(
        folder / "content/feed.njk",
        '---\npermalink: /feed.xml\neleventyExcludeFromCollections: true\n---\n<rss version="2.0"><channel><title>Lưu trữ</title>'
        "<link>https://example.org/</link>{% for p in collections.newest %}<item><title>{{p.data.title}}</title><link>https://example.org{{p.url}}"
        "</link><pubDate>{{p.date|d}}</pubDate><description>{{p.data.lead}}</description></item>{% endfor %}</channel></rss>",
    )
    put(
        folder / "content/sitemap.njk",
        "---\npermalink: /sitemap.xml\neleventyExcludeFromCollections: true\n---\n<urlset>{% for p in collections.all %}"
        "<url><loc>https://example.org{{p.url}}</loc></url>{% endfor %}</urlset>",
    )
    for story in stories:
        put(
            folder / f"content/posts/a-{story.number}.md",
            f"---\ntitle: {quoted(story.title)}\ndate: {story.at:%Y-%m-%dT%H:%M:00+07:00}\nviews: {story.views}\ncategory: {quoted(story.category)}\n"
            f"topics: {json.dumps(story.tags, ensure_ascii=False)}\nlead: {quoted(story.lead)}\nsource: {quoted(story.source)}\n"
            f"layout: article.njk\ntags: [post]\n---\n\n{story.body}",
        )


def jekyll(folder: Path, stories: list[Story]) -> None:
    put(
        folder / "_config.yml",
        "title: Lưu trữ\nurl: https://example.org\ntimezone: Asia/Ho_Chi_Minh\nexcerpt_separator: ''\ndefaults:\n- scope: {path: '', type: posts}\n"
        "  values: {layout: article, permalink: '/posts/:title/', render_with_liquid: false}\n",
    )
    put(
        folder / "_layouts/base.html",
        HEAD.format(title="{{page.title | escape}}", lead="{{page.lead | escape}}") + "{{content}}" + FOOT,
    )
    put(
        folder / "_layouts/article.html",
        '---\nlayout: base\n---\n<article><h1>{{page.title | escape}}</h1><p><time>{{page.date | date: "%d/%m/%Y | %H:%M"}}</time> | Lượt xem: '
        '{{page.views}}</p><p class="lead">{{page.lead | escape}}</p>{{content}}<p>Nguồn: {{page.source | escape}}</p><nav>'
        '{% if page.next %}<a href="{{page.next.url}}">{{page.next.title | escape}}</a>{% endif %}'
        '{% if page.previous %}<a href="{{page.previous.url}}">{{page.previous.title | escape}}</a>{% endif %}</nav></article>',
    )

    def cards(posts: str) -> str:
        return (
            f'<h1>{{{{page.title}}}}</h1>{{% for post in {posts} %}}<article><h2><a href="{{{{post.url}}}}">{{{{post.title | escape}}}}</a></h2>'
            '<time>{{post.date | date: "%d/%m/%Y | %H:%M"}}</time><p>{{post.lead | escape}}</p></article>{% endfor %}'
        )

    more = '{% if page.more %}<a href="{{page.more}}">Tiếp</a>{% endif %}'
    put(
        folder / "_layouts/list.html",
        f"---\nlayout: base\n---\n{cards(f'site.categories[page.title] limit: {PAGE} offset: page.skip')}{more}",
    )
    put(folder / "index.html", f"---\nlayout: base\ntitle: Lưu trữ\n---\n{cards(f'site.posts limit: {NEWEST}')}")
    counts = Counter(story.category for story in stories)
    for place, (category, count) in enumerate(counts.items()):
        for skip in range(0, count, PAGE):
            here = f"/c/{place}/{skip // PAGE}/"
            next_page = f"more: /c/{place}/{skip // PAGE + 1}/\n" if skip + PAGE < count else ""
            put(folder / f"{here[1:]}index.html", f"---\nlayout: list\ntitle: {quoted(category)}\nskip: {skip}\n{next_page}---\n")
    links = "".join(f'<a href="/c/{place}/0/">{category}</a>' for place, category in enumerate(counts))
    put(folder / "c/index.html", f"---\nlayout: base\ntitle: Chuyên mục\n---\n<h1>Chuyên mục</h1>{links}")
    put(
        folder / "feed.xml",
        '---\n---\n<rss version="2.0"><channel><title>{{site.title}}</title><link>{{site.url}}/</link>'
        f"{{% for post in site.posts limit: {FEED} %}}"
        "<item><title>{{post.title | escape}}</title><link>{{site.url}}{{post.url}}</link><pubDate>{{post.date | date_to_rfc822}}</pubDate>"
        "<description>{{post.lead | escape}}</description></item>{% endfor %}</channel></rss>",
    )
    put(
        folder / "sitemap.xml",
        "---\n---\n<urlset>{% for post in site.posts %}<url><loc>{{site.url}}{{post.url}}</loc></url>{% endfor %}"
        "{% for page in site.html_pages %}<url><loc>{{site.url}}{{page.url}}</loc></url>{% endfor %}</urlset>",
    )
    for story in stories:
        put(
            folder / f"_posts/{story.at:%Y-%m-%d}-a-{story.number}.md",
            f"---\ntitle: {quoted(story.title)}\ndate: {story.at:%Y-%m-%d %H:%M:00 +0700}\nviews: {story.views}\ncategory: {quoted(story.category)}\n"
            f"tags: {json.dumps(story.tags, ensure_ascii=False)}\nlead: {quoted(story.lead)}\nsource: {quoted(story.source)}\n---\n\n{story.body}",
        )


OURS = (sys.executable, "-m", "hn_archive")
BUILD = (*OURS, "build")
PEERS = (
    Peer("same-job", "hn-archive, same job", ours_small, BUILD, (*OURS, "--version")),
    Peer("full-site", "hn-archive, full site", ours, BUILD, (*OURS, "--version")),
    Peer("with-search", "hn-archive, full site with search", ours_with_search, BUILD, (*OURS, "--version")),
    Peer("hugo", "Hugo, same job", hugo, ("hugo", "--quiet", "--cleanDestinationDir"), ("hugo", "version")),
    Peer("hugo-usual", "Hugo, its usual lists", hugo_usual, ("hugo", "--quiet", "--cleanDestinationDir"), ("hugo", "version")),
    Peer(
        "pelican",
        "Pelican",
        pelican,
        ("pelican", "-q", "content", "-o", "public", "-s", "pelicanconf.py"),
        ("pelican", "--version"),
    ),
    Peer("eleventy", "Eleventy", eleventy, ("eleventy", "--quiet"), ("eleventy", "--version")),
    Peer("jekyll", "Jekyll", jekyll, ("jekyll", "build", "--quiet", "--destination", "public"), ("jekyll", "--version")),
)


def present() -> tuple[Peer, ...]:
    """Those whose command is there."""
    return tuple(peer for peer in PEERS if is_ours(peer) or shutil.which(peer.command[0]))


def is_ours(peer: Peer) -> bool:
    return peer.command == BUILD
