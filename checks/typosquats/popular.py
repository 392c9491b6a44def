"""Finds the index of popular names to judge by: a data version's, or one made of the lists that came with Sekisho."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from checks.typosquats import building
from checks.typosquats.index import FILE, LISTS, MAKER, Index, Unusable, opened, read

_KEPT = Path(__file__).parent / "__pycache__"


def popular(data: Path | None) -> Index:
    """The index of a data version folder (None: of the shipped lists).

    Takes milliseconds where it was made before. Else it is made, which takes some seconds, and kept beside Python's own
    bytecode, or in the data folder, whichever can be written. Raises Unusable.
    """
    if data is not None:
        with suppress(Unusable):
            return opened(data / FILE)
    folder = data / LISTS if data is not None else None
    try:
        name = f"popular-{_fingerprint(folder)}.index"
        places = [_KEPT, *([data] if data is not None else [])]
        for kept in (place / name for place in places):
            with suppress(Unusable):
                return opened(kept)
        for kept in (place / name for place in places):
            with suppress(OSError):  # an installation that is read-only
                return _made(kept, folder)
        return read(memoryview(building.made(building.all_lists(folder))))
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"popular names cannot be read: {error}") from error


def _made(kept: Path, folder: Path | None) -> Index:
    building.build(kept, folder)
    for older in sorted(kept.parent.glob("popular-*.index"), key=lambda file: file.stat().st_mtime)[:-2]:
        older.unlink(missing_ok=True)
    return opened(kept)


def _fingerprint(folder: Path | None) -> str:
    """Over the bytes of all lists, without taking them apart."""
    files = [*building.SHIPPED.glob("*.txt"), *(folder.glob("*.txt") if folder else ())]
    contents = (file.name.encode() + file.read_bytes() for file in sorted(files))
    return hashlib.sha256(MAKER.encode() + b"\0".join(contents)).hexdigest()[:32]
