"""What hosts take, and what of a site is more than that."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from hn_archive import config
from hn_archive.config import Host
from hn_archive.problem import Location, Problem

if TYPE_CHECKING:
    from hn_archive.outputs import Output

MEGABYTE: Final = 1024 * 1024
REDIRECTS: Final = "_redirects"


class Limits(msgspec.Struct, frozen=True):
    """How many files a host takes, and in one folder; how many megabytes a file, and all together; how many redirects. 0 for no limit that
    it names. Where its plans differ, the smallest counts."""

    files: int = 0
    files_in_folder: int = 0
    megabytes: int = 0
    megabytes_together: int = 0
    redirects: int = 0


LIMITS: Final[dict[Host, Limits]] = {
    # https://developers.cloudflare.com/pages/platform/limits/, https://developers.cloudflare.com/pages/configuration/redirects/
    "cloudflare-pages": Limits(files=20_000, megabytes=25, redirects=2_000),
    # https://docs.github.com/pages/getting-started-with-github-pages/github-pages-limits,
    # https://docs.github.com/repositories/working-with-files/managing-large-files/about-large-files-on-github
    "github-pages": Limits(megabytes=100, megabytes_together=1024),
    # https://docs.gitlab.com/administration/instance_limits/#number-of-files-per-gitlab-pages-website,
    # https://docs.gitlab.com/user/gitlab_com/#gitlab-pages, https://docs.gitlab.com/user/project/pages/redirects/
    "gitlab-pages": Limits(files=200_000, megabytes_together=1024, redirects=1_000),
    # https://docs.netlify.com/site-deploys/overview/#files-per-directory-limit
    "netlify": Limits(files_in_folder=54_000),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/UploadingObjects.html
    "s3": Limits(megabytes=5 * MEGABYTE),
}


class File(msgspec.Struct, frozen=True):
    """A file as it will be published: its address, its size in bytes, 0 where it is not known yet, and the file of the site that it comes
    from, "" for none."""

    address: str
    size: int = 0
    origin: str = ""


def over(host: Host | None, files: Iterable[File], redirects: int) -> Iterator[Problem]:
    """What of these files, and of so many redirects, a host does not take. Pure."""
    limits = LIMITS.get(host) if host else None
    if limits is None:
        return
    site, listed = Location(config.NAME), tuple(files)
    if limits.files and len(listed) > limits.files:
        yield Problem.at("host-files", site, files=len(listed), host=host, limit=limits.files)
    if limits.files_in_folder:
        for folder, count in Counter(file.address.rpartition("/")[0] for file in listed).items():
            if count > limits.files_in_folder:
                yield Problem.at("host-folder", site, path=f"{folder}/", files=count, host=host, limit=limits.files_in_folder)
    for file in listed if limits.megabytes else ():
        if file.size > limits.megabytes * MEGABYTE:
            place = Location(file.origin or file.address)
            name = place.path.rpartition("/")[2]
            yield Problem.at("host-file-size", place, target=name, size=_megabytes(file.size), host=host, limit=limits.megabytes)
    together = sum(file.size for file in listed)
    if limits.megabytes_together and together > limits.megabytes_together * MEGABYTE:
        yield Problem.at("host-size", site, size=_megabytes(together), host=host, limit=limits.megabytes_together)
    if limits.redirects and redirects > limits.redirects:
        yield Problem.at("host-redirects", site, count=redirects, host=host, limit=limits.redirects)


def planned(host: Host | None, outputs: Iterable["Output"]) -> Iterator[Problem]:
    """What of the outputs of a site that is not made yet its host will not take: files that are copied have a size already."""
    if host not in LIMITS:
        return
    from hn_archive.outputs import Copy, PictureCopy, Text  # which bring Markdown along

    files, redirects = [], 0
    sizes: dict[Path, int] = {}
    for output in outputs:
        if isinstance(output, Copy | PictureCopy):
            if output.path not in sizes:
                sizes[output.path] = output.path.stat().st_size
                files.append(File(output.address, sizes[output.path], output.origin or str(output.path)))
                continue
        elif isinstance(output, Text) and output.address == REDIRECTS:
            redirects = count_redirects(output.text)
        files.append(File(output.address))
    yield from over(host, files, redirects)


def count_redirects(text: str) -> int:
    """How many rules the text of `_redirects` has."""
    return text.count("\n")


def _megabytes(size: int) -> int:
    return -(-size // MEGABYTE)
