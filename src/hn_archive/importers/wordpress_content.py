"""Turn what WordPress stores of a post into HTML: paragraphs without tags, and short codes."""

import html as htmllib
import re
from collections.abc import Mapping
from typing import Final

import msgspec

# https://developer.wordpress.org/reference/functions/wpautop/: a part that begins with one of these is a block already.
_BLOCK: Final = re.compile(
    r"\s*(?:<!--|</?(?:address|article|aside|blockquote|caption|center|col|dd|details|div|dl|dt|embed|fieldset|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|iframe|li|link|main|nav|object|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|video)\b)",
    re.IGNORECASE,
)
_KEPT: Final = re.compile(r"<(pre|script|style|textarea)\b(?:(?!<\1\b).)*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([a-z_][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))""", re.IGNORECASE)
_CAPTION: Final = re.compile(r"\[(?:wp_)?caption\b([^\[\]]*)\]((?:(?!\[(?:wp_)?caption\b).)*?)\[/(?:wp_)?caption\]", re.DOTALL)
_PICTURE: Final = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
_GALLERY: Final = re.compile(r"\[gallery\b([^\[\]]*)\]")
_EMBED: Final = re.compile(r"\[embed\b[^\[\]]*\]\s*(https?://[^\s\[<]+)\s*\[/embed\]")
_PLAYER: Final = re.compile(r"\[(?:audio|video)\b([^\[\]]*)\](?:\s*\[/(?:audio|video)\])?")
# Other programs' codes have attributes, an end, or a name of several parts; words of editors in brackets, `[Ảnh]`, have none of these.
_CODE: Final = re.compile(
    r"""(?<!\[)\[(?:/[a-z][a-z0-9_-]+|[a-z][a-z0-9]*[_-][a-z0-9_-]*[a-z0-9]|[a-z][a-z0-9_-]*(?:\s+[a-z][\w-]*\s*=\s*(?:"[^"\[\]]*"|'[^'\[\]]*'|[^\s\[\]"']+))+\s*/?)\](?!\])"""
)


class Content(msgspec.Struct, frozen=True):
    """A post's content as HTML, and the short codes that stay in it because their program alone knows what they mean."""

    html: str
    codes: tuple[str, ...] = ()


def content_of(stored: str, pictures: Mapping[str, str]) -> Content:
    """The content of a post; `pictures` are the addresses of attachments by their ids, for galleries."""
    html = _CAPTION.sub(_caption, stored)
    html = _GALLERY.sub(lambda match: _gallery(match, pictures), html)
    html = _EMBED.sub(r'<p><a href="\1">\1</a></p>', html)
    html = _PLAYER.sub(_player, html)
    codes = tuple(dict.fromkeys(match[0] for match in _CODE.finditer(re.sub(r"<[^>]*>", " ", html))))
    return Content(html if "<!-- wp:" in html else _with_paragraphs(html), codes)


def _attributes(written: str) -> dict[str, str]:
    return {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(written)}


def _caption(match: re.Match[str]) -> str:
    picture = _PICTURE.search(match[2])
    if picture is None:
        return match[2]
    words = _attributes(match[1]).get("caption", "") + match[2].replace(picture[0], " ", 1)
    return f"\n\n<figure>{picture[0]}<figcaption>{words.strip()}</figcaption></figure>\n\n"


def _gallery(match: re.Match[str], pictures: Mapping[str, str]) -> str:
    keys = re.findall("[0-9]+", _attributes(match[1]).get("ids", ""))
    if not keys or any(key not in pictures for key in keys):
        return match[0]
    shown = "".join(f'<p><img src="{htmllib.escape(pictures[key])}"></p>' for key in keys)
    return f"\n\n<div>{shown}</div>\n\n"


def _player(match: re.Match[str]) -> str:
    values = _attributes(match[1])
    source = next((values[name] for name in ("src", "mp4", "webm", "mp3", "m4a", "ogg", "wav") if values.get(name)), "")
    return f'\n\n<video src="{htmllib.escape(source)}"></video>\n\n' if source else match[0]


def _with_paragraphs(html: str) -> str:
    """HTML whose paragraphs are parted by blank lines, and its lines by line feeds, with tags for both."""
    made, end = [], 0
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    for kept in [*_KEPT.finditer(html), None]:
        prose = html[end : kept.start()] if kept else html[end:]
        for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", prose):
            words = part.strip("\n")
            made.append(words if not words.strip() or _BLOCK.match(words) else f"<p>{words.replace(chr(10), '<br>' + chr(10))}</p>")
        if kept:
            made.append(kept[0])
            end = kept.end()
    return "\n".join(made)
