"""Read a saved web page: what its article says, by rules, by what the page says to machines, and by what its readers saw."""

import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from hn_archive.dates import HANOI, DateFault, parse
from hn_archive.importers.beside import Beside, is_file_name
from hn_archive.importers.fields import as_line, iso, kept, unique, unplaced, whole
from hn_archive.importers.html_markdown import markdown_of
from hn_archive.importers.incoming import Guess, Incoming, Poll, count_words
from hn_archive.importers.page_body import body_of, without_site
from hn_archive.importers.page_claims import Claim, claims_of
from hn_archive.importers.page_dates import date_in
from hn_archive.importers.page_frame import framed, polls_taken
from hn_archive.importers.page_shape import figures_made, paragraphs_made
from hn_archive.importers.page_title import last_crumb, title_of
from hn_archive.importers.page_tree import Page, drop, parsed, words_of
from hn_archive.importers.rules import Era, Rules, chosen, read_date
from hn_archive.importers.source import Refused, content_of, doubts
from hn_archive.limits import CpuTimeExceeded, cpu_seconds
from hn_archive.problem import Location, Problem
from hn_archive.schema import is_web_address
from hn_archive.text import identity, one_line

_SIZE_LIMIT: Final = 10 * 1024 * 1024
_CPU_LIMIT: Final = 30.0
_FEW: Final = 6  # words around an article of which nothing is said
_EXAMPLES: Final = 16


def read(path: Path, root: Path, shown: str, rules: Rules | None) -> Incoming:
    """The article on the page saved as the file `path`, which problems call `shown`; its pictures and documents are looked for where it names
    them, beside it, and nothing is looked at outside of the folder `root`, nor ever on the network.

    What a page says of a field counts in this order: the rules that fit it, its JSON-LD, Open Graph and other `<meta>`, what its readers saw;
    all but the first is a guess. Raises OSError where the machine will not read the file.
    """
    try:
        page = parsed(content_of(path, root, shown, _SIZE_LIMIT), shown)
        with cpu_seconds(_CPU_LIMIT):
            return _Reading(page, path, root, shown).incoming(rules or Rules())
    except Refused as refused:
        return Incoming(source=shown, problems=(refused.problem,))
    except CpuTimeExceeded:
        reason = f"more than {_CPU_LIMIT:.0f} s of computing"
        return Incoming(source=shown, problems=(Problem.at("import-unreadable", Location(shown), kind="HTML", reason=reason),))


class _Reading:
    """One page while it is read."""

    def __init__(self, page: Page, path: Path, root: Path, shown: str) -> None:
        self._page = page
        self._path = path
        self._start = Location(shown)
        self._beside = Beside(root, (path.parent, root))
        self._claims = claims_of(page.head)
        self._guesses: list[Guess] = []
        self._problems: list[Problem] = list(doubts(page.read, shown))
        self._address = self._where()

    def incoming(self, rules: Rules) -> Incoming:
        generator = self._claim("generator")
        era = rules.era(self._page.head, self._address, generator.values[0] if generator else "")
        for selector in era.drop:
            for element in chosen(self._page.body, selector):
                drop(element)
        polls = polls_taken(self._page.body)
        ruled = self._ruled(era)
        found = title_of(self._page, self._claims, ruled.get("title", ""))
        title = self._guessed("title", found.text, found.origin) if found.text else ""
        text = self._text_element(era)
        if text is None:
            self._problems.append(Problem.at("import-empty", self._start))
            return Incoming(source=self._start.path, title=title, address=self._address, problems=tuple(self._problems))
        return self._article(text, found.element, {**ruled, "title": title}, polls)

    def _article(self, text: HtmlElement, heading: HtmlElement | None, ruled: dict[str, Any], polls: tuple[Poll, ...]) -> Incoming:
        claimed = {field: self._claim(field) for field in ("category", "lead")}
        says = {"title": ruled["title"], **{field: claim.values[0] if claim else "" for field, claim in claimed.items()}}
        region = _common(text, heading)
        crumb = last_crumb(self._page.body, ruled["title"])
        gone = without_site(region, text, heading)
        paragraphs_made(region, text, heading)
        frame = framed(region, text, heading, says)
        figures_made(text)
        self._tell(gone, frame.left, words_of(text))
        body = markdown_of(text, self._picture, self._link)
        found = {**({"category": crumb} if crumb else {}), **frame.found}
        date = self._date(ruled, found, region)
        fields, problems = kept(self._fields(ruled, found, body, date), {}, self._start)
        missing = [
            code
            for code, value in (
                ("import-no-title", ruled["title"]),
                ("import-no-date", date),
                ("import-empty", body or fields.get("lead")),
            )
            if not value
        ]
        said = [ruled["title"], *(str(fields.get(name, "")) for name in ("lead", "category")), *fields.get("author", ())]
        polls = (*polls, *([found["poll"]] if "poll" in found else []))
        return Incoming(
            source=self._start.path,
            title=ruled["title"],
            date=date,
            fields=fields,
            body=body,
            files=self._beside.files,
            poll=polls[0] if polls else None,
            address=self._address,
            text="\n".join([*said, words_of(text)]),
            encoding=self._page.read.encoding,
            guesses=tuple(self._guesses),
            problems=(*self._problems, *(Problem.at(code, self._start) for code in missing), *problems),
        )

    def _claim(self, field: str) -> Claim | None:
        return next(iter(self._claims.get(field, ())), None)

    def _where(self) -> str:
        """Where the page stood: as the page says, or the program that saved it."""
        claimed = [(value, claim.origin) for claim in self._claims.get("address", ()) for value in claim.values]
        addresses = [(_absolute(self._page.saved_from, value), origin) for value, origin in claimed]
        addresses.append((self._page.saved_from, "saved from"))
        address, origin = next(((value, origin) for value, origin in addresses if is_web_address(value)), ("", ""))
        if address:
            self._guesses.append(Guess("original_url", address, origin))
        return address

    def _ruled(self, era: Era) -> dict[str, Any]:
        """What the rules of an era find, by field; its elements are taken out of the page, since they are no part of the text."""
        found: dict[str, Any] = {}
        for field in ("title", "date", "author", "category", "lead", "tags", "views", "source"):
            elements = chosen(self._page.head if field == "date" else self._page.body, getattr(era, field))
            elements = elements or chosen(self._page.head, getattr(era, field))
            texts = unique(_said(element) for element in elements)
            if not texts:
                continue
            found[field] = texts if field in ("author", "tags") else texts[0]
            if field == "date":
                found[field] = (read_date(texts[0], era.date_format) if era.date_format else None) or texts[0]
            for element in chosen(self._page.body, getattr(era, field)) if field != "title" else ():
                drop(element)
        return found

    def _guessed(self, field: str, value: str, origin: str) -> str:
        if origin != "rules":
            self._guesses.append(Guess(field, value, origin))
        return value

    def _text_element(self, era: Era) -> HtmlElement | None:
        if era.body:
            return next(iter(chosen(self._page.body, era.body)), None)
        return body_of(self._page.head, self._page.body)

    def _tell(self, gone: tuple[str, ...], left: tuple[str, ...], text: str) -> None:
        """Report what stood in and around the article and is not in it, where that is more than a button's word."""
        parts = [part for part in (*gone, *left) if count_words(part) > _FEW]
        if parts:
            words = " ".join(" ".join(parts).split()[:_EXAMPLES])
            count = sum(map(count_words, parts))
            self._problems.append(
                Problem.at("import-words", self._start, missing=count, words=count + count_words(text), examples=words)
            )

    def _date(self, ruled: dict[str, Any], found: dict[str, Any], region: HtmlElement) -> str:
        """When the article was published: nobody's guess where no date stands on the page."""
        candidates = [(ruled["date"], "rules")] if "date" in ruled else []
        candidates += [(value, claim.origin) for claim in self._claims.get("date", ()) for value in claim.values]
        candidates += [(element.get("datetime", ""), "<time>") for element in region.iter("time")]
        candidates += [(found["date"], "text")] if "date" in found else []
        marked = self._page.body.xpath(".//*[contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'ngay')]")
        candidates += [(words, "text") for element in marked if count_words(words := words_of(element)) <= 16]
        for written, origin in candidates:
            date = _date_of(written)
            if date:
                seen = found.get("date", "")
                is_fuller = len(date) == 10 and seen.startswith(date)  # with the time of day
                if seen and parse(seen, HANOI).at.date() != parse(date, HANOI).at.date():
                    self._problems.append(unplaced("date", seen, self._start))
                return self._guessed("date", seen if is_fuller else date, origin)
        found_by = _last_resort(self._page.head, self._address)
        return self._guessed("date", found_by, "htmldate") if found_by else ""

    def _fields(self, ruled: dict[str, Any], found: dict[str, Any], body: str, date: str) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        site = self._claim("site")
        for field in ("updated", "author", "category", "lead", "tags"):
            claim = self._claim(field)
            if field in ruled:
                fields[field] = ruled[field]
            elif field == "lead":
                lead, origin = (found["lead"], "text") if "lead" in found else self._claimed_lead(body)
                fields[field] = self._guessed(field, lead, origin) if lead else ""
            elif claim and not (field == "author" and site and claim.values == site.values):
                fields[field] = list(claim.values) if field in ("author", "tags") else claim.values[0]
                if field == "updated":
                    fields[field] = _date_of(claim.values[0])
                self._guessed(field, ", ".join(claim.values), claim.origin)
            elif field in found:
                fields[field] = [found[field]] if field == "author" else found[field]
                self._guessed(field, as_line(found[field]), "text")
            self._tell_other(field, fields.get(field), found)
        for field in ("views", "source", "rating"):
            value = ruled.get(field, found.get(field))
            if value is not None:
                fields[field] = {"name": value} if field == "source" else whole(str(value)) if field == "views" else value
                self._guessed(field, str(value), "rules" if field in ruled else "text")
        if fields.get("updated") == date:
            fields["updated"] = ""
        if self._address:
            fields["original_url"] = self._address
        return fields | self._image(body)

    def _tell_other(self, field: str, believed: Any, found: dict[str, Any]) -> None:
        """Report what readers saw of a field where something else was believed: it was taken out of the text."""
        seen = found.get(field)
        if seen is not None and identity(as_line(seen)) not in identity(as_line(believed)):
            self._problems.append(unplaced(field, seen, self._start))

    def _claimed_lead(self, body: str) -> tuple[str, str]:
        """What the page says to machines that its article is about, where that is not just how the text begins."""
        claims = [claim for claim in self._claims.get("lead", ()) if claim.origin not in ("description", "dc.description")]
        for claim in claims[:1]:
            lead = claim.values[0]
            if _letters(lead.rstrip(" .…")) not in _letters(body):
                return lead, claim.origin
        return "", ""

    def _image(self, body: str) -> dict[str, Any]:
        """The picture that the page shows of itself elsewhere, where it was saved with it and is not in the text."""
        claim = self._claim("image")
        if claim is None:
            return {}
        name = re.split(r"[?#]", claim.values[0])[0].rpartition("/")[2]
        before = len(self._beside.files)
        taken = self._beside.take(f"{self._path.stem}_files/{name}") if name else None
        if taken is None or len(self._beside.files) == before or taken in body:
            return {}
        self._guessed("image", claim.values[0], claim.origin)
        return {"image": {"src": taken}}

    def _picture(self, source: str) -> str | None:
        taken = self._beside.take(source)
        if taken is None:
            self._problems.append(Problem.at("import-file-missing", self._start, path=source[:200]))
        return taken

    def _link(self, href: str) -> str:
        """Where a link led: a document that was saved, or its address on the web; "" where it led nowhere outside of somebody's computer."""
        target = href.strip()
        taken = self._beside.take(target)
        if taken:
            return taken
        if is_file_name(target):
            self._problems.append(Problem.at("import-file-missing", self._start, path=target[:200]))
        whole = _absolute(self._address, target)
        return "" if re.match(r"(?:file|javascript|data|about|blob):", whole, re.IGNORECASE) else whole


def _said(element: HtmlElement) -> str:
    """What an element that rules choose says: to machines in an attribute, or to readers."""
    for name, attribute in (("meta", "content"), ("time", "datetime")):
        if element.tag == name and element.get(attribute):
            return one_line(element.get(attribute, ""))
    return one_line(words_of(element).replace("\n", " "))


def _absolute(base: str, target: str) -> str:
    """An address as it leads on from another; as it is written where that is none."""
    try:
        return urljoin(base, target)
    except ValueError:  # a host that is none, as in http://[
        return target


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _date_of(written: str) -> str:
    """A date as front matter takes it, "" where there is none in a text."""
    try:
        return iso(written)
    except DateFault:
        found = date_in(written)
        return found[0] if found else ""


def _last_resort(head: HtmlElement, address: str) -> str:
    """The date that htmldate finds in what a page says, never today's; "" where it finds none."""
    from htmldate import find_date

    # Its newest date is the clock's day, unless it is told another.
    return find_date(head, extensive_search=False, original_date=True, url=address or None, max_date="2999-12-31") or ""


def _common(text: HtmlElement, heading: HtmlElement | None) -> HtmlElement:
    """The smallest element that holds both."""
    if heading is None:
        return text
    around = [heading, *heading.iterancestors()]
    return next(element for element in [text, *text.iterancestors()] if element in around)
