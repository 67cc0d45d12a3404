"""Bring the addresses that articles had on the old portal into one form, and spread them over shards."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote

_HOST: Final = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*|[^/?#]+")
_BROKEN_ESCAPE: Final = re.compile(r"%(?![0-9a-fA-F]{2})")
_TRACKING: Final = re.compile(r"utm_|fbclid=|gclid=")  # what is added when an address is shared


def key(written: str) -> str:
    """What tells an old address from others, in ASCII; `static/old-addresses.js` makes the same.

    Scheme, host, case, the order of the query, what was added in sharing, doubled and closing slashes and the fragment do not count.
    """
    trimmed = written.strip(" \t\r\n")
    host = _HOST.match(trimmed)
    rest = trimmed[host.end() if host else 0 :].partition("#")[0]
    path, _, query = rest.partition("?")
    names = [_encoded(name) for name in _decoded(path).split("/") if name]
    pairs = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        made = "=".join(_encoded(_decoded(part.replace("+", " "))) for part in (name, value))
        if pair and not _TRACKING.match(made):
            pairs.append(made)
    return "/" + "/".join(names) + ("?" + "&".join(sorted(pairs)) if pairs else "")


def _decoded(text: str) -> str:
    """As decodeURIComponent has it; what that refuses stays as it is."""
    if _BROKEN_ESCAPE.search(text):
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _encoded(text: str) -> str:
    """Lower case, NFC, as encodeURIComponent has it."""
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    return quote(lower, safe="!*'()")


def shard(made: str) -> str:
    """Which of 256 shards holds a key: the last eight bits of its FNV-1a hash (32 bits), in hexadecimal."""
    value = 0x811C9DC5
    for byte in made.encode("ascii"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value & 0xFF:02x}"
