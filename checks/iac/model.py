"""The nouns of infrastructure: what files declare, and what an engine says of it. Values only.

Readers turn files into resources, engines turn files into hits, the table of policies says what a hit means, and
resources say on which line it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from checks.interface import Confidence


class Framework(StrEnum):
    """What kind of infrastructure a unit is."""

    TERRAFORM = "terraform"
    """OpenTofu, too."""
    PLAN = "terraform_plan"
    """`terraform show -json` of a plan."""
    CLOUDFORMATION = "cloudformation"
    """SAM, too."""
    KUBERNETES = "kubernetes"
    """Manifests; also what Helm charts and Kustomize overlays come to."""
    DOCKERFILE = "dockerfile"
    COMPOSE = "compose"
    GITHUB = "github_actions"
    """Workflows and actions."""
    GITLAB = "gitlab_ci"
    SERVERLESS = "serverless"
    ARM = "arm"
    BICEP = "bicep"


Scalar = str | bool | int | float | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value, and where it is written."""

    value: Scalar | Mapping[str, Node] | tuple[Node, ...]
    """Variables, defaults and locals are put in where they are known. A Terraform block that may be repeated is always
    a tuple of mappings."""
    start_line: int
    """1-based: of its key where it has one, else of itself."""
    end_line: int
    """Inclusive."""
    known: bool = True
    """False: it depends on what only exists once deployed; `value` is then the source text."""

    def at(self, way: Sequence[str]) -> Node | None:
        """The node below, by keys and 0-based numbers; a name where there are several means each one's: the first."""
        if not way:
            return self
        step, *rest = way
        if isinstance(self.value, tuple):
            if step.isdecimal():
                return self.value[int(step)].at(rest) if int(step) < len(self.value) else None
            return next((found for one in self.value if (found := one.at(way))), None)
        below = self.value.get(step) if isinstance(self.value, Mapping) else None
        return below.at(rest) if below else None


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that the files declare."""

    framework: Framework
    kind: str
    """As the framework names it: "aws_security_group", "AWS::S3::Bucket", "Deployment", "service", "job", "RUN"."""
    address: str
    """Who it is within its unit, free of files and lines: "module.web.aws_s3_bucket.logs", "LogsBucket",
    "Deployment/shop/web", "services.db"."""
    path: str
    """The file that declares it."""
    node: Node
    """Its attributes, a mapping. Its lines are the whole block's."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read or judged, and why, for people."""

    path: str
    """"" for the unit as a whole."""
    reason: str
    lasting: bool = True
    """Whether the same content would fail the same way again."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template comes to."""

    content: bytes
    lines: tuple[int, ...]
    """For each line of the content the template's, 1-based."""

    def line(self, number: int) -> int:
        """The template's, of one of the content's."""
        return self.lines[min(max(number, 1), len(self.lines)) - 1] if self.lines else 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What a unit's files declare."""

    resources: tuple[Resource, ...] = ()
    problems: tuple[Problem, ...] = ()
    rendered: Mapping[str, Rendered] | None = None
    """Of a chart: by the templates' paths what engines see, and nothing else. None: the files are seen as they are."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An engine's word on one place."""

    engine: str
    """checkov | zizmor | hadolint | own | …"""
    policy: str
    """The engine's own id ("CKV_AWS_24"); of `own`: the rule's."""
    path: str
    start_line: int
    """As the engine has it: often the whole block's."""
    end_line: int
    resource: str = ""
    """A resource's address, as far as the engine knows one."""
    attributes: tuple[str, ...] = ()
    """Dotted ways below the resource that the engine judged by, most telling first: "ingress.0.cidr_blocks"."""
    detail: str = ""
    """What tells this hit from others of the same policy at the same resource; said to people where it is not ""."""
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class Job:
    """One unit's files, ready to be judged."""

    framework: Framework
    folder: Path
    """Holds `files` on disk, at their paths below; nothing else of the repository. Suppressions and configuration of
    engines have been taken out."""
    files: Mapping[str, bytes]
    """Path in the repository -> content."""
    reading: Reading
    targets: tuple[str, ...] = ()
    """The files to judge, where others are only there to be referred to; () for all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine has to say of one job."""

    hits: tuple[Hit, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Engine:
    """What judges jobs: a name, the frameworks it knows, and what it does."""

    name: str
    frameworks: frozenset[Framework]
    judge: Judge = field(repr=False)
    version: str = ""


class Judge(Protocol):
    """Looks at jobs, all of frameworks that the engine knows, and answers one `Answer` for each, in their order."""

    def __call__(self, jobs: Sequence[Job]) -> Sequence[Answer]:
        """Runs inside the sandbox. What one job breaks must not touch the others' answers."""
        ...
