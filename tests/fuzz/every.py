"""All targets by their names."""

from typing import Final

from fuzz import addresses, bodies, dates, front_matter, imports, queries, requests
from fuzz.target import Target

TARGETS: Final[dict[str, Target]] = {
    target.name: target
    for module in (front_matter, dates, addresses, bodies, imports, queries, requests)
    for target in module.TARGETS
}
