"""Render bodies of plain paragraphs and subheads as Python-Markdown and the sanitiser would, without either."""

import re
from typing import Final

# Signs that are, or may be, markup wherever they stand. Looking for single characters is what Python does fastest.
_MARKUP: Final = ("<", ">", "`", "\\", "{", "|", "\t", "\r", "\x02", "\x03")
# A line that ends in a break (two blanks) or does not surely begin as text or a subhead. Block markup begins with ASCII, and
# with digits of any script in lists.
_ODD_LINE: Final = re.compile(
    r"""\n(?:
        (?<=[ ][ ]\n)(?!\n)
        |(?!
            [^\x00-\x7f\d]                    # a letter with a mark, a quote, a dash, NBSP
            |[A-Za-z"'(\[!&%$@/.,;?\n]
            |[0-9]++(?!\d|[.)](?:[^0-9]|\Z))  # 2023, 1.234, 12,5 but not 1. or 1)
            |\#{1,6}[^#\n]++(?:\n|\Z)         # a subhead without more hashes
            |\*\*?[^*\s]                      # emphasis
            |\Z
        )
    )""",
    re.VERBOSE,
)
_BLANK_LINE: Final = re.compile(r"\n +(?=\n)")
_MAYBE_ENTITY: Final = re.compile(r"&(?:#|[-.\w]*+;)")
# The tests that look ahead keep the literal part of a pattern one character long: `re` finds that one many times faster.
_SUBHEAD: Final = re.compile(r"\n(?=#)([^\n]++)")
_GAP: Final = re.compile(r"\n(?=\n)\n++")
# Hosts that the sanitiser's parser of addresses surely takes (it may refuse Punycode), or a path.
_LINK: Final = re.compile(
    r"\[(?<!!\[)((?:[^\[\]*_\n]++|\n(?!\n))++)\]\("
    r"(https?://(?![a-z0-9.-]*xn--)(?:[a-z0-9-]++\.)+[a-z]{2,}(?:[/?#](?:[\w.~/?#=%:,+-]|&amp;)*+)?"
    r"|(?!//)(?:[\w.~/?#=%,+-]|&amp;)++)\)"
)
_EMPHASIS: Final = re.compile(r"\*(\*?)(?![\s*])((?:[^*\n]++|\n(?!\n))++)(?<!\s)\*\1(?!\*)")


def prose(text: str) -> str | None:
    """The sanitised HTML of a body, before it is typeset; None where the text may hold more than paragraphs, subheads
    (`## Title`), `**strong**`, `*emphasis*` and `[links](https://example.org)`.

    `text` is as `decode` gives it. Where there is a result, no word is lost, no list is numbered anew and the sanitiser takes
    nothing away.
    """
    for sign in _MARKUP:
        if sign in text:
            return None
    marked = f"\n{text}"
    if _ODD_LINE.search(marked):
        marked = "\n" + _BLANK_LINE.sub("\n", f"{text}\n")  # not a first line of blanks, which may be code
        if _ODD_LINE.search(marked):
            return None
    text = marked
    if "&" in text:
        if _MAYBE_ENTITY.search(text):
            return None
        text = text.replace("&", "&amp;")
    if "#" in text:
        text = _SUBHEAD.sub(r"\n\n\1\n\n", text)
    if "_" in text and "_" in _LINK.sub("", text):
        return None
    if "[" in text:
        text = _LINK.sub(r'<a href="\2">\1</a>', text)
    if "*" in text:
        text = _EMPHASIS.sub(_emphasis, text)
    if "*" in text or "[" in text or "]" in text:
        return None
    return "\n".join(filter(None, map(_block, _GAP.split(text.strip("\n")))))


def _emphasis(match: re.Match[str]) -> str:
    return f"<strong>{match[2]}</strong>" if match[1] else f"<em>{match[2]}</em>"


def _block(block: str) -> str:
    """A subhead or paragraph, or "" for a block of nothing but blanks such as NBSP."""
    if block.startswith("#"):
        words = block.lstrip("#")
        level = len(block) - len(words)
        return f"<h{level}>{words.strip()}</h{level}>"
    words = block.lstrip()
    return f"<p>{words}</p>" if words else ""
