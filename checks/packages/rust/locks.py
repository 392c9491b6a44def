"""Cargo.lock, versions 1 to 4. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from packageurl.contrib.purl2url import get_repo_url

from checks.packages.rust.manifests import table
from checks.texts import bounds, toml
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare


@dataclass(frozen=True, slots=True)
class Crate:
    """One package of a lockfile."""

    name: str
    version: str
    line: int
    source: str = ""
    """As written; "" for a folder of the repository."""
    checksum: str = ""
    needs: tuple[str, ...] = ()
    """As written: a name, with a version where there are several, with a source where that does not tell either."""

    @property
    def key(self) -> str:
        """As dependents of old versions write it."""
        return f"{self.name} {self.version} ({self.source})" if self.source else f"{self.name} {self.version}"

    @property
    def by_registry(self) -> bool:
        """Whether it was downloaded from an index: only such have digests."""
        return self.source.startswith(("registry+", "sparse+"))

    @property
    def origin(self) -> str:
        """The index or the git address; "" for the usual index."""
        address = self.source.partition("+")[2]
        if self.by_registry:
            return "" if _usual(address) else bare(address)
        return bare(self.source)


class Crates:
    """All of a lockfile, and who is meant by what they write."""

    def __init__(self, crates: list[Crate]) -> None:
        self.by_key: dict[str, Crate] = {}
        self._short: dict[str, list[str]] = {}
        for crate in crates:
            self.by_key.setdefault(crate.key, crate)
            for short in (crate.name, f"{crate.name} {crate.version}"):
                self._short.setdefault(short, []).append(crate.key)

    def found(self, written: str) -> str | None:
        """The key of the package that a dependent means."""
        if written in self.by_key and "(" in written:
            return written
        keys = self._short.get(written.partition(" (")[0], ())
        return keys[0] if keys else None

    def named(self, name: str) -> list[Crate]:
        """All versions of a crate."""
        return [self.by_key[key] for key in dict.fromkeys(self._short.get(name, ()))]

    def edges(self) -> dict[str, list[str]]:
        """From who needs to who is needed."""
        return {
            key: [found for need in crate.needs if (found := self.found(need))]
            for key, crate in self.by_key.items()
            if crate.needs
        }


def read(content: bytes) -> Crates:
    """Raises Unreadable."""
    data, lines = toml.tables(content, "package", "version")
    packages = data.get("package", [])
    if not isinstance(packages, list) or not ({"package", "version", "root"} & data.keys()):
        raise Unreadable("it holds no packages")
    if len(packages) > bounds.MOST_DEPENDENCIES:
        raise Unreadable(f"it has more than {bounds.MOST_DEPENDENCIES} entries")
    sums = {key: value for key, value in table(data, "metadata").items() if isinstance(value, str)}
    crates = [_crate(one, line, sums) for one, line in zip(packages, lines, strict=True)]
    if root := table(data, "root"):  # of version 1
        crates.append(_crate(root, 1, sums))
    return Crates(crates)


def _crate(entry: Any, line: int, sums: Mapping[str, str]) -> Crate:
    entry = bounds.mapping(entry, f"the package in line {line}")
    name, version, source, checksum = (entry.get(key, "") for key in ("name", "version", "source", "checksum"))
    if not all(isinstance(one, str) for one in (name, version, source, checksum)) or not name or not version:
        raise Unreadable(f"the package in line {line} has no name, version, source and checksum of text")
    needs = entry.get("dependencies", ())
    needs = tuple(one for one in needs if isinstance(one, str)) if isinstance(needs, list) else ()
    checksum = checksum or sums.get(f"checksum {name} {version} ({source})", "")
    return Crate(name, version, line, source, "" if checksum == "<none>" else checksum, needs)


@cache
def _usual(address: str) -> bool:
    """Cargo's own index: once a git repository of the language's, now files beside the registry."""
    try:
        parts = urlsplit(address)
        official = urlsplit(get_repo_url("pkg:cargo/a")).hostname  # type: ignore[no-untyped-call]
    except ValueError:
        return False
    by_git = parts.netloc == "github.com" and parts.path.removesuffix(".git") == f"/rust-lang/{official}-index"
    return parts.scheme == "https" and (by_git or parts.netloc == f"index.{official}")
