"""What app.yaml asks GitHub for is something that GitHub has: a wrong name or level is refused at registration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contracts import schemas

MANIFEST: dict[str, Any] = yaml.safe_load(Path("app.yaml").read_text())["github"]["manifest"]
LEVELS = {
    name: schema.get("enum", [])
    for name, schema in schemas.read_json("github_rest.json")["$defs"]["app-permissions"]["properties"].items()
}
ALWAYS_SENT = {"github_app_authorization", "installation", "installation_repositories", "ping"}
"""Events that every app gets and none may ask for."""


def faults(manifest: dict[str, Any]) -> list[str]:
    events = set(schemas.read_json("github_webhooks.json")["all_events"]) - ALWAYS_SENT
    wrong = [
        f"{name}: {level} is not one of {LEVELS.get(name)}"
        for name, level in manifest["default_permissions"].items()
        if level not in LEVELS.get(name, [])
    ]
    return wrong + [f"{event}: no such event" for event in manifest["default_events"] if event not in events]


def test_what_the_manifest_asks_for_is_githubs() -> None:
    assert faults(MANIFEST) == []


@pytest.mark.parametrize(
    ("permissions", "events"),
    [({"checks": "admin"}, []), ({"check": "write"}, []), ({}, ["checkrun"]), ({}, ["installation"])],
    ids=["level", "permission", "event", "always sent"],
)
def test_what_github_does_not_have_would_be_found(permissions: dict[str, str], events: list[str]) -> None:
    assert len(faults({"default_permissions": permissions, "default_events": events})) == 1
