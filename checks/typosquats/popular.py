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
    bytecode if that can be written. Raises Unusable.
    """
    if data is not None:
        with suppress(Unusable):
            return opened(data / FILE)
    folder = data / LISTS if data is not None else None
    try:
        kept = _KEPT / f"popular-{_fingerprint(folder)}.index"
        with suppress(Unusable):
            return opened(kept)
        return _made(kept, folder)
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"popular names cannot be read: {error}") from error


def _made(kept: Path, folder: Path | None) -> Index:
    with suppress(OSError):  # an installation that is read-only makes it each time
        building.build(kept, folder)
        for older in sorted(_KEPT.glob("popular-*.index"), key=lambda file: file.stat().st_mtime)[:-2]:
            older.unlink(missing_ok=True)
        return opened(kept)
    return read(memoryview(building.made(building.all_lists(folder))))


def _fingerprint(folder: Path | None) -> str:
    """Over the bytes of all lists, without taking them apart."""
    files = [*building.SHIPPED.glob("*.txt"), *(folder.glob("*.txt") if folder else ())]
    contents = (file.name.encode() + file.read_bytes() for file in sorted(files))
    return hashlib.sha256(MAKER.encode() + b"\0".join(contents)).hexdigest()[:32]
