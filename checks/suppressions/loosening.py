"""The noun of what a change takes away, whatever it is taken from. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from checks.interface import Silence
from checks.suppressions.model import Weight


@dataclass(frozen=True, slots=True)
class Loosening:
    """Something that protected before and does so less now."""

    rule: str
    title: str
    said: str
    """What is wrong, in a sentence."""
    subject: str
    line: int
    """1-based, at head; at the base where `gone`."""
    weight: Weight = Weight.BROAD
    gone: bool = False
    """It is not there any more: the line is the base's."""
    silences: Silence | None = None
