"""The curated table: for every policy that can fire, how bad it is, why it matters and what to write instead.

One YAML file per provider or framework beside this one. An engine's policy that is not in the table does not fire;
policies of several engines that mean the same problem stand under one id, so that it is told once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from checks.iac.conditions import BadCondition, Condition, parse
from checks.iac.model import Framework
from checks.interface import Severity

FOLDER = Path(__file__).parent
_LEVELS = ("enforce", "observe")


class BadPolicy(Exception):
    """An entry that nobody can work with; the text names file, id and what to write."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One entry."""

    id: str
    """Permanent kebab-case id: a finding's rule."""
    engines: Mapping[str, tuple[str, ...]]
    """Engine -> its policies that mean this. `own` ones are not named: they carry this id."""
    severity: Severity
    observe: bool
    """Never blocks by default: `level: observe`. `enforce` is for what an attacker can use today."""
    title: str
    """What is wrong, as a statement: "SSH is open to the whole internet"."""
    why: str
    """Why it matters, one sentence."""
    remedy: str
    """What to do, one imperative sentence."""
    write: Mapping[Framework, str]
    """Framework -> the few lines to write."""
    at: tuple[str, ...] = ()
    """Dotted ways to the attribute the finding sits on where the engine names none, first that is there counts;
    of all frameworks together: "ingress.cidr_blocks", "Properties.SecurityGroupIngress.CidrIp"."""
    mend: Mapping[Framework, Mapping[str, str]] = field(default_factory=dict)
    """Framework -> attribute's dotted way -> what to write as its value, where that alone mends it."""
    controls: tuple[str, ...] = ()
    """"CIS AWS 3.0 5.2", "NIST 800-53 AC-4", "AWS FSBP EC2.13"."""
    config_rule: str = ""
    """The AWS Config managed rule that watches the same in the cloud: "restricted-ssh"."""
    cwe: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    frameworks: frozenset[Framework] = frozenset()
    """Where it can fire; empty: wherever its engines find it."""
    own: tuple[Condition, ...] = ()
    """Where our own engine hits it: checks/iac/own/README.md."""


class Table:
    """All entries, and which of them an engine's policy means."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.policies: Mapping[str, Policy] = _once(_load(folder))

    def meant_by(self, engine: str, policy: str) -> Policy | None:
        """The entry of an engine's policy; None: it does not fire."""
        return self.policies.get(policy) if engine == "own" else self._by_engine.get((engine, policy))

    def of(self, engine: str) -> tuple[str, ...]:
        """An engine's policies that are in the table, sorted."""
        return tuple(sorted(policy for name, policy in self._by_engine if name == engine))

    @cached_property
    def _by_engine(self) -> Mapping[tuple[str, str], Policy]:
        found: dict[tuple[str, str], Policy] = {}
        for policy in self.policies.values():
            for engine, names in policy.engines.items():
                for name in names:
                    if (engine, name) in found:
                        raise BadPolicy(f"{engine}'s {name} stands under {found[engine, name].id} and {policy.id}")
                    found[engine, name] = policy
        return found


def _load(folder: Path) -> Iterator[tuple[str, Policy]]:
    for file in sorted(folder.glob("*.yaml")):
        for entry in yaml.load(file.read_text(), Loader=yaml.CSafeLoader) or ():
            yield file.name, _policy(file.name, entry)


def _once(found: Iterator[tuple[str, Policy]]) -> Mapping[str, Policy]:
    policies: dict[str, Policy] = {}
    for file, policy in found:
        if policy.id in policies:
            raise BadPolicy(f"{file}: {policy.id} stands there twice, or in another file, too")
        policies[policy.id] = policy
    return policies


def _policy(file: str, entry: Mapping[str, Any]) -> Policy:
    name = entry.get("id")
    if unknown := set(entry) - set(Policy.__slots__) - {"level"}:
        raise BadPolicy(f"{file}: {name}: unknown key {sorted(unknown)[0]!r}")
    if entry.get("level") not in _LEVELS:
        raise BadPolicy(f"{file}: {name}: level is {entry.get('level')!r}; write enforce or observe")
    try:
        return Policy(
            id=entry["id"],
            engines={engine: tuple(names) for engine, names in entry.get("engines", {}).items()},
            severity=Severity(entry["severity"]),
            observe=entry["level"] == "observe",
            title=entry["title"],
            why=entry["why"],
            remedy=entry["remedy"],
            write={Framework(framework): str(text).rstrip() for framework, text in entry.get("write", {}).items()},
            at=tuple(entry.get("at", ())),
            mend={Framework(framework): dict(values) for framework, values in entry.get("mend", {}).items()},
            controls=tuple(entry.get("controls", ())),
            config_rule=entry.get("config_rule", ""),
            cwe=tuple(entry.get("cwe", ())),
            references=tuple(entry.get("references", ())),
            frameworks=frozenset(map(Framework, entry.get("frameworks", ()))),
            own=_own(file, entry),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadPolicy(f"{file}: {name}: {error!r}") from error


def _own(file: str, entry: Mapping[str, Any]) -> tuple[Condition, ...]:
    found = []
    for number, one in enumerate(entry.get("own", ()), 1):
        try:
            found.append(parse(one))
        except BadCondition as error:
            raise BadPolicy(f"{file}: {entry['id']}: condition {number} of own: {error}") from error
    return tuple(found)
