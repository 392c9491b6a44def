"""Files of OSV records: single ones, folders, exports (zip), JSON lines. A record is never read beyond its bound."""

from __future__ import annotations

import json
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

MOST_BYTES = 20_000_000
"""Of one record, and of one line."""


def records(path: Path) -> Iterator[Any]:
    """The records of a JSON file, a folder of them, an export (zip), or JSON lines (.jsonl, .jsonl.xz).

    What is no JSON comes as None. Raises OSError, and ValueError for what is none of these or cut short.
    """
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield from _documents(_json(file.read_bytes()) if file.stat().st_size <= MOST_BYTES else None)
    elif path.suffix == ".zip":
        yield from _zipped(path)
    elif path.suffix == ".jsonl":
        with path.open("rb") as stream:
            yield from lines(stream)
    elif path.suffixes[-2:] == [".jsonl", ".xz"]:
        try:
            with lzma.open(path) as stream:
                yield from lines(stream)
        except (lzma.LZMAError, EOFError) as error:
            raise ValueError(f"{path} is broken or cut short ({error})") from error
    elif path.suffix == ".json":
        yield from _documents(_json(path.read_bytes()) if path.stat().st_size <= MOST_BYTES * 10 else None)
    else:
        raise ValueError(f"{path}: expected a folder, or a file ending in .json, .zip, .jsonl or .jsonl.xz")


def _zipped(path: Path) -> Iterator[Any]:
    try:
        with zipfile.ZipFile(path) as export:
            for entry in export.infolist():
                if entry.filename.endswith(".json"):
                    yield from _documents(_json(_read(export, entry)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"{path} is no whole zip file ({error})") from error


def _read(export: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One record, never more of it than a record may have, whatever the zip says of its size."""
    with export.open(entry) as stream:
        content = stream.read(MOST_BYTES + 1)
    return content if len(content) <= MOST_BYTES else b""


def lines(stream: IO[bytes]) -> Iterator[Any]:
    """One document a line."""
    while line := stream.readline(MOST_BYTES):
        if line.strip():
            yield _json(line)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _documents(document: Any) -> Iterable[Any]:
    """A file may hold one record, a list, or an answer of OSV's API."""
    if isinstance(document, dict) and isinstance(document.get("vulns"), list):
        return list(document["vulns"])
    return document if isinstance(document, list) else [document]
