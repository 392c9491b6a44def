"""The lines that mend a finding, where that is certain: one literal in another's place, or one attribute more. Pure."""

from __future__ import annotations

import re

from checks.iac.model import Framework, Job, Node, Resource
from checks.iac.policies import Policy
from checks.texts import written

_LIKE = {Framework.SERVERLESS: Framework.CLOUDFORMATION}
_VALUE = r"""("[^"\\$%{}]*"|'[^'\\$%{}]*'|-?[\w.:/*-]+|\[\s*(?:"[^"\\$%{}]*"(?:\s*,\s*"[^"\\$%{}]*")*)?\s*\])"""
_HCL = re.compile(rf"(\s*(?P<key>[\w-]+)\s*=\s*){_VALUE}(\s*(?:(?:#|//).*)?)")
_YAML = re.compile(rf"(\s*(?:-\s+)?(?P<key>[\w.-]+):\s+){_VALUE}(\s*(?:\s#.*)?)")
_JSON = re.compile(rf'(\s*"(?P<key>[\w.-]+)"\s*:\s*){_VALUE}(\s*,?\s*)')
_BICEP = re.compile(rf"(\s*(?P<key>\w+)\s*:\s*){_VALUE}(\s*(?://.*)?)")
_OPENED = re.compile(r"\s*(?:resource|data)\s[^{}#]*\{\s*")
_LITERALS = frozenset({"true", "false", "null", "yes", "no"})
_ONE_LINE = 200


def suggestion(
    start: int,
    end: int,
    way: tuple[str, ...],
    missing: bool,
    policy: Policy,
    job: Job,
    resource: Resource | None,
    path: str,
) -> str | None:
    """The finding's lines as they should be; None where that is not certain."""
    values = policy.mend.get(_LIKE.get(job.framework, job.framework))
    content = job.files.get(path)
    if not values or not resource or content is None or start != end:
        return None
    lines = written.lines(content.decode("utf-8", "replace"))
    line = lines[start - 1] if start <= len(lines) else ""
    if not line or len(line) > _ONE_LINE:
        return None
    if missing and job.reading.rendered is not None:
        return None  # other values may put there what these do not
    if missing:
        return _inserted(line, way, dict(values), job.framework, resource)
    plain = ".".join(step for step in way if not step.isdecimal())
    node = resource.node.at(way)
    return _replaced(line, way, values[plain], node, job.framework, path) if plain in values and node else None


def _replaced(line: str, way: tuple[str, ...], value: str, node: Node, framework: Framework, path: str) -> str | None:
    """The line with the value in place of its literal."""
    if not node.known or node.start_line != node.end_line or "\n" in value:
        return None
    match = _pattern(framework, path).fullmatch(line)
    if not match or match["key"] != way[-1] or not _is_literal(match[3], framework):
        return None
    made = f"{match[1]}{value}{match[4]}".rstrip()
    return made if made != line.rstrip() else None


def _pattern(framework: Framework, path: str) -> re.Pattern[str]:
    if path.endswith(".json"):
        return _JSON
    if framework is Framework.TERRAFORM:
        return _HCL
    return _BICEP if framework is Framework.BICEP else _JSON if framework is Framework.ARM else _YAML


def _is_literal(text: str, framework: Framework) -> bool:
    """No reference, and in YAML no anchor or function."""
    if text[:1] in "\"'[" or text in _LITERALS or re.fullmatch(r"-?\d[\d.]*", text):
        return True
    return framework not in (Framework.TERRAFORM, Framework.BICEP, Framework.ARM) and not text.startswith("*")


def _inserted(
    line: str, way: tuple[str, ...], values: dict[str, str], framework: Framework, resource: Resource
) -> str | None:
    """The block's first line with the attribute below it: Terraform's, and the first of a list's items in YAML."""
    if framework is Framework.TERRAFORM and not way and len(values) == 1:
        [(name, value)] = values.items()
        if _OPENED.fullmatch(line) and re.fullmatch(r"\w+", name) and resource.node.at([name]) is None:
            indent = line[: len(line) - len(line.lstrip())] + "  "
            return f"{line.rstrip()}\n{indent}{name} = {value}" if "\n" not in value else None
    if framework is not Framework.KUBERNETES or not way or not (item := re.fullmatch(r"(\s*)-(\s+)\S.*", line)):
        return None
    plain = ".".join(step for step in way if not step.isdecimal())
    below = {name.removeprefix(f"{plain}."): value for name, value in values.items() if name.startswith(f"{plain}.")}
    if len(below) != 1:
        return None
    [(rest, value)] = below.items()
    parts = rest.split(".")
    place = resource.node.at(way)
    opened = re.fullmatch(r"\s*-\s+[\w.-]+:(?:\s+[^|>&{\[#].*)", line)
    if place is None or place.at(parts[:1]) or not opened or place.start_line == place.end_line:
        return None
    indent = item[1] + " " + item[2]
    added = [f"{indent}{'  ' * depth}{part}:" for depth, part in enumerate(parts)]
    added[-1] += f" {value}"
    return "\n".join([line.rstrip(), *added])
