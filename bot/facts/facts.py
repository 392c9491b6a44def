"""What a registry says about a package, and how its answers are read. Pure: asking is `bot.facts.registries`' job.

An answer is hostile: anybody may publish a package. Nothing in it is believed but types, and only dates are more than
its publisher's word: the registry sets them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from checks.dependencies import versions

_LONGEST = 500
"""Characters of any text that is kept."""
_SOURCE_WORDS = ("source", "source code", "repository", "code", "github", "gitlab", "homepage")
_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht")
_PREFIX = re.compile(r"^(?:git\+)?(?:https?|git|ssh|git\+ssh)://(?:git@)?")
_SHORT = re.compile(r"(?:(github|gitlab|bitbucket):)?([\w.-]+/[\w.-]+)")
_SHORTHAND = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_HELD = "security-holder"
"""npm's placeholder in the place of a package that it has taken down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """About one package; where the purl has a version, licence and withdrawal are that version's."""

    exists: bool = True
    """False: the registry knows no package of this name."""
    first_release: date | None = None
    latest_release: date | None = None
    releases: int | None = None
    owners: int | None = None
    """Accounts that may publish it."""
    downloads: int | None = None
    """In a month, where the registry counts them."""
    repository: str = ""
    """Address of its source code, as its publisher says."""
    licence: str = ""
    """As its publisher declares it."""
    withdrawn: str = ""
    """Why it should not be used any more, as its publisher says: yanked, deprecated."""
    taken_down: bool = False
    """Whether the registry has put a placeholder of its own in its place."""


UNKNOWN = Facts(exists=False)
"""The registry has never heard of it, which is a fact as well."""


def to_json(facts: Facts) -> dict[str, Any]:
    """For the store."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(facts).items()}


def from_json(kept: Mapping[str, Any]) -> Facts:
    """What `to_json` made."""
    days = {key: date.fromisoformat(kept[key]) for key in ("first_release", "latest_release") if kept[key]}
    return Facts(**{**kept, **days})


def from_pypi(answer: Any, version: str) -> Facts:
    """Of the JSON API's answer about a project. Raises ValueError for what is none.

    Without `version` it is the newest one that licence and withdrawal are told of.
    """
    info, releases = _mapping(_mapping(answer).get("info")), _mapping(_mapping(answer).get("releases"))
    if not info:
        raise ValueError("there is nothing in the answer")
    files = {name: [one for one in _list(some) if isinstance(one, dict)] for name, some in releases.items() if some}
    release = next((name for name in files if version and _same(name, version)), str(info.get("version")))
    days = [_day(file.get("upload_time_iso_8601")) for some in files.values() for file in some]
    return Facts(
        **_span(days),
        releases=len(files),
        owners=len(_list(_mapping(info.get("ownership")).get("roles"))) or None,
        downloads=_count(_mapping(info.get("downloads")).get("last_month")),
        repository=_pypi_repository(info),
        licence=_pypi_licence(info) if not version or _same(str(info.get("version")), version) else "",
        withdrawn=_yanked(files.get(release, [])) if not version or _same(release, version) else "",
    )


def pypi_licence(answer: Any) -> str:
    """Of the JSON API's answer about one release."""
    return _pypi_licence(_mapping(_mapping(answer).get("info")))


def from_npm(answer: Any, version: str) -> Facts:
    """Of the registry's whole document about a package. Raises ValueError for what is none."""
    document = _mapping(answer)
    published, times = _mapping(document.get("versions")), _mapping(document.get("time"))
    if not _text(document.get("name")):
        raise ValueError("there is nothing in the answer")
    if not published:
        return UNKNOWN  # unpublished ones leave an empty document behind
    newest = _text(_mapping(document.get("dist-tags")).get("latest"))
    release = _mapping(published.get(version or newest) or {})
    repository = _npm_repository(document)
    held = repository.endswith(_HELD)
    return Facts(
        **_span(_day(at) for name, at in times.items() if name not in ("created", "modified")),
        releases=len(published),
        owners=len(_list(document.get("maintainers"))) or None,
        repository="" if held else repository,
        licence=_npm_licence(release) or ("" if version else _npm_licence(document)),
        withdrawn=_text(release.get("deprecated")),
        taken_down=held,
    )


READERS: Mapping[str, Callable[[Any, str], Facts]] = MappingProxyType({"pypi": from_pypi, "npm": from_npm})
"""Purl type -> how its registry's answer about a whole package is read; the version is "" where none is asked for."""


def _same(one: str, other: str) -> bool:
    """Whether PyPI takes these for one version."""
    return one == other or ((key := versions.key("pypi", one)) is not None and key == versions.key("pypi", other))


def _mapping(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("the answer is not what this kind of registry gives")  # noqa: TRY004 - of the content
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Without what no database can hold."""
    return value.encode("utf-8", "replace").decode().replace("\0", "")[:_LONGEST] if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    """PyPI answers -1 for downloads that it does not count, others 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _day(value: Any) -> date | None:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return (at if at.tzinfo is None else at.astimezone(UTC)).date()


def _span(days: Iterable[date | None]) -> dict[str, Any]:
    known = sorted(day for day in days if day)
    return {"first_release": known[0], "latest_release": known[-1]} if known else {}


def _pypi_repository(info: Mapping[str, Any]) -> str:
    links = {key.lower(): _text(url) for key, url in _mapping(info.get("project_urls")).items()}
    named = [links[word] for word in _SOURCE_WORDS if word in links]
    candidates = [*named, *links.values(), _text(info.get("home_page"))]
    return next((url for url in candidates if _is_source(url)), "")


def _is_source(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    at_a_host = parts.hostname in _HOSTS or (parts.hostname or "").startswith(("git.", "gitlab."))
    return parts.scheme in ("http", "https") and at_a_host and parts.path.count("/") >= 2


def _pypi_licence(info: Mapping[str, Any]) -> str:
    """The expression; else the old field where it is a name and not the licence's whole text."""
    told = _text(info.get("license_expression")) or _text(info.get("license")).strip()
    return "" if "\n" in told or len(told) > 100 or told.upper() == "UNKNOWN" else told


def _yanked(files: list[dict[str, Any]]) -> str:
    if not files or not all(file.get("yanked") is True for file in files):
        return ""
    return _text(files[0].get("yanked_reason")) or "yanked"


def _npm_repository(document: Mapping[str, Any]) -> str:
    told = document.get("repository")
    url = _text(told.get("url") if isinstance(told, dict) else told)
    url = _PREFIX.sub("https://", url).removesuffix(".git")
    return f"https://{_SHORTHAND[match[1] or 'github']}/{match[2]}" if (match := _SHORT.fullmatch(url)) else url


def _npm_licence(release: Mapping[str, Any]) -> str:
    """Old packages write an object, or a list of them."""
    told = release.get("license") or release.get("licenses")
    some = told if isinstance(told, list) else [told]
    return " OR ".join(filter(None, (_text(one.get("type") if isinstance(one, dict) else one) for one in some)))
