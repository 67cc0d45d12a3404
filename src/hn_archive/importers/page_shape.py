"""Give the article of an old page the shape that newer ones have: paragraphs for lines, figures for tables around a picture."""

import re
from typing import Final

from lxml.html import Element, HtmlElement

from hn_archive.importers.incoming import count_words
from hn_archive.importers.page_tree import BLOCKS, words_of

_CAPTION: Final = 80  # words of a caption, at most
_HOLDERS: Final = frozenset({"div", "td", "body", "center", "article", "section", "form", "main"})
_WRAPPERS: Final = ("font", "span", "big", "small")


def paragraphs_made(region: HtmlElement, *kept: HtmlElement | None) -> None:
    """Make paragraphs of what stands between two line breaks and more, and of each line at the beginning and at the end, where dates and
    sources stand; the elements `kept` stay.
    """
    for wrapper in list(region.iter(*_WRAPPERS)):
        if wrapper not in (region, *kept) and next(wrapper.iter("br"), None) is not None:
            wrapper.drop_tag()
    for holder in [element for element in region.iter() if element.tag in _HOLDERS and element.find("br") is not None]:
        runs = _runs(holder)
        edges = {number for number, run in enumerate(runs) if _is_text(run)}
        first, last = min(edges, default=-1), max(edges, default=-1)
        for number, run in enumerate(runs):
            lines = _lines(run) if number in (first, last) else [run]
            for line in lines:
                _wrap(holder, line)


def _runs(holder: HtmlElement) -> list[list[HtmlElement]]:
    """The children of an element between its blocks and double breaks; text of its own is put into spans first, so that it is a child too."""
    _with_spans(holder)
    runs: list[list[HtmlElement]] = [[]]
    for child in holder.iterchildren():
        before = runs[-1][-1] if runs[-1] else None
        if child.tag in BLOCKS and child.tag != "br":
            runs.append([])
        elif child.tag == "br" and before is not None and before.tag == "br":
            runs[-1].append(child)
            runs.append([])
        else:
            runs[-1].append(child)
    return [run for run in runs if run]


def _with_spans(holder: HtmlElement) -> None:
    for child in reversed([None, *holder.iterchildren()]):
        written = holder.text if child is None else child.tail
        if not written or not written.strip():
            continue
        span = Element("span")
        span.text = written
        if child is None:
            holder.text = None
            holder.insert(0, span)
        else:
            child.tail = None
            child.addnext(span)


def _is_text(run: list[HtmlElement]) -> bool:
    return any(words_of(element) for element in run)


def _lines(run: list[HtmlElement]) -> list[list[HtmlElement]]:
    lines: list[list[HtmlElement]] = [[]]
    for element in run:
        lines[-1].append(element)
        if element.tag == "br":
            lines.append([])
    return [line for line in lines if line]


def _wrap(holder: HtmlElement, line: list[HtmlElement]) -> None:
    """One paragraph for a line, without the breaks at its ends."""
    while line and line[-1].tag == "br":
        holder.remove(line.pop())
    while line and line[0].tag == "br":
        holder.remove(line.pop(0))
    if not line:
        return
    paragraph = Element("p")
    line[0].addprevious(paragraph)
    for element in line:
        paragraph.append(element)


def figures_made(text: HtmlElement) -> None:
    """Make figures of what old portals set a picture and its caption in: tables, a paragraph with the caption below the picture, or one
    below its paragraph."""
    _tables_as_figures(text)
    for picture in list(text.iter("img")):
        paragraph = next((above for above in picture.iterancestors() if above.tag in BLOCKS), None)
        if (
            paragraph is None
            or paragraph is text
            or paragraph.tag not in ("p", "div", "center")
            or len(list(paragraph.iter("img"))) > 1
        ):
            continue
        following = paragraph.getnext()
        if words_of(paragraph):
            if _is_caption(paragraph) and paragraph.find(".//br") is not None:
                _make_figure(paragraph, picture, paragraph)
        elif (
            following is not None
            and following.tag in ("p", "div", "center")
            and _is_caption(following)
            and following.find(".//img") is None
        ):
            _make_figure(paragraph, picture, following)


def _is_caption(paragraph: HtmlElement) -> bool:
    """Whether a paragraph's words are set as captions are: few, and centred or in italics all through, or called so."""
    words = words_of(paragraph)
    if not words or count_words(words) > _CAPTION:
        return False
    style = " ".join([*(paragraph.get(name, "") for name in ("align", "style", "class")), str(paragraph.tag)]).lower()
    if re.search(r"center|caption|chu-?thich|image-?note", style):
        return True
    slanted = [each for each in paragraph.iter("em", "i") if not any(above.tag in ("em", "i") for above in each.iterancestors())]
    return "".join(words.split()) == "".join("".join(words_of(each).split()) for each in slanted)


def _make_figure(paragraph: HtmlElement, picture: HtmlElement, caption: HtmlElement) -> None:
    figure, below = Element("figure"), Element("figcaption")
    below.text = words_of(caption).replace("\n", " ")
    figure.tail, caption_tail = paragraph.tail, caption.tail
    parent = paragraph.getparent()
    if parent is None:
        return
    holder = next((above for above in picture.iterancestors() if above.tag == "a"), picture)
    holder.tail = None
    parent.replace(paragraph, figure)
    figure.extend([holder, below])
    if caption is not paragraph:
        figure.tail = caption_tail
        parent.remove(caption)


def _tables_as_figures(text: HtmlElement) -> None:
    for table in list(text.iter("table")):
        pictures = list(table.iter("img"))
        words = words_of(table).replace("\n", " ")
        if len(pictures) != 1 or count_words(words) > _CAPTION or next(table.iter("th"), None) is not None or table is text:
            continue
        figure, caption = Element("figure"), Element("figcaption")
        caption.text = words
        picture = pictures[0]
        figure.append(picture)
        picture.tail = None
        figure.append(caption)
        figure.tail = table.tail
        parent = table.getparent()
        if parent is not None:
            parent.replace(table, figure)
