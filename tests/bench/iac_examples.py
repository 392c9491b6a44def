"""Infrastructure policy on trivy-checks' examples and cfn_nag's specifications, beside Checkov's command line.

`SEKISHO_TRIVY_CHECKS` and `SEKISHO_CFN_NAG` are git repositories of theirs, with or without a work tree. What is not
there is said. Each class has examples that are to be found in and examples that are not, as whole files: a class is
**covered well** where one rule finds something in so many of the bad files, less the share of good files in which it
does, too, that 0.8 remains. Their labels are one tool's opinion, and no truth.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from checks.iac.model import Framework
from tests.bench.iac import ENOUGH, Found, by_checkov, by_us, committed

_FRAMEWORKS = {"terraform": (Framework.TERRAFORM, "main.tf"), "cloudformation": (Framework.CLOUDFORMATION, "template")}
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
    trivy, cfn_nag = (os.environ.get(name, "") for name in ("SEKISHO_TRIVY_CHECKS", "SEKISHO_CFN_NAG"))
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
