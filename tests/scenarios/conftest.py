"""One world for each forge and module: each scenario has a repository of its own in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.world import World
from tests.scenarios.worlds import WORLDS


@pytest.fixture(scope="module", params=WORLDS, ids=lambda each: each.name)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = request.param(tmp_path_factory.mktemp(request.param.name))
    try:
        with made.bot:
            yield made
    finally:
        made.stop()
