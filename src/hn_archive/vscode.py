"""Settings with which Visual Studio Code completes and checks the files of a site while one types."""

import json
from collections.abc import Iterator
from typing import Any, Final

from hn_archive.front_matter import ARTICLE
from hn_archive.messages import WORDS
from hn_archive.reference import json_schema
from hn_archive.schema import Choice, Date, Field, Flag, Kind, Many, Names, Record, Whole

FOLDER: Final = ".vscode"
_YAML: Final = "redhat.vscode-yaml"  # completes and checks site.yml and polls by their JSON Schema
_PANEL: Final = (
    "eliostruyf.vscode-front-matter"  # shows an article's header as a form, in Markdown files, which the other does not look into
)
_SCHEMAS: Final = {"site": "site.yml", "poll": "content/_polls/*.yml"}
_TITLES: Final = {
    "vi": {
        "article": "Bài viết", "preview": "hn-archive: xem trước", "check": "hn-archive: kiểm tra", "new": "hn-archive: bài mới",
        "title": "Tiêu đề bài", "header": "Phần đầu của một bài", "picture": "Ảnh có mô tả và chú thích",
        "alt": "mô tả ảnh", "caption": "Chú thích. Ảnh: Tên người chụp", "headline": "Tiêu đề",
    },
    "en": {
        "article": "Article", "preview": "hn-archive: preview", "check": "hn-archive: check", "new": "hn-archive: new article",
        "title": "The article's title", "header": "The header of an article", "picture": "A picture with description and caption",
        "alt": "what it shows", "caption": "Caption. Photo: name", "headline": "Title",
    },
}  # fmt: skip
_PANEL_TYPES: Final[dict[type[Kind], str]] = {Date: "datetime", Flag: "boolean", Whole: "number"}
_SEVERITIES: Final = ("error", "warning")


def files(language: str) -> dict[str, str]:
    """The settings' files by their path in the site, with words in `language`."""
    made: dict[str, Any] = {
        "settings.json": _settings(language),
        "tasks.json": _tasks(language),
        "extensions.json": {"recommendations": [_YAML, _PANEL]},
        "hn-archive.code-snippets": dict(_snippets(language)),
        **{f"{kind}.schema.json": json_schema(kind, language) for kind in _SCHEMAS},
    }
    return {f"{FOLDER}/{name}": json.dumps(value, ensure_ascii=False, indent=2) + "\n" for name, value in made.items()}


def _settings(language: str) -> dict[str, Any]:
    """https://code.visualstudio.com/docs/reference/default-settings, and what the two extensions add."""
    return {
        "yaml.schemas": {f"{FOLDER}/{kind}.schema.json": pattern for kind, pattern in _SCHEMAS.items()},
        "files.eol": "\n",
        "files.encoding": "utf8",
        "files.exclude": {"public": True, ".hn-archive": True},
        "editor.unicodeHighlight.allowedLocales": {"vi": True},
        "[markdown]": {
            "editor.wordWrap": "on",
            "editor.quickSuggestions": {"other": "on", "comments": "off", "strings": "off"},
            "files.trimTrailingWhitespace": False,  # two blanks at a line's end are a line break
        },
        "frontMatter.framework.id": "other",
        "frontMatter.content.pageFolders": [{"title": _TITLES[language]["article"], "path": "[[workspace]]/content"}],
        "frontMatter.content.autoUpdateDate": False,
        "frontMatter.taxonomy.dateFormat": "dd/MM/yyyy HH:mm",
        "frontMatter.preview.host": "http://127.0.0.1:8000",
        "frontMatter.taxonomy.contentTypes": [
            {"name": "default", "pageBundle": False, "fields": [_panel_field(field, language) for field in ARTICLE.fields]}
        ],
    }


def _panel_field(field: Field, language: str) -> dict[str, Any]:
    """A key of the header as the form shows it."""
    made: dict[str, Any] = {
        "title": field.name,
        "name": field.name,
        "description": field.meaning[language],
        **_panel_type(field.kind, language),
    }
    return made | {"required": True} if field.required else made


def _panel_type(kind: Kind, language: str) -> dict[str, Any]:
    if type(kind) in _PANEL_TYPES:
        return {"type": _PANEL_TYPES[type(kind)]}
    if isinstance(kind, Choice):
        return {"type": "choice", "choices": list(kind.choices)}
    if isinstance(kind, Names) or (isinstance(kind, Many) and not isinstance(kind.kind, Record)):
        return {"type": "list"}
    if isinstance(kind, Record) and not kind.short:
        return {"type": "fields", "fields": [_panel_field(field, language) for field in kind.fields]}
    return {"type": "string"}


def _tasks(language: str) -> dict[str, Any]:
    """https://code.visualstudio.com/docs/editor/tasks: the preview runs on in the background, and its problems stand beside their lines."""
    titles = _TITLES[language]
    words = WORDS[language]

    def task(name: str, *arguments: str, **others: Any) -> dict[str, Any]:
        return {"label": titles[name], "type": "process", "command": "hn-archive", "args": list(arguments), **others}

    background = {
        "activeOnStart": True,
        "beginsPattern": _TIME + _literal(words["preview begins"]),
        "endsPattern": f"{_TIME}(?!{_literal(words['preview begins'])})",
    }
    return {
        "version": "2.0.0",
        "tasks": [
            task("preview", "serve", "--open", "--all", isBackground=True, problemMatcher=list(_matchers(language, background))),
            task("check", "check", problemMatcher=list(_matchers(language, None)), group={"kind": "test", "isDefault": True}),
            task("new", "new", "${input:title}", problemMatcher=[]),
        ],
        "inputs": [{"id": "title", "type": "promptString", "description": titles["title"]}],
    }


_TIME: Final = r"^\d\d:\d\d:\d\d "


def _literal(words: str) -> str:
    """What comes after the time in one of the preview's lines, up to where values stand, as a regular expression."""
    return words.removeprefix("{time} ").partition("{")[0].strip().replace(".", r"\.")


def _matchers(language: str, background: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """How problems are found in what is printed: those of a place in a file, and those of a whole file."""
    for severity in _SEVERITIES:
        tail = rf": {WORDS[language][severity]}\[([a-z0-9-]+)\]: (.*)$"
        patterns = (
            {"regexp": rf"^([^\s:][^:]*):(\d+)(?::(\d+))?{tail}", "file": 1, "line": 2, "column": 3, "code": 4, "message": 5},
            {"regexp": rf"^([^\s:][^:]*){tail}", "kind": "file", "file": 1, "code": 2, "message": 3},
        )
        for pattern in patterns:
            made = {
                "owner": "hn-archive",
                "source": "hn-archive",
                "severity": severity,
                "fileLocation": ["relative", "${workspaceFolder}"],
                "pattern": pattern,
            }
            yield made | {"background": background} if background else made


def _snippets(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """https://code.visualstudio.com/docs/editor/userdefinedsnippets: each key of a header by its name, and the header as a whole."""
    titles = _TITLES[language]
    yield (
        titles["header"],
        {
            "scope": "markdown",
            "prefix": ["---", "bai"],
            "body": [
                "---",
                f'title: "${{1:{titles["headline"]}}}"',
                "date: $CURRENT_DATE/$CURRENT_MONTH/$CURRENT_YEAR $CURRENT_HOUR:$CURRENT_MINUTE",
                "category: $2",
                "lead: $3",
                "---",
                "",
                "$0",
            ],
        },
    )
    yield (
        titles["picture"],
        {
            "scope": "markdown",
            "prefix": ["![", "anh"],
            "body": [f'![${{1:{titles["alt"]}}}](${{2:anh.jpg}} "${{3:{titles["caption"]}}}")'],
        },
    )
    for field in ARTICLE.fields:
        example = field.kind.example.format(key=field.name).replace("\\", "\\\\").replace("$", "\\$")
        yield (
            field.name,
            {
                "scope": "markdown",
                "prefix": field.name,
                "body": example.split("\n"),
                "description": field.meaning[language],
            },
        )
