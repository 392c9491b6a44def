"""What all tests share: in CI nothing may be skipped, since a skipped test is one that nobody ran; and whatever passes
through a playground keeps to GitHub's published contracts."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

pytest_plugins = ["pytester", "tests.contracts.plugin"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # What may not be copied into the repository (GitLab's samples) can be missing where CI stands alone.
    lent = "not at hand" in str(report.longrepr)
    if report.skipped and not lent and os.environ.get("SEKISHO_TEST_SKIPS") == "never":
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report
