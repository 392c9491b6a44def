"""The rules: YAML packs read, completed and handed over as one JSON document for the engine.

A pack is a folder of semgrep rule files; `rules/` beside this module is ours, an operator adds others by path.
In a folder, `_shared.yaml` names lists of patterns that its rules `use` instead of repeating them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from checks.interface import CheckError
from checks.static_analysis.keeping import kept
from checks.static_analysis.languages import languages_of

OWN = Path(__file__).parent / "rules"
_SHARED = "_shared.yaml"
_NEEDED = {"id", "languages", "message", "severity"}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules of one or more packs, ready for the engine."""

    rules: tuple[Mapping[str, Any], ...]
    """Semgrep rules as plain data, sorted by id."""
    json: bytes
    """The engine's `-rules` file."""
    digest: str
    """sha256 of `json`, hexadecimal."""
    languages: frozenset[str]
    """The engine's analyzers that some rule is for."""
    lean: tuple[tuple[str, frozenset[str], bytes], ...]
    """Per rule its id, its analyzers, and as JSON what the engine needs of it: reading less is measurably quicker."""

    def by_id(self) -> dict[str, Mapping[str, Any]]:
        """Rule id -> rule."""
        return {str(rule["id"]): rule for rule in self.rules}

    def only(self, wanted: Set[str]) -> bytes:
        """The engine's `-rules` file with the rules of these ids alone."""
        return b'{"rules":[' + b",".join(text for name, _, text in self.lean if name in wanted) + b"]}"


def load(packs: Sequence[Path] = (OWN,)) -> RuleSet:
    """Reads all packs. Raises CheckError, naming the file, for what is no rule file and for ids that occur twice."""
    rules = sorted((rule for pack in packs for rule in _compiled(pack)), key=lambda rule: str(rule["id"]))
    for one, other in pairwise(rules):
        if one["id"] == other["id"]:
            raise CheckError(f"two rules have the id {one['id']}; ids are permanent and unique")
    document = json.dumps({"rules": rules}, sort_keys=True).encode()
    lean = tuple((str(rule["id"]), languages_of(rule), _compact(_lean(rule))) for rule in rules)
    languages = frozenset[str]().union(*(names for _, names, _ in lean))
    return RuleSet(tuple(rules), document, hashlib.sha256(document).hexdigest(), languages, lean)


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _lean(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Without what only people read. A message stays where the engine has to fill in metavariables."""
    kept = {key: value for key, value in rule.items() if key not in ("metadata", "message")}
    return kept | {"message": rule["message"] if "$" in str(rule["message"]) else "-"}


def _compiled(pack: Path) -> list[dict[str, Any]]:
    """The pack's rules. Ours are kept as JSON: reading all the YAML takes a second."""
    if not pack.exists():
        raise CheckError(f"rule pack {pack} does not exist")
    files = [pack] if pack.is_file() else sorted(filter(partial(_holds_rules, pack), pack.rglob("*.y*ml")))
    if pack != OWN:
        return _read_files(files)
    texts = (part for file in files for part in (str(file).encode(), file.read_bytes()))
    digest = hashlib.sha256(b"|".join(texts)).hexdigest()
    rules: list[dict[str, Any]] = kept("rules", digest, lambda: _read_files(files))
    return rules


def _holds_rules(pack: Path, file: Path) -> bool:
    """Not what lies in hidden folders, nor what rules are tried out on ("rule.test.yaml")."""
    below = file.relative_to(pack)
    return ".test" not in below.suffixes and not any(part.startswith(".") for part in below.parts)


def _read_files(files: Iterable[Path]) -> list[dict[str, Any]]:
    shared: dict[Path, Mapping[str, list[Any]]] = {}
    rules: list[dict[str, Any]] = []
    for file in files:
        if file.name != _SHARED:
            folder = file.parent
            if folder not in shared:
                shared[folder] = _parse(folder / _SHARED) if (folder / _SHARED).exists() else {}
            rules += _read_file(file, shared[folder])
    return rules


def _read_file(file: Path, shared: Mapping[str, list[Any]]) -> Iterable[dict[str, Any]]:
    document = _parse(file)
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        raise CheckError(f"{file} has no list `rules`")
    for rule in document["rules"]:
        if not isinstance(rule, dict) or not rule.keys() >= _NEEDED:
            raise CheckError(f"{file}: each rule needs {', '.join(sorted(_NEEDED))}")
        try:
            yield _complete(rule, shared)
        except KeyError as error:
            raise CheckError(f"{file}: {rule['id']} uses {error}, which {_SHARED} does not have") from error


def _parse(file: Path) -> Any:
    try:
        return yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise CheckError(f"{file} is no YAML: {error}") from error


def _complete(value: Any, shared: Mapping[str, list[Any]]) -> Any:
    """`value` with every `- use: name` replaced by the shared list of that name (which may use others)."""
    if isinstance(value, dict):
        return {key: _complete(inner, shared) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    completed: list[Any] = []
    for item in value:
        used = isinstance(item, dict) and set(item) == {"use"}
        completed.extend(_complete(shared[item["use"]], shared) if used else [_complete(item, shared)])
    return completed
