"""The page of a merge request: what is said, its changes with their threads, its statuses; and what people press there.

It needs no JavaScript and fetches nothing. Whoever looks acts as the merge request's author.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from flask import Blueprint, Response, redirect, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from bot.playground.common import git, view
from bot.playground.common.clock import stamp
from bot.playground.common.markdown import render
from bot.playground.common.view import Said, Talk
from bot.playground.gitlab import applying, talk
from bot.playground.gitlab.hub import Hub, hub
from bot.playground.gitlab.nouns import MergeRequest
from bot.playground.gitlab.nouns.said import Discussion, Note
from bot.playground.gitlab.shown import shown

pages = Blueprint("pages", __name__)
_TEMPLATES = Path(__file__).parents[3] / "templates" / "web" / "playground"
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"
_SIGNS = {"success": "ok", "failed": "bad", "pending": "wait", "running": "wait", "created": "wait"}
_EMOJI = {"eyes": "👀", "thumbsup": "👍", "thumbsdown": "👎", "heart": "❤️", "rocket": "🚀", "tada": "🎉"}
_SUGGESTION = re.compile(r"^(`{3,})suggestion:-\d+\+\d+", re.MULTILINE)
_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["markdown"] = render
_environment.filters["stamp"] = stamp
_environment.filters["ago"] = lambda moment: f"{moment:%H:%M}"
_environment.globals["hue"] = lambda login: sum(login.encode()) % 12
_MR = "/<path:project>/-/merge_requests/<int:iid>"


@pages.get("/-/playground.css")
def stylesheet() -> Response:
    """The one style sheet."""
    return Response((_TEMPLATES / "playground.css").read_bytes(), content_type="text/css; charset=utf-8")


@pages.get("/")
def home() -> Response:
    """All merge requests."""
    here = hub()
    found = [mr for project in here.state.projects.values() for mr in here.state.merge_requests_of(project)]
    return _show("merge_requests.html.j2", found=found)


@pages.get(_MR)
def merge_request(project: str, iid: int) -> Response:
    """A merge request as a person sees it."""
    here = hub()
    mr = _found(here, project, iid)
    talks = [_talk(here, mr, each) for each in here.state.archive.discussions_of(mr) if each.kind]
    refs = mr.version
    files, left_out = view.files(here.path(mr.project), refs.base_sha, refs.head_sha, talks)
    statuses = [(_SIGNS.get(each["status"], "off"), each) for each in shown(here, mr)["statuses"]]
    return _show(
        "merge_request.html.j2",
        mr=mr,
        me=mr.author,
        alone=[_said(here, each.notes[0], ()) for each in here.state.archive.discussions_of(mr) if not each.kind],
        talks=talks,
        files=files,
        left_out=left_out,
        outdated=[one for one in talks if one.outdated],
        statuses=statuses,
        summary=view.summary([sign for sign, _ in statuses]),
        commits=git.log(here.path(mr.project), refs.base_sha, refs.head_sha),
        bots={user.username for user in here.state.users.values() if user.bot},
    )


@pages.post(f"{_MR}/comment")
def comment(project: str, iid: int) -> Answer:
    """Says something by itself."""
    mr = _found(hub(), project, iid)
    talk.comment(hub(), mr, mr.author, request.form["body"])
    return redirect(_address(mr))


@pages.post(f"{_MR}/threads/<name>/reply")
def reply(project: str, iid: int, name: str) -> Answer:
    """Answers in a thread, resolves it or opens it again."""
    mr = _found(hub(), project, iid)
    discussion = hub().state.archive.discussion(mr, name)
    if request.form.get("body", "").strip():
        talk.reply(hub(), discussion, mr.author, request.form["body"])
    if wanted := request.form.get("resolve"):
        talk.set_resolved(hub(), discussion, mr.author, wanted == "yes")
    return redirect(f"{_address(mr)}#thread-{name}")


@pages.post(f"{_MR}/threads/<name>/apply")
def apply(project: str, iid: int, name: str) -> Answer:
    """Commits the suggestion that a thread begins with."""
    mr = _found(hub(), project, iid)
    note = hub().state.archive.discussion(mr, name).notes[0]
    applying.apply(hub(), hub().state.archive.suggestions_in(note)[0], mr.author)
    return redirect(_address(mr))


def _found(here: Hub, project: str, iid: int) -> MergeRequest:
    return here.state.merge_request(here.state.project(project), iid)


def _address(mr: MergeRequest) -> str:
    return f"/{mr.repo}/-/merge_requests/{mr.iid}"


def _show(template: str, **values: object) -> Response:
    """Under a policy that lets nothing in from elsewhere."""
    known = {"people": (), "me": "", "here": "", "forge": "GitLab"} | values
    text = _environment.get_template(template).render(**known)
    return Response(text, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _POLICY})


def _said(here: Hub, note: Note, over: tuple[str, ...], applies: str = "") -> Said:
    given = Counter(_EMOJI.get(each.name, each.name) for each in here.state.archive.awards_to(note.discussion.mr, note))
    body: Markup = render(_SUGGESTION.sub(r"\1suggestion", note.body), suggestion_over=over)
    edited = note.updated > note.created
    return Said(note.id, f"note_{note.id}", note.author, body, note.created, edited, "", tuple(given.items()), applies)


def _talk(here: Hub, mr: MergeRequest, found: Discussion) -> Talk:
    place = None if found.outdated else found.position
    named, url = place or found.original, f"{_address(mr)}/threads/{found.id}"
    line = (place.new_line or place.old_line) if place else None
    side = "RIGHT" if place and place.new_line else "LEFT"
    suggestions = here.state.archive.suggestions_in(found.notes[0])
    over = tuple(suggestions[0].from_content.splitlines()) if suggestions else ()
    applies = f"{url}/apply" if suggestions and line and mr.state == "opened" else ""
    first, *later = found.notes
    resolvers = [note.resolved_by for note in found.notes if note.resolved_by]
    return Talk(
        id=found.id,
        url=url,
        path=named.new_path if named else "",
        outdated=found.outdated,
        lines=f"line {line}" if line else "the file",
        resolved_by=(resolvers[-1] if resolvers else "somebody") if talk.resolved(found) else "",
        comments=(_said(here, first, over, applies), *(_said(here, note, ()) for note in later)),
        spot=(side, line) if line else None,
        resolves=any(talk.resolvable(note) for note in found.notes),
    )
