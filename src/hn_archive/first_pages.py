"""Make again, before the rest of the site, the pages that an edit is first seen on."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, Final

import msgspec

from hn_archive import address, article_pages, plan, standing
from hn_archive.address import TERM_KINDS, TermKind
from hn_archive.article import Article
from hn_archive.composer import Composer
from hn_archive.document import location_path
from hn_archive.links import Links, used_files
from hn_archive.making import Planned
from hn_archive.outputs import Copy, Page, Text
from hn_archive.problem import Problem, Stop
from hn_archive.reading import ARTICLES, STANDINGS, Batch, BodyPlace, Texts, folder_of, read_batch
from hn_archive.site import Site, Term, names_of, settings_of
from hn_archive.standing import Standing
from hn_archive.templates import TemplateFault, Templates
from hn_archive.text import identity, nfc

_TEXTS: Final[Mapping[str | None, Any]] = {None: ARTICLES, standing.FOLDER: STANDINGS}


class First(msgspec.Struct, frozen=True):
    """What could be made at once: the site with the texts as they are now, files by address, and the problems of each file that was read,
    by its path in the site."""

    planned: Planned
    files: Mapping[str, bytes] = {}
    problems: Mapping[str, tuple[Problem, ...]] = {}


def first(planned: Planned, changed: Iterable[PurePath], opened: Iterable[str], work: Path) -> First:
    """What an edit of the `changed` files, below the site's folder, makes of the pages of their texts, of stylesheets and the like, and of the
    pages at the addresses `opened`: where templates are among the files, or lists name the texts. What only a whole build can tell is left to it.

    `work` is a folder for what is needed meanwhile. Raises OSError for what the machine refuses.
    """
    files: dict[str, bytes] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    pages: list[Page] = []
    lists: set[str] = set(opened)
    templates = planned.templates
    for path in changed:
        kind, inner = path.parts[0], PurePath(*path.parts[1:])
        if kind == "static":
            files |= _copied(planned, inner)
        elif kind == "templates" and "strings" not in path.parts:
            templates = Templates(planned.setup.theme, planned.setup.source, planned.setup.site, planned.setup.words)
            seen = [output for output in planned.outputs if isinstance(output, Page) and output.address in lists]
            pages += seen if not templates.check(page.template for page in seen) else []
        elif kind == "content" and inner.suffix in (".md", ".markdown"):
            reread = _reread(planned, inner.as_posix(), work)
            if reread is not None:
                planned, problems[location_path(nfc(inner.as_posix()))], stays_in_place = reread
                lists = lists if stays_in_place else set()
    for page in (*pages, *_pages_of(planned, problems, lists)):
        files |= rendered(planned, page, templates)
    return First(planned, files, problems)


def opened_pages(planned: Planned, opened: Iterable[str]) -> dict[str, bytes]:
    """The files at addresses that somebody looks at, as the planned site has them; without those that only a whole build can make."""
    wanted = frozenset(opened)
    files: dict[str, bytes] = {}
    for output in planned.outputs:
        if output.address not in wanted:
            continue
        if isinstance(output, Page):
            files |= rendered(planned, output, planned.templates)
        elif isinstance(output, Text):
            files[output.address] = output.text.encode()
    return files


def _copied(planned: Planned, name: PurePath) -> dict[str, bytes]:
    """A file of the theme or the site that is copied as it is."""
    place = address.static(name.as_posix())
    copy = next((output for output in planned.outputs if isinstance(output, Copy) and output.address == place), None)
    try:
        return {place: copy.path.read_bytes()} if copy else {}
    except FileNotFoundError:
        return {}


def rendered(planned: Planned, page: Page, templates: Templates) -> dict[str, bytes]:
    """A page and what is beside it; nothing where it describes other files, or a template or a file is not right at this moment."""
    if page.describes:
        return {}
    view = page.view
    show = _bodies(planned)
    templates_of = {page.address: page.template, **{other.address: other.template for other in page.beside}}
    try:
        return {place: templates.render(template, place, view, {}, show) for place, template in templates_of.items()}
    except (TemplateFault, Stop, FileNotFoundError):
        return {}


def _bodies(planned: Planned) -> Callable[[str], bytes]:
    """What gives the HTML of a text: made again from its file where the build that made it has put its own copy away."""
    setup = planned.setup

    def show(sha256: str) -> bytes:
        place = planned.loaded.bodies[sha256]
        there = place if place.file and Path(os.fsdecode(place.file)).exists() else BodyPlace(place.name)
        with Texts(setup.source / "content", setup.language, setup.zone) as texts:
            return texts.html(there, sha256)

    return show


def _reread(planned: Planned, name: str, work: Path) -> tuple[Planned, tuple[Problem, ...], bool] | None:
    """The site with the text in the file `name` as it is now, what is wrong with that file, and whether the same lists name it; None where more
    of the site may be another for it."""
    path = nfc(name)
    setup = planned.setup
    if path not in planned.paths or folder_of(path) not in _TEXTS:
        return None
    try:
        batch = Batch(setup.source / "content", ((path, name, ""),), setup.language, setup.zone, work / "bodies")
        (done,) = read_batch(batch)
    except FileNotFoundError:
        return None
    outcome = _TEXTS[folder_of(path)].decode(done.outcome)
    if outcome.value is None:
        return planned, outcome.problems, False
    site = _with(planned, outcome.value, done.sha256)
    if site is None:
        return None
    addresses = frozenset(output.address for output in planned.outputs)
    composer = Composer(site, Links(site, planned.paths).within(addresses), planned.composer.words)
    bodies = planned.loaded.bodies | ({done.body: BodyPlace(name)} if done.place else {})
    loaded = msgspec.structs.replace(planned.loaded, bodies=bodies)
    stays_in_place = site.terms is not planned.site.terms or not isinstance(outcome.value, Article)
    return msgspec.structs.replace(planned, composer=composer, loaded=loaded), outcome.problems, stays_in_place


def _with(planned: Planned, document: Article | Standing, sha256: str) -> Site | None:
    """The site with a document in place of what its file held before; None where it has another address or status, or names a file that the
    site does not know."""
    site = planned.site
    group = "articles" if isinstance(document, Article) else "standings"
    before = next((each for each in getattr(site, group) if each.path == document.path), None)
    if isinstance(document, Article):
        site = _with_new_terms(site, document)
    if before is None or _place(before) != _place(document) or not _is_known(document, site, planned.paths):
        return None
    documents = tuple(document if each.path == document.path else each for each in getattr(site, group))
    if isinstance(document, Article):
        site = msgspec.structs.replace(site, related=site.related.with_article(document))
        if _terms_of(before, site) == _terms_of(document, site):
            site = _with_terms(site, document)
    return msgspec.structs.replace(site, digests=site.digests | {document.path: sha256}, **{group: documents})


def _terms_of(article: Article, site: Site) -> list[tuple[TermKind, str]]:
    return [(kind, identity(name)) for kind in TERM_KINDS for name in names_of(kind, article, site.config)]


def _with_new_terms(site: Site, article: Article) -> Site:
    """The site with the terms that are new with an article, but for those that `site.yml` knows; their lists are not there yet."""
    new: dict[tuple[TermKind, str], Term] = {}
    for kind in TERM_KINDS:
        settings = [
            identity(name) for entry in settings_of(kind, site.config) for name in (entry.name, *(a.text for a in entry.aliases))
        ]
        for name in names_of(kind, article, site.config):
            key = identity(name)
            if (kind, key) not in site.by_term and key not in settings:
                new[kind, key] = Term(kind, name, address.slug_or_digest(name), "", (), (article,))
    return msgspec.structs.replace(site, by_term=site.by_term | new) if new else site


def _with_terms(site: Site, article: Article) -> Site:
    """The site where the terms of an article hold it as it is now."""
    new: dict[int, Term] = {}
    for key in _terms_of(article, site):
        term = site.by_term[key]
        articles = tuple([article if each.path == article.path else each for each in term.articles])
        new[id(term)] = msgspec.structs.replace(term, articles=articles)
    terms = {kind: tuple([new.get(id(term), term) for term in known]) for kind, known in site.terms.items()}
    by_term = {key: new.get(id(term), term) for key, term in site.by_term.items()}
    return msgspec.structs.replace(site, terms=terms, by_term=by_term)


def _place(document: Article | Standing) -> tuple[object, ...]:
    """What decides where a document stands among the others."""
    matter = document.matter
    at = (document.matter.date, document.matter.status) if isinstance(document, Article) else ()
    return document.slug, document.aliases, matter.draft, at


def _is_known(document: Article | Standing, site: Site, paths: Collection[str]) -> bool:
    if isinstance(document, Article) and not all(term in site.by_term for term in _terms_of(document, site)):
        return False
    return all(path in site.files or path not in paths for path, _ in used_files((document,), site.config))


def _pages_of(planned: Planned, origins: Collection[str], opened: Collection[str]) -> Iterator[Page]:
    """The pages of the texts in the files `origins`, and open ones that may show them."""
    if not origins:
        return
    own = {page.address for page in planned.outputs if isinstance(page, Page) and page.origin in origins}
    for page in plan.pages(planned.composer) if set(opened) - own else article_pages.pages(planned.composer):
        if page.address in opened or (page.origin in origins and page.family in ("article", "standing")):
            yield page
