"""How right infrastructure policy is: KICS' labelled examples beside Checkov's command line, and ordinary changes.

`SEKISHO_KICS` is a checkout of KICS, `SEKISHO_KICS_LABELS` a file with a class a line (query, path, platform, expected
(file, line), positive_files, negative_files). `SEKISHO_INFRASTRUCTURE` is a folder of git repositories. What is not
there is said. Labels are one tool's opinion, and no truth.

A class is **covered well** where one rule has a finding on at least so many of the expected (file, line) pairs, less
the share of clean files in which the same rule finds anything, that 0.8 remains. A finding is on a line if the block
(resource, instruction, service) that it stands in holds the line: a block is all that Checkov tells. `exact` asks for
the finding's own lines instead. Each file is judged by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.iac import home
from checks.iac.model import Framework
from checks.iac.reading import read

ENOUGH, GOAL, MOST_ENFORCED = 0.8, 0.55, 3
_PLATFORMS = {
    "terraform": ("terraform", Framework.TERRAFORM),
    "cloudFormation": ("cloudformation", Framework.CLOUDFORMATION),
    "k8s": ("kubernetes", Framework.KUBERNETES),
    "dockerfile": ("dockerfile", Framework.DOCKERFILE),
    "dockerCompose": ("", Framework.COMPOSE),
    "cicd": ("github_actions", Framework.GITHUB),
}
"""KICS' word -> Checkov's ("": it has none), ours."""
_AIMED = ("terraform", "cloudFormation", "k8s", "dockerfile")
_CHANGES = 100
_SUFFIXES = (".tf", ".tofu", ".yaml", ".yml", ".json", "Dockerfile", ".bicep", ".tfvars")
_LEFT_OUT = (
    ("BOM - ", "a list of what there is, and nothing wrong"),
    ("Beta - Databricks", "sizes and kinds of clusters, no security"),
    ("Name Is Not Snake Case", "taste"),
    ("Variable Without", "taste"),
    ("Restart Policy On Failure", "a number of restarts is no security"),
    ("Resource Not Using Tags", "each organisation's own; a policy of its own says it better"),
    ("Without Tags", "each organisation's own"),
    ("Multiple RUN, ADD, COPY", "layers are no security"),
    ("Chown Flag Exists", "the advice is wrong: the flag is what the documentation recommends"),
)
"""How queries begin, or what they hold, that are left out on purpose, and why. They count as not covered."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding."""

    rule: str
    start: int
    end: int
    block: tuple[int, int]


Found = Mapping[tuple[str, str], Sequence[Mark]]
"""(class' path, file) -> what was found."""


def main() -> None:
    """Prints both parts."""
    _labels()
    print()
    _noise()


def _labels() -> None:
    kics, labels = (os.environ.get(name, "") for name in ("SEKISHO_KICS", "SEKISHO_KICS_LABELS"))
    if not Path(kics).is_dir() or not Path(labels).is_file():
        print("labels: skipped; set SEKISHO_KICS and SEKISHO_KICS_LABELS")
        return
    rows = [json.loads(line) for line in Path(labels).read_text().splitlines()]
    for platform, (theirs, framework) in _PLATFORMS.items():
        classes = [row for row in rows if row["platform"] == platform and row["expected"]]
        with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
            names = _lay_out(Path(folder), Path(kics), classes)
            ours = by_us(Path(folder), names, framework)
            checkov = by_checkov(Path(folder), names, theirs) if theirs else {}
        report(platform, classes, ours, checkov)


def _lay_out(folder: Path, kics: Path, classes: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Each file in a folder of its own, in a commit: its path there -> (class' path, file)."""
    names: dict[str, tuple[str, str]] = {}
    for row in classes:
        files = {*row["positive_files"], *row["negative_files"], *(one["file"] for one in row["expected"])}
        for file in sorted(filter(None, files)):
            source = kics / "assets" / "queries" / row["path"] / "test" / file
            if source.is_file():
                path = _named(row["platform"], len(names), source.name)
                names[path] = (row["path"], file)
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(source.read_bytes())
    committed(folder)
    return names


def committed(folder: Path) -> None:
    """Makes a repository of a folder."""
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "labelled"]):
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        subprocess.run(["git", "-C", str(folder), *identity, *command], check=True)


def _named(platform: str, number: int, name: str) -> str:
    """As such a file is called, apart from all others."""
    if platform == "cicd":
        return f".github/workflows/{number}-{name}"
    return f"{number}/{ {'dockerfile': 'Dockerfile', 'dockerCompose': 'compose.yaml'}.get(platform, name) }"


def review(repo: Path, *arguments: str) -> Mapping[str, Any]:
    """The command line on a repository, as anybody would look; `arguments` go to it as they are."""
    command = [sys.executable, "-m", "bot", "review", "--repo", str(repo), "--check", "iac", "--format", "json"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True)
    if done.returncode not in (0, 1, 2) or not done.stdout:
        raise RuntimeError(f"`{' '.join([*command, *arguments])}` failed: {done.stderr[-500:]}")
    return dict(json.loads(done.stdout))


def by_us(folder: Path, names: Mapping[str, tuple[str, str]], framework: Framework) -> Found:
    """By the command line, as anybody would look."""
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    blocks: dict[str, list[tuple[int, int]]] = {}
    for one in review(folder)["findings"]:
        path, start, end = one["path"], one["start_line"], one["end_line"]
        if path not in blocks:
            resources = read(framework, {path: (folder / path).read_bytes()}).resources
            blocks[path] = [(node.start_line, node.end_line) for node in (resource.node for resource in resources)]
        around = [block for block in blocks[path] if block[0] <= start <= block[1]]
        found[names[path]].append(Mark(one["rule"], start, end, max(around, key=_length, default=(start, end))))
    return found


def _length(block: tuple[int, int]) -> int:
    return block[1] - block[0]


def by_checkov(folder: Path, names: Mapping[str, tuple[str, str]], framework: str) -> Found:
    """Its command line, once over all files."""
    checkov = home.python().with_name("checkov")
    command = [str(checkov), "-d", str(folder), "--framework", framework, "-o", "json", "--quiet", "--compact"]
    answer = json.loads(subprocess.run([*command, "--skip-download"], capture_output=True, text=True).stdout)
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for report in answer if isinstance(answer, list) else [answer]:
        for one in report.get("results", {}).get("failed_checks", ()):
            start, end = one["file_line_range"]
            if name := names.get(one["file_path"].lstrip("/")):
                found[name].append(Mark(one["check_id"], start, end, (start, end)))
    return found


def score(row: Mapping[str, Any], found: Found, exact: bool = False) -> tuple[float, str]:
    """How well the one best rule covers a class, and which that is; (0, "") if none does."""
    expected = {(one["file"], one["line"]) for one in row["expected"]}
    hit, wrong = Counter[str](), Counter[str]()
    for file, line in expected:
        hit.update({mark.rule for mark in found.get((row["path"], file), ()) if _on(mark, line, exact)})
    for file in row["negative_files"]:
        wrong.update({mark.rule for mark in found.get((row["path"], file), ())})
    clean = max(1, len(row["negative_files"]))
    return max(((count / len(expected) - wrong[rule] / clean, rule) for rule, count in hit.items()), default=(0.0, ""))


def _on(mark: Mark, line: int, exact: bool) -> bool:
    start, end = (mark.start, mark.end) if exact or mark.start <= line <= mark.end else mark.block
    return start <= line <= end


def report(platform: str, classes: Sequence[Mapping[str, Any]], ours: Found, checkov: Found) -> None:
    """Prints how many classes are covered well, and which are not."""
    scores = {row["query"]: score(row, ours) for row in classes}
    covered = [row for row in classes if score(row, ours)[0] >= ENOUGH]
    share = len(covered) / len(classes)
    exact = sum(score(row, ours, exact=True)[0] >= ENOUGH for row in classes) / len(classes)
    theirs = sum(score(row, checkov)[0] >= ENOUGH for row in classes) / len(classes)
    goal = f", goal {GOAL:.0%} {'met' if share >= GOAL else 'MISSED'}" if platform in _AIMED else ""
    beside = f"; Checkov's command line {theirs:.0%}" if checkov else ""
    print(f"{platform}: {len(covered)} of {len(classes)} classes well ({share:.0%}{goal}){beside}")
    print(
        f"  by exact line {exact:.0%}; of the expected lines of those covered {_exact_share(covered, ours):.0%} exact"
    )
    poor = [row["query"] for row in classes if row not in covered]
    reasons = [(query, reason) for query in poor for mark, reason in _LEFT_OUT if mark in query]
    if reasons:
        print("  left out on purpose: " + "; ".join(f"{query} ({reason})" for query, reason in sorted(reasons)))
    left = {query for query, _ in reasons}
    missing = [f"{query} {value:.1f}" for query, (value, _) in sorted(scores.items()) if value < ENOUGH]
    print(f"  not covered: {'; '.join(name for name in missing if name.rpartition(' ')[0] not in left)}")


def _exact_share(classes: Iterable[Mapping[str, Any]], found: Found) -> float:
    """Of the expected lines in whose block the best rule has a finding, how many its own lines hold."""
    near = exact = 0
    for row in classes:
        rule = score(row, found)[1]
        for file, line in {(one["file"], one["line"]) for one in row["expected"]}:
            marks = [mark for mark in found.get((row["path"], file), ()) if mark.rule == rule]
            near += any(_on(mark, line, False) for mark in marks)
            exact += any(_on(mark, line, True) for mark in marks)
    return exact / max(1, near)


def _noise() -> None:
    folder = Path(os.environ.get("SEKISHO_INFRASTRUCTURE", ""))
    repositories = [git.parent for pattern in ("*/HEAD", "*/*/HEAD", "*/.git/HEAD") for git in folder.glob(pattern)]
    if not os.environ.get("SEKISHO_INFRASTRUCTURE") or not repositories:
        print("noise: skipped; set SEKISHO_INFRASTRUCTURE to a folder of git repositories")
        return
    enforced: Counter[str] = Counter()
    changes = shown = incomplete = 0
    for repository in sorted(repositories):
        for base, head in _merged(repository, -(-_CHANGES // len(repositories))):
            answer = review(repository, "--base", base, "--head", head)
            new = [one for one in answer["findings"] if one["state"] == "introduced"]
            blocking = [one for one in new if one["enforced"]]
            changes, shown = changes + 1, shown + len(new) - len(blocking)
            incomplete += bool(answer["not_looked_at"])
            enforced.update(one["rule"] for one in blocking)
            for one in blocking:
                print(f"  {repository.name} {head[:10]} {one['path']}:{one['start_line']} {one['rule']}")
    rate = 100 * sum(enforced.values()) / max(1, changes)
    verdict = "met" if rate <= MOST_ENFORCED else "MISSED"
    print(f"{changes} merged changes: {rate:.1f} enforced findings in 100 (goal {MOST_ENFORCED} {verdict}),", end=" ")
    print(f"{100 * shown / max(1, changes):.0f} shown; {incomplete} changes not looked at in full")
    print("".join(f"  {count} {rule}\n" for rule, count in enforced.most_common()), end="")


def _merged(repository: Path, most: int) -> Iterator[tuple[str, str]]:
    """The newest changes of the main line that touch infrastructure: parent and commit. Copies without all of their
    history are told as far as they go."""
    command = ["git", "-C", str(repository), "log", "--first-parent", "--format=%x00%H %P", "--name-only", "-m"]
    text = subprocess.run([*command, "-n", "2000"], capture_output=True).stdout.decode("utf-8", "replace")
    for entry in text.split("\0")[1:]:
        head, *paths = entry.split("\n")
        commit, *parents = head.split()
        if most and parents and any(path.endswith(_SUFFIXES) for path in paths):
            most -= 1
            yield parents[0], commit


if __name__ == "__main__":
    main()
