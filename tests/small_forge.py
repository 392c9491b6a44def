"""The smallest forge that can be heard: its deliveries are signed JSON that says what they ask for.

`python -m tests.small_forge FOLDER` serves its webhooks over FOLDER/sekisho.db and writes the port to FOLDER/port.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot import logs
from bot.bell import Bell
from bot.forges.interface import (
    CancelWanted,
    Event,
    HeadRescanWanted,
    Installed,
    Ping,
    Rejected,
    ScanWanted,
    Uninstalled,
    Wish,
)
from bot.model import Reason, Spoken, Target
from bot.server import MAX_BODY, create_app
from bot.serving import serve_web
from bot.store import Store

SECRET = b"a secret of the tests"


class SmallForge:
    name = "small"

    def receive(self, headers: Mapping[str, str], body: bytes) -> Event:
        given = {name.lower(): value for name, value in headers.items()}
        expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(given.get("x-small-signature", "").encode(), expected.encode()):
            raise Rejected(401, "The signature is wrong; compare the webhook's secret with the configured one.")
        try:
            asked = json.loads(body)
        except ValueError as error:
            raise Rejected(400, "The body is no JSON.") from error
        wish = read_wish(asked)
        puzzle = asked.get("puzzle", "")
        return Event(given["x-small-delivery"], asked.get("wish", "?"), asked.get("repo", ""), wish, "7", puzzle)


def read_wish(asked: Mapping[str, Any]) -> Wish | None:
    repo, number, head = asked.get("repo", "o/r"), asked.get("number", 1), asked.get("head", "")
    target = Target("small", repo, number)
    match asked.get("wish"):
        case "scan":
            return ScanWanted(target, Reason(asked.get("reason", "pushed")), head, asked.get("by", "ann"))
        case "cancel":
            return CancelWanted(target)
        case "heads":
            return HeadRescanWanted("small", repo, head, "ann")
        case "say":
            return Spoken(target, asked["text"], "ann", asked.get("bot", False), 5, False)
        case "install":
            return Installed("small", "7", tuple(asked["repos"]))
        case "uninstall":
            return Uninstalled("small", "7", tuple(asked["repos"]))
        case "ping":
            return Ping("hello")
        case _:
            return None


def main(folder: Path) -> None:
    logs.configure(json=True)
    store = Store(f"sqlite:///{folder}/sekisho.db")
    store.migrate()
    app = create_app(
        {"small": SmallForge()},  # type: ignore[dict-item]  # hears and no more
        store,
        wake=Bell(folder / "bell").ring,
        heeded=lambda spoken: spoken.text.startswith("/sekisho"),
        faults=lambda: (folder / "faults").read_text().splitlines() if (folder / "faults").exists() else [],
    )
    app.add_url_rule("/empty", view_func=lambda: "")

    def bound(host: str, port: int) -> None:
        (folder / "port.new").write_text(str(port))
        (folder / "port.new").rename(folder / "port")

    serve_web(app, "127.0.0.1", 0, max_body=MAX_BODY, on_bound=bound)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
