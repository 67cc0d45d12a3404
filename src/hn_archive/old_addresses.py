"""The page that finds articles by the addresses they had on the old portal, also those that no static file can answer."""

import json
from collections import defaultdict
from collections.abc import Iterator

from hn_archive import address
from hn_archive.composer import Composer
from hn_archive.old_address import shard
from hn_archive.outputs import Page, Text, composed
from hn_archive.site import Site
from hn_archive.view import OldAddressesView


def shards_of(site: Site) -> str:
    """The numbers of the shards that there are, as the views of pages have them."""
    return " ".join(sorted({shard(key) for key in site.old_addresses}))


def pages(composer: Composer) -> Iterator[Page]:
    """The page that asks for an old address; none where no article has one."""
    if not composer.site.old_addresses:
        return
    view = OldAddressesView(
        title=composer.words["old_addresses"],
        address=address.old_addresses(composer.language),
        description=composer.words["old_addresses_text"],
        shards=shards_of(composer.site),
    )
    yield Page(view.address, "old-address", "old_addresses.html", composed(view))


def shards(composer: Composer) -> Iterator[Text]:
    """The scripts that answer."""
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for key, old in composer.site.old_addresses.items():
        found[shard(key)][key] = (address.quoted(old.address), old.title)
    for number, answers in found.items():
        text = json.dumps(dict(sorted(answers.items())), ensure_ascii=False, separators=(",", ":"))
        place = address.old_address_shard(composer.language, number)
        yield Text(place, "old-address", f'hnOldAddresses("{number}",{text});\n')
