"""Every rule against its own cases: `ruleid:` lines must be found, `ok:` lines must not, in one engine run.

`# ruleid: a, b` and `# ok: a` speak of the next line that is no such mark. A rule's `before` and `after` in its
metadata are cases too, since people read them in checks/README.md.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import semgrep

from checks.static_analysis import rules
from checks.static_analysis.engine import necessary_conditions
from checks.static_analysis.prefilter import Text, conditions

CORE = Path(semgrep.__file__).parent / "bin" / "semgrep-core"
CASES = Path(__file__).parents[2] / "cases" / "static_analysis"
SUFFIXES = {
    "python": "py",
    "javascript": "js",
    "typescript": "ts",
    "java": "java",
    "go": "go",
    "ruby": "rb",
    "php": "php",
    "csharp": "cs",
}
ANALYZERS = {suffix: language for language, suffix in SUFFIXES.items()} | {"jsx": "javascript", "tsx": "typescript"}
MARK = re.compile(r"(?:#|//|<!--|/\*)\s*(ruleid|ok):\s*([a-z0-9_, -]+)")
RULES = rules.load()


def marks(text: str) -> dict[str, set[tuple[str, int]]]:
    """{"ruleid": {(rule, line)}, "ok": …} with 1-based lines."""
    found: dict[str, set[tuple[str, int]]] = {"ruleid": set(), "ok": set()}
    waiting: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := MARK.search(line):
            waiting += [(match[1], rule.strip()) for rule in match[2].split(",")]
            continue
        for kind, rule in waiting:
            found[kind].add((rule, number))
        waiting = []
    return found


def analyse(folder: Path, files: list[Path]) -> dict[str, Any]:
    """The engine's own answer for all files with all rules."""
    targets = [
        [
            "CodeTarget",
            {
                "path": {"fpath": str(file), "ppath": f"/{file.name}"},
                "analyzer": ANALYZERS[file.suffix[1:]],
                "products": ["sast"],
            },
        ]
        for file in files
    ]
    (folder / "rules.json").write_bytes(RULES.json)
    (folder / "targets.json").write_text(json.dumps(["Targets", targets]))
    command = [
        CORE,
        "-json_nodots",
        "-rules",
        folder / "rules.json",
        "-targets",
        folder / "targets.json",
        "-j",
        "1",
        "-fast",
        "-timeout",
        "20",
    ]
    answer: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    return answer


def examples(folder: Path) -> dict[Path, tuple[str, bool]]:
    """Each rule's `before` and `after` as files -> (rule, whether it must be found)."""
    files = {}
    for rule in RULES.rules:
        for key in ("before", "after"):
            language = rule["metadata"].get("example_language", rule["languages"][0])
            file = folder / f"{rule['id']}.{key}.{SUFFIXES[language]}"
            file.write_text(rule["metadata"][key])
            files[file] = (str(rule["id"]), key == "before")
    return files


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("rules")
    shown = examples(folder)
    files = [file for file in sorted(CASES.rglob("*")) if file.suffix[1:] in ANALYZERS]
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    raw = analyse(folder, files + list(shown))
    for match in raw["results"]:
        lines = range(match["start"]["line"], match["end"]["line"] + 1)
        found[match["path"]] |= {(match["check_id"], line) for line in lines}
    return {"files": files, "examples": shown, "found": found, "errors": raw["errors"]}


def test_every_case_and_every_rule_is_read_without_an_error(answer: dict[str, Any]) -> None:
    assert [
        (error.get("location") or error)["path"] if "location" in error else error for error in answer["errors"]
    ] == []


def test_marked_lines_are_found_and_near_misses_are_not(answer: dict[str, Any]) -> None:
    wrong = []
    for file in answer["files"]:
        marked = marks(file.read_text())
        found = answer["found"][str(file)]
        wrong += [f"{file.name}:{line} {rule} is missing" for rule, line in sorted(marked["ruleid"] - found)]
        wrong += [f"{file.name}:{line} {rule} is a false alarm" for rule, line in sorted(marked["ok"] & found)]
    assert wrong == []


def test_each_rule_finds_its_own_before_and_not_its_after(answer: dict[str, Any]) -> None:
    wrong = [
        f"{file.name}: {'missing' if must else 'false alarm'}"
        for file, (rule, must) in answer["examples"].items()
        if any(name == rule for name, _ in answer["found"][str(file)]) != must
    ]
    assert wrong == []


def test_no_rule_is_passed_over_that_would_find_something(answer: dict[str, Any]) -> None:
    """The engine found all these without our looking at its conditions first."""
    needed = conditions(necessary_conditions(RULES.json))
    assert len(needed) > len(RULES.rules) / 2
    texts = {file: Text(Path(file).read_bytes()) for file in answer["found"]}
    hits = {(rule, file) for file, found in answer["found"].items() for rule, _ in found}
    assert [(rule, file) for rule, file in sorted(hits) if rule in needed and not needed[rule](texts[file])] == []
    nothing = Text(b"")
    assert sum(not condition(nothing) for condition in needed.values()) > len(needed) / 2


def test_each_rule_has_a_hit_and_a_near_miss(answer: dict[str, Any]) -> None:
    hits, misses = set(), set()
    for file in answer["files"]:
        marked = marks(file.read_text())
        hits |= {rule for rule, _ in marked["ruleid"]}
        misses |= {rule for rule, _ in marked["ok"]}
    ids = set(RULES.by_id())
    assert (ids - hits, ids - misses, (hits | misses) - ids) == (set(), set(), set())


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: str(rule["id"]))
def test_a_rule_says_all_that_a_person_needs(rule: dict[str, Any]) -> None:
    metadata = rule["metadata"]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule["id"])
    assert rule["severity"] in {"CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"}
    assert metadata["confidence"] in {"high", "medium", "low"}
    assert re.fullmatch(r"CWE-\d+", metadata["cwe"])
    assert all(metadata[key].strip() for key in ("title", "why", "remedy", "before", "after"))
    assert len(metadata["title"]) <= 80
    assert metadata["references"]
    assert len(re.findall(r"[.!?](?:\s|$)", rule["message"])) == 2, (
        "a message is two sentences: what is wrong, what to do"
    )
