"""Where infrastructure is judged: in the environment that `make setup` makes for Checkov."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FACTORY = "checks.iac.check:build"


def python() -> Path:
    """Its interpreter; whether it is there shows when it is started."""
    return Path(os.environ.get("SEKISHO_IAC_PYTHON") or Path(sys.prefix) / "iac" / "bin" / "python")
