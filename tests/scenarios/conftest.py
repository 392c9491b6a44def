"""One world for each forge and module: each scenario has a repository of its own in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.world import World
from tests.scenarios.worlds import WORLDS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All scenarios of a module on one forge go to one process, and share its world."""
    for item in items:
        if isinstance(item, pytest.Function) and "world" in getattr(item, "fixturenames", ()):
            if "world" not in getattr(getattr(item, "callspec", None), "params", {}):
                continue  # a test that plays on its own place
            forge = item.callspec.params["world"].name
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}-{forge}"))


@pytest.fixture(scope="module", params=WORLDS, ids=lambda each: each.name)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = request.param(tmp_path_factory.mktemp(request.param.name))
    try:
        with made.bot:
            yield made
    finally:
        made.stop()
