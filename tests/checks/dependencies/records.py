"""OSV records and mirrors for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checks.dependencies import building
from checks.dependencies.mirror import FILE, Mirror, Source


def record(
    name: str,
    ecosystem: str,
    package: str,
    *events: dict[str, str],
    kind: str = "ECOSYSTEM",
    versions: Sequence[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """One OSV record about one package."""
    affected: dict[str, Any] = {"package": {"ecosystem": ecosystem, "name": package}, "versions": list(versions)}
    if events:
        affected["ranges"] = [{"type": kind, "events": list(events)}]
    return {"id": name, "modified": "2026-01-02T03:04:05Z", "affected": [affected], **more}


def since(version: str) -> dict[str, str]:
    return {"introduced": version}


def fixed(version: str) -> dict[str, str]:
    return {"fixed": version}


def last(version: str) -> dict[str, str]:
    return {"last_affected": version}


def mirror(folder: Path, *records: Any) -> Mirror:
    """A mirror of these records."""
    source = Source("local/test", "", taken="2026-11-23")
    building.build(folder / FILE, [building.Load(source, records)])
    return Mirror(folder / FILE)
