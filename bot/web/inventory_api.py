"""GET /api/v1/inventory and /api/v1/repositories/…/sbom: who uses what, for tools. Tokens need the scope `read`."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.formats import BILLS, render_bill
from bot.inventory.usage import NoList, Question, WrongQuestion, as_plain, ask, bill, read_purl
from bot.store.inventory import Inventory
from bot.web.problems import Problem, told
from bot.web.tokens import Guard

_PAGE, _MOST = 100, 1_000
_MEDIA = {"cyclonedx": "application/vnd.cyclonedx+json; version=1.6", "spdx": "application/spdx+json"}


def blueprint(inventory: Inventory, admit: Guard) -> Blueprint:
    """The two routes."""
    routes = told(Blueprint("inventory", __name__, url_prefix="/api/v1"))

    @routes.get("/inventory")
    def uses() -> Response:
        admit("read")
        return _answered(inventory)

    @routes.get("/repositories/<forge>/<owner>/<path:name>/sbom")
    def sbom(forge: str, owner: str, name: str) -> Response:
        admit("read")
        return _bill(inventory, f"{owner}/{name}", forge)

    return routes


def _answered(inventory: Inventory) -> Response:
    given = request.args
    if not given.get("purl") and not given.get("repository"):
        raise Problem(400, "Nothing is asked for", "Give purl=pkg:pypi/jinja2, or repository=OWNER/NAME, or both.")
    most = _limit(given.get("limit", str(_PAGE)))
    try:
        purl = read_purl(given["purl"]) if given.get("purl") else None
        question = Question(purl, given.get("below", ""), given.get("repository", ""), given.get("forge", ""))
        found = ask(inventory, question, _place(given.get("cursor", "")), most)
    except WrongQuestion as error:
        raise Problem(400, "This cannot be answered", str(error)) from error
    more = _cursor(found[-1].place) if len(found) == most else None
    return jsonify(items=[as_plain(one) for one in found], next=more)


def _bill(inventory: Inventory, repo: str, forge: str) -> Response:
    form = request.args.get("format", BILLS[0])
    if form not in BILLS:
        raise Problem(400, "There is no such format", f"Give format={' or format='.join(BILLS)}.")
    try:
        text = render_bill(bill(inventory, repo, forge), form)
    except NoList as error:
        raise Problem(404, "There is no list of this repository", str(error)) from error
    return Response(text, content_type=_MEDIA[form])


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST:
        raise Problem(400, "This is no limit", f"Give limit=1 to limit={_MOST}.")
    return int(text)


def _cursor(place: Sequence[str | int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _place(cursor: str) -> Sequence[str | int]:
    """Whoever makes one up gets another page of what the token may read anyway."""
    if not cursor:
        return ()
    try:
        place: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        place = None
    if not isinstance(place, list) or [type(part) for part in place] != [str, str, str, int, str]:
        raise Problem(400, "This is no cursor", "Give what `next` said, or none for the first page.")
    return tuple(place)
