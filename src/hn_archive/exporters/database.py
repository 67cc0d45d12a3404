"""Write all published articles into one SQLite database with full-text search that needs no accents, as Datasette and others open it."""

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from hn_archive.config import Config
from hn_archive.exporters.destination import Exported, refuse_over_file, refuse_place, whole
from hn_archive.exporters.records import records
from hn_archive.machine import naming
from hn_archive.problem import Problem, Stop, has_errors
from hn_archive.request import Progress, Request
from hn_archive.survey import survey
from hn_archive.text import fold, nfc
from hn_archive.view import DataRecord
from hn_archive.workers import Workers

# Tells our files from others: "hnar", in the header where SQLite keeps a number for the program that made the file.
APPLICATION: Final = 0x686E6172
_HEADER: Final = b"SQLite format 3\0"
_APPLICATION_AT: Final = 68
# No step waits for the disk or leaves a journal, since an unfinished file is thrown away; sizes are fixed so that bytes are.
_BEGINNING: Final = f"""
    pragma page_size = 4096;
    pragma journal_mode = off;
    pragma synchronous = off;
    pragma application_id = {APPLICATION};
    pragma user_version = 1;
    create table archive (name text primary key, value text not null) without rowid;
    create table articles (
        number integer primary key, id text not null unique, date text not null, title text not null, lead text not null,
        category text not null, source text not null, updated text not null, language text not null, license text not null,
        address text not null, url text not null, source_url text not null, original_url text not null, captured text not null,
        views integer, views_as_of text not null, rating real, votes integer, text text not null, folded text not null
    );
    create table tags (id integer primary key, name text not null unique);
    create table authors (id integer primary key, name text not null unique);
    create table article_tags (
        article integer not null references articles(number), tag integer not null references tags(id), primary key (article, tag)
    ) without rowid;
    create table article_authors (
        article integer not null references articles(number), author integer not null references authors(id), primary key (article, author)
    ) without rowid;
"""
# `folded` has what a search without accents asks for; the tokenizer would leave đ as it is. The other columns find what is typed with accents.
_END: Final = """
    begin;
    create index articles_date on articles(date);
    create index articles_category on articles(category);
    create index articles_source on articles(source);
    create index article_tags_tag on article_tags(tag);
    create index article_authors_author on article_authors(author);
    create virtual table articles_fts using fts5(
        title, lead, text, folded, content="articles", content_rowid="number", tokenize="unicode61 remove_diacritics 2"
    );
    insert into articles_fts(articles_fts) values ('rebuild');
    commit;
    insert into articles_fts(articles_fts) values ('optimize');
    vacuum;
"""
_COLUMNS: Final = (
    "id", "date", "title", "lead", "category", "source", "updated", "language", "license", "address", "url", "source_url", "original_url",
    "captured", "views", "views_as_of", "rating", "votes",
)  # fmt: skip


def export(request: Request, path: Path, progress: Progress) -> Exported:
    """Write the published articles of the site in `request.source` into a database at `path`.

    With errors in the site nothing is written. The same sources give the same bytes where SQLite is the same. Raises Stop where nothing can
    stand there, and OSError for what the machine refuses.
    """
    refuse_place(path, request)
    refuse_over_file(path, is_ours)
    _refuse_without_fts5()
    found = survey(request, progress)
    if found.planned is None or has_errors(found.problems):
        return Exported(language=found.language, problems=found.problems, exit_code=1 if found.planned else 2)
    folder = tempfile.TemporaryDirectory(prefix="hn-archive-")
    with folder as work, whole(path) as made, Workers(request.jobs, Path(work), progress) as workers:
        try:
            with closing(sqlite3.connect(made, isolation_level=None)) as database:
                count = _fill(database, found.planned.site.config, request, records(found.planned, workers))
        except sqlite3.OperationalError as error:  # the disk is full
            raise Stop(Problem.at("machine", path=path, reason=error), 3) from error
    return Exported(language=found.language, articles=count)


def is_ours(path: Path) -> bool:
    """Whether a file is one of these."""
    with naming(path), path.open("rb") as file:
        header = file.read(_APPLICATION_AT + 4)
    return header.startswith(_HEADER) and header[_APPLICATION_AT:] == APPLICATION.to_bytes(4)


def _refuse_without_fts5() -> None:
    with closing(sqlite3.connect(":memory:")) as trial:
        try:
            trial.execute("create virtual table trial using fts5(text)")
        except sqlite3.OperationalError:
            raise Stop(Problem.at("export-fts5"), 3) from None


def _fill(database: sqlite3.Connection, config: Config, request: Request, found: Iterable[tuple[DataRecord, str]]) -> int:
    database.executescript(_BEGINNING)
    database.execute("begin")
    facts = {"title": config.title, "url": request.url or config.site_url, "license": config.license, "language": config.language}
    database.executemany("insert into archive values (?, ?)", ((name, value) for name, value in facts.items() if value))
    tags, authors = _Names(database, "tags", "article_tags"), _Names(database, "authors", "article_authors")
    marks = ", ".join("?" * (len(_COLUMNS) + 3))
    count = 0
    for count, (known, text) in enumerate(found, 1):
        values = [_nfc(getattr(known, name)) for name in _COLUMNS]
        folded = fold("\n\n".join(part for part in (known.title, known.lead, text) if part))
        database.execute(
            f"insert into articles (number, {', '.join(_COLUMNS)}, text, folded) values ({marks})",  # noqa: S608 (our own names)
            (count, *values, text, folded),
        )
        tags.add(count, known.tags)
        authors.add(count, known.authors)
    database.execute("commit")
    database.executescript(_END)
    return count


def _nfc(value: str | float | None) -> str | float | None:
    return nfc(value) if isinstance(value, str) else value


class _Names:
    """A table of names, and one of which article has which; numbers go by first use."""

    def __init__(self, database: sqlite3.Connection, table: str, pairs: str) -> None:
        self._database = database
        self._insert = f"insert into {table} values (?, ?)"  # noqa: S608 (our own names)
        self._pair = f"insert into {pairs} values (?, ?)"  # noqa: S608
        self._numbers: dict[str, int] = {}

    def add(self, article: int, names: Iterable[str]) -> None:
        for name in dict.fromkeys(map(nfc, names)):
            number = self._numbers.get(name)
            if number is None:
                number = self._numbers[name] = len(self._numbers) + 1
                self._database.execute(self._insert, (number, name))
            self._database.execute(self._pair, (article, number))
