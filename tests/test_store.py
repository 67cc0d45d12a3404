"""The store: it gives back what was kept, or nothing; damaged or lost, it costs time and never a byte of the site."""

import shutil
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from conftest import NOW, TrialSite, files_below
from hn_archive import stamps
from hn_archive.problem import Stop
from hn_archive.request import Request
from hn_archive.store import _PARTS, Kept, Made, Store, _with_checksum, standing
from hn_archive.survey import survey

KEPT = {"a.md": Kept("1.2.3.4", "ab" * 32, b'{"value":1}'), "đường/b.md": Kept("", "", b"")}
MADE = {"2023/a.html": Made(b"i" * 32, b"k" * 16, b"f" * 8, "cd" * 32, "1.2.3.4"), "index.html": Made(b"", b"", b"", "", "")}


def fill(folder: Path, engine: str = "one") -> None:
    with Store(folder, engine) as store:
        store.save("here", {"last here": b"fact"}, KEPT, KEPT, MADE)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        assert store.content() == KEPT
        assert store.made("here") == MADE
        assert store.fact("last here") == b"fact"
        assert not store.was_unreadable


def test_a_new_store_knows_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "a" / "deep" / "folder", "one") as store:
        assert (store.content(), store.made("here"), store.fact("last here")) == ({}, {}, None)
        assert not store.was_unreadable


def test_a_store_that_was_made_anew_keeps_what_comes_next(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"no database" * 1000)
    with Store(tmp_path, "one") as store:
        assert store.was_unreadable
        store.save("here", {"last here": b"fact"}, KEPT, KEPT, MADE)
    with Store(tmp_path, "one") as store:
        assert (store.content(), store.made("here"), store.fact("last here")) == (KEPT, MADE, b"fact")
        assert not store.was_unreadable


def test_each_output_folder_has_its_own_memory(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        assert store.made("there") == {}
        store.save("there", {}, {}, KEPT, {"index.html": MADE["2023/a.html"]})
        assert store.made("here") == MADE
        assert store.made("there") == {"index.html": MADE["2023/a.html"]}


def test_another_engine_empties_it_without_a_word(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store(tmp_path, "two") as store:
        assert (store.content(), store.made("here"), store.fact("last here")) == ({}, {}, None)
        assert not store.was_unreadable
    with Store(tmp_path, "one") as store:
        assert store.content() == {}


def test_another_version_may_have_had_other_tables(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    connection.executescript(
        "create table facts (name text primary key, value blob); insert into facts values ('engine', 'zero');"
        "create table outputs (place text, address text, value blob); insert into outputs values ('here', 'index.html', 'x');"
    )
    connection.close()
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        assert (store.content(), store.made("here"), store.fact("last here")) == (KEPT, MADE, b"fact")
        assert not store.was_unreadable


def test_what_is_gone_is_forgotten_and_what_is_not_new_stays(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        store.save("here", {}, {}, ["a.md"], {"index.html": MADE["index.html"]})
        assert store.content() == {"a.md": KEPT["a.md"]}
        assert store.made("here") == {"index.html": MADE["index.html"]}
        store.save("here", {}, {"a.md": Kept("x", "y", b"z")}, ["a.md"], {"index.html": MADE["2023/a.html"]})
        assert store.content() == {"a.md": Kept("x", "y", b"z")}
        assert store.made("here") == {"index.html": MADE["2023/a.html"]}


def test_a_forgotten_fact_is_gone_also_for_the_next(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        store.forget("last here")
        assert store.fact("last here") is None
    with Store(tmp_path, "one") as store:
        assert store.fact("last here") is None


def test_to_forget_a_fact_leaves_everything_else(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        store.save("here", {"other": b"stays"}, {}, KEPT, MADE)
        store.forget("last here")
        store.forget("never known")
        assert (store.fact("other"), store.content(), store.made("here")) == (b"stays", KEPT, MADE)
        assert not store.was_unreadable


def test_terms_come_back_for_those_that_are_asked_for_as_long_as_their_article_is_there(tmp_path: Path) -> None:
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        store.save_terms([("a.md", "ab", b"one"), ("đường/b.md", "cd", b""), ("gone.md", "ef", b"x")], KEPT)
        assert list(store.terms(["đường/b.md", "a.md", "gone.md", "never.md"])) == [
            ("đường/b.md", "cd", b""),
            ("a.md", "ab", b"one"),
        ]
        store.save_terms([("a.md", "01", b"hai")], KEPT)
        assert not store.was_unreadable
    with Store(tmp_path, "one") as store:
        assert list(store.terms(["a.md"])) == [("a.md", "01", b"hai")]
        store.save_terms([], ["đường/b.md"])
        assert list(store.terms(["a.md", "đường/b.md"])) == [("đường/b.md", "cd", b"")]


@pytest.mark.parametrize("change", ["value = x'00'", "sha256 = 'zz'", "path = 'đường/b.md'"])
def test_damaged_terms_are_not_used(tmp_path: Path, change: str) -> None:
    fill(tmp_path)
    with Store(tmp_path, "one") as store:
        store.save_terms([("a.md", "ab", b"one")], KEPT)
    poison(tmp_path, f"update terms set {change}")  # noqa: S608 (its words are above)
    with Store(tmp_path, "one") as store:
        assert list(store.terms(KEPT)) == []


def test_what_a_run_did_not_finish_is_not_there(tmp_path: Path) -> None:
    fill(tmp_path)

    class Broken(dict[str, Made]):
        def __ne__(self, other: object) -> bool:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Store(tmp_path, "one") as store:
        store.save("here", {"last here": b"new"}, {"c.md": Kept("", "", b"new")}, ["c.md"], Broken())
    with Store(tmp_path, "one") as store:
        assert store.content() == KEPT
        assert store.fact("last here") == b"fact"


def part_of(path: str) -> int:
    return zlib.crc32(path.encode()) % _PARTS


def poison(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(folder / "store.sqlite")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "value", [None, "text", 5, b"", b"short", b"\0" * 99], ids=["null", "text", "number", "empty", "short", "zeros"]
)
def test_a_damaged_value_is_not_used(tmp_path: Path, value: object) -> None:
    fill(tmp_path)
    for table, key in (("facts", "name = 'last here'"), ("content", f"part = {part_of('a.md')}"), ("outputs", "place = 'here'")):
        poison(tmp_path, f"update {table} set value = ? where {key}", value)  # noqa: S608 (its words are above)
    with Store(tmp_path, "one") as store:
        assert store.fact("last here") is None
        assert set(store.content()) == {"đường/b.md"}
        assert store.made("here") == {}


def test_a_value_under_another_name_is_not_used(tmp_path: Path) -> None:
    fill(tmp_path)
    poison(tmp_path, "update content set part = part + 1")
    poison(tmp_path, "update outputs set place = 'there' where place = 'here'")
    with Store(tmp_path, "one") as store:
        assert store.content() == {}
        assert store.made("there") == {}


def test_a_store_that_began_anew_remembers_for_the_same_engine(tmp_path: Path) -> None:
    many = {f"{number}.md": Kept("1.2.3.4", "ab" * 32, bytes(3_000)) for number in range(100)}
    with Store(tmp_path, "one") as store:
        store.save("here", {}, many, many, MADE)
    place = tmp_path / "store.sqlite"
    content = place.read_bytes()
    place.write_bytes(content[:40_000] + b"\xff" * 60_000 + content[100_000:])
    with Store(tmp_path, "one") as store:
        assert not store.was_unreadable
        assert store.content() == {}
        assert store.was_unreadable
        store.save("here", {"last here": b"fact"}, KEPT, KEPT, MADE)
    with Store(tmp_path, "one") as store:
        assert (store.content(), store.made("here"), store.fact("last here")) == (KEPT, MADE, b"fact")


def flipped(value: bytes | str) -> bytes | str:
    return value[:-1] + bytes([value[-1] ^ 1]) if isinstance(value, bytes) else value


# --- In a build


def site_of_a_few(site: TrialSite) -> dict[str, bytes]:
    """A built site and its bytes."""
    site.write("site.yml", "url: https://example.org/\nid: thu\nlists: {data: on}\n")
    site.article("a.md", tags="[một]")
    site.article("b.md", date="2022-02-02", body="Có [a](a.md).")
    site.built()
    return dict(files_below(site.output))


def store_file(site: TrialSite) -> Path:
    return site.folder / ".hn-archive" / "store.sqlite"


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda content: b"garbage" * 5000,
    "a broken head": lambda content: b"x" * 100 + content[100:],
    "a broken schema": lambda content: content[:100] + b"\xff" * 3000 + content[3100:],
}
DEEP: dict[str, Callable[[bytes], bytes]] = {
    "half of it": lambda content: content[: len(content) // 2],
    "the first page alone": lambda content: content[:4096],
    "its list of outputs": lambda content: content[:8192] + b"\xff" * (len(content) - 8192),
    "zeros in the middle": lambda content: content[:8192] + bytes(len(content) - 8192),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_store_that_cannot_be_read_is_said_once_and_the_site_is_right(site: TrialSite, harm: str) -> None:
    check_harm(site, HARMS[harm])


@pytest.mark.parametrize(
    "harm",
    list(DEEP),
)
def test_a_store_that_is_torn_in_the_middle_is_said_once_and_the_site_is_right(site: TrialSite, harm: str) -> None:
    check_harm(site, DEEP[harm])


def check_harm(site: TrialSite, harm: Callable[[bytes], bytes]) -> None:
    before = site_of_a_few(site)
    store_file(site).write_bytes(harm(store_file(site).read_bytes()))
    site.article("c.md")
    result = site.built()
    assert "store-unreadable" in site.codes(result)
    assert dict(files_below(site.output)) != before
    check_clean(site)
    assert "store-unreadable" not in site.codes(site.built())


def check_clean(site: TrialSite) -> None:
    shutil.rmtree(site.folder.parent / "clean", ignore_errors=True)
    assert not site.build(output=site.folder.parent / "clean").failed
    assert dict(files_below(site.output)) == dict(files_below(site.folder.parent / "clean"))


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_lost_or_empty_store_costs_time_alone(site: TrialSite, is_whole: bool) -> None:
    before = site_of_a_few(site)
    if is_whole:
        shutil.rmtree(site.folder / ".hn-archive")
    else:
        store_file(site).write_bytes(b"")
    result = site.built()
    assert result.reasons
    assert result.changes is not None
    assert result.changes.written == ()
    assert dict(files_below(site.output)) == before


def test_no_flipped_byte_in_any_row_reaches_the_site(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**18))
    before = site_of_a_few(site)
    connection = sqlite3.connect(store_file(site))
    connection.create_function("flipped", 1, flipped)
    for table in ("facts", "content", "outputs"):
        connection.execute(f"update {table} set value = flipped(value)")  # noqa: S608 (its words are above)
    connection.commit()
    connection.close()
    result = site.built()
    assert result.changes is not None
    assert result.changes.written == ()
    assert {reason.code for reason in result.reasons} == {"new"}
    assert dict(files_below(site.output)) == before


def test_a_poisoned_outcome_is_read_again_from_its_file(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**18))
    site.article("a.md", title="Thật")
    site.built()
    connection = sqlite3.connect(store_file(site))
    connection.create_function("forged", 1, lambda value: value.replace("Thật".encode(), "Giả!".encode()))
    connection.execute("update content set value = forged(value)")
    connection.commit()
    connection.close()
    site.write("templates/404.html", "x")
    site.built()
    assert "Giả" not in site.page("index.html")
    check_clean(site)


FORMLESS: Final = (
    ("facts", b"null"),
    ("content", b"[]"),
    ("content", b"\x90"),
    ("outputs", b"\xc1"),
    ("terms", bytes(50)),
    ("terms", b"\x00\x00\x00\x04\xff\n\nx"),
)


def test_a_store_with_right_checksums_and_wrong_values_costs_time_alone(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can write there can make checksums too."""
    monkeypatch.setattr(stamps, "_SETTLED_AFTER", -(10**18))
    before = site_of_a_few(site)
    request = Request(source=site.folder, output=site.output, now=NOW, store=site.folder / ".hn-archive")
    for number, (table, value) in enumerate(FORMLESS):
        connection = sqlite3.connect(store_file(site))
        connection.create_function("checked", 1, lambda name, value=value: _with_checksum(value, str(name)))
        name = {"facts": "name", "outputs": "place", "content": "part"}.get(table, "path || char(10) || sha256")
        connection.execute(f"update {table} set value = checked({name}) where {name} != 'engine'")  # noqa: S608 (its words are above)
        connection.commit()
        connection.close()
        assert survey(request, lambda stage, done, total: None).planned
        site.article("new.md", date="2021-03-03", body=f"Bài {number}.")
        # Terms are found anew in their texts, which is nothing to speak of.
        assert ("store-unreadable" in site.codes(site.built())) == (table != "terms")
        assert f"Bài {number}." in site.page("2021/03/03/new.html")
    (site.folder / "content/new.md").unlink()
    site.built()
    assert dict(files_below(site.output)) == before


def test_a_store_that_is_torn_where_nothing_is_read_is_made_anew(site: TrialSite) -> None:
    for number in range(80):
        site.article(f"{number}.md")
    site.built()
    for number in range(80):
        (site.folder / "content" / f"{number}.md").unlink()
    site.article("a.md")
    site.built()
    content = bytearray(store_file(site).read_bytes())
    free = int.from_bytes(content[32:36])  # https://sqlite.org/fileformat2.html, "first freelist trunk page"
    assert free
    content[(free - 1) * 4096 : free * 4096] = b"\xff" * 4096
    store_file(site).write_bytes(content)
    for number in range(80):
        site.article(f"{number}.md")
    site.built()
    check_clean(site)


def test_text_that_is_no_text_is_an_unreadable_store(site: TrialSite) -> None:
    site_of_a_few(site)
    poison(site.folder / ".hn-archive", "update content set value = cast(x'ff41' as text)")
    site.article("c.md")
    assert "store-unreadable" in site.codes(site.built())
    check_clean(site)


def test_a_store_of_another_engine_is_made_anew_and_the_site_is_right(site: TrialSite) -> None:
    before = site_of_a_few(site)
    poison(site.folder / ".hn-archive", "update facts set value = 'another' where name = 'engine'")
    result = site.built()
    assert result.changes is not None
    assert result.changes.written == ()
    assert result.reasons
    assert "store-unreadable" not in site.codes(result)
    assert dict(files_below(site.output)) == before


def test_a_store_where_a_folder_stands_is_the_machines_fault(site: TrialSite) -> None:
    site.article("a.md")
    store_file(site).mkdir(parents=True)
    with pytest.raises((Stop, OSError)):
        site.build()
    assert not site.output.exists()


def test_a_file_where_the_stores_folder_should_be_is_the_machines_fault(site: TrialSite) -> None:
    site.article("a.md")
    site.write(".hn-archive", "x")
    with pytest.raises(OSError, match="hn-archive"):
        site.build()
    assert not site.output.exists()


def test_a_store_that_cannot_be_opened_stops_the_build_before_anything_changes(site: TrialSite) -> None:
    before = site_of_a_few(site)
    store_file(site).unlink()
    store_file(site).mkdir()
    site.article("c.md")
    with pytest.raises((Stop, OSError)):
        site.build()
    assert dict(files_below(site.output)) == before


def test_a_build_leaves_nothing_but_the_store_and_the_lock(site: TrialSite) -> None:
    site_of_a_few(site)
    left = {path.name for path in (site.folder / ".hn-archive").iterdir()}
    assert left <= {"store.sqlite", "lock", "lock-holder"}


def test_an_output_stands_while_it_has_the_stamp_that_it_was_left_with() -> None:
    now = {"2023/a.html": "1.2.3.4", "index.html": "", "new.html": "1.2.3.4"}
    assert standing(MADE, now) == {"2023/a.html"}
    assert standing(MADE, {}) == set()
    assert standing(MADE, {"2023/a.html": "1.2.3.5"}) == set()
