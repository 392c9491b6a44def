"""Makes the shipped lists: `python -m checks.typosquats.data.make FOLDER [WORDS]`.

FOLDER holds `popular_pypi.txt` and `popular_npm.txt`, a name a line in the order of downloads, what follows a tab being
left out. WORDS is an English word list, a word a line (Debian's wamerican-small); without it the words stay.
The short lists of other ecosystems are written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
_WORD = re.compile(r"[a-z]{3,}")


def main(arguments: list[str]) -> int:
    """0, or 2 for wrong usage."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    for type_ in ("npm", "pypi"):
        names = _names(Path(arguments[0]) / f"popular_{type_}.txt")
        (HERE / "popular" / f"{type_}.txt").write_text("".join(f"{name}\n" for name in dict.fromkeys(names)))
    if len(arguments) == 2:
        words = filter(_WORD.fullmatch, Path(arguments[1]).read_text("utf-8").split())
        (HERE / "english.txt").write_text("".join(f"{word}\n" for word in sorted(set(words))))
    return 0


def _names(file: Path) -> Iterator[str]:
    for line in file.read_text("utf-8").splitlines():
        if name := line.partition("\t")[0].strip():
            yield name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
