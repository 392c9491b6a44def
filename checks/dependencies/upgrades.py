"""How a person moves one package to another version: the line to write, or the tool's command. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from checks.packages.model import Dependency

_LOCKFILES: Mapping[str, tuple[str, str]] = {
    "uv.lock": ("uv lock --upgrade-package {name}=={version}", "uv lock --upgrade-package {name}=={version}"),
    "poetry.lock": ("poetry add {name}@^{version}", "poetry update {name}"),
    "pdm.lock": ("pdm update {name}", "pdm update {name}"),
    "Pipfile.lock": ("pipenv upgrade {name}=={version}", "pipenv upgrade {name}=={version}"),
    "yarn.lock": ("yarn up {name}@^{version}", "yarn up -R {name}"),
    "pnpm-lock.yaml": ("pnpm update {name}@{version}", "pnpm update {name}@{version}"),
    "bun.lock": ("bun add {name}@{version}", "bun update {name}"),
}
"""Lockfile -> the command for a direct dependency, and for a transitive one."""
_TOOLS: Mapping[str, tuple[str, str]] = {
    "npm": ("npm install {name}@{version}", "npm update {name}"),
    "golang": ("go get {name}@v{version}", "go get {name}@v{version}"),
    "cargo": ("cargo update -p {name} --precise {version}", "cargo update -p {name} --precise {version}"),
    "gem": ("bundle update {name}", "bundle update {name} --conservative"),
    "composer": ("composer require {name}:^{version}", "composer update {name}"),
    "nuget": ("dotnet add package {name} --version {version}", "dotnet add package {name} --version {version}"),
    "pub": ("dart pub upgrade {name}", "dart pub upgrade {name}"),
}
"""Purl type -> the same, where no lockfile says more."""
_INCOMPLETE = frozenset({"golang"})
"""Types whose manifest alone must not be edited: go.sum has to follow."""


def command(dependency: Dependency, version: str) -> str:
    """What to run so that `version` of the package is used; "" where that is no tool's work."""
    lockfile = dependency.locked or dependency.place
    known = _LOCKFILES.get(lockfile.path.rpartition("/")[2])
    pinned_here = dependency.locked is None and (not dependency.via or lockfile.path.endswith(".txt"))
    if known is None and pinned_here and dependency.type not in _INCOMPLETE:
        return ""  # there is a line to write
    direct, transitive = known or _TOOLS.get(dependency.type, ("", ""))
    template = transitive if dependency.via else direct
    return template.format(name=dependency.name, version=version.removeprefix("v"))


def suggestion(dependency: Dependency, old: str, new: str, lines: Sequence[str]) -> str | None:
    """The dependency's line with `new` for `old`, where nothing else has to change; None otherwise."""
    place = dependency.place
    compiled = place.path.endswith(".txt")  # pip-compile's: a line each, transitive ones too
    if (
        (dependency.via and not compiled)
        or dependency.locked
        or dependency.type in _INCOMPLETE
        or not 0 < place.line <= len(lines)
    ):
        return None
    line = lines[place.line - 1]
    found = list(re.finditer(rf"(?<![\w.]){re.escape(old)}(?![\w+-]|\.[\w*])", line))
    if not old or len(found) != 1 or line.rstrip().endswith("\\") or "--hash" in line:
        return None
    prefix = "v" if old.startswith("v") else ""
    start, end = found[0].span()
    return f"{line[:start]}{prefix}{new.removeprefix('v')}{line[end:]}"
