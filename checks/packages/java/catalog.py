"""Gradle's version catalog, gradle/libs.versions.toml: libraries, plugins and bundles under aliases.

https://docs.gradle.org/current/userguide/version_catalogs.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from checks.packages.model import Place
from checks.texts.bounds import MOST_DEPENDENCIES
from checks.texts.toml import Document, located
from checks.texts.unreadable import Unreadable

_MODULE = re.compile(r"[\w.-]{1,200}:[\w.-]{1,200}")


@dataclass(frozen=True, slots=True)
class Library:
    """One entry, with its version where the catalog gives one."""

    name: str
    """"group:artifact"."""
    version: str
    """Exact, or a range, as written."""
    place: Place
    stands: Place
    """Where the version stands."""
    plugin: bool = False


@dataclass(slots=True)
class Catalog:
    """Aliases as build scripts write them: dots for dashes and underscores."""

    path: str
    libraries: dict[str, Library] = field(default_factory=dict)
    """A plugin's alias begins with "plugins."."""
    bundles: dict[str, list[str]] = field(default_factory=dict)

    def meant(self, alias: str) -> list[str]:
        """The aliases of libraries that a script's `libs.alias` means."""
        if alias.startswith("bundles."):
            return [one for one in self.bundles.get(alias[8:], ()) if one in self.libraries]
        return [alias] if alias in self.libraries else []


def read_catalog(path: str, content: bytes) -> Catalog:
    """Raises Unreadable."""
    document, catalog = located(content), Catalog(path)
    for section, prefix in (("libraries", ""), ("plugins", "plugins.")):
        for alias, entry in _table(document.data, section).items():
            told = _library(path, document, section, alias, entry)
            if told:
                catalog.libraries[prefix + _dotted(alias)] = told
    for alias, names in _table(document.data, "bundles").items():
        listed = names if isinstance(names, list) else []
        catalog.bundles[_dotted(alias)] = [_dotted(one) for one in listed[:1000] if isinstance(one, str)]
    if len(catalog.libraries) > MOST_DEPENDENCIES:
        raise Unreadable(f"it has more than {MOST_DEPENDENCIES} entries")
    return catalog


def _library(path: str, document: Document, section: str, alias: str, entry: Any) -> Library | None:
    place = Place(path, document.line(section, alias))
    if isinstance(entry, str):
        told, _, exact = entry.rpartition(":") if entry.count(":") > (section == "libraries") else (entry, "", "")
        entry = {"module" if section == "libraries" else "id": told, "version": exact}
    if not isinstance(entry, dict):
        return None
    name = str(entry.get("module") or f"{entry.get('group')}:{entry.get('name')}")
    if section == "plugins":
        name = f"{entry.get('id')}:{entry.get('id')}.gradle.plugin"
    if not _MODULE.fullmatch(name):
        return None
    version, stands = entry.get("version"), place
    reference = version.get("ref") if isinstance(version, dict) else None
    if isinstance(reference, str):
        versions = _table(document.data, "versions")
        version = versions.get(reference)
        stands = Place(path, document.line("versions", reference)) if version else place
    if section == "plugins" and not version:
        return None  # made by the build itself
    return Library(name, _version(version), place, stands, section == "plugins")


def _version(written: Any) -> str:
    """Of a rich version, what binds most."""
    if isinstance(written, dict):
        written = next((written[key] for key in ("strictly", "require", "prefer") if key in written), "")
    return written if isinstance(written, str) else ""


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _dotted(alias: str) -> str:
    return re.sub(r"[-_]", ".", alias)
