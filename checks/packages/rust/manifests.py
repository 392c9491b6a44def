"""Cargo.toml: what a crate asks for, by itself or through its workspace. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.interface import Scope
from checks.texts import toml
from checks.texts.written import bare

_SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "build-dependencies": Scope.RUNTIME,
    "build_dependencies": Scope.RUNTIME,
    "dev-dependencies": Scope.DEVELOPMENT,
    "dev_dependencies": Scope.DEVELOPMENT,
}
_NAME = re.compile(r"[A-Za-z0-9_][\w-]{0,100}", re.ASCII)
_PIN = re.compile(r"=\s*(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)")


@dataclass(frozen=True, slots=True)
class Want:
    """One dependency of one Cargo.toml."""

    written: str
    """The name that the code uses."""
    name: str
    """The crate's."""
    requirement: str
    scope: Scope
    line: int
    origin: str = ""
    local: bool = False
    """A folder: no package that anybody publishes."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One Cargo.toml."""

    path: str
    name: str
    """Of its package; "" for a workspace without one."""
    wants: tuple[Want, ...]
    members: tuple[str, ...] = ()
    """Patterns of folders."""
    folders: tuple[str, ...] = ()
    """That dependencies lie in: members of the workspace too."""
    shared: Mapping[str, Any] | None = None
    """[workspace.dependencies]; None where it is no workspace's root."""
    odd: str = ""
    """Why a part of it could not be read."""


def read(path: str, content: bytes, shared: Mapping[str, Any] | None = None) -> Manifest:
    """`shared`: the [workspace.dependencies] of the root. Raises Unreadable."""
    document = toml.located(content)
    data = document.data
    workspace = table(data, "workspace")
    shared = table(workspace, "dependencies") if "workspace" in data else (shared or {})
    wants: list[Want] = []
    odd = ""
    for at, name, spec, scope in _entries(data):
        made = _want(name, spec, scope, document.line(*at, name), shared)
        if _NAME.fullmatch(made.name):
            wants.append(made)
        else:
            odd = odd or f"{made.name[:100]!r} in line {made.line} is no crate's name"
    specs = [spec for _, _, spec, _ in _entries(data)] + list(shared.values())
    members = workspace.get("members")
    return Manifest(
        path=path,
        name=str(table(data, "package").get("name") or ""),
        wants=tuple(sorted(wants, key=lambda one: one.line)),
        members=tuple(one for one in members if isinstance(one, str)) if isinstance(members, list) else (),
        folders=tuple(spec["path"] for spec in specs if isinstance(spec, dict) and isinstance(spec.get("path"), str)),
        shared=shared if "workspace" in data else None,
        odd=odd,
    )


def pinned(requirement: str) -> str:
    """The version, where the requirement is one: "=1.2.3"."""
    found = _PIN.fullmatch(requirement.strip())
    return found[1] if found else ""


def table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """`data[key]` where it is a table; an empty one else."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[toml.Path, str, Any, Scope]]:
    places: list[tuple[toml.Path, Mapping[str, Any]]] = [((), data)]
    places += [(("target", name), table(table(data, "target"), name)) for name in table(data, "target")]
    for at, place in places:
        for section, scope in _SECTIONS.items():
            for name, spec in table(place, section).items():
                yield (*at, section), name, spec, scope


def _want(name: str, spec: Any, scope: Scope, line: int, shared: Mapping[str, Any]) -> Want:
    about = spec if isinstance(spec, dict) else {"version": spec}
    if about.get("workspace") is True:
        of_root = shared.get(name)
        about = {**(of_root if isinstance(of_root, dict) else {"version": of_root}), "optional": about.get("optional")}
    if about.get("optional") is True and scope is Scope.RUNTIME:
        scope = Scope.OPTIONAL
    real, requirement, git = _text(about, "package") or name, _text(about, "version"), _text(about, "git")
    ref = _text(about, "rev") or _text(about, "tag") or _text(about, "branch")
    registry = _text(about, "registry-index")
    return Want(
        written=name,
        name=real,
        requirement=ref if git else requirement,
        scope=scope,
        line=line,
        origin=bare(f"git+{git}") if git else bare(registry),
        local="path" in about and not git,
    )


def _text(about: Mapping[str, Any], key: str) -> str:
    value = about.get(key)
    return value if isinstance(value, str) else ""
