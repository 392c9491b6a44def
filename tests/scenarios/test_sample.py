"""`python -m bot playground`: the same change on every forge gives the same findings, threads and verdict."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.playground.stages import STAGES

ROOT = Path(__file__).parents[2]
FIRST = next(iter(STAGES))


@cache
def played(forge: str) -> dict[str, Any]:
    """What `--format json` prints, without how long it took and at which commits."""
    command = [sys.executable, "-m", "bot", "playground", "--forge", forge, "--once", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told | {"summary": re.sub(r"Looked at .*? s\.", "", told["summary"])}


@pytest.mark.parametrize("forge", STAGES)
def test_sample(forge: str) -> None:
    told = played(forge)
    assert told["check"]["conclusion"] == "failure"
    assert "javascript-command-injection" in {thread["rule"] for thread in told["threads"]}
    assert told == played(FIRST)
