"""Check the planned site as a whole: addresses, ids, links, anchors, pictures, and names in `site.yml`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from hn_archive import config
from hn_archive.article import Article
from hn_archive.colours import CONTRAST, faint
from hn_archive.dates import in_words
from hn_archive.document import Document
from hn_archive.files import KINDS
from hn_archive.front_matter import Picture
from hn_archive.images import Shape
from hn_archive.introduction import Introduction
from hn_archive.links import UNUSED, Links, Target, path_in_url, path_of_link
from hn_archive.markdown import Reference
from hn_archive.outputs import Output
from hn_archive.problem import Location, Problem
from hn_archive.site import Site, names_of
from hn_archive.standing import Standing
from hn_archive.text import identity, nearest
from hn_archive.typeset import is_external

_HEIC = (".heic", ".heif")


def check(site: Site, links: Links, outputs: tuple[Output, ...], now: datetime) -> tuple[Problem, ...]:
    """What is wrong between files, or as of `now`, where each file alone may be right. Pure."""
    problems = [*_addresses(outputs), *_ids(site)]
    for document in _documents(site):
        for reference in document.references:
            problems += _reference(reference, links.to(reference.target, document.folder))
        if document.matter.image:
            problems += _picture(document, document.matter.image, links)
    published = {article.address for article in site.articles}
    categories = _category_names(site)
    for article in (*site.articles, *site.scheduled):
        if article.matter.related:
            problems += _related(article, published, links)
        if categories:
            problems += _category(article, site, categories)
        if article.matter.poll and links.poll(article.matter.poll).fault:
            problems.append(Problem.at("poll-missing", article.place("poll"), value=article.matter.poll))
    problems += (*_future(site, now), *_settings(site, links))
    return tuple(problems)


def has_dead_address(site: Site, links: Links) -> bool:
    """Whether any text names an address of this site that no page has."""
    named = (reference.target for document in _documents(site) for reference in document.references)
    return any(target.startswith("/") and links.to(target, "").fault for target in named)


def _documents(site: Site) -> tuple[Article | Standing | Introduction, ...]:
    return (*site.articles, *site.scheduled, *site.standings, *site.introductions.values())


def _addresses(outputs: tuple[Output, ...]) -> Iterator[Problem]:
    """No two outputs at one address, also where disks do not tell case apart, and none below another."""
    owners: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        key = output.address.casefold()
        # Of two texts this is said already, of the pages that they stand beside.
        if key in owners and not output.family == owners[key].family == "text":
            yield _taken(output, owners[key])
        owners.setdefault(key, output)
        while "/" in key:
            key = key.rpartition("/")[0]
            if key in folders:  # and all above it
                break
            folders[key] = output
    for key, output in owners.items():
        if key in folders:
            yield _taken(folders[key], output)


def _taken(output: Output, other: Output) -> Problem:
    """Named at the article that can give way, with the other beside it."""
    first, second = sorted((output, other), key=lambda each: (each.origin == "", each.origin))
    location = Location(first.origin) if first.origin else None
    related = Location(second.origin or second.address)
    return Problem.at("address-taken", location, related, address=output.address)


def _ids(site: Site) -> Iterator[Problem]:
    owners: dict[str, Article] = {}
    every = (*site.articles, *site.retracted, *site.scheduled, *site.unpublished)
    for article in sorted(every, key=lambda article: article.path):
        if article.id in owners:
            yield Problem.at("id-taken", article.place("id"), owners[article.id].place("id"), id=article.id)
        owners.setdefault(article.id, article)


def _reference(reference: Reference, target: Target) -> Iterator[Problem]:
    is_picture = reference.kind == "picture"
    if target.fault:
        yield from _fault(
            _code(target, reference.target, is_picture=is_picture), reference.location, reference.target, target.other
        )
    elif is_picture and not reference.target.startswith("/") and not (target.file and target.file.shape):
        yield from _fault("file-kind", reference.location, reference.target)
    elif reference.fragment and target.anchors is not None and reference.fragment not in target.anchors:
        yield Problem.at("anchor-dead", reference.location, target=reference.target, fragment=reference.fragment)


def _code(target: Target, path: str, *, is_picture: bool) -> str:
    """The code of the problem that a path leads nowhere; of pictures more can be said."""
    if path.lower().endswith(_HEIC) and target.fault == "file-kind":
        return "picture-heic"
    return "picture-missing" if is_picture and target.fault == "link-dead" else target.fault


def _fault(code: str, location: Location, target: str, other: str = "") -> Iterator[Problem]:
    """The problem that a path leads nowhere; what a broken picture is was said where it was looked at."""
    if code != UNUSED:
        yield Problem.at(code, location, target=target, kinds=", ".join(KINDS), other=other)


def _picture(document: Document[Any], image: Picture, links: Links) -> Iterator[Problem]:
    if not image.src:
        return
    place = document.place("image.src")
    if is_external(image.src):
        yield Problem.at("image-external", place, target=image.src)
    elif image.src.startswith("/"):
        yield Problem.at("link-outside", place, target=image.src)
    else:
        target = links.to(path_in_url(image.src), document.folder)
        if target.fault:
            yield from _fault(_code(target, image.src, is_picture=True), place, image.src, target.other)
        elif not (target.file and target.file.shape):
            yield from _fault("file-kind", place, image.src)
        else:
            yield from _picture_words(image, target.file.shape, place)


def _picture_words(image: Picture, shape: Shape, place: Location) -> Iterator[Problem]:
    """What should be said of a main picture, and what the file itself says."""
    if not image.alt:
        yield Problem.at("main-picture-alt", place, target=image.src)
    if shape.caption and not image.caption:
        yield Problem.at("picture-caption", place, target=image.src, caption=shape.caption)
    if shape.credit and not image.credit:
        yield Problem.at("picture-credit", place, target=image.src, credit=shape.credit)


def _related(article: Article, published: set[str], links: Links) -> Iterator[Problem]:
    """Only articles at the addresses `published` can stand under an article."""
    for name in article.matter.related:
        target = links.to(path_in_url(name.text), article.folder)
        if target.fault == "link-unpublished":
            yield from _fault(target.fault, name.location, name.text)
        elif target.address not in published:
            yield from _fault("link-dead", name.location, name.text)


def _future(site: Site, now: datetime) -> Iterator[Problem]:
    """Dates of changes that have not happened yet: feeds and sitemaps would tell of them."""
    for article in (*site.articles, *site.retracted):
        matter = article.matter
        if not matter.updated and not matter.corrections:
            continue
        moments = [("updated", matter.updated)] if matter.updated else []
        moments += [("corrections", note.date) for note in matter.corrections]
        for key, moment in moments:
            if moment.at > now:
                yield Problem.at("date-future", article.place(key), key=key, date=in_words(moment, site.config.language))


def _category_names(site: Site) -> set[str]:
    """The names and old names of the categories in `site.yml`, as identities."""
    entries = site.config.categories
    return {identity(name) for entry in entries for name in (entry.name, *(alias.text for alias in entry.aliases))}


def _category(article: Article, site: Site, known: set[str]) -> Iterator[Problem]:
    configured = tuple(entry.name for entry in site.config.categories)
    for category in names_of("category", article, site.config) if configured else ():
        if identity(category) not in known:
            near = nearest(category, configured) or configured[0]
            yield Problem.at("category-unknown", article.place("category"), value=category, nearest=near)


def _settings(site: Site, links: Links) -> Iterator[Problem]:
    settings = site.config
    if not settings.url:
        yield Problem.at("url-missing", Location(config.NAME))
    elif not settings.id:
        yield Problem.at("id-missing", Location(config.NAME), example=urlsplit(settings.site_url).hostname)
    for key, text, paper, ratio in faint(settings.theme):
        place = settings.places.get(key, Location(config.NAME))
        yield Problem.at("contrast", place, text=text, paper=paper, ratio=f"{ratio:.1f}", least=CONTRAST)
    for to, place in settings.targets:
        target = Target() if is_external(to) else links.to(path_of_link(to), "")
        yield from _fault(target.fault, place, to) if target.fault else ()
