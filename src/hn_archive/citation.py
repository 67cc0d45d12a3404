"""How an article is cited: as a sentence, and as the records that reference managers read; made from its view alone."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

from hn_archive import address
from hn_archive.view import ArticleView, SiteInfo

# What TeX takes as its own signs; an even count of braces is kept by writing each as a word.
_TEX: Final = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
_TEX_SIGN: Final = re.compile(r"[\\{}~^&%$#_]")
# Signs that TeX would set as one with those that follow: -- `` '' ?` !`
_LIGATURE: Final = re.compile("-(?=-)|[`?!](?=`)|'(?=')")
# Languages by the names that babel and biblatex have for them.
_BABEL: Final = {
    "vi": "vietnamese", "en": "english", "fr": "french", "zh": "chinese", "ja": "japanese", "ko": "korean",
    "lo": "lao", "km": "khmer", "de": "german", "ru": "russian", "es": "spanish",
}  # fmt: skip


_JSON: Final = msgspec.json.Encoder()


class Citation(msgspec.Struct, frozen=True):
    """One article's citation. `key` names it in files; `bibtex`, `ris` and `csl_json` are whole records, lines ended by a line feed."""

    key: str
    text: str
    bibtex: str
    ris: str
    csl_json: str


class _Facts(msgspec.Struct, frozen=True):
    key: str
    title: str
    authors: tuple[str, ...]
    publication: str
    archive: str
    date: str
    url: str
    source: str
    accessed: str
    language: str
    keywords: tuple[str, ...]


def cite(view: ArticleView, site: SiteInfo, words: Mapping[str, str]) -> Citation:
    """The citation of the article that `view` shows. Pure.

    A Vietnamese name is one whole: it is never turned round or split into given and family names. BibTeX is for biber
    (UTF-8); RIS is a NEWS record (Clarivate's tag set); CSL-JSON has the type `article-newspaper` (Citation Style Language 1.0.2).
    """
    date = view.time.machine[:10]
    permalink = address.permalink(site.url, view.address)
    captured = view.capture.time.machine[:10] if view.capture and view.capture.time else ""
    facts = _Facts(
        key=f"{view.address.rpartition('/')[2].removesuffix('.html')}-{date.replace('-', '')}",
        title=view.title,
        authors=tuple([author.label for author in view.authors]),
        publication=site.publisher or site.title,
        archive=site.title if site.publisher else "",
        date=date,
        url=permalink or (view.capture.original_url if view.capture else ""),
        source=f"{words['source_label']} {view.source.name}" if view.source else "",
        accessed="" if permalink else captured,
        language=view.language or site.language,
        keywords=tuple([tag.label for tag in view.tags]),
    )
    return Citation(facts.key, _text(facts, site.language), _bibtex(facts), _ris(facts), _csl_json(facts))


def _text(facts: _Facts, language: str) -> str:
    year, month, day = facts.date.split("-")
    date = f"{day}/{month}/{year}" if language == "vi" else facts.date
    parts = (", ".join(facts.authors), f"“{facts.title}”", f"{facts.publication}, {date}", facts.source, facts.url)
    return ". ".join([part for part in parts if part]) + ("" if facts.url else ".")


def _bibtex(facts: _Facts) -> str:
    fields = [
        ("author", " and ".join([f"{{{_tex(author)}}}" for author in facts.authors])),
        ("title", f"{{{_tex(facts.title)}}}"),
        ("journal", _tex(facts.publication)),
        ("entrysubtype", "newspaper"),
        ("date", facts.date),
        ("year", facts.date[:4]),  # for BibTeX's own styles, which know no date
        ("url", facts.url),
        ("urldate", facts.accessed),
        ("langid", _BABEL[facts.language]),
        ("keywords", ", ".join([f"{{{_tex(word)}}}" if "," in word else _tex(word) for word in facts.keywords])),
        ("library", _tex(facts.archive)),
        ("note", _tex(facts.source)),
    ]
    lines = ",\n".join([f"  {name} = {{{value}}}" for name, value in fields if value])
    return f"@article{{{facts.key},\n{lines}\n}}\n"


@lru_cache(maxsize=4_096)  # newspapers, people and keywords come again and again
def _tex(text: str) -> str:
    escaped = _TEX_SIGN.sub(lambda sign: _TEX[sign[0]], text)
    return _LIGATURE.sub(r"\g<0>{}", escaped)


def _ris(facts: _Facts) -> str:
    lines = [
        ("TY", "NEWS"),
        *(("AU", author) for author in facts.authors),
        ("TI", facts.title),
        ("T2", facts.publication),
        ("PY", facts.date[:4]),
        ("DA", facts.date.replace("-", "/")),
        ("Y2", facts.accessed.replace("-", "/")),
        ("LA", facts.language),
        ("DB", facts.archive),
        ("N1", facts.source),
        *(("KW", keyword) for keyword in facts.keywords),
        ("UR", facts.url),
    ]
    return "".join([f"{tag}  - {value}\n" for tag, value in lines if value]) + "ER  - \n"


def _csl_json(facts: _Facts) -> str:
    record = {
        "id": facts.key,
        "type": "article-newspaper",
        "title": facts.title,
        "author": [{"literal": author} for author in facts.authors],
        "container-title": facts.publication,
        "issued": _csl_date(facts.date),
        "accessed": _csl_date(facts.accessed),
        "URL": facts.url,
        "language": facts.language,
        "keyword": ", ".join(facts.keywords),
        "archive": facts.archive,
        "note": facts.source,
    }
    lines = ",\n".join([f'  "{name}": {_JSON.encode(value).decode()}' for name, value in record.items() if value])
    return f"[{{\n{lines}\n}}]\n"


def _csl_date(date: str) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else None
