"""The pages: repositories, pull requests with diff, threads and checks. They need no JavaScript and fetch nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Response as Answer

from bot.playground.common import diffs, git
from bot.playground.common.clock import stamp
from bot.playground.common.highlight import highlight
from bot.playground.common.markdown import render
from bot.playground.common.view import files
from bot.playground.github import view
from bot.playground.github.errors import not_found
from bot.playground.github.hub import Hub, hub
from bot.playground.github.nouns import Pull, Repo

pages = Blueprint("pages", __name__)
TEMPLATES = Path(__file__).parents[3] / "templates" / "web" / "playground"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action *; base-uri 'none'"
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_environment.filters["markdown"] = render
_environment.filters["stamp"] = stamp


def _ago(moment: datetime) -> str:
    seconds = int((hub().clock.now() - moment).total_seconds())
    for size, word in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "just now"


_environment.filters["ago"] = _ago


def hue(login: str) -> int:
    """A colour of one's own, 0 to 11."""
    return sum(login.encode()) % 12


_environment.globals["hue"] = hue


def show(template: str, **values: Any) -> Response:
    """A page, under a policy that lets nothing in from elsewhere."""
    here = hub()
    people = sorted(user.login for user in here.state.users.values() if user.kind == "User")
    text = _environment.get_template(template).render(people=people, me=me(), here=request.full_path, **values)
    return Response(text, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})


def me(fallback: str = "") -> str:
    """Whom the visitor acts as: what they chose, else who opened the newest pull request, else the first person."""
    state = hub().state
    people = [user.login for user in state.users.values() if user.kind == "User"]
    authors = [pull.author for pull in sorted(state.pulls.values(), key=lambda pull: -pull.id)]
    wanted = [request.cookies.get("playground_as", ""), fallback, *authors, *people]
    return next((login for login in wanted if login in people), "")


@pages.get("/-/playground.css")
def stylesheet() -> Response:
    """The one style sheet."""
    return Response((TEMPLATES / "playground.css").read_bytes(), content_type="text/css; charset=utf-8")


@pages.get("/")
def home() -> Response:
    """All repositories."""
    here = hub()
    rows = [
        (repo, sum(pull.state == "open" for pull in here.state.pulls_of(repo.full_name)))
        for repo in here.state.repos.values()
    ]
    return show("home.html.j2", rows=rows, apps=list(here.state.apps.values()))


@pages.get("/<owner>/<name>")
@pages.get("/<owner>/<name>/pulls")
def repository(owner: str, name: str) -> Response:
    """The pull requests of a repository, and how to clone it."""
    here = hub()
    repo = here.state.repo(f"{owner}/{name}")
    state = request.args.get("state", "open")
    pulls = [pull for pull in here.state.pulls_of(repo.full_name) if state in ("all", pull.state)]
    rows = [(pull, view.summary(view.checks(here, pull.repo, pull.head_sha))) for pull in pulls]
    counts = {key: sum(p.state == key for p in here.state.pulls_of(repo.full_name)) for key in ("open", "closed")}
    clone = f"{here.url}/{repo.full_name}.git"
    who = me(repo.owner)
    may_clone = who and here.state.permission(who, repo) != "none"
    password = here.state.user(who).token if may_clone else ""
    return show("pulls.html.j2", repo=repo, rows=rows, state=state, counts=counts, clone=clone, password=password)


def _shared(here: Hub, pull: Pull, tab: str) -> dict[str, Any]:
    """What the head of each page of a pull request needs."""
    path, base = here.path(pull.repo), here.merge_base(pull)
    changed = diffs.files(path, base, pull.head_sha)
    checks = view.checks(here, pull.repo, pull.head_sha)
    return {
        "repo": here.repo_of(pull),
        "pull": pull,
        "tab": tab,
        "state": "merged" if pull.merged else "draft" if pull.draft and pull.state == "open" else pull.state,
        "commits": git.log(path, base, pull.head_sha),
        "file_count": len(changed),
        "additions": sum(change.additions for change in changed),
        "deletions": sum(change.deletions for change in changed),
        "checks": checks,
        "summary": view.summary(checks),
        "bots": {app.bot for app in here.state.apps.values()},
    }


@pages.get("/<owner>/<name>/pull/<int:number>")
def pull_request(owner: str, name: str, number: int) -> Response:
    """A pull request as a person sees it."""
    here = hub()
    pull = here.state.pull(f"{owner}/{name}", number)
    files, left_out = view.files(here, pull)
    return show(
        "pull.html.j2",
        **_shared(here, pull, "talk"),
        files=files,
        left_out=left_out,
        outdated=view.outdated(here, pull),
        events=view.conversation(here, pull),
    )


@pages.get("/<owner>/<name>/pull/<int:number>.diff")
@pages.get("/<owner>/<name>/pull/<int:number>.patch")
def pull_diff(owner: str, name: str, number: int) -> Response:
    """Its diff, as git writes it."""
    here = hub()
    pull = here.state.pull(f"{owner}/{name}", number)
    text = git.run(here.path(pull.repo), "diff", "-M", here.merge_base(pull), pull.head_sha)
    return Response(text, content_type="text/plain; charset=utf-8")


@pages.get("/<owner>/<name>/pull/<int:number>/checks")
def pull_checks(owner: str, name: str, number: int) -> Response:
    """Its checks, with their reports and annotations."""
    here = hub()
    pull = here.state.pull(f"{owner}/{name}", number)
    return show("checks.html.j2", **_shared(here, pull, "checks"), sha=pull.head_sha)


@pages.get("/<owner>/<name>/runs/<int:run_id>")
def run_page(owner: str, name: str, run_id: int) -> Answer:
    """A check run: on the page of its pull request, or alone."""
    here = hub()
    run = here.state.runs.get(run_id)
    repo = here.state.repo(f"{owner}/{name}")
    if run is None or run.repo != repo.full_name:
        raise not_found()
    pull = next((p for p in here.state.pulls_of(repo.full_name) if p.head_sha == run.head_sha), None)
    if pull:
        return redirect(f"/{repo.full_name}/pull/{pull.number}/checks#run-{run_id}")
    found = view.checks(here, repo.full_name, run.head_sha)
    return show("run.html.j2", repo=repo, checks=found, sha=run.head_sha)


def _at(here: Hub, repo: Repo, revision: str) -> str:
    sha = git.resolve(here.path(repo.full_name), revision)
    if sha is None:
        raise not_found()
    return sha


@pages.get("/<owner>/<name>/commit/<sha>")
def commit_page(owner: str, name: str, sha: str) -> Response:
    """What a commit changed."""
    here = hub()
    repo = here.state.repo(f"{owner}/{name}")
    path = here.path(repo.full_name)
    commit = git.commit(path, _at(here, repo, sha))
    base = commit.parents[0] if commit.parents else git.EMPTY_TREE
    return show("commit.html.j2", repo=repo, commit=commit, files=files(path, base, commit.sha)[0])


@pages.get("/<owner>/<name>/blob/<sha>/<path:path>")
def blob_page(owner: str, name: str, sha: str, path: str) -> Response:
    """A file with numbered lines."""
    here = hub()
    repo = here.state.repo(f"{owner}/{name}")
    data = git.blob(here.path(repo.full_name), _at(here, repo, sha), path)
    if data is None:
        raise not_found()
    lines = () if b"\0" in data else highlight(path, data.decode(errors="replace"))
    return show("blob.html.j2", repo=repo, sha=sha, path=path, lines=lines)


@pages.get("/<owner>/<name>/raw/<sha>/<path:path>")
def raw(owner: str, name: str, sha: str, path: str) -> Response:
    """A file's bytes, never as a page."""
    here = hub()
    repo = here.state.repo(f"{owner}/{name}")
    data = git.blob(here.path(repo.full_name), _at(here, repo, sha), path)
    if data is None:
        raise not_found()
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return Response(data, content_type="text/plain; charset=utf-8", headers=headers)


@pages.get("/avatars/<int:number>")
def avatar(number: int) -> Response:
    """A coloured square."""
    colour = f"hsl({number * 47 % 360} 45% 50%)"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="{colour}" d="M0 0h8v8H0z"/></svg>'
    return Response(svg, content_type="image/svg+xml")
