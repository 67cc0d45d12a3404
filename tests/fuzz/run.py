"""Let atheris try a target: `python -m fuzz.run try NAME SECONDS`, and `keep NAME`, in `tests/`."""

import os
import sys
from tempfile import NamedTemporaryFile
from typing import Final

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["hn_archive"]):
    from fuzz.every import TARGETS

from fuzz.target import CORPUS, Target

# Both are nobody's but this machine's.
FOUND: Final = CORPUS.with_name("found")
CRASHES: Final = CORPUS.with_name("crashes")
_LONGEST: Final = 4_096  # bytes of an input
_TOKEN: Final = 64  # bytes of one of libFuzzer's words, at most
_OPTIONS: Final = (f"-max_len={_LONGEST}", "-timeout=60", "-rss_limit_mb=2048", "-print_final_stats=1", "-seed=1")


def attempt(target: Target, seconds: int) -> None:
    """Look for inputs that reach more of the program, into `found/`; end at the first that breaks the promise, with it in `crashes/`."""
    for folder in (CRASHES, FOUND / target.name, CORPUS / target.name):
        folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", suffix=".dict", delete=False) as words:
        words.write("".join(f'"{_escaped(token)}"\n' for token in target.tokens))
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={CRASHES}/{target.name}-", f"-dict={words.name}"]
    _start(target, *_OPTIONS, *options, str(FOUND / target.name), str(CORPUS / target.name))


def keep(target: Target, inner: list[str]) -> None:
    """Put of what was found into the corpus what reaches something that nothing there does, as few as may be.

    libFuzzer starts this program again for it, with `inner` options.
    """
    if not inner:
        inner = ["-set_cover_merge=1", f"-max_len={_LONGEST}", str(CORPUS / target.name), str(FOUND / target.name)]
    _start(target, *inner, program=f"{sys.executable} -m fuzz.run keep {target.name}")


def _start(target: Target, *options: str, program: str = sys.argv[0]) -> None:
    atheris.Setup([program, *options], target.run)
    atheris.Fuzz()  # and with it this process ends


def _escaped(token: str) -> str:
    """As libFuzzer's dictionaries have it (https://llvm.org/docs/LibFuzzer.html#dictionaries)."""
    return "".join(rf"\x{byte:02x}" for byte in token.encode()[:_TOKEN])


if __name__ == "__main__":
    os.nice(19)
    _, what, name, *rest = sys.argv
    if what == "try":
        attempt(TARGETS[name], int(rest[0]))
    else:
        keep(TARGETS[name], rest)
