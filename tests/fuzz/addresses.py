"""Addresses: slugs, files, aliases and old addresses are safe on every disk, and making them again changes nothing."""

import posixpath
import re
import unicodedata
from urllib.parse import unquote

from fuzz.target import Target, text_of
from hn_archive import address, old_address
from hn_archive.importers.incoming import file_name
from hn_archive.links import content_path, path_in_url, site_address
from hn_archive.output import _is_inside
from hn_archive.text import (
    collation_key,
    fold,
    identity,
    initial,
    is_windows_device,
    one_line,
    person_key,
    slug,
    stacked_marks,
)

_SLUG = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?")
_ASCII_SEGMENT = re.compile(r"[a-z0-9][a-z0-9.-]*")
_SHA256 = "0123456789abcdef" * 4


def check_slug(content: bytes) -> None:
    """A slug is ASCII, short, no device's name, the same for each normal form, and its own slug; so are keys that tell names apart."""
    text = text_of(content)
    if stacked_marks(text) is not None:  # no file with such text is read
        return
    twin = unicodedata.normalize("NFD", text)
    for limit in (80, 20):
        made = slug(text, limit)
        assert _SLUG.fullmatch(made)
        assert len(made) <= limit + len("-0")
        assert not is_windows_device(made)
        assert slug(made, limit) == made
        assert slug(twin, limit) == made
    for key in (identity, fold, one_line):
        assert key(key(text)) == key(text), key
    for shown in (identity, fold, collation_key, person_key, initial):
        assert shown(twin) == shown(text), shown
    assert address.slug_or_digest(text) == address.slug_or_digest(twin) != ""


def check_file(content: bytes) -> None:
    """The address of a file or an article is one plain name in its folder, whatever the file is called; so is the name of a file that comes in."""
    name = text_of(content)
    last = address.slug_of_file(name)
    assert _SLUG.fullmatch(last)
    assert last
    found = address.file("vi", _SHA256, name.rpartition("/")[2] or "a")
    assert found.startswith(f"tep/{_SHA256[:12]}")
    assert _is_inside(found) or "\x00" in name
    assert found.count("/") == 1
    taken: list[str] = []
    for _ in range(3):
        taken.append(file_name(name, taken))
        assert _ASCII_SEGMENT.fullmatch(taken[-1])
        assert len(taken[-1]) < 80
    assert len(set(taken)) == 3


def check_alias(content: bytes) -> None:
    """An old address is refused, left to the search for old addresses, or answered by an HTML file that lies in the output on every system;
    its own address leads to it again."""
    written = text_of(content)
    try:
        place = address.of_alias(written)
    except ValueError:
        return
    if place is None:
        return
    assert posixpath.normpath(place) == place
    assert _is_inside(place)
    assert place.lower().endswith((".html", ".htm"))
    assert unicodedata.is_normalized("NFC", place)
    for segment in place.split("/"):
        assert not segment.startswith(".")
        assert not re.search(r'[<>:"|?*\\\x00-\x1f\x7f]', segment)
        assert segment == segment.rstrip(" .")
        assert not is_windows_device(segment)
    shown = address.quoted(place)
    assert shown.isascii()
    assert unquote(shown) == place
    assert address.of_alias(f"/{shown}") == place
    assert address.permalink("https://a.vn/", place).startswith("https://a.vn/")
    assert address.root_from(place).count("/") == place.count("/")


def check_old_address(content: bytes) -> None:
    """The key of an old address is ASCII and its own key, the same however the address was copied; its shard is one of 256."""
    written = text_of(content)
    key = old_address.key(written)
    assert key.isascii()
    assert key.startswith("/")
    assert "//" not in key.partition("?")[0]
    assert old_address.key(key) == key
    assert old_address.key(f" {key}\r\n") == key
    assert old_address.key(f"https://cong.example{key}#dau") == key
    assert old_address.key(f"{key}{'&' if '?' in key else '?'}utm_source=zalo") == key
    assert re.fullmatch("[0-9a-f]{2}", old_address.shard(key))


def check_link(content: bytes) -> None:
    """A path in an article names something in `content/`, or nothing."""
    written = path_in_url(text_of(content))
    for folder in ("", "2023/01"):
        inside = content_path(written, folder)
        if inside is not None:
            assert not inside.startswith("/")
            assert ".." not in inside.split("/")
            assert posixpath.normpath(posixpath.join("/content", inside)).startswith("/content")
    assert not site_address(f"/{written}").endswith("/")


_NAMES = (
    *(
        "Hà Nội",
        "Đường",
        "ð",
        "Ɖ",
        "C++",
        "C#",
        "hoà",
        "hòa",
        "thuỷ",
        "o\u0302\u0323",
        "İ",
        "ß",
        "ﬁ",
        "Ⅷ",
        "²",
        "北京",
        "🎉",
        "ẞ",
        "ǅ",
        "ΐ",
    ),
    *(
        "con",
        "NUL",
        "com1",
        "lpt9.",
        "aux-",
        "COM¹",
        "-",
        "_",
        ".",
        "..",
        " ",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "'",
        "’",
        "&amp;",
        "&#39;",
        "&#x41;",
    ),
    *(
        "2023-01-12-",
        "2023-1-2 ",
        "index.md",
        "_pages/",
        ".html",
        ".HTM",
        "tin.aspx",
        "a" * 90,
        "một hai ba bốn ",
        "1,000",
        "\x00",
        "\x7f",
        "\n",
    ),
)
_WAYS = (
    *(
        "/",
        "//",
        "../",
        "./",
        "\\",
        "%2e%2e%2f",
        "%2F",
        "%5c",
        "%00",
        "%0a",
        "%C3%A0",
        "%c3",
        "%FF",
        "%",
        "%zz",
        "%25",
        "%2541",
        "C:",
        "~",
        "@",
    ),
    *(
        "?",
        "#",
        "&",
        "=",
        "+",
        ";",
        "?id=12",
        "&utm_source=x",
        "fbclid=1",
        "utm%5Fx=1",
        "http://a.vn",
        "HTTPS://",
        "//b.vn",
        "mailto:",
        "[::1]",
        ":80",
    ),
)
TARGETS = (
    Target("slugs", check_slug, _NAMES, 150),
    Target("files", check_file, (*_NAMES, *_WAYS)),
    Target("aliases", check_alias, (*_WAYS, *_NAMES), 150),
    Target("old-addresses", check_old_address, (*_WAYS, *_NAMES), 150),
    Target("links", check_link, (*_WAYS, *_NAMES)),
)
