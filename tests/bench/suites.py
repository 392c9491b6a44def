"""Reads changes out of public repositories: what a range of commits does to the files it touches. Git only."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Files = Mapping[str, bytes]
"""Path -> content."""


def repository(suites: Path, name: str) -> Path | None:
    """The git directory (or checkout) of `owner/name` below `suites`, whatever the case of its letters."""
    owner, _, short = name.lower().partition("/")
    for folder in suites.iterdir() if suites.is_dir() else ():
        for candidate in folder.iterdir() if folder.is_dir() and folder.name.lower() == owner else ():
            if candidate.name.lower().removesuffix(".git") == short:
                return candidate
    return None


def _git(repo: Path, *arguments: str, given: bytes = b"") -> bytes:
    command = ["git", "-C", str(repo), *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


@dataclass(frozen=True, slots=True)
class Pair:
    """What one change does to the files that it touches."""

    before: Files
    after: Files
    renames: Mapping[str, str]
    """Path after -> path before."""


def pair(repo: Path, base: str, head: str) -> Pair:
    """The changed files of a range, as both commits have them."""
    fields = iter(_git(repo, "diff", "--name-status", "-z", "-M", base, head).decode("utf-8", "replace").split("\0"))
    old: list[str] = []
    new: list[str] = []
    renames = {}
    for status in fields:
        if status.startswith(("R", "C")):
            source, target = next(fields), next(fields)
            old, new, renames[target] = [*old, source], [*new, target], source
        elif status:
            path = next(fields)
            old += [path] * (status != "A")
            new += [path] * (status != "D")
    return Pair(_blobs(repo, base, old), _blobs(repo, head, new), renames)


def _blobs(repo: Path, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    wanted = [path for path in dict.fromkeys(paths) if "\n" not in path]
    out = _git(repo, "cat-file", "--batch", given="".join(f"{commit}:{path}\n" for path in wanted).encode())
    files, at = {}, 0
    for path in wanted:
        end = out.index(b"\n", at)
        parts = out[at:end].rsplit(b" ", 2)
        at = end + 1
        if len(parts) == 3 and parts[1] == b"blob":
            size = int(parts[2])
            files[path] = out[at : at + size]
            at += size + 1
    return files
