"""Remembers deliveries and turns what they ask for into rows of work. Runs inside the caller's one transaction."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from bot.forges.interface import (
    CancelWanted,
    HeadRescanWanted,
    Installed,
    Ping,
    ScanWanted,
    Uninstalled,
    Wish,
)
from bot.model import Delivery, Reason, ScanState, Spoken, Target
from bot.store.database import lock
from bot.store.nouns import HERALD_AFTER, Errand, Remembered
from bot.store.rows import at, errand_row, place, scan_row, upsert
from bot.store.schema import (
    allow_entries,
    audit_log,
    deliveries,
    findings,
    inventory,
    inventory_scans,
    kept_results,
    leaks,
    maintenance,
    repositories,
    scans,
)

_AT_ONCE = 500
_OF_REPOSITORIES = (
    scans,
    deliveries,
    kept_results,
    audit_log,
    repositories,
    inventory,
    inventory_scans,
    allow_entries,
    leaks,
)
_OPEN = (ScanState.WAITING.value, ScanState.RUNNING.value)


def remember(
    connection: Connection, delivery: Delivery, wish: Wish | None, installation: str, now: float
) -> Remembered:
    """The delivery and all it asks for, or the answer of its first time."""
    lock(connection, f"delivery {delivery.forge} {delivery.id}")
    if (earlier := _earlier(connection, delivery)) is not None:
        return Remembered(earlier, duplicate=True)
    _note_delivery(connection, delivery)
    if installation and delivery.repo and not isinstance(wish, Uninstalled):
        _note_repositories(connection, delivery.forge, installation, (delivery.repo,), now)
    return Remembered(_grant(connection, wish, delivery.id, now))


def want(connection: Connection, wanted: ScanWanted, delivery: str, now: float) -> str:
    """The one waiting scan of its target: older ones make way, and a person's request stays a person's request."""
    lock(connection, f"target {wanted.target}")
    row = scan_row(wanted, delivery, now)
    for older in _open_scans(connection, wanted.target):
        _supersede(connection, older, wanted.head_sha, now)
        if older["state"] == ScanState.WAITING and older["priority"] < row["priority"]:
            row |= {name: older[name] for name in ("reason", "priority", "requested_by")}
            row["herald_at"] = now + HERALD_AFTER
    connection.execute(insert(scans), [row])
    if wanted.reason is Reason.REQUESTED:
        note(
            connection, wanted.target.forge, wanted.target.repo, wanted.requested_by, "rescan", str(wanted.target), now
        )
    return str(row["id"])


def cancel(connection: Connection, target: Target, now: float) -> None:
    """Ends what waits or runs of it; the forge is told where it may show it."""
    lock(connection, f"target {target}")
    mine = and_(at(target), scans.c.state.in_(_OPEN))
    _end(connection, mine, ScanState.CANCELLED, "The pull request was closed.", True, now)


def install(connection: Connection, wish: Installed, delivery: str, now: float) -> tuple[str, ...]:
    """A silent baseline each. In bulk: an organisation can bring thousands of repositories at once."""
    _note_repositories(connection, wish.forge, wish.installation, wish.repos, now)
    lock(connection, f"install {wish.forge} {wish.installation}")
    targets = [Target(wish.forge, repo, None) for repo in dict.fromkeys(wish.repos)]
    taken = set(connection.execute(_waiting_baselines(wish.forge)).scalars())
    wanted = [ScanWanted(target, Reason.BASELINE, "", "") for target in targets if target.repo not in taken]
    rows = [scan_row(one, delivery, now) for one in wanted]
    if rows:
        connection.execute(insert(scans), rows)
    note(connection, wish.forge, "", wish.installation, "installed", f"{len(wish.repos)} repositories", now)
    return tuple(row["id"] for row in rows)


def note(connection: Connection, forge: str, repo: str, actor: str, action: str, detail: str, now: float) -> None:
    """One line of the audit log."""
    entry = {"at": now, "forge": forge, "repo": repo, "actor": actor, "action": action, "detail": detail}
    connection.execute(insert(audit_log), [entry])


def forget(connection: Connection, forge: str, repos: Sequence[str]) -> None:
    """Deletes every row about these repositories; a worker that still looks at one finds its scan gone."""
    for start in range(0, len(repos), _AT_ONCE):
        some = repos[start : start + _AT_ONCE]
        doomed = select(scans.c.id).where(scans.c.forge == forge, scans.c.repo.in_(some))
        connection.execute(delete(findings).where(findings.c.scan.in_(doomed)))
        named = [*some, *(repo.lower() for repo in some)]
        for table in _OF_REPOSITORIES:
            connection.execute(delete(table).where(table.c.forge == forge, table.c.repo.in_(named)))
    _forget_windows(connection, forge, {repo.lower() for repo in repos})


def _forget_windows(connection: Connection, forge: str, gone: Set[str]) -> None:
    windows = connection.execute(select(maintenance.c.id, maintenance.c.repos).where(maintenance.c.forge == forge))
    doomed = [row.id for row in windows if row.repos and gone >= set(row.repos)]
    connection.execute(delete(maintenance).where(maintenance.c.id.in_(doomed)))


def _earlier(connection: Connection, delivery: Delivery) -> tuple[str, ...] | None:
    """Rows of the first time; None if there was none, or if it failed and is to be handled again."""
    known = select(deliveries.c.id).where(deliveries.c.forge == delivery.forge, deliveries.c.id == delivery.id)
    if connection.execute(known).first() is None:
        return None
    mine = and_(scans.c.forge == delivery.forge, scans.c.delivery == delivery.id)
    rows = connection.execute(select(scans.c.id, scans.c.state).where(mine).order_by(scans.c.created)).all()
    if rows and rows[-1].state == ScanState.FAILED:
        return None
    return tuple(row.id for row in rows)


def _note_delivery(connection: Connection, delivery: Delivery) -> None:
    row = {
        "forge": delivery.forge,
        "id": delivery.id,
        "event": delivery.event,
        "repo": delivery.repo,
        "received": delivery.received.timestamp(),
        "body_digest": delivery.body_digest,
    }
    upsert(connection, deliveries, [row], ["received", "body_digest"])


def _note_repositories(connection: Connection, forge: str, installation: str, repos: Sequence[str], now: float) -> None:
    rows = [{"forge": forge, "repo": repo, "installation": installation, "added": now} for repo in repos]
    upsert(connection, repositories, rows, ["installation"])


def _grant(connection: Connection, wish: Wish | None, delivery: str, now: float) -> tuple[str, ...]:
    match wish:
        case None | Ping():
            return ()
        case ScanWanted():
            return (want(connection, wish, delivery, now),)
        case CancelWanted():
            cancel(connection, wish.target, now)
            return ()
        case Spoken() | HeadRescanWanted():
            return (run_errand(connection, wish, delivery, now),)
        case Installed():
            return install(connection, wish, delivery, now)
        case Uninstalled():
            return (_uninstall(connection, wish, delivery, now),)


def _open_scans(connection: Connection, target: Target) -> Sequence[Any]:
    query = select(scans).where(at(target), scans.c.state.in_(_OPEN)).with_for_update()
    return connection.execute(query).mappings().all()


def _supersede(connection: Connection, older: Any, head_sha: str, now: float) -> None:
    same = bool(head_sha) and head_sha == older["head_sha"]
    why = "It was asked for again." if same else "A newer push took its place."
    _end(connection, scans.c.id == older["id"], ScanState.SUPERSEDED, why, True, now)


def _end(
    connection: Connection, which: ColumnElement[bool], state: ScanState, why: str, owed: bool, now: float
) -> None:
    """Ends scans over their workers' heads. A word is owed to the forge where somebody may have announced them."""
    announced = scans.c.fence > 0
    values = {"state": state.value, "ended": now, "note": why, "waits": 0, "not_before": 0.0, "herald_at": None}
    connection.execute(update(scans).where(which).values(**values, unsaid=announced if owed else False))


def run_errand(connection: Connection, errand: Errand, delivery: str, now: float) -> str:
    """The id of its row."""
    row = errand_row(errand, delivery, now)
    connection.execute(insert(scans), [row])
    return str(row["id"])


def _waiting_baselines(forge: str) -> Any:
    branchless = place(Target(forge, "", None))
    return select(scans.c.repo).where(
        scans.c.kind == "scan",
        scans.c.state == ScanState.WAITING.value,
        *(scans.c[name] == branchless[name] for name in ("forge", "number", "ref")),
    )


def _uninstall(connection: Connection, wish: Uninstalled, delivery: str, now: float) -> str:
    mine = and_(repositories.c.forge == wish.forge, repositories.c.installation == wish.installation)
    repos = wish.repos or tuple(connection.execute(select(repositories.c.repo).where(mine)).scalars())
    forget(connection, wish.forge, repos)
    note(connection, wish.forge, "", wish.installation, "uninstalled", f"{len(repos)} repositories", now)
    return run_errand(connection, Uninstalled(wish.forge, wish.installation, repos), delivery, now)
