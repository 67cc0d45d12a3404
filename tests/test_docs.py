"""The reference pages say what the schema and the catalogue say, and the examples in them work."""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import types
from contextlib import closing
from pathlib import Path
from types import NoneType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from click.testing import CliRunner

from conftest import CHECKOUT, TrialSite
from hn_archive import config, front_matter, poll, view
from hn_archive.citation import Citation
from hn_archive.cli import commands
from hn_archive.colours import DARK, LIGHT
from hn_archive.importers import rules
from hn_archive.messages import CATALOGUE, WORDS
from hn_archive.metadata import Head, Meta
from hn_archive.reference import table
from hn_archive.view import PageView
from test_view import BY_TEMPLATE

DOCS = CHECKOUT / "docs"


def catalogue() -> str:
    lines = []
    for code, kind in sorted(CATALOGUE.items()):
        words = {
            language: (kind.message[language], kind.hint[language].replace("{{", "{").replace("}}", "}")) for language in WORDS
        }
        lines.append(
            f"### `{code}`\n\n*{kind.severity}* · {words['en'][0]}  \nWay out: {words['en'][1]}\n\n{words['vi'][0]}  \nGợi ý: {words['vi'][1]}\n"
        )
    return "\n".join(lines)


def sentence(kind: type) -> str:
    return " ".join((kind.__doc__ or "").split())


def is_view(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def name_of(hint: Any) -> str:
    """A type as readers of the document see it."""
    if get_origin(hint) in (types.UnionType, Union):
        return " or ".join("nothing" if each is NoneType else name_of(each) for each in get_args(hint))
    if get_origin(hint) is Literal:
        return " · ".join(f"`{each}`" for each in get_args(hint))
    if get_origin(hint) is tuple:
        inner = [name_of(each) for each in get_args(hint) if each is not ...]
        return f"list of {inner[0]}" if ... in get_args(hint) else f"({', '.join(inner)})"
    if get_origin(hint) is dict:
        return "mapping"
    plain = {str: "text", int: "number", float: "number", bool: "yes or no"}
    return plain.get(hint) or (f"[{hint.__name__}](#{hint.__name__.lower()})" if is_view(hint) else hint.__name__)


def fields_of(kind: type) -> str:
    hints = get_type_hints(kind)
    return "".join(f"| `{field.name}` | {name_of(hints[field.name])} |\n" for field in msgspec.structs.fields(kind))


def templates() -> str:
    lines = []
    for kind in get_args(view.View):
        names = [name for name in BY_TEMPLATE if BY_TEMPLATE[name] is kind]
        words = re.sub(r"^(?:`[^`]+`(?:, )?)+[:.;]?\s*", "", sentence(kind))
        heading = ", ".join(f"`{name}`" for name in names)
        lines.append(
            f"### {heading}\n\n`page` is {kind.__name__}. {words[:1].upper()}{words[1:]}\n\n| field | |\n|---|---|\n{fields_of(kind)}"
        )
    return "\n".join(lines)


def types_of_views() -> str:
    others = [kind for kind in vars(view).values() if is_view(kind) and kind not in get_args(view.View) and kind is not PageView]
    others += [Head, Citation, Meta]
    return "\n".join(
        f"### {kind.__name__}\n\n{sentence(kind)}\n\n| field | |\n|---|---|\n{fields_of(kind)}"
        for kind in others
        if kind.__module__.startswith("hn_archive")
    )


def tokens() -> str:
    rows = (f"| `{name}` | `{getattr(LIGHT, name)}` | `{getattr(DARK, name)}` |\n" for name in LIGHT.__struct_fields__)
    return "| token | light | dark |\n|---|---|---|\n" + "".join(rows)


@pytest.mark.parametrize(
    ("name", "marker", "generated"),
    [
        ("front-matter.md", "articles", table(front_matter.ARTICLE)),
        ("front-matter.md", "standing", table(front_matter.STANDING)),
        ("front-matter.md", "introductions", table(front_matter.INTRODUCTION)),
        ("front-matter.md", "polls", table(poll.POLL)),
        ("site-yml.md", "settings", table(config.SITE)),
        ("problems.md", "catalogue", catalogue()),
        ("theme.md", "templates", templates()),
        ("theme.md", "types", types_of_views()),
        ("theme.md", "tokens", tokens()),
    ],
)
def test_a_reference_page_is_what_the_schema_says(name: str, marker: str, generated: str, update_golden: bool) -> None:
    path = DOCS / name
    text = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {marker} -->\n", f"<!-- end of {marker} -->"
    expected = text[: text.index(begin) + len(begin)] + "\n" + generated + "\n" + text[text.index(end) :]
    if update_golden:
        path.write_text(expected, encoding="utf-8")
    assert text == expected or update_golden


def examples(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)


def test_the_examples_of_front_matter_are_read_without_a_problem(site: TrialSite) -> None:
    found = examples("front-matter.md", "markdown")
    assert found
    for number, example in enumerate(found):
        site.write(f"content/{number}.md", example)
    site.write("content/_polls/cau.yml", examples("front-matter.md", "yaml")[0])
    site.write("site.yml", examples("site-yml.md", "yaml")[0])
    site.write("content/_pages/gioi-thieu.md", "---\ntitle: Giới thiệu\n---\nX\n")
    site.write("content/hoi-nghi.txt", "x")
    result = site.build()
    assert site.codes(result) <= {"picture-missing"}, site.report(result)


def test_every_link_between_the_documents_leads_somewhere() -> None:
    for path in (*DOCS.glob("*.md"), *CHECKOUT.glob("*.md")):
        if path.name == "problems.md":
            continue  # its hints show links as editors write them
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#]+)", prose):
            assert target.startswith(("http", "mailto:")) or (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_readme_shows_the_two_commands_and_the_exit_codes() -> None:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert text.index("make site") < 600
    assert text.index("make test") < 600
    for code in ("0", "1", "2", "3", "130"):
        assert f"| {code} |" in text


def test_the_rules_in_the_document_on_imports_are_right() -> None:
    eras, problems = rules.read(examples("import.md", "yaml")[0].encode(), "rules.yml")
    assert eras is not None
    assert len(eras.eras) == 2
    assert not problems


def test_the_commands_of_the_document_on_keeping_print_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the document, in one site; `…` stands for anything."""
    site = TrialSite(tmp_path / "site")
    site.write("site.yml", "language: en\nid: archive.example\n")
    site.article("a.md", "Đà Nẵng và đô thị.", category="Đô thị")
    site.built()
    monkeypatch.chdir(site.folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    count = 0
    for part in re.split(r"^\$ ", "\n".join(examples("keep.md", "console")), flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        words = shlex.split(line)
        if words[0] == "hn-archive":
            said = CliRunner().invoke(commands, words[1:]).output
        else:
            done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 (our own document)
            said = done.stdout + done.stderr
            assert done.returncode == 0, said
        assert re.fullmatch(re.escape(printed.strip()).replace("…", ".*"), said.strip(), re.DOTALL), f"{line}\n{said}"
        count += 1
    assert count > 9
    with closing(sqlite3.connect("archive.db")) as database:
        for query in examples("keep.md", "sql"):
            assert len(database.execute(query).fetchall()) == 1
    assert json.loads(Path("archive.jsonl").read_text(encoding="utf-8"))["text"] == "Đà Nẵng và đô thị."
