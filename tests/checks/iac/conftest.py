"""One runner for all: its home takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checks import registry
from checks.runner import Runner, RunnerLimits


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    runner = Runner(RunnerLimits(seconds=120), homes=registry.homes())
    yield runner
    runner.close()
