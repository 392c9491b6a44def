"""`python -m tests.bench [speed|accuracy]`: everything that is measured, beside the raw tools in the same run."""

from __future__ import annotations

import sys

from tests.bench import accuracy, speed


def main(arguments: list[str]) -> int:
    """Both parts unless one is named."""
    wanted = arguments or ["speed", "accuracy"]
    if "speed" in wanted:
        print("Speed\n")
        speed.main()
    if "accuracy" in wanted:
        print("\nAccuracy\n")
        accuracy.main([])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
