"""Nodes as the values that templates compute with. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.iac.model import Node


def plain(node: Node) -> Any:
    """Without lines."""
    if isinstance(node.value, Mapping):
        return {key: plain(one) for key, one in node.value.items()}
    return [plain(one) for one in node.value] if isinstance(node.value, tuple) else node.value
