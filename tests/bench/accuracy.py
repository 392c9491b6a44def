"""Measures how right the static analysis is: OWASP BenchmarkPython, real fixes read backwards, ordinary changes.

Public suites are read from `SEKISHO_SUITES`, a folder of `owner/name` checkouts or bare `owner/name.git`; what is
not there is skipped and said. Nothing of the suites is kept or committed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checks.interface import Entry, Finding, Severity, Side
from checks.static_analysis import StaticAnalysis, rules
from tests.bench.suites import Files, Pair, pair, repository
from tests.bench.weaknesses import CATEGORIES, FIXES

BENCHMARK = "pilot-iast/BenchmarkPython"
_BATCH = 250
"""Files that one call of the engine judges."""

Judged = Mapping[str, tuple[Finding, ...]]
Analyse = Callable[[Files], Judged]
"""Path -> content in, path -> findings out: the one door to the analysis."""


# ---- The analysis ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Tree:
    """Files in memory as one commit. Fills checks.interface.Snapshot."""

    files: Files
    sha: str = "memory"

    def entries(self) -> Mapping[str, Entry]:
        return {path: Entry(hashlib.sha1(content).hexdigest(), "100644") for path, content in self.files.items()}

    def entry(self, path: str) -> Entry | None:
        content = self.files.get(path)
        return None if content is None else Entry(hashlib.sha1(content).hexdigest(), "100644")

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


@dataclass(frozen=True)
class _Addition:
    """Everything is new. Fills checks.interface.ChangeSet."""

    head: _Tree
    base: _Tree = field(default_factory=lambda: _Tree({}, ""))
    commits: tuple[str, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> Mapping[Side, frozenset[str]]:
        return {Side.BASE: frozenset(), Side.HEAD: frozenset(self.head.files)}


def analysis(packs: Sequence[Path] = (rules.OWN,)) -> Analyse:
    """The static analysis with these rule packs, over files in memory."""
    check = StaticAnalysis(packs)

    def analyse(files: Files) -> Judged:
        found: dict[str, tuple[Finding, ...]] = {}
        for batch in _batches(sorted(files), _BATCH):
            change = _Addition(_Tree({path: files[path] for path in batch}))
            units = [unit for unit in check.units(change) if not unit.left_out]
            found |= {result.unit.paths[0]: result.findings for result in check.judge(change, units)}
        return found

    return analyse


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


# ---- Changes -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Read:
    """What a change introduces, read forwards and read backwards."""

    forwards: tuple[Finding, ...]
    backwards: tuple[Finding, ...]


def read(changes: Sequence[Pair], analyse: Analyse) -> list[Read]:
    """For each change, findings(after) - findings(before) and the other way round, as multisets, like the service."""
    files: dict[str, bytes] = {}
    for number, change in enumerate(changes):
        files |= {f"{number}/before/{path}": content for path, content in change.before.items()}
        files |= {f"{number}/after/{path}": content for path, content in change.after.items()}
    judged = analyse(files)
    return [_difference(number, change, judged) for number, change in enumerate(changes)]


def _difference(number: int, change: Pair, judged: Judged) -> Read:
    before = {path: judged.get(f"{number}/before/{path}", ()) for path in change.before}
    after = {change.renames.get(path, path): judged.get(f"{number}/after/{path}", ()) for path in change.after}
    return Read(tuple(_new(before, after)), tuple(_new(after, before)))


def _new(before: Judged, after: Judged) -> Iterator[Finding]:
    known = Counter((path, one.rule, one.subject) for path, found in before.items() for one in found)
    for path, found in after.items():
        for one in found:
            known[path, one.rule, one.subject] -= 1
            if known[path, one.rule, one.subject] < 0:
                yield one


# ---- OWASP BenchmarkPython -------------------------------------------------------------------------------------------
def benchmark(root: Path, analyse: Analyse) -> list[list[str]]:
    """A row per category: name, cases, true and false positive rate, Youden index; the average last."""
    expected = _expected(root)
    judged = analyse({f"{name}.py": (root / "testcode" / f"{name}.py").read_bytes() for name, _, _ in expected})
    cases: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for name, category, real in expected:
        cwes = {cwe for one in judged.get(f"{name}.py", ()) for cwe in one.cwe}
        cases[category][real, bool(cwes & CATEGORIES[category])] += 1
    rates = {category: _rates(counted) for category, counted in sorted(cases.items())}
    average = [sum(column) / len(rates) for column in zip(*rates.values(), strict=True)]
    rows = [(category, cases[category].total(), rates[category]) for category in rates]
    rows.append(("average", len(expected), tuple(average)))
    return [[name, str(number), *(f"{rate:.2f}" for rate in three)] for name, number, three in rows]


def _expected(root: Path) -> list[tuple[str, str, bool]]:
    (table,) = sorted(root.glob("expectedresults-*.csv"))
    lines = [line for line in csv.reader(table.read_text().splitlines()) if line and not line[0].startswith("#")]
    return [(line[0], line[1], line[2] == "true") for line in lines]


def _rates(counted: Mapping[tuple[bool, bool], int]) -> tuple[float, ...]:
    """True positive rate, false positive rate, Youden index."""
    found, missed = counted[True, True], counted[True, False]
    alarms, quiet = counted[False, True], counted[False, False]
    hit, alarm = found / ((found + missed) or 1), alarms / ((alarms + quiet) or 1)
    return hit, alarm, hit - alarm


# ---- Real fixes, read backwards --------------------------------------------------------------------------------------
def fixes(table: Path, suites: Path, analyse: Analyse) -> tuple[list[list[str]], list[str], list[list[str]]]:
    """A row per class, the repositories that are missing, and what was found in each fix (for looking closer)."""
    listed = [row for row in csv.DictReader(table.open()) if row["class"] in FIXES]
    missing = sorted({row["repo"] for row in listed if repository(suites, row["repo"]) is None})
    listed = [row for row in listed if row["repo"] not in missing]
    pairs = [pair(repository(suites, row["repo"]) or suites, row["parent"], row["fix_commit"]) for row in listed]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    details = []
    for row, one in zip(listed, read(pairs, analyse), strict=True):
        facts = _facts(one, FIXES[row["class"]])
        counted[row["class"]].update(facts)
        counted["all"].update(facts)
        details.append([row["idx"], row["repo"], row["class"], _names(one.backwards), _names(one.forwards)])
    classes = [*sorted(set(counted) - {"all"}), *(["all"] if counted else [])]
    return [_fix_row(name, counted[name]) for name in classes], missing, details


def _facts(one: Read, right: frozenset[str]) -> Counter[str]:
    facts = {
        "fixes": True,
        "found": any(right & set(finding.cwe) for finding in one.backwards),
        "found, any class": bool(one.backwards),
        "flagged": any(right & set(finding.cwe) for finding in one.forwards),
        "flagged, any": bool(one.forwards),
    }
    return Counter(fact for fact, holds in facts.items() if holds)


def _names(found: Iterable[Finding]) -> str:
    return ", ".join(f"{one.rule}@{one.path.split('/')[-1]}:{one.start_line}" for one in found) or "-"


def _fix_row(name: str, counted: Mapping[str, int]) -> list[str]:
    total = counted["fixes"]
    facts = ("found", "found, any class", "flagged", "flagged, any")
    return [name, str(total), *(f"{counted[fact]} ({counted[fact] / total:.0%})" for fact in facts)]


# ---- Noise -----------------------------------------------------------------------------------------------------------
def noise(table: Path, repo: Path, analyse: Analyse) -> tuple[list[str], list[tuple[str, Finding]]]:
    """Introduced findings of each severity per 100 ordinary merged changes, and the findings with their commits."""
    rows = list(csv.DictReader(table.open()))
    found = [one.forwards for one in read([pair(repo, row["base"], row["head"]) for row in rows], analyse)]
    counted = Counter(one.severity for findings in found for one in findings)
    rate = [f"{100 * counted[severity] / len(rows):.1f}" for severity in _SEVERITIES]
    whole = f"{100 * sum(counted.values()) / len(rows):.1f}"
    named = [(row["head"], one) for row, findings in zip(rows, found, strict=True) for one in findings]
    return [table.stem.removesuffix("_prs"), str(len(rows)), *rate, whole], named


_SEVERITIES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO)


# ---- Front door ------------------------------------------------------------------------------------------------------
def main(argv: Sequence[str] | None = None) -> int:
    """Prints the tables of the suites that are there."""
    options = _options(argv)
    suites = Path(os.environ.get("SEKISHO_SUITES", "suites"))
    analyse = analysis(options.rules or (rules.OWN,))
    _print_benchmark(suites, analyse)
    if options.fixes:
        _print_fixes(options.fixes, suites, analyse, options.verbose)
    if options.streams:
        _print_noise(options.streams, suites, analyse, options.verbose)
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.accuracy", description=__doc__)
    parser.add_argument("--fixes", type=Path, help="CSV with idx, repo, fix_commit, parent, class")
    parser.add_argument("--streams", type=Path, nargs="*", help="CSVs owner+name_prs.csv with base, head")
    parser.add_argument("--rules", type=Path, nargs="*", help="rule packs instead of our own")
    parser.add_argument("--verbose", action="store_true", help="name every finding")
    return parser.parse_args(argv)


def _print_benchmark(suites: Path, analyse: Analyse) -> None:
    root = repository(suites, BENCHMARK)
    if root is None or not (root / "testcode").is_dir():
        print(_how_to_get([BENCHMARK], suites))
        return
    print("OWASP BenchmarkPython (true positive rate, false positive rate, Youden index)")
    _print_table([["category", "cases", "TPR", "FPR", "Youden"], *benchmark(root, analyse)])


def _print_fixes(table: Path, suites: Path, analyse: Analyse, verbose: bool) -> None:
    rows, missing, details = fixes(table, suites, analyse)
    if missing:
        print(_how_to_get(missing, suites))
    print("Real fixes (found: read backwards, the weakness is introduced; flagged: read forwards, the fix is)")
    _print_table([["class", "fixes", "found", "found, any class", "flagged", "flagged, any"], *rows])
    if verbose:
        _print_table([["row", "repository", "class", "found", "flagged"], *details])


def _print_noise(tables: Sequence[Path], suites: Path, analyse: Analyse, verbose: bool) -> None:
    rows, named = [], []
    for table in tables:
        name = table.stem.removesuffix("_prs").replace("+", "/")
        repo = repository(suites, name)
        if repo is None:
            print(_how_to_get([name], suites))
            continue
        row, found = noise(table, repo, analyse)
        rows.append(row)
        named += found
    print("Noise: introduced findings per 100 ordinary merged changes")
    _print_table([["repository", "changes", *(severity.value for severity in _SEVERITIES), "all"], *rows])
    for head, one in named if verbose else ():
        print(
            f"{head[:10]} {one.severity} {one.rule} {one.path.split('/', 2)[-1]}:{one.start_line} {one.subject[:100]}"
        )


def _how_to_get(names: Sequence[str], suites: Path) -> str:
    lines = [f"  git clone https://github.com/{name} {suites / name}" for name in names]
    return "\n".join(["Skipped, because they are not in SEKISHO_SUITES; to get them:", *lines])


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print()


if __name__ == "__main__":
    raise SystemExit(main())
