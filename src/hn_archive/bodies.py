"""Where the HTML of each text is between reading articles and making pages: in a file of this build, or to be made again from its source."""

from collections.abc import Mapping

import msgspec


class BodyPlace(msgspec.Struct, frozen=True):
    """The HTML stands as UTF-8 in `file` from byte `start` on, `length` bytes long; or, where `file` is "", is made again from the content file `name`."""

    name: str
    file: str = ""
    start: int = 0
    length: int = 0


Bodies = Mapping[str, BodyPlace]
"""By the digest of the text. Bodies are never all in memory, and cross no pipe."""
