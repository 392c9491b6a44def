"""Secrets that were shown: remembered after a force-push, until somebody says that they were rotated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from bot import config, policy
from bot.__main__ import main
from bot.changes import GitChangeSet
from bot.deciders.leaks import LeakDecider
from bot.leaks import command
from bot.leaks.rotations import Rotations
from bot.model import Command, Comparison, Known, Policy, Spoken, State, Target, Verdict
from bot.store import Store
from bot.store.leaks import identifier
from checks.interface import Finding, Severity
from tests.databases import empty_postgres
from tests.values import finding, memory_change

TODAY = date(2026, 11, 23)
PLACE = ("github", "acme/Shop", 7)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/sekisho.db" if request.param == "sqlite" else empty_postgres())
    made.migrate()
    yield made
    made.close()


def secret(subject: str = "hmac-1", path: str = "app.py", commit: str | None = "c" * 40) -> Finding:
    return finding(check="secrets", rule="acme-token", path=path, subject=subject, commit=commit, title="A token",
                   message="It is there. Revoke it.", remedy="Revoke it.", severity=Severity.CRITICAL)  # fmt: skip


def decided(store: Store, *found: Finding) -> Comparison:
    """A scan of the pull request in which the check finds these."""
    leaks = store.leaks
    decider = LeakDecider(
        *PLACE,
        leaks.of(*PLACE),
        leaks.rotated(*PLACE[:2]),
        lambda some: leaks.remember(*PLACE, some, store.now()),
    )
    introduced = tuple(Known(one, State.INTRODUCED, f"{number}" * 32) for number, one in enumerate(found))
    comparison = Comparison(introduced, (), (), (), ())
    return decider(comparison, cast(GitChangeSet, memory_change({}, {})))


def verdict(comparison: Comparison) -> Verdict:
    return policy.judge(comparison, Policy(), (), today=TODAY).verdict


def say(store: Store, text: str, number: int = 7) -> str:
    spoken = Spoken(Target("github", "acme/Shop", number), text, "mia", False, 1, False)
    return Rotations(store).obey(Command("rotated", tuple(text.split()), spoken)).words


def test_what_a_force_push_takes_away_is_still_told_and_blocks(store: Store) -> None:
    assert verdict(decided(store, secret())) is Verdict.BLOCKED
    gone = decided(store)
    (one,) = gone.introduced
    assert (one.finding.commit, one.finding.path) == ("c" * 40, "app.py")
    assert "no longer part of this pull request" in one.finding.message
    assert verdict(gone) is Verdict.BLOCKED


def test_what_is_found_again_is_told_once_with_the_way_out(store: Store) -> None:
    decided(store, secret())
    (one,) = decided(store, secret()).introduced
    name = identifier(*PLACE, secret())[:8]
    assert one.finding.remedy == f"Revoke it.\n\nThen say so: `/sekisho rotated {name} because …`."


def test_rotated_ones_no_longer_block_and_gone_ones_are_no_longer_told(store: Store) -> None:
    decided(store, secret("hmac-1"), secret("hmac-2", "b.py"))
    names = [leak.name for leak in store.leaks.of(*PLACE)]
    assert say(store, f"{names[0]} {names[1]} because revoked at 10:40").startswith("Marked as rotated by @mia: ")
    there = decided(store, secret("hmac-1"))
    assert [(one.finding.severity, one.finding.observe) for one in there.introduced] == [(Severity.INFO, True)]
    assert verdict(there) is Verdict.CLEAR
    assert decided(store).introduced == ()


def test_a_rotated_value_is_rotated_wherever_in_the_repository_and_another_value_is_not(store: Store) -> None:
    decided(store, secret())
    say(store, "all because revoked")
    other, moved = decided(store, secret(path="new.py"), secret("hmac-2")).introduced
    assert (moved.finding.observe, other.finding.observe) == (True, False)
    elsewhere = store.leaks.rotated("github", "acme/other")
    assert elsewhere == frozenset()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write `/sekisho rotated 1a2b3c4d because …`"),
        ("all", "A reason is needed."),
        ("deadbeef because x", "`deadbeef` names none of the secrets here."),
        ("a because x", "`a` names none of the secrets here."),
    ],
)
def test_a_command_that_names_nothing_is_answered_with_what_there_is(store: Store, text: str, said: str) -> None:
    decided(store, secret())
    answer = say(store, text)
    assert said in answer
    assert f"- `{identifier(*PLACE, secret())[:8]}`: A token (`app.py`)" in answer
    assert store.leaks.rotated(*PLACE[:2]) == frozenset()


def test_a_pull_request_cannot_name_anothers(store: Store) -> None:
    decided(store, secret())
    assert "names none of the secrets here" in say(store, f"{identifier(*PLACE, secret())[:8]} because x", number=8)
    assert "There is none here." in say(store, "all because x", number=8)


def test_marking_leaves_one_line_in_the_audit_log_however_often(store: Store) -> None:
    decided(store, secret())
    say(store, "all because revoked")
    say(store, "all because revoked twice")
    (leak,) = store.leaks.every()
    assert (leak.actor, leak.reason) == ("mia", "revoked")


def test_what_is_kept_goes_with_its_repository(store: Store) -> None:
    decided(store, secret())
    store.forget("github", ["acme/Shop"])
    assert store.leaks.every() == []


def test_an_operator_lists_and_marks_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(f"service: {{data: {tmp_path / 'data'}}}")
    here = command.app.store(config.load(file, {}))
    here.migrate()
    here.leaks.remember(*PLACE, [secret()], here.now())
    name = identifier(*PLACE, secret())[:8]

    def asked(*arguments: str) -> tuple[int, str]:
        code = main(["--config", str(file), "leaks", *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    code, out = asked("--repository", "acme/shop")
    assert (code, out.split("  ")[0], out.strip().split("  ")[-1]) == (0, name, "open")
    assert asked("--repository", "acme/other") == (0, "no secret was seen\n")
    assert asked("--rotated", name) == (2, "sekisho: say why with --because: when and where the secret was replaced\n")
    code, out = asked("--rotated", name, "--because", "revoked", "--by", "olga")
    assert (code, out.strip().endswith("by operator olga: revoked")) == (0, True)
    here.close()
