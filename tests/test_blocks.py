"""Spans and blocks, whatever source they come from."""

from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.blocks import (
    Break,
    Cell,
    Figure,
    Paragraph,
    Picture,
    Span,
    Table,
    Text,
    has_words,
    paragraphs_of,
    settled,
    spans_of,
    table_of,
    trimmed,
    with_caption,
    without_bold,
)
from hn_archive.text import nfc

STRONG = ("strong", "")
EM = ("em", "")
SPANS = st.lists(
    st.one_of(
        st.builds(
            Text, st.text(st.sampled_from("ab \n\t\u00a0"), max_size=5), st.sampled_from([(), (STRONG,), (STRONG, EM), (EM,)])
        ),
        st.builds(Break),
    ),
    max_size=8,
)


def words(text: str) -> Paragraph:
    return Paragraph((Text(text),))


@given(SPANS)
def test_spans_that_are_settled_stay_so(spans: list[Span]) -> None:
    once = settled(spans)
    assert settled(once) == once
    assert "".join(s.text for s in once if isinstance(s, Text)).split() == "".join(
        s.text if isinstance(s, Text) else " " for s in spans
    ).split() or any(isinstance(s, Break) for s in spans)


def test_blanks_collapse_but_for_the_no_break_space() -> None:
    assert settled([Text("  a \n b\u00a0 "), Text("\t c ")]) == (Text("a b\u00a0 c"),)


@given(st.lists(st.text(" \t\n\f\u00a0\u2003\u2028\x07aâ\u0302", max_size=8), max_size=4))
def test_plain_text_is_settled_as_marked_text_is(texts: list[str]) -> None:
    marked = settled([Text(text, (EM,)) for text in texts])
    plain = settled([Text(text, ()) for text in texts])
    assert "".join(span.text for span in plain if isinstance(span, Text)) == nfc(
        "".join(span.text for span in marked if isinstance(span, Text))
    )


def test_no_mark_begins_or_ends_with_a_blank() -> None:
    assert settled([Text("a"), Text(" b ", (STRONG,)), Text("c")]) == (Text("a "), Text("b", (STRONG,)), Text(" c"))


@given(SPANS)
def test_paragraphs_have_something_to_see_and_no_breaks_at_their_ends(spans: list[Span]) -> None:
    for paragraph in paragraphs_of(spans):
        assert has_words(paragraph)
        assert not isinstance(paragraph[0], Break)
        assert trimmed(paragraph) == paragraph


def test_a_subhead_that_is_bold_all_through_is_a_plain_one() -> None:
    assert without_bold((Text("a", (STRONG,)),)) == (Text("a"),)
    assert without_bold((Text("a", (STRONG,)), Text("b"))) == (Text("a", (STRONG,)), Text("b"))


def test_paragraphs_are_one_line_for_a_caption_and_other_blocks_none() -> None:
    assert spans_of((words("a"), words("b"))) == (Text("a b"),)
    assert spans_of((words("a"), Table(()))) == ()


def test_a_caption_goes_to_the_last_picture_that_has_none() -> None:
    first, second = Figure(Picture("a.jpg", "")), Figure(Picture("b.jpg", ""))
    assert with_caption((first, second), (Text("c"),)) == (first, Figure(second.picture, (Text("c"),)))
    assert with_caption((words("a"),), (Text("c"),)) == (words("a"), words("c"))


def test_a_table_of_one_cell_is_none() -> None:
    assert table_of(((Cell((words("a"),)), Cell(())),)) == (words("a"),)
    rows = ((Cell((words("a"),)), Cell((words("b"),))),)
    assert table_of(rows) == (Table(rows),)
