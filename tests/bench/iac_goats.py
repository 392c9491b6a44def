"""Repositories that are broken on purpose: what is told of them beside Checkov's command line, and a sample to judge.

`SEKISHO_GOATS` is a folder of git checkouts (terragoat, cfngoat, kubernetes-goat …); without it nothing is measured.
A problem of Checkov's is told if the table's policy for it has a finding within the lines that Checkov names. What the
table leaves out on purpose counts apart. `SEKISHO_SAMPLE` is how many findings are shown with their lines: a finding
sits right if it names the attribute that is wrong, or the first line of the block where something is missing.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from checks.iac import home
from checks.iac.policies import Table
from tests.bench.iac import review

_SEED = 4
_FRAMEWORKS = "terraform,cloudformation,kubernetes,dockerfile,github_actions,serverless,arm,bicep"


def main() -> None:
    """Prints shares and the sample."""
    folder = os.environ.get("SEKISHO_GOATS", "")
    repositories = sorted(git.parent for git in Path(folder).glob("*/.git")) if folder else []
    if not repositories:
        print("goats: skipped; set SEKISHO_GOATS to a folder of git checkouts")
        return
    found: list[tuple[Path, Mapping[str, Any]]] = []
    for repository in repositories:
        with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
            _lay_out(repository, Path(name))
            ours = review(Path(name))["findings"]
            _compare(repository.name, ours, list(_checkov(Path(name))))
        found += [(repository, one) for one in ours]
    _sample(found, int(os.environ.get("SEKISHO_SAMPLE", "100")))


def _lay_out(repository: Path, folder: Path) -> None:
    """What is checked out, in one commit: copies without all of their history have no other."""
    listed = subprocess.run(["git", "-C", str(repository), "ls-files", "-z"], capture_output=True, check=True).stdout
    for path in filter(None, listed.decode().split("\0")):
        if (repository / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(repository / path, folder / path)
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "broken on purpose"]):
        subprocess.run(["git", "-C", str(folder), *identity, *command], check=True)


def _checkov(folder: Path) -> Iterator[Mapping[str, Any]]:
    checkov = home.python().with_name("checkov")
    command = [str(checkov), "-d", str(folder), "--framework", *_FRAMEWORKS.split(","), "-o", "json", "--quiet"]
    done = subprocess.run([*command, "--compact", "--skip-download"], capture_output=True, text=True)
    answer = json.loads(done.stdout)
    for report in answer if isinstance(answer, list) else [answer]:
        yield from report.get("results", {}).get("failed_checks", ())


def _compare(name: str, ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> None:
    table = Table()
    told, missed, left_out, meant = 0, Counter[str](), Counter[str](), set[int]()
    for one in theirs:
        policy = table.meant_by("checkov", one["check_id"])
        path, (start, end) = one["file_path"].lstrip("/"), one["file_line_range"]
        if policy is None:
            left_out[one["check_id"]] += 1
            continue
        same = {
            number
            for number, mine in enumerate(ours)
            if mine["rule"] == policy.id and mine["path"] == path and start <= mine["start_line"] <= end
        }
        meant |= same
        told += bool(same)
        missed.update([] if same else [f"{policy.id} ({one['check_id']} {path}:{start})"])
    asked = len(theirs) - sum(left_out.values())
    print(f"{name}: {told} of Checkov's {asked} problems told ({told / max(1, asked):.0%}),", end=" ")
    print(f"{sum(left_out.values())} left out on purpose; {len(ours)} findings, {len(ours) - len(meant)} besides")
    print("".join(f"  missed {count} {what}\n" for what, count in missed.most_common()), end="")
    print("".join(f"  left out {count} {what}\n" for what, count in left_out.most_common()), end="")
    besides = Counter(one["rule"] for number, one in enumerate(ours) if number not in meant)
    print("  besides: " + ", ".join(f"{rule} {count}" for rule, count in besides.most_common(25)))


def _sample(found: Sequence[tuple[Path, Mapping[str, Any]]], size: int) -> None:
    """To be judged by reading."""
    for repository, one in random.Random(_SEED).sample(found, min(size, len(found))):
        lines = (repository / one["path"]).read_text(errors="replace").splitlines()
        line = lines[one["start_line"] - 1].strip()[:90] if one["start_line"] <= len(lines) else ""
        place = f"{repository.name}/{one['path']}:{one['start_line']}-{one['end_line']}"
        print(f"  {one['rule']} | {place} | {line}")


if __name__ == "__main__":
    main()
