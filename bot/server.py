"""Hears: takes webhooks, remembers them, answers. Flask; everything that takes long is left to the workers.

A delivery is verified over its raw bytes before anything reads it, and answered only after it has been written down.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bot import logs
from bot.forges.interface import CancelWanted, Event, Forge, Rejected
from bot.metrics import CONTENT_TYPE, Metrics
from bot.model import Delivery, Spoken
from bot.store import Remembered, Store

MAX_BODY = 25 * 1024 * 1024
"""Bytes of a delivery: what both forges send at most."""
_WRITABLE_SECONDS = 5.0
"""A database that took a write is believed to take the next for so long."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
}
_log = logs.get("server")


def create_app(
    forges: Mapping[str, Forge],
    store: Store,
    *,
    wake: Callable[[], None],
    heeded: Callable[[Spoken], bool],
    faults: Callable[[], Sequence[str]] = tuple,
    blueprints: Sequence[Blueprint] = (),
) -> Flask:
    """The web application.

    `wake` tells waiting workers that there is work; `heeded` says whether a comment holds a command; `faults` says what
    keeps the service from being ready besides database and workers (no credentials, …), in words for the operator.
    """
    app = Flask("sekisho", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    metrics = Metrics(store)
    app.register_blueprint(_hearing(forges, store, metrics, wake, heeded))
    app.register_blueprint(_watching(store, metrics, faults))
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _explain)
    app.after_request(_harden)
    return app


def _hearing(
    forges: Mapping[str, Forge],
    store: Store,
    metrics: Metrics,
    wake: Callable[[], None],
    heeded: Callable[[Spoken], bool],
) -> Blueprint:
    hearing = Blueprint("hearing", __name__)

    @hearing.post("/webhooks/<name>")
    def webhook(name: str) -> tuple[Response, int]:
        forge = forges.get(name)
        if forge is None:
            known = ", ".join(sorted(forges)) or "none"
            return _say(404, error=f"There is no forge of this name here; configured: {known}.")
        event = ""
        try:
            body = request.get_data(cache=False)
            heard = forge.receive(dict(request.headers.items()), body)
            event = heard.name
            _wonder(name, heard, metrics)
            remembered = _remember(store, name, heard, body, heeded)
            answer = _answer(remembered, heard, wake)
        except Rejected as rejection:
            answer = _say(rejection.status, error=str(rejection))
        except RequestEntityTooLarge:
            answer = _too_large()
        except SQLAlchemyError:
            _log.exception("a delivery could not be written down", forge=name, event_name=event)
            answer = _say(503, error="The database takes nothing at the moment; deliver it again later.")
        metrics.delivered(name, event, answer[1])
        _log.info("delivery", forge=name, event_name=event, status=answer[1])
        return answer

    return hearing


def _wonder(forge: str, event: Event, metrics: Metrics) -> None:
    if event.puzzle:
        metrics.puzzled(forge, event.name)
        _log.warning("an authentic delivery cannot be read", forge=forge, event_name=event.name, why=event.puzzle)


def _remember(store: Store, forge: str, event: Event, body: bytes, heeded: Callable[[Spoken], bool]) -> Remembered:
    digest = hashlib.sha256(body).hexdigest()
    delivery = Delivery(forge, event.delivery_id, event.name, event.repo, datetime.now(UTC), digest)
    wish = event.wish
    if isinstance(wish, Spoken) and (wish.author_is_bot or not heeded(wish)):
        wish = None
    return store.remember(delivery, wish, store.now(), event.installation)


def _answer(remembered: Remembered, event: Event, wake: Callable[[], None]) -> tuple[Response, int]:
    with logs.bound(delivery=event.delivery_id):
        _log.info("remembered", event_name=event.name, scans=remembered.scans[:10], duplicate=remembered.duplicate)
    if remembered.duplicate:
        return _say(200, message="This delivery was already taken.", scans=remembered.scans)
    if remembered.scans or isinstance(event.wish, CancelWanted):
        wake()
    if not remembered.scans:
        return _say(200, message=event.puzzle or "Nothing follows from this event.")
    return _say(202, scan=remembered.scans[0], scans=remembered.scans)


def _watching(store: Store, metrics: Metrics, faults: Callable[[], Sequence[str]]) -> Blueprint:
    watching = Blueprint("watching", __name__)
    database = _Database(store)

    @watching.get("/healthz")
    def healthz() -> tuple[Response, int]:
        return _say(200, status="alive")

    @watching.get("/readyz")
    def readyz() -> tuple[Response, int]:
        missing = [*database.faults(), *faults()]
        return _say(503 if missing else 200, status="not ready" if missing else "ready", missing=missing)

    @watching.get("/metrics")
    def exposition() -> Response:
        return Response(metrics.page(), content_type=CONTENT_TYPE)

    return watching


class _Database:
    """Whether it can be written is tried now and then, not at each request: anybody may ask for /readyz."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._good_until = 0.0

    def faults(self) -> list[str]:
        """In words for the operator."""
        try:
            now = self._store.now()
            self._try_writing(now)
            seen = self._store.figures(now).workers
        except SQLAlchemyError:
            _log.exception("the database takes nothing")
            return ["The database cannot be written; see the log, then check its disk, rights or server."]
        return [] if seen else ["No worker has been seen for half a minute; start one with `python -m bot worker`."]

    def _try_writing(self, now: float) -> None:
        if time.monotonic() >= self._good_until:
            self._store.check_writable(now)
            self._good_until = time.monotonic() + _WRITABLE_SECONDS


def _say(code: int, /, **content: Any) -> tuple[Response, int]:
    return jsonify(content), code


def _too_large() -> tuple[Response, int]:
    return _say(413, error=f"The body is larger than {MAX_BODY // 1024 // 1024} MB.")


def _explain(error: HTTPException) -> Response | tuple[Response, int]:
    if isinstance(error, RequestEntityTooLarge):
        return _too_large()
    response, status = _say(error.code or 500, error=error.description or error.name)
    for key, value in error.get_headers():
        if key.lower() not in ("content-type", "content-length"):
            response.headers[key] = value
    return response, status


def _harden(response: Response) -> Response:
    """Pages that need more than nothing set their own policy."""
    for header, value in _HEADERS.items():
        response.headers.setdefault(header, value)
    return response
