"""Refuse to publish what is not finished, not meant for readers, or more than was allowed; all reasons at once."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from hn_archive import host_limits
from hn_archive.build import unfinished
from hn_archive.config import Host
from hn_archive.output import STAGING, has_drafts
from hn_archive.problem import Problem
from hn_archive.publishers.release import Release, Standing
from hn_archive.publishers.transfer import Transfer

# Names of what holds keys and passwords, or the history of a site's files; as they are written in any case.
_NAMES: Final = re.compile(
    r"\.(?:env(?:\..+)?|git|svn|hg|bzr|ssh|aws|azure|gnupg|netrc|npmrc|pypirc|pgpass|htpasswd|git-credentials|hn-archive)"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)|rclone\.conf|.+\.(?:pem|key|ppk|p12|pfx|jks|keystore|kdbx)",
    re.IGNORECASE,
)
# RFC 7468, section 10 and 11; OpenSSH's and PuTTY's own form.
_KEY: Final = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-[0-9]+:")
_LOOKED_AT: Final = 65_536  # bytes of a file
_PAGES: Final = (".html", ".htm")  # what articles say is not the secret of this site
# Without --max-delete this many files may go, or a tenth of all where that is more.
_FEW: Final = 100


class Site(msgspec.Struct, frozen=True):
    """The site's folder, the output that is to be published, and the host that it is meant for."""

    source: Path
    output: Path
    host: Host | None = None


def refusals(site: Site, release: Release, transfer: Transfer, standing: Standing, max_delete: int | None) -> tuple[Problem, ...]:
    """Why a release may not be published over what stands at a target; nothing where it may."""
    if not release.digests:
        return (Problem.at("publish-empty", path=site.output),)
    found = []
    if unfinished(site.source, site.output).exists() or (site.output / STAGING).exists():
        found.append(Problem.at("publish-unfinished", path=site.output))
    if has_drafts(site.output):
        found.append(Problem.at("publish-drafts", path=site.output))
    found += secrets(release, transfer)
    limit = max(_FEW, len(standing.digests) // 10) if max_delete is None else max_delete
    if len(transfer.removed) > limit:
        found.append(Problem.at("publish-deletions", count=len(transfer.removed), total=len(standing.digests), limit=limit))
    return (*found, *_over_limits(site, release))


def _over_limits(site: Site, release: Release) -> tuple[Problem, ...]:
    if site.host not in host_limits.LIMITS:
        return ()
    rules = site.output / host_limits.REDIRECTS
    redirects = host_limits.count_redirects(rules.read_text(encoding="utf-8")) if rules.is_file() else 0
    files = (host_limits.File(place, release.size(place)) for place in release.digests)
    over = tuple(host_limits.over(site.host, files, redirects))
    return (*over, Problem.at("publish-limits", host=site.host)) if over else ()


def secrets(release: Release, transfer: Transfer) -> Iterator[Problem]:
    """All names of a release, and what travels, that look like a key, a password or the history of files."""
    for place in release.digests:
        if any(_NAMES.fullmatch(part) for part in place.split("/")):
            yield Problem.at("publish-secret", path=place)
    for place in transfer.sent:
        if PurePosixPath(place).suffix not in _PAGES and not _NAMES.fullmatch(place.rpartition("/")[2]):
            with release.file(place).open("rb") as file:
                if _KEY.search(file.read(_LOOKED_AT)):
                    yield Problem.at("publish-secret", path=place)
