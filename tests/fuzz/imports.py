"""Imports: a hostile source is refused with words, or becomes articles that the archive reads back without an error and without losing a word."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fuzz.target import Target, check_problems, text_of, values_of, words
from hn_archive import article
from hn_archive.config import Config
from hn_archive.dates import HANOI
from hn_archive.importers import docx, page_html, page_text, posts, table, wordpress
from hn_archive.importers.accession import Accession
from hn_archive.importers.incoming import Incoming
from hn_archive.markdown import Renderer
from hn_archive.problem import has_errors
from hn_archive.text import control_character, nfc, one_line
from hn_archive.typeset import text_of as text_of_html
from word_files import parts_of, relations

_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 (in a folder of its own)
_OUTSIDE: Final = "bí mật ngoài thư mục"
# Reads the source PATH, out of whose folder nothing may lead, and may write pictures into the folder FILES.
Read = Callable[[Path, Path], Iterable[Incoming]]


@cache
def _renderer() -> Renderer:
    return Renderer("vi")


def _check(content: bytes, name: str, read: Read, *, is_whole: bool) -> None:
    """Read a source, take its articles into a new site, twice, and read them as the archive does.

    With `is_whole` every word of the source that the importer puts into an article reaches its page; of sources that are Markdown already,
    that page lacks what Python-Markdown loses, and a build reports it.
    """
    with TemporaryDirectory(dir=_SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None) as folder:
        source, files, site = (Path(folder, part) for part in ("in", "files", "site"))
        source.mkdir()
        files.mkdir()
        (Path(folder) / "secret.jpg").write_text(_OUTSIDE, encoding="utf-8")
        (source / name).write_bytes(content)
        for place in ("anh.jpg", "uploads/2023/01/anh.jpg"):
            (source / place).parent.mkdir(parents=True, exist_ok=True)
            (source / place).write_bytes(b"\xff\xd8\xff")
        before = _bytes_of(source)
        _take(read, source / name, files, site, is_whole=is_whole)
        written = _bytes_of(site)
        _take(read, source / name, files, site, is_whole=is_whole)
        assert _bytes_of(site) == written, "a second run writes something else"
        assert _bytes_of(source) == before
        assert {path.name for path in Path(folder).iterdir()} <= {"in", "files", "site", "secret.jpg"}
        assert all(path.startswith("content/") for path in written)
        assert not any(_OUTSIDE.encode() in each for each in written.values())


def _take(read: Read, path: Path, files: Path, site: Path, *, is_whole: bool) -> None:
    accession = Accession(site, Config(), date="12/01/2023")
    for found in read(path, files):
        check_problems(found.problems)
        assert found.title == nfc(one_line(found.title))
        assert found.body == nfc(found.body)
        assert control_character(found.body) is None
        for file in found.files:
            assert any(file.path.resolve().is_relative_to(folder.resolve()) for folder in (path.parent, files)), file
        taken = accession.take(found)
        check_problems(taken.problems)
        if taken.path:
            _check_article(found, (site / taken.path).read_bytes(), is_whole=is_whole)


def _check_article(found: Incoming, content: bytes, *, is_whole: bool) -> None:
    parsed = article.parse(content, "2023/01/a.md", HANOI, _renderer(), "")
    assert not has_errors(parsed.problems), parsed.problems
    if is_whole:
        pictures = " ".join(reference.attributes for reference in parsed.document.references)
        header = nfc(content.decode()).partition("\n---\n")[0]
        # Where `c<b>ầu` parts a word is nobody's loss.
        shown = "".join(words(f"{header}\n{text_of_html(parsed.html).decode()}\n{pictures}"))
        said = " ".join([found.title, *values_of(found.fields), found.body])
        expected = Counter(words(nfc(found.text))) & Counter(words(nfc(said)))
        lost = {word for word, count in expected.items() if shown.count(word) < count}
        assert not lost, (lost, found.body)


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_page(content: bytes) -> None:
    """A saved page as HTML."""
    _check(content, "trang.html", lambda path, files: [page_html.read(path, path.parent, path.name, None)], is_whole=True)


def check_page_text(content: bytes) -> None:
    """A saved page as text."""
    _check(content, "trang.txt", lambda path, files: [page_text.read(path, path.parent, path.name)], is_whole=False)


def check_post(content: bytes) -> None:
    """A post of another generator."""
    _check(content, "2023-01-12-bai.md", lambda path, files: [posts.read(path, path.parent, path.name)], is_whole=False)


def check_wordpress(content: bytes) -> None:
    """An export of WordPress; what is no XML stands as the content of a post in one."""
    whole = content if content.lstrip().startswith(b"<?xml") else _WXR.format(text_of(content).replace("]]>", "]]&gt;")).encode()
    _check(whole, "export.xml", lambda path, files: wordpress.read(path), is_whole=True)


def check_table(content: bytes) -> None:
    """A table, as CSV or as JSON lines."""
    name = "bai.jsonl" if content.lstrip().startswith(b"{") else "bai.csv"
    _check(content, name, lambda path, files: table.read(path, {}), is_whole=False)


def check_word(content: bytes) -> None:
    """A Word file: a package as it is, or XML as the body of one."""
    package = content if content.startswith(b"PK") else _package(text_of(content))
    _check(package, "bai.docx", lambda path, files: [docx.read(path, path.name, files)], is_whole=True)


def _package(body: str) -> bytes:
    links = relations(("rIdA", "image", "media/a.png", False), ("rIdB", "hyperlink", "https://a.vn/", True))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, part in parts_of(body, links).items():
            package.writestr(name, part)
    return packed.getvalue()


_WXR = (
    '<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><item>'
    "<title>Cầu mới</title><content:encoded><![CDATA[{}]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_date>2023-01-12 08:25:00</wp:post_date>"
    "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"
)
_LONG = "Sáng nay thành phố khởi công cây cầu mới qua sông với sự có mặt của nhiều người dân hai bên bờ. "
_WORDS = (
    *(
        "Khởi công cầu",
        "12/01/2023 | 08:25",
        "Thứ Năm, 12/01/2023, 08:25",
        "Lượt xem: 7",
        "Nguồn: HNMO",
        "Tác giả: Trần Bình",
        "Bình chọn",
        _LONG,
    ),
    *(
        "\u00a0",
        "\n",
        "\n\n",
        " ",
        "*",
        "_",
        "1. ",
        "- ",
        "# ",
        "`",
        "[",
        "](",
        "<",
        "&",
        "&lt;",
        "&amp;nbsp;",
        "\\",
        "|",
        "{{",
        "}}",
        "~",
        "!",
        "$",
        "^",
        "===",
        "o\u0302",
    ),
)
_HTML = (
    *("<!doctype html><title>Cầu mới</title>", "<body>", "<h1>", "</h1>", "<h2>", "</h2>", "<p>", "</p>", "<div>", "</div>", "<div class=content>", "<article>"),
    *("<b>", "</b>", "<i>", "</i>", "<em>", "</em>", "<u>", "<sup>", "</sup>", "<code>", "</code>", "<pre>", "</pre>", "<br>", "<hr>", "<span>", "</span>"),
    *("<ul>", "</ul>", "<ol start=5>", "</ol>", "<li>", "</li>", "<dl><dt>", "<dd>", "</dl>", "<blockquote>", "</blockquote>", "<table>", "<tr>", "<td>", "<th colspan=2>"),
    *("</table>", "<a href='", "'>", "</a>", "javascript:x", "../secret.jpg", "anh.jpg", "<img src='anh.jpg' alt='", "<img src='../secret.jpg'>", "<figure>", "<figcaption>"),
    *("</figure>", "<a href='#fn1' id='r1'>[1]</a>", "<p id='fn1'>", "<a href='#r1'>", "<script>x</script>", "<style>", "<p style='display:none'>", "<!-- x -->", "&#150;"),
    *("<meta property='article:published_time' content='2023-01-12T08:25:00+07:00'>", "<meta name=author content='", "<link rel=canonical href='https://a.vn/?id=1'>"),
    *("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"", "<base href='", "<input type=radio name=a>", "<nav>", "<footer>", "<ruby>", "<svg>"),
)  # fmt: skip
_XML = (
    *("<?xml version=\"1.0\"?>", "<rss><channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<![CDATA[", "]]>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;"),
    *("[caption id='a']", "[/caption]", "[gallery ids='1,2']", "[embed]", "<!--more-->", "<!-- wp:image {\"id\":1} -->", "https://a.vn/wp-content/uploads/", f"{'a' * 260}.jpg"),
)  # fmt: skip
_WORD = (
    *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:pPr>", "</w:pPr>", '<w:pStyle w:val="Title"/>', '<w:pStyle w:val="Heading1"/>', "<w:rPr>", "</w:rPr>"),
    *("<w:b/>", "<w:i/>", "<w:br/>", "<w:tab/>", "<w:noBreakHyphen/>", '<w:jc w:val="center"/>', "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:sdt>"),
    *("<w:sdtContent>", "<w:ins>", "</w:ins>", "<w:del>", "<w:delText>", '<w:hyperlink r:id="rIdB">', "</w:hyperlink>", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    *('<w:fldChar w:fldCharType="begin"/>', "<w:instrText>", "<w:smartTag>", "<m:oMath>", '<w:footnoteReference w:id="1"/>', "<mc:AlternateContent>", '<w:sym w:char="F0B7"/>', "PK\x03\x04"),
    *("<w:p><w:r><w:t>", "</w:t></w:r></w:p>", '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>'),
)  # fmt: skip
_POST = (
    *("---\n", "+++\n", "title: Cầu\n", "title = 'Cầu'\n", "date: 2023-01-12\n", "date = 2023-01-12T08:25:00Z\n", '{"title": "Cầu", "date": "2023-01-12"}\n', "tags: [a, b]\n"),
    *("cover: {image: anh.jpg}\n", "image: ../secret.jpg\n", "{{< figure src='anh.jpg' >}}", "{{% ref 'b.md' %}}", "{% post_url b %}", "{% highlight x %}", "{{ site.url }}", "{: .x}", "~~~\n"),
)  # fmt: skip
_TABLE = (
    *("title,date,body\n", "Tiêu đề;Ngày đăng;Nội dung\n", ",", ";", "\t", "|", '"', '""', "\r\n", "<p>a</p>", "tags", "views", "image.src", "rating.average", "source.name", "aliases"),
    *('{"title": "a", "date": "2023-01-12", "body": "b"}\n', '{"tags": [1, null, true, {"a": "b"}]}', "{", "}", "[", "]", "1e999", "1.234", "\ufeff", "\x00", "sep=;\n", "../secret.jpg"),
)  # fmt: skip
TARGETS = (
    Target("pages", check_page, (*_HTML, *_WORDS), 25),
    Target("page-texts", check_page_text, _WORDS, 60),
    Target("posts", check_post, (*_POST, *_WORDS), 40),
    Target("wordpress", check_wordpress, (*_XML, *_HTML, *_WORDS), 40),
    Target("tables", check_table, (*_TABLE, *_WORDS), 40),
    Target("word", check_word, (*_WORD, *_WORDS), 25),
)
