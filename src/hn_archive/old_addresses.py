"""Find articles by the addresses they had on the old portal, also those with query strings, which no static file can answer."""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from hn_archive import address
from hn_archive.composer import Composer
from hn_archive.outputs import Page, Text
from hn_archive.problem import Location, Problem
from hn_archive.site import Site
from hn_archive.view import OldAddressesView

_HOST: Final = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*|[^/?#]+")
_BROKEN_ESCAPE: Final = re.compile(r"%(?![0-9a-fA-F]{2})")
_TRACKING: Final = re.compile(r"utm_|fbclid=|gclid=")  # what is added when an address is shared


def key(written: str) -> str:
    """What tells an old address from others, in ASCII; `static/old-addresses.js` makes the same.

    Scheme, host, case, the order of the query, what was added in sharing, doubled and closing slashes and the fragment do not count.
    """
    host = _HOST.match(written.strip())
    rest = written.strip()[host.end() if host else 0 :].partition("#")[0]
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


def shard(made: str) -> int:
    """Which of 256 shards holds a key: the last eight bits of its FNV-1a hash (32 bits)."""
    value = 0x811C9DC5
    for byte in made.encode("ascii"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value & 0xFF


class _Claim(msgspec.Struct, frozen=True):
    """A page's claim to an old address, which is written at `place`."""

    address: str
    title: str
    place: Location


def _claims(site: Site) -> Iterator[tuple[str, _Claim]]:
    """Every old address by its key, with the page it leads to; those of the oldest articles first, then of standing pages."""
    for article in sorted((*site.articles, *site.retracted), key=lambda each: (each.matter.date.at, each.path)):
        matter = article.matter
        for alias in matter.aliases:
            yield key(alias.text), _Claim(article.address, matter.title, alias.location)
        if matter.original_url:
            yield key(matter.original_url), _Claim(article.address, matter.title, article.place("original_url"))
    for page in site.standings:
        for alias in page.matter.aliases:
            yield key(alias.text), _Claim(page.address(site.config.language), page.matter.title, alias.location)


def has_old_addresses(site: Site) -> bool:
    return next(_claims(site), None) is not None


def shards_of(site: Site) -> str:
    """The numbers of the shards that there are, as the views of pages have them."""
    return " ".join(_number(number) for number in sorted({shard(made) for made, _ in _claims(site)}))


def _number(number: int) -> str:
    return f"{number:02x}"


def claimed_twice(site: Site) -> Iterator[Problem]:
    """Old addresses that two pages claim; the older article has it."""
    owners: dict[str, _Claim] = {}
    for made, claim in _claims(site):
        owner = owners.setdefault(made, claim)
        if owner.address != claim.address:
            yield Problem.at("old-address-twice", claim.place, owner.place, address=made, path=owner.place.path)


def pages(composer: Composer) -> Iterator[Page]:
    """The page that asks for an old address; none where no article has one."""
    if not has_old_addresses(composer.site):
        return
    view = OldAddressesView(
        title=composer.words["old_addresses"],
        address=address.old_addresses(composer.language),
        description=composer.words["old_addresses_text"],
        shards=shards_of(composer.site),
    )
    yield Page(view.address, "old-address", "old_addresses.html", view)


def shards(composer: Composer) -> Iterator[Text]:
    """The scripts that answer."""
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    for made, claim in _claims(composer.site):
        found[shard(made)].setdefault(made, (address.quoted(claim.address), claim.title))
    for number, answers in found.items():
        text = json.dumps(dict(sorted(answers.items())), ensure_ascii=False, separators=(",", ":"))
        yield Text(address.old_address_shard(composer.language, _number(number)), "old-address", f"hnOldAddresses({text});\n")
