"""The words of the user interface, by language; a site's own `templates/strings/vi.yml` is merged over the theme's."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from hn_archive.decode import decode
from hn_archive.problem import Problem
from hn_archive.safe_yaml import Scalar, parse
from hn_archive.text import nearest


def fields_of(text: str) -> frozenset[str] | None:
    """The names between braces that are filled in later (str.format); None where the braces are wrong."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def path_of(templates: Path, language: str) -> Path:
    return templates / "strings" / f"{language}.yml"


def merged(files: tuple[tuple[str, bytes], ...]) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """The words by key from files `(path, content)`, the site's first and the theme's last; the theme's says which keys exist."""
    words: dict[str, str] = {}
    problems: list[Problem] = []
    for number, (path, content) in enumerate(reversed(files)):
        text, faults = decode(content, path)
        mapping, more = parse(text, path) if not faults else (None, ())
        problems += [*faults, *more]
        for key, value in mapping.entries if mapping else ():
            if number and key.text not in words:
                near = nearest(key.text, tuple(words)) or "…"
                problems.append(Problem.at("string-unknown", key.location, key=key.text, nearest=near))
            elif isinstance(value, Scalar):
                if number and fields_of(value.text) != fields_of(words[key.text]):
                    expected = " ".join(f"{{{name}}}" for name in sorted(fields_of(words[key.text]) or ())) or "–"
                    problems.append(Problem.at("string-fields", value.location, key=key.text, fields=expected))
                    continue
                words[key.text] = value.text
            else:
                problems.append(
                    Problem.at(
                        "value-type", value.location, key=key.text, expected="a text", found="a list", example=f"{key.text}: …"
                    )
                )
    return words, tuple(problems)
