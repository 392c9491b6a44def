"""Engines as they run: by the interpreter of their own environment, under a sandbox's limits."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import pytest

from checks.iac.model import Answer, Framework, Job, Reading
from checks.iac.policies import Policy, Table

PYTHON = Path(sys.prefix) / "iac" / "bin" / "python"
REPOSITORY = Path(__file__).parents[3]
CASES = REPOSITORY / "tests" / "cases" / "iac"
TABLE = Table()
needs_engines = pytest.mark.skipif(not PYTHON.exists(), reason="the engines' environment is not made: make setup")
_CODE = """
import importlib, pickle, sys, tempfile
from pathlib import Path
from checks import sandbox
engine = importlib.import_module(sys.argv[1]).ENGINE
sandbox.bound(sandbox.Bounds(cpu_seconds=60, memory_bytes=3_000_000_000, file_bytes=100_000_000))
sandbox.confine([Path("/")], [Path(tempfile.gettempdir())])
sys.stdout.buffer.write(pickle.dumps(list(engine.judge(pickle.load(sys.stdin.buffer)))))
"""


def job(framework: Framework, files: Mapping[str, bytes | str], targets: Sequence[str] = ()) -> Job:
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return Job(framework, Path("/nowhere"), contents, Reading(), tuple(targets))


def judge(engine: str, *jobs: Job) -> list[Answer]:
    """What `checks.iac.engines.<engine>` answers."""
    command = [str(PYTHON), "-c", _CODE, f"checks.iac.engines.{engine}"]
    done = subprocess.run(command, input=pickle.dumps(jobs), cwd=REPOSITORY, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return cast(list[Answer], pickle.loads(done.stdout))


def policies(engine: str, answer: Answer) -> list[tuple[str, int]]:
    """What an answer comes to: policy's id and line."""
    found = ((TABLE.meant_by(engine, hit.policy), hit.start_line) for hit in answer.hits)
    return sorted({(policy.id, line) for policy, line in found if policy})


def of(engine: str) -> set[str]:
    """Ids of the policies that an engine can find."""
    found: Iterator[Policy | None] = (TABLE.meant_by(engine, name) for name in TABLE.of(engine))
    return {policy.id for policy in found if policy}


def marked(text: str) -> Iterator[tuple[str, str, int]]:
    """ "hit" or "ok", a policy's id, and the line below the comments that say so."""
    pending: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip().removeprefix("#").strip()
        if line.strip().startswith("#") and words.startswith(("hit: ", "ok: ")):
            kind, _, name = words.partition(": ")
            pending.append((kind, name))
            continue
        yield from ((kind, name, number) for kind, name in pending)
        pending = []
