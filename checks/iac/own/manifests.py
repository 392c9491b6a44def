"""Terraform's Kubernetes resources as the manifests they come to, so that one rule holds for both. Pure.

https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from checks.iac.model import Framework, Node, Resource

_KIND = re.compile(r"kubernetes_([a-z_]+?)(_v\d\w*)?")
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z]+)")
_ODD_KINDS = {"daemonset": "DaemonSet", "api_service": "APIService", "csi_driver": "CSIDriver"}
_LISTS = {
    "container": "containers",
    "init_container": "initContainers",
    "port": "ports",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
    "toleration": "tolerations",
    "rule": "rules",
    "subject": "subjects",
    "sysctl": "sysctls",
    "env": "env",
    "env_from": "envFrom",
    "ingress": "ingress",
    "egress": "egress",
    "from": "from",
    "to": "to",
    "image_pull_secret": "imagePullSecrets",
    "image_pull_secrets": "imagePullSecrets",
    "volume_claim_template": "volumeClaimTemplates",
    "match_expressions": "matchExpressions",
    "limit": "limits",
    "host_aliases": "hostAliases",
    "tls": "tls",
    "items": "items",
    "path": "paths",
    "allowed_host_paths": "allowedHostPaths",
    "required_during_scheduling_ignored_during_execution": "",
}
"""Blocks that are lists where a manifest has them."""
_PLAIN = frozenset(
    {"labels", "annotations", "data", "string_data", "limits", "requests", "match_labels", "node_selector", "selector"}
)
"""What holds names of others' choice."""
_FOUND = frozenset({Framework.TERRAFORM, Framework.PLAN})


def as_manifest(resource: Resource) -> Resource | None:
    """The same resource with a manifest's kind and keys, on its own lines; None where it is none of Kubernetes."""
    match = _KIND.fullmatch(resource.kind) if resource.framework in _FOUND else None
    if not match:
        return None
    if match[1] == "manifest":
        inner = resource.node.at(["manifest"])
        kind = inner.at(["kind"]) if inner else None
        if not inner or not kind or not isinstance(kind.value, str) or not isinstance(inner.value, Mapping):
            return None
        lines = resource.node
        node = Node(inner.value, lines.start_line, lines.end_line)
        return Resource(Framework.KUBERNETES, kind.value, resource.address, resource.path, node)
    kind_name = _ODD_KINDS.get(match[1]) or "".join(word.capitalize() for word in match[1].split("_"))
    return Resource(Framework.KUBERNETES, kind_name, resource.address, resource.path, _translated(resource.node))


def terraform_way(way: tuple[str, ...]) -> tuple[str, ...]:
    """A manifest's way as Terraform has it, as near as it can be told."""
    back = {there: here for here, there in _LISTS.items()}
    return tuple(back.get(step) or _CAPITAL.sub(lambda found: f"_{found[1].lower()}", step) for step in way)


def _translated(node: Node) -> Node:
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(map(_translated, node.value)))
    if not isinstance(node.value, Mapping):
        return node
    return replace(node, value=dict(_entry(name, below) for name, below in node.value.items()))


def _entry(name: str, node: Node) -> tuple[str, Node]:
    if name in _LISTS and isinstance(node.value, tuple):
        return _LISTS[name], _translated(node)
    if isinstance(node.value, tuple) and len(node.value) == 1 and isinstance(node.value[0].value, Mapping):
        node = node.value[0]
    return _camel(name), node if name in _PLAIN else _translated(node)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join({"ipc": "IPC", "pid": "PID", "ip": "IP"}.get(word, word.capitalize()) for word in rest)
