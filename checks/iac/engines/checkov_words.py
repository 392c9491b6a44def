"""Checkov's words in ours: who a resource is, and which attributes were judged. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.iac.model import Framework

_INDEX = re.compile(r"\[[^\]]*\]")
_CONTAINER = re.compile(r" \(container [^)]*\).*$")
_FILTER = re.compile(r"\[?\?\([^)]*\)\]?")
_STEPS = re.compile(r"[/.\[\]]+")
_NUMBERS_AT_END = re.compile(r"(?:\.\d+)+$")
_NO_ATTRIBUTES = frozenset({"resource_type", ""})
_MOST = 12


def address(framework: Framework, told: str, resource: str) -> str:
    """As checks.iac.model has it; "" where Checkov names a file or a line."""
    match framework:
        case Framework.TERRAFORM | Framework.PLAN:
            return _INDEX.sub("", told or resource)
        case Framework.CLOUDFORMATION | Framework.SERVERLESS:
            return resource.rpartition(".")[2]
        case Framework.KUBERNETES:
            return "/".join(_CONTAINER.sub("", resource).split(".", 2))
        case Framework.ARM | Framework.BICEP:
            return resource
        case _:
            return ""


def ways(keys: Iterable[object]) -> tuple[str, ...]:
    """Checkov's paths ("ingress/[0]/cidr_blocks") as dotted ways, each without its last numbers besides."""
    return tuple(dict.fromkeys(_ways(keys)))[:_MOST]


def _ways(keys: Iterable[object]) -> Iterator[str]:
    for key in keys:
        if not isinstance(key, str):
            continue
        steps = (step for step in _STEPS.split(_FILTER.sub("", key)) if step not in ("", "*"))
        if (way := ".".join(steps)) not in _NO_ATTRIBUTES:
            yield way
            yield _NUMBERS_AT_END.sub("", way)
