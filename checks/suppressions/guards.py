"""What protects a repository besides scanners: code owners, rules of branches, lockfiles. Before and after. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.suppressions import flat
from checks.suppressions.flat import Leaf
from checks.suppressions.loosening import Loosening
from checks.suppressions.model import Weight
from checks.texts import bounds
from checks.texts.written import folder

_OWNERS = re.compile(r"(?:\.github/|\.gitlab/|docs/)?CODEOWNERS")
_SETTINGS = re.compile(
    r"\.github/(?:settings|safe-settings|branch-protection)\.ya?ml|\.github/(?:suborgs|repos)/[\w.-]+\.ya?ml|"
    r"(?:\.github/)?(?:rulesets?|branch-protection)/[\w.-]+\.(?:json|ya?ml)|\.github/rulesets?\.(?:json|ya?ml)"
)
_UPDATES = re.compile(r"\.github/(?:dependabot|renovate)\.(?:ya?ml|json5?)|renovate\.json5?|\.renovaterc(?:\.json)?")
_LOCKS = {
    ".terraform.lock.hcl": ("main.tf", "versions.tf", "providers.tf", "terraform.tf"), "Chart.lock": ("Chart.yaml",),
    "flake.lock": ("flake.nix",), "mix.lock": ("mix.exs",), "Package.resolved": ("Package.swift",),
    "Podfile.lock": ("Podfile",),
    "deno.lock": ("deno.json", "deno.jsonc"), "conan.lock": ("conanfile.txt", "conanfile.py"),
    "MODULE.bazel.lock": ("MODULE.bazel",),
    "pixi.lock": ("pixi.toml",), "rebar.lock": ("rebar.config",), "stack.yaml.lock": ("stack.yaml",),
    "Cartfile.resolved": ("Cartfile",),
}  # fmt: skip
"""Of ecosystems that the check `dependencies` does not read; it tells of the others itself."""


def concerns(path: str) -> bool:
    """Whether the file's name says that it guards something."""
    return bool(_OWNERS.fullmatch(path) or _SETTINGS.fullmatch(path) or _UPDATES.fullmatch(path)) or is_lock(path)


def is_lock(path: str) -> bool:
    """Whether it is a lockfile that no other check reads."""
    return path.rpartition("/")[2] in _LOCKS


def manifests(lock: str) -> list[str]:
    """The files that it may be the lockfile of."""
    return [folder(lock) + name for name in _LOCKS[lock.rpartition("/")[2]]]


def loosened(path: str, before: bytes | None, after: bytes | None) -> Iterator[Loosening]:
    """What the change takes away; `path` is head's, or the deleted file's. Raises Unreadable."""
    if before is None:
        return
    if _OWNERS.fullmatch(path):
        yield from _owners(bounds.text(before), None if after is None else bounds.text(after))
    elif _SETTINGS.fullmatch(path):
        yield from _settings(path, before, after)
    elif _UPDATES.fullmatch(path) and after is None:
        said = "This change deletes the file that has dependencies updated."
        yield Loosening(
            "scanner-removed", "Dependencies are no longer updated", said, "removed updates", 1, Weight.RULE, gone=True
        )


def lock_deleted(path: str, manifest: str) -> Loosening:
    """Of a lockfile whose manifest stays."""
    said = (
        f"This change deletes `{path}` while `{manifest}` stays, so that every run takes whatever was published last."
    )
    return Loosening("pins-deleted", "The lockfile is gone", said, f"deleted {path.rpartition('/')[2]}", 1, gone=True)


@dataclass(frozen=True, slots=True)
class _Owned:
    pattern: str
    owners: tuple[str, ...]
    line: int


def _owners(before: str, after: str | None) -> Iterator[Loosening]:
    if after is None:
        said = "This change deletes CODEOWNERS, so that nobody has to be asked any more."
        yield Loosening("owners-loosened", "Code owners are gone", said, "all owners", 1, gone=True)
        return
    now = {one.pattern: one for one in _owned(after)}
    everywhere = next((one for pattern, one in now.items() if pattern in ("*", "/", "**", "/**") and one.owners), None)
    for was in {one.pattern: one for one in _owned(before)}.values():
        kept = now.get(was.pattern)
        if kept is None and was.owners:
            yield _unowned(was, everywhere)
        elif kept is not None and (lost := [owner for owner in was.owners if owner not in kept.owners]):
            yield _dropped(was, kept, lost)


def _unowned(was: _Owned, everywhere: _Owned | None) -> Loosening:
    said = f"`{was.pattern}` no longer belongs to {_listed(was.owners)}."
    if everywhere is not None and was.pattern != everywhere.pattern:
        said += f" It falls to {_listed(everywhere.owners)}."
    weight = Weight.RULE if everywhere is not None else Weight.BROAD
    return Loosening(
        "owners-loosened",
        "A path loses its code owners",
        said,
        f"owners of {was.pattern}"[:200],
        was.line,
        weight,
        gone=True,
    )


def _dropped(was: _Owned, kept: _Owned, lost: Sequence[str]) -> Loosening:
    nobody = not kept.owners
    said = f"`{was.pattern}` no longer belongs to {_listed(lost)}{', nor to anybody' if nobody else ''}."
    title = "A path loses its code owners" if nobody else "A path loses a code owner"
    weight = Weight.BROAD if nobody else Weight.RULE
    return Loosening(
        "owners-loosened", title, said, f"owners of {was.pattern} {' '.join(lost)}"[:200], kept.line, weight
    )


def _listed(owners: Sequence[str]) -> str:
    shown = ", ".join(f"`{owner[:60]}`" for owner in owners[:3])
    return f"{shown} and {len(owners) - 3} more" if len(owners) > 3 else shown


def _owned(text: str) -> Iterator[_Owned]:
    """GitLab's sections hand their owners on to lines without any."""
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        words = re.sub(r"(?<!\S)#.*", "", line[:2000]).replace(r"\ ", "\0").split()
        if words and re.match(r"\^?\[", words[0]):
            section = tuple(word for word in words if "@" in word)
        elif words:
            owners = tuple(word for word in words[1:] if "@" in word) or section
            yield _Owned(words[0].replace("\0", r"\ "), owners, number)


_GUARDING = re.compile(
    r"require_code_owner_reviews?|dismiss_stale_reviews(?:_on_push)?|enforce_admins|strict|require_last_push_approval|"
    r"required_linear_history|required_signatures|required_conversation_resolution|required_review_thread_resolution|"
    r"enable_vulnerability_alerts|enable_automated_security_fixes|strict_required_status_checks_policy|lock_branch|"
    r"block_creations|"
    r"secret_scanning\w*|advanced_security|private|status"
)
_OPENING = re.compile(r"allow_force_pushes|allow_deletions|allow_fork_syncing|bypass_mode")
_COUNTS = re.compile(r"required_approving_review_count")
_NAMED = re.compile(r"contexts|checks|required_status_checks|context|type")
_LISTS_THAT_OPEN = re.compile(r"bypass_\w+|dismissal_restrictions")


def _settings(path: str, before: bytes, after: bytes | None) -> Iterator[Loosening]:
    if after is None:
        said = f"This change deletes `{path}`, which says what branches are protected by."
        yield Loosening("branch-protection-loosened", "The rules of branches are gone", said, "all rules", 1, gone=True)
        return
    old, new = _by_name(flat.read(path, before)), _by_name(flat.read(path, after))
    for key, leaf in old.items():
        now = new.get(key)
        if now is None and _is_guard(leaf):
            yield _loose(f"`{_named(leaf)}` was {_value(leaf)} and is gone", leaf, key, gone=True)
        elif now is not None and _is_weaker(leaf, now):
            yield _loose(f"`{_named(leaf)}` was {_value(leaf)} and is {_value(now)} now", now, key)
    for key, leaf in new.items():
        if key not in old and (_opens(leaf) or _lets_by(leaf)):
            yield _loose(f"`{_named(leaf)}` is newly {_value(leaf)}", leaf, key)


def _loose(said: str, leaf: Leaf, key: str, gone: bool = False) -> Loosening:
    sentence = f"A rule of a protected branch is loosened: {said}."
    return Loosening(
        "branch-protection-loosened", "Branches are protected less", sentence, key[:200], leaf.line, gone=gone
    )


def _by_name(leaves: Sequence[Leaf]) -> Mapping[str, Leaf]:
    """Lists of named things are told apart by their names, others by what they hold."""
    names = {(leaf.way[:-1], leaf.item): leaf.value for leaf in leaves if leaf.way and leaf.way[-1] == "name"}
    found: dict[str, Leaf] = {}
    for leaf in leaves:
        around = [
            names.get((leaf.way[: at + 1], leaf.item[: leaf.way[: at + 1].count("*")]), "")
            for at, step in enumerate(leaf.way)
            if step == "*"
        ]
        listed = leaf.value if leaf.way[-1:] == ("*",) or leaf.way[-1:] in (("context",), ("type",)) else ""
        found.setdefault(json.dumps([*leaf.way, *around, listed]), leaf)
    return found


def _is_guard(leaf: Leaf) -> bool:
    if leaf.way and any(_NAMED.fullmatch(step) for step in leaf.way[-3:]) and not _in_bypass(leaf):
        return bool(leaf.value) and leaf.way[-1] in ("*", "context", "type")
    return _strength(leaf) > 0


def _is_weaker(old: Leaf, new: Leaf) -> bool:
    if _last(old) == "enforcement":
        return old.value == "active" and new.value != "active"
    return _strength(new) < _strength(old) or (_opens(new) and not _opens(old))


def _strength(leaf: Leaf) -> int:
    name, value = _last(leaf), leaf.value.lower()
    if _COUNTS.fullmatch(name):
        return int(value) if value.isdecimal() and len(value) < 4 else 0
    return int(bool(_GUARDING.fullmatch(name)) and value in ("true", "enabled"))


def _opens(leaf: Leaf) -> bool:
    return bool(_OPENING.fullmatch(_last(leaf))) and leaf.value.lower() not in ("false", "", "none")


def _lets_by(leaf: Leaf) -> bool:
    return (
        _in_bypass(leaf)
        and leaf.value not in ("", "false")
        and _last(leaf) in ("*", "actor_id", "users", "teams", "apps")
    )


def _in_bypass(leaf: Leaf) -> bool:
    return any(_LISTS_THAT_OPEN.fullmatch(step) for step in leaf.way)


def _last(leaf: Leaf) -> str:
    return leaf.way[-1] if leaf.way else ""


def _named(leaf: Leaf) -> str:
    return next((step for step in reversed(leaf.way) if step != "*"), "")


def _value(leaf: Leaf) -> str:
    return f"`{leaf.value[:60]}`" if leaf.value else "empty"
