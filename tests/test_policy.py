"""What blocks, what is merely said, what is incomplete; in that order of strength."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot import policy
from bot.model import Comparison, Judgement, Known, Level, Policy, Tally, Unseen, Verdict, Waiver
from checks.interface import Confidence, Outcome, Severity
from tests.values import known

TODAY = date(2026, 11, 23)
UNREAD = Unseen("static_analysis", "b.py", "2 rules timed out")
VENDORED = Unseen("static_analysis", "vendor/x.js", "vendored", by_design=True)


def judged(
    *introduced: Known, unseen: tuple[Unseen, ...] = (), waivers: tuple[Waiver, ...] = (), **values: object
) -> Judgement:
    tally = Tally("static_analysis", Outcome.RAN, 1, 0, 0.1)
    comparison = Comparison(introduced, (), (), unseen, (tally,))
    return policy.judge(comparison, replace(Policy(), **values), waivers, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("severity", "verdict"),
    [
        (Severity.CRITICAL, Verdict.BLOCKED),
        (Severity.HIGH, Verdict.BLOCKED),
        (Severity.MEDIUM, Verdict.CLEAR),
        (Severity.UNKNOWN, Verdict.CLEAR),
    ],
)
def test_by_default_high_and_above_blocks(severity: Severity, verdict: Verdict) -> None:
    assert judged(known(severity=severity)).verdict is verdict


def test_a_guess_is_shown_and_never_blocks() -> None:
    guess = judged(known(severity=Severity.CRITICAL, confidence=Confidence.LOW))
    assert (guess.verdict, len(guess.introduced)) == (Verdict.CLEAR, 1)
    assert guess.why == "What came in at severity high or above is too uncertain to block."
    assert judged(known(confidence=Confidence.MEDIUM)).verdict is Verdict.BLOCKED


def test_an_unknown_severity_counts_as_medium() -> None:
    assert judged(known(severity=Severity.UNKNOWN), block_at=Severity.MEDIUM).verdict is Verdict.BLOCKED
    assert judged(known(severity=Severity.LOW), block_at=Severity.MEDIUM).verdict is Verdict.CLEAR


def test_blocked_outranks_incomplete_which_outranks_clear() -> None:
    assert judged(known(), unseen=(UNREAD,)).verdict is Verdict.BLOCKED
    assert judged(unseen=(UNREAD,)).verdict is Verdict.INCOMPLETE
    assert judged().verdict is Verdict.CLEAR


def test_what_is_left_out_on_purpose_is_said_and_never_incomplete() -> None:
    result = judged(unseen=(VENDORED,))
    assert (result.verdict, result.not_looked_at) == (Verdict.CLEAR, (VENDORED,))


def test_an_observed_check_is_shown_and_blocks_nothing() -> None:
    levels = {"static_analysis": Level.OBSERVE}
    result = judged(known(), unseen=(UNREAD,), levels=levels)
    assert result.verdict is Verdict.CLEAR
    assert [one.enforced for one in result.introduced] == [False]


def test_a_check_that_is_off_says_nothing() -> None:
    result = judged(known(), unseen=(UNREAD,), levels={"static_analysis": Level.OFF})
    assert (result.introduced, result.not_looked_at, result.verdict) == ((), (), Verdict.CLEAR)


def test_excluded_paths_do_not_count_and_their_neighbours_do() -> None:
    result = judged(known(path="examples/a.py"), known(path="src/a.py"), exclude=("examples/*",))
    assert [one.finding.path for one in result.introduced] == ["src/a.py"]


@pytest.mark.parametrize(
    ("expires", "verdict"),
    [(None, Verdict.CLEAR), (TODAY, Verdict.CLEAR), (date(2026, 11, 22), Verdict.BLOCKED)],
)
def test_a_waiver_holds_until_its_last_day(expires: date | None, verdict: Verdict) -> None:
    waiver = Waiver("a" * 32, "", "accepted", "ann", "bob", expires)
    assert judged(known(), waivers=(waiver,)).verdict is verdict
    assert judged(known(fingerprint="b" * 32), waivers=(waiver,)).verdict is Verdict.BLOCKED
