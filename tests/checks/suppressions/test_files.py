"""Ignore files, pipelines, code owners, rules of branches and lockfiles: what goes and what stays."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.interface import Outcome, Severity
from checks.suppressions import guards, ignoring, pipelines, scanners
from checks.suppressions.places import Places
from checks.texts.unreadable import Unreadable
from tests.checks.suppressions.looking import look, results

ENTRIES = [
    # file, its text, line, tool, rules, paths, severity
    (".semgrepignore", "# why\npayments/\n", 2, "semgrep", (), ("payments/",), "high"),
    (".semgrepignore", "tests/\n", 1, "semgrep", (), ("tests/",), "medium"),
    (".trivyignore", "# why\nCVE-2024-1234 exp:2027-01-01\n", 2, "trivy", ("CVE-2024-1234",), (), "low"),
    (".trivyignore.yaml", "misconfigurations:\n  - id: AVD-AWS-0001\n", 2, "trivy", ("AVD-AWS-0001",), (), "medium"),
    (".snyk", "ignore:\n  SNYK-JS-1:\n    - '*':\n        reason: x\n        expires: y\n", 4, "snyk", ("SNYK-JS-1",),
        (), "low"),
    ("osv-scanner.toml", '[[IgnoredVulns]]\nid = "GHSA-x"\nreason = "r"\n', 2, "osv-scanner", ("GHSA-x",), (), "low"),
    (".gitleaksignore", "abc:src/a.py:aws-key:3\n", 1, "gitleaks", ("aws-key",), ("/src/a.py",), "low"),
    (".gitleaks.toml", '[allowlist]\npaths = ["src/.*"]\n', 2, "gitleaks", (), ("src/.*",), "high"),
    (".checkov.yaml", "skip-check:\n  - CKV_AWS_1\n", 2, "checkov", ("CKV_AWS_1",), (), "medium"),
    (".checkov.yaml", "soft-fail: true\n", 1, "checkov", (), (), "high"),
    (".hadolint.yaml", "ignored: [DL3008]\n", 1, "hadolint", ("DL3008",), (), "medium"),
    (".github/zizmor.yml", "rules:\n  unpinned-uses:\n    ignore:\n      - ci.yml:3\n", 4, "zizmor", ("unpinned-uses",
        ), ("**/ci.yml",), "low"),
    (".bandit", "[bandit]\nskips: B101\n", 2, "bandit", ("B101",), (), "medium"),
    ("pyproject.toml", '[tool.bandit]\nskips = [\n  "B101",\n]\n', 3, "bandit", ("B101",), (), "medium"),
    ("ruff.toml", '[lint.per-file-ignores]\n"src/*" = ["E501", "S608"]\n', 2, "ruff", ("S608",), ("src/*",), "medium"),
    (".secrets.baseline", '{"results": {"a.py": [\n{"hashed_secret": "abc", "line_number": 3}]}}', 2,
        "detect-secrets", (), ("a.py",), "low"),
    (".grype.yaml", "ignore:\n  - vulnerability: CVE-1-2\n", 2, "grype", ("CVE-1-2",), (), "low"),
    (".nsprc", '{"1234": {"active": true, "notes": "x"}}', 1, "better-npm-audit", ("1234",), (), "low"),
    ("audit-ci.jsonc", '{\n // why\n "allowlist": [\n  "GHSA-x",\n ],\n}', 4, "audit-ci", ("GHSA-x",), (), "low"),
    ("package.json", '{"pnpm": {"auditConfig": {\n"ignoreCves": ["CVE-1-2"]}}}', 2, "pnpm audit", ("CVE-1-2",), (),
        "low"),
    (".npmrc", "audit=false\n", 1, "npm audit", (), (), "high"),
    (".github/dependabot.yml", "updates:\n- ignore:\n  - dependency-name: web\n", 3, "dependabot", ("web",), (),
        "medium"),
    ("sonar-project.properties", "sonar.exclusions=src/**\n", 1, "sonar", (), ("src/**",), "high"),
    (".github/codeql/codeql-config.yml", "paths-ignore:\n  - src\n", 2, "codeql", (), ("src",), "high"),
    (".rubocop.yml", "Security/Eval:\n  Enabled: false\n", 2, "rubocop", ("Security/Eval",), (), "medium"),
    ("config/brakeman.ignore", '{"ignored_warnings": [{\n"fingerprint": "ab12"}]}', 2, "brakeman", ("ab12",), (),
        "low"),
    ("deny.toml", '[advisories]\nignore = ["RUSTSEC-1-2"]\n', 2, "cargo audit", ("RUSTSEC-1-2",), (), "low"),
    ("psalm.xml", "<issueHandlers>\n<TaintedSql errorLevel='suppress'/>\n", 2, "psalm", ("TaintedSql",), (), "medium"),
]  # fmt: skip
NO_ENTRIES = [
    (".semgrepignore", "# payments/\n\n"),
    ("pyproject.toml", '[tool.ruff.lint]\nignore = ["E501"]\n[tool.black]\nskips = ["B101"]\n'),
    ("package.json", '{"dependencies": {"web": "1"}}'),
    (".rubocop.yml", "Style/StringLiterals:\n  Enabled: false\n"),
    (".checkov.yaml", "soft-fail: false\nframework: [terraform]\n"),
    (".npmrc", "audit=true\nfund=false\n"),
    (".github/dependabot.yml", "updates:\n- package-ecosystem: pip\n  open-pull-requests-limit: 10\n"),
    ("psalm.xml", "<MixedAssignment errorLevel='suppress'/>\n"),
]


@pytest.mark.parametrize(("path", "text", "line", "tool", "rules", "paths", "severity"), ENTRIES)
def test_a_new_entry_is_told_on_its_line_and_one_that_moves_is_no_news(
    path: str, text: str, line: int, tool: str, rules: tuple[str, ...], paths: tuple[str, ...], severity: str
) -> None:
    (finding,) = look({}, {path: text})
    assert finding.silences is not None
    assert (finding.rule, finding.start_line, finding.severity) == ("new-ignore-entry", line, severity)
    assert (finding.silences.tool, finding.silences.rules, finding.silences.paths) == (tool, rules, paths)
    assert look({path: text}, {path: f"\n{text}"}) == []
    assert [one for one in look({path: text}, {}) if one.rule == "new-ignore-entry"] == []


@pytest.mark.parametrize(("path", "text"), NO_ENTRIES)
def test_what_is_no_entry_is_not_told(path: str, text: str) -> None:
    assert look({}, {path: text}) == []


def test_a_secret_that_an_allowlist_spells_out_is_in_nothing_that_is_said() -> None:
    found = look({}, {".gitleaks.toml": '[allowlist]\nregexes = ["hunter2"]\nstopwords = ["hunter3"]\n'})
    assert len(found) == 2
    assert "hunter" not in repr(found)


CI = ".github/workflows/ci.yml"
WORKFLOW = """\
on: pull_request
jobs:
  build:
    steps:
      - run: make
  sast:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          pip install bandit
          bandit -r .
      - uses: aquasecurity/trivy-action@v1
        with:
          exit-code: '1'
"""
STEP = "      - run: |\n          pip install bandit\n          bandit -r .\n"


def test_a_scanner_that_is_taken_out_is_told_where_it_stood() -> None:
    (finding,) = look({CI: WORKFLOW}, {CI: WORKFLOW.replace(STEP, "")})
    assert (finding.rule, finding.start_line, finding.severity) == ("scanner-removed", 10, Severity.HIGH)
    deleted = look({CI: WORKFLOW}, {})
    assert [(one.title, one.start_line) for one in deleted] == [
        ("bandit no longer runs", 12),
        ("trivy no longer runs", 13),
    ]


def test_a_scanner_that_moves_to_another_file_or_job_is_no_news() -> None:
    assert look({CI: WORKFLOW}, {".github/workflows/security.yml": WORKFLOW}) == []
    assert look({CI: WORKFLOW}, {CI: WORKFLOW.replace("  sast:", "  security:")}) == []
    assert look({CI: WORKFLOW}, {CI: WORKFLOW.replace(STEP, ""), "action.yml": f"runs:\n  steps:\n{STEP}"}) == []


def test_one_that_another_of_its_kind_takes_over_from_is_low_and_a_linter_is_observed() -> None:
    (finding,) = look({CI: WORKFLOW}, {CI: WORKFLOW.replace(STEP, "      - run: semgrep ci\n")})
    assert (finding.severity, finding.observe) == (Severity.LOW, True)
    lint = WORKFLOW.replace("bandit -r .", "ruff check .")
    (finding,) = look({CI: lint}, {CI: lint.replace("ruff check .", "true")})
    assert (finding.severity, finding.observe) == (Severity.LOW, True)


DEAF = [
    ("bandit -r .", "bandit -r . || true", 12),
    ("bandit -r .", "bandit -r . --exit-zero", 12),
    ("    runs-on: ubuntu-latest\n", "    continue-on-error: true\n", 7),
    ("    runs-on: ubuntu-latest\n", "    if: false\n", 7),
    ("on: pull_request", "on: workflow_dispatch", 1),
    ("          exit-code: '1'", "          exit-code: '0'", 15),
]


@pytest.mark.parametrize(("old", "new", "line"), DEAF)
def test_a_scanner_that_can_no_longer_fail_is_told_where_it_says_so(old: str, new: str, line: int) -> None:
    found = look({CI: WORKFLOW}, {CI: WORKFLOW.replace(old, new)})
    assert {(one.rule, one.start_line, one.severity) for one in found} == {
        ("scanner-made-harmless", line, Severity.HIGH)
    }


def test_a_scanner_that_comes_in_softly_and_other_steps_that_may_fail_are_none() -> None:
    assert look({CI: WORKFLOW.replace(STEP, "")}, {CI: WORKFLOW.replace("-r .", "-r . || true")}) == []
    assert look({CI: WORKFLOW}, {CI: WORKFLOW.replace("run: make", "run: make || true")}) == []


def test_what_a_scanner_is_newly_told_to_pass_over_is_told() -> None:
    found = look({CI: WORKFLOW}, {CI: WORKFLOW.replace("-r .", "-r . -s B101,B602")})
    assert [one.silences.rules for one in found if one.silences] == [("B101",), ("B602",)]


def test_pipelines_of_gitlab_and_hooks() -> None:
    gitlab = "include:\n  - template: Security/SAST.gitlab-ci.yml\nlint:\n  script: [hadolint Dockerfile]\n"
    off = f'variables:\n  SAST_DISABLED: "true"\n{gitlab}  allow_failure: true\n'
    found = look({".gitlab-ci.yml": gitlab}, {".gitlab-ci.yml": off})
    assert [(one.title.split()[0], one.start_line) for one in found] == [("sast", 2), ("hadolint", 7)]
    hooks = (
        "repos:\n- repo: https://example.org/gitleaks/gitleaks\n  hooks:\n  - id: gitleaks\n- repo: x\n  "
        "hooks:\n  - id: bandit\n"
    )
    (finding,) = look({".pre-commit-config.yaml": hooks}, {".pre-commit-config.yaml": hooks.split("- repo: x")[0]})
    assert finding.title == "bandit no longer runs"


def test_a_pipeline_that_cannot_be_read_is_said() -> None:
    (result,) = results({CI: WORKFLOW}, {CI: "on: [\n"})
    assert result.outcome is Outcome.FAILED
    assert "YAML" in result.reason


@pytest.mark.parametrize(
    ("script", "tools"),
    [
        ("pip install bandit", []),
        ("echo semgrep", []),
        ("semgrep --version", []),
        ("# gitleaks detect", []),
        ("FOO=1 uvx zizmor .", ["zizmor"]),
        ("docker run --rm -v x:/src \\\n  aquasec/trivy fs .", ["trivy"]),
        ("npm audit && npm ci", ["npm-audit"]),
        ("npm ci", []),
        ("go run golang.org/x/vuln/cmd/govulncheck@latest ./...", ["govulncheck"]),
        ("if ! gitleaks detect; then exit 1; fi", ["gitleaks"]),
        ("bundle exec brakeman", ["brakeman"]),
    ],
)
def test_which_commands_are_scanners(script: str, tools: list[str]) -> None:
    assert [tool for tool, _ in scanners.called(script)] == tools


OWNERS = "* @all\n/x/ @one @two\n/y/ @three\n"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (OWNERS, "* @all\n/x/ @one\n/y/ @three\n", [(2, "medium")]),
        (OWNERS, "* @all\n/x/ @one @two\n", [(2, "medium")]),
        (OWNERS, "/x/ @one @two\n/y/ @three\n", [(1, "high")]),
        ("/x/ @one\n/y/ @two\n", "/x/ @one\n", [(1, "high")]),
        ("/x/ @one\n", "/x/\n", [(1, "high")]),
        (OWNERS, "/y/ @three\n# new\n* @all\n/x/ @two @one @four\n", []),
    ],
)
def test_code_owners_that_go_are_told_and_those_that_move_are_not(
    before: str, after: str, said: list[tuple[int, str]]
) -> None:
    found = look({"CODEOWNERS": before}, {"CODEOWNERS": after})
    assert [(one.start_line, one.severity) for one in found] == said


SETTINGS = """\
branches:
  - name: main
    protection:
      required_pull_request_reviews:
        required_approving_review_count: 2
        require_code_owner_reviews: true
      required_status_checks:
        contexts: [sekisho, test]
      enforce_admins: true
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("count: 2", "count: 1", 5),
        ("[sekisho, test]", "[test]", 8),
        ("enforce_admins: true", "enforce_admins: false", 9),
        ("        require_code_owner_reviews: true\n", "", 6),
        ("enforce_admins: true", "allow_force_pushes: true\n      enforce_admins: true", 9),
        ("count: 2", "count: 3", 0),
        ("[sekisho, test]", "[test, lint, sekisho]", 0),
        ("name: main", "name: main # why", 0),
    ],
)
def test_rules_of_branches_that_are_loosened_are_told_and_stricter_ones_are_not(old: str, new: str, line: int) -> None:
    path = ".github/settings.yml"
    found = look({path: SETTINGS}, {path: SETTINGS.replace(old, new)})
    assert [one.start_line for one in found] == ([line] if line else [])


def test_rulesets_as_code() -> None:
    path = ".github/rulesets/main.json"
    rules = (
        '{"enforcement": "active",\n"bypass_actors": [],\n"rules": [{"type": "deletion"},\n{"type": "pull_request"}]}'
    )
    off = rules.replace('"active"', '"disabled"').replace("[],", '[{"actor_id": 5, "actor_type": "Team"}],')
    assert [one.start_line for one in look({path: rules}, {path: off})] == [1, 2]
    assert len(look({path: rules}, {path: rules.replace('{"type": "deletion"},', "")})) == 1


def test_a_lockfile_that_goes_while_its_manifest_stays() -> None:
    lock, manifest = "infra/.terraform.lock.hcl", "infra/main.tf"
    (finding,) = look({lock: "x", manifest: "y"}, {manifest: "y"})
    assert (finding.rule, finding.path, finding.start_line) == ("pins-deleted", lock, 1)
    assert look({lock: "x", manifest: "y"}, {}) == []
    assert look({lock: "x", manifest: "y"}, {lock: "z", manifest: "y"}) == []


FILES = [".semgrepignore", ".snyk", "osv-scanner.toml", ".gitleaks.toml", ".secrets.baseline", ".bandit", "psalm.xml",
         "sonar-project.properties", "package.json", ".github/zizmor.yml"]  # fmt: skip


@given(st.text(max_size=200), st.sampled_from(FILES))
@settings(max_examples=300, deadline=None)
def test_no_file_is_too_odd(text: str, path: str) -> None:
    for read in (ignoring.found, lambda path, content: list(guards.loosened("CODEOWNERS", content, b""))):
        with suppress(Unreadable):
            read(path, text.encode("utf-8", "surrogatepass"))


NODES = st.recursive(
    st.one_of(st.text(max_size=8), st.sampled_from(["semgrep ci || true", "true", "manual",
        "Security/SAST.gitlab-ci.yml"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["run", "uses", "script", "with", "if", "jobs", "on", "include", "image", "variables",
                "repos", "hooks", "id", "args"]),
            inner, max_size=4,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@given(NODES, st.sampled_from([CI, ".gitlab-ci.yml", ".pre-commit-config.yaml"]))
@settings(max_examples=300, deadline=None)
def test_no_pipeline_is_too_odd(node: object, path: str) -> None:
    with suppress(Unreadable):  # of what YAML does not allow in text
        assert {run.path for run in pipelines.runs(path, json.dumps(node).encode())} <= {path}


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.lists(st.sampled_from("abcdef"), min_size=1, max_size=12))
def test_every_line_has_its_place(before: list[str], after: list[str]) -> None:
    places = Places(before, after)
    assert all(1 <= places.at(line) <= len(after) for line in range(1, len(before) + 1))


def test_a_line_that_is_gone_has_the_place_of_what_follows_and_one_that_stays_its_own() -> None:
    before = ["a", "b", "c", "d", "e"]
    assert [Places(before, ["new", "a", "b", "e"]).at(line) for line in (1, 2, 3, 4, 5)] == [2, 3, 4, 4, 4]
