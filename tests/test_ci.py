"""The workflows that build and publish a site are right by the services' own schemas, ask for little, and wait until something is due."""

import importlib
import json
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import CHECKOUT, NOW, TrialSite
from hn_archive import __version__, ci
from hn_archive.build import build
from hn_archive.desk import NewSite, init
from hn_archive.output import MANIFEST
from hn_archive.problem import Stop
from hn_archive.request import Request

OWN = CHECKOUT / ".github" / "workflows" / "publish.yml"
PATHS = {"github": ".github/workflows/publish.yml", "gitlab": ".gitlab-ci.yml"}
SCHEMAS = {"github": "github-workflows.json", "gitlab": "gitlab-ci.json"}
FAR, LONG_AGO = "4102444800", "1000000000"
UNTIL = f"# right until {{}} (2023-01-01T00:00:00+07:00)\n{'0' * 64}  index.html\n"
DIGESTS = f"{'0' * 64}  index.html\n"


def workflow(text: str) -> dict[str, Any]:
    """A workflow as the services read it: YAML 1.1 takes the key `on` for a truth."""
    return {"on" if key is True else key: value for key, value in yaml.safe_load(text).items()}


def texts(service: str) -> list[str]:
    found = [ci.files("github" if service == "github" else "gitlab", "1.2.3")[PATHS[service]]]
    return [*found, OWN.read_text(encoding="utf-8")] if service == "github" else found


def snippet(service: str) -> str:
    """The lines of shell that find out whether anything is due."""
    made = workflow(texts(service)[0])
    if service == "gitlab":
        return str(made["pages"]["script"][0])
    (step,) = (step for step in made["jobs"]["due"]["steps"] if step.get("id") == "due")
    return str(step["run"])


def remember(folder: Path, environment: dict[str, str]) -> None:
    """What GitHub's jobs that build and publish keep of the manifest for the next run."""
    jobs = workflow(texts("github")[0])["jobs"]
    (made,) = (step["run"] for step in jobs["build"]["steps"] if step.get("id") == "build")
    output = folder / "outputs"
    script = "\n".join(line for line in made.splitlines() if "until" in line)
    run = {**environment, "GITHUB_OUTPUT": str(output)}
    subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=run, check=True)
    (keep,) = (step["run"] for step in jobs["publish"]["steps"] if "run" in step)
    until = output.read_text().removeprefix("until=").strip()
    subprocess.run(["bash", "-e", "-c", keep], cwd=folder, env={**environment, "UNTIL": until}, check=True)


def test_the_workflow_of_this_repository_is_the_one_that_sites_get() -> None:
    text = OWN.read_text(encoding="utf-8")
    install = tuple(re.findall(r"^          (pip install .*)$", text, re.MULTILINE))
    assert len(install) == 2
    assert text == ci.github("requirements.lock", install)


@pytest.mark.parametrize("service", ["github", "gitlab"])
def test_a_workflow_is_right_by_the_schema_of_its_service(service: str) -> None:
    folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((folder / SCHEMAS[service]).read_text(encoding="utf-8"))
    validator = importlib.import_module("jsonschema").validators.validator_for(schema)(schema)
    for text in texts(service):
        assert [error.message for error in validator.iter_errors(workflow(text))] == []
    broken = workflow(texts(service)[0]) | {"jobs" if service == "github" else "pages": 7}
    assert list(validator.iter_errors(broken))


def test_every_action_is_named_by_a_released_version() -> None:
    for text in texts("github"):
        steps = [step for job in workflow(text)["jobs"].values() for step in job["steps"]]
        used = [step["uses"] for step in steps if "uses" in step]
        assert len(used) > 5
        for name in used:
            assert re.fullmatch(r"actions/[a-z-]+(/[a-z]+)?@v[0-9]+", name), name
        assert {name.partition("@")[0] for name in used} >= {"actions/checkout", "actions/setup-python", "actions/deploy-pages"}
        assert all(("uses" in step) != ("run" in step) for step in steps)


def test_only_the_job_that_publishes_may_publish() -> None:
    for text in texts("github"):
        made = workflow(text)
        assert made["permissions"] == {"contents": "read"}
        writing = {
            (name, key)
            for name, job in made["jobs"].items()
            for key, value in job.get("permissions", {}).items()
            if value == "write"
        }
        assert writing == {("publish", "pages"), ("publish", "id-token")}
        assert made["jobs"]["publish"]["if"] == "github.ref == 'refs/heads/main'"
        assert "pull_request_target" not in made["on"]
        assert "secrets." not in text


def test_nothing_that_strangers_write_is_pasted_into_a_shell() -> None:
    for text in texts("github"):
        for job in workflow(text)["jobs"].values():
            assert not [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]


def test_every_job_ends_by_itself_and_waits_for_those_it_needs() -> None:
    for text in texts("github"):
        jobs = workflow(text)["jobs"]
        assert all(isinstance(job["timeout-minutes"], int) for job in jobs.values())
        assert (jobs["build"]["needs"], jobs["publish"]["needs"]) == ("due", "build")
        assert jobs["build"]["if"] == "needs.due.outputs.build == 'true'"


def test_a_pull_request_is_built_and_changes_nothing_that_others_see() -> None:
    for text in texts("github"):
        steps = workflow(text)["jobs"]["build"]["steps"]
        for step in steps:
            if step.get("uses", "").startswith(("actions/cache/save", "actions/upload", "actions/configure")):
                assert step["if"] == "github.ref == 'refs/heads/main'"


def test_a_scheduled_run_with_nothing_due_takes_no_place_in_a_queue() -> None:
    for text in texts("github"):
        made = workflow(text)
        assert "concurrency" not in made
        assert [name for name, job in made["jobs"].items() if "concurrency" in job] == ["build", "publish"]


def test_what_is_remembered_of_a_run_is_remembered_once_it_is_published() -> None:
    for text in texts("github"):
        steps = workflow(text)["jobs"]["publish"]["steps"]
        assert [step.get("uses", "").partition("@")[0] for step in steps] == ["actions/deploy-pages", "", "actions/cache/save"]
        assert steps[-1]["with"]["path"] == "due"


def test_a_merge_request_leaves_no_trace_in_the_cache_of_the_site() -> None:
    caches = workflow(texts("gitlab")[0])["check"]["cache"]
    assert {cache["key"]: cache.get("policy") for cache in caches} == {"pip": None, "site": "pull"}


CASES = [
    ("schedule", UNTIL.format(LONG_AGO), True),
    ("schedule", UNTIL.format(FAR), False),
    ("schedule", DIGESTS, False),
    ("schedule", "", False),
    ("schedule", None, True),
    ("push", UNTIL.format(LONG_AGO), True),
    ("push", UNTIL.format(FAR), True),
    ("push", DIGESTS, True),
    ("push", None, True),
]


def prepared(folder: Path, manifest: str | None) -> None:
    (folder / "public").mkdir()
    if manifest is not None:
        (folder / "public" / MANIFEST).write_text(manifest, encoding="utf-8")


@pytest.mark.parametrize(("event", "manifest", "due"), CASES)
def test_on_github_a_scheduled_run_builds_when_the_output_is_out_of_date(
    tmp_path: Path, event: str, manifest: str | None, due: bool
) -> None:
    prepared(tmp_path, manifest)
    environment = {"PATH": "/usr/bin:/bin", "GITHUB_EVENT_NAME": event, "GITHUB_OUTPUT": str(tmp_path / "output")}
    if manifest is not None:
        remember(tmp_path, environment)
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", snippet("github")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert done.stderr == b""
    assert (tmp_path / "output").read_text() == f"build={'true' if due else 'false'}\n"


@pytest.mark.parametrize("shell", ["bash", "sh"])
@pytest.mark.parametrize(("event", "manifest", "due"), CASES)
def test_on_gitlab_a_scheduled_run_goes_on_when_the_output_is_out_of_date(
    tmp_path: Path, event: str, manifest: str | None, due: bool, shell: str
) -> None:
    prepared(tmp_path, manifest)
    environment = {"PATH": "/usr/bin:/bin", "CI_PIPELINE_SOURCE": event}
    script = f"set -e\n{snippet('gitlab')}\necho went on"
    done = subprocess.run([shell, "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0 if due else 75, "")
    assert ("went on" in done.stdout) == due
    assert workflow(texts("gitlab")[0])["pages"]["allow_failure"] == {"exit_codes": 75}


@pytest.mark.parametrize(("date", "due"), [("2026-06-02", True), ("2100-01-01", False), ("2026-01-01", False)])
def test_the_manifest_of_a_real_build_is_understood(site: TrialSite, date: str, due: bool) -> None:
    site.article("a.md", date=date)
    site.built()
    text = snippet("github").replace("$(date +%s)", str(int(NOW.timestamp()) + 7 * 86_400))
    environment = {"PATH": "/usr/bin:/bin", "GITHUB_EVENT_NAME": "schedule", "GITHUB_OUTPUT": str(site.folder / "said")}
    remember(site.folder, environment)
    subprocess.run(["bash", "-e", "-c", text], cwd=site.folder, env=environment, check=True)
    assert (site.folder / "said").read_text() == f"build={'true' if due else 'false'}\n"


def arguments(folder: Path, service: str, settings: str, address: str) -> list[str]:
    """What `hn-archive` is called with by the step that builds."""
    folder.joinpath("site.yml").write_text(settings, encoding="utf-8")
    program = folder / "bin" / "hn-archive"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > said\n')
    program.chmod(0o755)
    made = workflow(texts(service)[0])
    if service == "github":
        (script,) = (step["run"] for step in made["jobs"]["build"]["steps"] if step.get("name") == "Build and check")
    else:
        script = made["pages"]["script"][-1]
    prepared(folder, DIGESTS)
    environment = {"PATH": f"{program.parent}:/usr/bin:/bin", "PAGES_URL": address, "CI_PAGES_URL": address, "GITHUB_OUTPUT": "out"}
    subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, check=True)
    return (folder / "said").read_text().splitlines()


@pytest.mark.parametrize("service", ["github", "gitlab"])
def test_a_site_that_does_not_say_where_it_stands_is_told_and_one_that_does_is_not(tmp_path: Path, service: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    address = "https://example.vn/a b"
    assert arguments(tmp_path / "a", service, "title: x\n# url: https://y.vn/\n", address)[-2:] == ["--url", address]
    assert "--url" not in arguments(tmp_path / "b", service, "title: x\nurl: https://y.vn/\n", address)


def test_without_a_service_there_are_no_files() -> None:
    assert ci.files("none", "1") == {}


@pytest.mark.parametrize("service", ["github", "gitlab"])
def test_ci_installs_the_version_that_made_the_site(service: ci.Service) -> None:
    made = ci.files(service, "1.2.3")
    assert set(made) == {PATHS[service], "requirements.txt"}
    assert made["requirements.txt"].splitlines()[-1] == "hn-archive==1.2.3"
    assert "@" not in re.sub(r"@v[0-9]+|\$@", "", made[PATHS[service]])
    assert "requirements.txt" in made[PATHS[service]]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("service", ["github", "gitlab", "none"])
def test_a_new_site_has_the_workflow_it_asked_for_and_builds(tmp_path: Path, service: ci.Service, language: str) -> None:
    folder = tmp_path / "kho"
    made = init(folder, NewSite(language=language, id="kho", now=NOW, ci=service))
    expected = ci.files(service, __version__)
    assert set(expected) <= set(made)
    assert {path: (folder / path).read_text(encoding="utf-8") for path in expected} == expected
    present = {name for name, path in PATHS.items() if (folder / path).exists()}
    assert present == {service} - {"none"}
    result = build(Request(source=folder, output=folder / "public", now=NOW), lambda *_: None)
    assert not result.failed
    assert {problem.code for problem in result.problems} <= {"url-missing", "id-missing"}


def test_a_workflow_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    place = tmp_path / PATHS["github"]
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    with pytest.raises(Stop) as stopped:
        init(tmp_path, NewSite(language="vi", id="kho", now=NOW, ci="github"))
    assert stopped.value.problem.code == "init-exists"
    assert place.read_text() == "mine"
    assert not (tmp_path / "site.yml").exists()
