"""Secrets on CredData's labelled lines, beside detect-secrets and CredSweeper, and their speed.

`SEKISHO_CREDDATA`: a checkout of Samsung/CredData (`meta/*.csv`, `snapshot.json`). `SEKISHO_SUITES`: git directories
`owner+name/repo` or `owner/name` of the repositories that it names, with their history; those that are there are taken.
`SEKISHO_SECRET_TOOLS`: the `bin` of an environment with detect-secrets and credsweeper.
"""

from __future__ import annotations

import binascii
import csv
import hashlib
import json
import os
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.interface import Confidence, Skip
from checks.secrets import scanning
from checks.secrets.decoding import decoded

NO_CREDENTIALS = frozenset({"UUID", "AWS S3 Bucket", "Firebase Domain"})
"""Categories that are none by themselves: a true label of only these counts neither way."""
Found = Mapping[str, Iterable[tuple[int, int]]]
"""Path below the corpus -> (first, last line)."""


@dataclass(frozen=True, slots=True)
class Label:
    """A line that people judged."""

    path: str
    start: int
    end: int
    true: bool


def main() -> None:
    """Prints precision and recall on labelled lines, and milliseconds for 100 KB."""
    if not (creddata := os.environ.get("SEKISHO_CREDDATA")):
        print("skipped: SEKISHO_CREDDATA names no checkout of Samsung/CredData")
        return
    suites = Path(os.environ.get("SEKISHO_SUITES", "suites"))
    with tempfile.TemporaryDirectory(prefix="sekisho-") as name:
        corpus = Path(name)
        labels = list(_corpus(Path(creddata), suites, corpus))
        if not labels:
            print(f"skipped: none of the repositories that CredData names is in {suites}")
            return
        everything, sure = _ours(corpus)
        _say("all that is told", labels, everything)
        _say("what may block", labels, sure)
        for tool, found in _others(corpus):
            _say(tool, labels, found)


def _corpus(creddata: Path, suites: Path, corpus: Path) -> Iterator[Label]:
    """Writes the labelled files as the named commits have them."""
    for commit, url in json.loads((creddata / "snapshot.json").read_text()).items():
        slug = "/".join(url.rsplit("/", 2)[-2:])
        plus = suites / slug.replace("/", "+") / "repo"
        git = next(
            (place for place in (plus, plus / ".git", suites / slug / ".git") if (place / "HEAD").exists()), None
        )
        if git is not None:
            rows = creddata / "meta" / f"{binascii.crc32(binascii.unhexlify(commit)):08x}.csv"
            yield from _labels(git, commit[:40], rows, corpus, slug.replace("/", "+"))


def _labels(git: Path, commit: str, rows: Path, corpus: Path, name: str) -> Iterator[Label]:
    listed = subprocess.run(["git", f"--git-dir={git}", "ls-tree", "-r", "-z", commit], capture_output=True)
    entries = (line.split("\t", 1) for line in listed.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1])
    paths = {_file_id(path): (path, about.split()[2]) for about, path in entries if about.startswith("100")}
    for row in csv.DictReader(rows.open()):
        if row["FileID"] not in paths:
            continue
        path, oid = paths[row["FileID"]]
        file = corpus / name / path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shown = subprocess.run(["git", f"--git-dir={git}", "cat-file", "blob", oid], capture_output=True)
            file.write_bytes(shown.stdout)
        true = row["GroundTruth"] == "T"
        if not (true and set(row["Category"].split(":")) <= NO_CREDENTIALS):
            yield Label(f"{name}/{path}", int(row["LineStart"]), int(row["LineEnd"]), true)


def _file_id(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _ours(corpus: Path) -> tuple[Found, Found]:
    scanning.prepare()
    everything: dict[str, list[tuple[int, int]]] = defaultdict(list)
    sure: dict[str, list[tuple[int, int]]] = defaultdict(list)
    size, started = 0, time.process_time()
    for file in (one for one in corpus.rglob("*") if one.is_file()):
        path, content = str(file.relative_to(corpus)), file.read_bytes()
        size += len(content)
        try:
            found = scanning.scan(decoded(content), path.partition("/")[2])
        except Skip:
            continue
        everything[path] += [(one.line, one.end_line) for one in found]
        sure[path] += [(one.line, one.end_line) for one in found if one.confidence is not Confidence.LOW]
    spent = time.process_time() - started
    print(f"{size / 1e6:.1f} MB in {spent:.1f} s of CPU: {spent / size * 1e8:.1f} ms for 100 KB (goal: 10)")
    return everything, sure


def _others(corpus: Path) -> Iterator[tuple[str, Found]]:
    tools = os.environ.get("SEKISHO_SECRET_TOOLS")
    if not tools:
        print("beside it nothing: SEKISHO_SECRET_TOOLS names no folder with detect-secrets and credsweeper")
        return
    yield "detect-secrets", _detect_secrets(Path(tools), corpus)
    yield "CredSweeper", _credsweeper(Path(tools), corpus)


def _detect_secrets(tools: Path, corpus: Path) -> Found:
    command = [str(tools / "detect-secrets"), "-C", str(corpus), "scan", "--all-files", "--no-verify"]
    told = json.loads(subprocess.run(command, capture_output=True).stdout)["results"]
    return {path: [(one["line_number"], one["line_number"]) for one in some] for path, some in told.items()}


def _credsweeper(tools: Path, corpus: Path) -> Found:
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(
            [tools / "credsweeper", "--path", corpus, "--save-json", out.name, "--log", "error"], capture_output=True
        )
        told = json.loads(Path(out.name).read_text())
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in (line for one in told for line in one["line_data_list"]):
        found[os.path.relpath(line["path"], corpus)].append((line["line_num"], line["line_num"]))
    return found


def _say(name: str, labels: Iterable[Label], found: Found) -> None:
    """By labelled line: a line with a true and a false label is a true one."""
    judged: dict[tuple[str, int, int], bool] = defaultdict(bool)
    for label in labels:
        judged[label.path, label.start, label.end] |= label.true
    true_lines = {(path, line) for (path, start, end), true in judged.items() if true for line in range(start, end + 1)}
    hit = {(path, line) for path, some in found.items() for start, end in some for line in range(start, end + 1)}
    right = wrong = missed = 0
    for (path, start, end), true in judged.items():
        lines = {(path, line) for line in range(start, end + 1)}
        right += true and bool(lines & hit)
        missed += true and not lines & hit
        wrong += not true and bool(lines & hit) and not lines & true_lines
    recall, precision = right / max(1, right + missed), right / max(1, right + wrong)
    print(f"{name:20} recall {recall:.2f}  precision {precision:.2f}  ({right} right, {wrong} wrong, {missed} missed)")


if __name__ == "__main__":
    main()
