"""All checks, in plain sight. A new one is a folder, a line here, its cases, its headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checks.dependencies import Dependencies, tampering, vulnerabilities
from checks.iac import home
from checks.iac.check import Infrastructure
from checks.iac.name import NAME as INFRASTRUCTURE
from checks.interface import Check
from checks.nursery import Home
from checks.rule import Rule
from checks.secrets import Secrets
from checks.secrets import wording as leaking
from checks.settings import Settings
from checks.static_analysis import StaticAnalysis
from checks.static_analysis.rules import OWN
from checks.suppressions import Suppressions
from checks.suppressions import wording as suppressing
from checks.typosquats import Typosquats, wording


def build(settings: Settings) -> tuple[Check, ...]:
    """The checks as the operator sets them. The same settings give the same checks anywhere."""
    return (
        StaticAnalysis(packs=(OWN, *settings.packs)),
        Dependencies(settings.knowledge, settings.registries),
        Typosquats(settings.knowledge, settings.internal),
        Infrastructure(settings.packs),
        Secrets(settings.salt),
        Suppressions(),
    )


def at_home(settings: Settings) -> tuple[Check, ...]:
    """Those that this interpreter judges."""
    return tuple(check for check in build(settings) if check.name not in homes())


def homes() -> Mapping[str, Home]:
    """Checks that another interpreter judges, and where."""
    return {INFRASTRUCTURE: Home(home.python(), home.FACTORY)}


CODED: Mapping[str, Sequence[Rule]] = {
    "dependencies": (*vulnerabilities.RULES.values(), *tampering.RULES.values()),
    "typosquats": tuple(wording.RULES.values()),
    "secrets": tuple(leaking.RULES.values()),
    "suppressions": tuple(suppressing.RULES.values()),
}
"""Checks whose rules are code -> what their authors wrote down of them."""

CHECKS = build(Settings())
"""As they come."""


def checks(names: Sequence[str] | None = None, among: Sequence[Check] = CHECKS) -> tuple[Check, ...]:
    """Those of these names, in the registry's order; None: all. Raises ValueError for a name that no check has."""
    known = {check.name for check in among}
    if unknown := sorted(set(names or ()) - known):
        raise ValueError(f"there is no check named {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    return tuple(check for check in among if names is None or check.name in names)
