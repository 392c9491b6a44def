"""Judges a webhook's payload by GitHub's published schemas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.contracts import schemas


@cache
def _published() -> tuple[Mapping[str, Any], schemas.Judge]:
    entries, definitions = schemas.load("github_webhooks.json", "events")
    events = {name: schemas.closed(schema, definitions) for name, schema in entries.items()}
    return events, schemas.Judge(definitions)


def validate_event(event: str, payload: Any) -> list[str]:
    """Violations in a payload (decoded JSON) that came with `X-GitHub-Event: event`."""
    if not isinstance(payload, Mapping):
        return [f"{event}: a payload is a JSON object, not {type(payload).__name__}"]
    events, judge = _published()
    name = next((key for key in (f"{event}.{payload.get('action')}", event) if key in events), None)
    if name is None:
        return [f"{event}: GitHub sends no such event or action ({payload.get('action')})"]
    return [f"{name}: {each}" for each in judge.violations(events[name], payload)]
