"""app.yaml and the environment -> one frozen Config. Wrong values end here, with the key and what to write instead."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import yaml

from bot import licences
from bot.facts import origins
from bot.facts.origins import Origins
from bot.model import Level, Licences, Mode, Policy
from checks.interface import Severity

_ECOSYSTEMS = ("PyPI", "npm", "Go", "crates.io", "RubyGems", "Packagist", "Maven", "NuGet", "Pub", "GitHub Actions")
APP_YAML = Path(__file__).parent.parent / "app.yaml"
FORGES = ("github", "gitlab")
"""Those with a section of their own in app.yaml; `hosts` builds them."""


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
    sweep_minutes: float = 15
    """How often it looks for what no webhook told; 0: never by itself."""


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
class GitLabConfig:
    """The one GitLab this service talks to; credentials are no part of it."""

    url: str = "https://gitlab.com"
    status: str = "sekisho"
    """Name of the commit status."""
    external_status_check: str = ""
    """Name of a project's external status check that is answered, too (GitLab Ultimate); "": none."""
    scopes: tuple[str, ...] = ("api",)
    """What the token must be granted."""
    role: str = "maintainer"
    """What the token's account must be in a project: hooks are made by maintainers only."""
    events: tuple[str, ...] = ("merge_requests", "note", "push", "pipeline", "project")
    """What hooks tell of, in the API's words without `_events`; `project` is for groups' hooks."""
    ca_bundle: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class AllowListConfig:
    """How far which allow-list goes; what else is on it is in the store and in files of repositories."""

    mode: Mode = Mode.OFF
    organisations: Mapping[str, Mode] = field(default_factory=dict)
    """Owner, in lower case -> mode."""
    repositories: Mapping[str, Mode] = field(default_factory=dict)
    """owner/name, in lower case -> mode."""
    files: bool = True
    """Whether the repository's own reviewed file counts."""
    max_maintenance_hours: float = 24

    def mode_of(self, repo: str) -> Mode:
        """The mode of a repository: its own, else its owner's, else the default."""
        name = repo.lower()
        return self.repositories.get(name, self.organisations.get(name.partition("/")[0], self.mode))


@dataclass(frozen=True, slots=True)
class Data:
    """What is publicly known of packages: where `sync` takes it from, and how old it may grow."""

    osv: str = "https://osv-vulnerabilities.storage.googleapis.com"
    """Below it lies <ecosystem>/all.zip."""
    ecosystems: tuple[str, ...] = _ECOSYSTEMS
    """In OSV's words."""
    popular: Mapping[str, str] = field(default_factory=dict)
    """Purl type -> address of a list of names, the most used first."""
    refresh_hours: float = 12
    """How often the service asks for news; 0: never by itself."""
    max_age_days: float = 0
    """Reviews by older data are incomplete; 0: data of any age are good."""


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
    rule_repository: str = ""
    """owner/name of the repository that the organisation keeps its rules and policies in; "": none. Before it
    `github:` or `gitlab:` where both are configured."""
    allow_list: AllowListConfig = AllowListConfig()
    data: Data = Data()
    packages: Origins = field(default_factory=Origins)
    gitlab: GitLabConfig = GitLabConfig()
    on_fault: str = "neutral"
    """neutral | block: how the check ends when Sekisho itself fails."""


def load(path: Path = APP_YAML, environment: Mapping[str, str] = os.environ) -> Config:
    """Reads `path`, then lets SEKISHO_* variables override what differs per host. Raises ConfigError."""
    document = _read(path)
    allowed = {"name", "github", "gitlab", "service", "limits", "policy", "allow_list", "data", "packages"}
    if unknown := set(document) - allowed:
        raise ConfigError(f"{path}: unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(allowed))}")
    policy = dict(_section(path, document, "policy"))
    packs, on_fault = policy.pop("rule_packs", []), policy.pop("on_fault", "neutral")
    kept_in = str(policy.pop("rule_repository", "") or "")
    if kept_in and not re.fullmatch(r"((github|gitlab):)?[\w.-]+(/[\w.-]+)+", kept_in):
        raise ConfigError(f"{path}: policy.rule_repository is {kept_in!r}; write owner/name, or gitlab:group/project")
    if on_fault not in ("neutral", "block"):
        raise ConfigError(f"{path}: policy.on_fault is {on_fault!r}; write neutral or block")
    service = dict(_section(path, document, "service")) | _overrides(environment)
    service["data"] = Path(service.get("data", ".data")).resolve()
    forges = {name: _forge(path, document, name, environment) for name in FORGES}
    return Config(
        name=str(document.get("name", "Sekisho")),
        github=_build(path, "github", GitHubConfig, forges["github"]),
        gitlab=_build(path, "gitlab", GitLabConfig, forges["gitlab"]),
        service=_service(path, service),
        limits=_build(path, "limits", Limits, _section(path, document, "limits")),
        policy=_policy(path, policy),
        rule_packs=tuple(path.parent.resolve() / pack for pack in packs),
        rule_repository=kept_in,
        allow_list=_allow_list(path, _section(path, document, "allow_list")),
        packages=_packages(path, _section(path, document, "packages")),
        data=_data(path, dict(_section(path, document, "data")) | _data_overrides(environment)),
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
    """Variables that hosts set: DATABASE_URL, and SEKISHO_ with LISTEN, PUBLIC_URL, DATA, WORKERS, SWEEP_MINUTES."""
    names = {key: f"SEKISHO_{key.upper()}" for key in ("listen", "public_url", "data", "workers", "sweep_minutes")}
    names["database"] = "DATABASE_URL"
    found: dict[str, Any] = {key: environment[name] for key, name in names.items() if environment.get(name)}
    if "workers" in found:
        found["workers"] = _whole("SEKISHO_WORKERS", found["workers"])
    if "sweep_minutes" in found:
        found["sweep_minutes"] = yaml.safe_load(found["sweep_minutes"])
    return found


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ConfigError(f"{name} is {text!r}; write a whole number") from error


def _forge(path: Path, document: Mapping[str, Any], name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """A forge's section, over it GITHUB_URL or GITLAB_URL, and what requests honours: a private CA and a proxy."""
    url = (f"{name.upper()}_URL",)
    names = {"url": url, "ca_bundle": ("REQUESTS_CA_BUNDLE",), "proxy": ("HTTPS_PROXY", "https_proxy")}
    given = {key: environment[one] for key, some in names.items() for one in some if environment.get(one)}
    section = dict(_section(path, document, name)) | given
    if isinstance(section.get("url"), str):
        section["url"] = section["url"].rstrip("/")
    return section


def _data_overrides(environment: Mapping[str, str]) -> dict[str, Any]:
    """SEKISHO_REFRESH_HOURS: for hosts that reach no source of data, or have them brought by hand."""
    hours = environment.get("SEKISHO_REFRESH_HOURS")
    return {"refresh_hours": yaml.safe_load(hours)} if hours else {}


def _build(path: Path, section: str, kind: type[Any], values: Mapping[str, Any]) -> Any:
    known = {one.name: one for one in fields(kind)}
    for key, value in values.items():
        if key not in known:
            raise ConfigError(f"{path}: unknown key {section}.{key}; known are {', '.join(known)}")
        default = getattr(kind(), key)
        if isinstance(default, bool) and not isinstance(value, bool):
            raise ConfigError(f"{path}: {section}.{key} is {value!r}; write true or false")
        number = isinstance(default, int | float) and not isinstance(default, bool)
        if number and (not isinstance(value, int | float) or isinstance(value, bool) or value <= 0):
            raise ConfigError(f"{path}: {section}.{key} is {value!r}; write a number above 0")
        if isinstance(default, str) and not isinstance(value, str):
            raise ConfigError(f"{path}: {section}.{key} is {value!r}; write text")
        if isinstance(default, tuple) and not _are_words(value):
            raise ConfigError(f"{path}: {section}.{key} is {value!r}; write a list of words")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})


def _are_words(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def _service(path: Path, values: Mapping[str, Any]) -> Service:
    """Sweeps may be switched off with a bare `none`."""
    rest = {key: value for key, value in values.items() if key != "sweep_minutes"}
    built: Service = _build(path, "service", Service, rest)
    minutes = values.get("sweep_minutes", Service.__dataclass_fields__["sweep_minutes"].default)
    return replace(built, sweep_minutes=_amount(path, "service.sweep_minutes", minutes))


def _data(path: Path, values: Mapping[str, Any]) -> Data:
    """Numbers may be 0 here, and a bare `none` means the same."""
    known: dict[str, Any] = {one.name: one.default for one in fields(Data)}
    if unknown := sorted(set(values) - set(known)):
        raise ConfigError(f"{path}: unknown key data.{unknown[0]}; known are {', '.join(known)}")
    osv, popular = values.get("osv", known["osv"]), values.get("popular") or {}
    ecosystems = values.get("ecosystems", known["ecosystems"])
    if not isinstance(ecosystems, list | tuple) or not set(ecosystems) <= set(_ECOSYSTEMS):
        raise ConfigError(f"{path}: data.ecosystems must be a list of some of {', '.join(_ECOSYSTEMS)}")
    for address in (osv, *(popular.values() if isinstance(popular, dict) else [popular])):
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise ConfigError(f"{path}: data: {address!r} is no address; write one that begins with https://")
    hours, days = (
        _amount(path, f"data.{key}", values.get(key, known[key])) for key in ("refresh_hours", "max_age_days")
    )
    return Data(osv.rstrip("/"), tuple(ecosystems), popular, hours, days)


def _packages(path: Path, values: Mapping[str, Any]) -> Origins:
    try:
        return origins.read(values)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error


def _amount(path: Path, key: str, value: object) -> float:
    if value in (None, "none"):
        return 0
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise ConfigError(f"{path}: {key} is {value!r}; write a number, or none")
    return float(value)


def _policy(path: Path, values: Mapping[str, Any]) -> Policy:
    allowed = {"block_at", "budget", "levels", "exclude", "licences"}
    if unknown := set(values) - allowed:
        raise ConfigError(f"{path}: unknown key policy.{sorted(unknown)[0]}; known are {', '.join(sorted(allowed))}")
    try:
        return Policy(
            levels={check: Level(_word(level)) for check, level in values.get("levels", {}).items()},
            block_at=Severity(values.get("block_at", "high")),
            exclude=tuple(values.get("exclude", ())),
            budget=int(values.get("budget", 20)),
            licences=_licences(values.get("licences") or {}),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: policy: {error}") from error


def _licences(values: Mapping[str, Any]) -> Licences:
    """Raises ValueError and TypeError in words."""
    if unknown := set(values) - {"allow", "deny"}:
        raise ValueError(f"unknown key licences.{sorted(unknown)[0]}; known are allow, deny")
    if any(not isinstance(listed, list | None) for listed in values.values()):
        raise ValueError("licences.allow and licences.deny are lists of SPDX identifiers")
    return licences.checked(Licences(tuple(values.get("allow") or ()), tuple(values.get("deny") or ())))


def _allow_list(path: Path, values: Mapping[str, Any]) -> AllowListConfig:
    modes = {key: values[key] for key in ("mode", "organisations", "repositories") if values.get(key) is not None}
    rest = {key: value for key, value in values.items() if key not in ("mode", "organisations", "repositories")}
    read: AllowListConfig = _build(path, "allow_list", AllowListConfig, rest)
    try:
        return replace(
            read,
            mode=Mode(_word(modes.get("mode", Mode.OFF))),
            organisations=_modes(modes.get("organisations", {})),
            repositories=_modes(modes.get("repositories", {})),
        )
    except (ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: allow_list: {error}; write off, learn or enforce") from error


def _modes(values: Mapping[str, Any]) -> dict[str, Mode]:
    return {str(name).lower(): Mode(_word(mode)) for name, mode in values.items()}


def _word(value: object) -> str:
    """YAML reads a bare `off` as false."""
    return "off" if value is False else str(value)
