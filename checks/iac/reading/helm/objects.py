"""What Helm gives to templates beside the values: release, cluster, files. Pure.

The release is one as `helm template` has it, but for its namespace: that a chart leaves it to whoever installs it must
not look as if it chose "default".
"""

from __future__ import annotations

import base64
import fnmatch
import re
from collections.abc import Mapping
from typing import Any

from checks.iac.reading.helm.functions.encodings import FUNCTIONS
from checks.iac.reading.helm.values import Thing, Unrendered

RELEASE: Mapping[str, Any] = {
    "Name": "release-name",
    "Namespace": "release-namespace",
    "Service": "Helm",
    "IsInstall": True,
    "IsUpgrade": False,
    "Revision": 1,
}
_CLUSTER = {"Major": "1", "Minor": "34", "Version": "v1.34.0", "GitVersion": "v1.34.0"}
_GROUPS = (
    "v1 apps/v1 batch/v1 autoscaling/v1 autoscaling/v2 networking.k8s.io/v1 policy/v1 rbac.authorization.k8s.io/v1"
    " storage.k8s.io/v1 scheduling.k8s.io/v1 coordination.k8s.io/v1 discovery.k8s.io/v1 events.k8s.io/v1"
    " admissionregistration.k8s.io/v1 apiextensions.k8s.io/v1 apiregistration.k8s.io/v1 authentication.k8s.io/v1"
    " authorization.k8s.io/v1 certificates.k8s.io/v1 node.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1"
)
_APIS = frozenset(_GROUPS.split())
_MOST_PATTERN = 200


def capabilities() -> dict[str, Any]:
    """A cluster with what Kubernetes itself brings."""
    return {
        "KubeVersion": dict(_CLUSTER),
        "APIVersions": Thing({}, {"Has": _has}),
        "HelmVersion": {"Version": "v3.19.0", "GoVersion": "go1.24", "GitCommit": "", "GitTreeState": "clean"},
    }


def _has(name: str) -> bool:
    """An API, with or without one of its kinds."""
    group = name.rpartition("/")[0]
    return name in _APIS or (group in _APIS and name.rpartition("/")[2][:1].isupper())


def files(contents: Mapping[str, bytes]) -> Thing:
    """A chart's, by their paths within it."""
    texts = _Texts(contents)
    return Thing(
        texts,
        {
            "Get": lambda name: texts.get(name, ""),
            "GetBytes": lambda name: texts.get(name, ""),
            "Lines": lambda name: texts[name].splitlines() if name in texts else [],
            "Glob": lambda pattern: files(_matching(pattern, contents)),
            "AsConfig": lambda: _yaml({_base(name): texts[name] for name in contents}),
            "AsSecrets": lambda: _yaml({_base(name): base64.b64encode(contents[name]).decode() for name in contents}),
        },
    )


class _Texts(dict[str, Any]):
    def __init__(self, contents: Mapping[str, bytes]) -> None:
        super().__init__({name: content.decode("utf-8", "replace") for name, content in contents.items()})


def _yaml(values: dict[str, str]) -> str:
    if sum(map(len, values.values())) > 2_000_000:
        raise Unrendered("it makes a text that is too large")
    return str(FUNCTIONS["toYaml"](values)) if values else ""


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _matching(pattern: str, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """By a glob whose * does not cross folders and whose ** does."""
    if len(pattern) > _MOST_PATTERN or pattern.count("*") > 6:
        raise Unrendered("it looks for files by too long a pattern")
    matches = re.compile(_expression(pattern)).fullmatch
    return {name: content for name, content in contents.items() if len(name) < 500 and matches(name)}


def _expression(pattern: str) -> str:
    made = []
    for part in re.findall(r"\*\*/?|\*|\?|\{[^{}]*\}|\[[^\]]*\]|.", pattern, re.DOTALL):
        if part.startswith("**"):
            made.append("(?:.*/)?" if part == "**/" else ".*")
        elif part in "*?":
            made.append("[^/]*" if part == "*" else "[^/]")
        elif part[0] == "{" and part[-1] == "}":
            made.append(f"(?:{'|'.join(map(_expression, part[1:-1].split(',')))})")
        elif part[0] == "[" and len(part) > 2:
            made.append(fnmatch.translate(part).removeprefix("(?s:").removesuffix(")\\Z"))
        else:
            made.append(re.escape(part))
    return "".join(made)
