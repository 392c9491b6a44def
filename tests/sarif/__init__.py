"""The SARIF 2.1.0 schema, and what it says of a document.

The schema is @microsoft/sarif-multitool-linux 5.7.0 (MIT) without its prose; `tests.contracts.make sarif` makes it.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

SCHEMA = Path(__file__).parent / "sarif-2.1.0.json.gz"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(gzip.decompress(SCHEMA.read_bytes())), validate_formats=True)


def violations(document: Any) -> list[str]:
    """What breaks the schema in a decoded SARIF log, each with its place; and what GitHub asks on top of it."""
    wrong = [
        f"{'/'.join(map(str, error.instance_path)) or '(whole)'}: {error.message[:300]}"
        for error in _validator().iter_errors(document)
    ]
    return wrong or _dangling(document)


def _dangling(document: Any) -> list[str]:
    """Results whose rule is not described by the tool: the schema cannot say that."""
    wrong = []
    for number, run in enumerate(document["runs"]):
        rules = [rule["id"] for rule in run["tool"]["driver"].get("rules", ())]
        for index, result in enumerate(run.get("results", ())):
            place = f"runs/{number}/results/{index}"
            if rules and result.get("ruleId") not in rules:
                wrong.append(f"{place}: rule {result.get('ruleId')} is not among the tool's rules")
            elif rules and rules[result.get("ruleIndex", rules.index(result["ruleId"]))] != result["ruleId"]:
                wrong.append(f"{place}: ruleIndex names another rule")
    return wrong
