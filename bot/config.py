"""app.yaml and the environment -> one frozen Config. Wrong values end here, with the key and what to write instead."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from bot.model import Level, Policy
from checks.interface import Severity

APP_YAML = Path(__file__).parent.parent / "app.yaml"


class ConfigError(Exception):
    """A value nobody can work with; the text names its place and what to write."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one scan; beyond them things are not looked at, and said so."""

    scan_seconds: float = 300
    check_seconds: float = 120
    file_bytes: int = 10_000_000
    files: int = 3_000
    fetch_seconds: float = 120
    fetch_bytes: int = 2_000_000_000
    memory_bytes: int = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Service:
    """The running service."""

    listen: str = "127.0.0.1:8080"
    public_url: str = ""
    data: Path = Path(".data")
    database: str = ""
    workers: int = 2
    retention_days: int = 90


@dataclass(frozen=True, slots=True)
class GitHubConfig:
    """The one GitHub this service talks to; credentials are no part of it."""

    url: str = "https://github.com"
    check: str = "sekisho"
    manifest: Mapping[str, Any] = field(default_factory=dict)
    ca_bundle: str = ""
    proxy: str = ""

    @property
    def api_url(self) -> str:
        """Base of the REST API, on github.com and on an Enterprise Server."""
        return "https://api.github.com" if self.url == "https://github.com" else f"{self.url}/api/v3"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything an operator decides."""

    name: str
    github: GitHubConfig
    service: Service
    limits: Limits
    policy: Policy
    rule_packs: tuple[Path, ...] = ()
    """Absolute; app.yaml names them from its own folder."""
    on_fault: str = "neutral"
    """neutral | block: how the check ends when Sekisho itself fails."""


def load(path: Path = APP_YAML, environment: Mapping[str, str] = os.environ) -> Config:
    """Reads `path`, then lets SEKISHO_* variables override what differs per host. Raises ConfigError."""
    document = _read(path)
    allowed = {"name", "github", "service", "limits", "policy"}
    if unknown := set(document) - allowed:
        raise ConfigError(f"{path}: unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(allowed))}")
    policy = dict(_section(path, document, "policy"))
    packs, on_fault = policy.pop("rule_packs", []), policy.pop("on_fault", "neutral")
    if on_fault not in ("neutral", "block"):
        raise ConfigError(f"{path}: policy.on_fault is {on_fault!r}; write neutral or block")
    service = dict(_section(path, document, "service")) | _overrides(environment)
    service["data"] = Path(service.get("data", ".data")).resolve()
    github = dict(_section(path, document, "github")) | _github_overrides(environment)
    if isinstance(github.get("url"), str):
        github["url"] = github["url"].rstrip("/")
    return Config(
        name=str(document.get("name", "Sekisho")),
        github=_build(path, "github", GitHubConfig, github),
        service=_build(path, "service", Service, service),
        limits=_build(path, "limits", Limits, _section(path, document, "limits")),
        policy=_policy(path, policy),
        rule_packs=tuple(path.parent.resolve() / pack for pack in packs),
        on_fault=on_fault,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text())
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); name another with --config") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no YAML: {error}") from error
    if not isinstance(document, dict):
        raise ConfigError(f"{path} must hold a mapping with the keys name, github, service, limits and policy")
    return document


def _section(path: Path, document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    section = document.get(key) or {}
    if not isinstance(section, dict):
        raise ConfigError(f"{path}: {key} must be a mapping")
    return section


def _overrides(environment: Mapping[str, str]) -> dict[str, Any]:
    """Variables that hosts set: SEKISHO_LISTEN, SEKISHO_PUBLIC_URL, SEKISHO_DATA, SEKISHO_WORKERS, DATABASE_URL."""
    names = {key: f"SEKISHO_{key.upper()}" for key in ("listen", "public_url", "data", "workers")}
    names["database"] = "DATABASE_URL"
    found: dict[str, Any] = {key: environment[name] for key, name in names.items() if environment.get(name)}
    if "workers" in found:
        found["workers"] = _whole("SEKISHO_WORKERS", found["workers"])
    return found


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ConfigError(f"{name} is {text!r}; write a whole number") from error


def _github_overrides(environment: Mapping[str, str]) -> dict[str, str]:
    """GITHUB_URL, and what requests already honours: a private CA and a proxy."""
    names = {"url": ("GITHUB_URL",), "ca_bundle": ("REQUESTS_CA_BUNDLE",), "proxy": ("HTTPS_PROXY", "https_proxy")}
    return {key: environment[name] for key, some in names.items() for name in some if environment.get(name)}


def _build(path: Path, section: str, kind: type[Any], values: Mapping[str, Any]) -> Any:
    known = {one.name: one for one in fields(kind)}
    for key, value in values.items():
        if key not in known:
            raise ConfigError(f"{path}: unknown key {section}.{key}; known are {', '.join(known)}")
        default = getattr(kind(), key)
        number = isinstance(default, int | float)
        if number and (not isinstance(value, int | float) or isinstance(value, bool) or value <= 0):
            raise ConfigError(f"{path}: {section}.{key} is {value!r}; write a number above 0")
        if isinstance(default, str) and not isinstance(value, str):
            raise ConfigError(f"{path}: {section}.{key} is {value!r}; write text")
    return kind(**values)


def _policy(path: Path, values: Mapping[str, Any]) -> Policy:
    allowed = {"block_at", "budget", "levels", "exclude"}
    if unknown := set(values) - allowed:
        raise ConfigError(f"{path}: unknown key policy.{sorted(unknown)[0]}; known are {', '.join(sorted(allowed))}")
    try:
        return Policy(
            levels={check: Level(_word(level)) for check, level in values.get("levels", {}).items()},
            block_at=Severity(values.get("block_at", "high")),
            exclude=tuple(values.get("exclude", ())),
            budget=int(values.get("budget", 20)),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: policy: {error}") from error


def _word(value: object) -> str:
    """YAML reads a bare `off` as false."""
    return "off" if value is False else str(value)
