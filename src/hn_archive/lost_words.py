"""Find the words of a text that did not reach its page: Python-Markdown can drop some without a sound."""

import html as htmllib
import re
from collections import Counter
from typing import Final

from hn_archive import sanitise
from hn_archive.text import nfc

# Cells beyond a table's head, unused reference definitions, words in braces, what follows an open `<`: all need one of these.
_RISKY: Final = re.compile(r"<[a-zA-Z/!?]|\]:|\{|\|")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_KNOWN_TAG: Final = re.compile(
    r"<(/?)(?:" + "|".join(sorted(sanitise.TAGS)) + r"|script|style|iframe|object|embed|form|input|button|font|video|audio|source"
    r"|svg|section|article|header|footer|main|nav|aside|body|html|head|meta|link)\b[^<>]*>",
    re.IGNORECASE,
)
_ATTRIBUTE_LIST: Final = re.compile(r"\{:?[ ]*((?:[#.][\w:-]+[ ]*|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+)[ ]*)+)\}")
_DESTINATION: Final = re.compile(r"""\]\(\s*(?:<[^<>\n]*>|[^\s)]*)(?:\s+("[^"\n]*"|'[^'\n]*'))?\s*\)""")
_DEFINITION: Final = re.compile(r"^ {0,3}\[([^\]^][^\]\n]*)\]:", re.MULTILINE)
_LABELS: Final = re.compile(r"\[\^[^\]\n]+\]:?|\]\s?\[[^\]\n]*\]|^\s*[0-9]+\.\s|^(?:`{3,}|~{3,})[^\n]*", re.MULTILINE)
NUMBERED: Final = re.compile(r"^ {0,3}([0-9]{1,9})\.[ \t]", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W_]+")


def renumbered(text: str) -> list[tuple[int, str, str]]:
    """Items of numbered lists that the page shows under another number, as `(offset, written, shown)`; the first of each list.

    A list counts on from its first number, so `1945.`, `1954.`, `1975.` are shown as 1945, 1946, 1947. Lists that repeat one
    number (`1.`, `1.`, `1.`) leave the counting to the program on purpose.
    """
    found = []
    items: list[tuple[int, str]] = []
    offset, at_start = 0, True
    for line in [*text.split("\n"), "end"]:
        match = NUMBERED.match(line)
        if match and (items or at_start):
            items.append((offset + match.start(1), match[1]))
        elif line.strip() and at_start and not line.startswith((" ", "\t")):
            shown = [(place, number, str(int(items[0][1]) + n)) for n, (place, number) in enumerate(items)]
            wrong = [item for item in shown if int(item[1]) != int(item[2])]
            if wrong and len({number for _, number in items}) > 1:
                found.append(wrong[0])
            items = []
        at_start = not line.strip()
        offset += len(line) + 1
    return found


def lost_words(text: str, html: str) -> list[str]:
    """The words of the Markdown `text` that are missing from its `html`, in their order; a word that stands twice must stay twice."""
    if not _RISKY.search(text):
        return []
    expected = Counter(_WORD.findall(_expected(text)))
    return list(expected - Counter(_WORD.findall(nfc(htmllib.unescape(html)))))


def _expected(text: str) -> str:
    """The words of a text that must stand on its page: all but markup, comments and names that only link."""
    text = _COMMENT.sub(" ", text)
    text = _KNOWN_TAG.sub(lambda tag: " " if not tag[1] or " " not in tag[0].strip("</>").strip() else tag[0], text)
    text = _ATTRIBUTE_LIST.sub(" ", text)
    text = _DESTINATION.sub(r"] \1", text)
    prose = text.casefold()

    def without_label(match: re.Match[str]) -> str:
        label = f"[{match[1].casefold()}]"
        return " " if prose.count(label) > 1 else match[0]

    text = _DEFINITION.sub(without_label, text)
    return htmllib.unescape(_LABELS.sub(" ", text))
