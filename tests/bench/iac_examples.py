"""Infrastructure policy on the examples of trivy-checks, cfn_nag and zizmor, beside Checkov's command line.

`SEKISHO_TRIVY_CHECKS`, `SEKISHO_CFN_NAG` and `SEKISHO_ZIZMOR` are git repositories of theirs, with or without a work
tree. What is not there is said. Each class has examples that are to be found in and examples that are not, as whole
files: a class is **covered well** where one rule finds something in so many of the bad files, less the share of good
files in which it does, too, that 0.8 remains. Their labels are one tool's opinion, and no truth.
zizmor's tests name the lines, too, and are counted as KICS' are (`iac.score`).
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from checks.iac.model import Framework
from checks.iac.policies import Table
from tests.bench.iac import ENOUGH, Found, Mark, by_checkov, by_us, committed, report

_FRAMEWORKS = {"terraform": (Framework.TERRAFORM, "main.tf"), "cloudformation": (Framework.CLOUDFORMATION, "template")}
_SNAPSHOT = re.compile(
    r'input_under_test\(\s*"([^"]+)",?\s*\)(?:(?!input_under_test).)*?@r?(#*)"(.*?)"\2\s*,?\s*\)', re.DOTALL
)
"""The one file that a test of zizmor's looks at, and what it is to say of it."""
_TOLD = re.compile(r"^\s*\w+\[([\w-]+)\]:.*\n\s+--> @@INPUT@@:(\d+):", re.MULTILINE)
"""An audit, and its line."""
_CASE = re.compile(
    r"read_test_template\(?\s*['\"]([^'\"]+)['\"].*?expect(?:ed_\w+ = |\([^)]*\)\.to eq )(%w\[[^]]*\]|\[[^]]*\])",
    re.DOTALL,
)
"""A template's path and what the rule is to answer about it, in cfn_nag's specifications."""


@dataclass(frozen=True, slots=True)
class Example:
    """One file of a class."""

    kind: str
    """The class."""
    bad: bool
    name: str
    content: bytes


def main() -> None:
    """Prints a table a source and framework."""
    names = ("SEKISHO_TRIVY_CHECKS", "SEKISHO_CFN_NAG", "SEKISHO_ZIZMOR")
    trivy, cfn_nag, zizmor = (os.environ.get(name, "") for name in names)
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        if Path(trivy).is_dir() and trivy:
            root = _checked_out(trivy, Path(folder) / "trivy")
            for framework in _FRAMEWORKS:
                _compare(f"trivy-checks, {framework}", framework, list(_of_trivy(root, framework)))
        else:
            print("trivy-checks: skipped; set SEKISHO_TRIVY_CHECKS")
        if Path(cfn_nag).is_dir() and cfn_nag:
            _compare("cfn_nag", "cloudformation", list(_of_cfn_nag(_checked_out(cfn_nag, Path(folder) / "nag"))))
        else:
            print("cfn_nag: skipped; set SEKISHO_CFN_NAG")
        if Path(zizmor).is_dir() and zizmor:
            _compare_audits(_checked_out(zizmor, Path(folder) / "zizmor") / "crates/zizmor/tests/integration")
        else:
            print("zizmor: skipped; set SEKISHO_ZIZMOR")


def _checked_out(repository: str, folder: Path) -> Path:
    folder.mkdir()
    archive = subprocess.run(["git", "-C", repository, "archive", "HEAD"], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    return folder


def _of_trivy(root: Path, framework: str) -> Iterator[Example]:
    """Each policy has its examples in a file beside it."""
    for file in sorted((root / "checks" / "cloud").rglob("*.yaml")):
        said = (yaml.safe_load(file.read_text()) or {}).get(framework) or {}
        for bad, key in ((True, "bad"), (False, "good")):
            for text in said.get(key) or ():
                name = _FRAMEWORKS[framework][1]
                name += "" if framework == "terraform" else ".json" if text.lstrip().startswith("{") else ".yaml"
                yield Example(str(file.relative_to(root)), bad, name, text.encode())


def _of_cfn_nag(root: Path) -> Iterator[Example]:
    """Each rule's specification names templates, with the resources that the rule is to answer."""
    for file in sorted((root / "spec" / "custom_rules").glob("*_spec.rb")):
        for path, answer in _CASE.findall(file.read_text()):
            template = root / "spec" / "test_templates" / path
            if template.is_file():
                yield Example(
                    file.stem, bool(re.search(r"\w", answer.removeprefix("%w"))), template.name, template.read_bytes()
                )


def _compare(title: str, framework: str, examples: Sequence[Example]) -> None:
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        names: dict[str, tuple[str, str]] = {}
        for number, example in enumerate(examples):
            path = f"{number}/{example.name}"
            names[path] = (example.kind, path)
            (Path(folder) / path).parent.mkdir()
            (Path(folder) / path).write_bytes(example.content)
        committed(Path(folder))
        ours = by_us(Path(folder), names, _FRAMEWORKS[framework][0])
        checkov = by_checkov(Path(folder), names, framework)
    kinds: dict[str, list[tuple[bool, str]]] = {}
    for number, example in enumerate(examples):
        kinds.setdefault(example.kind, []).append((example.bad, f"{number}/{example.name}"))
    judged = {kind: files for kind, files in kinds.items() if any(bad for bad, _ in files)}
    scores = {kind: _score(kind, files, ours) for kind, files in judged.items()}
    theirs = [_score(kind, files, checkov) for kind, files in judged.items()]
    print(
        f"{title}: {_share(scores.values()):.0%} of {len(judged)} classes well; Checkov's command line "
        f"{_share(theirs):.0%}"
    )
    missing = [f"{kind} {value:.1f}" for kind, value in sorted(scores.items()) if value < ENOUGH]
    print(f"  not covered: {'; '.join(missing)}")


def _compare_audits(tests: Path) -> None:
    """zizmor's: an audit is a class; of the files of its tests it has those lines, or none."""
    told: dict[str, dict[str, set[int]]] = {}
    for test in sorted((tests / "audit").glob("*.rs")):
        audit = test.stem.replace("_", "-")
        for file, _, said in _SNAPSHOT.findall(test.read_text()):
            if (tests / "test-data" / file).is_file():
                lines = {int(line) for ident, line in _TOLD.findall(said) if ident == audit}
                told.setdefault(audit, {}).setdefault(file, set()).update(lines)
    classes = [_as_class(audit, files) for audit, files in told.items() if any(files.values())]
    ours: dict[tuple[str, str], list[Mark]] = {}
    checkov: dict[tuple[str, str], list[Mark]] = {}
    audits = _audits()
    for batch in _batches([(row["path"], file) for row in classes for file in told[row["path"]]]):
        with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
            for path, (_, file) in batch.items():
                (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / path).write_bytes((tests / "test-data" / file).read_bytes())
            committed(Path(folder))
            for name, marks in by_us(Path(folder), batch, Framework.GITHUB).items():
                ours[name] = [replace(mark, rule=audits.get(mark.rule.rpartition("/")[2], mark.rule)) for mark in marks]
            checkov |= {name: list(marks) for name, marks in by_checkov(Path(folder), batch, "github_actions").items()}
    used = set(audits.values())
    report("zizmor", [row for row in classes if row["path"] in used], ours, checkov)
    print("  left out on purpose: " + ", ".join(sorted(row["path"] for row in classes if row["path"] not in used)))


def _audits() -> dict[str, str]:
    """Rule -> the audit of zizmor's that it stands for: several do for one."""
    policies = Table().policies.values()
    return {policy.id: name.partition(":")[0] for policy in policies for name in policy.engines.get("zizmor", ())}


def _batches(files: Iterable[tuple[str, str]]) -> list[dict[str, tuple[str, str]]]:
    """Where each file lies, apart from all others; of Dependabot's settings a repository has one."""
    batches: list[dict[str, tuple[str, str]]] = [{}]
    for number, name in enumerate(files):
        base = Path(name[1]).name
        if base.startswith("dependabot."):
            batches.append({f".github/{base}": name})
        else:
            batches[0][f"{number}/{base}" if base.startswith("action.") else f".github/workflows/{number}-{base}"] = (
                name
            )
    return batches


def _as_class(audit: str, files: Mapping[str, set[int]]) -> dict[str, Any]:
    expected = [{"file": file, "line": line} for file, lines in files.items() for line in sorted(lines)]
    return {"query": audit, "path": audit, "expected": expected, "negative_files": [n for n in files if not files[n]]}


def _score(kind: str, files: Iterable[tuple[bool, str]], found: Found) -> float:
    hit, wrong = Counter[str](), Counter[str]()
    bad = good = 0
    for is_bad, file in files:
        (hit if is_bad else wrong).update({mark.rule for mark in found.get((kind, file), ())})
        bad, good = bad + is_bad, good + (not is_bad)
    return max((count / bad - wrong[rule] / max(1, good) for rule, count in hit.items()), default=0.0)


def _share(scores: Iterable[float]) -> float:
    values = list(scores)
    return sum(value >= ENOUGH for value in values) / max(1, len(values))


if __name__ == "__main__":
    main()
