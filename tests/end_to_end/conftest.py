"""One town for all tests of a module: each test has a repository of its own in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end_to_end.town import Town, begin


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = begin(tmp_path_factory.mktemp("town"))
    try:
        with made.bot:
            yield made
    finally:
        made.forge.stop()
