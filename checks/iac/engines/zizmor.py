"""zizmor: GitHub workflows, actions and Dependabot's settings, without the network and without anybody's settings.

All its personas are asked, and who was speaking is part of a policy's name: the table of policies says which of the
pedantic and doubtful ones are worth a developer's time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from checks.iac.engines import programs
from checks.iac.engines.programs import Failed, File, Program, Told
from checks.iac.model import Answer, Engine, Framework, Hit, Job
from checks.interface import Confidence

PROGRAM = Program("zizmor", "zizmor", "1.32.0")
_OPTIONS = (
    "--offline", "--no-config", "--no-ignores", "--no-exit-codes", "--no-progress", "--color=never", "-v",
    "--persona=auditor", "--collect=all", "--format=json-v1",
)  # fmt: skip
_BY_NAME = {
    "action.yml": "action.yml",
    "action.yaml": "action.yml",
    "dependabot.yml": ".github/dependabot.yml",
    "dependabot.yaml": ".github/dependabot.yml",
}
_WORKFLOW = ".github/workflows/workflow.yml"
_REGISTERING = re.compile(r"registering \w+ input with key file://(\d+)/")
_UNREAD = re.compile(r"WARN .*?registry::input: (?:failed to parse input: )?(.*)")
_COMPLETED = re.compile(r"completed (\d+)/")
_CAUSE = re.compile(r"^\s+\d+: (.{1,200})", re.MULTILINE)
_ANONYMOUS = re.compile(r"failed to validate \S+ as (\w+): ")
_BY_SEVERITY = frozenset({"template-injection", "unsound-contains"})
"""Audits that say by their severity whether a stranger can make use of it."""
_STRANGERS = re.compile(
    r"\bgithub\.(head_ref|event\.(([\w.*\[\]-]+\.)?(title|body|message|page_name|display_title|label|head_ref|head_branch"
    r"|default_branch|description|homepage)|pull_request\.head\.(ref|label|repo\.[\w.]+)|([\w.*\[\]-]+\.)?"
    r"(author|committer)\.(name|email)))\b",
    re.IGNORECASE,
)
"""What anybody can choose: https://docs.github.com/en/actions/reference/security/secure-use."""
_PERMISSIONS = {
    "uses write-all": "write-all",
    "uses read-all": "read-all",
    "default permissions": "default",
}
_UNSPOKEN = frozenset({"hardcoded-container-credentials"})
"""Audits whose place may be a secret."""
_DETAIL = 120
"""Characters that tell one hit from another."""


def judge(jobs: Sequence[Job]) -> list[Answer]:
    """Fills checks.iac.model.Judge."""
    return programs.judge(jobs, _look)


def _look(files: Sequence[File], folder: Path, seconds: float) -> list[Told]:
    """Each file lies in a folder of its own, whose name is its number."""
    told = [Told(unread=_unfit(file)) for file in files]
    fit = [number for number, one in enumerate(told) if not one.unread]
    if not fit:
        return told
    for number in fit:
        name = folder / str(number) / _name(files[number].path)
        name.parent.mkdir(parents=True)
        name.write_bytes(files[number].content)
    process = PROGRAM.run([*_OPTIONS, *map(str, fit)], folder, seconds)
    said = process.stderr.decode(errors="replace")
    unread, completed = _unread(said), {int(one) for one in _COMPLETED.findall(said)}
    if process.returncode and unread.keys() != set(fit):
        causes = _CAUSE.findall(said.partition("Stack backtrace")[0])
        raise Failed(f"zizmor cannot read it: {causes[-1]}" if causes else "zizmor ended without an answer")
    found = _found(process.stdout) if completed else {}
    for number in fit:
        if number in completed:
            told[number] = Told(_once([_hit(files[number].path, one) for one in found.get(number, ())]))
        else:
            told[number] = Told(unread=f"zizmor cannot read it: {unread.get(number, 'it was left out')}")
    return told


def _unfit(file: File) -> str:
    """Why zizmor would stop at this file, and look at none."""
    try:
        file.content.decode()
    except UnicodeDecodeError as error:
        line = file.content[: error.start].count(b"\n") + 1
        return f"line {line} is not UTF-8"
    return ""


def _name(path: str) -> str:
    """What it is called for zizmor, which goes by names."""
    place = PurePosixPath(path)
    return _WORKFLOW if place.parent.name == "workflows" else _BY_NAME.get(place.name, _WORKFLOW)


def _unread(said: str) -> dict[int, str]:
    """File's number -> why it cannot be read. A warning belongs to the file that was registered before it."""
    unread: dict[int, str] = {}
    number = -1
    for line in said.splitlines():
        if registering := _REGISTERING.search(line):
            number = int(registering[1])
        elif warning := _UNREAD.search(line):
            unread[number] = _ANONYMOUS.sub(r"it is no valid \1; ", warning[1])
    return unread


def _found(answer: bytes) -> dict[int, list[Mapping[str, Any]]]:
    """File's number -> findings. Raises Failed."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    try:
        for finding in json.loads(answer):
            path = _primary(finding)["symbolic"]["key"]["Local"]["verbatim_path"]
            found.setdefault(int(path.split("/")[0]), []).append(finding)
    except (ValueError, LookupError, TypeError) as error:
        raise Failed("zizmor answers otherwise than expected") from error
    return found


def _once(hits: Sequence[Hit]) -> list[Hit]:
    """Permissions that nobody set are said of the workflow only where they are said of no job."""
    of_jobs = any(hit.policy == "excessive-permissions:default" for hit in hits)
    return [hit for hit in hits if not (of_jobs and hit.policy == "excessive-permissions:default:whole")]


def _hit(path: str, finding: Mapping[str, Any]) -> Hit:
    try:
        place = _primary(finding)
        way = [str(next(iter(step.values()))) for step in place["symbolic"]["route"]["route"]]
        owner = 2 if way[:1] == ["jobs"] else 0
        line = place["concrete"]["location"]["start_point"]["row"] + 1
        return Hit(
            "zizmor",
            _policy(finding, place),
            path,
            line,
            line,
            resource=".".join(way[:owner]) or ("action" if way[:1] == ["runs"] else "workflow"),
            attributes=(".".join(way[owner:]),) if way[owner:] else (),
            detail="" if finding["ident"] in _UNSPOKEN else _detail(place, way),
            confidence=Confidence(finding["determinations"]["confidence"].lower()),
        )
    except (ValueError, LookupError, TypeError, AttributeError, StopIteration) as error:
        raise Failed("zizmor answers otherwise than expected") from error


def _policy(finding: Mapping[str, Any], place: Mapping[str, Any]) -> str:
    """The audit; with what tells its cases apart, and with the persona that spoke where that is not the usual one."""
    judged, annotation = finding["determinations"], place["symbolic"]["annotation"]
    parts = [finding["ident"]]
    if finding["ident"] in _BY_SEVERITY:
        parts += _reach(finding["ident"], judged["severity"], _expression(place))
    if finding["ident"] == "excessive-permissions":
        parts.append(next((case for text, case in _PERMISSIONS.items() if annotation.startswith(text)), "write"))
        parts += [] if place["symbolic"]["route"]["route"] else ["whole"]
    if judged["persona"] != "Regular":
        parts.append(judged["persona"].lower())
    return ":".join(parts)


def _reach(ident: str, severity: str, expression: str) -> list[str]:
    """Whether a stranger can make use of it, whoever may push or start the workflow, or probably nobody."""
    if severity != "High":
        return ["unlikely"]
    return ["input"] if ident == "template-injection" and not _STRANGERS.search(expression) else []


def _expression(place: Mapping[str, Any]) -> str:
    """The part of a line that it is about, where it names one; else ""."""
    kind = place["symbolic"]["feature_kind"]
    return str(kind["Subfeature"]["fragment"].get("Raw", "")) if isinstance(kind, Mapping) else ""


def _detail(place: Mapping[str, Any], way: Sequence[str]) -> str:
    """The expression, the `uses:`, the one line it is about; "" where that is a whole block, which has an address."""
    if text := _expression(place):
        return " ".join(text.split())[:_DETAIL]
    lines = place["concrete"]["feature"].strip().splitlines()
    of_a_step = len(way) > 1 and way[-2] == "steps"
    return " ".join(lines[0].split())[:_DETAIL] if lines and (len(lines) == 1 or of_a_step) and len(way) > 1 else ""


def _primary(finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where it is: of several the first."""
    return next(place for place in finding["locations"] if place["symbolic"]["kind"] == "Primary")


ENGINE = Engine("zizmor", frozenset({Framework.GITHUB}), judge, PROGRAM.version)
