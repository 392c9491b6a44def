"""The installation's own key, with which credentials are hashed: made once, readable by the service alone."""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path

_NAME = "secrets.key"
_BYTES = 32


@cache
def salt(folder: Path) -> str:
    """Of this data folder. Where nothing can be written, one that lasts as long as this process."""
    file = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        return file.read_text().strip() or secrets.token_hex(_BYTES)
    except OSError:
        return secrets.token_hex(_BYTES)


def _make(file: Path) -> None:
    """As a whole or not at all: another process may be making it, too, and the first one counts."""
    made = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_hex(_BYTES))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    finally:
        made.unlink()
