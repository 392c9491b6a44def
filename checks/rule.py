"""Rules that are code, written down: a YAML file beside the code, a heading each in checks/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from checks.interface import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. What is said of one finding is made where it is found."""

    id: str
    """Permanent kebab-case id."""
    severity: Severity
    """The usual one; a finding may carry another."""
    title: str
    what: str
    """What it finds, and what it leaves alone."""
    why: str
    """Why that matters, in a sentence or two."""
    remedy: str
    language: str = ""
    """Of the example, as Markdown's fences name it; "" where an example would say nothing."""
    before: str = ""
    after: str = ""
    cwe: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


def load(file: Path) -> Mapping[str, Rule]:
    """Id -> rule, in the file's order."""
    rules = [
        Rule(**one | {"severity": Severity(one["severity"]), **{key: tuple(one.get(key, ())) for key in _LISTS}})
        for one in yaml.safe_load(file.read_text())
    ]
    return {rule.id: rule for rule in rules}


_LISTS = ("cwe", "references")
