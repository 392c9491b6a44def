"""From files to what they declare, with exact lines. Never raises for what they hold; all of it is bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from checks.iac.model import Framework, Problem, Reading, Resource
from checks.iac.reading import (
    arm,
    bicep,
    cloudformation,
    compose,
    dockerfile,
    gitlab,
    manifests,
    plan,
    serverless,
    terraform,
    workflows,
)

Reader = Callable[[Mapping[str, bytes], Sequence[str]], Reading]

_READERS: Mapping[Framework, Reader] = {
    Framework.CLOUDFORMATION: cloudformation.read,
    Framework.KUBERNETES: manifests.read,
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
        found = _READERS[framework](files, targets)
    except RecursionError:
        return Reading(problems=(Problem("", "it is nested too deeply"),))
    return replace(found, resources=tuple(map(_whole, found.resources)))


def _whole(resource: Resource) -> Resource:
    """A resource that is declared and given nothing is an empty mapping, too."""
    if isinstance(resource.node.value, Mapping):
        return resource
    return replace(resource, node=replace(resource.node, value={}, known=True))
