"""How impostors are told from ordinary packages, beside the rules of peers over the same lists.

The folder that `SEKISHO_TYPOSQUATS` names holds, for pypi and npm, `positives_<registry>.csv` (name, target, tier:
`explicit` is a published pair), `negatives_<registry>.csv` (names near each other that are both honest) and
`tail_<registry>.txt` (ordinary, rarely used packages). Nothing of it comes with Sekisho.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from rapidfuzz.distance import OSA

from checks.interface import Severity
from checks.typosquats import Typosquats
from checks.typosquats.building import all_lists
from checks.typosquats.score import graded

REGISTRIES = ("pypi", "npm")
GOALS = {"pypi": (0.72, 0.020), "npm": (0.60, 0.013)}
"""Recall on published pairs, share of ordinary packages flagged."""
NEAR_MISSES, MICROSECONDS, LOADING = 0.10, 30, 0.050
SHARES = (0.002, 0.005, 0.010, 0.013, 0.020, 0.030, 0.050)
ROUNDS = 7
Score = Callable[[str], float]
"""Higher is more suspicious; below any threshold: nothing found."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is measured on."""

    published: Sequence[str]
    """For npm without scoped names: a scope belongs to its owner."""
    without_scopes: Sequence[str]
    """Of them those that were not published as a scope left out, which peers' rules do not look for."""
    tail: Sequence[str]
    near_misses: Sequence[str]


def main() -> None:
    """Prints the curves, the goals and the times; says so where there is nothing to measure on."""
    check = Typosquats()
    check.prepare()
    _print_times(check)
    folder = Path(os.environ.get("SEKISHO_TYPOSQUATS", ""))
    if not (folder / "tail_pypi.txt").is_file():
        print("recall: not measured, SEKISHO_TYPOSQUATS names no folder with names to measure on")
        return
    for registry in REGISTRIES:
        _print_registry(check, registry, _names(folder, registry))


def _print_times(check: Typosquats) -> None:
    code = "import time; from checks.typosquats.popular import popular; popular(None); s = time.perf_counter(); "
    code += "popular(None); print(time.perf_counter() - s)"
    seconds = float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    print(f"lists opened in {seconds * 1e3:.1f} ms ({_met(seconds <= LOADING, f'{LOADING * 1e3:.0f} ms')})")


def _print_registry(check: Typosquats, registry: str, names: Names) -> None:
    print(f"\n{registry}: {len(names.published)} published impostors, {len(names.tail)} ordinary packages")

    def ours(name: str) -> float:
        found = check.likeliest(registry, name)
        return found[1] if found else float("-inf")

    print(f"{'flagged of ordinary packages':>44}" + "".join(f"{share:>8.1%}" for share in SHARES))
    _print_curve("ours: recall at that share", [_recall(ours, names, share) for share in SHARES])
    popular = all_lists(None)[registry]
    for label, flags in (
        ("one edit, by length, of the first 5,000", Edits(popular[:5_000], short=5, long=10)),
        ("GuardDog's rule, first 5,000", GuardDog(popular[:5_000], registry)),
        ("GuardDog's rule, first 15,000", GuardDog(popular[:15_000], registry)),
    ):
        recall, share = _share(flags, names.published), _share(flags, names.tail)
        near, plain = _share(flags, names.near_misses), _share(flags, names.without_scopes)
        print(f"{label:>44}  {recall:.1%} at {share:.1%} (without scopes {plain:.1%}), near misses {near:.1%}")
    _print_goals(check, registry, names)
    _print_halves(ours, names, GOALS[registry][1])


def _print_goals(check: Typosquats, registry: str, names: Names) -> None:
    def from_(severity: Severity) -> Callable[[str], bool]:
        return lambda name: _severity(check, registry, name) >= severity.rank

    flagged, blocked = from_(Severity.MEDIUM), from_(Severity.HIGH)
    recall, share, near = (_share(flagged, some) for some in (names.published, names.tail, names.near_misses))
    goal_recall, goal_share = GOALS[registry]
    plain = _share(flagged, names.without_scopes)  # what the goals were set on
    met = plain >= goal_recall and share <= goal_share
    print(
        f"  as set (medium and above): recall {recall:.1%} at {share:.2%} "
        f"(without scopes {plain:.1%}; "
        f"{_met(met, f'{goal_recall:.0%} at {goal_share:.1%}')}), "
        f"near misses {near:.1%} ({_met(near <= NEAR_MISSES, f'{NEAR_MISSES:.0%}')}), "
        f"high: recall {_share(blocked, names.published):.1%} at {_share(blocked, names.tail):.2%}"
    )
    micro = min(_seconds(check, registry, names.tail) for _ in range(ROUNDS)) / len(names.tail) * 1e6
    print(f"  {micro:.0f} µs a name ({_met(micro <= MICROSECONDS, f'{MICROSECONDS} µs')})")


def _print_halves(score: Score, names: Names, share: float) -> None:
    """Thresholds taken from one half of the ordinary packages, counted on the other half of everything."""
    for half in (0, 1):
        threshold = _threshold([score(name) for name in names.tail[half::2]], share)
        recall = _share(lambda name: score(name) > threshold, names.published[1 - half :: 2])  # noqa: B023
        flagged = _share(lambda name: score(name) > threshold, names.tail[1 - half :: 2])  # noqa: B023
        print(f"  threshold from half {half + 1}, counted on the other: recall {recall:.1%} at {flagged:.1%}")


def _severity(check: Typosquats, registry: str, name: str) -> int:
    found = check.likeliest(registry, name)
    weight = graded(registry, *found) if found else None
    return weight[0].rank if weight else -1


def _recall(score: Score, names: Names, share: float) -> float:
    threshold = _threshold([score(name) for name in names.tail], share)
    return _share(lambda name: score(name) > threshold, names.published)


def _threshold(scores: Iterable[float], share: float) -> float:
    ordered = sorted(scores, reverse=True)
    return ordered[int(share * len(ordered))]


def _share(flags: Callable[[str], bool], names: Sequence[str]) -> float:
    return sum(map(flags, names)) / len(names)


def _seconds(check: Typosquats, registry: str, names: Sequence[str]) -> float:
    started = time.perf_counter()
    for name in names:
        check.likeliest(registry, name)
    return time.perf_counter() - started


def _print_curve(label: str, values: Sequence[float]) -> None:
    print(f"{label:>44}" + "".join(f"{value:>8.1%}" for value in values))


def _met(met: bool, goal: str) -> str:
    return f"goal {goal}: {'met' if met else 'MISSED'}"


def _names(folder: Path, registry: str) -> Names:
    rows = [row for row in _rows(folder / f"positives_{registry}.csv") if row["tier"] == "explicit"]
    rows = [row for row in rows if not row["name"].startswith("@")]
    return Names(
        published=[row["name"] for row in rows],
        without_scopes=[row["name"] for row in rows if row.get("technique") != "scope confusion"],
        tail=(folder / f"tail_{registry}.txt").read_text().split(),
        near_misses=[row["name"] for row in _rows(folder / f"negatives_{registry}.csv")],
    )


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    with file.open(newline="") as stream:
        yield from csv.DictReader(stream)


class Edits:
    """A name within one edit of a popular one of at least `short` letters, or two of one of at least `long`."""

    def __init__(self, popular: Sequence[str], short: int, long: int) -> None:
        self._popular = frozenset(popular)
        self._by_length: dict[int, list[str]] = {}
        for name in popular:
            self._by_length.setdefault(len(name), []).append(name)
        self._short, self._long = short, long

    def __call__(self, name: str) -> bool:
        """Whether the rule flags it."""
        if name in self._popular:
            return False
        for length in range(max(self._short, len(name) - 2), len(name) + 3):
            most = 2 if length >= self._long else 1
            near = self._by_length.get(length, ())
            if any(OSA.distance(name, other, score_cutoff=most) <= most for other in near):
                return True
        return False


class GuardDog:
    """The rule of GuardDog's detector, in our own words: one edit or swap away from a popular name, from one whose
    words between hyphens stand in another order, or (PyPI) from one with python and py exchanged or left out."""

    def __init__(self, popular: Sequence[str], registry: str) -> None:
        self._popular = frozenset(popular)
        forms = {form for name in popular for form in (name, *_orders(name), *_exchanged(name, registry))}
        self._edits = Edits(sorted(forms), short=1, long=1_000)

    def __call__(self, name: str) -> bool:
        """Whether the rule flags it."""
        return name not in self._popular and (self._edits(name) or name in self._edits._popular)


def _orders(name: str) -> Iterator[str]:
    words = name.split("-")
    if 1 < len(words) < 6:
        yield from ("-".join(order) for order in permutations(words))


def _exchanged(name: str, registry: str) -> Iterator[str]:
    if registry != "pypi":
        yield name.lower()
        return
    words = name.split("-")
    for at, word in enumerate(words):
        if "py" in word:
            other = word.replace("python", "py") if "python" in word else word.replace("py", "python")
            yield "-".join((*words[:at], other, *words[at + 1 :]))
            yield "-".join((*words[:at], *words[at + 1 :]))


if __name__ == "__main__":
    main()
