"""Comments that keep tools quiet: a near miss beside every hit, and whatever text a file may hold."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.interface import Finding, Outcome, Severity
from checks.runner import Runner
from checks.suppressions import Suppressions, comments, markers, syntax
from checks.texts.unreadable import Unreadable
from tests.checks.suppressions.looking import look
from tests.values import memory_change

HITS = [
    # file, a line that comes in, tool, rules
    ("a.py", "q(x)  # nosemgrep", "semgrep", ()),
    ("a.py", "q(x)  # nosemgrep: python-sql-injection", "semgrep", ("python-sql-injection",)),
    ("a.py", "q(x)  # nosec", "bandit", ()),
    ("a.py", "q(x)  # nosec B608, B602", "bandit", ("B608", "B602")),
    ("a.py", "q(x)  # nosec because I say so", "bandit", ()),
    ("a.go", "q(x) // #nosec G101 -- why", "gosec", ("G101",)),
    ("a.py", "q(x)  # noqa: E501, S608", "ruff", ("S608",)),
    ("a.py", "q(x)  # noqa", "ruff", ()),
    ("a.py", "# ruff: noqa: S608", "ruff", ("S608",)),
    ("a.py", "q(x)  # pylint: disable=eval-used", "pylint", ("eval-used",)),
    ("a.tf", "# checkov:skip=CKV_AWS_20: public", "checkov", ("CKV_AWS_20",)),
    ("a.tf", "# bridgecrew:skip=CKV_AWS_20", "checkov", ("CKV_AWS_20",)),
    ("a.tf", "#tfsec:ignore:aws-s3-no-public-buckets", "tfsec", ("aws-s3-no-public-buckets",)),
    ("a.tf", "# trivy:ignore:AVD-AWS-0086", "trivy", ("AVD-AWS-0086",)),
    ("a.tf", "#ts:skip=AC_AWS_0207 why", "terrascan", ("AC_AWS_0207",)),
    ("a.tf", "# kics-scan ignore-block", "kics", ()),
    ("a.tf", "# kics-scan disable=0afa6ab8,1db", "kics", ("0afa6ab8", "1db")),
    ("Dockerfile", "# hadolint ignore=DL3006,DL3008", "hadolint", ("DL3006", "DL3008")),
    ("Dockerfile", "# hadolint global ignore=DL3003", "hadolint", ("DL3003",)),
    ("a.yml", "uses: a/b@v1 # zizmor: ignore[unpinned-uses]", "zizmor", ("unpinned-uses",)),
    ("a.py", 'key = "x"  # gitleaks:allow', "gitleaks", ()),
    ("a.py", 'key = "x"  # betterleaks:allow', "betterleaks", ()),
    ("a.yml", "key: x # pragma: allowlist secret", "detect-secrets", ()),
    ("a.yml", "# pragma: allowlist nextline secret", "detect-secrets", ()),
    ("a.js", "f() // trufflehog:ignore", "trufflehog", ()),
    ("a.js", "f() // ggignore", "ggshield", ()),
    ("a.md", "A line <!-- gitleaks:allow -->", "gitleaks", ()),
    ("a.go", "f() //nolint:gosec,unused // why", "golangci-lint", ("gosec",)),
    ("a.js", "// eslint-disable-next-line no-console, security/detect-child-process -- why", "eslint",
     ("security/detect-child-process",)),
    ("a.ts", "eval(x) // eslint-disable-line no-eval", "eslint", ("no-eval",)),
    ("a.ts", "// biome-ignore lint/security/noGlobalEval: why", "biome", ("lint/security/noGlobalEval",)),
    ("A.java", "f(); // NOSONAR", "sonar", ()),
    ("A.java", '@SuppressWarnings({"java:S2077", "unused"})', "sonar", ("java:S2077",)),
    ("A.java", '@SuppressFBWarnings("SQL_INJECTION_JDBC")', "spotbugs", ("SQL_INJECTION_JDBC",)),
    ("a.cs", "#pragma warning disable CA2100", ".NET analyzers", ("CA2100",)),
    ("a.cs", '[SuppressMessage("Security", "CA3001:Review code")]', ".NET analyzers", ("Security", "CA3001")),
    ("a.php", "f(); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared", "phpcs",
     ("WordPress.DB.PreparedSQL.NotPrepared",)),
    ("a.php", "/** @psalm-suppress TaintedSql */", "psalm", ("TaintedSql",)),
    ("a.rb", "eval(x) # rubocop:disable Security/Eval", "rubocop", ("Security/Eval",)),
    ("a.py", "q(x)  # lgtm[py/sql-injection]", "codeql", ("py/sql-injection",)),
    ("a.js", "// codeql[js/xss]", "codeql", ("js/xss",)),
    ("a.js", "// deepcode ignore SqlInjection: why", "snyk", ("SqlInjection",)),
    ("a.c", "strcpy(a, b); /* Flawfinder: ignore */", "flawfinder", ()),
    ("k.yaml", "    checkov.io/skip1: CKV_K8S_20=why", "checkov", ("CKV_K8S_20",)),
    ("k.yaml", '    ignore-check.kube-linter.io/privileged-container: "why"', "kube-linter", ("privileged-container",)),
    ("k.yaml", "    kube-score/ignore: pod-networkpolicy", "kube-score", ("pod-networkpolicy",)),
]  # fmt: skip
MISSES = [
    ("a.py", 'q("# nosemgrep")'),
    ("a.py", '"""\n# nosec\n"""'),
    ("a.md", "Write `# nosec` or # nosemgrep."),
    ("a.txt", "q(x)  # nosemgrep"),
    ("a.py", "q(x)  # noqa: E501"),
    ("a.py", "q(x)  # type: ignore[no-any-return]"),
    ("a.py", "q(x)  # pylint: disable=too-many-locals"),
    ("a.js", "f() // eslint-disable-line no-console"),
    ("a.js", "f(`\n// nosemgrep\n`)"),
    ("a.go", "s := `// #nosec`"),
    ("a.go", "f() //nolint:unused"),
    ("A.java", '@SuppressWarnings("unchecked")'),
    ("A.java", '// @SuppressFBWarnings("SQL_INJECTION_JDBC")'),
    ("A.java", '@SuppressFBWarnings("URF_UNREAD_FIELD")'),
    ("a.cs", "#pragma warning disable CS0618"),
    ("a.rb", "x # rubocop:disable Style/StringLiterals"),
    ("a.php", "/** @psalm-suppress MixedAssignment */"),
    ("k.yaml", "    # checkov.io/skip1: CKV_K8S_20=why"),
    ("a.sh", 'echo "x#nosemgrep"'),
    ("Dockerfile", 'RUN echo "# hadolint ignore=DL3006"'),
    ("a.json", '{"x": "// nosemgrep"}'),
]


def told(finding: Finding) -> tuple[str, tuple[str, ...]]:
    assert finding.silences is not None
    return finding.silences.tool, finding.silences.rules


@pytest.mark.parametrize(("path", "line", "tool", "rules"), HITS)
def test_a_new_comment_is_told_with_what_it_names(path: str, line: str, tool: str, rules: tuple[str, ...]) -> None:
    (finding,) = look({path: "a\n"}, {path: f"a\n{line}\nb\n"})
    assert (told(finding), finding.start_line, finding.rule) == ((tool, rules), 2, "new-suppression")


@pytest.mark.parametrize(("path", "text"), MISSES)
def test_the_word_elsewhere_is_none(path: str, text: str) -> None:
    assert look({}, {path: f"{text}\n"}) == []


@pytest.mark.parametrize(("path", "line", "tool", "rules"), HITS)
def test_a_comment_that_moves_is_reindented_renamed_or_taken_away_is_no_news(
    path: str, line: str, tool: str, rules: tuple[str, ...]
) -> None:
    before = f"a\n{line}\nb\n"
    assert look({path: before}, {path: f"\n\n\n{before}"}) == []
    assert look({path: before}, {path: "a\nb\n"}) == []
    assert look({f"old/{path}": before}, {f"new/{path}": before}, {f"new/{path}": f"old/{path}"}) == []


def test_a_comment_that_names_less_than_before_is_no_news_and_one_that_names_more_is() -> None:
    assert look({"a.py": "q(x)  # nosec\n"}, {"a.py": "q(x)  # nosec B608\n"}) == []
    (finding,) = look({"a.py": "q(x)  # nosec B608\n"}, {"a.py": "q(x)  # nosec B608,B602\n"})
    assert told(finding) == ("bandit", ("B602",))
    assert len(look({"a.py": "q(x)  # nosec\n"}, {"a.py": "q(x)  # nosec\nq(x)  # nosec\n"})) == 1


def test_one_of_a_line_is_observed_and_one_of_a_file_is_not() -> None:
    (line,) = look({}, {"a.py": "q(x)  # nosec\n"})
    (rule,) = look({}, {"Dockerfile": "# hadolint global ignore=DL3006\nFROM a\n"})
    (file,) = look({}, {"a.tf": "# kics-scan ignore\n"})
    assert [(one.severity, one.observe) for one in (line, rule, file)] == [
        (Severity.LOW, True), (Severity.MEDIUM, False), (Severity.HIGH, False),
    ]  # fmt: skip


COVERED = [
    ("a.py", "x\n# nosemgrep\n\nq(\n  1)\n", (2, 4)),
    ("a.py", "x\nq(1)  # nosemgrep\ny\n", (2, 2)),
    ("a.tf", 'resource "a" "b" {\n  # checkov:skip=CKV_AWS_20:x\n  acl = 1\n}\nresource "c" "d" {\n}\n', (1, 4)),
    ("a.tf", '#tfsec:ignore:x\nresource "c" "d" {\n  a = 1\n}\n', (1, 4)),
    ("Dockerfile", "FROM a\n# hadolint ignore=DL3008\nRUN x\nRUN y\n", (2, 3)),
    ("a.js", "x\n/* eslint-disable no-eval */\neval(y)\n", (2, 4)),
    ("t.yaml", "Resources:\n  A:\n    Metadata:\n      cfn_nag:\n        rules_to_suppress:\n          - id: W2\n"
     "    Properties: {}\n  B:\n    Type: x\n", (2, 7)),
    ("k.yaml", "a: 1\n---\nmetadata:\n  annotations:\n    checkov.io/skip1: CKV_K8S_1=x\nspec: 1\n---\nb: 1\n", (2, 6)),
    ("A.java", '@SuppressFBWarnings("SQL_X")\nvoid f()\n{\n  a();\n}\nvoid g() {}\n', (1, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "lines"), COVERED)
def test_it_is_known_which_lines_a_comment_covers(path: str, text: str, lines: tuple[int, int]) -> None:
    (finding,) = look({}, {path: text})
    assert finding.silences is not None
    assert finding.silences.lines == lines


def test_what_may_be_a_secret_is_in_nothing_that_is_said() -> None:
    planted = ("hunter2-hunter2", "AKIAQ3EXAMPLE7XYZABC", "s3cr3tvaluewithdigits99")
    files = {
        "a.py": f'key = "{planted[0]}"  # gitleaks:allow\nother({planted[2]})  # nosec\n',
        "a.env": "x",
        "prod.env": f"KEY={planted[1]} # gitleaks:allow\n",
        "a.yaml": f"password: {planted[0]} # pragma: allowlist secret\n",
    }
    found = look({}, files)
    assert len(found) == 4
    assert not [secret for secret in planted for one in found if secret in repr(one)]


def test_the_runner_judges_it_like_any_other_check() -> None:
    change = memory_change({"a.py": "x\n", "gone.py": "y\n"}, {"a.py": "x\nq(x)  # nosec\n", "b.bin": "\0"})
    runner = Runner()
    try:
        results = list(runner.judge(change, list(Suppressions().units(change)), lambda: None))
    finally:
        runner.close()
    found = {result.unit.key: (result.outcome, len(result.findings)) for result in results}
    assert found == {"a.py": (Outcome.RAN, 1), "gone.py": (Outcome.RAN, 0)}


WORDS = sorted({word for marker in markers.MARKERS for word in marker.words})
PIECES = st.one_of(st.sampled_from([*WORDS, "#", "//", "/*", "*/", '"', "'", "`", '"""', "\n", "{", "}", ":", "=",
    "[", "]", "(",
                                    ",", " ", "\\", "B608", "<!--", "-->", "Resources:"]),
                                    st.text(max_size=5))  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["a.py", "a.js", "a.yaml", "a.tf", "Dockerfile",
    "a.php", "a.json", "a.md", "A.java"]))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_no_text_is_too_odd(text: str, path: str) -> None:
    last = text.count("\n") + 1
    for one in comments.found(path, text):
        assert 1 <= one.line <= last
        assert 0 <= one.lines[0] <= one.lines[1] <= last


SLOW = ['"', "'", "`", "/*", "//", "#", "<!-", " /[", "=/[", "\\", '"""', "{", "nosec ", "# nosec B1,", "nolint:",
"(", "-", "rules_to_suppress: [",
        "@SuppressWarnings(", "checkov:\n skip:\n- ", "eslint-disable a,", "# noqa: S1,", " \t"]  # fmt: skip


@pytest.mark.parametrize("piece", SLOW)
@pytest.mark.parametrize("path", ["a.js", "a.yaml", "a.py"])
def test_a_megabyte_of_anything_is_read_in_the_time_of_a_megabyte(piece: str, path: str) -> None:
    def seconds(size: int) -> float:
        text = "# nosec // nosemgrep\n" + piece * (size // len(piece))
        started = time.process_time()
        with suppress(Unreadable):
            comments.found(path, text)
        return time.process_time() - started

    assert seconds(1_000_000) < max(2.5, 40 * seconds(100_000))


def test_ordinary_files_cost_next_to_nothing() -> None:
    text = 'def f(x):\n    """Words."""\n    return {"a": x}  # why\n' * 2000
    started = time.process_time()
    for _ in range(20):
        comments.found("a.py", text)
    assert (time.process_time() - started) / 20 / (len(text) / 100_000) < 0.005


def test_every_family_has_a_scanner() -> None:
    names: Mapping[str, str] = {
        "a.py": "python",
        "b.tf": "hcl",
        "Dockerfile.dev": "docker",
        "x.unknown": "",
        "README": "",
    }
    assert {name: syntax.family(name) for name in names} == names
