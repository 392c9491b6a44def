"""Who works on what: claims with lease and fence, and the ends of scans. Runs inside the caller's transaction.

A scan has one owner at a time: who claims it gets a larger fence, and every later word of an older owner is refused.
Ending a scan over its owner's head (superseded, cancelled, overdue) leaves a word owed to the forge (`unsaid`); that
word is a claim of its own, so that it survives whoever was to say it. So is heralding: showing a scan that waits as
queued. It keeps workers from the scan for that moment, since two who announce at once would make two check runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, insert, or_, select, update

from bot.forges.interface import Lost, ScanWanted, Uninstalled
from bot.model import Ending, Known, Scan, ScanState, State
from bot.store import counting, intake, turns
from bot.store.nouns import Claim, FactsWanted, Limits
from bot.store.rows import at, read_claim
from bot.store.schema import findings, kept_results, scans

_WAITING, _RUNNING = ScanState.WAITING.value, ScanState.RUNNING.value


def claim(connection: Connection, worker: str, now: float, limits: Limits, scan_id: str | None) -> Claim | None:
    """The next row in turn, or the one named, for this worker alone."""
    return _take(connection, turns.choose(connection, now, limits, scan_id), worker, now, limits)


def claim_short(connection: Connection, worker: str, now: float, limits: Limits) -> Claim | None:
    """Words owed, errands, then scans to be shown as queued, the longest waiting first."""
    chosen = turns.choose_short(connection, now, limits)
    if chosen is not None:
        return _take(connection, chosen, worker, now, limits)
    return _herald(connection, turns.choose_unheralded(connection, now), worker, now, limits)


def _take(connection: Connection, chosen: str | None, worker: str, now: float, limits: Limits) -> Claim | None:
    if chosen is None:
        return None
    changes = {
        "state": case((scans.c.unsaid, scans.c.state), else_=_RUNNING),
        "attempts": scans.c.attempts + case((scans.c.unsaid, 0), else_=1),
        "fence": scans.c.fence + 1,
        "worker": worker,
        "lease_until": now + limits.lease,
        "started": case((scans.c.started.is_(None), now), else_=scans.c.started),
        "deadline": now + limits.scan,
        "herald_at": None,
    }
    taken = update(scans).where(scans.c.id == chosen).values(changes).returning(*scans.c)
    return read_claim(connection.execute(taken).mappings().one())


def _herald(connection: Connection, chosen: str | None, worker: str, now: float, limits: Limits) -> Claim | None:
    """It goes on waiting, in the hand of `worker` for a moment. A herald who dies is followed by another."""
    if chosen is None:
        return None
    until = now + limits.heralding
    held = {"worker": worker, "lease_until": now + limits.lease, "deadline": until, "herald_at": until}
    taken = update(scans).where(scans.c.id == chosen).values(**held, fence=scans.c.fence + 1)
    return read_claim(connection.execute(taken.returning(*scans.c)).mappings().one(), heralding=True)


def _owned(claim: Claim) -> ColumnElement[bool]:
    state = scans.c.state == (_WAITING if claim.heralding else _RUNNING)
    return and_(
        scans.c.id == claim.scan.id, scans.c.fence == claim.scan.fence, scans.c.unsaid if claim.closing else state
    )


def holds(connection: Connection, claim: Claim) -> float | None:
    """When the lease ends; None if the claim is lost."""
    return connection.execute(select(scans.c.lease_until).where(_owned(claim))).scalar()


def renew(connection: Connection, claim: Claim, until: float) -> bool:
    """Whether the claim still stands, and now stands until then."""
    if claim.heralding and until > claim.deadline:
        return False
    return _change(connection, claim, lease_until=until)


def looked_up(connection: Connection, scan: Scan, head_sha: str) -> None:
    """Writes down which head is really being looked at."""
    mine = and_(scans.c.id == scan.id, scans.c.fence == scan.fence)
    connection.execute(update(scans).where(mine).values(head_sha=head_sha))


def finish(connection: Connection, claim: Claim, ending: Ending, wanted: Sequence[ScanWanted], now: float) -> None:
    """Ends it with all it found and the scans that follow from it. Raises Lost."""
    values: dict[str, Any] = {
        "state": ending.state.value,
        "verdict": ending.verdict,
        "note": ending.note,
        "timings": dict(ending.timings),
        "tallies": [[t.check, t.outcome, t.units, t.units_kept, t.seconds, t.reason] for t in ending.tallies],
        "head_sha": ending.head_sha or claim.scan.head_sha,
        "wish": None,
        "ended": now,
        "lease_until": 0.0,
    }
    if not _change(connection, claim, **values):
        raise Lost(f"scan {claim.scan.id} has another owner, or has ended")
    if ending.findings:
        connection.execute(insert(findings), [_finding(claim.scan.id, *one) for one in enumerate(ending.findings)])
    if claim.errand is None:
        counting.count_scan(connection, claim.scan, ending, now)
        _settle(connection, claim.scan, values["head_sha"])
    if ending.wondering:
        intake.run_errand(connection, FactsWanted(claim.scan.target, ending.wondering), "", now)
    for one in wanted:
        intake.want(connection, one, "", now)
    if isinstance(claim.errand, Uninstalled):
        _forget_results(connection, claim.errand)


def fail(connection: Connection, claim: Claim, why: str, now: float) -> bool:
    """Ends it for good; the forge is still to be told, by whoever claims the word. False if it was lost."""
    owed = claim.errand is None
    ended = _change(connection, claim, **_failure(now), note=why, unsaid=owed, wish=None)
    if ended and owed:
        counting.count_scan(connection, claim.scan, Ending(ScanState.FAILED), now)
    return ended


def closed(connection: Connection, claim: Claim) -> bool:
    """The forge has been told."""
    return _change(connection, claim, unsaid=False, lease_until=0.0)


def heralded(connection: Connection, claim: Claim) -> bool:
    """It is shown as queued, or cannot be; now it is for a worker to claim."""
    return _change(connection, claim, lease_until=0.0, herald_at=None)


def reclaim_closing(connection: Connection, claim: Claim, now: float, limits: Limits) -> Claim | None:
    """Lets go of a lost claim. If its scan was ended and a word is owed, that word is claimed at once."""
    mine = and_(scans.c.id == claim.scan.id, scans.c.fence == claim.scan.fence)
    connection.execute(update(scans).where(mine, scans.c.state != _RUNNING).values(lease_until=0.0))
    owed = update(scans).where(mine, scans.c.unsaid)
    values = {"fence": scans.c.fence + 1, "lease_until": now + limits.lease, "deadline": now + limits.scan}
    row = connection.execute(owed.values(values).returning(*scans.c)).mappings().first()
    return read_claim(row) if row else None


def put_off(connection: Connection, claim: Claim, until: float, why: str, counted: bool) -> bool:
    """Gives it back to run at `until`. Not `counted`: it was not the scan's fault. False if it was lost."""
    if claim.heralding:
        return _change(connection, claim, lease_until=0.0, herald_at=until)
    again = {"lease_until": 0.0, "not_before": until, "waits": scans.c.waits + (0 if counted else 1)}
    if claim.closing:
        return _change(connection, claim, **again | {"waits": scans.c.waits + 1})
    attempts = scans.c.attempts - (0 if counted else 1)
    return _change(connection, claim, **again, state=_WAITING, note=why, attempts=attempts)


def hand_back(connection: Connection, claim: Claim) -> bool:
    """Gives it back at once, untouched: its worker is leaving."""
    state = {} if claim.closing or claim.heralding else {"state": _WAITING, "attempts": scans.c.attempts - 1}
    return _change(connection, claim, lease_until=0.0, **state)


def has_overdue(connection: Connection, now: float, limits: Limits) -> bool:
    """Whether a sweep would end something; cheap, and takes no lock."""
    query = select(scans.c.id).where(or_(*(which for which, _why in _overdue(now, limits))))
    return connection.execute(query.limit(1)).first() is not None


def sweep(connection: Connection, now: float, limits: Limits) -> int:
    """The watchdog: ends what is overdue. Returns how many scans it ended."""
    return sum(_sweep(connection, which, why, now) for which, why in _overdue(now, limits))


def _overdue(now: float, limits: Limits) -> tuple[tuple[ColumnElement[bool], str], ...]:
    """What took too long, what keeps killing its workers, what the forge has kept waiting too long; and what to say."""
    tried = or_(scans.c.attempts > 0, scans.c.waits > 0)
    running = scans.c.state == _RUNNING
    left = and_(running, scans.c.lease_until <= now, scans.c.attempts >= limits.attempts)
    aged = and_(scans.c.state == _WAITING, scans.c.created <= now - limits.age, tried)
    return (
        (and_(running, scans.c.deadline <= now), f"It took longer than {limits.scan:.0f} seconds."),
        (left, f"Its worker died {limits.attempts} times while looking at it."),
        (aged, f"It could not be done within {limits.age / 3600:.0f} hours."),
    )


def _sweep(connection: Connection, which: ColumnElement[bool], why: str, now: float) -> int:
    last = case((scans.c.note == "", ""), else_=" Last: " + scans.c.note)
    values = _failure(now) | {"note": why + last, "unsaid": scans.c.kind == "scan", "wish": None}
    ended = connection.execute(update(scans).where(which).values(values).returning(scans.c.kind)).scalars().all()
    counting.count(connection, "scans", "failed/", ended.count("scan"))
    return len(ended)


def _failure(now: float) -> dict[str, Any]:
    """Columns of an end that its owner did not write."""
    return {"state": ScanState.FAILED.value, "ended": now, "waits": 0, "not_before": 0.0, "lease_until": 0.0}


def _change(connection: Connection, claim: Claim, **values: Any) -> bool:
    return connection.execute(update(scans).where(_owned(claim)).values(**values)).rowcount == 1


def _finding(scan: str, position: int, known: Known) -> dict[str, Any]:
    return {
        "scan": scan,
        "position": position,
        "fingerprint": known.fingerprint,
        "occurrence": known.occurrence,
        "state": known.state.value,
        "enforced": known.enforced,
        "check": known.finding.check,
        "rule": known.finding.rule,
        "severity": known.finding.severity.value,
        "path": known.finding.path,
        "start_line": known.finding.start_line,
        "end_line": known.finding.end_line,
        "package": known.finding.package,
        "suggestion": _suggestion(known),
    }


def _suggestion(known: Known) -> str | None:
    """Only of what stands at head and came in: nothing else is ever mended."""
    there = known.state is State.INTRODUCED and known.finding.commit is None
    return known.finding.suggestion if there else None


def _settle(connection: Connection, scan: Scan, head_sha: str) -> None:
    """This scan has spoken about the head: what older ones still owed to it would only take that back."""
    mine = and_(at(scan.target), scans.c.unsaid, scans.c.id != scan.id, scans.c.head_sha.in_([head_sha, ""]))
    connection.execute(update(scans).where(mine).values(unsaid=False))


def _forget_results(connection: Connection, gone: Uninstalled) -> None:
    """Again, since a scan that ran on may have kept results after the deletion."""
    mine = and_(kept_results.c.forge == gone.forge, kept_results.c.repo.in_(gone.repos))
    connection.execute(delete(kept_results).where(mine))
