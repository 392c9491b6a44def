"""Static analysis as a check: from changed files to results, with the real engine and the real rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.interface import CheckError, Confidence, Outcome, Result, Severity, Side, Unit
from checks.runner import Runner, RunnerLimits
from checks.settings import Settings
from checks.static_analysis import StaticAnalysis, answers, engine, rules
from checks.static_analysis.engine import EngineLimits
from checks.static_analysis.plan import shares
from tests.values import MemoryChange, MemorySnapshot, memory_change

PACK = """
rules:
  - id: test-flow
    languages: [python]
    severity: HIGH
    mode: taint
    message: Text from outside reaches the shell. Keep it out.
    metadata: {title: Flow, cwe: CWE-78, confidence: high, remedy: Do not., references: [https://example.org/a]}
    pattern-sources: [{pattern: outside(...)}]
    pattern-sinks: [{patterns: [{pattern: "shell($X)"}, {focus-metavariable: $X}]}]
  - id: test-mend
    languages: [python, javascript, typescript]
    severity: WARNING
    message: $F is weak. Use the strong one.
    metadata: {title: Weak, cwe: [CWE-327, "CWE-328: words"], confidence: low}
    patterns: [{pattern: $F($X)}, {metavariable-regex: {metavariable: $F, regex: ^weak$}}]
    fix: strong($X)
  - id: test-html
    languages: [generic]
    severity: LOW
    message: A frame. Remove it.
    pattern: <iframe ...>
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pack") / "rules.yaml"
    file.write_text(PACK)
    return file


@pytest.fixture(scope="module")
def check(pack: Path) -> StaticAnalysis:
    return StaticAnalysis(packs=[pack], file_bytes=100_000)


class RawSnapshot(MemorySnapshot):
    """Files as bytes."""

    def entries(self) -> Mapping[str, Any]:
        return MemorySnapshot(self.sha, {path: repr(data) for path, data in self.files.items()}).entries()

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)  # type: ignore[return-value]


def judge(check: StaticAnalysis, head: Mapping[str, str | bytes], base: Mapping[str, str | bytes] = {}) -> list[Result]:
    sides = [
        RawSnapshot(sha, {path: data.encode() if isinstance(data, str) else data for path, data in files.items()})  # type: ignore[misc]
        for sha, files in (("b", base), ("h", head))
    ]
    change = MemoryChange(sides[0], sides[1])
    return list(check.judge(change, list(check.units(change))))


def one(check: StaticAnalysis, content: str | bytes, path: str = "a.py") -> Result:
    [result] = judge(check, {path: content})
    return result


# Units


def test_changed_files_of_known_languages_are_units_on_each_side(check: StaticAnalysis) -> None:
    change = memory_change(
        {"kept.py": "1", "edited.py": "1", "gone.py": "1"},
        {"kept.py": "1", "edited.py": "2", "new.tsx": "", "page.html": "", "doc.md": "", "Main.java": ""},
    )
    units = [(unit.side, unit.key) for unit in check.units(change)]
    assert units == [
        (Side.BASE, "edited.py"), (Side.BASE, "gone.py"),
        (Side.HEAD, "Main.java"), (Side.HEAD, "edited.py"), (Side.HEAD, "new.tsx"), (Side.HEAD, "page.html"),
    ]  # fmt: skip
    ours = StaticAnalysis([rules.OWN / "python"])
    assert [unit.key for unit in ours.units(memory_change({}, {"a.py": "", "b.java": ""}))] == ["a.py"]


def left_out(check: StaticAnalysis, head: list[str], attributes: str = "", head_attributes: str = "") -> dict[str, str]:
    before = {".gitattributes": attributes} if attributes else {}
    after = dict.fromkeys(head, "x") | ({".gitattributes": head_attributes} if head_attributes else {})
    return {unit.key: unit.left_out for unit in check.units(memory_change(before, after))}


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("web/node_modules/left/index.js", "web/node_modules_of_ours/index.js"),
        ("vendor/lib/a.go", "vendored_in_name_only.go"),
        ("third_party/x.py", "src/third.py"),
        ("assets/app.min.js", "assets/admin.js"),
        ("api/user.pb.go", "api/userpb.go"),
        ("api/user_pb2.py", "api/user_pb22.py"),
        ("Form.Designer.cs", "Designer.cs"),
    ],
)
def test_names_of_vendored_generated_and_minified_files_are_left_out(
    check: StaticAnalysis, path: str, near: str
) -> None:
    found = left_out(check, [path, near])
    assert found[path].split(":")[0] in ("vendored", "generated", "minified")
    assert found[near] == ""


def test_linguist_attributes_count_as_the_base_has_them(check: StaticAnalysis) -> None:
    attributes = "gen/** linguist-generated\n*.x.py linguist-vendored=true\nvendor/ours.py -linguist-vendored\n# c\n"
    paths = ["gen/deep/a.py", "a.x.py", "vendor/ours.py", "vendor/theirs.py", "other/gen/a.py"]
    found = left_out(check, paths, attributes)
    assert found["gen/deep/a.py"] == "marked linguist-generated in .gitattributes"
    assert found["a.x.py"] == "marked linguist-vendored in .gitattributes"
    assert found["vendor/ours.py"] == ""
    assert found["vendor/theirs.py"].startswith("vendored")
    assert found["other/gen/a.py"] == ""
    assert set(left_out(check, ["src/a.py"], head_attributes="* linguist-generated\n").values()) == {""}


@pytest.mark.parametrize(
    "content",
    [
        "// Code generated by protoc-gen-go. DO NOT EDIT.\nweak(1)",
        "/* @generated by a tool */\nweak(1)",
        "weak(1);" * 500,
    ],
)
def test_generated_and_minified_content_is_left_out_by_design(check: StaticAnalysis, content: str) -> None:
    result = one(check, content, "a.js")
    assert (result.outcome, result.by_design, result.findings) == (Outcome.SKIPPED, True, ())
    assert one(check, "// how code is generated: do not edit the result\nweak(1)", "a.js").outcome is Outcome.RAN


# Findings


def test_a_finding_says_all_that_the_rule_knows(check: StaticAnalysis) -> None:
    [finding] = one(check, "import os\ntext = outside()\nname = text + 'é'\nshell(\n   name +\n   'x')\n").findings
    assert (finding.check, finding.rule, finding.path) == ("static_analysis", "test-flow", "a.py")
    assert (finding.severity, finding.confidence, finding.cwe) == (Severity.HIGH, Confidence.HIGH, ("CWE-78",))
    assert (finding.start_line, finding.end_line) == (5, 6)
    assert finding.subject == "text = outside() name + 'x')"
    assert finding.message == "Text from outside reaches the shell. Keep it out."
    assert (finding.title, finding.remedy, finding.references) == ("Flow", "Do not.", ("https://example.org/a",))
    assert [(step.role, step.line, step.code) for step in finding.evidence] == [
        ("source", 2, "text = outside()"),
        ("step", 3, "name = text + 'é'"),
        ("sink", 5, "name +"),
    ]
    assert finding.suggestion is None


def test_a_fix_becomes_a_suggestion_for_whole_lines(check: StaticAnalysis) -> None:
    [finding] = one(check, "é = 1\nif é:\n    x = weak(\n      é) + 1  # why\n").findings
    assert (finding.start_line, finding.end_line) == (3, 4)
    assert finding.suggestion == "    x = strong(é) + 1  # why"
    assert finding.severity is Severity.MEDIUM
    assert finding.message == "weak is weak. Use the strong one."
    assert finding.cwe == ("CWE-327", "CWE-328")


def test_moving_and_indenting_keeps_the_subject(check: StaticAnalysis) -> None:
    [before] = one(check, "weak(abc)\n").findings
    [after] = one(check, "\n\ndef f():\n      weak(abc)  \n").findings
    assert before.subject == after.subject
    [long] = one(check, f"weak({'a' * 1000})\n").findings
    [other] = one(check, f"weak({'a' * 1001})\n").findings
    assert len(long.subject) < 250
    assert long.subject != other.subject


def test_a_suppression_comment_of_the_change_hides_nothing(check: StaticAnalysis) -> None:
    assert len(one(check, "weak(1)  # nosemgrep\n").findings) == 1


def test_all_languages_are_judged_in_one_go(check: StaticAnalysis) -> None:
    results = judge(
        check, {"a.py": "weak(1)", "b.js": "weak(1)", "c.tsx": "let a = <b>{weak(1)}</b>", "d.html": "<iframe x>"}
    )
    assert {result.unit.key: [finding.rule for finding in result.findings] for result in results} == {
        "a.py": ["test-mend"], "b.js": ["test-mend"], "c.tsx": ["test-mend"], "d.html": ["test-html"],
    }  # fmt: skip
    assert {result.outcome for result in results} == {Outcome.RAN}


def test_both_sides_are_judged_apart(check: StaticAnalysis) -> None:
    results = judge(check, {"a.py": "strong(1)"}, base={"a.py": "weak(1)"})
    assert {result.unit.side: len(result.findings) for result in results} == {Side.BASE: 1, Side.HEAD: 0}


def test_a_hostile_name_reaches_no_command_line_and_comes_back(check: StaticAnalysis) -> None:
    names = ["-rules.py", "../../etc/x.py", "new\nline.py", "\udcff.py", "a b'\"$(id).py"]
    results = judge(check, dict.fromkeys(names, "weak(1)"))
    assert sorted(result.findings[0].path for result in results) == sorted(names)


# What cannot be looked at


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"weak(1)\n\0", "it is binary: it holds NUL bytes"),
        (b"weak(1)\n" * 20_000, "it is larger than 100000 bytes, the limit for static analysis"),
    ],
)
def test_binary_and_oversize_files_are_skipped_and_said_so(check: StaticAnalysis, content: bytes, reason: str) -> None:
    result = one(check, content)
    assert (result.outcome, result.reason, result.by_design) == (Outcome.SKIPPED, reason, False)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_text_in_other_encodings_is_looked_at(check: StaticAnalysis, encoding: str) -> None:
    result = one(check, 'x = "é"\nweak(1)\n'.encode(encoding))
    assert (result.outcome, [finding.start_line for finding in result.findings]) == (Outcome.RAN, [2])


def test_a_file_that_is_no_code_in_parts_fails_with_what_was_found(check: StaticAnalysis) -> None:
    result = one(check, "weak(1)\ndef f(:\n  x = = 3\n")
    assert result.outcome is Outcome.FAILED
    assert "could not be parsed" in result.reason
    assert result.lasting
    assert len(result.findings) == 1


def test_a_rule_that_times_out_fails_its_file_and_is_not_kept(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text(
        "rules:\n  - {id: test-slow, languages: [python], severity: LOW, message: A. B., patterns: ["
        '{pattern: "$A\\n...\\n$B\\n...\\n$C"}, {metavariable-regex: {metavariable: $A, regex: zzz}}]}\n'
    )
    check = StaticAnalysis([pack, tmp_path / "slow.yaml"], EngineLimits(rule_seconds=0.5))
    results = {
        result.unit.key: result
        for result in judge(check, {"slow.py": "\n".join(f"f{n}(a{n})" for n in range(20_000)), "ok.py": "weak(1)"})
    }
    assert (results["slow.py"].outcome, results["slow.py"].lasting) == (Outcome.FAILED, False)
    assert "1 rule timed out" in results["slow.py"].reason
    assert (results["ok.py"].outcome, len(results["ok.py"].findings)) == (Outcome.RAN, 1)


def test_findings_of_one_file_are_bounded(check: StaticAnalysis) -> None:
    result = one(check, "\n".join(f"weak({number})" for number in range(300)))
    assert (result.outcome, len(result.findings)) == (Outcome.FAILED, 200)
    assert result.reason == "only its first 200 findings are kept"


# The engine


def test_where_core_no_longer_fits_the_documented_command_takes_its_place(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> list[str]:
        return [*engine.by_core(*arguments), "-no_such_flag"]

    ways = (engine.Way(broken, waits=True), engine.Way(broken), engine.Way(engine.by_scan))
    monkeypatch.setattr("checks.static_analysis.check.choose", lambda: engine.choose(ways))
    check = StaticAnalysis([pack], EngineLimits(rule_seconds=1))
    check.prepare()
    results = judge(
        check, {"a.py": "shell(outside())", "b.js": "weak(1) // nosemgrep", "c.py": "weak(1)\ndef f(:\n  x = = 3\n"}
    )
    assert {result.unit.key: [finding.rule for finding in result.findings] for result in results} == {
        "a.py": ["test-flow"], "b.js": ["test-mend"], "c.py": ["test-mend"],
    }  # fmt: skip
    assert [result.outcome for result in results] == [Outcome.RAN, Outcome.RAN, Outcome.FAILED]
    with pytest.raises(CheckError, match="answers otherwise than expected"):
        engine.choose(ways[:2])


def test_core_itself_is_what_is_used() -> None:
    assert engine.choose() == engine.Way(engine.by_core, waits=True)


def test_an_engine_that_dies_is_a_crash_and_not_a_result(
    check: StaticAnalysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    check.prepare()
    monkeypatch.setattr(engine, "core", lambda: Path("/bin/false"))
    with pytest.raises(answers.Unreadable, match="status 1 and no answer"):
        one(check, "weak(1)")


@pytest.mark.parametrize(
    ("error", "reason", "lasting"),
    [
        ({"error_type": "Out of memory"}, "out of memory in the engine", False),
        ({"error_type": "Fixpoint timeout"}, "its dataflow was too large to follow to the end", False),
        ({"type": "Lexical error", "message": "odd\ncharacter"}, "lexical error: odd character", True),
        ({"error_type": ["PatternParseError", ["x"]], "message": ""}, "patternparseerror", True),
    ],
)
def test_errors_of_the_engine_are_reasons_for_people(error: dict[str, Any], reason: str, lasting: bool) -> None:
    place = {"path": "/t/0.py", "start": {"line": 1, "col": 1, "offset": 0}, "end": {"line": 1, "col": 1, "offset": 0}}
    raw = {
        "results": [], "skipped_rules": [], "paths": {"scanned": ["/t/0.py", "/t/1.py"]},
        "errors": [error | {"location": place}],
    }  # fmt: skip
    read = answers.read(raw, [Path("/t/0.py"), Path("/t/1.py")])
    assert read[Path("/t/0.py")].problems == [answers.Problem(reason, lasting)]
    assert read[Path("/t/1.py")].problems == []


def test_an_error_about_no_file_and_a_file_passed_over_are_not_silent() -> None:
    raw = {"results": [], "skipped_rules": [{"rule_id": "x"}], "paths": {"scanned": ["/t/0.py"]}, "errors": []}
    read = answers.read(raw, [Path("/t/0.py"), Path("/t/1.py")])
    assert [problem.reason for problem in read[Path("/t/1.py")].problems] == [
        "1 rule could not be used", "the engine passed over it",
    ]  # fmt: skip
    with pytest.raises(answers.Unreadable):
        answers.read({"results": None}, [])


def test_work_is_shared_out_only_where_that_is_quicker() -> None:
    def plan(files: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
        rules_of = {"python": 300_000, "java": 250_000, "go": 200_000}
        return shares(files, lambda file: file[0], lambda file: file[1] * 20, rules_of, workers=2)

    assert plan([("python", 100), ("python", 200)]) == [[("python", 100), ("python", 200)]]
    assert len(plan([("python", 9_000), ("java", 8_000), ("go", 7_000)])) == 2
    many = plan([("python", 10_000)] * 20)
    assert sorted(map(len, many)) in ([9, 11], [10, 10])


# The digest and the sandbox


def test_the_digest_follows_rules_and_limits_and_nothing_else(pack: Path, tmp_path: Path) -> None:
    assert StaticAnalysis([pack]).digest() == StaticAnalysis([pack]).digest()
    other = tmp_path / "rules.yaml"
    other.write_text(PACK.replace("shell($X)", "spawn($X)"))
    digests = {
        StaticAnalysis([pack]).digest(), StaticAnalysis([other]).digest(),
        StaticAnalysis([pack], file_bytes=5).digest(), StaticAnalysis([pack], EngineLimits(rule_seconds=9)).digest(),
    }  # fmt: skip
    assert len(digests) == 4


@pytest.fixture(scope="module")
def runner(pack: Path) -> Iterator[Runner]:
    runner = Runner(RunnerLimits(seconds=120), settings=Settings((pack,)))
    yield runner
    runner.close()


def test_in_the_sandbox_the_engine_finds_the_same(runner: Runner, pack: Path) -> None:
    check = StaticAnalysis([rules.OWN, pack])
    vulnerable = "from flask import request\ndef f(cursor):\n    cursor.execute('x' + request.args['n'])\n"
    change = memory_change({}, {"a.py": vulnerable, "b.py": "weak(1)", "vendor/c.py": "weak(1)", "d.js": "weak(2)"})
    units = list(check.units(change))
    boxed = {result.unit: result for result in runner.judge(change, units, lambda: None)}
    plain = {result.unit: result for result in check.judge(change, [unit for unit in units if not unit.left_out])}
    assert boxed.keys() == set(units)
    for unit, result in plain.items():
        assert (boxed[unit].outcome, boxed[unit].findings) == (result.outcome, result.findings)
    by_key = {unit.key: result for unit, result in boxed.items()}
    assert "python-sql-injection" in {finding.rule for finding in by_key["a.py"].findings}
    assert by_key["vendor/c.py"].by_design


def test_a_rule_limited_to_paths_keeps_to_them(tmp_path: Path) -> None:
    (tmp_path / "paths.yaml").write_text(
        "rules:\n  - {id: test-paths, languages: [python], severity: LOW, message: A. B., pattern: weak($X),"
        " paths: {exclude: [tests/**]}}\n"
    )
    results = judge(StaticAnalysis([tmp_path]), {"src/a.py": "weak(1)", "tests/a.py": "weak(1)"})
    assert {result.unit.key: len(result.findings) for result in results} == {"src/a.py": 1, "tests/a.py": 0}


def test_an_operators_rules_reach_templates_images_and_scripts(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "ci.yaml").write_text("on: push")
    (tmp_path / "open.test.yaml").write_text("what: the rules are tried out on")
    (tmp_path / "ours.yaml").write_text(
        "rules:\n"
        "- {id: acl, languages: [hcl], severity: ERROR, message: m, pattern: 'acl = \"public-read\"'}\n"
        "- {id: latest, languages: [dockerfile], severity: ERROR, message: m, pattern: 'FROM $X:latest'}\n"
        "- {id: root, languages: [yaml], severity: ERROR, message: m, pattern: 'runAsUser: 0'}\n"
        "- {id: pipe, languages: [bash], severity: ERROR, message: m, pattern: 'curl ... | sh'}\n"
    )
    check = StaticAnalysis(packs=[tmp_path])
    files = {
        "a.tf": 'resource "aws_s3_bucket" "b" {\n  acl = "public-read"\n}\n',
        "b.tf": 'resource "aws_s3_bucket" "b" {\n  acl = "private"\n}\n',
        "web/Dockerfile": "FROM a:latest\n",
        "pod.yml": "spec:\n  runAsUser: 0\n",
        "in.sh": "set -e\ncurl https://example.org/i | sh\n",
        "notes.txt": "FROM a:latest\n",
    }
    change = memory_change({}, files)
    found = [one for result in check.judge(change, list(check.units(change))) for one in result.findings]
    assert {(one.path, one.rule, one.start_line) for one in found} == {
        ("a.tf", "acl", 2), ("web/Dockerfile", "latest", 1), ("pod.yml", "root", 2), ("in.sh", "pipe", 2),
    }  # fmt: skip


def test_rule_packs_that_cannot_be_used_name_their_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    for text, words in (("rules: [", "is no YAML"), ("[]", "has no list"), ("rules: [{}]", "each rule needs id")):
        bad.write_text(text)
        with pytest.raises(CheckError, match=words):
            StaticAnalysis([bad]).digest()


def test_results_can_be_kept(check: StaticAnalysis) -> None:
    from checks import wire

    result = one(check, "shell(outside())")
    assert wire.from_json(result.unit, wire.to_json(result)) == result
    assert json.loads(wire.to_json(result))["outcome"] == "ran"
    assert isinstance(result.unit, Unit)
