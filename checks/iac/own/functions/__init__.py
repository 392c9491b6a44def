"""What no condition can say: functions of a resource and its unit that answer the places which are wrong. Few."""

from __future__ import annotations

from checks.iac.own.functions import address_ranges
from checks.iac.own.functions.interface import Function

FUNCTIONS: dict[str, Function] = {"azure-wide-range": address_ranges.wide}
