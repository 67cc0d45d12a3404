"""`site.yml`: what a site says about itself, typed; every setting has a default."""

from collections.abc import Iterable
from datetime import timezone
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

import msgspec

from hn_archive import address
from hn_archive.address import slug_or_digest
from hn_archive.colours import Colours, Theme
from hn_archive.dates import HANOI
from hn_archive.problem import Location, Problem, has_errors
from hn_archive.safe_yaml import parse
from hn_archive.schema import (
    Choice,
    Colour,
    Identifier,
    Many,
    Name,
    Names,
    Offset,
    Reading,
    Record,
    SiteAddress,
    Slug,
    Switch,
    Target,
    Text,
    WebAddress,
    Whole,
    field,
    is_web_address,
)
from hn_archive.text import identity
from hn_archive.typeset import is_external

NAME: Final = "site.yml"

Language = Literal["vi", "en"]
PublisherKind = Literal["organization", "news", "government"]
Host = Literal["netlify", "cloudflare-pages", "gitlab-pages", "github-pages", "s3", "nginx", "apache"]
Compression = Literal["gzip", "brotli"]


class Publisher(msgspec.Struct, frozen=True):
    """Who publishes the archive; `logo` is a page address or file as in a MenuEntry."""

    name: str
    url: str = ""
    logo: str = ""
    kind: PublisherKind = "organization"


class MenuEntry(msgspec.Struct, frozen=True):
    """A link in the menu or footer; `to` is a page of this site from its root, a file in `content/`, or a web address."""

    label: str
    to: str


class Footer(msgspec.Struct, frozen=True):
    text: str = ""
    links: tuple[MenuEntry, ...] = ()


class TermSettings(msgspec.Struct, frozen=True):
    """A category or tag as the site names it; `aliases` are its old and other names."""

    name: str
    slug: str = ""
    aliases: tuple[Name, ...] = ()
    description: str = ""


class Lists(msgspec.Struct, frozen=True):
    """Which families of pages and files are made."""

    days: bool = True
    months: bool = True
    tags: bool = True
    sources: bool = True
    authors: bool = True
    texts: bool = True
    this_day: bool = True
    most_read: bool = True
    coverage: bool = True
    corrections: bool = True
    related: bool = True
    archive_feeds: bool = True
    search: bool = True
    data: bool = False


class Robots(msgspec.Struct, frozen=True):
    """What `robots.txt` asks of programs that read the site."""

    ai_crawlers: Literal["allow", "deny"] = "allow"


class Publish(msgspec.Struct, frozen=True):
    """Where and how the site is published: hosts differ in how they are told of redirects and headers; `keep` is how many releases
    before the live one are kept, `compress` the ways in which texts are compressed before anybody asks for them."""

    host: Host | None = None
    keep: int = 2
    compress: tuple[Compression, ...] = ()


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """A site's settings. `places` has the location of each setting's value."""

    title: str = "Kho lưu trữ tin tức"
    language: Language = "vi"
    id: str = ""
    url: str = ""
    timezone: timezone = HANOI
    description: str = ""
    publisher: Publisher | None = None
    live_site: str = ""
    contact: str = ""
    license: str = ""
    menu: tuple[MenuEntry, ...] = ()
    footer: Footer = Footer()
    categories: tuple[TermSettings, ...] = ()
    default_category: str = ""
    tags: tuple[TermSettings, ...] = ()
    lists: Lists = Lists()
    feeds: Literal["lead", "full"] = "lead"
    robots: Robots = Robots()
    publish: Publish = Publish()
    theme: Theme = Theme()
    places: dict[str, Location] = {}

    @property
    def site_url(self) -> str:
        """Where the site stands, in ASCII and with a `/` at its end; "" where nobody knows it."""
        return address.site_root(self.url) if self.url else ""

    @property
    def zone_minutes(self) -> int:
        """How far dates that name no offset are from UTC."""
        return int(self.timezone.utcoffset(None).total_seconds()) // 60

    @property
    def has_feeds(self) -> bool:
        """Feeds need to know where the site stands, and a name for the archive that does not change when it moves."""
        return bool(self.url and self.id)

    @property
    def host_path(self) -> str:
        """The path on its host below which the site stands, as servers see it, unescaped: `/`, or `/kho/`."""
        return unquote(urlsplit(self.site_url).path) or "/"

    @property
    def targets(self) -> tuple[tuple[str, Location], ...]:
        """All that the settings link to, as they write it, with the place to name when it leads nowhere."""
        menus = (("menu", self.menu), ("footer.links", self.footer.links))
        found = [(entry.to, key) for key, entries in menus for entry in entries]
        if self.publisher and self.publisher.logo:
            found.append((self.publisher.logo, "publisher.logo"))
        return tuple((to, self.places.get(key, Location(NAME))) for to, key in found)


_COLOURS: Final = (
    field("ink", Colour(), "Text.", "Chữ."),
    field("ink_soft", Colour(), "Dates, captions, counts.", "Ngày, chú thích, con số."),
    field("paper", Colour(), "The page.", "Nền trang."),
    field("paper_soft", Colour(), "Boxes.", "Nền các ô."),
    field("line", Colour(), "Rules between things.", "Đường kẻ."),
    field("accent", Colour(), "The masthead, marks, charts.", "Đầu trang, điểm nhấn, biểu đồ."),
    field("link", Colour(), "Links.", "Liên kết."),
    field("link_visited", Colour(), "Links that were followed.", "Liên kết đã mở."),
)
_ENTRY: Final = Record(
    make=MenuEntry,
    fields=(
        field("label", Text(limit=100), "What the reader sees.", "Chữ người đọc thấy.", required=True),
        field("to", Target(), "A page of this site, a file in content/, or a web address.",
              "Một trang của trang này, một tệp trong content/, hoặc địa chỉ web.", required=True),
    ),
)  # fmt: skip

_TERM: Final = Record(
    make=TermSettings,
    short="name",
    fields=(
        field("name", Text(limit=200), "The name.", "Tên.", required=True),
        field("slug", Slug(), "The address's part, where it should not come from the name.", "Phần địa chỉ, nếu không lấy từ tên."),
        field("aliases", Names(commas=False), "Old or other names; articles under them belong here, old addresses lead here.",
              "Tên cũ hoặc tên khác; bài mang tên đó thuộc về đây, địa chỉ cũ dẫn về đây."),
        field("description", Text(limit=2_000), "A sentence for the top of the list.", "Một câu ở đầu danh sách."),
    ),
)  # fmt: skip

SITE: Final = Record(
    make=Config,
    fields=(
        field("title", Text(limit=200), "The archive's name.", "Tên kho lưu trữ."),
        field("language", Choice(choices=("vi", "en"), example="{key}: vi"), "The language of the pages and of messages.", "Ngôn ngữ của trang và của thông báo."),
        field("id", Identifier(example="{key}: luutru.example.vn"), "Names this archive in feeds, for ever; it stays when `url` or `title` change. `init` writes one.",
              "Tên riêng của kho này trong các kênh tin, không bao giờ đổi, dù `url` hay `title` đổi. `init` ghi sẵn."),
        field("url", SiteAddress(example="{key}: https://luutru.example.vn/"), "Where the site stands; without it there are no feeds, sitemaps and absolute addresses.",
              "Nơi đặt trang; nếu không có thì không có kênh tin, sơ đồ trang web và địa chỉ tuyệt đối."),
        field("timezone", Offset(), "The offset of dates that name none.", "Độ lệch giờ của các ngày không ghi rõ."),
        field("description", Text(limit=500), "One sentence about the archive.", "Một câu về kho lưu trữ."),
        field("publisher", Record(make=Publisher, short="name", fields=(
            field("name", Text(limit=200), "The name.", "Tên.", required=True),
            field("url", WebAddress(), "Its own site.", "Trang riêng."),
            field("logo", Target(example="{key}: /static/logo.png"), "Its mark, for search engines: a file of this site or a web address.",
                  "Biểu trưng, dành cho công cụ tìm kiếm: một tệp của trang này hoặc địa chỉ web."),
            field("kind", Choice(choices=("organization", "news", "government"), example="{key}: government"),
                  "What it is, in schema.org's terms.", "Loại tổ chức, theo cách gọi của schema.org."),
        )), "Who publishes the archive.", "Cơ quan xuất bản kho lưu trữ."),
        field("live_site", WebAddress(), "The living site that this is the archive of.", "Trang đang hoạt động mà đây là bản lưu trữ."),
        field("contact", Target(example="{key}: banbientap@example.vn"), "An address for readers' reports: mail or web.", "Nơi nhận góp ý: thư điện tử hoặc địa chỉ web."),
        field("license", Text(), "On what terms the texts may be used.", "Điều kiện sử dụng các bài."),
        field("menu", Many(kind=_ENTRY), "The menu; without it: home and the indexes.", "Trình đơn; nếu không có: trang chủ và các mục lục."),
        field("footer", Record(make=Footer, short="text", example="{key}: {{text: …, links: […]}}", fields=(
            field("text", Text(limit=2_000), "A line of text.", "Một dòng chữ."),
            field("links", Many(kind=_ENTRY), "Links.", "Các liên kết."),
        )), "The foot of each page: a text, or `{text, links}`.", "Chân trang: một dòng chữ, hoặc `{text, links}`."),
        field("categories", Many(kind=_TERM), "The categories in the order readers see them.", "Các chuyên mục, theo thứ tự hiện ra."),
        field("default_category", Text(limit=200), "The category of articles that name none.", "Chuyên mục của bài không ghi chuyên mục."),
        field("tags", Many(kind=_TERM), "Tags that have other names or a description.", "Các từ khóa có tên khác hoặc có mô tả."),
        field("lists", Record(make=Lists, example="{key}: {{days: off}}", fields=(
            field("days", Switch(), "A page for each day.", "Mỗi ngày một trang."),
            field("months", Switch(), "A page for each month and year.", "Mỗi tháng, mỗi năm một trang."),
            field("tags", Switch(), "Lists by tag.", "Danh sách theo từ khóa."),
            field("sources", Switch(), "Lists by source.", "Danh sách theo nguồn."),
            field("authors", Switch(), "Lists by author.", "Danh sách theo tác giả."),
            field("texts", Switch(), "Each article as plain text too, to be saved.", "Mỗi bài thêm một bản chữ thuần để tải về."),
            field("this_day", Switch(), "“On this day”: a page for each day of the year.", "“Ngày này năm xưa”: mỗi ngày trong năm một trang."),
            field("most_read", Switch(), "The articles read most, by archived counts.", "Bài đọc nhiều, theo số lượt xem được lưu."),
            field("coverage", Switch(), "What the archive holds and lacks.", "Kho có gì và thiếu gì."),
            field("corrections", Switch(), "All corrections, with a feed.", "Mọi đính chính, kèm kênh tin."),
            field("related", Switch(), "Below each article, the older ones most like it; those that its editor named are there in any case.",
                  "Dưới mỗi bài, những bài cũ hơn giống nó nhất; bài do người biên tập nêu thì luôn có."),
            field("archive_feeds", Switch(), "A feed of each year's articles, behind the feed of the newest (RFC 5005).",
                  "Mỗi năm một kênh tin với mọi bài của năm, nối sau kênh tin mới nhất (RFC 5005)."),
            field("search", Switch(), "Full-text search.", "Tìm toàn văn."),
            field("data", Switch(), "All articles as files for programs and spreadsheets; `off` unless it says `on`.",
                  "Toàn bộ bài dưới dạng tệp cho chương trình và bảng tính; mặc định `off`."),
        )), "Families of pages and files, `on` or `off`.", "Các loại trang và tệp, `on` hoặc `off`."),
        field("feeds", Choice(choices=("lead", "full"), example="{key}: full"), "How much of an article the feeds hold: its lead, or its full text.",
              "Kênh tin chứa bao nhiêu: chỉ sapo (`lead`), hay toàn văn (`full`)."),
        field("robots", Record(make=Robots, example="{key}: {{ai_crawlers: deny}}", fields=(
            field("ai_crawlers", Choice(choices=("allow", "deny"), example="{key}: deny"),
                  "Whether programs that gather texts to train language models may read the site.",
                  "Có cho các chương trình thu thập văn bản để huấn luyện mô hình ngôn ngữ đọc trang này không."),
        )), "What `robots.txt` says.", "Nội dung của `robots.txt`."),
        field("publish", Record(make=Publish, example="{key}: {{host: netlify}}", fields=(
            field("host", Choice(choices=("netlify", "cloudflare-pages", "gitlab-pages", "github-pages", "s3", "nginx", "apache"), example="{key}: netlify"),
                  "The host; the files that tell it of redirects and headers are made for it. Without it, `_redirects` and `_headers`, which most hosts read.",
                  "Nơi lưu trang; các tệp chuyển hướng và tiêu đề HTTP (header) được tạo cho nơi đó. Nếu không ghi: `_redirects` và `_headers`, đa số nơi đọc được."),
            field("keep", Whole(limit=1_000, example="{key}: 2"), "How many releases `hn-archive publish` keeps to go back to (`--rollback`); 2 unless it says otherwise.",
                  "`hn-archive publish` giữ lại bao nhiêu bản đã xuất bản để quay về (`--rollback`); mặc định 2."),
            field("compress", Many(kind=Choice(choices=("gzip", "brotli"), example="{key}: gzip")),
                  "Compressed twins (`.gz`, `.br`) of texts that `hn-archive publish` puts beside them, for a server of one's own.",
                  "Bản nén sẵn (`.gz`, `.br`) mà `hn-archive publish` đặt bên cạnh các tệp chữ, dành cho máy chủ riêng."),
        )), "Where and how the site is published.", "Nơi và cách xuất bản trang."),
        field("theme", Record(make=Theme, example='{key}: {{light: {{accent: "#8c1d18"}}}}', fields=(
            field("light", Record(make=Colours, example='{key}: {{accent: "#8c1d18"}}', fields=_COLOURS),
                  "Colours on a light page; those left out are the theme's.", "Màu trên nền sáng; màu không ghi thì lấy của giao diện."),
            field("dark", Record(make=Colours, example='{key}: {{accent: "#f29a90"}}', fields=_COLOURS),
                  "Colours on a dark page.", "Màu trên nền tối."),
        )), "The site's own colours.", "Màu riêng của trang."),
    ),
)  # fmt: skip


def read(text: str) -> tuple[Config | None, tuple[Problem, ...]]:
    """The settings in the text of a `site.yml`, None where it has errors, and its problems."""
    mapping, problems = parse(text, NAME)
    if mapping is None:
        return None, problems
    reading = Reading(HANOI, "setting-unknown")
    made = SITE.read("", mapping, reading)
    found = [*problems, *reading.problems]
    if made is not None:
        place = Location(NAME)
        found += _twice(made.categories, reading.places.get("categories", place))
        found += _twice(made.tags, reading.places.get("tags", place))
        logo = made.publisher.logo if made.publisher else ""
        if is_external(logo) and not is_web_address(logo):
            found.append(Problem.at("web-address", reading.places["publisher.logo"], value=logo))
    if made is None or has_errors(found):
        return None, tuple(found)
    return msgspec.structs.replace(made, places=reading.places), tuple(found)


def _twice(terms: Iterable[TermSettings], place: Location) -> list[Problem]:
    """No name for two terms, and no address that two of them ask for, with `slug:` or by an old name."""
    problems = []
    names: set[str] = set()
    slugs: dict[str, str] = {}
    for term in terms:
        written = [
            (term.name, term.slug, place),
            *((alias.text, slug_or_digest(alias.text), alias.location) for alias in term.aliases),
        ]
        for name, slug, location in written:
            if identity(name) in names:
                problems.append(Problem.at("term-twice", location, value=name))
            elif slug and slugs.setdefault(slug, term.name) != term.name:
                problems.append(Problem.at("term-slug", location, value=name, other=slugs[slug], slug=slug))
            names.add(identity(name))
    return problems
