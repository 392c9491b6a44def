"""What a container starts, and with which flags. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checks.iac.model import Node
from checks.iac.own.spots import Spot

_SHELLS = frozenset({"sh", "bash", "ash", "/bin/sh", "/bin/bash"})


def program(container: Spot) -> Iterator[Spot]:
    """The name of what it starts, without folders: "kube-apiserver"."""
    for word in _words(container)[:1]:
        yield word.titled(str(word.node.value).rpartition("/")[2])


def flags(container: Spot) -> Iterator[Spot]:
    """Its flags by name: `--a=b`, `--a b`, and `--a` as true."""
    found: dict[str, tuple[Spot, ...]] = {}
    words = _words(container)
    for at, spot in enumerate(words):
        word = str(spot.node.value)
        if not word.startswith("-") or not spot.known:
            continue
        name, mark, value = word.lstrip("-").partition("=")
        follows = str(words[at + 1].node.value) if at + 1 < len(words) else "-"
        value = value if mark else "true" if follows.startswith("-") else follows
        found[name] = (spot.titled(value),)
    node = Node({}, container.node.start_line, container.node.end_line)
    yield Spot(container.resource, container.way, node, found)


def _words(container: Spot) -> Sequence[Spot]:
    """Those of `command` and `args`; of a shell, those of its script."""
    if not isinstance(container.node.value, Mapping):
        return ()
    words = [word for name in ("command", "args") for listed in container.below(name) for word in listed.items()]
    if words and str(words[0].node.value) in _SHELLS:
        words = words[2:]
    return [spot.titled(part) for spot in words if spot.known for part in _parts(str(spot.node.value))]


def _parts(word: str) -> Sequence[str]:
    """A script's words; what stands by itself is one."""
    return word.split()[:500] if " " in word else [word]
