"""What the program is made of, what makes it, and what a build may ask of the machine: nothing but files."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from conftest import CHECKOUT, NOW, TrialSite, files_below
from hn_archive import ci

LOCKS: Final = {"requirements.lock": ("", "import", "dev"), "requirements-audit.lock": ("audit",)}
WORKFLOWS: Final = sorted((CHECKOUT / ".github/workflows").glob("*.yml"))
ENVIRONMENT: Final = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}


def normal(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, list[str]]:
    """The hashes of each locked version, by its pin; a line that is neither is a fault."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        pin = re.fullmatch(r"([A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!-]*(?: ; [\w.=!<>' ]+)?) \\", line)
        hashed = re.fullmatch(r"    --hash=sha256:([0-9a-f]{64})(?: \\)?", line)
        if pin:
            name = pin[1]
            assert name not in found, line
            found[name] = []
        elif hashed:
            found[name].append(hashed[1])
        else:
            assert re.match(r" *#", line), line
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_is_locked_with_its_hashes_and_no_other_source(lock: str) -> None:
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    found = locked(text)
    assert all(found.values())
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", text)
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {"": project["dependencies"], **project["optional-dependencies"]}
    wanted = {normal(re.split(r"[\[<>=!~; ]", each)[0]) for extra in LOCKS[lock] for each in extras[extra]}
    assert wanted - {"hn-archive"} <= {normal(pin.partition("==")[0]) for pin in found}


def test_a_line_without_a_hash_or_from_elsewhere_would_be_seen() -> None:
    assert locked("a==1.0 \\\n    # via b\n") == {"a==1.0": []}
    for line in ("a==1.0", "a @ https://x.example/a.whl", "--index-url https://x.example/", "a>=1 \\"):
        with pytest.raises(AssertionError):
            locked(line + "\n")


def test_everything_is_installed_by_its_hashes() -> None:
    """By make, which CI uses too, and by the workflow that publishes."""
    texts = [(CHECKOUT / "Makefile").read_text(encoding="utf-8"), *(path.read_text(encoding="utf-8") for path in WORKFLOWS)]
    installs = [line.strip() for text in texts for line in text.splitlines() if re.search(r"\bpip install\b", line)]
    assert len(installs) == 6
    assert all("--require-hashes" in line or ("--no-deps" in line and line.endswith("--editable .")) for line in installs)


def workflow(text: str) -> dict[str, Any]:
    made: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 (texts alone: `on` is not true)
    return made


def overreaching(made: dict[str, Any]) -> list[str]:
    """What a workflow may do and need not: write, but to publish from the main branch; keep the token; run for strangers with rights."""
    found = [] if made.get("permissions") == {"contents": "read"} else ["permissions"]
    found += [event for event in ("pull_request_target", "workflow_run", "issue_comment") if event in made["on"]]
    for name, job in made["jobs"].items():
        writes = (
            {key for key, value in job.get("permissions", {}).items() if value == "write"}
            if isinstance(job.get("permissions", {}), dict)
            else {"all"}
        )
        is_publishing = job.get("if") == "github.ref == 'refs/heads/main'"
        if writes - ({"pages", "id-token"} if is_publishing else set()):
            found.append(f"{name}: {sorted(writes)}")
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") != "false":
                found.append(f"{name}: the token stays")
            if "uses" in step and not step["uses"].startswith("actions/"):
                found.append(f"{name}: {step['uses']}")
            if "${{" in step.get("run", ""):
                found.append(f"{name}: {step['run']}")
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_may_more_than_it_must(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert overreaching(workflow(text)) == []
    assert "secrets." not in text


def test_the_workflow_of_a_new_site_may_no_more_either() -> None:
    text = ci.files("github", "1.0")[".github/workflows/publish.yml"]
    assert overreaching(workflow(text)) == []


def test_a_workflow_that_may_too_much_would_be_seen() -> None:
    text = ci.files("github", "1.0")[".github/workflows/publish.yml"]
    for before, after in (
        ("contents: read\n\njobs", "contents: write\n\njobs"),
        ("      pages: read", "      pages: write"),
        ("  pull_request:", "  pull_request_target:"),
        ("persist-credentials: false", "fetch-depth: 0"),
        ("actions/setup-python@v6", "somebody/setup-python@v6"),
        ('echo "$UNTIL"', 'echo "${{ github.head_ref }}"'),
    ):
        assert before in text
        assert overreaching(workflow(text.replace(before, after))), after


def test_known_faults_are_asked_for_each_week_and_none_is_passed_over() -> None:
    made = workflow((CHECKOUT / ".github/workflows/audit.yml").read_text(encoding="utf-8"))
    assert "schedule" in made["on"]
    runs = [step["run"] for step in made["jobs"]["audit"]["steps"] if "run" in step]
    assert runs[0] == "make audit"
    assert "make sbom" in runs[1]
    audits = [line for line in (CHECKOUT / "Makefile").read_text(encoding="utf-8").splitlines() if "pip-audit --" in line]
    assert len(audits) == len(LOCKS)
    # Without `--strict` a version that the database does not answer for counts as sound.
    assert all("--strict" in line for line in audits)


# --- What a build asks of the machine

FEW_LISTS: Final = "lists: {days: off, months: off, tags: off, sources: off, authors: off, this_day: off, texts: off}\n"


@pytest.fixture
def outward(site: TrialSite) -> TrialSite:
    """A site that names the rest of the world wherever it can, with work for several processes."""
    site.write("site.yml", f"title: Kho\nid: k\nurl: https://kho.example/\nlive_site: https://song.example/\n{FEW_LISTS}")
    site.write("content/a.png", (CHECKOUT / "content/2026/11/ho-guom-minh-hoa.png").read_bytes())
    body = "![x](https://anh.example/a.png) https://x.example [y](https://y.example)\n\nhttps://www.youtube.com/watch?v=abcdefghijk\n\n![z](a.png)"
    for number in range(155):
        site.article(
            f"{number}.md", body, original_url=f"https://cu.example/{number}", source="{name: x, url: 'https://x.example/'}"
        )
    return site


def command(site: TrialSite, *options: str) -> list[str]:
    return [sys.executable, "-m", "hn_archive", "build", "--now", NOW.isoformat(), "--source", str(site.folder), *options]


def unexpected(trace: str) -> list[str]:
    """The calls of a build that no build needs: a socket to anything but its own workers, another program."""
    calls = [match[1] for match in re.finditer(r"^\d+ +(\w+\(.*)$", trace, re.MULTILINE)]
    programs = [call for call in calls if call.startswith("execve")]
    return [call for call in programs[1:] if f'"{sys.executable}"' not in call] + [
        call
        for call in calls
        if re.match(r"socket\((?!AF_UNIX)|(?:connect|bind|sendto|sendmsg)\(.*(?:AF_INET|AF_NETLINK|AF_PACKET)", call)
    ]


@pytest.mark.tools
def test_a_build_opens_no_connection_starts_no_program_and_needs_no_network(outward: TrialSite, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-qq", "-e", "trace=execve,execveat,socket,connect,bind,sendto,sendmsg", "-o", str(trace)]
    subprocess.run([*watched, *command(outward, "--jobs", "2")], env=ENVIRONMENT, check=True, capture_output=True)
    lines = trace.read_text(encoding="utf-8")
    assert re.search(r"^\d+ +execve\(", lines, re.MULTILINE)
    assert unexpected(lines) == []
    apart = tmp_path / "apart"
    as_root = [] if os.geteuid() == 0 else ["sudo", "-E"]
    alone = [*as_root, "unshare", "-n", *command(outward, "--clean", "--jobs", "2", "--output", str(apart))]
    subprocess.run(alone, env=ENVIRONMENT, check=True, capture_output=True)
    assert dict(files_below(apart)) == dict(files_below(outward.output))


@pytest.mark.tools
@pytest.mark.parametrize(
    "otherwise",
    [
        ["sh", "-c", "cat /dev/null"],
        [sys.executable, "-c", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"],
    ],
)
def test_a_program_or_a_connection_would_be_seen(tmp_path: Path, otherwise: list[str]) -> None:
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-qq", "-e", "trace=execve,execveat,socket,connect", "-o", str(trace)]
    subprocess.run([*watched, *otherwise], check=True)
    assert unexpected(trace.read_text(encoding="utf-8"))


def test_no_text_of_an_editor_reaches_a_shell(site: TrialSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number, attack in enumerate(
        ("$(touch hit)", "`touch hit`", "; touch hit #", "| touch hit", "-rf", "--output=hit", "\\u0060touch hit\\u0060")
    ):
        site.article(f"{attack.replace('/', '')} {number}.md", attack, title=f'"{attack}"', tags=f'["{attack}"]')
    site.built()
    assert not list(tmp_path.rglob("hit"))
