"""An organisation's own policies in Rego: what `deny`, `violation` and `warn` of its packages hold.

Which part of Rego that is, what `input` holds and what a policy answers stands in docs/own-policies.md. The
interpreter (regopy) is known to crash on some programs, so it runs apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from checks.iac.engines import apart
from checks.iac.model import Answer, Engine, Framework, Hit, Job, Node, Problem, Resource
from checks.iac.policies import Policy
from checks.interface import CheckError, Severity

NAME = "rego"
_SECONDS = 5.0
"""Of one job; a query takes about a millisecond."""
_RULES = ("deny", "violation", "warn")
_PACKAGE = re.compile(r"^package[ \t]+([\w.]+)", re.MULTILINE)
_RULE = re.compile(rf"^({'|'.join(_RULES)})\b", re.MULTILINE)
_TEST = "_test.rego"
_MOST = 500
"""Answers of one package about one job that are taken."""


@dataclass(frozen=True, slots=True)
class Module:
    """One file with a package."""

    file: Path
    package: str
    source: str

    @property
    def rules(self) -> tuple[str, ...]:
        """Which of deny, violation and warn it has."""
        return tuple(dict.fromkeys(_RULE.findall(self.source)))


class Rego:
    """The policies of some packs."""

    def __init__(self, packs: Sequence[Path]) -> None:
        """Raises CheckError, naming the file, for what is no policy."""
        self.modules = tuple(module for pack in packs for module in modules(pack))
        self.policies: Mapping[str, Policy] = {policy.id: policy for policy in self._policies()}

    def engine(self) -> Engine:
        """What judges by them."""
        return Engine(NAME, frozenset(Framework), self.judge)

    def judge(self, jobs: Sequence[Job]) -> Sequence[Answer]:
        """Each job by all policies."""
        if not self.policies:
            return [Answer() for _ in jobs]
        answers = apart.each(jobs, self._look, _SECONDS)
        return [
            _as_problem(job, one) if isinstance(one, apart.Lost) else one
            for job, one in zip(jobs, answers, strict=True)
        ]

    def try_out(self) -> None:
        """Has the interpreter read all modules. Raises CheckError, naming the file."""
        interpreter(self.modules)

    def _policies(self) -> Iterator[Policy]:
        for module in self.modules:
            for rule in module.rules:
                yield _policy(module, rule)

    def _look(self, job: Job) -> Answer:
        machine, path = interpreter(self.modules), (job.targets or tuple(job.files))[0]
        machine.set_input(as_input(job))
        hits: list[Hit] = []
        problems: list[Problem] = []
        for package, rule in sorted({(module.package, rule) for module in self.modules for rule in module.rules}):
            try:
                said = _said(machine, f"data.{package}.{rule}")
            except ValueError as error:
                problems.append(Problem(path, f"policy {package}: {error}"))
                continue
            if len(said) > _MOST:
                problems.append(Problem(path, f"policy {package}: only its first {_MOST} answers are taken"))
            hits += [_hit(identifier(package, rule), one, job, path) for one in said[:_MOST]]
        return Answer(tuple(hits), tuple(problems))


def _as_problem(job: Job, lost: apart.Lost) -> Answer:
    path = (job.targets or tuple(job.files))[0]
    return Answer(
        problems=(Problem(path, f"the interpreter of your organisation's policies {lost.reason}", lost.lasting),)
    )


def modules(pack: Path) -> Iterator[Module]:
    """The packages of a folder or file, without tests. Raises CheckError."""
    yield from (module for module in all_modules(pack) if not module.file.name.endswith(_TEST))


def all_modules(pack: Path) -> Iterator[Module]:
    """With tests. Raises CheckError."""
    for file in [pack] if pack.is_file() else sorted(pack.rglob("*.rego")):
        if file.suffix == ".rego":
            source = file.read_text("utf-8", "replace")
            if not (package := _PACKAGE.search(source)):
                raise CheckError(f"{file} names no package; begin it with `package …`")
            yield Module(file, package[1], source)


def interpreter(modules: Sequence[Module]) -> Any:
    """One that has read them. Raises CheckError, naming the file."""
    from regopy import Interpreter, RegoError  # some 20 MB, for those who have policies

    machine = Interpreter()
    for module in modules:
        try:
            machine.add_module(str(module.file), module.source)
        except RegoError as error:
            raise CheckError(f"{module.file} is no Rego that can be read: {_first_line(error)}") from error
    return machine


def identifier(package: str, rule: str) -> str:
    """A finding's rule: "rego-acme-buckets"; what only warns is apart."""
    name = re.sub(r"[^a-z0-9]+", "-", package.lower()).strip("-")
    return f"rego-{name}-warning" if rule == "warn" else f"rego-{name}"


def as_input(job: Job) -> dict[str, Any]:
    """What policies see as `input`."""
    return {
        "framework": str(job.framework),
        "files": list(job.targets or job.files),
        "resources": [_plain_resource(resource) for resource in job.reading.resources],
    }


def _plain_resource(resource: Resource) -> dict[str, Any]:
    return {
        "kind": resource.kind,
        "address": resource.address,
        "path": resource.path,
        "line": resource.node.start_line,
        "attributes": _plain(resource.node),
    }


def _plain(node: Node) -> Any:
    if isinstance(node.value, Mapping):
        return {key: _plain(below) for key, below in node.value.items()}
    return [_plain(below) for below in node.value] if isinstance(node.value, tuple) else node.value


def asked(machine: Any, query: str) -> Any:
    """What a query comes to; None where that is undefined. Raises ValueError."""
    from regopy import RegoError

    try:
        text = str(machine.query(query))
    except RegoError as error:
        raise ValueError(_first_line(error)) from error
    values = json.loads(text).get("expressions") if text.startswith("{") else None
    return values[0] if values else None


def _said(machine: Any, query: str) -> list[Any]:
    """The set that a query comes to. Raises ValueError."""
    said = asked(machine, query)
    return said if isinstance(said, list) else [said] if said not in (False, None) else []


def _hit(policy: str, said: Any, job: Job, path: str) -> Hit:
    """An answer is a text, or an object with msg and, as far as it knows them, resource, attribute, path, line."""
    fields = said if isinstance(said, dict) else {"msg": said}
    address, attribute = str(fields.get("resource", "")), str(fields.get("attribute", ""))
    resource = next((one for one in job.reading.resources if one.address == address), None)
    where = str(fields.get("path") or (resource.path if resource else path))
    line = fields.get("line")
    first = line if isinstance(line, int) and line > 0 else resource.node.start_line if resource else 1
    return Hit(
        engine=NAME,
        policy=policy,
        path=where if where in job.files else path,
        start_line=first,
        end_line=first if isinstance(line, int) or not resource else resource.node.end_line,
        resource=address,
        attributes=(attribute,) if attribute else (),
        detail=str(fields.get("msg", "")),
    )


def _policy(module: Module, rule: str) -> Policy:
    told = _metadata(module, rule)
    custom = told.get("custom") or {}
    observe = rule == "warn" or custom.get("level") == "observe"
    try:
        severity = Severity(custom.get("severity", "medium" if rule == "warn" else "high"))
    except ValueError as error:
        raise CheckError(f"{module.file}: {error}; write info, low, medium, high or critical") from error
    return Policy(
        id=identifier(module.package, rule),
        engines={NAME: (identifier(module.package, rule),)},
        severity=severity,
        observe=observe,
        title=str(told.get("title") or f"A policy of your organisation is not met: {module.package}"),
        why=str(told.get("description") or "Your organisation asks for it."),
        remedy=str(custom.get("remedy") or "Meet the policy, or ask whoever keeps it."),
        write={},
        references=tuple(
            str(one.get("ref", one) if isinstance(one, dict) else one) for one in told.get("related_resources", ())
        ),
    )


def _metadata(module: Module, rule: str) -> dict[str, Any]:
    """OPA's annotations: the package's, and over them the first rule's of that name."""
    return _annotation(module, _PACKAGE) | _annotation(module, re.compile(rf"^{rule}\b", re.MULTILINE))


def _annotation(module: Module, what: re.Pattern[str]) -> dict[str, Any]:
    found = what.search(module.source)
    above = module.source[: found.start()].rstrip("\n").split("\n") if found else []
    lines: list[str] = []
    while above and above[-1].startswith("#"):
        lines.insert(0, above.pop()[1:])
    if not lines or lines[0].strip() != "METADATA":
        return {}
    try:
        told = yaml.safe_load("\n".join(line.removeprefix(" ") for line in lines[1:]))
    except yaml.YAMLError as error:
        raise CheckError(f"{module.file}: its METADATA are no YAML: {error}") from error
    return told if isinstance(told, dict) else {}


def _first_line(error: Exception) -> str:
    """The interpreter's own words, which come as a tree: its message."""
    said = re.search(r"errormsg \d+:([^)\n]+)", str(error))
    return said[1] if said else str(error).splitlines()[0][:200]
