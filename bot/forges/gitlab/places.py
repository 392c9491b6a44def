"""Where a commit status has to go so that the merge request shows it: which project, commit and pipeline.

A merge request shows the newest pipeline at its head that is its own (merge request pipelines, in the target project
or the fork) or that of its source branch in the source project (gitlabhq, app/finders/ci/
pipelines_for_merge_request_finder.rb). So the status of a merge request from a fork belongs into the fork, where
Sekisho's account is seldom let: then it stays in the target project, at the commit, and the note speaks alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.forges.gitlab.client import Client
from bot.model import Change

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A pipeline, or (0) the newest of a ref at the commit, which GitLab makes where there is none."""

    client: Client
    """Of the project."""
    sha: str
    pipeline: int = 0
    ref: str = ""


def places_of(client: Client, change: Change) -> list[Place]:
    """The places for a status, the best first; the last one is in the target project. Raises ForgeError."""
    if change.number is None:
        return [Place(client, change.head_sha, ref=change.head_ref.removeprefix("refs/heads/"))]
    live = client.get(f"/merge_requests/{change.number}")
    source = _source(client, live)
    # Not the source branch's name: the target project may have another branch of that name, or a protected one.
    own = Place(client, change.head_sha, ref=change.head_ref)
    branch = [Place(source, change.head_sha, ref=live["source_branch"])] if source else []
    pipeline = live.get("head_pipeline")
    if not pipeline or not _is_at_head(client, pipeline, change):
        return [*branch, own]
    home = client if pipeline["project_id"] == live["target_project_id"] else source
    return [*([Place(home, pipeline["sha"], pipeline["id"])] if home else []), *branch, own]


def _source(client: Client, live: Json) -> Client | None:
    """The project that the source branch is in; None where the fork is gone."""
    project = live["source_project_id"]
    if project == live["target_project_id"]:
        return client
    return client.beside(project) if project else None


def _is_at_head(client: Client, pipeline: Json, change: Change) -> bool:
    """Whether a pipeline is about the change's head: at it, or at GitLab's merge of it into the target branch."""
    if pipeline["sha"] == change.head_sha:
        return True
    merged = pipeline["ref"] == change.head_ref.removesuffix("/head") + "/merge"
    return merged and change.head_sha in client.get(f"/repository/commits/{pipeline['sha']}")["parent_ids"]
