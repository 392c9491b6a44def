"""package.json: what a project asks for, in the many ways that npm's family has to write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from checks.interface import Scope
from checks.texts import bounds, json_lines
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare

MOST_FORCED = 5_000
"""Overrides of one manifest."""
_SECTIONS = {
    "optionalDependencies": Scope.OPTIONAL,
    "dependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEVELOPMENT,
    "peerDependencies": Scope.RUNTIME,
}
"""In npm's order of precedence where a name stands in several."""
_NAME = re.compile(r"(?:@[^/@\s\\:]+/)?[^/@\s\\:]+", re.ASCII)
_ALIAS = re.compile(r"npm:((?:@[^/@\s]+/)?[^/@\s]+)(?:@(.*))?", re.DOTALL)
_EXACT = re.compile(r"[v=\s]*(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\s*")
_RANGE = re.compile(r"[\d^~<>=*xXv\s|]")
_LOCAL = re.compile(r"(?:workspace|link|portal|file|exec):|\.{0,2}/|~/|[A-Za-z]:[\\/]")
_ARCHIVE = (".tgz", ".tar.gz", ".tar")
_HOSTED = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org", "gist": "gist.github.com"}
_SHORT = re.compile(r"(?:(github|gitlab|bitbucket|gist):)?([\w.-]+(?:/[\w.-]+)?)(#.*)?", re.DOTALL)
_PATCH = re.compile(r"patch:((?:@[^/@\s]+/)?[^/@\s]+)@([^#]*)(?:#.*)?", re.DOTALL)


class Meant(NamedTuple):
    """What the right side of a dependency means."""

    name: str
    """The real package."""
    requirement: str = ""
    origin: str = ""
    local: bool = False
    """A folder of the repository: no package that anybody publishes."""


@dataclass(frozen=True, slots=True)
class Want:
    """One dependency of one manifest."""

    written: str
    """The name that it is imported by."""
    spec: str
    """As written."""
    meant: Meant
    scope: Scope
    line: int
    peer: bool = False

    @property
    def version(self) -> str:
        """Where the manifest itself pins one."""
        return exact(self.meant.requirement)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One package.json."""

    path: str
    name: str
    wants: Mapping[str, Want]
    """By the name that it is imported by."""
    forced: tuple[Want, ...] = ()
    """What overrides and resolutions put in place of what others ask for."""
    overridden: frozenset[str] = frozenset()
    """Names that those speak of."""
    workspaces: tuple[str, ...] = ()
    """Patterns of folders."""
    odd: str = ""
    """Why a part of it could not be read."""


def read(path: str, content: bytes, catalogs: Mapping[str, str] | None = None) -> Manifest:
    """Raises Unreadable. `catalogs`: "name" or "catalog:name" -> range, of a workspace."""
    located = json_lines.read(content, 2, lambda at: at[0] in ("overrides", "pnpm") and len(at) < 4)
    data = bounds.mapping(located.data)
    catalogs = {**own_catalogs(data), **(catalogs or {})}
    odd: list[str] = []
    wants: dict[str, Want] = {}
    for section, scope in _SECTIONS.items():
        optional = _optional_peers(data) if section == "peerDependencies" else frozenset()
        for name, spec in table(data, section).items():
            line = located.line(section, name)
            if not is_name(name):
                odd.append(f"{name[:100]!r} in line {line} is no package's name")
            elif name not in wants:
                as_scope = Scope.OPTIONAL if name in optional else scope
                asked = spec if isinstance(spec, str) else ""
                wants[name] = want(name, asked, as_scope, line, catalogs, peer=section == "peerDependencies")
    ordered = dict(sorted(wants.items(), key=lambda item: item[1].line))
    forced = tuple(islice(_forced(data, located), MOST_FORCED + 1))
    if len(forced) > MOST_FORCED:
        raise Unreadable(f"it overrides more than {MOST_FORCED} packages")
    return Manifest(
        path=path,
        name=str(data.get("name") or ""),
        wants=ordered,
        forced=forced,
        overridden=frozenset(one.written for one in forced),
        workspaces=patterns(data),
        odd=odd[0] if odd else "",
    )


def want(
    name: str, spec: str, scope: Scope, line: int, catalogs: Mapping[str, str] | None = None, peer: bool = False
) -> Want:
    """What one line of a manifest asks for."""
    meant = understand(name, spec)
    if spec.startswith("catalog:") and catalogs:
        found = catalogs.get(name if spec in ("catalog:", "catalog:default") else f"{spec}:{name}")
        meant = understand(name, found) if found else meant
    return Want(name, spec, meant, scope, line, peer)


def understand(name: str, spec: str) -> Meant:
    """The right side of `name`: a range, a tag, an alias, an address, a folder."""
    spec = spec.strip()
    if _RANGE.match(spec) or not spec:
        return Meant(name, spec)
    if spec.startswith("patch:") and (patched := _PATCH.fullmatch(spec)):
        return understand(patched[1], patched[2].replace("%3A", ":"))
    if spec.startswith("npm:"):
        return _alias(name, spec)
    if _LOCAL.match(spec):
        archive = spec.startswith("file:") and spec.endswith(_ARCHIVE)
        return Meant(name, "", spec if archive else "", local=not archive)
    if "://" in spec or spec.startswith(("git@", "git+", "git:")):
        return Meant(name, spec.partition("#")[2], bare(spec))
    if (short := _SHORT.fullmatch(spec)) and (short[1] or "/" in short[2]):
        host = _HOSTED[short[1] or "github"]
        return Meant(name, (short[3] or "#")[1:], f"git+https://{host}/{short[2]}.git{short[3] or ''}")
    return Meant(name, spec)


def exact(requirement: str) -> str:
    """The version, where the requirement is one."""
    found = _EXACT.fullmatch(requirement)
    return found[1] if found else ""


def is_name(name: object) -> bool:
    """Whether a package can be named so."""
    return isinstance(name, str) and len(name) <= 300 and _NAME.fullmatch(name) is not None and name not in (".", "..")


def table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """`data[key]` where it is a mapping; an empty one else. Arrays of names ask for nothing that is not asked for."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def patterns(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Of workspaces: yarn's old form is a table."""
    found = data.get("workspaces")
    found = found.get("packages") if isinstance(found, dict) else found
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def own_catalogs(data: Mapping[str, Any]) -> dict[str, str]:
    """Bun's, in the root's package.json, and pnpm's, in pnpm-workspace.yaml: "name" and "catalog:which:name"."""
    nested = table(data, "workspaces")
    found: dict[str, str] = {}
    for source in (data, nested):
        found.update({name: str(spec) for name, spec in table(source, "catalog").items()})
        for which in table(source, "catalogs"):
            ranges = table(table(source, "catalogs"), which)
            found.update({f"catalog:{which}:{name}": str(spec) for name, spec in ranges.items()})
    return found


def _alias(name: str, spec: str) -> Meant:
    found = _ALIAS.fullmatch(spec)
    if found is None or (found[2] is None and _RANGE.match(found[1])):
        return Meant(name, spec.removeprefix("npm:"))
    if not is_name(found[1]):
        return Meant(name, spec)
    return Meant(found[1], found[2] or "")


def _optional_peers(data: Mapping[str, Any]) -> frozenset[str]:
    meta = table(data, "peerDependenciesMeta")
    return frozenset(name for name, one in meta.items() if isinstance(one, dict) and one.get("optional") is True)


def _forced(data: Mapping[str, Any], located: json_lines.Located) -> Iterator[Want]:
    """Of npm's overrides (nested by who asks), yarn's resolutions (a path of names), pnpm's overrides ("a>b")."""
    yield from _overrides(table(data, "overrides"), ("overrides",), located)
    yield from _overrides(table(table(data, "pnpm"), "overrides"), ("pnpm", "overrides"), located)
    yield from _overrides(table(data, "resolutions"), ("resolutions",), located)


def _overrides(found: Mapping[str, Any], at: json_lines.Path, located: json_lines.Located) -> Iterator[Want]:
    if len(at) > 20:
        raise Unreadable("its overrides are nested too deeply")
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _overrides(value, (*at, key), located)
            continue
        name = _overridden(str(at[-1]) if key == "." else key)
        if isinstance(value, str) and is_name(name) and not value.startswith("$"):
            yield want(name, value, Scope.RUNTIME, located.line(*at, key))


def _overridden(selector: str) -> str:
    """ "a>b@^1", "**/a/@b/c", "a@npm:1" -> the name that is replaced."""
    last = selector.rpartition(">")[2].strip()
    found = re.search(r"(@[^/@\s]+/)?[^/@\s]+(?=@[^/]*$|$)", last) if len(last) <= 200 else None
    return found[0] if found else ""
