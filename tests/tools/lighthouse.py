"""Google's Lighthouse: scores of pages that stand on a server of this machine."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import browser

Form = Literal["mobile", "desktop"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What Lighthouse says of a page: scores from 0 to 1 and audits that lowered them by category, and what hindered it."""

    address: str
    scores: dict[str, float | None]
    low: dict[str, dict[str, list[str]]]
    faults: list[str]


def judged(addresses: list[str], form: Form = "mobile") -> list[Judgement]:
    """Each address in turn, in one Chromium: three seconds a page, and two to start."""
    seconds = 30 + 20 * len(addresses)
    script = Path(__file__).with_suffix(".mjs")
    command = [str(browser.node()), str(script), form, str(seconds), *addresses]
    done = subprocess.run(command, capture_output=True, check=False, timeout=seconds + 15, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Judgement(**found) for found in json.loads(done.stdout)]
