"""Commits, diffs, branches, trees and comparisons as GitLab's API answers them, with the limits of its diffs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.common import diffs, git
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import Project
from bot.playground.gitlab.shapes_talk import pipeline
from bot.playground.gitlab.statuses import status_of

LARGEST = 200 * 1024
"""Bytes of a patch above which it is too large to be shown at all."""
COLLAPSED = LARGEST // 10
"""Bytes of a patch above which it is folded: https://docs.gitlab.com/administration/diff_limits/"""
SAFE_FILES, SAFE_LINES, SAFE_BYTES = 100, 5_000, 500 * 1024
"""Of one collection: what comes after is folded."""
MOST_FILES, MOST_LINES = 1_000, 50_000
"""Of one collection: what comes after is left out."""


@dataclass(slots=True)
class _Sum:
    """What the patches of a collection come to so far."""

    files: int = 0
    lines: int = 0
    bytes: int = 0

    def add(self, patch: str) -> None:
        """One more file."""
        self.files += 1
        self.lines += patch.count("\n")
        self.bytes += len(patch.encode())

    @property
    def unsafe(self) -> bool:
        """Whether later files are folded."""
        return self.files >= SAFE_FILES or self.lines >= SAFE_LINES or self.bytes >= SAFE_BYTES

    @property
    def full(self) -> bool:
        """Whether later files are left out."""
        return self.files >= MOST_FILES or self.lines >= MOST_LINES


def collection(changes: Sequence[diffs.FileChange]) -> tuple[list[Json], bool]:
    """The files of a diff within the limits, and whether some were left out."""
    total = _Sum()
    shown: list[Json] = []
    for change in changes:
        if total.full:
            return shown, True
        patch = change.patch + "\n" if change.patch else ""
        large = len(patch.encode()) >= LARGEST
        folded = not large and (len(patch.encode()) >= COLLAPSED or total.unsafe)
        shown.append(_file(change, "" if large or folded else patch, collapsed=folded, too_large=large))
        total.add(patch)
    return shown, False


def _file(change: diffs.FileChange, patch: str, *, collapsed: bool, too_large: bool) -> Json:
    before, after = change.modes
    return {
        "diff": patch,
        "collapsed": collapsed,
        "too_large": too_large,
        "new_path": change.path,
        "old_path": change.previous or change.path,
        "a_mode": "0" if before == "000000" else before,
        "b_mode": "0" if after == "000000" else after,
        "new_file": change.status == "added",
        "renamed_file": change.status == "renamed",
        "deleted_file": change.status == "removed",
        "generated_file": False,
    }


def commit(hub: Hub, project: Project, found: git.Commit) -> Json:
    """A commit of a list."""
    return {
        "id": found.sha,
        "short_id": found.sha[:8],
        "created_at": found.committer[2],
        "parent_ids": list(found.parents),
        "title": found.message.partition("\n")[0],
        "message": found.message,
        "author_name": found.author[0],
        "author_email": found.author[1],
        "authored_date": found.author[2],
        "committer_name": found.committer[0],
        "committer_email": found.committer[1],
        "committed_date": found.committer[2],
        "trailers": {},
        "extended_trailers": {},
        "web_url": f"{hub.web_url(project)}/-/commit/{found.sha}",
    }


def changed_by(hub: Hub, project: Project, found: git.Commit) -> tuple[diffs.FileChange, ...]:
    """What a commit changes from its first parent."""
    base = found.parents[0] if found.parents else git.EMPTY_TREE
    return diffs.files(hub.path(project), base, found.sha)


def whole_commit(hub: Hub, project: Project, found: git.Commit) -> Json:
    """A commit by itself, with what it comes to."""
    changes = changed_by(hub, project, found)
    added, removed = sum(c.additions for c in changes), sum(c.deletions for c in changes)
    stats = {"additions": added, "deletions": removed, "total": added + removed}
    last = next(iter(hub.state.archive.pipelines_of(project, found.sha)), None)
    more: Json = {"status": None, "project_id": project.id, "last_pipeline": None}
    if last is not None:
        more |= {"last_pipeline": pipeline(hub, last), "status": status_of(hub, last)}
    return commit(hub, project, found) | {"stats": stats} | more


def branch(hub: Hub, project: Project, name: str, sha: str, *, can_push: bool) -> Json:
    """A branch."""
    path, own = hub.path(project), name == project.default_branch
    tip = git.resolve(path, f"refs/heads/{project.default_branch}")
    return {
        "name": name,
        "commit": commit(hub, project, git.commit(path, sha)),
        "merged": not own and tip is not None and git.is_ancestor(path, sha, tip),
        "protected": own or name in project.protected,
        "developers_can_push": False,
        "developers_can_merge": False,
        "can_push": can_push,
        "default": own,
        "web_url": f"{hub.web_url(project)}/-/tree/{name}",
    }


def comparison(hub: Hub, project: Project, names: tuple[str, str], start: str, end: str, *, straight: bool) -> Json:
    """What `end` has that `start` (or, unless `straight`, their merge base) has not."""
    path = hub.path(project)
    base = start if straight else git.merge_base(path, start, end) or start
    found = git.log(path, start, end)
    shown, _ = collection(diffs.files(path, base, end))
    return {
        "commit": commit(hub, project, found[-1]) if found else None,
        "commits": [commit(hub, project, each) for each in found],
        "diffs": shown,
        "compare_timeout": False,
        "compare_same_ref": names[0] == names[1],
        "web_url": f"{hub.web_url(project)}/-/compare/{names[0]}...{names[1]}",
    }


def entry(found: git.Entry) -> Json:
    """One entry of a tree."""
    name = found.path.rpartition("/")[2]
    return {"id": found.oid, "name": name, "type": found.kind, "path": found.path, "mode": found.mode}
