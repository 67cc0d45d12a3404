"""Requests and results: what is not asked for has a harmless default, and a result says whether it failed."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from hn_archive.problem import Location, Problem
from hn_archive.request import Changes, Reason, Request, Result


def test_a_bare_request_forces_nothing_limits_nothing_and_remembers_nothing() -> None:
    request = Request(source=Path("site"), output=Path("public"), now=datetime(2026, 6, 1, tzinfo=UTC))
    assert (request.force, request.strict, request.dry_run, request.url) == (False, False, False, "")
    assert (request.store, request.jobs, request.max_changes) == (None, 1, None)


def test_a_request_cannot_be_changed() -> None:
    request = Request(source=Path("site"), output=Path("public"), now=datetime(2026, 6, 1, tzinfo=UTC))
    with pytest.raises(AttributeError):
        request.force = True  # type: ignore[misc]


@pytest.mark.parametrize(("code", "failed"), [(0, False), (1, True), (2, True)])
def test_any_exit_code_but_0_is_a_failure(code: int, failed: bool) -> None:
    assert Result(problems=(), language="vi", exit_code=code).failed is failed


def test_a_result_comes_back_whole_from_the_store() -> None:
    result = Result(
        problems=(Problem.at("link-dead", Location("content/a.md", 3, 1), target="mất.md", kinds=""),),
        language="vi",
        articles=2,
        scheduled=("b.md",),
        outputs={"article": 2},
        changes=Changes(("2023/a.html",), (), 7),
        reasons=(Reason("2023/a.html", "fields", "body (content/a.md)"),),
    )
    assert msgspec.json.decode(msgspec.json.encode(result), type=Result) == result
