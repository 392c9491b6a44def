"""A pull request that has scanners look away, from the webhook to the threads and back."""

from __future__ import annotations

from tests.end_to_end.test_packages import BEFORE
from tests.end_to_end.town import RULE, WEAK, WEAK_LINE, Town, conclusion, said, threads

CI = ".github/workflows/ci.yml"
WORKFLOW = (
    "on: pull_request\njobs:\n  sast:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
    "      - run: semgrep ci\n"
)
LOCK, MANIFEST = "infra/.terraform.lock.hcl", "infra/main.tf"
BEFORE_ALL = {"app.py": "import flask\n", CI: WORKFLOW, LOCK: "x\n", MANIFEST: "locals {}\n"}


def test_what_has_scanners_look_away_gets_threads_on_its_lines_and_the_mend_resolves_them(town: Town) -> None:
    quiet = WEAK.rstrip("\n") + "  # nosemgrep\n"
    soft = WORKFLOW.replace("semgrep ci", "semgrep ci || true")
    pull = town.change(
        town.repository({**BEFORE_ALL, **BEFORE}),
        {"app.py": quiet, CI: soft, LOCK: None, MANIFEST: "locals { a = 1 }\n"},
    )
    shown = town.reviewed(pull)
    at = {(path, line) for path, line, _ in threads(shown)}
    assert at >= {("app.py", WEAK_LINE), (CI, 7)}
    here = [one for one in shown["threads"] if (one["path"], one["line"]) == ("app.py", WEAK_LINE)]
    of_line = [one["comments"][0]["body"] for one in here]
    assert len(of_line) == 2
    assert any("It would hide" in body and RULE in body for body in of_line)
    assert any("The lockfile is gone" in comment["body"] for comment in shown["comments"])
    assert conclusion(shown) == "failure"
    town.push(pull, {**BEFORE_ALL, MANIFEST: "locals { a = 1 }\n"})
    mended = town.reviewed(pull)
    assert {resolved for _, _, resolved in threads(mended)} == {True}
    assert (conclusion(mended), len(said(mended))) == ("success", len(said(shown)))


def test_a_suppression_that_moves_with_its_code_is_not_spoken_of(town: Town) -> None:
    before = "import flask\n\n\nx = 1  # nosec\n"
    pull = town.change(town.repository({"app.py": before}), {"app.py": f"import sys\n{before}"})
    shown = town.reviewed(pull)
    assert (threads(shown), conclusion(shown)) == ([], "success")
