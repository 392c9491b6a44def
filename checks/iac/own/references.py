"""Whether a value names a resource: by a reference, or by the name that the resource gives itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from enum import StrEnum

from checks.iac.model import Framework, Node, Resource

_WORD = re.compile(r"(?:data\.)?[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)?")
_INDEX = re.compile(r"\[[^\]]*\]")
_OWN_NAMES = (
    ("bucket",),
    ("name",),
    ("identifier",),
    ("Properties", "BucketName"),
    ("Properties", "Name"),
    ("metadata", "name"),
)
_TERRAFORM = (Framework.TERRAFORM, Framework.PLAN)
_NESTED = (Framework.CLOUDFORMATION, Framework.SERVERLESS)
"""Where an address is that of the stack that nests it, and a name."""


class Named(StrEnum):
    """How sure it is, least first."""

    NO = "no"
    MAYBE = "maybe"
    """It is only known once deployed, and names nothing that is."""
    YES = "yes"


def local_name(resource: Resource) -> str:
    """What the resource is called by others of its module: "aws_s3_bucket.logs", "LogsBucket"."""
    if resource.framework not in _TERRAFORM:
        nests = resource.framework in _NESTED
        return resource.address.rpartition(".")[2] if nests else resource.address
    address = _INDEX.sub("", resource.address)
    return address[max(address.find(resource.kind), 0) :]


def module(resource: Resource) -> str:
    """The module it is in: "module.web."; "" for the root, and where there are none."""
    name = local_name(resource)
    address = _INDEX.sub("", resource.address)
    return address[: -len(name)] if address.endswith(name) else ""


def named(node: Node, resource: Resource, names: Set[str]) -> Named:
    """Whether the value names the resource. `names` are the local names of all there are."""
    if isinstance(node.value, Mapping):
        below = [*node.value.values()]
    elif isinstance(node.value, tuple):
        below = [*node.value]
    else:
        return _scalar(node, resource, names)
    return max((named(one, resource, names) for one in below), key=list(Named).index, default=Named.NO)


def _scalar(node: Node, resource: Resource, names: Set[str]) -> Named:
    text = str(node.value)
    name = local_name(resource)
    if node.known:
        own = {found.value for way in _OWN_NAMES if (found := resource.node.at(way)) and found.known}
        return Named.YES if text and text in own | {name} else Named.NO
    words = _words(text)
    if name in words:
        return Named.YES
    return Named.NO if words & names else Named.MAYBE


def _words(text: str) -> Set[str]:
    """The names that a source text mentions, whole and before their first dot."""
    found = _WORD.findall(_INDEX.sub("", text))
    parts = (piece for word in found for piece in (word, word.split(".")[0]))
    return {*parts, *(match[1] for match in _DATA.finditer(text))}


_DATA = re.compile(r"\b(data\.[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)")
