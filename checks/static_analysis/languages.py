"""Which analyzers of the engine read which file, by its name alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

_SUFFIXES = {
    "python": ".py .pyi .pyw",
    "javascript": ".js .jsx .mjs .cjs",
    "typescript": ".ts .tsx .mts .cts",
    "java": ".java",
    "go": ".go",
    "ruby": ".rb .rake .ru .gemspec",
    "php": ".php .phtml .php5 .php7 .inc",
    "csharp": ".cs",
}
_FURTHER = {
    "terraform": ".tf .tofu .tfvars .hcl",
    "yaml": ".yaml .yml",
    "json": ".json",
    "dockerfile": ".dockerfile",
    "bash": ".sh .bash",
    "kotlin": ".kt .kts",
    "scala": ".scala",
    "rust": ".rs",
    "swift": ".swift",
    "c": ".c .h",
    "cpp": ".cc .cpp .cxx .hpp",
    "solidity": ".sol",
    "elixir": ".ex .exs",
}
"""Languages without rules of ours: an operator may have some."""
_NAMES = {"Gemfile": "ruby", "Rakefile": "ruby", "Vagrantfile": "ruby"}
_FURTHER_NAMES = {"Dockerfile": "dockerfile", "Containerfile": "dockerfile"}
_TEMPLATES = frozenset({
    ".html", ".htm", ".erb", ".jinja", ".jinja2", ".j2", ".vue", ".svelte", ".ejs", ".hbs", ".mustache", ".twig",
    ".cshtml", ".razor", ".jsp", ".tmpl", ".gohtml",
})  # fmt: skip
_ANY_TEXT = frozenset({"regex", "generic"})
_LANGUAGE = {suffix: language for language, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_FURTHER_LANGUAGE = {suffix: language for language, suffixes in _FURTHER.items() for suffix in suffixes.split()}
_ALIASES = {
    "py": "python", "python3": "python", "js": "javascript", "ts": "typescript", "rb": "ruby", "c#": "csharp",
    "hcl": "terraform", "tf": "terraform", "docker": "dockerfile", "sh": "bash", "kt": "kotlin", "rs": "rust",
    "c++": "cpp", "sol": "solidity", "ex": "elixir",
}  # fmt: skip


def languages_of(rule: Mapping[str, Any]) -> frozenset[str]:
    """The analyzers a rule is for, under the engine's own names."""
    return frozenset(_ALIASES.get(name, name) for name in rule.get("languages", ()))


def analyzers(path: str, known: Iterable[str]) -> tuple[str, ...]:
    """The analyzers among `known` (those that rules exist for) that should read `path`."""
    pure = PurePosixPath(path)
    suffix = pure.suffix.lower()
    language = _LANGUAGE.get(suffix) or _NAMES.get(pure.name)
    wanted = {language} if language else set()
    if language or suffix in _TEMPLATES:
        wanted |= _ANY_TEXT
    if further := _FURTHER_LANGUAGE.get(suffix) or _FURTHER_NAMES.get(pure.name):
        wanted.add(further)
    return tuple(sorted(wanted & set(known)))


def suffix_for(path: str) -> str:
    """A suffix that tells the engine the dialect (.tsx is no .ts), taken from our own list, never from the path."""
    suffix = PurePosixPath(path).suffix.lower()
    known = suffix in _LANGUAGE or suffix in _TEMPLATES or suffix in _FURTHER_LANGUAGE
    return suffix if known else ".dockerfile" if PurePosixPath(path).name in _FURTHER_NAMES else ".txt"


def plain(path: str) -> str:
    """`path` where it is one that any tool would take; "" for `..`, control characters and what is no UTF-8."""
    ordinary = path.isprintable() and not {"", ".", ".."} & set(path.split("/"))
    return path if ordinary else ""
