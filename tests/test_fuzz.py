"""Promises about any input: kept for the inputs that fuzzers found worth keeping, and for some more that Hypothesis makes of the same parts."""

import inspect
import sys

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import CHECKOUT
from fuzz.every import TARGETS
from fuzz.target import CORPUS, Target

_SMALL = 4_096  # bytes


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Inputs of a target's parts, of any text and bytes, and of what is kept with a slip in it."""
    part = st.one_of(st.sampled_from(target.tokens), st.sampled_from(target.tokens), st.text(max_size=4))
    made = st.lists(part, max_size=16).map(lambda parts: "".join(parts).encode(errors="replace"))
    kept = [path.read_bytes() for path in target.corpus]
    if not kept:
        return st.one_of(made, st.binary(max_size=64))
    slips = st.tuples(st.sampled_from(kept), st.integers(0, 400), st.integers(0, 8), made).map(_slipped)
    return st.one_of(made, slips, slips, st.binary(max_size=64))


def _slipped(parts: tuple[bytes, int, int, bytes]) -> bytes:
    content, place, length, other = parts
    place = min(place, len(content))
    return (content[:place] + other[:60] + content[place + length :])[:_SMALL]


@pytest.mark.parametrize("name", TARGETS)
def test_a_promise_holds_for_the_inputs_that_are_kept(name: str) -> None:
    assert TARGETS[name].corpus
    for path in TARGETS[name].corpus:
        TARGETS[name].run(path.read_bytes())


def test_what_is_kept_is_little_and_belongs_to_a_target() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)
    sizes = [path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()]
    assert max(sizes) <= _SMALL
    assert sum(sizes) < 500_000


@pytest.mark.tools
@pytest.mark.parametrize("name", TARGETS)
def test_a_promise_holds_for_any_input(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=target.share, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    @example(b"")
    def holds(content: bytes) -> None:
        target.run(content)

    holds()


def sentences(described: object) -> str:
    return " ".join((inspect.getdoc(described) or "").split())


def listed() -> str:
    """The promises as the document has them: for each subject what its module says, and what each promise is."""
    lines: list[str] = []
    for name, target in TARGETS.items():
        subject = f"**{sentences(sys.modules[target.check.__module__])}**"
        lines += [] if subject in lines else ["", subject, ""]
        lines.append(f"- `{name}`: {sentences(target.check)}")
    return "\n".join(lines) + "\n\n"


def test_the_document_lists_each_promise(update_golden: bool) -> None:
    document = CHECKOUT / "docs" / "fuzzing.md"
    text = document.read_text(encoding="utf-8")
    head, rest = text.split("<!-- targets -->\n")
    expected = f"{head}<!-- targets -->\n{listed()}{rest[rest.index('## ') :]}"
    if update_golden:
        document.write_text(expected, encoding="utf-8")
    assert text == expected or update_golden
