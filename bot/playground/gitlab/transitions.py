"""The life of a commit status: which state follows which, and GitLab's words where none does. Pure.

Read from gitlabhq's app/models/commit_status.rb (the machine) and app/services/ci/create_commit_status_service.rb
(which events a state asks for).
"""

from __future__ import annotations

STATES = ("pending", "running", "success", "failed", "canceled", "skipped")
"""What may be asked for."""
ALIVE = ("pending", "running")
"""A status in one of these is changed by the next of its name; any other is followed by a new one."""
_EVENTS: dict[str, tuple[tuple[str, ...], str]] = {
    "enqueue": (("created", "skipped"), "pending"),
    "run": (("pending",), "running"),
    "skip": (("created", "pending"), "skipped"),
    "success": (("created", "pending", "running"), "success"),
    "drop": (("created", "pending", "running"), "failed"),
    "cancel": (("created", "pending", "running"), "canceled"),
}
_ASKS = {
    "pending": "enqueue",
    "running": "run",
    "success": "success",
    "failed": "drop",
    "canceled": "cancel",
    "skipped": "skip",
}


class CannotTransition(Exception):
    """The machine says no, in the words that GitLab answers with 400."""

    def __init__(self, event: str, state: str) -> None:
        super().__init__(
            f'Cannot transition status via :{event} from :{state} (Reason(s): Status cannot transition via "{event}")'
        )


def follow(state: str, asked: str) -> str:
    """The state after `asked` was posted for a status in `state` (`created`: a new one). Raises CannotTransition."""
    if asked == "running" and state == "created":
        state = _fire("enqueue", state)
    return _fire(_ASKS[asked], state)


def _fire(event: str, state: str) -> str:
    sources, target = _EVENTS[event]
    if state not in sources:
        raise CannotTransition(event, state)
    return target


def together(states: list[str]) -> str:
    """What a pipeline's newest statuses come to."""
    for whole in ("running", "pending", "failed", "canceled"):
        if whole in states:
            return "running" if whole == "pending" and "success" in states else whole
    return "skipped" if states and set(states) == {"skipped"} else "success" if states else "created"
