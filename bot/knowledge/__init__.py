"""Folders of what is publicly known of packages: versions that never change, and which one is current.

`<data>/knowledge/<version>/` holds the advisory mirror and lists of popular names; `current` points at one of them and
is switched in one step. A scan asks once and keeps what it was told; an old version goes when two newer ones are there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config import Config
from checks.dependencies import building
from checks.dependencies.mirror import FILE, Mirror, Source, Unusable

_KEPT = 2
_RETRY = timedelta(hours=1)


def root(config: Config) -> Path:
    """Where all versions lie."""
    return config.service.data / "knowledge"


def current(config: Config, say: Callable[[str], object] = lambda _: None) -> Path:
    """The version folder to judge by: the newest that was synced, else what came with Sekisho, unpacked once.

    Raises OSError, ValueError where that cannot be written.
    """
    folder = root(config)
    with suppress(OSError, Unusable):
        version = (folder / "current").resolve(strict=True)
        Mirror(version / FILE).close()
        return version
    return building.shipped_anywhere(say).parent


def sources(config: Config) -> tuple[Source, ...]:
    """What the current version is made of; each as of when its server last said that there is nothing newer."""
    mirror = Mirror(current(config) / FILE)
    try:
        confirmed = _state(root(config)).get("confirmed", {})
        return tuple(replace(one, taken=max(one.taken, confirmed.get(one.name, ""))) for one in mirror.about())
    finally:
        mirror.close()


def age(config: Config, now: datetime) -> timedelta | None:
    """How long ago the oldest of the sources was taken or found unchanged; None where none says."""
    dates = [taken for one in sources(config) if (taken := _moment(one.taken)) is not None]
    return now - min(dates) if dates else None


def too_old(config: Config, now: datetime) -> bool:
    """Whether the data are older than the operator's limit."""
    limit = config.data.max_age_days
    return bool(limit) and ((found := age(config, now)) is None or found > timedelta(days=limit))


def due(config: Config, now: datetime) -> bool:
    """Whether the service should sync: the last time is long ago, or failed an hour ago."""
    if not config.data.refresh_hours:
        return False
    state = _state(root(config))
    done, tried = _moment(str(state.get("done", ""))), _moment(str(state.get("tried", "")))
    every = timedelta(hours=config.data.refresh_hours)
    fresh = done is not None and now - done < every
    waiting = tried is not None and now - tried < min(_RETRY, every)
    return not fresh and not waiting


def note(config: Config, now: datetime, done: bool, confirmed: Mapping[str, str]) -> None:
    """Writes down that a sync was tried, and which sources were found to be as new as `now`."""
    folder = root(config)
    state = _state(folder)
    moment = now.isoformat()
    state |= {"tried": moment, "confirmed": {**state.get("confirmed", {}), **confirmed}}
    state |= {"done": moment} if done else {}
    draft = folder / f"state.{os.getpid()}"
    draft.write_text(json.dumps(state))
    draft.replace(folder / "state.json")


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """One sync at a time; what one that was killed has left is swept away. Raises OSError."""
    folder = root(config)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with building.locked(folder / "sync.lock"):
        for left in folder.glob("*.part"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def draft(config: Config, name: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards, unless it was published."""
    folder = root(config) / f"{name}.part"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(config: Config, made: Path, name: str) -> Path:
    """Makes a finished draft the current version, in one step, and removes those that are two versions old."""
    folder = root(config)
    version = folder / name
    made.rename(version)
    pointer = folder / f"current.{os.getpid()}"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(name)
    pointer.replace(folder / "current")
    others = sorted(one for one in folder.iterdir() if one.name[:1].isdigit() and not one.suffix and one != version)
    for older in others[: 1 - _KEPT]:
        shutil.rmtree(older, ignore_errors=True)
    return version


def _state(folder: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        state = json.loads((folder / "state.json").read_text())
        return state if isinstance(state, dict) else {}
    return {}


def _moment(text: str) -> datetime | None:
    """A moment, a day or a month ("2026-07"), in UTC."""
    with suppress(ValueError):
        found = datetime.fromisoformat(f"{text}-01" if len(text) == 7 else text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
