"""A page's key is everything that it is made from and nothing else, and a page that stands as it should is not staged."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conftest import TrialSite, names_in
from hn_archive import digest, pages, stamps
from hn_archive.output import Place
from hn_archive.outputs import Beside, Page, composed
from hn_archive.pages import Batch, Setup, changed_fields, checksums, common, encoded, key, make_batch, task
from hn_archive.reading import BodyPlace
from hn_archive.templates import Described, Templates
from hn_archive.theme import Theme
from hn_archive.view import Body, NotFoundView, RedirectView, SiteInfo, StandingView

VIEW = RedirectView(title="Tên", address="cu.html", to="moi.html")
PAGE = Page("cu.html", "redirect", "redirect.html", composed(VIEW), "content/a.md")
DESCRIBED = (Described("ab" * 32, 7), Described("cd" * 32, 8))
COMMON = common("facts", PAGE.template, "closure")
BASE = (PAGE.address, encoded(VIEW), COMMON, DESCRIBED)


def with_fields(**fields: Any) -> RedirectView:
    return msgspec.structs.replace(VIEW, **fields)


def test_the_same_page_has_the_same_key() -> None:
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(VIEW), type=RedirectView)
    assert key(PAGE.address, encoded(again), COMMON, list(DESCRIBED)) == key(*BASE)


def test_every_field_of_the_view_is_in_the_key() -> None:
    for name in VIEW.__struct_fields__:
        view = with_fields(**{name: "khác"})
        assert key(PAGE.address, encoded(view), COMMON, DESCRIBED) != key(*BASE)
        assert changed_fields(view, checksums(encoded(VIEW))) == (name,)


@pytest.mark.parametrize(
    "other",
    [
        ("khac.html", encoded(VIEW), COMMON, DESCRIBED),
        (PAGE.address, encoded(VIEW), common("other facts", PAGE.template, "closure"), DESCRIBED),
        (PAGE.address, encoded(VIEW), common("facts", "khac.html", "closure"), DESCRIBED),
        (PAGE.address, encoded(VIEW), common("facts", PAGE.template, "another closure"), DESCRIBED),
        (PAGE.address, encoded(VIEW), COMMON, DESCRIBED[:1]),
        (PAGE.address, encoded(VIEW), COMMON, DESCRIBED[::-1]),
        (PAGE.address, encoded(VIEW), COMMON, ()),
        (PAGE.address, encoded(VIEW), COMMON, (Described("ab" * 32, 9), DESCRIBED[1])),
    ],
)
def test_address_template_facts_closure_and_what_is_described_are_in_the_key(other: Any) -> None:
    assert key(*other) != key(*BASE)


def test_what_moves_from_one_field_to_the_next_changes_the_key() -> None:
    one, other = with_fields(title="a", address="bc"), with_fields(title="ab", address="c")
    assert key(PAGE.address, encoded(one), b"", ()) != key(PAGE.address, encoded(other), b"", ())


def test_fields_of_another_version_name_nothing() -> None:
    assert changed_fields(VIEW, b"") == ()
    assert changed_fields(VIEW, checksums(encoded(VIEW)) + b"more") == ()
    assert changed_fields(VIEW, checksums(encoded(VIEW))) == ()


def test_several_changed_fields_are_named_in_their_order() -> None:
    names = changed_fields(with_fields(title="khác", to="khác.html"), checksums(encoded(VIEW)))
    assert names == tuple(name for name in VIEW.__struct_fields__ if name in ("title", "to"))


# --- Templates

SITE = SiteInfo(
    title="Kho",
    description="",
    language="vi",
    url="",
    live_site="",
    contact="",
    publisher="",
    publisher_url="",
    publisher_logo="",
    publisher_kind="organization",
    feeds=(),
    old_addresses="",
    colours="",
    search="",
    search_index="",
    categories=(),
    explore=(),
    license="",
    menu=(),
    footer_text="",
    footer_links=(),
)


class Workshop:
    """Templates of a site's own, and where its pages go."""

    def __init__(self, folder: Path, **templates: str) -> None:
        self.folder = folder
        self.staging = folder / "staging"
        self.output = folder / "output"
        self.work = folder / "work"
        self.work.mkdir()
        for name, source in templates.items():
            self.template(name, source)

    def template(self, name: str, source: str) -> None:
        path = self.folder / "templates" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")

    def closure(self, name: str) -> str:
        return Templates(self.theme, self.folder, SITE, {}).closure(name)

    @property
    def theme(self) -> Theme:
        return Theme((self.folder / "templates",), ())

    def setup(self, words: Mapping[str, str] | None = None, *, is_new: bool = False) -> Setup:
        self.staging.mkdir(exist_ok=True)
        place = Place(self.staging, None if is_new else self.output)
        sources = "".join(path.read_text(encoding="utf-8") for path in sorted((self.folder / "templates").iterdir()))
        return Setup(self.folder, self.theme, SITE, dict(words or {}), place, "vi", 420, sources)

    def make(
        self, *made: Page, words: Mapping[str, str] | None = None, is_new: bool = False, **options: Any
    ) -> tuple[pages.Finished, ...]:
        described: Mapping[str, Described] = options.get("described", {})
        bodies: Mapping[str, BodyPlace] = options.get("bodies", {})
        setup = self.setup(words, is_new=is_new).write(self.work)
        return make_batch(Batch.of(setup, [task(page, page.view, encoded(page.view), described, bodies) for page in made]))


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(
        tmp_path,
        page="{% extends 'base.html' %}{% import 'macros.html' as m %}{% block main %}{{ page.title }}{{ m.end() }}{% endblock %}",
        base="<{% block main %}{% endblock %}>{% include 'foot.html' %}",
        macros="{% macro end() %}!{% endmacro %}",
        foot="{{ t.foot }}",
        other="other",
    )


@pytest.mark.parametrize("name", ["page", "base", "macros", "foot"])
def test_a_closure_changes_with_each_template_that_it_reaches(workshop: Workshop, name: str) -> None:
    before = workshop.closure("page.html")
    path = workshop.folder / "templates" / f"{name}.html"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert workshop.closure("page.html") != before


def test_a_closure_does_not_change_with_a_template_that_it_does_not_reach(workshop: Workshop) -> None:
    before = workshop.closure("page.html")
    workshop.template("other", "changed")
    workshop.template("new", "new")
    assert workshop.closure("page.html") == before


# --- Batches

STANDING = Page(
    "trang.html",
    "standing",
    "page.html",
    composed(NotFoundView(title="Tên & họ", address="trang.html", description="", shards="")),
)


def test_a_page_is_staged_with_its_digest_and_size(workshop: Workshop) -> None:
    (made,) = workshop.make(STANDING, words={"foot": "hết"}, is_new=True)
    content = "<Tên &amp; họ!>hết".encode()
    assert (workshop.staging / "trang.html").read_bytes() == content
    stamp = stamps.of((workshop.staging / "trang.html").lstat())
    assert made == pages.Finished("trang.html", checksums(encoded(STANDING.view)), digest.of_bytes(content), len(content), stamp)


def test_only_what_differs_is_staged(workshop: Workshop) -> None:
    workshop.output.mkdir()
    content = "<Tên &amp; họ!>hết".encode()
    (workshop.output / "trang.html").write_bytes(content)
    (workshop.output / "b.html").write_bytes(b"x" * len(content))
    same, differs, is_new = workshop.make(
        STANDING,
        msgspec.structs.replace(STANDING, address="b.html"),
        msgspec.structs.replace(STANDING, address="thư/mục/c.html"),
        words={"foot": "hết"},
    )
    assert same.stamp == ""
    assert differs.stamp
    assert is_new.stamp
    assert same.sha256 == differs.sha256 == is_new.sha256 == digest.of_bytes(content)
    assert sorted(path.relative_to(workshop.staging).as_posix() for path in workshop.staging.rglob("*.html")) == [
        "b.html",
        "thư/mục/c.html",
    ]


def test_a_link_with_the_right_bytes_is_not_what_should_stand_there(workshop: Workshop) -> None:
    workshop.output.mkdir()
    (workshop.folder / "copy.html").write_text("<Tên &amp; họ!>hết", encoding="utf-8")
    (workshop.output / "trang.html").symlink_to(workshop.folder / "copy.html")
    (made,) = workshop.make(STANDING, words={"foot": "hết"})
    assert made.stamp


def test_a_page_that_cannot_be_made_is_a_problem_and_the_others_are_made(workshop: Workshop) -> None:
    workshop.template("page", "{{ page.title }}\n{{ page.nothing }}")
    workshop.template("good", "good")
    broken, good = workshop.make(STANDING, msgspec.structs.replace(STANDING, address="b.html", template="good.html"), is_new=True)
    assert broken.problem is not None
    assert broken.problem.code == "template-render"
    assert broken.problem.location is not None
    assert (broken.problem.location.path, broken.problem.location.line) == ("templates/page.html", 2)
    assert good.problem is None
    assert not (workshop.staging / "trang.html").exists()


def test_a_page_sees_what_it_describes(workshop: Workshop) -> None:
    workshop.template("page", "{{ files['a.txt'].sha256 }} {{ files['a.txt'].size }}")
    page = msgspec.structs.replace(STANDING, describes=("a.txt",))
    workshop.make(page, described={"a.txt": Described("ab", 5), "b.txt": Described("x", 1)}, is_new=True)
    assert (workshop.staging / "trang.html").read_text() == "ab 5"


def test_a_text_comes_from_its_place_in_a_file(workshop: Workshop) -> None:
    html = "<p>Nội dung.</p>"
    (workshop.work / "bodies-0").write_bytes(b"xyz" + html.encode() + b"rest")
    name = digest.of_bytes(html.encode())
    place = BodyPlace("a.md", os.fsencode(workshop.work / "bodies-0"), 3, len(html.encode()))
    workshop.template("page", "{{ page.body | html }}")
    view = StandingView(
        title="T",
        address="trang.html",
        description="",
        language="",
        lead="",
        updated=None,
        body=Body(name, ()),
        attachments=(),
        extra={},
    )
    workshop.make(msgspec.structs.replace(STANDING, compose=composed(view)), bodies={name: place}, is_new=True)
    assert (workshop.staging / "trang.html").read_text(encoding="utf-8") == html


def test_pages_full_feeds_and_data_have_the_texts_of_articles_and_other_lists_need_none(site: TrialSite) -> None:
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\nfeeds: full\nlists: {data: on}\n")
    site.article("a.md", body="Chữ của bài một.")
    site.article("b.md", body="Chữ của bài hai.")
    site.built()
    for address in ("atom.xml", "rss.xml", "feed.json", "du-lieu/articles-2023.jsonl"):
        assert all(site.page(address).count(f"Chữ của bài {number}.") for number in ("một", "hai")), address
    assert "<p>Chữ của bài một.</p>" in site.page("2023/01/12/a.html")
    assert "Chữ của bài một." in site.page("2023/01/12/a.txt")
    assert "Chữ của bài" not in site.page("sitemap.xml")
    assert site.page("atom.xml").count("&lt;p&gt;Chữ của bài") == 2
    site.write("site.yml", "title: Kho\nid: k\nurl: https://example.org/\n")
    site.built()
    assert "&lt;p&gt;Chữ của bài" not in site.page("atom.xml")


BESIDE = msgspec.structs.replace(
    STANDING, beside=(Beside("trang.txt", "text", "text.txt"), Beside("trang.json", "text", "text.json"))
)


def test_a_fault_of_a_page_or_of_a_file_beside_it_keeps_nothing_else_from_being_made(workshop: Workshop) -> None:
    for name, text in (("text.txt", "{{ 1 // 0 }}"), ("text.json", "{{ page.title }}")):
        (workshop.folder / "templates" / name).write_text(text, encoding="utf-8")
    workshop.template("page", "{{ 1 // 0 }}")
    workshop.template("good", "good")
    made = workshop.make(BESIDE, msgspec.structs.replace(STANDING, address="b.html", template="good.html"), is_new=True)
    found = [(each.address, str(each.problem.location) if each.problem else "") for each in made]
    assert found == [
        ("trang.html", "templates/page.html:1"),
        ("trang.txt", "templates/text.txt:1"),
        ("trang.json", ""),
        ("b.html", ""),
    ]
    assert [(each.sha256, each.fields, each.size) for each in made if each.problem] == [("", b"", 0)] * 2
    assert names_in(workshop.staging) == ["b.html", "trang.json"]


def test_the_fields_of_a_view_are_noted_once_with_its_page(workshop: Workshop) -> None:
    for name in ("text.txt", "text.json"):
        (workshop.folder / "templates" / name).write_text("{{ page.title }}", encoding="utf-8")
    made = {each.address: each.fields for each in workshop.make(BESIDE, words={"foot": "hết"}, is_new=True)}
    assert made == {"trang.html": checksums(encoded(BESIDE.view)), "trang.txt": b"", "trang.json": b""}


def test_a_setup_that_cannot_be_written_or_read_is_named(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workshop.setup().write(workshop.work)

    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, "a disk that fails says no name")

    for name, use in (("write_bytes", lambda: workshop.setup().write(workshop.work)), ("read_bytes", lambda: pages._content(path))):
        with monkeypatch.context() as patched:
            patched.setattr(Path, name, fail)
            with pytest.raises(OSError, match="fails") as failed:
                use()
        assert failed.value.filename == str(path)


def test_a_template_that_was_edited_between_two_builds_of_one_process_is_read_again(workshop: Workshop) -> None:
    for text in ("một", "hai", "ba"):
        workshop.template("page", text)
        workshop.make(STANDING, is_new=True)
        assert (workshop.staging / "trang.html").read_text(encoding="utf-8") == text


# --- What all pages share


def test_a_setup_comes_back_whole(workshop: Workshop) -> None:
    setup = workshop.setup({"foot": "hết"})
    path = setup.write(workshop.work)
    assert pages._prepared(path)[0] == setup
    assert pages._prepared(workshop.setup(is_new=True).write(workshop.work))[0].place.output is None


def test_setups_that_differ_are_different_files_and_equal_ones_the_same(workshop: Workshop) -> None:
    first = workshop.setup({"foot": "hết"}).write(workshop.work)
    assert workshop.setup({"foot": "hết"}).write(workshop.work) == first
    assert workshop.setup({"foot": "khác"}).write(workshop.work) != first


@pytest.mark.skipif(os.name == "nt", reason="paths are text on Windows")
def test_paths_that_are_no_text_come_back_too(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe"))
    folder.mkdir()
    workshop = Workshop(folder, page="chữ")
    setup = workshop.setup()
    assert pages._prepared(setup.write(workshop.work))[0] == setup
    workshop.make(STANDING, is_new=True)
    assert (workshop.staging / "trang.html").read_text(encoding="utf-8") == "chữ"
