"""What hosts and crawlers read: `robots.txt`, and redirects and headers as each kind of host wants to be told of them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from hn_archive import address
from hn_archive.colours import stylesheet
from hn_archive.config import Config, Host
from hn_archive.header_fields import EVERYONE, FRESH, HEADERS, IMMUTABLE, SHORT, TYPES, fresh, immutable
from hn_archive.outputs import Page, Text
from hn_archive.site import Site
from hn_archive.view import RedirectView

# Programs that gather texts to train language models, by the names under which their makers say they look into robots.txt.
AI_CRAWLERS: Final = (
    "AI2Bot", "Amazonbot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "cohere-training-data-crawler", "Diffbot",
    "Google-Extended", "GPTBot", "Meta-ExternalAgent", "Timpibot",
)  # fmt: skip

_TEXT_HOSTS: Final[frozenset[Host | None]] = frozenset({None, "netlify", "cloudflare-pages", "gitlab-pages"})


def outputs(site: Site, made: Iterable[Page]) -> Iterator[Text]:
    """`robots.txt`, the site's own colours, and for the host in `publish.host` its files for the redirects among the pages `made`. Pure."""
    config = site.config
    yield Text(address.ROBOTS, "host", robots(config))
    if stylesheet(config.theme):
        yield Text(address.colours(), "static", stylesheet(config.theme))
    host = config.publish.host
    moved = _moved(site, made)
    if host in _TEXT_HOSTS:
        if moved:
            yield Text("_redirects", "host", redirects(moved, host))
        if host != "gitlab-pages":
            yield Text("_headers", "host", headers(config))
    elif host == "nginx":
        yield Text("_nginx.conf", "host", nginx_maps(moved, config))
        yield Text("_nginx-server.conf", "host", nginx_server(config))
    elif host == "apache":
        yield Text(".htaccess", "host", htaccess(moved, config))


def robots(config: Config) -> str:
    """`robots.txt` (RFC 9309). The sitemap's address is left out where it is not known."""
    denied = (
        "".join(f"User-agent: {name}\n" for name in AI_CRAWLERS) + "Disallow: /\n\n" if config.robots.ai_crawlers == "deny" else ""
    )
    sitemap = f"\nSitemap: {address.permalink(config.site_url, address.SITEMAP)}\n" if config.url else ""
    return f"{denied}User-agent: *\nDisallow:\n{sitemap}"


def _moved(site: Site, made: Iterable[Page]) -> list[tuple[str, str]]:
    """Old and new paths on the host, in order, old ones as they are and new ones escaped; feeds of renamed categories too."""
    prefix = site.config.host_path
    pairs = [(page.address, page.view.to) for page in made if page.family == "redirect" and isinstance(page.view, RedirectView)]
    for term in site.terms["category"] if site.config.has_feeds else ():
        for name in address.FEEDS if term.articles else ():
            new = address.category_feed(site.config.language, term.slug, name)
            pairs += [(address.category_feed(site.config.language, old, name), new) for old in term.old_slugs]
    found = []
    for old, new in sorted(pairs):
        to = quote(prefix + new.removesuffix("index.html") if new.endswith("/index.html") else prefix + new)
        if old.endswith("/index.html"):
            found.append((prefix + old.removesuffix("index.html"), to))
        found.append((prefix + old, to))
    return found


def redirects(moved: list[tuple[str, str]], host: Host | None) -> str:
    """`_redirects`, as Netlify, Cloudflare Pages and GitLab Pages read it.

    At each old address stands a page too, for hosts that read nothing. Netlify would show that page and not look here, but for the `!`.
    """
    status = "301!" if host == "netlify" else "301"
    return "".join(f"{quote(old)} {new} {status}\n" for old, new in moved)


def headers(config: Config) -> str:
    """`_headers`, as Netlify and Cloudflare Pages read it."""
    return "".join(f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in values) for path, values in _headers(config))


def _headers(config: Config) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Header fields by path, `*` for anything."""
    prefix = quote(config.host_path)
    yield (
        f"{prefix}*",
        HEADERS,
    )
    # Their names come from their content.
    for pattern in immutable(config.language):
        # One `*` is all that Cloudflare Pages takes, and only at the end.
        yield f"{prefix}{pattern.replace('*/', ':folder/')}", (("Cache-Control", IMMUTABLE),)
    for name, kind in address.FEEDS.items():
        yield f"{prefix}{name}", (("Content-Type", f"{kind}; charset=utf-8"), EVERYONE)
    if config.lists.data:
        yield f"{prefix}{address.data(config.language, '*')}", (EVERYONE,)


def nginx_maps(moved: list[tuple[str, str]], config: Config) -> str:
    """Maps for nginx, to be included in its `http` block: where an address has moved, how long it may be kept, and who may ask for it."""
    longest = max((len(old.encode()) for old, _ in moved), default=0)
    size = 64
    while size < longest + 64:
        size *= 2
    public = "".join(f'    "~{pattern}" "{EVERYONE[1]}";\n' for pattern in _for_everyone(config))
    kept = "".join(f'    "~{pattern}" "{value}";\n' for pattern, value in _kept(config))
    return (
        "# In the http block:   include .../_nginx.conf;\n"
        "# In the server block: include .../_nginx-server.conf;\n"
        f"map_hash_bucket_size {size};\n"
        + _nginx_map("moved", "", "".join(f'    "{old}" "{new}";\n' for old, new in moved))
        + _nginx_map("cache", SHORT, kept)
        + _nginx_map("origin", "", public)
    )


def _nginx_map(name: str, default: str, lines: str) -> str:
    return f'map $uri $hn_archive_{name} {{\n    default "{default}";\n{lines}}}\n'


def nginx_server(config: Config) -> str:
    """The rest for nginx, to be included in its `server` block: redirects, header fields, types, compression, and what is nobody's business."""
    prefix = re.escape(config.host_path)
    fields = (*HEADERS, ("Cache-Control", "$hn_archive_cache"), (EVERYONE[0], "$hn_archive_origin"))
    types = "".join(f"    {kind} {ending.removeprefix('.')};\n" for ending, (kind, _) in TYPES.items())
    texts = sorted({kind for kind, is_text in TYPES.values() if is_text} | set(address.FEEDS.values()))
    packed = " ".join(kind for kind in texts if kind != "text/html")  # which nginx always means
    static = "".join(f"{each}_static on;\n" for each in config.publish.compress)
    feeds = "".join(
        f'location ~ "^{prefix}(?:.*/)?{re.escape(name)}$" {{ types {{ }} default_type {kind}; }}\n'
        for name, kind in address.FEEDS.items()
    )
    return (
        "# In the server block, beside root; _nginx.conf must be included in the http block.\n"
        "absolute_redirect off;\n"
        "if ($hn_archive_moved) { return 301 $hn_archive_moved; }\n"
        f'error_page 404 "{config.host_path}{address.NOT_FOUND}";\n'
        + "".join(f'add_header {name} "{value}" always;\n' for name, value in fields)
        + f"types {{\n{types}}}\ncharset utf-8;\ncharset_types {packed};\n"
        f"gzip on;\ngzip_vary on;\ngzip_min_length 500;\ngzip_types {packed};\n"
        f"{static}{feeds}"
        f'location ~ "^{prefix}atom/[0-9]+\\.xml$" {{ types {{ }} default_type {address.FEEDS[address.ATOM]}; }}\n'
        'location ~ "/\\.(?!well-known/)" { return 404; }\n'
        f'location ~ "^{prefix}_nginx(-server)?\\.conf$" {{ return 404; }}\n'
    )


def _kept(config: Config) -> Iterator[tuple[str, str]]:
    """Regular expressions of paths on the host, and how long these may be kept, where it is not the usual time."""
    prefix = re.escape(config.host_path)
    for pattern in immutable(config.language):
        yield f"^{prefix}{'[^/]+'.join(map(re.escape, pattern.split('*')))}$", IMMUTABLE
    yield f"^{prefix}{re.escape(fresh(config.language))}$", FRESH


def _for_everyone(config: Config) -> Iterator[str]:
    """Regular expressions of paths on the host that pages of any other may read."""
    prefix = re.escape(config.host_path)
    yield f"^{prefix}(?:{'|'.join(map(re.escape, address.FEEDS))})$"
    if config.lists.data:
        yield f"^{prefix}{re.escape(address.data(config.language, ''))}"


def _literal(escaped: str) -> str:
    """A path as RedirectMatch wants its target: Apache escapes it itself, and would put in what `$1` matched."""
    return unquote(escaped).replace("$", r"\$")


def htaccess(moved: list[tuple[str, str]], config: Config) -> str:
    """`.htaccess` for Apache: redirects, headers, media types and the page for addresses that do not exist."""
    prefix = config.host_path
    lines = "".join(f'RedirectMatch 301 "^{re.escape(old)}$" "{_literal(new)}"\n' for old, new in moved)
    common = next(_headers(config))[1]
    fields = "".join(f'  Header always set {name} "{value}"\n' for name, value in common)
    fields += f'  Header set Cache-Control "{SHORT}"\n'
    fields += "".join(
        f'  Header set Cache-Control "{value}" "expr=%{{REQUEST_URI}} =~ m#{pattern}#"\n' for pattern, value in _kept(config)
    )
    fields += "".join(
        f'  Header set {EVERYONE[0]} "{EVERYONE[1]}" "expr=%{{REQUEST_URI}} =~ m#{pattern}#"\n' for pattern in _for_everyone(config)
    )
    return (
        f"ErrorDocument 404 {quote(prefix)}{address.NOT_FOUND}\n"
        "AddDefaultCharset utf-8\n"
        "AddType application/jsonl .jsonl\n"
        f"<IfModule mod_headers.c>\n{fields}</IfModule>\n"
        f"{lines}"
    )
