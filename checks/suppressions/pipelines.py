"""What a pipeline's file runs of scanners, and what keeps one from being heard. Pure.

GitHub's workflows and actions, GitLab's pipelines, hooks of pre-commit, and whatever else says in YAML what is to be
run: jobs and steps are mappings that hold `run`, `script`, `uses`, `image` and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from checks.suppressions import scanners
from checks.texts import yaml

_FILES = re.compile(
    r"\.github/workflows/[^/]+\.ya?ml|(?:.*/)?action\.ya?ml|(?:.*/)?[\w.-]*gitlab-ci[\w.-]*\.ya?ml|\.gitlab/.*\.ya?ml|"
    r"(?P<hooks>(?:.*/)?\.pre-commit-config\.ya?ml)|(?:.*/)?azure-pipelines[\w.-]*\.ya?ml|\.circleci/[\w-]+\.ya?ml|"
    r"bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.ya?ml|(?:.*/)?buildspec[\w.-]*\.ya?ml|\.?lefthook\.ya?ml"
)
_SCRIPTS = ("run", "script", "before_script", "after_script", "command", "commands", "entry", "bash", "inlineScript")
_NAMES = ("uses", "image", "name", "pipe", "orb", "task", "component", "template", "project")
_HOOKS = {
    "terraform_checkov": "checkov", "terraform_tfsec": "tfsec", "terraform_trivy": "trivy",
    "terraform_tflint": "tflint",
    "checkov_container": "checkov", "gitleaks-docker": "gitleaks", "gitleaks-system": "gitleaks",
    "hadolint-docker": "hadolint",
    "semgrep-docker": "semgrep", "detect-private-key": "detect-secrets", "detect-aws-credentials": "detect-secrets",
    "python-safety-dependencies-check": "safety", "golangci-lint-full": "golangci-lint", "ruff-check": "ruff",
    "talisman-commit": "talisman",
    "cfn-python-lint": "cfn-lint", "gosec-mod": "gosec", "ggshield": "ggshield", "semgrep-ci": "semgrep",
    "trivy-fs": "trivy",
}  # fmt: skip
_TRUE = frozenset({"true", "yes", "on", "${{ true }}", "${{true}}"})
_FALSE = frozenset({"false", "no", "off", "${{ false }}", "${{false}}"})
_SWITCHED_OFF = re.compile(
    r"(SAST|SECRET_DETECTION|DEPENDENCY_SCANNING|CONTAINER_SCANNING|DAST)_DISABLED|SAST_EXCLUDED_ANALYZERS"
)
_DEAF = re.compile(
    r"\|\|\s*+(?:true|:|exit\s++0|echo|/bin/true|set\b)(?=\s|$|;)|;\s*+(?:true|exit\s++0)\s*+$|--exit-zero\b|"
    r"--soft-fail\b(?!-)|"
    r"--no-fail\b|-no-fail\b|--no-error\b|--exit-code[= ]0\b|--failure-threshold[= ](?:none|ignore)\b|--warn-only\b"
)
_EXITS = {
    "trivy": re.compile(r"--exit-code[= ](?!0\b)"), "grype": re.compile(r"(?:--fail-on|-f)[= ]"),
    "semgrep": re.compile(r"--error\b|\bci\b"),
}  # fmt: skip
"""Scanners that end well whatever they find, unless they are told not to."""
_PASSED_OVER = re.compile(
    r"(?<!\S)(?P<flag>--(?:ignore-vulns?|skip-checks?|skip-path|skip-dirs|skip-files|exclude-rules?|exclude-paths|"
    r"exclude-queries|"
    r"exclude-dir|exclude|disable-rule|ignore|ignore-unfixed|skip)|-s(?=[ ]B\d))[= ]+(?P<values>[^\s\"'\\|&;]++|"
    r"\"[^\"\n]*+\"|'[^'\n]*+')"
)
_KEYS_DEAF = {
    "exit-code": "0", "soft_fail": "true", "soft-fail": "true", "fail-build": "false", "no-fail": "true",
    "no_fail": "true", "warn-only": "true",
    "fail_on_findings": "false", "continue_on_error": "true", "failure-threshold": "none", "fail-on-vuln": "false",
    "exit_zero": "true",
}  # fmt: skip
_KEYS_PASSED_OVER = frozenset({
    "skip_check", "skip-check", "skip-dirs", "skip-files", "ignore", "ignore-vulns", "exclude", "excludes",
    "exclude_queries", "exclude_paths", "allow-ghsas", "skip_path", "paths-ignore",
    "ignored_rules", "ignored-rules",
    "skips",
})  # fmt: skip
_HEARD = frozenset({"pull_request", "pull_request_target", "merge_group", "push", "workflow_call"})
_MOST_SCRIPT = 200


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a run, and where it is written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """One place that runs a scanner."""

    tool: str
    path: str
    line: int
    job: str
    """Keys of the mappings around it."""
    deaf: tuple[Note, ...] = ()
    """What keeps it from failing anything."""
    passed_over: tuple[Note, ...] = ()
    """Rules, advisories and paths that it is told to pass over."""


def concerns(path: str) -> bool:
    """Whether the file's name says that it is a pipeline."""
    return bool(_FILES.fullmatch(path))


def runs(path: str, content: bytes) -> list[Run]:
    """All of the file's, in its order. Raises Unreadable."""
    documents = yaml.documents(content)
    if (match := _FILES.fullmatch(path)) and match["hooks"]:
        return [one for document in documents for one in _hooks(path, document)]
    found = []
    for document in documents:
        some = _walk(document, (), "")
        unheard = _unheard(document) if path.startswith(".github/workflows/") else ()
        found += [
            replace(one, path=path, deaf=(*filter(partial(_about, one.tool), one.deaf), *unheard)) for one in some
        ]
    return found


def _about(tool: str, note: Note) -> bool:
    """Whether it is about this scanner: GitLab's variables are about those of its templates."""
    switch = _SWITCHED_OFF.match(note.text)
    return switch is None or tool.startswith(
        switch[0].lower().replace("_", "-").partition("-disabled")[0].partition("-excl")[0]
    )


def _unheard(document: Any) -> tuple[Note, ...]:
    """A workflow that no change starts."""
    if not isinstance(document, dict) or "on" not in document:
        return ()
    told = document["on"]
    events = {str(one) for one in (told if isinstance(told, dict | list) else [told])}
    line = next(key.line for key in document if key == "on")
    return () if events & _HEARD else (Note("no pull request starts it", line),)


def _walk(node: Any, around: tuple[Mapping[Any, Any], ...], way: str) -> Iterator[Run]:
    """Depth is bounded by the reader."""
    if isinstance(node, dict):
        yield from _of(node, (*around, node), way)
        for key, value in node.items():
            if key not in ("env", "with", "on") and isinstance(value, dict | list):
                yield from _walk(value, (*around, node), f"{way}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value, around, way)


def _of(node: Mapping[Any, Any], around: tuple[Mapping[Any, Any], ...], way: str) -> Iterator[Run]:
    """The scanners that this mapping itself runs, each once."""
    seen = set()
    for key, value in node.items():
        some: Iterator[Run] = iter(())
        if key in _SCRIPTS:
            some = (one for text in _texts(value) for one in _in_script(text, around, way))
        elif key in _NAMES and isinstance(value, str) and (tool := scanners.used(value) or scanners.template(value)):
            line = getattr(value, "line", 0)
            some = iter([Run(tool, "", line, way, _context(around) + _told(node), _told_to_pass(node))])
        elif key == "include" or (key == "image" and isinstance(value, dict)):
            some = _included(value, around, way)
        for one in some:
            if one.tool not in seen:
                seen.add(one.tool)
                yield one


def _included(value: Any, around: tuple[Mapping[Any, Any], ...], way: str) -> Iterator[Run]:
    """Of GitLab: one name, or a list of them; mappings in it are met on the way down."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, yaml.Text) and (tool := scanners.template(one)):
            yield Run(tool, "", one.line, way, _context(around))


def _texts(value: Any) -> Iterator[yaml.Text]:
    if isinstance(value, yaml.Text):
        yield value
    elif isinstance(value, list):
        for one in value[:_MOST_SCRIPT]:
            yield from _texts(one)


def _in_script(text: yaml.Text, around: tuple[Mapping[Any, Any], ...], way: str) -> Iterator[Run]:
    lines = text.split("\n")
    first = text.line + (len(lines) > 1)  # a block begins below its key
    unset = tuple(Note("set +e", first + number) for number, line in enumerate(lines) if line.strip() == "set +e")
    for tool, number in scanners.called(text):
        line = first + number
        command = _command(lines, number)
        deaf = [Note(" ".join(found[0].split()).rstrip(";"), line) for found in _DEAF.finditer(command)]
        if tool in _EXITS and not deaf and not _EXITS[tool].search(command):
            deaf.append(Note("it ends well whatever it finds", line))
        over = [
            Note(f"{found['flag']} {value}", line)
            for found in _PASSED_OVER.finditer(command)
            for value in re.split(r"[,\s]+", found["values"].strip("\"'"))
            if value
        ]
        yield Run(tool, "", line, way, (*_context(around), *unset, *deaf), tuple(over))


def _command(lines: Sequence[str], number: int) -> str:
    """The line with those that it goes on in."""
    parts = [lines[number]]
    while parts[-1].rstrip().endswith("\\") and number + len(parts) < len(lines) and len(parts) < _MOST_SCRIPT:
        parts[-1] = parts[-1].rstrip()[:-1]
        parts.append(lines[number + len(parts)])
    return " ".join(parts)


def _context(around: Sequence[Mapping[Any, Any]]) -> tuple[Note, ...]:
    """What the steps and jobs around say of failing and of running at all."""
    return tuple(note for node in around for key, value in node.items() if (note := _said(key, value)))


def _said(key: yaml.Text, value: Any) -> Note | None:
    if key == "variables" and isinstance(value, dict):
        return next(
            (Note(f"{name}: {off}", name.line) for name, off in value.items() if _SWITCHED_OFF.fullmatch(name)), None
        )
    if key == "allow_failure" and isinstance(value, dict):
        return Note("allow_failure", key.line)
    if not isinstance(value, str):
        return None
    plain = value.strip().lower()
    off = (key in ("continue-on-error", "allow_failure", "continueOnError") and plain in _TRUE) or (
        (key in ("if", "enabled") and plain in _FALSE) or (key == "when" and plain in ("never", "manual"))
    )
    return Note(f"{key}: {plain}", key.line) if off else None


def _told(node: Mapping[Any, Any]) -> tuple[Note, ...]:
    """An action's inputs that keep it from failing."""
    given = node.get("with") or node.get("inputs") or {}
    if not isinstance(given, dict):
        return ()
    deaf = [
        Note(f"{key}: {value}", key.line) for key, value in given.items() if _KEYS_DEAF.get(key) == str(value).lower()
    ]
    if "trivy-action" in str(node.get("uses", "")).lower() and "exit-code" not in given:
        deaf.append(Note("it ends well whatever it finds", node["uses"].line))
    return tuple(deaf)


def _told_to_pass(node: Mapping[Any, Any]) -> tuple[Note, ...]:
    given = node.get("with") or {}
    return tuple(
        Note(f"{key} {value}", key.line)
        for key, values in (given.items() if isinstance(given, dict) else ())
        if key in _KEYS_PASSED_OVER and isinstance(values, str)
        for value in re.split(r"[,\s]+", values)
        if value
    )


def _hooks(path: str, document: Any) -> Iterator[Run]:
    repos = document.get("repos") if isinstance(document, dict) else None
    for repo in repos if isinstance(repos, list) else ():
        if not isinstance(repo, dict) or not isinstance(repo.get("hooks"), list):
            continue
        whole = scanners.used(str(repo.get("repo", "")))
        for hook in (one for one in repo["hooks"] if isinstance(one, dict)):
            name = hook.get("id")
            entry = next((tool for text in _texts(hook.get("entry")) for tool, _ in scanners.called(text)), "")
            tool = _HOOKS.get(str(name), str(name) if str(name) in scanners.SORT_OF else entry or whole)
            if tool and isinstance(name, yaml.Text):
                yield Run(tool, path, name.line, str(name), _only_by_hand(hook), _arguments(hook))


def _only_by_hand(hook: Mapping[Any, Any]) -> tuple[Note, ...]:
    stages = hook.get("stages")
    by_hand = isinstance(stages, list) and [str(one) for one in stages] == ["manual"]
    deaf = tuple(Note(found[0], text.line) for text in _texts(hook.get("args")) for found in _DEAF.finditer(text))
    return (*((Note("stages: manual", next(key.line for key in hook if key == "stages")),) if by_hand else ()), *deaf)


def _arguments(hook: Mapping[Any, Any]) -> tuple[Note, ...]:
    texts = list(_texts(hook.get("args")))
    joined = " ".join(texts)
    line = texts[0].line if texts else 0
    return tuple(
        Note(f"{found['flag']} {value}", next((text.line for text in texts if value in text), line))
        for found in _PASSED_OVER.finditer(joined)
        for value in found["values"].strip("\"'").split(",")
        if value
    )
