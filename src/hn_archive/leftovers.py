"""Tell what systems and editing programs leave in a folder from what somebody wrote."""

import re
from typing import Final

_LEFTOVER: Final = re.compile(r"\..*|.*~|#.*#|.*\.(?:swp|tmp|bak|orig|rej)|Thumbs\.db|desktop\.ini|~\$.*", re.IGNORECASE)


def is_leftover(name: str) -> bool:
    """Whether a file or folder of `content/` is hidden, or left behind by a program: it is passed over."""
    return _LEFTOVER.fullmatch(name) is not None
