"""`python -m bot leaks`: the secrets that pull requests have shown, and marking them as rotated."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot import app
from bot.config import Config
from bot.leaks.rotations import Unknown, named
from bot.store.leaks import Leak


def run(config: Config, options: argparse.Namespace) -> int:
    """Lists, or marks what `options.rotated` names; 0 when done, 2 with words when not."""
    store = app.store(config)
    store.migrate()
    try:
        known = store.leaks.every(options.forge, options.repository)
        if options.rotated:
            if not options.because:
                raise Unknown("say why with --because: when and where the secret was replaced")
            meant = named(known, options.rotated)
            store.leaks.rotate(meant, f"operator {options.by or getpass.getuser()}", options.because, store.now())
            known = [one for one in store.leaks.every(options.forge, options.repository) if one.id in _ids(meant)]
        print(_as_json(known) if options.json else "\n".join(map(_line, known)) or "no secret was seen")
    except Unknown as error:
        print(f"sekisho: {error}", file=sys.stderr)
        return 2
    finally:
        store.close()
    return 0


def _ids(leaks: Sequence[Leak]) -> set[str]:
    return {leak.id for leak in leaks}


def _line(leak: Leak) -> str:
    place = f"{leak.repo}#{leak.number}" if leak.number else leak.repo
    state = f"rotated {_day(leak.rotated)} by {leak.actor}: {leak.reason}" if leak.rotated else "open"
    return f"{leak.name}  {_day(leak.seen)}  {place}  {leak.finding.rule}  {leak.finding.path}  {state}"


def _as_json(leaks: Sequence[Leak]) -> str:
    return json.dumps([_plain(leak) for leak in leaks], indent=2, ensure_ascii=False)


def _plain(leak: Leak) -> dict[str, Any]:
    finding = leak.finding
    return {
        "id": leak.id,
        "forge": leak.forge,
        "repository": leak.repo,
        "pull_request": leak.number or None,
        "rule": finding.rule,
        "title": finding.title,
        "path": finding.path,
        "commit": finding.commit,
        "seen": datetime.fromtimestamp(leak.seen, UTC).isoformat(timespec="seconds"),
        "rotated": datetime.fromtimestamp(leak.rotated, UTC).isoformat(timespec="seconds") if leak.rotated else None,
        "by": leak.actor or None,
        "because": leak.reason or None,
    }


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
