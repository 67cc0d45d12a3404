"""Check the planned site as a whole: addresses, ids, links, anchors, pictures, and names in `site.yml`."""

from collections.abc import Iterator

from hn_archive import config
from hn_archive.article import Article
from hn_archive.document import location_path
from hn_archive.links import Links, path_in_url
from hn_archive.markdown import Reference
from hn_archive.outputs import Output
from hn_archive.problem import Location, Problem
from hn_archive.site import Site, names_of
from hn_archive.standing import Standing
from hn_archive.text import identity, nearest
from hn_archive.typeset import is_external


def check(site: Site, links: Links, outputs: tuple[Output, ...]) -> tuple[Problem, ...]:
    """What is wrong between files, where each alone may be right. Pure."""
    addresses = frozenset(output.address for output in outputs)
    anchors = {article.address: article.anchors for article in site.articles}
    documents: tuple[Article | Standing, ...] = (*site.articles, *site.scheduled, *site.standings)
    problems = [*_addresses(outputs), *_ids(site)]
    for document in documents:
        for reference in document.references:
            problems += _reference(reference, document, links, addresses, anchors)
    for article in (*site.articles, *site.scheduled):
        problems += _front_matter(article, site, links)
    problems += _settings(site, links, addresses)
    return tuple(problems)


def _addresses(outputs: tuple[Output, ...]) -> Iterator[Problem]:
    """No two outputs at one address, also where disks do not tell case apart, and none below another."""
    owners: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        key = output.address.casefold()
        if key in owners:
            yield _taken(output, owners[key])
        owners.setdefault(key, output)
        while "/" in key:
            key = key.rpartition("/")[0]
            folders.setdefault(key, output)
    for key, output in owners.items():
        if key in folders:
            yield _taken(folders[key], output)


def _taken(output: Output, other: Output) -> Problem:
    """Named at the article that can give way, with the other beside it."""
    first, second = sorted((output, other), key=lambda each: (each.origin == "", each.origin))
    location = Location(location_path(first.origin)) if first.origin else None
    related = Location(location_path(second.origin)) if second.origin else Location(second.address)
    return Problem.at("address-taken", location, related, address=output.address)


def _ids(site: Site) -> Iterator[Problem]:
    owners: dict[str, Article] = {}
    every = (*site.articles, *site.retracted, *site.scheduled, *site.unpublished)
    for article in sorted(every, key=lambda article: article.path):
        if article.id in owners:
            yield Problem.at("id-taken", article.place("id"), owners[article.id].place("id"), id=article.id)
        owners.setdefault(article.id, article)


def _reference(
    reference: Reference, document: Article | Standing, links: Links, addresses: frozenset[str], anchors: dict[str, tuple[str, ...]]
) -> Iterator[Problem]:
    target = links.to(reference.target, document.folder)
    shown = reference.target
    if target.fault == "picture-broken":
        return  # reported where its file was looked at
    if target.fault:
        code = "picture-missing" if target.fault == "link-dead" and reference.kind == "picture" else target.fault
        yield Problem.at(code, reference.location, target=shown, kinds=_kinds())
    elif reference.target.startswith("/") and target.address not in addresses:
        yield Problem.at("link-dead", reference.location, target=shown)
    elif reference.kind == "picture" and not (target.file and target.file.shape) and not reference.target.startswith("/"):
        yield Problem.at("file-kind", reference.location, target=shown, kinds=_kinds())
    elif reference.fragment:
        known = target.anchors if target.anchors is not None else anchors.get(target.address)
        if known is not None and reference.fragment not in known:
            yield Problem.at("anchor-dead", reference.location, target=shown, fragment=reference.fragment)


def _kinds() -> str:
    from hn_archive.files import KINDS

    return ", ".join(KINDS)


def _front_matter(article: Article, site: Site, links: Links) -> Iterator[Problem]:
    matter = article.matter
    image = matter.image
    if image and image.src:
        place = article.place("image.src")
        if is_external(image.src):
            yield Problem.at("image-external", place, target=image.src)
        else:
            fault = links.to(path_in_url(image.src), article.folder).fault
            if fault and fault != "picture-broken":
                yield Problem.at("picture-missing" if fault == "link-dead" else fault, place, target=image.src, kinds=_kinds())
        if not image.alt:
            yield Problem.at("image-alt", place, target=image.src)
    if matter.poll and links.poll(matter.poll).fault:
        yield Problem.at("poll-missing", article.place("poll"), value=matter.poll)
    for name in matter.related:
        fault = links.to(path_in_url(name.text), article.folder).fault
        if fault:
            yield Problem.at(fault, name.location, target=name.text)
    configured = tuple(entry.name for entry in site.config.categories)
    if configured:
        known = {identity(name) for entry in site.config.categories for name in (entry.name, *(a.text for a in entry.aliases))}
        for category in names_of("category", article, site.config):
            if identity(category) not in known:
                near = nearest(category, configured) or configured[0]
                yield Problem.at("category-unknown", article.place("category"), value=category, nearest=near)


def _settings(site: Site, links: Links, addresses: frozenset[str]) -> Iterator[Problem]:
    settings = site.config
    if not settings.url:
        yield Problem.at("url-missing", Location(config.NAME))
    for key, entries in (("menu", settings.menu), ("footer.links", settings.footer.links)):
        for entry in entries:
            if is_external(entry.to):
                continue
            target = links.to(entry.to, "")
            if target.fault or target.address not in addresses:
                place = settings.places.get(key, Location(config.NAME))
                yield Problem.at(target.fault or "link-dead", place, target=entry.to, kinds=_kinds())
