"""What people do with merge requests by hand: open, edit, draft, merge, close, queue.

Names of projects are full paths (`group/project`); each method that changes something takes who does it.
"""

from __future__ import annotations

from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.state import State


class Hands:
    """The deeds of people over one hub."""

    hub: Hub

    @property
    def state(self) -> State:
        """Everything the playground remembers."""
        return self.hub.state
