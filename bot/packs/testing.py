"""`python -m bot policy test DIR`: an organisation's own rules and policies, tried out on what lies beside them.

Semgrep rules as semgrep has it: beside `open-acl.yaml` lies `open-acl.tf` (for YAML `open-acl.test.yaml`) with comments
`ruleid: ID` over each line to be found and `ok: ID` over each that is not. Rego as OPA has it: rules `test_…` in files
`…_test.rego`, each to be true.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from checks.iac.engines import apart, rego
from checks.interface import CheckError
from checks.static_analysis import languages, rules
from checks.static_analysis.engine import Engine, EngineLimits, Job, Target, analyse, choose

_EXPECTED = re.compile(r"\b(ruleid|ok):\s*([\w.,\- ]+)")
_SECONDS = 10.0
_TEST_RULE = re.compile(r"^(test_\w+)", re.MULTILINE)
_WITH_INPUT = re.compile(r"\s+with\s+input\s+as\s+")


@dataclass(frozen=True, slots=True)
class Tried:
    """One test."""

    name: str
    """Of file and test, as a person finds it."""
    fault: str
    """Why it failed; "" where it passed."""


def run(folder: Path) -> int:
    """Prints what failed and how many passed. 0: all; 1: some failed; 2: nothing that could be tried."""
    try:
        if not folder.exists():
            raise CheckError(f"{folder} does not exist; give the folder with your rules and policies")
        try_out(folder)
        tried = [*semgrep_tests(folder), *rego_tests(folder)]
        untested = _untested(folder)
    except CheckError as error:
        print(f"sekisho: {error}", file=sys.stderr)
        return 2
    for one in tried:
        if one.fault:
            print(f"FAILED {one.name}: {one.fault}")
    for name in untested:
        print(f"no test: {name}")
    failed = sum(bool(one.fault) for one in tried)
    print(f"{len(tried) - failed} passed, {failed} failed")
    if not tried:
        print("nothing was tried: docs/own-policies.md says how tests are written", file=sys.stderr)
        return 2
    return 1 if failed else 0


def try_out(folder: Path) -> None:
    """Whether rules and policies can be read, beside our own rules. Raises CheckError."""
    (fault,) = apart.each([folder], _read, _SECONDS)
    if fault:
        raise CheckError(f"the interpreter {fault.reason}" if isinstance(fault, apart.Lost) else fault)


def _read(folder: Path) -> str:
    try:
        rules.load([rules.OWN, folder])
        rego.Rego([folder]).try_out()
    except CheckError as error:
        return str(error).replace(f"{folder}/", "")
    return ""


def semgrep_tests(folder: Path) -> Iterator[Tried]:
    """One for each file that rules are tried out on. Raises CheckError for rules that cannot be read."""
    pack = rules.load([folder])
    for file in sorted(folder.rglob("*.y*ml")):
        if ".test" not in file.suffixes and (targets := _targets(file)):
            yield from (_tried(pack, target, target.relative_to(folder)) for target in targets)


def rego_tests(folder: Path) -> Iterator[Tried]:
    """One for each rule `test_…`. Raises CheckError for modules that cannot be read."""
    modules = tuple(rego.all_modules(folder))
    rego.interpreter(modules)
    for module in modules:
        names = dict.fromkeys(_TEST_RULE.findall(module.source)) if module.file.name.endswith("_test.rego") else ()
        faults = apart.each(list(names), partial(_fault, modules, module), _SECONDS)
        for name, fault in zip(names, faults, strict=True):
            said = f"the interpreter {fault.reason}" if isinstance(fault, apart.Lost) else fault
            yield Tried(f"{module.file.relative_to(folder)}: {name}", said)


def _targets(rule_file: Path) -> list[Path]:
    """Files of the same name with another suffix, or with `.test` in it."""
    beside = rule_file.parent.glob(f"{rule_file.stem}.*")
    return sorted(file for file in beside if file.is_file() and file != rule_file and file.suffix != ".rego")


def _tried(pack: rules.RuleSet, target: Path, name: Path) -> Tried:
    text = target.read_text("utf-8", "replace")
    wanted, clean = _expected(text)
    known = pack.by_id()
    if unknown := sorted({rule for _, rule in wanted | clean} - set(known)):
        return Tried(str(name), f"it speaks of {unknown[0]}, which no rule is called")
    found = _found(pack, target)
    missed = (f"line {line}: {rule} does not find it" for line, rule in sorted(wanted - found))
    spoken_of = {rule for _, rule in wanted | clean}
    too_much = (f"line {line}: {rule} finds it" for line, rule in sorted(found - wanted) if rule in spoken_of)
    return Tried(str(name), "; ".join((*missed, *too_much)))


def _expected(text: str) -> tuple[set[tuple[int, str]], set[tuple[int, str]]]:
    """(line, rule) to be found, and not to be found: each comment speaks of the next line that is none of these."""
    found: dict[str, set[tuple[int, str]]] = {"ruleid": set(), "ok": set()}
    waiting: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if comments := _EXPECTED.findall(line):
            waiting += [(kind, name.strip()) for kind, names in comments for name in names.split(",")]
        elif line.strip():
            for kind, name in waiting:
                found[kind].add((number, name))
            waiting = []
    return found["ruleid"], found["ok"]


def _found(pack: rules.RuleSet, target: Path) -> set[tuple[int, str]]:
    with tempfile.TemporaryDirectory(prefix="sekisho-") as name:
        copy = Path(name) / f"0{languages.suffix_for(target.name)}"
        copy.write_bytes(target.read_bytes())
        wanted = Target(copy, languages.analyzers(target.name, pack.languages))
        ids = {rule for rule, analyzers, _ in pack.lean if analyzers.intersection(wanted.analyzers)}
        answers = analyse([Engine(choose(), EngineLimits())], [Job(pack.only(ids), [wanted])]) if ids else {}
        return {(match.place.start_line, match.rule) for answer in answers.values() for match in answer.matches}


def _fault(modules: Sequence[rego.Module], module: rego.Module, name: str) -> str:
    """Why the test does not hold; "" where it does.

    The interpreter crashes on calls under `with` (regopy 1.5): a test whose `with input as …` all say the same is asked
    without them, that input set.
    """
    source, given = alone(module.source, name)
    machine = rego.interpreter(
        [rego.Module(one.file, one.package, source) if one is module else one for one in modules]
    )
    if given:
        machine.set_input(_value(machine, module.package, given))
    try:
        said = rego.asked(machine, f"data.{module.package}.{name}")
    except ValueError as error:
        return str(error)
    return "" if said is True else "it is not true"


def alone(source: str, name: str) -> tuple[str, str]:
    """The module with one test of its tests, without its `with input as …`, and what they give it.

    Where they give it several things they stay, and nothing is given.
    """
    places = [found.start() for found in re.finditer(r"^\w", source, re.MULTILINE)]
    kept, given = source[: places[0]], set[str]()
    for start, end in pairwise([*places, len(source)]):
        rule = source[start:end]
        if re.match(rf"{name}\b", rule):
            rule, terms = _without_input(rule)
            given |= terms
        kept += "" if _TEST_RULE.match(rule) and not re.match(rf"{name}\b", rule) else rule
    return kept, given.pop() if len(given) == 1 else ""


def _without_input(rule: str) -> tuple[str, set[str]]:
    given, kept, at = set[str](), "", 0
    while found := _WITH_INPUT.search(rule, at):
        term = _term(rule, found.end())
        given.add(term)
        kept, at = kept + rule[at : found.start()], found.end() + len(term)
    return (kept + rule[at:], given) if len(given) == 1 else (rule, set())


def _term(text: str, at: int) -> str:
    """A reference, or an object or list with all that is in it."""
    if text[at : at + 1] not in ("{", "["):
        found = re.compile(r"[\w.]+").match(text, at)
        return found[0] if found else ""
    depth, quoted, end = 0, "", at
    for end in range(at, len(text)):
        sign = text[end]
        if quoted:
            quoted = "" if sign == quoted and text[end - 1] != "\\" else quoted
        elif sign in '"`':
            quoted = sign
        else:
            depth += (sign in "{[") - (sign in "}]")
        if depth == 0:
            break
    return text[at : end + 1]


def _value(machine: Any, package: str, term: str) -> Any:
    """What a term stands for: written out, of the test's own package, or of another's."""
    if term[0] in "{[":
        return rego.asked(machine, term)
    return rego.asked(machine, term if term.startswith("data.") else f"data.{package}.{term}")


def _untested(folder: Path) -> list[str]:
    """Rules and packages that no test speaks of."""
    everything = "\n".join(file.read_text("utf-8", "replace") for file in folder.rglob("*") if _is_test(file))
    names = [*rules.load([folder]).by_id(), *(module.package for module in rego.modules(folder))]
    return [name for name in names if not re.search(rf"\b{re.escape(name)}\b", everything)]


def _is_test(file: Path) -> bool:
    if file.suffix == ".rego":
        return file.name.endswith("_test.rego")
    return file.is_file() and (".test" in file.suffixes or file.suffix not in (".yaml", ".yml"))
