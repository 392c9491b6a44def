"""From files to what they declare, with exact lines. Never raises for what they hold; all of it is bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from checks.iac.model import Framework, Problem, Reading
from checks.iac.reading import (
    arm,
    bicep,
    cloudformation,
    compose,
    dockerfile,
    gitlab,
    kubernetes,
    plan,
    serverless,
    terraform,
    workflows,
)

Reader = Callable[[Mapping[str, bytes], Sequence[str]], Reading]

_READERS: Mapping[Framework, Reader] = {
    Framework.CLOUDFORMATION: cloudformation.read,
    Framework.KUBERNETES: kubernetes.read,
    Framework.COMPOSE: compose.read,
    Framework.GITHUB: workflows.read,
    Framework.GITLAB: gitlab.read,
    Framework.DOCKERFILE: dockerfile.read,
    Framework.SERVERLESS: serverless.read,
    Framework.ARM: arm.read,
    Framework.BICEP: bicep.read,
    Framework.PLAN: plan.read,
    Framework.TERRAFORM: terraform.read,
}


def read(framework: Framework, files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """What the files of one unit declare: those of `targets`, where there are any; the rest is only referred to."""
    try:
        return _READERS[framework](files, targets)
    except RecursionError:
        return Reading(problems=(Problem("", "it is nested too deeply"),))
