"""SPDX 2.3 JSON, through the library of its makers. The same bill gives the same bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from spdx_tools.spdx.model.actor import Actor, ActorType
from spdx_tools.spdx.model.document import CreationInfo, Document
from spdx_tools.spdx.model.package import ExternalPackageRef, ExternalPackageRefCategory, Package, PackagePurpose
from spdx_tools.spdx.model.relationship import Relationship, RelationshipType
from spdx_tools.spdx.model.spdx_no_assertion import SpdxNoAssertion
from spdx_tools.spdx.writer.json.json_writer import write_document_to_stream

from bot import __version__
from bot.formats.bill import Bill, Part, expression, parts, relations
from checks.interface import Scope

_DOCUMENT, _ROOT = "SPDXRef-DOCUMENT", "SPDXRef-Repository"
_OF = {
    Scope.OPTIONAL: RelationshipType.OPTIONAL_DEPENDENCY_OF,
    Scope.DEVELOPMENT: RelationshipType.DEV_DEPENDENCY_OF,
}


def render(bill: Bill) -> str:
    """One document, indented."""
    some = parts(bill)
    creation = CreationInfo(
        spdx_version="SPDX-2.3",
        spdx_id=_DOCUMENT,
        name=bill.name,
        document_namespace=f"urn:uuid:{uuid5(NAMESPACE_URL, f'{bill.name}@{bill.version} {bill.at.isoformat()}')}",
        creators=[Actor(ActorType.TOOL, f"Sekisho-{__version__}")],
        created=bill.at.replace(microsecond=0, tzinfo=None),
    )
    root = Package(
        spdx_id=_ROOT,
        name=bill.name,
        version=bill.version or None,
        download_location=SpdxNoAssertion(),
        files_analyzed=False,
        primary_package_purpose=PackagePurpose.APPLICATION,
    )
    document = Document(creation, [root, *map(_package, some)], relationships=list(_relationships(bill, some)))
    written = io.StringIO()
    write_document_to_stream(document, written, validate=False)  # minutes for a large one; the tests do it
    return written.getvalue()


def _package(part: Part) -> Package:
    declared = expression(part.licence)
    return Package(
        spdx_id=_id(part.ref),
        name=part.name,
        version=part.purl.version,
        download_location=SpdxNoAssertion(),
        files_analyzed=False,
        license_declared=SpdxNoAssertion() if declared is None else declared,
        license_comment=f"Declared as {part.licence!r}" if part.licence and declared is None else None,
        comment="\n".join([f"{path}:{line}" for path, line in part.places] + [*part.requirements]),
        external_references=[ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", part.ref)],
    )


def _relationships(bill: Bill, some: list[Part]) -> Iterator[Relationship]:
    yield Relationship(_DOCUMENT, RelationshipType.DESCRIBES, _ROOT)
    scopes = {part.ref: part.scope for part in some}
    for asking, asked in relations(bill).items():
        by = _id(asking) if asking else _ROOT
        for one in asked:
            if not asking and scopes[one] in _OF:
                yield Relationship(_id(one), _OF[scopes[one]], by)
            else:
                yield Relationship(by, RelationshipType.DEPENDS_ON, _id(one))


def _id(purl: str) -> str:
    """Identifiers have no room for a purl."""
    return f"SPDXRef-{hashlib.sha256(purl.encode()).hexdigest()[:24]}"
