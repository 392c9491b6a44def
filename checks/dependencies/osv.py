"""Reads OSV records (https://ossf.github.io/osv-schema/) into our facts. Odd and hostile ones are refused, with why.

A record comes from a database that others write: every field may be missing, of another type, or far too long. What
is of no use to a check (details, references, code symbols) is dropped here, so that a mirror holds facts only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checks.dependencies.mirror import Advisory, Affected
from checks.dependencies.versions import LONGEST, key, normal

TYPES: Mapping[str, str] = {
    "PyPI": "pypi",
    "npm": "npm",
    "Go": "golang",
    "crates.io": "cargo",
    "RubyGems": "gem",
    "Packagist": "composer",
    "Maven": "maven",
    "NuGet": "nuget",
    "Pub": "pub",
    "GitHub Actions": "githubactions",
    "Hex": "hex",
    "SwiftURL": "swift",
}
"""OSV's ecosystem -> purl type, for those that manifests name. "Maven:…" names a registry of that ecosystem."""
_LONGEST_NAME = 300
_LONGEST_SUMMARY = 160
_MOST_ALIASES = 50
_MOST_RANGES = 1_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/+-]{1,99}")
_CWE = re.compile(r"CWE-\d{1,5}")
_VECTOR = re.compile(r"[A-Za-z0-9:./()]{10,300}")
_IMPORT = re.compile(r"[A-Za-z0-9._~/@-]{1,200}")
_MOST_PARTS = 10
_WORDS = frozenset({"low", "moderate", "medium", "high", "critical"})


class Odd(Exception):
    """A record that cannot be used; the text is a reason that many records may share."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one record says of one package."""

    type: str
    """Purl type."""
    name: str
    advisory: Advisory


def facts(record: Any) -> tuple[Fact, ...]:
    """All that a record says. Raises Odd."""
    if not isinstance(record, dict) or not isinstance(record.get("affected"), list):
        raise Odd("no OSV record")
    if record.get("withdrawn"):
        raise Odd("withdrawn")
    common = _common(record)
    found: dict[tuple[str, str], Advisory] = {}
    reasons = []
    for affected in record["affected"]:
        try:
            type_, name = _package(affected)
            mine = _with_versions(common, type_, affected)
        except Odd as odd:
            reasons.append(str(odd))
        else:
            before = found.get((type_, name))
            found[type_, name] = _joined(before, mine) if before else mine
    if not found:
        raise Odd(min(reasons, default="affects nothing"))
    return tuple(Fact(type_, name, advisory) for (type_, name), advisory in found.items())


def ecosystems(record: Any) -> set[str]:
    """The ecosystems (keys of TYPES) that a record is about."""
    affected = record.get("affected") if isinstance(record, dict) else None
    packages = [one["package"] for one in _parts(affected) if isinstance(one.get("package"), dict)]
    named = {str(one.get("ecosystem")).split(":")[0] for one in packages}
    return named & TYPES.keys()


def _common(record: Mapping[str, Any]) -> Advisory:
    name = record.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise Odd("no usable id")
    extra = record.get("database_specific")
    extra = extra if isinstance(extra, dict) else {}
    return Advisory(
        id=name,
        aliases=tuple(one for one in _texts(record.get("aliases"))[:_MOST_ALIASES] if _ID.fullmatch(one)),
        vectors=_vectors(record.get("severity")),
        word=_word(extra),
        cwes=tuple(dict.fromkeys(_CWE.findall(" ".join(_texts(extra.get("cwe_ids")) + _texts(extra.get("cwe")))))),
        published=_date(record.get("published")),
        modified=_date(record.get("modified")),
        malicious=name.startswith("MAL-"),
        summary=_line(record.get("summary")),
    )


def _package(affected: Any) -> tuple[str, str]:
    """Purl type and name. Raises Odd."""
    package = affected.get("package") if isinstance(affected, dict) else None
    if not isinstance(package, dict):
        raise Odd("no package")
    ecosystem, name = package.get("ecosystem"), package.get("name")
    if not isinstance(ecosystem, str) or not isinstance(name, str):
        raise Odd("no package")
    type_ = TYPES.get(ecosystem.split(":")[0])
    if type_ is None:
        raise Odd("of an ecosystem that no manifest names")
    if not name or len(name) > _LONGEST_NAME or not name.isprintable() or " " in name:
        raise Odd("a name that no package can have")
    return type_, name


def _with_versions(common: Advisory, type_: str, affected: Mapping[str, Any]) -> Advisory:
    ranges = tuple(one for part in _parts(affected.get("ranges")) for one in stretches(type_, part))[:_MOST_RANGES]
    vectors = (*common.vectors, *_vectors(affected.get("severity")))
    extra = affected.get("database_specific")
    word = common.word or (_word(extra) if isinstance(extra, dict) else "")
    parts = _imports(affected.get("ecosystem_specific"))
    bare = replace(common, ranges=ranges, vectors=tuple(dict.fromkeys(vectors)), word=word, parts=parts)
    listed = [one for one in _texts(affected.get("versions")) if len(one) <= LONGEST and one.isprintable()]
    beyond = sorted({normal(type_, one) for one in listed if not bare.affects(type_, one)})
    if not ranges and not beyond:
        raise Odd("names no version that its ecosystem can read")
    return replace(bare, versions=_listed(beyond))


def stretches(type_: str, part: Mapping[str, Any]) -> Iterator[Affected]:
    """A range's events as stretches, in the order of versions. A range with a bound that is none is left out."""
    if part.get("type") not in ("SEMVER", "ECOSYSTEM"):
        return  # GIT: commits, of which manifests know nothing
    events = [(kind, version) for event in _parts(part.get("events")) for kind, version in event.items()]
    if any(not isinstance(version, str) for _, version in events):
        return
    ordered = _in_order(type_, [(kind, version) for kind, version in events if kind in _KINDS])
    opened: str | None = None
    for kind, version in ordered:
        if kind == "introduced":
            opened = version if opened is None else opened
        elif opened is not None:
            yield Affected(opened, version, "") if kind != "last_affected" else Affected(opened, "", version)
            opened = None
    if opened is not None:
        yield Affected(opened)


_KINDS = frozenset({"introduced", "fixed", "limit", "last_affected"})


def _in_order(type_: str, events: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """By version; at one version as they are written: what is fixed there may come back there."""
    first = [(kind, "") for kind, version in events if version == "0" and kind == "introduced"]
    rest: list[tuple[Any, str, str]] = [
        (key(type_, version), kind, version) for kind, version in events if version not in ("0", "*")
    ]
    if any(at is None for at, *_ in rest):
        return []
    rest.sort(key=lambda event: event[0])
    return first[:1] + [(kind, version) for _, kind, version in rest]


def _joined(one: Advisory, other: Advisory) -> Advisory:
    versions = {*one.versions.split(), *other.versions.split()}
    return replace(
        one,
        ranges=tuple(dict.fromkeys((*one.ranges, *other.ranges))),
        versions=_listed(sorted(versions)),
        vectors=tuple(dict.fromkeys((*one.vectors, *other.vectors))),
        parts=tuple(dict.fromkeys((*one.parts, *other.parts))) if one.parts and other.parts else (),
    )


def _listed(versions: Sequence[str]) -> str:
    return "\n".join(("", *versions, "")) if versions else ""


def _vectors(severities: Any) -> tuple[str, ...]:
    found = (one.get("score") for one in _parts(severities) if str(one.get("type")).startswith("CVSS_V"))
    return tuple(one for one in found if isinstance(one, str) and _VECTOR.fullmatch(one))


def _imports(extra: Any) -> tuple[str, ...]:
    """Go's affected packages of a module; () where it is the module."""
    paths = [one.get("path") for one in _parts(extra.get("imports"))] if isinstance(extra, dict) else []
    named = [one for one in paths if isinstance(one, str) and _IMPORT.fullmatch(one)]
    return tuple(dict.fromkeys(named))[:_MOST_PARTS]


def _word(extra: Mapping[str, Any]) -> str:
    """The database's own severity; where it gives bare scores only (RubySec), the word for the best of them."""
    word = extra.get("severity")
    if isinstance(word, str) and word.lower() in _WORDS:
        return word.lower()
    for name in ("cvss_v4", "cvss_v3", "cvss_v2"):
        score = extra.get(name)
        if isinstance(score, int | float) and score > 0:
            words = ((4, "low"), (7, "medium"), (9, "high"), (11, "critical"))
            found = next((word for below, word in words if score < below), "")
            return "high" if name == "cvss_v2" and found == "critical" else found
    return ""


def _parts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _date(value: Any) -> str:
    """The day; "" for none, and for Go's "0001-01-01"."""
    found = re.match(r"[12]\d{3}-\d\d-\d\d", value) if isinstance(value, str) else None
    return found[0] if found else ""


def _line(value: Any) -> str:
    """One line of text without control or direction characters."""
    if not isinstance(value, str):
        return ""
    line = " ".join(value[:1_000].split())
    plain = line if line.isprintable() else "".join(one for one in line if unicodedata.category(one)[0] != "C")
    return plain if len(plain) <= _LONGEST_SUMMARY else plain[: _LONGEST_SUMMARY - 1].rstrip() + "…"
