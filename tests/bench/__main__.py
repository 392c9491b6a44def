"""`python -m tests.bench [PART …]`: everything that is measured, beside the raw tools.

The public suites are read from the folder that `SEKISHO_SUITES` names: checkouts `owner/name`, and lists of cases,
`fixes.csv` (idx, repo, fix_commit, parent, class) and `streams/owner+name_prs.csv` (base, head). What is not there is
said.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench import accuracy, advisories, iac, iac_examples, iac_speed, packages, secrets, speed, typosquats


def main(arguments: list[str]) -> int:
    """All parts unless some are named."""
    for part in arguments or PARTS:
        print(f"\n{part.capitalize()}\n")
        PARTS[part]()
    return 0


def _accuracy() -> None:
    suites = Path(os.environ.get("SEKISHO_SUITES", "suites"))
    fixes, streams = suites / "fixes.csv", sorted(map(str, suites.glob("streams/*.csv")))
    lists = [*(["--fixes", str(fixes)] if fixes.exists() else []), *(["--streams", *streams] if streams else [])]
    accuracy.main(lists)


PARTS: Mapping[str, Callable[[], object]] = {
    "speed": speed.main,
    "infrastructure": iac.main,
    "infrastructure examples": iac_examples.main,
    "infrastructure speed": iac_speed.main,
    "secrets": secrets.main,
    "packages": packages.main,
    "advisories": advisories.main,
    "typosquats": typosquats.main,
    "accuracy": _accuracy,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
