"""Every example of the editors' handbook works, in the order of the handbook, in one archive."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from conftest import CHECKOUT, TrialSite
from hn_archive.cli import commands
from hn_archive.importers import rules

HANDBOOK = CHECKOUT / "docs" / "bien-tap.md"
_BLOCK = re.compile(r"^([ ]*)```(\w+)(?: (\S+))?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    """The language, the name and the text of each example."""
    for indent, language, name, text in _BLOCK.findall(HANDBOOK.read_text(encoding="utf-8")):
        yield language, name, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)


def runs(text: str) -> Iterator[tuple[list[str], str]]:
    """The commands of an example, and what each prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        yield shlex.split(line), printed


def test_the_commands_print_what_the_handbook_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    count = 0
    for language, name, text in blocks():
        if name and Path("content").is_dir():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        for command, printed in runs(text) if language == "console" else ():
            assert command[0] == "hn-archive"
            done = CliRunner().invoke(commands, command[1:])
            assert done.exit_code == 0, (command, done.output)
            expected = ".*".join(map(re.escape, printed.split("…")))
            assert re.fullmatch(expected, done.output, re.DOTALL), (command, printed, done.output)
            count += 1
            if command[1] == "init":
                monkeypatch.chdir(tmp_path / command[2])
                Path("content/2023/01").mkdir(parents=True)
                article = "---\ntitle: Khởi công cầu\ndate: 12/01/2023 08:25\n---\n\nĐoạn.\n"
                Path("content/2023/01/2023-01-12-khoi-cong-cau.md").write_text(article, encoding="utf-8")
            if command[1] == "new":  # as an editor goes on
                with Path(done.output.strip()).open("a", encoding="utf-8") as file:
                    file.write("Thành phố “khởi công.\n")
    assert count > 8


def test_the_articles_of_the_handbook_are_right(site: TrialSite) -> None:
    (settings,) = (text for language, name, text in blocks() if name == "site.yml")
    site.write("site.yml", settings)
    site.write("content/ban-ve.txt", "x")
    Image.new("RGB", (40, 30)).save(site.folder / "content/cong-truong.png")
    examples = [text for language, _, text in blocks() if language == "markdown"]
    for number, text in enumerate(examples):
        header = "" if text.startswith("---") else f"---\ntitle: Bài {number}\ndate: 2023-01-12\n---\n\n"
        site.write(f"content/{number}.md", header + text)
    result = site.built()
    assert len(examples) > 5
    assert site.codes(result) == set(), site.report(result)
    page = "".join((site.output / f"2023/01/12/{number}.html").read_text(encoding="utf-8") for number in range(len(examples)))
    for shown in (
        "<strong>khởi công</strong>",
        "<blockquote>",
        "<table>",
        "Công trường sáng 12-1.",
        "Bản trước ghi cầu dài 1.150 m",
        "footnote",
    ):
        assert shown in page


def test_the_rules_of_the_handbook_are_right() -> None:
    (text,) = (text for language, name, text in blocks() if name == "rules.yml")
    eras, problems = rules.read(text.encode(), "rules.yml")
    assert eras is not None
    assert not problems


def test_each_command_that_the_handbook_names_is_there() -> None:
    named = set(re.findall(r"hn-archive ([a-z]+)", HANDBOOK.read_text(encoding="utf-8")))
    assert named <= set(commands.list_commands(None))  # type: ignore[arg-type]
    assert {"new", "serve", "check", "list", "import", "build"} <= named
