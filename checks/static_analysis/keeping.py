"""Keeps what is dear to compute beside Python's own bytecode, under the digest of what it was computed from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "__pycache__"
_DIGITS = 32


def kept(kind: str, digest: str, make: Callable[[], Any]) -> Any:
    """The plain data that `make` answers, from the file where it was kept before if there is one."""
    file = _FOLDER / f"{kind}-{digest[:_DIGITS]}.json"
    with suppress(OSError, ValueError):
        return json.loads(file.read_bytes())
    made = make()
    with suppress(OSError):  # an installation that is read-only computes it each time
        _write(kind, file, json.dumps(made).encode())
    return made


def _write(kind: str, file: Path, content: bytes) -> None:
    """The newest of each kind is enough."""
    for older in _FOLDER.glob(f"{kind}-*.json"):
        older.unlink(missing_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(file)
