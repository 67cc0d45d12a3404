"""What `init` writes for Visual Studio Code."""

import json
import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from conftest import TrialSite
from hn_archive import vscode
from hn_archive.dates import HANOI
from hn_archive.front_matter import ARTICLE, open_article
from hn_archive.messages import WORDS


def made(language: str, name: str) -> Any:
    return json.loads(vscode.files(language)[f".vscode/{name}"])


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_schemas_are_named_for_the_files_that_they_are_of(language: str) -> None:
    for schema in made(language, "settings.json")["yaml.schemas"]:
        jsonschema.Draft7Validator.check_schema(json.loads(vscode.files(language)[schema]))


def test_the_form_has_each_key_of_an_article(language: str) -> None:
    (kind,) = made(language, "settings.json")["frontMatter.taxonomy.contentTypes"]
    fields = {field["name"]: field for field in kind["fields"]}
    assert list(fields) == [field.name for field in ARTICLE.fields]
    assert (fields["date"]["type"], fields["tags"]["type"], fields["draft"]["type"]) == ("datetime", "list", "boolean")
    assert fields["status"]["choices"] == ["published", "retracted", "withheld"]
    assert [name for name in fields if fields[name].get("required")] == ["title", "date"]


def test_each_key_is_completed_by_an_example_that_is_right(language: str) -> None:
    snippets = {
        snippet["prefix"]: snippet for snippet in made(language, "hn-archive.code-snippets").values() if snippet.get("description")
    }
    assert list(snippets) == [field.name for field in ARTICLE.fields]
    for name, snippet in snippets.items():
        others = [
            f"{key}: {value}"
            for key, value in (("title", "Bài"), ("date", "12/01/2023"), ("corrections", "[{date: 13/01/2023, text: Sai}]"))
            if key != name
        ]
        header = "\n".join([*others, *(line.replace("\\$", "$").replace("\\\\", "\\") for line in snippet["body"])])
        problems = open_article(f"---\n{header}\n---\n\nĐoạn.\n".encode(), "a.md", HANOI).problems
        assert not problems, (name, problems)


def test_the_header_that_is_completed_is_right(language: str) -> None:
    snippet = next(each for each in made(language, "hn-archive.code-snippets").values() if "---" in each["prefix"])
    now = {"CURRENT_DATE": "12", "CURRENT_MONTH": "01", "CURRENT_YEAR": "2023", "CURRENT_HOUR": "08", "CURRENT_MINUTE": "25"}
    filled = re.sub(
        r"\$(\w+)|\$\{\d+:([^}]*)\}", lambda match: now.get(match[1] or "", match[2] or "Chữ"), "\n".join(snippet["body"])
    )
    assert not open_article(filled.encode(), "a.md", HANOI).problems


def matchers(language: str, label: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(task for task in made(language, "tasks.json")["tasks"] if label in task["args"])[
        "problemMatcher"
    ]
    return found


def found_in(language: str, line: str) -> list[tuple[str, dict[str, str]]]:
    """What each problem matcher makes of a line."""
    found = []
    for matcher in matchers(language, "check"):
        pattern = matcher["pattern"]
        if match := re.match(pattern["regexp"], line):
            groups = {name: match[pattern[name]] for name in ("file", "line", "column", "code") if name in pattern}
            found.append((matcher["severity"], groups))
    return found


def test_problems_are_found_in_what_a_check_prints(site: TrialSite, language: str) -> None:
    site.write("site.yml", f"title: Kho\nlanguage: {language}\n")
    site.article("a.md", views="nhiều", body="[đi đâu](khong-co.md)")
    report = site.report(site.build(), language).split("\n")
    found = [each for line in report for each in found_in(language, line)]
    assert ("error", {"file": "content/a.md", "line": "4", "column": "8", "code": "number"}) in found
    assert ("warning", {"file": "site.yml", "code": "url-missing"}) in found
    assert len(found) == sum(1 for line in report if "]: " in line and not line.startswith(" "))


def test_the_preview_says_when_its_problems_begin_and_end(language: str) -> None:
    words = WORDS[language]
    background = matchers(language, "serve")[0]["background"]
    values = {"time": "08:25:00", "files": 3, "seconds": "0,2", "problems": words["problems"].format(errors=0, warnings=1)}
    for name in ("preview begins", "preview made", "preview failed"):
        line = words[name].format(**values)
        assert bool(re.search(background["beginsPattern"], line)) == (name == "preview begins")
        assert bool(re.search(background["endsPattern"], line)) == (name != "preview begins")
