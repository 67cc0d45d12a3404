"""Arrange what was loaded into one immutable picture of the site: order, terms, periods, neighbours, related articles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

import msgspec

from hn_archive import address, digest, old_address
from hn_archive.address import TERM_KINDS, TermKind
from hn_archive.article import Article
from hn_archive.config import Config, TermSettings
from hn_archive.document import location_path
from hn_archive.files import ContentFile
from hn_archive.introduction import Introduction
from hn_archive.load import Loaded
from hn_archive.poll import Poll
from hn_archive.problem import Location, Problem
from hn_archive.related import Found, Meanwhile, Related, Subject
from hn_archive.standing import Standing
from hn_archive.text import collation_key, identity, nearest, person_key


class Term(msgspec.Struct, frozen=True):
    """A category, tag, source or author: its name in `site.yml`, else as most articles write it, and its articles, newest first."""

    kind: TermKind
    name: str
    slug: str
    description: str
    old_slugs: tuple[str, ...]
    articles: tuple[Article, ...]


class OldAddress(msgspec.Struct, frozen=True):
    """An address that a page had before, on this site or another, written at `place`; and the page's address and title now."""

    address: str
    title: str
    place: Location


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """All that pages are made from. `articles` are the published ones, newest first; `by_term` keys are `(kind, identity)`,
    those of `introductions` are `(kind, slug)`, those of `old_addresses` come from `old_address.key`; `digests` has what each article was made of, by its path."""

    config: Config
    articles: tuple[Article, ...]
    retracted: tuple[Article, ...]
    unpublished: tuple[Article, ...]
    scheduled: tuple[Article, ...]
    standings: tuple[Standing, ...]
    introductions: dict[tuple[TermKind, str], Introduction]
    polls: tuple[Poll, ...]
    files: dict[str, ContentFile]
    terms: dict[TermKind, tuple[Term, ...]]
    by_term: dict[tuple[TermKind, str], Term]
    related: "RelatedArticles"
    old_addresses: dict[str, OldAddress]
    digests: dict[str, str]


class RelatedArticles:
    """The older articles most like each one, by its path, the nearer first; of no articles at all where the site shows none. They are found
    when they are first asked for, while others make pages."""

    def __init__(self, oldest_first: tuple[Article, ...], related: Related) -> None:
        self._articles = oldest_first
        self._places = {article.path: place for place, article in enumerate(oldest_first)}
        self._related = related

    def __getitem__(self, path: str) -> tuple[Article, ...]:
        if not self._articles:
            return ()
        return tuple([self._articles[place] for place in self._related.of(self._places[path])])

    def ahead(self, meanwhile: Meanwhile) -> None:
        """As `Related.ahead`."""
        self._related.ahead(meanwhile)

    def with_article(self, article: Article) -> "RelatedArticles":
        """The same, where the article of this path is another."""
        return RelatedArticles(tuple([article if each.path == article.path else each for each in self._articles]), self._related)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RelatedArticles) and self._articles == other._articles and self.found() == other.found()

    __hash__ = None  # type: ignore[assignment]

    def found(self) -> Found:
        """What was found, for the next time."""
        return self._related.found()


class Selection(msgspec.Struct, frozen=True):
    """Articles by what becomes of them, each newest first."""

    published: tuple[Article, ...]
    retracted: tuple[Article, ...]
    unpublished: tuple[Article, ...]
    scheduled: tuple[Article, ...]


def select(articles: Iterable[Article], now: datetime, *, drafts: bool = False) -> Selection:
    """Part the articles that readers see at `now` from drafts, withheld ones, and those whose time has not come; with `drafts` only
    withheld ones are parted from the others."""
    parts: dict[str, list[Article]] = {"published": [], "retracted": [], "unpublished": [], "scheduled": []}
    for article in sorted(articles, key=_age, reverse=True):
        matter = article.matter
        if matter.status == "withheld" or (matter.draft and not drafts):
            parts["unpublished"].append(article)
        elif matter.date.at > now and not drafts:
            parts["scheduled"].append(article)
        else:
            parts[matter.status].append(article)
    return Selection(*(tuple(parts[name]) for name in ("published", "retracted", "unpublished", "scheduled")))


def _age(article: Article) -> tuple[datetime, str]:
    return article.matter.date.at, article.path


def arrange(
    loaded: Loaded, selection: Selection, files: Mapping[str, ContentFile], config: Config, related: RelatedArticles
) -> tuple[Site, tuple[Problem, ...]]:
    """The picture of the site, and the problems of terms that share an address, of introductions of nothing, and of old
    addresses with two owners. Pure; `related` is of the articles that `selection` publishes."""
    published = selection.published
    terms: dict[TermKind, tuple[Term, ...]] = {}
    by_term: dict[tuple[TermKind, str], Term] = {}
    problems: list[Problem] = []
    for kind in TERM_KINDS:
        made, faults = _terms(kind, published, config)
        problems += faults
        terms[kind] = tuple(made.values())
        by_term |= {(kind, key): term for key, term in made.items()}
        for settings in settings_of(kind, config):
            known = by_term.get((kind, identity(settings.name)))
            by_term |= {(kind, identity(alias.text)): known for alias in settings.aliases if known}
    standings = tuple(page for page in loaded.standings if not page.matter.draft)
    introductions, unused = _introductions(loaded.introductions, terms, config)
    old, twice = _old_addresses((*published, *selection.retracted), standings, config)
    site = Site(
        config=config,
        articles=published,
        retracted=selection.retracted,
        unpublished=selection.unpublished,
        scheduled=selection.scheduled,
        standings=standings,
        introductions=introductions,
        polls=loaded.polls,
        files=dict(files),
        terms=terms,
        by_term=by_term,
        related=related,
        old_addresses=old,
        digests=loaded.digests,
    )
    return site, (*problems, *unused, *twice)


def _introductions(
    loaded: Iterable[Introduction], terms: Mapping[TermKind, tuple[Term, ...]], config: Config
) -> tuple[dict[tuple[TermKind, str], Introduction], list[Problem]]:
    """The introductions of categories and tags that there are, and the problem of those that nothing would show."""
    found: dict[tuple[TermKind, str], Introduction] = {}
    problems = []
    for page in loaded:
        slugs = tuple(term.slug for term in terms[page.kind]) if is_listed(page.kind, config) else ()
        place = Location(location_path(page.path))
        if page.matter.draft:
            continue
        if page.slug not in slugs:
            near = nearest(page.slug, slugs) or (slugs[0] if slugs else "…")
            problems.append(Problem.at("introduction-unused", place, value=page.slug, nearest=near))
        elif (page.kind, page.slug) in found:
            other = Location(location_path(found[page.kind, page.slug].path))
            problems.append(Problem.at("introduction-twice", place, other, value=page.slug))
        else:
            found[page.kind, page.slug] = page
    return found, problems


def identifier(article: Article, config: Config) -> str:
    """An article's name in feeds and metadata: a URN where the site has an `id`, else what names it inside the site."""
    return digest.urn(config.id, article.id) if config.id else article.id


def names_of(kind: TermKind, article: Article, config: Config) -> tuple[str, ...]:
    """The terms of a kind that an article stands under, as it writes them."""
    matter = article.matter
    if kind == "category":
        category = matter.category or config.default_category
        return (category,) if category else ()
    if kind == "source":
        return (matter.source.name,) if matter.source else ()
    return tuple([name.text for name in (matter.tags if kind == "tag" else matter.author)])


def settings_of(kind: TermKind, config: Config) -> tuple[TermSettings, ...]:
    return config.categories if kind == "category" else config.tags if kind == "tag" else ()


def is_listed(kind: TermKind, config: Config) -> bool:
    """Whether the site has list pages for a kind of term."""
    return {"category": True, "tag": config.lists.tags, "source": config.lists.sources, "author": config.lists.authors}[kind]


def _terms(kind: TermKind, articles: tuple[Article, ...], config: Config) -> tuple[dict[str, Term], list[Problem]]:
    """The terms that articles use, by identity, in the order readers see them."""
    settings = settings_of(kind, config)
    by_name = {identity(entry.name): entry for entry in settings}
    renamed = _renamed(settings)
    members: dict[str, list[Article]] = defaultdict(list)
    keys: dict[str, str] = {}  # of each name as it is written
    counts: dict[str, int] = {}
    for article in reversed(articles):
        found: dict[str, None] = {}
        for name in names_of(kind, article, config):
            if name not in keys:
                key = identity(name)
                keys[name] = renamed.get(key, key)
            counts[name] = counts.get(name, 0) + 1
            found[keys[name]] = None
        for key in found:
            members[key].append(article)
    spellings: dict[str, dict[str, int]] = defaultdict(dict)
    for name, count in counts.items():
        spellings[keys[name]][name] = count
    if kind == "category":  # those in `site.yml` are there before their first article, and after their last
        for key in by_name:
            members.setdefault(key, [])
    names = {key: by_name[key].name if key in by_name else max(spellings[key], key=spellings[key].__getitem__) for key in members}
    slugs, problems = _slugs(kind, members, names, by_name, config.language)
    order = _order(kind, names, tuple(by_name))
    made = {}
    for key in order:
        entry = by_name.get(key)
        old = tuple(address.slug_or_digest(alias.text) for alias in entry.aliases) if entry else ()
        old = tuple(dict.fromkeys(slug for slug in old if slug not in slugs.values()))
        made[key] = Term(kind, names[key], slugs[key], entry.description if entry else "", old, tuple(reversed(members[key])))
    return made, problems


def _old_addresses(
    articles: Iterable[Article], standings: Iterable[Standing], config: Config
) -> tuple[dict[str, OldAddress], list[Problem]]:
    """Each old address by its key; of two pages that claim one, the older article has it, and the other a problem."""
    owners: dict[str, OldAddress] = {}
    problems = []
    claims: list[tuple[str, OldAddress]] = []
    for article in sorted(articles, key=_age):
        matter = article.matter
        claims += [(alias.text, OldAddress(article.address, matter.title, alias.location)) for alias in matter.aliases]
        if matter.original_url:
            claims.append((matter.original_url, OldAddress(article.address, matter.title, article.place("original_url"))))
    for page in standings:
        place = page.address(config.language)
        claims += [(alias.text, OldAddress(place, page.matter.title, alias.location)) for alias in page.matter.aliases]
    for written, claim in claims:
        key = old_address.key(written)
        owner = owners.setdefault(key, claim)
        if owner.address != claim.address:
            problems.append(Problem.at("old-address-twice", claim.place, owner.place, address=key, path=owner.place.path))
    return owners, problems


def _slugs(
    kind: TermKind,
    members: Mapping[str, list[Article]],
    names: Mapping[str, str],
    settings: Mapping[str, TermSettings],
    language: str,
) -> tuple[dict[str, str], list[Problem]]:
    """A slug for each term. Of those that would share one, the term with the oldest article has it bare, the others `-2`, `-3`."""
    slugs: dict[str, str] = {}
    owners: dict[str, str] = {}
    problems = []
    fixed = [key for key in settings if key in members and settings[key].slug]
    used = sorted((key for key in members if key not in fixed and members[key]), key=lambda key: (*_age(members[key][0]), key))
    others = (*used, *(key for key in members if key not in fixed and not members[key]))
    for key in (*fixed, *others):
        bare = settings[key].slug if key in settings and settings[key].slug else address.slug_or_digest(names[key])
        slug, number = bare, 1
        while slug in owners:
            number += 1
            slug = f"{bare}-{number}"
        if slug != bare:
            place = address.term(kind, language, slug)
            location = members[key][0].place("tags" if kind == "tag" else kind) if members[key] else None
            problems.append(Problem.at("term-address", location, name=names[key], other=names[owners[bare]], address=place))
        slugs[key] = slug
        owners[slug] = key
    return slugs, problems


def _order(kind: TermKind, names: Mapping[str, str], configured: tuple[str, ...]) -> list[str]:
    """Categories as `site.yml` has them, then by name; people by their given names."""
    if kind == "author":
        return sorted(names, key=lambda key: (person_key(names[key]), key))
    by_name = sorted(names, key=lambda key: (collation_key(names[key]), key))
    if kind == "tag":
        return by_name
    return [key for key in configured if key in names] + [key for key in by_name if key not in configured]


def _renamed(settings: Iterable[TermSettings]) -> dict[str, str]:
    """The identities of terms by those of their aliases."""
    return {identity(alias.text): identity(entry.name) for entry in settings for alias in entry.aliases}


def related_articles(published: Sequence[Article], config: Config, before: Found) -> RelatedArticles:
    """What is related to each of the published articles, which are given newest first, and is found once somebody asks. `before` is what was
    found last, and saves time."""
    renamed = {kind: _renamed(settings_of(kind, config)) for kind in TERM_KINDS}

    @cache
    def key(kind: TermKind, name: str) -> str:
        return renamed[kind].get(identity(name), identity(name))

    def keys(kind: TermKind, article: Article) -> tuple[str, ...]:
        return tuple(dict.fromkeys([key(kind, name) for name in names_of(kind, article, config)]))

    oldest_first = tuple(published[::-1]) if config.lists.related else ()
    subjects = [Subject(each.matter.title, keys("tag", each), "".join(keys("category", each))) for each in oldest_first]
    return RelatedArticles(oldest_first, Related(subjects, before))
