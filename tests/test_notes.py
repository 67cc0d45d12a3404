"""Footnotes in HTML."""

from lxml import html

from hn_archive.importers.notes import notes_of


def test_a_note_is_what_leads_back() -> None:
    body = html.fragment_fromstring(
        "<div><p>a<a id=r1 href='#n1'>1</a> b<a id=r2 href='#n2'>2</a></p><p id=n2>hai <a href='#r2'>^</a></p><p id=n1>một <a href='#r1'>^</a></p></div>"
    )
    found = notes_of(body)
    assert [(link.text, number) for link, number in found.references.items()] == [("1", 1), ("2", 2)]
    assert {holder.text: number for holder, number in found.holders.items()} == {"một ": 1, "hai ": 2}
    assert {way.get("href") for way in found.ways_back} == {"#r1", "#r2"}


def test_a_note_that_is_referred_to_twice_is_one() -> None:
    body = html.fragment_fromstring(
        "<div><a id=r1 href='#n'>1</a><a id=r2 href='#n'>1</a><p id=n>một <a href='#r1'>a</a> <a href='#r2'>b</a></p></div>"
    )
    found = notes_of(body)
    assert list(found.references.values()) == [1, 1]
    assert len(found.holders) == 1


def test_a_link_down_the_page_without_a_way_back_is_no_note() -> None:
    assert not notes_of(html.fragment_fromstring("<div><a id=r href='#n'>1</a><p id=n>một</p></div>")).references
