"""What a function of ours looks like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from checks.iac.own.spots import Spot

if TYPE_CHECKING:
    from checks.iac.own.scene import Scene


class Function(Protocol):
    """Pure."""

    def __call__(self, root: Spot, scene: Scene) -> Iterable[Spot]:
        """The places of the resource at `root` that are wrong."""
        ...
