"""CycloneDX 1.6 JSON, through the library of its makers. The same bill gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6

from bot import __version__
from bot.formats.bill import Bill, Part, expression, parts, relations
from checks.interface import Scope

_SCOPES = {
    Scope.RUNTIME: ComponentScope.REQUIRED,
    Scope.OPTIONAL: ComponentScope.OPTIONAL,
    Scope.DEVELOPMENT: ComponentScope.EXCLUDED,
}
_LICENCES = LicenseFactory()


def render(bill: Bill) -> str:
    """One document, indented."""
    components = {part.ref: _component(part) for part in parts(bill)}
    root = Component(name=bill.name, version=bill.version or None, type=ComponentType.APPLICATION, bom_ref="repository")
    asked = relations(bill)
    bom = Bom(
        components=components.values(),
        dependencies=[
            Dependency(one.bom_ref, [Dependency(components[ref].bom_ref) for ref in asked.get(asking, ())])
            for asking, one in (("", root), *components.items())
        ],
    )
    bom.serial_number = uuid5(NAMESPACE_URL, f"{bill.name}@{bill.version} {bill.at.isoformat()}")
    bom.metadata.timestamp = bill.at
    bom.metadata.tools.components.add(Component(name="Sekisho", version=__version__, type=ComponentType.APPLICATION))
    bom.metadata.component = root
    # Nothing is left for it to add, and it looks in quadratic time.
    bom.validate = lambda: True  # type: ignore[method-assign]
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _component(part: Part) -> Component:
    return Component(
        name=part.purl.name,
        group=part.purl.namespace,
        version=part.purl.version,
        type=ComponentType.CONTAINER if part.purl.type in ("docker", "oci") else ComponentType.LIBRARY,
        purl=part.purl,
        bom_ref=part.ref,
        scope=_SCOPES[part.scope],
        licenses=_licences(part.licence),
        properties=[Property(name="sekisho:requirement", value=one) for one in part.requirements],
        evidence=ComponentEvidence(occurrences=_occurrences(part)),
    )


def _occurrences(part: Part) -> Iterator[Occurrence]:
    """Those of several are named, because the library sorts nameless ones by chance."""
    for number, (path, line) in enumerate(part.places):
        name = f"{part.ref} {number:06}" if len(part.places) > 1 else None
        yield Occurrence(bom_ref=name, location=path, line=line)


def _licences(declared: str) -> Iterator[License]:
    read = expression(declared)
    if read is not None:
        yield _LICENCES.make_from_string(str(read))
    elif declared:
        yield _LICENCES.make_with_name(declared)
