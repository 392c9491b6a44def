"""Bills of materials, read back and judged by the libraries that their formats' makers keep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.model.document import Document
from spdx_tools.spdx.parser.json import json_parser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from bot.formats import BILLS, render_bill
from bot.formats.bill import Bill
from checks.interface import Package, Scope

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FLASK = Package("pkg:pypi/flask@3.0.0", "pyproject.toml", 7, requirement=">=3", licence="BSD-3-Clause")
JINJA = Package("pkg:pypi/jinja2@3.1.2", "uv.lock", 30, via=("flask",))
MARKUP = Package("pkg:pypi/markupsafe@2.1.5", "uv.lock", 44, via=("flask", "jinja2"), licence="BSD 3 clause, sort of")
TYPES = Package(
    "pkg:npm/%40types/node@20.1.0", "web/package.json", 4, Scope.DEVELOPMENT, "^20", licence="MIT OR CC0-1.0"
)
LOOSE = Package("pkg:pypi/requests", "requirements.txt", 1, requirement=">=2")
SOME = (FLASK, JINJA, MARKUP, TYPES, LOOSE)


def cyclonedx(packages: Sequence[Package]) -> dict[str, Any]:
    text = render_bill(Bill("acme/shop", "c" * 40, AT, packages), "cyclonedx")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    read: dict[str, Any] = json.loads(text)
    return read


def spdx(packages: Sequence[Package], folder: Path) -> Document:
    file = folder / "bill.spdx.json"
    file.write_text(render_bill(Bill("acme/shop", "c" * 40, AT, packages), "spdx"))
    document = json_parser.parse_from_file(str(file))
    assert validate_full_spdx_document(document) == []
    return document


def component(bom: dict[str, Any], purl: str) -> dict[str, Any]:
    return next(one for one in bom["components"] if one["purl"] == purl)


def depends(bom: dict[str, Any]) -> dict[str, list[str]]:
    return {one["ref"]: one["dependsOn"] for one in bom["dependencies"] if "dependsOn" in one}


def test_cyclonedx_names_packages_scopes_licences_and_places() -> None:
    bom = cyclonedx(SOME)
    assert bom["specVersion"] == "1.6"
    assert bom["metadata"]["component"]["name"] == "acme/shop"
    assert bom["metadata"]["component"]["version"] == "c" * 40
    assert {one["purl"] for one in bom["components"]} == {one.purl for one in SOME}
    types = component(bom, TYPES.purl)
    assert (types["group"], types["name"], types["version"], types["scope"]) == ("@types", "node", "20.1.0", "excluded")
    assert types["licenses"] == [{"expression": "MIT OR CC0-1.0"}]
    assert types["evidence"]["occurrences"] == [{"location": "web/package.json", "line": 4}]
    assert component(bom, FLASK.purl)["licenses"][0]["license"]["id"] == "BSD-3-Clause"
    assert component(bom, MARKUP.purl)["licenses"][0]["license"]["name"] == "BSD 3 clause, sort of"
    assert "version" not in component(bom, LOOSE.purl)
    assert component(bom, LOOSE.purl)["properties"] == [{"name": "sekisho:requirement", "value": ">=2"}]


def test_cyclonedx_tells_what_asks_for_what() -> None:
    assert depends(cyclonedx(SOME)) == {
        "repository": sorted([FLASK.purl, TYPES.purl, LOOSE.purl]),
        FLASK.purl: [JINJA.purl],
        JINJA.purl: [MARKUP.purl],
    }


def test_spdx_tells_the_same(tmp_path: Path) -> None:
    document = spdx(SOME, tmp_path)
    by_id = {one.spdx_id: one for one in document.packages}
    purls = {one.spdx_id: one.external_references[0].locator for one in document.packages if one.external_references}
    assert set(purls.values()) == {one.purl for one in SOME}
    relations = {
        (purls.get(one.spdx_element_id, one.spdx_element_id), one.relationship_type.name,
         purls.get(str(one.related_spdx_element_id), str(one.related_spdx_element_id)))
        for one in document.relationships
    }  # fmt: skip
    assert relations == {
        ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Repository"),
        ("SPDXRef-Repository", "DEPENDS_ON", FLASK.purl),
        ("SPDXRef-Repository", "DEPENDS_ON", LOOSE.purl),
        (TYPES.purl, "DEV_DEPENDENCY_OF", "SPDXRef-Repository"),
        (FLASK.purl, "DEPENDS_ON", JINJA.purl),
        (JINJA.purl, "DEPENDS_ON", MARKUP.purl),
    }
    licences = {purls[key]: str(one.license_declared) for key, one in by_id.items() if key in purls}
    assert licences[TYPES.purl] == "MIT OR CC0-1.0"
    assert licences[MARKUP.purl] == "NOASSERTION", "what is no expression is not made one"
    assert "sort of" in str(next(one for key, one in by_id.items() if purls.get(key) == MARKUP.purl).license_comment)


def test_a_package_in_several_places_is_one_component_of_the_strongest_scope() -> None:
    twice = [TYPES, Package(TYPES.purl, "api/package.json", 9, Scope.RUNTIME, "^20.1")]
    bom = cyclonedx(twice)
    assert len(bom["components"]) == 1
    assert bom["components"][0]["scope"] == "required"
    places = bom["components"][0]["evidence"]["occurrences"]
    assert [(place["location"], place["line"]) for place in places] == [
        ("api/package.json", 9),
        ("web/package.json", 4),
    ]


def test_a_chain_means_the_package_of_its_own_project() -> None:
    asked = "pkg:npm/ms@2.1.3"
    some = [
        Package("pkg:npm/debug@4.3.4", "a/package.json", 3),
        Package("pkg:npm/debug@2.6.9", "b/package.json", 3),
        Package(asked, "a/package-lock.json", 12, via=("debug",)),
    ]
    assert depends(cyclonedx(some))["pkg:npm/debug@4.3.4"] == [asked]
    assert "pkg:npm/debug@2.6.9" not in depends(cyclonedx(some))


def test_a_chain_that_could_mean_two_packages_means_neither() -> None:
    some = [
        Package("pkg:npm/debug@4.3.4", "package-lock.json", 3, via=("a",)),
        Package("pkg:npm/debug@2.6.9", "package-lock.json", 9, via=("b",)),
        Package("pkg:npm/ms@2.1.3", "package-lock.json", 12, via=("a", "debug")),
    ]
    assert depends(cyclonedx(some)) == {}


@pytest.mark.parametrize("form", BILLS)
def test_nothing_to_list_is_a_valid_bill(form: str, tmp_path: Path) -> None:
    assert render_bill(Bill("acme/shop", "", AT, ()), form)
    cyclonedx(())
    spdx((), tmp_path)


@pytest.mark.parametrize("form", BILLS)
def test_the_same_packages_in_another_order_make_the_same_bytes(form: str) -> None:
    several = [*SOME, *(Package(TYPES.purl, f"app{number}/package.json", 4) for number in range(9))]
    one, other = (Bill("acme/shop", "c" * 40, AT, some) for some in (several, several[::-1]))
    assert render_bill(one, form) == render_bill(other, form)


def test_hostile_names_licences_and_paths_stay_text(tmp_path: Path) -> None:
    some = [
        Package("pkg:npm/%22%3E%3Cscript%3E@1%0A2", "a\n</b>/package.json", 1, licence="MIT OR (" * 500),
        Package("pkg:npm/self@1", "package-lock.json", 1, via=("self",)),
        Package("pkg:generic/x@%E2%80%AE1", "x", 1, licence="MIT\x00", requirement="\ud800"),
    ]
    assert len(cyclonedx(some)["components"]) == 3
    assert len(spdx(some, tmp_path).packages) == 4
