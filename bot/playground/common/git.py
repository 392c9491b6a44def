"""Real commits in bare repositories on disk, through the git command. Knows no pull request.

What is asked of immutable commits is remembered, so that asking again costs nothing.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

ZERO = "0" * 40
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_COMMITTER_NAME": "GitHub",
    "GIT_COMMITTER_EMAIL": "noreply@github.com",
    "GIT_OPTIONAL_LOCKS": "0",
}
_LOG_FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x01"


class GitError(Exception):
    """git said no; the text is its own."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, as its object has it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: tuple[str, str, str]
    """Name, e-mail, ISO 8601 date."""
    committer: tuple[str, str, str]
    message: str


def run(repo: Path, *arguments: str, data: bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
    """One git command in a bare repository. Raises GitError."""
    command = ["git", "--git-dir", str(repo), "-c", "core.quotePath=false", *arguments]
    environment = {**os.environ, **_QUIET, **(env or {})}
    done = subprocess.run(command, input=data, capture_output=True, env=environment, check=False)
    if done.returncode:
        raise GitError(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def init(repo: Path, default_branch: str, hidden: str = "refs/pull") -> None:
    """A new bare repository that serves as forges do: partial clones, any commit by its id, `hidden` refs read-only."""
    repo.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "--bare", "-b", default_branch, str(repo)], check=True, capture_output=True)
    settings = {
        "uploadpack.allowFilter": "true",
        "uploadpack.allowAnySHA1InWant": "true",
        "receive.hideRefs": hidden,
        "http.receivepack": "true",
        "gc.auto": "0",
        "core.logAllRefUpdates": "false",
    }
    with (repo / "config").open("a") as config:
        for key, value in settings.items():
            section, name = key.split(".")
            config.write(f"[{section}]\n\t{name} = {value}\n")


def resolve(repo: Path, revision: str) -> str | None:
    """Full id of the commit that `revision` names; None where there is none."""
    if not revision or revision.startswith("-"):
        return None
    try:
        return run(repo, "rev-parse", "--verify", "-q", f"{revision}^{{commit}}").decode().strip()
    except GitError:
        return None


def refs(repo: Path, prefix: str = "refs/heads") -> dict[str, str]:
    """Full ref name -> object id."""
    lines = run(repo, "for-each-ref", "--format=%(refname) %(objectname)", prefix).decode().splitlines()
    return {name: sha for name, _, sha in (line.rpartition(" ") for line in lines)}


def set_ref(repo: Path, ref: str, sha: str | None) -> None:
    """Moves, makes or (None) deletes a ref."""
    if sha is None:
        run(repo, "update-ref", "-d", ref)
    else:
        run(repo, "update-ref", ref, sha)


def take(repo: Path, source: Path | str, *revisions: str) -> None:
    """Copies the commits `revisions` (ids or refs of `source`) with their history, without refs."""
    run(
        repo,
        "-c",
        "protocol.file.allow=always",
        "fetch",
        "-q",
        "--no-tags",
        "--no-write-fetch-head",
        str(source),
        *revisions,
    )


def bring(repo: Path, source: Path | None, revision: str) -> str:
    """The commit `revision` of `source` (of `repo` itself), copied with its history. Raises ValueError."""
    sha = resolve(source or repo, revision)
    if sha is None:
        raise ValueError(f"there is no commit {revision!r}")
    if source:
        take(repo, source, sha)
    return sha


def move(repo: Path, branch: str, before: str | None, tip: str, *, force: bool) -> None:
    """Moves a branch on. Raises ValueError for what is no fast-forward without `force`."""
    if before and not force and not is_ancestor(repo, before, tip):
        raise ValueError(f"{branch} would not fast-forward from {before} to {tip}: pass force=True")
    set_ref(repo, f"refs/heads/{branch}", tip)


def write_commit(
    repo: Path,
    parent: str | None,
    files: Mapping[str, bytes | str | None],
    message: str,
    author: tuple[str, str],
    date: datetime,
    *,
    modes: Mapping[str, str] | None = None,
    committer: tuple[str, str] | None = None,
) -> str:
    """A commit on top of `parent` with `files` written over its tree (None deletes). Answers its id."""
    index = {"GIT_INDEX_FILE": str(repo / f"index.{os.getpid()}")}
    run(repo, "read-tree", parent or "--empty", env=index)
    run(repo, "update-index", "-z", "--index-info", data=_index_info(repo, files, modes or {}), env=index)
    tree = run(repo, "write-tree", env=index).decode().strip()
    return commit_tree(repo, tree, [parent] if parent else [], message, author, date, committer=committer)


def _index_info(repo: Path, files: Mapping[str, bytes | str | None], modes: Mapping[str, str]) -> bytes:
    written = {path: content for path, content in files.items() if content is not None}
    oids = _write_blobs(repo, [data.encode() if isinstance(data, str) else data for data in written.values()])
    entries = [f"{modes.get(path, '100644')} {oid}\t{path}\0" for path, oid in zip(written, oids, strict=True)]
    entries += [f"0 {ZERO}\t{path}\0" for path in files if path not in written]
    return "".join(entries).encode()


def _write_blobs(repo: Path, contents: Sequence[bytes]) -> list[str]:
    """Object ids of the blobs, written by one process however many there are."""
    blob = b"blob\nmark :%d\ndata %d\n%b\nget-mark :%d\n"
    commands = [blob % (mark, len(data), data, mark) for mark, data in enumerate(contents, 1)]
    return run(repo, "fast-import", "--quiet", data=b"".join(commands)).decode().split()


def commit_tree(
    repo: Path,
    tree: str,
    parents: Sequence[str],
    message: str,
    author: tuple[str, str],
    date: datetime,
    *,
    committer: tuple[str, str] | None = None,
) -> str:
    """A commit object of `tree`; GitHub is who commits unless told otherwise. Answers its id."""
    stamp = date.isoformat()
    env = {
        "GIT_AUTHOR_NAME": author[0],
        "GIT_AUTHOR_EMAIL": author[1],
        "GIT_AUTHOR_DATE": stamp,
        "GIT_COMMITTER_DATE": stamp,
        **({"GIT_COMMITTER_NAME": committer[0], "GIT_COMMITTER_EMAIL": committer[1]} if committer else {}),
    }
    arguments = [argument for parent in parents for argument in ("-p", parent)]
    return run(repo, "commit-tree", tree, *arguments, data=message.encode(), env=env).decode().strip()


def merge_tree(repo: Path, ours: str, theirs: str) -> str | None:
    """The tree of merging two commits; None where they conflict."""
    try:
        return run(repo, "merge-tree", "--write-tree", "--no-messages", ours, theirs).decode().split("\n")[0]
    except GitError:
        return None


@cache
def merge_base(repo: Path, one: str, other: str) -> str | None:
    """The best common ancestor; None for unrelated histories."""
    try:
        return run(repo, "merge-base", one, other).decode().split("\n")[0]
    except GitError:
        return None


def is_ancestor(repo: Path, old: str, new: str) -> bool:
    """Whether moving from `old` to `new` is a fast-forward."""
    return merge_base(repo, old, new) == old


@cache
def log(repo: Path, exclude: str, include: str) -> tuple[Commit, ...]:
    """Commits of `include` that `exclude` does not have ("": all), oldest first."""
    limits = [f"^{exclude}"] if exclude else []
    out = run(repo, "log", "--topo-order", "--reverse", f"--format={_LOG_FORMAT}", include, *limits, "--")
    return tuple(_commit(record) for record in out.decode(errors="replace").split("\x01")[:-1])


@cache
def commit(repo: Path, sha: str) -> Commit:
    """One commit by its id. Raises GitError."""
    out = run(repo, "log", "-1", f"--format={_LOG_FORMAT}", sha, "--")
    return _commit(out.decode(errors="replace").split("\x01")[0])


def _commit(record: str) -> Commit:
    sha, tree, parents, an, ae, ad, cn, ce, cd, message = record.lstrip("\n").split("\0")
    return Commit(sha, tree, tuple(parents.split()), (an, ae, ad), (cn, ce, cd), message.rstrip("\n"))


def blob(repo: Path, revision: str, path: str) -> bytes | None:
    """A file's bytes at a commit; None where there is no such file."""
    try:
        return run(repo, "cat-file", "blob", f"{revision}:{path}")
    except GitError:
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree."""

    mode: str
    kind: str
    oid: str
    size: int
    path: str


def tree(repo: Path, revision: str, path: str) -> tuple[Entry, ...]:
    """What a directory ("" for the root) holds; the entry itself for a file; empty where there is nothing."""
    wanted = ["--", path] if path else []
    out = run(repo, "ls-tree", "-z", "-l", revision, *wanted).decode(errors="replace")
    entries = tuple(_entry(record) for record in out.split("\0")[:-1])
    if path and len(entries) == 1 and entries[0].kind == "tree":
        return tree(repo, revision, path.rstrip("/") + "/") if not path.endswith("/") else entries
    return entries


def walk(repo: Path, revision: str, path: str) -> tuple[Entry, ...]:
    """All that a directory ("" for the root) holds, however deep, directories included."""
    wanted = ["--", path.rstrip("/") + "/"] if path else []
    out = run(repo, "ls-tree", "-z", "-l", "-r", "-t", revision, *wanted).decode(errors="replace")
    return tuple(_entry(record) for record in out.split("\0")[:-1])


def _entry(record: str) -> Entry:
    meta, _, path = record.partition("\t")
    mode, kind, oid, size = meta.split()
    return Entry(mode, kind, oid, 0 if size == "-" else int(size), path)
