"""`python -m tests.bench [PART …]`: everything that is measured (speed, accuracy, advisories), beside the raw tools.

The public suites are read from the folder that `SEKISHO_SUITES` names: checkouts `owner/name`, and lists of cases,
`fixes.csv` (idx, repo, fix_commit, parent, class) and `streams/owner+name_prs.csv` (base, head). What is not there is
said.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.bench import accuracy, advisories, speed


def main(arguments: list[str]) -> int:
    """All parts unless some are named."""
    wanted = arguments or ["speed", "accuracy", "advisories"]
    if "speed" in wanted:
        print("Speed\n")
        speed.main()
    if "accuracy" in wanted:
        print("\nAccuracy\n")
        accuracy.main(_lists())
    if "advisories" in wanted:
        print("\nAdvisories\n")
        advisories.main()
    return 0


def _lists() -> list[str]:
    suites = Path(os.environ.get("SEKISHO_SUITES", "suites"))
    fixes, streams = suites / "fixes.csv", sorted(map(str, suites.glob("streams/*.csv")))
    return [*(["--fixes", str(fixes)] if fixes.exists() else []), *(["--streams", *streams] if streams else [])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
