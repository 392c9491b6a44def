"""Where .npmrc, .yarnrc, .yarnrc.yml and bunfig.toml say that packages come from. Tokens are never kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.packages.model import Index, Place
from checks.texts import bounds, toml, yaml
from checks.texts.written import bare

_NPMRC = re.compile(r"\s*((?:@[^:\s=]+:)?registry)\s*=\s*(.*)")
_YARNRC = re.compile(r'"?((?:@[^:\s"]+:)?registry)"?[:\s]\s*(.*)')


def npmrc(path: str, content: bytes) -> Sequence[Index]:
    """Lines of `registry = URL` and `@scope:registry = URL`. Raises Unreadable."""
    return tuple(_lines(path, content, _NPMRC))


def yarnrc(path: str, content: bytes) -> Sequence[Index]:
    """Yarn 1: `registry "URL"`. Raises Unreadable."""
    return tuple(_lines(path, content, _YARNRC))


def yarnrc_yml(path: str, content: bytes) -> Sequence[Index]:
    """Yarn 2 and later: npmRegistryServer, of all and of scopes. Raises Unreadable."""
    data = bounds.mapping(yaml.from_yaml(content) or {})
    found = list(_servers(path, data, ""))
    scopes = data.get("npmScopes")
    for scope, about in scopes.items() if isinstance(scopes, dict) else ():
        found += _servers(path, about, f"npmScopes.{scope}.")
    return tuple(found)


def bunfig(path: str, content: bytes) -> Sequence[Index]:
    """`[install] registry` and `[install.scopes]`, each an address or a table with a `url`. Raises Unreadable."""
    document = toml.located(content)
    install = document.data.get("install")
    install = install if isinstance(install, dict) else {}
    found = list(_bun(path, document, ("install",), {"registry": install.get("registry")}))
    scopes = install.get("scopes")
    return (*found, *_bun(path, document, ("install", "scopes"), scopes if isinstance(scopes, dict) else {}))


def _lines(path: str, content: bytes, form: re.Pattern[str]) -> Iterator[Index]:
    for number, line in enumerate(bounds.text(content).split("\n"), 1):
        if (found := form.fullmatch(line.strip())) and (url := found[2].strip().strip("\"'")):
            yield Index(Place(path, number), "npm", bare(url), found[1])


def _servers(path: str, about: Any, prefix: str) -> Iterator[Index]:
    for key, value in about.items() if isinstance(about, dict) else ():
        if key == "npmRegistryServer" and isinstance(value, str):
            yield Index(Place(path, key.line), "npm", bare(value), f"{prefix}{key}")


def _bun(path: str, document: toml.Document, at: toml.Path, named: Mapping[str, Any]) -> Iterator[Index]:
    for name, value in named.items():
        url = value.get("url") if isinstance(value, dict) else value
        if isinstance(url, str) and url:
            yield Index(Place(path, document.line(*at, name)), "npm", bare(url), ".".join(map(str, (*at, name))))
