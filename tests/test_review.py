"""What the pull request shows, as whole text, and the bounds that keep it brief."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import review
from bot.filediff import FileDiff, Spot
from bot.markers import SUMMARY_MARKER, read_thread_marker
from bot.model import Judgement, Known, Placement, Policy, Review, State, Tally, Unseen, Verdict
from checks.interface import Confidence, Outcome, Severity, Step
from tests.values import change, finding, known

FLOW = (Step("app.py", 2, 'name = request.args["name"]', "source"), Step("app.py", 3, "cursor.execute(sql)", "sink"))


def composed(
    *introduced: Known,
    fixed: Sequence[Known] = (),
    existing: Sequence[Known] = (),
    unseen: Sequence[Unseen] = (),
    ranges: Callable[[str], Sequence[tuple[int, int]]] = lambda path: ((1, 90),),
    draft: bool = False,
    budget: int = 20,
) -> Review:
    verdict = Verdict.BLOCKED if introduced else Verdict.CLEAR
    tallies = (Tally("static_analysis", Outcome.RAN, 2, 1, 0.25),)
    judgement = Judgement(
        verdict, introduced, tuple(fixed), tuple(existing), (), tuple(unseen), tallies, "This is why."
    )
    about = review.About(0.5, {"Sekisho": "0.1.0"})
    return review.compose(
        change(draft=draft), judgement, Policy(budget=budget), about, lambda path: _diff(ranges(path))
    )


def _diff(ranges: Sequence[tuple[int, int]]) -> FileDiff:
    return FileDiff(tuple(ranges), frozenset(line for first, last in ranges for line in range(first, last + 1)))


def many(count: int, **changes: object) -> list[Known]:
    return [
        known(fingerprint=f"{n:032x}", start_line=n + 1, end_line=n + 1, **({"rule": f"rule-{n}"} | changes))
        for n in range(count)
    ]


def test_a_thread_says_what_is_wrong_what_to_do_and_how_the_value_gets_there() -> None:
    one = known(evidence=FLOW, suggestion="cursor.execute(sql, values)")
    assert composed(one).threads[0].body == (
        f"<!-- sekisho:thread {'a' * 32} -->\n"
        "**🔴 SQL built from request data**\n"
        "\n"
        "A value becomes part of a statement. Pass it as a parameter.\n"
        "\n"
        "```suggestion\n"
        "cursor.execute(sql, values)\n"
        "```\n"
        "\n"
        "<details><summary>How the value gets there</summary>\n"
        "\n"
        '1. line 2 `name = request.args["name"]` ← comes in\n'
        "2. line 3 `cursor.execute(sql)` ← is used\n"
        "\n"
        "</details>\n"
        "\n"
        "<sub>high severity, high confidence · [CWE-89](https://cwe.mitre.org/data/definitions/89.html) · "
        "`python-sql-injection`</sub>\n"
    )


def test_the_summary_says_verdict_findings_mended_and_not_looked_at() -> None:
    said = composed(
        known(),
        fixed=[known(State.FIXED, path="old.py", title="Weak hash")],
        unseen=[Unseen("static_analysis", "big.py", "it has 2.0 MiB, more than the limit of 1.0 MiB")],
    )
    assert said.headline == "Blocked: 1 high, 1 mended, 1 not looked at"
    assert said.summary == (
        f"{SUMMARY_MARKER}\n"
        "### ⛔ Blocked: 1 high, 1 mended, 1 not looked at\n"
        "\n"
        "This is why.\n"
        "\n"
        "| | where | what |\n"
        "|---|---|---|\n"
        "| 🔴\u00a0high | `app.py:3` | SQL built from request data `python-sql-injection` |\n"
        "\n"
        "**Mended by this change:** Weak hash (`old.py`).\n"
        "\n"
        "**Not looked at:**\n"
        "\n"
        "- `big.py`: it has 2.0 MiB, more than the limit of 1.0 MiB\n"
        "\n"
        "<sub>Looked at `cccccccccccc` against `bbbbbbbbbbbb` in 0.5 s. Sekisho 0.1.0. "
        "`/sekisho rescan` looks again, `/sekisho help` says more.</sub>\n"
    )


def test_what_two_checks_could_not_read_is_said_once() -> None:
    unseen = [Unseen("static_analysis", "big.py", "too big"), Unseen("secrets", "big.py", "too big")]
    other = [Unseen("iac", "big.py", "not finished"), Unseen("iac", "a.tf", "too big")]
    said = composed(known(), unseen=[*unseen, *other])
    assert said.headline == "Blocked: 1 high, 3 not looked at"
    assert said.summary.count("`big.py`: too big") == 1


def test_without_findings_there_is_no_comment_and_the_check_says_everything() -> None:
    said = composed(fixed=[known(State.FIXED)], unseen=[Unseen("static_analysis", "vendor/a.js", "vendored", True)])
    assert (said.summary, said.threads, said.headline) == ("", (), "Clear: 1 mended")
    assert "`vendor/a.js`: vendored" in said.report


def test_a_draft_gets_a_check_and_no_word_in_comments() -> None:
    said = composed(known(), draft=True)
    assert (said.summary, said.threads, said.observed, len(said.annotations)) == ("", (), True, 1)


def test_observed_findings_are_notices_without_a_thread() -> None:
    said = composed(replace(known(), enforced=False))
    assert (said.threads, said.summary, said.annotations[0].level) == ((), "", "notice")


def test_what_is_observed_is_folded_by_rule_under_what_counts() -> None:
    some = [replace(one, enforced=False) for one in many(5, rule="k8s-no-limits", title="No limits")]
    said = composed(known(), *some)
    assert said.headline == "Blocked: 1 high, 5 observed"
    assert len(said.threads) == 1
    for text in (said.summary, said.report):
        assert text.index("SQL built from request data") < text.index("<details><summary>5 observed")
        assert text.count("No limits `k8s-no-limits`") == 1
        assert "and 2 more |" in text
    alone = composed(*some)
    assert (alone.summary, "5 observed" in alone.report) == ("", True)


def test_notices_are_no_wall() -> None:
    some = [replace(one, enforced=False) for one in many(80)]
    assert [one.level for one in composed(known(), *some).annotations].count("notice") == 50


def test_a_thread_shows_the_lines_to_write_and_what_else_there_is_to_say() -> None:
    remedy = 'Close it.\n\n```hcl\ncidr = "`x`"\n```\n\nThen say so: `/sekisho rotated 1a because …` @ann <b>'
    body = composed(known(remedy=remedy)).threads[0].body
    assert "Close it." not in body
    assert '<details><summary>What to write</summary>\n\n```hcl\ncidr = "`x`"\n```\n\n</details>' in body
    assert "Then say so: `/sekisho rotated 1a because …` @\u2060ann \\<b>" in body
    assert "<details><summary>What to write" not in composed(known()).threads[0].body


def test_the_budget_keeps_the_worst_and_the_report_keeps_all() -> None:
    some = [
        *many(30, severity=Severity.LOW),
        known(severity=Severity.CRITICAL, fingerprint="f" * 32, start_line=80, end_line=80),
    ]
    said = composed(*some, budget=5)
    assert len(said.threads) == 5
    assert said.threads[0].start_line == 80
    assert said.report.count("rule-") == 30
    assert len(said.annotations) == 31


def test_several_of_one_rule_in_one_file_share_a_thread() -> None:
    alike = composed(*many(4, rule="one-rule")).threads
    apart = composed(*many(3, rule="one-rule")).threads
    assert ([len(thread.members) for thread in alike], [len(thread.members) for thread in apart]) == ([4], [1, 1, 1])
    assert "Also here: `app.py:2`, `app.py:3`, `app.py:4`." in alike[0].body
    assert read_thread_marker(alike[0].body) == alike[0].members


def test_surer_findings_come_first_among_equals() -> None:
    unsure, sure = known(confidence=Confidence.LOW, start_line=1), known(fingerprint="b" * 32, start_line=9, end_line=9)
    assert [thread.start_line for thread in composed(unsure, sure).threads] == [9, 1]


def test_a_thread_stands_where_the_diff_allows() -> None:
    inside = composed(known(start_line=3, end_line=6), ranges=lambda _: [(1, 4)]).threads[0]
    step = composed(known(start_line=30, end_line=30, evidence=FLOW), ranges=lambda _: [(1, 4)]).threads[0]
    file = composed(known(start_line=30, end_line=30), ranges=lambda _: [(1, 4)]).threads[0]
    nowhere = composed(known(), ranges=lambda _: []).threads[0]
    assert (inside.placement, inside.start_line, inside.end_line) == (Placement.LINE, 3, 4)
    assert (step.placement, step.start_line, step.end_line) == (Placement.LINE, 3, 3)
    assert "the finding itself is at `app.py:30`" in step.body
    assert (file.placement, nowhere.placement) == (Placement.FILE, Placement.SUMMARY)
    assert inside.spots == (Spot(0, 3), Spot(0, 4))
    assert (file.spots, nowhere.spots) == ((), ())


def test_a_thread_on_a_deleted_file_stands_on_the_lines_that_are_gone() -> None:
    def gone(path: str) -> FileDiff:
        return FileDiff(gone=5, old_path=path)

    judgement = Judgement(Verdict.BLOCKED, (known(start_line=3, end_line=9),), (), (), (), (), (), "This is why.")
    about = review.About(0.5, {"Sekisho": "0.1.0"})
    (thread,) = review.compose(change(), judgement, Policy(), about, gone).threads
    assert (thread.placement, thread.start_line, thread.end_line, thread.removed) == (Placement.LINE, 3, 5, True)
    assert thread.spots == (Spot(3, 0), Spot(4, 0), Spot(5, 0))


def test_a_suggestion_is_only_made_where_it_replaces_the_very_lines() -> None:
    one = known(suggestion="x", start_line=3, end_line=6)
    assert "```suggestion" in composed(one).threads[0].body
    assert "```suggestion" not in composed(one, ranges=lambda _: [(1, 4)]).threads[0].body


def test_hostile_file_names_stay_text_everywhere() -> None:
    name = "a`|<img src=x>\n@all/../b.py"
    said = composed(known(path=name), unseen=[Unseen("static_analysis", name, "binary")])
    for text in (said.summary, said.report, said.threads[0].body):
        assert "\n@all" not in text
        assert "| <img" not in text
    assert finding(path=name).path == name


def test_a_headline_fits_a_commit_status() -> None:
    everything = [known(severity=severity, fingerprint=f"{n:032x}") for n, severity in enumerate(Severity)]
    said = composed(*everything * 50, fixed=many(999), unseen=[Unseen("static_analysis", "a", "b")] * 999)
    assert len(said.headline) <= 140


def test_identities_found_at_head_and_paths_not_looked_at_are_told() -> None:
    said = composed(
        known(), existing=[known(State.EXISTING, "e" * 32)], unseen=[Unseen("static_analysis", "big.py", "too big")]
    )
    assert said.present == {"a" * 32, "e" * 32}
    assert said.undecided == {"big.py"}


def about_package(title: str, **changes: object) -> Known:
    values = {"package": "pkg:npm/lodash@4.17.20", "path": "package.json", "subject": title, "evidence": ()} | changes
    return replace(known(fingerprint=title[-1] * 32, title=title, **values), came_from=("4.17.19",))


def test_what_one_package_brings_along_is_one_thread_worst_first() -> None:
    mild, grave = about_package("Mild b", severity=Severity.LOW), about_package("Grave c", severity=Severity.CRITICAL)
    (thread,) = composed(mild, grave).threads
    assert thread.members == (grave.identity, mild.identity)
    assert thread.body.index("Grave c") < thread.body.index("- 🟡 Mild b")
    assert "version changed from `4.17.19`" in thread.body
    elsewhere = about_package("Mild d", start_line=9)
    assert len(composed(grave, elsewhere).threads) == 2


def test_a_new_package_is_called_new() -> None:
    (thread,) = composed(replace(about_package("Grave c"), came_from=())).threads
    assert "new dependency" in thread.body


def test_a_finding_outside_the_diff_is_said_where_a_step_of_it_is_inside() -> None:
    steps = (Step("package.json", 3, "lodash", "source"), Step("package-lock.json", 40, "lodash", "sink"))
    shown = {"package-lock.json": [(38, 44)]}
    (thread,) = composed(about_package("Grave c", evidence=steps), ranges=lambda path: shown.get(path, [])).threads
    assert (thread.path, thread.start_line, thread.placement) == ("package-lock.json", 40, Placement.LINE)
    assert "package.json:3" in thread.body
