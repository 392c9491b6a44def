"""Makes the compact copies of GitHub's published contracts from the packages that carry them.

    npm pack @octokit/openapi          -> python -m tests.contracts.make rest      generated/api.github.com.json
    npm pack @octokit/openapi-webhooks -> python -m tests.contracts.make webhooks  generated/api.github.com.json
    npm pack @octokit/graphql-schema   -> python -m tests.contracts.make graphql   schema.json
    npm pack @microsoft/sarif-multitool-linux -> python -m tests.contracts.make sarif sarif-2.1.0.json

The argument is a path into the unpacked package. Nothing is downloaded here, and no prose is copied.
The same input makes the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import print_schema

from tests.contracts import mends, openapi, subset

HERE = Path(__file__).parent
DATA = HERE / "data"
SARIF = HERE.parent / "sarif" / "sarif-2.1.0.json.gz"

PATHS = re.compile(
    r"/(app|app-manifests|installation|meta|rate_limit|user|users/\{username\})(/|$)(?!.*(marketplace|subscription))"
    r"|/orgs/\{org\}(/installation|/members/\{username\}|/memberships/\{username\}|)$"
    r"|/orgs/\{org\}/teams/\{team_slug\}/memberships/\{username\}$"
    r"|/repos/\{owner\}/\{repo\}(/(branches/\{branch\}|branches|check-runs|check-suites|code-scanning/(alerts|analyses|sarifs)"
    r"|collaborators|comments|commits|compare|contents|dependency-graph|deployments|environments/\{environment_name\}|git"
    r"|hooks|installation|issues|labels|merges|pulls|readme|rules/branches|statuses|tarball|zipball|dispatches|forks)(/.*)?)?$"
)
"""What the bot, the playground and PyGithub's objects may ask for."""
NOT_PATHS = re.compile(
    r"/(protection/|codespaces|sub_issue|issue-field|suggestions|blocked_by|blocking|merge-async|pin$|autofix|variant"
    r"|user/|users/\{username\}/(?!installation)|deployment-branch|deployment_protection|compare/\{base\}\.\.\.)"
)

EVENTS = frozenset(
    {
        "check_run",
        "check_suite",
        "github_app_authorization",
        "installation",
        "installation_repositories",
        "installation_target",
        "issue_comment",
        "merge_group",
        "ping",
        "pull_request",
        "pull_request_review",
        "pull_request_review_comment",
        "pull_request_review_thread",
        "push",
        "repository",
        "status",
    }
)
"""What the app hears or the playground may send."""


def rest(document: Mapping[str, Any]) -> dict[str, Any]:
    """Operations by "METHOD /path", and the schemas they reach."""
    operations = {
        f"{method.upper()} {path}": _operation(document, item, method)
        for path, item in document["paths"].items()
        if PATHS.match(path) and not NOT_PATHS.search(path)
        for method in ("get", "post", "put", "patch", "delete")
        if method in item
    }
    return mends.rest(_packed(document, dict(sorted(operations.items())), "operations"))


def _operation(document: Mapping[str, Any], item: Mapping[str, Any], method: str) -> dict[str, Any]:
    operation = item[method]
    parameters = [openapi.resolve(document, p) for p in [*item.get("parameters", []), *operation.get("parameters", [])]]
    body = openapi.resolve(document, operation.get("requestBody", {}))
    return {
        "parameters": [
            {
                "name": p["name"],
                "in": p["in"],
                "required": p.get("required", False),
                "schema": openapi.plain(p.get("schema", {})),
            }
            for p in parameters
            if p["in"] in ("path", "query")
        ],
        "body": openapi.json_schema(document, body),
        "body_required": body.get("required", False),
        "responses": {
            status: openapi.json_schema(document, answer) for status, answer in operation["responses"].items()
        },
    }


def webhooks(document: Mapping[str, Any]) -> dict[str, Any]:
    """Payload schemas by "event" or "event.action", and the schemas they reach."""
    packed = _packed(document, dict(sorted(_payloads(document))), "events")
    names = {hook["post"]["x-github"]["subcategory"] for hook in document["webhooks"].values()}
    return mends.webhooks(packed) | {"all_events": sorted(names)}


def _payloads(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for hook in document["webhooks"].values():
        operation = hook["post"]
        event = operation["x-github"]["subcategory"]
        _, _, action = operation["operationId"].partition("/")
        if event in EVENTS:
            name = f"{event}.{action.replace('-', '_')}" if action else event
            yield name, openapi.json_schema(document, operation["requestBody"])


def _packed(document: Mapping[str, Any], entries: dict[str, Any], title: str) -> dict[str, Any]:
    return {
        "version": document["info"]["version"],
        "license": document["info"]["license"]["name"],
        title: entries,
        "$defs": openapi.closure(document, entries.values()),
    }


def sarif(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The SARIF schema without its prose."""
    keep = {"$schema", "definitions", "$ref"}
    reduced = openapi.plain({key: value for key, value in schema.items() if key not in keep})
    definitions = {name: openapi.plain(value) for name, value in schema["definitions"].items()}
    return {"$schema": schema["$schema"], **reduced, "definitions": definitions}


def write(path: Path, content: str) -> None:
    """Writes compressed text whose bytes depend on the content alone."""
    path.write_bytes(gzip.compress(content.encode(), compresslevel=9, mtime=0))
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def main() -> None:
    """Makes one copy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contract", choices=["rest", "webhooks", "graphql", "sarif"])
    parser.add_argument("path", type=Path, help="the package's file; may be gzipped")
    asked = parser.parse_args()
    raw = asked.path.read_bytes()
    document = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    if asked.contract == "graphql":
        write(DATA / "github_graphql.graphql.gz", print_schema(subset.reduce(document)) + "\n")
        return
    makers = {"rest": rest, "webhooks": webhooks, "sarif": sarif}
    target = SARIF if asked.contract == "sarif" else DATA / f"github_{asked.contract}.json.gz"
    write(target, json.dumps(makers[asked.contract](document), separators=(",", ":")))


if __name__ == "__main__":
    main()
